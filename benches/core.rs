//! What is done to text, marks and records, at sizes that grow tenfold, beside the bare libraries below.

#![allow(clippy::disallowed_methods, reason = "a bench may use the disk")]

mod support;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use hashiya::anchor::reanchor;
use hashiya::annotation::{Fragments, Id};
use hashiya::edit::{ActKind, Author, Edit, History, Transaction};
use hashiya::format::{Encoder, Exported, Format, Options, Source, export};
use hashiya::schema::Schema;
use hashiya::store::Writer;
use hashiya::store::record::{self, Header};
use hashiya::text::fold::{Folding, fold};
use hashiya::text::{Document, Searchable, Span, decode, segment};
use unicode_segmentation::UnicodeSegmentation;

use support::bare::Bare;
use support::{CpuTime, criterion, grow, measure};

const CHARACTERS: [usize; 3] = [10_000, 100_000, 1_000_000];
const MARKS: [usize; 4] = [100, 1_000, 10_000, 100_000];
/// The text that marks are laid on: ten code points a mark at the densest.
const MARKED: usize = 1_000_000;

fn text(criterion: &mut Criterion<CpuTime>) {
    for characters in CHARACTERS {
        let text = grow::text(characters);
        let document = Document::new(text.as_str());
        let mut bench = |name: &str, run: &mut dyn FnMut()| {
            measure(criterion, name, characters, |bencher| bencher.iter(&mut *run));
        };
        bench("decode/ours", &mut || {
            black_box(Document::new(decode(text.as_bytes()).expect("it is UTF-8").text));
        });
        bench("decode/from_utf8", &mut || {
            black_box(std::str::from_utf8(text.as_bytes()).expect("it is UTF-8").to_owned());
        });
        bench("fold/ours", &mut || {
            black_box(fold(&text, Folding::Letters));
        });
        bench("fold/chars", &mut || {
            black_box(text.char_indices().collect::<Vec<_>>());
        });
        bench("segment/ours", &mut || {
            let mut at = segment::next_word(&text, Span::new(0, 0).start);
            while at.0 < text.len() {
                at = segment::next_word(&text, at);
                if at.0 > 100_000 {
                    break;
                }
            }
            black_box(at);
        });
        bench("segment/unicode-segmentation", &mut || {
            let end = text.floor_char_boundary(100_000.min(text.len()));
            black_box(text[..end].unicode_word_indices().count());
        });
        bench("search/fold", &mut || {
            black_box(Searchable::new(document.clone(), Folding::Letters));
        });
        let searchable = Searchable::new(document.clone(), Folding::Letters);
        bench("search/ours", &mut || {
            black_box(searchable.find("الميناء").count());
        });
        let (folded, needle) = (fold(&text, Folding::Letters).text(), "الميناء");
        bench("search/memmem", &mut || {
            black_box(memchr::memmem::find_iter(folded.as_bytes(), needle).count());
        });
    }
}

fn marks(criterion: &mut Criterion<CpuTime>) {
    let document = Document::new(grow::text(MARKED));
    let author = Author { name: "bench".to_owned(), now: "2026-01-01T00:00:00Z".to_owned() };
    for marks in MARKS {
        let mut set = grow::marks(&document, marks);
        let words: Vec<Span> = document
            .text()
            .unicode_word_indices()
            .step_by(997)
            .map(|(at, word)| Span::new(at, at + word.len()))
            .collect();
        let mut turn = words.iter().cycle();
        measure(criterion, "marks/query a screen", marks, |bencher| {
            bencher.iter(|| {
                let start = turn.next().expect("there are words").start.0;
                black_box(set.marks_in(Span::new(start, start + 3_000)))
            });
        });
        measure(criterion, "marks/mark and undo", marks, |bencher| {
            let mut history = History::default();
            bencher.iter(|| {
                let span = *turn.next().expect("there are words");
                let edit = Edit { set: &set, schema: Schema::news(), author: &author };
                let fragments = Fragments::one(span).expect("a word is not empty");
                let (transaction, _) = edit.annotate("entity", "PERS", fragments).expect("it can be");
                history.commit(transaction, &mut set).expect("it fits");
                history.undo(&mut set).expect("it fits");
            });
        });
        measure(criterion, "marks/relabel and undo", marks, |bencher| {
            let mut history = History::default();
            let id = Id::new("a2");
            bencher.iter(|| {
                let edit = Edit { set: &set, schema: Schema::news(), author: &author };
                let label = if set.get(&id).is_some_and(|held| held.label == "LOC") { "ORG" } else { "LOC" };
                let transaction = edit.relabel(&id, label).expect("it can be");
                history.commit(transaction, &mut set).expect("it fits");
                history.undo(&mut set).expect("it fits");
            });
        });
    }
}

fn records(criterion: &mut Criterion<CpuTime>) {
    for marks in MARKS {
        let document = Document::new(grow::text((marks * 100).min(MARKED)));
        let bytes = grow::record(&document, &grow::marks(&document, marks), "article.txt");
        // Both are read from the same bytes, so that what is written lies in memory in like order.
        let bare: Bare = serde_json::from_slice(&bytes).expect("it is a record");
        let set = record::read(&bytes, Some(&document)).expect("it is a record").set;
        let (snapshot, header) = (set.snapshot(), Header::default());
        let mut bench = |name: &str, run: &mut dyn FnMut()| {
            measure(criterion, name, marks, |bencher| bencher.iter(&mut *run));
        };
        bench("parse/ours", &mut || {
            black_box(record::read(&bytes, Some(&document)).expect("it is a record"));
        });
        bench("parse/serde_json", &mut || {
            black_box(serde_json::from_slice::<Bare>(&bytes).expect("it is a record"));
        });
        bench("write/ours", &mut || {
            black_box(record::write(&snapshot, &header, &document));
        });
        bench("write/serde_json", &mut || {
            black_box(serde_json::to_vec_pretty(&bare).expect("it has a JSON"));
        });
    }
}

fn journal(criterion: &mut Criterion<CpuTime>) {
    let author = Author { name: "bench".to_owned(), now: "2026-01-01T00:00:00Z".to_owned() };
    for marks in MARKS {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let article = folder.path().join("article.txt");
        let document = Document::new(grow::text((marks * 100).min(MARKED)));
        let set = grow::marks(&document, marks);
        std::fs::write(&article, document.text()).expect("written");
        std::fs::write(
            folder.path().join("article.txt.ann.json"),
            grow::record(&document, &set, "article.txt"),
        )
        .expect("written");
        let (opened, mut writer) = Writer::open(&article, None, Some("bench")).expect("it opens");
        let acts: [Transaction; 2] = {
            let edit = Edit { set: &opened.set, schema: Schema::news(), author: &author };
            let there = edit.relabel(&Id::new("a2"), "LOC").expect("it can be");
            let back = there.inverse();
            [there, back]
        };
        let mut turn = acts.iter().cycle();
        measure(criterion, "journal/append", marks, |bencher| {
            bencher
                .iter(|| writer.append(ActKind::New, turn.next().expect("there are two")).expect("appended"));
        });
    }
}

fn anchoring(criterion: &mut Criterion<CpuTime>) {
    for (characters, marks) in [(10_000, 100), (100_000, 1_000), (1_000_000, 10_000)] {
        let old = Document::new(grow::text(characters));
        let set = grow::marks(&old, marks);
        // A word is put in and a paragraph taken out, as editors of news do.
        let middle = old.paragraphs()[old.paragraphs().len() / 2].span;
        let text = format!("عاجل {}{}", &old.text()[..middle.start.0], &old.text()[middle.end.0..]);
        let new = Document::new(text);
        measure(criterion, "reanchor/ours", marks, |bencher| {
            bencher.iter(|| black_box(reanchor(&old, &new, set.iter())));
        });
    }
}

fn exporting(criterion: &mut Criterion<CpuTime>) {
    for (characters, marks) in [(10_000, 100), (100_000, 1_000), (1_000_000, 10_000)] {
        let document = Document::new(grow::text(characters));
        let set = grow::marks(&document, marks);
        let source = Source { name: "article", document: &document, set: &set, schema: Schema::news() };
        let options = Options::default();
        for format in [Format::Brat, Format::Conll, Format::HuggingFace, Format::HuggingFaceLines] {
            measure(criterion, &format!("export/{}", format.name()), marks, |bencher| {
                bencher.iter(|| black_box(whole(format, &source, &options)));
            });
        }
    }
}

/// Exports a document, down to the bytes of the file that documents share: what makes Parquet of rows is the encoder.
fn whole(format: Format, source: &Source<'_>, options: &Options) -> (Exported, Vec<u8>) {
    let mut exported = export(format, source, options);
    let Some((mut encoder, mut bytes)) = Encoder::begin(format).expect("memory takes it") else {
        return (exported, Vec::new());
    };
    bytes.extend(encoder.put(std::mem::take(&mut exported.piece)).expect("a piece of the format"));
    bytes.extend(encoder.finish().expect("memory takes it"));
    (exported, bytes)
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = text, marks, records, journal, anchoring, exporting
}
criterion_main!(benches);
