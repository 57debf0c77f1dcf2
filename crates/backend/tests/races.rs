//! A thousand races: always one winner, never a half-switched integration.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::Method;
use serde_json::json;
use server::relinking::{body, config, connect, narrow, stored_key, token, wide};
use server::{KEY, NEW_KEY, Server, answer};
use std::collections::BTreeSet;

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
        // Sometimes before the tool is asked, mostly while it is, sometimes after.
        for _ in 0..round % 8 {
            server.manage(Method::GET, "/v1/check-api-key", None).await;
        }
        while round % 8 == 7 && !relink.is_finished() {
            tokio::task::yield_now().await;
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
