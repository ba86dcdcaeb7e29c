//! The visual order of each line, held against the unicode-bidi crate.

use hashiya::text::Direction;
use proptest::proptest;
use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};
use unicode_segmentation::UnicodeSegmentation;

use crate::typeset::invariants::{directions, set, settled_texts, widths};

/// Whether rule X9 takes the character out, so that its place is undefined, or it can't be seen
/// anyway (the combining grapheme joiner).
fn removed(character: char) -> bool {
    matches!(
        bidi_class(character),
        BidiClass::BN | BidiClass::LRE | BidiClass::RLE | BidiClass::LRO | BidiClass::RLO | BidiClass::PDF
    ) || character == '\u{34F}'
}

/// Returns the starts of the line's graphemes from left to right, and whether each is right to left.
fn expected(text: &str, line: std::ops::Range<usize>, direction: Direction) -> Vec<(usize, bool)> {
    let base = if direction.is_rtl() { Level::rtl() } else { Level::ltr() };
    let info = ParagraphBidiInfo::new(text, Some(base));
    let (levels, runs) = info.visual_runs(line);
    let mut order = Vec::new();
    for run in runs {
        let rtl = levels[run.start].is_rtl();
        // A grapheme stands where its first character stands that has a place at all.
        let place = |start: usize, grapheme: &str| {
            grapheme.char_indices().find(|(_, it)| !removed(*it)).map(|(at, _)| start + at)
        };
        let mut starts: Vec<(usize, bool)> = text
            .grapheme_indices(true)
            .filter(|(start, it)| place(*start, it).is_some_and(|place| run.contains(&place)))
            .map(|(start, _)| (start, rtl))
            .collect();
        if rtl {
            starts.reverse();
        }
        order.extend(starts);
    }
    order
}

proptest! {
    #[test]
    fn letters_stand_in_the_order_of_the_bidi_algorithm(
        text in settled_texts(), width in widths(), direction in directions(),
    ) {
        let layout = set(&text, width, direction);
        for line in &layout.lines {
            let range = line.text.start as usize..line.text.end as usize;
            if range.is_empty() {
                continue;
            }
            let order: Vec<(usize, bool)> = layout
                .line_clusters(line)
                .iter()
                .filter(|it| !text[it.start as usize..it.end as usize].chars().all(removed))
                .map(|it| (it.start as usize, it.rtl))
                .collect();
            assert_eq!(order, expected(&text, range, direction));
        }
    }
}

proptest! {
    /// Base direction (rules P2 and P3), isolates passed over.
    #[test]
    fn a_paragraph_runs_as_its_first_strong_letter_outside_isolates(text in settled_texts()) {
        let expected = match unicode_bidi::get_base_direction(text.as_str()) {
            unicode_bidi::Direction::Ltr => Some(Direction::LeftToRight),
            unicode_bidi::Direction::Rtl => Some(Direction::RightToLeft),
            unicode_bidi::Direction::Mixed => None,
        };
        assert_eq!(Direction::first_strong(&text), expected);
    }
}

#[test]
fn numbers_and_brackets_in_arabic_keep_their_order() {
    let text = "(2020-2022) hello العربي";
    let layout = set(text, None, Direction::RightToLeft);
    let seen = crate::typeset::seen(&layout, text, 0);
    assert_eq!(seen, "ي|ب|ر|ع|ل|ا| |h|e|l|l|o| |)|2|0|2|0|-|2|0|2|2|(");
}
