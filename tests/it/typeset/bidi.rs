//! The visual order of each line, held against the unicode-bidi crate.

use hashiya::text::Direction;
use proptest::proptest;
use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};
use unicode_segmentation::UnicodeSegmentation;

use crate::typeset::invariants::{directions, set, texts, widths};

/// Whether rule X9 takes the character out, so that its place is undefined.
fn removed(character: char) -> bool {
    matches!(
        bidi_class(character),
        BidiClass::BN
            | BidiClass::LRE
            | BidiClass::RLE
            | BidiClass::LRO
            | BidiClass::RLO
            | BidiClass::PDF
    )
}

/// Returns the starts of the line's graphemes from left to right, and whether each is right to left.
fn expected(text: &str, line: std::ops::Range<usize>, direction: Direction) -> Vec<(usize, bool)> {
    let base = if direction.is_rtl() { Level::rtl() } else { Level::ltr() };
    let info = ParagraphBidiInfo::new(text, Some(base));
    let (levels, runs) = info.visual_runs(line);
    let mut order = Vec::new();
    for run in runs {
        let rtl = levels[run.start].is_rtl();
        let mut starts: Vec<(usize, bool)> = text
            .grapheme_indices(true)
            .filter(|(start, it)| run.contains(start) && !it.chars().all(removed))
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
        text in texts(), width in widths(), direction in directions(),
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

#[test]
fn numbers_and_brackets_in_arabic_keep_their_order() {
    let text = "(2020-2022) hello العربي";
    let layout = set(text, None, Direction::RightToLeft);
    let seen = crate::typeset::seen(&layout, text, 0);
    assert_eq!(seen, "ي|ب|ر|ع|ل|ا| |h|e|l|l|o| |)|2|0|2|0|-|2|0|2|2|(");
}
