//! A page and a server that are one build apart understand each other: what was said by earlier builds is read for ever, what is
//! new is not looked at, and what cannot be understood is refused without a panic (T-07). Recorded once, `recorded/` is added to and
//! never changed.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use wire::{
    Connected, Grant, GrantRequest, HandOverRequest, HandedOver, OpenRequest, ProblemCode, ProblemDocument,
    RejectionCode, Session, SubmissionState, SubmitRequest, Tool,
};

const ANSWERS: &str = include_str!("recorded/answers.json");
const REQUESTS: &str = include_str!("recorded/requests.json");

fn recorded(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

/// What a text of this kind is once it was read and written again; why not, if it cannot be read.
fn through<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, String> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    Ok(serde_json::to_value(read).unwrap())
}

/// The same for what is recorded under a name.
fn read(name: &str, value: &Value) -> Result<Value, String> {
    match name {
        "session" => through::<Session>(value),
        "tool" => through::<Tool>(value),
        "connected" => through::<Connected>(value),
        "states" => through::<Vec<SubmissionState>>(value),
        "failed" => through::<SubmissionState>(value),
        "grants" => through::<Vec<Grant>>(value),
        "handed_over" => through::<HandedOver>(value),
        "problem" => through::<ProblemDocument>(value),
        "open" => through::<OpenRequest>(value),
        "submit" | "keep" => through::<SubmitRequest>(value),
        "grant" => through::<GrantRequest>(value),
        "hand_over" => through::<HandOverRequest>(value),
        other => Err(format!("{other} is recorded, and nobody knows what it is")),
    }
}

fn everything() -> impl Iterator<Item = (String, Value)> {
    recorded(ANSWERS).into_iter().chain(recorded(REQUESTS))
}

/// Where there is an object with several keys, and so none that stands for one of several kinds, nor a map of answers.
fn structs(value: &Value, path: &str, found: &mut Vec<String>) {
    let maps = ["/known", "/answers"];
    match value {
        Value::Object(object) => {
            // Definitions hold patterns too, where a slip of the pen must be found. The page's own reader is not as strict.
            if object.len() > 1 && !maps.iter().any(|map| path.ends_with(map)) && !object.contains_key("firmness") {
                found.push(path.to_owned());
            }
            object.iter().for_each(|(key, value)| structs(value, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| structs(item, &format!("{path}/{index}"), found));
        }
        _ => {}
    }
}

/// Every text that stands for one of several kinds.
fn kinds(value: &Value, path: &str, found: &mut Vec<String>) {
    const KINDS: [&str; 13] = [
        "kind",
        "formatted",
        "pem",
        "persist",
        "setting",
        "extent",
        "firmness",
        "stage",
        "change",
        "stored",
        "state",
        "environment",
        "purpose",
    ];
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{path}/{key}");
                if KINDS.contains(&key.as_str()) || key == "way_back" {
                    found.push(path.clone());
                }
                kinds(value, &path, found);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| kinds(item, &format!("{path}/{index}"), found));
        }
        _ => {}
    }
}

#[test]
fn whatever_an_earlier_build_has_said_is_read_as_it_was_meant() {
    for (name, value) in everything() {
        assert_eq!(read(&name, &value).as_ref(), Ok(&value), "{name}");
    }
}

#[test]
fn what_a_newer_build_says_beside_is_not_looked_at() {
    let mut tried = 0;
    for (name, value) in everything() {
        let mut found = Vec::new();
        structs(&value, "", &mut found);
        for place in found {
            let mut newer = value.clone();
            let object = newer.pointer_mut(&place).unwrap().as_object_mut().unwrap();
            object.insert("of_a_newer_build".to_owned(), json!({ "a": [1, null, "b"] }));
            assert_eq!(read(&name, &newer).as_ref(), Ok(&value), "{name}{place}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn a_kind_of_a_newer_build_is_refused_and_taken_for_no_other() {
    let mut tried = 0;
    for (name, value) in everything() {
        let mut found = Vec::new();
        kinds(&value, "", &mut found);
        for place in found {
            for kind in [json!("of_a_newer_build"), json!({ "of_a_newer_build": { "a": 1 } })] {
                let mut newer = value.clone();
                *newer.pointer_mut(&place).unwrap() = kind;
                assert!(read(&name, &newer).is_err(), "{name}{place}");
                tried += 1;
            }
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn a_problem_of_a_newer_build_is_a_problem_all_the_same() {
    let mut problem = recorded(ANSWERS)["problem"].clone();
    problem["code"] = json!("of-a-newer-build");
    problem["errors"][0]["code"] = json!("of_a_newer_build");
    let problem: ProblemDocument = serde_json::from_value(problem).unwrap();
    assert_eq!((problem.code, problem.errors[0].code), (ProblemCode::Unknown, RejectionCode::Other));
}

/// Anything that is JSON.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "(text|secret|granted|failed|answers|steps|[a-z_]{1,8})".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("(waiting|choice|field|[a-z_]{1,8})", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Every place there is.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| places(value, &format!("{path}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{path}/{index}"), found));
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn whatever_stands_in_the_place_of_whatever_else_it_is_read_and_written_alike_or_refused(
        which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        put in anything(),
    ) {
        let everything: Vec<(String, Value)> = everything().collect();
        let (name, mut value) = which.get(&everything).clone();
        let mut found = Vec::new();
        places(&value, "", &mut found);
        *value.pointer_mut(place.get::<String>(&found)).unwrap() = put;
        if let Ok(once) = read(&name, &value) {
            prop_assert_eq!(read(&name, &once), Ok(once.clone()));
        }
    }
}
