//! The page as a picture: what stands where in the pixels, and what an SVG holds.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

use hashiya::annotation::{AnnotationSet, Id};
use hashiya::page::palette::{Palette, Rgba};
use hashiya::page::{Dash, Drawing, Labels, PADDING, Page, Shape, Spread, column};
use hashiya::picture::{self, MAX_PIXELS, Options, PictureError};
use hashiya::schema::{Schema, Tone};
use hashiya::session::Open;
use hashiya::settings::Language;
use hashiya::text::{Direction, Document};
use hashiya::typeset::{Column, FontBook, Rect, TextStyle, Typesetter};
use tiny_skia::Pixmap;

use crate::marked::parse;
use crate::record::fixtures;

static BOOK: LazyLock<Arc<FontBook>> = LazyLock::new(FontBook::bundled);

const ARTICLE: &str = "\
[a1 boilerplate|إعلان مدفوع: تخفيضات كبيرة على كل المعروضات]
رحّب [a2 PERS|محمد] بزيارته ل[a3 PERS|بوتين] أمس
[a4.cue|قال] رئيس البلدية: «[a4 direct|لن نبيع الشاطئ]»
ثم ذكر أن [a5 numerical|الأسعار ارتفعت] من جديد
---
a1 exclude=true
a4.source=a2";

pub fn open(marked: &str) -> Open {
    let marked = parse(marked);
    Open::new("article.txt".into(), marked.document, Schema::news().clone(), marked.set)
}

/// An article laid out as a picture lays it out, to ask where something stands.
pub struct Laid {
    pub open: Open,
    pub column: Column,
    pub left: f32,
}

pub fn laid(marked: &str, options: &Options) -> Laid {
    laid_out(open(marked), options)
}

fn laid_out(open: Open, options: &Options) -> Laid {
    let spread = Spread::new(options.width, options.measure * options.size, true);
    let family = options.family.as_str().into();
    let mut column = column(&open, family, options.size, options.line_height, spread.column);
    let count = column.paragraphs().len();
    column.ensure(0..count, open.document.text(), &mut Typesetter::new(BOOK.clone()));
    let has_cards = spread.cards.is_some() && !Page::new(&open, &column, 0..count).cards.is_empty();
    let left = if has_cards { spread.left } else { ((options.width - spread.column) / 2.0).round() };
    Laid { open, column, left }
}

impl Laid {
    pub fn page(&self) -> Page {
        Page::new(&self.open, &self.column, 0..self.column.paragraphs().len())
    }

    /// Returns the page with the names on its lines, drawn as if the pointer were over an annotation.
    pub fn named(&self, language: Language, pointed: Option<&Id>) -> Page {
        let mut typesetter = Typesetter::new(BOOK.clone());
        let mut set = |name: &str, style: &TextStyle| {
            let direction = Direction::first_strong(name).expect("a name has letters");
            Arc::new(typesetter.line(name, style, None, direction))
        };
        let labels = Some(Labels { code: language.code(), set: &mut set });
        let shown = 0..self.column.paragraphs().len();
        Page::drawn(&self.open, &self.column, shown, Drawing { shows: &|_| true, pointed, labels })
    }

    /// Returns the one box of `words` on the picture, in points.
    pub fn place(&self, words: &str) -> Rect {
        let start = self.open.document.text().find(words).expect("the words stand in the text");
        let index = self.column.paragraph_at_offset(start);
        let local = start - self.column.paragraphs()[index].span.start.0;
        let boxes = self.column.layout(index).expect("laid out").boxes(local..local + words.len());
        assert_eq!(boxes.len(), 1, "{words} stands together");
        let top = PADDING + self.column.top(index);
        let place = boxes[0];
        Rect { x0: place.x0 + self.left, x1: place.x1 + self.left, y0: place.y0 + top, y1: place.y1 + top }
    }
}

pub fn drawn(open: &Open, options: &Options) -> Pixmap {
    let png = picture::png(open, options, &BOOK).expect("the page is drawn");
    Pixmap::decode_png(&png).expect("a PNG")
}

/// Returns the colours of the pixels inside a place, row by row.
pub fn pixels(picture: &Pixmap, place: Rect, scale: f32) -> Vec<Rgba> {
    let (left, right) = ((place.x0 * scale).ceil() as u32, (place.x1 * scale).floor() as u32);
    let (top, bottom) = ((place.y0 * scale).ceil() as u32, (place.y1 * scale).floor() as u32);
    let all = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
    all.map(|(x, y)| {
        let pixel = picture.pixel(x, y).expect("on the picture");
        [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
    })
    .collect()
}

fn share(pixels: &[Rgba], colour: Rgba) -> f32 {
    pixels.iter().filter(|pixel| **pixel == colour).count() as f32 / pixels.len() as f32
}

#[test]
fn the_size_is_the_width_times_the_scale() {
    let open = open(ARTICLE);
    let mut heights = Vec::new();
    for (width, scale) in [(900.0, 1.0), (900.0, 2.5), (420.0, 2.0), (100.0, 1.0)] {
        let options = Options { width, scale, ..Options::default() };
        let picture = drawn(&open, &options);
        // No column is narrower than 120 points.
        let least = 120.0 + 2.0 * PADDING;
        assert_eq!(picture.width(), (width.max(least) * scale) as u32);
        heights.push(picture.height() as f32 / scale);
    }
    assert!((heights[0] - heights[1]).abs() < 1.0, "the scale moves nothing: {heights:?}");
    assert!(heights[3] > heights[2], "a narrow column is a long one: {heights:?}");
}

#[test]
fn marks_have_their_colours_where_they_stand() {
    for dark in [false, true] {
        let options = Options { dark, ..Options::default() };
        let (laid, scale) = (laid(ARTICLE, &options), options.scale);
        let picture = drawn(&laid.open, &options);
        let palette = if dark { Palette::DARK } else { Palette::LIGHT };
        let at = |words: &str| pixels(&picture, laid.place(words), scale);
        let tint = palette.tone(Tone::Blue).tint;
        for name in ["محمد", "بوتين"] {
            assert!(share(&at(name), tint) > 0.3, "{name} has its tint");
            assert!(share(&at(name), palette.tone(Tone::Blue).line) > 0.02, "{name} is underlined");
        }
        assert_eq!(share(&at("بزيارته "), tint), 0.0, "what isn't marked has no tint");
        assert!(share(&at("بزيارته "), palette.paper) > 0.5);
        assert!(share(&at("بزيارته"), palette.ink) > 0.01, "letters have ink");
        assert!(share(&at("لن نبيع الشاطئ"), palette.quote_ground) > 0.3);
        assert!(share(&at("قال"), palette.cue_line) > 0.001, "a cue has dots");
        assert!(share(&at("الأسعار ارتفعت"), palette.claim_wave) > 0.001, "a claim has a wave");
        let left_out = at("إعلان مدفوع");
        assert!(share(&left_out, palette.hatch_ground) > 0.1 && share(&left_out, palette.hatch_stripe) > 0.1);
        assert!(share(&left_out, palette.faint) > 0.01, "what is left out is faint");
        assert_eq!(share(&left_out, palette.ink), 0.0);
    }
}

#[test]
fn cards_stand_beside_the_column_and_have_words() {
    let options = Options::default();
    let laid = laid(ARTICLE, &options);
    let picture = drawn(&laid.open, &options);
    let palette = Palette::LIGHT;
    let card = Rect { x0: 0.0, x1: laid.left, y0: 0.0, y1: picture.height() as f32 / options.scale };
    let card = pixels(&picture, card, options.scale);
    assert!(share(&card, palette.cue_line) > 0.0 && share(&card, palette.claim_wave) > 0.0, "both have bars");
    assert!(share(&card, palette.card) > 0.05);
    assert!(share(&card, palette.ink) > 0.001 && share(&card, palette.weak_ink) > 0.0);
    let bare = Options { layers: Some(vec!["entity".into()]), ..options };
    let picture = drawn(&laid.open, &bare);
    let all = pixels(&picture, Rect { x0: 0.0, y0: 0.0, x1: 900.0, y1: 100.0 }, bare.scale);
    assert_eq!(share(&all, palette.card), 0.0, "a layer that isn't shown has no cards");
    assert_eq!(share(&all, palette.hatch_ground), 0.0);
    assert!(share(&all, palette.tone(Tone::Blue).tint) > 0.0);
}

#[test]
fn marks_move_no_letter_and_unjoin_none() {
    let options = Options::default();
    let marked = laid(ARTICLE, &options);
    let plain_text = marked.open.document.text().to_owned();
    let plain = laid(&plain_text, &options);
    let words = "رحّب محمد بزيارته لبوتين أمس";
    let ink_of = |laid: &Laid| -> Vec<bool> {
        let picture = drawn(&laid.open, &options);
        // A letter's middle has the ink's own colour, whatever lies behind it.
        let pixels = pixels(&picture, laid.place(words), options.scale);
        pixels.into_iter().map(|pixel| pixel == Palette::LIGHT.ink).collect()
    };
    let (with, without) = (ink_of(&marked), ink_of(&plain));
    assert!(without.iter().filter(|ink| **ink).count() > 500, "the words are there");
    assert_eq!(with, without);
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let (one, other) = (open(ARTICLE), open(ARTICLE));
    let options = Options { scale: 1.0, ..Options::default() };
    let book = FontBook::bundled();
    assert_eq!(picture::png(&one, &options, &BOOK), picture::png(&other, &options, &book));
    assert_eq!(picture::svg(&one, &options, &BOOK), picture::svg(&other, &options, &book));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_drawn() {
    let open = open(&"فقرة قصيرة من مقال طويل\n".repeat(3000));
    let options = Options::default();
    let Err(PictureError::TooLarge { width, height }) = picture::png(&open, &options, &BOOK) else {
        panic!("the page has more pixels than the limit");
    };
    assert_eq!(width, 1800);
    assert!(height > 30_000 && height < 66_000, "found out on the way: {height}");
    let error = PictureError::TooLarge { width, height };
    assert!(error.to_string().contains(&MAX_PIXELS.to_string()), "{error}");
    let wide = Options { width: 20_000.0, scale: 20_000.0, ..Options::default() };
    assert!(matches!(picture::png(&open, &wide, &BOOK), Err(PictureError::TooLarge { .. })));
    assert!(picture::svg(&open, &options, &BOOK).is_ok(), "an SVG may be long");
}

#[test]
fn options_that_are_no_lengths_are_refused() {
    let open = open(ARTICLE);
    for bad in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let options = [
            Options { width: bad, ..Options::default() },
            Options { scale: bad, ..Options::default() },
            Options { size: bad, ..Options::default() },
        ];
        for options in options {
            assert!(matches!(picture::png(&open, &options, &BOOK), Err(PictureError::Option { .. })));
            assert!(matches!(picture::svg(&open, &options, &BOOK), Err(PictureError::Option { .. })));
        }
    }
}

#[test]
fn an_empty_article_has_a_page() {
    let open =
        Open::new("empty.txt".into(), Document::new(""), Schema::news().clone(), AnnotationSet::default());
    let picture = drawn(&open, &Options::default());
    assert!(picture.height() as f32 >= 2.0 * PADDING);
    assert!(picture.pixels().iter().all(|pixel| *pixel == picture.pixels()[0]));
    let svg = picture::svg(&open, &Options::default(), &BOOK).expect("drawn");
    assert!(roxmltree::Document::parse(&svg).is_ok());
}

#[test]
fn an_svg_has_every_run_of_glyphs_and_every_line_of_text() {
    // Without quotes and claims there are no cards, whose words would be counted too.
    let options = Options { layers: Some(vec!["entity".into(), "region".into()]), ..Options::default() };
    let laid = laid(ARTICLE, &options);
    let svg = picture::svg(&laid.open, &options, &BOOK).expect("drawn");
    let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
    let root = document.root_element();
    assert_eq!(root.attribute("width"), Some("900"));
    let named = |name: &'static str| document.descendants().filter(move |node| node.has_tag_name(name));
    let names: HashSet<&str> = named("path").filter_map(|path| path.attribute("id")).collect();
    let used: Vec<&str> = named("use").filter_map(|node| node.attribute("href")).collect();
    assert!(used.iter().all(|href| names.contains(href.trim_start_matches('#'))), "every glyph is there");
    let layouts = (0..4).map(|index| laid.column.layout(index).expect("laid out"));
    let runs: usize = layouts.clone().map(|layout| layout.runs.len()).sum();
    let glyphs: usize = layouts.map(|layout| layout.glyphs.len()).sum();
    let groups = named("use").filter_map(|node| node.parent()).map(|group| group.id());
    assert_eq!(groups.collect::<HashSet<_>>().len(), runs);
    assert_eq!(used.len(), glyphs);
    let lines: Vec<&str> = named("text").filter_map(|node| node.text()).collect();
    assert_eq!(lines, laid.open.document.text().lines().collect::<Vec<_>>());
    assert!(named("text").all(|node| node.attribute("direction") == Some("rtl")));
    assert_eq!(named("title").next().and_then(|node| node.text()), Some("article.txt"));
}

#[test]
fn an_svg_is_well_formed_whatever_the_text_says() {
    let text = "أ <b> & \"c\" ]]> \u{2067}م\u{2069} \u{1}\u{fffe}د";
    let set = AnnotationSet::default();
    let open = Open::new("a<b>&.txt".into(), Document::new(text), Schema::news().clone(), set);
    let svg = picture::svg(&open, &Options::default(), &BOOK).expect("drawn");
    let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
    let line = document.descendants().find(|node| node.has_tag_name("text")).and_then(|node| node.text());
    assert_eq!(line, Some(text.replace(['\u{1}', '\u{fffe}'], "\u{fffd}").as_str()));
    assert!(!svg.contains('\u{2067}'), "bidi controls are written as references");
    let title = document.descendants().find(|node| node.has_tag_name("title")).and_then(|node| node.text());
    assert_eq!(title, Some("a<b>&.txt"));
}

#[test]
fn a_line_left_out_in_part_is_drawn_in_two_colours() {
    let article = "أعلن المجلس [a1 boilerplate|الخبر كما ورد]\n---\na1 exclude=true";
    let options = Options::default();
    let laid = laid(article, &options);
    let picture = drawn(&laid.open, &options);
    let at = |words| pixels(&picture, laid.place(words), options.scale);
    let palette = Palette::LIGHT;
    assert!(share(&at("المجلس"), palette.ink) > 0.01 && share(&at("المجلس"), palette.faint) == 0.0);
    assert!(share(&at("كما ورد"), palette.faint) > 0.01 && share(&at("كما ورد"), palette.ink) == 0.0);
    let svg = picture::svg(&laid.open, &options, &BOOK).expect("drawn");
    let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("clipPath")).count(), 2);
}

#[test]
fn claims_that_overlap_have_waves_of_their_own() {
    let laid = laid("[a1 numerical|ارتفعت [a2 comparison|الأسعار أكثر من غيرها] أمس]", &Options::default());
    let waves: Vec<f32> = laid.page().over.iter().filter_map(wave_y).collect();
    let [one, other] = waves[..] else { panic!("two waves: {waves:?}") };
    assert!(other - one > 2.0, "{waves:?}");
}

fn wave_y(shape: &Shape) -> Option<f32> {
    match shape {
        Shape::Line { y, dash: Dash::Wavy, .. } => Some(*y),
        _ => None,
    }
}

#[test]
fn the_space_at_a_line_end_hangs_out_of_no_mark() {
    let long = "كلمات كثيرة من هذا الاقتباس ".repeat(12);
    let laid = laid(&format!("[a1 direct|{long}آخره]"), &Options::default());
    let layout = laid.column.layout(0).expect("laid out");
    assert!(layout.lines.len() > 2);
    let page = laid.page();
    for shape in &page.under {
        let Shape::Fill { rect, .. } = shape else { panic!("a quote has a ground alone: {shape:?}") };
        let line = &layout.lines[layout.line_at((rect.y0 + rect.y1) / 2.0)];
        assert!(rect.x0 >= line.left - 0.01 && rect.x1 <= line.right + 0.01, "{rect:?} {line:?}");
    }
    assert_eq!(page.under.len(), layout.lines.len());
}

fn render(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hashiya"));
    let output =
        command.current_dir(folder).arg("render").args(arguments).output().expect("the program runs");
    assert!(output.stdout.is_empty(), "a picture goes to its file");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

#[test]
fn the_command_draws_pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["quotes.txt", "quotes.txt.ann.json"] {
        std::fs::copy(fixtures().join(name), folder.path().join(name)).expect("copied");
    }
    let run = |arguments: &[&str]| render(folder.path(), arguments);
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("the picture is there");
    assert_eq!(
        run(&["quotes.txt", "-o", "light.png", "--width", "800", "--scale", "1.5"]),
        (Some(0), String::new())
    );
    let light = Pixmap::decode_png(&read("light.png")).expect("a PNG");
    assert_eq!(light.width(), 1200);
    assert_eq!(run(&["quotes.txt", "-o", "dark.png", "--theme", "dark"]).0, Some(0));
    let dark = Pixmap::decode_png(&read("dark.png")).expect("a PNG");
    let corner =
        |picture: &Pixmap| picture.pixel(0, 0).map(|pixel| (pixel.red(), pixel.green(), pixel.blue()));
    let paper = |palette: Palette| Some((palette.paper[0], palette.paper[1], palette.paper[2]));
    assert_eq!((corner(&light), corner(&dark)), (paper(Palette::LIGHT), paper(Palette::DARK)));
    assert_eq!(run(&["quotes.txt.ann.json", "-o", "page.SVG", "--language", "en"]).0, Some(0));
    let svg = String::from_utf8(read("page.SVG")).expect("UTF-8");
    let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
    assert!(document.descendants().any(|node| node.text().is_some_and(|text| text.starts_with("Quote"))));
}

#[test]
fn the_command_says_why_it_draws_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(fixtures().join("quotes.txt"), folder.path().join("quotes.txt")).expect("copied");
    let (code, words) = render(folder.path(), &["quotes.txt", "-o", "a.png", "--scale", "900"]);
    assert_eq!(code, Some(2));
    assert!(
        words.contains("too large") && words.contains("File: quotes.txt") && words.contains("hint:"),
        "{words}"
    );
    let (code, words) = render(folder.path(), &["quotes.txt", "-o", "a.png", "--family", "Noto Nasta"]);
    assert_eq!(code, Some(2));
    assert!(words.contains("Noto Nasta") && words.contains("Noto Nastaliq Urdu"), "{words}");
    assert!(!folder.path().join("a.png").exists());
}

#[test]
fn what_is_lost_is_marked_nowhere_and_named_by_its_old_words() {
    let kept = "قال هادي سليم: «لن نوقّع العقد»، وأضاف أن الكلفة ارتفعت 38% هذا العام.";
    let (mut session, [first, lost, _]) = crate::review::changed_to(kept);
    let mut open = session.open.take().expect("a document is open");
    let named = |id| open.text_of(open.set.get(id).expect("it is kept"));
    assert_eq!([named(&first), named(&lost)], ["هادي سليم", "خالد العمر"]);
    assert!(!open.document.text().contains("خالد"), "those words are gone");
    for active in [None, Some(lost)] {
        open.active = active;
        let page = laid_out(open, &Options::default());
        let shapes = page.page();
        let filled = shapes.under.iter().filter(|shape| matches!(shape, Shape::Fill { .. })).count();
        assert_eq!(filled, 1, "only what was found again is marked");
        let all = || shapes.under.iter().chain(&shapes.over);
        let frames = all().filter(|shape| matches!(shape, Shape::Frame { .. })).count();
        assert_eq!(frames, 0, "nothing is framed where other words stand");
        open = page.open;
    }
}
