//! The catalog that ships is sound, and a definition that is not gets a message its author can act on.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod shipped;

use catalog::{Catalog, Category, CoverageStatus, Finding, For, Language, Translated};
use proptest::prelude::*;
use shipped::shipped;
use std::collections::BTreeMap;
use std::path::Path;
use wire::{Environment, FieldKind, ScopeId, ScopeSetting, ToolId};

/// Nothing to copy is asked for by the tools in here.
static SHOWN: BTreeMap<&str, String> = BTreeMap::new();

fn whom(language: Language) -> For<'static> {
    For { environment: Environment::Production, category: Category::Hris, language, shown: &SHOWN, can_log_in: true }
}

/// The files of one tool, and the vocabulary.
fn only(tool: &str) -> BTreeMap<String, String> {
    let mut files = shipped();
    files.retain(|path, _| !path.contains('/') || path.starts_with(&format!("{tool}/")));
    files
}

/// The shipped catalog with one text replaced in one file.
fn with(file: &str, old: &str, new: &str) -> Result<Catalog, Vec<Finding>> {
    let mut files = shipped();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(old), "{file} no longer holds {old:?}");
    *text = text.replacen(old, new, 1);
    Catalog::read(&files)
}

fn messages(result: Result<Catalog, Vec<Finding>>) -> String {
    result.unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_shipped_catalog_has_no_findings() {
    let catalog = Catalog::read(&shipped()).unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    let ids: Vec<_> = catalog.tools().map(|(id, _)| id.as_str()).collect();
    for tool in [
        "adpworkforcenow",
        "ashby",
        "bamboohr",
        "datev",
        "docebo",
        "entraid",
        "factorial",
        "greenhouse",
        "greenhousev3",
        "hibob",
        "humaans",
        "lever",
        "linkedinlearning",
        "okta",
        "paylocity",
        "personio",
        "personiorecruiting",
        "recruitee",
        "rippling",
        "sandbox",
        "sftp",
        "smartrecruiters",
        "successfactors",
        "talentlms",
        "teamtailor",
        "ukgpro",
        "workable",
        "workday",
    ] {
        assert!(ids.contains(&tool), "{tool} is not in the catalog");
    }
}

#[test]
fn whether_a_data_point_can_be_had_is_known_for_models_and_fields() {
    let catalog = Catalog::read(&shipped()).unwrap();
    let bamboohr = &catalog.tool(&ToolId::from("bamboohr")).unwrap().definition;
    for (scope, expected) in [
        ("hris_employees", CoverageStatus::Supported),
        ("hris_employees.gender", CoverageStatus::Supported),
        ("hris_employees.nationality", CoverageStatus::NotImplemented),
        ("hris_employees.ssn", CoverageStatus::Unsupported),
        ("hris_timesheets", CoverageStatus::NotImplemented),
        ("hris_timesheets.started_at", CoverageStatus::NotImplemented),
        ("hris_performance_reviews.rating", CoverageStatus::Unknown),
        ("hris_staffing_entities", CoverageStatus::Unsupported),
    ] {
        assert_eq!(bamboohr.coverage_of(&ScopeId::from(scope)), expected, "{scope}");
    }
}

#[test]
fn what_is_asked_for_has_the_same_fingerprint_in_every_language_and_another_when_anything_changes() {
    let catalog = Catalog::read(&shipped()).unwrap();
    let id = ToolId::from("bamboohr");
    let entry = catalog.tool(&id).unwrap();
    let asked = |optional: &'static str, language| {
        let setting = move |scope: &ScopeId| {
            if scope.as_str() == optional { ScopeSetting::Optional } else { ScopeSetting::Enabled }
        };
        entry.compile(&id, &setting, catalog.vocabulary(), &whom(language)).asked
    };
    let plain = asked("", Language::English);
    assert!(Language::ALL.iter().all(|language| asked("", *language) == plain));
    let other =
        ["hris_absences", "hris_employees.gender", "hris_teams.name"].map(|scope| asked(scope, Language::English));
    assert!(other.iter().all(|other| *other != plain) && other[0] != other[1] && other[1] != other[2]);
}

#[test]
fn data_points_are_told_anew_in_another_language_and_keep_their_words_where_there_are_none() {
    let catalog = Catalog::read(&shipped()).unwrap();
    let id = ToolId::from("bamboohr");
    let setting = |_: &ScopeId| ScopeSetting::Enabled;
    let compiled =
        |language| catalog.tool(&id).unwrap().compile(&id, &setting, catalog.vocabulary(), &whom(language)).scopes;
    let mut groups = compiled(Language::English);
    catalog.vocabulary().tell(&mut groups, Language::German);
    assert_eq!(groups, compiled(Language::German));
    groups[0].id = "hris_forgotten".into();
    let before = groups[0].clone();
    catalog.vocabulary().tell(&mut groups, Language::French);
    assert_eq!((&groups[0], &groups[1]), (&before, &compiled(Language::French)[1]));
}

#[test]
fn a_mistake_in_the_vocabulary_is_found() {
    for (file, old, new, expected) in [
        ("scopes.en.toml", "work_email = \"work email\"", "", "hris_employees.work_email"),
        (
            "scopes.it.toml",
            "work_email = ",
            "# work_email = ",
            "hris_employees.work_email has words in scopes.en.toml and none here",
        ),
        ("scopes.ar.toml", "[hris_create_employee]", "[hris_dream]", "hris_dream is not in scopes.en.toml"),
    ] {
        let found = messages(with(file, old, new));
        assert!(found.contains(expected), "{file}: {old} -> {new}\nexpected {expected:?} in:\n{found}");
    }
}

#[test]
fn a_journey_holds_only_what_is_asked_of_its_category() {
    let catalog = Catalog::read(&shipped()).unwrap();
    let id = ToolId::from("workable");
    let asked = |scope: &ScopeId| match scope.as_str() {
        "hris_employees.start_date" => ScopeSetting::Disabled,
        "hris_employees.manager_id" => ScopeSetting::Optional,
        _ => ScopeSetting::Enabled,
    };
    let tool = catalog.tool(&id).unwrap().compile(&id, &asked, catalog.vocabulary(), &whom(Language::English));
    assert_eq!(tool.scopes.iter().map(|scope| scope.id.as_str()).collect::<Vec<_>>(), ["hris_employees"]);
    let fields: Vec<_> = tool.scopes[0].fields.iter().map(|field| field.id.as_str()).collect();
    assert!(!fields.contains(&"hris_employees.start_date") && fields.contains(&"hris_employees.manager_id"));
    assert!(matches!(&tool.steps[0].fields[0].kind, FieldKind::Subdomain { suffix, .. } if suffix == ".workable.com"));
}

/// The shipped catalog without everything after a text in one file.
fn cut(file: &str, text: &str) -> Catalog {
    let mut files = shipped();
    let kept = files[file].split(text).next().unwrap().to_owned();
    assert!(kept.len() < files[file].len(), "{file} no longer holds {text:?}");
    files.insert(file.to_owned(), kept);
    Catalog::read(&files).unwrap()
}

#[test]
fn a_text_that_is_missing_in_a_language_is_said_in_english_and_marked_as_english() {
    let catalog = cut("bamboohr/de.toml", "[steps.key]");
    let id = ToolId::from("bamboohr");
    let asked = |_: &ScopeId| ScopeSetting::Enabled;
    let told = |language| catalog.tool(&id).unwrap().compile(&id, &asked, catalog.vocabulary(), &whom(language));
    let (english, german) = (told(Language::English), told(Language::German));
    assert_ne!(german.steps[0].title, english.steps[0].title);
    assert_eq!((german.steps[0].lang.as_deref(), german.scopes[0].lang.as_deref()), (None, None));
    assert_eq!((&german.steps[2].title, german.steps[2].lang.as_deref()), (&english.steps[2].title, Some("en")));
    let (field, english_field) = (&german.steps[2].fields[0], &english.steps[2].fields[0]);
    assert_eq!((&field.label, field.lang.as_deref()), (&english_field.label, Some("en")));
    assert!(english.steps.iter().all(|step| step.lang.is_none()), "nothing is marked in the language asked for");
    // A sentence that stands among others cannot be marked: the page says its own instead.
    let rejection =
        catalog.tool(&id).unwrap().rejection(&"api_key".into(), wire::RejectionCode::NotAccepted, Language::German);
    assert_eq!(rejection, "");

    let catalog = cut("scopes.de.toml", "[hris_teams]");
    let german = catalog.tool(&id).unwrap().compile(&id, &asked, catalog.vocabulary(), &whom(Language::German));
    let langs: Vec<_> = german.scopes.iter().map(|scope| scope.lang.as_deref()).collect();
    assert_eq!(langs, [None, Some("en"), Some("en"), Some("en"), Some("en")]);
}

#[test]
fn the_shipped_catalog_is_whole_in_every_language_and_the_report_would_tell() {
    let catalog = Catalog::read(&shipped()).unwrap();
    for language in Language::ALL {
        let Translated { there, all } = catalog.coverage(language);
        assert_eq!(there, all, "{}", language.tag());
    }
    let Translated { there, all } = cut("bamboohr/de.toml", "[rejections.api_key]").coverage(Language::German);
    assert_eq!(there + 2, all);
}

#[test]
fn the_schema_of_a_tool_is_the_same_in_every_language_so_that_a_draft_outlives_a_change_of_language() {
    let catalog = Catalog::read(&shipped()).unwrap();
    let asked = |_: &ScopeId| ScopeSetting::Enabled;
    for (id, entry) in catalog.tools() {
        let schema = |language| entry.compile(id, &asked, catalog.vocabulary(), &whom(language)).schema;
        assert!(Language::ALL.into_iter().all(|language| schema(language) == schema(Language::English)), "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// T-07: whatever an author's file holds, the reader answers with findings and never panics.
    #[test]
    fn no_definition_whatsoever_makes_the_reader_panic(cut in 0_usize..4000, junk in ".{0,12}", file in 0_usize..8) {
        let mut files = only("bamboohr");
        let names: Vec<String> = files.keys().cloned().collect();
        let name = &names[file % names.len()];
        let mut text: String = files[name].chars().take(cut).collect();
        text.push_str(&junk);
        text.extend(files[name].chars().skip(cut + 3));
        files.insert(name.clone(), text);
        let _ = Catalog::read(&files);
    }
}

#[test]
fn the_published_schema_is_the_one_that_the_types_make() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/tool.schema.json");
    if std::env::var_os("REVIEW").is_some() {
        std::fs::write(&file, catalog::schema()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), catalog::schema(), "print it again: connect catalog schema");
}

#[test]
fn a_log_in_that_is_not_possible_here_leaves_the_other_ways_in() {
    let catalog = Catalog::read(&shipped()).unwrap();
    let entry = catalog.tool(&ToolId::from("factorial")).unwrap();
    let asked = |_: &ScopeId| ScopeSetting::Enabled;
    let fields = |can_log_in| {
        let whom = For { can_log_in, ..whom(Language::English) };
        let tool = entry.compile(&ToolId::from("factorial"), &asked, catalog.vocabulary(), &whom);
        tool.steps
            .into_iter()
            .flat_map(|step| step.fields)
            .map(|field| (field.kind.is_granted(), field.when.len()))
            .collect::<Vec<_>>()
    };
    assert!(entry.can_log_in(false));
    assert!(fields(true).iter().any(|(is_granted, _)| *is_granted));
    assert!(fields(false).iter().all(|(is_granted, conditions)| !is_granted && *conditions == 0));
    assert_eq!(entry.decided(false).len(), 1);
    assert!(!catalog.tool(&ToolId::from("datev")).unwrap().can_log_in(false), "DATEV has no other way in");
}
