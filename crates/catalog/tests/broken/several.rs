//! Several mistakes at once.

use crate::{
    Case,
    Change::{Replaced, Written},
    ENGLISH, GERMAN, LOGO, SMALL_ENGLISH, SMALL_TOOL, TOOL, TRIAL,
};

pub(crate) const CASES: &[Case] = &[
    Case(
        "mistakes in one file",
        &[
            Replaced(TOOL, "minutes = 2", "minutes = 0"),
            Replaced(TOOL, r#""last_name""#, r#""surname""#),
            Replaced(TOOL, r#"holds = "private_key""#, r#"pattern = { firmness = "usually" }"#),
            Replaced(TOOL, "status = 422", "status = 204"),
            Replaced(TOOL, "lists_permissions = true\n", ""),
        ],
    ),
    Case(
        "mistakes in every file",
        &[
            Replaced(TOOL, r#"["leave_year"]"#, r#"["leave_yaer"]"#),
            Replaced(ENGLISH, "[rejections.api_key]", "[rejections.key]"),
            Replaced(GERMAN, "hint = \"Zum Beispiel: acme\"\n", ""),
            Replaced(TRIAL, "way = 2", "way = 3"),
            Replaced(LOGO, "<rect", "<script/><rect"),
            Written("orchard/pictures/menu.png", "PNG"),
        ],
    ),
    Case(
        "two mistakes that the types do not allow",
        &[
            Replaced(TOOL, r#"kind = "number""#, r#"kind = "year""#),
            Replaced(TOOL, r#"makes = "ssh_key""#, r#"makes = "rsa_key""#),
        ],
    ),
    Case(
        "mistakes beside a definition that cannot be read",
        &[
            Replaced(TOOL, r#""development"]"#, r#""development","#),
            Replaced(ENGLISH, "[steps.leave]", "[steps.leaves]"),
            Replaced(TRIAL, "way = 2", "way = 3"),
        ],
    ),
    Case(
        "mistakes beside words that cannot be read",
        &[
            Replaced(TOOL, r#"["leave_year"]"#, r#"["leave_yaer"]"#),
            Replaced(ENGLISH, "[steps.data]", "[steps.data"),
            Replaced(GERMAN, "[steps.leave]", "[steps.leaves]"),
        ],
    ),
    Case(
        "a field that was renamed in its own table only",
        &[Replaced(TOOL, r#"id = "company_code""#, r#"id = "company_number""#)],
    ),
    Case(
        "two tools with mistakes",
        &[
            Replaced(TOOL, r#"["leave_year"]"#, r#"["leave_yaer"]"#),
            Written("meadow/tool.toml", SMALL_TOOL),
            Written("meadow/en.toml", SMALL_ENGLISH),
        ],
    ),
];
