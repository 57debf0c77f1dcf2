//! A real backend on a real port with a real database, and the stand-ins beside it.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use backend::config::{Config, ToolAddress};
use backend::crypto::new_object_id;
use backend::demo::standin;
use backend::server::{self, App};
use clap::Parser;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use tokio::net::TcpListener;
use wire::Environment;

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) url: String,
    pub(crate) client: Client,
    pub(crate) production: String,
    pub(crate) development: String,
    pub(crate) folder: PathBuf,
}

pub(crate) fn config(folder: &std::path::Path) -> Config {
    let database = format!("sqlite:{}", folder.join("connect.db").display());
    let words = ["test", "--database-url", &database, "--data-dir", folder.to_str().unwrap()];
    Settings::parse_from(words).config
}

pub(crate) fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("connect-test-{}", new_object_id()))
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = folder();
        let standins = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = standins.local_addr().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut config = config(&folder);
        config.base_url = Some(url.parse().unwrap());
        let addresses = standin::PATHS.map(|(tool, path)| format!("{tool}=http://{address}/{path}"));
        config.tool_addresses = addresses.iter().map(|entry| entry.parse::<ToolAddress>().unwrap()).collect();
        tokio::spawn(standin::serve(standins));
        let app = App::start(&config).await.unwrap();
        tokio::spawn(server::serve(app.clone(), listener));
        let tenant = app.store.create_tenant("Acme").await.unwrap();
        let mut keys = Vec::new();
        for kind in [Environment::Production, Environment::Development] {
            let environment = app.store.environment_of(&tenant, kind).await.unwrap();
            keys.push(app.store.create_api_key(&environment.id).await.unwrap().expose().to_owned());
        }
        let (development, production) = (keys.pop().unwrap(), keys.pop().unwrap());
        Self { app, url, client: Client::new(), production, development, folder }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// A call of the management API with the production key.
    pub(crate) async fn manage(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = self.request(method, path).bearer_auth(&self.production);
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    pub(crate) async fn link(&self, fields: Value) -> (String, String) {
        let mut body = json!({
            "end_user_email": "erin@initech.example",
            "end_user_organization_name": "Initech",
            "end_user_origin_id": "36123",
            "link_type": "MAGIC_LINK",
        });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let (status, answer) = self.manage(Method::POST, "/v1/connect/create-link", Some(body)).await;
        assert_eq!(status, 200, "{answer}");
        let link = answer["data"]["link"].as_str().unwrap();
        let (address, secret) = link.split_once('#').unwrap();
        (address.rsplit('/').next().unwrap().to_owned(), secret.to_owned())
    }

    pub(crate) async fn open(&self, id: &str, secret: &str) -> (u16, Value) {
        answer(self.request(Method::POST, "/api/session").json(&json!({ "link": id, "secret": secret }))).await
    }

    /// A link for `BambooHR`, opened: its id and its session token.
    pub(crate) async fn session(&self) -> (String, String) {
        let (id, secret) = self.link(json!({ "integration_tool": "bamboohr" })).await;
        let (_, session) = self.open(&id, &secret).await;
        (id, session["token"].as_str().unwrap().to_owned())
    }

    /// Sets the end of a link's time, in milliseconds from now.
    pub(crate) async fn set_expiry(&self, link: &str, from_now: i64) {
        let pool =
            sqlx::SqlitePool::connect(&format!("sqlite:{}", self.folder.join("connect.db").display())).await.unwrap();
        let update = "UPDATE links SET expires_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) + $1 WHERE id = $2";
        sqlx::query(update).bind(from_now).bind(link).execute(&pool).await.unwrap();
    }

    /// Runs the command line beside the server: whether it worked, and what it said.
    pub(crate) fn connect(&self, words: &[&str]) -> (bool, String) {
        let database = format!("sqlite:{}", self.folder.join("connect.db").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_connect"));
        let command = command.args(words).env("DATA_DIR", &self.folder).env("DATABASE_URL", database);
        let output = command.env("BASE_URL", &self.url).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    pub(crate) fn submission(&self, token: &str, key: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, "/api/submissions").bearer_auth(token).header("idempotency-key", key).json(body)
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef01234567";

pub(crate) fn answers(api_key: &str) -> Value {
    json!({ "tool": "bamboohr", "answers": { "subdomain": "acme", "api_key": api_key }, "opted_out": [] })
}

impl Drop for Server {
    fn drop(&mut self) {
        // Left behind, it is only a temporary folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
