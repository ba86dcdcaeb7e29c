//! What commands print with `--json` follows the published schema, also where they fail.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use jsonschema::Validator;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::record::fixtures;

/// Returns the exit code, what was printed, and what was said.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hashiya"));
    let output = command.current_dir(folder).args(arguments).env("COLUMNS", "100").output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

/// Returns the names of the commands, as the help lists them.
fn commands(folder: &Path) -> Vec<String> {
    let (_, help, _) = run(folder, &["--help"]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty()).filter(|line| line.starts_with("  "));
    let names =
        listed.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Makes fields that the schema doesn't name a fault: what is printed must be published.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(strict);
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(strict),
        _ => {}
    }
}

fn validator(folder: &Path, command: &str) -> Validator {
    let (code, printed, said) = run(folder, &["schema", "--answers", command]);
    assert_eq!(code, 0, "{command} prints JSON and its form isn't published: {said}");
    let mut schema: Value = serde_json::from_str(&printed).expect("JSON");
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    strict(&mut schema);
    jsonschema::draft202012::new(&schema).expect("the schema is of draft 2020-12")
}

/// A folder with sound, spoilt and torn records, three versions of one, and files to import.
fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let text = fs::read_to_string(fixtures().join("quotes.txt")).expect("there");
    let record = fs::read_to_string(fixtures().join("quotes.txt.ann.json")).expect("there");
    fs::create_dir(folder.path().join("in")).expect("made");
    for name in ["in/sound.txt", "in/spoilt.txt", "in/torn.txt", "in/bare.txt", "in/changed.txt"] {
        write(name, &text);
    }
    write("in/changed.txt", &text.replacen(' ', " ثم ", 3));
    write("in/sound.txt.ann.json", &record);
    write("in/changed.txt.ann.json", &record);
    let spoilt = record.replacen("\"text\": \"الوزير\"", "\"text\": \"المدير\"", 1);
    write("in/spoilt.txt.ann.json", &spoilt.replacen("\"label\": \"OCC\"", "\"label\": \"KING\"", 1));
    write("in/torn.txt.ann.json", &record[..record.floor_char_boundary(record.len() / 4)]);
    write("base.ann.json", &record);
    write("ours.ann.json", &record.replacen("\"label\": \"OCC\"", "\"label\": \"PERS\"", 1));
    write("theirs.ann.json", &record.replacen("\"label\": \"OCC\"", "\"label\": \"NORP\"", 1));
    write("rows.jsonl", "{\"id\": \"a\", \"text\": \"نص\"}\n{\"id\":\n");
    folder
}

/// Every command line that is tried, with the code it must end with.
const RUNS: [(&[&str], i32); 23] = [
    (&["validate", "in/sound.txt"], 0),
    (&["validate", "in"], 1),
    (&["validate", "in", "none.txt"], 2),
    (&["validate", "none.txt"], 2),
    (&["export", "in/sound.txt", "--to", "hf", "-o", "out"], 0),
    (&["export", "in", "--to", "conll", "-o", "out"], 1),
    (&["export", "in/sound.txt", "--to", "conll", "-o", "out", "--strict"], 2),
    (&["export", "in/torn.txt", "--to", "conll", "-o", "out"], 2),
    (&["export", "none.txt", "--to", "brat", "-o", "out"], 2),
    (&["export", "in/sound.txt", "--to", "brat", "-o", "out", "--layers", "nouns"], 2),
    (&["export", "in/sound.txt", "--to", "brat", "-o", "rows.jsonl"], 2),
    (&["import", "rows.jsonl", "--from", "hf", "-o", "new"], 1),
    (&["import", "none.jsonl", "-o", "new"], 2),
    (&["import", "in/sound.txt", "-o", "new"], 2),
    (&["reanchor", "in/sound.txt"], 0),
    (&["reanchor", "in/changed.txt"], 0),
    (&["reanchor", "none.txt"], 2),
    (&["merge", "base.ann.json", "ours.ann.json", "base.ann.json", "-o", "merged.ann.json"], 0),
    (&["merge", "base.ann.json", "ours.ann.json", "theirs.ann.json", "-o", "merged.ann.json"], 1),
    (&["merge", "base.ann.json", "none.ann.json", "theirs.ann.json", "-o", "merged.ann.json"], 2),
    (&["stats", "in/sound.txt"], 0),
    (&["stats", "in", "--layers", "entity,quote"], 1),
    (&["stats", "none.txt"], 2),
];

#[test]
fn every_answer_in_json_follows_its_schema() {
    let folder = project();
    let mut tried: BTreeSet<&str> = BTreeSet::new();
    for (arguments, code) in RUNS {
        let (ended, printed, said) = run(folder.path(), &[arguments, &["--json"]].concat());
        assert_eq!(ended, code, "{arguments:?}: {said}");
        tried.insert(arguments[0]);
        // What can't even begin prints nothing, and says why.
        if printed.is_empty() && code == 2 {
            assert!(said.starts_with("error: ") && said.contains("hint: "), "{arguments:?}: {said}");
            continue;
        }
        let value: Value = serde_json::from_str(&printed)
            .unwrap_or_else(|error| panic!("{arguments:?} prints no one JSON document: {error}\n{printed}"));
        let validator = validator(folder.path(), arguments[0]);
        let faults: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{arguments:?}: {}", faults.join("\n"));
    }
    let commands = commands(folder.path());
    assert!(commands.len() > 9, "the help was read: {commands:?}");
    for command in commands {
        let (_, help, _) = run(folder.path(), &[&command, "--help"]);
        let answers = help.lines().any(|line| line.trim_start().starts_with("--json"));
        assert_eq!(answers, tried.contains(command.as_str()), "{command} is tried if it answers in JSON");
    }
}

#[test]
fn the_manual_and_completions_know_every_command_and_option() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, manual, _) = run(folder.path(), &["man"]);
    let (_, bash, _) = run(folder.path(), &["completions", "bash"]);
    for command in commands(folder.path()) {
        assert!(manual.contains(&format!("hashiya\\-{command}(1)")), "the manual leaves out {command}");
        let (code, page, _) = run(folder.path(), &["man", &command]);
        assert_eq!(code, 0);
        let (_, help, _) = run(folder.path(), &[&command, "--help"]);
        let options = help.split_whitespace().filter(|word| word.starts_with("--"));
        for option in options.map(|option| option.trim_end_matches([',', '.', ':', ')', '`'])) {
            assert!(page.contains(&option.replace('-', "\\-")), "man {command} leaves out {option}");
            assert!(bash.contains(option), "completions leave out {command} {option}");
        }
    }
}

#[test]
fn a_command_without_answers_in_json_has_no_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, printed, said) = run(folder.path(), &["schema", "--answers", "render"]);
    assert_eq!((code, printed.as_str()), (2, ""));
    assert!(
        said.contains("hint: Those that do: validate, export, import, reanchor, merge, stats."),
        "{said}"
    );
    let (code, all, _) = run(folder.path(), &["schema", "--answers"]);
    let all: Value = serde_json::from_str(&all).expect("JSON");
    assert!(code == 0 && jsonschema::meta::validate(&all).is_ok());
}
