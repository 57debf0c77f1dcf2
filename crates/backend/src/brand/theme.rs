//! From one colour to all that are needed: what is written in it, on it and around it keeps the contrast that WCAG 2.2 asks for, in both
//! themes, whatever the colour.

use super::Brand;
use palette::color_difference::Wcag21RelativeContrast;
use palette::{Clamp, FromColor, Mix, Oklab, Oklch, Srgb};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Public custom properties and their values, as the page sets them on its root element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Theme(BTreeMap<&'static str, String>);

/// The page's own colours that an accent has to be read on: page and surface of `style/tokens.css`.
const LIGHT: Ground = Ground { page: Srgb::new(0xf4, 0xf5, 0xf8), surface: Srgb::new(0xff, 0xff, 0xff) };
const DARK: Ground = Ground { page: Srgb::new(0x0f, 0x11, 0x15), surface: Srgb::new(0x18, 0x1b, 0x21) };
/// WCAG 2.2, 1.4.3, and a little more, because a browser rounds as well.
const READABLE: f32 = 4.6;
/// How much of the accent its soft background holds, as in `style/tokens.css`.
const SOFT: f32 = 0.1;
/// How far the accent moves away from what is written on it when the pointer is over it.
const HOVER: f32 = 0.12;
const STEP: f32 = 0.01;
const FALLBACK_FONTS: &str = "system-ui, sans-serif";

type Colour = Srgb<u8>;

struct Ground {
    page: Colour,
    surface: Colour,
}

/// `#rrggbb`
pub(super) fn parse(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    digits.parse().ok()
}

impl Theme {
    pub(super) fn of(brand: &Brand) -> Self {
        let mut values = BTreeMap::new();
        if let Some(accent) = brand.accent.as_deref().and_then(parse) {
            let on_accent = on(accent);
            let away = if on_accent == WHITE { BLACK } else { WHITE };
            let text = |ground| hex(readable(accent, ground));
            values.insert("--connect-color-accent", hex(accent));
            values.insert("--connect-color-on-accent", hex(on_accent));
            values.insert("--connect-color-accent-hover", hex(mixed(accent, away, HOVER)));
            values.insert("--connect-color-accent-text", format!("light-dark({}, {})", text(&LIGHT), text(&DARK)));
        }
        if let Some(radius) = brand.radius {
            values.insert("--connect-radius", format!("{radius}px"));
        }
        if !brand.fonts.is_empty() {
            let fonts: Vec<String> = brand.fonts.iter().map(|font| format!("\"{font}\"")).collect();
            values.insert("--connect-font", format!("{}, {FALLBACK_FONTS}", fonts.join(", ")));
        }
        Self(values)
    }
}

const WHITE: Colour = Srgb::new(255, 255, 255);
const BLACK: Colour = Srgb::new(0, 0, 0);

fn hex(colour: Colour) -> String {
    format!("#{colour:x}")
}

fn contrast(one: Colour, other: Colour) -> f32 {
    one.into_format::<f32>().relative_contrast(other.into_format::<f32>())
}

/// White or black, whichever reads better; the better of the two is never below 4.58.
fn on(accent: Colour) -> Colour {
    if contrast(accent, WHITE) >= contrast(accent, BLACK) { WHITE } else { BLACK }
}

fn mixed(one: Colour, other: Colour, share: f32) -> Colour {
    let lab = |colour: Colour| Oklab::from_color(colour.into_format::<f32>());
    Srgb::from_color(lab(one).mix(lab(other), share)).clamp().into_format()
}

/// The accent, as much lighter or darker as it takes to be read on every background it stands on.
fn readable(accent: Colour, ground: &Ground) -> Colour {
    let is_light = contrast(ground.surface, BLACK) > contrast(ground.surface, WHITE);
    let mut colour = Oklch::from_color(accent.into_format::<f32>());
    loop {
        let candidate: Colour = Srgb::from_color(colour).clamp().into_format();
        let soft = mixed(ground.surface, candidate, SOFT);
        let is_readable =
            [ground.page, ground.surface, soft].into_iter().all(|back| contrast(candidate, back) >= READABLE);
        if is_readable || !(0.0..=1.0).contains(&colour.l) {
            return candidate;
        }
        colour.l += if is_light { -STEP } else { STEP };
    }
}

#[cfg(test)]
mod tests {
    use super::{BLACK, Colour, DARK, LIGHT, WHITE, contrast, mixed, on, parse, readable};
    use palette::Srgb;
    use proptest::prelude::*;

    #[test]
    fn a_colour_is_six_digits_behind_a_hash() {
        assert_eq!(parse("#2453d6"), Some(Srgb::new(0x24, 0x53, 0xd6)));
        for wrong in ["2453d6", "#fff", "#2453d6ff", "#gggggg", "blue", "", "#ééé"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_colour_that_can_be_read_already_stays_as_it_is() {
        let blue = Srgb::new(0x24, 0x53, 0xd6);
        assert_eq!(readable(blue, &LIGHT), blue);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        /// WCAG 2.2, 1.4.3
        #[test]
        fn whatever_the_accent_everything_written_with_it_can_be_read(red: u8, green: u8, blue: u8) {
            let accent: Colour = Srgb::new(red, green, blue);
            let text = on(accent);
            prop_assert!(contrast(accent, text) >= 4.5);
            let hover = mixed(accent, if text == WHITE { BLACK } else { WHITE }, super::HOVER);
            prop_assert!(contrast(hover, text) >= 4.5);
            for ground in [&LIGHT, &DARK] {
                let colour = readable(accent, ground);
                let soft = mixed(ground.surface, colour, super::SOFT);
                for back in [ground.page, ground.surface, soft] {
                    prop_assert!(contrast(colour, back) >= 4.5, "{accent:?} {colour:?} {back:?}");
                }
            }
        }
    }
}
