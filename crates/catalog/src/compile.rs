//! From a definition and its words to what the page walks through, for one scope config. Steps and fields are in `compile/steps.rs`.

mod login;
mod steps;

use crate::{Category, Entry, Language, Vocabulary};
use std::collections::BTreeMap;
use wire::{Environment, Extent, Permission, ScopeField, ScopeGroup, ScopeId, ScopeSetting, Stage, Tool, ToolId};

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

/// What a journey is compiled for.
#[derive(Debug)]
pub struct For<'a> {
    /// Where the integration will live.
    pub environment: Environment,
    /// What kind of system the link is for.
    pub category: Category,
    /// The language.
    pub language: Language,
    /// Values to copy into the tool, by the names that definitions use for them.
    pub shown: &'a BTreeMap<&'static str, String>,
    /// Whether end users can log in at the tool from this server.
    pub can_log_in: bool,
}

impl Entry {
    /// The journey of this tool for what is asked of one category.
    pub fn compile(&self, id: &ToolId, asked: &impl Asked, vocabulary: &Vocabulary, whom: &For<'_>) -> Tool {
        let (before_lang, before) = self.before(id, whom.language);
        let scopes = self.scopes(whom.category, asked, vocabulary, whom.language);
        Tool {
            before,
            before_lang,
            asked: fingerprint(&scopes),
            scopes,
            permissions: self.permissions(whom.language),
            ..self.tool(id, whom, Stage::Connecting)
        }
    }

    /// What the tool asks for once it has accepted the credentials; `None` where that is nothing.
    pub fn finishing(&self, id: &ToolId, whom: &For<'_>) -> Option<Tool> {
        let tool = self.tool(id, whom, Stage::Finishing);
        (!tool.steps.is_empty()).then_some(tool)
    }

    fn tool(&self, id: &ToolId, whom: &For<'_>, stage: Stage) -> Tool {
        Tool {
            id: id.clone(),
            language: whom.language.tag().to_owned(),
            name: self.definition.name.clone(),
            logo: self.logo.clone(),
            schema: self.schema(stage),
            reason: None,
            before: Vec::new(),
            before_lang: None,
            asked: String::new(),
            scopes: Vec::new(),
            permissions: Vec::new(),
            steps: self.steps(id, whom, stage),
            relink: None,
            known: BTreeMap::new(),
            stage,
        }
    }

    /// Changes whenever a field comes, goes or changes its kind: part of the draft's key.
    fn schema(&self, stage: Stage) -> String {
        let fields = self.definition.fields.iter();
        let shape: Vec<String> =
            fields.map(|field| format!("{}:{:?}:{:?};", field.id, field.kind, field.persist())).collect();
        format!("{:08x}", crc32fast::hash(format!("{stage:?}{}", shape.concat()).as_bytes()))
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
