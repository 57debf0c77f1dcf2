//! How the tool is tried without an account.

use crate::{
    Case,
    Change::{Replaced, Written},
    TRIAL,
};

pub(crate) const CASES: &[Case] = &[
    Case("a trial without answers that work", &[Written(TRIAL, "unknown_host = 404\n")]),
    Case("a trial with an empty list of answers that work", &[Written(TRIAL, "accepted = []\n")]),
    Case("a trial without endpoints", &[Written(TRIAL, "[[accepted]]\naccount = \"owner\"\n")]),
    Case("a trial without an account for the log-in", &[Replaced(TRIAL, "account = \"owner\"\n", "")]),
    Case("an answer that is a number", &[Replaced(TRIAL, r#"leave_year = "2026""#, "leave_year = 2026")]),
    Case("a trial with a key that it has not", &[Replaced(TRIAL, "refused_body = ", "refused_text = ")]),
    Case(
        "a page of the log-in that there is not",
        &[Replaced(TRIAL, r#"login = "authorize""#, r#"login = "consent""#)],
    ),
    Case(
        "half of a user name and password",
        &[Replaced(TRIAL, r#"["{company_code}", "session-{company_code}"]"#, r#"["{company_code}"]"#)],
    ),
    Case("a refusal without the field that is blamed", &[Replaced(TRIAL, "blames = \"api_key\"\n", "")]),
    Case(
        "an answer that works to a field that is not there",
        &[Replaced(TRIAL, "client_secret = ", "client_password = ")],
    ),
    Case(
        "a wrong answer to a field that is not there",
        &[Replaced(TRIAL, "{ admin_email = \"nobody", "{ email = \"nobody")],
    ),
    Case(
        "a refusal that blames a field that is not there",
        &[Replaced(TRIAL, r#"blames = "sign_in""#, r#"blames = "account""#)],
    ),
    Case("a refusal of answers that are not there", &[Replaced(TRIAL, "way = 2", "way = 3")]),
    Case("a missing permission that is not there", &[Replaced(TRIAL, r#"lacks = "leave""#, r#"lacks = "holidays""#)]),
    Case(
        "an endpoint for a permission that is not there",
        &[Replaced(TRIAL, r#"permission = "jobs""#, r#"permission = "job""#)],
    ),
    Case(
        "an answer that works and is no option",
        &[Replaced(TRIAL, r#"has_payroll = "no""#, r#"has_payroll = "none""#)],
    ),
    Case(
        "answers that work without one that everybody must give",
        &[Replaced(TRIAL, "company_code = \"ACME0002\"\n", "")],
    ),
];
