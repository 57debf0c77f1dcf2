//! What must hold whatever happens.

use crate::relinking::{relinked, sections};
use crate::scene::{GOOD_KEY, edited, filled, opened, problem, submission, told, tool};
use flow::{CallFailure, Effect, Event, Flow, Place, Screen, Settled, Visit};
use proptest::prelude::*;
use std::collections::BTreeMap;
use wire::{Environment, FieldId, FieldProblem, ProblemCode, RejectionCode, Secret, Stored, ToolId};

fn any_event() -> impl Strategy<Value = Event> {
    let fields = prop::sample::select(vec!["subdomain", "api_key", "code", "unknown"]);
    let texts = prop::sample::select(vec!["", "acme", "a b", "https://x.tool.example/", GOOD_KEY, "\u{202e}é"]);
    let places = prop::sample::select(vec![
        Place::Tools,
        Place::Scopes,
        Place::Granting,
        Place::Step("address".into()),
        Place::Step("key".into()),
        Place::Step("nowhere".into()),
    ]);
    let codes = prop::sample::select(vec![
        ProblemCode::CredentialsRejected,
        ProblemCode::PermissionsMissing,
        ProblemCode::ToolUnavailable,
        ProblemCode::IdempotencyKeyReused,
        ProblemCode::SubmissionInProgress,
        ProblemCode::ScopesChanged,
        ProblemCode::Internal,
        ProblemCode::Unknown,
    ]);
    prop_oneof![
        6 => (fields.clone(), texts).prop_map(|(field, text)| edited(field, text)),
        2 => fields.clone().prop_map(|field| Event::Left(field.into())),
        8 => Just(Event::Continued),
        3 => Just(Event::WentBack),
        1 => Just(Event::NewCredentialsChosen),
        3 => places.prop_map(Event::Revisited),
        2 => Just(Event::ToolChosen("example".into())),
        2 => Just(Event::ToolFetched(Box::new(tool("example")))),
        1 => Just(Event::ToolFetchFailed(CallFailure::Unanswered)),
        1 => Just(Event::ToolFetchFailed(CallFailure::Unreadable)),
        1 => Just(Event::LoginUnheard("login".into())),
        2 => Just(Event::DraftLoaded(BTreeMap::new())),
        1 => Just(Event::StorageRefused),
        1 => any::<bool>().prop_map(|shared| Event::ScopeSwitched { scope: "absences".into(), shared }),
        1 => Just(Event::Retried),
        1 => Just(Event::SavedInputCleared),
        1 => Just(Event::Settled(Settled::Unanswered)),
        1 => codes.prop_map(|code| problem(code, vec![FieldProblem::at(&"api_key".into(), RejectionCode::NotAccepted, "")])),
        1 => Just(Event::Dismissed),
        1 => Just(Event::Stayed),
        1 => Just(Event::LanguageChosen("de".into())),
        1 => any::<bool>().prop_map(told),
        1 => Just(Event::TranslationFailed),
        1 => Just(opened(Environment::Production, false, Visit::new("again"), None)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_no_submission_leaves_without_every_check_passed_and_consent(
        preset in any::<bool>(),
        events in prop::collection::vec(any_event(), 1..60),
    ) {
        let (mut flow, _) = Flow::open();
        flow.apply(opened(Environment::Production, preset, Visit::new("seed"), None));
        for event in events {
            let effects = flow.apply(event);
            if let Some(sent) = submission(&effects) {
                prop_assert!(flow::check_answers(&tool("example"), sent.request().answers.as_ref().unwrap(), &sent.request().opted_out).is_empty());
                prop_assert!(flow.journey().unwrap().is_reviewed());
                prop_assert_eq!(flow.screen(), Screen::Submitting);
                prop_assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::Submit(_))).count(), 1);
            }
        }
    }

    #[test]
    fn whatever_happens_in_a_relink_nothing_is_sent_without_review_and_credentials_are_kept_only_where_they_can_be(
        changes in any::<bool>(),
        works in any::<bool>(),
        events in prop::collection::vec(any_event(), 1..60),
    ) {
        let stored = if works { Stored::Working } else { Stored::Failing };
        let session = relinked(if changes { sections() } else { vec![] }, stored);
        let (mut flow, _) = Flow::open();
        flow.apply(Event::SessionOpened { session: Box::new(session), visit: Visit::new("seed"), place: None });
        for event in events {
            // In another language it is the same relink.
            let event = match event {
                Event::Translated { .. } => {
                    let mut told = relinked(if changes { sections() } else { vec![] }, stored);
                    told.language = "de".into();
                    Event::Translated { session: Some(Box::new(told)), tool: None }
                }
                event => event,
            };
            let effects = flow.apply(event);
            if let Some(sent) = submission(&effects) {
                prop_assert!(flow.journey().unwrap().is_reviewed());
                match &sent.request().answers {
                    Some(answers) => prop_assert!(flow::check_answers(&tool("example"), answers, &sent.request().opted_out).is_empty()),
                    None => prop_assert!(changes && works),
                }
            }
        }
    }

    #[test]
    fn whatever_happens_an_answer_changes_only_by_editing_tidying_or_clearing(
        events in prop::collection::vec(any_event(), 1..60),
    ) {
        let mut flow = filled(Environment::Production);
        for event in events {
            let before = flow.journey().map(|journey| journey.draft().clone());
            let changes = matches!(event, Event::Edited(..) | Event::Left(_) | Event::SavedInputCleared | Event::Continued);
            flow.apply(event);
            if let (Some(before), Some(journey), false) = (before, flow.journey(), changes) {
                prop_assert_eq!(&before, journey.draft());
            }
        }
    }

    #[test]
    fn whatever_happens_between_going_back_to_the_tools_and_returning_every_answer_is_still_there(
        events in prop::collection::vec(any_event(), 1..30),
    ) {
        let (mut flow, _) = Flow::open();
        flow.apply(opened(Environment::Production, false, Visit::new("seed"), None));
        flow.apply(Event::ToolChosen("example".into()));
        flow.apply(Event::ToolFetched(Box::new(tool("example"))));
        flow.apply(Event::DraftLoaded(BTreeMap::new()));
        for event in events {
            flow.apply(event);
        }
        if let Some(before) = flow.journey().map(|journey| journey.draft().clone()) {
            flow.apply(Event::Revisited(Place::Tools));
            if flow.screen() == Screen::Tools {
                flow.apply(Event::ToolChosen(ToolId::from("example")));
                prop_assert_eq!(&before, flow.journey().unwrap().draft());
            }
        }
    }

    #[test]
    fn whatever_is_kept_in_storage_opening_never_fails_and_never_skips_consent(
        kept in prop::collection::btree_map("[a-z_]{1,10}", ".*", 0..6),
        place in prop::option::of(prop::sample::select(vec![Place::Tools, Place::Scopes, Place::Step("key".into())])),
    ) {
        let kept = kept.into_iter().map(|(field, text)| (FieldId::new(field), Secret::new(text))).collect();
        let (mut flow, _) = Flow::open();
        flow.apply(opened(Environment::Development, true, Visit::new("seed"), place));
        flow.apply(Event::DraftLoaded(kept));
        prop_assert_eq!(flow.screen(), Screen::Scopes);
    }
}
