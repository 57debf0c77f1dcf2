//! API keys: who calls, for which environment, and whether their role may do what they ask for. A handler says what it does by the
//! extractor it takes: [`Reads`], [`Connects`], [`Operates`], [`Configures`] or [`Deletes`].

use super::envelope::{Failure, Success};
use crate::audit::Caller;
use crate::peer::Peer;
use crate::role::Action;
use crate::server::App;
use crate::store::EnvironmentRow;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

async fn caller(parts: &Parts, app: &App, action: Action) -> Result<EnvironmentRow, Failure> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer =
        header.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, key) = bearer.ok_or_else(Failure::authentication_invalid)?;
    let owner = app.store.owner_of_key(key).await?;
    let Some((environment, role)) = owner else {
        app.limiter.wrong_guess(Peer::of(parts).0).map_err(Failure::rate_limited)?;
        return Err(Failure::authentication_invalid());
    };
    if let Some(caller) = parts.extensions.get::<Caller>() {
        caller.is(key, &environment.id);
    }
    app.limiter.count(key).map_err(Failure::rate_limited)?;
    if role.may(action, environment.kind()) {
        Ok(environment)
    } else {
        Err(Failure::role_insufficient(role.refusal(action, environment.kind())))
    }
}

macro_rules! callers {
    ($($(#[$doc:meta])* $name:ident($action:ident))*) => { $(
        $(#[$doc])*
        pub(crate) struct $name(pub(crate) EnvironmentRow);

        impl FromRequestParts<App> for $name {
            type Rejection = Failure;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
                caller(parts, app, Action::$action).await.map(Self)
            }
        }
    )* };
}

callers! {
    /// The environment of a key that may read.
    Reads(Read)
    /// The environment of a key that may make links and exchange tokens.
    Connects(Connect)
    /// The environment of a key that may switch integrations on and off.
    Operates(Operate)
    /// The environment of a key that may change settings.
    Configures(Configure)
    /// The environment of a key that may delete integrations.
    Deletes(Delete)
}

/// What an API key is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyCheck {
    environment_id: String,
}

/// Says which environment an API key belongs to.
#[utoipa::path(get, path = "/v1/check-api-key", responses((status = 200, body = Success<KeyCheck>)))]
pub(crate) async fn check_api_key(Reads(environment): Reads) -> Success<KeyCheck> {
    Success::new(KeyCheck { environment_id: environment.id })
}
