//! Pages of HTML and PDF: the text is there, in its order, and nothing around it breaks it.

use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::ZlibDecoder;
use hashiya::annotation::{About, AnnotationSet, Item};
use hashiya::picture::{self, Options};
use hashiya::schema::Schema;
use hashiya::session::Open;
use hashiya::settings::Language;
use hashiya::text::Document;
use hashiya::typeset::FontBook;

use crate::cli::run;
use crate::picture::open;

const CROSSING: &str = "\
[a1 ORG|مجلس [a2 GPE|مدينة [a3 FAC|النهر]]] وميناؤها
[a4.cue|قال] ل[a5 PERS|بوتين]: «[a4 direct|لن نبيع] أبدًا [a4 direct|الشاطئ <b> & \"غدًا\"]»
An English paragraph with [a6 PERS|سليم] in it";

/// A tag, or the text between two.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Tag(&'a str),
    Text(&'a str),
}

fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("every tag ends");
        pieces.push(Piece::Text(&rest[..start]));
        pieces.push(Piece::Tag(&rest[start + 1..end]));
        rest = &rest[end + 1..];
    }
    pieces
}

/// Returns the tags and texts of the article's paragraphs.
fn paragraphs(html: &str) -> Vec<(String, String)> {
    let article = html.split("<article").nth(1).and_then(|rest| rest.split("</article>").next());
    let mut paragraphs = Vec::new();
    let mut current: Option<(String, String)> = None;
    let mut marks = 0;
    for piece in pieces(article.expect("there is an article")) {
        match piece {
            Piece::Tag(tag) if tag.starts_with("p dir=") => current = Some((tag.to_owned(), String::new())),
            Piece::Tag("/p") => {
                assert_eq!(marks, 0, "every mark is closed in its paragraph");
                paragraphs.extend(current.take());
            }
            Piece::Tag(tag) if tag.starts_with("mark ") && current.is_some() => marks += 1,
            Piece::Tag("/mark") => marks -= 1,
            Piece::Tag(tag) => assert!(current.is_none(), "nothing but marks stands in a paragraph: {tag}"),
            Piece::Text(text) => {
                if let Some((_, words)) = &mut current {
                    words.push_str(text);
                }
            }
        }
    }
    paragraphs
}

fn plain(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn html_has_the_text_unbroken_whatever_marks_cross() {
    let mut open = open(CROSSING);
    open.path = "a<b>.txt".into();
    let html = picture::html(&open, &Options::default()).expect("written");
    let found = paragraphs(&html);
    let texts: Vec<String> = found.iter().map(|(_, text)| plain(text)).collect();
    assert_eq!(texts, open.document.text().lines().collect::<Vec<_>>());
    assert!(html.contains("<title>a&lt;b&gt;.txt</title>"));
    // The part of a word that is marked joins what stands before it: nothing is between them.
    assert!(html.contains("ل<mark class=\"e blue"), "{html}");
}

#[test]
fn html_says_directions_and_languages() {
    let html = picture::html(&open(CROSSING), &Options::default()).expect("written");
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\">"));
    assert!(html.contains("<article lang=\"ar\" dir=\"rtl\">"));
    let tags: Vec<String> = paragraphs(&html).into_iter().map(|(tag, _)| tag).collect();
    assert_eq!(tags, ["p dir=\"rtl\"", "p dir=\"rtl\"", "p dir=\"ltr\" lang=\"en\""]);
    let english = Options { language: Language::English, ..Options::default() };
    let html = picture::html(&open(CROSSING), &english).expect("written");
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">"));
    assert!(html.contains("Quote · Direct") && html.contains("<bdi lang=\"ar\">بوتين</bdi>"), "{html}");
}

#[test]
fn html_needs_nothing_beside_it_and_is_reachable() {
    let html = picture::html(&open(CROSSING), &Options::default()).expect("written");
    for foreign in ["<script", "http:", "https:", "src=", "@import", "<link"] {
        assert!(!html.contains(foreign), "{foreign}");
    }
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::HashSet<&&str> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let targets = html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    for target in targets {
        assert!(ids.contains(&target), "{target}");
    }
    assert_eq!(html.matches("tabindex=\"0\"").count(), 6 + html.matches("class=\"wide\"").count());
    let embedded = Options { embed_font: true, ..Options::default() };
    let html = picture::html(&open(CROSSING), &embedded).expect("written");
    assert!(html.contains("@font-face{font-family:\"Noto Naskh Arabic\";src:url(data:font/ttf;base64,"));
}

/// Returns the unpacked streams of a PDF.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, what: &[u8]| {
        pdf[from..].windows(what.len()).position(|window| window == what).map(|at| from + at)
    };
    let mut streams = Vec::new();
    let mut from = 0;
    while let Some(start) = find(from, b"\nstream\n") {
        let start = start + 8;
        let end = find(start, b"\nendstream").expect("it ends");
        let mut unpacked = Vec::new();
        ZlibDecoder::new(&pdf[start..end]).read_to_end(&mut unpacked).expect("packed");
        streams.push(unpacked);
        from = end;
    }
    streams
}

/// Returns every text that a glyph stands for.
fn glyph_texts(pdf: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    for stream in streams(pdf) {
        let stream = String::from_utf8_lossy(&stream);
        for line in stream.lines().filter(|line| line.starts_with('<') && line.matches('<').count() == 2) {
            let hexadecimal = line.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
            let units: Vec<u16> = (0..hexadecimal.len() / 4)
                .filter_map(|at| u16::from_str_radix(&hexadecimal[at * 4..at * 4 + 4], 16).ok())
                .collect();
            texts.push(String::from_utf16_lossy(&units));
        }
    }
    texts
}

fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page\n").count()
}

#[test]
fn a_pdf_knows_each_letter_by_itself() {
    let text = "الأسعار لا تُحصى، وَقّع بوتين 38% «غدًا»\nمی\u{200c}خواهم شهر را\nשָׁלוֹם Blue";
    let open =
        Open::new("a.txt".into(), Document::new(text), Schema::news().clone(), AnnotationSet::default());
    let book = FontBook::bundled();
    let pdf = picture::pdf(&open, &Options::default(), &book).expect("drawn");
    assert!(pdf.starts_with(b"%PDF-"));
    let texts = glyph_texts(&pdf);
    assert!(texts.iter().all(|text| text.chars().count() == 1), "a letter a glyph: {texts:?}");
    for letter in text.chars().filter(|letter| *letter != '\n') {
        assert!(texts.iter().any(|text| text.contains(letter)), "{letter:?} is in {texts:?}");
    }
    assert_eq!(pdf, picture::pdf(&open, &Options::default(), &book).expect("drawn"), "the same bytes");
}

#[test]
fn a_long_article_takes_several_sheets() {
    let long = "فقرة طويلة من مقال عن الميناء الجديد في مدينة الواحة\n".repeat(90);
    let open =
        Open::new("a.txt".into(), Document::new(long), Schema::news().clone(), AnnotationSet::default());
    let book = FontBook::bundled();
    let pdf = picture::pdf(&open, &Options::default(), &book).expect("drawn");
    assert!((3..12).contains(&pages(&pdf)), "{}", pages(&pdf));
    let empty =
        Open::new("a.txt".into(), Document::new(""), Schema::news().clone(), AnnotationSet::default());
    assert_eq!(pages(&picture::pdf(&empty, &Options::default(), &book).expect("drawn")), 1);
}

#[test]
fn a_title_of_the_metadata_names_the_page() {
    let metadata = serde_json::json!({"title": "الواحة & البحر"});
    let about = About { metadata: metadata.as_object().expect("an object").clone(), ..About::default() };
    let (set, _) = AnnotationSet::from_items([Item::About(about.into())]);
    let open = Open::new("a.txt".into(), Document::new("نص"), Schema::news().clone(), set);
    let html = picture::html(&open, &Options::default()).expect("written");
    assert!(html.contains("<title>الواحة &amp; البحر</title>"));
}

#[test]
fn pages_are_drawn_and_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    fs::create_dir(folder.path().join("in")).expect("made");
    for name in ["port-project.txt", "port-project.txt.ann.json"] {
        fs::copy(samples.join(name), folder.path().join("in").join(name)).expect("copied");
    }
    for (format, start) in
        [("html", "<!DOCTYPE html>"), ("pdf", "%PDF-"), ("svg", "<?xml"), ("png", "\u{fffd}PNG")]
    {
        let file = format!("page.{format}");
        let said = run(folder.path(), &["render", "in/port-project.txt", "-o", &file]);
        assert!(said.contains("code: 0"), "{said}");
        let said = run(folder.path(), &["export", "in", "--to", format, "-o", "out", "--strict"]);
        assert!(said.contains("code: 0"), "{said}");
        for path in [file, format!("out/port-project.{format}")] {
            let bytes = fs::read(folder.path().join(path)).expect("written");
            assert!(String::from_utf8_lossy(&bytes).starts_with(start), "{format}");
        }
    }
}
