//! What customers' backends hear, when, how often, and what they never hear.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::clock::{DAY, HOUR, MINUTE};
use backend::webhook::Courier;
use reqwest::Method;
use serde_json::{Value, json};
use server::receiver::{Heard, Receiver};
use server::{KEY, NEW_KEY, Server, answer, answers};

async fn connected(server: &Server) -> String {
    let (_, token) = server.session().await;
    let (status, connected) = answer(server.submission(&token, "key-00000001", &answers(KEY))).await;
    assert_eq!(status, 200, "{connected}");
    server::relinking::integration_of(server, &connected).await
}

fn kinds(heard: &[Heard]) -> Vec<String> {
    heard.iter().map(|heard| heard.json()["type"].as_str().unwrap().to_owned()).collect()
}

async fn deliveries(server: &Server, endpoint: &str) -> Vec<Value> {
    let (_, list) = server.manage(Method::GET, &format!("/v1/webhooks/{endpoint}/deliveries"), None).await;
    list["data"]["deliveries"].as_array().unwrap().clone()
}

async fn endpoint(server: &Server, id: &str) -> Value {
    server.manage(Method::GET, &format!("/v1/webhooks/{id}"), None).await.1["data"].clone()
}

/// W-01
#[tokio::test]
async fn every_event_has_the_published_payload() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    server.endpoint(&receiver.url, json!({})).await;
    let (link, token) = server.session().await;
    answer(server.submission(&token, "key-00000001", &answers("ffffffffffffffffffffffffffffffffffffffff"))).await;
    let (_, done) = answer(server.submission(&token, "key-00000002", &answers(KEY))).await;
    let id = server::relinking::integration_of(&server, &done).await;
    let path = format!("/v1/integrations/{id}/enabled");
    server.manage(Method::PUT, &path, Some(json!({ "value": false }))).await;
    let of = ["--tenant", "Acme", "--environment", "production", &id];
    assert!(server.connect(&[&["integration", "delete"][..], &of].concat()).0);
    // The command has a clock of its own.
    server.clock.advance(MINUTE);
    server.send_webhooks(&courier).await;

    let mut heard = receiver.heard();
    heard.sort_by_key(|heard| heard.json()["type"].as_str().unwrap().to_owned());
    let time = |value: &Value| {
        let text = value.as_str().unwrap();
        assert!(text.len() == 24 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok(), "{text}");
        json!(text)
    };
    let end_user =
        json!({ "origin_id": "36123", "creator_email": "erin@initech.example", "organization_name": "Initech" });
    let bodies: Vec<Value> = heard.iter().map(Heard::json).collect();
    assert_eq!(
        bodies.iter().map(|body| body["data"].clone()).collect::<Vec<_>>(),
        [
            json!({ "integration_tool": "bamboohr", "integration_category": "HRIS", "end_user": end_user,
                "log_url": format!("{}/logs/{link}", server.url) }),
            json!({ "id": id, "tool": "bamboohr", "category": "HRIS", "end_user": end_user }),
            json!({ "id": id, "tool": "bamboohr", "category": "HRIS", "end_user": end_user,
                "deleted_at": time(&bodies[2]["data"]["deleted_at"]) }),
            json!({ "integration_tool": "bamboohr", "integration_id": id, "integration_category": "HRIS", "end_user": end_user,
                "qa_status": "PASSED", "setup_status": "COMPLETED", "state": "INACTIVE",
                "updated_at": time(&bodies[3]["data"]["updated_at"]) }),
        ]
    );
    assert_eq!(
        kinds(&heard),
        ["connection-flow-failed", "integration-created", "integration-deleted", "integration-state-changed"]
    );
    for one in &heard {
        assert_eq!(one.json()["id"], one.header("webhook-id"));
        assert!(one.body.starts_with("{\n  \"id\": \""), "two spaces deep: {}", one.body);
    }
}

#[tokio::test]
async fn an_endpoint_hears_what_it_wants_to_hear_and_nothing_of_the_other_environment() {
    let (server, some, own) = (Server::start().await, Receiver::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    server.endpoint(&some.url, json!({ "events": ["integration-deleted"] })).await;
    server.endpoint(&own.url, json!({ "events": ["integration-deleted"], "own_deletions": true })).await;
    let (id, secret) = server.link_in(wire::Environment::Development).await;
    let (_, session) = server.open(&id, &secret).await;
    assert!(session["token"].is_string());
    let first = connected(&server).await;
    let second = connected(&server).await;
    server.manage(Method::DELETE, &format!("/v1/integrations/{first}"), None).await;
    let of = ["--tenant", "Acme", "--environment", "production", &second];
    assert!(server.connect(&[&["integration", "delete"][..], &of].concat()).0);
    server.clock.advance(MINUTE);
    server.send_webhooks(&courier).await;
    // Whoever deletes by the API knows.
    assert_eq!(
        some.heard().iter().map(|heard| heard.json()["data"]["id"].clone()).collect::<Vec<_>>(),
        [json!(second)]
    );
    assert_eq!(own.heard().len(), 2);
}

/// W-10
#[tokio::test]
async fn an_end_user_who_tries_again_and_again_is_told_of_once_a_minute() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    server.endpoint(&receiver.url, json!({})).await;
    let (_, token) = server.session().await;
    for round in 0..100 {
        let wrong = answers(&format!("{round:040x}"));
        assert_eq!(answer(server.submission(&token, &format!("key-{round:08}"), &wrong)).await.0, 422);
    }
    // The same submission again is the same problem.
    answer(server.submission(&token, "key-00000099", &answers(&format!("{:040x}", 99)))).await;
    server.send_webhooks(&courier).await;
    assert_eq!(receiver.heard().len(), 1);
    server.clock.advance(MINUTE + 1);
    answer(server.submission(&token, "key-00000100", &answers(&format!("{:040x}", 100)))).await;
    // What is wrong by itself is no news for anybody.
    server.clock.advance(MINUTE + 1);
    answer(server.submission(&token, "key-00000101", &answers(""))).await;
    server.send_webhooks(&courier).await;
    assert_eq!(kinds(&receiver.heard()), ["connection-flow-failed"]);
}

/// W-05, W-07
#[tokio::test]
async fn what_is_not_taken_is_sent_again_until_it_is() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    let (endpoint, _) = server.endpoint(&receiver.url, json!({})).await;
    for (status, wait) in [(500, 7_000), (302, 6 * MINUTE), (404, 36 * MINUTE), (400, 3 * HOUR)] {
        let elsewhere = vec![("location", receiver.url.clone())];
        receiver.says(status, if status == 302 { elsewhere } else { Vec::new() });
        if status == 500 {
            connected(&server).await;
        }
        server.send_webhooks(&courier).await;
        // A redirect is a failure and is not followed.
        assert_eq!(receiver.heard().len(), 1, "{status}");
        server.send_webhooks(&courier).await;
        assert_eq!(receiver.heard().len(), 0, "it is not due yet");
        server.clock.advance(wait);
    }
    receiver.says(204, Vec::new());
    server.send_webhooks(&courier).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 1);
    let delivery = &deliveries(&server, &endpoint).await[0];
    assert_eq!((&delivery["state"], &delivery["event_id"]), (&json!("DELIVERED"), &heard[0].json()["id"]));
    let statuses: Vec<_> = delivery["attempts"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [500, 302, 404, 400, 204]);
    assert_eq!(delivery["attempts"][0]["answer"], "what I say");
    server.clock.advance(DAY);
    server.send_webhooks(&courier).await;
    assert_eq!(receiver.heard().len(), 0, "it was taken");
}

/// W-08
#[tokio::test]
async fn an_endpoint_that_is_gone_or_dead_for_five_days_is_switched_off_and_says_so() {
    let (server, gone, dead) = (Server::start().await, Receiver::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    let (gone_id, _) = server.endpoint(&gone.url, json!({})).await;
    let (dead_id, _) = server.endpoint(&dead.url, json!({})).await;
    gone.says(410, Vec::new());
    dead.says(500, Vec::new());
    connected(&server).await;
    server.send_webhooks(&courier).await;
    assert_eq!(endpoint(&server, &gone_id).await["disabled_by"], "GONE");
    for _ in 0..6 {
        assert_eq!(endpoint(&server, &dead_id).await["enabled"], true);
        server.clock.advance(DAY - 1000);
        connected(&server).await;
        server.send_webhooks(&courier).await;
    }
    let state = endpoint(&server, &dead_id).await;
    assert_eq!((&state["enabled"], &state["disabled_by"]), (&json!(false), &json!("FAILING")));
    dead.heard();
    connected(&server).await;
    server.clock.advance(DAY);
    server.send_webhooks(&courier).await;
    assert_eq!(dead.heard().len(), 0);

    // Switched on again, it hears what has waited; what happened in between can be sent again.
    dead.says(200, Vec::new());
    let path = format!("/v1/webhooks/{dead_id}");
    server.manage(Method::PUT, &format!("{path}/enabled"), Some(json!({ "value": true }))).await;
    server.send_webhooks(&courier).await;
    let waited = dead.heard().len();
    let replay = json!({ "since": "2020-01-01T00:00:00Z" });
    let (_, replayed) = server.manage(Method::POST, &format!("{path}/replay"), Some(replay)).await;
    server.send_webhooks(&courier).await;
    assert_eq!(dead.heard().len(), usize::try_from(replayed["data"]["count"].as_u64().unwrap()).unwrap());
    assert_eq!(waited + usize::try_from(replayed["data"]["count"].as_u64().unwrap()).unwrap(), 8, "all of them");
}

/// W-09
#[tokio::test]
async fn an_endpoint_that_is_dead_or_busy_keeps_nobody_else_waiting() {
    let (server, busy, healthy) = (Server::start().await, Receiver::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    // Takes connections and never says anything.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", silent.local_addr().unwrap());
    server.endpoint(&address, json!({})).await;
    server.endpoint(&busy.url, json!({})).await;
    server.endpoint(&healthy.url, json!({})).await;
    busy.says(429, vec![("retry-after", "3600".to_owned())]);
    for _ in 0..20 {
        connected(&server).await;
    }
    while healthy.count() < 20 {
        courier.tick().await.unwrap();
        tokio::task::yield_now().await;
    }
    // Whoever is busy is left alone for as long as they say.
    assert!(busy.heard().len() <= 8);
    server.clock.advance(10 * MINUTE);
    courier.tick().await.unwrap();
    assert_eq!(busy.heard().len(), 0);
}

/// W-02, W-04
#[tokio::test]
async fn a_secret_is_shown_once_kept_sealed_and_replaced_with_an_overlap() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    let (id, secret) = server.endpoint(&receiver.url, json!({})).await;
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "32 bytes");
    let path = format!("/v1/webhooks/{id}");
    let mut signatures = Vec::new();
    let test = json!({ "type": "integration-created" });
    let rotation = json!({ "overlap_hours": 2 });
    for (round, after) in [(0, 0), (1, 0), (2, 3 * HOUR)] {
        server.clock.advance(after);
        if round == 1 {
            let (_, rotated) = server.manage(Method::POST, &format!("{path}/rotate"), Some(rotation.clone())).await;
            let new = rotated["data"]["secret"].as_str().unwrap();
            assert!(new.starts_with("whsec_") && new != secret);
        }
        server.manage(Method::POST, &format!("{path}/test"), Some(test.clone())).await;
        server.send_webhooks(&courier).await;
        let heard = receiver.heard();
        signatures.push(heard[0].header("webhook-signature").split(' ').count());
        assert_eq!(heard[0].json()["data"]["end_user"]["organization_name"], "Test");
    }
    assert_eq!(signatures, [1, 2, 1]);
    for answer in [&path, "/v1/webhooks", &format!("{path}/deliveries")] {
        let (_, body) = server.manage(Method::GET, answer, None).await;
        assert!(!body.to_string().contains("whsec_"), "{body}");
    }
    let kept: Vec<u8> = sqlx::query_scalar("SELECT ciphertext FROM webhook_endpoints")
        .fetch_one(&server.database().await)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("whsec_"));
    let too_long = json!({ "overlap_hours": 169 });
    assert_eq!(server.manage(Method::POST, &format!("{path}/rotate"), Some(too_long)).await.0, 400);
}

/// W-11
#[tokio::test]
async fn nothing_is_sent_to_private_addresses_unless_the_operator_says_so() {
    let (server, receiver) =
        (Server::start_with(|config| config.webhook_private_addresses = false).await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    for url in [receiver.url.as_str(), "https://127.0.0.1/", "https://[::1]/", "http://app.example.com/", "nothing"] {
        let (status, refused) = server.manage(Method::POST, "/v1/webhooks", Some(json!({ "url": url }))).await;
        assert_eq!((status, refused["error"]["code"].as_str()), (400, Some("PLATFORM.INPUT_INVALID")), "{url}");
        assert!(refused["error"]["message"].as_str().unwrap().starts_with("url:"), "{refused}");
    }
    // A name may lead anywhere, and an address may have been allowed before: what counts is what is dialled.
    let (id, _) = server.endpoint("https://localhost:8443/", json!({})).await;
    for url in ["https://localhost:8443/", receiver.url.as_str()] {
        let update = "UPDATE webhook_endpoints SET url = $1";
        sqlx::query(update).bind(url).execute(&server.database().await).await.unwrap();
        connected(&server).await;
        server.send_webhooks(&courier).await;
    }
    assert_eq!(receiver.heard().len(), 0);
    let said: Vec<String> = deliveries(&server, &id)
        .await
        .iter()
        .map(|one| one["attempts"][0]["answer"].as_str().unwrap().to_owned())
        .collect();
    assert!(said.iter().any(|said| said.contains("no public address")), "{said:?}");
    assert!(said.iter().any(|said| said.contains("must begin with https")), "{said:?}");
}

#[tokio::test]
async fn one_event_can_be_sent_again_and_an_unknown_one_is_said_to_be_so() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    connected(&server).await;
    let (id, _) = server.endpoint(&receiver.url, json!({})).await;
    server.send_webhooks(&courier).await;
    assert_eq!(receiver.heard().len(), 0, "it happened before");
    let path = format!("/v1/webhooks/{id}/replay");
    let since = json!({ "since": "2020-01-01T00:00:00Z" });
    assert_eq!(server.manage(Method::POST, &path, Some(since)).await.1["data"]["count"], 1);
    server.send_webhooks(&courier).await;
    let first = receiver.heard();
    let again = json!({ "event_id": first[0].json()["id"] });
    assert_eq!(server.manage(Method::POST, &path, Some(again)).await.0, 200);
    server.send_webhooks(&courier).await;
    assert_eq!(receiver.heard()[0].body, first[0].body);
    for wrong in [
        json!({}),
        json!({ "event_id": "x" }),
        json!({ "since": "yesterday" }),
        json!({ "event_id": "x", "since": "y" }),
    ] {
        assert_eq!(server.manage(Method::POST, &path, Some(wrong.clone())).await.0, 400, "{wrong}");
    }
}

/// W-01, S-12
#[tokio::test]
async fn nothing_that_was_typed_and_nothing_that_opens_anything_is_told() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    server.endpoint(&receiver.url, json!({})).await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
    let (_, session) = server.open(&id, &secret).await;
    let token = session["token"].as_str().unwrap();
    let mut wrong = answers("cafebabecafebabecafebabecafebabecafebabe");
    wrong["answers"]["subdomain"] = json!("canarycorp");
    answer(server.submission(token, "key-00000001", &wrong)).await;
    let (_, done) = answer(server.submission(token, "key-00000002", &answers(NEW_KEY))).await;
    server.send_webhooks(&courier).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 2);
    let (_, log) = server.manage(Method::GET, &format!("/v1/links/{id}/log"), None).await;
    let page = server.request(Method::GET, &format!("/logs/{id}")).basic_auth("x", Some(&server.production));
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("credentials-rejected"), "{page}");
    let told = [format!("{heard:?}"), log.to_string(), page].concat();
    let activation = done["activation_token"].as_str().unwrap();
    for canary in ["cafebabe", "canarycorp", NEW_KEY, secret.as_str(), token, activation, &server.production] {
        assert!(!told.contains(canary), "{canary}: {told}");
    }
}

/// W-05
#[tokio::test]
async fn an_event_is_there_exactly_when_what_it_tells_of_is() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    server.endpoint(&receiver.url, json!({})).await;
    let (mut made, mut refused) = (0, 0);
    for round in 0..60 {
        let (link, token) = server.session().await;
        let sent = tokio::spawn(answer(server.submission(&token, "key-00000001", &answers(KEY))));
        // Sometimes before the tool is asked, mostly while it is, sometimes after.
        for _ in 0..round % 6 {
            server.manage(Method::GET, "/v1/check-api-key", None).await;
        }
        server.manage(Method::POST, &format!("/v1/links/{link}/revoke"), None).await;
        match sent.await.unwrap().0 {
            200 => made += 1,
            410 => refused += 1,
            status => panic!("{status}"),
        }
    }
    assert!(made > 0 && refused > 0, "it was a race: {made} {refused}");
    server.send_webhooks(&courier).await;
    assert_eq!(receiver.heard().len(), made);
}
