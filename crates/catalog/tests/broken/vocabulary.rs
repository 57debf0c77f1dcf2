//! What data points there are, and what they are called.

use crate::{
    Case,
    Change::{Removed, Replaced},
};

pub(crate) const CASES: &[Case] = &[
    Case("a catalog without data points", &[Removed("scopes.toml")]),
    Case("data points that cannot be read", &[Replaced("scopes.toml", "[hris_employees]", "[hris_employees")]),
    Case("a data point with a key that it has not", &[Replaced("scopes.toml", "fields = ", "field = ")]),
    Case("a field of a model without words", &[Replaced("scopes.en.toml", "work_email = ", "email = ")]),
    Case(
        "words for a model that is not there",
        &[Replaced(
            "scopes.de.toml",
            "[hris_employees]",
            "[hris_people]\nlabel = \"Leute\"\nsummary = \"Wer da ist.\"\n\n[hris_employees]",
        )],
    ),
    Case("a translated model without its summary", &[Replaced("scopes.de.toml", "summary = ", "# summary = ")]),
    Case(
        "a translated model without one of its fields",
        &[Replaced("scopes.it.toml", "work_email = ", "# work_email = ")],
    ),
    Case("a catalog without words for its data points", &[Removed("scopes.en.toml")]),
    Case(
        "English words for a model that is not there",
        &[Replaced("scopes.en.toml", "[hris_employees]", "[hris_people]\nlabel = \"People\"\n\n[hris_employees]")],
    ),
];
