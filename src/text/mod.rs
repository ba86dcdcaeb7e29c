//! What is read: the canonical text, its offsets, directions and segments.

mod direction;
mod offset;

pub use direction::Direction;
pub use offset::{ByteOffset, CharOffset, Span, Utf16Offset};
