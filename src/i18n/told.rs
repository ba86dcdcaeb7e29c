//! Words for what the layers below tell in English: the command line says it as it is, the window in its language.

use crate::i18n::{Place, Words};

/// English with `{}` where something of the document, the file or the system stands, and the id of the words.
pub(super) type Told = (&'static str, &'static str);

/// What the places of the words are called, in the order of what stands in the English.
const NAMES: [&str; 3] = ["name", "other", "third"];

/// Returns the words for what the tables have: of them the first that fits.
pub(super) fn words_of(words: &Words, tables: &[&[Told]], what: &str) -> Option<String> {
    tables.iter().flat_map(|table| table.iter()).find_map(|(told, id)| {
        let held = holes(told, what)?;
        let places: Vec<_> = NAMES.into_iter().zip(held.into_iter().map(Place::Text)).collect();
        Some(words.with(id, &places))
    })
}

/// Returns what stands in the holes, where a text is of that form.
fn holes<'a>(form: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = form.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut held = Vec::new();
    let parts: Vec<&str> = parts.collect();
    for (number, part) in parts.iter().enumerate() {
        let is_last = number + 1 == parts.len();
        let end = match is_last {
            true => rest.len().checked_sub(part.len()).filter(|end| rest.get(*end..) == Some(part))?,
            false => rest.find(part)?,
        };
        if end == 0 {
            return None;
        }
        held.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(held)
}

#[cfg(test)]
mod tests {
    use super::holes;

    #[test]
    fn what_stands_in_the_holes_is_found() {
        assert_eq!(holes("as it is", "as it is"), Some(vec![]));
        assert_eq!(holes("{}-{} is no span", "3-14 is no span"), Some(vec!["3", "14"]));
        assert_eq!(holes("at {}: {}", "at a: b: c"), Some(vec!["a", "b: c"]));
        assert_eq!(holes("the note {}", "the note "), None);
        assert_eq!(holes("the {} row", "the row"), None);
        assert_eq!(holes("{}ة", "قصة"), Some(vec!["قص"]));
    }
}
