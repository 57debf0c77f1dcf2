//! Answers that the backend gives: a log-in at the tool, something made for it; and what comes after the credentials.

use crate::asked::walking;
use crate::scene::{at, connected, edited, field, problem, step, submission, tool};
use flow::{CallFailure, Effect, Event, Flow, Granting, HandingOver, HostMessage, ProblemKind, Screen, Settled};
use wire::{
    Connected, FieldKind, FieldProblem, Grant, GrantState, HandedOver, MissingPermission, Persist, ProblemCode,
    RejectionCode, Secret, Stage, Tool,
};

fn with_login() -> Tool {
    let name = field("subdomain", FieldKind::Text, Persist::Plain, None);
    let login = field("login", FieldKind::Login, Persist::Sealed, None);
    Tool { steps: vec![step("name", vec![name]), step("login", vec![login]), step("end", vec![])], ..tool("example") }
}

fn told(state: GrantState) -> Event {
    Event::GrantTold("login".into(), Ok(Grant { id: Secret::new("grant"), state }))
}

fn waiting() -> Event {
    told(GrantState::Waiting("https://login.example/".into()))
}

/// On the step with the log-in, which waits to be opened.
fn at_login() -> Flow {
    let mut flow = walking(with_login());
    flow.apply(edited("subdomain", "acme"));
    let effects = flow.apply(Event::Continued);
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::RequestGrant(request) => Some(request.clone()),
        _ => None,
    });
    let asked = asked.unwrap();
    assert_eq!((asked.field.as_str(), asked.answers[&"subdomain".into()].expose()), ("login", "acme"));
    flow.apply(waiting());
    flow
}

fn kinds(flow: &Flow) -> Vec<ProblemKind> {
    flow.journey().unwrap().problems().iter().map(|problem| problem.kind.clone()).collect()
}

fn granting(flow: &Flow) -> Option<Granting> {
    flow.journey().unwrap().granting(&"login".into()).cloned()
}

/// E-13
#[test]
fn a_log_in_is_offered_waited_for_and_becomes_an_answer() {
    let mut flow = at_login();
    assert!(matches!(granting(&flow), Some(Granting::Here(_))));
    flow.apply(Event::Continued);
    assert_eq!(kinds(&flow), [ProblemKind::Required]);
    let effects = flow.apply(Event::LoginOpened("login".into()));
    assert_eq!(effects, [Effect::AwaitGrant("login".into(), Secret::new("grant"))]);
    assert!(matches!(granting(&flow), Some(Granting::LoggingIn(_))));
    flow.apply(told(GrantState::Granted));
    flow.apply(Event::Continued);
    assert_eq!(flow.screen(), at("end"));
    let effects = flow.apply(Event::Continued);
    let answers = submission(&effects).unwrap().request().answers.clone().unwrap();
    assert_eq!(answers[&"login".into()].expose(), "grant");
}

#[test]
fn a_log_in_that_was_denied_or_failed_says_so_keeps_every_answer_and_can_be_begun_again() {
    for (state, kind) in
        [(GrantState::Denied, ProblemKind::LoginDenied), (GrantState::Failed, ProblemKind::LoginFailed)]
    {
        let mut flow = at_login();
        flow.apply(Event::LoginOpened("login".into()));
        let effects = flow.apply(told(state));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::RequestGrant(_))));
        flow.apply(waiting());
        assert_eq!(kinds(&flow), [kind], "what is wrong stays while a new address is fetched");
        assert!(matches!(granting(&flow), Some(Granting::Here(_))));
        assert_eq!(flow.journey().unwrap().draft().get(&"subdomain".into()), "acme");
    }
}

#[test]
fn a_server_that_is_out_of_reach_can_be_asked_again() {
    let mut flow = at_login();
    flow.apply(Event::GrantWanted("login".into()));
    flow.apply(Event::GrantTold("login".into(), Err(CallFailure::Unanswered)));
    assert_eq!(granting(&flow), Some(Granting::Failed));
    flow.apply(Event::GrantWanted("login".into()));
    flow.apply(waiting());
    assert!(matches!(granting(&flow), Some(Granting::Here(_))));
}

/// E-13
#[test]
fn a_log_in_that_nothing_is_heard_of_is_said_to_be_so_and_asked_after_again() {
    let mut flow = at_login();
    flow.apply(Event::LoginUnheard("login".into()));
    assert!(matches!(granting(&flow), Some(Granting::Here(_))), "nobody had gone to log in");
    flow.apply(Event::LoginOpened("login".into()));
    flow.apply(Event::LoginUnheard("login".into()));
    assert_eq!(granting(&flow), Some(Granting::Unheard));
    let effects = flow.apply(Event::GrantWanted("login".into()));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::RequestGrant(_))));
    flow.apply(told(GrantState::Granted));
    assert_eq!(flow.journey().unwrap().draft().get(&"login".into()), "grant", "it had gone well all along");
}

#[test]
fn whoever_logged_in_with_the_wrong_account_logs_in_again() {
    for refusal in [
        problem(
            ProblemCode::CredentialsRejected,
            vec![FieldProblem::at(&"login".into(), RejectionCode::WrongAccount, "Not this one.")],
        ),
        problem(ProblemCode::PermissionsMissing, vec![]),
    ] {
        let mut flow = at_login();
        flow.apply(told(GrantState::Granted));
        flow.apply(Event::Continued);
        flow.apply(Event::Continued);
        assert_eq!(flow.screen(), Screen::Submitting);
        flow.apply(refusal);
        let shown = kinds(&flow);
        flow.apply(waiting());
        assert_eq!(kinds(&flow), shown, "what is wrong stays");
        assert_eq!(flow.journey().unwrap().draft().get(&"login".into()), "", "the old log-in is no answer any more");
    }
}

#[test]
fn what_the_tool_asks_for_afterwards_is_walked_like_any_step_and_ends_in_success() {
    let mut flow = walking(Tool { steps: vec![step("end", vec![])], ..tool("example") });
    flow.apply(Event::Continued);
    let hook = field("hook", FieldKind::Shown("https://connect.example/hooks/x".into()), Persist::Plain, None);
    let number = field("number", FieldKind::Text, Persist::Plain, None);
    let finishing = Tool {
        steps: vec![step("hook", vec![hook, number])],
        scopes: vec![],
        stage: Stage::Finishing,
        ..tool("example")
    };
    let won = Connected { activation_token: Secret::new("first"), finishing: Some(Box::new(finishing)) };
    let effects = flow.apply(Event::Settled(Settled::Connected(won)));
    assert_eq!(flow.screen(), at("hook"));
    assert!(flow.journey().unwrap().is_finishing());
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::TellHost(_))), "the host would take the flow away");
    let before = flow.journey().unwrap().visit().submission_key();
    flow.apply(edited("number", "7"));
    let sent = flow.apply(Event::Continued);
    assert_eq!(submission(&sent).unwrap().key(), before);
    let effects = flow.apply(connected());
    assert_eq!(flow.screen(), Screen::Connected);
    assert!(effects.contains(&Effect::TellHost(HostMessage::Success { activation_token: Secret::new("activation") })));
}

#[test]
fn leaving_after_the_credentials_were_accepted_is_a_success_all_the_same() {
    let mut flow = walking(Tool { steps: vec![step("end", vec![])], ..tool("example") });
    flow.apply(Event::Continued);
    let finishing =
        Tool { steps: vec![step("later", vec![])], scopes: vec![], stage: Stage::Finishing, ..tool("example") };
    let won = Connected { activation_token: Secret::new("first"), finishing: Some(Box::new(finishing)) };
    flow.apply(Event::Settled(Settled::Connected(won)));
    let effects = flow.apply(Event::Dismissed);
    assert_eq!(effects, [Effect::TellHost(HostMessage::Success { activation_token: Secret::new("first") })]);
}

#[test]
fn what_is_passed_on_holds_no_secret_and_can_be_taken_back() {
    let secret = field("api_key", FieldKind::Secret, Persist::Sealed, None);
    let name = field("subdomain", FieldKind::Text, Persist::Plain, None);
    let mut flow = walking(Tool { steps: vec![step("one", vec![name, secret])], ..tool("example") });
    flow.apply(edited("subdomain", "acme"));
    flow.apply(edited("api_key", "canary"));
    let effects = flow.apply(Event::HandOverWanted);
    let [Effect::HandOver(request)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(request.answers.keys().map(wire::FieldId::as_str).collect::<Vec<_>>(), ["subdomain"]);
    let link = HandedOver { link: "l2".into(), address: Secret::new("https://connect.example/l/l2#x") };
    flow.apply(Event::HandedOver(Ok(link.clone())));
    assert_eq!(flow.journey().unwrap().handing_over(), &HandingOver::Done(link));
    assert_eq!(flow.apply(Event::HandOverTakenBack), [Effect::RevokeHandOver("l2".into())]);
    assert_eq!(flow.journey().unwrap().handing_over(), &HandingOver::No);
    assert_eq!(flow.apply(Event::HandOverTakenBack), [], "there is nothing to take back twice");
}

fn missing(scope: &str) -> Event {
    let mut event = problem(ProblemCode::PermissionsMissing, vec![]);
    if let Event::Settled(Settled::Refused(document)) = &mut event {
        document.permissions =
            vec![MissingPermission { permission: "see_absences".into(), scopes: vec![scope.into()] }];
    }
    event
}

#[test]
fn data_that_may_be_left_out_can_be_gone_on_without_and_data_that_may_not_cannot() {
    let walked = || {
        let mut flow = walking(Tool { steps: vec![step("permissions", vec![])], ..tool("example") });
        flow.apply(Event::Continued);
        flow
    };
    let mut flow = walked();
    flow.apply(missing("absences"));
    assert_eq!(flow.journey().unwrap().can_go_without(), ["absences".into()]);
    let effects = flow.apply(Event::WentOnWithout);
    let sent = submission(&effects).unwrap();
    assert!(sent.request().opted_out.contains(&"absences".into()));
    let mut flow = walked();
    flow.apply(missing("people"));
    assert!(flow.journey().unwrap().can_go_without().is_empty());
    assert_eq!(flow.apply(Event::WentOnWithout), []);
}
