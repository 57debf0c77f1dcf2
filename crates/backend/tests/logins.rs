//! E-13, E-14: what may come back from a log-in, and what may not.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::{Client, Method, StatusCode, redirect};
use serde_json::{Value, json};
use server::{Server, answer};
use std::collections::BTreeMap;

const ANSWERS: &str = r#"{ "consultant_number": "455148", "client_number": "1" }"#;

struct Begun {
    token: String,
    /// Where the tool sends the end user back to.
    back: String,
    grant: Value,
}

fn body(way_back: &str) -> Value {
    let answers: Value = serde_json::from_str(ANSWERS).unwrap();
    json!({ "tool": "datev", "field": "login", "answers": answers, "way_back": way_back })
}

async fn ask(server: &Server, token: &str, way_back: &str) -> Value {
    answer(server.request(Method::POST, "/api/grants").bearer_auth(token).json(&body(way_back))).await.1
}

async fn begun(server: &Server, account: &str, way_back: &str) -> Begun {
    let (id, secret) = server.link(json!({ "integration_tool": "datev" })).await;
    let (_, session) = server.open(&id, &secret).await;
    let token = session["token"].as_str().unwrap().to_owned();
    let grant = ask(server, &token, way_back).await;
    let page =
        server.client.get(grant["state"]["waiting"].as_str().unwrap()).send().await.unwrap().text().await.unwrap();
    let before = page.split(account).next().unwrap();
    let back = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().replace("&amp;", "&");
    Begun { token, back, grant }
}

async fn get(address: &str) -> (StatusCode, String, String) {
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let answer = client.get(address).send().await.unwrap();
    let location = answer.headers().get("location").map_or("", |value| value.to_str().unwrap()).to_owned();
    (answer.status(), location, answer.text().await.unwrap())
}

async fn state(server: &Server, begun: &Begun) -> Value {
    let path = format!("/api/grants/{}", begun.grant["id"].as_str().unwrap());
    answer(server.request(Method::GET, &path).bearer_auth(&begun.token)).await.1["state"].clone()
}

#[tokio::test]
async fn the_first_request_has_pkce_a_state_an_exact_way_back_and_only_the_scopes_that_are_needed() {
    let server = Server::start().await;
    let begun = begun(&server, "Log in as admin", "window").await;
    let address = url::Url::parse(begun.grant["state"]["waiting"].as_str().unwrap()).unwrap();
    let query: BTreeMap<_, _> = address.query_pairs().into_owned().collect();
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["redirect_uri"], format!("{}/login/datev", server.url));
    assert_eq!(query["scope"], "openid datev:hr:payrolldataexchange");
    assert!(query["code_challenge"].len() == 43 && query["state"].len() > 60 && query["nonce"].len() >= 20);
    assert!(!address.as_str().contains("demo-secret"));
}

#[tokio::test]
async fn a_log_in_ends_in_a_page_that_shows_nothing_of_it_or_back_on_the_flow() {
    let server = Server::start().await;
    let windowed = begun(&server, "Log in as admin", "window").await;
    let (status, _, page) = get(&windowed.back).await;
    let code =
        url::Url::parse(&windowed.back).unwrap().query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    assert_eq!(status, 200);
    assert!(page.contains("You are logged in") && !page.contains(&code) && !page.contains("cfg_"));
    assert_eq!(state(&server, &windowed).await, "granted");
    let paged = begun(&server, "Log in as admin", "page").await;
    let (status, location, _) = get(&paged.back).await;
    assert_eq!(status, 303);
    assert!(location.starts_with(&format!("{}/l/", server.url)) && !location.contains('?') && !location.contains('#'));
}

#[tokio::test]
async fn saying_no_at_the_tool_is_told_once_and_the_next_try_is_another() {
    let server = Server::start().await;
    let begun = begun(&server, "Do not allow it", "window").await;
    let (status, _, page) = get(&begun.back).await;
    assert!(status == 200 && page.contains("Access was not allowed"));
    assert_eq!(ask(&server, &begun.token, "window").await["state"], "denied");
    let next = ask(&server, &begun.token, "window").await;
    assert!(next["state"]["waiting"].is_string() && next["id"] != begun.grant["id"]);
}

/// E-14: forged, replayed, cross-flow and cross-tool.
#[tokio::test]
async fn a_state_that_is_forged_replayed_or_anothers_grants_nothing() {
    let server = Server::start().await;
    let (one, other) =
        (begun(&server, "Log in as admin", "window").await, begun(&server, "Log in as admin", "window").await);
    let of = |address: &str, name: &str| {
        url::Url::parse(address).unwrap().query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    let (own, others) = (of(&one.back, "state"), of(&other.back, "state"));
    let with = |state: &str, tool: &str| format!("{}/login/{tool}?code=stolen&state={state}", server.url);
    let (grant, proof) = own.split_once('.').unwrap();
    let (other_grant, other_proof) = others.split_once('.').unwrap();
    for forged in [
        with("", "datev"),
        with(grant, "datev"),
        with(&format!("{grant}."), "datev"),
        with(&format!("{grant}.{other_proof}"), "datev"),
        with(&format!("{other_grant}.{proof}"), "datev"),
        with(&own.to_lowercase(), "datev"),
        with(&own, "factorial"),
        with(&own, "nosuchtool"),
        format!("{}/login/datev", server.url),
        format!("{}/login/datev?error=access_denied", server.url),
    ] {
        let (status, _, page) = get(&forged).await;
        assert_eq!(status, 400, "{forged}");
        assert!(!page.contains("stolen"));
    }
    assert!(state(&server, &one).await["waiting"].is_string(), "nothing forged has touched it");
    // A code of another log-in: the tool's PKCE refuses it, and the state is used up.
    let (status, _, page) =
        get(&format!("{}/login/datev?code={}&state={own}", server.url, of(&other.back, "code"))).await;
    assert!(status == 200 && page.contains("did not work"), "{page}");
    let (status, ..) = get(&one.back).await;
    assert_eq!(status, 400, "a state counts once");
    assert_eq!(state(&server, &one).await, "failed");
    get(&other.back).await;
    assert_eq!(state(&server, &other).await, "failed", "its code was burnt by whoever tried it elsewhere");
}

#[tokio::test]
async fn a_grant_of_another_link_is_neither_told_nor_taken() {
    let server = Server::start().await;
    let (mine, theirs) =
        (begun(&server, "Log in as admin", "window").await, begun(&server, "Log in as admin", "window").await);
    get(&theirs.back).await;
    let path = format!("/api/grants/{}", theirs.grant["id"].as_str().unwrap());
    assert_eq!(answer(server.request(Method::GET, &path).bearer_auth(&mine.token)).await.0, 404);
    let (_, tool) = answer(server.request(Method::GET, "/api/tools/datev").bearer_auth(&mine.token)).await;
    let mut answers: Value = serde_json::from_str(ANSWERS).unwrap();
    answers["login"] = theirs.grant["id"].clone();
    let body = json!({ "tool": "datev", "answers": answers, "asked": tool["asked"] });
    let request = server.request(Method::POST, "/api/submissions").bearer_auth(&mine.token);
    let (_, refused) = answer(request.header("idempotency-key", "theirs-01").json(&body)).await;
    assert_eq!(refused["errors"][0]["pointer"], "/answers/login");
}

/// W-11, X-06: what a log-in granted is sealed at rest, and in no log or answer.
#[tokio::test]
async fn what_was_granted_is_nowhere_in_clear() {
    let server = Server::start().await;
    let begun = begun(&server, "Log in as admin", "window").await;
    get(&begun.back).await;
    assert_eq!(ask(&server, &begun.token, "window").await["state"], "granted");
    let pool = server.database().await;
    let rows: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT id, ciphertext FROM grants").fetch_all(&pool).await.unwrap();
    assert_eq!(rows.len(), 1);
    for (_, sealed) in &rows {
        assert!(!String::from_utf8_lossy(sealed).contains("access-admin"));
    }
    for file in std::fs::read_dir(&server.folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"access-admin"));
    }
}

#[tokio::test]
async fn a_token_that_is_over_is_renewed_before_the_next_check() {
    let server = Server::start().await;
    let begun = begun(&server, "Log in as admin", "window").await;
    get(&begun.back).await;
    let grant = ask(&server, &begun.token, "window").await;
    let (_, tool) = answer(server.request(Method::GET, "/api/tools/datev").bearer_auth(&begun.token)).await;
    let mut answers: Value = serde_json::from_str(ANSWERS).unwrap();
    answers["login"] = grant["id"].clone();
    let body = json!({ "tool": "datev", "answers": answers, "asked": tool["asked"] });
    let request = server.request(Method::POST, "/api/submissions").bearer_auth(&begun.token);
    let (status, connected) = answer(request.header("idempotency-key", "renewed-1").json(&body)).await;
    assert_eq!(status, 200, "{connected}");
    assert!(connected["finishing"]["steps"].is_array());
    let sealed = || async {
        let pool = server.database().await;
        sqlx::query_scalar::<_, Vec<u8>>("SELECT ciphertext FROM credentials").fetch_one(&pool).await.unwrap()
    };
    let before = sealed().await;
    server.clock.advance(4 * 60 * 60 * 1000);
    backend::checks::Scheduler::new(server.app.clone()).tick().await.unwrap();
    assert_ne!(sealed().await, before, "new tokens were kept");
    let health: (Option<i64>, Option<i64>) = sqlx::query_as("SELECT failing_since, checked_at FROM integrations")
        .fetch_one(&server.database().await)
        .await
        .unwrap();
    assert!(health.0.is_none() && health.1.is_some());
}
