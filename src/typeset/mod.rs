//! Text set in lines: shaping, bidi, line breaking, hit testing. It knows no colour and no window.
//!
//! [`Typesetter`] shapes a paragraph with parley and flattens the outcome to a [`ParagraphLayout`],
//! plain data that answers where a caret stands, what lies under a point, and which boxes cover a
//! range. Layouts depend on the text, the fonts, the size and the width: never on pixels, colours
//! or marks, so marking part of a joined word can't unjoin it.

mod column;
pub mod editor;
mod flatten;
mod font;
mod history;
mod hit;
mod layout;
mod motion;
mod raster;
mod script;
mod set;
mod stack;
mod travel;

pub use column::{Anchor, Column, LayoutJob, ParagraphSource};
pub use editor::Editor;
pub use font::{BUNDLED_FONTS, BundledFont, Face, FontBook, FontId, family_stack};
pub use layout::{Affinity, Caret, Cluster, Glyph, GlyphRun, Line, Measured, ParagraphLayout, Rect};
pub use motion::Side;
pub use raster::{BINS, Bin, GlyphImage, Pixels, Rasterizer, Strike, quarters};
pub use set::{TextStyle, Typesetter};
pub use stack::{LineEdge, Placed, Stack, Vertical};
pub use travel::{Along, Motion, Selecting, Track, Way};
