//! Real corpora, where somebody has them: `HASHIYA_CORPORA` names their folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hashiya::format::{Format, Input, Options, Source, Stamp, export, import};
use hashiya::schema::Schema;

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
}

/// Counts the lines of a file, without the numbers of attributes and notes, which are given anew.
fn lines(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (id, rest) = line.split_once('\t').unwrap_or((line, ""));
        let id = if id.starts_with(['A', '#', 'N', 'M']) { &id[..1] } else { id };
        let rest = if id.starts_with(['R', 'E']) {
            rest.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            rest.to_owned()
        };
        *counts.entry(format!("{id}\t{}", rest.trim_end())).or_default() += 1;
    }
    counts
}

#[test]
fn brat_in_brat_out_is_the_same_set() {
    let Some(folder) = std::env::var_os("HASHIYA_CORPORA") else {
        return eprintln!(
            "skipped: format::corpora::brat_in_brat_out_is_the_same_set (HASHIYA_CORPORA is not set)"
        );
    };
    let mut found = Vec::new();
    files(Path::new(&folder), "ann", &mut found);
    assert!(!found.is_empty(), "there are files of brat");
    for path in found {
        let bytes = fs::read(&path).expect("readable");
        let text = fs::read(path.with_extension("txt")).expect("the text stands beside");
        let input = Input { bytes: &bytes, text: Some(&text) };
        let read = import(Format::Brat, &input, Schema::news(), &Stamp::default()).expect("brat's");
        assert!(read[0].faults.is_empty(), "{}: {:?}", path.display(), read[0].faults);
        let source =
            Source { name: "a", document: &read[0].document, set: &read[0].set, schema: Schema::news() };
        let exported = export(Format::Brat, &source, &Options::default());
        assert!(exported.losses.is_empty(), "{}: {:?}", path.display(), exported.losses);
        let again = String::from_utf8(exported.files[0].bytes.clone()).expect("UTF-8");
        let original = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(lines(&original), lines(&again), "{}", path.display());
    }
}
