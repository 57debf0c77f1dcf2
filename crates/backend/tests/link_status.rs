//! How links stand, as the customer sees it, and what they can do about it.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::checks::Scheduler;
use backend::clock::{DAY, HOUR};
use reqwest::Method;
use serde_json::{Value, json};
use server::{KEY, Server, answer, answers, halves};

impl Server {
    async fn link_details(&self, id: &str) -> Value {
        self.manage(Method::GET, &format!("/v1/links/{id}"), None).await.1["data"].clone()
    }

    async fn status(&self, id: &str) -> String {
        self.link_details(id).await["status"].as_str().unwrap().to_owned()
    }

    /// The page tells how far somebody has come.
    async fn goes(&self, token: &str, place: Value) -> u16 {
        answer(self.request(Method::POST, "/api/progress").bearer_auth(token).json(&place)).await.0
    }

    async fn managed(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.manage(method, path, Some(body)).await
    }
}

#[tokio::test]
async fn a_link_says_how_far_its_end_user_has_come_and_why_they_are_stuck() {
    let server = Server::start().await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
    // K-07: whoever only looks has done nothing.
    for _ in 0..3 {
        server.open(&id, &secret).await;
        server.request(Method::GET, &format!("/l/{id}")).send().await.unwrap();
    }
    let (_, session) = server.open(&id, &secret).await;
    let token = session["token"].as_str().unwrap();
    let fresh = server.link_details(&id).await;
    assert_eq!((&fresh["status"], &fresh["step"], &fresh["problem"]), (&json!("CREATED"), &Value::Null, &Value::Null));

    assert_eq!(server.goes(token, json!({ "step": "scopes", "number": 0, "count": 2 })).await, 204);
    assert_eq!(server.status(&id).await, "OPENED");
    assert_eq!(server.goes(token, json!({ "step": "step address", "number": 1, "count": 2 })).await, 204);
    let details = server.link_details(&id).await;
    assert_eq!(details["status"], "IN_PROGRESS");
    assert_eq!((&details["step"]["number"], &details["step"]["count"]), (&json!(1), &json!(2)));

    answer(server.submission(token, "key-00000001", &answers("ffffffffffffffffffffffffffffffffffffffff"))).await;
    server.goes(token, json!({ "step": "step key", "number": 2, "count": 2 })).await;
    let details = server.link_details(&id).await;
    assert_eq!((&details["status"], &details["problem"]), (&json!("FAILED"), &json!("credentials-rejected")));

    answer(server.submission(token, "key-00000002", &answers(KEY))).await;
    let details = server.link_details(&id).await;
    assert_eq!((&details["status"], &details["problem"]), (&json!("COMPLETED"), &Value::Null));
    assert!(details["integration_id"].as_str().unwrap().starts_with("bamboohr:"));
    assert_eq!(details["end_user"]["origin_id"], "36123");

    let (_, log) = server.manage(Method::GET, &format!("/v1/links/{id}/log"), None).await;
    let kinds: Vec<&str> =
        log["data"]["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["opened", "step", "step", "submitted", "checked", "problem", "step", "submitted", "checked", "connected"]
    );
    let entries = log["data"]["entries"].as_array().unwrap();
    assert_eq!((&entries[5]["code"], &entries[5]["fields"]), (&json!("credentials-rejected"), &json!(["api_key"])));
    let request = &entries[4]["requests"][0];
    assert!(request["address"].as_str().unwrap().contains("{subdomain}"), "{request}");
    assert_eq!(request["status"], 401);
}

#[tokio::test]
async fn what_is_no_progress_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let (id, token) = server.session().await;
    for wrong in [
        json!({ "step": "", "number": 1, "count": 2 }),
        json!({ "step": "<b>", "number": 1, "count": 2 }),
        json!({ "step": "step 0123456789abcdef0123456789abcdef01234567", "number": 1, "count": 2 }),
        json!({ "step": "elsewhere key", "number": 1, "count": 2 }),
        json!({ "step": "step key", "number": 1, "count": 2, "typed": "x" }),
        json!({ "step": "a", "number": 3, "count": 2 }),
        json!({ "step": "a", "number": 1, "count": 101 }),
        json!({ "step": "a", "number": -1, "count": 2 }),
        json!({}),
    ] {
        assert_eq!(server.goes(&token, wrong.clone()).await, 400, "{wrong}");
    }
    assert_eq!(server.goes("cfs_nothing", json!({ "step": "a", "number": 1, "count": 2 })).await, 401);
    assert_eq!(server.status(&id).await, "CREATED");
    // However often a page tells it, what is remembered has an end.
    for _ in 0..600 {
        server.goes(&token, json!({ "step": "step key", "number": 1, "count": 2 })).await;
    }
    let (_, log) = server.manage(Method::GET, &format!("/v1/links/{id}/log"), None).await;
    assert_eq!(log["data"]["entries"].as_array().unwrap().len(), 500);
}

#[tokio::test]
async fn what_no_database_keeps_is_refused_before_it_is_asked() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    for path in ["/api/submissions/%00", "/api/grants/%00", "/l/%00", "/hooks/%00.x"] {
        let (status, body) = answer(server.request(Method::GET, path).bearer_auth(&token)).await;
        assert_eq!((status, body["code"].as_str()), (400, Some("malformed")), "{path}");
    }
    let opening = json!({ "link": "\0", "secret": "\0" });
    assert_eq!(answer(server.request(Method::POST, "/api/session").json(&opening)).await.0, 400);
}

/// S-12
#[tokio::test]
async fn whatever_a_page_sends_as_names_is_not_in_the_story() {
    let server = Server::start().await;
    let (id, token) = server.session().await;
    let canary = "canary".repeat(1000);
    for (key, body) in [
        ("key-00000001", json!({ "tool": canary, "answers": { "x": "y" }, "opted_out": [] })),
        ("key-00000002", json!({ "tool": "bamboohr", "answers": { canary.clone(): "y" }, "opted_out": [canary] })),
    ] {
        assert!(answer(server.submission(&token, key, &body)).await.0 >= 400);
    }
    let (_, log) = server.manage(Method::GET, &format!("/v1/links/{id}/log"), None).await;
    assert_eq!(log["data"]["entries"].as_array().unwrap().len(), 3, "{log}");
    assert!(!log.to_string().contains("canary"));
}

#[tokio::test]
async fn links_are_listed_page_by_page_and_by_how_they_stand() {
    let server = Server::start().await;
    let mut made = Vec::new();
    for number in 0..7 {
        server.clock.advance(1000);
        made.push(server.link(json!({ "end_user_origin_id": format!("customer-{}", number % 2) })).await.0);
    }
    made.push(server.link(json!({ "end_user_origin_id": "customer-2" })).await.0);
    server.manage(Method::POST, &format!("/v1/links/{}/revoke", made[2]), None).await;
    let list = async |query: &str| {
        let (status, body) = server.manage(Method::GET, &format!("/v1/links?{query}"), None).await;
        assert_eq!(status, 200, "{body}");
        let ids: Vec<String> = body["data"]["links"]
            .as_array()
            .unwrap()
            .iter()
            .map(|link| link["id"].as_str().unwrap().to_owned())
            .collect();
        (ids, body["data"]["next"].as_str().map(str::to_owned))
    };
    let (everything, next) = list("").await;
    // Besides those made here there is one that the server was started with.
    assert_eq!((everything.len(), next), (9, None));
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let (ids, next) = list(&format!("limit=2{cursor}")).await;
        seen.extend(ids);
        let Some(next) = next else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, everything);
    assert_eq!(list("status=REVOKED").await.0, [made[2].clone()]);
    assert_eq!(list("end_user_origin_id=customer-1").await.0.len(), 3);
    assert_eq!(list("status=REVOKED&end_user_origin_id=customer-1").await.0.len(), 0);
    for wrong in ["limit=0", "limit=201", "limit=x", "status=GONE", "cursor=x", "cursor=x.y"] {
        let (status, body) = server.manage(Method::GET, &format!("/v1/links?{wrong}"), None).await;
        assert_eq!((status, body["error"]["code"].as_str()), (400, Some("PLATFORM.INPUT_INVALID")), "{wrong}");
    }
    let foreign = answer(server.request(Method::GET, "/v1/links").bearer_auth(&server.development)).await.1;
    assert_eq!(foreign["data"]["links"], json!([]));
    for path in ["", "/log"] {
        let path = format!("/v1/links/{}{path}", made[0]);
        let (status, body) = answer(server.request(Method::GET, &path).bearer_auth(&server.development)).await;
        assert_eq!((status, body["error"]["code"].as_str()), (404, Some("PLATFORM.LINK_NOT_FOUND")));
    }
}

#[tokio::test]
async fn a_link_can_be_revoked_once_extended_while_it_can_be_and_made_anew() {
    let server = Server::start().await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr", "language": "de" })).await;
    let path = format!("/v1/links/{id}");
    server.clock.advance(366 * DAY);
    assert_eq!((server.status(&id).await.as_str(), server.open(&id, &secret).await.0), ("EXPIRED", 410));
    assert_eq!(server.managed(Method::POST, &format!("{path}/extend"), json!({})).await.0, 200);
    assert_eq!((server.status(&id).await.as_str(), server.open(&id, &secret).await.0), ("CREATED", 200));
    for wrong in ["yesterday", "2020-01-01T00:00:00Z", "9999-01-01T00:00:00Z"] {
        let (status, body) =
            server.managed(Method::POST, &format!("{path}/extend"), json!({ "expires_at": wrong })).await;
        assert!(status == 400 && body["error"]["message"].as_str().unwrap().starts_with("expires_at:"), "{body}");
    }

    let (status, body) = server.manage(Method::POST, &format!("{path}/resend"), None).await;
    assert_eq!(status, 200, "{body}");
    let (new, new_secret) = halves(&(status, body.clone()));
    assert_eq!((server.status(&id).await.as_str(), server.open(&new, &new_secret).await.0), ("REVOKED", 200));
    assert_eq!(body["data"]["id"], json!(new));
    let email = &body["data"]["email"];
    assert_eq!((&email["to"], &email["language"]), (&json!("erin@initech.example"), &json!("de")));
    assert!(email["text"].as_str().unwrap().contains(body["data"]["link"].as_str().unwrap()));
    let fresh = server.link_details(&new).await;
    assert_eq!((&fresh["integration_tool"], &fresh["language"]), (&json!("bamboohr"), &json!("de")));
    for what in ["revoke", "extend"] {
        let (status, body) = server.managed(Method::POST, &format!("{path}/{what}"), json!({})).await;
        assert!(status == 400 && body["error"]["message"].as_str().unwrap().contains("revoked"), "{what}: {body}");
    }
    let (_, session) = server.open(&new, &new_secret).await;
    answer(server.submission(session["token"].as_str().unwrap(), "key-00000001", &answers(KEY))).await;
    for what in ["revoke", "extend", "resend"] {
        let (status, body) = server.managed(Method::POST, &format!("/v1/links/{new}/{what}"), json!({})).await;
        assert!(status == 400 && body["error"]["message"].as_str().unwrap().contains("completed"), "{what}: {body}");
    }
}

#[tokio::test]
async fn a_text_to_send_a_link_with_is_written_in_every_language_for_whoever_has_the_link() {
    let server = Server::start().await;
    let body = json!({ "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech",
        "integration_tool": "bamboohr", "link_type": "MAGIC_LINK" });
    let (_, made) = server.managed(Method::POST, "/v1/connect/create-link", body).await;
    let link = made["data"]["link"].as_str().unwrap();
    let mut subjects = std::collections::BTreeSet::new();
    for language in ["en", "de", "fr", "it", "es", "ar"] {
        let wanted = json!({ "link": link, "language": language });
        let (status, email) = server.managed(Method::POST, "/v1/connect/email", wanted).await;
        assert_eq!(status, 200, "{email}");
        let text = email["data"]["text"].as_str().unwrap();
        for part in [link, "Acme", "Initech", "BambooHR"] {
            assert!(text.contains(part), "{language} {part}: {text}");
        }
        assert!(!text.contains('{'), "{text}");
        subjects.insert(email["data"]["subject"].as_str().unwrap().to_owned());
    }
    assert_eq!(subjects.len(), 6);
    for wrong in [format!("{link}x"), link.split('#').next().unwrap().to_owned(), "nothing".to_owned()] {
        assert_eq!(server.managed(Method::POST, "/v1/connect/email", json!({ "link": wrong })).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_story_is_forgotten_after_thirty_days() {
    let server = Server::start().await;
    let (id, token) = server.session().await;
    server.goes(&token, json!({ "step": "scopes", "number": 0, "count": 2 })).await;
    let entries = async || {
        let (_, log) = server.manage(Method::GET, &format!("/v1/links/{id}/log"), None).await;
        log["data"]["entries"].as_array().unwrap().len()
    };
    let scheduler = Scheduler::new(server.app.clone());
    server.clock.advance(30 * DAY - HOUR);
    scheduler.tick().await.unwrap();
    assert_eq!(entries().await, 2);
    server.clock.advance(2 * HOUR);
    scheduler.tick().await.unwrap();
    assert_eq!(entries().await, 0);
}

#[tokio::test]
async fn the_log_is_read_with_a_key_of_its_own_environment_and_with_no_other() {
    let server = Server::start().await;
    let (id, _) = server.session().await;
    let read = async |link: &str, key: Option<&str>| {
        let request = server.request(Method::GET, &format!("/logs/{link}"));
        let request = if let Some(key) = key { request.basic_auth("operator", Some(key)) } else { request };
        let answer = request.send().await.unwrap();
        let asks = answer.headers().get("www-authenticate").is_some();
        (answer.status().as_u16(), asks, answer.text().await.unwrap().contains("Initech"))
    };
    assert_eq!(read(&id, Some(&server.production)).await, (200, false, true));
    for (link, key) in [
        (id.as_str(), None),
        (&id, Some("cfk_wrong")),
        (&id, Some(server.development.as_str())),
        ("nothing", Some(&server.production)),
    ] {
        assert_eq!(read(link, key).await, (401, true, false), "{link} {key:?}");
    }
}

/// What the published API offers beside links and integrations.
#[tokio::test]
async fn what_is_left_to_set_up_is_opened_by_a_setup_link_while_there_is_anything() {
    let server = Server::start().await;
    let (id, secret) = server.link(json!({ "integration_tool": "greenhouse", "integration_category": "ATS" })).await;
    let (_, session) = server.open(&id, &secret).await;
    let (tool, token) = (&session["tool"], session["token"].as_str().unwrap());
    let key = "0123456789abcdef0123456789abcdef-1";
    let body = json!({ "tool": "greenhouse", "asked": tool["asked"], "answers": { "api_key": key }, "opted_out": [] });
    let (status, done) = answer(server.submission(token, "key-00000001", &body)).await;
    assert_eq!(status, 200, "{done}");
    let integration = server::relinking::integration_of(&server, &done).await;
    let path = format!("/v1/integrations/{integration}/setup-link");
    assert_eq!(server.status(&id).await, "FINISHING");
    let wanted = json!({ "link_type": "MAGIC_LINK", "language": "fr" });
    let (again, new_secret) = halves(&server.managed(Method::POST, &path, wanted.clone()).await);
    assert_eq!(again, id, "what the tool was told to call stays the same");
    assert_eq!(server.open(&id, &secret).await.0, 404, "the old address is nobody's any more");
    let (opened, session) = server.open(&id, &new_secret).await;
    assert_eq!((opened, session["tool"]["stage"].as_str()), (200, Some("finishing")));

    let other = server::relinking::config(&server, server::relinking::narrow()).await;
    let complete = server::relinking::connect(&server, &other).await;
    let path = format!("/v1/integrations/{complete}/setup-link");
    let (status, body) = server.managed(Method::POST, &path, wanted).await;
    assert_eq!((status, body["error"]["code"].as_str()), (400, Some("PLATFORM.INPUT_INVALID")));
    assert_eq!(server.managed(Method::POST, &path, json!({})).await.0, 400, "link_type is required");
}

#[tokio::test]
async fn whatever_goes_wrong_under_v1_is_said_in_the_published_shape() {
    let server = Server::start_with(|config| config.rate_limit = 20).await;
    let large = "x".repeat(300 * 1024);
    for (method, path, body, expected) in [
        (Method::GET, "/v1/nothing", "", 404),
        (Method::GET, "/v1/hris/employees", "", 404),
        (Method::PATCH, "/v1/branding", "", 405),
        (Method::POST, "/v1/connect/create-link", large.as_str(), 413),
        (Method::POST, "/v1/connect/create-link", "{", 400),
        (Method::POST, "/v1/connect/create-link", r#"["a@b.example", "x"]"#, 400),
        (Method::PUT, "/v1/enabled-tools", "[[]]", 400),
        (Method::POST, "/v1/connect/activate-integration", r#"{"token": "\u0000"}"#, 400),
        (Method::GET, "/v1/integrations/%ff", "", 400),
        (Method::GET, "/v1/integrations/%00", "", 400),
        (Method::GET, "/v1/links?end_user_origin_id=%00", "", 400),
    ] {
        let request = server.request(method, path).bearer_auth(&server.development);
        let request = request.header("content-type", "application/json").body(body.to_owned());
        let (status, body) = answer(request).await;
        assert_eq!((status, body["status"].as_str()), (expected, Some("error")), "{path}: {body}");
        let error = &body["error"];
        assert!(error["message"].is_string() && error["title"].is_string() && error["log_url"].is_null(), "{body}");
        let code = error["code"].as_str();
        assert!(code.is_none() || code == Some("PLATFORM.INPUT_INVALID"), "{body}");
    }
    // Wrong keys do not use up anybody's share.
    for _ in 0..30 {
        answer(server.request(Method::GET, "/v1/check-api-key").bearer_auth("cfk_wrong")).await;
    }
    let mut refused = None;
    for _ in 0..22 {
        let request = server.request(Method::GET, "/v1/check-api-key").bearer_auth(&server.development);
        let answer = request.send().await.unwrap();
        if answer.status() == 429 {
            let wait: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            let body: Value = answer.json().await.unwrap();
            refused = Some((wait, body["error"]["code"].as_str().unwrap().to_owned()));
            break;
        }
    }
    let (wait, code) = refused.unwrap();
    assert!((1..=4).contains(&wait) && code == "PLATFORM.RATE_LIMIT_EXCEEDED", "{wait} {code}");
}

#[tokio::test]
async fn the_reference_tells_of_every_call_there_is() {
    let server = Server::start().await;
    let answer = server.request(Method::GET, "/v1/reference").send().await.unwrap();
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let page = answer.text().await.unwrap();
    let document: Value = serde_json::from_str(&backend::openapi().to_json().unwrap()).unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, said) in methods.as_object().unwrap() {
            assert!(page.contains(&format!("{} {path}", method.to_uppercase())), "{method} {path}");
            assert!(said["summary"].is_string(), "{method} {path} has no summary");
        }
    }
}
