//! The command line: what it prints and how it ends, one snapshot file a command.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::record::fixtures;

/// Runs the program in `folder` and returns its code, its answer and its words.
pub fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hashiya"));
    command.current_dir(folder).args(arguments).env("COLUMNS", "100").env("NO_COLOR", "1");
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    format!(
        "$ hashiya {}\ncode: {code}\n-- answer --\n{}-- words --\n{}",
        arguments.join(" "),
        text(&output.stdout),
        text(&output.stderr)
    )
}

/// A folder with sound records, spoilt ones, and articles without any.
fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |name: &str, to: &str| {
        fs::copy(fixtures().join(name), folder.path().join(to)).expect("copied");
    };
    copy("quotes.txt", "sound.txt");
    copy("quotes.txt.ann.json", "sound.txt.ann.json");
    fs::create_dir(folder.path().join("more")).expect("made");
    copy("quotes.txt", "more/article.txt");
    let record = fs::read_to_string(fixtures().join("quotes.txt.ann.json")).expect("there");
    let spoilt = record
        .replacen("\"text\": \"الوزير\"", "\"text\": \"المدير\\n\\u202e\"", 1)
        .replacen("\"label\": \"OCC\"", "\"label\": \"KING\"", 1)
        .replacen("\"to\": \"a2\"", "\"to\": \"a9\"", 1)
        .replacen("\"exclude\": false", "\"exclude\": \"no\"", 1);
    copy("quotes.txt", "spoilt.txt");
    fs::write(folder.path().join("spoilt.txt.ann.json"), spoilt).expect("written");
    copy("quotes.txt", "torn.txt");
    fs::write(folder.path().join("torn.txt.ann.json"), &record[..record.len() / 4]).expect("written");
    copy("quotes.txt.ann.json", "changed.txt.ann.json");
    fs::write(folder.path().join("changed.txt"), "«سنبدأ غدًا»، قالت الوزيرة.\n").expect("written");
    folder
}

fn snapshot(command: &str, runs: &[String]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("cli-{command}"), runs.join("\n")));
}

#[test]
fn validate() {
    let folder = project();
    let run = |arguments: &[&str]| run(folder.path(), arguments);
    let runs = [
        run(&["validate", "sound.txt"]),
        run(&["validate", "sound.txt.ann.json", "sound.txt", "--json"]),
        run(&["validate", "."]),
        run(&["validate", "spoilt.txt", "changed.txt", "--json"]),
        run(&["validate", "more/article.txt", "none.txt", "sound.txt"]),
        run(&["validate", "more"]),
        run(&["validate"]),
    ];
    snapshot("validate", &runs);
}

#[test]
fn validate_answers_in_order_however_many_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..150 {
        for ending in ["", ".ann.json"] {
            let name = format!("{number:03}.txt{ending}");
            fs::copy(fixtures().join(format!("quotes.txt{ending}")), folder.path().join(name))
                .expect("copied");
        }
    }
    let json = run(folder.path(), &["validate", ".", "--json"]);
    let paths: Vec<_> = json.lines().filter(|line| line.contains("\"path\"")).collect();
    assert_eq!(paths.len(), 150);
    assert!(paths.is_sorted(), "{paths:?}");
}

#[test]
fn schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = run(folder.path(), &["schema"]);
    assert!(record.contains("code: 0\n-- answer --\n{\n \"$schema\""), "{record}");
    assert!(record.contains(hashiya::store::record::JSON_SCHEMA));
    let news = run(folder.path(), &["schema", "--labels"]);
    assert!(news.contains(hashiya::schema::Schema::news_json()));
}

#[test]
fn render() {
    let folder = project();
    let run = |arguments: &[&str]| run(folder.path(), arguments);
    let runs = [
        run(&["render", "sound.txt", "-o", "page.doc"]),
        run(&["render", "sound.txt", "-o", "page.png", "--layers", "entity,nouns"]),
        run(&["render", "sound.txt", "-o", "page.png", "--width", "-1"]),
        run(&["render", "none.txt", "-o", "page.png"]),
    ];
    snapshot("render", &runs);
}

#[test]
fn help() {
    let folder = tempfile::tempdir().expect("a folder");
    let commands = [
        "open",
        "import",
        "export",
        "validate",
        "stats",
        "reanchor",
        "merge",
        "render",
        "schema",
        "completions",
        "man",
    ];
    let mut runs = vec![run(folder.path(), &["--help"])];
    runs.extend(commands.iter().map(|command| run(folder.path(), &[command, "--help"])));
    snapshot("help", &runs);
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [vec!["completions", "bash"], vec!["completions", "fish"], vec!["man"]] {
        let answer = run(folder.path(), &arguments);
        assert!(answer.contains("code: 0"), "{answer}");
        for command in ["open", "validate", "render", "schema", "completions", "man"] {
            assert!(answer.contains(command), "{arguments:?} leaves out {command}");
        }
    }
    let page = run(folder.path(), &["man", "validate"]);
    assert!(page.contains("json") && page.contains(".TH HASHIYA-VALIDATE 1  \"hashiya "), "{page}");
    assert!(run(folder.path(), &["man", "nothing"]).contains("code: 2"));
}

#[test]
fn an_unknown_command_is_a_path_and_an_unknown_option_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(run(folder.path(), &["--nothing"]).contains("code: 2"));
    assert!(run(folder.path(), &["--version"]).contains("code: 0\n-- answer --\nhashiya "));
}
