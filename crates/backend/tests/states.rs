//! What becomes of integrations as time goes by, on a clock that the tests move.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::checks::Scheduler;
use backend::clock::{DAY, HOUR};
use reqwest::Method;
use serde_json::{Value, json};
use server::{NEW_KEY, Server, answer, answers};

impl Server {
    /// A call of the management API with the development key.
    async fn develop(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = self.request(method, path).bearer_auth(&self.development);
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Time goes by; whatever becomes due is done every three hours.
    async fn pass(&self, time: i64) {
        let scheduler = Scheduler::new(self.app.clone());
        for _ in 0..time / (3 * HOUR) {
            self.clock.advance(3 * HOUR);
            scheduler.tick().await.unwrap();
        }
    }

    /// From now on the tool refuses every key, or answers as it usually does.
    async fn refuse(&self, refuse: bool) {
        let order = if refuse { json!({ "instead": { "status": 401 } }) } else { json!({}) };
        self.order("bamboohr", order).await;
    }

    async fn state(&self, id: &str) -> String {
        let environment = self.environment().await;
        let integration = self.app.store.integration(&environment, id).await.unwrap().unwrap();
        integration.health().state().as_str().to_owned()
    }

    async fn checked_at(&self, id: &str) -> Option<i64> {
        self.app.store.integration(&self.environment().await, id).await.unwrap().unwrap().checked_at
    }

    /// An integration in production.
    async fn connected(&self) -> String {
        let (_, token) = self.session().await;
        let (_, connected) = answer(self.submission(&token, "key-00000001", &answers(server::KEY))).await;
        let path = format!("/v1/connect/integration-by-token/{}", connected["activation_token"].as_str().unwrap());
        self.manage(Method::GET, &path, None).await.1["data"]["id"].as_str().unwrap().to_owned()
    }

    /// An integration with the sandbox, in development.
    async fn sandboxed(&self) -> String {
        let link = json!({ "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech",
            "integration_tool": "sandbox" });
        let (_, link) = self.develop(Method::POST, "/v1/connect/create-link", Some(link)).await;
        let (address, secret) = link["data"]["link"].as_str().unwrap().split_once('#').unwrap();
        let (_, session) = self.open(address.rsplit('/').next().unwrap(), secret).await;
        let body = json!({ "tool": "sandbox", "answers": { "api_key": "sandbox-key" }, "opted_out": [],
            "asked": session["tool"]["asked"] });
        let sent = self.submission(session["token"].as_str().unwrap(), "key-00000001", &body);
        let (_, connected) = answer(sent).await;
        let path = format!("/v1/connect/integration-by-token/{}", connected["activation_token"].as_str().unwrap());
        self.develop(Method::GET, &path, None).await.1["data"]["id"].as_str().unwrap().to_owned()
    }

    async fn sandbox_state(&self, id: &str) -> String {
        let environment = self.app.store.owner_of_key(&self.development).await.unwrap().unwrap().0;
        let integration = self.app.store.integration(&environment.id, id).await.unwrap().unwrap();
        integration.health().state().as_str().to_owned()
    }
}

#[tokio::test]
async fn three_days_of_failing_authentication_pause_an_integration_and_a_relink_revives_it() {
    let server = Server::start().await;
    let id = server.connected().await;
    server.refuse(true).await;
    server.pass(3 * DAY).await;
    assert_eq!(server.state(&id).await, "ACTIVE", "the first failure was three hours in");
    server.pass(3 * HOUR).await;
    assert_eq!(server.state(&id).await, "INVALID");
    let (_, details) = server.manage(Method::GET, &format!("/v1/integrations/{id}"), None).await;
    assert_eq!(details["data"]["status"], "INVALID");

    let last = server.checked_at(&id).await;
    server.pass(DAY).await;
    assert_eq!(server.checked_at(&id).await, last, "it is not checked any more");

    let (link, secret) = server.relink(&id, json!({})).await;
    let (_, session) = server.open(&link, &secret).await;
    assert_eq!(session["tool"]["relink"]["stored"], "failing");
    server.refuse(false).await;
    let sent = server.submission(session["token"].as_str().unwrap(), "key-00000001", &answers(NEW_KEY));
    assert_eq!(answer(sent).await.0, 200);
    assert_eq!(server.state(&id).await, "ACTIVE");
    server.pass(3 * HOUR).await;
    assert!(server.checked_at(&id).await > last, "it is checked again");
    server.refuse(true).await;
    server.pass(2 * DAY).await;
    assert_eq!(server.state(&id).await, "ACTIVE", "the days before the relink do not count");
}

#[tokio::test]
async fn two_days_of_failures_and_a_success_begin_anew() {
    let server = Server::start().await;
    let id = server.connected().await;
    for _ in 0..3 {
        server.refuse(true).await;
        server.pass(2 * DAY).await;
        server.refuse(false).await;
        server.pass(3 * HOUR).await;
        assert_eq!(server.state(&id).await, "ACTIVE");
    }
}

#[tokio::test]
async fn a_tool_that_does_not_answer_or_asks_for_patience_says_nothing_about_credentials() {
    let server = Server::start().await;
    let id = server.connected().await;
    for status in [500, 429] {
        server.order("bamboohr", json!({ "instead": { "status": status } })).await;
        server.pass(5 * DAY).await;
        assert_eq!(server.state(&id).await, "ACTIVE", "{status}");
    }
    server.order("bamboohr", json!({ "instead": { "status": 403 } })).await;
    server.pass(5 * DAY).await;
    assert_eq!(server.state(&id).await, "ACTIVE", "a missing permission is no failed authentication");
}

#[tokio::test]
async fn fourteen_quiet_days_make_an_integration_inactive_in_development_and_not_in_production() {
    let server = Server::start().await;
    let (sandboxed, connected) = (server.sandboxed().await, server.connected().await);
    let path = format!("/v1/integrations/{sandboxed}");
    server.pass(13 * DAY).await;
    let (_, details) = server.develop(Method::GET, &path, None).await;
    assert_eq!(details["data"]["status"], "ACTIVE");
    server.pass(13 * DAY).await;
    assert_eq!(server.sandbox_state(&sandboxed).await, "ACTIVE", "it was asked for thirteen days ago");
    server.pass(DAY).await;
    assert_eq!(server.sandbox_state(&sandboxed).await, "INACTIVE");
    assert_eq!(server.state(&connected).await, "ACTIVE");

    assert_eq!(server.develop(Method::PUT, &format!("{path}/enabled"), Some(json!({ "value": true }))).await.0, 200);
    assert_eq!(server.sandbox_state(&sandboxed).await, "ACTIVE");
    server.pass(13 * DAY).await;
    assert_eq!(server.sandbox_state(&sandboxed).await, "ACTIVE", "activating it counts as using it");
}

#[tokio::test]
async fn an_integration_that_is_switched_off_keeps_everything_and_is_not_checked() {
    let server = Server::start().await;
    let id = server.connected().await;
    let path = format!("/v1/integrations/{id}/enabled");
    let switch = async |value: Value| server.manage(Method::PUT, &path, Some(json!({ "value": value }))).await;
    assert_eq!(switch(json!(false)).await, (200, json!({ "status": "success", "data": {} })));
    assert_eq!(server.state(&id).await, "INACTIVE");
    server.pass(DAY).await;
    assert_eq!(server.checked_at(&id).await, None);
    assert!(server.app.store.credentials(&id).await.unwrap().is_some());
    switch(json!(true)).await;
    server.pass(3 * HOUR).await;
    assert_eq!((server.state(&id).await.as_str(), server.checked_at(&id).await.is_some()), ("ACTIVE", true));
    let (status, answer) = switch(json!("yes")).await;
    assert_eq!((status, answer["error"]["code"].as_str()), (400, Some("PLATFORM.INPUT_INVALID")));
    let unknown = server.manage(Method::PUT, "/v1/integrations/x:y/enabled", Some(json!({ "value": true }))).await;
    assert_eq!(unknown.0, 404);
}

#[tokio::test]
async fn what_is_switched_on_again_is_as_invalid_as_it_was() {
    let server = Server::start().await;
    let id = server.connected().await;
    server.refuse(true).await;
    server.pass(4 * DAY).await;
    let path = format!("/v1/integrations/{id}/enabled");
    server.manage(Method::PUT, &path, Some(json!({ "value": false }))).await;
    server.manage(Method::PUT, &path, Some(json!({ "value": true }))).await;
    assert_eq!(server.state(&id).await, "INVALID");
}

#[tokio::test]
async fn several_schedulers_check_an_integration_once() {
    let server = Server::start().await;
    let id = server.connected().await;
    server.clock.advance(3 * HOUR);
    let claims = (0..8).map(|_| {
        let store = server.app.store.clone();
        tokio::spawn(async move { store.claim_due(store.now(), 3 * HOUR).await.unwrap() })
    });
    let mut claimed = Vec::new();
    for claim in claims.collect::<Vec<_>>() {
        claimed.extend(claim.await.unwrap().into_iter().map(|integration| integration.id));
    }
    assert_eq!(claimed, [id]);
}

#[tokio::test]
async fn a_month_after_their_end_links_in_production_no_longer_say_who_was_asked_and_later_in_development() {
    let server = Server::start().await;
    let (id, _) = server.session().await;
    server.sandboxed().await;
    assert!(server.app.store.revoke_link(&wire::LinkId::new(&id)).await.unwrap());
    let named = async |environment: &str| {
        let links = server.app.store.links(environment).await.unwrap();
        links.iter().filter(|link| !link.end_user_email.is_empty()).count()
    };
    let development = server.app.store.owner_of_key(&server.development).await.unwrap().unwrap().0.id;
    let production = server.environment().await;
    let before = (named(&production).await, named(&development).await);
    server.pass(31 * DAY).await;
    assert_eq!((named(&production).await, named(&development).await), (before.0 - 1, before.1));
    server.pass(60 * DAY).await;
    assert_eq!(named(&development).await, before.1 - 1);
    let (status, problem) = server.open(&id, "cfl_wrong").await;
    assert_eq!((status, problem["code"].as_str()), (404, Some("link-unknown")));
}
