//! One document written in a format: by `format`, which knows sets and bytes alone.
//!
//! A format whose writer needs the page (its lines, its marks, its fonts) is written here too: this is the
//! one place that sees both a document with its set and, with the feature `typeset`, `page` and `picture`.

use std::convert::Infallible;
#[cfg(feature = "typeset")]
use std::sync::{Arc, LazyLock};

#[cfg(not(feature = "typeset"))]
use crate::exchange::ExchangeError;
use crate::exchange::choose::Chosen;
use crate::format::{self, Exported, Format, Loss, Options, Source};
#[cfg(feature = "typeset")]
use crate::picture;
use crate::store::{self, Contents, Folders};
#[cfg(feature = "typeset")]
use crate::typeset::FontBook;

/// A document opened to be exported.
pub(super) fn open(chosen: &Chosen, folders: &Folders) -> Result<Contents, String> {
    let opened = store::read_among(&chosen.record, folders).map_err(|error| error.to_string())?;
    if opened.is_damaged {
        let first = opened.problems.first().map(ToString::to_string).unwrap_or_default();
        return Err(format!("The record is damaged: {first}"));
    }
    Ok(opened)
}

/// Writes one document.
///
/// # Errors
///
/// Where it is to be a page that can't be drawn.
pub(super) fn write(
    format: Format,
    name: &str,
    opened: &Contents,
    options: &Options,
) -> Result<Exported, String> {
    let source = Source { name, document: &opened.document, set: &opened.set, schema: &opened.schema };
    if format.is_drawn() {
        drawn(format, &source, options)
    } else {
        Ok(format::export(format, &source, options))
    }
}

/// Returns what the format can't carry; nothing is drawn for that.
pub(super) fn losses(format: Format, name: &str, opened: &Contents, options: &Options) -> Vec<Loss> {
    let source = Source { name, document: &opened.document, set: &opened.set, schema: &opened.schema };
    if !format.is_drawn() {
        return format::export(format, &source, options).losses;
    }
    let nothing = |_: &Source<'_>| Ok::<_, Infallible>(Vec::new());
    let Ok(exported) = format::drawn(format, &source, options, nothing);
    exported.losses
}

/// Draws a page in the bundled fonts alone: the same on every machine.
#[cfg(feature = "typeset")]
fn drawn(format: Format, source: &Source<'_>, options: &Options) -> Result<Exported, String> {
    static BOOK: LazyLock<Arc<FontBook>> = LazyLock::new(FontBook::bundled);
    let page = picture::Options::default();
    let drawn = picture::export(format, source, options, &page, &BOOK);
    drawn.map_err(|error| format!("{error}. {}", error.hint()))
}

#[cfg(not(feature = "typeset"))]
fn drawn(format: Format, _: &Source<'_>, _: &Options) -> Result<Exported, String> {
    Err(ExchangeError::NotDrawn(format.name()).to_string())
}

/// Returns how many annotations of the layers asked for there are.
pub(super) fn annotations(opened: &Contents, options: &Options) -> usize {
    let layers = options.layers.as_ref();
    opened.set.iter().filter(|one| layers.is_none_or(|layers| layers.contains(&one.layer))).count()
}
