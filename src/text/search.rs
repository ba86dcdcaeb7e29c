//! Searching a text for words, however they are written.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem::FinderBuilder;

use crate::text::fold::{self, Folding, Piece, fold_each, fold_pieces};
use crate::text::{Document, Span, segment};

/// How many bytes of folded text lie between two places whose source is known, at least.
const STRIDE: usize = 64;

/// A document folded once, to be searched often.
///
/// The folded text is held as UTF-8 with a way back every 64 bytes, which take a quarter of the text's
/// room again.
#[derive(Clone, Debug)]
pub struct Searchable {
    document: Document,
    folding: Folding,
    folded: String,
    /// Bytes of the folded text with the bytes of the source that they stand for, in order.
    known: Vec<(usize, usize)>,
}

impl Searchable {
    /// Folds a document, in time that grows with its length.
    pub fn new(document: Document, folding: Folding) -> Self {
        let text = document.text();
        let mut folded = String::with_capacity(text.len());
        let mut known = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut next = 0;
        let mut before = None;
        fold_pieces(text, folding, |piece| match piece {
            Piece::Same(range) => {
                let same = &text[range.start..range.end];
                if folded.len() >= next && !same.starts_with(' ') {
                    known.push((folded.len(), range.start));
                    next = folded.len() + STRIDE;
                }
                before = None;
                folded.push_str(same);
            }
            Piece::Changed(character, source) => {
                // Folding may begin anew at a letter's first part: nothing there depends on what came before.
                if folded.len() >= next && character != ' ' && before != Some(source.start) {
                    known.push((folded.len(), source.start.0));
                    next = folded.len() + STRIDE;
                }
                before = Some(source.start);
                folded.push(character);
            }
        });
        Self { document, folding, folded, known }
    }

    /// Returns the places where `words` stand in the document, folded as it is: in order, none within
    /// another, and each on grapheme boundaries.
    ///
    /// What is nothing once it is folded is found nowhere.
    pub fn find(&self, words: &str) -> impl Iterator<Item = Span> {
        let needle = fold::fold(words, self.folding).text();
        let finder = FinderBuilder::new().build_forward_with_ranker(Letters, needle.as_bytes()).into_owned();
        let mut from = if needle.is_empty() { self.folded.len() + 1 } else { 0 };
        std::iter::from_fn(move || {
            let at = from + finder.find(self.folded.as_bytes().get(from..)?)?;
            from = at + needle.len();
            Some(self.source(at, from))
        })
    }

    /// Returns what the bytes `start..end` of the folded text stand for.
    fn source(&self, start: usize, end: usize) -> Span {
        let after = self.known.partition_point(|(folded, _)| *folded <= start);
        let (mut here, base) = after.checked_sub(1).map_or((0, 0), |before| self.known[before]);
        let text = self.document.text();
        // Far enough to hold the words: no letter folds to less than nothing, so the rest is walked only as needed.
        let mut found: Option<Span> = None;
        let mut window = (end - here) * 2 + STRIDE;
        loop {
            let limit = text.ceil_char_boundary((base + window).min(text.len()));
            let first = here;
            fold_each(&text[base..limit], self.folding, |character, source| {
                if start < here + character.len_utf8() && here < end {
                    let source = Span::new(base + source.start.0, base + source.end.0);
                    found = Some(found.map_or(source, |found| found.hull(source)));
                }
                here += character.len_utf8();
            });
            // What stands at the window's end may go on beyond it.
            if here > end || limit == text.len() {
                break;
            }
            (here, found) = (first, None);
            window *= 2;
        }
        segment::snap(text, found.unwrap_or_default())
    }
}

/// How common bytes are in folded text: in scripts of two bytes a letter, the first one says nothing.
#[derive(Clone, Copy)]
struct Letters;

impl HeuristicFrequencyRank for Letters {
    fn rank(&self, byte: u8) -> u8 {
        match byte {
            b' ' | 0xd6..=0xdb => 255,
            0x80..=0xbf => 160,
            b'a'..=b'z' => 120,
            _ => 40,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, proptest};

    use super::Searchable;
    use crate::text::fold::{Folding, fold};
    use crate::text::{Document, Span, segment};

    fn found<'a>(document: &'a Document, words: &str) -> Vec<&'a str> {
        let searchable = Searchable::new(document.clone(), Folding::Letters);
        searchable.find(words).map(|span| document.slice(span)).collect()
    }

    #[test]
    fn words_are_found_however_they_are_written() {
        let document = Document::new("أُعلِنَ عن المَدْرَسَةِ، ومدرسه أخرى، والمـــدرسة ١٢ ﻻ غير.");
        assert_eq!(found(&document, "مدرسة"), ["مَدْرَسَةِ", "مدرسه", "مـــدرسة"]);
        assert_eq!(found(&document, "اعلن"), ["أُعلِنَ"], "the last letter's sign belongs to it");
        assert_eq!(found(&document, "12 لا"), ["١٢ ﻻ"]);
        assert_eq!(found(&document, "ا غ"), ["ﻻ غ"], "a ligature is taken whole");
        assert!(found(&document, "غائب").is_empty());
        assert!(found(&document, "").is_empty());
        assert!(found(&document, "\u{64e}").is_empty(), "a vowel sign alone is nothing");
    }

    #[test]
    fn quote_marks_and_spaces_are_folded_where_that_is_asked_for() {
        let document = Document::new("قال:\u{a0}\u{2009}«نعم»");
        let letters = Searchable::new(document.clone(), Folding::Letters);
        assert_eq!(letters.find("قال: \"نعم\"").next(), None);
        let marks = Searchable::new(document.clone(), Folding::LettersAndMarks);
        assert_eq!(marks.find("قال: \"نعم\"").next(), Some(Span::new(0, document.text().len())));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn what_is_found_is_what_a_walk_finds(
            parts in prop::collection::vec("[ابأإت]|[ًَّـ]{1,9}|ﻻ|ا\u{654}|  | |«|[aBé]|\u{200c}|😀", 0..1400),
            words in "[ابتلa ]{1,3}",
            marks in proptest::bool::ANY,
        ) {
            let folding = if marks { Folding::LettersAndMarks } else { Folding::Letters };
            let document = Document::new(parts.concat());
            let folded = fold(document.text(), folding);
            let needle = fold(&words, folding).characters().to_vec();
            let mut expected = Vec::new();
            let mut at = 0;
            while at + needle.len() <= folded.characters().len() {
                if folded.characters()[at..at + needle.len()] == needle[..] {
                    let source = folded.to_source(at..at + needle.len()).expect("in the text");
                    expected.push(segment::snap(document.text(), source));
                    at += needle.len();
                } else {
                    at += 1;
                }
            }
            let searchable = Searchable::new(document, folding);
            prop_assert_eq!(searchable.find(&words).collect::<Vec<_>>(), expected);
        }
    }
}
