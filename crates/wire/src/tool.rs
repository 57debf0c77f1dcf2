//! A tool's journey: its steps, fields and permissions, compiled from the catalog for one language and one scope config.

use crate::{Block, FieldId, PermissionId, Relink, Said, ScopeGroup, StepId, ToolId};
use serde::{Deserialize, Serialize};

/// Everything the page needs to walk someone through one tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Which tool.
    pub id: ToolId,
    /// The language its texts were asked for in, as a BCP 47 tag.
    pub language: String,
    /// Its name as its maker writes it.
    pub name: String,
    /// Its logo, as a `data:` address.
    pub logo: String,
    /// Changes whenever the fields change; part of the draft's key.
    pub schema: String,
    /// Why it is asked for, in the tenant's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Said>,
    /// The data asked for.
    pub scopes: Vec<ScopeGroup>,
    /// What the tool can grant, by id.
    pub permissions: Vec<Permission>,
    /// The pages, in order.
    pub steps: Vec<Step>,
    /// Changes whenever what is asked for does. Comes back with the answers, so that nothing is agreed to that was not shown.
    #[serde(default)]
    pub asked: String,
    /// What is there already, when the link is a relink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relink: Option<Relink>,
}

/// One page of the journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which step.
    pub id: StepId,
    /// The language of its words, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Its heading.
    pub title: String,
    /// What to do.
    pub body: Vec<Block>,
    /// Whether the permissions to grant are listed here.
    #[serde(default)]
    pub lists_permissions: bool,
    /// How long it usually takes, in minutes.
    pub minutes: u8,
    /// What to fill in, in order; may be empty.
    pub fields: Vec<Field>,
}

/// Something to tick in the tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Which permission.
    pub id: PermissionId,
    /// The language of the label, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What the tool itself calls it.
    pub label: String,
    /// Needed whatever the scopes.
    #[serde(default)]
    pub always: bool,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Which field.
    pub id: FieldId,
    /// The language of its words, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What the tool calls it.
    pub label: String,
    /// One short line above the input; may be empty.
    #[serde(default)]
    pub hint: String,
    /// Longer help, shown on request.
    #[serde(default)]
    pub help: Vec<Block>,
    /// What kind of input.
    pub kind: FieldKind,
    /// Whether it may stay empty.
    #[serde(default)]
    pub optional: bool,
    /// What a good answer looks like.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// How an answer may be kept in the browser.
    pub persist: Persist,
}

/// What kind of input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line that may be seen.
    Text,
    /// One line that may not.
    Secret,
    /// The part of an address that is the customer's own; pasted addresses are cut down to it.
    Subdomain {
        /// Shown before the input, such as `https://`.
        prefix: String,
        /// Shown after it, such as `.bamboohr.com`.
        suffix: String,
    },
}

/// How an answer may be kept in the browser (S-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persist {
    /// As it is.
    Plain,
    /// Encrypted in production, as it is in development.
    Sealed,
    /// Not at all.
    Never,
}

/// What a good answer looks like, as data: no regular expressions, so no regex engine in the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The characters it may hold; empty means any.
    #[serde(default)]
    pub characters: CharacterSet,
    /// Fewest characters.
    #[serde(default)]
    pub min: Option<u16>,
    /// Most characters.
    #[serde(default)]
    pub max: Option<u16>,
    /// Whether the tool's maker guarantees it.
    pub firmness: Firmness,
}

/// Whether a pattern is a guarantee or a habit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Firmness {
    /// Guaranteed: anything else is a mistake.
    Always,
    /// Only usual: anything else is worth a second look, and the end user may go on.
    Usually,
}

/// Characters written as in `a-z0-9_-`: single characters and ranges; a `-` that is meant stands last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CharacterSet(String);

impl CharacterSet {
    /// Takes a set in its written form.
    pub fn new(written: impl Into<String>) -> Self {
        Self(written.into())
    }

    /// Whether `character` is in the set. An empty set holds every character.
    pub fn contains(&self, character: char) -> bool {
        let mut rest = self.0.chars();
        let mut is_empty = true;
        while let Some(first) = rest.next() {
            is_empty = false;
            let mut ahead = rest.clone();
            if let (Some('-'), Some(last)) = (ahead.next(), ahead.next()) {
                rest = ahead;
                if (first..=last).contains(&character) {
                    return true;
                }
            } else if first == character {
                return true;
            }
        }
        is_empty
    }

    /// The written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::CharacterSet;

    #[test]
    fn a_character_set_holds_its_ranges_its_single_characters_and_a_last_dash() {
        let set = CharacterSet::new("a-z0-9_-");
        assert!("azm059_-".chars().all(|c| set.contains(c)));
        assert!(!"AZ.:/é".chars().any(|c| set.contains(c)));
    }

    #[test]
    fn an_empty_character_set_holds_everything() {
        assert!(CharacterSet::default().contains('é'));
    }
}
