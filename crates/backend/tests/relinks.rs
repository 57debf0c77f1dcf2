//! Relinks: nothing changes before one is completed, and then everything does at once.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::Method;
use serde_json::{Value, json};
use server::relinking::{body, config, connect, consents, details, integration_of, narrow, stored_key, token, wide};
use server::{KEY, NEW_KEY, Server, answer};

fn groups(session: &Value, change: &str) -> Vec<String> {
    let sections = session["tool"]["relink"]["sections"].as_array().unwrap();
    let groups = sections.iter().filter(|section| section["change"] == change).flat_map(|section| {
        section["groups"].as_array().unwrap().iter().map(|group| group["id"].as_str().unwrap().to_owned())
    });
    groups.collect()
}

#[tokio::test]
async fn a_relink_shows_what_changes_and_switches_everything_at_once_when_it_is_completed() {
    let server = Server::start().await;
    let (a, b) = (config(&server, narrow()).await, config(&server, wide()).await);
    let id = connect(&server, &a).await;
    let before = details(&server, &id).await;

    let (link, secret) = server.relink(&id, json!({ "scope_config_id": b })).await;
    let (status, session) = server.open(&link, &secret).await;
    assert_eq!((status, session["purpose"].as_str()), (200, Some("relink")));
    assert_eq!(session["organization"], "Initech");
    assert_eq!(groups(&session, "added"), ["hris_absences"]);
    assert_eq!(groups(&session, "dropped"), ["hris_employee_document_categories"]);
    assert_eq!(groups(&session, "now_optional"), ["hris_employees"]);
    let relink = &session["tool"]["relink"];
    assert_eq!(relink["granted"], json!(["documents", "employees"]));
    assert_eq!((&relink["answers"], &relink["stored"]), (&json!({ "subdomain": "acme" }), &json!("working")));

    let refused = body(&session, "ffffffffffffffffffffffffffffffffffffffff", &json!([]));
    assert_eq!(answer(server.submission(token(&session), "key-00000001", &refused)).await.0, 422);
    assert_eq!(details(&server, &id).await, before, "until it is completed nothing changes");
    assert_eq!(stored_key(&server, &id).await, KEY);
    assert_eq!(consents(&server, &id).await.len(), 1);

    let opted_out = json!(["hris_employees.date_of_birth"]);
    let (status, connected) =
        answer(server.submission(token(&session), "key-00000002", &body(&session, NEW_KEY, &opted_out))).await;
    assert_eq!(status, 200, "{connected}");
    assert_eq!(integration_of(&server, &connected).await, id, "the same integration");
    let after = details(&server, &id).await;
    assert_eq!(after["scope_config"], json!({ "id": b, "name": "B" }));
    assert_eq!(after["created_at"], before["created_at"]);
    assert_eq!(stored_key(&server, &id).await, NEW_KEY);
    let model = |data: &Value, id: &str| {
        let models = data["read_models"].as_array().unwrap();
        models.iter().find(|model| model["id"] == id).unwrap()["is_available"].as_bool().unwrap()
    };
    assert!(!model(&before, "hris_absences") && model(&after, "hris_absences"));
    let (status, problem) = server.open(&link, &secret).await;
    assert_eq!((status, problem["code"].as_str()), (410, Some("link-completed")));

    let consents = consents(&server, &id).await;
    assert_eq!(consents.len(), 2);
    assert_eq!((&consents[0]["scope_config_id"], &consents[0]["opted_out"]), (&json!(b), &opted_out));
    assert_eq!(consents[0]["language"], "en");
    assert!(consents[0]["shown"].to_string().contains("hris_absences"));
}

///
#[tokio::test]
async fn no_secret_leaves_the_backend_for_a_relink() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let id = connect(&server, &a).await;
    let (link, secret) = server.relink(&id, json!({})).await;
    let (_, session) = server.open(&link, &secret).await;
    assert!(!session.to_string().contains(KEY) && session["tool"]["relink"].get("sections").is_none());
    assert!(!details(&server, &id).await.to_string().contains(KEY));
}

#[tokio::test]
async fn stored_credentials_can_be_kept_and_are_tested_again_for_what_is_new() {
    let server = Server::start().await;
    let (a, b) = (config(&server, narrow()).await, config(&server, wide()).await);
    let id = connect(&server, &a).await;
    let (link, secret) = server.relink(&id, json!({ "scope_config_id": b })).await;
    let (_, session) = server.open(&link, &secret).await;
    let mut keep = body(&session, KEY, &json!([]));
    keep.as_object_mut().unwrap().remove("answers");

    server.order("bamboohr", json!({ "instead": { "status": 403 }, "path": "time_off" })).await;
    let (status, problem) = answer(server.submission(token(&session), "key-00000001", &keep)).await;
    assert_eq!((status, problem["code"].as_str()), (422, Some("permissions-missing")));
    assert_eq!(problem["permissions"][0]["permission"], "time_off");
    server.order("bamboohr", json!({})).await;
    let (status, _) = answer(server.submission(token(&session), "key-00000002", &keep)).await;
    assert_eq!(status, 200);
    assert_eq!(details(&server, &id).await["scope_config"]["id"], b);
    assert_eq!(stored_key(&server, &id).await, KEY);
    assert_eq!(server.app.store.credentials(&id).await.unwrap().unwrap().0, 2, "another edition");
}

#[tokio::test]
async fn a_link_that_is_no_relink_has_no_credentials_to_keep() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let body = json!({ "tool": "bamboohr", "opted_out": [] });
    let (status, problem) = answer(server.submission(&token, "key-00000001", &body)).await;
    assert_eq!((status, problem["code"].as_str()), (400, Some("malformed")));
}

#[tokio::test]
async fn nothing_is_agreed_to_that_was_not_shown() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr", "scope_config_id": a })).await;
    let (_, session) = server.open(&id, &secret).await;
    let path = format!("/v1/scope-configs/{a}");
    assert_eq!(server.manage(Method::PUT, &path, Some(wide())).await.0, 200);
    let sent = body(&session, KEY, &json!([]));
    let (status, problem) = answer(server.submission(token(&session), "key-00000001", &sent)).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("scopes-changed")));
    let (_, session) = server.open(&id, &secret).await;
    let sent = body(&session, KEY, &json!([]));
    assert_eq!(answer(server.submission(token(&session), "key-00000002", &sent)).await.0, 200);
}

#[tokio::test]
async fn a_scope_config_that_was_widened_in_place_is_shown_by_the_next_relink() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let id = connect(&server, &a).await;
    server.manage(Method::PUT, &format!("/v1/scope-configs/{a}"), Some(wide())).await;
    let (link, secret) = server.relink(&id, json!({})).await;
    let (_, session) = server.open(&link, &secret).await;
    assert_eq!(groups(&session, "added"), ["hris_absences"]);
}

#[tokio::test]
async fn a_relink_that_cannot_be_made_says_why() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let id = connect(&server, &a).await;
    let path = format!("/v1/integrations/{id}/relink");
    for (body, expected) in [
        (json!({ "scope_config_id": "nowhere" }), "scope_config_id"),
        (json!({ "language": "xx" }), "language"),
        (json!({ "link_type": "PAPER" }), "link_type"),
        (json!({ "allowed_origins": ["*"] }), "allowed_origins"),
        (json!({ "integration_tool": "personio" }), "integration_tool"),
    ] {
        let (status, answer) = server.manage(Method::POST, &path, Some(body)).await;
        assert_eq!((status, answer["error"]["code"].as_str()), (400, Some("PLATFORM.INPUT_INVALID")));
        assert!(answer["error"]["message"].as_str().unwrap().contains(expected), "{answer}");
    }
    let (status, answer) = server.manage(Method::POST, "/v1/integrations/x:y/relink", Some(json!({}))).await;
    assert_eq!((status, answer["error"]["code"].as_str()), (404, Some("PLATFORM.INTEGRATION_NOT_FOUND")));
}

#[tokio::test]
async fn a_relink_of_a_deleted_integration_says_so() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let id = connect(&server, &a).await;
    let (link, secret) = server.relink(&id, json!({})).await;
    let (_, session) = server.open(&link, &secret).await;
    server.manage(Method::DELETE, &format!("/v1/integrations/{id}"), None).await;
    let (status, problem) = server.open(&link, &secret).await;
    assert_eq!((status, problem["code"].as_str()), (410, Some("integration-deleted")));
    let sent = body(&session, NEW_KEY, &json!([]));
    let (status, problem) = answer(server.submission(token(&session), "key-00000001", &sent)).await;
    assert_eq!((status, problem["code"].as_str()), (410, Some("integration-deleted")));
}
