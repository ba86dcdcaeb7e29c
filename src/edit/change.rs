//! Changes as data: applied one by one, undone by their inverse, never by a guess.

use crate::annotation::{AnnotationSet, Item, SetError};

/// One change of one item.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Insert(Item),
    /// Both have the same id.
    Replace {
        before: Item,
        after: Item,
    },
    Remove(Item),
}

impl Change {
    /// Returns the change that takes this one back.
    pub fn inverse(&self) -> Self {
        match self {
            Self::Insert(item) => Self::Remove(item.clone()),
            Self::Remove(item) => Self::Insert(item.clone()),
            Self::Replace { before, after } => Self::Replace { before: after.clone(), after: before.clone() },
        }
    }

    /// Returns the item as it is after the change, or as it last was.
    pub fn item(&self) -> &Item {
        match self {
            Self::Insert(item) | Self::Remove(item) | Self::Replace { after: item, .. } => item,
        }
    }
}

/// What an annotator did, in one word; the interface has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    Annotate,
    Relabel,
    Resize,
    Fill,
    Attribute,
    Note,
    Delete,
    Relate,
    Record,
    About,
    Reanchor,
    Merge,
    Accept,
    Import,
}

impl Act {
    /// Every act; the interface has a word for each.
    pub const ALL: [Self; 14] = [
        Self::Annotate,
        Self::Relabel,
        Self::Resize,
        Self::Fill,
        Self::Attribute,
        Self::Note,
        Self::Delete,
        Self::Relate,
        Self::Record,
        Self::About,
        Self::Reanchor,
        Self::Merge,
        Self::Accept,
        Self::Import,
    ];

    /// Returns the act's name in files: lower case, stable.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Annotate => "annotate",
            Self::Relabel => "relabel",
            Self::Resize => "resize",
            Self::Fill => "fill",
            Self::Attribute => "attribute",
            Self::Note => "note",
            Self::Delete => "delete",
            Self::Relate => "relate",
            Self::Record => "record",
            Self::About => "about",
            Self::Reanchor => "reanchor",
            Self::Merge => "merge",
            Self::Accept => "accept",
            Self::Import => "import",
        }
    }

    /// Returns the act of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == name)
    }
}

/// Whether an act is new, or takes an earlier one back, or does it again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ActKind {
    #[default]
    New,
    /// The changes are the inverse of the act undone.
    Undo,
    /// The changes are those of the act undone before.
    Redo,
}

/// The changes of one act: all are applied, or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    pub act: Act,
    pub changes: Vec<Change>,
}

/// Why a transaction doesn't fit the set; the set is as it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ApplyError {
    #[error(transparent)]
    Set(#[from] SetError),
    #[error("{0} is not as it was when the change was made")]
    Outdated(String),
}

impl Transaction {
    pub fn new(act: Act, changes: Vec<Change>) -> Self {
        Self { act, changes }
    }

    /// Returns the transaction that takes this one back: the inverse changes, last first.
    pub fn inverse(&self) -> Self {
        Self { act: self.act, changes: self.changes.iter().rev().map(Change::inverse).collect() }
    }

    /// Applies all changes, or none.
    ///
    /// # Errors
    ///
    /// Where an item to insert is there already, or one to replace or remove isn't there as it was.
    pub fn apply(&self, set: &mut AnnotationSet) -> Result<(), ApplyError> {
        for (done, change) in self.changes.iter().enumerate() {
            if let Err(error) = apply_one(change, set) {
                for change in self.changes[..done].iter().rev() {
                    apply_one(&change.inverse(), set).expect("a change just made can be taken back");
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

fn apply_one(change: &Change, set: &mut AnnotationSet) -> Result<(), ApplyError> {
    match change {
        Change::Insert(item) => set.insert(item)?,
        Change::Remove(item) => {
            expect_current(item, set)?;
            set.remove(item)?;
        }
        Change::Replace { before, after } => {
            expect_current(before, set)?;
            set.replace(after)?;
        }
    }
    Ok(())
}

fn expect_current(item: &Item, set: &AnnotationSet) -> Result<(), ApplyError> {
    match set.current(item) {
        Some(current) if current == *item => Ok(()),
        Some(_) => Err(ApplyError::Outdated(item.id().map_or_else(String::new, ToString::to_string))),
        None => Err(match item.id() {
            Some(id) => SetError::Missing(id.clone()).into(),
            None => SetError::AboutStays.into(),
        }),
    }
}
