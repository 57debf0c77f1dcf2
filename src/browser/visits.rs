//! What this tab remembers of a link, beside the draft: where it is, and which submission is on its way.

use super::{json, storage};
use flow::{Store, Visit, draft_prefix, visit_key};
use wire::LinkId;

/// What was kept, or a first visit. What cannot be read is dropped.
pub(super) fn load(link: &LinkId) -> Visit {
    let kept = storage::get(Store::Session, &visit_key(link)).and_then(|text| json::read(&text));
    kept.unwrap_or_else(|| Visit::new(seed()))
}

pub(super) fn save(link: &LinkId, visit: &Visit) {
    // Where nothing can be kept, a reload starts over; the step says so.
    storage::set(Store::Session, &visit_key(link), &json::write(visit));
}

/// Forgets where this tab was, and every production draft of the link. The session token stays: it ended with the link, and lets a
/// reload say so.
pub(super) fn discard(link: &LinkId) {
    let (visit, draft) = (visit_key(link), draft_prefix(link));
    storage::sweep(Store::Session, &|key| key == visit || key.starts_with(&draft));
}

/// Forgets what belongs to other links than the one that was opened, or to any when none could be (S-05).
pub(super) fn forget_others(opened: Option<&LinkId>) {
    let is_of = |key: &str, link: &LinkId| key.split(':').nth(2) == Some(link.as_str());
    let is_ours = |key: &str| key.starts_with("cf1:prod:") || key.starts_with("cf1:visit:");
    storage::sweep(Store::Session, &|key| is_ours(key) && !opened.is_some_and(|link| is_of(key, link)));
}

/// 128 random bits in hexadecimal.
fn seed() -> String {
    let mut bytes = [0; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Every browser that runs wasm has random numbers; without them the key would still be this link's own.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    format!("{:032x}", u128::from_be_bytes(bytes))
}
