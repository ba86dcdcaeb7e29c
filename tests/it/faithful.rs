//! The sixteen ways in which other tools show right-to-left text wrongly, each shown to be right here,
//! on every script that it applies to.
//!
//! docs/faithful.md shows the same as pictures. What lies in the window is tested there too: dragging
//! (5) in `src/ui/text`, a click on a mark (8) and marking by key and mouse (1) in `tests/it/window.rs`;
//! where a clitic ends (14) in `src/text/segment.rs`.

use hashiya::annotation::{About, Id, Item};
use hashiya::i18n::Words;
use hashiya::page::card::Card;
use hashiya::page::palette::Palette;
use hashiya::page::{Page, Paint, Shape};
use hashiya::picture::{self, Options};
use hashiya::settings::Language;
use hashiya::text::{ByteOffset, Direction, Span};
use hashiya::typeset::{Cluster, FontBook, ParagraphLayout, Rect, TextStyle, Typesetter};

use crate::picture::{Laid, drawn, laid, pixels};

/// A language with a sentence that runs in both directions: its parts in reading order.
pub struct Script {
    pub name: &'static str,
    family: &'static str,
    pub before: &'static str,
    pub latin: &'static str,
    pub after: &'static str,
    /// Something attached to a name, and the name, in the order in which they are written; the name
    /// stands first in Persian and Urdu.
    attached: [&'static str; 2],
    /// Which of the two is the name.
    name_at: usize,
}

pub const SCRIPTS: [Script; 4] = [
    Script {
        name: "Arabic",
        family: "Noto Naskh Arabic",
        before: "قال مجلس الواحة إن شركة",
        latin: "Blue Harbor",
        after: "دفعت 38% في ٢٠٢٦ لقاء (12) بيتا في المدينة القديمة، لا أكثر",
        attached: ["ل", "بوتين"],
        name_at: 1,
    },
    Script {
        name: "Persian",
        family: "Vazirmatn",
        before: "کتابخانهٔ نارستان گفت که شرکت",
        latin: "PageTurn Reader",
        after: "در ۱۴۰۴ حدود 38% از (12) خانه‌های کتاب را می‌خواهد",
        attached: ["نارستان", "\u{200C}ها"],
        name_at: 0,
    },
    Script {
        name: "Hebrew",
        family: "Noto Sans Hebrew",
        before: "מועצת העיר אמרה כי חברת",
        latin: "Blue Harbor",
        after: "שילמה 38% בשנת 2026 עבור (12) בתי הנמל, שָׁלוֹם ותודה",
        attached: ["ב", "חיפה"],
        name_at: 1,
    },
    Script {
        name: "Urdu",
        family: "Noto Nastaliq Urdu",
        before: "شہر کی انجمن نے کہا کہ ادارہ",
        latin: "Blue Harbor",
        after: "نے ٢٠٢٦ میں 38% رقم (12) چھوٹی بستیوں کو دی",
        attached: ["پاکستان", "ی"],
        name_at: 0,
    },
];

impl Script {
    pub fn text(&self) -> String {
        format!("{} {} {}", self.before, self.latin, self.after)
    }

    pub fn options(&self) -> Options {
        let layers = Some(["entity", "claim", "quote"].map(str::to_owned).to_vec());
        Options { family: self.family.to_owned(), layers, width: 460.0, scale: 1.0, ..Options::default() }
    }

    pub fn laid(&self, marked: &str) -> Laid {
        laid(marked, &self.options())
    }

    /// Sets the text on one line.
    fn set(&self, text: &str) -> ParagraphLayout {
        self.set_in(text, None)
    }

    fn set_in(&self, text: &str, width: Option<f32>) -> ParagraphLayout {
        let style = TextStyle { family: self.family.into(), size: 20.0, line_height: 38.0, bold: false };
        Typesetter::new(FontBook::bundled()).paragraph(text, &style, width, Direction::RightToLeft)
    }
}

/// Returns the tints of a page, from top to bottom and from left to right.
fn tints(page: &Page) -> Vec<Rect> {
    let tint = |shape: &Shape| match shape {
        Shape::Fill { rect, paint: Paint::Tint(_), .. } => Some(*rect),
        _ => None,
    };
    page.under.iter().filter_map(tint).collect()
}

/// Returns the glyphs of an SVG with the places where they stand.
fn glyphs(laid: &Laid, options: &Options) -> Vec<String> {
    let svg = picture::svg(&laid.open, options, &FontBook::bundled()).expect("drawn");
    let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
    let described = |node: roxmltree::Node<'_, '_>| {
        let id = node.attribute("href").unwrap_or_default().trim_start_matches('#').to_owned();
        let outline = document.descendants().find(|it| it.attribute("id") == Some(id.as_str()));
        let outline = outline.and_then(|it| it.attribute("d")).expect("a glyph has an outline");
        let line =
            node.parent().and_then(|group| group.attribute("transform")).expect("a line has its place");
        format!("{line} {:?} {:?} {outline}", node.attribute("x"), node.attribute("y"))
    };
    document.descendants().filter(|node| node.has_tag_name("use")).map(described).collect()
}

fn find(text: &str, part: &str) -> std::ops::Range<usize> {
    let start = text.find(part).unwrap_or_else(|| panic!("{part} stands in {text}"));
    start..start + part.len()
}

fn cluster(layout: &ParagraphLayout, start: usize) -> Cluster {
    *layout.clusters.iter().find(|it| it.start as usize == start).expect("a grapheme begins there")
}

fn near(one: f32, other: f32) -> bool {
    (one - other).abs() < 0.02
}

/// The characters that are drawn, by glyph.
fn ids(layout: &ParagraphLayout) -> Vec<u32> {
    layout.glyphs.iter().map(|glyph| glyph.id).collect()
}

#[test]
fn failure_01_no_word_changes_its_place_when_words_are_marked() {
    for script in &SCRIPTS {
        let plain = script.laid(&script.text());
        let words: Vec<String> = script
            .text()
            .split(' ')
            .enumerate()
            .map(|(number, word)| format!("[a{number} PERS|{word}]"))
            .collect();
        let marked = script.laid(&words.join(" "));
        assert!(tints(&marked.page()).len() >= words.len(), "{}", script.name);
        let before = glyphs(&plain, &script.options());
        assert!(before.len() > 30, "{}", script.name);
        assert!(before == glyphs(&marked, &script.options()), "{}: a glyph has moved", script.name);
    }
}

#[test]
fn failure_02_a_span_across_directions_has_a_box_for_each_piece() {
    for script in &SCRIPTS {
        // From the second Latin word on: what stands before it on the line is not in the span.
        let (first, second) = script.latin.split_once(' ').expect("two words");
        let (next, rest) = script.after.split_once(' ').expect("many words");
        let marked = format!("{} {first} [a1 ORG|{second} {next}] {rest}", script.before);
        let laid = laid(&marked, &Options { width: 1000.0, measure: 60.0, ..script.options() });
        let text = laid.open.document.text().to_owned();
        let layout = laid.column.layout(0).expect("laid out");
        let [left_out] = layout.boxes(find(&text, first))[..] else { panic!("{first} stands together") };
        let page = laid.page();
        let on_line: Vec<Rect> =
            tints(&page).into_iter().filter(|it| it.y0 < left_out.y1 && it.y1 > left_out.y0).collect();
        for tint in &on_line {
            assert!(
                tint.x1 <= left_out.x0 + 0.02 || left_out.x1 - 0.02 <= tint.x0,
                "{}: {first} is covered",
                script.name
            );
        }
        let boxes = layout.boxes(find(&text, &format!("{second} {next}")));
        assert_eq!(tints(&page).len(), boxes.len(), "{}", script.name);
        assert_eq!(boxes.len(), 2, "{}: {boxes:?}", script.name);
    }
}

#[test]
fn failure_03_a_mark_at_the_edge_of_a_span_adds_to_its_box() {
    for script in &SCRIPTS {
        let (first, inside) = script.before.split_once(' ').expect("many words");
        for inside in [inside, script.latin] {
            for (open, close) in [("«", "»"), ("“", "”"), ("\"", "\""), ("(", ")"), ("'", "'"), ("{", "}")]
            {
                let text = format!("{first} {open}{inside}{close} {}", script.after);
                let layout = script.set(&text);
                let quoted = find(&text, &format!("{open}{inside}{close}"));
                let within = quoted.start + open.len()..quoted.end - close.len();
                let [whole] = layout.boxes(quoted)[..] else { panic!("{}: one box for {text}", script.name) };
                let [part] = layout.boxes(within)[..] else {
                    panic!("{}: one box within {text}", script.name)
                };
                assert!(whole.x0 < part.x0 - 0.5 && part.x1 + 0.5 < whole.x1, "{}: {text}", script.name);
            }
        }
    }
}

#[test]
fn failure_04_numbers_and_latin_words_keep_their_order_down_to_the_digit() {
    for script in &SCRIPTS {
        for number in ["2026", "٢٠٢٦", "۱۴۰۴", "1,250.75", "10:30", script.latin] {
            let text = format!("{} {number} {}", script.before, "م");
            let layout = script.set(&text);
            let place = find(&text, number);
            let mut edge = f32::MIN;
            for (offset, letter) in number.char_indices() {
                let it = cluster(&layout, place.start + offset);
                assert!(it.left >= edge - 0.02, "{}: {letter} of {number}", script.name);
                edge = it.right;
            }
            // A part of it is the part that is seen.
            let width: usize = number.chars().nth(1).map_or(0, char::len_utf8);
            let first = number.chars().next().map_or(0, char::len_utf8);
            let [part] = layout.boxes(place.start + first..place.start + first + width)[..] else {
                panic!("one box")
            };
            let it = cluster(&layout, place.start + first);
            assert!(near(part.x0, it.left) && near(part.x1, it.right), "{}: {number}", script.name);
        }
    }
}

#[test]
fn failure_05_a_growing_selection_only_gains() {
    for script in &SCRIPTS {
        let laid = script.laid(&format!("{} {}", script.text(), script.text()));
        let layout = laid.column.layout(0).expect("laid out");
        assert!(layout.lines.len() > 1, "{}", script.name);
        let grounds = |start: usize, end: usize| -> Vec<Rect> {
            let shapes =
                Page::grounds(&laid.column, 0..1, Span { start: ByteOffset(start), end: ByteOffset(end) });
            let rect =
                |shape: Shape| if let Shape::Fill { rect, .. } = shape { rect } else { panic!("a ground") };
            shapes.into_iter().map(rect).collect()
        };
        let mut ends: Vec<usize> = layout.clusters.iter().map(|it| it.end as usize).collect();
        ends.sort_unstable();
        let start = ends[7];
        let mut before = Vec::new();
        for end in ends.into_iter().filter(|it| *it > start) {
            let now = grounds(start, end);
            for rect in &before {
                let Rect { x0, y0, x1, .. } = *rect;
                let held = now.iter().any(|it| it.y0 == y0 && it.x0 <= x0 + 0.02 && x1 <= it.x1 + 0.02);
                assert!(held, "{}: the selection left a place at {end}", script.name);
            }
            before = now;
        }
        assert!(before.len() >= layout.lines.len(), "{}", script.name);
    }
}

#[test]
fn failure_06_a_mark_on_part_of_a_joined_word_leaves_it_joined() {
    for (script, words) in [
        (&SCRIPTS[0], ["سلام", "الإسلام", "لآلئ", "علاقة"]),
        (&SCRIPTS[1], ["سلام", "کلاس", "لاله", "بلا"]),
        (&SCRIPTS[3], ["اسلام", "علاقہ", "لاہور", "سلام"]),
    ] {
        for word in words {
            let is_followed = |at: &usize| word[at + 'ل'.len_utf8()..].starts_with(['ا', 'أ', 'إ', 'آ']);
            let mut lams = word.match_indices('ل').map(|(at, _)| at);
            let lam = lams.find(is_followed).expect("the word has a lam-alef");
            let end = lam + 'ل'.len_utf8();
            let marked = script.laid(&format!("{}[a1 PERS|ل]{}", &word[..lam], &word[end..]));
            let plain = script.laid(word);
            assert!(
                glyphs(&plain, &script.options()) == glyphs(&marked, &script.options()),
                "{}: {word} is unjoined",
                script.name
            );
            let layout = marked.column.layout(0).expect("laid out");
            let [tint] = tints(&marked.page())[..] else { panic!("{}: one tint on {word}", script.name) };
            let (lam, alef) = (cluster(layout, lam), cluster(layout, end));
            assert!(near(tint.x0, lam.left) && near(tint.x1, lam.right), "{}: {word}", script.name);
            assert!(
                near(alef.right, lam.left) && alef.width() > 0.5,
                "{}: {word} is covered whole",
                script.name
            );
        }
    }
}

#[test]
fn failure_07_space_or_punctuation_before_a_word_leaves_it_joined() {
    for script in &SCRIPTS {
        for word in script.before.split(' ') {
            let alone = ids(&script.set(word));
            for lead in [" ", "  ", "(", "«", "\"", "، ", "- ", "\u{00A0}", "\u{200F}", "\u{2067}"] {
                let text = format!("{lead}{word}");
                let lead_only = ids(&script.set(lead)).len();
                let with = ids(&script.set(&text));
                assert_eq!(with.len(), alone.len() + lead_only, "{}: {text}", script.name);
                // From left to right the word stands first.
                assert_eq!(with[..alone.len()], alone[..], "{}: {text}", script.name);
            }
        }
    }
}

#[test]
fn failure_08_characters_and_spans_without_width_blank_nothing() {
    for script in &SCRIPTS {
        for invisible in [
            "\u{200B}",
            "\u{200C}",
            "\u{200D}",
            "\u{200F}",
            "\u{200E}",
            "\u{061C}",
            "\u{FEFF}",
            "\u{2067}\u{2069}",
            "\u{00AD}",
        ] {
            let marked =
                format!("[a1 PERS|{}] [a2 ORG|{invisible}] [a3 ORG|{}]", script.before, script.after);
            let laid = script.laid(&marked);
            let page = laid.page();
            let plain = script.laid(&format!("{}  {}", script.before, script.after));
            let drawn = |laid: &Laid| ids(laid.column.layout(0).expect("laid out"));
            assert_eq!(drawn(&laid), drawn(&plain), "{}: {invisible:?}", script.name);
            let tints = tints(&page);
            assert!(tints.iter().all(|it| [it.x0, it.y0, it.x1, it.y1].iter().all(|edge| edge.is_finite())));
            assert!(
                tints.iter().filter(|it| it.width() > 20.0).count() >= 2,
                "{}: {invisible:?}",
                script.name
            );
            assert!(picture::png(&laid.open, &script.options(), &FontBook::bundled()).is_ok());
        }
        assert!(Page::grounds(&script.laid(script.before).column, 0..1, Span::new(3, 3)).is_empty());
    }
}

#[test]
fn failure_09_a_relation_runs_from_its_one_end_to_the_other() {
    for script in &SCRIPTS {
        let far = format!("{}\n", script.after).repeat(4);
        for between in ["، ".to_owned(), format!(" {} ", script.text()), far] {
            for ends in [["a1", "a2"], ["a2", "a1"]] {
                let [from, to] = ends;
                let marked = format!(
                    "[a1 prediction|{}]{between}[a2 numerical|{}]\n---\nr1 {from} supports {to}",
                    script.text(),
                    script.after
                );
                let mut laid = script.laid(&marked);
                laid.open.active = Some(Id::new("r1"));
                let page = laid.page();
                let [Shape::Path { points, arrow: true, .. }] =
                    &page.under.iter().filter(|it| matches!(it, Shape::Path { .. })).collect::<Vec<_>>()[..]
                else {
                    panic!("{}: one arrow", script.name)
                };
                let boxes = |id: &str| -> Vec<Rect> {
                    let span = laid.open.set.get(&Id::new(id)).and_then(|it| it.place()).expect("a place");
                    laid.column.boxes(span, f32::NEG_INFINITY..f32::INFINITY)
                };
                for (id, (x, y)) in [(from, points[0]), (to, points[points.len() - 1])] {
                    let meets = |it: &Rect| it.x0 <= x && x <= it.x1 && it.y0 - 4.0 <= y && y <= it.y1 + 4.0;
                    assert!(boxes(id).iter().any(meets), "{}: {id} at {x} {y}", script.name);
                }
                // It stays between the last line of the one and the first of the other.
                let (first, last) = (boxes("a1"), boxes("a2"));
                let (above, below) = (first[first.len() - 1], last[0]);
                let height = above.height();
                let end = if above.y0 == below.y0 { below.y1 + 10.0 } else { below.y0 + 0.4 * height };
                let facing = above.y0 + 0.6 * height..end;
                assert!(points.iter().all(|(_, y)| facing.contains(y)), "{}: {points:?}", script.name);
                assert_runs_around_the_text(&laid, points, script.name);
            }
        }
    }
}

/// Holds that no part of a bent line runs through letters: across only between lines, and down or
/// up over a line only beside the column.
pub fn assert_runs_around_the_text(laid: &Laid, points: &[(f32, f32)], name: &str) {
    let column = &laid.column;
    for index in 0..column.paragraphs().len() {
        let layout = column.layout(index).expect("laid out");
        for line in &layout.lines {
            let baseline = column.top(index) + line.baseline;
            // Where letters without marks stand, in Nastaliq too.
            let letters = baseline - 0.7 * 20.0..baseline + 0.25 * 20.0;
            for pair in points.windows(2) {
                let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
                let crosses = y0.min(y1) < letters.end && letters.start < y0.max(y1);
                let beside = x0 == x1 && !(0.0..=column.width()).contains(&x0);
                assert!(!crosses || beside, "{name}: {pair:?} runs through letters at {letters:?}");
            }
        }
    }
}

#[test]
fn failure_10_a_long_span_wraps_with_its_lines() {
    for script in &SCRIPTS {
        let laid = script.laid(&format!("[a1 direct|{} {}]", script.text(), script.text()));
        let layout = laid.column.layout(0).expect("laid out");
        let ground = |shape: &Shape| match shape {
            Shape::Fill { rect, paint: Paint::QuoteGround, .. } => Some(*rect),
            _ => None,
        };
        let grounds: Vec<Rect> = laid.page().under.iter().filter_map(ground).collect();
        assert!(layout.lines.len() > 2, "{}", script.name);
        assert_eq!(grounds.len(), layout.lines.len(), "{}", script.name);
        for (ground, line) in grounds.iter().zip(&layout.lines) {
            assert!(near(ground.x0, line.left) && near(ground.x1, line.right), "{}", script.name);
            assert!(line.top - 0.1 <= ground.y0 && ground.y1 <= line.bottom + 1.1, "{}", script.name);
        }
    }
}

#[test]
fn failure_11_every_column_of_a_text_has_its_direction() {
    for script in &SCRIPTS {
        for width in [150.0, 320.0, 700.0] {
            let options = Options { width, measure: 40.0, ..script.options() };
            let laid = laid(&script.text(), &options);
            let layout = laid.column.layout(0).expect("laid out");
            assert!(layout.rtl, "{}", script.name);
            assert!(
                layout.lines.iter().all(|line| near(line.right, layout.width)),
                "{} at {width}",
                script.name
            );
        }
    }
}

#[test]
fn failure_12_each_paragraph_has_its_own_direction_until_a_person_sets_another() {
    for script in &SCRIPTS {
        let word = script.before.split(' ').next().expect("a word");
        let text =
            format!("{}\nReport of {word} and {word} in 2026\n12 – 38%\n{}", script.before, script.after);
        let mut laid = script.laid(&text);
        let rtl = |laid: &Laid| -> Vec<bool> {
            (0..4).map(|index| laid.column.layout(index).expect("laid out").rtl).collect()
        };
        let [first, second, _, last] = rtl(&laid)[..] else { panic!("four paragraphs") };
        assert!(first && !second && last, "{}: a word flips its paragraph", script.name);
        let mut about = About::clone(laid.open.set.about());
        about.paragraph_directions.insert(1, Direction::RightToLeft);
        laid.open.set.replace(&Item::About(about.into())).expect("it may change");
        let column = hashiya::page::column(&laid.open, script.family.into(), 20.0, 1.9, 300.0);
        let directions: Vec<bool> = column.paragraphs().iter().map(|it| it.direction.is_rtl()).collect();
        assert!(directions[0] && directions[1] && directions[3], "{}", script.name);
    }
}

#[test]
fn failure_13_the_handles_show_whether_a_mark_is_inside() {
    let handles = |laid: &Laid| -> Vec<f32> {
        let x = |shape: &Shape| if let Shape::Handle { x, .. } = shape { Some(*x) } else { None };
        laid.page().over.iter().filter_map(x).collect()
    };
    for script in &SCRIPTS {
        let (first, inside) = script.before.split_once(' ').expect("many words");
        let mut seen = Vec::new();
        for marked in
            [format!("«[a1 ORG|{inside}]»"), format!("[a1 ORG|«{inside}»]"), format!("[a1 ORG|«{inside}» ]")]
        {
            let mut laid = script.laid(&format!("{first} {marked} {}", script.latin));
            laid.open.active = Some(Id::new("a1"));
            let [start, end] = handles(&laid)[..] else { panic!("{}: two handles", script.name) };
            assert!(start > end, "{}: the text begins on the right", script.name);
            seen.push((start, end));
        }
        assert!(seen[1].0 > seen[0].0 + 2.0 && seen[1].1 < seen[0].1 - 2.0, "{}: {seen:?}", script.name);
        assert!(near(seen[2].0, seen[1].0) && seen[2].1 < seen[1].1 - 2.0, "{}: {seen:?}", script.name);
    }
}

#[test]
fn failure_14_a_name_is_marked_without_what_is_attached_to_it() {
    for script in &SCRIPTS {
        let [one, other] = script.attached;
        let parts = if script.name_at == 0 {
            format!("[a1 PERS|{one}]{other}")
        } else {
            format!("{one}[a1 PERS|{other}]")
        };
        let laid = script.laid(&format!("{} {parts} {}", script.before, script.latin));
        let text = laid.open.document.text().to_owned();
        let layout = laid.column.layout(0).expect("laid out");
        let word = find(&text, &format!("{one}{other}"));
        let [whole] = layout.boxes(word)[..] else { panic!("{}: one box", script.name) };
        let [tint] = tints(&laid.page())[..] else { panic!("{}: one tint", script.name) };
        let (inner, outer) = if script.name_at == 0 {
            (tint.x1 - whole.x1, tint.x0 - whole.x0)
        } else {
            (tint.x0 - whole.x0, whole.x1 - tint.x1)
        };
        assert!(inner.abs() < 0.02, "{}: the name is marked to its end", script.name);
        assert!(outer > 2.0, "{}: and not what is attached", script.name);
    }
}

#[test]
fn failure_15_latin_text_in_a_card_swaps_nothing() {
    for script in &SCRIPTS {
        // The full stop at its end is what an Arabic card would put at the other side.
        let source = format!("{} (12) Inc.", script.latin);
        let laid = script
            .laid(&format!("[a1.source|{source}] [a1.cue|{}]: [a1 direct|{}]", script.before, script.after));
        let annotation = laid.open.set.get(&Id::new("a1")).expect("it is there");
        for language in [Language::Arabic, Language::English] {
            let card = Card::new(&laid.open, annotation, &Words::new(language));
            let direction =
                if language == Language::Arabic { Direction::RightToLeft } else { Direction::LeftToRight };
            let style = TextStyle { family: "Vazirmatn".into(), size: 14.0, line_height: 26.0, bold: false };
            let layout =
                Typesetter::new(FontBook::bundled()).paragraph(&card.detail, &style, None, direction);
            // The source stands together, in its own order, brackets and all.
            let place = find(&card.detail, &source);
            assert_eq!(layout.boxes(place.clone()).len(), 1, "{}: {}", script.name, card.detail);
            let lefts: Vec<f32> = place.map(|offset| cluster(&layout, offset).left).collect();
            assert!(lefts.is_sorted(), "{}: {}", script.name, card.detail);
            assert_eq!(
                layout.boxes(find(&card.detail, script.before)).len(),
                1,
                "{}: {}",
                script.name,
                card.detail
            );
        }
    }
}

#[test]
fn failure_16_lines_are_measured_joined_and_no_line_hides_a_dot() {
    for script in &SCRIPTS {
        let text = script.text();
        if script.name != "Hebrew" {
            let joined = script.set("يبيبيبيبيب");
            let apart = script
                .set("ي\u{200C}ب\u{200C}ي\u{200C}ب\u{200C}ي\u{200C}ب\u{200C}ي\u{200C}ب\u{200C}ي\u{200C}ب");
            assert!(joined.width < apart.width - 10.0, "{}: joined letters are narrower", script.name);
            let line = format!("{0} {0} {0}", "يبيبيبيبيب");
            let width = script.set(&line).width;
            assert_eq!(script.set_in(&line, Some(width + 0.5)).lines.len(), 1, "{}", script.name);
            assert_eq!(script.set_in(&line, Some(width - 0.5)).lines.len(), 2, "{}", script.name);
        }
        // Every pixel that is ink without marks is ink below a tint, a line, dots and a wave.
        let options = script.options();
        let plain = script.laid(&text);
        let ink = |laid: &Laid| -> Vec<bool> {
            let picture = drawn(&laid.open, &options);
            let all = Rect { x0: 0.0, y0: 0.0, x1: picture.width() as f32, y1: picture.height() as f32 };
            pixels(&picture, all, 1.0).into_iter().map(|pixel| pixel == Palette::LIGHT.ink).collect()
        };
        let without = ink(&plain);
        assert!(without.iter().filter(|it| **it).count() > 200, "{}", script.name);
        let with = ink(&script.laid(&format!("[a1 PERS|{text}]")));
        let hidden = without.iter().zip(&with).filter(|(was, is)| **was && !**is).count();
        assert_eq!(hidden, 0, "{}: a mention hides ink", script.name);
    }
}

/// Not among the sixteen, but seen as well: marks above the first line and below the last are whole.
#[test]
fn the_edge_of_a_page_cuts_no_mark() {
    let ink = |script: &Script, text: &str| -> usize {
        let laid = script.laid(text);
        let picture = drawn(&laid.open, &script.options());
        let all = Rect { x0: 0.0, y0: 0.0, x1: picture.width() as f32, y1: picture.height() as f32 };
        pixels(&picture, all, 1.0).into_iter().filter(|pixel| *pixel == Palette::LIGHT.ink).count()
    };
    for (script, word) in SCRIPTS.iter().zip(["أَلَّذِي ٱلْحَقِّ قٍّ", "خانهٔ پُلّ", "הַשָּׁלוֹם ךָּ", "کُچھ مُحَمَّد حج"])
    {
        let alone = ink(script, word);
        assert!(alone > 40, "{}", script.name);
        assert_eq!(alone, ink(script, &format!("\n\u{200F}\n{word}\n\u{200F}\n")), "{}", script.name);
    }
}
