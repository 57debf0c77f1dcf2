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
    /// What the keys of all its tool's drafts begin with, whatever the tool asked for when they were written.
    any: String,
    key: String,
    sealed: bool,
}

impl Slot {
    /// The slot for a tool under a session (S-05). Production: per link, in the session store. Development: shared by all links
    /// of the tenant, in the local store. The schema is part of the key: see [`Slot::before`].
    pub fn of(session: &Session, tool: &Tool) -> Self {
        let (store, start, sealed) = match session.environment {
            Environment::Production => (Store::Session, draft_prefix(&session.link), true),
            Environment::Development => (Store::Local, format!("cf1:dev:{}:", session.tenant), false),
        };
        let any = format!("{start}{}:", tool.id);
        Self { store, key: format!("{any}{}", tool.schema), any, sealed }
    }

    /// Whether a key is that of a draft for the same tool, as it is asked for now or was before.
    pub fn is_of_tool(&self, key: &str) -> bool {
        key.starts_with(&self.any)
    }

    /// The slot of such a key. What was typed before the tool changed is not lost: what is still asked for is taken over.
    #[must_use]
    pub fn before(&self, key: String) -> Self {
        Self { key, ..self.clone() }
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

    /// What a sealed value is bound to: moved to another link, tool, field or key it cannot be opened (S-02).
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
