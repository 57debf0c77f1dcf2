//! Who may do what in which environment, for every route and every command; and that environments see nothing of each other.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::cli::Arguments;
use backend::role::{Action, Role};
use clap::CommandFactory;
use reqwest::Method;
use serde_json::{Value, json};
use server::{Server, answer};
use wire::Environment;

const ENVIRONMENTS: [Environment; 2] = [Environment::Production, Environment::Development];

/// What each route of the management API does.
const ROUTES: [(&str, &str, Action); 45] = [
    ("get", "/v1/allowed-origins", Action::Read),
    ("put", "/v1/allowed-origins", Action::Configure),
    ("get", "/v1/branding", Action::Read),
    ("put", "/v1/branding", Action::Configure),
    ("get", "/v1/check-api-key", Action::Read),
    ("post", "/v1/connect/activate-integration", Action::Connect),
    ("post", "/v1/connect/create-link", Action::Connect),
    ("post", "/v1/connect/email", Action::Connect),
    ("get", "/v1/connect/integration-by-token/{token}", Action::Connect),
    ("get", "/v1/enabled-tools", Action::Read),
    ("put", "/v1/enabled-tools", Action::Configure),
    ("delete", "/v1/integrations/{integration_id}", Action::Delete),
    ("get", "/v1/integrations/{integration_id}", Action::Read),
    ("get", "/v1/integrations/{integration_id}/consents", Action::Read),
    ("get", "/v1/integrations/{integration_id}/custom-fields", Action::Read),
    ("put", "/v1/integrations/{integration_id}/custom-fields/{custom_field_id}", Action::Connect),
    ("put", "/v1/integrations/{integration_id}/enabled", Action::Operate),
    ("get", "/v1/integrations/{integration_id}/integration-fields", Action::Read),
    ("patch", "/v1/integrations/{integration_id}/integration-fields/{integration_field_id}", Action::Connect),
    ("post", "/v1/integrations/{integration_id}/relink", Action::Connect),
    ("post", "/v1/integrations/{integration_id}/setup-link", Action::Connect),
    ("get", "/v1/links", Action::Read),
    ("get", "/v1/links/{link_id}", Action::Read),
    ("post", "/v1/links/{link_id}/extend", Action::Connect),
    ("get", "/v1/links/{link_id}/log", Action::Read),
    ("post", "/v1/links/{link_id}/resend", Action::Connect),
    ("post", "/v1/links/{link_id}/revoke", Action::Connect),
    ("get", "/v1/scope-configs", Action::Read),
    ("post", "/v1/scope-configs", Action::Configure),
    ("get", "/v1/scope-configs/{scope_config_id}", Action::Read),
    ("put", "/v1/scope-configs/{scope_config_id}", Action::Configure),
    ("put", "/v1/scope-configs/{scope_config_id}/default", Action::Configure),
    ("get", "/v1/tools/{category}", Action::Read),
    ("get", "/v1/webhooks", Action::Read),
    ("post", "/v1/webhooks", Action::Configure),
    ("delete", "/v1/webhooks/{webhook_id}", Action::Configure),
    ("get", "/v1/webhooks/{webhook_id}", Action::Read),
    ("put", "/v1/webhooks/{webhook_id}", Action::Configure),
    ("get", "/v1/webhooks/{webhook_id}/deliveries", Action::Read),
    ("put", "/v1/webhooks/{webhook_id}/enabled", Action::Configure),
    ("post", "/v1/webhooks/{webhook_id}/replay", Action::Operate),
    ("post", "/v1/webhooks/{webhook_id}/rotate", Action::Configure),
    ("post", "/v1/webhooks/{webhook_id}/test", Action::Operate),
    ("get", "/v1/openapi.json", Action::Read),
    ("get", "/v1/reference", Action::Read),
];

/// What the source says: admins everything, operators nothing sensitive and production only, developers everything and development only.
fn is_allowed(role: Role, environment: Environment, action: Action) -> bool {
    match (role, environment) {
        (Role::Admin, _) | (Role::Developer, Environment::Development) => true,
        (Role::Operator, Environment::Production) => {
            matches!(action, Action::Read | Action::Connect | Action::Operate)
        }
        (Role::Operator, Environment::Development) | (Role::Developer, Environment::Production) => false,
    }
}

#[tokio::test]
async fn every_route_allows_and_refuses_what_the_role_of_the_key_says() {
    let server = Server::start().await;
    let document: Value = serde_json::from_str(&backend::openapi().to_json().unwrap()).unwrap();
    let mut described: Vec<(String, String)> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        described.extend(methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())));
    }
    for (method, path) in &described {
        assert!(ROUTES.iter().any(|(m, p, _)| m == method && p == path), "{method} {path} is not in this test");
    }
    for environment in ENVIRONMENTS {
        let owner = match environment {
            Environment::Production => &server.production,
            Environment::Development => &server.development,
        };
        let id = server.app.store.owner_of_key(owner).await.unwrap().unwrap().0.id;
        for role in Role::ALL {
            let key = server.app.store.create_api_key(&id, role).await.unwrap();
            for (method, path, action) in ROUTES {
                if ["/v1/openapi.json", "/v1/reference"].contains(&path) {
                    continue;
                }
                let path = path.replace("{category}", "hris").replace(['{', '}'], "");
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let (status, body) = answer(server.request(method, &path).bearer_auth(key.expose())).await;
                let refused = body["error"]["title"] == "Role insufficient";
                assert_eq!(refused, status == 403);
                assert_eq!(!refused, is_allowed(role, environment, action), "{role:?} {environment:?} {path}: {body}");
            }
        }
    }
}

#[tokio::test]
async fn every_command_allows_and_refuses_what_the_role_says() {
    let server = Server::start().await;
    let commands: [(&[&str], Action); 32] = [
        (&["audit"], Action::Read),
        (&["webhook", "create", "https://app.example.com/"], Action::Configure),
        (&["webhook", "list"], Action::Read),
        (&["webhook", "rotate", "x"], Action::Configure),
        (&["webhook", "enable", "x"], Action::Configure),
        (&["webhook", "disable", "x"], Action::Configure),
        (&["webhook", "delete", "x"], Action::Configure),
        (&["webhook", "test", "x"], Action::Operate),
        (&["webhook", "deliveries", "x"], Action::Read),
        (&["webhook", "replay", "x", "--event", "y"], Action::Operate),
        (&["link", "list"], Action::Read),
        (&["link", "create", "--email", "e@initech.example", "--organization", "Initech"], Action::Connect),
        (&["brand", "show"], Action::Read),
        (&["brand", "clear"], Action::Configure),
        (&["brand", "set", "missing.toml"], Action::Configure),
        (&["scope-config", "list"], Action::Read),
        (&["scope-config", "show", "x"], Action::Read),
        (&["scope-config", "create", "missing.toml"], Action::Configure),
        (&["scope-config", "replace", "x", "missing.toml"], Action::Configure),
        (&["scope-config", "default", "x"], Action::Configure),
        (&["key", "list"], Action::Read),
        (&["key", "create"], Action::Configure),
        (&["key", "revoke", "x"], Action::Configure),
        (&["tool", "list"], Action::Read),
        (&["tool", "disable", "x"], Action::Configure),
        (&["tool", "enable", "x"], Action::Configure),
        (&["integration", "list"], Action::Read),
        (&["integration", "enable", "x"], Action::Operate),
        (&["integration", "disable", "x"], Action::Operate),
        (&["integration", "relink", "x"], Action::Connect),
        (&["integration", "check", "x"], Action::Operate),
        (&["integration", "delete", "x"], Action::Delete),
    ];
    // By id alone, for a whole server, or about no environment.
    let others = [
        "link log",
        "link revoke",
        "link expire",
        "tenant create",
        "encryption-key create",
        "encryption-key status",
        "encryption-key rotate",
        "encryption-key retire",
        "serve",
        "demo",
        "languages",
        "openapi",
        "catalog check",
        "catalog schema",
        "catalog preview",
    ];
    for command in Arguments::command().get_subcommands() {
        let inner: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
        let names = inner.iter().map(|inner| format!("{} {inner}", command.get_name()));
        let alone = inner.is_empty().then(|| command.get_name().to_owned());
        for name in names.chain(alone) {
            let is_here = commands.iter().any(|(words, _)| words[..words.len().min(2)].join(" ") == name);
            assert!(is_here || others.contains(&name.as_str()), "{name} is not in this test");
        }
    }
    for environment in ENVIRONMENTS {
        for role in Role::ALL {
            let name = role.as_str().to_lowercase();
            for (words, action) in commands {
                let of = ["--tenant", "Acme", "--environment", environment.as_str()];
                let (_, said) = server.connect(
                    &[&["--role", &name][..], &words[..words.len().min(2)], &of, &words[words.len().min(2)..]].concat(),
                );
                let refused = said.contains("may not");
                assert_eq!(
                    !refused,
                    is_allowed(role, environment, action),
                    "{role:?} {environment:?} {words:?}: {said}"
                );
            }
            let (id, _) = server.link_in(environment).await;
            for (what, action) in [("log", Action::Read), ("revoke", Action::Connect), ("expire", Action::Connect)] {
                let (_, said) = server.connect(&["--role", &name, "link", what, &id]);
                assert_eq!(!said.contains("may not"), is_allowed(role, environment, action), "{said}");
            }
        }
    }
    for role in ["operator", "developer"] {
        assert!(
            server.connect(&["--role", role, "demo"]).1.contains("may not"),
            "the demo makes keys that may do everything"
        );
    }
    for (role, may) in [("admin", true), ("operator", false), ("developer", false)] {
        for what in ["status", "rotate"] {
            let (done, said) = server.connect(&["--role", role, "encryption-key", what]);
            assert_eq!((done, said.contains("may not")), (may, !may), "{said}");
        }
        let (done, said) = server.connect(&["--role", role, "tenant", "create", &format!("Tenant of {role}")]);
        assert_eq!((done, said.contains("may not")), (may, !may), "{said}");
    }
}

#[tokio::test]
async fn a_key_is_made_for_a_role_that_enters_the_environment_and_can_be_taken_back() {
    let server = Server::start().await;
    let of = ["--tenant", "Acme", "--environment", "production"];
    let (done, said) = server.connect(&[&["key", "create"][..], &of, &["--for", "developer"]].concat());
    assert!(!done && said.contains("DEVELOPER"), "{said}");
    let (_, key) = server.connect(&[&["key", "create"][..], &of, &["--for", "operator"]].concat());
    let works =
        async |key: &str| answer(server.request(Method::GET, "/v1/check-api-key").bearer_auth(key.trim())).await.0;
    assert_eq!(works(&key).await, 200);
    let (_, list) = server.connect(&[&["key", "list"][..], &of].concat());
    assert!(!list.contains(key.trim()), "a list opens nothing");
    let id = list.lines().find(|line| line.contains("OPERATOR")).unwrap().split_whitespace().next().unwrap();
    assert!(server.connect(&[&["key", "revoke"][..], &of, &[id]].concat()).0);
    let (_, said) = server.connect(&[&["key", "revoke"][..], &of, &["-dash"]].concat());
    assert!(said.contains("there is no active key"), "{said}");
    assert_eq!((works(&key).await, works(&server.production).await), (401, 200));
}

#[tokio::test]
async fn a_tool_that_is_switched_off_in_one_environment_is_gone_from_its_links_and_stays_in_the_other() {
    let server = Server::start().await;
    let (preset, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
    let offered = async |environment: Environment| {
        let (id, secret) = server.link_in(environment).await;
        let (_, session) = server.open(&id, &secret).await;
        let tools = session["tools"].as_array().unwrap().clone();
        tools.iter().map(|tool| tool["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = (offered(Environment::Production).await, offered(Environment::Development).await);
    assert!(before.0.contains(&"bamboohr".to_owned()) && before.1.contains(&"bamboohr".to_owned()));

    let wanted = json!({ "tools": ["personio", "workable"] });
    let (status, switches) = server.manage(Method::PUT, "/v1/enabled-tools", Some(wanted)).await;
    assert_eq!(status, 200);
    let bamboohr = switches["data"]["tools"].as_array().unwrap().iter().find(|tool| tool["id"] == "bamboohr").unwrap();
    assert_eq!((&bamboohr["id"], &bamboohr["enabled"]), (&json!("bamboohr"), &json!(false)));
    assert_eq!(offered(Environment::Production).await, ["personio", "workable"]);
    assert_eq!(offered(Environment::Development).await, before.1);
    let (status, problem) = server.open(&preset, &secret).await;
    assert_eq!((status, problem["code"].as_str()), (404, Some("tool-unknown")));
    let (_, tools) = server.manage(Method::GET, "/v1/tools/hris", None).await;
    assert!(!tools["data"]["tools"].to_string().contains("\"bamboohr\""));
    let (status, answer) = server
        .manage(
            Method::POST,
            "/v1/connect/create-link",
            Some(json!({ "end_user_email": "e@initech.example", "end_user_organization_name": "Initech",
                "integration_tool": "bamboohr" })),
        )
        .await;
    assert_eq!((status, answer["error"]["code"].as_str()), (400, Some("PLATFORM.INPUT_INVALID")));
    let (status, answer) =
        server.manage(Method::PUT, "/v1/enabled-tools", Some(json!({ "tools": ["nosuchtool"] }))).await;
    assert!(status == 400 && answer["error"]["message"].as_str().unwrap().contains("nosuchtool"));

    let of = ["--tenant", "Acme", "--environment", "production", "bamboohr"];
    assert!(server.connect(&[&["tool", "enable"][..], &of].concat()).0);
    assert_eq!(offered(Environment::Production).await, ["bamboohr", "personio", "workable"]);
}

#[tokio::test]
async fn nothing_set_in_one_environment_is_seen_in_the_other() {
    let server = Server::start().await;
    let see = async |key: &str| {
        let mut all = Vec::new();
        for path in ["/v1/branding", "/v1/scope-configs", "/v1/enabled-tools", "/v1/tools/hris"] {
            all.push(answer(server.request(Method::GET, path).bearer_auth(key)).await);
        }
        all
    };
    let before = see(&server.development).await;
    let production = see(&server.production).await;
    for (method, path, body) in [
        (Method::PUT, "/v1/branding", json!({ "name": "Acme Europe" })),
        (Method::POST, "/v1/scope-configs", json!({ "name": "New", "everything": "DISABLED" })),
        (Method::PUT, "/v1/enabled-tools", json!({ "tools": ["workable"] })),
    ] {
        let (status, body) = server.manage(method, path, Some(body)).await;
        assert_eq!(status, 200, "{body}");
    }
    let (_, made) = server.manage(Method::POST, "/v1/scope-configs", Some(json!({ "everything": "ENABLED" }))).await;
    let path = format!("/v1/scope-configs/{}/default", made["data"]["id"].as_str().unwrap());
    assert_eq!(server.manage(Method::PUT, &path, None).await.0, 200);
    assert_eq!(see(&server.development).await, before);
    assert_ne!(see(&server.production).await, production, "it was set");
    let foreign = answer(server.request(Method::PUT, &path).bearer_auth(&server.development)).await;
    assert_eq!(foreign.0, 404);
}

#[tokio::test]
async fn production_asks_for_less_than_development_by_default() {
    let server = Server::start().await;
    let settings = async |key: &str| {
        let (_, list) = answer(server.request(Method::GET, "/v1/scope-configs").bearer_auth(key)).await;
        list["data"]["scope_configs"][0]["except"].as_object().unwrap().clone()
    };
    let (production, development) = (settings(&server.production).await, settings(&server.development).await);
    assert!(development.iter().all(|(scope, setting)| production.get(scope) == Some(setting)));
    for field in ["ssn", "tax_id", "bank_accounts", "home_address", "ethnicity", "remote_data"] {
        let id = format!("hris_employees.{field}");
        assert_eq!((production.get(&id), development.get(&id)), (Some(&json!("DISABLED")), None), "{id}");
    }
}
