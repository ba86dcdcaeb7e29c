//! Hashiya (حاشية, the gloss in a manuscript's margin): annotating right-to-left news articles.

pub mod text;
#[cfg(feature = "typeset")]
pub mod typeset;
