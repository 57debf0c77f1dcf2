//! Two scope configs, and integrations that go from one to the other.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use super::{KEY, Server, answer, answers};
use reqwest::Method;
use serde_json::{Value, json};

/// Employees and documents; the date of birth is required.
pub(crate) fn narrow() -> Value {
    json!({ "name": "A", "everything": "ENABLED",
        "except": { "hris_absences": "DISABLED", "hris_create_employee": "DISABLED" } })
}

/// Absences are new, documents go, the date of birth can be refused.
pub(crate) fn wide() -> Value {
    json!({ "name": "B", "everything": "ENABLED",
        "except": { "hris_employee_document_categories": "DISABLED", "hris_employees.date_of_birth": "OPTIONAL",
            "hris_create_employee": "DISABLED" } })
}

pub(crate) async fn config(server: &Server, body: Value) -> String {
    let (status, body) = server.manage(Method::POST, "/v1/scope-configs", Some(body)).await;
    assert_eq!(status, 200, "{body}");
    body["data"]["id"].as_str().unwrap().to_owned()
}

/// What is submitted for an opened session.
pub(crate) fn body(session: &Value, key: &str, opted_out: &Value) -> Value {
    let mut body = answers(key);
    body["asked"] = session["tool"]["asked"].clone();
    body["opted_out"] = opted_out.clone();
    body
}

pub(crate) fn token(session: &Value) -> &str {
    session["token"].as_str().unwrap()
}

pub(crate) async fn integration_of(server: &Server, connected: &Value) -> String {
    let path = format!("/v1/connect/integration-by-token/{}", connected["activation_token"].as_str().unwrap());
    let (_, answer) = server.manage(Method::GET, &path, None).await;
    answer["data"]["id"].as_str().unwrap().to_owned()
}

/// An integration with a scope config.
pub(crate) async fn connect(server: &Server, config: &str) -> String {
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr", "scope_config_id": config })).await;
    let (_, session) = server.open(&id, &secret).await;
    let (status, connected) =
        answer(server.submission(token(&session), "key-00000001", &body(&session, KEY, &json!([])))).await;
    assert_eq!(status, 200, "{connected}");
    integration_of(server, &connected).await
}

pub(crate) async fn details(server: &Server, id: &str) -> Value {
    let (status, body) = server.manage(Method::GET, &format!("/v1/integrations/{id}"), None).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

pub(crate) async fn consents(server: &Server, id: &str) -> Vec<Value> {
    let (_, body) = server.manage(Method::GET, &format!("/v1/integrations/{id}/consents"), None).await;
    body["data"]["consents"].as_array().unwrap().clone()
}

pub(crate) async fn stored_key(server: &Server, id: &str) -> String {
    let environment = server.app.store.owner_of_key(&server.production).await.unwrap().unwrap().0;
    let (version, sealed) = server.app.store.credentials(id).await.unwrap().unwrap();
    let subject = backend::crypto::Subject { environment: &environment.id, integration: id, version };
    server.app.keys.open(&subject, &sealed).unwrap()[&"api_key".into()].expose().to_owned()
}
