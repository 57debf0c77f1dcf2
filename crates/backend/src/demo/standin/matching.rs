//! Which endpoint of a trial a request is for, and whose credentials it carries.

use super::LOGIN_CLIENT;
use crate::demo::pair;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catalog::{Answers, Fill, LoginPage, Probe, StandIn, Template};
use std::collections::BTreeMap;
use wire::PermissionId;

/// A request, taken apart.
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) host: &'a str,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) headers: &'a HeaderMap,
    pub(super) form: BTreeMap<String, String>,
}

/// Credentials that a stand-in knows.
pub(super) struct Entry {
    values: BTreeMap<String, String>,
    lacks: Option<PermissionId>,
}

/// What a stand-in has to say.
pub(super) enum Found {
    Answer(u16, String),
    Login(LoginPage),
}

impl Entry {
    /// All that a tool's trial knows.
    pub(super) fn all(tool: &catalog::Entry) -> Vec<Self> {
        let trial = &tool.trial;
        let accepted = trial.accepted.iter().map(|entry| Self::new(tool, &entry.answers, entry.account.as_ref(), None));
        let lacking = trial.lacking.iter().map(|entry| {
            let account = entry.account.as_ref().or_else(|| trial.accepted.get(entry.way)?.account.as_ref());
            Self::new(tool, &trial.with(entry.way, &entry.answers), account, Some(&entry.lacks))
        });
        accepted.chain(lacking).collect()
    }

    fn new(tool: &catalog::Entry, answers: &Answers, account: Option<&String>, lacks: Option<&PermissionId>) -> Self {
        let own = |(field, text): (&wire::FieldId, &String)| (field.to_string(), pair::in_place_of(text));
        let mut values: BTreeMap<String, String> = answers.iter().map(own).collect();
        values.insert("login.client_id".to_owned(), LOGIN_CLIENT.0.to_owned());
        if let Some(account) = account {
            values.insert("account".to_owned(), account.clone());
            let logins = tool.definition.fields.iter().filter(|field| field.kind == catalog::Kind::Login);
            values.extend(logins.map(|field| (format!("{}.access_token", field.id), format!("access-{account}"))));
        }
        // A field that is left empty is there all the same.
        for field in &tool.definition.fields {
            values.entry(field.id.to_string()).or_default();
        }
        Self { values, lacks: lacks.cloned() }
    }

    pub(super) fn fill(&self, template: &Template) -> Option<String> {
        template.fill(Fill::AsItIs, |name| self.values.get(name).map(String::as_str))
    }
}

/// The endpoint, and what it says to these credentials.
pub(super) fn find(tool: &catalog::Entry, entries: &[Entry], asked: &Asked<'_>) -> Found {
    let own_host = match &tool.definition.probe {
        Probe::Http(probe) => Template::of(probe.address.as_ref().as_str().trim_start_matches("https://")),
        _ => Template::of(""),
    };
    let is_host = |route: &StandIn, entry: &Entry| {
        entry.fill(route.host.as_ref().unwrap_or(&own_host)).as_deref() == Some(asked.host)
    };
    let all = || tool.trial.stand_in.iter().flat_map(|route| entries.iter().map(move |entry| (route, entry)));
    let here: Vec<(&StandIn, &Entry)> = all()
        .filter(|(route, entry)| {
            route.method == asked.method
                && is_host(route, entry)
                && entry.fill(&route.path).as_deref() == Some(asked.path.as_str())
        })
        .collect();
    let Some((first, _)) = here.first() else {
        let is_known = all().any(|(route, entry)| is_host(route, entry));
        return Found::Answer(if is_known { 404 } else { tool.trial.unknown_host }, String::new());
    };
    if let Some(page) = first.login {
        return Found::Login(page);
    }
    match here.iter().find(|(route, entry)| proves(route, entry, asked)) {
        Some((route, entry)) if route.permission.is_some() && route.permission == entry.lacks => {
            Found::Answer(route.lacking, route.lacking_body.clone())
        }
        Some((route, entry)) => {
            let body = route.body.as_ref().and_then(|body| entry.fill(body));
            Found::Answer(200, body.unwrap_or_else(|| "{}".to_owned()))
        }
        None => Found::Answer(first.refused, first.refused_body.clone()),
    }
}

fn proves(route: &StandIn, entry: &Entry, asked: &Asked<'_>) -> bool {
    let header = |name: &str| asked.headers.get(name).and_then(|value| value.to_str().ok());
    let is = |wanted: Option<String>, given: Option<&str>| wanted.is_some() && wanted.as_deref() == given;
    let basic = route.basic.as_ref().is_none_or(|[user, password]| {
        let pair = entry.fill(user).zip(entry.fill(password));
        let wanted = pair.map(|(user, password)| format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
        is(wanted, header(header::AUTHORIZATION.as_str()))
    });
    let bearer = route.bearer.as_ref().is_none_or(|token| {
        is(entry.fill(token).map(|token| format!("Bearer {token}")), header(header::AUTHORIZATION.as_str()))
    });
    let all = |wanted: &BTreeMap<String, Template>, given: &dyn Fn(&str) -> Option<String>| {
        wanted.iter().all(|(name, template)| is(entry.fill(template), given(name).as_deref()))
    };
    basic
        && bearer
        && all(&route.headers, &|name| header(name).map(str::to_owned))
        && all(&route.query, &|name| asked.query.get(name).cloned())
        && all(&route.form, &|name| asked.form.get(name).cloned())
}
