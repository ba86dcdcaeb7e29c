//! Hashiya (حاشية, the gloss in a manuscript's margin): annotating right-to-left news articles.

#[cfg(feature = "typeset")]
pub mod page;
pub mod text;
#[cfg(feature = "typeset")]
pub mod typeset;
#[cfg(feature = "gui")]
pub mod ui;
