//! What is on every answer, and whom the browser lets frame a link.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::Method;
use serde_json::json;
use server::Server;

/// C-09, E-10
#[tokio::test]
async fn every_answer_carries_the_common_headers_and_none_sets_a_cookie() {
    let server = Server::start().await;
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/l/nosuchlink"),
        (Method::GET, "/healthz"),
        (Method::GET, "/nothing.js"),
        (Method::GET, "/../index.html"),
        (Method::POST, "/l/nosuchlink"),
        (Method::POST, "/api/session"),
        (Method::GET, "/api/nothing"),
        (Method::PUT, "/api/session"),
        (Method::GET, "/v1/tools/hris"),
        (Method::GET, "/v1/nothing"),
        (Method::GET, "/logos/bamboohr.svg"),
        (Method::GET, "/logos/nothing.svg"),
    ] {
        let answer = server.request(method.clone(), path).send().await.unwrap();
        let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("referrer-policy"), Some("no-referrer"), "{method} {path}");
        assert_eq!(header("x-content-type-options"), Some("nosniff"), "{method} {path}");
        assert_eq!(header("x-robots-tag"), Some("noindex, nofollow, noarchive"), "{method} {path}");
        assert!(
            header("content-security-policy").is_some_and(|policy| policy.contains("frame-ancestors 'none'")),
            "{method} {path}"
        );
        assert!(header("cross-origin-resource-policy").is_some(), "{method} {path}");
        assert!(header("cache-control").is_some(), "{method} {path}");
        assert_eq!(header("set-cookie"), None, "{method} {path}");
        assert_eq!(header("access-control-allow-origin"), None, "{method} {path}");
    }
}

/// C-04
#[tokio::test]
async fn a_file_that_is_not_there_is_404_and_never_the_page() {
    let server = Server::start().await;
    for path in ["/nothing.js", "/index.html", "/boot-0000000000000000.js", "/assets/%2e%2e/index.html", "/l", "/l/a/b"]
    {
        let answer = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert!(!answer.text().await.unwrap().contains("<html"), "{path}");
    }
}

/// C-01, to the letter.
#[tokio::test]
async fn the_document_has_the_whole_policy() {
    let server = Server::start().await;
    let answer = server.request(Method::GET, "/").send().await.unwrap();
    assert_ne!(answer.status(), 503, "the page is not built: run trunk build --release first");
    assert_eq!(
        answer.headers()["content-security-policy"],
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-src 'none'; \
         worker-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default; report-to csp"
    );
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.headers()[name], value, "{name}");
    }
    assert!(answer.headers()["permissions-policy"].to_str().unwrap().contains("clipboard-read=()"));
}

/// E-01
#[tokio::test]
async fn a_link_can_be_framed_by_its_own_origins_and_only_while_it_is_active() {
    let server = Server::start().await;
    let ancestors = async |id: &str| {
        let answer = server.request(Method::GET, &format!("/l/{id}")).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let directive =
            policy.split("; ").find_map(|directive| directive.strip_prefix("frame-ancestors ").map(str::to_owned));
        (directive.unwrap(), answer.headers().contains_key("x-frame-options"))
    };
    let none = ("'none'".to_owned(), true);
    let (plain, _) = server.link(json!({})).await;
    let origins =
        json!({ "allowed_origins": ["https://app.example.com", "https://b.example.com"], "link_type": "EMBEDDED" });
    let (framed, _) = server.link(origins).await;
    assert_eq!(ancestors(&plain).await, none);
    assert_eq!(ancestors("unknown").await, none);
    assert_eq!(ancestors(&framed).await, ("https://app.example.com https://b.example.com".to_owned(), false));
    server.app.store.revoke_link(&wire::LinkId::new(&framed)).await.unwrap();
    assert_eq!(ancestors(&framed).await, none);
}

#[tokio::test]
async fn reports_of_the_policy_are_taken_whatever_they_hold() {
    let server = Server::start().await;
    for body in [
        "",
        "[]",
        "{",
        r#"[{"type":"csp-violation","body":{"effectiveDirective":"script-src","blockedURL":"https://evil.example/x#secret"}}]"#,
    ] {
        let request =
            server.request(Method::POST, "/api/csp-reports").header("content-type", "application/reports+json");
        assert_eq!(request.body(body).send().await.unwrap().status(), 204, "{body}");
    }
}
