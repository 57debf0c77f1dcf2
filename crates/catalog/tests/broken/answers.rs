//! What the tool's answers mean.

use crate::{Case, Change::Replaced, TOOL};

pub(crate) const CASES: &[Case] = &[
    Case(
        "a status that is a yes",
        &[Replaced(
            TOOL,
            r#"[{ status = 403, permission = "people" }]"#,
            r#"[{ status = 200, permission = "people" }]"#,
        )],
    ),
    Case("a status that asks for patience", &[Replaced(TOOL, "status = 422", "status = 429")]),
    Case(
        "an answer without a code",
        &[Replaced(TOOL, r#"field = "data_host", code = "unknown_address""#, r#"field = "data_host""#)],
    ),
    Case(
        "an answer without a field",
        &[Replaced(TOOL, r#"{ status = 400, field = "private_key", code"#, "{ status = 400, code")],
    ),
    Case(
        "an answer with a field and a permission",
        &[Replaced(
            TOOL,
            r#"[{ status = 403, permission = "jobs" }]"#,
            r#"[{ status = 403, permission = "jobs", field = "region", code = "not_accepted" }]"#,
        )],
    ),
    Case(
        "an answer about nothing",
        &[Replaced(TOOL, r#"holds = "one-time", field = "one_time_code", code = "invalid""#, r#"holds = "one-time""#)],
    ),
    Case(
        "an answer that blames a field that is not there",
        &[Replaced(TOOL, r#"field = "leave_year", code"#, r#"field = "year", code"#)],
    ),
    Case(
        "an answer with a code that there is not",
        &[Replaced(TOOL, r#""cost_centers", code = "not_accepted""#, r#""cost_centers", code = "refused""#)],
    ),
    Case(
        "an answer about the account of a field that is no log-in",
        &[Replaced(TOOL, r#""leave_year", code = "not_accepted""#, r#""leave_year", code = "wrong_account""#)],
    ),
    Case(
        "an answer about a permission that is not there",
        &[Replaced(TOOL, r#"{ status = 403, permission = "leave" }"#, r#"{ status = 403, permission = "leaf" }"#)],
    ),
    Case(
        "something required that means nothing",
        &[Replaced(TOOL, r#"holds = "owner", field = "sign_in", code = "wrong_account""#, r#"holds = "owner""#)],
    ),
    Case(
        "something required of a field that is not there",
        &[Replaced(TOOL, r#"holds = "owner", field = "sign_in""#, r#"holds = "owner", field = "account""#)],
    ),
    Case(
        "something required for a permission that is not there",
        &[Replaced(
            TOOL,
            r#""/people/0/start_date", permission = "people""#,
            r#""/people/0/start_date", permission = "persons""#,
        )],
    ),
    Case(
        "something required in a place without a slash",
        &[Replaced(TOOL, r#"at = "/people/0/start_date""#, r#"at = "people[0].start_date""#)],
    ),
    Case(
        "an answer that blames a value to copy",
        &[Replaced(TOOL, r#"field = "leave_year", code"#, r#"field = "redirect_address", code"#)],
    ),
    Case(
        "an answer that blames a field of a finishing step",
        &[Replaced(TOOL, r#"field = "leave_year", code"#, r#"field = "webhook_secret", code"#)],
    ),
    Case("a status that there is not", &[Replaced(TOOL, "status = 422", "status = 600")]),
];
