//! The caret's ways.

use hashiya::typeset::{Affinity, Caret, ParagraphLayout, Side};

use crate::typeset::{ltr, near, rtl};

/// Walks from `caret` by `step` to the end and returns the offsets on the way.
fn walk(
    layout: &ParagraphLayout,
    mut caret: Caret,
    step: fn(&ParagraphLayout, Caret) -> Option<Caret>,
) -> Vec<usize> {
    let mut offsets = vec![caret.offset];
    while let Some(next) = step(layout, caret) {
        caret = next;
        offsets.push(caret.offset);
        assert!(offsets.len() < 1000, "the walk ends");
    }
    offsets
}

#[test]
fn left_goes_on_in_right_to_left_text() {
    let layout = rtl("سلام", Some(300.0));
    assert_eq!(walk(&layout, Caret::before(0), ParagraphLayout::left), [0, 2, 4, 6, 8]);
    assert_eq!(walk(&layout, Caret::after(8), ParagraphLayout::right), [8, 6, 4, 2, 0]);
}

#[test]
fn left_goes_back_in_left_to_right_text() {
    let layout = ltr("abc", Some(300.0));
    assert_eq!(walk(&layout, Caret::after(3), ParagraphLayout::left), [3, 2, 1, 0]);
    assert_eq!(walk(&layout, Caret::before(0), ParagraphLayout::right), [0, 1, 2, 3]);
}

#[test]
fn through_foreign_text_the_caret_keeps_its_way_on_the_page() {
    let text = "قال ab ثم";
    let layout = rtl(text, Some(300.0));
    let mut caret = Caret::before(0);
    let mut x = layout.caret_rect(caret).x0;
    let mut steps = 0;
    while let Some(next) = layout.left(caret) {
        caret = next;
        let next_x = layout.caret_rect(caret).x0;
        assert!(next_x < x, "further left each time");
        x = next_x;
        steps += 1;
    }
    assert_eq!(steps, text.chars().count());
    assert!(near(x, layout.lines[0].left));
}

#[test]
fn a_caret_between_directions_has_two_places() {
    let text = "قال ab";
    let layout = rtl(text, Some(300.0));
    let before_latin = Caret { offset: 7, affinity: Affinity::Upstream };
    let in_latin = Caret { offset: 7, affinity: Affinity::Downstream };
    let (arabic, latin) = (layout.caret_rect(before_latin), layout.caret_rect(in_latin));
    assert!(latin.x0 < arabic.x0, "the Latin word begins at its left");
}

#[test]
fn the_caret_crosses_lines_as_they_are_read() {
    let layout = rtl("سلام سلام", Some(60.0));
    assert_eq!(layout.lines.len(), 2);
    let last_of_first = layout.line_edge(Caret::before(0), Side::Left);
    assert_eq!(layout.line_of(last_of_first), 0);
    let next = layout.left(last_of_first).expect("there is a second line");
    assert_eq!(layout.line_of(next), 1);
    assert!(near(layout.caret_rect(next).x0, 60.0));
    let back = layout.right(next).expect("there is a first line");
    assert!(layout.same_place(back, last_of_first));
}

#[test]
fn line_edges_are_where_reading_begins_and_ends() {
    let layout = rtl("سلام سلام", Some(60.0));
    let caret = Caret::before(4);
    assert_eq!(layout.line_edge(caret, Side::Right), Caret::before(0));
    assert_eq!(layout.line_edge(caret, Side::Left), Caret::after(9));
    let layout = ltr("one two", Some(50.0));
    assert_eq!(layout.line_edge(Caret::before(2), Side::Left), Caret::before(0));
}

#[test]
fn graphemes_are_passed_whole() {
    let text = "م\u{064F}ح👨‍👩‍👧";
    let layout = rtl(text, Some(300.0));
    assert_eq!(layout.next_grapheme(0), Some(4));
    assert_eq!(layout.next_grapheme(4), Some(6));
    assert_eq!(layout.next_grapheme(6), Some(text.len()));
    assert_eq!(layout.next_grapheme(text.len()), None);
    assert_eq!(layout.previous_grapheme(text.len()), Some(6));
    assert_eq!(layout.previous_grapheme(4), Some(0));
    assert_eq!(layout.previous_grapheme(0), None);
}

#[test]
fn a_caret_between_directions_knows_its_other_place() {
    let layout = rtl("قال ab ثم", Some(300.0));
    let arabic = Caret { offset: 7, affinity: Affinity::Upstream };
    let latin = Caret { offset: 7, affinity: Affinity::Downstream };
    let place = |caret: Caret| layout.caret_rect(caret).x0;
    let other = |caret: Caret| layout.second_place(caret).map(|rect| rect.x0);
    assert_eq!((other(arabic), other(latin)), (Some(place(latin)), Some(place(arabic))));
    assert!(layout.leans_right_to_left(arabic) && !layout.leans_right_to_left(latin));
    assert_eq!((other(Caret::before(2)), other(Caret::before(8))), (None, None));
    // At the end of a paragraph that ends in the other direction, its own goes on at its edge.
    let layout = rtl("قال ab", Some(300.0));
    let end = layout.second_place(Caret::after(9)).expect("it has two places");
    assert!(near(end.x0, layout.lines[0].left) && end.x0 < layout.caret_rect(Caret::after(9)).x0);
    // Where a line wraps the two places stand on two lines, and one is enough.
    let layout = rtl("سلام سلام", Some(60.0));
    assert_eq!(layout.second_place(Caret::before(9)), None);
    assert_eq!(layout.second_place(Caret::after(9)), None);
}
