//! What to tick in the tool, for the scopes that remain; what the tool said is missing is marked, and for a relink what changes.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName, sometimes};
use crate::words::say;
use flow::{Journey, ProblemKind, dropped_permissions, needed_permissions};
use leptos::prelude::*;
use wire::Permission;

/// What a relink makes of a permission: the name in `data-mark`, and the word.
#[derive(Clone, Copy)]
struct Mark(&'static str, &'static str);

const NEW: Mark = Mark("new", "permissions.new");
const DROPPED: Mark = Mark("dropped", "permissions.dropped");

/// Every permission there is something to say about.
fn marked(journey: &Journey) -> Vec<(Permission, Option<Mark>)> {
    let (tool, opted_out) = (journey.tool(), &journey.visit().opted_out);
    let is_new =
        |permission: &Permission| tool.relink.as_ref().is_some_and(|relink| !relink.granted.contains(&permission.id));
    let needed = needed_permissions(tool, opted_out).into_iter();
    let needed = needed.map(|permission| (permission.clone(), is_new(permission).then_some(NEW)));
    let dropped = dropped_permissions(tool, opted_out).into_iter();
    needed.chain(dropped.map(|permission| (permission.clone(), Some(DROPPED)))).collect()
}

/// Whether there is anything to change in the tool.
pub fn is_changed(journey: &Journey) -> bool {
    marked(journey).iter().any(|(_, mark)| mark.is_some())
}

/// What to tick in the tool.
#[component]
pub fn Permissions(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let permissions = dispatch.peek(|flow| flow.journey().map(marked).unwrap_or_default());
    let is_missing_now = move |id: &wire::PermissionId| {
        dispatch.read(|flow| {
            let problems = flow.journey().map(Journey::problems).unwrap_or_default();
            let missing = problems.iter().filter_map(|problem| match &problem.kind {
                ProblemKind::PermissionsMissing(missing) => Some(missing.clone()),
                _ => None,
            });
            missing.flatten().any(|missing| missing.permission == *id)
        })
    };
    let row = move |(permission, mark): (Permission, Option<Mark>)| {
        let id = permission.id;
        let is_missing = move || is_missing_now(&id);
        let tag = mark.map(|mark| view! { <span class="connect-tag">{say(mark.1)}</span> });
        view! {
            <li class="connect-permission" data-mark=mark.map(|mark| mark.0)>
                <Icon name=IconName::Check/>
                <Icon name=IconName::Warning/>
                <span lang=permission.lang>{permission.label}</span>
                {tag}
                {sometimes(move || is_missing().then(|| view! { <strong class="connect-missing">{say("permissions.missing")}</strong> }.into_any()))}
            </li>
        }
    };
    view! { <ul class="connect-permissions" role="list">{permissions.into_iter().map(row).collect_view()}</ul> }
}
