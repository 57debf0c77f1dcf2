//! What the tool is asked.

use crate::{
    Case,
    Change::{Replaced, Small},
    TOOL, TRIAL,
};

pub(crate) const CASES: &[Case] = &[
    Case(
        "a probe that asks nothing",
        &[
            Small,
            Replaced(
                TOOL,
                "[probe.nothing]\nbecause = \"Orchard sends its files later\"",
                "[probe.http]\naddress = \"https://orchard.example\"\nrequests = []\nverified = \"unverified\"",
            ),
        ],
    ),
    Case(
        "nothing to ask and no word about why",
        &[Small, Replaced(TOOL, r#"because = "Orchard sends its files later""#, r#"because = """#)],
    ),
    Case(
        "a sandbox with a field that is not there",
        &[
            Small,
            Replaced(
                TOOL,
                "[probe.nothing]\nbecause = \"Orchard sends its files later\"",
                "[probe.sandbox]\nfield = \"remarks\"",
            ),
        ],
    ),
    Case("a field that the probe does not use", &[Replaced(TOOL, r#", x-one-time-code = "{one_time_code}""#, "")]),
    Case(
        "a name that is misspelt",
        &[Replaced(
            TOOL,
            "query = { limit = \"100\" }\nauthorization = { bearer = \"{session}\" }",
            "query = { limit = \"100\" }\nauthorization = { bearer = \"{sesion}\" }",
        )],
    ),
    Case(
        "a name that begins like another one",
        &[Replaced(
            TOOL,
            r#"form = { lines = "{cost_centers}" }"#,
            r#"form = { lines = "{cost}", all = "{cost_centers}" }"#,
        )],
    ),
    Case(
        "a value that a later request takes",
        &[Replaced(TOOL, "path = \"/api/session\"\n", "path = \"/api/session/{session}\"\n")],
    ),
    Case(
        "a certificate that is misspelt",
        &[Replaced(TOOL, r#"{ certificate = "{certificate}""#, r#"{ certificate = "{certificat}""#)],
    ),
    Case(
        "an assertion with a name that is misspelt",
        &[Replaced(TOOL, r#"issuer = "{company_code}""#, r#"issuer = "{company}""#)],
    ),
    Case(
        "an assertion in a request before the one that makes it",
        &[Replaced(TOOL, r#""client": "{login.client_id}""#, r#""client": "{assertion}""#)],
    ),
    Case("a log-in in place of its token", &[Replaced(TOOL, "{sign_in.access_token}", "{sign_in}")]),
    Case("a token of a log-in that it has not", &[Replaced(TOOL, "{sign_in.access_token}", "{sign_in.refresh_token}")]),
    Case(
        "a value to copy in a request",
        &[Replaced(TOOL, r#"page = "{careers_page}""#, r#"page = "{careers_page}", hook = "{webhook_address}""#)],
    ),
    Case("a path without a slash", &[Replaced(TOOL, r#"path = "/jobs""#, r#"path = "jobs""#)]),
    Case(
        "a form and a JSON body in one request",
        &[Replaced(
            TOOL,
            "form = { lines = \"{cost_centers}\" }\n",
            "form = { lines = \"{cost_centers}\" }\njson = '{\"limit\": 1}'\n",
        )],
    ),
    Case(
        "a body in a request that reads",
        &[Replaced(
            TOOL,
            "address = \"https://{data_host}\"\nmethod = \"POST\"\n",
            "address = \"https://{data_host}\"\n",
        )],
    ),
    Case(
        "a request for a permission that is not there",
        &[Replaced(TOOL, "permission = \"leave\"\nwhen", "permission = \"holidays\"\nwhen")],
    ),
    Case(
        "a value taken from a place without a slash",
        &[Replaced(TOOL, r#"{ session = "/access_token" }"#, r#"{ session = "access_token" }"#)],
    ),
    Case(
        "a next page in a place without a slash",
        &[Replaced(TOOL, r#"next = "/links/next""#, r#"next = "links.next""#)],
    ),
    Case(
        "a next page and nothing to look for",
        &[Replaced(TOOL, "requires = [{ at = \"/people/0/start_date\", permission = \"people\" }]\n", "")],
    ),
    Case(
        "an answer to a finishing step in a request",
        &[Replaced(TOOL, r#"x-api-key = "{api_key}""#, r#"x-api-key = "{api_key}", x-hook = "{webhook_secret}""#)],
    ),
    Case(
        "an assertion in a request after the one that makes it",
        &[Replaced(
            TOOL,
            "query = { limit = \"100\" }\nauthorization = { bearer = \"{session}\" }",
            "query = { limit = \"100\", proof = \"{assertion}\" }\nauthorization = { bearer = \"{session}\" }",
        )],
    ),
    Case(
        "a JSON body with a comma too many",
        &[Replaced(TOOL, r#""tenant": "{tenant_id}"}'"#, r#""tenant": "{tenant_id}",}'"#)],
    ),
    Case(
        "a JSON body with a name that has no quotes",
        &[Replaced(TOOL, r#"{"company": "{company_code}""#, r#"{"company": {company_code}"#)],
    ),
    Case(
        "a value that is taken and never used",
        &[Replaced(
            TOOL,
            r#"{ session = "/access_token" }"#,
            r#"{ session = "/access_token", lifetime = "/expires_in" }"#,
        )],
    ),
    Case("a header with a space in its name", &[Replaced(TOOL, "{ x-api-key = ", "{ \"X API key\" = ")]),
    Case(
        "the client of a log-in that there is not",
        &[
            Small,
            Replaced(
                TOOL,
                "[probe.nothing]\nbecause = \"Orchard sends its files later\"",
                "[probe.http]\naddress = \"https://orchard.example\"\nverified = \"unverified\"\n\n[[probe.http.requests]]\npath = \"/{remark}/{login.client_id}\"",
            ),
            Replaced(TRIAL, "[[accepted]]", "[[stand_in]]\npath = \"/\"\n\n[[accepted]]"),
        ],
    ),
];
