//! Keeps drafts where the core's policy says. What may only be kept sealed and cannot be sealed stays in memory (S-04).

use super::seal::Sealer;
use super::{json, storage};
use crate::app::Dispatch;
use flow::{Event, Slot, Snapshot};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use wire::{FieldId, Secret};

/// Every draft of this page, and the one that is being written.
#[derive(Default)]
pub(super) struct Drafts {
    sealer: RefCell<Option<Rc<Sealer>>>,
    key: RefCell<Option<Secret>>,
    /// What could not be stored, by slot.
    memory: RefCell<Vec<(String, BTreeMap<FieldId, Secret>)>>,
    next: RefCell<Option<Snapshot>>,
    is_writing: Cell<bool>,
    /// Counts discards, so that a write that was under way does not bring a draft back.
    discards: Cell<u32>,
}

/// A draft as it is stored. An unknown shape is dropped.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(default)]
    plain: BTreeMap<FieldId, Secret>,
    #[serde(default)]
    sealed: BTreeMap<FieldId, Secret>,
}

impl Drafts {
    pub(super) fn use_key(&self, key: Option<Secret>) {
        self.key.replace(key);
    }

    async fn sealer(&self) -> Option<Rc<Sealer>> {
        let key = self.key.take();
        if let Some(key) = key {
            self.sealer.replace(Sealer::new(&key).await.map(Rc::new));
        }
        self.sealer.borrow().clone()
    }

    /// What was kept, for the tool as it is or else as it was, and whether a draft can be kept here at all. What cannot be opened is dropped: its field is empty.
    pub(super) async fn load(&self, slot: &Slot) -> (BTreeMap<FieldId, Secret>, bool) {
        let sealer = self.sealer().await;
        let can_keep = storage::works(slot.store()) && (sealer.is_some() || !slot.seals_secrets());
        let mut slot = slot.clone();
        let mut text = storage::get(slot.store(), slot.key());
        if text.is_none()
            && let Some(key) = storage::find(slot.store(), &|key| slot.is_of_tool(key)).pop()
        {
            slot = slot.before(key);
            text = storage::get(slot.store(), slot.key());
        }
        let kept: Option<Kept> = text.as_ref().and_then(|text| json::read(text));
        if text.is_some() && kept.is_none() {
            storage::remove(slot.store(), slot.key());
        }
        let kept = kept.unwrap_or_default();
        let mut answers = kept.plain;
        for (field, sealed) in kept.sealed {
            let Some(sealer) = &sealer else { break };
            if let Some(answer) = sealer.open(sealed.expose(), &slot.associated_data(&field)).await {
                answers.insert(field, answer);
            }
        }
        let memory = self.memory.borrow();
        let unstored = memory.iter().filter(|(key, _)| key == slot.key());
        answers.extend(unstored.flat_map(|(_, answers)| answers.clone()));
        (answers, can_keep)
    }

    /// Keeps a draft. While one is being written, the latest waits and those before it are skipped.
    pub(super) fn save(drafts: &Rc<Self>, snapshot: Snapshot, dispatch: Dispatch) {
        drafts.next.replace(Some(snapshot));
        if drafts.is_writing.replace(true) {
            return;
        }
        let drafts = drafts.clone();
        spawn_local(async move {
            loop {
                let next = drafts.next.take();
                let Some(snapshot) = next else { break };
                if !drafts.write(&snapshot).await {
                    dispatch.send(Event::StorageRefused);
                }
            }
            drafts.is_writing.set(false);
        });
    }

    /// Answers whether all of it was stored; what was not is in memory.
    async fn write(&self, snapshot: &Snapshot) -> bool {
        let (slot, discards) = (snapshot.slot(), self.discards.get());
        let mut kept = Kept { plain: snapshot.plain().clone(), sealed: BTreeMap::new() };
        let mut unsealed = BTreeMap::new();
        let sealer = self.sealer().await;
        for (field, answer) in snapshot.to_seal() {
            let ciphertext = match &sealer {
                Some(sealer) => sealer.seal(answer, &slot.associated_data(field)).await,
                None => None,
            };
            match ciphertext {
                Some(ciphertext) => drop(kept.sealed.insert(field.clone(), Secret::new(ciphertext))),
                None => drop(unsealed.insert(field.clone(), answer.clone())),
            }
        }
        if self.discards.get() != discards {
            return true;
        }
        let is_stored = storage::set(slot.store(), slot.key(), &json::write(&kept));
        if !is_stored {
            unsealed.extend(kept.plain);
            unsealed.extend(snapshot.to_seal().clone());
        }
        let is_complete = is_stored && unsealed.is_empty();
        self.forget(slot.key());
        if !unsealed.is_empty() {
            self.memory.borrow_mut().push((slot.key().to_owned(), unsealed));
        }
        is_complete
    }

    fn forget(&self, key: &str) {
        self.memory.borrow_mut().retain(|(kept, _)| kept != key);
    }

    /// Forgets a draft, one that is being written too.
    pub(super) fn discard(&self, slot: &Slot) {
        self.discards.set(self.discards.get() + 1);
        self.next.replace(None);
        self.forget(slot.key());
        storage::sweep(slot.store(), &|key| slot.is_of_tool(key));
    }
}
