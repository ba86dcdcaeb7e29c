//! Parquet row by row, and annotators whose names stay at home.

use std::sync::Arc;

use hashiya::annotation::{AnnotationSet, Item};
use hashiya::format::{Format, Input, Options, Pseudonyms, Stamp, import};
use hashiya::schema::Schema;
use hashiya::text::Document;

use super::{exported, losses, whole};

#[test]
fn many_rows_come_back_in_their_order() {
    // More than two groups of rows.
    let texts: Vec<String> = (0..2300).map(|number| format!("قال سليم {number} 😀")).collect();
    let pieces: Vec<_> = texts
        .iter()
        .map(|text| {
            let document = Document::new(text);
            let set = losses::mention(&document, "سليم", "PERS");
            exported(Format::HuggingFace, &document, &set, &Options::default())
        })
        .collect();
    let bytes = whole(Format::HuggingFace, &pieces);
    let input = Input { bytes: &bytes, text: None };
    let read = import(Format::HuggingFace, &input, Schema::news(), &Stamp::default()).expect("read");
    assert!(read.iter().map(|one| one.document.text()).eq(texts.iter()));
    assert!(read.iter().all(|one| one.set.len() == 1 && one.faults.is_empty()));
    let torn = Input { bytes: &bytes[..bytes.len() - 9], text: None };
    assert!(import(Format::HuggingFace, &torn, Schema::news(), &Stamp::default()).is_err());
}

#[test]
fn names_go_out_as_pseudonyms_in_every_format() {
    let document = Document::new("قال سليم");
    let mut one = losses::mention(&document, "سليم", "PERS").iter().next().expect("one").as_ref().clone();
    one.provenance.creator = "planted-creator".to_owned();
    let names = [one.provenance.creator.clone()];
    let (set, _) = AnnotationSet::from_items([Item::Annotation(Arc::new(one))]);
    let hidden = Options { names: Some(Pseudonyms::new(&[], &names)), ..Options::default() };
    for format in Format::ALL {
        let written = |options: &Options| {
            let exported = exported(format, &document, &set, options);
            let files = exported.files.iter().map(|file| &file.bytes).chain([&exported.piece]);
            files.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect::<String>()
        };
        let (shown, hidden) = (written(&Options::default()), written(&hidden));
        assert!(!hidden.contains("planted-creator"), "{}", format.name());
        assert_eq!(hidden.contains("annotator-1"), shown.contains("planted-creator"), "{}", format.name());
    }
}
