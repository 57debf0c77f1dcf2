//! Relinks: what is known already is there, what changes is shown first, and credentials may be kept.

use crate::scene::{
    GOOD_KEY, answer, at, connected, edited, opened as opened_flow, problem, reviewed, scope, session, submission, tool,
};
use flow::{Effect, Event, Flow, HostMessage, Place, ProblemKind, Screen, Unavailable, Visit};
use std::collections::{BTreeMap, BTreeSet};
use wire::{
    Change, Environment, ProblemCode, Purpose, Relink, ScopeId, ScopeSetting, Secret, Section, Session, Stored, Tool,
};

/// Absences are new.
pub(crate) fn sections() -> Vec<Section> {
    vec![Section { change: Change::Added, groups: vec![scope("absences", ScopeSetting::Optional, "see_absences")] }]
}

pub(crate) fn relinked(sections: Vec<Section>, stored: Stored) -> Session {
    let mut session = session(Environment::Production, true);
    session.purpose = Purpose::Relink;
    let relink = Relink {
        sections,
        granted: BTreeSet::from(["see_people".into()]),
        opted_out: BTreeSet::from(["absences".into(), "people".into()]),
        answers: BTreeMap::from([("subdomain".into(), Secret::new("acme"))]),
        stored,
    };
    session.tool = session.tool.map(|tool| Tool { relink: Some(relink), ..tool });
    session
}

pub(crate) fn opened_with(session: Session, visit: Visit, kept: &[(&str, &str)]) -> Flow {
    let (mut flow, _) = Flow::open();
    flow.apply(Event::SessionOpened { session: Box::new(session), visit, place: None });
    let kept = kept.iter().map(|(field, text)| ((*field).into(), Secret::new(*text)));
    flow.apply(Event::DraftLoaded(kept.collect()));
    flow
}

pub(crate) fn opened(sections: Vec<Section>, stored: Stored) -> Flow {
    opened_with(relinked(sections, stored), Visit::new("seed"), &[])
}

/// On the page that says what to change in the tool.
pub(crate) fn granting() -> Flow {
    let mut flow = opened(sections(), Stored::Working);
    assert_eq!(flow.screen(), Screen::Scopes);
    flow.apply(Event::Continued);
    assert_eq!(flow.screen(), Screen::Granting);
    flow
}

pub(crate) fn page_problem(flow: &Flow) -> Option<ProblemKind> {
    let problems = flow.journey()?.problems();
    problems.iter().find(|problem| problem.field.is_none()).map(|problem| problem.kind.clone())
}

#[test]
fn a_relink_without_other_scopes_goes_straight_to_the_first_thing_that_is_not_known() {
    let mut flow = opened(vec![], Stored::Failing);
    assert_eq!(flow.screen(), at("permissions"));
    assert_eq!(answer(&flow, "subdomain"), "acme");
    assert_eq!(answer(&flow, "api_key"), "");
    flow.apply(Event::Continued);
    flow.apply(edited("api_key", GOOD_KEY));
    flow.apply(edited("code", "123"));
    let effects = flow.apply(Event::Continued);
    let sent = submission(&effects).unwrap().request();
    let answers = sent.answers.as_ref().unwrap();
    assert_eq!((&answers[&"subdomain".into()], sent.asked.as_str()), (&Secret::new("acme"), "a1"));
    assert_eq!(sent.opted_out, BTreeSet::from(["absences".into()]), "refusals stay");
    let effects = flow.apply(connected());
    let told = effects.iter().any(|effect| matches!(effect, Effect::TellHost(HostMessage::Success { .. })));
    assert!(told && flow.screen() == Screen::Connected);
}

#[test]
fn what_is_known_can_still_be_corrected() {
    let mut flow = opened(vec![], Stored::Working);
    flow.apply(Event::WentBack);
    assert_eq!(flow.screen(), at("address"));
    flow.apply(edited("subdomain", "acme-new"));
    flow.apply(Event::Continued);
    assert_eq!((flow.screen(), answer(&flow, "subdomain")), (at("permissions"), "acme-new"));
}

#[test]
fn earlier_refusals_are_switched_off_until_the_end_user_switches_them_on() {
    let mut flow = opened(sections(), Stored::Working);
    assert!(!flow.journey().unwrap().shares(&"absences".into()));
    flow.apply(Event::ScopeSwitched { scope: "absences".into(), shared: true });
    flow.apply(Event::Continued);
    let effects = flow.apply(Event::Continued);
    assert_eq!(submission(&effects).unwrap().request().opted_out, BTreeSet::<ScopeId>::new());
}

#[test]
fn a_choice_made_on_an_earlier_visit_is_not_overruled_by_earlier_refusals() {
    let visit = Visit {
        place: Some(Place::Scopes),
        tool: Some("example".into()),
        seen: Some("a1".into()),
        ..Visit::new("seed")
    };
    let flow = opened_with(relinked(sections(), Stored::Working), visit, &[("subdomain", "typed")]);
    assert!(flow.journey().unwrap().shares(&"absences".into()));
    assert_eq!(answer(&flow, "subdomain"), "typed");
}

#[test]
fn what_the_integration_knows_takes_the_place_of_what_was_kept_for_other_links() {
    let mut session = relinked(vec![], Stored::Working);
    session.environment = Environment::Development;
    let flow = opened_with(session, Visit::new("seed"), &[("subdomain", "another-sandbox"), ("api_key", GOOD_KEY)]);
    assert_eq!((answer(&flow, "subdomain"), answer(&flow, "api_key")), ("acme", GOOD_KEY));
}

#[test]
fn what_a_relink_knows_is_not_unsent_work() {
    let mut flow = opened(vec![], Stored::Working);
    assert_eq!(flow.apply(Event::Dismissed), [Effect::TellHost(HostMessage::Close)]);
    flow.apply(Event::Continued);
    flow.apply(edited("api_key", "1"));
    flow.apply(Event::Dismissed);
    assert_eq!(flow.screen(), Screen::Leaving);
}

#[test]
fn the_loser_of_two_relinks_and_of_a_deletion_gets_a_clear_answer() {
    for (code, expected) in [
        (ProblemCode::LinkSuperseded, Unavailable::Superseded),
        (ProblemCode::IntegrationDeleted, Unavailable::Deleted),
        (ProblemCode::ToolUnknown, Unavailable::NotOffered),
    ] {
        let mut flow = granting();
        flow.apply(Event::Continued);
        flow.apply(problem(code, vec![]));
        assert_eq!(flow.screen(), Screen::Unavailable(expected));
    }
}

#[test]
fn when_what_is_asked_for_has_changed_the_end_user_reviews_it_again_and_keeps_every_answer() {
    let mut flow = opened(vec![], Stored::Working);
    flow.apply(Event::Continued);
    flow.apply(edited("api_key", GOOD_KEY));
    flow.apply(edited("code", "123"));
    flow.apply(Event::Continued);
    let effects = flow.apply(problem(ProblemCode::ScopesChanged, vec![]));
    assert_eq!(flow.screen(), Screen::Opening);
    assert!(effects.contains(&Effect::OpenSession));
    let visit = effects.iter().find_map(|effect| match effect {
        Effect::SaveVisit(_, visit) => Some(visit.clone()),
        _ => None,
    });
    let mut asks_more = relinked(sections(), Stored::Working);
    asks_more.tool = asks_more.tool.map(|tool| Tool { asked: "a2".into(), ..tool });
    let mut flow = opened_with(asks_more, visit.unwrap(), &[("api_key", GOOD_KEY)]);
    assert_eq!((flow.screen(), answer(&flow, "api_key")), (Screen::Scopes, GOOD_KEY));
    flow.apply(Event::Continued);
    assert!(flow.journey().unwrap().is_reviewed());
}

/// The tool as it is asked for later: the second scope has another setting.
fn asked_later(mut session: Session, setting: ScopeSetting) -> Session {
    let tool = session.tool.as_mut().unwrap();
    tool.asked = "a2".into();
    tool.scopes[1].setting = setting;
    session
}

#[test]
fn refusals_count_again_when_something_else_is_asked_for_than_was_seen() {
    let visit =
        Visit { place: Some(Place::Scopes), reviewed: reviewed("a1"), seen: Some("a1".into()), ..Visit::new("seed") };
    let later = asked_later(relinked(sections(), Stored::Working), ScopeSetting::Optional);
    let flow = opened_with(later, visit, &[]);
    assert!(!flow.journey().unwrap().shares(&"absences".into()));
}

#[test]
fn what_can_no_longer_be_refused_is_not_sent_as_refused_after_a_change_of_language() {
    let mut flow = opened(sections(), Stored::Working);
    assert!(!flow.journey().unwrap().shares(&"absences".into()));
    let mut later = asked_later(relinked(sections(), Stored::Working), ScopeSetting::Enabled);
    later.language = "de".into();
    flow.apply(Event::Translated { session: Some(Box::new(later)), tool: None });
    flow.apply(Event::Continued);
    let effects = flow.apply(Event::Continued);
    assert_eq!(submission(&effects).unwrap().request().opted_out, BTreeSet::new());
}

#[test]
fn the_language_of_the_review_is_sent_whatever_is_spoken_later() {
    let mut flow = granting();
    let mut later = relinked(sections(), Stored::Working);
    later.language = "de".into();
    later.tool.as_mut().unwrap().language = "de".into();
    flow.apply(Event::Translated { session: Some(Box::new(later)), tool: None });
    let effects = flow.apply(Event::Continued);
    assert_eq!(submission(&effects).unwrap().request().reviewed_in.as_deref(), Some("en"));
}

#[test]
fn a_tool_that_is_switched_off_for_a_while_loses_nothing_and_another_can_be_chosen_where_there_are_others() {
    let mut flow = opened(vec![], Stored::Working);
    flow.apply(Event::Continued);
    flow.apply(edited("api_key", GOOD_KEY));
    flow.apply(edited("code", "1"));
    flow.apply(Event::Continued);
    let effects = flow.apply(problem(ProblemCode::ToolUnknown, vec![]));
    let forgets = |effect: &Effect| matches!(effect, Effect::DiscardDraft(_) | Effect::DiscardVisit(_));
    assert!(!effects.iter().any(forgets) && flow.screen() == Screen::Unavailable(Unavailable::NotOffered));
    assert_eq!(flow.apply(Event::Retried), [Effect::OpenSession]);

    let (mut flow, _) = Flow::open();
    flow.apply(opened_flow(Environment::Production, false, Visit::new("seed"), None));
    flow.apply(Event::ToolChosen("example".into()));
    flow.apply(Event::ToolFetched(Box::new(tool("example"))));
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    flow.apply(Event::Continued);
    flow.apply(edited("subdomain", "acme"));
    flow.apply(Event::Continued);
    flow.apply(Event::Continued);
    flow.apply(edited("api_key", GOOD_KEY));
    flow.apply(edited("code", "1"));
    flow.apply(Event::Continued);
    flow.apply(problem(ProblemCode::ToolUnknown, vec![]));
    assert_eq!(flow.screen(), Screen::Tools);
}

#[test]
fn something_else_than_was_reviewed_is_said_to_be_so() {
    let visit =
        Visit { reviewed: reviewed("a0"), seen: Some("a0".into()), place: Some(Place::Scopes), ..Visit::new("seed") };
    assert!(opened_with(relinked(sections(), Stored::Working), visit, &[]).journey().unwrap().asks_anew());
    assert!(!opened(sections(), Stored::Working).journey().unwrap().asks_anew());
}

#[test]
fn what_the_tool_need_not_grant_any_more_follows_from_what_remains() {
    let mut tool = tool("example");
    let none = BTreeSet::new();
    tool.relink = relinked(sections(), Stored::Working).tool.unwrap().relink;
    assert!(flow::dropped_permissions(&tool, &none).is_empty());
    tool.scopes.remove(0);
    let dropped: Vec<_> = flow::dropped_permissions(&tool, &none).into_iter().map(|p| p.id.as_str()).collect();
    assert_eq!(dropped, ["see_people"]);
}
