//! Fields: secrets, patterns, and keys that only some kinds have. What each kind needs is in `kinds.rs`.

use super::Checker;
use crate::{FieldDefinition, Kind};
use wire::{Firmness, Pattern};

/// The most characters between two dots of a host name (RFC 1035).
const LABEL: u16 = 63;

impl Checker<'_> {
    pub(super) fn fields(&mut self) {
        let definition = self.definition;
        for field in &definition.fields {
            self.sounds_secret(field);
            self.belongings(field);
            self.needs(field);
            if let Some(pattern) = &field.pattern {
                self.pattern(field, pattern);
            }
            if field.kind == Kind::Subdomain {
                self.subdomain(field);
            }
        }
    }

    /// A finding at a key of a field, or at its id where it has no such key.
    pub(super) fn field(&mut self, field: &FieldDefinition, key: &str, message: &str) {
        let place = self.field_place(field).key_or(key, "id");
        self.here(&place, format!("field {} {message}", field.id));
    }

    fn sounds_secret(&mut self, field: &FieldDefinition) {
        let lower = field.id.as_str().to_lowercase();
        let sounds = ["key", "token", "secret", "password"].iter().any(|word| lower.contains(word));
        let is_kept = matches!(field.kind, Kind::Secret | Kind::Pem | Kind::Generated | Kind::File | Kind::Shown);
        if sounds && !is_kept && !field.kind.is_choice() {
            let message = "sounds like a secret: give it kind = \"secret\", or rename it if everybody may see it";
            self.field(field, "kind", message);
        }
    }

    /// Keys that only some kinds have.
    fn belongings(&mut self, field: &FieldDefinition) {
        let kind = field.kind;
        let there = [
            (field.prefix.is_some(), "prefix", "subdomain", kind == Kind::Subdomain),
            (field.suffix.is_some(), "suffix", "subdomain", kind == Kind::Subdomain),
            (!field.suffixes.is_empty(), "suffixes", "host", kind == Kind::Host),
            (!field.options.is_empty(), "options", "choice", kind == Kind::Choice),
            (field.holds.is_some(), "holds", "pem", kind == Kind::Pem),
            (!field.accept.is_empty(), "accept", "file", kind == Kind::File),
            (field.max_kb.is_some(), "max_kb", "file", kind == Kind::File),
            (field.makes.is_some(), "makes", "generated", kind == Kind::Generated),
            (field.value.is_some(), "value", "shown", kind == Kind::Shown),
        ];
        for (is_there, key, owner, belongs) in there {
            if is_there && !belongs {
                self.field(field, key, &format!("has {key}, which only kind \"{owner}\" has: take it out"));
            }
        }
        let takes_pattern = matches!(kind, Kind::Text | Kind::Secret | Kind::Subdomain | Kind::Number);
        if field.pattern.is_some() && !takes_pattern {
            self.field(field, "pattern", "has a kind that says what an answer looks like: take the pattern out");
        }
        if field.optional && matches!(kind, Kind::Shown | Kind::Generated) {
            self.field(field, "optional", "is not filled in by anybody: take optional out");
        }
    }

    fn pattern(&mut self, field: &FieldDefinition, pattern: &Pattern) {
        if let (Some(min), Some(max)) = (pattern.min, pattern.max)
            && min > max
        {
            let message = format!("has a pattern that no answer fits: write a max of {min} or more, or a smaller min");
            self.field(field, "pattern", &message);
        }
        if let Some((first, last)) = reversed(pattern.characters.as_str()) {
            let message = format!(
                "has the range {first}-{last} the wrong way round: write {last}-{first}, or put a - that is meant last"
            );
            self.field(field, "pattern", &message);
        }
    }

    /// W-12: nothing that is typed leaves its part of the host.
    fn subdomain(&mut self, field: &FieldDefinition) {
        let unsafe_in_host = ['.', '/', ':', '@', '%', '?', '#'];
        let example = "pattern = { characters = \"a-z0-9-\", max = 63, firmness = \"always\" }";
        let Some(pattern) = &field.pattern else {
            return self.field(field, "pattern", &format!("needs a pattern that names its characters: {example}"));
        };
        let characters = &pattern.characters;
        if characters.as_str().is_empty() {
            self.field(field, "pattern", &format!("has a pattern without characters: name them, as in {example}"));
        } else if unsafe_in_host.iter().any(|c| characters.contains(*c)) {
            self.field(field, "pattern", "may hold none of . / : @ % ? #: take them out of the pattern's characters");
        }
        if pattern.firmness != Firmness::Always {
            self.field(field, "pattern", "is part of a host: write firmness = \"always\" in its pattern");
        }
        if pattern.max.is_some_and(|max| max > LABEL) {
            self.field(field, "pattern", "is part of a host, where 63 characters are the most: write max = 63");
        }
    }
}

/// The first range of a character set that ends before it begins.
fn reversed(written: &str) -> Option<(char, char)> {
    let mut rest = written.chars();
    while let Some(first) = rest.next() {
        let mut ahead = rest.clone();
        if let (Some('-'), Some(last)) = (ahead.next(), ahead.next()) {
            rest = ahead;
            if last < first {
                return Some((first, last));
            }
        }
    }
    None
}
