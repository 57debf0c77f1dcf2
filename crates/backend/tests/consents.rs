//! What was agreed to, and what a relink makes of it.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::Method;
use serde_json::{Value, json};
use server::relinking::{body, config, connect, consents, details, narrow, token, wide};
use server::{KEY, NEW_KEY, Server, answer};

/// Everything that is read, absences with this setting.
fn absences(setting: &str) -> Value {
    json!({ "everything": "ENABLED", "except": { "hris_absences": setting, "hris_create_employee": "DISABLED" } })
}

/// Opens a relink and completes it with what it says was refused.
async fn relinked(server: &Server, id: &str, scope_config: &str) -> Value {
    let (link, secret) = server.relink(id, json!({ "scope_config_id": scope_config })).await;
    let (_, session) = server.open(&link, &secret).await;
    let refused = session["tool"]["relink"].get("opted_out").cloned().unwrap_or_else(|| json!([]));
    let sent = server.submission(token(&session), "key-00000001", &body(&session, NEW_KEY, &refused));
    let (status, answer) = answer(sent).await;
    assert_eq!(status, 200, "{answer}");
    session["tool"]["relink"].clone()
}

fn change_of(relink: &Value, scope: &str) -> Option<String> {
    let sections = relink["sections"].as_array()?;
    let section =
        sections.iter().find(|section| section["groups"].as_array().unwrap().iter().any(|group| group["id"] == scope));
    Some(section?["change"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn what_was_refused_stays_refused_even_if_it_was_not_asked_for_in_between() {
    for (last, expected) in [("OPTIONAL", None), ("ENABLED", Some("insisted"))] {
        let server = Server::start().await;
        let first = config(&server, absences("OPTIONAL")).await;
        let between = config(&server, absences("DISABLED")).await;
        let last = config(&server, absences(last)).await;
        let (id, secret) = server.link(json!({ "integration_tool": "bamboohr", "scope_config_id": first })).await;
        let (_, session) = server.open(&id, &secret).await;
        let sent = body(&session, KEY, &json!(["hris_absences"]));
        let (_, connected) = answer(server.submission(token(&session), "key-00000001", &sent)).await;
        let id = server::relinking::integration_of(&server, &connected).await;
        assert!(relinked(&server, &id, &between).await.get("sections").is_none(), "nobody would notice");
        let relink = relinked(&server, &id, &last).await;
        assert_eq!(change_of(&relink, "hris_absences").as_deref(), expected);
        let shares = details(&server, &id).await["read_models"]
            .as_array()
            .unwrap()
            .iter()
            .any(|model| model["id"] == "hris_absences" && model["is_available"] == true);
        assert_eq!(shares, expected.is_some(), "only what was shown as needed begins");
    }
}

#[tokio::test]
async fn where_nothing_was_recorded_everything_is_new() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let id = connect(&server, &a).await;
    sqlx::query("DELETE FROM consents").execute(&server.database().await).await.unwrap();
    let relink = relinked(&server, &id, &a).await;
    let sections = relink["sections"].as_array().unwrap();
    assert_eq!((sections.len(), sections[0]["change"].as_str()), (1, Some("added")));
    assert_eq!(consents(&server, &id).await.len(), 1);
}

#[tokio::test]
async fn the_record_holds_the_words_the_reason_and_the_language_of_the_review() {
    let server = Server::start().await;
    let mut asked = narrow();
    asked["reason"] = json!({ "en": "So that nobody is forgotten.", "de": "Damit niemand vergessen wird." });
    let a = config(&server, asked).await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr", "scope_config_id": a })).await;
    let (_, session) = server.open(&id, &secret).await;
    let mut sent = body(&session, KEY, &json!([]));
    sent["reviewed_in"] = json!("de");
    let (_, connected) = answer(server.submission(token(&session), "key-00000001", &sent)).await;
    let id = server::relinking::integration_of(&server, &connected).await;
    let record = &consents(&server, &id).await[0];
    assert_eq!(
        (record["language"].as_str(), record["reason"].as_str()),
        (Some("de"), Some("Damit niemand vergessen wird."))
    );
    assert_eq!(record["shown"][0]["label"], "Mitarbeitende");
}

#[tokio::test]
async fn a_relink_that_changes_nothing_adds_no_record() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let id = connect(&server, &a).await;
    relinked(&server, &id, &a).await;
    assert_eq!(consents(&server, &id).await.len(), 1);
    let b = config(&server, wide()).await;
    relinked(&server, &id, &b).await;
    assert_eq!(consents(&server, &id).await.len(), 2);
}

#[tokio::test]
async fn a_relink_switches_an_integration_on_that_was_switched_off() {
    let server = Server::start().await;
    let a = config(&server, narrow()).await;
    let id = connect(&server, &a).await;
    let off = json!({ "value": false });
    server.manage(Method::PUT, &format!("/v1/integrations/{id}/enabled"), Some(off)).await;
    relinked(&server, &id, &a).await;
    assert_eq!(details(&server, &id).await["status"], "ACTIVE");
}

#[tokio::test]
async fn credentials_that_cannot_be_read_are_not_offered_for_keeping() {
    let server = Server::start().await;
    let (a, b) = (config(&server, narrow()).await, config(&server, wide()).await);
    let id = connect(&server, &a).await;
    let spoil = sqlx::query("UPDATE credentials SET ciphertext = $1").bind(vec![0_u8]);
    spoil.execute(&server.database().await).await.unwrap();
    let relink = relinked(&server, &id, &b).await;
    assert_eq!(relink["stored"], "failing");
    assert!(relink.get("answers").is_none());
}
