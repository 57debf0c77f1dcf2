//! What links ask for: made, read, replaced and chosen per environment.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::Method;
use serde_json::{Value, json};
use server::{Server, answer};

async fn create(server: &Server, config: Value) -> String {
    let (status, body) = server.manage(Method::POST, "/v1/scope-configs", Some(config)).await;
    assert_eq!(status, 200, "{body}");
    body["data"]["id"].as_str().unwrap().to_owned()
}

/// What a link of `BambooHR` shows: each model and field with its setting.
async fn shown(server: &Server, fields: Value) -> Value {
    let mut link = json!({ "integration_tool": "bamboohr" });
    link.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let (id, secret) = server.link(link).await;
    server.open(&id, &secret).await.1["tool"].clone()
}

fn ids(tool: &Value) -> Vec<&str> {
    tool["scopes"].as_array().unwrap().iter().map(|scope| scope["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_scope_config_decides_what_its_links_show_and_why() {
    let server = Server::start().await;
    let config = json!({
        "name": "Absences only", "everything": "DISABLED",
        "except": { "hris_absences": "OPTIONAL", "hris_absences.start_date": "ENABLED" },
        "reason": { "en": "So that nobody plans a shift for people on leave." },
    });
    let id = create(&server, config.clone()).await;
    let tool = shown(&server, json!({ "scope_config_id": id })).await;
    assert_eq!(ids(&tool), ["hris_absences"]);
    assert_eq!(tool["scopes"][0]["setting"], "OPTIONAL");
    assert_eq!(tool["scopes"][0]["fields"].as_array().unwrap().len(), 1);
    assert_eq!(tool["reason"]["text"], "So that nobody plans a shift for people on leave.");
    assert_eq!(tool.to_string().matches("DISABLED").count(), 0, "what is not asked for is not on the wire");

    let (_, read) = server.manage(Method::GET, &format!("/v1/scope-configs/{id}"), None).await;
    let mut expected = config;
    expected.as_object_mut().unwrap().extend([("id".to_owned(), json!(id)), ("is_default".to_owned(), json!(false))]);
    assert_eq!(read["data"], expected);
}

#[tokio::test]
async fn there_is_one_default_and_links_without_a_scope_config_take_it() {
    let server = Server::start().await;
    let id = create(&server, json!({ "everything": "DISABLED", "except": { "hris_teams": "ENABLED" } })).await;
    assert!(ids(&shown(&server, json!({})).await).contains(&"hris_employees"));
    let (status, _) = server.manage(Method::PUT, &format!("/v1/scope-configs/{id}/default"), None).await;
    assert_eq!(status, 200);
    assert_eq!(ids(&shown(&server, json!({})).await), ["hris_teams"]);
    let (_, list) = server.manage(Method::GET, "/v1/scope-configs", None).await;
    let list = list["data"]["scope_configs"].as_array().unwrap();
    assert_eq!(list.iter().map(|config| &config["is_default"]).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_replaced_scope_config_holds_for_links_that_are_open() {
    let server = Server::start().await;
    let id = create(&server, json!({ "everything": "ENABLED" })).await;
    let (link, secret) = server.link(json!({ "integration_tool": "bamboohr", "scope_config_id": id })).await;
    let replaced = json!({ "name": "Less", "everything": "ENABLED", "except": { "hris_absences": "DISABLED" } });
    let (status, _) = server.manage(Method::PUT, &format!("/v1/scope-configs/{id}"), Some(replaced)).await;
    assert_eq!(status, 200);
    let (_, session) = server.open(&link, &secret).await;
    assert!(!ids(&session["tool"]).contains(&"hris_absences"));
}

#[tokio::test]
async fn whatever_makes_no_sense_is_refused_and_named_all_of_it_at_once() {
    let server = Server::start().await;
    let wrong = json!({
        "name": " ", "everything": "ENABLED", "reason": { "xx": "?" },
        "except": { "hris_dreams": "ENABLED", "hris_employees.shoe_size": "OPTIONAL", "hris_create_employee.name": "OPTIONAL" },
    });
    let (status, body) = server.manage(Method::POST, "/v1/scope-configs", Some(wrong)).await;
    let message = body["error"]["message"].as_str().unwrap();
    assert_eq!(status, 400);
    for part in [
        "name:",
        "reason.xx",
        "except.hris_dreams:",
        "except.hris_employees.shoe_size:",
        "except.hris_create_employee.name:",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    for wrong in [json!({}), json!({ "everything": "SOME" }), json!({ "everything": "ENABLED", "extra": 1 })] {
        assert_eq!(server.manage(Method::POST, "/v1/scope-configs", Some(wrong.clone())).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn nothing_of_one_environment_is_seen_or_changed_from_the_other() {
    let server = Server::start().await;
    let id = create(&server, json!({ "name": "Mine", "everything": "ENABLED" })).await;
    let foreign = |method, path: String, body: Option<Value>| {
        let request = server.request(method, &path).bearer_auth(&server.development);
        answer(if let Some(body) = body { request.json(&body) } else { request })
    };
    let path = format!("/v1/scope-configs/{id}");
    assert_eq!(foreign(Method::GET, path.clone(), None).await.1["error"]["code"], "PLATFORM.SCOPE_CONFIG_NOT_FOUND");
    assert_eq!(foreign(Method::PUT, path.clone(), Some(json!({ "everything": "DISABLED" }))).await.0, 404);
    assert_eq!(foreign(Method::PUT, format!("{path}/default"), None).await.0, 404);
    let (_, list) = foreign(Method::GET, "/v1/scope-configs".to_owned(), None).await;
    let list = list["data"]["scope_configs"].as_array().unwrap();
    assert_eq!((list.len(), &list[0]["is_default"]), (1, &json!(true)), "and its own default is still the default");
    assert_eq!(server.manage(Method::GET, &path, None).await.1["data"]["everything"], "ENABLED");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_makes_shows_and_chooses_them_from_files() {
    let server = Server::start().await;
    let file = server.folder.join("scopes.toml");
    let (file, of) = (file.to_str().unwrap(), ["--tenant", "Acme", "--environment", "production"]);
    let run = |words: &[&str], rest: &[&str]| server.connect(&[&["scope-config"], words, &of, rest].concat());
    std::fs::write(file, "everything = \"ENABLED\"\n[except]\nhris_dreams = \"OPTIONAL\"\n").unwrap();
    let (worked, said) = run(&["create"], &[file]);
    assert!(!worked && said.contains("except.hris_dreams"), "{said}");
    std::fs::write(file, "name = \"Less\"\neverything = \"ENABLED\"\n[except]\nhris_teams = \"DISABLED\"\n").unwrap();
    let (worked, said) = run(&["create"], &[file]);
    assert!(worked, "{said}");
    let id = said.trim();
    assert!(run(&["show"], &[id]).1.contains("hris_teams = \"DISABLED\""));
    assert!(run(&["default"], &[id]).0);
    let listed = run(&["list"], &[]).1;
    assert!(listed.starts_with(&format!("{id}  default  Less")), "{listed}");
    assert!(run(&["replace"], &[id, file]).0);
    assert!(run(&["show"], &["nothing"]).1.contains("there is no scope config with this id"));
}
