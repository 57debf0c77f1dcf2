//! Which scopes remain after the end user's choices, and what the tool must grant for them.

use std::collections::BTreeSet;
use wire::{Permission, PermissionId, ScopeGroup, ScopeId, ScopeSetting, Tool};

/// The groups that remain when some were opted out of. Only what is optional can be.
pub fn remaining_scopes<'a>(tool: &'a Tool, opted_out: &'a BTreeSet<ScopeId>) -> impl Iterator<Item = &'a ScopeGroup> {
    remaining(&tool.scopes, opted_out)
}

fn remaining<'a>(groups: &'a [ScopeGroup], opted_out: &'a BTreeSet<ScopeId>) -> impl Iterator<Item = &'a ScopeGroup> {
    groups.iter().filter(move |group| group.setting != ScopeSetting::Optional || !opted_out.contains(&group.id))
}

/// The permissions to tick in the tool, in the tool's order: those always needed and those of the scopes that remain.
pub fn needed_permissions<'a>(tool: &'a Tool, opted_out: &BTreeSet<ScopeId>) -> Vec<&'a Permission> {
    permissions_for(&tool.permissions, &tool.scopes, opted_out)
}

/// Those of some permissions that these scopes need when some were opted out of, and those always needed.
pub fn permissions_for<'a>(
    permissions: &'a [Permission],
    groups: &[ScopeGroup],
    opted_out: &BTreeSet<ScopeId>,
) -> Vec<&'a Permission> {
    let is_needed = |id: &PermissionId| remaining(groups, opted_out).any(|group| group.permissions.contains(id));
    permissions.iter().filter(|permission| permission.always || is_needed(&permission.id)).collect()
}

/// What the tool grants so far and need not any more, in the tool's order.
pub fn dropped_permissions<'a>(tool: &'a Tool, opted_out: &BTreeSet<ScopeId>) -> Vec<&'a Permission> {
    let needed = needed_permissions(tool, opted_out);
    let granted =
        |permission: &&Permission| tool.relink.as_ref().is_some_and(|relink| relink.granted.contains(&permission.id));
    tool.permissions.iter().filter(granted).filter(|permission| !needed.contains(permission)).collect()
}

/// Every id the end user may opt out of: optional groups, and optional fields of groups.
pub fn can_be_refused(tool: &Tool, scope: &ScopeId) -> bool {
    tool.scopes.iter().any(|group| {
        (group.id == *scope && group.setting == ScopeSetting::Optional)
            || group.fields.iter().any(|field| field.id == *scope && field.setting == ScopeSetting::Optional)
    })
}
