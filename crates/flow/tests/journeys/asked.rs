//! Steps and fields that are there only at times, and answers in every form that a field can ask for.

use crate::scene::{at, edited, field, pattern, reviewed, scope, session, step, submission, tool};
use flow::{Event, Flow, ProblemKind, Screen, Visit};
use proptest::prelude::*;
use std::collections::BTreeMap;
use wire::{
    Choice, Condition, Environment, Field, FieldKind, Firmness, Format, PemKind, Persist, ScopeSetting, Session, Step,
    Tool,
};

fn choice() -> Field {
    let options = ["key", "login"].map(|id| Choice { id: id.into(), label: id.into() });
    field("way", FieldKind::Choice(options.into()), Persist::Plain, None)
}

fn only_if(step: Step, answer: &str) -> Step {
    Step { when: vec![Condition::Answer { field: "way".into(), is: vec![answer.into()] }], ..step }
}

/// A tool with two ways in, and a step for those who share absences.
fn two_ways() -> Tool {
    let key = field("api_key", FieldKind::Secret, Persist::Sealed, None);
    let name = field("user", FieldKind::Text, Persist::Plain, None);
    let extra = field("absence_year", FieldKind::Formatted(Format::Number), Persist::Plain, None);
    let absences = Step { when: vec![Condition::Scope("absences".into())], ..step("absences", vec![extra]) };
    let note = Field {
        when: vec![Condition::Answer { field: "way".into(), is: vec!["login".into()] }],
        ..field("note", FieldKind::Text, Persist::Plain, None)
    };
    Tool {
        steps: vec![
            step("way", vec![choice(), note]),
            only_if(step("key", vec![key]), "key"),
            only_if(step("user", vec![name]), "login"),
            absences,
            step("end", vec![]),
        ],
        ..tool("example")
    }
}

pub(crate) fn walking(tool: Tool) -> Flow {
    let opening = session(Environment::Production, true);
    let session = Session { tool: Some(tool), ..opening };
    let (mut flow, _) = Flow::open();
    let visit = Visit { reviewed: reviewed("a1"), ..Visit::new("seed") };
    flow.apply(Event::SessionOpened { session: Box::new(session), visit, place: None });
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    if flow.screen() == Screen::Scopes {
        flow.apply(Event::Continued);
    }
    flow
}

fn kinds(flow: &Flow) -> Vec<ProblemKind> {
    flow.journey().unwrap().problems().iter().map(|problem| problem.kind.clone()).collect()
}

#[test]
fn only_the_steps_whose_conditions_hold_are_walked_counted_and_sent() {
    let mut flow = walking(two_ways());
    assert_eq!(flow.journey().unwrap().progress(), (1, 4), "until something is chosen, the first way counts");
    flow.apply(edited("way", "login"));
    assert!(!flow.journey().unwrap().is_at_last_step());
    flow.apply(edited("way", "key"));
    assert_eq!(flow.journey().unwrap().progress(), (1, 4));
    flow.apply(Event::Continued);
    assert_eq!(flow.screen(), at("key"));
    flow.apply(edited("api_key", "k"));
    flow.apply(Event::Continued);
    assert_eq!(flow.screen(), at("absences"));
    flow.apply(edited("absence_year", "2026"));
    flow.apply(Event::Continued);
    let effects = flow.apply(Event::Continued);
    let sent = submission(&effects).unwrap();
    let names: Vec<_> = sent.request().answers.as_ref().unwrap().keys().map(wire::FieldId::as_str).collect();
    assert_eq!(names, ["absence_year", "api_key", "way"]);
}

#[test]
fn an_answer_on_a_way_that_was_left_is_neither_checked_nor_sent() {
    let mut flow = walking(two_ways());
    flow.apply(edited("way", "key"));
    flow.apply(Event::Continued);
    flow.apply(edited("api_key", "k"));
    flow.apply(Event::WentBack);
    assert_eq!(flow.screen(), at("way"));
    flow.apply(edited("way", "login"));
    flow.apply(Event::Continued);
    assert_eq!(kinds(&flow), [ProblemKind::Required], "the note is asked for on this way");
    flow.apply(edited("note", "n"));
    flow.apply(Event::Continued);
    assert_eq!(flow.screen(), at("user"));
    flow.apply(edited("user", "u"));
    flow.apply(Event::Continued);
    flow.apply(edited("absence_year", "2026"));
    flow.apply(Event::Continued);
    let effects = flow.apply(Event::Continued);
    let sent = submission(&effects).unwrap();
    assert!(!sent.request().answers.as_ref().unwrap().contains_key(&"api_key".into()));
    assert!(
        flow::check_answers(&two_ways(), sent.request().answers.as_ref().unwrap(), &sent.request().opted_out)
            .is_empty()
    );
}

#[test]
fn a_step_for_data_that_is_not_shared_is_left_out() {
    let tool = Tool { scopes: vec![scope("absences", ScopeSetting::Optional, "see_absences")], ..two_ways() };
    let opening = Session { tool: Some(tool), ..session(Environment::Production, true) };
    let (mut flow, _) = Flow::open();
    flow.apply(Event::SessionOpened { session: Box::new(opening), visit: Visit::new("seed"), place: None });
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    flow.apply(Event::ScopeSwitched { scope: "absences".into(), shared: false });
    flow.apply(Event::Continued);
    flow.apply(edited("way", "key"));
    assert_eq!(flow.journey().unwrap().progress(), (1, 3));
}

#[test]
fn the_backend_takes_no_answer_to_what_is_not_asked() {
    let answers = |all: &[(&str, &str)]| {
        all.iter().map(|(id, text)| ((*id).into(), wire::Secret::new(*text))).collect::<BTreeMap<_, _>>()
    };
    let refused = flow::check_answers(
        &two_ways(),
        &answers(&[("way", "key"), ("api_key", "k"), ("user", "u"), ("absence_year", "1")]),
        &std::collections::BTreeSet::new(),
    );
    let fields: Vec<_> =
        refused.iter().filter_map(|problem| problem.field.as_ref()).map(wire::FieldId::as_str).collect();
    assert_eq!(fields, ["user"]);
    let unknown = flow::check_answers(
        &two_ways(),
        &answers(&[("way", "telepathy"), ("absence_year", "1")]),
        &std::collections::BTreeSet::new(),
    );
    assert_eq!(unknown.len(), 1, "an answer that is no option is none");
}

#[test]
fn every_form_says_what_it_wants_and_takes_what_fits() {
    let key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----";
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----";
    let host = FieldKind::Host(vec![".tool.example".into()]);
    let file = FieldKind::File { accept: vec![".csv".into()], max: 4 };
    for (kind, good, bad, like) in [
        (FieldKind::Formatted(Format::Email), "a@b.example", "a@b", "email"),
        (FieldKind::Formatted(Format::Url), "https://a.example/x", "http://a.example", "url"),
        (FieldKind::Formatted(Format::Uuid), "123e4567-e89b-12d3-a456-426614174000", "123e4567", "uuid"),
        (FieldKind::Formatted(Format::Number), "042", "4 2", "number"),
        (host, "https://Eu1.Tool.example/login", "tool.example.evil.example", "host"),
        (FieldKind::Pem(PemKind::PrivateKey), key, certificate, "private_key"),
        (FieldKind::Pem(PemKind::Certificate), certificate, key, "certificate"),
        (FieldKind::Pem(PemKind::Any), key, "MIIE", "pem"),
        (file, "a;b", "a;b;c", "file"),
    ] {
        let mut flow = walking(Tool {
            steps: vec![step("one", vec![field("it", kind.clone(), Persist::Plain, None)]), step("end", vec![])],
            ..tool("example")
        });
        flow.apply(edited("it", bad));
        flow.apply(Event::Continued);
        assert_eq!(kinds(&flow), [ProblemKind::Unlike(like)], "{kind:?}");
        flow.apply(edited("it", good));
        flow.apply(Event::Continued);
        assert_eq!(flow.screen(), at("end"), "{kind:?}");
    }
}

#[test]
fn a_key_that_went_through_json_gets_its_lines_back() {
    let kind = FieldKind::Pem(PemKind::PrivateKey);
    let mut flow =
        walking(Tool { steps: vec![step("one", vec![field("it", kind, Persist::Sealed, None)])], ..tool("example") });
    flow.apply(edited("it", "  -----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"));
    flow.apply(Event::Left("it".into()));
    let answer = flow.journey().unwrap().draft().get(&"it".into()).to_owned();
    assert_eq!(answer, "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----");
}

#[test]
fn an_address_is_filled_with_answers_only_once_they_are_good() {
    let subdomain = FieldKind::Subdomain { prefix: String::new(), suffix: ".tool.example".into() };
    let pattern = pattern("a-z0-9-", 1, 63, Firmness::Always);
    let one = step("one", vec![field("subdomain", subdomain, Persist::Plain, Some(pattern))]);
    let mut flow = walking(Tool { steps: vec![one, step("end", vec![])], ..tool("example") });
    let filled = |flow: &Flow| flow.journey().unwrap().fill("https://{subdomain}.tool.example/keys");
    assert_eq!(filled(&flow), None);
    flow.apply(edited("subdomain", "evil.example/?"));
    assert_eq!(filled(&flow), None);
    flow.apply(edited("subdomain", "https://acme.tool.example/home"));
    assert_eq!(filled(&flow).as_deref(), Some("https://acme.tool.example/keys"));
    assert_eq!(flow.journey().unwrap().fill("https://fixed.example/").as_deref(), Some("https://fixed.example/"));
}

proptest! {
    /// W-12
    #[test]
    fn whatever_is_typed_as_a_host_ends_as_the_definition_says_or_is_refused(typed in "\\PC{0,60}") {
        let kind = FieldKind::Host(vec![".tool.example".into()]);
        let mut flow = walking(Tool { steps: vec![step("one", vec![field("it", kind, Persist::Plain, None)]), step("end", vec![])], ..tool("example") });
        flow.apply(edited("it", &typed));
        flow.apply(Event::Continued);
        if flow.screen() == at("end") {
            let answer = flow.journey().unwrap().draft().get(&"it".into()).to_owned();
            prop_assert!(answer.ends_with(".tool.example") && answer.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)));
        }
    }
}
