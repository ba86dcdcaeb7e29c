//! Annotators under other names, for data that leaves the house.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// For each annotator's name the one that goes out in its place.
///
/// The numbers tell nothing of a name but its place: those that a project lists are counted first, in the
/// project's order, so that they are the same in every export; behind them stand those that were found, in
/// alphabetical order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pseudonyms(BTreeMap<String, String>);

impl Pseudonyms {
    /// Names the annotators that a project lists, and then the others.
    pub fn new<'a>(listed: &'a [String], found: impl IntoIterator<Item = &'a String>) -> Self {
        let mut others: Vec<&String> = found.into_iter().collect();
        others.sort();
        let mut names = BTreeMap::new();
        for name in listed.iter().chain(others).filter(|name| !name.is_empty()) {
            let number = names.len() + 1;
            if let Entry::Vacant(entry) = names.entry(name.clone()) {
                entry.insert(format!("annotator-{number}"));
            }
        }
        Self(names)
    }

    /// Tells whether a name is one that goes out in the place of another.
    pub fn is_one(name: &str) -> bool {
        let number = name.strip_prefix("annotator-");
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
    }

    /// Tells whether the name is an annotator's.
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns the name that goes out; nobody stays nobody.
    pub fn of(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(pseudonym) => pseudonym,
            None if name.is_empty() => "",
            None => "annotator",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pseudonyms;

    #[test]
    fn those_that_a_project_lists_keep_their_numbers() {
        let listed = ["omar".to_owned(), "basma".to_owned()];
        let found = ["ziad".to_owned(), "adam".to_owned(), "basma".to_owned(), String::new()];
        let names = Pseudonyms::new(&listed, &found);
        let given = ["omar", "basma", "adam", "ziad", "", "unknown"].map(|name| names.of(name));
        assert_eq!(given, ["annotator-1", "annotator-2", "annotator-3", "annotator-4", "", "annotator"]);
        assert_eq!(Pseudonyms::new(&listed, &[]).of("basma"), "annotator-2");
    }
}
