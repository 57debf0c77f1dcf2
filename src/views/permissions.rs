//! What to tick in the tool, for the scopes that remain; what the tool said is missing is marked.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName, sometimes};
use crate::words::say;
use flow::{ProblemKind, needed_permissions};
use leptos::prelude::*;

/// What to tick in the tool.
#[component]
pub fn Permissions(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let permissions = dispatch.peek(|flow| {
        let needed = flow.journey().map(|journey| needed_permissions(journey.tool(), &journey.visit().opted_out));
        needed.unwrap_or_default().into_iter().cloned().collect::<Vec<_>>()
    });
    let is_missing_now = move |id: &wire::PermissionId| {
        dispatch.read(|flow| {
            let problems = flow.journey().map(flow::Journey::problems).unwrap_or_default();
            let missing = problems.iter().filter_map(|problem| match &problem.kind {
                ProblemKind::PermissionsMissing(missing) => Some(missing.clone()),
                _ => None,
            });
            missing.flatten().any(|missing| missing.permission == *id)
        })
    };
    let row = move |permission: wire::Permission| {
        let id = permission.id;
        let is_missing = move || is_missing_now(&id);
        view! {
            <li class="connect-permission">
                <Icon name=IconName::Check/>
                <Icon name=IconName::Warning/>
                <span lang=permission.lang>{permission.label}</span>
                {sometimes(move || is_missing().then(|| view! { <strong class="connect-missing">{say("permissions.missing")}</strong> }.into_any()))}
            </li>
        }
    };
    view! { <ul class="connect-permissions" role="list">{permissions.into_iter().map(row).collect_view()}</ul> }
}
