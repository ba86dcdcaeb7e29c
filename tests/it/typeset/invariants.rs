//! What holds for any text at any width, however odd the text.

use hashiya::text::Direction;
use hashiya::typeset::{Affinity, Caret, ParagraphLayout, Typesetter};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;
use unicode_segmentation::UnicodeSegmentation;

use crate::typeset::{naskh, near, typesetter};

thread_local! {
    static TYPESETTER: std::cell::RefCell<Typesetter> = std::cell::RefCell::new(typesetter());
}

/// Pieces of text that trouble bidi, joining or segmentation.
const PIECES: &[&str] = &[
    "سلام",
    "لا",
    "لبوتين",
    "الله",
    "مُحَمَّد",
    "می\u{200C}خواهم",
    "ٹھیک",
    "שלום",
    "שָׁלוֹם",
    "ה\"ה",
    "hello",
    "a",
    "Blue",
    "é",
    "e\u{301}",
    "12",
    "2020-2022",
    "١٢٫٥",
    "38%",
    "$5",
    " ",
    "  ",
    "\u{00A0}",
    "\t",
    "،",
    ".",
    "(",
    ")",
    "«",
    "»",
    "\"",
    "-",
    "/",
    "\u{2066}",
    "\u{2067}",
    "\u{2068}",
    "\u{2069}",
    "\u{202A}",
    "\u{202B}",
    "\u{202C}",
    "\u{202D}",
    "\u{202E}",
    "\u{200E}",
    "\u{200F}",
    "\u{061C}",
    "\u{200C}",
    "\u{200D}",
    "\u{200B}",
    "\u{064E}",
    "\u{301}",
    "\u{0640}",
    "👍",
    "👨‍👩‍👧",
    "🇵🇸",
    "한",
    "中",
    "\u{FEFF}",
    "\u{00AD}",
    "\u{FFFC}",
    "\u{34F}",
];

pub fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_filter("one line", |it| !is_line_end(*it)).prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

pub fn widths() -> impl Strategy<Value = Option<f32>> {
    prop_oneof![Just(None), Just(Some(0.0)), (10.0_f32..400.0).prop_map(Some)]
}

pub fn directions() -> impl Strategy<Value = Direction> {
    select(&[Direction::LeftToRight, Direction::RightToLeft][..])
}

pub fn set(text: &str, width: Option<f32>, direction: Direction) -> ParagraphLayout {
    TYPESETTER.with_borrow_mut(|it| it.paragraph(text, &naskh(), width, direction))
}

fn carets(text: &str) -> Vec<Caret> {
    let offsets = text.grapheme_indices(true).map(|(start, _)| start).chain([text.len()]);
    offsets.flat_map(|offset| [Caret::before(offset), Caret::after(offset)]).collect()
}

proptest! {
    #[test]
    fn clusters_are_the_graphemes_of_the_text(
        text in texts(), width in widths(), direction in directions(),
    ) {
        let layout = set(&text, width, direction);
        let mut clusters: Vec<(usize, usize)> =
            layout.clusters.iter().map(|it| (it.start as usize, it.end as usize)).collect();
        clusters.sort_unstable();
        let graphemes: Vec<(usize, usize)> =
            text.grapheme_indices(true).map(|(start, it)| (start, start + it.len())).collect();
        assert_eq!(clusters, graphemes);
    }

    #[test]
    fn lines_follow_each_other_and_hold_their_clusters(
        text in texts(), width in widths(), direction in directions(),
    ) {
        let layout = set(&text, width, direction);
        let mut end = 0;
        for line in &layout.lines {
            assert_eq!(line.text.start, end);
            end = line.text.end;
            let clusters = layout.line_clusters(line);
            for cluster in clusters {
                assert!(line.text.start <= cluster.start && cluster.end <= line.text.end);
                assert!(cluster.left <= cluster.right);
            }
            for pair in clusters.windows(2) {
                assert!(pair[0].right <= pair[1].left + 0.01, "{pair:?}");
            }
        }
        assert_eq!(end as usize, text.len());
        assert_eq!(layout.height, layout.lines.len() as f32 * 38.0);
    }

    #[test]
    fn boxes_stay_in_the_paragraph_and_cover_what_is_seen(
        text in texts(), width in widths(), direction in directions(), ends in any::<(u8, u8)>(),
    ) {
        let layout = set(&text, width, direction);
        let boxes = layout.boxes(0..text.len());
        for line in &layout.lines {
            let own: Vec<_> = boxes.iter().filter(|it| it.y0 == line.top).collect();
            if line.right - line.left > 0.01 {
                assert!(own.iter().any(|it| it.x0 <= line.left + 0.01));
                assert!(own.iter().any(|it| line.right <= it.x1 + 0.01));
                let covered: f32 = own.iter().map(|it| it.width()).sum();
                assert!(covered >= line.right - line.left - 0.1);
            }
            for it in own {
                assert_eq!(it.y1, line.bottom);
                assert!(it.x0 >= line.left.min(0.0) - 0.01);
                assert!(it.x1 <= line.right.max(layout.width) + 0.01);
            }
        }
        let (one, other) = (usize::from(ends.0), usize::from(ends.1));
        let part = layout.boxes(one.min(other)..one.max(other));
        for it in &part {
            assert!(boxes.iter().any(|whole| {
                whole.y0 == it.y0 && whole.x0 <= it.x0 + 0.01 && it.x1 <= whole.x1 + 0.01
            }) || it.width() == 0.0);
        }
        for pair in part.windows(2) {
            assert!(pair[0].y0 < pair[1].y0 || pair[0].x1 < pair[1].x0);
        }
    }

    #[test]
    fn a_caret_is_hit_where_it_stands(
        text in texts(), width in widths(), direction in directions(),
    ) {
        let layout = set(&text, width, direction);
        for caret in carets(&text) {
            let rect = layout.caret_rect(caret);
            assert!(rect.x0.is_finite() && rect.x0 == rect.x1);
            let hit = layout.hit(rect.x0, (rect.y0 + rect.y1) / 2.0);
            let found = layout.caret_rect(hit);
            assert!(near(found.x0, rect.x0) && found.y0 == rect.y0, "{caret:?} {hit:?}");
        }
    }

    #[test]
    fn each_half_of_a_letter_gives_its_edge(
        text in texts(), width in widths(), direction in directions(),
    ) {
        let layout = set(&text, width, direction);
        for line in &layout.lines {
            let y = (line.top + line.bottom) / 2.0;
            for cluster in layout.line_clusters(line).iter().filter(|it| it.width() > 0.1) {
                let quarter = cluster.width() / 4.0;
                let left = layout.hit(cluster.left + quarter, y);
                assert!(near(layout.caret_rect(left).x0, cluster.left));
                let right = layout.hit(cluster.right - quarter, y);
                assert!(near(layout.caret_rect(right).x0, cluster.right));
                assert_eq!(layout.cluster_at(cluster.left + quarter, y), Some(cluster));
            }
        }
    }

    #[test]
    fn left_and_right_undo_each_other_and_reach_every_place(
        text in texts(), width in widths(), direction in directions(),
    ) {
        let layout = set(&text, width, direction);
        for caret in carets(&text) {
            if let Some(left) = layout.left(caret) {
                let back = layout.right(left).expect("there is a way back");
                assert!(layout.same_place(back, caret), "{caret:?} {left:?} {back:?}");
            }
        }
        // From the start side's edge towards the end side's, all places are on the way.
        let (step, back): (fn(&ParagraphLayout, Caret) -> Option<Caret>, fn(&ParagraphLayout, Caret) -> Option<Caret>) = if direction.is_rtl() {
            (ParagraphLayout::left, ParagraphLayout::right)
        } else {
            (ParagraphLayout::right, ParagraphLayout::left)
        };
        let mut caret = Caret::before(0);
        while let Some(before) = back(&layout, caret) {
            caret = before;
        }
        let mut places = vec![caret];
        while let Some(next) = step(&layout, caret) {
            assert!(!layout.same_place(next, caret));
            caret = next;
            places.push(caret);
            assert!(places.len() <= layout.clusters.len() + layout.lines.len() + 1);
        }
        for caret in carets(&text) {
            let reached = places.iter().any(|place| layout.same_place(*place, caret));
            assert!(reached, "{caret:?} at {:?}", layout.caret_rect(caret));
        }
    }

    #[test]
    fn no_offset_is_out_of_bounds(
        text in texts(), width in widths(), direction in directions(), offset in 0_usize..300,
    ) {
        let layout = set(&text, width, direction);
        for affinity in [Affinity::Upstream, Affinity::Downstream] {
            let caret = Caret { offset, affinity };
            assert!(layout.caret_rect(caret).x0.is_finite());
            assert!(layout.line_of(caret) < layout.lines.len());
        }
        if let Some(next) = layout.next_grapheme(offset) {
            assert!(next > offset && text.is_char_boundary(next));
        }
        if let Some(before) = layout.previous_grapheme(offset) {
            assert!(before < offset && text.is_char_boundary(before));
        }
    }

    #[test]
    fn a_cut_line_fits(
        text in texts(), width in 30.0_f32..200.0, direction in directions(),
    ) {
        let line = TYPESETTER.with_borrow_mut(|it| it.line(&text, &naskh(), Some(width), direction));
        assert_eq!(line.lines.len(), 1);
        assert_eq!(line.text_len as usize, text.len());
        assert!(line.lines[0].right - line.lines[0].left <= width + 0.01);
    }
}
