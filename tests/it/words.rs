//! Every id of words that the source names is there.

use std::collections::BTreeSet;
use std::path::Path;

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
