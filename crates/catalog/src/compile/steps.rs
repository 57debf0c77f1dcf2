//! Steps and their fields, for one environment and one kind of system: conditions on those are decided here.

use super::For;
use crate::{Entry, FieldDefinition, Kind, Language, StepDefinition, Template, When, markdown};
use std::collections::BTreeMap;
use toml::Spanned;
use wire::{Block, Choice, Condition, Field, FieldId, FieldKind, Format, PemKind, Stage, Step, ToolId};

impl Entry {
    pub(super) fn before(&self, id: &ToolId, language: Language) -> (Option<String>, Vec<Block>) {
        let (lang, words) = self.words.find(language, |words| words.before.as_ref()).unzip();
        (lang.flatten(), blocks(id, words.map(|words| &words.body)))
    }

    pub(super) fn steps(&self, id: &ToolId, whom: &For<'_>, stage: Stage) -> Vec<Step> {
        let steps = self.definition.steps.iter().filter(|step| step.after == (stage == Stage::Finishing));
        steps.filter_map(|step| self.step(id, step, whom)).collect()
    }

    fn step(&self, id: &ToolId, step: &StepDefinition, whom: &For<'_>) -> Option<Step> {
        let when = self.conditions(&step.when, whom)?;
        let (lang, words) = self.words.find(whom.language, |words| words.steps.get(step.id.as_str())).unzip();
        let fields = step.fields.iter().filter_map(|id| self.definition.field(id.as_ref().as_str()));
        let fields: Vec<Field> = fields.filter_map(|field| self.field(id, field, whom)).collect();
        if fields.is_empty() && !step.fields.is_empty() {
            return None;
        }
        Some(Step {
            id: step.id.clone(),
            lang: lang.flatten(),
            title: words.map(|words| words.title.clone()).unwrap_or_default(),
            body: blocks(id, words.and_then(|words| words.body.as_ref())),
            lists_permissions: step.lists_permissions,
            minutes: *step.minutes.as_ref(),
            fields,
            when,
        })
    }

    fn field(&self, id: &ToolId, field: &FieldDefinition, whom: &For<'_>) -> Option<Field> {
        let is_decided = self.decided(whom.can_log_in).contains_key(&field.id);
        if is_decided || (field.kind == Kind::Login && !whom.can_log_in) {
            return None;
        }
        let when = self.conditions(&field.when, whom)?;
        let (lang, words) = self.words.find(whom.language, |words| words.fields.get(field.id.as_str())).unzip();
        let label = |option: &str| words.and_then(|words| words.options.get(option)).cloned().unwrap_or_default();
        Some(Field {
            id: field.id.clone(),
            lang: lang.flatten(),
            label: words.map(|words| words.label.clone()).unwrap_or_default(),
            hint: words.map(|words| words.hint.clone()).unwrap_or_default(),
            help: blocks(id, words.and_then(|words| words.help.as_ref())),
            kind: kind(field, whom, &self.closed(whom.can_log_in), label),
            optional: field.optional,
            pattern: field.pattern.clone(),
            persist: field.persist(),
            when,
        })
    }

    /// What is left of conditions once the environment, the category and the ways in are known; `None` where they cannot hold.
    fn conditions(&self, when: &[Spanned<When>], whom: &For<'_>) -> Option<Vec<Condition>> {
        let decided = self.decided(whom.can_log_in);
        let mut left = Vec::new();
        for condition in when {
            match condition.as_ref() {
                When::Answer { field, is } => match decided.get(field) {
                    None => left.push(Condition::Answer { field: field.clone(), is: is.clone() }),
                    Some(answer) if !is.contains(answer) => return None,
                    Some(_) => {}
                },
                When::Scope { scope } => left.push(Condition::Scope(scope.clone())),
                When::Permission { permission } => left.push(Condition::Permission(permission.clone())),
                When::Environment { environment } if *environment != whom.environment => return None,
                When::Category { category } if *category != whom.category => return None,
                When::Environment { .. } | When::Category { .. } => {}
            }
        }
        Some(left)
    }
}

fn kind(
    field: &FieldDefinition,
    whom: &For<'_>,
    closed: &BTreeMap<FieldId, Vec<String>>,
    label: impl Fn(&str) -> String,
) -> FieldKind {
    match field.kind {
        Kind::Text => FieldKind::Text,
        Kind::Secret => FieldKind::Secret,
        Kind::Email => FieldKind::Formatted(Format::Email),
        Kind::Url => FieldKind::Formatted(Format::Url),
        Kind::Uuid => FieldKind::Formatted(Format::Uuid),
        Kind::Number => FieldKind::Formatted(Format::Number),
        Kind::Subdomain => FieldKind::Subdomain {
            prefix: field.prefix.clone().unwrap_or_default(),
            suffix: field.suffix.as_ref().map(|suffix| suffix.as_ref().clone()).unwrap_or_default(),
        },
        Kind::Host => FieldKind::Host(field.suffixes.iter().map(|suffix| suffix.as_ref().clone()).collect()),
        Kind::Choice | Kind::YesNo => {
            let is_open =
                |id: &&str| closed.get(&field.id).is_none_or(|answers| !answers.iter().any(|answer| answer == id));
            let options = crate::check::options(field).into_iter().filter(is_open);
            FieldKind::Choice(options.map(|id| Choice { id: id.to_owned(), label: label(id) }).collect())
        }
        Kind::Pem => FieldKind::Pem(field.holds.map_or(PemKind::Any, PemKind::from)),
        Kind::File => {
            let max = u32::from(field.max_kb.unwrap_or(64)) * 1000;
            FieldKind::File { accept: field.accept.clone(), max }
        }
        Kind::Generated => FieldKind::Generated,
        Kind::Login => FieldKind::Login,
        Kind::Shown => FieldKind::Shown(shown(field, whom)),
    }
}

/// What is to be copied. A value that this server does not have is said to be missing rather than left out.
fn shown(field: &FieldDefinition, whom: &For<'_>) -> String {
    let written = field.value.as_ref().map(|value| value.as_ref().as_str()).unwrap_or_default();
    let value = |name: &str| whom.shown.get(name).map_or(Some("…"), |value| Some(value.as_str()));
    Template::of(written).fill(crate::Fill::AsItIs, value).unwrap_or_default()
}

/// The checker has compiled every text once, so an error cannot reach this.
fn blocks(tool: &ToolId, text: Option<&Spanned<String>>) -> Vec<Block> {
    let mut blocks = text.map(|text| markdown::compile_checked(text.as_ref())).unwrap_or_default();
    for block in &mut blocks {
        if let Block::Picture { src, .. } = block {
            *src = format!("/tools/{tool}/pictures/{src}");
        }
    }
    blocks
}
