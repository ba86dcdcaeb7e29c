//! The form in which texts are compared: what writers of the same word write differently is made the same.
//!
//! Nothing is ever stored folded. Each character knows where it came from.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use crate::text::{ByteOffset, Span, segment};

/// A text folded, with the way back.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    characters: Vec<char>,
    /// For each character, what it stands for in the source.
    sources: Vec<Span>,
}

/// What is made the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Folding {
    /// Letters alone: forms of alef, yeh, kaf and heh, presentation forms, digits, capitals; vowel signs,
    /// tatweel, joiners and bidi controls are dropped.
    #[default]
    Letters,
    /// Quote marks, dashes and white space too.
    LettersAndMarks,
}

/// Folds a text.
pub fn fold(text: &str, folding: Folding) -> Folded {
    let mut folded = Folded {
        characters: Vec::with_capacity(text.len() / 2),
        sources: Vec::with_capacity(text.len() / 2),
    };
    fold_each(text, folding, |character, source| {
        folded.characters.push(character);
        folded.sources.push(source);
    });
    folded
}

/// Folds a text, character by character: `take` is given each with what it stands for in the source.
///
/// What came before a character matters to nothing but white space, of which there is never two in a row
/// where marks are folded too.
pub(super) fn fold_each(text: &str, folding: Folding, mut take: impl FnMut(char, Span)) {
    fold_pieces(text, folding, |piece| match piece {
        Piece::Same(range) => {
            let start = range.start;
            for (at, character) in text[range].char_indices() {
                take(character, Span::new(start + at, start + at + character.len_utf8()));
            }
        }
        Piece::Changed(character, source) => take(character, source),
    });
}

/// What a part of a text is folded to.
pub(super) enum Piece {
    /// A stretch that is the same folded, of [`STRETCH`] bytes or a little more at most.
    Same(Range<usize>),
    /// A character with what it stands for.
    Changed(char, Span),
}

/// How long a stretch that is the same gets, in bytes.
const STRETCH: usize = 256;

/// Folds a text as [`fold_each`] does, what is the same piece by piece.
pub(super) fn fold_pieces(text: &str, folding: Folding, mut take: impl FnMut(Piece)) {
    let table = match folding {
        Folding::Letters => &*LETTERS,
        Folding::LettersAndMarks => &*LETTERS_AND_MARKS,
    };
    let bytes = text.as_bytes();
    let mut last = None;
    // Where the stretch that is the same begins, and its last character.
    let (mut begun, mut before) = (0, 0);
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        // Letters of the scripts read here take two bytes; a table has what becomes of each.
        let (code, next) = match (first, bytes.get(at + 1)) {
            (0..0x80, _) => (usize::from(*first), at + 1),
            (0xc0..0xe0, Some(second)) => {
                (usize::from(first & 0x1f) << 6 | usize::from(second & 0x3f), at + 2)
            }
            _ => (usize::MAX, at),
        };
        let entry = table.get(code).copied().unwrap_or(Entry::Unusual);
        if matches!(entry, Entry::Same) {
            before = at;
            at = next;
            if at - begun >= STRETCH && !is_joining(bytes, at) {
                take(Piece::Same(begun..at));
                (begun, last) = (at, None);
            }
            continue;
        }
        if matches!(entry, Entry::Joining) && begun < at {
            // It belongs to the letter before it, which is not the same then.
            at = before;
        }
        if begun < at {
            take(Piece::Same(begun..at));
            last = None;
        }
        match entry {
            Entry::Dropped if !is_joining(bytes, next) => at = next,
            Entry::Folded(folded) if !is_joining(bytes, next) => {
                if !(folded == ' ' && last == Some(' ') && folding == Folding::LettersAndMarks) {
                    last = Some(folded);
                    take(Piece::Changed(folded, Span::new(at, next)));
                }
                at = next;
            }
            _ => {
                let mut changed = |character, source| take(Piece::Changed(character, source));
                at += fold_first(&text[at..], folding, at, &mut last, &mut changed);
            }
        }
        (begun, before) = (at, at);
    }
    if begun < at {
        take(Piece::Same(begun..at));
    }
}

/// Tells whether a hamza or madda stands there that belongs to the letter before it: U+0653 to U+0655.
fn is_joining(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&0xd9) && matches!(bytes.get(at + 1), Some(0x93..=0x95))
}

/// What becomes of a character by itself.
#[derive(Clone, Copy)]
enum Entry {
    Same,
    Folded(char),
    Dropped,
    /// A mark that belongs to the letter before it.
    Joining,
    /// It becomes several characters.
    Unusual,
}

/// What becomes of each character that takes at most two bytes.
static LETTERS: LazyLock<Vec<Entry>> = LazyLock::new(|| entries(Folding::Letters));
static LETTERS_AND_MARKS: LazyLock<Vec<Entry>> = LazyLock::new(|| entries(Folding::LettersAndMarks));

fn entries(folding: Folding) -> Vec<Entry> {
    let characters = (0..0x800).filter_map(char::from_u32);
    let entries = characters.map(|character| {
        let mut folded = Vec::new();
        let text = character.encode_utf8(&mut [0; 4]).to_owned();
        fold_first(&text, folding, 0, &mut None, &mut |character, _| folded.push(character));
        match folded[..] {
            _ if matches!(character, '\u{653}'..='\u{655}') => Entry::Joining,
            [] => Entry::Dropped,
            // Of white space there is never two in a row, so each needs a look.
            [only] if only == character && (only != ' ' || folding == Folding::Letters) => Entry::Same,
            [only] => Entry::Folded(only),
            _ => Entry::Unusual,
        }
    });
    entries.collect()
}

/// Folds the first character of a text, with the marks that belong to it, and returns how many bytes they are.
///
/// The text begins at `base` of the source; `last` is the character that came last.
fn fold_first(
    text: &str,
    folding: Folding,
    base: usize,
    last: &mut Option<char>,
    take: &mut impl FnMut(char, Span),
) -> usize {
    let mut characters = text.chars();
    let Some(mut character) = characters.next() else { return 0 };
    // A hamza or madda that stands apart belongs to its letter.
    let marks = characters.take_while(|next| matches!(next, '\u{653}'..='\u{655}'));
    let mut length = character.len_utf8();
    for mark in marks {
        character = compose(character, mark).unwrap_or(character);
        length += mark.len_utf8();
    }
    let source = Span::new(base, base + length);
    let mut one = |character: char| {
        let Some(mut folded) = letter(character) else { return };
        if folding == Folding::LettersAndMarks {
            folded = mark(folded);
            if folded == ' ' && *last == Some(' ') {
                return;
            }
        }
        *last = Some(folded);
        take(folded, source);
    };
    if matches!(character, '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}') {
        character.nfkc().for_each(one);
    } else if character.is_uppercase() {
        character.to_lowercase().for_each(one);
    } else {
        one(character);
    }
    length
}

impl Folded {
    /// Returns the characters in order.
    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    pub fn text(&self) -> String {
        self.characters.iter().collect()
    }

    /// Returns what those characters stand for in the source, `None` where there are none.
    pub fn to_source(&self, range: Range<usize>) -> Option<Span> {
        let sources = self.sources.get(range)?;
        Some(sources.first()?.hull(*sources.last()?))
    }

    /// Returns the characters that stand for something in `span`.
    pub fn from_source(&self, span: Span) -> Range<usize> {
        let start = self.position(span.start);
        start..self.sources.partition_point(|source| source.start < span.end).max(start)
    }

    /// Returns the number of the first character that ends after `offset` of the source.
    pub fn position(&self, offset: ByteOffset) -> usize {
        self.sources.partition_point(|source| source.end <= offset)
    }
}

/// Returns the letter that stands for all that look alike or are written for each other.
fn letter(character: char) -> Option<char> {
    Some(match character {
        // Vowel signs, superscript alef, tatweel; Hebrew points but for the marks among them.
        '\u{64b}'..='\u{652}' | '\u{653}'..='\u{65f}' | '\u{670}' | '\u{640}' => return None,
        '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{5c6}' => character,
        '\u{591}'..='\u{5c7}' => return None,
        '\u{200c}' | '\u{200d}' => return None,
        control if segment::is_bidi_control(control) => return None,
        'إ' | 'أ' | 'ٱ' | 'آ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ة' | 'ہ' | 'ۂ' | 'ۀ' | 'ە' => 'ه',
        '٠'..='٩' => digit(character, '٠'),
        '۰'..='۹' => digit(character, '۰'),
        other => other,
    })
}

fn digit(character: char, zero: char) -> char {
    char::from(b'0' + (u32::from(character) - u32::from(zero)) as u8)
}

fn mark(character: char) -> char {
    match character {
        '“' | '”' | '„' | '‟' | '«' | '»' | '״' => '"',
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '׳' | '`' => '\'',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        space if space.is_whitespace() => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Folding, fold};
    use crate::text::Span;

    #[test]
    fn what_writers_write_differently_is_the_same() {
        let same = [
            ("أُعلِنَ إلى آخر مدرسةٍ", "اعلن الي اخر مدرسه"),
            ("می\u{200c}خواهم کتاب", "ميخواهم كتاب"),
            ("١٢٫٥ ۱۲ Blue", "12٫5 12 blue"),
            ("שָׁלוֹם", "שלום"),
            ("ﻻ مـــحمد", "لا محمد"),
            ("ا\u{654}ب", "اب"),
        ];
        for (written, plain) in same {
            assert_eq!(fold(written, Folding::Letters).text(), plain);
        }
        let marks = fold("قال:\u{a0}«نعم»\n – “لا”", Folding::LettersAndMarks);
        assert_eq!(marks.text(), "قال: \"نعم\" - \"لا\"");
    }

    #[test]
    fn the_way_back_is_known() {
        let text = "مَدرسة أولى";
        let folded = fold(text, Folding::Letters);
        let source = folded.to_source(0..5).expect("in the text");
        assert_eq!(&text[source.range()], "مَدرسة");
        assert_eq!(folded.from_source(source), 0..5);
        assert_eq!(folded.from_source(Span::new(2, 4)), 1..1, "a vowel sign alone stands for nothing");
        assert_eq!(folded.to_source(3..3), None);
    }
}
