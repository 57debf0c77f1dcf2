//! What each kind of field needs and cannot have.

use crate::{Case, Change::Replaced, TOOL};

pub(crate) const CASES: &[Case] = &[
    Case(
        "a field that sounds like a secret and is none",
        &[Replaced(TOOL, "id = \"api_key\"\nkind = \"secret\"", "id = \"api_key\"\nkind = \"text\"")],
    ),
    Case(
        "a field with the keys of all other kinds",
        &[Replaced(
            TOOL,
            "kind = \"yes_no\"\n",
            r#"kind = "yes_no"
prefix = "https://"
suffix = ".orchard.example"
suffixes = [".orchard.example"]
options = ["yes", "no"]
holds = "any"
accept = [".csv"]
max_kb = 1
makes = "secret"
value = "yes"
"#,
        )],
    ),
    Case(
        "a pattern where the kind says enough",
        &[Replaced(TOOL, "kind = \"email\"\n", "kind = \"email\"\npattern = { max = 80, firmness = \"usually\" }\n")],
    ),
    Case("a pattern that no answer fits", &[Replaced(TOOL, "min = 6, max = 8", "min = 8, max = 6")]),
    Case(
        "a value to copy that is optional",
        &[Replaced(TOOL, "value = \"{redirect_address}\"\n", "value = \"{redirect_address}\"\noptional = true\n")],
    ),
    Case(
        "something made here that is optional",
        &[Replaced(TOOL, "makes = \"ssh_key\"\n", "makes = \"ssh_key\"\noptional = true\n")],
    ),
    Case("a subdomain without a suffix", &[Replaced(TOOL, "suffix = \".orchard.example\"\n", "")]),
    Case(
        "a subdomain whose suffix has no dot in front",
        &[Replaced(TOOL, r#"suffix = ".orchard.example""#, r#"suffix = "orchard.example""#)],
    ),
    Case(
        "a subdomain without a pattern",
        &[Replaced(TOOL, "pattern = { characters = \"a-z0-9-\", min = 3, max = 63, firmness = \"always\" }\n", "")],
    ),
    Case("a subdomain that may hold a dot", &[Replaced(TOOL, r#""a-z0-9-""#, r#""a-z0-9.-""#)]),
    Case(
        "a subdomain that may usually hold anything",
        &[Replaced(
            TOOL,
            r#"{ characters = "a-z0-9-", min = 3, max = 63, firmness = "always" }"#,
            r#"{ min = 3, max = 63, firmness = "usually" }"#,
        )],
    ),
    Case(
        "a host without suffixes",
        &[Replaced(TOOL, "suffixes = [\".orchard-data.example\", \".eu.orchard-data.example\"]\n", "")],
    ),
    Case(
        "a host with an address among its suffixes",
        &[Replaced(TOOL, r#"".eu.orchard-data.example""#, r#""https://eu.orchard-data.example""#)],
    ),
    Case("a choice of one", &[Replaced(TOOL, r#"["eu", "us-west"]"#, r#"["eu"]"#)]),
    Case("a choice without options", &[Replaced(TOOL, "options = [\"api_key\", \"login\", \"statement\"]\n", "")]),
    Case("an option in words", &[Replaced(TOOL, r#"["eu", "us-west"]"#, r#"["eu", "US West"]"#)]),
    Case("an option that is there twice", &[Replaced(TOOL, r#"["eu", "us-west"]"#, r#"["eu", "us-west", "eu"]"#)]),
    Case("a PEM text that holds nobody knows what", &[Replaced(TOOL, "holds = \"certificate\"\n", "")]),
    Case("a file whose end has no dot in front", &[Replaced(TOOL, r#"[".csv", ".txt"]"#, r#"["csv", ".txt"]"#)]),
    Case("a file of any size", &[Replaced(TOOL, "max_kb = 64\n", "")]),
    Case("something made here that is nobody knows what", &[Replaced(TOOL, "makes = \"secret\"\n", "")]),
    Case("a value to copy that is not there", &[Replaced(TOOL, "value = \"{outgoing_addresses}\"\n", "")]),
    Case(
        "a value to copy that nobody knows",
        &[Replaced(TOOL, r#"value = "{redirect_address}""#, r#"value = "{redirect_uri}""#)],
    ),
    Case("a subdomain that is longer than a part of a host", &[Replaced(TOOL, "max = 63", "max = 100")]),
    Case("a range that ends before it begins", &[Replaced(TOOL, r#""A-Z0-9""#, r#""Z-A0-9""#)]),
];
