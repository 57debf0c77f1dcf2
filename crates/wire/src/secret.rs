//! Text that must never be shown, logged or kept in clear.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A secret on its way through memory or over the wire. It prints nothing of itself.
///
/// It can be serialised because it has to be sent; the type is what makes every other use stand out in a review.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Marks a text as secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text in clear. Every call of this is a place to look at in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_output_never_shows_a_secret() {
        let secret = Secret::new("canary-7f3a");
        assert!(!format!("{secret:?} {:#?}", Some(&secret)).contains("canary"));
    }
}
