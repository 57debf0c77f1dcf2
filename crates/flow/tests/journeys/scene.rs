//! A tool, a session, and flows at the places tests begin.

use flow::{Effect, Event, Flow, Place, Reviewed, Screen, Settled, Visit};
use std::collections::BTreeMap;
use wire::{
    CharacterSet, Connected, Environment, Field, FieldKind, FieldProblem, Firmness, LinkId, Pattern, Permission,
    Persist, ProblemCode, ProblemDocument, Purpose, ScopeGroup, ScopeSetting, Secret, Session, Stage, Step, Tool,
    ToolSummary,
};

pub(crate) const GOOD_KEY: &str = "0123456789";

pub(crate) fn field(id: &str, kind: FieldKind, persist: Persist, pattern: Option<Pattern>) -> Field {
    Field {
        id: id.into(),
        lang: None,
        label: id.into(),
        hint: String::new(),
        help: vec![],
        kind,
        optional: false,
        pattern,
        persist,
        when: vec![],
    }
}

pub(crate) fn pattern(characters: &str, min: u16, max: u16, firmness: Firmness) -> Pattern {
    Pattern { characters: CharacterSet::new(characters), min: Some(min), max: Some(max), firmness }
}

pub(crate) fn step(id: &str, fields: Vec<Field>) -> Step {
    let lists_permissions = fields.is_empty();
    Step {
        id: id.into(),
        lang: None,
        title: id.into(),
        body: vec![],
        lists_permissions,
        minutes: 2,
        fields,
        when: vec![],
    }
}

pub(crate) fn scope(id: &str, setting: ScopeSetting, permission: &str) -> ScopeGroup {
    ScopeGroup {
        id: id.into(),
        lang: None,
        label: id.into(),
        summary: String::new(),
        setting,
        writes: false,
        fields: vec![],
        permissions: vec![permission.into()],
        extent: wire::Extent::Whole,
    }
}

/// Address, permissions, key, one-time code.
pub(crate) fn tool(id: &str) -> Tool {
    let subdomain = FieldKind::Subdomain { prefix: "https://".into(), suffix: ".tool.example".into() };
    let permission = |id: &str| Permission { id: id.into(), lang: None, label: id.into(), always: false };
    Tool {
        id: id.into(),
        language: "en".into(),
        name: "Example HR".into(),
        logo: String::new(),
        schema: "s1".into(),
        reason: None,
        asked: "a1".into(),
        relink: None,
        scopes: vec![
            scope("people", ScopeSetting::Enabled, "see_people"),
            scope("absences", ScopeSetting::Optional, "see_absences"),
        ],
        permissions: vec![permission("see_people"), permission("see_absences")],
        steps: vec![
            step(
                "address",
                vec![field("subdomain", subdomain, Persist::Plain, Some(pattern("a-z0-9-", 1, 63, Firmness::Always)))],
            ),
            step("permissions", vec![]),
            step(
                "key",
                vec![
                    field(
                        "api_key",
                        FieldKind::Secret,
                        Persist::Sealed,
                        Some(pattern("0-9", 10, 10, Firmness::Usually)),
                    ),
                    field("code", FieldKind::Secret, Persist::Never, None),
                ],
            ),
        ],
        before: vec![],
        before_lang: None,
        known: BTreeMap::new(),
        stage: Stage::Connecting,
    }
}

pub(crate) fn session(environment: Environment, preset: bool) -> Session {
    let summary = |id: &str| ToolSummary { id: id.into(), name: id.into(), logo: String::new() };
    Session {
        token: Secret::new("token"),
        link: LinkId::new("link1"),
        environment,
        language: "en".into(),
        tenant: "acme".into(),
        tenant_name: "Acme".into(),
        organization: "Initech".into(),
        purpose: Purpose::Connect,
        draft_key: None,
        tools: if preset { vec![] } else { vec![summary("example"), summary("other")] },
        tool: preset.then(|| tool("example")),
        brand: wire::Brand::default(),
    }
}

pub(crate) fn opened(environment: Environment, preset: bool, visit: Visit, place: Option<Place>) -> Event {
    Event::SessionOpened { session: Box::new(session(environment, preset)), visit, place }
}

/// That this was reviewed, in English.
#[expect(clippy::unnecessary_wraps, reason = "as a visit has it")]
pub(crate) fn reviewed(asked: &str) -> Option<Reviewed> {
    Some(Reviewed { asked: asked.into(), language: "en".into() })
}

pub(crate) fn edited(field: &str, text: &str) -> Event {
    Event::Edited(field.into(), Secret::new(text))
}

pub(crate) fn problem(code: ProblemCode, errors: Vec<FieldProblem>) -> Event {
    let document = ProblemDocument {
        kind: String::new(),
        code,
        title: String::new(),
        status: 422,
        instance: "ref".into(),
        errors,
        permissions: vec![],
        retry_after: Some(7),
    };
    Event::Settled(Settled::Refused(Box::new(document)))
}

pub(crate) fn connected() -> Event {
    Event::Settled(Settled::Connected(Connected { activation_token: Secret::new("activation"), finishing: None }))
}

/// A flow on the scope review of a preset tool.
pub(crate) fn reviewing(environment: Environment) -> Flow {
    let (mut flow, effects) = Flow::open();
    assert_eq!(effects, [Effect::OpenSession]);
    flow.apply(opened(environment, true, Visit::new("seed"), None));
    flow.apply(Event::DraftLoaded(BTreeMap::new()));
    assert_eq!(flow.screen(), Screen::Scopes);
    flow
}

/// A flow whose last step is filled in.
pub(crate) fn filled(environment: Environment) -> Flow {
    let mut flow = reviewing(environment);
    flow.apply(Event::Continued);
    flow.apply(edited("subdomain", "https://Acme.tool.example/home"));
    flow.apply(Event::Continued);
    flow.apply(Event::Continued);
    flow.apply(edited("api_key", GOOD_KEY));
    flow.apply(edited("code", "123"));
    flow
}

pub(crate) fn submitted(environment: Environment) -> (Flow, Vec<Effect>) {
    let mut flow = filled(environment);
    let effects = flow.apply(Event::Continued);
    assert_eq!(flow.screen(), Screen::Submitting);
    (flow, effects)
}

pub(crate) fn submission(effects: &[Effect]) -> Option<&flow::Submission> {
    effects.iter().find_map(|effect| if let Effect::Submit(submission) = effect { Some(submission) } else { None })
}

pub(crate) fn answer<'a>(flow: &'a Flow, field: &str) -> &'a str {
    flow.journey().unwrap().draft().get(&field.into())
}

pub(crate) fn at(id: &str) -> Screen {
    Screen::Step(id.into())
}

/// Every text in German, as after a change of language.
pub(crate) fn told(preset: bool) -> Event {
    let mut told = session(Environment::Production, preset);
    told.language = "de".into();
    let german = |mut tool: Tool| {
        tool.language = "de".into();
        tool.steps.iter_mut().for_each(|step| step.title = format!("{} auf Deutsch", step.title));
        tool
    };
    told.tool = told.tool.map(german);
    let tool = (!preset).then(|| Box::new(german(tool("example"))));
    Event::Translated { session: Some(Box::new(told)), tool }
}
