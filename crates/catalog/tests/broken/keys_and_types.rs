//! What the types of the files do not allow.

use crate::{
    Case,
    Change::{Replaced, Small},
    TOOL,
};

pub(crate) const CASES: &[Case] = &[
    Case("a key that nothing has", &[Replaced(TOOL, r#"name = "Orchard""#, r#"nome = "Orchard""#)]),
    Case("a tool without a name", &[Replaced(TOOL, "name = \"Orchard\"\n", "")]),
    Case(
        "a tool without steps",
        &[Small, Replaced(TOOL, "[[steps]]\nid = \"remark\"\nminutes = 1\nfields = [\"remark\"]\n", "")],
    ),
    Case(
        "a tool without a probe",
        &[Small, Replaced(TOOL, "[probe.nothing]\nbecause = \"Orchard sends its files later\"\n", "")],
    ),
    Case("a probe of a kind that there is not", &[Small, Replaced(TOOL, "[probe.nothing]", "[probe.email]")]),
    Case("a probe without requests", &[Small, Replaced(TOOL, "[probe.nothing]\nbecause =", "[probe.http]\naddress =")]),
    Case(
        "two probes",
        &[Replaced(TOOL, "[probe.http]", "[probe.nothing]\nbecause = \"nobody knows\"\n\n[probe.http]")],
    ),
    Case("a category that there is not", &[Replaced(TOOL, r#"["HRIS", "ATS"]"#, r#"["HRIS", "CRM"]"#)]),
    Case("a category in small letters", &[Replaced(TOOL, r#"["HRIS", "ATS"]"#, r#"["hris", "ATS"]"#)]),
    Case("a text where a list belongs", &[Replaced(TOOL, r#"["HRIS", "ATS"]"#, r#""HRIS""#)]),
    Case("an environment that there is not", &[Replaced(TOOL, r#""development""#, r#""staging""#)]),
    Case("a scope without an id", &[Replaced(TOOL, "[[scopes]]\nid = \"ats_jobs\"\n", "[[scopes]]\n")]),
    Case("a scope that is only a name", &[Replaced(TOOL, "[coverage]", "[coverage]\nsupported = [\"ats_tags\"]")]),
    Case("a permission with a key of a field", &[Replaced(TOOL, "always = true", "optional = true")]),
    Case("a field without a kind", &[Replaced(TOOL, "kind = \"email\"\n", "")]),
    Case("a kind of field that there is not", &[Replaced(TOOL, r#"kind = "uuid""#, r#"kind = "guid""#)]),
    Case("a key that no field has", &[Replaced(TOOL, "optional = true\nverified", "required = false\nverified")]),
    Case("a text where yes or no belongs", &[Replaced(TOOL, "remember = false", r#"remember = "no""#)]),
    Case("a pattern with a key that it has not", &[Replaced(TOOL, "max = 63", "maximum = 63")]),
    Case("a pattern without its firmness", &[Replaced(TOOL, r#"max = 4, firmness = "usually""#, "max = 4")]),
    Case(
        "a firmness that there is not",
        &[Replaced(TOOL, r#"max = 32, firmness = "usually""#, r#"max = 32, firmness = "sometimes""#)],
    ),
    Case(
        "a pattern as a regular expression",
        &[Replaced(TOOL, r#"{ characters = "A-Z0-9", min = 6, max = 8, firmness = "usually" }"#, r#""[A-Z0-9]{6,8}""#)],
    ),
    Case("a PEM text that holds something else", &[Replaced(TOOL, r#"holds = "private_key""#, r#"holds = "key""#)]),
    Case("something that cannot be made", &[Replaced(TOOL, r#"makes = "ssh_key""#, r#"makes = "rsa_key""#)]),
    Case("a step without its minutes", &[Replaced(TOOL, "minutes = 5\n", "")]),
    Case("minutes as a text", &[Replaced(TOOL, "minutes = 4", r#"minutes = "4""#)]),
    Case("minutes beyond all numbers", &[Replaced(TOOL, "minutes = 6", "minutes = 600")]),
    Case("one field where a list belongs", &[Replaced(TOOL, r#"["leave_year"]"#, r#""leave_year""#)]),
    Case(
        "one condition where a list belongs",
        &[Replaced(
            TOOL,
            "when = [{ environment = \"production\" }]\nfields",
            "when = { environment = \"production\" }\nfields",
        )],
    ),
    Case("a condition with a key that it has not", &[Replaced(TOOL, "[{ scope = ", "[{ scop = ")]),
    Case(
        "a condition on an environment that there is not",
        &[Replaced(TOOL, "[{ environment = \"production\" }]\nfields", "[{ environment = \"staging\" }]\nfields")],
    ),
    Case(
        "a condition on a category that there is not",
        &[Replaced(TOOL, r#"{ category = "ATS" }, "#, r#"{ category = "CRM" }, "#)],
    ),
    Case("a condition with one answer where a list belongs", &[Replaced(TOOL, r#"is = ["login"]"#, r#"is = "login""#)]),
    Case("a condition without its answers", &[Replaced(TOOL, r#", is = ["api_key"]"#, "")]),
    Case(
        "two conditions in one",
        &[Replaced(TOOL, r#"{ environment = "production" }, { field"#, r#"{ environment = "production", field"#)],
    ),
    Case(
        "a log-in without the address where the code is exchanged",
        &[Replaced(TOOL, "token = \"https://login.orchard.example/oauth/token\"\n", "")],
    ),
    Case(
        "a way to prove who the client is that there is not",
        &[Replaced(TOOL, r#"client_authentication = "basic""#, r#"client_authentication = "header""#)],
    ),
    Case("a method that no request has", &[Replaced(TOOL, r#"method = "POST""#, r#"method = "PUT""#)]),
    Case("a request without a path", &[Replaced(TOOL, "path = \"/api/people\"\n", "")]),
    Case(
        "an authorization in words",
        &[Replaced(TOOL, r#"authorization = { bearer = "{session}" }"#, r#"authorization = "Bearer {session}""#)],
    ),
    Case(
        "an authorization of a kind that there is not",
        &[Replaced(TOOL, r#"{ bearer = "{sign_in.access_token}" }"#, r#"{ token = "{sign_in.access_token}" }"#)],
    ),
    Case(
        "two authorizations in one request",
        &[Replaced(TOOL, "{ basic = { username", r#"{ bearer = "{session}", basic = { username"#)],
    ),
    Case("a basic authorization without a password", &[Replaced(TOOL, r#", password = "{session}" }"#, " }")]),
    Case("an assertion of a kind that there is not", &[Replaced(TOOL, "{ saml = {", "{ jwt = {")]),
    Case("an assertion without its key", &[Replaced(TOOL, r#"key = "{private_key}", attributes"#, "attributes")]),
    Case("a status as a text", &[Replaced(TOOL, "status = 422", r#"status = "422""#)]),
    Case(
        "an answer with a key that it has not",
        &[Replaced(TOOL, r#"{ status = 404, field = "data_host""#, r#"{ status = 404, feld = "data_host""#)],
    ),
    Case(
        "something required without a place",
        &[Replaced(TOOL, r#"{ at = "/people/0/start_date", permission"#, "{ permission")],
    ),
];
