//! Reports of the Content Security Policy: which directive, and whose origin. Never the document's address (C-10).

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::Deserialize;
use url::Url;

#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    body: Violation,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Violation {
    #[serde(default)]
    effective_directive: String,
    #[serde(default, rename = "blockedURL")]
    blocked_url: String,
}

/// How many reports of one request are looked at.
const MOST: usize = 10;

pub(super) async fn receive(body: Bytes) -> StatusCode {
    let reports: Vec<Report> = serde_json::from_slice(&body).unwrap_or_default();
    for Report { body } in reports.into_iter().take(MOST) {
        let directive: String =
            body.effective_directive.chars().filter(|c| c.is_ascii_lowercase() || *c == '-').take(40).collect();
        let origin = Url::parse(&body.blocked_url).map(|url| url.origin().ascii_serialization());
        tracing::warn!(
            directive,
            origin = origin.as_deref().unwrap_or("none"),
            "the page's security policy was violated"
        );
    }
    StatusCode::NO_CONTENT
}
