//! What a relink changes: what is asked for now against what was agreed to before. The backend works it out; the page only shows it.

use crate::permissions_for;
use std::collections::{BTreeMap, BTreeSet};
use wire::{Change, Extent, Permission, PermissionId, ScopeGroup, ScopeId, ScopeSetting, Section};

/// What was agreed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// What was shown.
    pub groups: Vec<ScopeGroup>,
    /// What was refused of it.
    pub opted_out: BTreeSet<ScopeId>,
}

/// The settings that differ, by data point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeDiff(BTreeMap<ScopeId, Difference>);

/// How one data point differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Difference {
    Added(ScopeSetting),
    Changed(ScopeSetting),
    Dropped,
}

type Settings = BTreeMap<ScopeId, ScopeSetting>;

/// The setting of every group and field. What is not in it is not asked for.
fn settings(groups: &[ScopeGroup]) -> Settings {
    let all = groups.iter().flat_map(|group| {
        let fields = group.fields.iter().map(|field| (field.id.clone(), field.setting));
        std::iter::once((group.id.clone(), group.setting)).chain(fields)
    });
    all.collect()
}

impl ScopeDiff {
    /// From what was asked for before to what is asked for now.
    pub fn between(before: &[ScopeGroup], now: &[ScopeGroup]) -> Self {
        let (before, now) = (settings(before), settings(now));
        let dropped = before.keys().filter(|scope| !now.contains_key(*scope));
        let mut differences: BTreeMap<_, _> = dropped.map(|scope| (scope.clone(), Difference::Dropped)).collect();
        for (scope, setting) in now {
            match before.get(&scope) {
                None => drop(differences.insert(scope, Difference::Added(setting))),
                Some(held) if *held != setting => drop(differences.insert(scope, Difference::Changed(setting))),
                Some(_) => {}
            }
        }
        Self(differences)
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is asked for when these settings change in this way.
    pub fn applied_to(&self, before: &[ScopeGroup]) -> BTreeMap<ScopeId, ScopeSetting> {
        let mut now = settings(before);
        for (scope, difference) in &self.0 {
            match difference {
                Difference::Added(setting) | Difference::Changed(setting) => drop(now.insert(scope.clone(), *setting)),
                Difference::Dropped => drop(now.remove(scope)),
            }
        }
        now
    }

    fn of(&self, scope: &ScopeId, refused: bool) -> Change {
        match (self.0.get(scope), refused) {
            (Some(Difference::Added(_)), _) => Change::Added,
            (Some(Difference::Dropped), _) => Change::Dropped,
            (Some(Difference::Changed(ScopeSetting::Optional)), _) => Change::NowOptional,
            (Some(Difference::Changed(_)), true) => Change::Insisted,
            (Some(Difference::Changed(_)), false) => Change::NowRequired,
            (None, true) => Change::Refused,
            (None, false) => Change::Kept,
        }
    }
}

impl Held {
    /// The earlier refusals that can still be made.
    pub fn refusals_left(&self, asked: &[ScopeGroup]) -> BTreeSet<ScopeId> {
        let asked = settings(asked);
        let can_be = |scope: &&ScopeId| asked.get(*scope) == Some(&ScopeSetting::Optional);
        self.opted_out.iter().filter(can_be).cloned().collect()
    }

    /// What the tool was asked to grant.
    pub fn granted(&self, permissions: &[Permission]) -> BTreeSet<PermissionId> {
        let granted = permissions_for(permissions, &self.groups, &self.opted_out);
        granted.into_iter().map(|permission| permission.id.clone()).collect()
    }

    /// Everything there is to look at when something else is asked for; empty when nothing differs. Each data point is in one
    /// section, and can be switched there if it can be at all.
    pub fn sections(&self, asked: &[ScopeGroup]) -> Vec<Section> {
        let diff = ScopeDiff::between(&self.groups, asked);
        if diff.is_empty() {
            return Vec::new();
        }
        let mut sections: BTreeMap<Change, Vec<ScopeGroup>> = BTreeMap::new();
        for group in asked {
            self.sort(group, &diff, &mut sections);
        }
        for group in &self.groups {
            sections.entry(Change::Dropped).or_default().extend(self.dropped_of(group, asked));
        }
        sections.retain(|_, groups| !groups.is_empty());
        // What was refused and is not asked for any more makes no difference to anybody.
        if sections.keys().all(|change| matches!(change, Change::Refused | Change::Kept)) {
            return Vec::new();
        }
        sections.into_iter().map(|(change, groups)| Section { change, groups }).collect()
    }

    fn is_refused(&self, scope: &ScopeId) -> bool {
        self.opted_out.contains(scope)
    }

    /// Puts a group and its fields where they belong. What becomes of a model that nothing was read of becomes of its fields too.
    fn sort(&self, group: &ScopeGroup, diff: &ScopeDiff, sections: &mut BTreeMap<Change, Vec<ScopeGroup>>) {
        let head = diff.of(&group.id, self.is_refused(&group.id));
        let is_new = matches!(head, Change::Added | Change::Insisted | Change::Refused) || self.is_refused(&group.id);
        let mut rest: BTreeMap<Change, ScopeGroup> = BTreeMap::new();
        let mut whole = ScopeGroup { fields: Vec::new(), ..group.clone() };
        for field in &group.fields {
            let change = diff.of(&field.id, self.is_refused(&field.id));
            if is_new || change == head || change == Change::Kept {
                whole.fields.push(field.clone());
            } else {
                let part = || ScopeGroup { setting: ScopeSetting::Enabled, ..part_of(group) };
                rest.entry(change).or_insert_with(part).fields.push(field.clone());
            }
        }
        sections.entry(head).or_default().push(whole);
        for (change, part) in rest {
            sections.entry(change).or_default().push(part);
        }
    }

    /// What was read of a group and is no longer asked for.
    fn dropped_of(&self, group: &ScopeGroup, asked: &[ScopeGroup]) -> Option<ScopeGroup> {
        if self.is_refused(&group.id) {
            return None;
        }
        let now = asked.iter().find(|candidate| candidate.id == group.id);
        let is_still_asked = |id: &ScopeId| now.is_some_and(|now| now.fields.iter().any(|field| field.id == *id));
        let fields = group.fields.iter().filter(|field| !self.is_refused(&field.id) && !is_still_asked(&field.id));
        let fields: Vec<_> =
            fields.map(|field| wire::ScopeField { setting: ScopeSetting::Enabled, ..field.clone() }).collect();
        let extent = if now.is_some() { Extent::Fields } else { Extent::Whole };
        (now.is_none() || !fields.is_empty()).then(|| ScopeGroup {
            setting: ScopeSetting::Enabled,
            extent,
            fields,
            ..part_of(group)
        })
    }
}

/// A group without its fields.
fn part_of(group: &ScopeGroup) -> ScopeGroup {
    ScopeGroup { extent: Extent::Fields, fields: Vec::new(), ..group.clone() }
}
