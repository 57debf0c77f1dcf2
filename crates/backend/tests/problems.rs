//! Whatever goes wrong in the flow's API is a problem document of RFC 9457 that repeats nothing of what was sent: every route is
//! asked in every wrong way, and every code there is comes up.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::{KEY, NEW_KEY, Server, answer, answers};
use std::collections::BTreeSet;
use wire::{LinkId, ProblemCode, ProblemDocument};

const CANARY: &str = "canary-4b1d";

/// The codes that came up.
#[derive(Default)]
struct Seen(BTreeSet<String>);

impl Seen {
    /// Looks at an answer. What went well is no problem.
    async fn look(&mut self, what: &str, request: RequestBuilder) -> u16 {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        if status < 400 {
            return status;
        }
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("content-type").as_deref(), Some("application/problem+json"), "{what}: {status}");
        let wait = header("retry-after");
        let text = answer.text().await.unwrap();
        for value in [CANARY, KEY, NEW_KEY] {
            assert!(!text.contains(value), "{what} repeats what was sent: {text}");
        }
        let problem: ProblemDocument = serde_json::from_str(&text).unwrap();
        let code = serde_json::to_value(problem.code).unwrap().as_str().unwrap().to_owned();
        assert_ne!(problem.code, ProblemCode::Unknown, "{what}: {text}");
        assert_eq!((problem.status, problem.kind), (status, format!("urn:connect-flow:problem:{code}")), "{what}");
        assert!(problem.instance.starts_with("urn:connect-flow:reference:"), "{what}: {text}");
        assert!(!problem.title.is_empty(), "{what}");
        assert_eq!(wait, problem.retry_after.map(|seconds| seconds.to_string()), "{what}");
        for error in &problem.errors {
            assert!(
                error.pointer.starts_with("/answers/") || error.pointer.starts_with("/opted_out"),
                "{what}: {text}"
            );
        }
        self.0.insert(code);
        status
    }
}

/// Every route of the flow's API, with a body that it takes.
fn routes() -> Vec<(Method, String, Value)> {
    let post = |path: &str, body: Value| (Method::POST, format!("/api/{path}"), body);
    let get = |path: &str| (Method::GET, format!("/api/{path}"), Value::Null);
    let grant = json!({ "tool": "bamboohr", "field": CANARY, "answers": {}, "way_back": "page" });
    vec![
        post("session", json!({ "link": CANARY, "secret": CANARY })),
        post("lease", json!({})),
        get(&format!("tools/{CANARY}")),
        post("grants", grant),
        get(&format!("grants/{CANARY}")),
        post("handovers", json!({ "tool": CANARY, "answers": { "api_key": CANARY } })),
        post(&format!("handovers/{CANARY}/revoke"), json!({})),
        post("progress", json!({ "screen": CANARY })),
        post("submissions", json!({ "tool": CANARY, "answers": { "api_key": CANARY } })),
        get(&format!("submissions/{CANARY}")),
        post(&format!("links/{CANARY}/outcome"), json!({ "secret": CANARY })),
    ]
}

#[tokio::test]
async fn every_route_asked_in_every_wrong_way_answers_with_a_problem() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    let mut seen = Seen::default();
    let all = include_str!("../src/flow_api/mod.rs").matches(".route(").count();
    assert_eq!(routes().len() + 1, all, "a route is missing here; reports of policies are answered by none");
    for (method, path, body) in routes() {
        let ask = || server.request(method.clone(), &path).header("idempotency-key", "key-00000001");
        let is_post = method == Method::POST;
        let known = || if is_post { ask().json(&body) } else { ask() };
        let mut tried = 0;
        let mut wrong = async |how: &str, request: RequestBuilder| {
            tried += 1;
            seen.look(&format!("{method} {path}, {how}"), request).await
        };
        wrong("with a session", known().bearer_auth(&token)).await;
        assert!(wrong("without a session", known()).await >= 400);
        assert!(wrong("with a token that is none", known().bearer_auth(CANARY)).await >= 400);
        wrong("from elsewhere", known().bearer_auth(&token).header("origin", "https://evil.example")).await;
        wrong("from another site", known().bearer_auth(&token).header("sec-fetch-site", "cross-site")).await;
        assert!(
            wrong("by another method", server.request(Method::PATCH, &path).bearer_auth(&token).json(&body)).await
                >= 400
        );
        if is_post {
            let raw = |kind: &str, body: String| ask().bearer_auth(&token).header("content-type", kind).body(body);
            assert!(wrong("as a form", raw("application/x-www-form-urlencoded", format!("a={CANARY}"))).await >= 400);
            let deep = format!("{}{CANARY}", "[".repeat(1000));
            for (how, text) in [
                ("not JSON", format!("{{{CANARY}")),
                ("another shape", format!("[\"{CANARY}\"]")),
                ("a NUL", format!("{{\"{CANARY}\": \"\\u0000\"}}")),
                ("too deep", deep),
                ("too large", format!("\"{}\"", CANARY.repeat(30_000))),
            ] {
                assert!(
                    wrong(how, raw("application/json", text)).await >= 400 || path == "/api/lease",
                    "{path}: {how}"
                );
            }
            let bytes =
                ask().bearer_auth(&token).header("content-type", "application/json").body(vec![0xff, 0xfe, 0x00]);
            wrong("no text", bytes).await;
        }
        assert!(tried >= 6);
    }
    seen.look("an address that is not there", server.request(Method::GET, &format!("/api/{CANARY}"))).await;
}

/// Every code but that for those of a newer build.
fn codes() -> Vec<String> {
    let text = include_str!("../../wire/src/problem.rs");
    let variants = text.split("pub enum ProblemCode {").nth(1).unwrap().split('}').next().unwrap();
    let names = variants.lines().filter_map(|line| line.trim().strip_suffix(',')).filter(|name| !name.contains(' '));
    let kebab = |name: &str| {
        name.char_indices().fold(String::new(), |mut kebab, (at, letter)| {
            if at > 0 && letter.is_ascii_uppercase() {
                kebab.push('-');
            }
            kebab.push(letter.to_ascii_lowercase());
            kebab
        })
    };
    names.filter(|name| *name != "Unknown").map(kebab).collect()
}

fn open(server: &Server, (link, secret): &(String, String)) -> RequestBuilder {
    server.request(Method::POST, "/api/session").json(&json!({ "link": link, "secret": secret }))
}

async fn relinks(server: &Server, seen: &mut Seen) {
    let (_, token) = server.session().await;
    let (_, connected) = answer(server.submission(&token, "relink-00000001", &answers(KEY))).await;
    let integration = server::relinking::integration_of(server, &connected).await;
    let (first, second) = (server.relink(&integration, json!({})).await, server.relink(&integration, json!({})).await);
    let (_, session) = server.open(&first.0, &first.1).await;
    let mut body = answers(NEW_KEY);
    body["asked"] = session["tool"]["asked"].clone();
    let status =
        seen.look("a relink", server.submission(session["token"].as_str().unwrap(), "relink-00000002", &body)).await;
    assert_eq!(status, 200);
    seen.look("another relink of the same", open(server, &second)).await;
    let third = server.relink(&integration, json!({})).await;
    server.manage(Method::DELETE, &format!("/v1/integrations/{integration}"), None).await;
    seen.look("a relink of what was deleted", open(server, &third)).await;
}

#[tokio::test]
async fn every_code_there_is_comes_up_and_has_the_shape_of_a_problem() {
    let server = Server::start().await;
    let mut seen = Seen::default();
    let mut number = 0;
    let mut key = || {
        number += 1;
        format!("key-{number:08}")
    };

    // Links that have ended, and none.
    seen.look("no such link", open(&server, &(CANARY.to_owned(), CANARY.to_owned()))).await;
    for end in ["revoke", "expire"] {
        let link = server.link(json!({})).await;
        match end {
            "revoke" => assert!(server.app.store.revoke_link(&LinkId::new(&link.0)).await.unwrap()),
            _ => server.set_expiry(&link.0, -backend::link::GRACE).await,
        }
        seen.look(end, open(&server, &link)).await;
    }

    // Submissions.
    let (_, token) = server.session().await;
    let canary = answers(&format!("{:0>40}", CANARY.replace('-', "")));
    seen.look("a key that is not accepted", server.submission(&token, &key(), &canary)).await;
    seen.look("answers that fail their checks", server.submission(&token, &key(), &answers(""))).await;
    let mut other = answers(KEY);
    other["tool"] = json!("personio");
    seen.look("a tool that is not offered", server.submission(&token, &key(), &other)).await;
    let mut refusing = answers(KEY);
    refusing["opted_out"] = json!([CANARY]);
    seen.look("a scope that there is not", server.submission(&token, &key(), &refusing)).await;
    let mut old = answers(KEY);
    old["asked"] = json!("before");
    seen.look("scopes of before", server.submission(&token, &key(), &old)).await;
    seen.look("no idempotency key", server.submission(&token, "x", &answers(KEY))).await;
    for (order, what) in [
        (json!({ "instead": { "status": 500 } }), "a tool that is broken"),
        (json!({ "instead": { "status": 429 } }), "a tool that is busy"),
    ] {
        server.order("bamboohr", order).await;
        seen.look(what, server.submission(&token, &key(), &answers(KEY))).await;
    }
    server.order("bamboohr", json!({ "instead": { "late": 1500 } })).await;
    let same = key();
    let first = tokio::spawn(server.submission(&token, &same, &answers(NEW_KEY)).send());
    loop {
        let (_, state) =
            answer(server.request(Method::GET, &format!("/api/submissions/{same}")).bearer_auth(&token)).await;
        if state == "in_progress" {
            break;
        }
    }
    seen.look("the same again meanwhile", server.submission(&token, &same, &answers(NEW_KEY))).await;
    assert_eq!(first.await.unwrap().unwrap().status(), 200);
    server.order("bamboohr", json!({})).await;
    seen.look("other answers under a key", server.submission(&token, &same, &answers(KEY))).await;
    seen.look("a link that is completed", server.submission(&token, &key(), &answers(KEY))).await;
    let (id, secret) = {
        let body = json!({ "end_user_email": "e@initech.example", "end_user_organization_name": "I", "integration_tool": "sandbox" });
        let made = server.request(Method::POST, "/v1/connect/create-link").bearer_auth(&server.development).json(&body);
        server::halves(&answer(made).await)
    };
    let (_, session) = server.open(&id, &secret).await;
    let body =
        json!({ "tool": "sandbox", "asked": session["tool"]["asked"], "answers": { "api_key": "missing-permission" } });
    let session = session["token"].as_str().unwrap();
    seen.look("a permission that is missing", server.submission(session, &key(), &body)).await;

    relinks(&server, &mut seen).await;

    // Requests.
    let session = || server.request(Method::POST, "/api/session");
    seen.look("no JSON", session().header("content-type", "application/json").body("{")).await;
    seen.look("no content type", session().body("{}")).await;
    seen.look("from elsewhere", session().header("origin", "https://evil.example").json(&json!({}))).await;
    seen.look("no session", session().bearer_auth(CANARY).json(&json!({}))).await;
    seen.look("nothing there", server.request(Method::GET, "/api/nothing")).await;

    // What should not happen.
    let (_, token) = server.session().await;
    let rename = "ALTER TABLE submissions RENAME TO elsewhere";
    sqlx::query(rename).execute(&server.database().await).await.unwrap();
    assert_eq!(seen.look("a table that is gone", server.submission(&token, &key(), &answers(KEY))).await, 500);

    let missing: Vec<String> = codes().into_iter().filter(|code| !seen.0.contains(code)).collect();
    assert_eq!(missing, Vec::<String>::new(), "never came up");
}
