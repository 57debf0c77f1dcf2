//! What is remembered of deliveries, and how an operator hears of an endpoint that takes none (W-08).

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::checks::Scheduler;
use backend::clock::DAY;
use backend::webhook::Courier;
use metrics_exporter_prometheus::PrometheusBuilder;
use reqwest::Method;
use serde_json::{Value, json};
use server::receiver::Receiver;
use server::{KEY, Server, answer, answers};

async fn attempts(server: &Server, endpoint: &str) -> Vec<Value> {
    let (status, list) = server.manage(Method::GET, &format!("/v1/webhooks/{endpoint}/deliveries"), None).await;
    assert_eq!(status, 200, "{list}");
    let deliveries = list["data"]["deliveries"].as_array().unwrap().clone();
    deliveries.iter().flat_map(|delivery| delivery["attempts"].as_array().unwrap().clone()).collect()
}

async fn connect(server: &Server) {
    let (_, token) = server.session().await;
    assert_eq!(answer(server.submission(&token, "key-00000001", &answers(KEY))).await.0, 200);
}

#[tokio::test]
async fn of_an_attempt_the_status_the_time_and_the_first_1024_bytes_of_the_answer_are_kept_for_30_days() {
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let (courier, scheduler) = (Courier::new(server.app.clone()), Scheduler::new(server.app.clone()));
    let (endpoint, secret) = server.endpoint(&receiver.url, json!({})).await;
    receiver.says_at_length(200, "a".repeat(5000));
    connect(&server).await;
    server.send_webhooks(&courier).await;
    let kept = attempts(&server, &endpoint).await;
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0]["status"], &kept[0]["answer"]), (&json!(200), &json!("a".repeat(1024))));
    assert!(kept[0]["duration"].is_u64(), "{kept:?}");
    let signature = receiver.heard()[0].header("webhook-signature").to_owned();
    for value in [secret.as_str(), &signature, KEY] {
        assert!(!json!(kept).to_string().contains(value), "what proves who sent it is kept");
    }
    server.clock.advance(30 * DAY - 1);
    scheduler.tick().await.unwrap();
    assert_eq!(attempts(&server, &endpoint).await.len(), 1);
    server.clock.advance(1);
    scheduler.tick().await.unwrap();
    assert_eq!(attempts(&server, &endpoint).await.len(), 0);
    let left: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM webhook_attempts").fetch_one(&server.database().await).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_metric_counts_the_endpoints_that_were_switched_off() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let figures = recorder.handle();
    // Whatever this test begins runs on its own thread.
    let _heard = metrics::set_default_local_recorder(&recorder);
    let (server, receiver) = (Server::start().await, Receiver::start().await);
    let courier = Courier::new(server.app.clone());
    server.endpoint(&receiver.url, json!({})).await;
    receiver.says(410, Vec::new());
    connect(&server).await;
    assert!(!figures.render().contains("connect_webhook_endpoints_disabled_total"));
    server.send_webhooks(&courier).await;
    let said = figures.render();
    assert!(said.lines().any(|line| line == "connect_webhook_endpoints_disabled_total 1"), "{said}");
}
