//! What the reader of TOML and of types complains about, in words that say what to write instead.

/// What is said about minutes that no step takes.
pub(crate) const MINUTES: &str = "minutes is how long the step usually takes: write 1 to 60";

/// What to write instead. A complaint that is not known here is passed on as it is.
pub(crate) fn words(complaint: &str) -> String {
    of_syntax(complaint)
        .map(str::to_owned)
        .or_else(|| of_names(complaint))
        .or_else(|| of_types(complaint))
        .unwrap_or_else(|| complaint.to_owned())
}

fn of_syntax(complaint: &str) -> Option<&'static str> {
    let known = [
        ("invalid basic string", "a text has no quote at its end: write one more \""),
        ("string values must be quoted", "a value is missing here, or a text without straight quotes: write \"…\""),
        ("missing comma between array", "a list needs a comma between its entries and a ] at its end, here or above"),
        ("unclosed array", "a list has no end: write ] behind its last entry"),
        ("unclosed inline table", "a table in braces has no end: write } behind its last entry"),
        ("unclosed table", "the name of a table has no end: write ] behind it"),
        (
            "duplicate key",
            "this name is there twice: take one out, or write [[…]] in every place where there may be several",
        ),
        (
            "key with no value",
            "this line is neither name = value nor [table]: correct it, or close the text above with \"\"\"",
        ),
        ("missing escaped value", "a backslash in a text: write \\\\ for one that is meant"),
        ("wanted exactly 1 element", "only one of these can be here: keep one, and take the others out"),
    ];
    known.into_iter().find(|(beginning, _)| complaint.starts_with(beginning)).map(|(_, words)| words)
}

fn of_names(complaint: &str) -> Option<String> {
    let quoted: Vec<&str> = complaint.split('`').skip(1).step_by(2).collect();
    let (first, others) = quoted.split_first()?;
    let others = others.join(", ");
    if complaint.starts_with("missing field") {
        let wanted = match *first {
            "steps" | "accepted" => format!("[[{first}]]"),
            "probe" => "[probe.http], or [probe.nothing] with because = \"…\"".to_owned(),
            "requests" => "[[probe.http.requests]]".to_owned(),
            _ => format!("{first} = …"),
        };
        return Some(format!("{first} is missing: write {wanted}"));
    }
    if complaint.starts_with("unknown field") {
        return Some(format!("there is no key {first} here: take it out, or correct its name to one of {others}"));
    }
    if !complaint.starts_with("unknown variant") {
        return None;
    }
    match others.as_str() {
        "" => None,
        "basic, bearer" => Some(format!(
            "{first:?} is no authorization: write {{ bearer = \"…\" }} or {{ basic = {{ username = \"…\", password = \"…\" }} }}"
        )),
        only if quoted.len() == 2 => Some(format!("{first} is not known here: write {only}")),
        _ => Some(format!("{first} is not known here: write one of {others}")),
    }
}

fn of_types(complaint: &str) -> Option<String> {
    let (given, wanted) = complaint.split_once(", expected ")?;
    if let Some(given) = given.strip_prefix("invalid value: integer `") {
        let most = if wanted == "u8" { u16::from(u8::MAX) } else { u16::MAX };
        return Some(format!("{} does not fit here: write a number from 0 to {most}", given.trim_end_matches('`')));
    }
    if given.starts_with("invalid length") {
        return Some(format!(
            "this list is too short or too long: write {} entries",
            wanted.trim_start_matches("an array of length ")
        ));
    }
    let given = given.strip_prefix("invalid type: ")?;
    let wanted = match wanted {
        "a sequence" => "a list belongs here: write […] around it",
        "a string" => "a text belongs here: write \"…\" around it",
        "a boolean" => "write true or false, without quotes",
        "u8" | "u16" | "usize" => "write a whole number, without quotes",
        "a map" => "a table belongs here: write { … = … }",
        _ if wanted.starts_with("struct Pattern") => {
            "a pattern is a table: write { characters = \"a-z0-9\", min = 1, max = 8, firmness = \"usually\" }"
        }
        _ if wanted.starts_with("struct") => "a table belongs here: write { … = … }",
        _ => return None,
    };
    let given = match given.split_once(' ') {
        Some(("string", text)) => format!("{text} is a text"),
        Some(("integer", number)) => format!("{} is a number", number.trim_matches('`')),
        Some(("boolean", value)) => format!("{} is no text", value.trim_matches('`')),
        _ if given == "map" => "this is a table".to_owned(),
        _ if given == "sequence" => "this is a list".to_owned(),
        _ => "this is something else".to_owned(),
    };
    Some(format!("{given}, and {wanted}").replace(", and write", ": write"))
}
