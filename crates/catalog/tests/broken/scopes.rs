//! Data points, and what must be granted for them.

use crate::{Case, Change::Replaced, TOOL};

pub(crate) const CASES: &[Case] = &[
    Case("a data point that is not there", &[Replaced(TOOL, r#"id = "ats_jobs""#, r#"id = "ats_job""#)]),
    Case("a field that a model has not", &[Replaced(TOOL, r#""last_name""#, r#""surname""#)]),
    Case(
        "a write action with fields",
        &[Replaced(
            TOOL,
            "id = \"hris_create_employee\"\n",
            "id = \"hris_create_employee\"\nfields = [\"first_name\"]\n",
        )],
    ),
    Case(
        "a scope with a permission that is not there",
        &[Replaced(TOOL, r#"["people", "leave"]"#, r#"["people", "holidays"]"#)],
    ),
    Case("a permission that no scope needs", &[Replaced(TOOL, r#"permissions = ["jobs"]"#, "permissions = []")]),
    Case("coverage of a model that is not there", &[Replaced(TOOL, r#""hris_teams""#, r#""hris_team""#)]),
    Case(
        "coverage of a field that is not there",
        &[Replaced(TOOL, r#""hris_employees.gender""#, r#""hris_employees.sex""#)],
    ),
    Case("coverage of a model that the tool has", &[Replaced(TOOL, r#"["ats_offers"]"#, r#"["ats_jobs"]"#)]),
    Case(
        "coverage of a field that the tool has",
        &[Replaced(TOOL, r#""hris_employees.gender""#, r#""hris_employees.start_date""#)],
    ),
    Case("coverage that is said twice", &[Replaced(TOOL, r#"["ats_offers"]"#, r#"["hris_teams"]"#)]),
    Case(
        "a scope that is there twice",
        &[Replaced(TOOL, "[coverage]", "[[scopes]]\nid = \"ats_jobs\"\nfields = [\"name\"]\n\n[coverage]")],
    ),
    Case(
        "a permission that a scope names twice",
        &[Replaced(TOOL, r#"["people", "leave"]"#, r#"["people", "leave", "people"]"#)],
    ),
    Case(
        "a field that a scope names twice",
        &[Replaced(TOOL, r#"["name", "status"]"#, r#"["name", "status", "name"]"#)],
    ),
];
