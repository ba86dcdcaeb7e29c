//! Prints where the lines of an article and the boxes of spans stand, as JSON.
//!
//! The outcome can be held against a browser's: the same font files in the same order of fallback,
//! the same size, line height and width give the same lines and, for a range of the text, the same
//! rectangles. Offsets are code points of the text without its byte order mark, all line ends as
//! `\n`; lengths are points from the column's top left. Paragraphs are stacked without gaps, and an
//! empty one takes no room.

#![allow(clippy::disallowed_methods, reason = "an example reads the files that it is given")]

use std::path::PathBuf;

use clap::Parser;
use hashiya::text::{Direction, Span};
use hashiya::typeset::{
    BUNDLED_FONTS, Column, FontBook, ParagraphSource, TextStyle, Typesetter, family_stack,
};
use serde_json::{Value, json};

#[derive(Parser)]
#[command(about = "Prints where the lines of an article and the boxes of spans stand, as JSON")]
struct Arguments {
    /// The article, a UTF-8 text
    article: PathBuf,
    /// The column's width in points
    #[arg(long, value_parser = positive)]
    width: f32,
    /// The font size in points
    #[arg(long, value_parser = positive)]
    size: f32,
    /// The preferred font family
    #[arg(long, default_value = "Noto Naskh Arabic")]
    font: String,
    /// The height of a line in points; 1.9 times the size unless given
    #[arg(long, value_parser = positive)]
    line_height: Option<f32>,
    /// A JSON file with a list of [start, end] pairs in code points
    #[arg(long)]
    spans: Option<PathBuf>,
}

fn positive(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err("it must be a number above zero".to_owned()),
    }
}

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("Error: {error}");
        std::process::exit(1);
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let text = canonical(&read(&arguments.article)?);
    let offsets = Offsets::new(&text);
    let spans = match &arguments.spans {
        Some(path) => read_spans(path, &offsets)?,
        None => Vec::new(),
    };
    let style = TextStyle {
        family: arguments.font.as_str().into(),
        size: arguments.size,
        line_height: arguments.line_height.unwrap_or(arguments.size * 1.9),
        bold: false,
    };
    let mut column = Column::new(paragraphs(&text), style, arguments.width, 0.0);
    let count = column.paragraphs().len();
    column.ensure(0..count, &text, &mut Typesetter::new(FontBook::bundled()));
    let set: Vec<Value> = (0..count).map(|index| paragraph(&column, index, &offsets)).collect();
    let boxes: Vec<Value> = spans
        .iter()
        .map(|span| {
            let rects = column.boxes(*span, f32::NEG_INFINITY..f32::INFINITY);
            let rects: Vec<Value> =
                rects.iter().map(|rect| json!([rect.x0, rect.y0, rect.x1, rect.y1])).collect();
            json!({
                "start": offsets.code_points(span.start.0),
                "end": offsets.code_points(span.end.0),
                "rects": rects,
            })
        })
        .collect();
    let report = json!({ "fonts": fonts(&arguments.font), "paragraphs": set, "spans": boxes });
    println!("{report}");
    Ok(())
}

fn paragraph(column: &Column, index: usize, offsets: &Offsets) -> Value {
    let source = column.paragraphs()[index];
    let start = source.span.start.0;
    let top = column.top(index);
    let lines = column.layout(index).map_or(&[][..], |layout| &layout.lines);
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "start": offsets.code_points(start + line.text.start as usize),
                "end": offsets.code_points(start + line.text.end as usize),
                "top": top + line.top,
                "bottom": top + line.bottom,
                "baseline": top + line.baseline,
            })
        })
        .collect();
    json!({
        "start": offsets.code_points(start),
        "end": offsets.code_points(source.span.end.0),
        "rtl": source.direction.is_rtl(),
        "lines": lines,
    })
}

/// Returns the regular face of each family in the order of fallback.
fn fonts(family: &str) -> Vec<Value> {
    let face = |name: &str| BUNDLED_FONTS.iter().find(|font| font.family == name);
    let faces = family_stack(family).into_iter().filter_map(face);
    faces.map(|font| json!({ "family": font.family, "file": font.file })).collect()
}

/// Splits the text at its line ends. A paragraph without a strong character takes the direction of
/// the one before, the first one that of the whole text.
fn paragraphs(text: &str) -> Vec<ParagraphSource> {
    let mut direction = Direction::first_strong(text).unwrap_or(Direction::LeftToRight);
    let mut start = 0;
    let mut paragraphs = Vec::new();
    for line in text.split('\n') {
        direction = Direction::first_strong(line).unwrap_or(direction);
        let span = Span::new(start, start + line.len());
        paragraphs.push(ParagraphSource { span, direction, scale: 1.0, bold: false });
        start = span.end.0 + 1;
    }
    paragraphs
}

fn canonical(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn read(path: &PathBuf) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("Cannot read the file: {error}\nFile: {}", path.display()))
}

fn read_spans(path: &PathBuf, offsets: &Offsets) -> Result<Vec<Span>, String> {
    let pairs: Vec<(usize, usize)> = serde_json::from_str(&read(path)?).map_err(|error| {
        format!("The spans are no list of [start, end]: {error}\nFile: {}", path.display())
    })?;
    let span = |(start, end): (usize, usize)| match (offsets.byte(start), offsets.byte(end)) {
        (Some(first), Some(last)) if start <= end => Ok(Span::new(first, last)),
        _ => Err(format!(
            "The span [{start}, {end}] is not in the text of {} code points\nFile: {}",
            offsets.starts.len() - 1,
            path.display()
        )),
    };
    pairs.into_iter().map(span).collect()
}

/// Code points and bytes of one text.
struct Offsets {
    /// The byte at which each code point starts, and the text's length.
    starts: Vec<usize>,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let starts = text.char_indices().map(|(start, _)| start).chain([text.len()]);
        Self { starts: starts.collect() }
    }

    fn code_points(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start < byte)
    }

    fn byte(&self, code_point: usize) -> Option<usize> {
        self.starts.get(code_point).copied()
    }
}
