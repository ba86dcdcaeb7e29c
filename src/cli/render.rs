//! `hashiya render`: an article's page as a picture.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::output::{Failure, Status, note};
use crate::format::Format;
use crate::settings::Language;
use crate::store::{self, Opened};

/// Draws an article with its annotations.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The article, or its record.
    article: PathBuf,
    /// The page; its ending (png, svg, pdf, html) says of what kind.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The width of the page in points.
    #[arg(long, value_name = "POINTS", default_value_t = 900.0, value_parser = length, allow_negative_numbers = true)]
    width: f32,
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    theme: Theme,
    /// How many pixels a point has.
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = length, allow_negative_numbers = true)]
    scale: f32,
    /// The layers to show, with commas between; all of them without this.
    #[arg(long, value_delimiter = ',', value_name = "LAYER")]
    layers: Option<Vec<String>>,
    /// The family that the article is set in, such as Amiri; without it, the one that suits its language.
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// The size of the article's text in points.
    #[arg(long, value_name = "POINTS", value_parser = length)]
    size: Option<f32>,
    /// Show signs where invisible characters are.
    #[arg(long)]
    controls: bool,
    /// The language of the cards in the margin.
    #[arg(long, value_enum, default_value_t = CardLanguage::Ar)]
    language: CardLanguage,
    /// Let an HTML page bring the family that the article is set in.
    #[arg(long)]
    embed_font: bool,
    /// The encoding of the article, where it is not UTF-8.
    #[arg(long)]
    encoding: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Theme {
    Light,
    Dark,
}

/// The language of cards and legends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CardLanguage {
    Ar,
    En,
}

impl From<CardLanguage> for Language {
    fn from(language: CardLanguage) -> Self {
        match language {
            CardLanguage::Ar => Self::Arabic,
            CardLanguage::En => Self::English,
        }
    }
}

/// Returns the kind of page that a file's ending names.
fn kind_of(path: &Path) -> Result<Format, Failure> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let kinds = Format::ALL.into_iter().filter(|format| format.is_drawn());
    kinds.clone().find(|format| format.ending() == ending).ok_or_else(|| {
        let endings: Vec<String> = kinds.map(|format| format!(".{}", format.ending())).collect();
        Failure::new(format!("Cannot tell the picture's kind\nFile: {}", path.display()))
            .hint(format!("End its name in one of {}.", endings.join(", ")))
    })
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let form = kind_of(&arguments.output)?;
    let opened = store::open(&arguments.article, arguments.encoding.as_deref(), None)?;
    for problem in &opened.problems {
        note(&format!("warning: {problem}"));
    }
    let layers = arguments.layers.iter().flatten();
    if let Some(unknown) = layers.clone().find(|layer| opened.schema.layer(layer).is_none()) {
        let known: Vec<_> = opened.schema.layers.iter().map(|layer| layer.id.as_str()).collect();
        return Err(Failure::new(format!("The schema has no layer {unknown}"))
            .hint(format!("Its layers are {}.", known.join(", "))));
    }
    let status = if opened.problems.is_empty() { Status::Done } else { Status::Problems };
    let picture = draw(opened, arguments, form)?;
    store::write_atomic(&arguments.output, &picture).map_err(|error| {
        Failure::new(format!("Cannot write the picture: {error}\nFile: {}", arguments.output.display()))
            .hint("Check that the folder is there and open to you.")
    })?;
    Ok(status)
}

/// Draws the page in the form asked for, in the bundled fonts alone: the same on every machine.
#[cfg(feature = "typeset")]
fn draw(opened: Opened, arguments: &Arguments, form: Format) -> Result<Vec<u8>, Failure> {
    use std::sync::Arc;

    use crate::picture::{self, Options};
    use crate::session::Open;
    use crate::settings::Settings;

    let book = crate::typeset::FontBook::bundled();
    let settings = Settings::default();
    let usual = Options::of(&settings, &opened.set.about().language);
    let family = arguments.family.clone().unwrap_or(usual.family);
    let families = book.families();
    if !families.contains(&family) {
        return Err(Failure::new(format!("There is no family {family} among the fonts"))
            .hint(format!("They are {}.", families.join(", "))));
    }
    let options = Options {
        width: arguments.width,
        scale: arguments.scale,
        dark: arguments.theme == Theme::Dark,
        line_height: settings.line_height_in(&family),
        family,
        size: arguments.size.unwrap_or(usual.size),
        measure: usual.measure,
        layers: arguments.layers.clone(),
        controls: arguments.controls,
        language: arguments.language.into(),
        embed_font: arguments.embed_font,
    };
    let path = opened.path.display().to_string();
    let open = Open::new(opened.path, opened.document, Arc::unwrap_or_clone(opened.schema), opened.set);
    picture::draw(form, &open, &options, &book)
        .map_err(|error| Failure::new(format!("{error}\nFile: {path}")).hint(error.hint()))
}

#[cfg(not(feature = "typeset"))]
fn draw(opened: Opened, _: &Arguments, _: Format) -> Result<Vec<u8>, Failure> {
    let article = opened.path.display();
    Err(Failure::new(format!("This build draws no pages\nFile: {article}"))
        .hint("Build it with the feature `typeset`."))
}

/// Reads a length in points.
pub(super) fn length(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(length) if length.is_finite() && length > 0.0 && length <= 20_000.0 => Ok(length),
        _ => Err("a number above 0 and up to 20000 is needed".to_owned()),
    }
}
