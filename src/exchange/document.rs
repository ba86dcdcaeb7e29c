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
use crate::exchange::report::{Failed, Remedy};
use crate::format::{self, Exported, Format, Loss, Options, Source};
#[cfg(feature = "typeset")]
use crate::picture;
use crate::settings::Language;
#[cfg(feature = "typeset")]
use crate::settings::Settings;
use crate::store::{self, Contents, Folders, OpenError};
#[cfg(feature = "typeset")]
use crate::typeset::FontBook;

/// A document opened to be exported.
pub(super) fn open(chosen: &Chosen, folders: &Folders) -> Result<Contents, Failed> {
    let record = &chosen.record;
    let failed = |error: OpenError| Failed::new(record, error.to_string());
    let opened = store::read_among(record, folders).map_err(failed)?;
    if opened.is_damaged {
        let first = opened.problems.first().map(ToString::to_string).unwrap_or_default();
        return Err(Failed::of(record, format!("The record is damaged: {first}"), Remedy::SeeProblems));
    }
    Ok(opened)
}

/// How pages are drawn, in formats that are pages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Page {
    /// The language of cards and legends; `None` is Arabic.
    pub language: Option<Language>,
    /// The width in points; `None` is the usual one.
    pub width: Option<f32>,
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
    page: Page,
) -> Result<Exported, String> {
    let source = Source { name, document: &opened.document, set: &opened.set, schema: &opened.schema };
    if format.is_drawn() {
        drawn(format, &source, options, page)
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

/// Draws a page in the bundled fonts alone, in the one that suits the document's language: the same on every machine.
#[cfg(feature = "typeset")]
fn drawn(format: Format, source: &Source<'_>, options: &Options, page: Page) -> Result<Exported, String> {
    static BOOK: LazyLock<Arc<FontBook>> = LazyLock::new(FontBook::bundled);
    let usual = picture::Options::of(&Settings::default(), &source.set.about().language);
    let drawn = picture::Options {
        width: page.width.unwrap_or(usual.width),
        language: page.language.unwrap_or(usual.language),
        ..usual
    };
    picture::export(format, source, options, &drawn, &BOOK)
        .map_err(|error| format!("{error}. {}", error.hint()))
}

#[cfg(not(feature = "typeset"))]
fn drawn(format: Format, _: &Source<'_>, _: &Options, _: Page) -> Result<Exported, String> {
    Err(ExchangeError::NotDrawn(format.name()).to_string())
}

/// Returns how many annotations of the layers asked for there are.
pub(super) fn annotations(opened: &Contents, options: &Options) -> usize {
    let layers = options.layers.as_ref();
    opened.set.iter().filter(|one| layers.is_none_or(|layers| layers.contains(&one.layer))).count()
}
