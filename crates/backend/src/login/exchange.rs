//! Codes and refresh tokens become access tokens, on the server alone.

use super::{At, Login, redirect_address, verifier};
use crate::crypto::Opened;
use crate::sandbox;
use catalog::ClientAuthentication;
use serde::Deserialize;
use std::collections::BTreeMap;
use wire::{FieldId, Secret};

/// How long before its end a token is taken for over, in milliseconds.
const MARGIN: i64 = 60_000;

#[derive(Deserialize)]
struct Tokens {
    access_token: Secret,
    #[serde(default)]
    refresh_token: Option<Secret>,
    /// In seconds. Some tools write it as text.
    #[serde(default)]
    expires_in: Option<serde_json::Value>,
}

/// Why there are no tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoTokens {
    /// The tool refused.
    Refused,
    /// It did not answer in its usual way.
    Unavailable,
}

impl Login<'_> {
    /// What is kept of a code.
    pub(super) async fn exchange(&self, grant: &str, code: &str) -> Result<Opened, NoTokens> {
        let form = [
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", redirect_address(self.app, self.tool)),
            ("code_verifier", verifier(self.app, grant).expose().to_owned()),
        ];
        self.ask(form.into()).await
    }

    async fn ask(&self, mut form: BTreeMap<&str, String>) -> Result<Opened, NoTokens> {
        if self.at == At::Sandbox {
            let access_token = sandbox::token(form.get("code"))?;
            return Ok(self.kept(Tokens { access_token, refresh_token: None, expires_in: None }));
        }
        let address = self.address(self.definition.token.as_ref()).ok_or(NoTokens::Unavailable)?;
        let (client, secret) = self.client().ok_or(NoTokens::Unavailable)?;
        let mut request =
            self.app.egress.client(address.chosen_by).post(&address.url).header("accept", "application/json");
        match self.definition.client_authentication {
            ClientAuthentication::Basic => request = request.basic_auth(&client, Some(secret.expose())),
            ClientAuthentication::Body => {
                form.insert("client_id", client);
                if !secret.is_empty() {
                    form.insert("client_secret", secret.expose().to_owned());
                }
            }
        }
        let answer = self.app.egress.send(address.chosen_by, request.form(&form)).await.ok_or(NoTokens::Unavailable)?;
        match answer.status {
            200..=299 => {}
            400 | 401 | 403 => return Err(NoTokens::Refused),
            _ => return Err(NoTokens::Unavailable),
        }
        let tokens: Tokens = serde_json::from_slice(&answer.body).map_err(|_| NoTokens::Unavailable)?;
        Ok(self.kept(tokens))
    }

    fn kept(&self, tokens: Tokens) -> Opened {
        let part = |name: &str| FieldId::new(format!("{}.{name}", self.field));
        let mut kept = BTreeMap::from([(part("access_token"), tokens.access_token)]);
        kept.extend(tokens.refresh_token.map(|token| (part("refresh_token"), token)));
        let seconds = tokens.expires_in.and_then(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()));
        let ends = seconds.map(|seconds| (self.app.store.now() + seconds * 1000).to_string());
        kept.extend(ends.map(|ends| (part("expires_at"), Secret::new(ends))));
        kept
    }
}

/// New tokens where those that are kept are over. `None` where they are not, or there is no way to renew them.
pub(crate) async fn refresh(login: &Login<'_>) -> Option<Result<Opened, NoTokens>> {
    let part = |name: &str| login.value(&format!("{}.{name}", login.field));
    let ends: i64 = part("expires_at")?.parse().ok()?;
    if ends - MARGIN > login.app.store.now() {
        return None;
    }
    let token = part("refresh_token")?.to_owned();
    let form = BTreeMap::from([("grant_type", "refresh_token".to_owned()), ("refresh_token", token)]);
    Some(login.ask(form).await.map(|kept| {
        let mut all = login.answers.clone();
        all.extend(kept);
        all
    }))
}
