//! Links, closed folders, awkward names, and records of a size that nobody makes by hand.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use hashiya::edit::{ActKind, Edit};
use hashiya::store::{self, OpenError, ProjectError, ReadOnly, Writer};
use hashiya::text::{Newline, segment};

use super::{held, sound, validate};
use crate::load::{Load, open};
use crate::marked::author;
use crate::record::fixtures;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Puts the sound article and its record into a folder, under that name.
fn article(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    fs::copy(fixtures().join("quotes.txt"), &path).expect("copied");
    fs::write(folder.join(format!("{name}.ann.json")), sound()).expect("writable");
    path
}

/// Opens an article to write, does something and lets the record be written.
fn work(path: &Path) -> Result<(), store::SaveError> {
    let (opened, mut writer) = Writer::open(path, None, Some("sara")).expect("readable");
    let mut set = opened.set.clone();
    let id = set.at(0).expect("it has annotations").id.clone();
    let author = author();
    let edit = Edit { set: &set, schema: &opened.schema, author: &author };
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let note = format!("ملاحظة {}", NEXT.fetch_add(1, Ordering::Relaxed));
    let transaction = edit.set_note(&id, &note).expect("a change");
    transaction.apply(&mut set).expect("it fits");
    writer.append(ActKind::New, &transaction)?;
    writer.rewrite(&set.snapshot())
}

#[cfg(unix)]
#[test]
fn a_source_and_a_record_that_are_links_are_followed_within_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    article(folder.path(), "held.txt");
    symlink("held.txt", folder.path().join("a.txt")).expect("linked");
    symlink("held.txt.ann.json", folder.path().join("a.txt.ann.json")).expect("linked");
    let path = folder.path().join("a.txt");
    let (code, words) = validate(folder.path(), &path);
    assert_eq!(code, Some(0), "{words}");
    work(&path).expect("writable");
    let link = fs::symlink_metadata(folder.path().join("a.txt.ann.json")).expect("there");
    assert!(link.is_symlink(), "the link stays one");
    let there = fs::read_to_string(folder.path().join("held.txt.ann.json")).expect("there");
    assert!(there.contains("ملاحظة"), "what it names was written");
}

#[cfg(unix)]
#[test]
fn a_record_that_leads_out_of_the_folder_is_not_written() {
    use std::os::unix::fs::symlink;
    let (inside, outside) = (folder(), folder());
    let other = outside.path().join("other.ann.json");
    fs::write(&other, sound()).expect("writable");
    let path = inside.path().join("a.txt");
    fs::copy(fixtures().join("quotes.txt"), &path).expect("copied");
    symlink(&other, inside.path().join("a.txt.ann.json")).expect("linked");
    let before = held(outside.path());
    let opened = store::open(&path, None, Some("sara")).expect("readable");
    assert_eq!(opened.target.read_only, Some(ReadOnly::Outside));
    work(&path).expect_err("it lies elsewhere");
    // Nor is it brought over to a changed source.
    fs::write(&path, "نص آخر.").expect("writable");
    let (opened, _writer) = Writer::open(&path, None, Some("sara")).expect("readable");
    assert_eq!(opened.target.read_only, Some(ReadOnly::Outside));
    assert_eq!(held(outside.path()), before);
}

#[cfg(unix)]
#[test]
fn the_programs_own_files_are_never_written_through_links() {
    use std::os::unix::fs::symlink;
    for kind in ["journal", "locks", "set-aside", "previous"] {
        let (inside, outside) = (folder(), folder());
        let victim = outside.path().join("victim");
        let path = article(inside.path(), "a.txt");
        // Working once shows the names that the program gives its files.
        work(&path).expect("writable");
        let journal = inside.path().join(".hashiya/journal");
        if kind == "set-aside" {
            let file = fs::read_dir(&journal).expect("there").next().expect("one").expect("readable").path();
            fs::write(file, "no journal at all\n").expect("writable");
            work(&path).expect("the rest was put aside");
        } else if kind == "previous" {
            fs::write(&path, "نص آخر.").expect("writable");
            work(&path).expect("the record before the change was kept");
        }
        let own = inside.path().join(".hashiya").join(kind);
        let Ok(mut entries) = fs::read_dir(&own) else { panic!("{kind} was made") };
        let file = entries.next().expect("one").expect("readable").path();
        fs::remove_file(&file).expect("there");
        fs::write(&victim, "mine").expect("writable");
        symlink(&victim, &file).expect("linked");
        match kind {
            "set-aside" => {
                let file = fs::read_dir(&journal).expect("there").next().expect("one").expect("readable");
                fs::write(file.path(), "no journal at all\n").expect("writable");
            }
            "previous" => {
                fs::write(inside.path().join("a.txt.ann.json"), sound()).expect("writable");
                fs::write(&path, "نص آخر.").expect("writable");
            }
            _ => {}
        }
        let _refused_or_elsewhere = work(&path);
        assert_eq!(fs::read(&victim).expect("there"), b"mine", "{kind}");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_round_are_told_of_and_walked_once() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    symlink("a.txt", folder.path().join("a.txt")).expect("linked");
    article(folder.path(), "b.txt");
    symlink(".", folder.path().join("round")).expect("linked");
    symlink("b.txt.ann.json", folder.path().join("c.txt.ann.json")).expect("linked");
    let error = store::open(&folder.path().join("a.txt"), None, None).expect_err("it leads nowhere");
    assert!(matches!(error, OpenError::Unreadable { .. }), "{error}");
    let (code, words) = validate(folder.path(), &folder.path().join("a.txt"));
    assert_eq!(code, Some(2));
    assert!(words.contains("a.txt") && words.contains("hint: "), "{words}");
    let (_, words) = validate(folder.path(), folder.path());
    assert!(words.contains("2 records checked"), "{words}");
}

#[cfg(unix)]
#[test]
fn closed_folders_and_files_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let closed = folder.path().join("مغلق");
    fs::create_dir(&closed).expect("writable");
    let inside = article(&closed, "a.txt");
    let file = article(folder.path(), "b.txt");
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    set(&closed, 0o000);
    set(&file, 0o000);
    if fs::read(&file).is_ok() {
        set(&closed, 0o700);
        println!("skipped closed_folders_and_files_are_named: whoever runs this may read everything");
        return;
    }
    let (code, words) = validate(folder.path(), folder.path());
    assert_eq!(code, Some(2), "{words}");
    for name in ["مغلق", "b.txt"] {
        assert!(words.contains(name) && words.contains("ermission denied"), "{words}");
    }
    assert!(words.contains("hint: "), "{words}");
    for path in [&inside, &file] {
        let error = store::open(path, None, None).expect_err("it is closed");
        assert!(error.to_string().contains("ermission denied") && !error.hint().is_empty(), "{error}");
    }
    // A folder that may be read and not written takes no record; everything is kept.
    set(&closed, 0o500);
    let refused = work(&inside).expect_err("nothing may be written there");
    assert!(refused.hint().contains("You may not write there"), "{}", refused.hint());
    set(&closed, 0o700);
    work(&inside).expect("now it may");
}

#[test]
fn awkward_names_are_names() {
    let names = [
        "خبر عاجل.txt",
        "it's \"quoted\" & $HOME `x`.txt",
        "-rf.txt",
        "سطران\nهنا.txt",
        "\u{202e}txt.exe\u{202c}.txt",
        "a%20b#c?.txt",
    ];
    let folder = folder();
    let is_windows = cfg!(windows);
    for name in names.into_iter().filter(|name| !is_windows || !name.contains(['"', '\n', '?'])) {
        let path = article(folder.path(), name);
        work(&path).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        let opened = store::open(&path, None, Some("sara")).expect("readable");
        assert_eq!(opened.target.header.source, name);
        let record = fs::read_to_string(&opened.target.path).expect("there");
        assert!(!record.contains(segment::is_bidi_control), "{name:?} is escaped in the record");
    }
    let (code, words) = validate(folder.path(), folder.path());
    assert_eq!(code, Some(0), "{words}");
    let spoilt = folder.path().join("\u{202e}txt.exe\u{202c}.txt");
    fs::write(&spoilt, "نص آخر").expect("writable");
    let (_, words) = validate(folder.path(), &spoilt);
    assert!(words.contains("\\u{202e}txt.exe") && !words.contains('\u{202e}'), "{words}");
}

#[test]
fn the_longest_names_are_read_and_what_does_not_fit_is_told() {
    let folder = folder();
    // With its record's ending the name has 255 bytes, the most that file systems take.
    let longest = format!("{}.txt", "ن".repeat(121));
    let path = article(folder.path(), &longest);
    assert_eq!(path.file_name().expect("a name").len() + ".ann.json".len(), 255);
    work(&path).expect("it just fits");
    // The record of this one would be too long.
    let longer = folder.path().join(format!("{}.txt", "ن".repeat(125)));
    fs::copy(fixtures().join("quotes.txt"), &longer).expect("copied");
    let mut opened = store::open(&longer, None, Some("sara")).expect("readable");
    let refused = store::save(&mut opened.target, &opened.set.snapshot(), &opened.document);
    assert!(refused.expect_err("too long").hint().contains("name is too long"));
    let error = store::open(&folder.path().join("ن".repeat(200)), None, None).expect_err("no such name");
    assert!(!error.hint().is_empty(), "{error}");
}

#[test]
fn mixed_line_ends_are_kept_in_mind_and_the_source_as_it_is() {
    let folder = folder();
    let path = folder.path().join("a.txt");
    let bytes = "أول\r\nثان\rثالث\nرابع \u{2067}خامس\u{2069}\n";
    fs::write(&path, bytes).expect("writable");
    let mut load = Load::open(&path, 3);
    for _ in 0..20 {
        let (kind, transaction) = load.act();
        load.writer.append(kind, &transaction).expect("writable");
    }
    load.rewrite().expect("writable");
    drop(load);
    let (opened, _writer) = open(&path);
    assert_eq!(opened.target.header.newline, Newline::Mixed);
    assert!(!opened.document.text().contains('\r'));
    let record = fs::read_to_string(&opened.target.path).expect("there");
    assert!(record.contains("\\u2067") && !record.contains(segment::is_bidi_control));
    assert_eq!(fs::read(&path).expect("there"), bytes.as_bytes());
}

/// A record of 100 MB in annotations is read whole in memory that is bounded by it, and one beyond the limit is
/// refused by name.
#[test]
fn a_record_of_a_hundred_megabytes_is_read_and_one_beyond_the_limit_refused() {
    let folder = folder();
    let path = article(folder.path(), "a.txt");
    let record = folder.path().join("a.txt.ann.json");
    let sound = sound();
    let list = sound.find(" \"annotations\": [").expect("there") + " \"annotations\": [\n".len();
    let mut file = std::io::BufWriter::new(fs::File::create(&record).expect("writable"));
    let note = "ملاحظة طويلة ".repeat(4000);
    file.write_all(&sound.as_bytes()[..list]).expect("writable");
    let count = 100_000_000 / note.len();
    for number in 0..count {
        let entry = format!(
            "  {{\"id\": \"b{number}\", \"layer\": \"region\", \"label\": \"body\", \"roles\": {{\"area\": [{{\"fragments\": [{{\"start\": 0, \"end\": 65}}]}}]}}, \"note\": \"{note}\"}},\n"
        );
        file.write_all(entry.as_bytes()).expect("writable");
    }
    file.write_all(&sound.as_bytes()[list..]).expect("writable");
    drop(file);
    assert!(fs::metadata(&record).expect("there").len() > 100_000_000);
    let opened = store::open(&path, None, Some("sara")).expect("readable");
    assert_eq!((opened.set.len(), opened.target.read_only.clone()), (count + 3, None));
    drop(opened);
    // Beyond the limit, nothing is read: the file is only as long as it says.
    let file = fs::OpenOptions::new().write(true).open(&record).expect("there");
    file.set_len(store::MAX_RECORD_BYTES + 1).expect("the disk takes a file with a hole");
    drop(file);
    let (code, words) = validate(folder.path(), &path);
    assert_eq!(code, Some(2), "{words}");
    assert!(
        words.contains("a.txt.ann.json") && words.contains("too large") && words.contains("hint: "),
        "{words}"
    );
    assert_eq!(fs::metadata(&record).expect("there").len(), store::MAX_RECORD_BYTES + 1);
}

#[cfg(unix)]
#[test]
fn paths_in_a_project_and_in_records_are_not_followed_out_of_it() {
    use std::os::unix::fs::symlink;
    let (inside, outside) = (folder(), folder());
    let schema = outside.path().join("schema.json");
    fs::write(&schema, hashiya::schema::Schema::news_json()).expect("writable");
    symlink(&schema, inside.path().join("link.json")).expect("linked");
    symlink(outside.path(), inside.path().join("folder")).expect("linked");
    let path = article(inside.path(), "a.txt");
    let name = outside.path().file_name().expect("a name").to_string_lossy().into_owned();
    let absolute = schema.to_string_lossy().into_owned();
    for schema in [&*absolute, &format!("../{name}/schema.json"), "link.json", "folder/schema.json"] {
        fs::write(inside.path().join("hashiya.toml"), format!("schema = {schema:?}")).expect("writable");
        let error = store::open(&path, None, None).expect_err("it lies outside");
        assert!(matches!(error, OpenError::Project(ProjectError::Outside { .. })), "{schema}: {error}");
        let (code, words) = validate(inside.path(), &path);
        assert_eq!(code, Some(2));
        assert!(words.contains("lies outside its folder") && !words.contains("record checked"), "{words}");
    }
    fs::write(inside.path().join("schema.json"), hashiya::schema::Schema::news_json()).expect("writable");
    fs::write(inside.path().join("hashiya.toml"), "schema = \"schema.json\"").expect("writable");
    store::open(&path, None, None).expect("this one lies inside");
    // What a record says of its source is a name to show: the article beside it is the one that is read.
    let secret = outside.path().join("secret.txt");
    fs::write(&secret, "سر لا يُقرأ").expect("writable");
    for source in [&*secret.to_string_lossy(), &format!("../{name}/secret.txt"), "folder/secret.txt"] {
        let record = sound().replacen("\"source\": \"quotes.txt\"", &format!("\"source\": {source:?}"), 1);
        fs::write(inside.path().join("a.txt.ann.json"), record).expect("writable");
        let opened = store::open(&path, None, None).expect("readable");
        assert!(!opened.document.text().contains("سر") && opened.path == path);
        work(&path).expect("writable");
        assert_eq!(fs::read_to_string(&secret).expect("there"), "سر لا يُقرأ");
    }
}
