//! Credentials that are kept: tested again without being sent, and given up where the tool no longer takes them.

use crate::relinking::{granting, opened, opened_with, page_problem, relinked, sections};
use crate::scene::{at, connected, problem, submission};
use flow::{Effect, Event, Navigation, Place, ProblemKind, Screen, Settled};
use wire::{FieldProblem, ProblemCode, RejectionCode, Stored, SubmissionState};

#[test]
fn credentials_can_be_kept_and_are_then_tested_without_any_being_sent() {
    let mut flow = granting();
    let effects = flow.apply(Event::Continued);
    let sent = submission(&effects).unwrap();
    assert_eq!(sent.request().answers, None);
    assert_eq!(flow.screen(), Screen::Submitting);
    flow.apply(connected());
    assert_eq!(flow.screen(), Screen::Connected);
}

#[test]
fn credentials_that_fail_cannot_be_kept() {
    let mut flow = opened(sections(), Stored::Failing);
    flow.apply(Event::Continued);
    assert_eq!(flow.screen(), at("permissions"));
    flow.apply(Event::Revisited(Place::Granting));
    assert_eq!(flow.screen(), Screen::Scopes);
}

#[test]
fn new_credentials_can_be_made_instead_and_the_way_back_leads_to_the_choice() {
    let mut flow = granting();
    flow.apply(Event::NewCredentialsChosen);
    assert_eq!(flow.screen(), at("permissions"));
    flow.apply(Event::WentBack);
    assert_eq!(flow.screen(), at("address"));
    let effects = flow.apply(Event::WentBack);
    assert_eq!(flow.screen(), Screen::Granting);
    assert!(effects.contains(&Effect::Navigate(Navigation::BackTo(Place::Granting))));
    flow.apply(Event::WentBack);
    assert_eq!(flow.screen(), Screen::Scopes);
}

#[test]
fn missing_permissions_of_kept_credentials_are_said_where_they_are_to_be_granted() {
    let mut flow = granting();
    flow.apply(Event::Continued);
    flow.apply(problem(ProblemCode::PermissionsMissing, vec![]));
    assert_eq!(flow.screen(), Screen::Granting);
    assert!(matches!(page_problem(&flow), Some(ProblemKind::PermissionsMissing(_))));
    let effects = flow.apply(Event::Continued);
    assert_eq!(submission(&effects).unwrap().key(), "seed.1", "another try is another submission");
}

#[test]
fn kept_credentials_that_are_no_longer_accepted_lead_to_new_ones() {
    let mut flow = granting();
    flow.apply(Event::Continued);
    let at_key = FieldProblem::at(&"api_key".into(), RejectionCode::NotAccepted, "");
    flow.apply(problem(ProblemCode::CredentialsRejected, vec![at_key]));
    assert_eq!(flow.screen(), at("permissions"));
    assert_eq!(page_problem(&flow), Some(ProblemKind::StoredRejected));
}

#[test]
fn when_nobody_answers_a_kept_submission_the_end_user_is_back_where_it_was_sent_from() {
    for code in [ProblemCode::ToolUnavailable, ProblemCode::ToolRateLimited, ProblemCode::Internal] {
        let mut flow = granting();
        flow.apply(Event::Continued);
        flow.apply(problem(code, vec![]));
        assert_eq!(flow.screen(), Screen::Granting, "{code:?}");
    }
    let mut flow = granting();
    flow.apply(Event::Continued);
    flow.apply(Event::Settled(Settled::Unanswered));
    flow.apply(Event::Settled(Settled::Unanswered));
    assert_eq!((flow.screen(), page_problem(&flow)), (Screen::Granting, Some(ProblemKind::NotSent)));
}

#[test]
fn a_reload_while_credentials_are_being_kept_asks_what_became_of_it() {
    let mut flow = granting();
    flow.apply(Event::Continued);
    let visit = flow.journey().unwrap().visit().clone();
    let mut flow = opened_with(relinked(sections(), Stored::Working), visit, &[]);
    assert_eq!(flow.screen(), Screen::Submitting);
    flow.apply(Event::Settled(Settled::Found(Box::new(SubmissionState::Unknown))));
    assert_eq!(flow.screen(), Screen::Granting);
}

#[test]
fn the_browser_history_can_lead_to_the_choice_only_when_the_data_was_reviewed() {
    let mut flow = opened(sections(), Stored::Working);
    flow.apply(Event::Revisited(Place::Granting));
    assert_eq!(flow.screen(), Screen::Scopes);
    flow.apply(Event::Continued);
    flow.apply(Event::NewCredentialsChosen);
    flow.apply(Event::Revisited(Place::Granting));
    assert_eq!(flow.screen(), Screen::Granting);
}

#[test]
fn an_answer_that_is_known_and_at_fault_is_shown_where_it_can_be_corrected() {
    let mut flow = granting();
    flow.apply(Event::Continued);
    let moved = FieldProblem::at(&"subdomain".into(), RejectionCode::UnknownAddress, "");
    flow.apply(problem(ProblemCode::CredentialsRejected, vec![moved]));
    assert_eq!(flow.screen(), at("address"));
    assert!(flow.journey().unwrap().problem_with(&"subdomain".into()).is_some());
}

#[test]
fn kept_answers_that_no_longer_fit_the_tool_lead_to_new_ones() {
    let mut flow = granting();
    flow.apply(Event::Continued);
    let gone = FieldProblem::at(&"forgotten".into(), RejectionCode::Invalid, "");
    flow.apply(problem(ProblemCode::InvalidFields, vec![gone]));
    assert_eq!((flow.screen(), page_problem(&flow)), (at("permissions"), Some(ProblemKind::StoredRejected)));
}

#[test]
fn a_new_key_and_a_kept_one_are_never_the_same_submission() {
    let mut flow = granting();
    let first = flow.apply(Event::Continued);
    flow.apply(Event::Settled(Settled::Unanswered));
    flow.apply(Event::Settled(Settled::Unanswered));
    let again = flow.apply(Event::Continued);
    assert_eq!(submission(&first).unwrap().key(), submission(&again).unwrap().key(), "the same question again");
    flow.apply(Event::Settled(Settled::Unanswered));
    flow.apply(Event::Settled(Settled::Unanswered));
    flow.apply(Event::NewCredentialsChosen);
    assert_eq!(flow.journey().unwrap().visit().submission_key(), "seed.1");
}
