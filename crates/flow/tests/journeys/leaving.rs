//! Leaving with unsent answers.

use crate::scene::{GOOD_KEY, answer, at, filled, reviewing, submitted};
use flow::{Effect, Event, FocusTarget, HostMessage, Place, Screen};
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
fn a_submission_on_its_way_is_not_held_up_by_a_question() {
    let (mut flow, _) = submitted(Environment::Production);
    assert_eq!(flow.apply(Event::Dismissed), [Effect::TellHost(HostMessage::Close)]);
    assert_eq!(flow.screen(), Screen::Submitting);
}
