//! `hashiya render`: an article's page as a picture.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::output::{Failure, Status, note};
use crate::settings::Language;
use crate::store::{self, Opened};

/// Draws an article with its annotations.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The article, or its record.
    article: PathBuf,
    /// The picture; its ending (png, svg) says of what kind.
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
    /// The family that the article is set in, such as Noto Nastaliq Urdu.
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// The size of the article's text in points.
    #[arg(long, value_name = "POINTS", value_parser = length)]
    size: Option<f32>,
    /// The language of the cards in the margin.
    #[arg(long, value_enum, default_value_t = CardLanguage::Ar)]
    language: CardLanguage,
    /// The encoding of the article, where it is not UTF-8.
    #[arg(long)]
    encoding: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Theme {
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CardLanguage {
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

/// The kinds of pictures, by the ending of their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Png,
    Svg,
}

impl Form {
    fn of(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match ending.as_str() {
            "png" => Ok(Self::Png),
            "svg" => Ok(Self::Svg),
            _ => Err(Failure::new(format!("Cannot tell the picture's kind\nFile: {}", path.display()))
                .hint("End its name in .png or .svg.")),
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let form = Form::of(&arguments.output)?;
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
fn draw(opened: Opened, arguments: &Arguments, form: Form) -> Result<Vec<u8>, Failure> {
    use std::sync::Arc;

    use crate::picture::{self, Options};
    use crate::session::Open;

    let book = crate::typeset::FontBook::bundled();
    let usual = Options::default();
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
        family,
        size: arguments.size.unwrap_or(usual.size),
        line_height: usual.line_height,
        measure: usual.measure,
        layers: arguments.layers.clone(),
        language: arguments.language.into(),
    };
    let path = opened.path.display().to_string();
    let open = Open::new(opened.path, opened.document, Arc::unwrap_or_clone(opened.schema), opened.set);
    let picture = match form {
        Form::Png => picture::png(&open, &options, &book),
        Form::Svg => picture::svg(&open, &options, &book).map(String::into_bytes),
    };
    picture.map_err(|error| Failure::new(format!("{error}\nFile: {path}")).hint(error.hint()))
}

#[cfg(not(feature = "typeset"))]
fn draw(opened: Opened, _: &Arguments, _: Form) -> Result<Vec<u8>, Failure> {
    let article = opened.path.display();
    Err(Failure::new(format!("This build draws no pages\nFile: {article}"))
        .hint("Build it with the feature `typeset`."))
}

fn length(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(length) if length.is_finite() && length > 0.0 && length <= 20_000.0 => Ok(length),
        _ => Err("a number above 0 and up to 20000 is needed".to_owned()),
    }
}
