//! Real corpora, where somebody has them: `HASHIYA_CORPORA` names their folder.

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

#[test]
fn nested_tags_are_all_marks() {
    let Some(folder) = corpora("nested_tags_are_all_marks") else { return };
    let mut found = Vec::new();
    files(&folder, "txt", &mut found);
    let mut marks = 0;
    for path in found {
        let bytes = fs::read(&path).expect("readable");
        if Format::recognise("x.txt", &bytes) != Some(Format::NestedIob) {
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        let tags = text.lines().flat_map(|line| line.split([' ', '\t']).skip(1));
        let begun = tags.filter(|tag| tag.starts_with("B-")).count();
        let input = Input { bytes: text.as_bytes(), text: None };
        let read =
            import(Format::NestedIob, &input, Schema::news(), &Stamp::default()).expect("tokens").remove(0);
        let begun_by_others = read.faults.iter().filter(|fault| fault.what.contains("it begins one")).count();
        assert_eq!(read.set.len(), begun + begun_by_others, "{}", path.display());
        assert_eq!(read.faults.len(), begun_by_others, "{}", path.display());
        marks += read.set.len();
    }
    assert!(marks > 0, "there is a corpus of tags");
}
