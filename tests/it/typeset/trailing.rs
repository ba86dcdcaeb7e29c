//! Space at the ends of lines stands at the paragraph's end side (UAX #9, rule L1).

use crate::typeset::{find, ltr, near, rtl, seen};

#[test]
fn space_after_latin_at_the_end_of_a_line_hangs_on_the_left() {
    let text = "قال hello  ";
    let layout = rtl(text, Some(300.0));
    assert_eq!(seen(&layout, text, 0), " | |h|e|l|l|o| |ل|ا|ق");
    let line = &layout.lines[0];
    assert!(near(line.right, 300.0));
    assert!(near(layout.boxes(find(text, "hello"))[0].x0, line.left), "no stray gap");
    assert!(layout.clusters[0].right > layout.clusters[0].left);
}

#[test]
fn space_after_arabic_at_the_end_of_a_left_to_right_line_hangs_on_the_right() {
    let text = "said سلام ";
    let layout = ltr(text, Some(300.0));
    assert_eq!(seen(&layout, text, 0), "s|a|i|d| |م|ا|ل|س| ");
    assert!(near(layout.lines[0].right, layout.boxes(find(text, "سلام"))[0].x1));
}

#[test]
fn a_line_that_wraps_after_latin_leaves_no_gap() {
    let text = "وقالت شركة Blue Harbor Company Limited في بيان طويل جدا";
    for width in 80..400 {
        let width = width as f32;
        let layout = rtl(text, Some(width));
        for line in &layout.lines {
            assert!(near(line.right, width), "{width}");
            let visible = layout.line_clusters(line).iter().filter(|cluster| {
                !text[cluster.start as usize..cluster.end as usize].trim().is_empty()
            });
            let left = visible.clone().map(|cluster| cluster.left).fold(f32::MAX, f32::min);
            let right = visible.map(|cluster| cluster.right).fold(f32::MIN, f32::max);
            assert!(near(left, line.left) && near(right, line.right), "{width}");
        }
    }
}

#[test]
fn space_that_hangs_out_of_the_column_has_no_width_there() {
    let text = "سلام         سلام";
    let width = rtl("سلام ", None).width;
    let layout = rtl(text, Some(width));
    assert_eq!(layout.lines.len(), 2);
    assert!(layout.clusters.iter().all(|cluster| cluster.left >= 0.0));
    let boxes = layout.boxes(0..text.len());
    assert_eq!(boxes.len(), 2);
    assert!(boxes[0].x0 >= 0.0);
}

#[test]
fn isolates_left_open_do_not_keep_the_space() {
    let text = "قال \u{2066}hello ";
    let layout = rtl(text, Some(300.0));
    assert_eq!(seen(&layout, text, 0), " |h|e|l|l|o|\u{2066}| |ل|ا|ق");
}

#[test]
fn a_line_of_space_alone_is_empty_to_the_eye() {
    let layout = rtl("   ", Some(300.0));
    let line = &layout.lines[0];
    assert_eq!((line.left, line.right), (300.0, 300.0));
    assert_eq!(layout.clusters.len(), 3);
    assert!(layout.clusters.iter().all(|cluster| cluster.right <= 300.0 && cluster.rtl));
}

#[test]
fn space_before_a_no_break_space_is_not_trailing() {
    let text = "قال \u{00A0}";
    let layout = rtl(text, Some(300.0));
    assert!(near(layout.lines[0].left, layout.clusters[0].left));
}
