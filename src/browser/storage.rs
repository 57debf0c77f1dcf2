//! The browser's two stores. Each is asked for every time, because each can be missing, full, or refuse by itself (E-09): in a frame on
//! somebody else's site, in private windows, by a setting that changes while the page is open.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use web_sys::{Storage, window};

fn raw(store: flow::Store) -> Option<Storage> {
    // Asked of the window first: gloo-storage panics where a browser refuses.
    let window = window()?;
    match store {
        flow::Store::Session => window.session_storage().ok()?.map(|_| SessionStorage::raw()),
        flow::Store::Local => window.local_storage().ok()?.map(|_| LocalStorage::raw()),
    }
}

/// Whether a store takes a value and gives it back.
pub(super) fn works(store: flow::Store) -> bool {
    const KEY: &str = "cf1:probe";
    let Some(storage) = raw(store) else { return false };
    let works = storage.set_item(KEY, "1").is_ok() && storage.get_item(KEY).is_ok_and(|value| value.is_some());
    // What could not be written need not be removed.
    let _ = storage.remove_item(KEY);
    works
}

pub(super) fn get(store: flow::Store, key: &str) -> Option<String> {
    raw(store)?.get_item(key).ok()?
}

/// Answers whether it was kept.
pub(super) fn set(store: flow::Store, key: &str, value: &str) -> bool {
    raw(store).is_some_and(|storage| storage.set_item(key, value).is_ok())
}

pub(super) fn remove(store: flow::Store, key: &str) {
    if let Some(storage) = raw(store) {
        // A store that refuses holds nothing of ours.
        let _ = storage.remove_item(key);
    }
}

/// Every key of a store that `is_wanted` says so of.
pub(super) fn find(store: flow::Store, is_wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let Some(storage) = raw(store) else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    (0..count).filter_map(|index| storage.key(index).ok()?).filter(|key| is_wanted(key)).collect()
}

/// Removes them.
pub(super) fn sweep(store: flow::Store, is_unwanted: &dyn Fn(&str) -> bool) {
    for key in find(store, is_unwanted) {
        remove(store, &key);
    }
}
