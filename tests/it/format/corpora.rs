//! Real corpora, where somebody has them: `HASHIYA_CORPORA` names their folder, in whose folders the files lie.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hashiya::format::{Clitics, Format, Input, Options, Source, Stamp, export, import};
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
    let Some(folder) = corpora("brat_in_brat_out_is_the_same_set") else { return };
    let mut found = Vec::new();
    files(&folder, "ann", &mut found);
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

/// Returns the folder of corpora, or says that a test is skipped.
fn corpora(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HASHIYA_CORPORA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: format::corpora::{test} (HASHIYA_CORPORA is not set)");
    }
    folder
}

#[test]
fn brat_goes_through_other_formats_unchanged() {
    let Some(folder) = corpora("brat_goes_through_other_formats_unchanged") else { return };
    let mut found = Vec::new();
    files(&folder, "ann", &mut found);
    for path in found {
        let bytes = fs::read(&path).expect("readable");
        let text = fs::read(path.with_extension("txt")).expect("the text stands beside");
        let input = Input { bytes: &bytes, text: Some(&text) };
        let read = import(Format::Brat, &input, Schema::news(), &Stamp::default()).expect("brat's").remove(0);
        if read.set.is_empty() {
            continue;
        }
        for format in [Format::HuggingFace, Format::W3c, Format::Xmi, Format::WebannoTsv, Format::Conllu] {
            let options = Options { clitics: Clitics::Split, ..Options::default() };
            let exported = super::exported(format, &read.document, &read.set, &options);
            let again = super::back(format, &exported).remove(0);
            assert_eq!(again.faults, [], "{} {}", format.name(), path.display());
            assert_eq!(again.set.len(), read.set.len(), "{} {}", format.name(), path.display());
            if matches!(format, Format::HuggingFace | Format::W3c | Format::Xmi) {
                let (out, back) =
                    (super::essence(&read.document, &read.set), super::essence(&again.document, &again.set));
                assert_eq!(out, back, "{} {}", format.name(), path.display());
            }
        }
    }
}

/// Counts the tags that begin a mark, by label, and all that go on with one.
fn tags(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for tag in text.lines().flat_map(|line| line.split_whitespace().skip(1)).filter(|tag| *tag != "O") {
        *counts.entry(tag.to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn nested_tags_in_are_spans_and_out_the_same_tags() {
    let Some(folder) = corpora("nested_tags_in_are_spans_and_out_the_same_tags") else { return };
    let mut found = Vec::new();
    files(&folder.join("wojood-sample"), "txt", &mut found);
    assert!(!found.is_empty(), "there are files of Wojood");
    for path in found {
        let bytes = fs::read(&path).expect("readable");
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let input = Input { bytes: &bytes, text: None };
        let read = import(Format::NestedIob, &input, Schema::news(), &Stamp::default()).expect("tags");
        let before = tags(&text);
        let begun: usize =
            before.iter().filter(|(tag, _)| tag.starts_with("B-")).map(|(_, count)| count).sum();
        // A mark that no tag begins is begun by the first that goes on with it, and reported.
        let reported = read[0].faults.iter().filter(|fault| fault.what.contains("it begins one")).count();
        assert_eq!(reported, read[0].faults.len(), "{}: {:?}", path.display(), read[0].faults);
        assert_eq!(read[0].set.len(), begun + reported, "{}", path.display());
        let source =
            Source { name: "a", document: &read[0].document, set: &read[0].set, schema: Schema::news() };
        let exported = export(Format::NestedIob, &source, &Options::default());
        let again = String::from_utf8(exported.files[0].bytes.clone()).expect("UTF-8");
        let told: Vec<_> = exported.losses.iter().map(|loss| loss.what.as_str()).collect();
        eprintln!(
            "{}: {} spans, {reported} reported, {} losses",
            path.display(),
            read[0].set.len(),
            told.len()
        );
        let mut after = tags(&again);
        for fault in &read[0].faults {
            // It is written as what it was read as.
            let tag = fault.what.split(' ').next().expect("the tag").to_owned();
            *after.entry(tag.clone()).or_default() += 1;
            *after.entry(tag.replacen("I-", "B-", 1)).or_default() -= 1;
        }
        after.retain(|_, count| *count > 0);
        assert_eq!((before, told), (after, Vec::new()), "{}", path.display());
    }
}

#[test]
fn each_row_of_a_table_of_sentences_is_a_document() {
    let Some(folder) = corpora("each_row_of_a_table_of_sentences_is_a_document") else { return };
    let mut found = Vec::new();
    files(&folder.join("clef2025-arabic"), "tsv", &mut found);
    assert!(!found.is_empty(), "there are tables of sentences");
    for path in found {
        let bytes = fs::read(&path).expect("readable");
        let name = path.file_name().expect("named").to_string_lossy().into_owned();
        assert_eq!(Format::recognise(&name, &bytes), Some(Format::Tsv));
        let input = Input { bytes: &bytes, text: None };
        let read = import(Format::Tsv, &input, Schema::news(), &Stamp::default()).expect("a table");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        let back: Vec<Vec<&str>> = read
            .iter()
            .map(|one| {
                let label = one.set.about().labels["label"].as_str().expect("text");
                vec![one.name.as_str(), one.document.text(), label]
            })
            .collect();
        assert_eq!(rows, back, "{}", path.display());
        assert!(read.iter().all(|one| one.faults.is_empty()));
    }
}
