//! Logging in at a tool: OAuth 2 with an authorization code, PKCE and a state that counts once (E-13, E-14; RFC 9700). Begun by
//! `flow_api::grants`; the tool sends the end user back to [`redirect_address`], which [`callback`] answers.

mod callback;
mod exchange;

pub(crate) use callback::router;
pub(crate) use exchange::{NoTokens, refresh};

use crate::crypto::Opened;
use crate::sandbox;
use crate::server::App;
use crate::tool_address::{Address, ToolAddresses};
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catalog::{Entry, Fill, Kind, LoginDefinition, Probe, Template};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;
use wire::{FieldId, PermissionId, ScopeId, Secret, Tool, ToolId};

/// Where a tool sends end users back to.
pub(crate) fn redirect_address(app: &App, tool: &ToolId) -> String {
    format!("{}/login/{tool}", app.base_url.as_str())
}

/// A log-in at one tool, for the answers so far.
#[derive(Clone, Copy)]
pub(crate) struct Login<'a> {
    app: &'a App,
    tool: &'a ToolId,
    definition: &'a LoginDefinition,
    field: &'a FieldId,
    answers: &'a Opened,
    at: At,
}

/// Who asks who it is that logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Tool,
    /// We do.
    Sandbox,
}

impl<'a> Login<'a> {
    /// `None` when the tool has no log-in.
    pub(crate) fn of(app: &'a App, tool: &'a ToolId, entry: &'a Entry, answers: &'a Opened) -> Option<Self> {
        let field = entry.definition.fields.iter().find(|field| field.kind == Kind::Login)?;
        let at = if matches!(entry.definition.probe, Probe::Sandbox { .. }) { At::Sandbox } else { At::Tool };
        Some(Self { app, tool, definition: entry.definition.login.as_ref()?, field: &field.id, answers, at })
    }

    /// The field that it answers.
    pub(crate) fn field(&self) -> &'a FieldId {
        self.field
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.answers.get(&FieldId::from(name)).map(Secret::expose)
    }

    /// The answers that it depends on.
    pub(crate) fn used(&self) -> Opened {
        let login = self.definition;
        let templates = [login.authorize.as_ref(), login.token.as_ref()].into_iter();
        let templates = templates.chain(&login.client_id).chain(&login.client_secret);
        let names: BTreeSet<FieldId> = templates.flat_map(Template::names).map(FieldId::from).collect();
        self.answers
            .iter()
            .filter(|(id, _)| names.contains(id))
            .map(|(id, answer)| (id.clone(), answer.clone()))
            .collect()
    }

    /// Tells apart what was logged in for: the answers it depends on, and what was asked for.
    pub(crate) fn fingerprint(&self, scopes: &[String]) -> String {
        let all = (self.tool, self.used(), scopes);
        self.app.keys.fingerprint(&serde_json::to_vec(&all).unwrap_or_default())
    }

    /// The client that asks: one that the end user made, or the operator's own.
    pub(crate) fn client(&self) -> Option<(String, Secret)> {
        let fill =
            |template: &Template| template.fill(Fill::AsItIs, |name| self.value(name)).filter(|text| !text.is_empty());
        match &self.definition.client_id {
            Some(id) => {
                let secret = self.definition.client_secret.as_ref().map(fill);
                let secret = match secret {
                    Some(secret) => secret?,
                    None => String::new(),
                };
                Some((fill(id)?, Secret::new(secret)))
            }
            None => self.app.login_clients.get(self.tool).map(|client| (client.id.clone(), client.secret.clone())),
        }
    }

    fn address(&self, template: &Template) -> Option<Address> {
        let addresses = ToolAddresses { tool: self.tool, operator: &self.app.tool_addresses };
        addresses.of_whole(template, |name| self.value(name).filter(|answer| !answer.is_empty()))
    }

    /// Where the end user logs in. `None` while an answer it depends on is missing.
    pub(crate) fn authorize(&self, grant: &str, scopes: &[String]) -> Option<String> {
        let address = match self.at {
            At::Tool => self.address(self.definition.authorize.as_ref())?.url,
            At::Sandbox => sandbox::login_address(self.app),
        };
        let mut url = Url::parse(&address).ok()?;
        let (client, _) = self.client()?;
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("response_type", "code");
            query.append_pair("client_id", &client);
            query.append_pair("redirect_uri", &redirect_address(self.app, self.tool));
            if !scopes.is_empty() {
                query.append_pair("scope", &scopes.join(" "));
            }
            query.append_pair("state", &state(self.app, grant));
            let challenge = digest::digest(&digest::SHA256, verifier(self.app, grant).expose().as_bytes());
            query.append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(challenge));
            query.append_pair("code_challenge_method", "S256");
            for (name, value) in &self.definition.extra {
                let nonce = self.app.keys.fingerprint(format!("nonce|{grant}").as_bytes());
                let value = Template::of(value).fill(Fill::AsItIs, |name| (name == "nonce").then_some(nonce.as_str()));
                query.append_pair(name, &value.unwrap_or_default());
            }
        }
        Some(url.into())
    }

    /// What is asked for at log-in: always the same, and what the permissions that are needed call for.
    pub(crate) fn scopes(&self, entry: &Entry, tool: &Tool, opted_out: &BTreeSet<ScopeId>) -> Vec<String> {
        let needed: BTreeSet<&PermissionId> =
            flow::needed_permissions(tool, opted_out).into_iter().map(|permission| &permission.id).collect();
        let mut scopes = self.definition.scopes.clone();
        let permissions = entry.definition.permissions.iter().filter(|permission| needed.contains(&permission.id));
        for scope in permissions.filter_map(|permission| permission.login_scope.as_ref()) {
            for one in scope
                .split_whitespace()
                .filter(|one| !scopes.iter().any(|known| known == one))
                .map(str::to_owned)
                .collect::<Vec<_>>()
            {
                scopes.push(one);
            }
        }
        scopes
    }
}

/// Bound to the grant, and so to its link, its tool and its field; it counts once because the grant is taken once.
fn state(app: &App, grant: &str) -> String {
    format!("{grant}.{}", app.keys.fingerprint(format!("login|{grant}").as_bytes()))
}

/// The grant that a state is for; `None` when it is not one of ours.
fn grant_of(app: &App, given: &str) -> Option<String> {
    let (grant, _) = given.split_once('.')?;
    let expected = state(app, grant);
    aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), expected.as_bytes()).ok()?;
    Some(grant.to_owned())
}

/// Derived, so that none is stored.
fn verifier(app: &App, grant: &str) -> Secret {
    Secret::new(app.keys.fingerprint(format!("pkce|{grant}").as_bytes()))
}

/// What a probe may name beside the answers.
pub(crate) fn names(app: &App, tool: &ToolId, entry: &Entry, answers: &Opened) -> BTreeMap<FieldId, Secret> {
    let client = Login::of(app, tool, entry, answers).and_then(|login| login.client());
    client.map(|(id, _)| (FieldId::from("login.client_id"), Secret::new(id))).into_iter().collect()
}
