//! The process is ended at every point around a commit, started again, and everything still holds (T-05).

#![cfg(feature = "faults")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's helpers fail by panicking")]

mod server;

use backend::faults::POINTS;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use server::figures::figure;
use server::node::{Acknowledged, Node, free_port, is_consistent, unreadable};
use server::receiver::Receiver;
use server::{KEY, Server, answers};
use std::process::Command;
use std::time::{Duration, Instant};

/// Each point is gone through so often: a process that ends at its first, second and third time of being there.
const ITERATIONS: usize = 3;

/// A node that may end at any moment and is then started again, unharmed.
struct Mortal<'a> {
    server: &'a Server,
    client: Client,
    node: Node,
    deaths: usize,
}

impl<'a> Mortal<'a> {
    async fn start(server: &'a Server, fault: &str) -> Self {
        let mut node = Node::start_with(server, free_port(), &[("FAULT_POINT", fault)]);
        let client = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        let is_up = node.is_up(&client).await;
        let mut mortal = Self { server, client, node, deaths: 0 };
        if !is_up {
            mortal.revive().await;
        }
        mortal
    }

    async fn revive(&mut self) {
        self.deaths += 1;
        self.node = Node::start(self.server, self.node.port);
        assert!(self.node.is_up(&self.client).await, "it does not start again");
        // Nobody works any more on what was begun: two minutes are over.
        let pool = self.server.database().await;
        sqlx::query("UPDATE submissions SET started_at = started_at - 180000").execute(&pool).await.unwrap();
    }

    /// Asks until there is an answer.
    async fn ask(&mut self, request: impl Fn(&Client, &str) -> RequestBuilder) -> (u16, Value) {
        loop {
            let url = format!("http://127.0.0.1:{}", self.node.port);
            if let Ok(answer) = request(&self.client, &url).send().await {
                let status = answer.status().as_u16();
                return (status, answer.json().await.unwrap_or(Value::Null));
            }
            // It may take a moment until it is gone.
            let begun = Instant::now();
            while !self.node.has_ended() {
                assert!(begun.elapsed() < Duration::from_secs(5), "no answer, and it lives");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            self.revive().await;
        }
    }
}

/// Connects, fails, deletes and rotates, with a process that ends at a point. Answers whether it did.
async fn lives_through(point: &str, times: usize) -> bool {
    let server = Server::start().await;
    let receiver = Receiver::start().await;
    server.endpoint(&receiver.url, json!({})).await;
    let fault = format!("{point}:{times}");
    let mut mortal = Mortal::start(&server, &fault).await;
    let mut acknowledged = Vec::new();
    let mut deleted = Vec::new();
    for round in 0..4 {
        let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
        let opening = json!({ "link": id, "secret": secret });
        let (_, session) = mortal.ask(|client, url| client.post(format!("{url}/api/session")).json(&opening)).await;
        let token = session["token"].as_str().unwrap().to_owned();
        for (key, api_key) in [("key-00000001", "wrong"), ("key-00000002", KEY)] {
            let mut body =
                answers(if api_key == "wrong" { "f123456789abcdef0123456789abcdef01234567" } else { api_key });
            body["asked"] = session["tool"]["asked"].clone();
            let submit = |client: &Client, url: &str| {
                let request = client.post(format!("{url}/api/submissions")).bearer_auth(&token);
                request.header("idempotency-key", key).json(&body)
            };
            let (status, said) = mortal.ask(submit).await;
            match (api_key, status) {
                ("wrong", 422) => {}
                (_, 200) => acknowledged.push(Acknowledged {
                    session: token.clone(),
                    key: key.to_owned(),
                    body: body.clone(),
                    activation_token: said["activation_token"].as_str().unwrap().to_owned(),
                }),
                other => panic!("{point}: {other:?} {said}"),
            }
        }
        if round % 2 == 1 {
            let told = acknowledged.pop().unwrap();
            let path = format!("/v1/connect/integration-by-token/{}", told.activation_token);
            let (_, body) = server.manage(reqwest::Method::GET, &path, None).await;
            let integration = body["data"]["id"].as_str().unwrap().to_owned();
            let key = server.production.clone();
            let delete = |client: &Client, url: &str| {
                let request = client.delete(format!("{url}/v1/integrations/{integration}")).bearer_auth(&key);
                request.json(&json!({}))
            };
            let (status, said) = mortal.ask(delete).await;
            // Where it had been deleted already when the process ended, there is nothing left to delete.
            assert!(status == 200 || status == 404 || status == 400, "{point}: {status} {said}");
            deleted.push(integration);
        }
        if round == 2 {
            for fault in [fault.as_str(), ""] {
                let mut command = Command::new(env!("CARGO_BIN_EXE_connect"));
                command.args(["encryption-key", "rotate"]).env("DATA_DIR", &server.folder).env("FAULT_POINT", fault);
                let done = command.env("DATABASE_URL", &server.database_url).output().unwrap();
                mortal.deaths += usize::from(done.status.code().is_none());
            }
            // What a start finds to do, it may end in the middle of.
            mortal.node.kill();
            mortal.node = Node::start_with(&server, mortal.node.port, &[("FAULT_POINT", &fault)]);
            if !mortal.node.is_up(&mortal.client).await {
                mortal.revive().await;
            }
        }
    }
    settle(&server, &mut mortal).await;
    server.app.keys.refresh();
    is_consistent(&server, &acknowledged).await;
    assert_eq!(unreadable(&server).await, 0);
    let pool = server.database().await;
    for integration in deleted {
        let told = "SELECT COUNT(*) FROM webhook_events WHERE subject = $1 AND type = 'integration-deleted'";
        let told: i64 = sqlx::query_scalar(told).bind(&integration).fetch_one(&pool).await.unwrap();
        assert_eq!(told, 1, "{point}: a deletion is told of once");
    }
    mortal.deaths > 0
}

/// Until everything is told and wrapped by one key.
async fn settle(server: &Server, mortal: &mut Mortal<'_>) {
    let begun = Instant::now();
    loop {
        if mortal.node.has_ended() {
            mortal.revive().await;
        }
        let waiting = server.app.store.deliveries_waiting().await.unwrap();
        if waiting == 0 && server.app.store.keys_in_use().await.unwrap().len() == 1 {
            return;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "something still waits");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_every_point_around_a_commit_the_process_may_end_and_everything_still_holds() {
    let mut missed = Vec::new();
    for point in POINTS {
        let mut ended = false;
        for times in 1..=ITERATIONS {
            ended |= lives_through(point, times).await;
        }
        if !ended {
            missed.push(point);
        }
    }
    assert!(missed.is_empty(), "nothing ever ended at {missed:?}");
    let found = json!({ "points": POINTS.len(), "iterations": ITERATIONS, "breaches": 0 });
    figure("crash_points", &found);
}
