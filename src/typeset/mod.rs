//! Text set in lines: shaping, bidi, line breaking, hit testing. It knows no colour and no window.

mod font;
mod layout;

pub use font::FontId;
pub use layout::{Affinity, Caret, Cluster, Glyph, GlyphRun, Line, ParagraphLayout, Rect};
