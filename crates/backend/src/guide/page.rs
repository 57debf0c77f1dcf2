//! How a guide is written: the same typed tree that the flow shows, as one document.

use super::Guide;
use crate::page_words::{direction, say};
use catalog::Language;
use maud::{DOCTYPE, Markup, html};
use wire::{Block, Condition, Field, FieldKind, Inline, ScopeSetting, Step, Tool};

pub(super) fn write(guide: &Guide) -> Markup {
    let (tool, language) = (&guide.tool, guide.language);
    let with_tool = |key: &str| say(language, key, &[("tool", &tool.name)]);
    let plain = |key: &str| say(language, key, &[]);
    let title = with_tool("guide.title");
    let lead = match &guide.tenant {
        Some(tenant) => say(language, "guide.lead", &[("tenant", tenant)]),
        None => plain("guide.lead_alone"),
    };
    let after = guide.finishing.as_ref().map(|finishing| finishing.steps.as_slice()).unwrap_or_default();
    let minutes: u32 = tool.steps.iter().chain(after).map(|step| u32::from(step.minutes)).sum();
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(direction(language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/guide.css";
            }
            body.guide {
                main {
                    header {
                        img src=(tool.logo) alt="" width="48" height="48";
                        h1 { (title) }
                    }
                    p { (lead) }
                    p.muted { (say(language, "guide.minutes", &[("count", &minutes.to_string())])) }
                    @if !tool.before.is_empty() {
                        h2 { (plain("guide.before")) }
                        div lang=[tool.before_lang.as_deref()] { (blocks(&tool.before, language)) }
                    }
                    (data(tool, language))
                    @for (index, step) in tool.steps.iter().enumerate() { (one(guide, tool, step, index + 1)) }
                    @if let Some(finishing) = &guide.finishing {
                        h2.part { (plain("guide.after")) }
                        @for (index, step) in finishing.steps.iter().enumerate() {
                            (one(guide, finishing, step, tool.steps.len() + index + 1))
                        }
                    }
                    footer {
                        p.muted { (plain("guide.print")) }
                        nav aria-label=(plain("guide.languages")) {
                            @for other in Language::ALL {
                                @if other != language {
                                    a href={ (guide.address) "&language=" (other.tag()) } lang=(other.tag()) hreflang=(other.tag()) { (own_name(other)) }
                                    " "
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn own_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::German => "Deutsch",
        Language::French => "Français",
        Language::Italian => "Italiano",
        Language::Spanish => "Español",
        Language::Arabic => "العربية",
    }
}

fn data(tool: &Tool, language: Language) -> Markup {
    html! {
        @if !tool.scopes.is_empty() {
            h2 { (say(language, "guide.data", &[])) }
            ul {
                @for group in &tool.scopes {
                    li lang=[group.lang.as_deref()] {
                        strong { (group.label) }
                        @if group.setting == ScopeSetting::Optional { " (" (say(language, "guide.optional", &[])) ")" }
                        @if !group.fields.is_empty() {
                            ": " (group.fields.iter().map(|field| field.label.as_str()).collect::<Vec<_>>().join(", "))
                        }
                    }
                }
            }
        }
    }
}

fn one(guide: &Guide, tool: &Tool, step: &Step, number: usize) -> Markup {
    let language = guide.language;
    let needed = flow::needed_permissions(tool, &std::collections::BTreeSet::new());
    let to_fill = |field: &&Field| field.kind.is_answered() && !field.kind.is_granted();
    html! {
        section {
            h2 lang=[step.lang.as_deref()] {
                span.number { (say(language, "guide.step", &[("number", &number.to_string())])) }
                (step.title)
            }
            (conditions(tool, &step.when, language))
            div lang=[step.lang.as_deref()] { (blocks(&step.body, language)) }
            @if step.lists_permissions && !needed.is_empty() {
                h3 { (say(language, "guide.permissions", &[("tool", &tool.name)])) }
                ul.ticks { @for permission in needed { li lang=[permission.lang.as_deref()] { (permission.label) } } }
            }
            @if step.fields.iter().any(|field| to_fill(&field)) {
                h3 { (say(language, "guide.fields", &[])) }
                ul { @for field in step.fields.iter().filter(to_fill) { (asked(tool, step, field, language)) } }
            }
            @if step.fields.iter().any(|field| field.kind == FieldKind::Login) {
                p { (say(language, "guide.login", &[("tool", &tool.name)])) }
            }
            @if step.fields.iter().any(is_given) {
                h3 { (say(language, "guide.shown", &[("tool", &tool.name)])) }
                ul { @for field in step.fields.iter().filter(|field| is_given(field)) { (asked(tool, step, field, language)) } }
            }
        }
    }
}

fn is_given(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Shown(_) | FieldKind::Generated)
}

fn asked(tool: &Tool, step: &Step, field: &Field, language: Language) -> Markup {
    html! {
        li lang=[field.lang.as_deref()] {
            strong { (field.label) }
            @if field.optional { " (" (say(language, "guide.field_optional", &[])) ")" }
            @if !field.hint.is_empty() { span.muted { " – " (field.hint) } }
            @if let FieldKind::Choice(options) = &field.kind {
                ": " (options.iter().map(|option| option.label.as_str()).collect::<Vec<_>>().join(" / "))
            }
            @if field.when != step.when { (conditions(tool, &field.when, language)) }
            @if !field.help.is_empty() { div.help { (blocks(&field.help, language)) } }
        }
    }
}

fn conditions(tool: &Tool, when: &[Condition], language: Language) -> Markup {
    html! { @for condition in when { p.condition { (condition_in_words(tool, condition, language)) } } }
}

fn condition_in_words(tool: &Tool, condition: &Condition, language: Language) -> String {
    let field = |id: &wire::FieldId| tool.steps.iter().flat_map(|step| &step.fields).find(|field| field.id == *id);
    match condition {
        Condition::Answer { field: id, is } => {
            let found = field(id);
            let label = |answer: &String| match found.map(|field| &field.kind) {
                Some(FieldKind::Choice(options)) => options
                    .iter()
                    .find(|option| option.id == *answer)
                    .map_or_else(|| answer.clone(), |option| option.label.clone()),
                _ => answer.clone(),
            };
            let answers = is.iter().map(label).collect::<Vec<_>>().join(" / ");
            let name = found.map_or_else(|| id.to_string(), |field| field.label.clone());
            say(language, "guide.only_if_answer", &[("answer", &answers), ("field", &name)])
        }
        Condition::Scope(scope) => {
            let label =
                tool.scopes.iter().find(|group| group.id == *scope).map_or(scope.as_str(), |group| &group.label);
            say(language, "guide.only_if_scope", &[("scope", label)])
        }
        Condition::Permission(id) => {
            let known = tool.permissions.iter().find(|permission| permission.id == *id);
            let label = known.map_or(id.as_str(), |permission| &permission.label);
            say(language, "guide.only_if_permission", &[("permission", label)])
        }
    }
}

fn blocks(blocks: &[Block], language: Language) -> Markup {
    html! {
        @for block in blocks {
            @match block {
                Block::Paragraph(line) => p { (inlines(line, language)) },
                Block::Steps(items) => ol { @for item in items { li { (inlines(item, language)) } } },
                Block::List(items) => ul { @for item in items { li { (inlines(item, language)) } } },
                Block::Picture { src, alt } => img.picture src=(src) alt=(alt);
            }
        }
    }
}

fn inlines(line: &[Inline], language: Language) -> Markup {
    html! {
        @for inline in line {
            @match inline {
                Inline::Text(text) => (text),
                Inline::Strong(text) => strong { (text) },
                Inline::Code(text) => code { (text) },
                // The address of somebody's own tool is not known here.
                Inline::Link { text, href } if href.contains('{') => {
                    strong { (text) } " " span.muted { "(" bdi { (theirs(href, language)) } ")" }
                }
                Inline::Link { text, href } => {
                    a href=(href) rel="noopener noreferrer" { (text) } span.muted { " (" bdi { (href) } ")" }
                }
            }
        }
    }
}

fn theirs(href: &str, language: Language) -> String {
    let (before, rest) = href.split_once('{').unwrap_or((href, ""));
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    format!("{before}‹{}›{after}", say(language, "guide.own_address", &[]))
}
