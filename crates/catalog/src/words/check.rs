//! What is wrong with a tool's words. What English lacks or has too much is said of English alone, and not of every translation again.

use super::Words;
use crate::check::is_plain_id;
use crate::finding::Finding;
use crate::markdown::{self, Surroundings};
use crate::source::{Place, Source};
use crate::{Definition, Pictures};
use std::collections::BTreeSet;
use toml::Spanned;

/// What the words are held against.
pub(crate) struct Against<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) pictures: &'a Pictures,
    pub(crate) file: &'a Source,
}

/// The rejections that a tool has a sentence for.
const SAID: [&str; 4] = ["not_accepted", "unknown_address", "wrong_account", "locked"];

impl Words {
    pub(crate) fn check(&self, against: &Against<'_>, findings: &mut Vec<Finding>) {
        let (definition, top) = (against.definition, against.file.top());
        if self.before.is_none() {
            let message =
                "[before] is missing: write [before] and, in its body, who and what is needed before starting";
            findings.push(top.say(message));
        }
        let [steps, fields, permissions] = ids(definition);
        let given = self.steps.keys().map(String::as_str).collect();
        complete(&top, "steps", "a title", &steps, &given, findings);
        let given = self.fields.keys().map(String::as_str).collect();
        complete(&top, "fields", "a label", &fields, &given, findings);
        let place = top.key("permissions");
        let given = self.permissions.keys().map(String::as_str).collect();
        for id in permissions.difference(&given).filter(|id| is_plain_id(id)) {
            findings.push(place.say(format!("permission {id} has no words: add {id} = \"…\" under [permissions]")));
        }
        for id in given.difference(&permissions) {
            findings.push(place.key(id).say(not_there(&format!("permission {id}"))));
        }
        for (field, codes) in &self.rejections {
            let place = top.keys(&["rejections", field]);
            if !fields.contains(field.as_str()) {
                findings.push(place.say(not_there(&format!("field {field}"))));
            }
            for code in codes.keys().filter(|code| !SAID.contains(&code.as_str())) {
                findings.push(place.key(code).say(format!("{code} is never said: write one of {}", SAID.join(", "))));
            }
        }
        self.check_options(against, findings);
        self.check_texts(against, findings);
    }

    /// A translation says nothing that English does not, and all of what it says an entry of.
    pub(crate) fn check_translation(&self, english: &Self, against: &Against<'_>, findings: &mut Vec<Finding>) {
        let top = against.file.top();
        let [steps, fields, permissions] = ids(against.definition);
        let mut extra = |place: Place<'_>, what: String| {
            findings.push(place.say(format!("{what} is not in en.toml: take it out, or correct its name")));
        };
        let is_extra = |id: &str, known: bool, wanted: &BTreeSet<&str>| !known && !wanted.contains(id);
        for id in self.steps.keys().filter(|id| is_extra(id, english.steps.contains_key(*id), &steps)) {
            extra(top.keys(&["steps", id]), format!("step {id}"));
        }
        for id in self.fields.keys().filter(|id| is_extra(id, english.fields.contains_key(*id), &fields)) {
            extra(top.keys(&["fields", id]), format!("field {id}"));
        }
        for id in self.permissions.keys().filter(|id| is_extra(id, english.permissions.contains_key(*id), &permissions))
        {
            extra(top.keys(&["permissions", id]), format!("permission {id}"));
        }
        for (field, codes) in &self.rejections {
            let known = english.rejections.get(field);
            for code in codes.keys().filter(|code| known.is_none_or(|known| !known.contains_key(*code))) {
                let message = format!(
                    "rejections.{field}.{code} is not in en.toml: add it there, take it out here, or correct its name"
                );
                findings.push(top.keys(&["rejections", field, code]).say(message));
            }
        }
        for (id, words) in &self.steps {
            let place = top.keys(&["steps", id]);
            let said = english.steps.get(id).map(|english| english.body.is_some());
            findings.extend(alike(&place, &format!("step {id}"), "body", words.body.is_some(), said));
        }
        for (id, words) in &self.fields {
            let (place, what) = (top.keys(&["fields", id]), format!("field {id}"));
            let english = english.fields.get(id);
            let hint = english.map(|english| !english.hint.is_empty());
            findings.extend(alike(&place, &what, "hint", !words.hint.is_empty(), hint));
            let help = english.map(|english| english.help.is_some());
            findings.extend(alike(&place, &what, "help", words.help.is_some(), help));
        }
        self.check_options(against, findings);
        self.check_texts(against, findings);
    }

    /// An entry for a choice has words for every option, and no other entry has any.
    fn check_options(&self, against: &Against<'_>, findings: &mut Vec<Finding>) {
        for (id, words) in &self.fields {
            let Some(field) = against.definition.field(id) else { continue };
            let place = against.file.top().keys(&["fields", id]);
            let needed = if field.kind.is_choice() { crate::check::options(field) } else { Vec::new() };
            let needed: BTreeSet<&str> = needed.into_iter().collect();
            let given: BTreeSet<&str> = words.options.keys().map(String::as_str).collect();
            if !field.kind.is_choice() && !given.is_empty() {
                let message = format!("field {id} is no choice and has no options: take [fields.{id}.options] out");
                findings.push(place.key("options").say(message));
            } else if needed.len() > 1 && needed.iter().all(|option| option.split(['.', '-']).all(is_plain_id)) {
                for option in needed.difference(&given) {
                    let message =
                        format!("option {option} has no words: add {option} = \"…\" under [fields.{id}.options]");
                    findings.push(place.key("options").say(message));
                }
                for option in given.difference(&needed) {
                    let message = not_there(&format!("option {option}"));
                    findings.push(place.keys(&["options", option]).say(message));
                }
            }
        }
    }

    /// No text is empty, and every longer one is in the Markdown subset.
    fn check_texts(&self, against: &Against<'_>, findings: &mut Vec<Finding>) {
        let top = against.file.top();
        let mut texts: Vec<(Vec<&str>, &str)> = Vec::new();
        let mut long: Vec<(Vec<&str>, &Spanned<String>)> = Vec::new();
        long.extend(self.before.iter().map(|before| (vec!["before", "body"], &before.body)));
        for (id, words) in &self.steps {
            texts.push((vec!["steps", id, "title"], &words.title));
            long.extend(words.body.iter().map(|body| (vec!["steps", id.as_str(), "body"], body)));
        }
        for (id, words) in &self.fields {
            texts.push((vec!["fields", id, "label"], &words.label));
            long.extend(words.help.iter().map(|help| (vec!["fields", id.as_str(), "help"], help)));
            texts.extend(
                words
                    .options
                    .iter()
                    .map(|(option, label)| (vec!["fields", id.as_str(), "options", option.as_str()], label.as_str())),
            );
        }
        texts.extend(self.permissions.iter().map(|(id, label)| (vec!["permissions", id.as_str()], label.as_str())));
        for (field, codes) in &self.rejections {
            texts.extend(codes.iter().map(|(code, said)| (vec!["rejections", field, code.as_str()], said.as_str())));
        }
        texts.extend(long.iter().map(|(keys, text)| (keys.clone(), text.as_ref().as_str())));
        for (keys, _) in texts.into_iter().filter(|(_, text)| text.trim().is_empty()) {
            findings.push(top.keys(&keys).say(format!("{} is empty: write it", keys.join("."))));
        }
        let host_problem = |host: &str| crate::check::host_problem(against.definition, host);
        let has_picture = |name: &str| against.pictures.contains_key(name);
        let around = Surroundings { host_problem: &host_problem, has_picture: &has_picture };
        for (_, text) in long {
            if let Err((offset, problem)) = markdown::compile(text.as_ref(), &around) {
                findings.push(against.file.inside(text, offset, problem));
            }
        }
    }
}

/// The ids of steps, fields and permissions.
fn ids(definition: &Definition) -> [BTreeSet<&str>; 3] {
    [
        definition.steps.iter().map(|step| step.id.as_str()).collect(),
        definition.fields.iter().map(|field| field.id.as_str()).collect(),
        definition.permissions.iter().map(|permission| permission.id.as_str()).collect(),
    ]
}

fn not_there(what: &str) -> String {
    format!("there is no {what} in tool.toml: take it out here, or correct its name")
}

/// A table for each of what is needed, and for nothing else.
fn complete(
    top: &Place<'_>,
    table: &str,
    with: &str,
    needed: &BTreeSet<&str>,
    given: &BTreeSet<&str>,
    findings: &mut Vec<Finding>,
) {
    let what = table.trim_end_matches('s');
    for id in needed.difference(given).filter(|id| is_plain_id(id)) {
        findings.push(top.key(table).say(format!("{what} {id} has no words: add [{table}.{id}] with {with}")));
    }
    for id in given.difference(needed) {
        findings.push(top.keys(&[table, id]).say(not_there(&format!("{what} {id}"))));
    }
}

/// A text is there in a translation where it is there in English.
fn alike(place: &Place<'_>, what: &str, text: &str, is_there: bool, in_english: Option<bool>) -> Option<Finding> {
    match (is_there, in_english?) {
        (false, true) => Some(
            place.say(format!("{what} has {text} = \"…\" in en.toml and none here: add it, or take the entry out")),
        ),
        (true, false) => {
            Some(place.key(text).say(format!("{what} has no {text} in en.toml: take it out, or add it there")))
        }
        _ => None,
    }
}
