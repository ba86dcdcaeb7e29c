//! How annotations change: changes with their inverse, the history of them, and what annotators mean
//! by their acts.

mod change;
mod conflict;
mod history;
mod intent;
mod merge;
mod remove;
mod shape;

pub use change::{Act, ActKind, ApplyError, Change, Transaction};
pub use conflict::{FieldValue, Side, field_value};
pub use history::History;
pub use intent::{Author, Edit, Filling};
pub use merge::{Merge, merge, unite};
pub use shape::{Edge, Step};
