//! Finding again, in a text that was changed, what was marked in it before.
//!
//! What is surely the same place is kept or moved; what merely looks like it is doubtful, and what is not
//! found is lost. Nothing is dropped: a person decides about the latter two.

mod align;
mod candidate;
mod find;
mod frame;
mod shift;

pub use candidate::{Candidate, Candidates, OldWords};
pub use find::{Finder, Found, Outcome};
pub use frame::{Counts, Reanchored, reanchor, reanchor_by};
pub use shift::Shift;
