//! The integration tests, in one binary, so that it links once.
#![allow(clippy::disallowed_methods, reason = "tests make the files that they test with")]

mod architecture;
mod cli;
mod edit;
mod edit_random;
mod exchange;
mod faults;
mod format;
mod generate;
mod journal;
mod json_schema;
mod kill;
mod load;
mod marked;
mod merge;
#[cfg(feature = "typeset")]
mod picture;
mod reanchor;
mod record;
mod session;
mod store;
#[cfg(feature = "typeset")]
mod typeset;
#[cfg(feature = "gui")]
mod window;
mod words;
