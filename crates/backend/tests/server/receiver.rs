//! A receiver of webhooks that answers what it is told to, and remembers what it heard.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use super::Server;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use backend::webhook::Courier;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A status, headers beside it, and a text.
type Says = (u16, Vec<(&'static str, String)>, String);

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    says: Arc<Mutex<Says>>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hear", listener.local_addr().unwrap());
        let receiver = Self { url, heard: Arc::default(), says: Arc::default() };
        let router = Router::new().fallback(hear).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver.says(200, Vec::new());
        receiver
    }

    /// What it answers from now on.
    pub(crate) fn says(&self, status: u16, headers: Vec<(&'static str, String)>) {
        *self.says.lock().unwrap() = (status, headers, "what I say".to_owned());
    }

    /// The same, at length.
    pub(crate) fn says_at_length(&self, status: u16, text: String) {
        *self.says.lock().unwrap() = (status, Vec::new(), text);
    }

    /// How much it has heard since it was last asked.
    pub(crate) fn count(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// What it has heard since it was last asked.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

async fn hear(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> Response {
    receiver.heard.lock().unwrap().push(Heard { headers, body });
    let (status, headers, text) = receiver.says.lock().unwrap().clone();
    let mut answer = (StatusCode::from_u16(status).unwrap(), text).into_response();
    for (name, value) in headers {
        answer.headers_mut().insert(name, value.parse().unwrap());
    }
    answer
}

impl Server {
    /// An endpoint of the production environment: its id and its secret.
    pub(crate) async fn endpoint(&self, url: &str, wish: Value) -> (String, String) {
        let mut body = json!({ "url": url });
        body.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
        let (status, made) = self.manage(Method::POST, "/v1/webhooks", Some(body)).await;
        assert_eq!(status, 200, "{made}");
        let text = |name: &str| made["data"][name].as_str().unwrap().to_owned();
        (text("id"), text("secret"))
    }

    /// Sends what is due, and waits until it has been answered.
    pub(crate) async fn send_webhooks(&self, courier: &Courier) {
        loop {
            let sent = courier.tick().await.unwrap();
            if sent.is_empty() {
                return;
            }
            for one in sent {
                one.await.unwrap();
            }
        }
    }
}
