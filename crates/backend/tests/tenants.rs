//! No tenant sees, changes or ends anything of another's: every route, with every id there is (K-10).

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::role::Role;
use reqwest::Method;
use serde_json::{Value, json};
use server::figures::figure;
use server::{KEY, Server, answer, answers};
use std::collections::BTreeMap;
use wire::Environment;

/// Stands in everything that is the other tenant's.
const CANARY: &str = "canary-of-globex";

struct Other {
    key: String,
    /// By the name of the parameter that takes it.
    ids: BTreeMap<&'static str, String>,
}

/// Another tenant on the same server, with one of everything.
async fn other(server: &Server) -> Other {
    let store = &server.app.store;
    let tenant = store.create_tenant(CANARY).await.unwrap();
    let environment = store.environment_of(&tenant, Environment::Production).await.unwrap();
    let key = store.create_api_key(&environment.id, Role::Admin).await.unwrap().expose().to_owned();
    let call = async |method: Method, path: &str, body: Value| {
        let (status, body) = answer(server.request(method, path).bearer_auth(&key).json(&body)).await;
        assert_eq!(status, 200, "{path}: {body}");
        body["data"].clone()
    };
    let config = call(Method::POST, "/v1/scope-configs", json!({ "name": CANARY, "everything": "ENABLED" })).await;
    let webhook = call(Method::POST, "/v1/webhooks", json!({ "url": format!("http://127.0.0.1:9/{CANARY}") })).await;
    let new = json!({ "end_user_email": format!("{CANARY}@initech.example"), "end_user_organization_name": CANARY,
        "integration_tool": "bamboohr", "link_type": "MAGIC_LINK" });
    let made = call(Method::POST, "/v1/connect/create-link", new.clone()).await;
    let (link, secret) = server::halves(&(200, json!({ "data": made })));
    let (_, session) = server.open(&link, &secret).await;
    let mut body = answers(KEY);
    body["asked"] = session["tool"]["asked"].clone();
    let request = server.submission(session["token"].as_str().unwrap(), "key-00000001", &body);
    let (status, connected) = answer(request).await;
    assert_eq!(status, 200, "{connected}");
    let token = connected["activation_token"].as_str().unwrap().to_owned();
    let path = format!("/v1/connect/integration-by-token/{token}");
    let integration = call(Method::GET, &path, json!({})).await["id"].as_str().unwrap().to_owned();
    let (link, _) = server::halves(&(200, json!({ "data": call(Method::POST, "/v1/connect/create-link", new).await })));
    let text = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let ids = [
        ("integration_id", integration),
        ("link_id", link),
        ("scope_config_id", text(&config)),
        ("webhook_id", text(&webhook)),
        ("token", token),
        ("custom_field_id", CANARY.to_owned()),
        ("integration_field_id", CANARY.to_owned()),
    ];
    Other { key, ids: ids.into() }
}

/// Everything of the other tenant, as it sees it.
async fn seen(server: &Server, other: &Other) -> Vec<Value> {
    let mut all = Vec::new();
    for path in [
        format!("/v1/integrations/{}", other.ids["integration_id"]),
        format!("/v1/links/{}", other.ids["link_id"]),
        format!("/v1/scope-configs/{}", other.ids["scope_config_id"]),
        format!("/v1/webhooks/{}", other.ids["webhook_id"]),
        "/v1/scope-configs".to_owned(),
        "/v1/webhooks".to_owned(),
        "/v1/links".to_owned(),
        "/v1/branding".to_owned(),
        "/v1/enabled-tools".to_owned(),
        "/v1/allowed-origins".to_owned(),
    ] {
        let (status, body) = answer(server.request(Method::GET, &path).bearer_auth(&other.key)).await;
        assert_eq!(status, 200, "{path}: {body}");
        all.push(body);
    }
    all
}

#[tokio::test]
async fn no_key_of_one_tenant_reads_or_changes_anything_of_another() {
    let server = Server::start().await;
    let other = other(&server).await;
    let before = seen(&server, &other).await;
    let document: Value = serde_json::from_str(&backend::openapi().to_json().unwrap()).unwrap();
    let (mut pairs, mut reads) = (0, Vec::new());
    // A body that each route would take from its own tenant, so that nothing but whose it is can refuse it.
    let bodies = [
        json!({}),
        json!({ "enabled": false }),
        json!({ "link_type": "MAGIC_LINK" }),
        json!({ "link_type": "MAGIC_LINK", "scope_config_id": other.ids["scope_config_id"] }),
        json!({ "name": "taken", "everything": "DISABLED" }),
        json!({ "url": "http://127.0.0.1:9/taken" }),
        json!({ "type": "integration-deleted" }),
        json!({ "token": other.ids["token"] }),
        json!({ "end_user_email": "e@initech.example", "end_user_organization_name": "I", "scope_config_id": other.ids["scope_config_id"] }),
    ];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let mut address = path.clone();
            for (name, id) in &other.ids {
                address = address.replace(&format!("{{{name}}}"), id);
            }
            let address = address.replace("{category}", "hris");
            for key in [&server.production, &server.development] {
                for body in &bodies {
                    pairs += 1;
                    let request = server.request(method.clone(), &address).bearer_auth(key).json(body);
                    let answer = request.send().await.unwrap();
                    let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
                    // What was asked for may be said again, as an id in a message; what it is may not.
                    let told = text.replace(&format!("\"{CANARY}\""), "").contains(CANARY);
                    if told || (path.contains('{') && !path.contains("{category}") && status < 400) {
                        reads.push(format!("{method} {path} {body}: {status} {text}"));
                    }
                    if method == Method::GET {
                        break;
                    }
                }
            }
        }
    }
    let page = server
        .request(Method::GET, &format!("/logs/{}", other.ids["link_id"]))
        .basic_auth("x", Some(&server.production));
    assert_eq!(page.send().await.unwrap().status(), 401);
    assert_eq!(seen(&server, &other).await, before, "nothing of it was changed");
    figure("cross_tenant_reads", &json!({ "pairs": pairs, "reads": reads.len() }));
    assert!(reads.is_empty(), "{}", reads.join("\n"));
    assert!(pairs > 300, "{pairs}");
}
