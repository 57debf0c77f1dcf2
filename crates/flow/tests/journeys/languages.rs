//! Another language in the middle of everything.

use crate::scene::{
    GOOD_KEY, answer, at, connected, edited, filled, opened, problem, reviewing, submitted, told, tool,
};
use flow::{Effect, Event, Flow, FocusTarget, Place, ProblemKind, Screen, Texts, Unavailable, Visit};
use std::collections::BTreeMap;
use wire::{Environment, FieldProblem, ProblemCode, RejectionCode};

fn chosen(flow: &mut Flow) -> Effect {
    let effects = flow.apply(Event::LanguageChosen("de".into()));
    assert_eq!(effects.len(), 1);
    effects.into_iter().next().unwrap()
}

fn wanted(texts: Texts) -> Effect {
    Effect::Translate { language: "de".into(), texts }
}

#[test]
fn a_change_of_language_changes_every_text_and_no_answer_and_no_place() {
    let mut flow = filled(Environment::Production);
    assert_eq!(chosen(&mut flow), wanted(Texts::Session));
    assert_eq!(flow.apply(told(true)), [Effect::Focus(FocusTarget::Same)]);
    assert_eq!(flow.screen(), at("key"));
    assert_eq!(flow.journey().unwrap().step().unwrap().title, "key auf Deutsch");
    assert_eq!(answer(&flow, "api_key"), GOOD_KEY);
    assert_eq!(flow.session().unwrap().language, "de");
}

#[test]
fn a_tool_that_was_chosen_is_asked_for_as_well_and_so_is_one_that_was_left_by_going_back() {
    let (mut flow, _) = Flow::open();
    flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
    assert_eq!(chosen(&mut flow), wanted(Texts::Session));
    flow.apply(Event::ToolChosen("example".into()));
    flow.apply(Event::ToolFetched(Box::new(tool("example"))));
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    flow.apply(Event::Continued);
    flow.apply(edited("subdomain", "acme"));
    assert_eq!(chosen(&mut flow), wanted(Texts::Tool("example".into())));
    flow.apply(Event::Revisited(Place::Tools));
    assert_eq!(chosen(&mut flow), wanted(Texts::Tool("example".into())));
    flow.apply(told(false));
    flow.apply(Event::ToolChosen("example".into()));
    flow.apply(Event::Continued);
    assert_eq!(flow.journey().unwrap().step().unwrap().title, "address auf Deutsch");
    assert_eq!(answer(&flow, "subdomain"), "acme");
}

#[test]
fn where_there_is_no_session_only_the_pages_own_words_change() {
    let (mut flow, _) = Flow::open();
    flow.apply(Event::OpeningFailed(Unavailable::Expired));
    assert_eq!(chosen(&mut flow), wanted(Texts::None));
    flow.apply(Event::Translated { session: None, tool: None });
    assert_eq!(flow.screen(), Screen::Unavailable(Unavailable::Expired));
}

#[test]
fn a_submission_goes_on_in_the_new_language() {
    let (mut flow, _) = submitted(Environment::Production);
    flow.apply(told(true));
    assert_eq!(flow.screen(), Screen::Submitting);
    assert_eq!(flow.session().unwrap().language, "de");
}

#[test]
fn a_tool_that_comes_in_the_old_language_is_asked_for_again_whenever_it_comes() {
    let again = wanted(Texts::Tool("example".into()));
    let Event::Translated { session, .. } = told(false) else { unreachable!() };
    let translated = || Event::Translated { session: session.clone(), tool: None };
    let events = || {
        [
            Event::ToolChosen("example".into()),
            Event::ToolFetched(Box::new(tool("example"))),
            Event::DraftLoaded(BTreeMap::new()),
        ]
    };
    // The new language arrives before each of these, and after all of them.
    for early in 0..=3 {
        let (mut flow, _) = Flow::open();
        flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
        let mut effects = Vec::new();
        for (index, event) in events().into_iter().enumerate() {
            if index == early {
                flow.apply(translated());
            }
            effects = flow.apply(event);
        }
        if early == 3 {
            effects = flow.apply(translated());
        }
        assert_eq!(flow.screen(), Screen::Scopes);
        assert_eq!(flow.session().unwrap().language, "de");
        assert!(effects.contains(&again), "{early}: {effects:?}");
        assert!(!flow.apply(told(false)).contains(&again), "once is enough");
    }
}

#[test]
fn what_is_connected_changes_only_the_pages_own_words() {
    let (mut flow, _) = submitted(Environment::Production);
    flow.apply(connected());
    assert_eq!(chosen(&mut flow), wanted(Texts::None));
}

#[test]
fn an_answer_to_a_submission_in_the_old_language_is_said_by_the_page_in_the_new_one() {
    let (mut flow, _) = submitted(Environment::Production);
    flow.apply(told(true));
    let error = FieldProblem::at(&"api_key".into(), RejectionCode::NotAccepted, "Copy it again.");
    flow.apply(problem(ProblemCode::CredentialsRejected, vec![error]));
    assert_eq!(flow.journey().unwrap().problems()[0].kind, ProblemKind::NotAccepted(String::new()));
}

#[test]
fn texts_of_another_tool_or_of_other_fields_are_not_taken() {
    let mut flow = reviewing(Environment::Production);
    let Event::Translated { session: Some(mut session), .. } = told(true) else { unreachable!() };
    session.tool.as_mut().unwrap().schema = "s2".into();
    flow.apply(Event::Translated { session: Some(session), tool: None });
    flow.apply(Event::Continued);
    assert_eq!(flow.journey().unwrap().step().unwrap().title, "address");
}

#[test]
fn what_the_tool_said_in_the_old_language_is_said_by_the_page_in_the_new_one() {
    let (mut flow, _) = submitted(Environment::Production);
    let error = FieldProblem::at(&"api_key".into(), RejectionCode::NotAccepted, "Copy it again.");
    flow.apply(problem(ProblemCode::CredentialsRejected, vec![error]));
    flow.apply(told(true));
    let problems = flow.journey().unwrap().problems();
    assert_eq!(
        problems.iter().map(|problem| &problem.kind).collect::<Vec<_>>(),
        [&ProblemKind::NotAccepted(String::new())]
    );
}

#[test]
fn a_language_that_cannot_be_had_changes_nothing() {
    let mut flow = filled(Environment::Production);
    let before = flow.clone();
    assert_eq!(flow.apply(Event::TranslationFailed), [Effect::Focus(FocusTarget::Same)]);
    assert_eq!(flow, before);
}
