//! The preview of one tool for whoever writes it: the real flow, every step and every state that its trial knows, side by side, loaded
//! again whenever a file is saved. What is wrong with the files stands above it.

use super::{Demo, prepare};
use crate::cli::{Stopped, print};
use crate::config::Config;
use crate::link::LinkType;
use crate::management::address;
use crate::server::{self, App};
use crate::store::NewLink;
use crate::tool_files;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use catalog::Language;
use maud::{DOCTYPE, html};
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use wire::{Environment, ToolId};

const SCRIPT: &str = include_str!("preview/preview.js");
const STYLE: &str = include_str!("preview/preview.css");

#[derive(Clone)]
struct Preview {
    app: App,
    tool: ToolId,
    folder: PathBuf,
    environment: String,
    trial: Value,
}

/// Serves the preview until it is stopped.
pub(crate) async fn run(mut config: Config, tool: ToolId) -> Result<(), Stopped> {
    let folder = config.catalog_dir.clone().unwrap_or_else(|| PathBuf::from("catalog"));
    if !folder.join(tool.as_str()).is_dir() {
        let message =
            format!("there is no folder {}: name another with CATALOG_DIR", folder.join(tool.as_str()).display());
        return Err(Stopped::Input(message));
    }
    config.catalog_dir = Some(folder.clone());
    config.sftp_host.get_or_insert_with(|| "sftp.connect.example".to_owned());
    let Demo { app, listener, .. } = prepare(config, 0).await?;
    let tenant = app.store.create_tenant("Preview").await?;
    let environment = app.store.environment_of(&tenant, Environment::Development).await?.id;
    let trial = app.catalog().tool(&tool).map(|entry| super::seed::with_pairs(entry.trial.clone()));
    let trial = serde_json::to_value(trial).unwrap_or_default();
    print(&format!("The preview of {tool}: {}/preview\nStop with Ctrl-C.", app.base_url.as_str()))?;
    let preview = Preview { app: app.clone(), tool, folder, environment, trial };
    let routes = Router::new()
        .route("/preview", get(page))
        .route("/preview/state", get(state))
        .route("/preview/link", get(link))
        .route("/preview.js", get(async || asset("text/javascript", SCRIPT)))
        .route("/preview.css", get(async || asset("text/css", STYLE)))
        .with_state(preview);
    let follower = app.clone();
    tokio::spawn(async move { follower.follow_catalog().await });
    Ok(axum::serve(listener, routes.merge(server::router(app))).await?)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn page(State(preview): State<Preview>) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Preview of " (preview.tool) }
                link rel="stylesheet" href="/preview.css";
                script src="/preview.js" defer {}
            }
            body {
                header {
                    h1 { "Preview of " (preview.tool) }
                    label { "Language " select id="language" { @for language in Language::ALL { option { (language.tag()) } } } }
                    a href={ "/guide/" (preview.tool) } { "The guide by itself" }
                }
                pre id="findings" role="status" {}
                main id="screens" {}
            }
        }
    };
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'";
    (
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)],
        page.into_string(),
    )
        .into_response()
}

/// Changes whenever a file does; and what is wrong with them.
async fn state(State(preview): State<Preview>) -> Json<Value> {
    let mut hasher = DefaultHasher::new();
    tool_files::files_in(&preview.folder).hash(&mut hasher);
    let findings = tool_files::catalog_with(&preview.folder).err().unwrap_or_default();
    let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
    Json(
        json!({ "version": hasher.finish().to_string(), "findings": findings, "tool": preview.tool, "trial": preview.trial }),
    )
}

/// A new link that this very page may embed.
async fn link(State(preview): State<Preview>) -> Result<Json<Value>, crate::problem::Problem> {
    let app = &preview.app;
    let config = app.store.scope_config(&preview.environment, None).await?;
    let config = config.map(|config| config.id).unwrap_or_default();
    let catalog = app.catalog();
    let category = catalog.tool(&preview.tool).and_then(|entry| entry.definition.categories.first().copied());
    let new = NewLink {
        tool: Some(preview.tool.clone()),
        category: category.unwrap_or(catalog::Category::Hris),
        allowed_origins: vec![app.base_url.as_str().to_owned()],
        ..NewLink::to(&preview.environment, config, LinkType::Embedded, "preview@connect.example", "Preview")
    };
    let (id, secret) = app.store.create_link(&new).await?;
    Ok(Json(json!({ "id": id, "secret": secret, "address": address(app, &id, &secret) })))
}
