//! What is said when a field is left or pasted into, before anybody asked to go on.

use crate::scene::{edited, filled, reviewing};
use flow::{Event, Flow, ProblemKind};
use wire::{Environment, FieldId};

fn on_address() -> Flow {
    let mut flow = reviewing(Environment::Production);
    flow.apply(Event::Continued);
    flow
}

fn said<'a>(flow: &'a Flow, field: &str) -> Option<&'a ProblemKind> {
    flow.journey().unwrap().problem_with(&FieldId::new(field)).map(|problem| &problem.kind)
}

#[test]
fn a_mistake_is_noticed_when_the_field_is_left_and_listed_only_when_going_on() {
    let mut flow = on_address();
    flow.apply(edited("subdomain", "acme.other.example"));
    assert_eq!(said(&flow, "subdomain"), None);
    flow.apply(Event::Left("subdomain".into()));
    assert_eq!(said(&flow, "subdomain"), Some(&ProblemKind::UnexpectedCharacters));
    assert!(flow.journey().unwrap().problems().is_empty());
    flow.apply(Event::Continued);
    assert_eq!(flow.journey().unwrap().problems().len(), 1);
}

#[test]
fn it_vanishes_with_the_first_key_that_mends_it() {
    let mut flow = on_address();
    flow.apply(edited("subdomain", "acme.other.example"));
    flow.apply(Event::Left("subdomain".into()));
    flow.apply(edited("subdomain", "acme.other.exampl"));
    assert_eq!(said(&flow, "subdomain"), None);
}

#[test]
fn a_field_that_was_only_passed_through_is_not_complained_about() {
    let mut flow = on_address();
    flow.apply(Event::Left("subdomain".into()));
    assert_eq!(said(&flow, "subdomain"), None);
}

#[test]
fn what_was_cut_away_is_mentioned_until_the_next_key() {
    let mut flow = on_address();
    let field = FieldId::new("subdomain");
    flow.apply(edited("subdomain", "https://acme.tool.example/home"));
    flow.apply(Event::Left(field.clone()));
    assert!(flow.journey().unwrap().is_tidied(&field));
    flow.apply(Event::Left(field.clone()));
    assert!(flow.journey().unwrap().is_tidied(&field), "leaving it again changes nothing");
    flow.apply(edited("subdomain", "acme2"));
    assert!(!flow.journey().unwrap().is_tidied(&field));
}

#[test]
fn a_field_of_another_step_that_is_left_late_says_nothing_here() {
    let mut flow = filled(Environment::Production);
    flow.apply(edited("subdomain", "a b"));
    flow.apply(Event::Left("subdomain".into()));
    assert_eq!(said(&flow, "subdomain"), None);
}

#[test]
fn the_minutes_left_are_those_of_this_step_and_of_the_steps_after_it() {
    assert_eq!(on_address().journey().unwrap().minutes_left(), 6);
    assert_eq!(filled(Environment::Production).journey().unwrap().minutes_left(), 2);
}

#[test]
fn what_was_noticed_last_is_what_is_said_aloud() {
    let mut flow = on_address();
    let noticed = |flow: &Flow| flow.journey().unwrap().noticed().map(|field| field.id.to_string());
    assert_eq!(noticed(&flow), None);
    flow.apply(edited("subdomain", "a b"));
    flow.apply(Event::Left("subdomain".into()));
    assert_eq!(noticed(&flow), Some("subdomain".to_owned()));
    flow.apply(edited("subdomain", "a"));
    assert_eq!(noticed(&flow), None);
}
