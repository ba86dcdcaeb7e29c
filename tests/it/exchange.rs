//! `hashiya export` and `hashiya import` over folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::run;
use crate::record::fixtures;

fn hard() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/brat/hard")
}

/// A folder `in` with the hard fixture imported.
fn imported() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let said = run(folder.path(), &["import", hard().to_str().expect("UTF-8"), "-o", "in"]);
    assert!(said.contains("code: 0") && said.contains("1 document with 10 annotations imported"), "{said}");
    folder
}

fn answer(said: &str) -> Value {
    let answer = said.split("-- answer --\n").nth(1).and_then(|rest| rest.split("-- words --").next());
    serde_json::from_str(answer.expect("there is one")).expect("one JSON document")
}

#[test]
fn brat_goes_in_and_out_by_way_of_a_record() {
    let folder = imported();
    let valid = run(folder.path(), &["validate", "in"]);
    assert!(valid.contains("1 record checked, 0 problems found"), "{valid}");
    let said = run(folder.path(), &["export", "in", "--to", "brat", "-o", "out", "--strict"]);
    assert!(said.contains("code: 0"), "{said}");
    let read = |path: &Path| fs::read_to_string(path).expect("written");
    let spans = |text: &str| {
        let mut lines: Vec<String> = text
            .lines()
            .filter(|line| line.starts_with(['T', 'R']) && !line.contains("\tAttribution "))
            .map(|line| line.split_once('\t').expect("an id").1.trim_end().to_owned())
            // As versions before named them.
            .map(|line| line.replace("Content ", "quote.direct ").replace("Cue ", "quote.cue "))
            .map(|line| line.replace("claim-", "claim.").replace("region-", "region."))
            .map(|line| line.replace("Arg", "arg"))
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(
        spans(&read(&folder.path().join("out/article.ann"))),
        spans(&read(&hard().join("article.ann")))
    );
    assert!(!read(&folder.path().join("out/article.txt")).contains('\r'));
    let configuration = read(&folder.path().join("out/annotation.conf"));
    assert!(configuration.contains("\nAttribution\tContent*:<ANY>, Addressee*:<ANY>, Cue*:<ANY>"));
    assert!(configuration.contains("\nclaim-prediction\tclaimant*:<ANY>"), "{configuration}");
}

#[test]
fn the_sample_comes_back_from_brat_with_every_annotation_and_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    for name in ["port-project.txt", "port-project.txt.ann.json"] {
        fs::create_dir_all(folder.path().join("in")).expect("writable");
        fs::copy(samples.join(name), folder.path().join("in").join(name)).expect("writable");
    }
    let said = run(folder.path(), &["export", "in", "--to", "brat", "-o", "out"]);
    assert!(said.contains("1 document with 143 annotations exported"), "{said}");
    let said = run(folder.path(), &["import", "out", "-o", "back"]);
    assert!(said.contains("1 document with 143 annotations imported") && !said.contains("twice"), "{said}");
    let valid = run(folder.path(), &["validate", "back"]);
    assert!(valid.contains("1 record checked, 0 problems found"), "{valid}");
    let entities = |of: &str| -> Value {
        let path = folder.path().join(of).join("port-project.txt.ann.json");
        serde_json::from_slice::<Value>(&fs::read(path).expect("written")).expect("JSON")["entities"].take()
    };
    let count = |entities: &Value| entities.as_array().map(Vec::len);
    assert_eq!(count(&entities("back")), count(&entities("in")));
}

#[test]
fn the_sample_comes_back_sound_from_every_format_of_spans() {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    fs::create_dir_all(folder.path().join("in")).expect("writable");
    for name in ["port-project.txt", "port-project.txt.ann.json"] {
        fs::copy(samples.join(name), folder.path().join("in").join(name)).expect("writable");
    }
    for format in ["conllu", "hf", "label-studio", "prodigy", "w3c", "webanno-tsv", "xmi"] {
        let (out, back) = (format!("out-{format}"), format!("back-{format}"));
        let mut arguments = vec!["export", "in", "--to", format, "-o", &out];
        if ["conllu", "prodigy"].contains(&format) {
            arguments.extend(["--clitics", "split"]);
        }
        let said = run(folder.path(), &arguments);
        assert!(said.contains("1 document with 143 annotations exported"), "{format}: {said}");
        let said = run(folder.path(), &["import", &out, "-o", &back]);
        assert!(said.contains("1 document with 143 annotations imported"), "{format}: {said}");
        let valid = run(folder.path(), &["validate", &back]);
        assert!(valid.contains("1 record checked, 0 problems found"), "{format}: {valid}");
    }
}

#[test]
fn losses_are_told_first_and_strict_writes_nothing() {
    let folder = imported();
    let strict = run(folder.path(), &["export", "in", "--to", "conll", "-o", "out", "--strict"]);
    assert!(strict.contains("code: 2") && strict.contains("nothing was written"), "{strict}");
    assert!(!folder.path().join("out").exists());
    let json =
        run(folder.path(), &["export", "in", "--to", "conll", "-o", "out", "--layers", "entity", "--json"]);
    assert!(json.contains("code: 0"), "{json}");
    let answer = answer(&json);
    assert_eq!((&answer["documents"], &answer["annotations"]), (&Value::from(1), &Value::from(7)));
    let widened: Vec<_> = answer["losses"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|loss| loss["what"] == "it is widened to whole words")
        .map(|loss| loss["annotation"].as_str().expect("an id"))
        .collect();
    assert_eq!(widened, ["T3"]);
    let text = fs::read_to_string(folder.path().join("out/article.conll")).expect("written");
    assert!(text.contains("\nلسليم B-PERS\n"), "{text}");
}

#[test]
fn bad_documents_are_listed_and_the_rest_is_exported() {
    let folder = imported();
    let record = fs::read_to_string(fixtures().join("quotes.txt.ann.json")).expect("there");
    fs::copy(fixtures().join("quotes.txt"), folder.path().join("in/torn.txt")).expect("copied");
    fs::write(folder.path().join("in/torn.txt.ann.json"), &record[..record.len() / 3]).expect("written");
    fs::write(folder.path().join("in/bare.txt"), "بلا سجل").expect("written");
    let said = run(folder.path(), &["export", "in", "--to", "hf-jsonl", "-o", "out", "--json"]);
    assert!(
        said.contains("code: 1") && said.contains("1 article without such a record passed over"),
        "{said}"
    );
    let answer = answer(&said);
    assert_eq!(answer["documents"], 1);
    assert_eq!(answer["failed"][0]["path"], "in/torn.txt.ann.json");
    let rows = fs::read_to_string(folder.path().join("out/data/train.jsonl")).expect("written");
    assert_eq!(rows.lines().count(), 1);
    let card = fs::read_to_string(folder.path().join("out/README.md")).expect("written");
    assert!(
        card.contains("| PERS | Person | A named human being") && card.contains("| train | 1 |"),
        "{card}"
    );
}

#[test]
fn of_several_records_one_is_chosen() {
    let folder = imported();
    let path = |name: &str| folder.path().join("in").join(name);
    fs::write(path("hashiya.toml"), "annotators = [\"sara\", \"omar\"]\n").expect("written");
    fs::rename(path("article.txt.ann.json"), path("article.txt.sara.ann.json")).expect("moved");
    fs::copy(path("article.txt.sara.ann.json"), path("article.txt.omar.ann.json")).expect("copied");
    let export = |options: &[&str]| {
        let mut arguments = vec!["export", "in", "--to", "csv", "-o", "out"];
        arguments.extend(options);
        run(folder.path(), &arguments)
    };
    let none = export(&[]);
    assert!(none.contains("code: 2") && none.contains("hint: Choose with --annotator or --gold."), "{none}");
    assert!(export(&["--annotator", "omar"]).contains("1 document with 10 annotations exported"));
    let gold = export(&["--gold"]);
    assert!(gold.contains("code: 2") && gold.contains("1 article without such a record"), "{gold}");
    fs::copy(path("article.txt.sara.ann.json"), path("article.txt.gold.ann.json")).expect("copied");
    assert!(export(&[]).contains("1 document with 10 annotations exported"));
}

#[test]
fn splits_are_stable_and_keep_near_duplicates_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rows = String::new();
    for number in 0..60 {
        let words: Vec<String> = (0..80)
            .map(|word| format!("كلمة{}", (word * word * 31 + number * 977 + word * number) % 4001))
            .collect();
        for (copy, ending) in [("a", ""), ("b", " انتهى.")] {
            let row = serde_json::json!({"id": format!("{number}{copy}"), "text": words.join(" ") + ending});
            rows.push_str(&format!("{row}\n"));
        }
    }
    fs::write(folder.path().join("rows.jsonl"), rows).expect("written");
    let said = run(folder.path(), &["import", "rows.jsonl", "--from", "hf", "-o", "in"]);
    assert!(said.contains("120 documents"), "{said}");
    let split = |out: &str, seed: &str| -> BTreeMap<String, String> {
        let options = ["--split", "train=.6,dev=.2,test=.2", "--seed", seed];
        let mut arguments = vec!["export", "in", "--to", "hf-jsonl", "-o", out];
        arguments.extend(options);
        assert!(run(folder.path(), &arguments).contains("code: 0"));
        let mut found = BTreeMap::new();
        for name in ["train", "validation", "test"] {
            let path = folder.path().join(out).join(format!("data/{name}.jsonl"));
            let text = fs::read_to_string(path).expect("written");
            for line in text.lines() {
                let row: Value = serde_json::from_str(line).expect("JSON");
                found.insert(row["id"].as_str().expect("an id").to_owned(), name.to_owned());
            }
        }
        found
    };
    let first = split("one", "1");
    assert_eq!(first.len(), 120);
    assert_eq!(first, split("two", "1"));
    assert_ne!(first, split("three", "2"));
    for number in 0..60 {
        assert_eq!(first[&format!("{number}a")], first[&format!("{number}b")], "{number}");
    }
}

#[test]
fn a_data_set_names_nobody_and_says_by_which_guideline() {
    let folder = imported();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("in/hashiya.toml"), "guideline = \"rules.md\"\nannotators = [\"omar\", \"sara\"]\n")
        .expect("written");
    fs::write(path("in/rules.md"), "# Rules\n\nVersion: 2.1\n").expect("written");
    let record = fs::read_to_string(path("in/article.txt.ann.json")).expect("there");
    let value: Value = serde_json::from_str(&record).expect("JSON");
    let creator = value["annotations"][0]["provenance"]["creator"].as_str().expect("a name");
    let own = record.replace(&format!("\"creator\": \"{creator}\""), "\"creator\": \"sara\"");
    fs::write(path("in/article.txt.sara.ann.json"), own).expect("written");
    fs::remove_file(path("in/article.txt.ann.json")).expect("removed");
    let export = |out: &str, more: &[&str]| {
        let mut arguments = vec!["export", "in", "--to", "hf-jsonl", "-o", out];
        arguments.extend(more);
        assert!(run(folder.path(), &arguments).contains("code: 0"));
        let read = |name: &str| fs::read_to_string(path(out).join(name)).expect("written");
        (read("README.md"), read("data/train.jsonl"))
    };
    let (card, rows) = export("out", &[]);
    assert!(!card.contains("sara") && !rows.contains("sara"), "{card}");
    assert!(card.contains("| annotator-2 | 10 |") && rows.contains("\"creator\":\"annotator-2\""), "{card}");
    assert!(card.contains("rules.md, version 2.1, SHA-256 "), "{card}");
    let (card, rows) = export("named", &["--names"]);
    assert!(card.contains("| sara | 10 |") && rows.contains("\"creator\":\"sara\""), "{card}");
    let said = run(folder.path(), &["export", "in", "--to", "hf", "-o", "parquet"]);
    assert!(said.contains("code: 0"), "{said}");
    let back = run(folder.path(), &["import", "parquet/data", "-o", "back"]);
    assert!(back.contains("1 document with 10 annotations imported"), "{back}");
}

#[test]
fn importing_overwrites_nothing_and_stays_in_its_folder() {
    let folder = imported();
    let record = folder.path().join("in/article.txt.ann.json");
    fs::write(&record, "mine").expect("written");
    let again = run(folder.path(), &["import", hard().to_str().expect("UTF-8"), "-o", "in"]);
    assert!(again.contains("code: 2") && again.contains("There is already an article"), "{again}");
    assert_eq!(fs::read_to_string(&record).expect("there"), "mine");
    fs::write(folder.path().join("evil.jsonl"), "{\"id\": \"../../evil\", \"text\": \"نص\"}\n{\"id\":")
        .expect("written");
    let said = run(folder.path(), &["import", "evil.jsonl", "--from", "hf", "-o", "in", "--json"]);
    assert!(said.contains("code: 1") && said.contains("evil.jsonl:2: "), "{said}");
    assert_eq!(answer(&said)["problems"][0]["line"], 2);
    assert!(folder.path().join("in/evil.txt").is_file());
}

#[test]
fn labels_of_other_schemas_come_with_one() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), "قال سليم").expect("written");
    fs::write(folder.path().join("a.ann"), "T1\tHuman 4 8\tسليم\nT2\tSay 0 3\tقال\nE1\tSay:T2 Who:T1\n")
        .expect("written");
    let said = run(folder.path(), &["import", "a.ann", "-o", "in"]);
    assert!(said.contains("code: 0") && said.contains("schema.json was written"), "{said}");
    let valid = run(folder.path(), &["validate", "in"]);
    assert!(valid.contains("1 record checked, 0 problems found"), "{valid}");
    let said = run(folder.path(), &["export", "in", "--to", "brat", "-o", "out"]);
    assert!(said.contains("code: 0"), "{said}");
    let text = fs::read_to_string(folder.path().join("out/a.ann")).expect("written");
    assert_eq!(text, "T2\tSay 0 3\tقال\nE1\tSay:T2 Who:T1\nT1\tHuman 4 8\tسليم\n");
}

#[test]
fn marks_inside_words_and_excluded_regions_go_as_they_are_told_to() {
    let folder = imported();
    let export = |out: &str, options: &[&str]| {
        let mut arguments = vec!["export", "in", "--to", "conll", "-o", out, "--layers", "entity"];
        arguments.extend(options);
        let said = run(folder.path(), &arguments);
        assert!(said.contains("code: 0"), "{said}");
        fs::read_to_string(folder.path().join(out).join("article.conll")).expect("written")
    };
    assert!(export("a", &["--clitics", "expand"]).contains("\nلسليم B-PERS\n"));
    assert!(export("b", &["--clitics", "split"]).contains("\nل O\nسليم B-PERS\n"));
    assert!(export("c", &["--clitics", "skip"]).contains("\nلسليم O\n"));

    let record = folder.path().join("in/article.txt.ann.json");
    let text = fs::read_to_string(folder.path().join("in/article.txt")).expect("there");
    let mut json: Value = serde_json::from_slice(&fs::read(&record).expect("there")).expect("JSON");
    // A region over the second line is left out.
    let first = text.split('\n').next().expect("a line").chars().count() + 1;
    let second = text.split('\n').nth(1).expect("two lines");
    let (start, end) = (first, first + second.chars().count());
    let mut region = json["annotations"][0].clone();
    region["id"] = "r1".into();
    region["layer"] = "region".into();
    region["label"] = "ad".into();
    region["attributes"] = serde_json::json!({ "exclude": true });
    region["roles"] =
        serde_json::json!({ "region": [{ "fragments": [{ "start": start, "end": end, "text": second }] }] });
    json["annotations"].as_array_mut().expect("a list").push(region);
    fs::write(&record, json.to_string()).expect("written");
    let whole = |out: &str, excluded: &str| {
        let said = run(folder.path(), &["export", "in", "--to", "brat", "-o", out, "--excluded", excluded]);
        assert!(said.contains("code: 0"), "{said}");
        fs::read_to_string(folder.path().join(out).join("article.txt")).expect("written")
    };
    let (kept, masked, dropped) = (whole("d", "keep"), whole("e", "mask"), whole("f", "drop"));
    assert!(kept.contains(second) && !masked.contains(second) && !dropped.contains(second), "{kept}");
    assert_eq!(masked.chars().count(), kept.chars().count());
    assert!(dropped.chars().count() < kept.chars().count());
    assert!(folder.path().join("f/article.offsets.json").is_file());
    assert!(!folder.path().join("e/article.offsets.json").exists());
}

#[test]
fn where_there_is_nothing_it_is_said_and_the_code_is_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("empty")).expect("made");
    fs::create_dir_all(path("bare")).expect("made");
    fs::write(path("bare/a.txt"), "نص").expect("written");
    let says = |arguments: &[&str], words: &[&str]| {
        let said = run(folder.path(), arguments);
        assert!(said.contains("code: 2") && said.contains("\nhint: "), "{said}");
        assert!(words.iter().all(|words| said.contains(words)), "{words:?}: {said}");
    };
    says(
        &["import", "empty", "-o", "new"],
        &["There is nothing to import: no file was found\nPath: empty", "--from"],
    );
    says(&["import", "bare", "-o", "new"], &["the only file is of no known format", "brat, conll, "]);
    assert!(!path("new").exists(), "no empty folder is left");
    says(
        &["export", "empty", "--to", "csv", "-o", "new"],
        &["There is nothing to export: no article and no record"],
    );
    says(
        &["export", "bare", "--to", "csv", "-o", "new"],
        &["1 article without a record\nPath: bare", "Annotate first"],
    );
    assert!(!path("new").exists(), "nothing is written");
    for command in ["validate", "stats"] {
        says(&[command, "empty"], &["There is no article and no record\nPath: empty"]);
        says(&[command, "bare"], &["There is no record beside 1 article\nPath: bare"]);
    }
    fs::write(path("bad.json"), "{\"data\": ").expect("written");
    let said = run(folder.path(), &["import", "bad.json", "--from", "label-studio", "-o", "new"]);
    assert!(
        said.contains("code: 2") && said.contains("not of the format label-studio: task 1: EOF"),
        "{said}"
    );
    assert!(said.contains("leave out --from") && !said.contains("Name its format"), "{said}");
}

#[cfg(feature = "typeset")]
#[test]
fn pages_have_the_language_and_width_that_are_asked_for() {
    let folder = imported();
    let page = |format: &str, out: &str, options: &[&str]| {
        let mut arguments = vec!["export", "in", "--to", format, "-o", out];
        arguments.extend(options);
        let said = run(folder.path(), &arguments);
        assert!(said.contains("code: 0"), "{said}");
        fs::read_to_string(folder.path().join(out).join(format!("article.{format}"))).expect("written")
    };
    let (arabic, english) = (page("html", "a", &[]), page("html", "b", &["--language", "en"]));
    assert!(arabic.contains("شخص") && !arabic.contains("Person"), "{arabic}");
    assert!(english.contains("Person"), "{english}");
    let width =
        |page: &str| page.split("width=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    assert_eq!(width(&page("svg", "c", &[])).as_deref(), Some("900"));
    assert_eq!(width(&page("svg", "d", &["--width", "640"])).as_deref(), Some("640"));
    let said = run(folder.path(), &["export", "in", "--to", "brat", "-o", "e", "--width", "640"]);
    assert!(said.contains("code: 2") && said.contains("choose one of html, pdf, png, svg"), "{said}");
}

/// Ctrl C in the middle of the writing: what is there is whole, and the words say how much it is.
#[cfg(unix)]
#[test]
fn an_interrupted_export_leaves_a_whole_part_and_says_so() {
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("made");
    for number in 0..3000 {
        for ending in [".txt", ".txt.ann.json"] {
            let to = folder.path().join(format!("in/{number:04}{ending}"));
            fs::copy(fixtures().join(format!("quotes{ending}")), to).expect("copied");
        }
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_hashiya"));
    command
        .current_dir(folder.path())
        .args(["export", "in", "--to", "brat", "-o", "out", "--layers", "entity"]);
    // A pipe that nobody reads would hold the program up.
    let words = folder.path().join("words");
    let stderr = fs::File::create(&words).expect("writable");
    let mut child = command.stdout(Stdio::null()).stderr(stderr).spawn().expect("the program runs");
    while !folder.path().join("out/0100.ann").is_file() {
        let ended = child.try_wait().expect("it is known");
        assert!(ended.is_none(), "it ended before it could be stopped: {ended:?}");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let killed =
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("there is kill");
    assert!(killed.success());
    let status = child.wait().expect("it ends");
    let words = fs::read_to_string(words).expect("UTF-8");
    assert_eq!(status.code(), Some(2), "{words}");
    let told = words.lines().find_map(|line| {
        line.strip_prefix("error: Stopped; of 3000 documents the first ")?
            .split(' ')
            .next()?
            .parse::<usize>()
            .ok()
    });
    let told = told.unwrap_or_else(|| panic!("{words}"));
    let names: Vec<String> = fs::read_dir(folder.path().join("out"))
        .expect("there")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names.len(), 2 * told, "each document has two files, and nothing else is there");
    let whole = fs::metadata(folder.path().join("out/0000.ann")).expect("there").len();
    for name in names.iter().filter(|name| name.ends_with(".ann")) {
        assert_eq!(fs::metadata(folder.path().join("out").join(name)).expect("there").len(), whole, "{name}");
    }
    // Neither a bar nor anything else that moves on the screen goes into a pipe.
    assert!(!words.contains(['\r', '\u{1b}']), "{words:?}");
}
