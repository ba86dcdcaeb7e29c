//! Where lines, letters and boxes stand.

use hashiya::text::Direction;
use hashiya::typeset::{Caret, FontBook, Rect, Typesetter};

use crate::typeset::{find, ltr, naskh, near, rtl, style, typesetter};

const ARTICLE: &str = "وأوضح بيان للكرملين أن الرئيس الروسي فلاديمير بوتين \
    أبلغ نظيره (2020-2022) hello العربي أن المحادثات ستستمر، وأن لبوتين رأيا آخر في السلام.";

#[test]
fn lines_are_stacked_at_the_line_height() {
    let layout = rtl(ARTICLE, Some(300.0));
    assert!(layout.lines.len() > 2);
    for (index, line) in layout.lines.iter().enumerate() {
        assert_eq!(line.top, index as f32 * 38.0);
        assert_eq!(line.bottom, (index + 1) as f32 * 38.0);
        assert!(line.top < line.baseline && line.baseline < line.bottom);
    }
    assert_eq!(layout.height, layout.lines.len() as f32 * 38.0);
}

#[test]
fn the_baseline_is_centred_by_the_preferred_font() {
    // Noto Naskh Arabic: ascent 1.069, descent 0.634 of the size.
    let expected = (38.0 - 20.0 * (1.069 + 0.634)) / 2.0 + 20.0 * 1.069;
    for text in ["سلام", "hello שלום", ""] {
        assert!(near(rtl(text, Some(300.0)).lines[0].baseline, expected), "{text}");
    }
}

#[test]
fn right_to_left_lines_end_flush_right_and_others_flush_left() {
    let layout = rtl(ARTICLE, Some(300.0));
    for line in &layout.lines {
        assert!(near(line.right, 300.0));
        assert!(0.0 <= line.left && line.left < 300.0);
    }
    let layout = ltr(ARTICLE, Some(300.0));
    for line in &layout.lines {
        assert_eq!(line.left, 0.0);
        assert!(line.right <= 300.0);
    }
}

#[test]
fn a_line_without_width_is_as_wide_as_its_text() {
    let layout = rtl("قال ", None);
    assert_eq!(layout.lines.len(), 1);
    assert!(near(layout.lines[0].right, layout.width));
    assert!(near(layout.clusters[0].left, 0.0), "the trailing space stands on the left");
    assert!(layout.lines[0].left > 0.0);
}

#[test]
fn an_empty_text_is_one_line_without_graphemes() {
    for (layout, x) in [(rtl("", Some(300.0)), 300.0), (ltr("", Some(300.0)), 0.0)] {
        assert_eq!(layout.lines.len(), 1);
        assert_eq!(layout.height, 38.0);
        assert!(layout.clusters.is_empty() && layout.glyphs.is_empty());
        let caret = layout.caret_rect(Caret::before(0));
        assert_eq!(caret, Rect { x0: x, y0: 0.0, x1: x, y1: 38.0 });
        assert_eq!(layout.hit(50.0, 10.0), Caret::before(0));
        assert!(layout.boxes(0..10).is_empty());
    }
}

#[test]
fn the_parts_of_a_word_tile_it() {
    let text = "قال لبوتين اليوم";
    let layout = rtl(text, Some(300.0));
    let word = find(text, "لبوتين");
    let split = word.start + "ل".len();
    let [whole] = layout.boxes(word.clone())[..] else { panic!("one box for the word") };
    let [clitic] = layout.boxes(word.start..split)[..] else { panic!("one box for the clitic") };
    let [name] = layout.boxes(split..word.end)[..] else { panic!("one box for the name") };
    assert_eq!(clitic.x1, whole.x1);
    assert_eq!(clitic.x0, name.x1, "neither gap nor overlap");
    assert_eq!(name.x0, whole.x0);
    assert!(clitic.width() > 2.0 && name.width() > clitic.width());
}

#[test]
fn letters_of_a_word_are_joined() {
    let joined: Vec<u32> = rtl("حح", None).glyphs.iter().map(|glyph| glyph.id).collect();
    let alone = rtl("ح", None).glyphs[0].id;
    assert!(!joined.contains(&alone), "an initial and a final form, neither the isolated one");
    let parted: Vec<u32> = rtl("ح\u{200C}ح", None).glyphs.iter().map(|glyph| glyph.id).collect();
    assert!(parted.contains(&alone), "a ZWNJ keeps them apart");
}

#[test]
fn both_letters_of_lam_alef_have_a_width() {
    let families = ["Noto Naskh Arabic", "Vazirmatn", "Noto Nastaliq Urdu"];
    for family in families {
        for text in ["لا", "لأ", "سلام", "الإسلام", "لآلئ"] {
            let mut typesetter = typesetter();
            let layout = typesetter.paragraph(text, &style(family), None, Direction::RightToLeft);
            assert_eq!(layout.clusters.len(), text.chars().count(), "{family}: {text}");
            for cluster in &layout.clusters {
                assert!(cluster.width() > 0.5, "{family}: {text}: {cluster:?}");
            }
        }
    }
}

#[test]
fn a_span_across_directions_has_a_box_for_each_piece() {
    let text = "قبل (2020-2022) hello العربي بعد";
    let layout = rtl(text, Some(600.0));
    assert_eq!(layout.lines.len(), 1);
    let whole = layout.boxes(find(text, "(2020-2022) hello العربي"));
    assert_eq!(whole.len(), 1, "the pieces stand side by side: {whole:?}");
    // From within the Latin word to within the Arabic one: the Latin word's rest lies between.
    let hello = find(text, "hello");
    let range = hello.start + 3..find(text, "العربي").start + "العر".len();
    let pieces = layout.boxes(range);
    assert_eq!(pieces.len(), 2, "{pieces:?}");
    for pair in pieces.windows(2) {
        assert!(pair[0].x1 < pair[1].x0, "from left to right with a gap: {pieces:?}");
    }
    let [rest] = layout.boxes(hello.start..hello.start + 3)[..] else { panic!("one box") };
    assert_eq!((pieces[0].x1, pieces[1].x0), (rest.x0, rest.x1));
}

#[test]
fn a_span_over_two_lines_has_boxes_on_both() {
    let layout = rtl(ARTICLE, Some(300.0));
    let second = layout.lines[1].text.clone();
    let range = second.start as usize - 12..second.start as usize + 8;
    let boxes = layout.boxes(range);
    assert_eq!(boxes.iter().map(|rect| rect.y0).collect::<Vec<_>>(), [0.0, 38.0]);
}

#[test]
fn a_quote_mark_at_the_edge_adds_to_the_box() {
    let text = "قال «لن نوقع عقدا» أمس";
    let layout = rtl(text, Some(600.0));
    let [with] = layout.boxes(find(text, "«لن نوقع عقدا»"))[..] else { panic!("one box") };
    let [without] = layout.boxes(find(text, "لن نوقع عقدا"))[..] else { panic!("one box") };
    assert!(with.x0 < without.x0 && without.x1 < with.x1);
}

#[test]
fn a_range_of_invisible_controls_has_a_box_without_width() {
    let text = "أ\u{2067}ب\u{2069}ج";
    let layout = rtl(text, Some(600.0));
    let isolate = find(text, "\u{2067}");
    let boxes = layout.boxes(isolate);
    assert_eq!(boxes.len(), 1);
    assert_eq!(boxes[0].width(), 0.0);
    assert_eq!(layout.boxes(find(text, "أ\u{2067}ب")).len(), 1);
}

#[test]
fn whitespace_draws_nothing() {
    assert!(rtl(" \u{00A0}\t\u{2003}\u{200F}\u{200C}", None).glyphs.is_empty());
    assert_eq!(ltr("a b", None).glyphs.len(), 2);
}

#[test]
fn a_point_on_a_letter_finds_it_and_one_beside_finds_none() {
    let text = "سلام";
    let layout = rtl(text, Some(300.0));
    let meem = layout.clusters[0];
    let middle = (meem.left + meem.right) / 2.0;
    assert_eq!(layout.cluster_at(middle, 10.0).map(|cluster| cluster.start), Some(6));
    assert_eq!(layout.cluster_at(meem.left - 1.0, 10.0), None);
    assert_eq!(layout.cluster_at(middle, -1.0), None);
    assert_eq!(layout.cluster_at(middle, 38.0), None);
    assert_eq!(layout.cluster_at(301.0, 10.0), None);
}

#[test]
fn a_long_word_is_broken_inside() {
    let layout = ltr(&"x".repeat(100), Some(100.0));
    assert!(layout.lines.len() > 5);
    assert!(layout.lines.iter().all(|line| line.right <= 100.0));
}

#[test]
fn a_line_too_long_is_cut_at_its_logical_end() {
    let text = "مجلس مدينة الواحة يؤجل المشروع";
    let mut typesetter = typesetter();
    let whole = typesetter.line(text, &naskh(), None, Direction::RightToLeft);
    let fits = typesetter.line(text, &naskh(), Some(whole.width), Direction::RightToLeft);
    assert_eq!(fits.clusters, whole.clusters, "what fits is left alone");
    let cut = typesetter.line(text, &naskh(), Some(120.0), Direction::RightToLeft);
    assert!(cut.width <= 120.0, "{}", cut.width);
    assert!(cut.width > 80.0, "{}", cut.width);
    let ellipsis = cut.clusters[0];
    assert_eq!(ellipsis.left, 0.0, "the ellipsis stands on the left");
    assert_eq!(ellipsis.end as usize, text.len(), "and for all that was cut");
    assert!(text.is_char_boundary(ellipsis.start as usize));
    let cut = typesetter.line("Harbour council", &naskh(), Some(80.0), Direction::LeftToRight);
    let last = cut.clusters[cut.clusters.len() - 1];
    assert_eq!((last.end, last.right), (15, cut.width));
    let nothing = typesetter.line(text, &naskh(), Some(0.0), Direction::RightToLeft);
    assert_eq!(nothing.clusters.len(), 1, "the ellipsis alone");
}

#[test]
fn a_long_text_is_cut_where_a_shorter_one_is() {
    let sentence = "قال المجلس (Blue 26) إن لَيْسَ 1,250.";
    let mut typesetter = typesetter();
    for width in (20..120).step_by(5) {
        let mut cut = |times: usize| {
            let text = sentence.repeat(times);
            let line = typesetter.line(&text, &naskh(), Some(width as f32), Direction::RightToLeft);
            assert!(line.is_cut && line.text_len as usize == text.len());
            // As much as fits stays: no letter is wider than that.
            assert!(line.width > width as f32 - 1.2 * naskh().size, "{} of {width}", line.width);
            let kept = line.clusters.iter().map(|cluster| (cluster.start, cluster.left, cluster.right));
            kept.collect::<Vec<_>>()
        };
        // Of the longer one a part alone is set, of the shorter one all.
        assert_eq!(cut(40), cut(1), "{width}");
    }
}

#[test]
fn a_cut_inside_foreign_text_leaves_the_ellipsis_to_the_paragraph() {
    let text = "قال \u{2066}Blue Harbor Company\u{2069} اليوم";
    let cut = typesetter().line(text, &naskh(), Some(110.0), Direction::RightToLeft);
    assert_eq!(cut.clusters[0].end as usize, text.len());
    assert_eq!(cut.clusters[0].left, 0.0);
}

#[test]
fn line_breaks_in_a_line_are_spaces() {
    let line = typesetter().line("one\ntwo\u{2028}three", &naskh(), None, Direction::LeftToRight);
    assert_eq!(line.lines.len(), 1);
    assert_eq!(line.text_len, 16 - 1 + 3 - 3);
}

#[test]
fn a_paragraph_keeps_line_breaks() {
    let layout = rtl("أول\nثان\n", Some(300.0));
    let lines: Vec<_> = layout.lines.iter().map(|line| line.text.clone()).collect();
    assert_eq!(lines, [0..7, 7..14, 14..14]);
    assert_eq!(layout.line_of(Caret::before(7)), 1);
    assert_eq!(layout.line_of(Caret::after(7)), 0);
    assert_eq!(layout.line_of(Caret::before(14)), 2);
    assert_eq!(layout.caret_rect(Caret::before(14)).x0, 300.0);
}

#[test]
fn another_thread_sets_the_same_lines_with_the_same_faces() {
    let book = FontBook::bundled();
    let set = |book| {
        let layout = Typesetter::new(book).paragraph(
            ARTICLE,
            &style("Noto Naskh Arabic"),
            Some(300.0),
            Direction::RightToLeft,
        );
        (layout.clusters, layout.runs.iter().map(|run| run.font).collect::<Vec<_>>())
    };
    let other = book.clone();
    let there = std::thread::spawn(move || set(other)).join().expect("the thread ends well");
    assert_eq!(set(book.clone()), there);
    assert_eq!(&*book.face(there.1[0]).family, "Noto Naskh Arabic");
}

#[test]
fn bold_text_is_set_in_the_bold_face() {
    let mut typesetter = typesetter();
    let bold = hashiya::typeset::TextStyle { bold: true, ..naskh() };
    let heavy = typesetter.paragraph("سلام", &bold, None, Direction::RightToLeft);
    let light = typesetter.paragraph("سلام", &naskh(), None, Direction::RightToLeft);
    assert_ne!(heavy.runs[0].font, light.runs[0].font);
    assert!(!heavy.runs[0].embolden);
    let nastaliq = hashiya::typeset::TextStyle { bold: true, ..style("Noto Nastaliq Urdu") };
    let thickened = typesetter.paragraph("سلام", &nastaliq, None, Direction::RightToLeft);
    assert!(thickened.runs[0].embolden, "the family has no bold face");
}

/// The letters that stand behind a ligature, in either direction, stand where their graphemes do.
#[test]
fn letters_behind_a_ligature_keep_their_place() {
    for (text, direction) in [
        ("file find office", Direction::LeftToRight),
        ("قال file find office", Direction::RightToLeft),
        ("السلام لا تلاعب", Direction::RightToLeft),
    ] {
        for family in ["Vazirmatn", "Noto Naskh Arabic"] {
            let layout = typesetter().paragraph(text, &style(family), None, direction);
            let starts: Vec<f32> = layout.glyphs.iter().map(|glyph| glyph.x).collect();
            for cluster in layout.clusters.iter().filter(|cluster| !cluster.rtl) {
                let letter = &text[cluster.start as usize..cluster.end as usize];
                // A letter inside a ligature has no glyph of its own; these stand outside.
                if ["e", "d", "o", "c"].contains(&letter) {
                    let has_glyph = starts.iter().any(|x| (x - cluster.left).abs() < 1.5);
                    assert!(has_glyph, "{family}: no glyph stands at {letter} of {text}");
                }
            }
            let ink =
                starts.iter().copied().fold(f32::MAX, f32::min)..starts.iter().copied().fold(0.0, f32::max);
            assert!(ink.start >= -2.0 && ink.end <= layout.lines[0].right, "{family}: {text}");
        }
    }
}
