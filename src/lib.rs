//! Hashiya (حاشية, the gloss in a manuscript's margin): annotating right-to-left news articles.

pub mod anchor;
pub mod annotation;
#[cfg(feature = "gui")]
pub mod app;
pub mod cli;
pub mod edit;
pub mod exchange;
pub mod format;
pub mod i18n;
#[cfg(feature = "typeset")]
pub mod page;
#[cfg(feature = "typeset")]
pub mod picture;
pub mod schema;
pub mod session;
pub mod settings;
pub mod stats;
pub mod store;
pub mod text;
#[cfg(feature = "typeset")]
pub mod typeset;
#[cfg(feature = "gui")]
pub mod ui;
