//! Steps and their order.

use crate::{
    Case,
    Change::{Replaced, Small},
    TOOL,
};

pub(crate) const CASES: &[Case] = &[
    Case("a step that asks for a field that is not there", &[Replaced(TOOL, r#"["leave_year"]"#, r#"["leave_yaer"]"#)]),
    Case("a field that two steps ask for", &[Replaced(TOOL, r#"["leave_year"]"#, r#"["leave_year", "region"]"#)]),
    Case("a field that no step asks for", &[Replaced(TOOL, r#", "transfer_key"]"#, "]")]),
    Case("a step that takes no time", &[Replaced(TOOL, "minutes = 5", "minutes = 0")]),
    Case("a step that takes more than an hour", &[Replaced(TOOL, "minutes = 7", "minutes = 90")]),
    Case("permissions that no step lists", &[Replaced(TOOL, "lists_permissions = true\n", "")]),
    Case(
        "a step after a finishing step",
        &[Replaced(TOOL, "when = [{ category = \"ATS\" }, ", "after = true\nwhen = [{ category = \"ATS\" }, ")],
    ),
    Case(
        "a log-in in a finishing step",
        &[
            Replaced(TOOL, r#", "client_secret", "sign_in"]"#, r#", "client_secret"]"#),
            Replaced(TOOL, r#"["allowed_addresses", "#, r#"["sign_in", "allowed_addresses", "#),
        ],
    ),
    Case("a tool with finishing steps only", &[Small, Replaced(TOOL, "minutes = 1", "minutes = 1\nafter = true")]),
];
