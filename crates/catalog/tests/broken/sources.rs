//! Where the facts are from.

use crate::{Case, Change::Replaced, TOOL};

pub(crate) const CASES: &[Case] = &[
    Case(
        "a field that does not say where it is from",
        &[Replaced(
            TOOL,
            "kind = \"uuid\"\nverified = \"https://help.orchard.example/address\"\n",
            "kind = \"uuid\"\n",
        )],
    ),
    Case(
        "a field from a page without encryption",
        &[Replaced(
            TOOL,
            "holds = \"certificate\"\nverified = \"https://",
            "holds = \"certificate\"\nverified = \"http://",
        )],
    ),
    Case(
        "a permission from hearsay",
        &[Replaced(TOOL, "unverified: only a partner's guide names it", "a partner's guide names it")],
    ),
    Case(
        "a probe that does not say where it is from",
        &[Replaced(TOOL, "verified = \"https://help.orchard.example/api\"\n", "")],
    ),
    Case(
        "a firm pattern that nobody verified",
        &[Replaced(TOOL, r#"max = 32, firmness = "usually""#, r#"max = 32, firmness = "always""#)],
    ),
    Case(
        "a field from an address without a host",
        &[Replaced(
            TOOL,
            "holds = \"private_key\"\nverified = \"https://help.orchard.example/certificates\"",
            "holds = \"private_key\"\nverified = \"https://\"",
        )],
    ),
    Case(
        "a log-in from hearsay",
        &[Replaced(
            TOOL,
            "extra = { prompt = \"consent\" }\nverified = \"https://",
            "extra = { prompt = \"consent\" }\nverified = \"see ",
        )],
    ),
    Case(
        "a probe from a page without encryption",
        &[Replaced(TOOL, "\"https://help.orchard.example/api\"", "\"http://help.orchard.example/api\"")],
    ),
];
