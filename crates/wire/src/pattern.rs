//! What a good answer looks like, as data: no regular expressions, so no regex engine in the page.

use serde::{Deserialize, Serialize};

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
