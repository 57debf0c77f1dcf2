//! Which language to answer in.

use axum::http::{HeaderMap, header};
use catalog::Language;

/// The header is a hint from anybody; the longest that a browser sends is far below this.
const LONGEST: usize = 500;

/// What the browser asks for: the first of its languages that there is.
pub(crate) fn accepted(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    // A weight that is not a number would leave the library's sorting without an order.
    let has_nan =
        |item: &str| item.split_once(';').is_some_and(|(_, weight)| weight.to_ascii_lowercase().contains("nan"));
    let is_sound = header.len() <= LONGEST && !header.split(',').any(has_nan);
    let wanted = if is_sound { accept_language::parse(header) } else { Vec::new() };
    wanted.iter().find_map(|tag| Language::named(&tag.split('-').next().unwrap_or_default().to_ascii_lowercase()))
}

/// The language of an answer of the flow API: the page says which one it speaks.
pub(crate) fn of_page(headers: &HeaderMap) -> Language {
    accepted(headers).unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::accepted;
    use axum::http::{HeaderMap, HeaderValue, header};
    use catalog::Language;

    fn of(text: &str) -> Option<Language> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(text).unwrap());
        accepted(&headers)
    }

    #[test]
    fn the_first_language_that_there_is_wins_whatever_its_region() {
        assert_eq!(of("de-AT,de;q=0.9,en;q=0.8"), Some(Language::German));
        assert_eq!(of("nl-NL,nl;q=0.9,fr-BE;q=0.7,en;q=0.5"), Some(Language::French));
        assert_eq!(of("en;q=0.2, AR-EG"), Some(Language::Arabic));
        assert_eq!(of("ja"), None);
        assert_eq!(of("nan-TW,de;q=0.8"), Some(Language::German), "Min Nan is a language");
    }

    #[test]
    fn a_header_that_makes_no_sense_is_no_wish() {
        for text in ["", ";;;,,,", "q=1;de", "de;q=NaN,fr;q=-nan", &"en,".repeat(1000)] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(accepted(&HeaderMap::new()), None);
    }
}
