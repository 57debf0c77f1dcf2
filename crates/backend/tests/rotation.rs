//! The operator's key is replaced while the server works, and nothing becomes unreadable.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::rotation::rewrap;
use backend::server::App;
use reqwest::Client;
use serde_json::{Value, json};
use server::figures::figure;
use server::node::{Node, free_port, unreadable};
use server::{Server, answer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

async fn connected(server: &Server) -> bool {
    let (_, token) = server.session().await;
    answer(server.submission(&token, "key-00000001", &server::answers(server::KEY))).await.0 == 200
}

async fn keys_in_use(server: &Server) -> Vec<String> {
    server.app.store.keys_in_use().await.unwrap().into_iter().map(|(id, _)| id).collect()
}

/// Lets a minute pass for the file of keys.
fn settle(server: &Server) {
    let file = std::fs::File::options().write(true).open(server.folder.join("encryption.key")).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_mins(2)).unwrap();
}

fn rotate(server: &Server) {
    let (worked, said) = server.connect(&["encryption-key", "rotate"]);
    assert!(worked, "{said}");
}

#[tokio::test]
async fn a_rotation_wraps_everything_anew_and_the_key_before_can_be_retired_only_then() {
    let server = Server::start().await;
    assert!(connected(&server).await);
    server.endpoint("http://127.0.0.1:9/", json!({})).await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
    let (_, before) = server.open(&id, &secret).await;
    let first = keys_in_use(&server).await;
    rotate(&server);
    let (_, said) = server.connect(&["encryption-key", "retire"]);
    assert!(said.contains("less than a minute ago"), "{said}");
    settle(&server);
    let (_, said) = server.connect(&["encryption-key", "retire"]);
    assert!(said.contains("nothing to retire"), "{said}");
    settle(&server);
    // New records are for the new key at once, without a word to the running server.
    server.app.keys.refresh();
    assert!(connected(&server).await);
    assert_eq!(keys_in_use(&server).await.len(), 2);
    assert_eq!((rewrap(&server.app).await.unwrap(), unreadable(&server).await), (0, 0));
    let after = keys_in_use(&server).await;
    assert!(after.len() == 1 && after != first);
    let (_, said) = server.connect(&["encryption-key", "retire"]);
    assert!(said.contains(&format!("retired {}", first[0])), "{said}");
    server.app.keys.refresh();
    assert_eq!(unreadable(&server).await, 0);
    // Whoever is in the middle of something notices nothing.
    let token = before["token"].as_str().unwrap();
    let again = server.request(reqwest::Method::POST, "/api/session").bearer_auth(token).json(&json!({}));
    let (status, again) = answer(again).await;
    assert_eq!((status, &again["draft_key"]), (200, &before["draft_key"]));
    let (_, trail) = server.connect(&["audit", "--tenant", "Acme", "--environment", "production"]);
    assert!(trail.contains("encryption-key rotate") && trail.contains("encryption-key retire"), "{trail}");
}

#[tokio::test]
async fn a_key_that_only_another_process_has_heard_of_is_found_when_it_is_needed() {
    let server = Server::start().await;
    rotate(&server);
    // Sealed by the command line, with the new key.
    let create = ["webhook", "create", "https://app.example.com/", "--tenant", "Acme", "--environment", "production"];
    let (worked, said) = server.connect(&create);
    assert!(worked, "{said}");
    let (_, all) = server.manage(reqwest::Method::GET, "/v1/webhooks", None).await;
    let id = all["data"].as_array().or_else(|| all["data"]["webhooks"].as_array()).unwrap()[0]["id"].clone();
    let path = format!("/v1/webhooks/{}/rotate", id.as_str().unwrap());
    let (status, body) = server.manage(reqwest::Method::POST, &path, Some(json!({}))).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn a_key_that_does_not_open_the_database_stops_the_server() {
    let server = Server::start().await;
    let start = async |key: &str, previous: &[String]| {
        let mut config = server::config(&server.folder);
        config.database_url.clone_from(&server.database_url);
        config.encryption_key = Some(key.parse().unwrap());
        config.previous_encryption_keys = previous.iter().map(|key| key.parse().unwrap()).collect();
        App::start(&config).await.map(|_| ()).map_err(|problem| problem.to_string())
    };
    let right = std::fs::read_to_string(server.folder.join("encryption.key")).unwrap();
    let other = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let said = start(other, &[]).await.unwrap_err();
    assert!(said.contains(&keys_in_use(&server).await[0]) && said.contains("put it back"), "{said}");
    assert_eq!(start(other, std::slice::from_ref(&right)).await, Ok(()));
    assert_eq!(start(&right, &[]).await, Ok(()));
}

/// Rotated over and over while end users connect and the server is killed in the middle.
#[tokio::test(flavor = "multi_thread")]
async fn under_load_and_with_kills_no_record_becomes_unreadable() {
    let server = Arc::new(Server::start().await);
    let client = Client::new();
    let port = free_port();
    let mut node = Node::start(&server, port);
    assert!(node.is_up(&client).await);
    let is_over = Arc::new(AtomicBool::new(false));
    let users: Vec<_> = (0..4)
        .map(|_| {
            let (server, is_over) = (server.clone(), is_over.clone());
            tokio::spawn(async move {
                let mut count = 0;
                while !is_over.load(Ordering::SeqCst) {
                    assert!(connected(&server).await, "a rotation is nobody's problem");
                    count += 1;
                }
                count
            })
        })
        .collect();
    let (mut rotations, kills) = (0, 3);
    for _ in 0..kills {
        for _ in 0..2 {
            rotate(&server);
            rotations += 1;
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        // A start wraps anew at once: it is killed at it.
        node.kill();
        node = Node::start(&server, port);
        tokio::time::sleep(Duration::from_millis(150)).await;
        node.kill();
        node = Node::start(&server, port);
        assert!(node.is_up(&client).await);
    }
    is_over.store(true, Ordering::SeqCst);
    let mut rows = 0;
    for user in users {
        rows += user.await.unwrap();
    }
    server.app.keys.refresh();
    let begun = Instant::now();
    while keys_in_use(&server).await.len() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(30), "not everything is wrapped anew");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    settle(&server);
    let (worked, said) = server.connect(&["encryption-key", "retire"]);
    assert!(worked, "{said}");
    server.app.keys.refresh();
    assert_eq!(server.app.keys.ring().ids().len(), 1);
    let unreadable = unreadable(&server).await;
    let found: Value = json!({ "rotations": rotations, "kills": kills * 2, "rows": rows, "unreadable": unreadable });
    figure("rotation", &found);
    assert_eq!(unreadable, 0);
}
