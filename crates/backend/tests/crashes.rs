//! `kill -9` at random moments: what was completed is told, once and to everybody, and nothing else is (T-05, W-05).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's helpers fail by panicking")]
#![expect(clippy::print_stdout, reason = "the seed, for whoever runs it again")]

mod server;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use server::figures::figure;
use server::node::{Acknowledged, Node, free_port, is_consistent};
use server::{KEY, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const LINKS: usize = 1000;
const KILLS: usize = 100;
const AT_ONCE: usize = 6;

/// A receiver that fails a third of the time, and what it has taken: by the id of the event, the integration it is about.
#[derive(Clone, Default)]
struct Flaky(Arc<Mutex<BTreeMap<String, String>>>);

impl Flaky {
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(hear).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }
}

async fn hear(State(Flaky(taken)): State<Flaky>, body: String) -> StatusCode {
    if rand::random_ratio(1, 3) {
        return [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::FOUND, StatusCode::NOT_FOUND][rand::random_range(0..3)];
    }
    let event: Value = serde_json::from_str(&body).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    taken.lock().unwrap().insert(text(&event["id"]), text(&event["data"]["id"]));
    StatusCode::OK
}

/// End users who go through links until enough of them were told that they are connected.
struct EndUsers {
    client: Client,
    ports: Vec<u16>,
    key: String,
    connected: Arc<AtomicUsize>,
    acknowledged: Arc<Mutex<Vec<Acknowledged>>>,
}

impl EndUsers {
    /// Asks any node until one answers.
    async fn ask(&self, request: impl Fn(&Client, &str) -> RequestBuilder) -> (u16, Value) {
        loop {
            let port = self.ports[rand::random_range(0..self.ports.len())];
            if let Ok(answer) = request(&self.client, &format!("http://127.0.0.1:{port}")).send().await {
                let status = answer.status().as_u16();
                if let Ok(body) = answer.json().await {
                    return (status, body);
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn go(&self) {
        while self.connected.load(Ordering::SeqCst) < LINKS {
            let body = json!({ "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech",
                "integration_tool": "bamboohr", "link_type": "MAGIC_LINK" });
            let create = |client: &Client, url: &str| {
                client.post(format!("{url}/v1/connect/create-link")).bearer_auth(&self.key).json(&body)
            };
            let (id, secret) = server::halves(&self.ask(create).await);
            let opening = json!({ "link": id, "secret": secret });
            let open = |client: &Client, url: &str| client.post(format!("{url}/api/session")).json(&opening);
            let (_, session) = self.ask(open).await;
            let token = session["token"].as_str().unwrap().to_owned();
            let answers = json!({ "tool": "bamboohr", "answers": { "subdomain": "acme", "api_key": KEY },
                "asked": session["tool"]["asked"], "opted_out": [] });
            let submit = |client: &Client, url: &str| {
                let request = client.post(format!("{url}/api/submissions")).bearer_auth(&token).json(&answers);
                request.header("idempotency-key", "key-00000001")
            };
            let (status, body) = self.ask(submit).await;
            match (status, body["code"].as_str()) {
                (200, _) => {
                    self.connected.fetch_add(1, Ordering::SeqCst);
                    let activation_token = body["activation_token"].as_str().unwrap().to_owned();
                    let (session, key) = (token, "key-00000001".to_owned());
                    let told = Acknowledged { session, key, body: answers, activation_token };
                    self.acknowledged.lock().unwrap().push(told);
                }
                // Whoever worked on it is dead, which the others know after a while. Another link takes its place.
                (409, Some("submission-in-progress")) => {}
                other => panic!("{other:?}: {body}"),
            }
        }
    }
}

async fn survives(nodes: usize) {
    let seed = std::env::var("CRASH_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
    println!("CRASH_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let server = Server::start().await;
    let receivers = [Flaky::default(), Flaky::default()];
    for receiver in &receivers {
        let url = receiver.start().await;
        server.endpoint(&url, json!({ "events": ["integration-created"] })).await;
    }
    let client = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
    let ports: Vec<u16> = (0..nodes).map(|_| free_port()).collect();
    let mut running: Vec<Node> = ports.iter().map(|port| Node::start(&server, *port)).collect();
    for node in &mut running {
        assert!(node.is_up(&client).await);
    }
    let connected = Arc::new(AtomicUsize::new(0));
    let acknowledged = Arc::<Mutex<Vec<Acknowledged>>>::default();
    let users: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (client, ports, key) = (client.clone(), ports.clone(), server.production.clone());
            let (connected, acknowledged) = (connected.clone(), acknowledged.clone());
            let users = EndUsers { client, ports, key, connected, acknowledged };
            tokio::spawn(async move { users.go().await })
        })
        .collect();
    let mut kills = 0;
    while kills < KILLS {
        // In the middle of something, all the way to the last link.
        while connected.load(Ordering::SeqCst) < kills * LINKS / KILLS {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_millis(random.random_range(0..60))).await;
        let victim = random.random_range(0..running.len());
        let port = running[victim].port;
        running[victim].kill();
        running[victim] = Node::start(&server, port);
        assert!(running[victim].is_up(&client).await);
        kills += 1;
    }
    for user in users {
        user.await.unwrap();
    }
    let pool = server.database().await;
    let begun = Instant::now();
    while server.app.store.deliveries_waiting().await.unwrap() > 0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "something still waits to be told");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let integrations: Vec<String> = sqlx::query_scalar("SELECT id FROM integrations").fetch_all(&pool).await.unwrap();
    let integrations: BTreeSet<String> = integrations.into_iter().collect();
    assert!(integrations.len() >= connected.load(Ordering::SeqCst) && integrations.len() >= LINKS);
    for Flaky(taken) in &receivers {
        let taken = taken.lock().unwrap();
        let told: BTreeSet<String> = taken.values().cloned().collect();
        assert_eq!(told, integrations, "everybody hears of each integration, and of no other");
        assert_eq!(taken.len(), integrations.len(), "each has one event");
    }
    let failed: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM webhook_deliveries WHERE state <> 'DELIVERED'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(failed, 0);
    let acknowledged = acknowledged.lock().unwrap().clone();
    is_consistent(&server, &acknowledged).await;
    let found = json!({ "kills": kills, "nodes": nodes, "acknowledged": acknowledged.len(), "without_webhook": 0 });
    figure("random_kills", &found);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_and_whoever_fails_each_integration_is_told_of_and_nothing_else_is() {
    // One node has a file of its own; several share a server.
    survives(if std::env::var("TEST_POSTGRES").is_ok() { 2 } else { 1 }).await;
}
