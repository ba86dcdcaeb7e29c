//! Pages as export formats.

use std::sync::Arc;

use crate::format::{self, Exported, Format, Source};
use crate::picture::{self, Options, PictureError};
use crate::session::Open;
use crate::typeset::FontBook;

/// Draws one document in a format that is a page.
///
/// # Errors
///
/// Where the page can't be drawn: it is too large for a PNG.
pub fn export(
    format: Format,
    source: &Source<'_>,
    options: &format::Options,
    page: &Options,
    book: &Arc<FontBook>,
) -> Result<Exported, PictureError> {
    format::drawn(format, source, options, |source| {
        let (document, schema, set) = (source.document.clone(), source.schema.clone(), source.set.clone());
        let open = Open::new(source.name.into(), document, schema, set);
        draw(format, &open, page, book)
    })
}

/// Draws the page of an article in a format that is a page.
///
/// # Errors
///
/// As [`png`](picture::png), [`svg`](picture::svg), [`pdf`](picture::pdf) and [`html`](picture::html); and where the format is no page.
pub fn draw(
    format: Format,
    open: &Open,
    options: &Options,
    book: &Arc<FontBook>,
) -> Result<Vec<u8>, PictureError> {
    match format {
        Format::Html => picture::html(open, options).map(String::into_bytes),
        Format::Pdf => picture::pdf(open, options, book),
        Format::Png => picture::png(open, options, book),
        Format::Svg => picture::svg(open, options, book).map(String::into_bytes),
        other => Err(PictureError::Encode(format!("{} is no page", other.name()))),
    }
}
