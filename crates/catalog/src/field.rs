//! The inputs of a tool and the pages they are on, as its `tool.toml` says it.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use wire::{Environment, FieldId, PemKind, PermissionId, Persist, ScopeId, StepId};

/// One input.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// Its id.
    #[schemars(with = "String")]
    pub id: FieldId,
    /// What kind of input.
    pub kind: Kind,
    /// Before the input of a subdomain.
    #[serde(default)]
    pub prefix: Option<String>,
    /// After the input of a subdomain; the address it becomes always ends with it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub suffix: Option<Spanned<String>>,
    /// What a host may end with.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub suffixes: Vec<Spanned<String>>,
    /// What there is to choose from.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub options: Vec<Spanned<String>>,
    /// What a PEM text is.
    #[serde(default)]
    pub holds: Option<Holds>,
    /// How the name of a file ends, such as `.csv`.
    #[serde(default)]
    pub accept: Vec<String>,
    /// The most that a file may hold, in thousands of characters.
    #[serde(default)]
    pub max_kb: Option<u16>,
    /// What is made.
    #[serde(default)]
    pub makes: Option<Makes>,
    /// What is shown to be copied into the tool.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub value: Option<Spanned<String>>,
    /// Whether it may stay empty.
    #[serde(default)]
    pub optional: bool,
    /// What a good answer looks like.
    #[serde(default)]
    #[schemars(with = "Option<PatternShape>")]
    pub pattern: Option<wire::Pattern>,
    /// Whether an answer may be kept in the browser.
    #[serde(default = "yes")]
    pub remember: bool,
    /// Asked for when all of these hold.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub when: Vec<Spanned<When>>,
    /// Where the fact is from: an `https` address, or `unverified` and why.
    #[serde(default)]
    #[schemars(with = "String")]
    pub verified: Option<Spanned<String>>,
}

fn yes() -> bool {
    true
}

/// What a good answer looks like.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it stands in the schema for a type of another crate")]
struct PatternShape {
    /// Single characters and ranges, as in `a-z0-9_-`; a `-` that is meant stands last. None means any.
    #[serde(default)]
    characters: String,
    /// Fewest characters.
    #[serde(default)]
    min: Option<u16>,
    /// Most characters.
    #[serde(default)]
    max: Option<u16>,
    /// `always` when the tool's maker guarantees it, `usually` when it is a habit.
    firmness: FirmnessName,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FirmnessName {
    Always,
    Usually,
}

impl FieldDefinition {
    /// How an answer may be kept (S-01).
    pub fn persist(&self) -> Persist {
        if !self.remember {
            return Persist::Never;
        }
        match self.kind {
            Kind::Secret | Kind::Pem | Kind::File | Kind::Generated | Kind::Login => Persist::Sealed,
            _ => Persist::Plain,
        }
    }
}

/// What kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line that may be seen.
    Text,
    /// One line that may not.
    Secret,
    /// An e-mail address.
    Email,
    /// An `https` address.
    Url,
    /// A UUID.
    Uuid,
    /// A whole number.
    Number,
    /// The part of an address that is the customer's own.
    Subdomain,
    /// A whole host name with a known end.
    Host,
    /// One of several.
    Choice,
    /// One of two: `yes` or `no`.
    YesNo,
    /// A key or certificate in PEM.
    Pem,
    /// A text file.
    File,
    /// Made by the backend.
    Generated,
    /// A log-in at the tool.
    Login,
    /// Nothing to fill in: a value to copy into the tool.
    Shown,
}

impl Kind {
    /// Whether its answers come from a closed list.
    pub fn is_choice(self) -> bool {
        matches!(self, Self::Choice | Self::YesNo)
    }
}

/// What a PEM text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// A private key.
    PrivateKey,
    /// A certificate.
    Certificate,
    /// Either.
    Any,
}

impl From<Holds> for PemKind {
    fn from(holds: Holds) -> Self {
        match holds {
            Holds::PrivateKey => Self::PrivateKey,
            Holds::Certificate => Self::Certificate,
            Holds::Any => Self::Any,
        }
    }
}

/// What the backend makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Makes {
    /// An SSH key pair: the public half is shown, the private half stays here.
    SshKey,
    /// A random secret that both sides keep.
    Secret,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    untagged,
    expecting = "a condition is one of { field = \"…\", is = [\"…\"] }, { scope = \"…\" }, { permission = \"…\" }, { environment = \"production\" or \"development\" } and { category = \"HRIS\", \"ATS\", \"ASSESSMENT\" or \"LMS\" }"
)]
pub enum When {
    /// Another field has one of these answers.
    Answer {
        /// The field.
        #[schemars(with = "String")]
        field: FieldId,
        /// The answers.
        is: Vec<String>,
    },
    /// A scope is shared.
    Scope {
        /// The scope.
        #[schemars(with = "String")]
        scope: ScopeId,
    },
    /// A permission is needed.
    Permission {
        /// The permission.
        #[schemars(with = "String")]
        permission: PermissionId,
    },
    /// The link is for this environment.
    Environment {
        /// `production` or `development`.
        #[schemars(with = "String")]
        environment: Environment,
    },
    /// The link is for this kind of system.
    Category {
        /// The category.
        category: crate::Category,
    },
}

/// One page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepDefinition {
    /// Its id.
    #[schemars(with = "String")]
    pub id: StepId,
    /// How long it usually takes, in minutes.
    #[schemars(with = "u8")]
    pub minutes: Spanned<u8>,
    /// Whether the permissions to grant are listed here.
    #[serde(default)]
    pub lists_permissions: bool,
    /// What is asked for here.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub fields: Vec<Spanned<FieldId>>,
    /// There when all of these hold.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub when: Vec<Spanned<When>>,
    /// Comes once the credentials were accepted.
    #[serde(default)]
    pub after: bool,
}

/// How an end user logs in at the tool: OAuth 2 with an authorization code, PKCE and state (E-14).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginDefinition {
    /// Where the end user logs in.
    #[schemars(with = "String")]
    pub authorize: Spanned<crate::Template>,
    /// Where the code is exchanged.
    #[schemars(with = "String")]
    pub token: Spanned<crate::Template>,
    /// The client; the operator's own one when nothing is said.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub client_id: Option<crate::Template>,
    /// Its secret.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub client_secret: Option<crate::Template>,
    /// How the client proves who it is.
    #[serde(default)]
    pub client_authentication: ClientAuthentication,
    /// What is always asked for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// More parameters of the first request.
    #[serde(default)]
    pub extra: std::collections::BTreeMap<String, String>,
    /// Where the fact is from: an `https` address, or `unverified` and why.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub verified: Option<Spanned<String>>,
}

/// How a client proves who it is when it exchanges a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// In the body.
    #[default]
    Body,
    /// In the authorization header.
    Basic,
}
