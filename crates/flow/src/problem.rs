//! Things for the end user to put right, as data. The words are in the locale files.

use wire::{FieldId, MissingPermission};

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field at fault; `None` when it is the page as a whole.
    pub field: Option<FieldId>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// Nothing was filled in.
    Required,
    /// Fewer characters than the tool's maker guarantees.
    TooShort(u16),
    /// More than that.
    TooLong(u16),
    /// A character that cannot be part of it.
    UnexpectedCharacters,
    /// It is not written as it has to be: not an `email`, `url`, `uuid`, `number`, `host`, `private_key`, `certificate` or `pem`.
    Unlike(&'static str),
    /// It does not look like what is usual; continuing a second time accepts it.
    Unusual,
    /// The tool did not accept it. The catalog may have said more.
    NotAccepted(String),
    /// The tool knows no account there. The catalog may have said more.
    UnknownAddress(String),
    /// The end user said no at the tool.
    LoginDenied,
    /// The tool did not play its part in the log-in.
    LoginFailed,
    /// The end user logged in with another account than the one that is needed. The catalog may have said more.
    WrongAccount(String),
    /// The backend refused it for a reason this page has no words for.
    Refused(String),
    /// The tool accepted the credentials, but they lack these permissions.
    PermissionsMissing(Vec<MissingPermission>),
    /// The tool does not answer.
    ToolUnavailable,
    /// The tool asks for patience, in seconds where it said so.
    ToolRateLimited(Option<u32>),
    /// The tool no longer accepts the credentials that were to be kept.
    StoredRejected,
    /// Our own backend could not be reached.
    NotSent,
    /// Our fault; the text is a reference for support.
    Ours(String),
}

impl Problem {
    /// A problem with one field.
    pub fn with(field: &FieldId, kind: ProblemKind) -> Self {
        Self { field: Some(field.clone()), kind }
    }

    /// Forgets what was said about it in another language.
    pub(crate) fn forget_words(&mut self) {
        if let ProblemKind::NotAccepted(words)
        | ProblemKind::UnknownAddress(words)
        | ProblemKind::WrongAccount(words)
        | ProblemKind::Refused(words) = &mut self.kind
        {
            words.clear();
        }
    }

    /// A problem with the page as a whole.
    pub fn of_page(kind: ProblemKind) -> Self {
        Self { field: None, kind }
    }
}

/// Why there is nothing to walk through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// No such link.
    Unknown,
    /// The address lacks its second half, as when a mail program cut it off.
    Incomplete,
    /// Its time is over.
    Expired,
    /// The customer took it back.
    Revoked,
    /// It has done its work.
    Completed,
    /// Another relink of the same integration was completed first.
    Superseded,
    /// The integration it is for was deleted.
    Deleted,
    /// The tool it is for cannot be connected at present.
    NotOffered,
    /// It was opened here too long ago; the link itself may still be good.
    SessionExpired,
    /// Our backend says something that this build of the page does not know: a newer one does.
    Outdated,
    /// Our backend could not be reached.
    Offline,
    /// Our fault; the text is a reference for support.
    Ours(String),
}

impl Unavailable {
    /// Whether trying again can help.
    pub fn can_be_retried(&self) -> bool {
        matches!(self, Self::Outdated | Self::Offline | Self::Ours(_) | Self::NotOffered)
    }

    /// Whether nothing that was kept can be of use any more.
    pub fn ends_for_good(&self) -> bool {
        !self.can_be_retried() && *self != Self::SessionExpired
    }
}
