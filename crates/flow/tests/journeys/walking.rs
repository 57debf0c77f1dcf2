//! From a link to connected, and every way back.

use crate::scene::{
    GOOD_KEY, answer, at, connected, edited, field, filled, opened, problem, reviewed, reviewing, session, step,
    submission, submitted, tool,
};
use flow::{
    CallFailure, Effect, Event, Flow, HostMessage, Navigation, Place, ProblemKind, Screen, Settled, Unavailable, Visit,
};
use std::collections::{BTreeMap, BTreeSet};
use wire::{
    Environment, FieldId, FieldKind, FieldProblem, PermissionId, Persist, ProblemCode, RejectionCode, ScopeId, Secret,
    Session, SubmissionState, Tool,
};

#[test]
fn a_preset_tool_goes_from_link_to_connected() {
    let (mut flow, effects) = submitted(Environment::Production);
    let sent = submission(&effects).unwrap();
    assert_eq!(sent.key(), "seed.0");
    assert_eq!(sent.request().answers.as_ref().unwrap()[&"subdomain".into()], Secret::new("acme"));
    let effects = flow.apply(connected());
    assert_eq!(flow.screen(), Screen::Connected);
    let token = Secret::new("activation");
    assert!(effects.contains(&Effect::TellHost(HostMessage::Success { activation_token: token })));
}

#[test]
fn a_chosen_tool_is_fetched_before_its_journey_starts() {
    let (mut flow, _) = Flow::open();
    flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
    assert_eq!(flow.screen(), Screen::Tools);
    assert_eq!(flow.apply(Event::ToolChosen("example".into())), [Effect::FetchTool("example".into())]);
    flow.apply(Event::ToolFetched(Box::new(tool("example"))));
    let effects = flow.apply(Event::DraftLoaded(BTreeMap::new()));
    assert_eq!(flow.screen(), Screen::Scopes);
    assert!(effects.contains(&Effect::Navigate(Navigation::Push(Place::Scopes))));
}

#[test]
fn a_tool_that_is_not_offered_cannot_be_chosen() {
    let (mut flow, _) = Flow::open();
    flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
    assert_eq!(flow.apply(Event::ToolChosen("unknown".into())), []);
}

#[test]
fn the_answer_to_an_earlier_choice_of_tool_is_ignored() {
    let (mut flow, _) = Flow::open();
    flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
    flow.apply(Event::ToolChosen("example".into()));
    flow.apply(Event::ToolChosen("other".into()));
    assert_eq!(flow.apply(Event::ToolFetched(Box::new(tool("example")))), []);
    assert_eq!(flow.screen(), Screen::Tools);
}

#[test]
fn consent_given_for_one_tool_does_not_carry_over_to_another() {
    let (mut flow, _) = Flow::open();
    let visit = Visit { tool: Some("other".into()), reviewed: reviewed("a1"), ..Visit::new("seed") };
    flow.apply(opened(Environment::Production, false, visit, Some(Place::Tools)));
    flow.apply(Event::ToolChosen("example".into()));
    flow.apply(Event::ToolFetched(Box::new(tool("example"))));
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    assert!(!flow.journey().unwrap().is_reviewed());
}

#[test]
fn going_back_to_the_tools_and_forward_again_keeps_every_answer() {
    let (mut flow, _) = Flow::open();
    flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
    flow.apply(Event::ToolChosen("example".into()));
    flow.apply(Event::ToolFetched(Box::new(tool("example"))));
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    flow.apply(Event::Continued);
    flow.apply(edited("subdomain", "acme"));
    flow.apply(Event::WentBack);
    flow.apply(Event::WentBack);
    assert_eq!(flow.screen(), Screen::Tools);
    flow.apply(Event::Revisited(Place::Step("address".into())));
    assert_eq!((flow.screen(), answer(&flow, "subdomain")), (at("address"), "acme"));
}

#[test]
fn continuing_from_an_empty_field_says_which_and_moves_nowhere() {
    let mut flow = reviewing(Environment::Production);
    flow.apply(Event::Continued);
    let effects = flow.apply(Event::Continued);
    assert_eq!(flow.screen(), at("address"));
    assert_eq!(flow.journey().unwrap().problems()[0].kind, ProblemKind::Required);
    assert!(effects.contains(&Effect::Focus(flow::FocusTarget::Problems)));
}

#[test]
fn leaving_a_field_cuts_a_pasted_address_down() {
    let mut flow = reviewing(Environment::Production);
    flow.apply(Event::Continued);
    flow.apply(edited("subdomain", "https://Acme.tool.example/home"));
    flow.apply(Event::Left("subdomain".into()));
    assert_eq!(answer(&flow, "subdomain"), "acme");
}

#[test]
fn an_address_of_another_site_is_refused_at_the_field() {
    let mut flow = reviewing(Environment::Production);
    flow.apply(Event::Continued);
    flow.apply(edited("subdomain", "https://acme.tool.example.evil.example/"));
    flow.apply(Event::Continued);
    assert_eq!(flow.journey().unwrap().problems()[0].kind, ProblemKind::UnexpectedCharacters);
}

#[test]
fn an_unusual_answer_is_questioned_once_and_accepted_when_the_end_user_insists() {
    let mut flow = filled(Environment::Production);
    flow.apply(edited("api_key", "short"));
    flow.apply(Event::Continued);
    assert_eq!(flow.journey().unwrap().problems()[0].kind, ProblemKind::Unusual);
    let effects = flow.apply(Event::Continued);
    assert!(submission(&effects).is_some());
}

#[test]
fn a_rejected_key_returns_to_its_field_with_every_answer_kept() {
    let (mut flow, _) = submitted(Environment::Production);
    flow.apply(problem(
        ProblemCode::CredentialsRejected,
        vec![FieldProblem::at(&"api_key".into(), RejectionCode::NotAccepted, "")],
    ));
    assert_eq!((flow.screen(), answer(&flow, "api_key")), (at("key"), GOOD_KEY));
    assert_eq!(flow.journey().unwrap().problems()[0].field, Some("api_key".into()));
}

#[test]
fn a_rejected_address_returns_to_the_earlier_step_it_was_asked_on() {
    let (mut flow, _) = submitted(Environment::Production);
    flow.apply(problem(
        ProblemCode::CredentialsRejected,
        vec![FieldProblem::at(&"subdomain".into(), RejectionCode::UnknownAddress, "")],
    ));
    assert_eq!((flow.screen(), answer(&flow, "code")), (at("address"), "123"));
}

#[test]
fn a_problem_with_a_field_we_do_not_know_is_shown_for_the_page() {
    let (mut flow, _) = submitted(Environment::Production);
    let errors = vec![FieldProblem { pointer: "/elsewhere".into(), code: RejectionCode::Other, detail: "Hm.".into() }];
    flow.apply(problem(ProblemCode::InvalidFields, errors));
    let problems = flow.journey().unwrap().problems();
    assert_eq!((problems[0].field.clone(), problems.len()), (None, 1));
}

#[test]
fn another_try_after_a_rejection_is_another_submission() {
    let (mut flow, _) = submitted(Environment::Production);
    flow.apply(problem(ProblemCode::PermissionsMissing, vec![]));
    assert_eq!(flow.screen(), at("permissions"));
    flow.apply(Event::Continued);
    let effects = flow.apply(Event::Continued);
    assert_eq!(submission(&effects).unwrap().key(), "seed.1");
}

#[test]
fn a_lost_answer_is_asked_after_and_a_retry_has_the_same_key() {
    let (mut flow, _) = submitted(Environment::Production);
    let effects = flow.apply(Event::Settled(Settled::Unanswered));
    assert_eq!(effects, [Effect::AskAfter { key: "seed.0".into(), waiting: false }]);
    flow.apply(Event::Settled(Settled::Found(Box::new(SubmissionState::Unknown))));
    assert_eq!(flow.journey().unwrap().problems()[0].kind, ProblemKind::NotSent);
    let effects = flow.apply(Event::Continued);
    assert_eq!(submission(&effects).unwrap().key(), "seed.0");
}

#[test]
fn other_answers_after_a_lost_answer_have_another_key() {
    let (mut flow, _) = submitted(Environment::Production);
    flow.apply(Event::Settled(Settled::Unanswered));
    flow.apply(Event::Settled(Settled::Unanswered));
    flow.apply(edited("api_key", "9876543210"));
    let effects = flow.apply(Event::Continued);
    assert_eq!(submission(&effects).unwrap().key(), "seed.1");
}

#[test]
fn a_reload_in_mid_air_asks_what_became_of_the_submission() {
    let (flow, _) = submitted(Environment::Production);
    let visit = flow.journey().unwrap().visit().clone();
    let (mut reloaded, _) = Flow::open();
    reloaded.apply(opened(Environment::Production, true, visit, None));
    let kept = BTreeMap::from([("subdomain".into(), Secret::new("acme")), ("api_key".into(), Secret::new(GOOD_KEY))]);
    let effects = reloaded.apply(Event::DraftLoaded(kept));
    assert!(effects.contains(&Effect::AskAfter { key: "seed.0".into(), waiting: false }));
    reloaded.apply(connected());
    assert_eq!(reloaded.screen(), Screen::Connected);
}

/// Nothing had arrived: the end user is where they were, and nothing is said to have gone wrong.
#[test]
fn a_reload_after_a_submission_that_never_arrived_returns_to_the_step_it_was_on() {
    let visit = Visit {
        reviewed: reviewed("a1"),
        in_flight: true,
        place: Some(Place::Step("address".into())),
        ..Visit::new("seed")
    };
    let (mut flow, _) = Flow::open();
    flow.apply(opened(Environment::Production, true, visit, None));
    flow.apply(Event::DraftLoaded(BTreeMap::from([("subdomain".into(), Secret::new("acme"))])));
    flow.apply(Event::Settled(Settled::Found(Box::new(SubmissionState::Unknown))));
    assert_eq!(flow.screen(), at("address"));
    assert!(flow.journey().unwrap().problems().is_empty());
}

/// The session ended, not the submission: whoever opens the link again asks after the same key.
#[test]
fn a_session_that_ends_in_mid_air_keeps_the_submissions_key() {
    let (mut flow, _) = submitted(Environment::Production);
    let effects = flow.apply(problem(ProblemCode::SessionExpired, vec![]));
    let kept =
        effects.iter().find_map(|effect| if let Effect::SaveVisit(_, visit) = effect { Some(visit) } else { None });
    assert_eq!(kept.map(|visit| (visit.submission_key(), visit.in_flight)), Some(("seed.0".into(), true)));
}

#[test]
fn the_browsers_back_while_the_answers_are_checked_changes_nothing_but_the_history() {
    let (mut flow, _) = submitted(Environment::Production);
    let effects = flow.apply(Event::Revisited(Place::Step("permissions".into())));
    assert_eq!(effects, [Effect::Navigate(Navigation::Push(Place::Step("key".into())))]);
    assert_eq!(flow.screen(), Screen::Submitting);
}

#[test]
fn a_reload_returns_to_the_same_step() {
    let (mut flow, _) = Flow::open();
    let visit = Visit { reviewed: reviewed("a1"), ..Visit::new("seed") };
    flow.apply(opened(Environment::Production, true, visit, Some(Place::Step("key".into()))));
    flow.apply(Event::DraftLoaded(BTreeMap::from([("subdomain".into(), Secret::new("acme"))])));
    assert_eq!(flow.screen(), at("key"));
}

#[test]
fn a_forged_position_ends_at_the_furthest_step_the_answers_allow() {
    for (before, expected) in [(None, Screen::Scopes), (Some("a0"), Screen::Scopes), (Some("a1"), at("address"))] {
        let (mut flow, _) = Flow::open();
        let visit = Visit { reviewed: before.and_then(reviewed), ..Visit::new("seed") };
        flow.apply(opened(Environment::Production, true, visit, Some(Place::Step("key".into()))));
        flow.apply(Event::DraftLoaded(BTreeMap::new()));
        assert_eq!(flow.screen(), expected);
    }
}

#[test]
fn opting_out_removes_the_scopes_permission() {
    let mut flow = reviewing(Environment::Production);
    let needed = |flow: &Flow| {
        let journey = flow.journey().unwrap();
        let permissions = flow::needed_permissions(journey.tool(), &journey.visit().opted_out);
        permissions.iter().map(|permission| permission.id.clone()).collect::<Vec<PermissionId>>()
    };
    assert_eq!(needed(&flow), ["see_people".into(), "see_absences".into()]);
    flow.apply(Event::ScopeSwitched { scope: "absences".into(), shared: false });
    assert_eq!(needed(&flow), ["see_people".into()]);
}

#[test]
fn a_required_scope_cannot_be_opted_out_of() {
    let mut flow = reviewing(Environment::Production);
    assert_eq!(flow.apply(Event::ScopeSwitched { scope: "people".into(), shared: false }), []);
    assert!(flow.journey().unwrap().visit().opted_out.is_empty());
}

#[test]
fn a_forged_opt_out_in_storage_is_dropped() {
    let (mut flow, _) = Flow::open();
    let visit = Visit { opted_out: BTreeSet::from([ScopeId::from("people"), "absences".into()]), ..Visit::new("seed") };
    flow.apply(opened(Environment::Production, true, visit, None));
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    assert_eq!(flow.journey().unwrap().visit().opted_out, BTreeSet::from(["absences".into()]));
}

/// S-01: what may leave memory, per environment and kind of field.
#[test]
fn a_production_draft_seals_secrets_and_a_development_draft_keeps_them_as_they_are() {
    let snapshot = |environment| {
        let mut flow = filled(environment);
        let effects = flow.apply(edited("code", "456"));
        effects
            .into_iter()
            .find_map(|effect| if let Effect::SaveDraft(kept) = effect { Some(kept) } else { None })
            .unwrap()
    };
    let names = |answers: &BTreeMap<FieldId, Secret>| answers.keys().map(ToString::to_string).collect::<Vec<_>>();

    let production = snapshot(Environment::Production);
    assert_eq!(production.slot().store(), flow::Store::Session);
    assert_eq!(production.slot().key(), "cf1:prod:link1:example:s1");
    assert_eq!(
        (names(production.plain()), names(production.to_seal())),
        (vec!["subdomain".into()], vec!["api_key".into()])
    );

    let development = snapshot(Environment::Development);
    assert_eq!(development.slot().store(), flow::Store::Local);
    assert_eq!(development.slot().key(), "cf1:dev:acme:example:s1");
    assert_eq!(names(development.plain()), ["api_key", "subdomain"]);
    assert!(development.to_seal().is_empty());
}

#[test]
fn completion_discards_a_production_draft_and_keeps_a_development_draft() {
    for (environment, discarded) in [(Environment::Production, true), (Environment::Development, false)] {
        let (mut flow, _) = submitted(environment);
        let effects = flow.apply(connected());
        assert_eq!(effects.iter().any(|effect| matches!(effect, Effect::DiscardDraft(_))), discarded);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::DiscardVisit(_))));
    }
}

#[test]
fn clearing_saved_input_empties_every_field_and_the_store() {
    let mut flow = filled(Environment::Development);
    let effects = flow.apply(Event::SavedInputCleared);
    assert!(flow.journey().unwrap().draft().is_empty());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::DiscardDraft(_))));
}

#[test]
fn a_link_that_ends_while_it_is_being_used_says_why() {
    for (code, reason) in [
        (ProblemCode::LinkExpired, Unavailable::Expired),
        (ProblemCode::LinkRevoked, Unavailable::Revoked),
        (ProblemCode::LinkCompleted, Unavailable::Completed),
        (ProblemCode::SessionExpired, Unavailable::SessionExpired),
    ] {
        let (mut flow, _) = submitted(Environment::Production);
        flow.apply(problem(code, vec![]));
        assert_eq!(flow.screen(), Screen::Unavailable(reason));
    }
}

#[test]
fn only_what_can_pass_is_retried() {
    for (reason, retried) in [(Unavailable::Offline, true), (Unavailable::Expired, false)] {
        let (mut flow, _) = Flow::open();
        flow.apply(Event::OpeningFailed(reason));
        assert_eq!(flow.apply(Event::Retried).contains(&Effect::OpenSession), retried);
    }
}

#[test]
fn nothing_in_the_flows_debug_output_shows_an_answer() {
    let (flow, effects) = submitted(Environment::Production);
    let printed = format!("{flow:?} {effects:?} {:?}", edited("api_key", GOOD_KEY));
    assert!(!printed.contains(GOOD_KEY));
}

///
#[test]
fn what_only_a_newer_page_can_read_asks_for_that_page_and_ends_nothing() {
    let (mut opening, _) = Flow::open();
    opening.apply(Event::OpeningFailed(Unavailable::Outdated));
    let (mut choosing, _) = Flow::open();
    choosing.apply(opened(Environment::Production, false, Visit::new("seed"), None));
    choosing.apply(Event::ToolChosen("example".into()));
    let effects = choosing.apply(Event::ToolFetchFailed(CallFailure::Unreadable));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::DiscardVisit(_))), "what was typed is kept");
    for mut flow in [opening, choosing] {
        assert_eq!(flow.screen(), Screen::Unavailable(Unavailable::Outdated));
        assert_eq!(flow.apply(Event::Retried), [Effect::Reload]);
    }
    assert!(matches!(Settled::from(CallFailure::Unreadable), Settled::Unanswered), "nobody knows what became of it");
}

///
#[test]
fn of_what_was_kept_for_the_tool_as_it_was_only_what_it_still_offers_is_taken_over() {
    let choice = |id: &str| wire::Choice { id: id.into(), label: id.into() };
    let kinds = FieldKind::Choice(vec![choice("cloud"), choice("server")]);
    let tool = Tool {
        steps: vec![step(
            "way",
            vec![
                field("way", kinds.clone(), Persist::Plain, None),
                field("other_way", kinds, Persist::Plain, None),
                field("text", FieldKind::Text, Persist::Plain, None),
            ],
        )],
        ..tool("example")
    };
    let kept = [("way", "server"), ("other_way", "mainframe"), ("text", "mainframe"), ("gone", "mainframe")];
    let (mut flow, _) = Flow::open();
    let session = Session { tool: Some(tool), ..session(Environment::Production, true) };
    flow.apply(Event::SessionOpened { session: Box::new(session), visit: Visit::new("seed"), place: None });
    flow.apply(Event::DraftLoaded(kept.map(|(id, text)| (id.into(), Secret::new(text))).into()));
    let draft = flow.journey().unwrap().draft();
    let answers = ["way", "other_way", "text", "gone"].map(|id| draft.get(&id.into()).to_owned());
    assert_eq!(answers, ["server", "", "mainframe", ""]);
}
