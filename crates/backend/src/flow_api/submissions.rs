//! `POST /api/submissions`: checks the answers with the page's own rules, tests them with the tool, and makes the integration. One key,
//! one integration, however often it is sent.

use super::guard::{Body, link_of_session};
use super::tools::{compile, finishing, left_to_do};
use crate::checks;
use crate::crypto::{Opened, Subject, new_object_id};
use crate::faults::fault_point;
use crate::flow_log::Entry as Logged;
use crate::grant;
use crate::language;
use crate::link::{Link, LinkState};
use crate::log_page::address as log_address;
use crate::probe::{Occasion, Verdict};
use crate::problem::Problem;
use crate::relink::{self, Purpose};
use crate::server::App;
use crate::store::{Began, Completion, Consent, Finish, Recorded, Store};
use crate::webhook::FailedFlow;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use catalog::{Entry, Kind, Language};
use std::collections::BTreeSet;
use wire::{
    Connected, FieldId, FieldProblem, MissingPermission, ProblemCode, RejectionCode, ScopeId, SubmissionState,
    SubmitRequest, Tool, ToolId,
};

/// Seconds after which asking again makes sense while a submission is being worked on.
const ASK_AGAIN: u32 = 2;

pub(super) async fn submit(
    State(app): State<App>,
    headers: HeaderMap,
    Body(request): Body<SubmitRequest>,
) -> Result<Response, Problem> {
    let link = link_of_session(&app, &headers).await?;
    let key = idempotency_key(&headers)?.to_owned();
    // In a task of its own: a page that is reloaded hangs up, and what was begun must come to its end all the same.
    let work = app.tasks.clone().spawn(settle(app, link, key, request, language::of_page(&headers)));
    work.await.unwrap_or_else(|_| Err(Problem::new(ProblemCode::Internal)))
}

async fn settle(
    app: App,
    link: Link,
    key: String,
    request: SubmitRequest,
    language: Language,
) -> Result<Response, Problem> {
    let fingerprint = app.keys.fingerprint(&serde_json::to_vec(&request).unwrap_or_default());
    // An ended link begins nothing; a key that is known is answered all the same.
    if let Some(code) = link.state_once_opened(app.store.now()).problem()
        && app.store.submission(&link.id, &key).await?.is_none()
    {
        return Err(Problem::new(code));
    }
    match app.store.begin_submission(&link.id, &key, &fingerprint).await? {
        Began::TooMany => Err(Problem::new(ProblemCode::ToolRateLimited).retry_after(Some(ASK_AGAIN))),
        Began::WithOtherAnswers => Err(Problem::new(ProblemCode::IdempotencyKeyReused)),
        Began::Before(Recorded::InProgress) => {
            Err(Problem::new(ProblemCode::SubmissionInProgress).retry_after(Some(ASK_AGAIN)))
        }
        Began::Before(Recorded::Connected) => {
            Ok(replayed(connected(&app, &link, &key, language).await?.into_response()))
        }
        Began::Before(Recorded::Failed(problem)) => Ok(replayed(Problem(problem).into_response())),
        Began::Fresh => match check_and_complete(&app, &link, &key, &request, language).await {
            Ok(()) => Ok(connected(&app, &link, &key, language).await?.into_response()),
            Err(problem) => {
                let (entry, flow) = (noted(&app, &request.tool, &problem), failed(&app, &link, &request.tool));
                app.store.fail_submission(&link, &key, &problem.0, &entry, &flow).await?;
                Err(problem)
            }
        },
    }
}

pub(super) async fn state(
    State(app): State<App>,
    headers: HeaderMap,
    Path(key): Path<String>,
) -> Result<Json<SubmissionState>, Problem> {
    let link = link_of_session(&app, &headers).await?;
    let recorded = app.store.submission(&link.id, &key).await?;
    Ok(Json(match recorded {
        None => SubmissionState::Unknown,
        Some(Recorded::InProgress) => SubmissionState::InProgress,
        Some(Recorded::Connected) => {
            let language = language::of_page(&headers);
            SubmissionState::Connected(connected(&app, &link, &key, language).await?.0)
        }
        Some(Recorded::Failed(problem)) => SubmissionState::Failed(problem),
    }))
}

fn idempotency_key(headers: &HeaderMap) -> Result<&str, Problem> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let is_key = |key: &&str| {
        (8..=100).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
    };
    key.filter(is_key).ok_or_else(|| Problem::new(ProblemCode::IdempotencyKeyMissing))
}

/// What a submission that went through is answered with. What is left to do is told as it is by now.
async fn connected(app: &App, link: &Link, key: &str, language: Language) -> Result<Json<Connected>, Problem> {
    let link = app.store.link(&link.id).await?.ok_or_else(|| Problem::new(ProblemCode::Internal))?;
    let finishing = finishing(app, &link, language).await?.map(Box::new);
    Ok(Json(Connected { activation_token: app.keys.activation_token(&link.id, key), finishing }))
}

fn replayed(mut response: Response) -> Response {
    response.headers_mut().insert(HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    response
}

/// What the story of the link says of it.
fn noted(app: &App, tool: &ToolId, problem: &Problem) -> Logged {
    let catalog = app.catalog();
    let entry = catalog.tool(tool);
    Logged::problem(&problem.0, |field| entry.is_some_and(|entry| entry.definition.field(field).is_some()))
}

/// What the customer is told of an end user who ran into a problem.
fn failed(app: &App, link: &Link, tool: &ToolId) -> FailedFlow {
    FailedFlow {
        tool: tool.to_string(),
        category: link.category.as_str().to_owned(),
        email: link.end_user_email.clone(),
        organization: link.end_user_organization_name.clone(),
        origin_id: link.end_user_origin_id.clone(),
        log_url: log_address(app, &link.id),
    }
}

async fn check_and_complete(
    app: &App,
    link: &Link,
    key: &str,
    request: &SubmitRequest,
    language: Language,
) -> Result<(), Problem> {
    fault_point!("submission-begun");
    if let Some(code) = link.state_once_opened(app.store.now()).problem() {
        return Err(Problem::new(code));
    }
    if let Some(tool) = finishing(app, link, language).await? {
        if request.tool != tool.id {
            return Err(Problem::new(ProblemCode::ToolUnknown));
        }
        app.store.log(&link.id, &Logged::submitted(&tool.id, 0)).await;
        return finish(app, link, key, request, &tool).await;
    }
    let environment = app.store.environment(&link.environment_id).await?;
    // Read once, in the language of the review: what is recorded is what was compared with what was shown.
    let reviewed_in = request.reviewed_in.as_deref().and_then(Language::named).unwrap_or(language);
    let tool = compile(app, link, &environment, &request.tool, reviewed_in).await?;
    app.store.log(&link.id, &Logged::submitted(&tool.id, request.opted_out.len())).await;
    if request.asked != tool.asked {
        return Err(Problem::new(ProblemCode::ScopesChanged));
    }
    let answers = if let Some(answers) = &request.answers {
        check(&tool, answers, request)?;
        let catalog = app.catalog();
        let entry = catalog.tool(&tool.id).ok_or_else(|| Problem::new(ProblemCode::ToolUnknown))?;
        let mut all = later_answers(app, link, entry).await?;
        all.extend(grant::redeem(app, link, entry, &tool, answers.clone(), &request.opted_out).await?);
        all
    } else {
        let stored = stored(app, link).await?;
        check_refusals(&tool, request)?;
        stored
    };
    test(app, link, &tool, &answers, request, language).await?;

    let new_id = || format!("{}:{}", request.tool, new_object_id());
    let id = link.relink.as_ref().map_or_else(new_id, |relinked| relinked.integration.clone());
    let subject = Store::next_subject(&link.environment_id, &id, link.relink.as_ref());
    let credentials = app.keys.seal(&subject, &answers).map_err(|error| {
        tracing::error!(%error, "credentials could not be sealed");
        Problem::new(ProblemCode::Internal)
    })?;
    let consent = Consent {
        shown: &tool.scopes,
        reason: tool.reason.as_ref().map(|reason| reason.text.as_str()),
        language: reviewed_in.tag(),
    };
    let completion = Completion {
        link,
        integration: &id,
        tool: &request.tool,
        opted_out: &request.opted_out,
        consent: changes(&tool, request).then_some(consent),
        credentials,
        submission: key,
        activation_token: &app.keys.activation_token(&link.id, key),
        check_after: app.check_interval,
        leaves_setup: link.relink.is_none() && left_to_do(app, link, &request.tool, &environment, language).is_some(),
    };
    if app.store.complete(&completion).await? {
        tracing::info!(link = %link.id, "a link was completed");
        return Ok(());
    }
    // Somebody else was first, or the link or its integration ended while the tool was being asked.
    let link = app.store.link(&link.id).await?;
    let state = link.map_or(LinkState::Revoked, |link| link.state_once_opened(app.store.now()));
    Err(Problem::new(state.problem().unwrap_or(ProblemCode::LinkCompleted)))
}

/// What was left to do is done: what was answered is kept beside the credentials.
async fn finish(app: &App, link: &Link, key: &str, request: &SubmitRequest, tool: &Tool) -> Result<(), Problem> {
    let answers = request.answers.clone().unwrap_or_default();
    check(tool, &answers, request)?;
    let catalog = app.catalog();
    let entry = catalog.tool(&tool.id).ok_or_else(|| Problem::new(ProblemCode::ToolUnknown))?;
    let answers = grant::redeem(app, link, entry, tool, answers, &request.opted_out).await?;
    let gone = || Problem::new(ProblemCode::LinkCompleted);
    let integration = app.store.integration_of_link(&link.id).await?.ok_or_else(gone)?;
    let activation_token = &app.keys.activation_token(&link.id, key);
    // Tokens may be renewed at the same moment; neither may be lost.
    for _ in 0..5 {
        let (version, before) = app.store.credentials(&integration.id).await?.ok_or_else(gone)?;
        let subject = Subject { environment: &link.environment_id, integration: &integration.id, version };
        let failed = |error| {
            tracing::error!(%error, "credentials could not be opened or sealed");
            Problem::new(ProblemCode::Internal)
        };
        let mut all = app.keys.open(&subject, &before).map_err(failed)?;
        all.extend(answers.clone());
        let sealed = app.keys.seal(&subject, &all).map_err(failed)?;
        let credentials = (version, before, sealed);
        let finish = Finish { link, integration: &integration.id, credentials, submission: key, activation_token };
        if app.store.finish(&finish).await? {
            return Ok(());
        }
    }
    Err(gone())
}

/// Whether something is agreed to that was not before. A relink without other scopes leaves what was agreed to as it is.
fn changes(tool: &Tool, request: &SubmitRequest) -> bool {
    let is_same = |relink: &wire::Relink| relink.sections.is_empty() && relink.opted_out == request.opted_out;
    !tool.relink.as_ref().is_some_and(is_same)
}

/// The credentials that a relink keeps.
async fn stored(app: &App, link: &Link) -> Result<Opened, Problem> {
    let relinked = link.relink.as_ref().ok_or_else(|| Problem::new(ProblemCode::Malformed))?;
    let integration = app.store.integration(&link.environment_id, &relinked.integration).await?;
    let integration = integration.ok_or_else(|| Problem::new(ProblemCode::IntegrationDeleted))?;
    let opened = relink::credentials(app, &integration, Purpose::Relink).await?;
    let (version, answers) = opened.ok_or_else(|| Problem::new(ProblemCode::Internal))?;
    let catalog = app.catalog();
    let Some(entry) = catalog.tool(&ToolId::new(&integration.tool)) else { return Ok(answers) };
    // What a log-in granted may be over by now.
    let kept = answers.clone();
    Ok(checks::renewed(app, &integration, entry, version, answers).await?.unwrap_or(kept))
}

/// What was answered after the credentials of an integration were accepted. A relink does not ask for it again, and keeps it.
async fn later_answers(app: &App, link: &Link, entry: &Entry) -> Result<Opened, Problem> {
    let Some(relinked) = &link.relink else { return Ok(Opened::new()) };
    let integration = app.store.integration(&link.environment_id, &relinked.integration).await?;
    let integration = integration.ok_or_else(|| Problem::new(ProblemCode::IntegrationDeleted))?;
    let mut kept =
        relink::credentials(app, &integration, Purpose::Relink).await?.map(|(_, kept)| kept).unwrap_or_default();
    let later = || entry.definition.steps.iter().filter(|step| step.after).flat_map(|step| &step.fields);
    kept.retain(|id, _| later().any(|field| field.as_ref() == id));
    Ok(kept)
}

/// The very rules the page ran, and the ones it could not be trusted with.
fn check(tool: &Tool, answers: &Opened, request: &SubmitRequest) -> Result<(), Problem> {
    let problems = flow::check_answers(tool, answers, &request.opted_out);
    let errors: Vec<FieldProblem> = problems
        .into_iter()
        .filter_map(|problem| problem.field)
        .map(|field| FieldProblem::at(&field, RejectionCode::Invalid, ""))
        .collect();
    if !errors.is_empty() {
        return Err(Problem::new(ProblemCode::InvalidFields).with_errors(errors));
    }
    check_refusals(tool, request)
}

fn check_refusals(tool: &Tool, request: &SubmitRequest) -> Result<(), Problem> {
    let is_known = |scope: &ScopeId| {
        tool.scopes.iter().any(|group| group.id == *scope || group.fields.iter().any(|field| field.id == *scope))
    };
    // The name of a scope that there is not is whatever was sent.
    let pointer =
        |scope: &ScopeId| if is_known(scope) { format!("/opted_out/{scope}") } else { "/opted_out".to_owned() };
    let refused = request.opted_out.iter().filter(|scope| !flow::can_be_refused(tool, scope));
    let pointers: BTreeSet<String> = refused.map(pointer).collect();
    let errors: Vec<FieldProblem> = pointers
        .into_iter()
        .map(|pointer| FieldProblem { pointer, code: RejectionCode::Invalid, detail: String::new() })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::new(ProblemCode::InvalidFields).with_errors(errors)) }
}

async fn test(
    app: &App,
    link: &Link,
    tool: &Tool,
    answers: &Opened,
    request: &SubmitRequest,
    language: Language,
) -> Result<(), Problem> {
    let catalog = app.catalog();
    let entry = catalog.tool(&tool.id).ok_or_else(|| Problem::new(ProblemCode::ToolUnknown))?;
    let environment = app.store.environment(&link.environment_id).await?.kind();
    let place = checks::Place { environment, category: link.category };
    let (verdict, requests) =
        checks::ask_tool(app, entry, tool, answers, &request.opted_out, place, Occasion::Submission).await;
    app.store.log(&link.id, &Logged::Checked { requests }).await;
    let is_login =
        |field: &FieldId| entry.definition.field(field.as_str()).is_some_and(|field| field.kind == Kind::Login);
    // Whoever logged in is not who is needed, or may not do what is needed: somebody must log in again.
    if matches!(&verdict, Verdict::PermissionsMissing(_))
        || matches!(&verdict, Verdict::Rejected(field, _) if is_login(field))
    {
        app.store.forget_logins(&link.id, &tool.id).await?;
    }
    match verdict {
        Verdict::Accepted => Ok(()),
        Verdict::Rejected(field, code) => {
            let detail = entry.rejection(&field, code, language);
            let error = FieldProblem::at(&field, code, detail);
            Err(Problem::new(ProblemCode::CredentialsRejected).with_errors(vec![error]))
        }
        Verdict::PermissionsMissing(missing) => {
            let missing = missing.into_iter().map(|permission| {
                let needs = flow::remaining_scopes(tool, &request.opted_out)
                    .filter(|group| group.permissions.contains(&permission));
                let scopes = needs.map(|group| group.id.clone()).collect();
                MissingPermission { permission, scopes }
            });
            Err(Problem::new(ProblemCode::PermissionsMissing).with_permissions(missing.collect()))
        }
        Verdict::Unavailable => Err(Problem::new(ProblemCode::ToolUnavailable)),
        Verdict::RateLimited(seconds) => Err(Problem::new(ProblemCode::ToolRateLimited).retry_after(seconds)),
    }
}
