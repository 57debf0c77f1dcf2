//! The `OpenAPI` document: what the handlers say of themselves, and what is true of all of them.

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, PathItem, Ref, RefOr, ResponseBuilder};

/// What any call can be answered with.
const ALWAYS: [(&str, &str); 5] = [
    ("401", "The API key is missing, wrong or revoked."),
    ("403", "The key's role may not do this."),
    ("429", "Too many calls with this key: Retry-After says how many seconds to wait."),
    ("500", "Something went wrong on our side."),
    ("503", "It took too long: try again."),
];

/// Adds what is true of every call.
pub(super) fn completed(mut document: OpenApi) -> OpenApi {
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().security_schemes.insert("api_key".to_owned(), bearer.into());
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(complete);
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

fn complete(operation: &mut Operation) {
    let is_read = operation.parameters.is_some() || operation.request_body.is_some();
    let unreadable = [("400", "Something that was sent is wrong: the message says what.")];
    let unknown = [("404", "There is no such thing in the key's environment.")];
    let large = [("413", "The body is larger than 256 KiB.")];
    let all = ALWAYS
        .iter()
        .chain(unreadable.iter().filter(|_| is_read))
        .chain(unknown.iter().filter(|_| operation.parameters.is_some()))
        .chain(large.iter().filter(|_| operation.request_body.is_some()));
    for (status, said) in all {
        let failure = Content::new(Some(Ref::from_schema_name("Failure")));
        let response = ResponseBuilder::new().description(*said).content("application/json", failure).build();
        operation.responses.responses.insert((*status).to_owned(), RefOr::T(response));
    }
    for (status, response) in &mut operation.responses.responses {
        if let (RefOr::T(response), "200") = (response, status.as_str()) {
            "It went well.".clone_into(&mut response.description);
        }
    }
}
