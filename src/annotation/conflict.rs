//! What two writers changed in different ways, until a person has chosen.

use crate::annotation::{Extra, Id, Item};

/// A field that both sides changed; ours stands in the set meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// `None` for what is said of the document.
    pub id: Option<Id>,
    /// The field, such as `label`, `roles.cue` or `attributes.force`; `*` where one side took the whole away.
    pub field: String,
    /// The whole item as it was before; `None` where nobody knows, or it wasn't there.
    pub base: Option<Item>,
    /// The whole item as we had it; `None` where we took it away.
    pub ours: Option<Item>,
    /// The whole item as the other side had it; `None` where they took it away.
    pub theirs: Option<Item>,
    /// Fields that this version doesn't know.
    pub extra: Extra,
}

impl Conflict {
    /// Returns what the conflict is about: no two of one record have the same.
    pub fn key(&self) -> (Option<&Id>, &str) {
        (self.id.as_ref(), &self.field)
    }

    /// Returns the items of all sides that have one.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        [&mut self.base, &mut self.ours, &mut self.theirs].into_iter().flatten()
    }
}
