//! A server in a process of its own, to be killed, and what the tests that kill it have in common.

use super::Server;
use reqwest::Client;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Node {
    pub(crate) port: u16,
    process: Child,
}

impl Node {
    pub(crate) fn start(server: &Server, port: u16) -> Self {
        Self::start_with(server, port, &[])
    }

    pub(crate) fn start_with(server: &Server, port: u16, settings: &[(&str, &str)]) -> Self {
        let tools: Vec<String> =
            server.app.tool_addresses.iter().map(|(tool, address)| format!("{tool}={address}")).collect();
        let mut command = Command::new(env!("CARGO_BIN_EXE_connect"));
        command.arg("serve").env("DATABASE_URL", &server.database_url).env("DATA_DIR", &server.folder);
        command.env("PORT", port.to_string()).env("TOOL_ADDRESSES", tools.join(",")).env("LOG", "error");
        command.env("BASE_URL", &server.url).env("WEBHOOK_PRIVATE_ADDRESSES", "true").env("RATE_LIMIT", "1000000");
        command.env("WEBHOOK_TIMEOUT", "1").env("WEBHOOK_RETRIES", ["1"; 40].join(","));
        command.envs(settings.iter().copied());
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        Self { port, process }
    }

    /// Waits until it answers. `false` when it ended before.
    pub(crate) async fn is_up(&mut self, client: &Client) -> bool {
        let begun = Instant::now();
        let address = format!("http://127.0.0.1:{}/healthz", self.port);
        while client.get(&address).send().await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "it does not start");
            if self.has_ended() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        true
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// SIGTERM
    pub(crate) fn terminate(&self) {
        assert!(Command::new("kill").arg(self.pid().to_string()).status().unwrap().success());
    }

    /// SIGKILL
    pub(crate) fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What somebody keeps who was told that they are connected.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) session: String,
    pub(crate) key: String,
    pub(crate) body: serde_json::Value,
    pub(crate) activation_token: String,
}

/// What must hold whatever was killed (T-05): whoever was told so is connected, once; a repeated submission is answered as before; nothing
/// sealed is left over or cannot be opened; every integration has its event.
pub(crate) async fn is_consistent(server: &Server, acknowledged: &[Acknowledged]) {
    for told in acknowledged {
        let path = format!("/v1/connect/integration-by-token/{}", told.activation_token);
        let (status, body) = server.manage(reqwest::Method::GET, &path, None).await;
        assert_eq!(status, 200, "told to be connected, and is not: {body}");
        let (status, again) = super::answer(server.submission(&told.session, &told.key, &told.body)).await;
        assert_eq!((status, again["activation_token"].as_str()), (200, Some(told.activation_token.as_str())));
    }
    let pool = server.database().await;
    let count = |query: &'static str| {
        let pool = pool.clone();
        async move { sqlx::query_scalar::<_, i64>(query).fetch_one(&pool).await.unwrap() }
    };
    let orphans = "SELECT COUNT(*) FROM credentials WHERE integration_id NOT IN (SELECT id FROM integrations)";
    assert_eq!(count(orphans).await, 0, "credentials of nobody");
    let bare = "SELECT COUNT(*) FROM integrations WHERE id NOT IN (SELECT integration_id FROM credentials)";
    assert_eq!(count(bare).await, 0, "integrations without credentials");
    let untold = "SELECT COUNT(*) FROM integrations WHERE id NOT IN (SELECT subject FROM webhook_events WHERE type = 'integration-created')";
    assert_eq!(count(untold).await, 0, "integrations that nobody is told of");
    let twice = "SELECT COUNT(*) - COUNT(DISTINCT link_id) FROM integrations";
    assert_eq!(count(twice).await, 0, "two integrations of one link");
    assert_eq!(unreadable(server).await, 0, "credentials that cannot be opened");
}

/// How many credentials this server's keys do not open.
pub(crate) async fn unreadable(server: &Server) -> usize {
    let pool = server.database().await;
    let all: Vec<(String, String)> =
        sqlx::query_as("SELECT id, environment_id FROM integrations").fetch_all(&pool).await.unwrap();
    let mut unreadable = 0;
    for (integration, environment) in &all {
        let (version, sealed) = server.app.store.credentials(integration).await.unwrap().unwrap();
        let subject = backend::crypto::Subject { environment, integration, version };
        unreadable += usize::from(server.app.keys.open(&subject, &sealed).is_err());
    }
    unreadable
}
