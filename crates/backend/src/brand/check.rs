//! What a brand may hold. Every finding names the setting and says what to write instead.

use super::{Brand, theme};
use crate::texts::{self, has_controls};
use url::Url;

const LONGEST_LOGO: usize = 16_000;
const LONGEST_ADDRESS: usize = 500;
const ROUNDEST: u8 = 24;
const MOST_FONTS: usize = 8;
const LOGO_KINDS: [&str; 4] =
    ["data:image/svg+xml,", "data:image/svg+xml;base64,", "data:image/png;base64,", "data:image/webp;base64,"];

impl Brand {
    /// All that is wrong with it, at once.
    pub fn check(&self) -> Result<(), Vec<String>> {
        let mut findings: Vec<String> = texts::finding_of_name(self.name.as_deref()).into_iter().collect();
        let mut need = |is_fine: bool, finding: String| {
            if !is_fine {
                findings.push(finding);
            }
        };
        if let Some(accent) = &self.accent {
            need(theme::parse(accent).is_some(), format!("accent: {accent:?} is no colour: write it as #rrggbb"));
        }
        if let Some(radius) = self.radius {
            need(radius <= ROUNDEST, format!("radius: write 0 to {ROUNDEST}, in pixels"));
        }
        need(self.fonts.len() <= MOST_FONTS, format!("fonts: name at most {MOST_FONTS}"));
        for font in &self.fonts {
            let is_font = (1..=60).contains(&font.len())
                && font.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            need(is_font, format!("fonts: {font:?} is no name of a font: write letters, digits, spaces, - and _"));
        }
        for (which, of_it) in [("welcome", &self.welcome), ("success", &self.success)] {
            for finding in texts::findings(which, of_it) {
                need(false, finding);
            }
        }
        if let Some(logo) = &self.logo {
            need(is_logo(&logo.light), finding_of_logo("light"));
            need(logo.dark.as_deref().is_none_or(is_logo), finding_of_logo("dark"));
        }
        if let Some(privacy) = &self.privacy {
            need(is_https(privacy), format!("privacy: {privacy:?} is no https address"));
        }
        if let Some(support) = &self.support {
            let expected = "write an https address, an e-mail address, or tel: with a phone number";
            need(is_support(support), format!("support: {support:?}: {expected}"));
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }
}

fn is_logo(address: &str) -> bool {
    let is_kind = LOGO_KINDS.iter().any(|kind| address.starts_with(kind));
    // As in an attribute of a document: nothing that could end it.
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\'))
        || address.starts_with("data:image/svg+xml,")
            && address.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !matches!(byte, b'"' | b'<' | b'>'));
    is_kind && is_plain && address.len() <= LONGEST_LOGO
}

fn finding_of_logo(which: &str) -> String {
    format!("logo.{which}: write a data: address of an SVG, PNG or WebP image with at most {LONGEST_LOGO} characters")
}

fn is_https(address: &str) -> bool {
    let url = Url::parse(address).ok().filter(|_| address.len() <= LONGEST_ADDRESS && !has_controls(address));
    url.is_some_and(|url| {
        url.scheme() == "https" && url.host_str().is_some() && url.username().is_empty() && url.password().is_none()
    })
}

fn is_support(address: &str) -> bool {
    if let Some(number) = address.strip_prefix("tel:") {
        let digits = number.trim_start_matches('+');
        return (3..=20).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit() || c == '-');
    }
    if address.contains(':') {
        return is_https(address);
    }
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
    };
    let parts: Vec<&str> = address.split('@').collect();
    parts.len() == 2 && parts.iter().all(|part| is_part(part)) && address.len() <= LONGEST_ADDRESS
}

#[cfg(test)]
mod tests {
    use super::super::{Brand, LogoFiles};

    fn findings(brand: &Brand) -> String {
        brand.check().unwrap_err().join("\n")
    }

    #[test]
    fn a_whole_brand_and_an_empty_one_are_fine() {
        let brand = Brand {
            name: Some("Acme Büro".into()),
            logo: Some(LogoFiles { light: "data:image/png;base64,AAAA".into(), dark: None }),
            accent: Some("#FFD400".into()),
            radius: Some(0),
            fonts: vec!["Helvetica Neue".into()],
            welcome: [("de".to_owned(), "Willkommen & los".to_owned())].into(),
            success: [("en".to_owned(), "Thanks!".to_owned())].into(),
            privacy: Some("https://acme.example/privacy".into()),
            support: Some("help@acme.example".into()),
        };
        assert_eq!(brand.check(), Ok(()));
        assert_eq!(Brand::default().check(), Ok(()));
    }

    #[test]
    fn everything_that_could_reach_beyond_its_place_is_refused_by_name() {
        let cases: Vec<(Brand, &str)> = vec![
            (Brand { name: Some(" ".into()), ..Brand::default() }, "name:"),
            (Brand { name: Some("a\u{202e}b".into()), ..Brand::default() }, "name:"),
            (Brand { name: Some("a\u{2066}b".into()), ..Brand::default() }, "name:"),
            (Brand { accent: Some("red; } body { display: none".into()), ..Brand::default() }, "accent:"),
            (Brand { accent: Some("#12345".into()), ..Brand::default() }, "accent:"),
            (Brand { radius: Some(25), ..Brand::default() }, "radius:"),
            (Brand { fonts: vec!["x; background: url(//evil.example)".into()], ..Brand::default() }, "fonts:"),
            (Brand { fonts: vec!["a".into(); 9], ..Brand::default() }, "at most 8"),
            (Brand { welcome: [("xx".to_owned(), "Hi".to_owned())].into(), ..Brand::default() }, "welcome.xx"),
            (Brand { success: [("en".to_owned(), "x".repeat(401))].into(), ..Brand::default() }, "success.en"),
            (Brand { privacy: Some("javascript:alert(1)".into()), ..Brand::default() }, "privacy:"),
            (Brand { privacy: Some("http://acme.example".into()), ..Brand::default() }, "privacy:"),
            (Brand { support: Some("javascript:alert(1)".into()), ..Brand::default() }, "support:"),
            (Brand { support: Some("mailto:a@b.example?bcc=x".into()), ..Brand::default() }, "support:"),
            (Brand { support: Some("a@b@c".into()), ..Brand::default() }, "support:"),
        ];
        for (brand, expected) in cases {
            assert!(findings(&brand).contains(expected), "{brand:?}: {}", findings(&brand));
        }
        for logo in [
            "https://evil.example/x.png",
            "data:text/html,x",
            "data:image/svg+xmlfoo,x",
            "data:image/svg+xml,\"><script>",
            &format!("data:image/png;base64,{}", "A".repeat(16_000)),
        ] {
            let brand = Brand { logo: Some(LogoFiles { light: logo.to_owned(), dark: None }), ..Brand::default() };
            assert!(findings(&brand).contains("logo.light"), "{logo}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let brand = Brand { radius: Some(99), accent: Some("blue".into()), ..Brand::default() };
        assert_eq!(brand.check().unwrap_err().len(), 2);
    }
}
