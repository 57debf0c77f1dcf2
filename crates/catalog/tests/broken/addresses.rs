//! Where requests go.

use crate::{Case, Change::Replaced, TOOL};

pub(crate) const CASES: &[Case] = &[
    Case(
        "a probe without encryption",
        &[Replaced(TOOL, "[probe.http]\naddress = \"https://", "[probe.http]\naddress = \"http://")],
    ),
    Case(
        "a probe whose address has a path",
        &[Replaced(TOOL, "orchard.example\"\ncertificate", "orchard.example/api\"\ncertificate")],
    ),
    Case(
        "a probe whose address ends unlike the field",
        &[Replaced(TOOL, "orchard.example\"\ncertificate", "orchard.com\"\ncertificate")],
    ),
    Case(
        "a request to a host of a field that is not there",
        &[Replaced(TOOL, "https://{data_host}", "https://{datahost}")],
    ),
    Case(
        "a request to a port",
        &[Replaced(TOOL, "https://{region}.orchard-api.example", "https://api.orchard.example:8443")],
    ),
    Case("a request to a host of one word", &[Replaced(TOOL, "https://{data_host}", "https://localhost")]),
    Case(
        "a request to a host that a text decides",
        &[Replaced(TOOL, "https://{region}.orchard-api.example", "https://{company_code}.orchard-api.example")],
    ),
    Case(
        "a request to a host that a choice of no hosts decides",
        &[Replaced(TOOL, "https://{region}.orchard-api.example", "https://{region}")],
    ),
    Case(
        "a request to something in front of a host",
        &[Replaced(TOOL, "https://{data_host}", "https://api.{data_host}")],
    ),
    Case(
        "a probe whose address has a field that is not there",
        &[Replaced(
            TOOL,
            "[probe.http]\naddress = \"https://{subdomain}",
            "[probe.http]\naddress = \"https://{subdomian}",
        )],
    ),
    Case(
        "a request to a host in capital letters",
        &[Replaced(TOOL, "https://{region}.orchard-api.example", "https://{region}.Orchard-API.example")],
    ),
    Case(
        "a request to a host with a capital letter",
        &[Replaced(TOOL, "https://{data_host}", "https://Data.orchard.example")],
    ),
    Case("a request to a host with a space", &[Replaced(TOOL, "https://{data_host}", "https://data orchard.example")]),
    Case(
        "a request to a host with something behind it",
        &[Replaced(TOOL, "https://{data_host}", "https://{data_host}.eu")],
    ),
    Case(
        "a subdomain in an address that is optional",
        &[Replaced(TOOL, "kind = \"subdomain\"\n", "kind = \"subdomain\"\noptional = true\n")],
    ),
    Case(
        "a host in an address that is optional",
        &[Replaced(TOOL, "kind = \"host\"\n", "kind = \"host\"\noptional = true\n")],
    ),
    Case(
        "a choice in an address that is optional",
        &[Replaced(TOOL, "kind = \"choice\"\n", "kind = \"choice\"\noptional = true\n")],
    ),
];
