//! The log-in at the tool.

use crate::{
    Case,
    Change::{Replaced, Small},
    ENGLISH, TOOL,
};

pub(crate) const CASES: &[Case] = &[
    Case(
        "two log-ins",
        &[Replaced(TOOL, "id = \"one_time_code\"\nkind = \"text\"", "id = \"one_time_code\"\nkind = \"login\"")],
    ),
    Case("a field to log in without a [login]", &[Small, Replaced(TOOL, r#"kind = "text""#, r#"kind = "login""#)]),
    Case("a [login] that no field uses", &[Replaced(TOOL, r#"kind = "login""#, r#"kind = "secret""#)]),
    Case("a log-in without encryption", &[Replaced(TOOL, r#"token = "https://login"#, r#"token = "http://login"#)]),
    Case(
        "a log-in at a host of one word",
        &[Replaced(TOOL, r#"token = "https://login.orchard.example/"#, r#"token = "https://login/"#)],
    ),
    Case(
        "a log-in at a host that a text decides",
        &[Replaced(TOOL, r#"authorize = "https://{subdomain}"#, r#"authorize = "https://{company_code}"#)],
    ),
    Case("a client without an id", &[Replaced(TOOL, "client_id = \"{client_id}\"\n", "")]),
    Case(
        "a client whose secret is not asked for",
        &[Replaced(TOOL, r#"client_secret = "{client_secret}""#, r#"client_secret = "{client_key}""#)],
    ),
    Case(
        "a permission with nothing to ask for at log-in",
        &[Replaced(TOOL, r#"login_scope = "leave:read""#, r#"login_scope = """#)],
    ),
    Case(
        "a log-in that is asked for before its client",
        &[Replaced(
            TOOL,
            r#"["redirect_address", "client_id", "client_secret", "sign_in"]"#,
            r#"["redirect_address", "client_id", "sign_in", "client_secret"]"#,
        )],
    ),
    Case(
        "something to ask for at a log-in that there is not",
        &[
            Small,
            Replaced(
                TOOL,
                "[[fields]]",
                "[[permissions]]\nid = \"people\"\nalways = true\nlogin_scope = \"people:read\"\nverified = \"unverified\"\n\n[[fields]]",
            ),
            Replaced(TOOL, "minutes = 1\n", "minutes = 1\nlists_permissions = true\n"),
            Replaced(ENGLISH, "[fields.remark]", "[permissions]\npeople = \"People\"\n\n[fields.remark]"),
        ],
    ),
    Case(
        "a log-in with a state of its own",
        &[Replaced(
            TOOL,
            r#"{ prompt = "consent" }"#,
            r#"{ prompt = "consent", state = "1", redirect_uri = "https://orchard.example" }"#,
        )],
    ),
    Case(
        "a log-in with an answer where there can be none",
        &[Replaced(TOOL, r#"prompt = "consent""#, r#"tenant = "{tenant_id}""#)],
    ),
];
