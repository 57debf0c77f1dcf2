//! The sandbox answers as its page says: every row of `docs/sandbox.md` is tried (T-02).

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::checks::Scheduler;
use backend::clock::DAY;
use backend::webhook::Courier;
use reqwest::Method;
use serde_json::{Value, json};
use server::receiver::{Heard, Receiver};
use server::{Server, answer, halves};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A row of one of the page's tables.
#[derive(Clone, Debug)]
struct Row {
    said: String,
    ends: String,
    status: Option<u64>,
}

/// The table with this heading.
fn rows(heading: &str) -> Vec<Row> {
    let text = include_str!("../../../docs/sandbox.md");
    let table = text.split(&format!("| {heading} |")).nth(1).unwrap();
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`').trim_matches(['“', '”']);
        Row { said: name.to_owned(), ends: cells[2].to_owned(), status: cells[3].parse().ok() }
    };
    lines.map(row).collect()
}

async fn development(server: &Server, method: Method, path: &str, body: Value) -> (u16, Value) {
    answer(server.request(method, path).bearer_auth(&server.development).json(&body)).await
}

struct Opened {
    link: String,
    token: String,
    asked: Value,
}

async fn open(server: &Server, tool: &str) -> Opened {
    let body = json!({
        "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech", "link_type": "MAGIC_LINK",
        "integration_tool": tool,
    });
    let (link, secret) = halves(&development(server, Method::POST, "/v1/connect/create-link", body).await);
    let (status, session) = server.open(&link, &secret).await;
    assert_eq!(status, 200, "{session}");
    Opened { link, token: session["token"].as_str().unwrap().to_owned(), asked: session["tool"]["asked"].clone() }
}

async fn submit(server: &Server, opened: &Opened, tool: &str, answers: Value) -> (u16, Value) {
    let body = json!({ "tool": tool, "asked": opened.asked, "answers": answers });
    answer(server.submission(&opened.token, "key-00000001", &body)).await
}

/// What the link's log says the tool answered with; nothing where it was not asked, or did not answer.
async fn logged_status(server: &Server, link: &str) -> Option<u64> {
    let (_, log) = development(server, Method::GET, &format!("/v1/links/{link}/log"), json!({})).await;
    let entries = log["data"]["entries"].as_array().unwrap().clone();
    let checked = entries.iter().find(|entry| entry["kind"] == "checked")?;
    checked["requests"][0]["status"].as_u64()
}

/// Whether a submission ended as its row says.
fn ended_as(row: &Row, (status, body): &(u16, Value)) -> bool {
    if row.ends.starts_with("connected") {
        return *status == 200 && body["activation_token"].is_string();
    }
    let code = body["errors"][0]["code"].as_str().map(|code| format!(", `{code}`")).unwrap_or_default();
    row.ends.starts_with(&format!("{status} `{}`{code}", body["code"].as_str().unwrap_or_default()))
}

#[tokio::test]
async fn every_key_of_the_sandbox_is_answered_as_its_page_says() {
    let server = Server::start().await;
    let rows = rows("key");
    assert_eq!(rows.len(), 12);
    // Half a minute is for when everything is run.
    let is_tried =
        |row: &Row| std::env::var_os("ALL").is_some() || !["slow-25", "slow-90"].contains(&row.said.as_str());
    let mut tried = JoinSet::new();
    for row in rows.into_iter().filter(is_tried) {
        let opened = open(&server, "sandbox").await;
        let body = json!({ "tool": "sandbox", "asked": opened.asked, "answers": { "api_key": row.said } });
        let request = server.submission(&opened.token, "key-00000001", &body);
        tried.spawn(async move {
            let begun = Instant::now();
            (row, opened, answer(request).await, begun.elapsed())
        });
    }
    while let Some(ended) = tried.join_next().await {
        let (row, opened, ended, took) = ended.unwrap();
        assert!(ended_as(&row, &ended), "{row:?}: {ended:?}");
        assert_eq!(logged_status(&server, &opened.link).await, row.status, "{row:?}");
        let seconds =
            row.ends.split("after ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0);
        assert!(took >= Duration::from_secs(seconds) && took < Duration::from_secs(seconds + 15), "{row:?}: {took:?}");
    }
}

/// What the page to log in on leads to, for an account or for saying no.
async fn log_in(server: &Server, opened: &Opened, said: &str) -> Value {
    let body = json!({ "tool": "sandboxlogin", "field": "login", "answers": {}, "way_back": "window" });
    let ask = || answer(server.request(Method::POST, "/api/grants").bearer_auth(&opened.token).json(&body));
    let (_, grant) = ask().await;
    let page = server.client.get(grant["state"]["waiting"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(page.headers()["x-frame-options"], "DENY");
    let page = page.text().await.unwrap();
    let before = page.split(&format!("{said}</a>")).next().unwrap();
    assert!(before.len() < page.len(), "{said} is not on {page}");
    let back = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(back.starts_with(&server.url), "{back}");
    assert_eq!(server.client.get(back).send().await.unwrap().status(), 200);
    let path = format!("/api/grants/{}", grant["id"].as_str().unwrap());
    answer(server.request(Method::GET, &path).bearer_auth(&opened.token)).await.1
}

#[tokio::test]
async fn every_account_of_the_sandbox_logs_in_as_its_page_says() {
    let server = Server::start().await;
    let rows = rows("account");
    assert_eq!(rows.len(), 6);
    for row in rows {
        let opened = open(&server, "sandboxlogin").await;
        let said = if row.said.contains(' ') { row.said.clone() } else { format!("Log in as {}", row.said) };
        let grant = log_in(&server, &opened, &said).await;
        if let Some(how) = row.ends.strip_prefix("the log-in ") {
            let state = if how.starts_with("fails") { "failed" } else { "denied" };
            assert_eq!(grant["state"], state, "{row:?}");
        } else {
            assert_eq!(grant["state"], "granted", "{row:?}");
            let ended = submit(&server, &opened, "sandboxlogin", json!({ "login": grant["id"] })).await;
            assert!(ended_as(&row, &ended), "{row:?}: {ended:?}");
        }
        assert_eq!(logged_status(&server, &opened.link).await, row.status, "{row:?}");
    }
}

#[tokio::test]
async fn what_is_revoked_later_becomes_invalid_and_the_webhook_is_told() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let (scheduler, courier) = (Scheduler::new(server.app.clone()), Courier::new(server.app.clone()));
    let (status, made) = development(&server, Method::POST, "/v1/webhooks", json!({ "url": receiver.url })).await;
    assert_eq!(status, 200, "{made}");
    let mut ids = Vec::new();
    for said in ["revoked-later", "any other key"] {
        let opened = open(&server, "sandbox").await;
        let (status, connected) = submit(&server, &opened, "sandbox", json!({ "api_key": said })).await;
        assert_eq!(status, 200, "{connected}");
        let path = format!("/v1/connect/integration-by-token/{}", connected["activation_token"].as_str().unwrap());
        let (_, found) = development(&server, Method::GET, &path, json!({})).await;
        ids.push(found["data"]["id"].clone());
    }
    for _ in 0..5 {
        server.clock.advance(DAY);
        scheduler.tick().await.unwrap();
    }
    server.send_webhooks(&courier).await;
    let changed: Vec<Value> =
        receiver.heard().iter().map(Heard::json).filter(|body| body["type"] == "integration-state-changed").collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!((&changed[0]["data"]["integration_id"], &changed[0]["data"]["state"]), (&ids[0], &json!("INVALID")));
}

#[tokio::test]
async fn the_page_to_log_in_on_leads_nowhere_but_back_to_this_server() {
    let server = Server::start().await;
    let own = format!("{}/login/sandboxlogin", server.url);
    let of_another_tool = format!("{}/login/datev", server.url);
    for (address, status) in [
        (own.as_str(), 200),
        ("https://evil.example/login/sandboxlogin", 400),
        ("javascript:alert(1)", 400),
        (of_another_tool.as_str(), 400),
        (&format!("{own}/../../x"), 400),
        ("", 400),
    ] {
        let request =
            server.request(Method::GET, "/sandbox/login").query(&[("redirect_uri", address), ("state", "\"><b>")]);
        let page = request.send().await.unwrap();
        assert_eq!(page.status(), status, "{address}");
        let text = page.text().await.unwrap();
        assert!(!text.contains("<b>") && !text.contains("evil"), "{text}");
    }
    assert_eq!(server.request(Method::GET, "/sandbox/login").send().await.unwrap().status(), 400);
}
