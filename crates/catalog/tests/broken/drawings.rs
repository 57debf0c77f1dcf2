//! The logo and the pictures.

use crate::{
    Case,
    Change::{Removed, Replaced, Written},
    LOGO, MENU,
};

pub(crate) const CASES: &[Case] = &[
    Case("a logo with a script", &[Replaced(LOGO, "<rect", "<script/><rect")]),
    Case("a logo that is lost on a light page", &[Replaced(LOGO, "#1f5a2c", "#e6f2e8")]),
    Case("a logo that is lost on a dark page", &[Replaced(LOGO, "#fff", "#1f5a2c")]),
    Case(
        "a picture that is not named like one",
        &[Written("orchard/pictures/Big menu.svg", "<svg viewBox=\"0 0 1 1\"></svg>")],
    ),
    Case("a picture of another format", &[Written("orchard/pictures/menu.png", "PNG")]),
    Case("a picture without a viewBox", &[Replaced(MENU, r#"viewBox="0 0 240 120""#, r#"width="240" height="120""#)]),
    Case(
        "a picture with a link",
        &[Written(
            "orchard/pictures/edit.svg",
            "<svg viewBox=\"0 0 1 1\"><a href=\"https://orchard.example\"><path/></a></svg>",
        )],
    ),
    Case("a picture that was taken away", &[Removed(MENU)]),
];
