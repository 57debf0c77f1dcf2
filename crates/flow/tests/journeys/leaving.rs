//! Leaving with unsent answers.

use crate::scene::{GOOD_KEY, answer, at, edited, filled, opened, reviewing, submitted, tool};
use flow::{Effect, Event, Flow, FocusTarget, HostMessage, Place, Screen, Visit};
use std::collections::BTreeMap;
use wire::Environment;

#[test]
fn nobody_is_asked_who_has_nothing_to_lose() {
    let mut flow = reviewing(Environment::Production);
    assert_eq!(flow.apply(Event::Dismissed), [Effect::TellHost(HostMessage::Close)]);
    assert_eq!(flow.screen(), Screen::Scopes);
}

#[test]
fn whoever_has_typed_something_is_asked_in_the_page_before_the_host_is_told() {
    let mut flow = filled(Environment::Production);
    assert_eq!(flow.apply(Event::Dismissed), [Effect::Focus(FocusTarget::Heading)]);
    assert_eq!(flow.screen(), Screen::Leaving);
    assert_eq!(flow.apply(Event::Dismissed), [Effect::TellHost(HostMessage::Close)]);
}

#[test]
fn whoever_stays_is_where_they_were_with_every_answer() {
    let mut flow = filled(Environment::Production);
    let before = flow.clone();
    flow.apply(Event::Dismissed);
    flow.apply(Event::Stayed);
    assert_eq!(flow, before);

    flow.apply(Event::Revisited(Place::Scopes));
    flow.apply(Event::Dismissed);
    assert_eq!(flow.screen(), Screen::Leaving);
    flow.apply(Event::WentBack);
    assert_eq!(flow.screen(), Screen::Scopes);
}

#[test]
fn the_browsers_back_button_answers_the_question_as_well() {
    let mut flow = filled(Environment::Production);
    flow.apply(Event::Dismissed);
    flow.apply(Event::Revisited(Place::Step("address".into())));
    assert_eq!(flow.screen(), at("address"));
    assert_eq!(answer(&flow, "api_key"), GOOD_KEY);
}

#[test]
fn answers_of_a_tool_that_was_left_by_going_back_count_as_well() {
    let (mut flow, _) = Flow::open();
    flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
    assert_eq!(flow.apply(Event::Dismissed), [Effect::TellHost(HostMessage::Close)]);
    flow.apply(Event::ToolChosen("example".into()));
    flow.apply(Event::ToolFetched(Box::new(tool("example"))));
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    flow.apply(Event::Continued);
    flow.apply(edited("subdomain", "acme"));
    flow.apply(Event::Revisited(Place::Tools));
    flow.apply(Event::Dismissed);
    assert_eq!(flow.screen(), Screen::Leaving);
    flow.apply(Event::Stayed);
    assert_eq!(flow.screen(), Screen::Tools);
    flow.apply(Event::ToolChosen("example".into()));
    assert_eq!(answer(&flow, "subdomain"), "acme");
}

#[test]
fn a_submission_on_its_way_is_not_held_up_by_a_question() {
    let (mut flow, _) = submitted(Environment::Production);
    assert_eq!(flow.apply(Event::Dismissed), [Effect::TellHost(HostMessage::Close)]);
    assert_eq!(flow.screen(), Screen::Submitting);
}
