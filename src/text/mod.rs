//! What is read: the canonical text, its offsets, paragraphs, directions and segments.

mod control;
mod decode;
mod direction;
mod document;
pub mod fold;
mod hash;
mod language;
mod offset;
mod offset_map;
mod search;
pub mod segment;

pub use control::{CONTROLS, control_name};
pub use decode::{DecodeError, Decoded, MAX_BYTES, Newline, PlainText, decode, decode_as};
pub use direction::Direction;
pub use document::{Document, Outline, Paragraph};
pub use hash::sha256_hex;
pub use language::guess_language;
pub use offset::{ByteOffset, CharOffset, Span, Utf16Offset};
pub use offset_map::OffsetMap;
pub use search::Searchable;
