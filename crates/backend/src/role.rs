//! Who may do what. Keys and commands carry a role and are held to it.

use clap::ValueEnum;
use wire::Environment;

/// What a key or a command may do, and in which environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Everything, in both environments.
    Admin,
    /// Whatever destroys nothing and changes no settings, in production.
    Operator,
    /// Everything, in development.
    Developer,
}

/// Something to be done in an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See integrations, links, tools and settings.
    Read,
    /// Make and end connection links and relinks, and exchange activation tokens.
    Connect,
    /// Check integrations, and switch them on and off.
    Operate,
    /// Change brand, scope configs, enabled tools and API keys.
    Configure,
    /// Delete integrations.
    Delete,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Operator, Self::Developer];

    /// The name used in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::Operator => "OPERATOR",
            Self::Developer => "DEVELOPER",
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether somebody in this role has access to an environment at all.
    pub fn enters(self, environment: Environment) -> bool {
        match self {
            Self::Admin => true,
            Self::Operator => environment == Environment::Production,
            Self::Developer => environment == Environment::Development,
        }
    }

    /// Whether somebody in this role may do something in an environment.
    pub fn may(self, action: Action, environment: Environment) -> bool {
        let is_sensitive = matches!(action, Action::Configure | Action::Delete);
        self.enters(environment) && (self != Self::Operator || !is_sensitive)
    }

    /// What to say to somebody who may not.
    pub fn refusal(self, action: Action, environment: Environment) -> String {
        let (role, environment) = (self.as_str(), environment.as_str());
        let what = match action {
            Action::Read => "see this",
            Action::Connect => "make or end links",
            Action::Operate => "check integrations or switch them on and off",
            Action::Configure => "change settings",
            Action::Delete => "delete integrations",
        };
        format!("The role {role} may not {what} in {environment}.")
    }
}
