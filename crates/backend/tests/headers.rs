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

/// E-16, whole.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), \
    clipboard-read=(), clipboard-write=(self), publickey-credentials-get=(), display-capture=(), browsing-topics=()";

/// C-01, C-09: what an address with TLS has more.
#[tokio::test]
async fn over_https_nothing_is_asked_for_in_clear_again() {
    let server = Server::start_with(|config| {
        let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".parse().unwrap();
        (config.base_url, config.encryption_key) = (Some("https://connect.example.com".parse().unwrap()), Some(key));
    })
    .await;
    for path in ["/", "/healthz", "/nothing.js", "/api/nothing", "/v1/nothing", "/logs/x", "/login/x", "/hooks/x"] {
        let answer = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000; includeSubDomains", "{path}");
    }
    let document = server.request(Method::GET, "/").send().await.unwrap();
    let policy = document.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("; upgrade-insecure-requests; report-to csp"), "{policy}");
}

/// C-09, E-15, E-16: whoever answers, a handler or what stands around it.
#[tokio::test]
async fn every_kind_of_answer_says_how_long_it_may_be_kept_and_what_it_may_do() {
    let server = Server::start().await;
    let index = server.request(Method::GET, "/").send().await.unwrap().text().await.unwrap();
    let script = index.split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let large = "x".repeat(300 * 1024);
    for (method, path, body, status, kept) in [
        (Method::GET, "/", "", 200, "no-store"),
        (Method::GET, script.as_str(), "", 200, "public, max-age=31536000, immutable"),
        (Method::GET, "/sdk/connect.js", "", 200, "public, max-age=3600"),
        (Method::GET, "/logos/bamboohr.svg", "", 200, "public, max-age=86400"),
        (Method::GET, "/nothing", "", 404, "no-store"),
        (Method::DELETE, "/api/session", "", 404, "no-store"),
        (Method::PUT, "/v1/links", "", 405, "no-store"),
        (Method::POST, "/api/session", large.as_str(), 413, "no-store"),
        (Method::POST, "/v1/connect/create-link", large.as_str(), 413, "no-store"),
        (Method::GET, "/login/datev", "", 400, "no-store"),
        (Method::GET, "/hooks/x", "", 404, "no-store"),
        (Method::GET, "/logs/x", "", 401, "no-store"),
        (Method::GET, "/v1/reference", "", 200, "no-store"),
    ] {
        let request = server.request(method.clone(), path).header("content-type", "application/json");
        let request = request.bearer_auth(&server.production).body(body.to_owned());
        let answer = request.send().await.unwrap();
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(
            (answer.status().as_u16(), header("cache-control").as_deref()),
            (status, Some(kept)),
            "{method} {path}"
        );
        assert_eq!(header("permissions-policy").as_deref(), Some(PERMISSIONS), "{method} {path}");
        assert_eq!(header("cross-origin-opener-policy").as_deref(), Some("same-origin"), "{method} {path}");
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{method} {path}");
        if path.starts_with("/api/") {
            assert_eq!(header("content-type").as_deref(), Some("application/problem+json"), "{method} {path} (R-07)");
        }
    }
}

/// C-04
#[tokio::test]
async fn every_file_of_the_build_says_what_it_is() {
    let server = Server::start().await;
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    let mut seen = 0;
    for folder in ["", "sdk/"] {
        for file in std::fs::read_dir(dist.join(folder)).unwrap().map(Result::unwrap) {
            let name = file.file_name().into_string().unwrap();
            let expected = match name.rsplit('.').next().unwrap() {
                "js" => "text/javascript; charset=utf-8",
                "css" => "text/css; charset=utf-8",
                "wasm" => "application/wasm",
                "json" => "application/json",
                "svg" => "image/svg+xml",
                _ => continue,
            };
            let answer = server.request(Method::GET, &format!("/{folder}{name}")).send().await.unwrap();
            assert_eq!(answer.headers()["content-type"], expected, "{name}");
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen}");
}

/// E-01: whatever has become of it.
#[tokio::test]
async fn a_link_that_has_ended_in_any_way_can_be_framed_by_nobody() {
    let server = Server::start().await;
    let origins = json!({ "allowed_origins": ["https://app.example.com"], "integration_tool": "bamboohr", "link_type": "EMBEDDED" });
    let framing = async |id: &str| {
        let answer = server.request(Method::GET, &format!("/l/{id}")).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        (policy.contains("frame-ancestors 'none'"), answer.headers().contains_key("x-frame-options"))
    };
    let (expired, _) = server.link(origins.clone()).await;
    assert_eq!(framing(&expired).await, (false, false));
    server.set_expiry(&expired, -2 * 24 * 60 * 60 * 1000).await;
    let (completed, secret) = server.link(origins).await;
    let (_, session) = server.open(&completed, &secret).await;
    let token = session["token"].as_str().unwrap();
    let (status, connected) =
        server::answer(server.submission(token, "key-00000001", &server::answers(server::KEY))).await;
    assert_eq!(status, 200, "{connected}");
    let integration = server::relinking::integration_of(&server, &connected).await;
    let framed = json!({ "allowed_origins": ["https://app.example.com"], "link_type": "EMBEDDED" });
    let (superseded, _) = server.relink(&integration, framed.clone()).await;
    let (deleted, _) = server.relink(&integration, framed).await;
    assert_eq!(framing(&superseded).await, (false, false));
    let pool = server.database().await;
    sqlx::query("UPDATE credentials SET version = version + 1").execute(&pool).await.unwrap();
    assert_eq!(framing(&superseded).await, (true, true));
    server.manage(Method::DELETE, &format!("/v1/integrations/{integration}"), None).await;
    for ended in [expired, completed, deleted] {
        assert_eq!(framing(&ended).await, (true, true));
    }
}
