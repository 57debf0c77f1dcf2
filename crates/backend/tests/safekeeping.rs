//! What is kept, for how long, and what is left of it afterwards; and who is written down for having ended it.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::checks::Scheduler;
use backend::clock::{DAY, HOUR};
use backend::server::App;
use reqwest::Method;
use serde_json::{Value, json};
use server::relinking::{body, integration_of, token as token_of};
use server::{KEY, Server, answer, answers, config, folder};
use std::collections::BTreeSet;

/// W-06
#[tokio::test]
async fn a_database_that_may_lose_what_was_answered_stops_the_server() {
    let folder = folder();
    let mut config = config(&folder);
    config.database_url = "sqlite::memory:".to_owned();
    let said = App::start(&config).await.map(|_| ()).unwrap_err().to_string();
    assert!(said.contains("journal_mode") && said.contains("power cut"), "{said}");
    let _ = std::fs::remove_dir_all(folder);
}

/// W-06, X-09
#[tokio::test]
async fn every_connection_keeps_what_it_is_told_and_overwrites_what_is_deleted() {
    let server = Server::start().await;
    for (question, expected) in server.app.store.settings_in_force().await.unwrap() {
        assert!(expected, "{question}");
    }
}

/// K-05
#[tokio::test]
async fn an_embedded_link_lives_for_an_hour_and_a_magic_link_for_a_year_at_most() {
    let server = Server::start().await;
    for (kind, longest) in [("EMBEDDED", HOUR), ("MAGIC_LINK", 365 * DAY)] {
        let (id, secret) = server.link(json!({ "link_type": kind, "integration_tool": "bamboohr" })).await;
        let later = |by: i64| backend_text(server.clock.now() + by);
        let path = format!("/v1/links/{id}/extend");
        let extend = async |by| server.manage(Method::POST, &path, Some(json!({ "expires_at": later(by) }))).await.0;
        assert_eq!((extend(longest + 60_000).await, extend(longest).await), (400, 200), "{kind}");
        assert_eq!(server.open(&id, &secret).await.0, 200);
        server.clock.advance(longest + 1);
        assert_eq!(server.open(&id, &secret).await.0, 410, "{kind}");
    }
}

fn backend_text(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds).unwrap().to_string()
}

/// K-06
#[tokio::test]
async fn a_link_that_is_taken_back_is_over_at_once_and_whoever_did_it_is_written_down() {
    let server = Server::start().await;
    let key = server.app.store.api_keys(&server.environment().await).await.unwrap()[0].id.clone();
    let (by_api, _) = server.session().await;
    let (by_command, token) = server.session().await;
    assert_eq!(server.manage(Method::POST, &format!("/v1/links/{by_api}/revoke"), None).await.0, 200);
    assert!(server.connect(&["link", "revoke", &by_command]).0);
    let lease = server.request(Method::POST, "/api/lease").bearer_auth(&token).json(&json!({}));
    assert_eq!(answer(lease).await.0, 410, "and with it the key to what was typed");
    let (_, trail) = server.connect(&["audit", "--tenant", "Acme", "--environment", "production"]);
    let line = |id: &str| trail.lines().find(|line| line.contains(id) && line.contains("revoke")).unwrap().to_owned();
    assert!(
        line(&by_api).contains(&format!("API key {key}")) && line(&by_api).contains("POST /v1/links/{link_id}/revoke")
    );
    assert!(line(&by_command).contains("command line, ADMIN"), "{trail}");
    assert!(!trail.contains(&server.production) && !trail.contains("erin@"), "{trail}");
}

///
#[tokio::test]
async fn whatever_credentials_are_opened_for_is_written_down() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let (_, connected) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    let id = integration_of(&server, &connected).await;
    assert!(server.connect(&["integration", "check", "--tenant", "Acme", "--environment", "production", &id]).0);
    let (relink, secret) = server.relink(&id, json!({})).await;
    let (_, session) = server.open(&relink, &secret).await;
    let again = server.submission(token_of(&session), "key-00000002", &body(&session, KEY, &json!([])));
    assert_eq!(answer(again).await.0, 200);
    let (_, trail) = server.connect(&["audit", "--tenant", "Acme", "--environment", "production"]);
    for purpose in ["open credentials to check them", "open credentials for a relink"] {
        assert!(trail.lines().any(|line| line.contains(purpose) && line.contains(&id)), "{purpose}: {trail}");
    }
}

#[tokio::test]
async fn the_audit_trail_is_kept_for_a_year() {
    let server = Server::start().await;
    let (id, _) = server.session().await;
    assert_eq!(server.manage(Method::POST, &format!("/v1/links/{id}/revoke"), None).await.0, 200);
    let environment = server.environment().await;
    for (days, is_kept) in [(364, true), (2, false)] {
        server.clock.advance(days * DAY);
        Scheduler::new(server.app.clone()).tick().await.unwrap();
        let kept = server.app.store.audited(&environment, 100).await.unwrap();
        assert_eq!(kept.iter().any(|deed| deed.subject == id), is_kept, "after {days} more days");
    }
}

///
#[tokio::test]
async fn the_fingerprint_of_the_same_answers_is_another_one_in_another_database() {
    let mut fingerprints = BTreeSet::new();
    for _ in 0..2 {
        let server = Server::start().await;
        let (_, token) = server.session().await;
        answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
        let pool = server.database().await;
        let found: String = sqlx::query_scalar("SELECT fingerprint FROM submissions").fetch_one(&pool).await.unwrap();
        fingerprints.insert(found);
    }
    assert_eq!(fingerprints.len(), 2);
}

///
#[tokio::test]
async fn nothing_of_deleted_credentials_is_left_in_the_database() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let (_, connected) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    let id = integration_of(&server, &connected).await;
    let (_, sealed) = server.app.store.credentials(&id).await.unwrap().unwrap();
    assert_eq!(server.manage(Method::DELETE, &format!("/v1/integrations/{id}"), None).await.0, 200);
    assert!(server.app.store.credentials(&id).await.unwrap().is_none());
    if server.database_url.starts_with("sqlite:") {
        server.app.store.close().await;
        for file in std::fs::read_dir(&server.folder).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for part in [&sealed.ciphertext, &sealed.wrapped_key] {
                assert!(!bytes.windows(part.len()).any(|window| window == part.as_slice()));
            }
        }
    }
}

/// K-09: a page of another site can make a browser send forms and plain text without asking; neither does anything.
#[tokio::test]
async fn no_route_of_the_flow_does_anything_for_another_site() {
    let server = Server::start().await;
    let (id, token) = server.session().await;
    let rows = async || {
        let pool = server.database().await;
        let mut counts: Vec<i64> = Vec::new();
        for query in [
            "SELECT COUNT(*) FROM submissions",
            "SELECT COUNT(*) FROM grants",
            "SELECT COUNT(*) FROM links",
            "SELECT COUNT(*) FROM flow_log",
        ] {
            counts.push(sqlx::query_scalar(query).fetch_one(&pool).await.unwrap());
        }
        counts
    };
    let before = rows().await;
    let body = answers(KEY);
    for path in
        ["session", "lease", "grants", "handovers", &format!("handovers/{id}/revoke"), "progress", "submissions"]
    {
        let request = || {
            let request = server.request(Method::POST, &format!("/api/{path}")).bearer_auth(&token);
            request.header("idempotency-key", "key-00000001")
        };
        for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""] {
            let request = request().header("content-type", kind).body(body.to_string());
            assert_eq!(request.send().await.unwrap().status(), 415, "{path} {kind}");
        }
        for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
        {
            let answer = request().header(name, value).json(&body).send().await.unwrap();
            assert_eq!(answer.status(), 403, "{path} {name}");
            assert!(answer.headers().get("access-control-allow-origin").is_none());
        }
    }
    for path in ["tools/bamboohr", "grants/x", "submissions/key-00000001"] {
        let request = server.request(Method::GET, &format!("/api/{path}")).bearer_auth(&token);
        let (status, body) = answer(request.header("origin", "https://evil.example")).await;
        assert_eq!((status, &body["code"]), (403, &Value::from("foreign-origin")), "{path}");
    }
    assert_eq!(rows().await, before);
}
