//! Names of things in `tool.toml`.

use crate::{
    Case,
    Change::{Replaced, Small},
    TOOL,
};

pub(crate) const CASES: &[Case] = &[
    Case("a step with a capital letter in its id", &[Replaced(TOOL, r#"id = "hiring""#, r#"id = "Hiring""#)]),
    Case("a field with a dash in its id", &[Replaced(TOOL, r#"id = "tenant_id""#, r#"id = "tenant-id""#)]),
    Case(
        "a permission with a space in its id",
        &[Replaced(TOOL, "id = \"jobs\"\nverified", "id = \"all jobs\"\nverified")],
    ),
    Case("a step with an empty id", &[Replaced(TOOL, r#"id = "way""#, r#"id = """#)]),
    Case(
        "two fields of one id",
        &[Replaced(
            TOOL,
            "[[fields]]\nid = \"leave_year\"",
            "[[fields]]\nid = \"region\"\nkind = \"uuid\"\nverified = \"unverified\"\n\n[[fields]]\nid = \"leave_year\"",
        )],
    ),
    Case(
        "two steps of one id",
        &[Replaced(
            TOOL,
            "[[steps]]\nid = \"data\"",
            "[[steps]]\nid = \"key\"\nminutes = 1\n\n[[steps]]\nid = \"data\"",
        )],
    ),
    Case(
        "two permissions of one id",
        &[Replaced(
            TOOL,
            "[[permissions]]\nid = \"jobs\"",
            "[[permissions]]\nid = \"people\"\nverified = \"unverified\"\n\n[[permissions]]\nid = \"jobs\"",
        )],
    ),
    Case("a tool without a category", &[Small, Replaced(TOOL, r#"["HRIS"]"#, "[]")]),
    Case("a tool with an empty name", &[Replaced(TOOL, r#"name = "Orchard""#, r#"name = " ""#)]),
    Case("a category that is there twice", &[Replaced(TOOL, r#"["HRIS", "ATS"]"#, r#"["HRIS", "ATS", "HRIS"]"#)]),
    Case("a tool for no environment", &[Small, Replaced(TOOL, "\n[[fields]]", "environments = []\n\n[[fields]]")]),
];
