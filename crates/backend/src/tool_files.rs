//! The catalog's and the page's files. In a release they are inside the binary; in development they are read from the checkout.

use catalog::{Catalog, Finding};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;

#[derive(RustEmbed)]
#[folder = "../../catalog"]
struct CatalogFiles;

/// The built page.
#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
pub(crate) struct PageFiles;

/// Reads and checks the catalog that ships.
pub fn catalog() -> Result<Catalog, Vec<Finding>> {
    let files: BTreeMap<String, String> = CatalogFiles::iter()
        .filter_map(|path| {
            let file = CatalogFiles::get(&path)?;
            Some((path.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    Catalog::read(&files)
}

/// A tool's logo as it is in the catalog.
pub(crate) fn logo(tool: &wire::ToolId) -> Option<Vec<u8>> {
    CatalogFiles::get(&format!("{tool}/logo.svg")).map(|file| file.data.into_owned())
}
