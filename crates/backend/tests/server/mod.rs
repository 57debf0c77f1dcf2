//! A real backend on a real port with a real database, and the stand-ins beside it.

#![allow(dead_code, reason = "each test file uses the part it needs")]
#![allow(clippy::print_stdout, reason = "figures and seeds, for whoever reads the run")]

pub(crate) mod figures;
pub(crate) mod node;
pub(crate) mod receiver;
pub(crate) mod relinking;

use backend::clock::Clock;
use backend::config::Config;
use backend::crypto::new_object_id;
use backend::demo::standin;
use backend::role::Role;
use backend::server::{self, App};
use backend::tool_files::LiveCatalog;
use clap::Parser;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use sqlx::migrate::MigrateDatabase;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
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
    pub(crate) clock: Clock,
    pub(crate) standins: String,
    pub(crate) database_url: String,
    /// What `BambooHR` is asked for by default in production.
    asked: String,
}

/// On the database that the tests run against: a file of its own, or a database of its own in a server.
pub(crate) fn config(folder: &std::path::Path) -> Config {
    let database = match std::env::var("TEST_POSTGRES") {
        Ok(server) => format!("{server}/{}", new_object_id().to_lowercase()),
        Err(_) => format!("sqlite:{}", folder.join("connect.db").display()),
    };
    let words = ["test", "--database-url", &database, "--data-dir", folder.to_str().unwrap()];
    Settings::parse_from(words).config
}

/// A server's databases are made first.
pub(crate) async fn create_database(config: &Config) {
    if config.database_url.starts_with("postgres:") {
        sqlx::any::install_default_drivers();
        sqlx::Any::create_database(&config.database_url).await.unwrap();
    }
}

pub(crate) fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("connect-test-{}", new_object_id()))
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// With other settings.
    pub(crate) async fn start_with(adapt: impl FnOnce(&mut Config)) -> Self {
        let folder = folder();
        let standins = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = standins.local_addr().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut config = config(&folder);
        config.base_url = Some(url.parse().unwrap());
        // Many tests call more often than anybody should.
        config.rate_limit = 1_000_000;
        config.webhook_private_addresses = true;
        adapt(&mut config);
        create_database(&config).await;
        let catalog = Arc::new(LiveCatalog::read(config.catalog_dir.as_deref()).unwrap());
        config.tool_addresses.extend(standin::addresses(&catalog.now(), address));
        let (id, secret) = standin::LOGIN_CLIENT;
        for tool in ["datev", "factorial"] {
            config.login_clients.push(format!("{tool}={id}:{secret}").parse().unwrap());
        }
        let followed = catalog.clone();
        tokio::spawn(async move { followed.follow().await });
        tokio::spawn(standin::serve(standins, catalog));
        // Its time stands still, and its scheduler does what is due only when a test says so.
        let clock = Clock::simulated();
        let app = App::start_with(&config, clock.clone()).await.unwrap();
        let router = server::router(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let looked_after = app.clone();
        tokio::spawn(async move { looked_after.follow_catalog().await });
        let tenant = app.store.create_tenant("Acme").await.unwrap();
        let mut keys = Vec::new();
        for kind in [Environment::Production, Environment::Development] {
            let environment = app.store.environment_of(&tenant, kind).await.unwrap();
            keys.push(app.store.create_api_key(&environment.id, Role::Admin).await.unwrap().expose().to_owned());
        }
        let (development, production) = (keys.pop().unwrap(), keys.pop().unwrap());
        let standins = format!("http://{address}");
        let (client, asked) = (Client::new(), String::new());
        let database_url = config.database_url;
        let mut server =
            Self { app, url, client, production, development, folder, clock, standins, database_url, asked };
        let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
        let (_, session) = server.open(&id, &secret).await;
        session["tool"]["asked"].as_str().unwrap().clone_into(&mut server.asked);
        server
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
        halves(&self.manage(Method::POST, "/v1/connect/create-link", Some(body)).await)
    }

    /// A link in an environment, for any tool.
    pub(crate) async fn link_in(&self, environment: Environment) -> (String, String) {
        let key = match environment {
            Environment::Production => &self.production,
            Environment::Development => &self.development,
        };
        let body = json!({ "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech" });
        let request = self.request(Method::POST, "/v1/connect/create-link").bearer_auth(key).json(&body);
        halves(&answer(request).await)
    }

    /// A relink of an integration, with the production key.
    pub(crate) async fn relink(&self, integration: &str, fields: Value) -> (String, String) {
        let mut body = json!({ "link_type": "MAGIC_LINK" });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let path = format!("/v1/integrations/{integration}/relink");
        halves(&self.manage(Method::POST, &path, Some(body)).await)
    }

    /// The production environment's id.
    pub(crate) async fn environment(&self) -> String {
        self.app.store.owner_of_key(&self.production).await.unwrap().unwrap().0.id
    }

    /// What a stand-in answers from now on, instead of what the tool would.
    pub(crate) async fn order(&self, tool: &str, order: Value) {
        let request = self.client.put(format!("{}/orders/{tool}", self.standins)).json(&order);
        assert_eq!(request.send().await.unwrap().status(), 204);
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

    /// The database itself, for what no interface offers.
    pub(crate) async fn database(&self) -> sqlx::AnyPool {
        sqlx::AnyPool::connect(&self.database_url).await.unwrap()
    }

    /// Sets the end of a link's time, in milliseconds from now.
    pub(crate) async fn set_expiry(&self, link: &str, from_now: i64) {
        let pool = self.database().await;
        let update = "UPDATE links SET expires_at = $1 WHERE id = $2";
        sqlx::query(update).bind(self.clock.now() + from_now).bind(link).execute(&pool).await.unwrap();
    }

    /// Runs the command line beside the server: whether it worked, and what it said.
    pub(crate) fn connect(&self, words: &[&str]) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_connect"));
        let command = command.args(words).env("DATA_DIR", &self.folder).env("DATABASE_URL", &self.database_url);
        let output = command.env("BASE_URL", &self.url).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// What `BambooHR` is asked for by default in production.
    pub(crate) fn asked(&self) -> &str {
        &self.asked
    }

    /// A submission of what is asked for by default, unless the body says what was asked.
    pub(crate) fn submission(&self, token: &str, key: &str, body: &Value) -> RequestBuilder {
        let mut body = body.clone();
        if let Some(body) = body.as_object_mut() {
            body.entry("asked").or_insert_with(|| json!(self.asked));
        }
        self.request(Method::POST, "/api/submissions").bearer_auth(token).header("idempotency-key", key).json(&body)
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

/// The id and the secret of a link that was made.
pub(crate) fn halves((status, answer): &(u16, Value)) -> (String, String) {
    assert_eq!(*status, 200, "{answer}");
    let (address, secret) = answer["data"]["link"].as_str().unwrap().split_once('#').unwrap();
    (address.rsplit('/').next().unwrap().to_owned(), secret.to_owned())
}

/// Accepted as well.
pub(crate) const NEW_KEY: &str = "89abcdef0123456789abcdef0123456789abcdef";
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
