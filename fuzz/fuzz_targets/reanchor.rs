//! Two texts and places in the first: see `properties::reanchor`.
#![no_main]
#![allow(dead_code, reason = "each target uses one of the properties")]

#[path = "../../tests/it/acts.rs"]
mod acts;
#[path = "../../tests/it/properties.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

/// The most bytes of text that are tried: more only takes longer.
const MOST: usize = 4000;

fuzz_target!(|bytes: &[u8]| {
    let Some((head, text)) = bytes.split_at_checked(8) else { return };
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    let number = |at: usize| usize::from(head[at]) * 17;
    // The new text stands behind a bar; without one it is the old one with a stretch gone and put elsewhere.
    let (old, new) = match text.split_once('|') {
        Some((old, new)) => (old.to_owned(), new.to_owned()),
        None => {
            let characters: Vec<char> = text.chars().collect();
            let start = number(0) % characters.len().max(1);
            let end = (start + number(1) % 60).min(characters.len());
            let mut rest = [&characters[..start], &characters[end..]].concat();
            let place = number(2) % (rest.len() + 1);
            if head[2] % 2 == 0 {
                rest.splice(place..place, characters[start..end].iter().copied());
            }
            (text.to_string(), rest.into_iter().collect())
        }
    };
    let places = [(number(3), number(4) % 80), (number(5), 3), (number(6), number(7) % 200)];
    properties::reanchor(&old, &new, &places);
});
