//! One field of a step, by its kind.

use crate::app::Dispatch;
use crate::ui::el::{el, is, line, maybe};
use crate::ui::{FieldTexts, Hears, Lines, choice_field, details, field_frame, line_field, live, pick_file, sometimes};
use crate::views::given::given;
use crate::views::problems::{field_note, field_problem};
use crate::views::text::blocks;
use crate::words::{say, say_with};
use flow::Event;
use leptos::prelude::*;
use wire::{Field, FieldKind, Secret};

/// One field.
pub(super) fn input(field: Field, dispatch: Dispatch) -> AnyView {
    let id = field.id.clone();
    let value = {
        let id = id.clone();
        live(move || dispatch.read(|flow| Some(flow.journey()?.draft().get(&id).to_owned())))
    };
    let problem = {
        let field = field.clone();
        live(move || dispatch.read(|flow| field_problem(flow.journey()?, &field)))
    };
    let note = {
        let field = field.clone();
        live(move || dispatch.read(|flow| field_note(flow.journey()?, &field)))
    };
    let edit = move |id: &wire::FieldId, text: String| dispatch.send(Event::Edited(id.clone(), Secret::new(text)));
    let edited = || {
        let id = id.clone();
        Box::new(move |text: String| edit(&id, text))
    };
    let left = {
        let id = id.clone();
        Box::new(move || dispatch.send(Event::Left(id.clone())))
    };
    let picked = || {
        let id = id.clone();
        Box::new(move |text: String| {
            edit(&id, text);
            dispatch.send(Event::Left(id.clone()));
        })
    };
    let label =
        if field.optional { say_with("field.optional", &[("label", &field.label)]) } else { field.label.clone() };
    let name = format!("field-{id}");
    let texts = FieldTexts {
        name: name.clone(),
        lang: field.lang.clone(),
        label: label.clone(),
        hint: field.hint.clone(),
        problem,
        note,
    };
    let help = (!field.help.is_empty())
        .then(|| details(say("field.help"), blocks(field.help.clone(), field.lang.clone(), dispatch)));
    let typed = |lines| line_field(texts.clone(), value, lines, Hears { edited: edited(), left });
    let input = match field.kind.clone() {
        FieldKind::Text | FieldKind::Host(_) | FieldKind::Formatted(_) => {
            typed(Lines::Seen(String::new(), String::new()))
        }
        FieldKind::Subdomain { prefix, suffix } => typed(Lines::Seen(prefix, suffix)),
        FieldKind::Secret => typed(Lines::Hidden),
        FieldKind::Pem(_) => {
            let pick = say_with("file.pick", &[("label", &label)]);
            let file = pick_file(format!("{name}-file"), Some(pick), ".pem,.key,.crt,.cer,.txt".to_owned(), picked());
            el("div", vec![is("class", "connect-entry")], vec![typed(Lines::HiddenLines), file])
        }
        FieldKind::Choice(options) => {
            let options = options.into_iter().map(|option| (option.id, option.label)).collect();
            choice_field(texts, value, options, edited())
        }
        FieldKind::File { accept, .. } => {
            let is_kept = move || value.with(|value| value.as_ref().is_some_and(|text| !text.is_empty()));
            let kept = sometimes(move || is_kept().then(|| line("p", "connect-hint", say("file.kept"))));
            let pick = pick_file(name, None, accept.join(","), picked());
            field_frame(texts, el("div", Vec::new(), vec![pick, kept]))
        }
        FieldKind::Generated | FieldKind::Login | FieldKind::Shown(_) => given(field, texts, dispatch),
    };
    el("div", vec![is("class", "connect-entry")], vec![input, maybe(help)])
}
