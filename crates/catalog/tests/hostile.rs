//! Definitions that would send somebody, or their credentials, to where they must not go: every one is refused (C-06, C-07, W-12, T-07).

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod shipped;

use catalog::Catalog;
use shipped::shipped;
use std::collections::BTreeMap;

/// What must not come of a text that end users read: an address to go to, markup, a picture from elsewhere.
const TEXTS: [&str; 43] = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<b>x</b>)",
    "[x](vbscript:x)",
    "[x](http://tool.example)",
    "[x](//tool.example)",
    "[x](/relative)",
    "[x](relative)",
    "[x](#fragment)",
    "[x](\\\\tool.example)",
    "[x](https:\\\\tool.example)",
    "[x](https:tool.example)",
    "[x](https://user@tool.example)",
    "[x](https://user:pass@tool.example)",
    "[x](https://127.0.0.1/)",
    "[x](https://0x7f.1/)",
    "[x](https://2130706433/)",
    "[x](https://[::1]/)",
    "[x](https://localhost/)",
    "[x](https://tооl.example/)",
    "[x](https://tool。example/)",
    "[x](https://)",
    "[x](https://.example)",
    "[x](ftp://tool.example)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://tool.example/1)",
    "[x](mailto:somebody@tool.example)",
    "[x](tel:123)",
    "[x](https://{nobody}.tool.example/)",
    "[x](https://tool.example{nobody}/)",
    "![x](https://tool.example/a.png)",
    "![x](data:image/svg+xml,<svg/>)",
    "![x](../../etc/passwd)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src=https://tool.example></iframe>",
    "<svg onload=alert(1)></svg>",
    "<a href=https://tool.example>x</a>",
    "<form action=https://tool.example>",
    "<style>*{display:none}</style>",
    "# A heading of its own",
    "> Words of somebody else",
    "```\ncode\n```",
];

/// What must not come of an address that requests with credentials go to.
const HOSTS: [&str; 30] = [
    "http://tool.example",
    "https://{api_key}.tool.example",
    "https://{api_key}",
    "https://{nobody}",
    "https://{nobody}.tool.example",
    "https://tool.example{subdomain}",
    "https://{subdomain}",
    "https://tool.example/{subdomain}",
    "https://127.0.0.1",
    "https://[::1]",
    "https://localhost",
    "https://10.0.0.1",
    "https://169.254.169.254",
    "https://2130706433",
    "https://0x7f000001",
    "https://user@tool.example",
    "https://user:pass@tool.example",
    "https://tool.example?x=1",
    "https://tool.example#x",
    "https://tool.example; x",
    "https://tool.example x",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "ftp://tool.example",
    "//tool.example",
    "tool.example",
    "",
    "https://",
    "https:tool.example",
    "https://тool.example",
];

/// One tool with its files, and the vocabulary.
fn tool(all: &BTreeMap<String, String>, id: &str) -> BTreeMap<String, String> {
    let is_meant = |path: &&String| !path.contains('/') || path.starts_with(&format!("{id}/"));
    all.iter().filter(|(path, _)| is_meant(path)).map(|(path, text)| (path.clone(), text.clone())).collect()
}

/// Where a text of a word file begins and ends that may be more than one line.
fn body(words: &str) -> Option<(usize, usize)> {
    let start = words.find("body = \"\"\"\n")? + "body = \"\"\"\n".len();
    Some((start, start + words[start..].find("\"\"\"")?))
}

/// Where the value of a line of a definition begins and ends.
fn value(definition: &str, name: &str) -> Option<(usize, usize)> {
    let start = definition.find(&format!("\n{name} = \""))? + name.len() + 5;
    Some((start, start + definition[start..].find('"')?))
}

fn replaced(text: &str, (start, end): (usize, usize), new: &str) -> String {
    format!("{}{new}{}", &text[..start], &text[end..])
}

#[test]
fn two_thousand_hostile_definitions_are_tried_and_none_is_accepted() {
    let all = shipped();
    let ids: Vec<&str> = all.keys().filter_map(|path| path.strip_suffix("/tool.toml")).collect();
    let (mut tried, mut accepted) = (0, Vec::new());
    let mut attempt = |id: &str, file: &str, text: String, what: &str| {
        let mut files = tool(&all, id);
        files.insert(format!("{id}/{file}"), text);
        tried += 1;
        if Catalog::read(&files).is_ok() {
            accepted.push(format!("{id}/{file}: {what}"));
        }
    };
    for id in &ids {
        for language in ["en.toml", "de.toml"] {
            let words = &all[&format!("{id}/{language}")];
            let Some(place) = body(words) else { continue };
            for text in TEXTS {
                let new = replaced(words, place, &format!("{}\n", text.replace('\\', "\\\\")));
                attempt(id, language, new, text);
            }
        }
        let definition = &all[&format!("{id}/tool.toml")];
        for name in ["address", "authorize", "token"] {
            let Some(place) = value(definition, name) else { continue };
            // A log-in may have a path, and an answer in it.
            for host in HOSTS.into_iter().filter(|host| name == "address" || !host.contains("example/")) {
                attempt(id, "tool.toml", replaced(definition, place, host), host);
            }
        }
        // A host that somebody types must stay within the tool's own.
        for suffix in
            ["", ".", "tool.example", ".tool.example/", ".com", "/.tool.example", "@tool.example", ".tool.example:22"]
        {
            if let Some(place) = value(definition, "suffix") {
                attempt(id, "tool.toml", replaced(definition, place, suffix), suffix);
            }
        }
        for line in ["unknown = 1", "kind = \"script\"", "on_load = \"x\""] {
            attempt(id, "tool.toml", format!("{line}\n{definition}"), line);
        }
        attempt(id, "logo.svg", "<svg onload=\"alert(1)\"/>".to_owned(), "a logo with a script");
        attempt(id, "logo.svg", "<svg><script>alert(1)</script></svg>".to_owned(), "a logo with a script");
        attempt(
            id,
            "logo.svg",
            "<svg><image href=\"https://tool.example/x\"/></svg>".to_owned(),
            "a logo from elsewhere",
        );
        attempt(id, "logo.svg", "<!DOCTYPE svg [<!ENTITY x \"y\">]><svg>&x;</svg>".to_owned(), "a logo with entities");
    }
    println!("hostile definitions: {tried} tried, {} accepted", accepted.len());
    if let Ok(folder) = std::env::var("FIGURES") {
        let found = format!("{{\"tried\":{tried},\"accepted\":{}}}", accepted.len());
        std::fs::write(format!("{folder}/hostile_definitions.json"), found).unwrap();
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
    assert!(tried >= 2000, "{tried}");
}
