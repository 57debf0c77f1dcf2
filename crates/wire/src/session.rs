//! What an opened link yields.

use crate::{LinkId, Secret, TenantId, Tool, ToolId};
use serde::{Deserialize, Serialize};

/// Asks for a session with the two halves of a link. With a session token in the `Authorization` header there is no body.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenRequest {
    /// The half that stands in the path.
    pub link: LinkId,
    /// The half that stands in the fragment.
    pub secret: Secret,
}

/// Everything the page knows about the link it was opened from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Proof of having opened the link; ends with the link, or 24 hours after the page was last loaded.
    pub token: Secret,
    /// The link.
    pub link: LinkId,
    /// Decides the draft policy; a property of the link, never of the build.
    pub environment: Environment,
    /// Language of the texts in here, as a BCP 47 tag.
    pub language: String,
    /// Who asks.
    pub tenant: TenantId,
    /// Their name, as the end user knows it.
    pub tenant_name: String,
    /// Whom the end user acts for.
    pub organization: String,
    /// Connect, or relink.
    pub purpose: Purpose,
    /// 32 bytes, base64: seals secrets in production drafts. Absent where drafts are not sealed. Never stored (S-02).
    #[serde(default)]
    pub draft_key: Option<Secret>,
    /// What there is to choose from. Empty when the link names its tool.
    #[serde(default)]
    pub tools: Vec<ToolSummary>,
    /// The tool, when the link names it.
    #[serde(default)]
    pub tool: Option<Tool>,
    /// What makes the page look and sound like the tenant's own.
    #[serde(default)]
    pub brand: Brand,
}

/// What makes the page look and sound like the tenant's own. Colours and fonts are not in here: the shell applies them before the app
/// is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Stands in the place of the tenant's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// Said on the first screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welcome: Option<Said>,
    /// Said when it is done, instead of what the page says by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<Said>,
    /// The tenant's privacy notice: an `https` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// Where the end user gets help: an `https`, `mailto` or `tel` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
}

/// The tenant's logo, as `data:` addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// For a light page.
    pub light: String,
    /// For a dark one.
    pub dark: String,
}

/// A text of the tenant's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its language, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The text, without markup.
    pub text: String,
}

/// A row of the tool choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolSummary {
    /// Which tool.
    pub id: ToolId,
    /// Its name.
    pub name: String,
    /// Its logo, as a `data:` address.
    pub logo: String,
}

/// Where an integration lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// The customer's own customers.
    Production,
    /// The customer's developers, with sandboxes.
    Development,
}

impl Environment {
    /// The name used in JSON, in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Development => "development",
        }
    }
}

/// What the link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Make a new integration.
    Connect,
    /// Give one that exists new credentials, or other scopes.
    Relink,
}
