//! Which scopes remain after the end user's choices, and what the tool must grant for them.

use std::collections::BTreeSet;
use wire::{Permission, PermissionId, ScopeGroup, ScopeId, ScopeSetting, Tool};

/// The groups that remain when some were opted out of. Only what is optional can be.
pub fn remaining_scopes<'a>(tool: &'a Tool, opted_out: &'a BTreeSet<ScopeId>) -> impl Iterator<Item = &'a ScopeGroup> {
    tool.scopes.iter().filter(move |group| group.setting != ScopeSetting::Optional || !opted_out.contains(&group.id))
}

/// The permissions to tick in the tool, in the tool's order: those always needed and those of the scopes that remain.
pub fn needed_permissions<'a>(tool: &'a Tool, opted_out: &BTreeSet<ScopeId>) -> Vec<&'a Permission> {
    let is_needed = |id: &PermissionId| remaining_scopes(tool, opted_out).any(|group| group.permissions.contains(id));
    tool.permissions.iter().filter(|permission| permission.always || is_needed(&permission.id)).collect()
}

/// Every id the end user may opt out of: optional groups, and optional fields of groups.
pub fn can_be_refused(tool: &Tool, scope: &ScopeId) -> bool {
    tool.scopes.iter().any(|group| {
        (group.id == *scope && group.setting == ScopeSetting::Optional)
            || group.fields.iter().any(|field| field.id == *scope && field.setting == ScopeSetting::Optional)
    })
}
