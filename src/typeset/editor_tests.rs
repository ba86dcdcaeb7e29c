//! The editor, tested by drawings: `|` is the caret, `[` the anchor of a selection.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{Editor, Erase, is_boundary};
use crate::text::Direction;
use crate::typeset::{
    Along, Caret, FontBook, LineEdge, Motion, Selecting, Side, Stack, TextStyle, Typesetter, Vertical, Way,
};

thread_local! {
    static TYPESETTER: RefCell<Typesetter> = RefCell::new(Typesetter::new(FontBook::bundled()));
}

/// Sets the text as an input in a right-to-left interface does.
fn set(text: &str, width: Option<f32>) -> Stack {
    let style = TextStyle { family: "Vazirmatn".into(), size: 14.0, line_height: 22.0, bold: false };
    TYPESETTER.with_borrow_mut(|typesetter| {
        Stack::new(text, |part| {
            let direction = Direction::first_strong(part).unwrap_or(Direction::RightToLeft);
            Arc::new(typesetter.paragraph(part, &style, width, direction))
        })
    })
}

fn parse(drawing: &str) -> Editor {
    let mut text = String::new();
    let (mut anchor, mut focus) = (None, None);
    for character in drawing.chars() {
        match character {
            '[' => anchor = Some(text.len()),
            '|' => focus = Some(text.len()),
            other => text.push(other),
        }
    }
    let focus = focus.expect("a drawing has a caret");
    let mut editor = Editor::new(text);
    editor.place(Caret::before(anchor.unwrap_or(focus)), Selecting::Move);
    editor.place(Caret::before(focus), Selecting::Extend);
    editor
}

fn draw(editor: &Editor) -> String {
    let mut marks = vec![(editor.caret().offset, '|')];
    if !editor.selection().is_empty() {
        marks.push((editor.anchor().offset, '['));
    }
    marks.sort_by_key(|(offset, _)| std::cmp::Reverse(*offset));
    let mut drawing = editor.text().to_owned();
    for (offset, mark) in marks {
        drawing.insert(offset, mark);
    }
    drawing
}

fn check(before: &str, act: impl FnOnce(&mut Editor), after: &str) {
    let mut editor = parse(before);
    act(&mut editor);
    assert_eq!(draw(&editor), after, "from {before}");
}

fn go(motion: Motion) -> impl Fn(&mut Editor) {
    move |editor| {
        let stack = set(editor.text(), None);
        editor.move_caret(motion, Selecting::Move, &stack);
    }
}

fn extend(motion: Motion) -> impl Fn(&mut Editor) {
    move |editor| {
        let stack = set(editor.text(), None);
        editor.move_caret(motion, Selecting::Extend, &stack);
    }
}

const LEFT: Motion = Motion::Grapheme(Along::Line(Side::Left));
const RIGHT: Motion = Motion::Grapheme(Along::Line(Side::Right));
const WORD_LEFT: Motion = Motion::Word(Along::Line(Side::Left));
const WORD_RIGHT: Motion = Motion::Word(Along::Line(Side::Right));

#[test]
fn arrows_move_as_seen() {
    check("|سلام", go(LEFT), "س|لام");
    check("س|لام", go(RIGHT), "|سلام");
    check("|سلام", go(RIGHT), "|سلام");
    check("سلام|", go(LEFT), "سلام|");
    check("|peace", go(RIGHT), "p|eace");
    check("peace|", go(RIGHT), "peace|");
}

#[test]
fn arrows_cross_a_foreign_word_from_its_far_end() {
    check("مرحبا| world", go(LEFT), "مرحبا |world");
    let twice = |editor: &mut Editor| {
        go(LEFT)(editor);
        go(LEFT)(editor);
    };
    check("مرحبا| world", twice, "مرحبا worl|d");
}

#[test]
fn arrows_go_on_in_the_next_paragraph_in_reading_direction() {
    check("خبر|\nثان", go(LEFT), "خبر\n|ثان");
    check("خبر\n|ثان", go(RIGHT), "خبر|\nثان");
    check("one|\ntwo", go(RIGHT), "one\n|two");
    check("one\n|two", go(LEFT), "one|\ntwo");
    check("خبر|\n", go(LEFT), "خبر\n|");
}

#[test]
fn arrows_pass_whole_graphemes() {
    check("|كِتاب", go(LEFT), "كِ|تاب");
    check("a|👨‍👩‍👧b", go(RIGHT), "a👨‍👩‍👧|b");
}

#[test]
fn an_arrow_leaves_a_selection_at_its_side() {
    check("قا[ل ا|لوزير", go(LEFT), "قال ا|لوزير");
    check("قا[ل ا|لوزير", go(RIGHT), "قا|ل الوزير");
    check("a[bc|d", go(LEFT), "a|bcd");
    check("a|bc[d", go(RIGHT), "abc|d");
}

#[test]
fn words_are_passed_one_at_a_time_to_where_they_start() {
    check("قال |الوزير أمس", go(WORD_LEFT), "قال الوزير |أمس");
    check("قال الوزير |أمس", go(WORD_LEFT), "قال الوزير أمس|");
    check("قال الوزير أمس|", go(WORD_LEFT), "قال الوزير أمس|");
    check("قال الوزير أمس|", go(WORD_RIGHT), "قال الوزير |أمس");
    check("قال| الوزير أمس", go(WORD_RIGHT), "|قال الوزير أمس");
    check("|قال الوزير أمس", go(WORD_RIGHT), "|قال الوزير أمس");
    check("«قال»: |(نعم)!", go(WORD_LEFT), "«قال»: (|نعم)!");
    check("«قال»: (|نعم)!", go(WORD_LEFT), "«قال»: (نعم)!|");
    check("one |two", go(WORD_RIGHT), "one two|");
    check("one two|", go(WORD_LEFT), "one |two");
    check("خبر|\nثان ثالث", go(WORD_LEFT), "خبر\n|ثان ثالث");
    check("خبر\n|ثان ثالث", go(WORD_RIGHT), "|خبر\nثان ثالث");
}

#[test]
fn as_read_arrows_go_by_the_text_whatever_stands_where() {
    const ON: Motion = Motion::Grapheme(Along::Text(Way::On));
    const BACK: Motion = Motion::Grapheme(Along::Text(Way::Back));
    check("مرحبا |world", go(ON), "مرحبا w|orld");
    check("مرحبا w|orld", go(BACK), "مرحبا |world");
    check("|كِتاب", go(ON), "كِ|تاب");
    check("خبر|\nثان", go(ON), "خبر\n|ثان");
    check("خبر\n|ثان", go(BACK), "خبر|\nثان");
    check("قا[ل w|orld", go(ON), "قال w|orld");
    check("قا[ل w|orld", go(BACK), "قا|ل world");
    check("قال |one two", go(Motion::Word(Along::Text(Way::On))), "قال one |two");
}

#[test]
fn paragraphs_are_passed_from_start_to_start() {
    const ON: Motion = Motion::Paragraph(Way::On);
    const BACK: Motion = Motion::Paragraph(Way::Back);
    check("أو|ل\n\nثان", go(ON), "أول\n\n|ثان");
    check("أول\n\nث|ان", go(ON), "أول\n\nثان|");
    check("أول\n\nث|ان", go(BACK), "أول\n\n|ثان");
    check("أول\n\n|ثان", go(BACK), "|أول\n\nثان");
}

#[test]
fn shift_takes_the_selection_along() {
    check("|سلام", extend(LEFT), "[س|لام");
    check("[س|لام", extend(RIGHT), "|سلام");
    check("قال |الوزير أمس", extend(WORD_LEFT), "قال [الوزير| أمس");
    check("قال [الوزير| أمس", extend(WORD_LEFT), "قال [الوزير أمس|");
    check("قال [الوزير أمس|", extend(WORD_RIGHT), "قال [الوزير| أمس");
    check("قال [الوزير| أمس", extend(WORD_RIGHT), "قال |الوزير أمس");
    check("قال الوزير[|، أمس", extend(WORD_RIGHT), "قال |الوزير[، أمس");
    check("سلا|م", extend(Motion::LineEdge(LineEdge::Start)), "|سلا[م");
}

#[test]
fn home_and_end_stay_on_the_line() {
    check("أول\nثا|ن\nثالث", go(Motion::LineEdge(LineEdge::Start)), "أول\n|ثان\nثالث");
    check("أول\nثا|ن\nثالث", go(Motion::LineEdge(LineEdge::End)), "أول\nثان|\nثالث");
    check("أول\nثا|ن\nثالث", go(Motion::TextEdge(LineEdge::Start)), "|أول\nثان\nثالث");
    check("أول\nثا|ن\nثالث", go(Motion::TextEdge(LineEdge::End)), "أول\nثان\nثالث|");
}

#[test]
fn home_and_end_know_wrapped_lines() {
    let mut editor = Editor::new("كلمة وكلمة وكلمة وكلمة وكلمة وكلمة");
    let stack = set(editor.text(), Some(90.0));
    let lines = &stack.paragraphs()[0].layout.lines;
    assert!(lines.len() > 2, "the text wraps");
    let second = lines[1].text.start as usize..lines[1].text.end as usize;
    editor.place(Caret::before(second.start + 2), Selecting::Move);
    editor.move_caret(Motion::LineEdge(LineEdge::End), Selecting::Move, &stack);
    assert_eq!(editor.caret().offset, second.end);
    let middle = (lines[1].top + lines[1].bottom) / 2.0;
    let caret = stack.caret_rect(editor.caret());
    assert!(caret.y0 < middle && middle < caret.y1, "the caret stays on the second line");
    editor.move_caret(Motion::LineEdge(LineEdge::Start), Selecting::Move, &stack);
    assert_eq!(editor.caret().offset, second.start);
}

#[test]
fn up_and_down_keep_their_aim() {
    let mut editor = Editor::new("سطر طويل جدا\nق\nسطر طويل جدا");
    let stack = set(editor.text(), Some(300.0));
    let start = Caret::before("سطر طوي".len());
    editor.place(start, Selecting::Move);
    let down = Motion::Line(Vertical::Down);
    editor.move_caret(down, Selecting::Move, &stack);
    let short = "سطر طويل جدا\nق".len();
    assert_eq!(editor.caret().offset, short, "the short line ends before the aim");
    editor.move_caret(down, Selecting::Move, &stack);
    assert_eq!(editor.caret().offset, short + 1 + start.offset);
    editor.move_caret(down, Selecting::Move, &stack);
    assert_eq!(editor.caret().offset, editor.text().len(), "below the last line lies the end");
    check("أو|ل\nثان", go(Motion::Line(Vertical::Up)), "|أول\nثان");
}

#[test]
fn erasing_takes_graphemes_but_single_marks_of_right_to_left_letters() {
    check("كتَبَ|", |editor| editor.erase(Erase::GraphemeBefore), "كتَب|");
    check("كتَب|", |editor| editor.erase(Erase::GraphemeBefore), "كتَ|");
    check("|كَتب", |editor| editor.erase(Erase::GraphemeAfter), "|تب");
    check("cafe\u{301}|", |editor| editor.erase(Erase::GraphemeBefore), "caf|");
    check("a👨‍👩‍👧|b", |editor| editor.erase(Erase::GraphemeBefore), "a|b");
    check("لا|", |editor| editor.erase(Erase::GraphemeBefore), "ل|");
    check("خبر\n|ثان", |editor| editor.erase(Erase::GraphemeBefore), "خبر|ثان");
    check("|خبر", |editor| editor.erase(Erase::GraphemeBefore), "|خبر");
    check("خبر|", |editor| editor.erase(Erase::GraphemeAfter), "خبر|");
}

#[test]
fn erasing_takes_words_and_selections() {
    check("قال الوزير|", |editor| editor.erase(Erase::WordBefore), "قال |");
    check("قال| الوزير أمس", |editor| editor.erase(Erase::WordAfter), "قال| أمس");
    check("قا[ل الو|زير", |editor| editor.erase(Erase::GraphemeBefore), "قا|زير");
    check("قا|ل الو[زير", |editor| editor.insert("س"), "قاس|زير");
}

#[test]
fn words_and_paragraphs_are_selected_whole() {
    let word = |editor: &mut Editor| editor.select(editor.word_at(editor.caret().offset));
    check("قال الو|زير أمس", word, "قال [الوزير| أمس");
    check("قال| الوزير", word, "قال[ |الوزير");
    check("قال الوزير|", word, "قال [الوزير|");
    check("|", word, "|");
    let paragraph = |editor: &mut Editor| editor.select(editor.paragraph_at(editor.caret().offset));
    check("أول\nثا|ن\nثالث", paragraph, "أول\n[ثان|\nثالث");
    check("أول|\nثان", paragraph, "[أول|\nثان");
    check("سلا|م", Editor::select_all, "[سلام|");
}

#[test]
fn composed_text_is_shown_but_not_yet_text() {
    let mut editor = parse("قال [هو| نعم");
    editor.compose("ni", Some(0..1));
    assert_eq!(editor.text(), "قال  نعم", "composition replaces the selection");
    assert_eq!(editor.shown(), "قال ni نعم");
    assert_eq!(editor.composed(), Some(7..9));
    assert_eq!(editor.shown_caret(), Caret::after(8));
    go(LEFT)(&mut editor);
    assert!(editor.is_composing(), "arrows belong to the input method");
    assert_eq!(editor.caret().offset, 7);
    editor.compose("", None);
    editor.insert("你");
    assert_eq!(draw(&editor), "قال 你| نعم");
    editor.undo();
    editor.undo();
    assert_eq!(draw(&editor), "قال [هو| نعم");
}

#[test]
fn a_broken_active_range_is_left_out() {
    let mut editor = Editor::default();
    editor.compose("é", Some(0..1));
    assert_eq!(editor.shown_caret(), Caret::after(2));
}

#[test]
fn an_input_method_may_erase_around_the_caret() {
    check("قال |نعم", |editor| editor.erase_around(2, 1), "قا|عم");
    check("قا|ل", |editor| editor.erase_around(9, 9), "|");
    check("a👍|b", |editor| editor.erase_around(1, 0), "a|b");
}

#[test]
fn undo_takes_back_a_word_of_typing_at_a_time() {
    let mut editor = Editor::default();
    for letter in ["ق", "ا", "ل", " ", "ن", "ع", "م"] {
        editor.insert(letter);
    }
    assert!(editor.undo());
    assert_eq!(draw(&editor), "قال |");
    assert!(editor.undo());
    assert_eq!(draw(&editor), "|");
    assert!(!editor.undo());
    assert!(editor.redo());
    assert!(editor.redo());
    assert_eq!(draw(&editor), "قال نعم|");
    assert!(!editor.redo());
}

#[test]
fn undo_gives_the_selection_back_and_stops_where_the_caret_was_moved() {
    let mut editor = parse("قال [نعم|");
    editor.insert("ل");
    go(RIGHT)(&mut editor);
    editor.insert("ك");
    assert_eq!(draw(&editor), "قال ك|ل");
    editor.undo();
    assert_eq!(draw(&editor), "قال |ل");
    editor.undo();
    assert_eq!(draw(&editor), "قال [نعم|");
}

#[test]
fn erasing_letter_by_letter_is_one_step() {
    let mut editor = parse("نعم|");
    editor.erase(Erase::GraphemeBefore);
    editor.erase(Erase::GraphemeBefore);
    editor.undo();
    assert_eq!(draw(&editor), "نعم|");
    let mut editor = parse("|نعم");
    editor.erase(Erase::GraphemeAfter);
    editor.erase(Erase::GraphemeAfter);
    editor.undo();
    assert_eq!(draw(&editor), "|نعم");
}

#[test]
fn a_new_edit_forgets_what_was_undone() {
    let mut editor = Editor::default();
    editor.insert("أ");
    editor.undo();
    editor.insert("ب");
    assert!(!editor.redo());
    assert_eq!(editor.text(), "ب");
}

#[derive(Clone, Debug)]
enum Step {
    Insert(&'static str),
    Erase(Erase),
    Move(Motion, Selecting),
    Place(usize, Selecting),
    Compose(&'static str),
    Around(usize, usize),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let text = proptest::sample::select(vec![
        "س",
        "َ",
        "لا",
        " ",
        "\n",
        "word",
        "é",
        "\u{301}",
        "👨‍👩‍👧",
        "\u{200d}",
        "\u{2067}",
        "١٢",
    ]);
    let erase = proptest::sample::select(vec![
        Erase::GraphemeBefore,
        Erase::GraphemeAfter,
        Erase::WordBefore,
        Erase::WordAfter,
    ]);
    let motion = proptest::sample::select(vec![
        LEFT,
        RIGHT,
        WORD_LEFT,
        WORD_RIGHT,
        Motion::Grapheme(Along::Text(Way::On)),
        Motion::Word(Along::Text(Way::Back)),
        Motion::Paragraph(Way::On),
        Motion::Line(Vertical::Up),
        Motion::Line(Vertical::Down),
        Motion::LineEdge(LineEdge::Start),
        Motion::LineEdge(LineEdge::End),
        Motion::TextEdge(LineEdge::End),
    ]);
    let selecting = || proptest::sample::select(vec![Selecting::Move, Selecting::Extend]);
    prop_oneof![
        4 => text.clone().prop_map(Step::Insert),
        2 => erase.prop_map(Step::Erase),
        4 => (motion, selecting()).prop_map(|(motion, how)| Step::Move(motion, how)),
        1 => (any::<proptest::sample::Index>(), selecting())
            .prop_map(|(index, how)| Step::Place(index.index(64), how)),
        1 => text.prop_map(Step::Compose),
        1 => (0_usize..3, 0_usize..3).prop_map(|(before, after)| Step::Around(before, after)),
        1 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    #[test]
    fn carets_stay_on_graphemes_and_undo_leads_back(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let first = "قال «نعم» ok\nسطر";
        let mut editor = Editor::new(first);
        for step in steps {
            match step {
                Step::Insert(text) => editor.insert(text),
                Step::Erase(erase) => editor.erase(erase),
                Step::Move(motion, selecting) => {
                    let stack = set(&editor.shown(), Some(80.0));
                    editor.move_caret(motion, selecting, &stack);
                }
                Step::Place(offset, selecting) => editor.place(Caret::before(offset), selecting),
                Step::Compose(text) => editor.compose(text, None),
                Step::Around(before, after) => editor.erase_around(before, after),
                Step::Undo => _ = editor.undo(),
                Step::Redo => _ = editor.redo(),
            }
            prop_assert!(is_boundary(editor.text(), editor.caret().offset));
            prop_assert!(is_boundary(editor.text(), editor.anchor().offset));
        }
        // First redo what the steps undid, so that the last state is the latest one.
        while editor.redo() {}
        let last = editor.text().to_owned();
        while editor.undo() {}
        prop_assert_eq!(editor.text(), first);
        while editor.redo() {}
        prop_assert_eq!(editor.text(), last);
    }
}
