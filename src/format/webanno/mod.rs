//! WebAnno TSV 3.3, INCEpTION's format of tokens: columns for each layer's features, offsets in UTF-16 code units.

mod escape;
mod head;
mod instance;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// What the first line begins with.
const FORMAT: &str = "#FORMAT=WebAnno TSV ";

/// Tells whether a text is the beginning of such a file.
pub(super) fn is_file(text: &str) -> bool {
    text.starts_with(FORMAT)
}
