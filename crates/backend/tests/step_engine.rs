//! What the steps of a tool can ask of the backend beside a probe: certificates, signed assertions, values that are made, steps after the
//! credentials, a link for somebody else, and the guide by itself.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use server::{KEY, Server, answer};

async fn opened(server: &Server, tool: &str, category: &str) -> (String, Value) {
    let (id, secret) = server.link(json!({ "integration_tool": tool, "integration_category": category })).await;
    let (_, session) = server.open(&id, &secret).await;
    (session["token"].as_str().unwrap().to_owned(), session["tool"].clone())
}

async fn post(server: &Server, token: &str, path: &str, body: &Value) -> (u16, Value) {
    let key = format!("engine.{}", backend::crypto::new_object_id());
    answer(server.request(Method::POST, path).bearer_auth(token).header("idempotency-key", key).json(body)).await
}

fn trial(server: &Server, tool: &str) -> Value {
    let catalog = server.app.catalog();
    let mut answers = json!({});
    for (field, text) in &catalog.tool(&tool.into()).unwrap().trial.accepted[0].answers {
        answers[field.as_str()] = json!(backend::demo::in_place_of(text));
    }
    answers
}

/// Greenhouse, with its credentials accepted: the session's token and what is left to do.
async fn greenhouse(server: &Server) -> (String, String, Value) {
    let (id, secret) = server.link(json!({ "integration_tool": "greenhouse", "integration_category": "ATS" })).await;
    let (_, session) = server.open(&id, &secret).await;
    let token = session["token"].as_str().unwrap().to_owned();
    let body =
        json!({ "tool": "greenhouse", "answers": trial(server, "greenhouse"), "asked": session["tool"]["asked"] });
    let (status, connected) = post(server, &token, "/api/submissions", &body).await;
    assert_eq!(status, 200, "{connected}");
    (format!("{id}#{secret}"), token, connected)
}

async fn status_of(server: &Server, connected: &Value) -> (String, String) {
    let path = format!("/v1/connect/integration-by-token/{}", connected["activation_token"].as_str().unwrap());
    let (_, found) = server.manage(Method::GET, &path, None).await;
    let text = |name: &str| found["data"][name].as_str().unwrap().to_owned();
    (text("id"), text("setup_status"))
}

#[tokio::test]
async fn an_integration_is_incomplete_until_what_is_left_is_done_and_the_same_link_reopens_it() {
    let server = Server::start().await;
    let (link, token, connected) = greenhouse(&server).await;
    let (id, status) = status_of(&server, &connected).await;
    assert_eq!(status, "INCOMPLETE");
    let finishing = &connected["finishing"];
    assert_eq!(
        (finishing["stage"].as_str(), finishing["scopes"].as_array().map(Vec::len)),
        (Some("finishing"), Some(0))
    );

    let (half, secret) = link.split_once('#').unwrap();
    let (opened, again) = server.open(half, secret).await;
    assert_eq!((opened, again["tool"]["stage"].as_str()), (200, Some("finishing")));
    let fields = again["tool"]["steps"][0]["fields"].as_array().unwrap();
    let address = fields.iter().find_map(|field| field["kind"]["shown"].as_str()).unwrap().to_owned();
    let made = fields.iter().find(|field| field["kind"] == "generated").unwrap()["id"].as_str().unwrap().to_owned();

    // Nothing is skipped: what is made must be made, and sent back.
    let (_, refused) = post(&server, &token, "/api/submissions", &json!({ "tool": "greenhouse", "answers": {} })).await;
    assert_eq!(refused["errors"][0]["pointer"], format!("/answers/{made}"));
    let ask = json!({ "tool": "greenhouse", "field": made, "answers": {}, "way_back": "window" });
    let (_, grant) = post(&server, &token, "/api/grants", &ask).await;
    let shown = grant["state"]["made"].as_str().unwrap().to_owned();
    let (_, told) = post(&server, &token, "/api/grants", &ask).await;
    assert_eq!((&told["id"], told["state"]["made"].as_str()), (&grant["id"], Some(shown.as_str())), "it is made once");

    let (status, done) =
        post(&server, &token, "/api/submissions", &json!({ "tool": "greenhouse", "answers": { made: grant["id"] } }))
            .await;
    assert_eq!(status, 200, "{done}");
    assert!(done.get("finishing").is_none());
    assert_eq!(status_of(&server, &done).await, (id.clone(), "COMPLETED".to_owned()));
    assert_eq!(server.open(half, secret).await.1["code"], "link-completed");

    // The tool can call the address it was given, and nobody can guess another.
    assert_eq!(server.client.post(&address).body("news").send().await.unwrap().status(), 202);
    for wrong in
        [format!("{address}x"), address.replace("/hooks/", "/hooks/x"), format!("{}/hooks/nothing", server.url)]
    {
        assert_eq!(server.client.post(&wrong).send().await.unwrap().status(), 404, "{wrong}");
    }
    let noted: Option<i64> = sqlx::query_scalar("SELECT hook_at FROM integrations WHERE id = $1")
        .bind(id)
        .fetch_one(&server.database().await)
        .await
        .unwrap();
    assert!(noted.is_some());
}

#[tokio::test]
async fn an_ssh_key_is_made_here_and_only_its_public_half_is_ever_told() {
    let folder = server::folder();
    std::fs::create_dir_all(folder.join("drop")).unwrap();
    for (name, text) in [
        (
            "tool.toml",
            "name = \"Drop\"\ncategories = [\"HRIS\"]\n[[fields]]\nid = \"pair\"\nkind = \"generated\"\nmakes = \"ssh_key\"\nverified = \"unverified\"\n[[steps]]\nid = \"one\"\nminutes = 1\nfields = [\"pair\"]\n[probe.nothing]\nbecause = \"files come later\"\n",
        ),
        (
            "en.toml",
            "[before]\nbody = \"Nothing.\"\n[steps.one]\ntitle = \"Copy the key\"\n[fields.pair]\nlabel = \"Public half\"\n",
        ),
        ("trial.toml", "[[accepted]]\n"),
        (
            "logo.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><path fill=\"#1d6b3a\" stroke=\"#ffffff\" d=\"M0 0h9v9\"/></svg>",
        ),
    ] {
        std::fs::write(folder.join("drop").join(name), text).unwrap();
    }
    let server = Server::start_with(|config| config.catalog_dir = Some(folder.clone())).await;
    let (token, tool) = opened(&server, "drop", "HRIS").await;
    let ask = json!({ "tool": "drop", "field": "pair", "answers": {}, "way_back": "window" });
    let (_, grant) = post(&server, &token, "/api/grants", &ask).await;
    let public = grant["state"]["made"].as_str().unwrap();
    let blob = STANDARD.decode(public.strip_prefix("ssh-ed25519 ").unwrap()).unwrap();
    assert_eq!((&blob[..4], &blob[4..15], blob.len()), (&[0, 0, 0, 11][..], &b"ssh-ed25519"[..], 51));
    let (status, connected) = post(
        &server,
        &token,
        "/api/submissions",
        &json!({ "tool": "drop", "answers": { "pair": grant["id"] }, "asked": tool["asked"] }),
    )
    .await;
    assert_eq!(status, 200, "{connected}");
    assert!(!connected.to_string().contains("PRIVATE KEY") && !grant.to_string().contains("PRIVATE KEY"));
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn a_link_for_somebody_else_knows_no_secret_can_be_taken_back_and_ends_with_the_first() {
    let server = Server::start().await;
    let (token, tool) = opened(&server, "bamboohr", "HRIS").await;
    let body =
        json!({ "tool": "bamboohr", "answers": { "subdomain": "acme", "api_key": "canary-7f3a", "made_up": "x" } });
    let make = || post(&server, &token, "/api/handovers", &body);
    let (status, first) = make().await;
    assert_eq!(status, 200, "{first}");
    let halves = |made: &Value| {
        let address = url::Url::parse(made["address"].as_str().unwrap()).unwrap();
        (address.path().rsplit('/').next().unwrap().to_owned(), address.fragment().unwrap().to_owned())
    };
    let (id, secret) = halves(&first);
    let (_, session) = server.open(&id, &secret).await;
    assert_eq!(session["tool"]["known"], json!({ "subdomain": "acme" }));
    assert!(!session.to_string().contains("canary-7f3a"));

    // One at a time: the next takes the place of the one before.
    let (_, second) = make().await;
    assert_eq!(server.open(&id, &secret).await.1["code"], "link-revoked");
    let (id, secret) = halves(&second);
    assert_eq!(server.open(&id, &secret).await.0, 200);
    let path = format!("/api/handovers/{id}/revoke");
    let (stranger, _) = opened(&server, "bamboohr", "HRIS").await;
    assert_eq!(post(&server, &stranger, &path, &json!({})).await.0, 404, "nobody else can take it back");
    assert_eq!(post(&server, &token, &path, &json!({})).await.0, 204);
    assert_eq!(server.open(&id, &secret).await.1["code"], "link-revoked");

    let (_, third) = make().await;
    let (id, secret) = halves(&third);
    let answers =
        json!({ "tool": "bamboohr", "answers": { "subdomain": "acme", "api_key": KEY }, "asked": tool["asked"] });
    assert_eq!(post(&server, &token, "/api/submissions", &answers).await.0, 200);
    assert_eq!(server.open(&id, &secret).await.1["code"], "link-completed", "what was passed on is done as well");
}

#[tokio::test]
async fn the_guide_has_every_step_permission_and_field_and_nothing_secret_in_every_language() {
    let server = Server::start().await;
    let page = |path: String| {
        let request = server.request(Method::GET, &path);
        async move {
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
        }
    };
    for (id, entry) in server.app.catalog().tools() {
        for language in ["en", "de", "fr", "it", "es", "ar"] {
            let (status, headers, text) = page(format!("/guide/{id}?language={language}")).await;
            assert_eq!(status, 200, "{id}");
            assert!(headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
            assert!(text.contains(&format!("<html lang=\"{language}\"")) && text.contains("<h1>"), "{id} {language}");
            assert!(
                !text.contains("<input") && !text.contains("<script") && !text.contains("{subdomain}"),
                "{id} {language}"
            );
        }
        let (_, _, text) = page(format!("/guide/{id}?language=en")).await;
        assert!(text.contains(&entry.definition.name.replace('&', "&amp;")));
    }
    let (_, _, all) = page("/guide/bamboohr?language=en".into()).await;
    assert!(all.contains("View time off") && all.contains("Create an API key") && all.contains("your address"));
    let config = json!({ "name": "Little", "everything": "DISABLED", "except": { "hris_employees": "ENABLED" } });
    let (_, made) = server.manage(Method::POST, "/v1/scope-configs", Some(config)).await;
    let (_, _, little) =
        page(format!("/guide/bamboohr?language=en&scope_config={}", made["data"]["id"].as_str().unwrap())).await;
    assert!(little.contains("Acme") && !little.contains("View time off"), "only what is asked for is listed");
    for nothing in ["/guide/nosuchtool", "/guide/bamboohr?scope_config=nosuch", "/guide/bamboohr?category=LMS"] {
        assert_eq!(page(nothing.into()).await.0, 404, "{nothing}");
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_belong_to_its_key_is_blamed_before_anything_is_sent() {
    let server = Server::start().await;
    let (token, tool) = opened(&server, "adpworkforcenow", "HRIS").await;
    let mut answers = trial(&server, "adpworkforcenow");
    let other = rcgen::KeyPair::generate().unwrap();
    answers["private_key"] = json!(other.serialize_pem().trim());
    let body = json!({ "tool": "adpworkforcenow", "answers": answers, "asked": tool["asked"] });
    let (_, refused) = post(&server, &token, "/api/submissions", &body).await;
    assert_eq!(
        (refused["code"].as_str(), &refused["errors"][0]["pointer"]),
        (Some("credentials-rejected"), &json!("/answers/private_key"))
    );
}

#[tokio::test]
async fn a_key_that_cannot_sign_is_blamed_and_one_that_can_is_sent_as_an_assertion() {
    let server = Server::start().await;
    let (token, tool) = opened(&server, "successfactors", "HRIS").await;
    let mut answers = trial(&server, "successfactors");
    let send = |answers: Value| json!({ "tool": "successfactors", "answers": answers, "asked": tool["asked"] });
    let good = answers["private_key"].as_str().unwrap().to_owned();
    answers["private_key"] = json!("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----");
    let (_, refused) = post(&server, &token, "/api/submissions", &send(answers.clone())).await;
    assert_eq!(refused["errors"][0]["pointer"], "/answers/private_key");
    // Some makers write "encrypted" on keys that are not.
    answers["private_key"] = json!(good.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    let (status, connected) = post(&server, &token, "/api/submissions", &send(answers)).await;
    assert_eq!(status, 200, "{connected}");
}
