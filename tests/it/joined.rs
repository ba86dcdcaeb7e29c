//! The lines between what belongs together: there when wanted, on no letter, apart from each other, named.

use hashiya::annotation::Id;
use hashiya::page::palette::Palette;
use hashiya::page::{Drawing, Page, Shape};
use hashiya::picture::Options;
use hashiya::settings::Language;
use hashiya::typeset::Rect;

use crate::faithful::{SCRIPTS, Script, assert_runs_around_the_text};
use crate::picture::{Laid, drawn, laid, pixels};

type Point = (f32, f32);

fn lines(page: &Page) -> Vec<Vec<Point>> {
    let points = |shape: &Shape| match shape {
        Shape::Path { points, arrow: true, .. } => Some(points.clone()),
        _ => None,
    };
    page.under.iter().filter_map(points).collect()
}

/// Texts with what is chosen in them, and how many lines there are to be.
fn cases(script: &Script) -> Vec<(String, &'static str, usize)> {
    let Script { before, latin, after, .. } = script;
    let text = script.text();
    vec![
        // A quote whose parts stand on other lines, before it and behind it.
        (
            format!(
                "[a1.cue|{before}] [a2 PERS|{latin}] {after} [a1.addressee|{latin}] {text}: «[a1 direct|{text}]» {after} [a1.via|{latin}] {before}\n---\na1.source=a2"
            ),
            "a1",
            4,
        ),
        // Its parts beside it, on its own line.
        (format!("[a1.cue|{latin}] [a1.source|{latin}] «[a1 direct|{latin}]»"), "a1", 2),
        // A claim with evidence in other paragraphs, and a claim within it.
        (
            format!(
                "{before} [a2 ORG|{latin}] {after}\n{text} [a1 numerical|{text} [a4 comparison|{latin}] {after}] {text}\n{before} [a3 ORG|{latin}] {after}\n---\na1.evidence=a2\na1.evidence=a3\nr1 a4 part_of a1"
            ),
            "a1",
            3,
        ),
        // Two relations to one claim, and one from it.
        (
            format!(
                "[a1 numerical|{before}] {text} [a2 numerical|{latin}] {after}\n{text} [a3 prediction|{after}]\n{before} [a4 numerical|{text}]\n---\nr1 a2 supports a1\nr2 a3 attacks a1\nr3 a1 repeats a4"
            ),
            "a1",
            3,
        ),
    ]
}

fn chosen(script: &Script, article: &str, active: &str, width: f32) -> Laid {
    let mut laid = laid(article, &Options { width, ..script.options() });
    laid.open.active = Some(Id::new(active));
    laid
}

#[test]
fn what_is_chosen_or_pointed_at_is_joined_to_all_that_belongs_to_it() {
    for script in &SCRIPTS {
        for (article, id, count) in cases(script) {
            let mut laid = chosen(script, &article, id, 460.0);
            let (page, id) = (laid.page(), Id::new(id));
            assert_eq!(lines(&page).len(), count, "{}: {article}", script.name);
            laid.open.active = None;
            assert!(lines(&laid.page()).is_empty(), "nothing is joined that nobody asked for");
            let pointed = laid.named(Language::English, Some(&id));
            assert_eq!(lines(&pointed).len(), count, "{}", script.name);
            let is_framed = |shape: &Shape| matches!(shape, Shape::Frame { .. } | Shape::Handle { .. });
            let mut all = pointed.under.iter().chain(&pointed.over);
            assert!(!all.any(is_framed), "what is pointed at has no frame");
        }
        // A mention that is a quote's source is joined to the quote when the mention is chosen.
        let (article, ..) = &cases(script)[0];
        assert_eq!(lines(&chosen(script, article, "a2", 460.0).page()).len(), 1, "{}", script.name);
    }
}

#[test]
fn lines_run_around_letters_and_not_on_each_other() {
    for script in &SCRIPTS {
        for (article, id, count) in cases(script) {
            for width in [240.0, 460.0, 700.0] {
                let laid = chosen(script, &article, id, width);
                let lines = lines(&laid.page());
                assert_eq!(lines.len(), count);
                let names = names(&laid.named(Language::Arabic, None), None);
                assert_clear_of_words(&laid, &names, script.name);
                for (number, points) in lines.iter().enumerate() {
                    assert_runs_around_the_text(&laid, points, script.name);
                    for other in &lines[number + 1..] {
                        let on_each_other = shared(points, other);
                        assert!(on_each_other < 0.5, "{} at {width}: {points:?} {other:?}", script.name);
                    }
                }
            }
        }
    }
}

/// Returns how long the strokes are that two bent lines have in common, within a point.
fn shared(one: &[Point], other: &[Point]) -> f32 {
    let common = |a: &[Point], b: &[Point]| -> f32 {
        let along = |pair: &[Point], level: bool| {
            let (from, to) = if level { (pair[0].0, pair[1].0) } else { (pair[0].1, pair[1].1) };
            (from.min(to), from.max(to), if level { pair[0].1 } else { pair[0].0 })
        };
        let is_level = |pair: &[Point]| pair[0].1 == pair[1].1;
        if is_level(a) != is_level(b) {
            return 0.0;
        }
        let (a, b) = (along(a, is_level(a)), along(b, is_level(b)));
        if (a.2 - b.2).abs() > 1.0 { 0.0 } else { (a.1.min(b.1) - a.0.max(b.0)).max(0.0) }
    };
    one.windows(2).flat_map(|a| other.windows(2).map(move |b| common(a, b))).sum()
}

#[test]
fn letters_keep_their_ink_below_lines() {
    for script in &SCRIPTS {
        let article = format!(
            "[a1 numerical|{}] {}\n{}\n{} [a2 prediction|{}]\n---\nr1 a2 supports a1",
            script.before,
            script.after,
            script.text(),
            script.text(),
            script.latin
        );
        let ink = |active: Option<&str>| -> Vec<bool> {
            let mut laid = script.laid(&article);
            laid.open.active = active.map(Id::new);
            let picture = drawn(&laid.open, &script.options());
            let all = Rect { x0: 0.0, y0: 0.0, x1: picture.width() as f32, y1: picture.height() as f32 };
            pixels(&picture, all, 1.0).into_iter().map(|pixel| pixel == Palette::LIGHT.ink).collect()
        };
        let (without, with) = (ink(None), ink(Some("r1")));
        assert!(without.iter().filter(|it| **it).count() > 200, "{}", script.name);
        let hidden = without.iter().zip(&with).filter(|(was, is)| **was && !**is).count();
        assert_eq!(hidden, 0, "{}: a line hides ink", script.name);
    }
}

#[test]
fn names_stand_beside_their_lines_on_no_word_and_in_the_language() {
    for script in &SCRIPTS {
        for (language, supports) in [(Language::Arabic, "يؤيد"), (Language::English, "supports")] {
            let article = format!(
                "[a1 numerical|{}] {}\n\n[a2 prediction|{}]\n\n[a3 numerical|{}]\n---\nr1 a2 supports a1\nr2 a3 supports a1",
                script.text(),
                script.text(),
                script.text(),
                script.before
            );
            let laid = chosen(script, &article, "a1", 460.0);
            let page = laid.named(language, None);
            let names = names(&page, Some(supports));
            assert_eq!(names.len(), 2, "{} in {language:?}", script.name);
            assert!(!meets(&names[0], &names[1]), "{}: {names:?}", script.name);
            assert_clear_of_words(&laid, &names, script.name);
        }
    }
}

/// Returns where the names on lines stand; all are to be `expected`, where that is given.
fn names(page: &Page, expected: Option<&str>) -> Vec<Rect> {
    let name = |shape: &Shape| {
        let Shape::Words { text, layout, origin, .. } = shape else { return None };
        assert!(expected.is_none_or(|expected| text == expected), "{text}");
        let line = &layout.lines[0];
        let (x0, x1) = (origin.0 + line.left, origin.0 + line.right);
        Some(Rect { x0, x1, y0: origin.1, y1: origin.1 + layout.height })
    };
    page.under.iter().filter_map(name).collect()
}

fn meets(one: &Rect, other: &Rect) -> bool {
    one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1
}

fn assert_clear_of_words(laid: &Laid, names: &[Rect], script: &str) {
    for index in 0..laid.column.paragraphs().len() {
        let Some(layout) = laid.column.layout(index) else { continue };
        for line in &layout.lines {
            let baseline = laid.column.top(index) + line.baseline;
            let words = Rect { x0: line.left, x1: line.right, y0: baseline - 16.0, y1: baseline + 8.0 };
            assert!(names.iter().all(|name| !meets(name, &words)), "{script}: {names:?} {words:?}");
        }
    }
}

#[test]
fn an_end_out_of_sight_is_pointed_at_and_two_are_left_out() {
    let article =
        "[a1 numerical|فقرة أولى]\nفقرة ثانية\n[a2 numerical|فقرة ثالثة]\nفقرة رابعة\n---\nr1 a2 supports a1";
    let laid = chosen(&SCRIPTS[0], article, "r1", 460.0);
    let of = |shown: std::ops::Range<usize>| {
        let drawing = Drawing { shows: &|_| true, pointed: None, labels: None };
        lines(&Page::drawn(&laid.open, &laid.column, shown, drawing))
    };
    let [up] = &of(2..4)[..] else { panic!("one line") };
    assert!(up[0].1 > 0.0 && up[up.len() - 1].1 < -500.0, "to what stands above: {up:?}");
    let [from_below] = &of(0..2)[..] else { panic!("one line") };
    assert!(from_below[0].1 > 500.0, "from what stands below: {from_below:?}");
    assert!(of(1..2).is_empty() && of(3..4).is_empty());
    // Two lines to the same far place are two.
    let article =
        "[a1 numerical|فقرة أولى]\nثانية\n[a2 numerical|فقرة ثالثة]\n---\nr1 a2 supports a1\na1.evidence=a2";
    let laid = chosen(&SCRIPTS[0], article, "a1", 460.0);
    let drawing = Drawing { shows: &|_| true, pointed: None, labels: None };
    let both = lines(&Page::drawn(&laid.open, &laid.column, 0..1, drawing));
    assert!(both.len() == 2 && shared(&both[0], &both[1]) < 0.5, "{both:?}");
}
