//! Who may embed a link, and what a page that may is told.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::clock::{DAY, HOUR};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::{KEY, Server, answer, answers};

const HOST: &str = "https://app.example.com";

impl Server {
    async fn embedded(&self) -> (String, String) {
        self.link(json!({ "integration_tool": "bamboohr", "link_type": "EMBEDDED", "allowed_origins": [HOST] })).await
    }

    async fn outcome(&self, id: &str, secret: &str) -> Value {
        self.asked_from(Method::POST, HOST, id, secret).await.json().await.unwrap()
    }

    async fn asked_from(&self, method: Method, origin: &str, id: &str, secret: &str) -> Response {
        let request = self.request(method, &format!("/api/links/{id}/outcome")).header("origin", origin);
        request.json(&json!({ "secret": secret })).send().await.unwrap()
    }

    async fn ancestors(&self, id: &str) -> String {
        let answer = self.request(Method::GET, &format!("/l/{id}")).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        policy.split("frame-ancestors ").nth(1).unwrap().split(';').next().unwrap().to_owned()
    }
}

/// E-19
#[tokio::test]
async fn a_magic_link_cannot_be_embedded() {
    let server = Server::start().await;
    let body = json!({ "end_user_email": "e@initech.example", "end_user_organization_name": "Initech",
        "link_type": "MAGIC_LINK", "allowed_origins": [HOST] });
    let (status, answer) = server.manage(Method::POST, "/v1/connect/create-link", Some(body)).await;
    assert!(status == 400 && answer["error"]["message"].as_str().unwrap().starts_with("allowed_origins"), "{answer}");
    let wanted = json!({ "allowed_origins": [HOST] });
    assert_eq!(server.manage(Method::PUT, "/v1/allowed-origins", Some(wanted)).await.0, 200);
    let (id, _) = server.link(json!({ "link_type": "MAGIC_LINK" })).await;
    assert_eq!(server.ancestors(&id).await, "'none'");
}

#[tokio::test]
async fn embedded_links_that_name_no_origins_take_those_of_their_environment() {
    let server = Server::start().await;
    let (before, _) = server.link(json!({ "link_type": "EMBEDDED" })).await;
    assert_eq!(server.ancestors(&before).await, "'none'");
    let wanted = json!({ "allowed_origins": [HOST, "https://admin.example.com"] });
    let (status, set) = server.manage(Method::PUT, "/v1/allowed-origins", Some(wanted.clone())).await;
    assert_eq!((status, &set["data"]), (200, &wanted));
    assert_eq!(server.manage(Method::GET, "/v1/allowed-origins", None).await.1["data"], wanted);
    let (after, _) = server.link(json!({ "link_type": "EMBEDDED" })).await;
    assert_eq!(server.ancestors(&after).await, format!("{HOST} https://admin.example.com"));
    let (own, _) = server.link(json!({ "link_type": "EMBEDDED", "allowed_origins": [] })).await;
    assert_eq!((server.ancestors(&own).await, server.ancestors(&before).await), ("'none'".into(), "'none'".into()));
    let hostile = json!({ "allowed_origins": ["https://*"] });
    assert_eq!(server.manage(Method::PUT, "/v1/allowed-origins", Some(hostile)).await.0, 400);
}

#[tokio::test]
async fn how_a_link_stands_is_told_to_whoever_holds_it() {
    let server = Server::start().await;
    let (id, secret) = server.embedded().await;
    assert_eq!(server.outcome(&id, &secret).await, json!({ "state": "active", "opens": true }));
    let (unknown, wrong) = (server.outcome("nosuchlink", &secret).await, server.outcome(&id, "cfl_wrong").await);
    assert_eq!((&unknown["code"], &unknown["status"]), (&wrong["code"], &wrong["status"]));
    assert_eq!(wrong["code"], "link-unknown");

    server.set_expiry(&id, -1).await;
    assert_eq!(
        server.outcome(&id, &secret).await,
        json!({ "state": "active", "opens": false }),
        "opened, it has a day"
    );
    server.set_expiry(&id, -backend::link::GRACE).await;
    assert_eq!(server.outcome(&id, &secret).await, json!({ "state": "expired", "opens": false }));
    let malformed = server.request(Method::POST, &format!("/api/links/{id}/outcome")).body("secret");
    assert_eq!(answer(malformed).await.1["code"], "malformed");
}

/// E-12
#[tokio::test]
async fn whoever_holds_a_completed_link_is_told_its_activation_token_for_an_hour() {
    let server = Server::start().await;
    let (id, secret) = server.embedded().await;
    let (_, session) = server.open(&id, &secret).await;
    let sent = server.submission(session["token"].as_str().unwrap(), "key-00000001", &answers(KEY));
    let (_, connected) = answer(sent).await;
    let outcome = server.outcome(&id, &secret).await;
    assert_eq!(
        (&outcome["state"], &outcome["activation_token"]),
        (&json!("completed"), &connected["activation_token"])
    );
    for origin in ["https://evil.example", "null"] {
        let foreign = server.asked_from(Method::POST, origin, &id, &secret).await.text().await.unwrap();
        assert!(!foreign.contains("cfa_"), "{foreign}");
    }
    server.clock.advance(HOUR);
    assert_eq!(server.outcome(&id, &secret).await, json!({ "state": "completed", "opens": false }));
    server.clock.advance(DAY);
    assert!(!server.outcome(&id, &secret).await.to_string().contains("cfa_"));
}

/// E-03
#[tokio::test]
async fn only_pages_the_link_allows_can_read_the_answer() {
    let server = Server::start().await;
    let (id, secret) = server.embedded().await;
    for method in [Method::OPTIONS, Method::POST] {
        for (origin, expected) in [
            (HOST, Some(HOST)),
            ("https://evil.example", None),
            ("null", None),
            ("https://app.example.com.evil.example", None),
            ("http://app.example.com", None),
        ] {
            let answer = server.asked_from(method.clone(), origin, &id, &secret).await;
            let allowed = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap());
            assert_eq!(allowed, expected, "{method} {origin}");
            assert!(answer.headers().get("access-control-allow-credentials").is_none());
            assert_eq!(answer.headers()["vary"], "origin");
        }
    }
    let unknown = server.asked_from(Method::OPTIONS, HOST, "nosuchlink", "x").await;
    assert!(unknown.headers().get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn an_address_may_wish_for_a_language_and_for_nothing_else() {
    let server = Server::start().await;
    let (id, _) = server.embedded().await;
    let head = async |query: &str| {
        let page = server.request(Method::GET, &format!("/l/{id}{query}")).send().await.unwrap();
        let status = page.status().as_u16();
        (status, page.text().await.unwrap().lines().take(2).collect::<String>())
    };
    // The page may not have been built where only the backend is tested.
    if head("").await.0 == 200 {
        assert!(head("?lang=de").await.1.contains("lang=\"de\""));
        for query in
            ["?lang=xx", "?lang=", "?lang=de%22%3E", "?sdkv=1.3.0", "?apiURL=https://evil.example", "?lang", "?%"]
        {
            assert_eq!(head(query).await, head("").await, "{query}");
        }
    }
}
