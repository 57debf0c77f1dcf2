//! From a definition and its words to what the page walks through, for one scope config.

use crate::{Category, Entry, FieldDefinition, Kind, Language, Vocabulary, markdown};
use wire::{
    Block, Extent, Field, FieldKind, Permission, ScopeField, ScopeGroup, ScopeId, ScopeSetting, Step, Tool, ToolId,
};

/// What a scope config asks for: a setting per model, write action and `<model>.<field>`.
pub trait Asked {
    /// The setting of one data point.
    fn setting(&self, scope: &ScopeId) -> ScopeSetting;
}

impl<F: Fn(&ScopeId) -> ScopeSetting> Asked for F {
    fn setting(&self, scope: &ScopeId) -> ScopeSetting {
        self(scope)
    }
}

impl Entry {
    /// The journey of this tool for what is asked of one category.
    pub fn compile(
        &self,
        id: &ToolId,
        category: Category,
        asked: &impl Asked,
        vocabulary: &Vocabulary,
        language: Language,
    ) -> Tool {
        let scopes = self.scopes(category, asked, vocabulary, language);
        Tool {
            id: id.clone(),
            language: language.tag().to_owned(),
            name: self.definition.name.clone(),
            logo: self.logo.clone(),
            schema: self.schema(),
            reason: None,
            asked: fingerprint(&scopes),
            scopes,
            permissions: self.permissions(language),
            steps: self.steps(language),
            relink: None,
        }
    }

    /// Changes whenever a field comes, goes or changes its kind: part of the draft's key.
    fn schema(&self) -> String {
        let fields = self.definition.fields.iter();
        let shapes: Vec<String> =
            fields.map(|field| format!("{}:{:?}:{:?};", field.id, field.kind, field.persist())).collect();
        let shape = shapes.concat();
        format!("{:08x}", crc32fast::hash(shape.as_bytes()))
    }

    fn scopes(
        &self,
        category: Category,
        asked: &impl Asked,
        vocabulary: &Vocabulary,
        language: Language,
    ) -> Vec<ScopeGroup> {
        let covered = self.definition.scopes.iter().filter(|coverage| category.covers(coverage.id.as_ref()));
        let group = |coverage: &crate::definition::Coverage| {
            let id = coverage.id.as_ref();
            let setting = asked.setting(id);
            let named = vocabulary.named(id, language);
            let field = |name: &String| {
                let field = ScopeId::new(format!("{id}.{name}"));
                let setting = asked.setting(&field);
                let label = named.field(name).to_owned();
                (setting != ScopeSetting::Disabled).then_some(ScopeField { id: field, label, setting })
            };
            (setting != ScopeSetting::Disabled).then(|| ScopeGroup {
                id: id.clone(),
                lang: named.lang.clone(),
                label: named.label().to_owned(),
                summary: named.summary().to_owned(),
                setting,
                writes: vocabulary.point(id).is_some_and(|point| point.writes),
                fields: coverage.fields.iter().filter_map(|name| field(name.as_ref())).collect(),
                permissions: coverage.permissions.iter().map(|permission| permission.as_ref().clone()).collect(),
                extent: Extent::Whole,
            })
        };
        covered.filter_map(group).collect()
    }

    fn permissions(&self, language: Language) -> Vec<Permission> {
        let permissions = self.definition.permissions.iter();
        permissions
            .map(|permission| {
                let label = self.words.find(language, |words| words.permissions.get(permission.id.as_str()));
                let (lang, label) = label.unzip();
                Permission {
                    id: permission.id.clone(),
                    lang: lang.flatten(),
                    label: label.cloned().unwrap_or_default(),
                    always: permission.always,
                }
            })
            .collect()
    }

    fn steps(&self, language: Language) -> Vec<Step> {
        let steps = self.definition.steps.iter();
        steps
            .map(|step| {
                let (lang, words) = self.words.find(language, |words| words.steps.get(step.id.as_str())).unzip();
                let fields = step.fields.iter().filter_map(|id| self.definition.field(id.as_ref().as_str()));
                Step {
                    id: step.id.clone(),
                    lang: lang.flatten(),
                    title: words.map(|words| words.title.clone()).unwrap_or_default(),
                    body: blocks(words.and_then(|words| words.body.as_ref())),
                    lists_permissions: step.lists_permissions,
                    minutes: *step.minutes.as_ref(),
                    fields: fields.map(|field| self.field(field, language)).collect(),
                }
            })
            .collect()
    }

    fn field(&self, field: &FieldDefinition, language: Language) -> Field {
        let (lang, words) = self.words.find(language, |words| words.fields.get(field.id.as_str())).unzip();
        Field {
            id: field.id.clone(),
            lang: lang.flatten(),
            label: words.map(|words| words.label.clone()).unwrap_or_default(),
            hint: words.map(|words| words.hint.clone()).unwrap_or_default(),
            help: blocks(words.and_then(|words| words.help.as_ref())),
            kind: match field.kind {
                Kind::Text => FieldKind::Text,
                Kind::Secret => FieldKind::Secret,
                Kind::Subdomain => FieldKind::Subdomain {
                    prefix: field.prefix.clone().unwrap_or_default(),
                    suffix: field.suffix.as_ref().map(|suffix| suffix.as_ref().clone()).unwrap_or_default(),
                },
            },
            optional: field.optional,
            pattern: field.pattern.clone(),
            persist: field.persist(),
        }
    }
}

/// Tells two sets of scopes apart, whatever the language they are told in.
fn fingerprint(scopes: &[ScopeGroup]) -> String {
    let all = scopes.iter().flat_map(|group| {
        let fields = group.fields.iter().map(|field| (&field.id, field.setting));
        std::iter::once((&group.id, group.setting)).chain(fields)
    });
    let all: Vec<String> = all.map(|(id, setting)| format!("{id}:{setting:?};")).collect();
    format!("{:08x}", crc32fast::hash(all.concat().as_bytes()))
}

/// The checker has compiled every text once, so an error cannot reach this.
fn blocks(text: Option<&toml::Spanned<String>>) -> Vec<Block> {
    text.and_then(|text| markdown::compile(text.as_ref()).ok()).unwrap_or_default()
}
