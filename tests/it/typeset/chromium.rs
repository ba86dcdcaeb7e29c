//! Lines and boxes held against what Chromium made of the same text, fonts, size and width.
//!
//! `scripts/compare-chromium --record` made the recordings. A range that is known to differ names
//! the cause, which docs/typesetting.md explains.

use std::path::Path;

use hashiya::text::Direction;
use hashiya::typeset::{ParagraphLayout, Rect, TextStyle};
use serde::Deserialize;

use crate::typeset::typesetter;

/// How far an edge may lie from Chromium's, in points; recordings are rounded to tenths.
const TOLERANCE: f32 = 1.05;
/// Pieces nearer than this are one, as in the recordings.
const TOUCHING: f32 = 0.1;

#[derive(Deserialize)]
struct Recording {
    sample: Option<String>,
    text: Option<String>,
    settings: Vec<Setting>,
}

#[derive(Deserialize)]
struct Setting {
    font: String,
    size: f32,
    width: f32,
    line_height: f32,
    /// How far below the top of a line its baseline lies.
    baseline: f32,
    /// For each paragraph, the code points at which its lines begin.
    lines: Vec<Vec<usize>>,
    known_breaks: Vec<usize>,
    ranges: Vec<Range>,
}

#[derive(Deserialize)]
struct Range {
    /// Code points of the whole text.
    at: [usize; 2],
    /// A paragraph's number, and the edges from its top left.
    boxes: Vec<(usize, f32, f32, f32, f32)>,
    known: Option<String>,
}

struct Paragraph {
    /// In code points of the whole text.
    start: usize,
    text: String,
    layout: ParagraphLayout,
}

impl Paragraph {
    fn byte(&self, code_point: usize) -> usize {
        let starts = self.text.char_indices().map(|(start, _)| start);
        starts.chain([self.text.len()]).nth(code_point - self.start).expect("the place is in the paragraph")
    }

    fn code_point(&self, byte: usize) -> usize {
        self.start + self.text[..byte].chars().count()
    }
}

fn set(text: &str, setting: &Setting) -> Vec<Paragraph> {
    let style = TextStyle {
        family: setting.font.as_str().into(),
        size: setting.size,
        line_height: setting.line_height,
        bold: false,
    };
    let mut typesetter = typesetter();
    let mut direction = Direction::first_strong(text).unwrap_or(Direction::LeftToRight);
    let mut start = 0;
    let set = text.split('\n').map(|text| {
        direction = Direction::first_strong(text).unwrap_or(direction);
        let layout = typesetter.paragraph(text, &style, Some(setting.width), direction);
        let paragraph = Paragraph { start, text: text.to_owned(), layout };
        start += text.chars().count() + 1;
        paragraph
    });
    set.collect()
}

fn pieces(boxes: Vec<Rect>) -> Vec<Rect> {
    let mut pieces: Vec<Rect> = Vec::new();
    for rect in boxes {
        match pieces.last_mut() {
            Some(last) if last.y0 == rect.y0 && rect.x0 - last.x1 < TOUCHING => last.x1 = rect.x1,
            _ => pieces.push(rect),
        }
    }
    if pieces.iter().any(|it| it.width() > TOUCHING) {
        pieces.retain(|it| it.width() > TOUCHING);
    }
    pieces
}

fn near(ours: &[Rect], theirs: &[Rect]) -> bool {
    let apart = |one: f32, other: f32| (one - other).abs() > TOLERANCE;
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|(one, other)| {
            !(apart(one.x0, other.x0)
                || apart(one.y0, other.y0)
                || apart(one.x1, other.x1)
                || apart(one.y1, other.y1))
        })
}

/// Returns how many lines and ranges were compared, and how many were known to differ.
fn hold(name: &str) -> [usize; 3] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("the file is there");
    let recording: Recording = serde_json::from_str(&read(&format!("tests/fixtures/geometry/{name}.json")))
        .expect("it is a recording");
    let text = recording.text.unwrap_or_else(|| {
        let sample = recording.sample.expect("a recording has a text or names a sample");
        read(&format!("assets/samples/{sample}"))
    });
    let mut counts = [0; 3];
    for setting in recording.settings {
        let paragraphs = set(&text, &setting);
        let place = format!("{name}, {} at {}", setting.font, setting.width);
        assert_eq!(paragraphs.len(), setting.lines.len(), "{place}");
        for line in paragraphs.iter().flat_map(|it| &it.layout.lines) {
            let baseline = line.baseline - line.top;
            assert!((baseline - setting.baseline).abs() < TOLERANCE, "{place}: {baseline}");
        }
        for (paragraph, theirs) in paragraphs.iter().zip(&setting.lines) {
            let end = paragraph.start + paragraph.text.chars().count();
            if paragraph.text.is_empty() {
                continue;
            }
            if setting.known_breaks.iter().any(|it| (paragraph.start..end).contains(it)) {
                counts[2] += 1;
                continue;
            }
            let ours: Vec<usize> = paragraph
                .layout
                .lines
                .iter()
                .map(|it| paragraph.code_point(it.text.start as usize))
                .collect();
            assert_eq!(&ours, theirs, "lines of {place}: {}", paragraph.text);
            counts[0] += ours.len();
        }
        for range in &setting.ranges {
            let [start, end] = range.at;
            let number = paragraphs.partition_point(|it| it.start <= start) - 1;
            let paragraph = &paragraphs[number];
            let (first, last) = (paragraph.byte(start), paragraph.byte(end));
            let ours = pieces(paragraph.layout.boxes(first..last));
            let theirs = range.boxes.iter().map(|&(of, x0, y0, x1, y1)| {
                assert_eq!(of, number, "{place}: a range lies in one paragraph");
                Rect { x0, y0, x1, y1 }
            });
            if range.known.is_some() {
                counts[2] += 1;
                continue;
            }
            let theirs: Vec<Rect> = theirs.collect();
            let words = &paragraph.text[first..last];
            assert!(near(&ours, &theirs), "{place} {:?} {words}\n{ours:?}\n{theirs:?}", range.at);
            counts[1] += 1;
        }
    }
    counts
}

#[test]
fn arabic_stands_as_in_chromium() {
    assert_eq!(hold("port-project")[2], 0);
}

#[test]
fn persian_stands_as_in_chromium() {
    assert_eq!(hold("library-night.fa")[2], 0);
}

#[test]
fn hebrew_stands_as_in_chromium() {
    assert_eq!(hold("coastal-reserve.he")[2], 0);
}

#[test]
fn urdu_stands_as_in_chromium() {
    assert_eq!(hold("river-school.ur")[2], 0);
}

#[test]
fn mixed_text_stands_as_in_chromium() {
    let [lines, ranges, known] = hold("mixed-text");
    assert!(lines > 500 && ranges > 500, "{lines} {ranges}");
    assert_eq!(known, 0);
}
