//! The integration tests, in one binary, so that it links once.
#![allow(clippy::disallowed_methods, reason = "tests make the files that they test with")]

mod acts;
mod answers;
mod architecture;
mod bad_input;
mod cli;
mod edit;
mod edit_random;
mod exchange;
mod exchange_engine;
mod exchange_session;
#[cfg(feature = "gui")]
mod exchange_window;
#[cfg(feature = "typeset")]
mod faithful;
mod faults;
mod format;
mod fuzz;
mod generate;
#[cfg(feature = "typeset")]
mod joined;
mod journal;
mod json_schema;
#[cfg(feature = "gui")]
mod keyboard;
mod kill;
mod live;
mod load;
mod marked;
mod merge;
#[cfg(feature = "typeset")]
mod pages;
#[cfg(feature = "typeset")]
mod picture;
mod properties;
#[path = "../../benches/support/random.rs"]
mod random;
mod reanchor;
mod record;
mod review;
#[cfg(feature = "gui")]
mod screen_reader;
#[cfg(feature = "gui")]
mod screens;
mod session;
mod stats;
mod store;
#[cfg(feature = "typeset")]
mod typeset;
#[cfg(feature = "gui")]
mod window;
mod words;
