//! The JSON Schema of `tool.toml`, made from the very types that read it: editors check with it while an author types.

use crate::Definition;
use schemars::generate::SchemaSettings;

/// The schema, as `catalog/tool.schema.json` holds it.
pub fn schema() -> String {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<Definition>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
