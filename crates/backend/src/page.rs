//! The page: the document with each link's own headers, and the built files, precompressed and immutable.

use crate::language;
use crate::problem::Problem;
use crate::server::App;
use crate::tool_files::PageFiles;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use catalog::Language;
use std::collections::BTreeMap;
use wire::{LinkId, ProblemCode};

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(no_link))
        .route("/l/{link}", get(document))
        .route("/logos/{file}", get(logo))
        .route("/tools/{tool}/pictures/{name}", get(picture))
}

/// A link's document. The page itself is the same whatever the link: only framing rules and language differ. Whoever knows the id of a
/// link can tell from these that there is one, and no more: ids are random and open nothing (K-08). Nothing is written (K-07).
async fn document(
    State(app): State<App>,
    Path(link): Path<LinkId>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let link = app.store.link(&link).await?;
    let ancestors = link.as_ref().map_or_else(|| "'none'".to_owned(), |link| link.frame_ancestors(app.store.now()));
    let wished = query.as_deref().and_then(wished_language);
    // The page of a link that has ended speaks its language as well.
    let language = wished.or(link.and_then(|link| link.language)).unwrap_or_else(|| language::of_page(&headers));
    Ok(page(&app, &ancestors, language))
}

/// The language that an embedding page wishes for. Nothing in an address says where data goes (E-20).
fn wished_language(query: &str) -> Option<Language> {
    let mut named = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "lang");
    Language::named(&named.next()?.1)
}

async fn no_link(State(app): State<App>, headers: HeaderMap) -> Response {
    page(&app, "'none'", language::of_page(&headers))
}

fn page(app: &App, frame_ancestors: &str, language: Language) -> Response {
    let Some(file) = PageFiles::get("index.html") else {
        let text = "The page was not built yet. Run scripts/start, or trunk build --release.";
        return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    };
    let mut response = told(&String::from_utf8_lossy(&file.data), language).into_response();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        // Origins were checked when the link was made, so this cannot fail; without the header nobody may frame the page.
        headers.insert(name, HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("default-src 'none'")));
    };
    set(header::CONTENT_TYPE, "text/html; charset=utf-8");
    set(header::CONTENT_SECURITY_POLICY, &content_security_policy(frame_ancestors, app.base_url.is_https()));
    set(HeaderName::from_static("reporting-endpoints"), "csp=\"/api/csp-reports\"");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-embedder-policy"), "require-corp");
    set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY);
    if frame_ancestors == "'none'" {
        set(header::X_FRAME_OPTIONS, "DENY");
    }
    response
}

/// The document in another language: its sentences are those of the word files, so each can be found and replaced.
fn told(html: &str, language: Language) -> String {
    if language == Language::English {
        return html.to_owned();
    }
    let direction = if language == Language::Arabic { "rtl" } else { "ltr" };
    let head = format!("<html lang=\"{}\" dir=\"{direction}\">", language.tag());
    let mut html = html.replacen("<html lang=\"en\" dir=\"ltr\">", &head, 1);
    let (english, words) = (words(Language::English), words(language));
    for (key, sentence) in &english {
        let is_of_document = key.starts_with("document.") || key == "opening.title";
        if let Some(words) = words.get(key).filter(|_| is_of_document) {
            html = html.replace(sentence, &words.replace('&', "&amp;").replace('<', "&lt;"));
        }
    }
    html
}

/// The sentences of a word file that have no plural forms.
fn words(language: Language) -> BTreeMap<String, String> {
    let start = format!("words-{}-", language.tag());
    // Behind the hash there is nothing but the ending, or that of the compressed copy.
    let is_file = |path: &str| {
        path.strip_prefix(&start).is_some_and(|rest| rest.split_once('.').is_some_and(|(_, ending)| ending == "json"))
    };
    let file = PageFiles::iter().find(|path| is_file(path)).and_then(|path| PageFiles::get(&path));
    let words: BTreeMap<String, serde_json::Value> =
        file.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
    words.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
}

/// E-16
pub(crate) const PERMISSIONS_POLICY: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), \
    clipboard-read=(), clipboard-write=(self), publickey-credentials-get=(), display-capture=(), browsing-topics=()";

/// C-01
fn content_security_policy(frame_ancestors: &str, https: bool) -> String {
    let upgrade = if https { "upgrade-insecure-requests; " } else { "" };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-src 'none'; \
         worker-src 'none'; frame-ancestors {frame_ancestors}; require-trusted-types-for 'script'; trusted-types default; \
         {upgrade}report-to csp"
    )
}

/// A tool's logo as a file, for hosts that show a tool choice of their own.
async fn logo(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Problem> {
    let catalog = app.catalog();
    let entry = file.strip_suffix(".svg").and_then(|tool| catalog.tool(&wire::ToolId::from(tool)));
    svg(entry.map(|entry| entry.logo_svg.clone()))
}

/// A picture of a tool's guide.
async fn picture(
    State(app): State<App>,
    Path((tool, name)): Path<(wire::ToolId, String)>,
) -> Result<Response, Problem> {
    svg(app.catalog().tool(&tool).and_then(|entry| entry.pictures.get(&name)).cloned())
}

fn svg(found: Option<String>) -> Result<Response, Problem> {
    let svg = found.ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, svg).into_response())
}

/// C-04: a file of the build, or 404; never the page in its place.
pub(crate) async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let is_compressed = std::path::Path::new(path).extension().is_some_and(|extension| extension == "br");
    let is_ours = !is_compressed && path != "index.html" && !path.contains("..");
    let Some(file) = Some(path).filter(|_| is_ours).and_then(PageFiles::get) else {
        return Problem::new(ProblemCode::NotFound).into_response();
    };
    let takes_brotli = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|encoding| encoding.trim() == "br");
    let compressed = PageFiles::get(&format!("{path}.br"));
    let mut response = match compressed.filter(|_| takes_brotli) {
        Some(compressed) => ([(header::CONTENT_ENCODING, "br")], compressed.data).into_response(),
        None => file.data.into_response(),
    };
    let headers = response.headers_mut();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if kind.type_() == mime_guess::mime::TEXT { "; charset=utf-8" } else { "" };
    if let Ok(kind) = HeaderValue::from_str(&format!("{}{charset}", kind.essence_str())) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // What a host includes keeps its name.
    let cached = if path.starts_with("sdk/") { "public, max-age=3600" } else { "public, max-age=31536000, immutable" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    // Public, and read from other origins: a host's page, and a frame whose sandbox has taken its origin away, which is told so (E-09).
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
