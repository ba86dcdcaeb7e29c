//! What was marked: annotations, relations, entity records, and the set that holds them.

mod check;
mod conflict;
mod cycle;
mod index;
mod item;
mod order;
mod set;

pub use check::{Problem, ProblemCode, Severity, check, undecided};
pub use conflict::Conflict;
pub use index::{Handle, IntervalIndex, Mark};
pub use item::{
    About, Anchor, AnchorState, Annotation, EntityRecord, Extra, Fragments, Id, Item, Origin, Provenance,
    Relation, Status,
};
pub use set::{AnnotationSet, SetBuilder, SetError, Snapshot};
