//! `POST /v1/integrations/{id}/relink`: a link that gives an integration new credentials, or other scopes.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::integrations::unknown;
use super::key::Connects;
use super::links::{CreatedLink, address, checked_language, checked_link_type, origins_of};
use crate::link::{LinkType, Relinked};
use crate::server::App;
use crate::store::{Integration, NewLink};
use axum::extract::{Path, State};
use catalog::{Category, Language};
use serde::Deserialize;
use utoipa::ToSchema;
use wire::ToolId;

/// What a relink is made from.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateRelink {
    /// en, de, fr, it, es or ar; the end user's browser decides when nothing is said.
    #[serde(default)]
    #[schema(pattern = "^(en|de|fr|it|es|ar)$")]
    language: Option<String>,
    /// The scope config that the integration has from its completion on; the one it has when nothing is said.
    #[serde(default)]
    scope_config_id: Option<String>,
    /// EMBEDDED (valid for one hour, the default) or `MAGIC_LINK` (one year).
    #[serde(default)]
    #[schema(pattern = "^(EMBEDDED|MAGIC_LINK)$")]
    link_type: Option<String>,
    /// Origins whose pages may embed the flow and are told how it ended, as in `https://app.example.com`; those of the environment
    /// when nothing is said. Only with EMBEDDED.
    #[serde(default)]
    allowed_origins: Option<Vec<String>>,
}

/// Makes a link that gives an integration new credentials, and another scope config if one is named. Nothing changes until it is
/// completed. Of several, the first to be completed ends the others.
#[utoipa::path(post, path = "/v1/integrations/{integration_id}/relink", params(("integration_id" = String, Path)),
    request_body = CreateRelink, responses(
    (status = 200, body = Success<CreatedLink>)
))]
pub(crate) async fn create_relink(
    State(app): State<App>,
    Connects(environment): Connects,
    Path(integration_id): Path<String>,
    Body(request): Body<CreateRelink>,
) -> Result<Success<CreatedLink>, Failure> {
    let integration = app.store.integration(&environment.id, &integration_id).await?.ok_or_else(unknown)?;
    let link_type = checked_link_type(request.link_type.as_deref())?;
    let wish = Wish {
        language: checked_language(request.language.as_deref())?,
        scope_config: request.scope_config_id,
        link_type,
        allowed_origins: origins_of(request.allowed_origins.as_deref(), link_type, &environment)?,
    };
    app.store.integration_used(&integration.id).await?;
    let link = make(&app, &integration, wish).await?.map_err(Failure::input_invalid)?;
    Ok(Success::new(CreatedLink::new(link)))
}

/// What somebody wants of a relink, checked.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) language: Option<Language>,
    pub(crate) scope_config: Option<String>,
    pub(crate) link_type: LinkType,
    pub(crate) allowed_origins: Vec<String>,
}

/// Makes a relink and answers its address, or what is wrong with the wish.
pub(crate) async fn make(
    app: &App,
    integration: &Integration,
    wish: Wish,
) -> sqlx::Result<Result<String, &'static str>> {
    let wanted = wish.scope_config.as_deref().unwrap_or(&integration.scope_config_id);
    let Some(config) = app.store.scope_config(&integration.environment_id, Some(wanted)).await? else {
        return Ok(Err("scope_config_id: there is no such scope config in this environment."));
    };
    let tool = ToolId::new(&integration.tool);
    if app.catalog().tool(&tool).is_none() {
        return Ok(Err("The tool of this integration is no longer in the catalog."));
    }
    let Some((version, _)) = app.store.credentials(&integration.id).await? else {
        return Ok(Err("This integration has no credentials that could be renewed."));
    };
    let (email, organization) = (&integration.end_user_email, &integration.end_user_organization_name);
    let new = NewLink {
        category: Category::named(&integration.category).unwrap_or(Category::Hris),
        tool: Some(tool),
        language: wish.language,
        allowed_origins: wish.allowed_origins,
        end_user_origin_id: integration.end_user_origin_id.clone(),
        relink: Some(Relinked { integration: integration.id.clone(), version }),
        ..NewLink::to(&integration.environment_id, config.id, wish.link_type, email, organization)
    };
    let (id, secret) = app.store.create_link(&new).await?;
    Ok(Ok(address(app, &id, &secret)))
}
