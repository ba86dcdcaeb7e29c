//! Graphemes, words and sentences of a text: where a span may end and what a double click takes.

use std::cmp::Ordering;
use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::text::{ByteOffset, Span};

/// Returns the nearest grapheme boundary at or before `offset` (UAX #29).
pub fn floor_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.floor_char_boundary(offset.0);
    if is_boundary(text, at) {
        return ByteOffset(at);
    }
    previous_grapheme(text, ByteOffset(at))
}

/// Returns the nearest grapheme boundary at or after `offset` (UAX #29).
pub fn ceil_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.ceil_char_boundary(offset.0.min(text.len()));
    if is_boundary(text, at) {
        return ByteOffset(at);
    }
    next_grapheme(text, ByteOffset(at))
}

/// Returns the start of the grapheme before `offset`, the start of the text if there is none.
pub fn previous_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.floor_char_boundary(offset.0);
    let found = GraphemeCursor::new(at, text.len(), true).prev_boundary(text, 0);
    ByteOffset(found.ok().flatten().unwrap_or(0))
}

/// Returns the end of the grapheme after `offset`, the end of the text if there is none.
pub fn next_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let at = text.ceil_char_boundary(offset.0.min(text.len()));
    let found = GraphemeCursor::new(at, text.len(), true).next_boundary(text, 0);
    ByteOffset(found.ok().flatten().unwrap_or(text.len()))
}

/// Calls `take` with the start of each grapheme of the text, in order (UAX #29).
///
/// Where letters stand beside letters that nothing joins, it needs no table: most of a text is such.
pub fn each_grapheme(text: &str, mut take: impl FnMut(usize)) {
    let mut characters = text.char_indices();
    // The last of the plain characters met: what follows it may belong to it.
    let mut plain = None;
    while let Some((at, character)) = characters.next() {
        if is_plain(character) {
            take(at);
            plain = Some(at);
            continue;
        }
        // From the plain character before to the one behind, both included, the rules decide. They look no
        // further back than a plain character, whose own start is known.
        let begun = plain.unwrap_or(at);
        let end = characters.find(|(_, next)| is_plain(*next)).map(|(at, next)| (at, at + next.len_utf8()));
        let part = &text[begun..end.map_or(text.len(), |(_, end)| end)];
        let starts = part.grapheme_indices(true).map(|(start, _)| begun + start);
        starts.skip(usize::from(plain.is_some())).for_each(&mut take);
        plain = end.map(|(start, _)| start);
    }
}

/// Tells whether a character begins a grapheme wherever another such stands before it, and takes in nothing of
/// what stands before: letters, digits and marks of Arabic, Hebrew and ASCII that are none of the exceptions.
fn is_plain(character: char) -> bool {
    matches!(character,
        ' '..='~'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{606}'..='\u{60f}' | '\u{61b}' | '\u{61d}'..='\u{64a}' | '\u{660}'..='\u{66f}' | '\u{671}'..='\u{6d5}'
        | '\u{ab}' | '\u{bb}')
}

/// Returns `span` widened so that both ends stand on grapheme boundaries.
pub fn snap(text: &str, span: Span) -> Span {
    Span { start: floor_grapheme(text, span.start), end: ceil_grapheme(text, span.end) }
}

/// Returns `span` without the white space and invisible controls at its ends.
///
/// A span of nothing else is returned empty, at its start.
pub fn trim(text: &str, span: Span) -> Span {
    let slice = &text[span.range()];
    let skip = |character: char| character.is_whitespace() || is_bidi_control(character);
    let kept = slice.trim_start_matches(skip);
    let start = span.start.0 + slice.len() - kept.len();
    Span::new(start, start + kept.trim_end_matches(skip).len())
}

/// Tells whether the character is one of the directional formatting characters of UAX #9, or a BOM.
pub fn is_bidi_control(character: char) -> bool {
    matches!(character,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns the word (or run of other characters) around `offset` within the line that holds it.
pub fn word_at(text: &str, offset: ByteOffset) -> Span {
    let line = line_at(text, offset);
    let mut last = Span::new(line.start.0, line.start.0);
    for (at, word) in text[line.range()].split_word_bound_indices() {
        let start = line.start.0 + at;
        last = Span::new(start, start + word.len());
        if last.covers(offset) {
            return last;
        }
    }
    last
}

/// Tells whether letters are proclitics as they stand before a name.
///
/// In Arabic they are و ف ب ل ك س, each once at most and in their order, and the article, in whole or with
/// its alef elided (لل). In Hebrew they are ו ש כ ב ל מ ה, of which some may stand together.
pub fn is_proclitic(letters: &str) -> bool {
    const HEBREW: [char; 7] = ['ו', 'ש', 'כ', 'ב', 'ל', 'מ', 'ה'];
    if letters.starts_with(HEBREW) {
        return letters.chars().all(|letter| HEBREW.contains(&letter)) && letters.chars().count() <= 4;
    }
    let rest = letters.strip_prefix(['و', 'ف']).unwrap_or(letters);
    let rest = rest.strip_prefix(['ب', 'ل', 'ك', 'س']).unwrap_or(rest);
    !letters.is_empty() && matches!(rest, "" | "ال" | "ل")
}

/// Tells whether letters are Arabic enclitics: pronouns written together with the word before them.
pub fn is_enclitic(letters: &str) -> bool {
    matches!(letters, "ه" | "ها" | "هما" | "هم" | "هن" | "ك" | "كما" | "كم" | "كن" | "ي" | "ني" | "نا")
}

/// Returns the start of the next word after `offset`, or the end of the text.
///
/// Words are those of UAX #29 that hold a letter or a digit; marks and spaces between are skipped.
pub fn next_word(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut line = line_at(text, offset);
    loop {
        for word in words(&text[line.range()]) {
            if line.start.0 + word.start > offset.0 {
                return ByteOffset(line.start.0 + word.start);
            }
        }
        if line.end.0 >= text.len() {
            return ByteOffset(text.len());
        }
        line = line_at(text, ByteOffset(line.end.0 + 1));
    }
}

/// Returns the start of the word before `offset` (of its own word, when inside), or the text's start.
pub fn previous_word(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut line = line_at(text, offset);
    loop {
        let starts = words(&text[line.range()]).map(|word| line.start.0 + word.start);
        if let Some(start) = starts.take_while(|start| *start < offset.0).last() {
            return ByteOffset(start);
        }
        if line.start.0 == 0 {
            return ByteOffset(0);
        }
        line = line_at(text, ByteOffset(line.start.0 - 1));
    }
}

/// Returns the end of the first word that ends after `offset`, or the end of the text.
///
/// Words are those of [`next_word`].
pub fn next_word_end(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut line = line_at(text, offset);
    loop {
        for word in words(&text[line.range()]) {
            if line.start.0 + word.end > offset.0 {
                return ByteOffset(line.start.0 + word.end);
            }
        }
        if line.end.0 >= text.len() {
            return ByteOffset(text.len());
        }
        line = line_at(text, ByteOffset(line.end.0 + 1));
    }
}

/// Returns the end of the last word that ends before `offset`, or the text's start.
///
/// Words are those of [`next_word`].
pub fn previous_word_end(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut line = line_at(text, offset);
    loop {
        let ends = words(&text[line.range()]).map(|word| line.start.0 + word.end);
        if let Some(end) = ends.take_while(|end| *end < offset.0).last() {
            return ByteOffset(end);
        }
        if line.start.0 == 0 {
            return ByteOffset(0);
        }
        line = line_at(text, ByteOffset(line.start.0 - 1));
    }
}

/// Returns where the moving end of a selection by words goes from `focus`.
///
/// Behind the anchor it stops where words end, before it where they start, so that what is selected
/// ends with a word, whichever way it grew; on its way back it passes the same places, and the anchor.
pub fn extended_by_word(text: &str, anchor: ByteOffset, focus: ByteOffset, is_forward: bool) -> ByteOffset {
    match (is_forward, focus.cmp(&anchor)) {
        (true, Ordering::Less) => next_word(text, focus).min(anchor),
        (true, _) => next_word_end(text, focus),
        (false, Ordering::Greater) => previous_word_end(text, focus).max(anchor),
        (false, _) => previous_word(text, focus),
    }
}

/// Returns the words of a line in bytes, those of UAX #29 that hold a letter or a digit.
///
/// A zero-width non-joiner, a gershayim within a word, a decimal separator and all clitics are parts
/// of their word.
pub fn words(line: &str) -> impl Iterator<Item = Range<usize>> {
    line.unicode_word_indices().map(|(start, word)| start..start + word.len())
}

/// Returns the first and the last word of a text, the same where it has one; `None` where it has none.
pub fn outermost_words(text: &str) -> Option<(&str, &str)> {
    let mut words = text.unicode_words();
    let first = words.next()?;
    Some((first, words.next_back().unwrap_or(first)))
}

/// Returns the sentence around `offset`, without the space that follows it.
///
/// A sentence ends within its line after `. ؟ ? ! ؛ ۔ …` and closing marks, when space follows and it
/// is neither a decimal point nor an abbreviation of a single letter (د. م. أ.).
pub fn sentence_at(text: &str, offset: ByteOffset) -> Span {
    let line = line_at(text, offset);
    let slice = &text[line.range()];
    let mut start = 0;
    for end in sentence_ends(slice) {
        if line.start.0 + end > offset.0 {
            return trim(text, Span::new(line.start.0 + start, line.start.0 + end));
        }
        start = end;
    }
    trim(text, Span::new(line.start.0 + start, line.end.0))
}

/// Returns the line (text between two line feeds, without them) that holds `offset`.
pub fn line_at(text: &str, offset: ByteOffset) -> Span {
    let at = text.floor_char_boundary(offset.0);
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    Span::new(start, end)
}

fn is_boundary(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Returns the ends of sentences in one line, in bytes, each after the space that follows the marks.
///
/// A last sentence without such space has none: it ends with the line.
pub fn sentence_ends(line: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut word = String::new();
    let mut characters = line.char_indices().peekable();
    while let Some((_, character)) = characters.next() {
        let is_mark = matches!(character, '.' | '؟' | '?' | '!' | '؛' | '۔' | '…');
        if !is_mark {
            if character.is_whitespace() {
                word.clear()
            } else {
                word.push(character)
            }
            continue;
        }
        if character == '.' && word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
            continue;
        }
        while characters.next_if(|(_, next)| is_closing(*next)).is_some() {}
        let mut end = None;
        while let Some((at, space)) = characters.next_if(|(_, next)| next.is_whitespace()) {
            end = Some(at + space.len_utf8());
        }
        ends.extend(end);
        if end.is_some() {
            word.clear();
        }
    }
    ends
}

fn is_closing(character: char) -> bool {
    matches!(character, '.' | '؟' | '?' | '!' | '"' | '”' | '“' | '»' | '’' | ')' | ']' | '…')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
    use unicode_segmentation::UnicodeSegmentation;

    use super::{
        ceil_grapheme, each_grapheme, floor_grapheme, is_enclitic, is_proclitic, next_word, outermost_words,
        previous_word, sentence_at, snap, trim, word_at,
    };
    use crate::text::{ByteOffset, Span};

    fn at(text: &str, part: &str) -> ByteOffset {
        ByteOffset(text.find(part).expect("the part stands in the text"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn graphemes_begin_where_the_rules_say(
            text in "([ء-ي]|[ًٌّٰ]|[\u{600}-\u{6ff}]|[א-ת]|[֑-ׇ]|[a1 #]|[😀👨👩]|\u{200d}|\u{fe0f}|\u{20e3}|[🇸🇦]|[ᄀ각ᆨ]|[\u{2067}\u{61c}]|\r|\n|[क्ष]){0,40}"
        ) {
            let mut starts = Vec::new();
            each_grapheme(&text, |start| starts.push(start));
            prop_assert_eq!(starts, text.grapheme_indices(true).map(|(start, _)| start).collect::<Vec<_>>());
        }
    }

    #[test]
    fn spans_end_on_graphemes() {
        let text = "مَدرسة";
        assert_eq!(floor_grapheme(text, ByteOffset(2)), ByteOffset(0));
        assert_eq!(ceil_grapheme(text, ByteOffset(2)), ByteOffset(4));
        assert_eq!(snap(text, Span::new(1, 3)), Span::new(0, 4));
    }

    #[test]
    fn words_stop_evenly_in_both_directions() {
        let text = "قال «سليم»، إنّ 2021 جاء.\nثم مضى";
        let forward: Vec<usize> = std::iter::successors(Some(ByteOffset(0)), |from| {
            let next = next_word(text, *from);
            (next.0 < text.len()).then_some(next)
        })
        .map(|offset| offset.0)
        .collect();
        let mut backward: Vec<usize> = std::iter::successors(Some(ByteOffset(text.len())), |from| {
            (from.0 > 0).then(|| previous_word(text, *from))
        })
        .skip(1)
        .map(|offset| offset.0)
        .collect();
        backward.reverse();
        assert_eq!(forward, backward);
        assert_eq!(forward.len(), 7);
    }

    #[test]
    fn a_word_is_found_at_its_last_letter() {
        let text = "رئيس المجلس";
        let word = word_at(text, ByteOffset(text.len() - 1));
        assert_eq!(&text[word.range()], "المجلس");
    }

    #[test]
    fn the_outermost_words_are_without_marks() {
        assert_eq!(outermost_words("«لن نوقّع العقد»."), Some(("لن", "العقد")));
        assert_eq!(outermost_words("(سليم)"), Some(("سليم", "سليم")));
        assert_eq!(outermost_words("… !"), None);
    }

    #[test]
    fn sentences_pass_over_abbreviations_and_decimals() {
        let text = "وصل د. سليم بعد 3.5 ساعات. ثم غادر؟ نعم.";
        let first = sentence_at(text, at(text, "بعد"));
        assert_eq!(&text[first.range()], "وصل د. سليم بعد 3.5 ساعات.");
        let last = sentence_at(text, at(text, "نعم"));
        assert_eq!(&text[last.range()], "نعم.");
    }

    #[test]
    fn proclitics_are_told_from_other_letters() {
        assert!(["و", "ل", "ال", "لل", "وبال", "فل", "ولل"].iter().all(|letters| is_proclitic(letters)));
        assert!(["ב", "וש", "כשה", "מה"].iter().all(|letters| is_proclitic(letters)));
        assert!(!["", "בית", "جدي", "م", "لو", "الب"].iter().any(|letters| is_proclitic(letters)));
    }

    #[test]
    fn enclitics_are_pronouns_alone() {
        assert!(["ه", "ها", "كم", "نا"].iter().all(|letters| is_enclitic(letters)));
        assert!(!["", "ة", "ات", "هال"].iter().any(|letters| is_enclitic(letters)));
    }

    #[test]
    fn trimming_leaves_letters() {
        let text = " \u{2067}سليم \n";
        assert_eq!(&text[trim(text, Span::new(0, text.len())).range()], "سليم");
    }
}
