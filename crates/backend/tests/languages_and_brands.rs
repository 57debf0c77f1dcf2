//! In which words and in whose colours the flow is told.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::{Method, header};
use serde_json::{Value, json};
use server::{Server, answer, answers};

async fn session_in(server: &Server, link: &(String, String), language: &str) -> Value {
    let request = server.request(Method::POST, "/api/session").json(&json!({ "link": link.0, "secret": link.1 }));
    let (status, session) = answer(request.header(header::ACCEPT_LANGUAGE, language)).await;
    assert_eq!(status, 200, "{session}");
    session
}

#[tokio::test]
async fn session_tool_and_rejection_come_in_the_language_the_page_speaks() {
    let server = Server::start().await;
    let link = server.link(json!({ "integration_tool": "bamboohr", "language": "fr" })).await;
    let session = session_in(&server, &link, "de").await;
    assert_eq!(session["language"], "de");
    assert_eq!(session["tool"]["scopes"][0]["label"], "Mitarbeitende");
    let token = session["token"].as_str().unwrap();
    let tool = server.request(Method::GET, "/api/tools/bamboohr").bearer_auth(token);
    let (_, tool) = answer(tool.header(header::ACCEPT_LANGUAGE, "ar")).await;
    assert!(tool["steps"][0]["title"].as_str().unwrap().contains('\u{627}'), "{tool}");
    let wrong = answers("ffffffffffffffffffffffffffffffffffffffff");
    let submission = server.submission(token, "key-00000001", &wrong).header(header::ACCEPT_LANGUAGE, "de");
    let (_, problem) = answer(submission).await;
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("Schlüssel"), "{problem}");
}

#[tokio::test]
async fn the_document_speaks_the_links_language_or_else_the_browsers() {
    let server = Server::start().await;
    let german = server.link(json!({ "language": "de" })).await.0;
    let open = server.link(json!({})).await.0;
    for (link, accepted, expected) in [
        (&german, "fr", "<html lang=\"de\" dir=\"ltr\">"),
        (&open, "fr-CA,fr;q=0.9", "<html lang=\"fr\" dir=\"ltr\">"),
        (&open, "ar", "<html lang=\"ar\" dir=\"rtl\">"),
        (&open, "ja", "<html lang=\"en\" dir=\"ltr\">"),
        (&"nosuchlink".to_owned(), "it", "<html lang=\"it\" dir=\"ltr\">"),
    ] {
        let request = server.request(Method::GET, &format!("/l/{link}")).header(header::ACCEPT_LANGUAGE, accepted);
        let html = request.send().await.unwrap().text().await.unwrap();
        assert!(html.contains(expected), "{accepted}: {html}");
        let is_english = expected.contains("\"en\"");
        for sentence in
            ["Opening your connection", "Connect your system", "This page needs JavaScript", "Load the page again"]
        {
            assert_eq!(html.contains(sentence), is_english, "{accepted}: {sentence}");
        }
    }
    server.app.store.expire_link(&german.as_str().into()).await.unwrap();
    let html = server.request(Method::GET, &format!("/l/{german}")).send().await.unwrap().text().await.unwrap();
    assert!(html.contains("lang=\"de\""), "a link that has ended speaks its language as well");
}

#[tokio::test]
async fn a_language_that_there_is_not_is_refused_when_the_link_is_made() {
    let server = Server::start().await;
    let body = json!({ "end_user_email": "a@b.example", "end_user_organization_name": "I", "language": "nl" });
    let (status, body) = server.manage(Method::POST, "/v1/connect/create-link", Some(body)).await;
    assert_eq!(status, 400);
    assert!(body["error"]["message"].as_str().unwrap().starts_with("language: write en"), "{body}");
}

#[tokio::test]
async fn a_brand_is_checked_kept_and_worn_by_its_environment_alone() {
    let server = Server::start().await;
    let wrong = json!({ "accent": "blue", "privacy": "javascript:alert(1)" });
    let (status, body) = server.manage(Method::PUT, "/v1/branding", Some(wrong)).await;
    let message = body["error"]["message"].as_str().unwrap();
    assert!(status == 400 && message.contains("accent:") && message.contains("privacy:"), "{message}");
    let (status, _) = server.manage(Method::PUT, "/v1/branding", Some(json!({ "colour": "#ffffff" }))).await;
    assert_eq!(status, 400, "what is not known is refused, not ignored");

    let brand = json!({
        "name": "Acme Büro", "accent": "#ffd400", "radius": 2, "fonts": ["Inter"],
        "welcome": { "en": "Hello", "de": "Hallo" }, "success": { "fr": "Merci" },
        "privacy": "https://acme.example/privacy", "support": "help@acme.example",
    });
    let (status, set) = server.manage(Method::PUT, "/v1/branding", Some(brand.clone())).await;
    assert_eq!((status, &set["data"]["brand"]), (200, &brand));
    assert_eq!(server.manage(Method::GET, "/v1/branding", None).await.1["data"], set["data"]);

    let link = server.link(json!({})).await;
    let session = session_in(&server, &link, "de").await;
    assert_eq!(session["tenant_name"], "Acme Büro");
    assert_eq!(session["brand"]["welcome"], json!({ "text": "Hallo" }));
    assert_eq!(session["brand"]["success"], json!({ "text": "Merci", "lang": "fr" }));
    assert_eq!(session["brand"]["support"], "mailto:help@acme.example");
    assert_eq!(session["theme"]["--connect-color-accent"], "#ffd400");
    assert_eq!(session["theme"]["--connect-color-on-accent"], "#000000");
    assert_eq!(session["theme"]["--connect-font"], "\"Inter\", system-ui, sans-serif");

    let development = server.request(Method::GET, "/v1/branding").bearer_auth(&server.development);
    assert_eq!(answer(development).await.1["data"], json!({ "brand": {}, "theme": {} }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_sets_a_brand_from_a_file_and_prints_a_link_to_see_it() {
    let server = Server::start().await;
    let file = server.folder.join("brand.toml");
    let set = |text: &str| {
        std::fs::write(&file, text).unwrap();
        server.connect(&["brand", "set", "--tenant", "Acme", "--environment", "production", file.to_str().unwrap()])
    };
    let (worked, said) = set("radius = 99\naccent = \"blue\"");
    assert!(!worked && said.contains("radius: write 0 to 24") && said.contains("accent:"), "{said}");
    let (worked, said) = set("[logo]\nlight = \"missing.svg\"");
    assert!(!worked && said.contains("logo missing.svg"), "{said}");
    std::fs::write(server.folder.join("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    let (worked, said) = set("accent = \"#123456\"\n[logo]\nlight = \"logo.svg\"");
    assert!(worked, "{said}");
    let link = said.split("to see it: ").nth(1).unwrap().trim();
    let (id, secret) = link.rsplit('/').next().unwrap().split_once('#').unwrap();
    let session = session_in(&server, &(id.to_owned(), secret.to_owned()), "en").await;
    let logo = session["brand"]["logo"]["dark"].as_str().unwrap();
    assert!(logo.starts_with("data:image/svg+xml;base64,"), "{logo}");

    let shown = server.connect(&["brand", "show", "--tenant", "Acme", "--environment", "production"]).1;
    assert!(shown.contains("accent = \"#123456\""), "{shown}");
    assert!(server.connect(&["brand", "clear", "--tenant", "Acme", "--environment", "production"]).0);
    assert_eq!(server.manage(Method::GET, "/v1/branding", None).await.1["data"]["brand"], json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_how_much_there_is_in_each_language() {
    let server = Server::start().await;
    let (worked, said) = server.connect(&["languages"]);
    assert!(worked && said.lines().count() == 6 && said.contains("ar  "), "{said}");
}
