//! The backend over real HTTP with a real database: links, sessions, submissions, the management API.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::figures::figure;
use server::{KEY, Server, answer, answers};
use std::collections::BTreeSet;

async fn integration(server: &Server, token: &str) -> Value {
    let (status, body) = server.manage(Method::GET, &format!("/v1/connect/integration-by-token/{token}"), None).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

#[tokio::test]
async fn accepted_answers_make_one_integration_whose_credentials_only_the_keys_can_open() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let (status, connected) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    assert_eq!(status, 200, "{connected}");
    let integration = integration(&server, connected["activation_token"].as_str().unwrap()).await;
    let id = integration["id"].as_str().unwrap();
    assert!(id.starts_with("bamboohr:") && id.len() == "bamboohr:".len() + 24);
    assert_eq!(integration["end_user_origin_id"], "36123");

    let (version, sealed) = server.app.store.credentials(id).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&sealed.ciphertext).contains(KEY));
    let environment = server.app.store.owner_of_key(&server.production).await.unwrap().unwrap().0;
    let subject = backend::crypto::Subject { environment: &environment.id, integration: id, version };
    assert_eq!(server.app.keys.open(&subject, &sealed).unwrap()[&"api_key".into()].expose(), KEY);
}

/// R-01, K-04
#[tokio::test]
async fn sixty_four_identical_submissions_at_once_make_one_integration() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let requests = (0..64).map(|_| tokio::spawn(answer(server.submission(&token, "key-00000001", &answers(KEY)))));
    let mut tokens = BTreeSet::new();
    for request in requests.collect::<Vec<_>>() {
        let (status, body) = request.await.unwrap();
        match status {
            200 => drop(tokens.insert(body["activation_token"].as_str().unwrap().to_owned())),
            409 => assert_eq!(body["code"], "submission-in-progress"),
            _ => panic!("{status} {body}"),
        }
    }
    assert_eq!(tokens.len(), 1);
    let made = made(&server).await;
    figure("duplicates", &json!({ "identical_at_once": 64, "integrations": made[0], "events": made[1] }));
    assert_eq!(made, [1, 1]);
}

/// How many integrations there are, and how many were told of.
async fn made(server: &Server) -> [i64; 2] {
    let pool = server.database().await;
    let queries =
        ["SELECT COUNT(*) FROM integrations", "SELECT COUNT(*) FROM webhook_events WHERE type = 'integration-created'"];
    let mut found = [0; 2];
    for (place, query) in queries.into_iter().enumerate() {
        found[place] = sqlx::query_scalar(query).fetch_one(&pool).await.unwrap();
    }
    found
}

/// K-04: other keys, the same link: one wins.
#[tokio::test]
async fn sixteen_different_submissions_at_once_complete_a_link_once() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let keys: Vec<String> = (0..16).map(|number| format!("key-{number:08}")).collect();
    let requests = keys.iter().map(|key| tokio::spawn(answer(server.submission(&token, key, &answers(KEY)))));
    let mut statuses = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        statuses.push(request.await.unwrap().0);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    // Two are worked on at once, the others are asked to wait (R-17).
    assert!(statuses.iter().all(|status| [200, 410, 429].contains(status)), "{statuses:?}");
    assert_eq!(made(&server).await, [1, 1]);
}

/// R-01, R-05
#[tokio::test]
async fn the_same_key_is_answered_again_and_other_answers_under_it_are_refused() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let submit = |body: &Value| server.submission(&token, "key-00000001", body);
    let first = submit(&answers(KEY)).send().await.unwrap();
    assert!(first.headers().get("idempotency-replayed").is_none());
    let first: Value = first.json().await.unwrap();
    let again = submit(&answers(KEY)).send().await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    let (status, problem) = answer(submit(&answers("other"))).await;
    assert_eq!((status, problem["code"].as_str().unwrap()), (422, "idempotency-key-reused"));

    let ask = |key| server.request(Method::GET, &format!("/api/submissions/{key}")).bearer_auth(&token);
    assert_eq!(answer(ask("key-00000001")).await.1["connected"], first);
    assert_eq!(answer(ask("key-00000002")).await.1, "unknown");
}

#[tokio::test]
async fn a_failed_submission_is_remembered_and_the_next_key_is_a_new_try() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let wrong = answers("ffffffffffffffffffffffffffffffffffffffff");
    for _ in 0..2 {
        let (status, problem) = answer(server.submission(&token, "key-00000001", &wrong)).await;
        assert_eq!((status, problem["code"].as_str().unwrap()), (422, "credentials-rejected"));
        assert_eq!(problem["errors"][0]["pointer"], "/answers/api_key");
        assert!(!problem.to_string().contains("ffffffff"));
    }
    let (status, _) = answer(server.submission(&token, "key-00000002", &answers(KEY))).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn an_idempotency_key_is_needed_and_has_a_shape() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    for key in [None, Some("short"), Some("has space in it"), Some("<script>alert(1)</script>")] {
        let request = server.request(Method::POST, "/api/submissions").bearer_auth(&token).json(&answers(KEY));
        let request = if let Some(key) = key { request.header("idempotency-key", key) } else { request };
        let (status, problem) = answer(request).await;
        assert_eq!((status, problem["code"].as_str().unwrap()), (400, "idempotency-key-missing"), "{key:?}");
    }
}

/// R-07: the backend runs the page's own rules, and never repeats what was typed.
#[tokio::test]
async fn answers_the_page_would_have_stopped_are_refused_at_their_fields() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let cases = [
        (json!({ "tool": "bamboohr", "answers": { "subdomain": "acme" } }), "/answers/api_key"),
        (
            json!({ "tool": "bamboohr", "answers": { "subdomain": "canary.evil/", "api_key": KEY } }),
            "/answers/subdomain",
        ),
        (
            json!({ "tool": "bamboohr", "answers": { "subdomain": "a", "api_key": KEY, "canary": "x" } }),
            "/answers/canary",
        ),
        (
            json!({ "tool": "bamboohr", "answers": { "subdomain": "a", "api_key": KEY }, "opted_out": ["hris_employees"] }),
            "/opted_out/hris_employees",
        ),
    ];
    for (number, (body, pointer)) in cases.iter().enumerate() {
        let (status, problem) = answer(server.submission(&token, &format!("key-0000000{number}"), body)).await;
        assert_eq!((status, problem["code"].as_str().unwrap()), (422, "invalid-fields"), "{problem}");
        assert_eq!(problem["errors"][0]["pointer"], *pointer);
        assert!(!problem.to_string().contains("canary.evil"), "{problem}");
    }
}

#[tokio::test]
async fn malformed_requests_get_a_problem_that_repeats_nothing() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    for body in [
        "",
        "{",
        "null",
        "[]",
        "\"canary\"",
        r#"{"tool":"bamboohr","answers":{"api_key":["canary"]}}"#,
        r#"{"canary":1}"#,
    ] {
        let request = server
            .request(Method::POST, "/api/submissions")
            .bearer_auth(&token)
            .header("idempotency-key", "key-00000001");
        let (status, problem) = answer(request.header("content-type", "application/json").body(body)).await;
        assert_eq!((status, problem["code"].as_str().unwrap()), (400, "malformed"), "{body}");
        assert!(!problem.to_string().contains("canary"));
    }
    let huge = "x".repeat(300 * 1024);
    let request = server.request(Method::POST, "/api/session").header("content-type", "application/json").body(huge);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
}

/// K-08
#[tokio::test]
async fn an_unknown_link_and_a_wrong_secret_are_the_same_answer() {
    let server = Server::start().await;
    let (id, secret) = server.link(json!({})).await;
    let (_, other_secret) = server.link(json!({})).await;
    let mut answers = Vec::new();
    for (id, secret) in
        [("nosuchlinknosuchlinkno", &*secret), (&id, &other_secret), (&id, ""), ("../../etc/passwd", "x")]
    {
        let (status, mut problem) = server.open(id, secret).await;
        problem.as_object_mut().unwrap().remove("instance");
        answers.push((status, problem));
    }
    assert_eq!(answers[0].0, 404);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(server.open(&id, &secret).await.0, 200);
}

/// K-04
#[tokio::test]
async fn each_end_of_a_link_has_its_own_answer_and_ends_its_sessions() {
    let server = Server::start().await;
    for (end, code) in [("revoke", "link-revoked"), ("expire", "link-expired")] {
        let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
        let token = server.open(&id, &secret).await.1["token"].as_str().unwrap().to_owned();
        if end == "revoke" {
            assert!(server.app.store.revoke_link(&wire::LinkId::new(&id)).await.unwrap());
        } else {
            server.set_expiry(&id, -backend::link::GRACE).await;
        }
        let (status, problem) = server.open(&id, &secret).await;
        assert_eq!((status, problem["code"].as_str().unwrap()), (410, code));
        let by_token = server.request(Method::POST, "/api/session").bearer_auth(&token).json(&json!({}));
        assert_eq!(answer(by_token).await.1["code"], code);
        let (status, problem) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
        assert_eq!((status, problem["code"].as_str().unwrap()), (410, code));
    }
}

/// WCAG 2.2, 2.2.1
#[tokio::test]
async fn whoever_opened_a_link_in_time_may_take_a_day_longer_and_nobody_else_may() {
    let server = Server::start().await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
    let token = server.open(&id, &secret).await.1["token"].as_str().unwrap().to_owned();
    server.set_expiry(&id, 60_000 - backend::link::GRACE).await;
    assert_eq!(server.open(&id, &secret).await.1["code"], "link-expired");
    let by_token = server.request(Method::POST, "/api/session").bearer_auth(&token).json(&json!({}));
    assert_eq!(answer(by_token).await.0, 200);
    let (status, _) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    assert_eq!(status, 200);

    let (id, token) = server.session().await;
    server.set_expiry(&id, -1).await;
    assert!(server.app.store.revoke_link(&wire::LinkId::new(&id)).await.unwrap(), "that day can be taken back");
    let (status, problem) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    assert_eq!((status, problem["code"].as_str().unwrap()), (410, "link-revoked"));
}

#[tokio::test]
async fn a_session_token_opens_its_own_link_alone_and_a_changed_one_opens_nothing() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let by_token =
        |token: String| answer(server.request(Method::POST, "/api/session").bearer_auth(token).json(&json!({})));
    assert_eq!(by_token(token.clone()).await.0, 200);
    let (other, _) = server.session().await;
    let moved = token.replacen(token["cfs_".len()..].split('.').next().unwrap(), &other, 1);
    for wrong in [moved, token[..token.len() - 2].to_owned(), "cfs_".to_owned(), String::new()] {
        assert_eq!(by_token(wrong).await.1["code"], "session-expired");
    }
}

/// The link decides: a draft key is given out in production only, and only while the link is active.
#[tokio::test]
async fn a_production_session_holds_a_draft_key_of_its_own_and_a_development_session_holds_none() {
    let server = Server::start().await;
    let mut keys = BTreeSet::new();
    for _ in 0..2 {
        let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
        let (_, session) = server.open(&id, &secret).await;
        assert_eq!(session["environment"], "production");
        keys.insert(session["draft_key"].as_str().unwrap().to_owned());
    }
    assert_eq!(keys.len(), 2);
    let body =
        json!({ "end_user_email": "a@b.example", "end_user_organization_name": "x", "integration_tool": "sandbox" });
    let create = server.request(Method::POST, "/v1/connect/create-link").bearer_auth(&server.development).json(&body);
    let (_, created) = answer(create).await;
    let link = created["data"]["link"].as_str().unwrap();
    let (address, secret) = link.split_once('#').unwrap();
    let (_, session) = server.open(address.rsplit('/').next().unwrap(), secret).await;
    assert_eq!((session["environment"].as_str().unwrap(), &session["draft_key"]), ("development", &Value::Null));
}

/// K-09
#[tokio::test]
async fn requests_of_other_sites_and_requests_that_are_not_json_are_refused() {
    let server = Server::start().await;
    let (id, secret) = server.link(json!({})).await;
    let body = json!({ "link": id, "secret": secret });
    let post = || server.request(Method::POST, "/api/session");
    let code = async |request| answer(request).await.1["code"].clone();
    assert_eq!(code(post().json(&body).header("origin", "https://evil.example")).await, "foreign-origin");
    assert_eq!(code(post().json(&body).header("origin", "null")).await, "foreign-origin");
    assert_eq!(code(post().json(&body).header("sec-fetch-site", "cross-site")).await, "foreign-origin");
    assert_eq!(code(post().body(body.to_string())).await, "unsupported-body");
    assert_eq!(code(post().header("content-type", "text/plain").body(body.to_string())).await, "unsupported-body");
    assert_eq!(code(post().form(&[("link", &id), ("secret", &secret)])).await, "unsupported-body");
    assert_eq!(answer(post().json(&body).header("origin", &server.url)).await.0, 200);
}

/// K-11
#[tokio::test]
async fn a_hostile_host_header_does_not_reach_a_link() {
    let server = Server::start().await;
    let body = json!({ "end_user_email": "a@b.example", "end_user_organization_name": "x" });
    let request = server.request(Method::POST, "/v1/connect/create-link").bearer_auth(&server.production).json(&body);
    let request = request.header("host", "evil.example").header("x-forwarded-host", "evil.example");
    let (_, created) = answer(request).await;
    assert!(created["data"]["link"].as_str().unwrap().starts_with(&format!("{}/l/", server.url)), "{created}");
}

#[tokio::test]
async fn what_is_wrong_with_a_link_to_be_made_is_said_field_by_field() {
    let server = Server::start().await;
    for (fields, expected) in [
        (json!({ "end_user_email": "nobody" }), "end_user_email"),
        (json!({ "end_user_organization_name": "" }), "end_user_organization_name"),
        (json!({ "end_user_origin_id": "a\u{7}b" }), "end_user_origin_id"),
        (json!({ "integration_category": "CRM" }), "integration_category"),
        (json!({ "integration_tool": "nothing" }), "integration_tool"),
        (json!({ "integration_tool": "sandbox" }), "not available in this environment"),
        (json!({ "integration_tool": "bamboohr", "integration_category": "ATS" }), "not in category ATS"),
        (json!({ "remote_environment": "SANDBOX" }), "remote_environment"),
        (json!({ "remote_environment": "SANDBOX", "integration_tool": "bamboohr" }), "remote_environment"),
        (json!({ "language": "xx" }), "language"),
        (json!({ "scope_config_id": "nothing" }), "scope_config_id"),
        (json!({ "link_type": "FAX" }), "link_type"),
        (json!({ "enable_filtering": true }), "enable_filtering"),
        (json!({ "allowed_origins": ["*"] }), "allowed_origins"),
        (json!({ "end_user_emial": "x" }), "unknown field"),
        (json!({ "end_user_email": 1 }), "end_user_email"),
    ] {
        let mut body = json!({ "end_user_email": "a@b.example", "end_user_organization_name": "x" });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let (status, failure) = server.manage(Method::POST, "/v1/connect/create-link", Some(body)).await;
        assert_eq!((status, failure["error"]["code"].as_str().unwrap()), (400, "PLATFORM.INPUT_INVALID"), "{failure}");
        assert!(failure["error"]["message"].as_str().unwrap().contains(expected), "{expected}: {failure}");
    }
}

/// K-10: a key reaches its own environment and nothing else.
#[tokio::test]
async fn a_key_of_another_environment_sees_and_deletes_nothing() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let (_, connected) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    let activation = connected["activation_token"].as_str().unwrap();
    let id = integration(&server, activation).await["id"].as_str().unwrap().to_owned();
    let paths = [
        (Method::GET, format!("/v1/connect/integration-by-token/{activation}")),
        (Method::GET, format!("/v1/integrations/{id}")),
        (Method::DELETE, format!("/v1/integrations/{id}")),
    ];
    for (method, path) in &paths {
        let (status, failure) = answer(server.request(method.clone(), path).bearer_auth(&server.development)).await;
        assert_eq!((status, failure["error"]["code"].as_str().unwrap()), (404, "PLATFORM.INTEGRATION_NOT_FOUND"));
        let (status, failure) = answer(server.request(method.clone(), path).bearer_auth("cfk_wrong")).await;
        assert_eq!((status, failure["error"]["code"].as_str().unwrap()), (401, "PLATFORM.AUTHENTICATION_INVALID"));
    }
    let (status, details) = server.manage(Method::GET, &format!("/v1/integrations/{id}"), None).await;
    assert_eq!((status, details["data"]["tool"]["label"].as_str().unwrap()), (200, "BambooHR"));
}

#[tokio::test]
async fn a_deleted_integration_is_gone_with_its_credentials_and_its_token() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let (_, connected) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    let activation = connected["activation_token"].as_str().unwrap();
    let id = integration(&server, activation).await["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/integrations/{id}");
    assert_eq!(server.manage(Method::DELETE, &path, None).await, (200, json!({ "status": "success", "data": {} })));
    assert!(server.app.store.credentials(&id).await.unwrap().is_none());
    assert_eq!(server.manage(Method::GET, &path, None).await.0, 404);
    assert_eq!(server.manage(Method::DELETE, &path, None).await.0, 404);
    assert_eq!(
        server.manage(Method::GET, &format!("/v1/connect/integration-by-token/{activation}"), None).await.0,
        404
    );
}

#[tokio::test]
async fn tools_are_listed_by_category_and_environment() {
    let server = Server::start().await;
    let ids = |body: &Value| {
        body["data"]["tools"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tool| tool["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (_, hris) = server.manage(Method::GET, "/v1/tools/hris", None).await;
    let (_, ats) = server.manage(Method::GET, "/v1/tools/ats", None).await;
    let has = |body: &Value, tool: &str| ids(body).iter().any(|id| id == tool);
    assert!(has(&hris, "bamboohr") && has(&hris, "workable") && !has(&hris, "greenhouse"));
    assert!(has(&ats, "greenhouse") && has(&ats, "workable") && !has(&ats, "bamboohr"));
    assert!(!has(&hris, "sandbox"), "the sandbox is for development");
    // Files are dropped on a server of the operator's: without one there is nowhere to drop them.
    assert!(!has(&hris, "sftp"));
    let (_, development) = answer(server.request(Method::GET, "/v1/tools/lms").bearer_auth(&server.development)).await;
    let sandbox = development["data"]["tools"].as_array().unwrap().iter().find(|tool| tool["id"] == "sandbox").unwrap();
    let logo = sandbox["assets"]["logo_url"].as_str().unwrap();
    assert_eq!(server.client.get(logo).send().await.unwrap().headers()["content-type"], "image/svg+xml");
    assert_eq!(server.manage(Method::GET, "/v1/tools/crm", None).await.1["error"]["code"], "PLATFORM.INPUT_INVALID");
}
