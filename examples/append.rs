//! Measures what an acknowledged act costs beside a small record and a large one, as one line of JSON.
//!
//! `cargo run --release --no-default-features --example append [FOLDER]`. With `FOLDER` on a real disk the time is
//! that of its flush; in memory (`/dev/shm`) it is the program's own.

#![allow(clippy::disallowed_methods, reason = "an example makes the files that it measures with")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hashiya::annotation::{AnnotationSet, Fragments};
use hashiya::edit::{ActKind, Author, Edit};
use hashiya::schema::Schema;
use hashiya::store::Writer;
use hashiya::text::CharOffset;

/// How many acts are measured.
const ACTS: usize = 301;

const SENTENCE: &str = "قال مدير الميناء إن العمل سيبدأ في الربيع، وأضاف أن الكلفة ارتفعت. ";

/// What one act costs.
struct Cost {
    median: Duration,
    bytes: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("hashiya-append-{}", std::process::id()));
    fs::create_dir(&folder)?;
    let measured = measure(&folder);
    fs::remove_dir_all(&folder)?;
    let [small, large] = measured?;
    let micros = |cost: &Cost| cost.median.as_secs_f64() * 1e6;
    let answer = serde_json::json!({
        "acts": ACTS,
        "at_100": { "median_us": micros(&small).round(), "bytes": small.bytes },
        "at_10000": { "median_us": micros(&large).round(), "bytes": large.bytes },
        "time_ratio": (micros(&large) / micros(&small) * 100.0).round() / 100.0,
        "bytes_ratio": (large.bytes as f64 / small.bytes as f64 * 100.0).round() / 100.0,
    });
    println!("{answer}");
    Ok(())
}

fn measure(folder: &Path) -> Result<[Cost; 2], Box<dyn Error>> {
    Ok([cost(folder, 100)?, cost(folder, 10_000)?])
}

/// Appends acts beside a record of so many annotations.
fn cost(folder: &Path, count: usize) -> Result<Cost, Box<dyn Error>> {
    let path = folder.join(format!("{count}.txt"));
    fs::write(&path, SENTENCE.repeat(count / 4 + 10))?;
    let (opened, mut writer) = Writer::open(&path, None, Some("sara"))?;
    let author = Author { name: "sara".into(), now: "2026-11-22T10:00:00Z".into() };
    let mut set = AnnotationSet::default();
    for number in 0..count {
        let start = number * 7 % (opened.document.char_len() - 8);
        let span = opened.document.span_of_chars(CharOffset(start), CharOffset(start + 6));
        let fragments = span.and_then(Fragments::one).ok_or("the span is in the text")?;
        let edit = Edit { set: &set, schema: Schema::news(), author: &author };
        let (transaction, _) = edit.annotate("entity", "PERS", fragments).ok_or("the label is built in")?;
        transaction.apply(&mut set)?;
    }
    writer.rewrite(&set.snapshot())?;
    let (mut times, mut before) = (Vec::with_capacity(ACTS), 0);
    for number in 0..=ACTS {
        let id = set.at(number * 31 % set.len()).ok_or("the rank is below the length")?.id.clone();
        let edit = Edit { set: &set, schema: Schema::news(), author: &author };
        let transaction = edit.set_note(&id, &format!("ملاحظة {number:04}")).ok_or("the note is new")?;
        transaction.apply(&mut set)?;
        let begun = Instant::now();
        writer.append(ActKind::New, &transaction)?;
        if number == 0 {
            // The first act makes the journal.
            before = journal_length(folder, count)?;
        } else {
            times.push(begun.elapsed());
        }
    }
    times.sort();
    let bytes = (journal_length(folder, count)? - before) / ACTS as u64;
    Ok(Cost { median: times[times.len() / 2], bytes })
}

fn journal_length(folder: &Path, count: usize) -> Result<u64, Box<dyn Error>> {
    let name = format!("{count}.txt");
    for entry in fs::read_dir(folder.join(".hashiya/journal"))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&name) {
            return Ok(entry.metadata()?.len());
        }
    }
    Err("the journal is there".into())
}
