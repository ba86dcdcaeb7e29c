//! The fonts: the bundled families, the system's behind them, and a number for each face in use.

/// A face in use; the number is an index into the font book that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontId(pub u16);
