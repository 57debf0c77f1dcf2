//! Conditions of steps, fields and requests.

use crate::{Case, Change::Replaced, TOOL};

pub(crate) const CASES: &[Case] = &[
    Case(
        "a condition on a field that is not there",
        &[Replaced(TOOL, r#"{ field = "access", is = ["login"] }"#, r#"{ field = "acess", is = ["login"] }"#)],
    ),
    Case(
        "a request with a condition on a field that is not there",
        &[Replaced(TOOL, r#"{ field = "access", is = ["statement"] }"#, r#"{ field = "way", is = ["statement"] }"#)],
    ),
    Case(
        "a condition on a field without options",
        &[Replaced(TOOL, r#"{ field = "access", is = ["api_key"] }"#, r#"{ field = "company_code", is = ["ACME"] }"#)],
    ),
    Case(
        "a condition on an answer that a later step asks for",
        &[Replaced(TOOL, "minutes = 2\n", "minutes = 2\nwhen = [{ field = \"access\", is = [\"login\"] }]\n")],
    ),
    Case(
        "a condition on an answer that comes later in the same step",
        &[Replaced(
            TOOL,
            "kind = \"subdomain\"\n",
            "kind = \"subdomain\"\nwhen = [{ field = \"region\", is = [\"eu\"] }]\n",
        )],
    ),
    Case(
        "a condition of a field on its own answer",
        &[Replaced(
            TOOL,
            "kind = \"yes_no\"\n",
            "kind = \"yes_no\"\nwhen = [{ field = \"has_payroll\", is = [\"no\"] }]\n",
        )],
    ),
    Case("a condition that names no answer", &[Replaced(TOOL, r#"is = ["yes"] }]"#, "is = [] }]")]),
    Case("a condition on an option that is not there", &[Replaced(TOOL, r#"is = ["login"]"#, r#"is = ["log_in"]"#)]),
    Case("a condition on neither yes nor no", &[Replaced(TOOL, r#"is = ["yes"]"#, r#"is = ["true"]"#)]),
    Case(
        "two conditions that never hold together",
        &[Replaced(
            TOOL,
            r#"[{ field = "access", is = ["api_key"] }]"#,
            r#"[{ field = "access", is = ["api_key"] }, { field = "access", is = ["login"] }]"#,
        )],
    ),
    Case(
        "a finishing step with a condition on an answer",
        &[Replaced(TOOL, "after = true", "after = true\nwhen = [{ field = \"has_payroll\", is = [\"yes\"] }]")],
    ),
    Case(
        "a field of a finishing step with a condition on an answer",
        &[Replaced(
            TOOL,
            r#"makes = "ssh_key""#,
            "makes = \"ssh_key\"\nwhen = [{ field = \"access\", is = [\"login\"] }]",
        )],
    ),
    Case(
        "a condition on a scope that the tool has not",
        &[Replaced(TOOL, r#"[{ scope = "hris_absences" }]"#, r#"[{ scope = "hris_timesheets" }]"#)],
    ),
    Case(
        "a condition on a field of a scope",
        &[Replaced(
            TOOL,
            "when = [{ scope = \"hris_absences\" }]\npath",
            "when = [{ scope = \"hris_absences.status\" }]\npath",
        )],
    ),
    Case(
        "a condition on a permission that is not there",
        &[Replaced(TOOL, r#"{ permission = "jobs" }]"#, r#"{ permission = "job" }]"#)],
    ),
    Case(
        "conditions on an environment that the tool is not for",
        &[Replaced(TOOL, r#"["production", "development"]"#, r#"["development"]"#)],
    ),
    Case("conditions on a category that the tool is not in", &[Replaced(TOOL, r#"["HRIS", "ATS"]"#, r#"["HRIS"]"#)]),
    Case(
        "a request without the condition of a field",
        &[Replaced(TOOL, r#"{ environment = "production" }, { field = "has_payroll", is = ["yes"] }]"#, "]")],
    ),
    Case(
        "a request under another condition than a field",
        &[Replaced(
            TOOL,
            r#"when = [{ field = "access", is = ["login"] }]
method"#,
            r#"when = [{ field = "access", is = ["login", "statement"] }]
method"#,
        )],
    ),
    Case(
        "a certificate under a condition",
        &[Replaced(TOOL, "minutes = 5\n", "minutes = 5\nwhen = [{ field = \"access\", is = [\"statement\"] }]\n")],
    ),
    Case(
        "the probe's own address under a condition",
        &[Replaced(
            TOOL,
            "kind = \"subdomain\"\n",
            "kind = \"subdomain\"\nwhen = [{ environment = \"production\" }]\n",
        )],
    ),
];
