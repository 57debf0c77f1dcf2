//! `/v1/reference`: the management API as a page to read, written from the same document that machines read. No scripts, nothing from
//! anywhere else: it is on the origin that credentials are typed on.

use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

/// The whole page, from the `OpenAPI` document.
pub(crate) fn page(document: &Value) -> String {
    let of_path = |(path, item): (&String, &Value)| {
        let methods = item.as_object().into_iter().flatten();
        let operations: Vec<Markup> = methods.map(|(method, said)| operation(document, path, method, said)).collect();
        operations
    };
    let operations: Vec<Markup> = document["paths"].as_object().into_iter().flatten().flat_map(of_path).collect();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Management API" }
                link rel="stylesheet" href="/guide.css";
            }
            body.guide {
                main {
                    header { h1 { "Management API" } }
                    p { "Send " code { "Authorization: Bearer <API key>" } ". A key belongs to one environment. Answers are "
                        code { "{status: \"success\", data}" } " or " code { "{status: \"error\", error: {code, title, message, log_url}}" }
                        ": branch on " code { "code" } ". The same for machines: " a href="/v1/openapi.json" { "openapi.json" } "." }
                    @for operation in &operations { (operation) }
                }
            }
        }
    };
    page.into_string()
}

fn operation(document: &Value, path: &str, method: &str, said: &Value) -> Markup {
    let parameters = said["parameters"].as_array();
    let body = &said["requestBody"]["content"]["application/json"]["schema"];
    let answer = resolved(document, &said["responses"]["200"]["content"]["application/json"]["schema"]);
    let answer = &answer["properties"]["data"];
    html! {
        section id={ (method) (path.replace(['/', '{', '}'], "-")) } {
            h2 { code { (method.to_uppercase()) " " (path) } }
            p { (plain(said["summary"].as_str())) " " (plain(said["description"].as_str())) }
            @if let Some(parameters) = parameters {
                h3 { "In the address" }
                ul { @for one in parameters { (field(document, one["name"].as_str().unwrap_or_default(), &one["schema"],
                    one["required"] == true, one["description"].as_str(), 0)) } }
            }
            @if !body.is_null() { h3 { "Body" } (schema(document, body, 0)) }
            @if !answer.is_null() { h3 { "Answer: " code { "data" } } (schema(document, answer, 0)) }
        }
    }
}

/// What is said, without the marks of code.
fn plain(said: Option<&str>) -> String {
    said.unwrap_or_default().replace('`', "")
}

/// What a reference refers to.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/"));
    name.map_or(schema, |name| &document["components"]["schemas"][name])
}

fn schema(document: &Value, given: &Value, depth: usize) -> Markup {
    let shown = resolved(document, given);
    let items = resolved(document, &shown["items"]);
    let of = if items["properties"].is_object() { items } else { shown };
    let is_required = |name: &str| of["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
    let variants = shown["oneOf"].as_array().filter(|all| all.iter().all(|one| one["properties"].is_object()));
    html! {
        // Data points hold data points.
        @if depth < 4 {
            @if let Some(variants) = variants { @for one in variants { (schema(document, one, depth + 1)) } }
            @if let Some(fields) = of["properties"].as_object() {
                ul { @for (name, one) in fields { (field(document, name, one, is_required(name), one["description"].as_str(), depth)) } }
            } @else if variants.is_none() { p { code { (kind(document, shown)) } } }
        }
    }
}

fn field(document: &Value, name: &str, given: &Value, is_required: bool, said: Option<&str>, depth: usize) -> Markup {
    let inner = resolved(document, given);
    let has_fields = inner["properties"].is_object() || resolved(document, &inner["items"])["properties"].is_object();
    html! {
        li {
            code { (name) } " " span.muted { (kind(document, given)) @if !is_required { ", may be left out" } }
            " " (plain(said))
            @if has_fields { (schema(document, inner, depth + 1)) }
        }
    }
}

/// A type in a word or a few.
fn kind(document: &Value, given: &Value) -> String {
    let schema = resolved(document, given);
    if let Some(names) = schema["enum"].as_array() {
        return names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    if let Some(all) = schema["oneOf"].as_array() {
        return all.iter().map(|one| kind(document, one)).collect::<Vec<_>>().join(" or ");
    }
    let named = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        named => named.as_str().unwrap_or("object").to_owned(),
    };
    match (named.as_str(), schema["format"].as_str()) {
        ("array", _) => format!("array of {}", kind(document, &schema["items"])),
        (_, Some(format)) => format!("{named} ({format})"),
        _ => named,
    }
}
