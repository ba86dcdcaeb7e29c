//! A paragraph's lines as text runs, as AccessKit has them: one for each piece of a line that runs one way.

use egui::accesskit::{Node, NodeId, Rect, Role, TextDirection};

use crate::text::segment;
use crate::typeset::{Cluster, Line, ParagraphLayout};

/// A run as a screen reader is told of it.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: NodeId,
    /// Where the run begins, in bytes from the start of its paragraph.
    pub start: usize,
    /// The bytes of each of its characters, which are graphemes.
    pub lengths: Vec<u8>,
    pub node: Node,
}

/// How a paragraph is to be told.
pub struct Told<'a> {
    /// The paragraph's text, without the line break that ends it.
    pub text: &'a str,
    /// Whether a line break follows; a screen reader finds the end of a paragraph by it.
    pub ends_in_break: bool,
    pub rtl: bool,
    /// The width and height that the paragraph takes, in points.
    pub size: [f32; 2],
}

/// AccessKit counts the characters of a run, and the bytes of a character, in a byte.
const MOST: usize = u8::MAX as usize;
/// Edges nearer than this, in points, are one.
const NEAR: f32 = 0.5;

/// One character of a run: a grapheme, or a part of one that is longer than a byte can count.
#[derive(Clone, Copy)]
struct Character {
    start: usize,
    end: usize,
    left: f32,
    right: f32,
    rtl: bool,
}

impl Run {
    /// Returns the bytes of the run from the start of its paragraph.
    pub fn end(&self) -> usize {
        self.start + self.lengths.iter().map(|length| usize::from(*length)).sum::<usize>()
    }

    /// Returns the number of the character at `offset`, a byte of the paragraph; of the one that holds it.
    pub fn character_at(&self, offset: usize) -> usize {
        let mut end = self.start;
        let passed = |length: &&u8| {
            end += usize::from(**length);
            end <= offset
        };
        self.lengths.iter().take_while(passed).count()
    }

    /// Returns where character `number` begins, in bytes from the start of the paragraph.
    pub fn offset_of(&self, number: usize) -> usize {
        self.start + self.lengths.iter().take(number).map(|length| usize::from(*length)).sum::<usize>()
    }
}

/// Returns the runs of a paragraph in the order of its text; `id` gives each its identity by line and number.
///
/// Lengths are points from the paragraph's left top. A paragraph without letters has one run all the same,
/// for the caret to stand in.
pub fn runs(
    layout: Option<&ParagraphLayout>,
    told: &Told<'_>,
    id: impl Fn(usize, usize) -> NodeId,
) -> Vec<Run> {
    let lines = layout.map_or(&[][..], |layout| &layout.lines);
    let words: Vec<usize> = segment::words(told.text).map(|word| word.start).collect();
    let mut runs = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut characters = characters(layout.map_or(&[], |layout| layout.line_clusters(line)), told.text);
        if number + 1 == lines.len() && told.ends_in_break {
            characters.extend(line_break(characters.last().copied(), told));
        }
        let pieces = pieces(&characters);
        let count = pieces.len();
        for (place, piece) in pieces.into_iter().enumerate() {
            let mut run = run(id(number, place), piece, line, told, &words);
            if place > 0 {
                run.node.set_previous_on_line(id(number, place - 1));
            }
            if place + 1 < count {
                run.node.set_next_on_line(id(number, place + 1));
            }
            runs.push(run);
        }
    }
    if runs.is_empty() {
        let characters: Vec<Character> =
            told.ends_in_break.then(|| line_break(None, told)).flatten().into_iter().collect();
        let [width, height] = told.size;
        let x = if told.rtl { width } else { 0.0 };
        let line = Line {
            text: 0..0,
            top: 0.0,
            bottom: height,
            baseline: height,
            left: x,
            right: x,
            clusters: 0..0,
            runs: 0..0,
        };
        runs.push(run(id(0, 0), &characters, &line, told, &words));
    }
    runs
}

/// The characters of a line in the order of the text.
fn characters(clusters: &[Cluster], text: &str) -> Vec<Character> {
    let mut ordered: Vec<&Cluster> = clusters.iter().collect();
    ordered.sort_by_key(|cluster| cluster.start);
    let mut characters = Vec::with_capacity(ordered.len());
    for cluster in ordered {
        let (mut start, end) = (cluster.start as usize, cluster.end as usize);
        let Cluster { left, right, rtl, .. } = *cluster;
        while end - start > MOST {
            // The first part has the width; what is left stands at its end.
            let cut = text.floor_char_boundary(start + MOST);
            characters.push(Character { start, end: cut, left, right, rtl });
            start = cut;
        }
        let is_rest = start > cluster.start as usize;
        let edge = if rtl { left } else { right };
        let (left, right) = if is_rest { (edge, edge) } else { (left, right) };
        characters.push(Character { start, end, left, right, rtl });
    }
    characters
}

/// The line break that ends the paragraph, where its last character ends.
fn line_break(last: Option<Character>, told: &Told<'_>) -> Option<Character> {
    let start = told.text.len();
    let rtl = last.map_or(told.rtl, |last| last.rtl);
    let edge = match last {
        Some(last) if last.rtl => last.left,
        Some(last) => last.right,
        None if told.rtl => told.size[0],
        None => 0.0,
    };
    Some(Character { start, end: start + 1, left: edge, right: edge, rtl })
}

/// The pieces of a line that run one way, stand together and are short enough to be counted.
fn pieces(characters: &[Character]) -> Vec<&[Character]> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (number, pair) in characters.windows(2).enumerate() {
        let [one, next] = pair else { continue };
        let apart = if one.rtl { one.left - next.right } else { next.left - one.right };
        if one.rtl != next.rtl || apart.abs() > NEAR || number + 1 - start == MOST {
            pieces.push(&characters[start..=number]);
            start = number + 1;
        }
    }
    if start < characters.len() {
        pieces.push(&characters[start..]);
    }
    pieces
}

fn run(id: NodeId, characters: &[Character], line: &Line, told: &Told<'_>, words: &[usize]) -> Run {
    let start = characters.first().map_or(0, |first| first.start);
    let end = characters.last().map_or(0, |last| last.end);
    let rtl = characters.first().map_or(told.rtl, |first| first.rtl);
    let left = characters.iter().map(|it| it.left).reduce(f32::min).unwrap_or(line.left);
    let right = characters.iter().map(|it| it.right).reduce(f32::max).unwrap_or(line.left);
    let lengths: Vec<u8> = characters.iter().map(|it| (it.end - it.start) as u8).collect();
    // A character's place is told in the direction of its run.
    let place = |it: &Character| if rtl { right - it.right } else { it.left - left };
    let begins_word = |it: &Character| words.binary_search(&it.start).is_ok();
    let mut node = Node::new(Role::TextRun);
    let is_break = end > told.text.len();
    let letters = told.text.get(start..end.min(told.text.len())).unwrap_or_default();
    node.set_value(if is_break { format!("{letters}\n") } else { letters.to_owned() });
    node.set_character_lengths(lengths.clone());
    node.set_character_positions(characters.iter().map(place).collect::<Vec<f32>>());
    node.set_character_widths(characters.iter().map(|it| it.right - it.left).collect::<Vec<f32>>());
    let starts = characters.iter().enumerate().filter(|(_, it)| begins_word(it));
    node.set_word_starts(starts.map(|(number, _)| number as u8).collect::<Vec<u8>>());
    node.set_text_direction(if rtl { TextDirection::RightToLeft } else { TextDirection::LeftToRight });
    let [x0, y0, x1, y1] = [left, line.top, right, line.bottom].map(f64::from);
    node.set_bounds(Rect { x0, y0, x1, y1 });
    Run { id, start, lengths, node }
}

#[cfg(test)]
mod tests {
    use egui::accesskit::{NodeId, TextDirection};

    use super::{MOST, Run, Told, runs};
    use crate::text::Direction;
    use crate::typeset::{FontBook, ParagraphLayout, TextStyle, Typesetter};

    fn set(text: &str, width: f32) -> ParagraphLayout {
        let style =
            TextStyle { family: "Noto Naskh Arabic".into(), size: 20.0, line_height: 40.0, bold: false };
        let direction = Direction::first_strong(text).unwrap_or(Direction::RightToLeft);
        Typesetter::new(FontBook::bundled()).paragraph(text, &style, Some(width), direction)
    }

    fn told(text: &str, ends_in_break: bool) -> Told<'_> {
        Told { text, ends_in_break, rtl: true, size: [300.0, 40.0] }
    }

    fn id(line: usize, place: usize) -> NodeId {
        NodeId((line * 100 + place) as u64)
    }

    fn values(runs: &[Run]) -> Vec<&str> {
        runs.iter().map(|run| run.node.value().unwrap_or_default()).collect()
    }

    #[test]
    fn a_line_is_told_in_pieces_that_run_one_way() {
        let text = "قال BBC إنّ 12 خبراً";
        let layout = set(text, 900.0);
        let runs = runs(Some(&layout), &told(text, true), id);
        assert_eq!(values(&runs), ["قال ", "BBC", " إنّ ", "12", " خبراً\n"]);
        let directions: Vec<_> = runs.iter().map(|run| run.node.text_direction()).collect();
        use TextDirection::{LeftToRight, RightToLeft};
        assert_eq!(directions, [RightToLeft, LeftToRight, RightToLeft, LeftToRight, RightToLeft].map(Some),);
        assert_eq!(runs[0].node.next_on_line(), Some(runs[1].id));
        assert_eq!(runs[4].node.previous_on_line(), Some(runs[3].id));
        assert_eq!(runs[4].node.next_on_line(), None);
        // The shadda belongs to its letter.
        assert_eq!(runs[2].lengths, [1, 2, 4, 1]);
        assert_eq!(runs[0].node.word_starts(), [0]);
        assert_eq!(runs[2].node.word_starts(), [1]);
        // The first letter stands at the right.
        let bounds = runs[0].node.bounds().expect("it has a place");
        let positions = runs[0].node.character_positions().expect("they are told");
        assert_eq!(positions[0], 0.0);
        assert!(positions.windows(2).all(|pair| pair[0] <= pair[1]), "{positions:?}");
        assert!(bounds.x1 > runs[1].node.bounds().expect("it has a place").x1);
    }

    #[test]
    fn every_byte_is_told_once_and_found_again() {
        let part =
            "نشرت Reuters في 2026\u{200f} أنّ «المشروع» تأجّل \u{1f469}\u{200d}\u{1f467} إلى العام المقبل ";
        let text = part.repeat(8);
        let layout = set(&text, 300.0);
        assert!(layout.lines.len() > 5);
        let runs = runs(Some(&layout), &told(&text, true), id);
        assert_eq!(values(&runs).concat(), format!("{text}\n"));
        for run in &runs {
            assert_eq!(run.lengths.iter().map(|it| usize::from(*it)).sum::<usize>(), run.end() - run.start);
            for number in 0..run.lengths.len() {
                let offset = run.offset_of(number);
                assert!(text.is_char_boundary(offset));
                assert_eq!(run.character_at(offset), number);
            }
            assert_eq!(run.character_at(run.end()), run.lengths.len());
        }
    }

    #[test]
    fn what_a_byte_cannot_count_is_told_in_parts() {
        let marks = "\u{064e}".repeat(300);
        let text = format!("ب{marks} {}", "ا".repeat(600));
        let layout = set(&text, 100_000.0);
        let runs = runs(Some(&layout), &told(&text, false), id);
        assert_eq!(values(&runs).concat(), text);
        assert!(runs.len() >= 3);
        assert!(runs.iter().all(|run| run.lengths.len() <= MOST));
    }

    #[test]
    fn a_paragraph_without_letters_holds_the_caret() {
        let between = runs(None, &told("", true), id);
        assert_eq!(values(&between), ["\n"]);
        let last = runs(None, &told("", false), id);
        assert_eq!(values(&last), [""]);
        assert_eq!(last[0].node.bounds().map(|bounds| bounds.x0), Some(300.0));
    }
}
