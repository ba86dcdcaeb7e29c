//! Export and import over many documents: streaming, stopping, and previews that tell the truth.

use std::fs;
use std::path::{Path, PathBuf};

use hashiya::exchange::{
    Ending, Event, ExchangeError, Export, Import, Page, Remedy, Split, Stage, Stop, Whose,
};
use hashiya::format::{Format, Options};
use tempfile::TempDir;

use crate::record::fixtures;

/// A folder `in` with so many articles and records.
fn corpus(count: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("made");
    for number in 0..count {
        for ending in [".txt", ".txt.ann.json"] {
            let to = folder.path().join(format!("in/{number:04}{ending}"));
            fs::copy(fixtures().join(format!("quotes{ending}")), to).expect("copied");
        }
    }
    folder
}

fn export(folder: &Path, format: Format) -> Export {
    Export {
        paths: vec![folder.join("in")],
        format,
        output: folder.join("out"),
        options: Options::default(),
        whose: Whose::Any,
        split: None,
        is_strict: false,
        keeps_names: false,
        page: Page::default(),
    }
}

fn import(folder: &Path, from: &str) -> Import {
    let (paths, output) = (vec![folder.join(from)], folder.join("back"));
    Import { paths, from: None, output, annotator: "sara".to_owned() }
}

/// Returns every file of a folder with its folders, by its path in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(inside).into_iter().flatten() {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).expect("below").to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_preview_is_what_is_written() {
    let folder = corpus(1);
    for format in Format::ALL {
        let export = Export { output: folder.path().join(format.name()), ..export(folder.path(), format) };
        let preview = export.preview(&Stop::default(), usize::MAX).expect("the folder is sound");
        assert!(!export.output.exists(), "{}: a preview writes nothing", format.name());
        let first = preview.first.expect("there is a document");
        let mut losses = Vec::new();
        let report = export.run(&Stop::default(), &mut |event| {
            if let Event::Lost { loss, .. } = event {
                losses.push(loss.clone());
            }
        });
        let report = report.expect("writable");
        assert_eq!((preview.documents, first.annotations), (report.documents, report.annotations));
        assert_eq!(first.losses, losses, "{}", format.name());
        let mut named: Vec<PathBuf> = first.companions.iter().map(PathBuf::from).collect();
        for file in &first.files {
            let written = fs::read(export.output.join(&file.name)).expect("written under that name");
            assert_eq!(file.bytes, written.len(), "{}", file.name);
            if let Some(text) = &file.text {
                assert_eq!(text.as_bytes(), written, "{}", file.name);
            }
            named.push(PathBuf::from(&file.name));
        }
        named.sort();
        assert_eq!(named, files(&export.output), "{}", format.name());
    }
}

#[test]
fn a_preview_of_an_import_is_what_becomes_of_it() {
    let folder = corpus(3);
    export(folder.path(), Format::Prodigy).run(&Stop::default(), &mut |_| ()).expect("writable");
    let import = import(folder.path(), "out");
    let preview = import.preview(&Stop::default(), 40).expect("sound");
    let first = preview.first.expect("there is a document");
    assert_eq!((first.format, first.name.as_str(), first.is_cut), (Format::Prodigy, "0000", true));
    let source = fs::read_to_string(folder.path().join("in/0000.txt")).expect("there");
    assert!(source.starts_with(&first.text) && first.text.chars().count() == 40, "{}", first.text);
    assert!(!import.output.exists());
    let report = import.run(&Stop::default(), &mut |_| ()).expect("writable");
    assert_eq!((report.documents, report.annotations), (3, 3 * first.annotations));
}

#[test]
fn lines_are_read_in_pieces_and_each_bad_one_is_told_by_its_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut lines = String::new();
    // More than a piece holds, three times over; no document names itself.
    for number in 1..=4000 {
        let line = match number {
            1700 | 3999 => "{\"text\": ".to_owned(),
            2500 => String::new(),
            _ => serde_json::json!({ "text": format!("خبر {number} ").repeat(20), "label": [[0, 3, "PERS"], [5, 4, "X"]] })
                .to_string(),
        };
        lines += &(line + "\n");
    }
    assert!(lines.len() > 800_000);
    fs::write(folder.path().join("rows.jsonl"), lines).expect("written");
    let mut faults = Vec::new();
    let mut last = (Stage::Survey, 0, 0);
    let report = import(folder.path(), "rows.jsonl").run(&Stop::default(), &mut |event| match event {
        Event::Fault { fault, .. } if fault.what.contains("EOF") => faults.push(fault.line),
        Event::Fault { fault, .. } if fault.line == 1701 => faults.push(fault.line),
        Event::Progress(progress) => last = (progress.stage, progress.done, progress.total),
        _ => {}
    });
    let report = report.expect("writable");
    assert_eq!(faults, [1700, 1701, 3999]);
    assert_eq!((report.documents, report.annotations, report.faults), (3997, 3997, 3997 + 2));
    assert_eq!(report.failed, 0);
    let (stage, done, total) = last;
    assert_eq!((stage, done), (Stage::Write, total));
    // The line that is empty and those that are bad count for no document.
    let text = fs::read_to_string(folder.path().join("back/rows-3997.txt")).expect("the last one");
    assert!(text.starts_with("خبر 4000 "), "{text}");
}

#[test]
fn a_corpus_in_one_file_is_read_in_pieces_whatever_its_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = |number: usize| format!("خبر {number} [{{\\\"").repeat(20);
    let task = |number: usize| {
        let mark = serde_json::json!({ "id": "m", "from_name": "label", "type": "labels", "value": { "start": 0, "end": 3, "labels": ["PERS"] } });
        let annotations = serde_json::json!([{ "result": [mark] }]);
        serde_json::json!({ "data": { "text": text(number), "id": format!("t{number}") }, "annotations": annotations })
            .to_string()
    };
    // More than a piece holds, three times over, and a task that isn't closed.
    let mut tasks: Vec<String> = (1..=2000).map(task).collect();
    assert!(tasks.iter().map(String::len).sum::<usize>() > 800_000);
    tasks[1499].pop();
    let tasks = format!("\u{feff}[\n{}\n]\n", tasks.join(",\n"));
    fs::write(folder.path().join("tasks.json"), tasks).expect("written");
    let mut faults = Vec::new();
    let report = import(folder.path(), "tasks.json").run(&Stop::default(), &mut |event| {
        if let Event::Fault { fault, .. } = event {
            faults.push((fault.line, fault.what.clone()));
        }
    });
    let report = report.expect("writable");
    assert_eq!((report.documents, report.annotations, report.failed), (1999, 1999, 0));
    assert!(faults.len() == 1 && faults[0].0 == 1501 && faults[0].1.starts_with("task 1500: "), "{faults:?}");
    assert_eq!(fs::read_to_string(folder.path().join("back/t1501.txt")).expect("there"), text(1501));
    assert_eq!(fs::read_to_string(folder.path().join("back/t2000.txt")).expect("there"), text(2000));

    // A Parquet file of more rows than a piece has.
    let mut lines = String::new();
    for number in 0..1500 {
        lines +=
            &(serde_json::json!({ "id": format!("r{number}"), "text": text(number) }).to_string() + "\n");
    }
    fs::write(folder.path().join("rows.jsonl"), lines).expect("written");
    let from = Some(Format::HuggingFaceLines);
    let rows = Import { from, output: folder.path().join("in"), ..import(folder.path(), "rows.jsonl") };
    assert_eq!(rows.run(&Stop::default(), &mut |_| ()).expect("writable").documents, 1500);
    export(folder.path(), Format::HuggingFace).run(&Stop::default(), &mut |_| ()).expect("writable");
    let again = Import { output: folder.path().join("again"), ..import(folder.path(), "out/data") };
    assert_eq!(again.run(&Stop::default(), &mut |_| ()).expect("writable").documents, 1500);
    assert_eq!(files(&folder.path().join("again")), files(&folder.path().join("in")));
    assert_eq!(fs::read_to_string(folder.path().join("again/r1499.txt")).expect("there"), text(1499));
}

#[test]
fn more_articles_than_are_listed_at_once_go_out_in_their_order() {
    let folder = corpus(1);
    let source = fs::read_to_string(folder.path().join("in/0000.txt")).expect("there");
    let record = fs::read(folder.path().join("in/0000.txt.ann.json")).expect("there");
    // One folder with more names than are held at once, so that they are sorted in a file.
    for number in 0..4200 {
        fs::write(folder.path().join(format!("in/{number:04}.txt")), &source).expect("written");
        fs::write(folder.path().join(format!("in/{number:04}.txt.ann.json")), &record).expect("written");
    }
    let split = Some(Split { shares: "train=.5,test=.5".parse().expect("they make one"), seed: 3 });
    let export = Export { split, ..export(folder.path(), Format::HuggingFaceLines) };
    let report = export.run(&Stop::default(), &mut |_| ()).expect("writable");
    assert_eq!((report.chosen, report.documents, report.failed), (4200, 4200, 0));
    let mut sizes = Vec::new();
    for name in ["train", "test"] {
        let rows = fs::read_to_string(folder.path().join(format!("out/data/{name}.jsonl"))).expect("written");
        let ids: Vec<&str> = rows.lines().filter_map(|row| row.get(7..11)).collect();
        assert!(ids.is_sorted(), "{name}");
        sizes.push(ids.len());
    }
    // Copies of one text are near-duplicates, all of them.
    sizes.sort_unstable();
    assert_eq!(sizes, [0, 4200]);
}

#[test]
fn a_file_without_a_good_line_is_one_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rows.jsonl"), "{\"text\": \n".repeat(50)).expect("written");
    let (mut faults, mut failed) = (0, Vec::new());
    let import = Import { from: Some(Format::HuggingFaceLines), ..import(folder.path(), "rows.jsonl") };
    let report = import.run(&Stop::default(), &mut |event| match event {
        Event::Fault { .. } => faults += 1,
        Event::Failed(left_out) => failed.push(left_out.clone()),
        _ => {}
    });
    let report = report.expect("writable");
    assert_eq!((faults, report.documents, report.failed), (0, 0, 1));
    assert!(failed[0].message.contains("not of the format hf"), "{}", failed[0].message);
    // The format was named: to name it can't be what helps.
    assert_eq!(failed[0].remedy, Some(Remedy::OtherFormat));
}

#[test]
fn a_stop_leaves_whole_files_up_to_some_document() {
    let folder = corpus(120);
    let stop = Stop::default();
    let run = |format: Format, stop: &Stop| {
        let report = export(folder.path(), format).run(stop, &mut |event| {
            if let Event::Progress(progress) = event
                && progress.stage == Stage::Write
                && progress.done == 20
            {
                stop.ask();
            }
        });
        report.expect("writable")
    };
    let report = run(Format::Brat, &stop);
    assert_eq!(report.ending, Ending::Stopped);
    assert!((20..120).contains(&report.documents), "{}", report.documents);
    let expected = (0..report.documents)
        .flat_map(|number| [".ann", ".txt"].map(|ending| PathBuf::from(format!("{number:04}{ending}"))));
    let out = folder.path().join("out");
    assert_eq!(files(&out), expected.collect::<Vec<_>>());
    let whole = fs::read(out.join("0000.ann")).expect("written");
    let last = fs::read(out.join(format!("{:04}.ann", report.documents - 1))).expect("written");
    assert_eq!(whole, last);
    fs::remove_dir_all(&out).expect("removed");
    // A file that documents share is there whole or not at all.
    let report = run(Format::Csv, &Stop::default());
    assert_eq!((report.ending, report.documents), (Ending::Stopped, 0));
    assert!(files(&out).is_empty(), "{:?}", files(&out));
}

#[test]
fn articles_are_never_written_over() {
    let folder = corpus(1);
    let before = fs::read(folder.path().join("in/0000.txt")).expect("there");
    for output in ["in", "in/../in"] {
        let export = Export { output: folder.path().join(output), ..export(folder.path(), Format::Brat) };
        let refused = export.run(&Stop::default(), &mut |_| ()).expect_err("refused");
        assert!(matches!(refused, ExchangeError::AmongArticles { .. }), "{refused}");
    }
    assert_eq!(fs::read(folder.path().join("in/0000.txt")).expect("there"), before);
    assert_eq!(files(&folder.path().join("in")).len(), 2);
}
