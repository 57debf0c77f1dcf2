//! The catalog's and the page's files. In a release they are inside the binary; in development they are read from the checkout. An
//! operator's own folder adds to the catalog, and is followed while the server runs.

use arc_swap::ArcSwap;
use catalog::{Catalog, Finding};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often the operator's folder is looked at.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

#[derive(RustEmbed)]
#[folder = "../../catalog"]
struct CatalogFiles;

/// The built page.
#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
pub(crate) struct PageFiles;

/// Files by their path in the catalog's folder.
type Files = BTreeMap<String, String>;

fn shipped() -> Files {
    let file = |path: std::borrow::Cow<'static, str>| {
        let file = CatalogFiles::get(&path)?;
        Some((path.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
    };
    CatalogFiles::iter().filter_map(file).collect()
}

/// The catalog that ships.
pub fn catalog() -> Result<Catalog, Vec<Finding>> {
    Catalog::read(&shipped())
}

/// The catalog that ships, with a folder of one's own beside it: a file there takes the place of one of the same path.
pub fn catalog_with(folder: &Path) -> Result<Catalog, Vec<Finding>> {
    let mut files = shipped();
    files.extend(files_in(folder));
    Catalog::read(&files)
}

/// Every text file in a folder. What cannot be read, or goes while it is being read, is not there.
pub fn files_in(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in std::fs::read_dir(&inside).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let (Ok(name), Ok(text)) = (path.strip_prefix(folder), std::fs::read_to_string(&path)) {
                files.insert(name.to_string_lossy().replace('\\', "/"), text);
            }
        }
    }
    files
}

/// The catalog as it is now.
#[derive(Debug)]
pub struct LiveCatalog {
    current: ArcSwap<Catalog>,
    folder: Option<PathBuf>,
}

impl LiveCatalog {
    /// Reads everything once; mistakes are answered all together.
    pub fn read(folder: Option<&Path>) -> Result<Self, Vec<Finding>> {
        let catalog = folder.map_or_else(catalog, catalog_with)?;
        Ok(Self { current: ArcSwap::from_pointee(catalog), folder: folder.map(Path::to_owned) })
    }

    /// The catalog as it is now. Whoever holds it keeps it, whatever is read later.
    pub fn now(&self) -> Arc<Catalog> {
        self.current.load_full()
    }

    /// Follows the operator's folder; never ends. A mistake in it is told, and changes nothing.
    pub async fn follow(&self) {
        let Some(folder) = self.folder.clone() else { return std::future::pending().await };
        let mut seen = fingerprint(&files_in(&folder));
        let mut looks = tokio::time::interval(LOOKS_EVERY);
        loop {
            looks.tick().await;
            let files = files_in(&folder);
            let now = fingerprint(&files);
            if now == seen {
                continue;
            }
            seen = now;
            match catalog_with(&folder) {
                Ok(catalog) => {
                    tracing::info!(tools = catalog.tools().count(), "the catalog was read again");
                    self.current.store(Arc::new(catalog));
                }
                Err(findings) => {
                    for finding in findings {
                        tracing::error!(%finding, "the catalog's folder has a mistake, and stays as it was");
                    }
                }
            }
        }
    }
}

fn fingerprint(files: &Files) -> u64 {
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    hasher.finish()
}
