//! `hashiya render`: an article's page as a picture.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::output::{Failure, Status, note};
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
    /// The encoding of the article, where it is not UTF-8.
    #[arg(long)]
    encoding: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Theme {
    Light,
    Dark,
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
    let picture = draw(&opened, arguments, form)?;
    store::write_atomic(&arguments.output, &picture).map_err(|error| {
        Failure::new(format!("Cannot write the picture: {error}\nFile: {}", arguments.output.display()))
            .hint("Check that the folder is there and open to you.")
    })?;
    Ok(if opened.problems.is_empty() { Status::Done } else { Status::Problems })
}

/// Draws the page in the form asked for.
fn draw(opened: &Opened, arguments: &Arguments, form: Form) -> Result<Vec<u8>, Failure> {
    let article = opened.path.display();
    let Arguments { width, scale, theme, .. } = arguments;
    Err(Failure::new(format!(
        "This build draws no pages ({form:?}, {theme:?}, {width} points at {scale})\nFile: {article}"
    ))
    .hint("Build it with the feature `typeset`."))
}

fn length(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(length) if length.is_finite() && length > 0.0 && length <= 20_000.0 => Ok(length),
        _ => Err("a number above 0 and up to 20000 is needed".to_owned()),
    }
}
