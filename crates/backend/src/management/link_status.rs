//! `/v1/links`: how links stand, and their stories.

use super::envelope::{Failure, Success};
use super::key::Reads;
use crate::clock;
use crate::flow_log::Entry;
use crate::link::Link;
use crate::link_status::LinkStatus;
use crate::log_page;
use crate::server::App;
use crate::store::Progress;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wire::LinkId;

/// The most links that are listed at once.
const MOST: usize = 200;

/// Which links are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedLinks {
    /// How they stand.
    status: Option<LinkStatus>,
    /// Your own id for whom they were made.
    end_user_origin_id: Option<String>,
    /// What was answered as `next` before.
    cursor: Option<String>,
    /// How many at once: 50 when nothing is said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// Links, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Links {
    links: Vec<LinkDetails>,
    /// Goes on from here; null when these are the last.
    next: Option<String>,
}

/// A link and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkDetails {
    id: String,
    status: LinkStatus,
    link_type: &'static str,
    integration_category: &'static str,
    /// The tool that it is for; null where the end user chooses.
    integration_tool: Option<String>,
    /// The integration that it made or renews.
    integration_id: Option<String>,
    language: Option<&'static str>,
    scope_config_id: String,
    end_user: LinkEndUser,
    /// Where the end user is; null before they have done anything.
    step: Option<StepReached>,
    /// The problem that the last submission ended with, as the page's API calls it.
    problem: Option<String>,
    /// The link whose rest it was made to pass on.
    handed_over_from: Option<String>,
    #[schema(format = "date-time")]
    created_at: String,
    #[schema(format = "date-time")]
    expires_at: String,
    #[schema(format = "date-time")]
    completed_at: Option<String>,
    #[schema(format = "date-time")]
    revoked_at: Option<String>,
    /// A page for operators with the whole story.
    #[schema(format = "uri")]
    log_url: String,
}

/// Who is asked, and for whom.
#[derive(Debug, Serialize, ToSchema)]
struct LinkEndUser {
    organization_name: String,
    creator_email: String,
    origin_id: Option<String>,
}

/// How far an end user has come.
#[derive(Debug, Serialize, ToSchema)]
struct StepReached {
    id: String,
    /// Which one of all, from 1; 0 before the first.
    number: i64,
    count: i64,
    #[schema(format = "date-time")]
    at: String,
}

pub(super) async fn details(app: &App, link: Link) -> Result<LinkDetails, Failure> {
    let progress = app.store.progress(&link.id).await?;
    let made = match &link.relink {
        Some(relinked) => Some(relinked.integration.clone()),
        None => app.store.integration_of_link(&link.id).await?.map(|integration| integration.id),
    };
    Ok(LinkDetails {
        status: LinkStatus::of(&link, progress.as_ref(), app.store.now()),
        link_type: link.link_type.as_str(),
        integration_category: link.category.as_str(),
        integration_tool: link.tool.as_ref().map(ToString::to_string),
        integration_id: made,
        language: link.language.map(catalog::Language::tag),
        problem: progress.as_ref().and_then(|progress| progress.problem.clone()),
        step: progress.filter(|progress| !progress.step.is_empty()).map(reached),
        handed_over_from: link.handed_over_from.as_ref().map(ToString::to_string),
        created_at: clock::text(link.created_at),
        expires_at: clock::text(link.expires_at),
        completed_at: link.completed_at.map(clock::text),
        revoked_at: link.revoked_at.map(clock::text),
        log_url: log_page::address(app, &link.id),
        id: link.id.to_string(),
        scope_config_id: link.scope_config_id,
        end_user: LinkEndUser {
            organization_name: link.end_user_organization_name,
            creator_email: link.end_user_email,
            origin_id: link.end_user_origin_id,
        },
    })
}

fn reached(progress: Progress) -> StepReached {
    StepReached { id: progress.step, number: progress.number, count: progress.count, at: clock::text(progress.at) }
}

/// Lists the links of the environment, the newest first.
#[utoipa::path(get, path = "/v1/links", params(WantedLinks), responses(
    (status = 200, body = Success<Links>)
))]
pub(crate) async fn links(
    State(app): State<App>,
    Reads(environment): Reads,
    wanted: Result<Query<WantedLinks>, QueryRejection>,
) -> Result<Success<Links>, Failure> {
    let Query(wanted) = wanted?;
    let limit = usize::from(wanted.limit.unwrap_or(50));
    if !(1..=MOST).contains(&limit) {
        return Err(Failure::input_invalid("limit: write 1 to 200."));
    }
    let invalid = || Failure::input_invalid("cursor: write what was answered as next, or leave it out.");
    let mut after = wanted.cursor.as_deref().map(|cursor| read_cursor(cursor).ok_or_else(invalid)).transpose()?;
    let mut found = Vec::new();
    // How a link stands depends on the time, so that is looked at here.
    loop {
        let origin = wanted.end_user_origin_id.as_deref();
        let batch = app.store.links_after(&environment.id, origin, after.as_ref(), MOST).await?;
        let is_last = batch.len() < MOST;
        for link in batch {
            let here = (link.created_at, link.id.to_string());
            let link = details(&app, link).await?;
            if wanted.status.is_none_or(|status| link.status == status) {
                if found.len() == limit {
                    let next = after.map(|(at, id)| format!("{at}.{id}"));
                    return Ok(Success::new(Links { links: found, next }));
                }
                found.push(link);
            }
            after = Some(here);
        }
        if is_last {
            return Ok(Success::new(Links { links: found, next: None }));
        }
    }
}

fn read_cursor(text: &str) -> Option<(i64, String)> {
    let (at, id) = text.split_once('.')?;
    Some((at.parse().ok()?, id.to_owned()))
}

pub(super) async fn found(app: &App, environment: &str, id: &str) -> Result<Link, Failure> {
    let link = app.store.link(&LinkId::from(id)).await?.filter(|link| link.environment_id == environment);
    link.ok_or_else(|| Failure::link_not_found("There is no such link in this environment."))
}

/// Reads a link.
#[utoipa::path(get, path = "/v1/links/{link_id}", params(("link_id" = String, Path)), responses(
    (status = 200, body = Success<LinkDetails>)
))]
pub(crate) async fn link(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(link_id): Path<String>,
) -> Result<Success<LinkDetails>, Failure> {
    let link = found(&app, &environment.id, &link_id).await?;
    Ok(Success::new(details(&app, link).await?))
}

/// The story of a link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Log {
    link: LinkDetails,
    /// The oldest first, for 30 days.
    entries: Vec<LogEntry>,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
struct LogEntry {
    #[schema(format = "date-time")]
    at: String,
    #[serde(flatten)]
    entry: Entry,
}

/// Reads the story of a link: what was done, what the tool was asked, what came of it. Nothing that was typed is in it.
#[utoipa::path(get, path = "/v1/links/{link_id}/log", params(("link_id" = String, Path)), responses(
    (status = 200, body = Success<Log>)
))]
pub(crate) async fn link_log(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(link_id): Path<String>,
) -> Result<Success<Log>, Failure> {
    let link = found(&app, &environment.id, &link_id).await?;
    let story = app.store.story(&link.id).await?;
    let entries = story.into_iter().map(|logged| LogEntry { at: clock::text(logged.at), entry: logged.entry });
    Ok(Success::new(Log { entries: entries.collect(), link: details(&app, link).await? }))
}
