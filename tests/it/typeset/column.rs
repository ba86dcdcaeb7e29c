//! A document's paragraphs in a column.

use hashiya::text::{Direction, Span};
use hashiya::typeset::{
    Along, Caret, Column, LayoutJob, LineEdge, Motion, ParagraphSource, Rect, Selecting, Side, TextStyle,
    Track, Typesetter, Vertical,
};

use crate::typeset::{find, naskh, near, typesetter};

const WIDTH: f32 = 300.0;
const GAP: f32 = 20.0;

/// A document of a headline, an empty paragraph and two more, the last from left to right.
const TEXT: &str = "مجلس مدينة الواحة\n\nأعلن رئيس مجلس مدينة الواحة هادي سليم أمس تأجيل مشروع \
    الميناء الجديد، وقال في مؤتمر صحفي إنه سيوقع العقد.\nBlue Harbor said no more that day.";

fn sources(text: &str) -> Vec<ParagraphSource> {
    let mut start = 0;
    let mut sources = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        sources.push(ParagraphSource {
            span: Span::new(start, start + line.len()),
            direction: Direction::first_strong(line).unwrap_or(Direction::RightToLeft),
            scale: if index == 0 { 1.5 } else { 1.0 },
            bold: index == 0,
        });
        start += line.len() + 1;
    }
    sources
}

fn column(text: &str) -> Column {
    Column::new(sources(text), naskh(), WIDTH, GAP)
}

fn laid_out(text: &str) -> (Column, Typesetter) {
    let mut column = column(text);
    let mut typesetter = typesetter();
    column.ensure(0..column.paragraphs().len(), text, &mut typesetter);
    (column, typesetter)
}

/// A long document of paragraphs of several lengths.
fn long_text() -> String {
    let words = ["أعلن", "رئيس", "مجلس", "مدينة", "الواحة", "هادي", "سليم", "2020", "Harbor"];
    let paragraph = |index: usize| {
        let word = |at: usize| words[(index * 7 + at * 3) % words.len()];
        (0..index * 13 % 90).map(word).collect::<Vec<_>>().join(" ")
    };
    (0..200).map(paragraph).collect::<Vec<_>>().join("\n")
}

#[test]
fn paragraphs_are_stacked_without_gaps() {
    let (column, _) = laid_out(TEXT);
    let mut top = 0.0;
    for index in 0..4 {
        assert!(near(column.top(index), top));
        match column.layout(index) {
            Some(layout) => top += layout.height,
            None => top += GAP,
        }
    }
    assert!(near(column.height(), top));
    assert!(column.layout(1).is_none(), "the empty paragraph");
    let headline = column.layout(0).expect("it is laid out");
    assert_eq!(headline.lines[0].bottom, 57.0, "the headline's lines are higher");
    assert_ne!(headline.runs[0].font, column.layout(2).expect("so is the body").runs[0].font);
}

#[test]
fn places_are_found_by_height_and_by_offset() {
    let (column, _) = laid_out(TEXT);
    for index in 0..4 {
        let (top, height) = (column.top(index), column.paragraph_height(index));
        assert_eq!(column.paragraph_at_y(top + height / 2.0), index);
        let span = column.paragraphs()[index].span;
        assert_eq!(column.paragraph_at_offset(span.start.0), index);
        assert_eq!(column.paragraph_at_offset(span.end.0), index, "its line break is its own");
    }
    assert_eq!(column.paragraph_at_y(-5.0), 0);
    assert_eq!(column.paragraph_at_y(1e9), 3);
    assert_eq!(column.paragraph_at_offset(usize::MAX), 3);
    assert_eq!(column.visible(60.0..61.0), 1..2);
}

#[test]
fn carets_count_in_the_documents_bytes() {
    let (column, _) = laid_out(TEXT);
    for offset in (0..=TEXT.len()).filter(|offset| TEXT.is_char_boundary(*offset)) {
        let rect = column.caret_rect(Caret::before(offset));
        let hit = column.hit(rect.x0, (rect.y0 + rect.y1) / 2.0);
        let found = column.caret_rect(hit);
        assert!(near(found.x0, rect.x0) && near(found.y0, rect.y0), "{offset} {hit:?}");
    }
    let empty = find(TEXT, "\n\n").start + 1;
    let rect = column.caret_rect(Caret::before(empty));
    assert_eq!(rect, Rect { x0: WIDTH, y0: 57.0, x1: WIDTH, y1: 57.0 + GAP });
    assert_eq!(column.hit(10.0, 60.0), Caret::before(empty));
}

#[test]
fn boxes_are_those_of_the_paragraphs() {
    let (column, _) = laid_out(TEXT);
    let everything = 0.0..column.height();
    let name = find(TEXT, "هادي سليم");
    let boxes = column.boxes(name.clone().into(), everything.clone());
    let start = column.paragraphs()[2].span.start.0;
    let own = column.layout(2).expect("it is laid out").boxes(name.start - start..name.end - start);
    let moved: Vec<Rect> = own.iter().map(|rect| rect.moved_down(column.top(2))).collect();
    assert_eq!(boxes, moved);
    let all = column.boxes(Span::new(0, TEXT.len()), everything);
    let lines: usize = (0..4).filter_map(|index| column.layout(index)).map(|it| it.lines.len()).sum();
    assert_eq!(all.len(), lines);
    let second_line = column.top(2) + 38.0..column.top(2) + 40.0;
    assert_eq!(column.boxes(Span::new(0, TEXT.len()), second_line).len(), 1);
}

#[test]
fn only_what_is_laid_out_has_boxes() {
    let mut column = column(TEXT);
    let everything = || 0.0..10_000.0;
    assert!(column.boxes(Span::new(0, TEXT.len()), everything()).is_empty());
    assert!(column.lacks(0..4) && !column.lacks(1..2));
    column.ensure(0..1, TEXT, &mut typesetter());
    assert_eq!(column.boxes(Span::new(0, TEXT.len()), everything()).len(), 1);
}

#[test]
fn estimates_come_near_and_give_way_to_exact_heights() {
    let text = long_text();
    let mut column = column(&text);
    let before = column.height();
    let mut typesetter = typesetter();
    column.ensure(0..20, &text, &mut typesetter);
    let calibrated = column.height();
    column.ensure(0..200, &text, &mut typesetter);
    let exact = column.height();
    assert!((before / exact - 1.0).abs() < 0.3, "{before} {exact}");
    assert!((calibrated / exact - 1.0).abs() < 0.1, "{calibrated} {exact}");
    let summed: f32 = (0..200).map(|index| column.layout(index).map_or(GAP, |it| it.height)).sum();
    assert!((exact - summed).abs() < 0.5);
}

#[test]
fn an_anchor_keeps_its_place_when_heights_above_change() {
    let text = long_text();
    let mut column = column(&text);
    let anchor = column.anchor(column.height() / 2.0);
    assert!(near(column.y_of(anchor), column.height() / 2.0));
    column.ensure(0..anchor.paragraph, &text, &mut typesetter());
    let y = column.y_of(anchor);
    assert_eq!(column.paragraph_at_y(y + 0.1), anchor.paragraph);
    assert!((y - column.top(anchor.paragraph) - anchor.offset).abs() < 0.1);
}

#[test]
fn a_change_of_width_or_style_makes_layouts_worthless() {
    let (mut column, mut typesetter) = laid_out(TEXT);
    let height = column.height();
    column.ensure(0..4, TEXT, &mut typesetter);
    let generation = column.generation();
    column.set_width(WIDTH);
    assert_eq!(column.generation(), generation, "nothing has changed");
    column.set_width(WIDTH / 2.0);
    assert_ne!(column.generation(), generation);
    assert!(column.lacks(0..4));
    assert!(column.height() > height);
    let job = column.job(2).expect("it is to be laid out");
    let measured = job.measure(TEXT, &mut typesetter);
    column.set_style(TextStyle { size: 30.0, line_height: 57.0, ..naskh() });
    assert!(!column.accept(&job, measured), "it was made for another style");
    let job = column.job(2).expect("it is to be laid out");
    assert!(column.accept(&job, job.measure(TEXT, &mut typesetter)));
    assert!(column.layout(2).is_none(), "what is measured is not held");
    column.ensure(0..4, TEXT, &mut typesetter);
    assert_eq!(column.layout(2).map(|layout| layout.lines[0].bottom), Some(57.0));
}

#[test]
fn far_layouts_are_dropped_and_keep_their_heights() {
    let text = long_text();
    let (mut column, mut typesetter) = laid_out(&text);
    let height = column.height();
    let memory = |column: &Column| (0..200).filter_map(|it| column.layout(it)).map(|it| it.memory()).sum();
    let all: usize = memory(&column);
    column.evict(50..60, all / 4);
    let left: usize = memory(&column);
    assert!(left <= all / 4 && left > all / 5);
    assert!(!column.lacks(50..60));
    assert!(column.lacks(0..10) && column.lacks(190..200));
    assert_eq!(column.height(), height);
    column.evict(50..60, 0);
    assert!(!column.lacks(50..60), "what is to be kept stays");
    column.ensure(0..200, &text, &mut typesetter);
    assert_eq!(column.height(), height);
}

/// Returns where a caret comes to by one grapheme to that side.
fn stepped(column: &mut Column, caret: Caret, side: Side, typesetter: &mut Typesetter) -> Caret {
    let mut track = Track::at(caret);
    column.travel(&mut track, Motion::Grapheme(Along::Line(side)), Selecting::Move, TEXT, typesetter);
    track.focus
}

#[test]
fn left_and_right_go_through_the_whole_document() {
    let mut column = column(TEXT);
    let mut typesetter = typesetter();
    // Each paragraph is left on the side where its reading ends, so the way on changes with it.
    let mut caret = Caret::before(0);
    let mut seen = vec![column.paragraph_at_offset(0)];
    for _ in 0..TEXT.chars().count() * 2 {
        let index = column.paragraph_at_offset(caret.offset);
        let rtl = column.paragraphs()[index].direction.is_rtl();
        let next = stepped(&mut column, caret, if rtl { Side::Left } else { Side::Right }, &mut typesetter);
        if next == caret {
            break;
        }
        caret = next;
        seen.push(column.paragraph_at_offset(caret.offset));
    }
    assert_eq!(caret.offset, TEXT.len());
    seen.dedup();
    assert_eq!(seen, [0, 1, 2, 3]);
    // And back again.
    for _ in 0..TEXT.chars().count() * 2 {
        let index = column.paragraph_at_offset(caret.offset);
        let rtl = column.paragraphs()[index].direction.is_rtl();
        caret = stepped(&mut column, caret, if rtl { Side::Right } else { Side::Left }, &mut typesetter);
    }
    assert_eq!(caret, Caret::before(0));
}

#[test]
fn up_and_down_keep_to_a_distance_from_the_edge() {
    let (mut column, mut typesetter) = laid_out(TEXT);
    let start = column.hit(WIDTH - 60.0, 10.0);
    let x = column.caret_rect(start).x0;
    let mut track = Track::at(start);
    let mut heights = vec![column.caret_rect(start).y0];
    loop {
        let down = Motion::Line(Vertical::Down);
        let last = track.focus;
        column.travel(&mut track, down, Selecting::Move, TEXT, &mut typesetter);
        let caret = track.focus;
        let rect = column.caret_rect(caret);
        if rect.y0 == column.caret_rect(last).y0 {
            assert_eq!(caret.offset, TEXT.len(), "below the last line lies the end of the text");
            track.focus = last;
            break;
        }
        heights.push(rect.y0);
        let index = column.paragraph_at_offset(caret.offset);
        if let Some(layout) = column.layout(index) {
            let line = &layout.lines[layout.line_at(rect.y0 - column.top(index))];
            let nearest = x.clamp(line.left, line.right);
            assert!((rect.x0 - nearest).abs() < 12.0, "{rect:?} {nearest}");
        }
    }
    let lines: usize = (0..4).map(|index| column.layout(index).map_or(1, |layout| layout.lines.len())).sum();
    assert_eq!(heights.len(), lines);
    assert!(heights.is_sorted());
    for _ in 1..lines {
        column.travel(&mut track, Motion::Line(Vertical::Up), Selecting::Move, TEXT, &mut typesetter);
    }
    let caret = track.focus;
    assert!(near(column.caret_rect(caret).x0, x) && column.caret_rect(caret).y0 == 0.0);
}

#[test]
fn line_edges_are_those_of_the_line() {
    let (mut column, mut typesetter) = laid_out(TEXT);
    let body = column.paragraphs()[2].span;
    let inside = Caret::before(body.start.0 + "أعلن".len());
    let mut track = Track { goal: Some(5.0), ..Track::at(inside) };
    let to = Motion::LineEdge;
    column.travel(&mut track, to(LineEdge::Start), Selecting::Move, TEXT, &mut typesetter);
    assert_eq!(track, Track::at(Caret::before(body.start.0)));
    column.travel(&mut track, to(LineEdge::End), Selecting::Move, TEXT, &mut typesetter);
    let end = track.focus;
    let line = &column.layout(2).expect("it is laid out").lines[0];
    assert_eq!(end, Caret::after(body.start.0 + line.text.end as usize));
}

#[test]
fn an_empty_document_is_a_column_without_height() {
    let mut column = Column::new(Vec::new(), naskh(), WIDTH, GAP);
    assert_eq!((column.height(), column.visible(0.0..100.0)), (0.0, 0..0));
    assert_eq!(column.hit(1.0, 1.0), Caret::default());
    assert_eq!(column.caret_rect(Caret::before(3)), Rect::default());
    assert!(column.boxes(Span::new(0, 5), 0.0..100.0).is_empty());
    let caret = Caret::before(0);
    let mut track = Track::at(caret);
    let left = Motion::Grapheme(Along::Line(Side::Left));
    column.travel(&mut track, left, Selecting::Move, "", &mut typesetter());
    assert_eq!(track.focus, caret);
    column.set_width(10.0);
    column.evict(0..0, 0);
}

/// Once every paragraph has been laid out there is no more work for the background.
#[test]
fn the_background_runs_out_of_work() {
    let text = "أولى\n\nثانية\nthird";
    let mut start = 0;
    let sources = text.split('\n').map(|line| {
        let span = hashiya::text::Span::new(start, start + line.len());
        start = span.end.0 + 1;
        hashiya::typeset::ParagraphSource { span, direction: Direction::RightToLeft, scale: 1.0, bold: false }
    });
    let mut column = Column::new(sources.collect(), naskh(), 300.0, 10.0);
    assert_eq!(column.measured_share(), 0.0);
    let mut indices =
        |bytes| -> Vec<usize> { column.unmeasured_from(2, bytes).iter().map(|job| job.index).collect() };
    assert_eq!(indices(11), [2, 3], "by lots of so many bytes, from there downwards");
    assert_eq!(indices(11), [0], "and then from the top");
    assert!(indices(11).is_empty(), "nothing is given out twice");
    column.ensure(0..4, text, &mut typesetter());
    assert_eq!(column.measured_share(), 1.0);
    assert!(column.unmeasured_from(0, 99).is_empty());
    column.set_width(200.0);
    assert_eq!(column.unmeasured_from(0, 99).len(), 3);
}

/// The background measures without laying out; the reader's line must not move when it is laid out after all.
#[test]
fn what_is_measured_is_what_is_laid_out() {
    let text = format!("{}\n{TEXT}\n👩\u{200d}🔬👩\u{200d}🔬 e\u{301}", long_text());
    let mut typesetter = typesetter();
    for width in [620.0, 90.0, 11.0] {
        let mut column = column(&text);
        column.set_width(width);
        let jobs: Vec<LayoutJob> = column.unmeasured_from(0, usize::MAX);
        assert!(jobs.len() > 100);
        for job in jobs {
            let (measured, layout) = (job.measure(&text, &mut typesetter), job.run(&text, &mut typesetter));
            assert_eq!((measured.height, measured.lines), (layout.height, layout.lines.len()), "{width}");
            let last = layout.measured().last_line;
            assert!((measured.last_line - last).abs() < 0.5, "{width}: {} {last}", measured.last_line);
        }
    }
}
