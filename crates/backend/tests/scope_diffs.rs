//! What a relink shows against what it changes, for any two scope configs, for the tools of the catalog.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use backend::tool_files;
use catalog::{Catalog, Category, For, Language};
use flow::{Held, ScopeDiff, can_be_refused, needed_permissions};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use wire::{Change, Environment, Extent, PermissionId, ScopeGroup, ScopeId, ScopeSetting, Section, Tool};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| tool_files::catalog().unwrap());

type Settings = BTreeMap<ScopeId, ScopeSetting>;

fn every_id() -> Vec<ScopeId> {
    let points = CATALOG.vocabulary().points();
    let ids = points.flat_map(|(id, point)| {
        let fields = point.fields.iter().map(move |field| ScopeId::new(format!("{id}.{field}")));
        std::iter::once(id.clone()).chain(fields)
    });
    ids.collect()
}

fn settings() -> impl Strategy<Value = Settings> {
    let setting = prop_oneof![Just(ScopeSetting::Enabled), Just(ScopeSetting::Optional), Just(ScopeSetting::Disabled)];
    let ids = every_id();
    prop::collection::vec(setting, ids.len()).prop_map(move |settings| ids.iter().cloned().zip(settings).collect())
}

/// A tool and a category it is in.
fn tools() -> Vec<(&'static wire::ToolId, Category)> {
    let all = CATALOG.tools().flat_map(|(id, entry)| entry.definition.categories.iter().map(move |c| (id, *c)));
    all.collect()
}

fn compiled(tool: (&wire::ToolId, Category), settings: &Settings) -> Tool {
    let asked = |scope: &ScopeId| settings.get(scope).copied().unwrap_or(ScopeSetting::Disabled);
    let entry = CATALOG.tool(tool.0).unwrap();
    let shown = BTreeMap::new();
    let (environment, language) = (Environment::Production, Language::English);
    let whom = For { environment, category: tool.1, language, shown: &shown, can_log_in: true };
    entry.compile(tool.0, &asked, CATALOG.vocabulary(), &whom)
}

/// Another coverage: some models and fields are missing.
fn with_less(mut tool: Tool, keep: &[bool]) -> Tool {
    let mut keep = keep.iter().cycle();
    tool.scopes.retain(|_| *keep.next().unwrap());
    for group in &mut tool.scopes {
        group.fields.retain(|_| *keep.next().unwrap());
    }
    tool
}

fn settings_of(groups: &[ScopeGroup]) -> Settings {
    let mut all = Settings::new();
    for group in groups {
        all.insert(group.id.clone(), group.setting);
        all.extend(group.fields.iter().map(|field| (field.id.clone(), field.setting)));
    }
    all
}

/// What is read or written when some of it was refused.
fn shared(groups: &[ScopeGroup], refused: &BTreeSet<ScopeId>) -> BTreeSet<ScopeId> {
    let remaining = groups.iter().filter(|group| !refused.contains(&group.id));
    let fields = remaining.flat_map(|group| {
        let fields = group.fields.iter().map(|field| field.id.clone()).filter(|field| !refused.contains(field));
        std::iter::once(group.id.clone()).chain(fields)
    });
    fields.collect()
}

fn refusals(tool: &Tool, picks: &[Index]) -> BTreeSet<ScopeId> {
    let all: Vec<ScopeId> = settings_of(&tool.scopes).into_keys().filter(|scope| can_be_refused(tool, scope)).collect();
    picks.iter().filter(|_| !all.is_empty()).map(|pick| pick.get(&all).clone()).collect()
}

/// Every data point that stands in sections of these kinds. A model that stands elsewhere is not counted where only fields of it stand.
fn standing(sections: &[Section], changes: &[Change]) -> Vec<ScopeId> {
    let groups =
        sections.iter().filter(|section| changes.contains(&section.change)).flat_map(|section| &section.groups);
    let ids = groups.flat_map(|group| {
        let head = (group.extent == Extent::Whole).then(|| group.id.clone());
        head.into_iter().chain(group.fields.iter().map(|field| field.id.clone()))
    });
    ids.collect()
}

/// Everything that can be switched in these groups.
fn switches(groups: &[ScopeGroup]) -> Vec<ScopeId> {
    let of_groups = groups.iter().map(|group| (&group.id, group.setting));
    let of_fields = groups.iter().flat_map(|group| group.fields.iter().map(|field| (&field.id, field.setting)));
    let all = of_groups.chain(of_fields).filter(|(_, setting)| *setting == ScopeSetting::Optional);
    all.map(|(id, _)| id.clone()).collect()
}

const ASKED: [Change; 6] =
    [Change::Added, Change::Insisted, Change::NowRequired, Change::NowOptional, Change::Refused, Change::Kept];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_diff_applied_to_what_it_starts_from_gives_what_it_ends_in(
        tool in prop::sample::select(tools()),
        (a, b) in (settings(), settings()),
        (less_a, less_b) in (prop::collection::vec(any::<bool>(), 7..40), prop::collection::vec(any::<bool>(), 7..40)),
    ) {
        let (a, b) = (with_less(compiled(tool, &a), &less_a), with_less(compiled(tool, &b), &less_b));
        let diff = ScopeDiff::between(&a.scopes, &b.scopes);
        prop_assert_eq!(diff.applied_to(&a.scopes), settings_of(&b.scopes));
        prop_assert!(ScopeDiff::between(&a.scopes, &a.scopes).is_empty());
    }

    #[test]
    fn permissions_are_asked_for_exactly_where_a_scope_that_remains_needs_them(
        tool in prop::sample::select(tools()),
        asked in settings(),
        picks in prop::collection::vec(any::<Index>(), 0..6),
    ) {
        let tool = compiled(tool, &asked);
        let refused = refusals(&tool, &picks);
        let needed: BTreeSet<PermissionId> = needed_permissions(&tool, &refused).into_iter().map(|p| p.id.clone()).collect();
        let mut expected: BTreeSet<PermissionId> = tool.permissions.iter().filter(|p| p.always).map(|p| p.id.clone()).collect();
        for group in tool.scopes.iter().filter(|group| !refused.contains(&group.id)) {
            expected.extend(group.permissions.iter().cloned());
        }
        prop_assert_eq!(needed, expected);
    }

    #[test]
    fn what_a_relink_shows_is_what_it_changes_and_nothing_disabled_is_shown(
        tool in prop::sample::select(tools()),
        (a, b) in (settings(), settings()),
        less in prop::collection::vec(any::<bool>(), 7..40),
        picks in prop::collection::vec(any::<Index>(), 0..6),
        keep in subsequence(every_id(), 0..=every_id().len()),
    ) {
        // Configs that differ in everything never leave anything as it is: some settings are the same.
        let mut b = b;
        b.extend(keep.into_iter().map(|id| { let setting = a[&id]; (id, setting) }));
        let before = with_less(compiled(tool, &a), &less);
        let now = compiled(tool, &b);
        let opted_out = refusals(&before, &picks);
        let held = Held { groups: before.scopes.clone(), opted_out };
        let (sections, left) = (held.sections(&now.scopes), held.refusals_left(&now.scopes));

        prop_assert!(left.iter().all(|scope| can_be_refused(&now, scope)), "what cannot be refused is not carried on");
        let (shared_before, shared_now) = (shared(&before.scopes, &held.opted_out), shared(&now.scopes, &left));
        if sections.is_empty() {
            prop_assert_eq!(shared_before, shared_now, "nothing is shown only when nothing changes");
            return Ok(());
        }
        let asked = standing(&sections, &ASKED);
        let each_once: BTreeSet<ScopeId> = asked.iter().cloned().collect();
        prop_assert_eq!(asked.len(), each_once.len(), "everything stands in one place");
        prop_assert_eq!(&each_once, &settings_of(&now.scopes).into_keys().collect(), "everything asked for is there");
        prop_assert!(each_once.iter().all(|scope| b[scope] != ScopeSetting::Disabled));

        let as_new: BTreeSet<ScopeId> = standing(&sections, &[Change::Added, Change::Insisted]).into_iter().collect();
        let begins: BTreeSet<ScopeId> = shared_now.difference(&shared_before).cloned().collect();
        prop_assert!(begins.is_subset(&as_new), "begins without being shown as new: {:?}", begins.difference(&as_new));
        let dropped: BTreeSet<ScopeId> = standing(&sections, &[Change::Dropped]).into_iter().collect();
        let ends: BTreeSet<ScopeId> = shared_before.difference(&shared_now).cloned().collect();
        prop_assert_eq!(dropped, ends, "what ends is what is shown as ending");

        let mut switches: Vec<ScopeId> = sections.iter().flat_map(|section| switches(&section.groups)).collect();
        switches.sort();
        let refusable: Vec<ScopeId> = settings_of(&now.scopes).into_keys().filter(|scope| can_be_refused(&now, scope)).collect();
        prop_assert_eq!(switches, refusable, "what can be refused has one switch");
    }
}
