//! A tool that is written into the folder of a running server: two steps, a condition, a log-in at the tool and a probe. Nothing is built
//! again and nothing is started again.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::Method;
use serde_json::{Value, json};
use server::{Server, answer, folder, halves};
use std::path::Path;
use std::time::Duration;

const TOOL: &str = r#"
name = "Orchard"
categories = ["HRIS"]

[[scopes]]
id = "hris_employees"
fields = ["first_name", "last_name"]
permissions = ["people"]

[[permissions]]
id = "people"
always = true
login_scope = "people:read"
verified = "https://orchard.example/scopes"

[[fields]]
id = "way"
kind = "choice"
options = ["key", "login"]
verified = "https://orchard.example/ways"

[[fields]]
id = "subdomain"
kind = "subdomain"
suffix = ".orchard.example"
pattern = { characters = "a-z0-9-", max = 63, firmness = "always" }
verified = "https://orchard.example/address"

[[fields]]
id = "api_key"
kind = "secret"
when = [{ field = "way", is = ["key"] }]
verified = "https://orchard.example/keys"

[[fields]]
id = "login"
kind = "login"
when = [{ field = "way", is = ["login"] }]
verified = "https://orchard.example/login"

[[steps]]
id = "address"
minutes = 1
lists_permissions = true
fields = ["subdomain", "way"]

[[steps]]
id = "access"
minutes = 2
fields = ["api_key", "login"]

[login]
authorize = "https://{subdomain}.orchard.example/oauth/authorize"
token = "https://{subdomain}.orchard.example/oauth/token"

[probe.http]
address = "https://{subdomain}.orchard.example"
verified = "https://orchard.example/api"

[[probe.http.requests]]
when = [{ field = "way", is = ["key"] }]
path = "/people"
headers = { "x-api-key" = "{api_key}" }
answers = [{ status = 401, field = "api_key", code = "not_accepted" }, { status = 403, permission = "people" }]

[[probe.http.requests]]
when = [{ field = "way", is = ["login"] }]
path = "/people"
authorization = { bearer = "{login.access_token}" }
answers = [{ status = 401, field = "login", code = "wrong_account" }, { status = 403, permission = "people" }]
"#;

const WORDS: &str = r#"
[before]
body = "You need to be an admin of Orchard."
[steps.address]
title = "Where is your Orchard?"
[steps.access]
title = "Give access"
body = "Open [your keys](https://{subdomain}.orchard.example/keys)."
[fields.way]
label = "Way in"
[fields.way.options]
key = "A key"
login = "Log in"
[fields.subdomain]
label = "Orchard address"
[fields.api_key]
label = "API key"
[fields.login]
label = "Orchard login"
[permissions]
people = "People: read"
[rejections.login]
wrong_account = "This account looks after no orchard."
"#;

const TRIAL: &str = r#"
[[accepted]]
answers = { way = "key", subdomain = "acme", api_key = "apple" }
[[accepted]]
answers = { way = "login", subdomain = "acme" }
account = "gardener"
[[refused]]
answers = { api_key = "pear" }
blames = "api_key"
[[refused]]
way = 1
account = "stranger"
blames = "login"
[[stand_in]]
path = "/oauth/authorize"
login = "authorize"
[[stand_in]]
method = "POST"
path = "/oauth/token"
login = "token"
[[stand_in]]
path = "/people"
headers = { "x-api-key" = "{api_key}" }
[[stand_in]]
path = "/people"
bearer = "access-{account}"
"#;

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#1d6b3a"/><path d="M9 9h22" stroke="#fff"/></svg>"##;

fn write(folder: &Path) {
    let tool = folder.join("orchard");
    std::fs::create_dir_all(&tool).unwrap();
    for (name, text) in [("en.toml", WORDS), ("trial.toml", TRIAL), ("logo.svg", LOGO), ("tool.toml", TOOL)] {
        std::fs::write(tool.join(name), text).unwrap();
    }
}

async fn offered(server: &Server) -> bool {
    let (_, tools) = server.manage(Method::GET, "/v1/tools/hris", None).await;
    tools["data"]["tools"].as_array().unwrap().iter().any(|tool| tool["id"] == "orchard")
}

/// Waits until the folder was looked at again.
async fn until_offered(server: &Server, wanted: bool) {
    for _ in 0..100 {
        if offered(server).await == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(offered(server).await, wanted, "the folder was not looked at again");
}

/// A link for the tool, opened: the session's token and what was asked.
async fn opened(server: &Server) -> (String, Value) {
    let body = json!({
        "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech", "link_type": "MAGIC_LINK",
        "integration_tool": "orchard",
    });
    let (id, secret) = halves(&server.manage(Method::POST, "/v1/connect/create-link", Some(body)).await);
    let (_, session) = server.open(&id, &secret).await;
    (session["token"].as_str().unwrap().to_owned(), session["tool"].clone())
}

async fn submit(server: &Server, token: &str, tool: &Value, answers: Value) -> (u16, Value) {
    let body = json!({ "tool": "orchard", "answers": answers, "asked": tool["asked"] });
    let key = format!("orchard.{}", backend::crypto::new_object_id());
    answer(
        server.request(Method::POST, "/api/submissions").bearer_auth(token).header("idempotency-key", key).json(&body),
    )
    .await
}

async fn log_in(server: &Server, token: &str, account: &str) -> Value {
    let answers = json!({ "way": "login", "subdomain": "acme" });
    let body = json!({ "tool": "orchard", "field": "login", "answers": answers, "way_back": "window" });
    let ask = || async { answer(server.request(Method::POST, "/api/grants").bearer_auth(token).json(&body)).await.1 };
    let address = ask().await["state"]["waiting"].as_str().unwrap().to_owned();
    let page = server.client.get(address).send().await.unwrap().text().await.unwrap();
    let before = page.split(&format!("Log in as {account}")).next().unwrap();
    let back = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().replace("&amp;", "&");
    server.client.get(back).send().await.unwrap();
    ask().await
}

#[tokio::test]
async fn a_tool_is_added_to_a_running_server_by_writing_its_folder() {
    let catalog = folder();
    std::fs::create_dir_all(&catalog).unwrap();
    let client = "orchard=demo-client:demo-secret";
    let server = Server::start_with(|config| {
        config.catalog_dir = Some(catalog.clone());
        config.login_clients.push(client.parse().unwrap());
        config.tool_addresses.push("orchard=http://127.0.0.1:1/none".parse().unwrap());
    })
    .await;
    assert!(!offered(&server).await);
    // Half a definition is told and changes nothing.
    std::fs::create_dir_all(catalog.join("orchard")).unwrap();
    std::fs::write(catalog.join("orchard/tool.toml"), "name = 1").unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!offered(&server).await);
    assert_eq!(server.manage(Method::GET, "/v1/tools/hris", None).await.0, 200);

    write(&catalog);
    until_offered(&server, true).await;
    let (token, tool) = opened(&server).await;
    assert_eq!(tool["steps"].as_array().unwrap().len(), 2);
    let (status, refused) =
        submit(&server, &token, &tool, json!({ "way": "key", "subdomain": "acme", "api_key": "apple" })).await;
    assert_eq!(
        (status, refused["code"].as_str()),
        (502, Some("tool-unavailable")),
        "nobody answers where it was said to be"
    );

    std::fs::remove_dir_all(catalog.join("orchard")).unwrap();
    until_offered(&server, false).await;
    let _ = std::fs::remove_dir_all(catalog);
}

#[tokio::test]
async fn its_key_its_log_in_and_its_refusals_work_from_its_data_alone() {
    let catalog = folder();
    write(&catalog);
    let server = Server::start_with(|config| {
        config.catalog_dir = Some(catalog.clone());
        config.login_clients.push("orchard=demo-client:demo-secret".parse().unwrap());
    })
    .await;
    let (token, tool) = opened(&server).await;
    let (_, refused) =
        submit(&server, &token, &tool, json!({ "way": "key", "subdomain": "acme", "api_key": "pear" })).await;
    assert_eq!(refused["errors"][0]["pointer"], "/answers/api_key");

    let stranger = log_in(&server, &token, "stranger").await;
    assert_eq!(stranger["state"], "granted");
    let answers = |grant: &Value| json!({ "way": "login", "subdomain": "acme", "login": grant["id"] });
    let (_, refused) = submit(&server, &token, &tool, answers(&stranger)).await;
    assert_eq!(refused["errors"][0]["detail"], "This account looks after no orchard.");
    let (_, again) = submit(&server, &token, &tool, answers(&stranger)).await;
    assert_eq!(again["errors"][0]["pointer"], "/answers/login", "a log-in that was refused is not taken twice");

    let gardener = log_in(&server, &token, "gardener").await;
    let elsewhere = json!({ "way": "login", "subdomain": "other", "login": gardener["id"] });
    let (_, refused) = submit(&server, &token, &tool, elsewhere).await;
    assert_eq!(refused["errors"][0]["pointer"], "/answers/login", "a log-in is good for the address it was made at");
    let (status, connected) = submit(&server, &token, &tool, answers(&gardener)).await;
    assert_eq!(status, 200, "{connected}");
    let _ = std::fs::remove_dir_all(catalog);
}
