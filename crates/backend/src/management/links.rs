//! `POST /v1/connect/create-link`

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::Connects;
use crate::link::{self, LinkType};
use crate::server::App;
use crate::store::{EnvironmentRow, NewLink};
use axum::extract::State;
use catalog::{Category, Language};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::{Environment, LinkId, Secret, ToolId};

/// The longest text taken for a name, an e-mail or an id, in characters.
const LONGEST: usize = 500;

/// What a link is made from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateLink {
    /// Who is asked.
    #[schema(format = "email")]
    end_user_email: String,
    /// Whom they act for.
    #[schema(min_length = 1)]
    end_user_organization_name: String,
    /// Your own id for them.
    #[serde(default)]
    end_user_origin_id: Option<String>,
    /// HRIS, ATS, ASSESSMENT or LMS; HRIS when nothing is said.
    #[serde(default)]
    #[schema(pattern = "^(HRIS|ATS|ASSESSMENT|LMS)$")]
    integration_category: Option<String>,
    /// A tool's id; the end user chooses when nothing is said.
    #[serde(default)]
    integration_tool: Option<String>,
    /// The tool's own environment: `production`. Only with `integration_tool`.
    #[serde(default)]
    remote_environment: Option<String>,
    /// en, de, fr, it, es or ar; the end user's browser decides when nothing is said.
    #[serde(default)]
    #[schema(pattern = "^(en|de|fr|it|es|ar)$")]
    language: Option<String>,
    /// The environment's default scope config when nothing is said.
    #[serde(default)]
    scope_config_id: Option<String>,
    /// Not available yet: must be false.
    #[serde(default)]
    enable_filtering: bool,
    /// Not available yet: must be false.
    #[serde(default)]
    enable_field_mapping: bool,
    /// EMBEDDED (valid for one hour, the default) or `MAGIC_LINK` (one year).
    #[serde(default)]
    #[schema(pattern = "^(EMBEDDED|MAGIC_LINK)$")]
    link_type: Option<String>,
    /// Origins whose pages may embed the flow and are told how it ended, as in `https://app.example.com`; those of the environment
    /// when nothing is said. Only with EMBEDDED.
    #[serde(default)]
    allowed_origins: Option<Vec<String>>,
}

/// A connection link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedLink {
    /// The whole address. This is the only time it is seen.
    link: String,
}

impl CreatedLink {
    pub(super) fn new(link: String) -> Self {
        Self { link }
    }
}

/// Makes a connection link.
#[utoipa::path(post, path = "/v1/connect/create-link", request_body = CreateLink, responses(
    (status = 200, body = Success<CreatedLink>)
))]
pub(crate) async fn create_link(
    State(app): State<App>,
    Connects(environment): Connects,
    Body(request): Body<CreateLink>,
) -> Result<Success<CreatedLink>, Failure> {
    let new = check(&app, &environment, request).await?;
    let (id, secret) = app.store.create_link(&new).await?;
    Ok(Success::new(CreatedLink::new(address(&app, &id, &secret))))
}

/// `https://<flow origin>/l/<link id>#<secret>` (K-01, K-11)
pub(crate) fn address(app: &App, id: &LinkId, secret: &Secret) -> String {
    format!("{}/l/{id}#{}", app.base_url.as_str(), secret.expose())
}

pub(crate) async fn check(app: &App, environment: &EnvironmentRow, request: CreateLink) -> Result<NewLink, Failure> {
    let invalid = |message: &str| Err(Failure::input_invalid(message));
    let texts = [
        ("end_user_email", Some(&request.end_user_email)),
        ("end_user_organization_name", Some(&request.end_user_organization_name)),
        ("end_user_origin_id", request.end_user_origin_id.as_ref()),
    ];
    for (name, text) in texts {
        let Some(text) = text else { continue };
        if text.trim().is_empty() || text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(Failure::input_invalid(format!(
                "{name}: write 1 to 500 characters without control characters."
            )));
        }
    }
    let is_email = request
        .end_user_email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if !is_email {
        return invalid("end_user_email: write an e-mail address.");
    }
    let Some(category) = Category::named(request.integration_category.as_deref().unwrap_or("HRIS")) else {
        return invalid("integration_category: write HRIS, ATS, ASSESSMENT or LMS.");
    };
    let link_type = checked_link_type(request.link_type.as_deref())?;
    let language = checked_language(request.language.as_deref())?;
    if request.enable_filtering || request.enable_field_mapping {
        return invalid(
            "enable_filtering and enable_field_mapping are not available yet: leave them out or send false.",
        );
    }
    let tool = request.integration_tool.map(ToolId::new);
    if let Some(tool) = &tool {
        let catalog = app.catalog();
        let entry = catalog.tool(tool).filter(|entry| app.offers(environment, tool, entry));
        let Some(entry) = entry else {
            return Err(Failure::input_invalid(format!(
                "integration_tool: {tool} is not available in this environment."
            )));
        };
        if !entry.definition.categories.contains(&category) {
            return Err(Failure::input_invalid(format!(
                "integration_tool: {tool} is not in category {}.",
                category.as_str()
            )));
        }
    } else if request.remote_environment.is_some() {
        return invalid("remote_environment: only goes with integration_tool.");
    }
    // No tool here has another one yet.
    if request.remote_environment.as_deref().is_some_and(|name| name != "production") {
        return invalid("remote_environment: this tool has no environment but production; leave it out.");
    }
    let config = app.store.scope_config(&environment.id, request.scope_config_id.as_deref()).await?;
    let Some(config) = config else {
        return invalid("scope_config_id: there is no such scope config in this environment.");
    };
    let (email, organization) = (&request.end_user_email, &request.end_user_organization_name);
    Ok(NewLink {
        category,
        tool,
        remote_environment: request.remote_environment,
        language,
        allowed_origins: origins_of(request.allowed_origins.as_deref(), link_type, environment)?,
        end_user_origin_id: request.end_user_origin_id,
        ..NewLink::to(&environment.id, config.id, link_type, email, organization)
    })
}

pub(super) fn checked_link_type(text: Option<&str>) -> Result<LinkType, Failure> {
    match text {
        None | Some("EMBEDDED") => Ok(LinkType::Embedded),
        Some("MAGIC_LINK") => Ok(LinkType::MagicLink),
        Some(_) => Err(Failure::input_invalid("link_type: write EMBEDDED or MAGIC_LINK.")),
    }
}

pub(super) fn checked_language(tag: Option<&str>) -> Result<Option<Language>, Failure> {
    let invalid = || Failure::input_invalid("language: write en, de, fr, it, es or ar, or leave it out.");
    tag.map(|tag| Language::named(tag).ok_or_else(invalid)).transpose()
}

/// Who may embed a link. A magic link is a page of its own, whatever the environment says (E-19).
pub(super) fn origins_of(
    named: Option<&[String]>,
    link_type: LinkType,
    environment: &EnvironmentRow,
) -> Result<Vec<String>, Failure> {
    match (link_type, named) {
        (LinkType::Embedded, None) => Ok(environment.allowed_origins()),
        (LinkType::Embedded, Some(named)) => checked_origins(named, environment.kind()),
        (LinkType::MagicLink, None | Some([])) => Ok(Vec::new()),
        (LinkType::MagicLink, Some(_)) => Err(Failure::input_invalid(
            "allowed_origins: only EMBEDDED links can be embedded; leave it out, or make one.",
        )),
    }
}

pub(super) fn checked_origins(origins: &[String], environment: Environment) -> Result<Vec<String>, Failure> {
    let checked = origins.iter().map(|origin| link::allowed_origin(origin, environment));
    checked.collect::<Result<_, _>>().map_err(Failure::input_invalid)
}
