//! Every id of words that the source names is there, and every fault that it tells has words.

use std::collections::BTreeSet;
use std::path::Path;

use hashiya::i18n::{Words, fault_words};
use hashiya::settings::Language;

fn ids_of(folder: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/i18n").join(folder);
    let files = std::fs::read_dir(root).expect("the words are there").filter_map(Result::ok);
    let texts = files.map(|file| std::fs::read_to_string(file.path()).expect("words are text"));
    let mut ids = BTreeSet::new();
    for text in texts {
        for line in text.lines() {
            let id = line.split_once(" =").map(|(id, _)| id);
            ids.extend(id.filter(|id| !id.starts_with(['[', ' ', '*', '#'])).map(str::to_owned));
        }
    }
    ids
}

fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the source is there").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else {
            into.push(std::fs::read_to_string(path).expect("source is text"));
        }
    }
}

/// The prefixes of the ids in use; a literal that begins with one is taken for an id.
const PREFIXES: [&str; 20] = [
    "app-",
    "button-",
    "card-",
    "count-",
    "dialog-",
    "edge-",
    "exchange-",
    "failure-",
    "inspector-",
    "list-",
    "menu-",
    "mode-",
    "notice-",
    "panel-",
    "read-only-",
    "review-",
    "setting-",
    "state-",
    "stats-",
    "welcome-",
];

#[test]
fn every_id_in_the_source_has_words() {
    let there = ids_of("en");
    let mut texts = Vec::new();
    for folder in ["src/ui", "src/session", "src/page", "src/app", "src/cli/stats", "src/exchange"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut texts);
    }
    let mut named = BTreeSet::new();
    for text in &texts {
        for literal in text.split('"').skip(1).step_by(2) {
            let is_id = PREFIXES.iter().any(|prefix| literal.starts_with(prefix))
                && literal
                    .chars()
                    .all(|character| character.is_ascii_lowercase() || "-_8".contains(character));
            if is_id {
                named.insert(literal.to_owned());
            }
        }
    }
    assert!(named.len() > 80, "only {} ids were found in the source", named.len());
    let missing: Vec<_> = named.difference(&there).collect();
    assert!(missing.is_empty(), "without words: {missing:?}");
    let unused: Vec<_> = there
        .iter()
        .filter(|id| PREFIXES.iter().any(|prefix| id.starts_with(prefix)) && !named.contains(*id))
        .collect();
    assert!(unused.is_empty(), "never said: {unused:?}");
}

/// How the layers below tell what went wrong, up to the English.
const TELLING: [&str; 9] = [
    "fault(",
    "Err(",
    "ok_or(",
    "ok_or_else(",
    "map_err(",
    "told(",
    "faults.push(",
    "malformed(",
    "#[error(",
];

/// Returns the English that a source tells faults in, with one letter for each thing that is put in.
fn faults_told(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut told = BTreeSet::new();
    for keyword in TELLING {
        for (at, _) in source.match_indices(keyword) {
            let statement = source[at + keyword.len()..].split([';', '}']).next().unwrap_or_default();
            let rest = &source[at + keyword.len()..];
            let Some(quote) = statement.find('"') else { continue };
            let literal = rest[quote + 1..].split('"').next().unwrap_or_default();
            let mut plain = String::new();
            let mut depth = 0;
            for character in literal.chars() {
                depth += usize::from(character == '{');
                if depth == 0 {
                    plain.push(character);
                }
                if character == '}' && depth > 0 {
                    depth -= 1;
                    plain.push('7');
                }
            }
            // What only puts together, such as a name and what is said of it, says nothing itself.
            let plain = plain.split("\\n").next().unwrap_or_default().to_owned();
            if plain.split(' ').filter(|word| word.chars().any(char::is_alphabetic)).count() > 1 {
                told.insert(plain);
            }
        }
    }
    told
}

#[test]
fn every_fault_of_files_has_words_in_both_languages() {
    let mut texts = Vec::new();
    for folder in ["src/format", "src/exchange"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut texts);
    }
    for file in ["src/store/open.rs", "src/store/project.rs", "src/text/decode.rs"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        texts.push(std::fs::read_to_string(path).expect("source is text"));
    }
    let told: BTreeSet<String> = texts.iter().flat_map(|text| faults_told(text)).collect();
    assert!(told.len() > 60, "only {} faults were found in the source", told.len());
    for language in Language::ALL {
        let words = Words::new(language);
        let unknown = |what: &&String| fault_words(&words, what) == format!("\u{2068}{what}\u{2069}");
        let unknown: Vec<_> = told.iter().filter(unknown).collect();
        assert!(unknown.is_empty(), "without words: {unknown:#?}");
    }
}
