//! The article's page as a picture: PNG, SVG, PDF and HTML, without a window and without a GPU.
//!
//! The first three draw the display list of [`Page`](crate::page::Page), the letters of its layouts and the cards in
//! its margin, as the window does; HTML leaves the letters to the browser. The same article, options and fonts give the same bytes.

mod export;
mod form;
mod html;
mod outline;
mod pdf;
mod png;
mod scene;
mod svg;
mod xml;

use std::sync::Arc;

use crate::session::Open;
use crate::settings::{Language, Settings};
use crate::typeset::FontBook;

pub use export::{draw, export};

use scene::Scene;

/// How a page is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The width of the page in points.
    pub width: f32,
    /// How many pixels a point has; an SVG has no pixels.
    pub scale: f32,
    pub dark: bool,
    /// The family that the article is set in.
    pub family: String,
    /// The size of the article's text in points.
    pub size: f32,
    /// The line height as a multiple of the size.
    pub line_height: f32,
    /// The widest column, in ems of the text size.
    pub measure: f32,
    /// The layers whose annotations are shown; `None` shows all.
    pub layers: Option<Vec<String>>,
    /// Whether signs stand where invisible characters are.
    pub controls: bool,
    /// The language of the cards.
    pub language: Language,
    /// Whether an HTML page brings the typeface that the article is set in.
    pub embed_font: bool,
}

impl Options {
    /// Returns the options that draw a page in a language as a person with these settings reads it, in
    /// light colours.
    pub fn of(settings: &Settings, language: &str) -> Self {
        let family = settings.family(language);
        Self {
            width: 900.0,
            scale: 2.0,
            dark: false,
            family: family.to_owned(),
            size: settings.size,
            line_height: settings.line_height_in(family),
            measure: settings.measure,
            layers: None,
            controls: settings.show_controls,
            language: settings.language.unwrap_or_default(),
            embed_font: false,
        }
    }

    fn check(&self) -> Result<(), PictureError> {
        let lengths = [
            ("width", self.width),
            ("scale", self.scale),
            ("text size", self.size),
            ("line height", self.line_height),
            ("measure", self.measure),
        ];
        match lengths.into_iter().find(|(_, value)| !value.is_finite() || *value <= 0.0) {
            Some((name, value)) => Err(PictureError::Option { name, value }),
            None => Ok(()),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::of(&Settings::default(), "ar")
    }
}

/// The most pixels that a PNG may have: 2²⁶, which take 256 MiB while it is drawn.
pub const MAX_PIXELS: u64 = 1 << 26;
/// The most pixels that a PNG may have from side to side or from top to bottom; many programs open no
/// larger one.
pub const MAX_SIDE: u64 = 65_535;

/// Why a page could not be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PictureError {
    #[error("The page's {name} must be a number above 0, and is {value}")]
    Option { name: &'static str, value: f32 },
    #[error(
        "The picture is too large: {width} × {height} pixels at least, where the limit is {MAX_PIXELS} in all \
         and {MAX_SIDE} on a side"
    )]
    TooLarge { width: u64, height: u64 },
    #[error("The picture cannot be encoded: {0}")]
    Encode(String),
}

impl PictureError {
    /// Returns what can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Option { .. } => "Leave it out to have the usual value.",
            Self::TooLarge { .. } => "Draw it at a smaller scale, or as SVG, which has no such limit.",
            Self::Encode(_) => "Draw it as SVG.",
        }
    }
}

/// Draws the article's page as a PNG.
///
/// # Errors
///
/// Where an option is no length, or where the page is larger than [`MAX_PIXELS`] and [`MAX_SIDE`] allow,
/// which is found out before the memory is taken.
pub fn png(open: &Open, options: &Options, book: &Arc<FontBook>) -> Result<Vec<u8>, PictureError> {
    options.check()?;
    let scene =
        Scene::new(open, options, book, |width, height| png::size(width, height, options.scale).map(|_| ()))?;
    png::draw(&scene, open.document.text(), options.scale, book)
}

/// Draws the article's page as an SVG: letters as outlines, so that it looks the same everywhere, and the
/// text itself over them, unseen, to be selected, searched and read aloud.
///
/// # Errors
///
/// Where an option is no length.
pub fn svg(open: &Open, options: &Options, book: &Arc<FontBook>) -> Result<String, PictureError> {
    options.check()?;
    let scene = Scene::new(open, options, book, |_, _| Ok(()))?;
    svg::draw(&scene, open, book)
}

/// Draws the article on sheets of A4, as wide as the page is: vector, with its text in the order of reading.
///
/// # Errors
///
/// Where an option is no length.
pub fn pdf(open: &Open, options: &Options, book: &Arc<FontBook>) -> Result<Vec<u8>, PictureError> {
    options.check()?;
    let scene = Scene::new(open, options, book, |_, _| Ok(()))?;
    pdf::draw(&scene, open, book)
}

/// Writes the article as a page of HTML that needs nothing beside it: marks are elements around the text, cards
/// stand beside its paragraphs, and a list of everything marked ends it.
///
/// # Errors
///
/// Where an option is no length.
pub fn html(open: &Open, options: &Options) -> Result<String, PictureError> {
    options.check()?;
    Ok(html::write(open, options))
}
