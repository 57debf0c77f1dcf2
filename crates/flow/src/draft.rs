//! The answers so far. In memory they are all secret; what may leave memory is a [`Snapshot`], and only a draft makes one.

use crate::Slot;
use std::collections::BTreeMap;
use wire::{FieldId, FieldKind, Persist, Secret, Tool};

/// Every answer. Has no `Serialize` on purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<FieldId, Secret>);

/// What the browser may keep of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    slot: Slot,
    plain: BTreeMap<FieldId, Secret>,
    to_seal: BTreeMap<FieldId, Secret>,
}

impl Snapshot {
    /// Where it goes.
    pub fn slot(&self) -> &Slot {
        &self.slot
    }

    /// What may be kept as it is.
    pub fn plain(&self) -> &BTreeMap<FieldId, Secret> {
        &self.plain
    }

    /// What may only be kept encrypted, or else in memory.
    pub fn to_seal(&self) -> &BTreeMap<FieldId, Secret> {
        &self.to_seal
    }
}

impl Draft {
    /// Takes what was kept, leaving out what the tool does not ask for, or does not offer any more.
    pub(crate) fn restore(tool: &Tool, mut kept: BTreeMap<FieldId, Secret>) -> Self {
        let asked = tool.steps.iter().flat_map(|step| &step.fields).filter(|field| field.persist != Persist::Never);
        // Inserted one by one: collecting would bring a sort into the wasm.
        let mut answers = BTreeMap::new();
        answers.extend(asked.filter_map(|field| {
            let offers = |answer: &Secret| match &field.kind {
                FieldKind::Choice(choices) => choices.iter().any(|choice| choice.id == answer.expose()),
                _ => true,
            };
            kept.remove_entry(&field.id).filter(|(_, answer)| offers(answer))
        }));
        Self(answers)
    }

    /// One answer; empty when there is none.
    pub fn get(&self, field: &FieldId) -> &str {
        self.0.get(field).map_or("", Secret::expose)
    }

    pub(crate) fn set(&mut self, field: FieldId, answer: Secret) {
        self.0.insert(field, answer);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(Secret::is_empty)
    }

    /// What may be kept of it (S-01).
    pub(crate) fn snapshot(&self, tool: &Tool, slot: Slot) -> Snapshot {
        let (mut plain, mut to_seal) = (BTreeMap::new(), BTreeMap::new());
        for field in tool.steps.iter().flat_map(|step| &step.fields) {
            let Some(answer) = self.0.get(&field.id).filter(|answer| !answer.is_empty()) else {
                continue;
            };
            let kept = match field.persist {
                Persist::Never => continue,
                Persist::Sealed if slot.seals_secrets() => &mut to_seal,
                Persist::Plain | Persist::Sealed => &mut plain,
            };
            kept.insert(field.id.clone(), answer.clone());
        }
        Snapshot { slot, plain, to_seal }
    }
}
