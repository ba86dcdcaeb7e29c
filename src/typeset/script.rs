//! Which script the marks behind a closing bracket belong to.
//!
//! Full stops, commas and brackets are of no script of their own, and fonts space them by the script of
//! the text around them. parley gives such a mark the script last met. UAX #24, 5.1, gives a closing
//! bracket and what follows it the script that stood before the opening one: in "شركة (Harbor), ثم" the
//! comma is Arabic. parley 0.12 takes no word on this from outside. So the text that it shapes has a
//! letter of that script before such a bracket, too small to be seen, which is taken out of the layout
//! again. The letter directs nothing, being isolated (UAX #9), joins nothing, standing between
//! non-joiners, and lets no line end, standing behind a word joiner.

use std::borrow::Cow;
use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::{BidiMirroringGlyph, BidiPairedBracketType, Script};

/// The size in points of what is put in.
pub(super) const UNSEEN: f32 = 0.001;
/// What stands before and behind the letter: a word joiner, an isolate, non-joiners.
const BEFORE: &str = "\u{2060}\u{2066}\u{200C}";
const BEHIND: &str = "\u{200C}\u{2069}";
/// How many brackets may be open in each other; of deeper ones the outermost are forgotten.
const DEEPEST: usize = 32;

/// A text as it is shaped: the text itself, with letters put in that say what script follows.
pub(super) struct Scripted<'a> {
    pub text: Cow<'a, str>,
    /// The bytes of `text` that were put in, in order.
    put_in: Vec<Range<usize>>,
    /// How many bytes were put in up to the end of each.
    lengths: Vec<usize>,
}

/// A bracket that is open.
struct Open {
    /// The character that closes it.
    closing: char,
    /// The letter last met before it, or none at the text's beginning.
    letter: Option<char>,
}

impl<'a> Scripted<'a> {
    pub fn new(text: &'a str) -> Self {
        let places = places(text);
        if places.is_empty() {
            return Self { text: Cow::Borrowed(text), put_in: Vec::new(), lengths: Vec::new() };
        }
        let mut shaped = String::with_capacity(text.len() + places.len() * 16);
        let mut put_in = Vec::with_capacity(places.len());
        let mut lengths = Vec::with_capacity(places.len());
        let mut copied = 0;
        for (offset, letter) in places {
            shaped.push_str(&text[copied..offset]);
            copied = offset;
            let start = shaped.len();
            shaped.push_str(BEFORE);
            shaped.push(letter);
            shaped.push_str(BEHIND);
            put_in.push(start..shaped.len());
            lengths.push(shaped.len() - copied);
        }
        shaped.push_str(&text[copied..]);
        Self { text: Cow::Owned(shaped), put_in, lengths }
    }

    /// Returns the bytes of the shaped text that were put in, in order.
    pub fn put_in(&self) -> &[Range<usize>] {
        &self.put_in
    }

    /// Tells whether the byte of the shaped text is of something put in.
    pub fn is_put_in(&self, offset: usize) -> bool {
        self.put_in.get(self.whole_before(offset)).is_some_and(|range| range.contains(&offset))
    }

    /// Returns where the bytes of the shaped text stand in the text itself.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn place(&self, offset: usize) -> usize {
        let before = self.whole_before(offset);
        let taken = before.checked_sub(1).map_or(0, |last| self.lengths[last]);
        let shown = self.put_in.get(before).map_or(offset, |range| offset.min(range.start));
        shown - taken
    }

    /// Returns how many of the things put in end at `offset` or before.
    fn whole_before(&self, offset: usize) -> usize {
        self.put_in.partition_point(|range| range.end <= offset)
    }
}

/// Returns the closing brackets, by their bytes, before which a letter has to stand, and the letter.
fn places(text: &str) -> Vec<(usize, char)> {
    if !may_hold_brackets(text) {
        return Vec::new();
    }
    let scripts = CodePointMapData::<Script>::new();
    let brackets = CodePointMapData::<BidiMirroringGlyph>::new();
    let script_of = |letter: char| match letter {
        // Most letters need no look into tables.
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{671}'..='\u{6D3}' => Script::Arabic,
        '\u{5D0}'..='\u{5EA}' => Script::Hebrew,
        letter => scripts.get(letter),
    };
    let mut first = None;
    let mut last: Option<char> = None;
    let mut open: Vec<Open> = Vec::new();
    let mut places = Vec::new();
    for (offset, character) in text.char_indices() {
        let script = script_of(character);
        if !matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
            first = first.or(Some(character));
            last = Some(character);
            continue;
        }
        let bracket = brackets.get(character);
        match bracket.paired_bracket_type {
            BidiPairedBracketType::Open => {
                if open.len() == DEEPEST {
                    open.remove(0);
                }
                let closing = bracket.mirroring_glyph.unwrap_or(character);
                open.push(Open { closing, letter: last });
            }
            BidiPairedBracketType::Close => {
                let Some(opening) = open.iter().rposition(|it| it.closing == character) else { continue };
                let letter = open[opening].letter;
                open.truncate(opening);
                // What opens a text has the script of the first letter.
                if let Some((letter, met)) = letter.or(first).zip(last)
                    && script_of(letter) != script_of(met)
                {
                    places.push((offset, letter));
                    last = Some(letter);
                }
            }
            _ => {}
        }
    }
    places
}

/// Tells quickly that most texts have no brackets: those are ASCII, or lie in blocks whose characters take
/// three bytes, but not among the spaces, dashes, quotation marks and joiners from U+2000 to U+203F.
fn may_hold_brackets(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'(' | b'[' | b'{' | 0xE1 | 0xE3..=0xEF => true,
        0xE2 => bytes.get(at + 1) != Some(&0x80),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{BEFORE, BEHIND, Scripted};

    /// Shows what was put in as a letter between bars.
    fn shown(text: &str) -> String {
        Scripted::new(text).text.replace(BEFORE, "|").replace(BEHIND, "|")
    }

    #[test]
    fn a_closing_bracket_has_the_script_before_the_opening_one() {
        for (text, expected) in [
            ("شركة (Harbor), ثم", "شركة (Harbor|ة|), ثم"),
            ("Report (تقرير). Then", "Report (تقرير|t|). Then"),
            ("شركة (كبيرة) [12] ثم", "شركة (كبيرة) [12] ثم"),
            ("(Harbor) قال", "(Harbor) قال"),
            ("قال [a (ب) c] د", "قال [a (ب|a|) c|ل|] د"),
            ("قال (a] b) د", "قال (a] b|ل|) د"),
            ("قال a) د (b", "قال a) د (b"),
            ("العدد (12) و(٣)", "العدد (12) و(٣)"),
            ("قال「東京」ثم", "قال「東京|ل|」ثم"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn offsets_lead_back_to_the_text() {
        let text = "شركة (Harbor) ثم [Blue] د";
        let scripted = Scripted::new(text);
        assert_eq!(scripted.put_in().len(), 2);
        let kept = scripted.text.char_indices().filter(|(offset, _)| !scripted.is_put_in(*offset));
        let back: Vec<(usize, char)> =
            kept.map(|(offset, it)| (scripted.original(offset..offset + it.len_utf8()).start, it)).collect();
        assert_eq!(back, text.char_indices().collect::<Vec<_>>());
        for range in scripted.put_in() {
            let place = scripted.original(range.clone());
            assert!(place.is_empty() && text[place.start..].starts_with([')', ']']));
        }
    }
}
