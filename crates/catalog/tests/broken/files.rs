//! Files that are not there, or cannot be read.

use crate::{
    Case,
    Change::{Removed, Replaced, Written},
    ENGLISH, GERMAN, LOGO, MENU, SMALL_ENGLISH, SMALL_TOOL, SMALL_TRIAL, TOOL, TRIAL,
};

pub(crate) const CASES: &[Case] = &[
    Case("a catalog without a tool", &[Removed(TOOL)]),
    Case("a tool without its words", &[Removed(ENGLISH)]),
    Case("a tool without a logo", &[Removed(LOGO)]),
    Case("a tool without a trial", &[Removed(TRIAL)]),
    Case("a text without its closing quote", &[Replaced(TOOL, r#"name = "Orchard""#, r#"name = "Orchard"#)]),
    Case("a text without quotes", &[Replaced(TOOL, r#"kind = "uuid""#, "kind = uuid")]),
    Case("a list without its end", &[Replaced(TOOL, r#""development"]"#, r#""development""#)]),
    Case("a list without a comma", &[Replaced(TOOL, r#"["eu", "us-west"]"#, r#"["eu" "us-west"]"#)]),
    Case("a table without its end", &[Replaced(TOOL, "[login]", "[login")]),
    Case("a key without a value", &[Replaced(TOOL, "max_kb = 64", "max_kb =")]),
    Case("a key that is there twice", &[Replaced(TOOL, "minutes = 5", "minutes = 5\nminutes = 6")]),
    Case("a table that is there twice", &[Replaced(TOOL, "[probe.http]", "[login]\nscopes = []\n\n[probe.http]")]),
    Case(
        "one table where there are several",
        &[Replaced(TOOL, "[[fields]]\nid = \"subdomain\"", "[fields]\nid = \"subdomain\"")],
    ),
    Case(
        "typographic quotes around a text",
        &[Replaced(ENGLISH, r#""Which Orchard is yours?""#, "“Which Orchard is yours?”")],
    ),
    Case("a backslash in a text", &[Replaced(ENGLISH, "For example: acme", r"For example: C:\acme")]),
    Case(
        "a long text without its end",
        &[Replaced(ENGLISH, "That can take a day.\n\"\"\"\n", "That can take a day.\n")],
    ),
    Case("a translation that cannot be read", &[Replaced(GERMAN, "[steps.leave]", "[steps.leave")]),
    Case("a trial that cannot be read", &[Replaced(TRIAL, "unknown_host = 404", "unknown_host: 404")]),
    Case(
        "a catalog without anything",
        &[Removed(TOOL), Removed(ENGLISH), Removed(GERMAN), Removed(TRIAL), Removed(LOGO), Removed(MENU)],
    ),
    Case("a definition in a file of another name", &[Removed(TOOL), Written("orchard/tools.toml", SMALL_TOOL)]),
    Case("a trial in a file of another name", &[Removed(TRIAL), Written("orchard/trail.toml", SMALL_TRIAL)]),
    Case("a logo of another format", &[Removed(LOGO), Written("orchard/logo.png", "PNG")]),
    Case("words in a language that there is not", &[Written("orchard/pt.toml", SMALL_ENGLISH)]),
    Case("a folder in a tool's folder", &[Written("orchard/images/menu.svg", "<svg viewBox=\"0 0 1 1\"></svg>")]),
    Case("a folder that holds no tool", &[Written("meadow/en.toml", SMALL_ENGLISH)]),
];
