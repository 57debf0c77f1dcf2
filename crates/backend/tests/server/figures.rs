//! Figures for `scripts/test --all`: one file each in the folder that `FIGURES` names.

use serde_json::Value;

pub(crate) fn figure(name: &str, value: &Value) {
    println!("{name}: {value}");
    if let Ok(folder) = std::env::var("FIGURES") {
        // The same rings run on two databases.
        let engine = if std::env::var("TEST_POSTGRES").is_ok() { "postgres" } else { "sqlite" };
        std::fs::write(format!("{folder}/{name}.{engine}.json"), value.to_string()).unwrap();
    }
}
