//! One document written in a format: by `format`, which knows sets and bytes alone.
//!
//! A format whose writer needs the page (its lines, its marks, its fonts) is written here too: this is the
//! one place that sees both a document with its set and, with the feature `typeset`, `page` and `picture`.

use crate::exchange::choose::Chosen;
use crate::format::{self, Exported, Format, Options, Source};
use crate::store::{self, Folders, Opened, ReadOnly};

/// A document opened to be exported.
pub(super) fn open(chosen: &Chosen, folders: &Folders) -> Result<Opened, String> {
    let opened = store::open_among(&chosen.record, None, None, folders).map_err(|error| error.to_string())?;
    if opened.target.read_only == Some(ReadOnly::Damaged) {
        let first = opened.problems.first().map(ToString::to_string).unwrap_or_default();
        return Err(format!("The record is damaged: {first}"));
    }
    Ok(opened)
}

/// Writes one document.
pub(super) fn write(format: Format, name: &str, opened: &Opened, options: &Options) -> Exported {
    let source = Source { name, document: &opened.document, set: &opened.set, schema: &opened.schema };
    format::export(format, &source, options)
}

/// Returns how many annotations of the layers asked for there are.
pub(super) fn annotations(opened: &Opened, options: &Options) -> usize {
    let layers = options.layers.as_ref();
    opened.set.iter().filter(|one| layers.is_none_or(|layers| layers.contains(&one.layer))).count()
}
