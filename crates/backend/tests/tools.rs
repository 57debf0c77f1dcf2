//! Every tool of the catalog, against a stand-in of its API made from its own trial: what works is accepted, what is wrong is blamed on
//! the right field, and a permission that was not granted is named.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

mod server;

use catalog::{Answers, Category, Kind, Trial};
use reqwest::Method;
use serde_json::{Value, json};
use server::{Server, answer};
use std::collections::BTreeMap;
use wire::{FieldId, PermissionId, Tool};

struct Walk<'a> {
    server: &'a Server,
    token: String,
    tool: Tool,
}

impl<'a> Walk<'a> {
    /// A link for the kind of system that a permission is of, or else the tool's first.
    async fn begin(server: &'a Server, tool: &str, permission: Option<&PermissionId>) -> Self {
        let catalog = server.app.catalog();
        let definition = &catalog.tool(&tool.into()).unwrap().definition;
        let of_permission = definition.scopes.iter().filter(|scope| {
            permission.is_some_and(|permission| scope.permissions.iter().any(|needed| needed.as_ref() == permission))
        });
        let category = of_permission
            .flat_map(|scope| definition.categories.iter().filter(|category| category.covers(scope.id.as_ref())))
            .next();
        let category = category.or(definition.categories.first()).copied().unwrap_or(Category::Hris);
        let in_production = definition.is_for(wire::Environment::Production);
        let key = if in_production { &server.production } else { &server.development };
        let body = json!({
            "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech", "link_type": "MAGIC_LINK",
            "integration_tool": tool, "integration_category": category.as_str(),
        });
        let request = server.request(Method::POST, "/v1/connect/create-link").bearer_auth(key).json(&body);
        let (id, secret) = server::halves(&answer(request).await);
        let (status, session) = server.open(&id, &secret).await;
        assert_eq!(status, 200, "{tool}: {session}");
        let token = session["token"].as_str().unwrap().to_owned();
        let tool: Tool = serde_json::from_value(session["tool"].clone()).unwrap();
        Self { server, token, tool }
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = self.server.request(Method::POST, path).bearer_auth(&self.token);
        let key = format!("test.{}", backend::crypto::new_object_id());
        answer(request.header("idempotency-key", key).json(&body)).await
    }

    /// Answers what the page would: what is asked for, and nothing else.
    async fn send(&self, answers: &Answers, account: Option<&str>) -> (u16, Value) {
        let all: BTreeMap<FieldId, wire::Secret> =
            answers.iter().map(|(field, text)| (field.clone(), wire::Secret::new(text))).collect();
        let has =
            |id: &FieldId, is: &[String]| all.get(id).is_some_and(|answer| is.iter().any(|one| one == answer.expose()));
        let holds = |when: &[wire::Condition]| {
            when.iter().all(|condition| match condition {
                wire::Condition::Answer { field, is } => has(field, is),
                _ => true,
            })
        };
        let mut sent = BTreeMap::new();
        for step in self.tool.steps.iter().filter(|step| holds(&step.when)) {
            for field in step.fields.iter().filter(|field| holds(&field.when)) {
                if let Some(answer) = all.get(&field.id).filter(|answer| !answer.is_empty()) {
                    sent.insert(field.id.clone(), answer.clone());
                } else if field.kind.is_granted() {
                    sent.insert(field.id.clone(), self.grant(&field.id, &all, account).await);
                }
            }
        }
        let body = json!({ "tool": self.tool.id, "answers": sent, "asked": self.tool.asked, "reviewed_in": "en" });
        self.post("/api/submissions", body).await
    }

    async fn grant(
        &self,
        field: &FieldId,
        answers: &BTreeMap<FieldId, wire::Secret>,
        account: Option<&str>,
    ) -> wire::Secret {
        let body = json!({ "tool": self.tool.id, "field": field, "answers": answers, "way_back": "window" });
        let (status, grant) = self.post("/api/grants", body.clone()).await;
        assert_eq!(status, 200, "{grant}");
        if let Some(address) = grant["state"]["waiting"].as_str() {
            let page = self.server.client.get(address).send().await.unwrap().text().await.unwrap();
            let wanted = format!("Log in as {}", account.unwrap_or("nobody"));
            let before = page.split(&wanted).next().unwrap();
            assert!(before.len() < page.len(), "{wanted} is not on {page}");
            let back = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().replace("&amp;", "&");
            let said = self.server.client.get(back).send().await.unwrap();
            assert_eq!(said.status(), 200);
            let (_, grant) = self.post("/api/grants", body).await;
            // A tool that does not know the client ends the log-in, and there is no grant.
            let is_granted = grant["state"] == "granted";
            return wire::Secret::new(if is_granted { grant["id"].as_str().unwrap() } else { "cfg_none" });
        }
        wire::Secret::new(grant["id"].as_str().unwrap())
    }
}

fn trials(server: &Server) -> Vec<(String, Trial)> {
    let catalog = server.app.catalog();
    let only = std::env::var("TOOL").ok();
    let meant = catalog.tools().filter(|(id, _)| only.as_ref().is_none_or(|only| only == id.as_str()));
    meant.map(|(id, entry)| (id.to_string(), entry.trial.clone())).collect()
}

fn with_pairs(answers: &Answers) -> Answers {
    answers.iter().map(|(field, text)| (field.clone(), backend::demo::in_place_of(text))).collect()
}

async fn server() -> Server {
    Server::start_with(|config| config.sftp_host = Some("sftp.connect.example".to_owned())).await
}

#[tokio::test]
async fn what_works_at_a_tool_is_accepted_in_every_way_there_is() {
    let server = server().await;
    let mut wrong = Vec::new();
    for (tool, trial) in trials(&server) {
        for accepted in &trial.accepted {
            let walk = Walk::begin(&server, &tool, None).await;
            let (status, body) = walk.send(&with_pairs(&accepted.answers), accepted.account.as_deref()).await;
            if status != 200 {
                wrong.push(format!("{tool}: {status} {body}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_wrong_is_blamed_on_the_right_field() {
    let server = server().await;
    let mut wrong = Vec::new();
    for (tool, trial) in trials(&server) {
        for refused in &trial.refused {
            let walk = Walk::begin(&server, &tool, None).await;
            let account = refused.account.as_ref().or_else(|| trial.accepted.get(refused.way)?.account.as_ref());
            let answers = with_pairs(&trial.with(refused.way, &refused.answers));
            let (_, body) = walk.send(&answers, account.map(String::as_str)).await;
            let pointer = format!("/answers/{}", refused.blames);
            if body["code"] != "credentials-rejected" || body["errors"][0]["pointer"] != pointer {
                wrong.push(format!("{tool} should blame {}: {body}", refused.blames));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_permission_that_was_not_granted_is_named() {
    let server = server().await;
    let mut wrong = Vec::new();
    for (tool, trial) in trials(&server) {
        for lacking in &trial.lacking {
            let walk = Walk::begin(&server, &tool, Some(&lacking.lacks)).await;
            let account = lacking.account.as_ref().or_else(|| trial.accepted.get(lacking.way)?.account.as_ref());
            let answers = with_pairs(&trial.with(lacking.way, &lacking.answers));
            let (_, body) = walk.send(&answers, account.map(String::as_str)).await;
            if body["code"] != "permissions-missing" || body["permissions"][0]["permission"] != lacking.lacks.as_str() {
                wrong.push(format!("{tool} should miss {}: {body}", lacking.lacks));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_tool_can_be_tried_and_most_tell_a_wrong_key_and_a_missing_permission() {
    let server = server().await;
    let trials = trials(&server);
    let catalog = server.app.catalog();
    assert!(trials.len() >= 25, "{} tools", trials.len());
    for (tool, trial) in &trials {
        let definition = &catalog.tool(&tool.as_str().into()).unwrap().definition;
        let is_asked = matches!(definition.probe, catalog::Probe::Http(_));
        assert!(!is_asked || !trial.refused.is_empty(), "{tool} tells no wrong answer");
        let logs_in = definition.fields.iter().any(|field| field.kind == Kind::Login);
        assert!(!logs_in || trial.accepted.iter().any(|accepted| accepted.account.is_some()), "{tool}");
    }
    let lacking = trials.iter().filter(|(_, trial)| !trial.lacking.is_empty()).count();
    assert!(lacking >= 20, "only {lacking} tools tell a missing permission");
}
