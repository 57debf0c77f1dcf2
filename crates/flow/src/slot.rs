//! Where a draft is kept: the storage policy as one pure function.

use wire::{Environment, LinkId, Session, Tool};

/// Which of the browser's stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// Forgotten with the tab.
    Session,
    /// Kept until it is cleared.
    Local,
}

/// A place for one draft. Only this module makes one, so a production draft cannot reach the local store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    store: Store,
    key: String,
    sealed: bool,
}

impl Slot {
    /// The slot for a tool under a session (S-05). Production: per link, in the session store. Development: shared by all links
    /// of the tenant, in the local store. The schema is part of the key, so an older shape is never read.
    pub fn of(session: &Session, tool: &Tool) -> Self {
        let (tool_id, schema) = (&tool.id, &tool.schema);
        match session.environment {
            Environment::Production => Self {
                store: Store::Session,
                key: format!("{}{tool_id}:{schema}", draft_prefix(&session.link)),
                sealed: true,
            },
            Environment::Development => Self {
                store: Store::Local,
                key: format!("cf1:dev:{}:{tool_id}:{schema}", session.tenant),
                sealed: false,
            },
        }
    }

    /// Which store.
    pub fn store(&self) -> Store {
        self.store
    }

    /// The key in it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether secrets in it are encrypted.
    pub fn seals_secrets(&self) -> bool {
        self.sealed
    }

    /// What a sealed value is bound to: moved to another link, tool, field or schema it cannot be opened (S-02).
    pub fn associated_data(&self, field: &wire::FieldId) -> String {
        format!("{}|{field}", self.key)
    }
}

/// The key under which a tab remembers its visit to a link. Always in the session store.
pub fn visit_key(link: &LinkId) -> String {
    format!("cf1:visit:{link}")
}

/// What the keys of all production drafts of a link begin with.
pub fn draft_prefix(link: &LinkId) -> String {
    format!("cf1:prod:{link}:")
}
