//! W3C Web Annotation as JSON-LD: a page of annotations beside the text that they target.
//!
//! Places are selectors in code points with the text that stands there; labels, attributes and notes are bodies.
//! What the vocabulary has no term for stands under the prefix `hashiya:`.

mod body;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// The vocabulary's context.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// What the prefix `hashiya:` stands for.
const TERMS: &str = "urn:hashiya:terms#";

/// What a Wikidata item's address begins with.
const WIKIDATA: &str = "http://www.wikidata.org/entity/";

/// How many code points of text are repeated before and behind what is quoted.
const AROUND: usize = 32;

/// Tells whether a JSON text holds Web Annotations: by their context, or by their selectors.
pub(super) fn is_page(text: &str) -> bool {
    let has = |word: &str| text.contains(&format!("\"{word}\""));
    has(CONTEXT) || has("target") && (has("TextPositionSelector") || has("TextQuoteSelector"))
}

/// Returns a part of an IRI in which nothing separates: ASCII but letters, digits and `-._~`, white space and
/// controls become `%` and two hexadecimal digits for each byte.
fn encode(part: &str) -> String {
    let mut encoded = String::with_capacity(part.len());
    for character in part.chars() {
        let plain = character.is_ascii_alphanumeric() || "-._~".contains(character);
        let letter = !character.is_ascii() && character.is_alphanumeric();
        if plain || letter {
            encoded.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    encoded
}

/// Returns the IRI of the document's text, relative to the page that stands beside it.
fn source_of(name: &str) -> String {
    encode(&format!("{}.txt", name.rsplit('/').next().unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use super::{encode, read::decode, source_of};

    #[test]
    fn parts_of_addresses_go_both_ways() {
        for part in ["a1", "خبر 1", "a/b?c#d:e", "100%", "%20", "\u{2067}م\u{301}", "😀"] {
            assert_eq!(decode(&encode(part)), part);
            assert!(!encode(part).contains([' ', '/', '?', '#', ':', '\u{2067}']), "{part}");
        }
        assert_eq!(source_of("folder/خبر"), "خبر.txt");
    }
}
