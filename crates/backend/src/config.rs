//! What an operator can set. Every setting is an environment variable and an option of the command line.

use crate::crypto::KeySource;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use url::Url;
use wire::ToolId;

/// Settings of the server.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// The address to listen on.
    #[arg(long, env = "HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// The port to listen on.
    #[arg(long, env = "PORT", default_value_t = 8080)]
    pub port: u16,
    /// Where end users reach this server, as in `https://connect.example.com`. Links begin with it; it is never taken from a
    /// request.
    #[arg(long, env = "BASE_URL")]
    pub base_url: Option<BaseUrl>,
    /// Where the data is, as in `sqlite:data/connect.db`, or `postgres://user:password@host/connect` for several nodes.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, default_value = "sqlite:data/connect.db")]
    pub database_url: String,
    /// The folder for the encryption key and the demo's links.
    #[arg(long, env = "DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// The key that protects credentials: 32 bytes in base64. When it is not set, `encryption.key` in the data folder is used, which is
    /// better: others can see a process's environment. Made on the first start, but never for an https address.
    #[arg(long, env = "ENCRYPTION_KEY", hide_env_values = true)]
    pub encryption_key: Option<KeyText>,
    /// Keys that open what was sealed before `ENCRYPTION_KEY` was changed, separated by commas.
    #[arg(long, env = "PREVIOUS_ENCRYPTION_KEYS", value_delimiter = ',', hide_env_values = true)]
    pub previous_encryption_keys: Vec<KeyText>,
    /// How many minutes after a check of an integration's credentials the next one is due.
    #[arg(long, env = "CHECK_INTERVAL", default_value_t = 180, value_parser = clap::value_parser!(u32).range(1..))]
    pub check_interval: u32,
    /// Other addresses for tools, as in `bamboohr=http://127.0.0.1:9000/{host},…`: for stand-ins and tests. `{host}` is the host that
    /// would have been asked. These may be private addresses; every other outgoing request may not.
    #[arg(long, env = "TOOL_ADDRESSES", value_delimiter = ',')]
    pub tool_addresses: Vec<ToolAddress>,
    /// A file with certificates, in PEM, of authorities that are trusted for the addresses in `TOOL_ADDRESSES`, and for webhooks where
    /// these may go to private addresses.
    #[arg(long, env = "TOOL_CA")]
    pub tool_ca: Option<PathBuf>,
    /// A folder with tool definitions of your own, beside those that ship. It is followed while the server runs.
    #[arg(long, env = "CATALOG_DIR")]
    pub catalog_dir: Option<PathBuf>,
    /// Your registered clients at tools that end users log in at, as in `datev=client-id:client-secret,…`. A tool that needs one is
    /// offered only when it is here.
    #[arg(long, env = "LOGIN_CLIENTS", value_delimiter = ',', hide_env_values = true)]
    pub login_clients: Vec<LoginClient>,
    /// The addresses that requests to tools come from, for end users who must allow them, as in `192.0.2.10, 192.0.2.11`.
    #[arg(long, env = "OUTGOING_ADDRESSES")]
    pub outgoing_addresses: Option<String>,
    /// The host of your SFTP server, for tools that drop files there. They are offered only when it is set.
    #[arg(long, env = "SFTP_HOST")]
    pub sftp_host: Option<String>,
    /// After how many seconds a webhook that was not taken is sent again, each time.
    #[arg(long, env = "WEBHOOK_RETRIES", value_delimiter = ',', default_value = RETRIES)]
    pub webhook_retries: Vec<u32>,
    /// How many seconds a webhook's receiver may take to answer.
    #[arg(long, env = "WEBHOOK_TIMEOUT", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub webhook_timeout: u32,
    /// Lets webhooks go to private addresses and over http, for receivers in your own network.
    #[arg(long, env = "WEBHOOK_PRIVATE_ADDRESSES")]
    pub webhook_private_addresses: bool,
    /// How many calls of the management API an API key may make a minute.
    #[arg(long, env = "RATE_LIMIT", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_limit: u32,
    /// Where metrics are served in Prometheus's format, as in `127.0.0.1:9464`; nowhere when it is not set. Keep it to yourself.
    #[arg(long, env = "METRICS_ADDRESS")]
    pub metrics_address: Option<SocketAddr>,
    /// How log lines are written: `text` or `json`.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// W-07
const RETRIES: &str = "5,300,1800,7200,18000,36000,50400,72000,86400";

/// What is between the attempts to deliver a webhook when nothing is said.
#[cfg(test)]
pub(crate) fn default_retries() -> Vec<Duration> {
    RETRIES.split(',').filter_map(|seconds| Some(Duration::from_secs(seconds.parse().ok()?))).collect()
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How webhooks are sent.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// What is between two attempts.
    pub retries: Vec<Duration>,
    /// How long a receiver may take.
    pub patience: Duration,
    /// Whether they may go to private addresses.
    pub private_addresses: bool,
}

impl Config {
    /// Where end users reach this server.
    pub fn base_url(&self) -> BaseUrl {
        self.base_url.clone().unwrap_or_else(|| {
            let host = match self.host {
                address if address.is_unspecified() => "localhost".to_owned(),
                IpAddr::V6(address) => format!("[{address}]"),
                IpAddr::V4(address) => address.to_string(),
            };
            BaseUrl(format!("http://{host}:{}", self.port))
        })
    }

    /// How webhooks are sent.
    pub(crate) fn webhooks(&self) -> Webhooks {
        Webhooks {
            retries: self.webhook_retries.iter().map(|seconds| Duration::from_secs((*seconds).into())).collect(),
            patience: Duration::from_secs(self.webhook_timeout.into()),
            private_addresses: self.webhook_private_addresses,
        }
    }

    /// Where the operator's keys are.
    pub(crate) fn key_source(&self) -> KeySource {
        match &self.encryption_key {
            Some(key) => KeySource::Settings(key.clone(), self.previous_encryption_keys.clone()),
            None => KeySource::File(self.key_file()),
        }
    }

    /// The file for the operator's keys.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.data_dir.join("encryption.key")
    }

    /// The other addresses, by tool.
    pub fn addresses(&self) -> BTreeMap<ToolId, String> {
        self.tool_addresses.iter().map(|entry| (entry.tool.clone(), entry.address.clone())).collect()
    }
}

/// An origin: scheme, host and port, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The origin's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is reached over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "write an origin such as https://connect.example.com, without a path";
        let url = Url::parse(text).map_err(|error| format!("{error}; {expected}"))?;
        let is_origin = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if is_origin { Ok(Self(url.origin().ascii_serialization())) } else { Err(expected.to_owned()) }
    }
}

/// A key in base64. Prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyText(String);

impl KeyText {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyText {
    type Err = std::convert::Infallible;

    // Checked when it is used, so that a wrong key is never echoed by the command line's own error.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for KeyText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyText(…)")
    }
}

/// Another address for one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolAddress {
    /// Which tool.
    pub tool: ToolId,
    /// Takes the place of the probe's address.
    pub address: String,
}

impl FromStr for ToolAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (tool, address) = text.split_once('=').ok_or("write tool=address, as in bamboohr=http://127.0.0.1:9000")?;
        Url::parse(address).map_err(|error| format!("the address of {tool}: {error}"))?;
        Ok(Self { tool: ToolId::from(tool.trim()), address: address.trim_end_matches('/').to_owned() })
    }
}

/// A client that is registered at a tool.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginClient {
    /// Which tool.
    pub tool: ToolId,
    /// The client's id.
    pub id: String,
    /// The client's secret.
    pub secret: wire::Secret,
}

impl std::fmt::Debug for LoginClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LoginClient({})", self.tool)
    }
}

impl FromStr for LoginClient {
    type Err = String;

    // The text holds a secret, so the error does not repeat it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || "write tool=client-id:client-secret".to_owned();
        let (tool, client) = text.split_once('=').ok_or_else(expected)?;
        let (id, secret) = client.split_once(':').ok_or_else(expected)?;
        Ok(Self { tool: ToolId::from(tool.trim()), id: id.to_owned(), secret: wire::Secret::new(secret) })
    }
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, ToolAddress};

    #[test]
    fn a_base_url_is_an_origin_and_nothing_more() {
        assert_eq!(
            "https://Connect.example.com:443/".parse::<BaseUrl>().unwrap().as_str(),
            "https://connect.example.com"
        );
        for wrong in [
            "connect.example.com",
            "ftp://a.example",
            "https://a.example/path",
            "https://a.example/?x",
            "https://u@a.example",
        ] {
            assert!(wrong.parse::<BaseUrl>().unwrap_err().contains("write an origin"), "{wrong}");
        }
    }

    #[test]
    fn a_tool_address_needs_both_halves() {
        assert!("bamboohr".parse::<ToolAddress>().unwrap_err().contains("tool=address"));
        assert!("bamboohr=nowhere".parse::<ToolAddress>().unwrap_err().contains("the address of bamboohr"));
    }
}
