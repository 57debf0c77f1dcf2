//! A connection link and the rules of its life (K-04): active until it is completed, revoked or expired, and then never again.

use crate::clock::{DAY, HOUR};
use crate::crypto::Opened;
use catalog::{Category, Language};
use url::{Host, Url};
use wire::{Environment, LinkId, ProblemCode, ToolId};

/// How a link is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkType {
    /// In an iframe in the host product.
    Embedded,
    /// As a page of its own, from an e-mail.
    MagicLink,
}

impl LinkType {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Embedded => "EMBEDDED",
            Self::MagicLink => "MAGIC_LINK",
        }
    }

    /// How long it lives, in milliseconds.
    pub fn lifetime(self) -> i64 {
        match self {
            Self::Embedded => HOUR,
            Self::MagicLink => 365 * DAY,
        }
    }
}

/// A connection link.
#[derive(Clone, Debug)]
pub struct Link {
    /// The public half.
    pub id: LinkId,
    /// The environment.
    pub environment_id: String,
    /// The secret half, hashed.
    pub secret_hash: String,
    /// How it is used.
    pub link_type: LinkType,
    /// What kind of system is to be connected.
    pub category: Category,
    /// The tool, when it is not to be chosen.
    pub tool: Option<ToolId>,
    /// The tool's own environment, for tools that have several.
    pub remote_environment: Option<String>,
    /// Language of the flow; the browser decides when there is none.
    pub language: Option<Language>,
    /// What is asked for.
    pub scope_config_id: String,
    /// Origins that may frame it.
    pub allowed_origins: Vec<String>,
    /// Who is asked.
    pub end_user_email: String,
    /// Whom they act for.
    pub end_user_organization_name: String,
    /// The customer's own id for them.
    pub end_user_origin_id: Option<String>,
    /// When it was made.
    pub created_at: i64,
    /// When its time is over.
    pub expires_at: i64,
    /// When it did its work.
    pub completed_at: Option<i64>,
    /// When it was taken back.
    pub revoked_at: Option<i64>,
    /// The integration, when it is a relink.
    pub relink: Option<Relinked>,
    /// The edition of that integration's credentials by now; `None` when it was deleted.
    pub version_now: Option<i64>,
    /// The link whose rest it passes on, when it was handed over.
    pub handed_over_from: Option<LinkId>,
    /// Answers that were given before it was handed over; none of them is secret.
    pub answers: Opened,
    /// Whether something is left to do although its credentials were accepted.
    pub setup_pending: bool,
}

/// An integration as it was when a relink for it was made. A relink is good for that edition alone: of two, the first to be completed
/// ends the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relinked {
    /// The integration.
    pub integration: String,
    /// The edition of its credentials.
    pub version: i64,
}

/// Where a link is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It opens.
    Active,
    /// The credentials were accepted, and something is left to do.
    Finishing,
    /// It has done its work.
    Completed,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
    /// Another relink of the same integration was completed first.
    Superseded,
    /// The integration it was made for was deleted.
    IntegrationDeleted,
}

impl LinkState {
    /// The name shown to operators.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Finishing => "finishing",
            Self::Completed => "completed",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::IntegrationDeleted => "deleted",
        }
    }

    /// The problem that using it now is; `None` while it opens.
    pub fn problem(self) -> Option<ProblemCode> {
        match self {
            Self::Active | Self::Finishing => None,
            Self::Completed => Some(ProblemCode::LinkCompleted),
            Self::Revoked => Some(ProblemCode::LinkRevoked),
            Self::Expired => Some(ProblemCode::LinkExpired),
            Self::Superseded => Some(ProblemCode::LinkSuperseded),
            Self::IntegrationDeleted => Some(ProblemCode::IntegrationDeleted),
        }
    }
}

/// How much longer than its link somebody who has opened it in time may take, in milliseconds. More than 20 hours, so that nobody is
/// hurried (WCAG 2.2, 2.2.1; docs/adr/0011-time-limits.md).
pub const GRACE: i64 = 24 * HOUR;

impl Link {
    /// Where it is in its life, for whoever wants to open it.
    pub fn state(&self, at: i64) -> LinkState {
        self.state_before(self.expires_at, at)
    }

    /// Where it is in its life, for whoever has opened it in time.
    pub fn state_once_opened(&self, at: i64) -> LinkState {
        self.state_before(self.expires_at + GRACE, at)
    }

    fn state_before(&self, end: i64, at: i64) -> LinkState {
        let edition = self.relink.as_ref().map(|relink| (relink.version, self.version_now));
        if self.completed_at.is_some() {
            let opens = self.setup_pending && self.revoked_at.is_none() && end > at;
            if opens { LinkState::Finishing } else { LinkState::Completed }
        } else if self.revoked_at.is_some() {
            LinkState::Revoked
        } else if let Some((_, None)) = edition {
            LinkState::IntegrationDeleted
        } else if edition.is_some_and(|(version, now)| now != Some(version)) {
            LinkState::Superseded
        } else if end <= at {
            LinkState::Expired
        } else {
            LinkState::Active
        }
    }

    /// Whom the browser lets frame it (E-01).
    pub fn frame_ancestors(&self, at: i64) -> String {
        if self.allowed_origins.is_empty() || self.state_once_opened(at).problem().is_some() {
            "'none'".to_owned()
        } else {
            self.allowed_origins.join(" ")
        }
    }
}

/// An origin that may frame a link, as it is written into a header (E-02). The error says what is expected.
pub fn allowed_origin(text: &str, environment: Environment) -> Result<String, String> {
    let refused = || format!("allowed_origins: {text:?} is not an origin such as https://app.example.com");
    let is_plain = text.is_ascii()
        && !text.chars().any(|c| c.is_ascii_whitespace() || c.is_ascii_control() || ";,*'\"\\".contains(c));
    if !is_plain {
        return Err(refused());
    }
    let url = Url::parse(text).map_err(|_| refused())?;
    let bare = url.origin().ascii_serialization();
    let is_origin = bare != "null" && (text == bare || text.strip_suffix('/') == Some(&bare));
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        _ => false,
    };
    let allowed = match (url.scheme(), environment) {
        ("https", Environment::Production) => matches!(url.host(), Some(Host::Domain(name)) if is_name(name)),
        ("https", Environment::Development) => true,
        ("http", Environment::Development) => is_local,
        _ => false,
    };
    if is_origin && allowed { Ok(bare) } else { Err(refused()) }
}

/// Whether it is a host's name as a certificate may have it: a parser of addresses takes more.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let has_ends = !label.starts_with('-') && !label.ends_with('-');
        (1..=63).contains(&label.len())
            && has_ends
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::allowed_origin;
    use proptest::prelude::*;
    use wire::Environment;

    #[test]
    fn exact_origins_are_allowed_and_local_ones_in_development_only() {
        assert_eq!(
            allowed_origin("https://app.example.com/", Environment::Production).unwrap(),
            "https://app.example.com"
        );
        assert!(allowed_origin("http://localhost:3000", Environment::Development).is_ok());
        assert!(allowed_origin("http://localhost:3000", Environment::Production).is_err());
    }

    /// E-02
    #[test]
    fn hostile_origins_are_refused() {
        for text in [
            "*",
            "null",
            "https://*",
            "https://*.example.com",
            "https://a.example/path",
            "https://a.example?x",
            "https://u@a.example",
            "https://a.example; script-src *",
            "https://a.example,https://b.example",
            "https://a.example https://b.example",
            "https://a.example\n",
            "javascript:alert(1)",
            "data:,x",
            "file:///",
            "https://192.168.0.1",
            "https://[::1]",
            "http://a.example",
            "https://аpple.example",
            "'self'",
            "https://a.example'",
            "",
            " ",
            "//a.example",
            "a.example",
            "https:/a.example",
            "https:\\\\a.example",
        ] {
            assert!(allowed_origin(text, Environment::Production).is_err(), "{text:?}");
        }
    }

    proptest! {
        /// E-02: nothing that is allowed can add a directive or a second source.
        #[test]
        fn whatever_is_allowed_is_one_plain_source(text in "(https://)?[ -~é\n]{0,40}") {
            if let Ok(origin) = allowed_origin(&text, Environment::Production) {
                prop_assert!(!origin.contains([';', ',', ' ', '\n', '\'', '*']) && origin.starts_with("https://"));
            }
        }
    }
}
