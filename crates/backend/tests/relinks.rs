//! Relinks: nothing changes before one is completed, and then everything does at once.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::Method;
use serde_json::{Value, json};
use server::{KEY, NEW_KEY, Server, answer, answers};
use std::collections::BTreeSet;

/// Employees and documents; the date of birth is required.
fn narrow() -> Value {
    json!({ "name": "A", "everything": "ENABLED",
        "except": { "hris_absences": "DISABLED", "hris_create_employee": "DISABLED" } })
}

/// Absences are new, documents go, the date of birth can be refused.
fn wide() -> Value {
    json!({ "name": "B", "everything": "ENABLED",
        "except": { "hris_employee_document_categories": "DISABLED", "hris_employees.date_of_birth": "OPTIONAL",
            "hris_create_employee": "DISABLED" } })
}

async fn config(server: &Server, body: Value) -> String {
    let (status, body) = server.manage(Method::POST, "/v1/scope-configs", Some(body)).await;
    assert_eq!(status, 200, "{body}");
    body["data"]["id"].as_str().unwrap().to_owned()
}

/// What is submitted for an opened session.
fn body(session: &Value, key: &str, opted_out: &Value) -> Value {
    let mut body = answers(key);
    body["asked"] = session["tool"]["asked"].clone();
    body["opted_out"] = opted_out.clone();
    body
}

fn token(session: &Value) -> &str {
    session["token"].as_str().unwrap()
}

async fn integration_of(server: &Server, connected: &Value) -> String {
    let path = format!("/v1/connect/integration-by-token/{}", connected["activation_token"].as_str().unwrap());
    let (_, answer) = server.manage(Method::GET, &path, None).await;
    answer["data"]["id"].as_str().unwrap().to_owned()
}

/// An integration with a scope config.
async fn connect(server: &Server, config: &str) -> String {
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr", "scope_config_id": config })).await;
    let (_, session) = server.open(&id, &secret).await;
    let (status, connected) =
        answer(server.submission(token(&session), "key-00000001", &body(&session, KEY, &json!([])))).await;
    assert_eq!(status, 200, "{connected}");
    integration_of(server, &connected).await
}

async fn details(server: &Server, id: &str) -> Value {
    let (status, body) = server.manage(Method::GET, &format!("/v1/integrations/{id}"), None).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

async fn consents(server: &Server, id: &str) -> Vec<Value> {
    let (_, body) = server.manage(Method::GET, &format!("/v1/integrations/{id}/consents"), None).await;
    body["data"]["consents"].as_array().unwrap().clone()
}

async fn stored_key(server: &Server, id: &str) -> String {
    let environment = server.app.store.owner_of_key(&server.production).await.unwrap().unwrap().0;
    let (version, sealed) = server.app.store.credentials(id).await.unwrap().unwrap();
    let subject = backend::crypto::Subject { environment: &environment.id, integration: id, version };
    server.app.keys.open(&subject, &sealed).unwrap()[&"api_key".into()].expose().to_owned()
}

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

#[tokio::test]
async fn of_two_relinks_at_once_one_wins_whole_and_the_other_is_told() {
    let server = Server::start().await;
    let configs = [config(&server, narrow()).await, config(&server, wide()).await];
    let id = connect(&server, &configs[0]).await;
    let mut winners = BTreeSet::new();
    for round in 0..1000 {
        let mut racers = Vec::new();
        for (config, key) in configs.iter().zip([KEY, NEW_KEY]) {
            let (link, secret) = server.relink(&id, json!({ "scope_config_id": config })).await;
            let (_, session) = server.open(&link, &secret).await;
            racers.push(server.submission(token(&session), "key-00000001", &body(&session, key, &json!([]))));
        }
        let racers: Vec<_> = racers.into_iter().map(|request| tokio::spawn(answer(request))).collect();
        let mut won = Vec::new();
        for (racer, index) in racers.into_iter().zip(0..) {
            match racer.await.unwrap() {
                (200, _) => won.push(index),
                (410, problem) => assert_eq!(problem["code"], "link-superseded", "round {round}"),
                other => panic!("round {round}: {other:?}"),
            }
        }
        assert_eq!(won.len(), 1, "round {round}");
        let winner: usize = won[0];
        winners.insert(winner);
        let held = server.app.store.integration(&server.environment().await, &id).await.unwrap().unwrap();
        assert_eq!(held.scope_config_id, configs[winner], "round {round}");
        assert_eq!(stored_key(&server, &id).await, [KEY, NEW_KEY][winner], "round {round}");
    }
    assert_eq!(winners.len(), 2, "it was a race");
}

#[tokio::test]
async fn of_a_relink_and_a_deletion_at_once_one_wins_whole() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let environment = server.environment().await;
    let (mut deleted, mut relinked) = (0, 0);
    for round in 0..1000 {
        let id = connect(&server, &a).await;
        let (link, secret) = server.relink(&id, json!({})).await;
        let (_, session) = server.open(&link, &secret).await;
        let sent = server.submission(token(&session), "key-00000001", &body(&session, NEW_KEY, &json!([])));
        let relink = tokio::spawn(answer(sent));
        // Sometimes while the tool is being asked, sometimes before, sometimes after.
        for _ in 0..round % 8 {
            server.manage(Method::GET, "/v1/check-api-key", None).await;
        }
        let deletion = server.manage(Method::DELETE, &format!("/v1/integrations/{id}"), None).await;
        assert_eq!(deletion.0, 200, "a deletion always comes to its end");
        match relink.await.unwrap() {
            (200, _) => relinked += 1,
            (410, problem) => {
                assert_eq!(problem["code"], "integration-deleted", "round {round}");
                deleted += 1;
            }
            other => panic!("round {round}: {other:?}"),
        }
        assert!(server.app.store.integration(&environment, &id).await.unwrap().is_none());
        assert!(server.app.store.credentials(&id).await.unwrap().is_none(), "no credentials are left behind");
        assert!(server.app.store.consents(&id).await.unwrap().is_empty());
    }
    assert!(deleted > 0 && relinked > 0, "it was a race: {deleted} deletions were first, {relinked} relinks");
}
