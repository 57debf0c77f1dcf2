//! What the tool says in English.

use crate::{
    Case,
    Change::{Removed, Replaced, Small},
    ENGLISH, GERMAN,
};

pub(crate) const CASES: &[Case] = &[
    Case(
        "nothing about what is needed before",
        &[Small, Replaced(ENGLISH, "[before]\nbody = \"You need to be an administrator in Orchard.\"\n", "")],
    ),
    Case("a heading that is misspelt", &[Replaced(ENGLISH, "[steps.data]", "[step.data]")]),
    Case("a step without a title", &[Replaced(ENGLISH, "title = \"Which year counts?\"\n", "")]),
    Case("a step with a key that it has not", &[Replaced(ENGLISH, r#"title = "Make "#, r#"heading = "Make "#)]),
    Case("a field without a label", &[Replaced(ENGLISH, "label = \"Year\"\n", "")]),
    Case("a hint that is a number", &[Replaced(ENGLISH, r#"hint = "32 letters and numbers""#, "hint = 32")]),
    Case("words that are there twice", &[Replaced(ENGLISH, "[steps.hiring]", "[steps.leave]")]),
    Case("words for a step that is not there", &[Replaced(ENGLISH, "[steps.leave]", "[steps.leaves]")]),
    Case("a field without words", &[Replaced(ENGLISH, "[fields.tenant_id]\nlabel = \"Tenant ID\"\n", "")]),
    Case(
        "words for a field that is not there",
        &[Replaced(ENGLISH, "[fields.client_id]", "[fields.client]\nlabel = \"Client\"\n\n[fields.client_id]")],
    ),
    Case("a permission without words", &[Replaced(ENGLISH, "leave = \"Leave: read\"\n", "")]),
    Case(
        "words for a permission that is not there",
        &[Replaced(ENGLISH, r#"jobs = "Jobs: read""#, "jobs = \"Jobs: read\"\noffers = \"Offers: read\"")],
    ),
    Case("an option without words", &[Replaced(ENGLISH, "us-west = \"United States\"\n", "")]),
    Case(
        "words for an option that is not there",
        &[Replaced(ENGLISH, r#"no = "No""#, "no = \"No\"\nmaybe = \"Maybe\"")],
    ),
    Case(
        "a choice without words for its options",
        &[Removed(GERMAN), Replaced(ENGLISH, "[fields.has_payroll.options]\nyes = \"Yes\"\nno = \"No\"\n", "")],
    ),
    Case(
        "options of a field that is no choice",
        &[Replaced(ENGLISH, "[fields.sign_in]", "[fields.leave_year.options]\nnow = \"Now\"\n\n[fields.sign_in]")],
    ),
    Case("a rejection of a field that is not there", &[Replaced(ENGLISH, "[rejections.api_key]", "[rejections.key]")]),
    Case(
        "a rejection that is never said",
        &[Replaced(ENGLISH, "wrong_account = ", "invalid = \"This account is invalid.\"\nwrong_account = ")],
    ),
    Case(
        "a rejection that is misspelt",
        &[Replaced(
            ENGLISH,
            "not_accepted = \"Orchard did not accept this key.",
            "not_excepted = \"Orchard did not accept this key.",
        )],
    ),
];
