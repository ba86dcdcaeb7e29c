//! Tokens, and marks in terms of them.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::format::Clitics;
use crate::text::{Document, Span, segment};

/// The tokens of a text: words, numbers, marks (UAX #29), without white space and controls.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// In order.
    pub spans: Vec<Span>,
}

impl Tokens {
    /// Splits a text into tokens; at the ends of `marks` too, where clitics are split.
    pub fn of(document: &Document, marks: &[Span], clitics: Clitics) -> Self {
        let mut cuts: Vec<usize> = Vec::new();
        if clitics == Clitics::Split {
            cuts.extend(marks.iter().flat_map(|mark| [mark.start.0, mark.end.0]));
            cuts.sort_unstable();
            cuts.dedup();
        }
        let mut spans = Vec::new();
        for paragraph in document.paragraphs() {
            let from = paragraph.span.start.0;
            for (at, word) in document.slice(paragraph.span).split_word_bound_indices() {
                let (mut start, end) = (from + at, from + at + word.len());
                let first = cuts.partition_point(|cut| *cut <= start);
                for cut in cuts[first..].iter().take_while(|cut| **cut < end) {
                    spans.extend(visible(document, Span::new(start, *cut)));
                    start = *cut;
                }
                spans.extend(visible(document, Span::new(start, end)));
            }
        }
        Self { spans }
    }

    /// Returns the tokens that share something with the span, and whether their ends are the span's.
    ///
    /// White space and controls at the span's ends don't count. `None` where it holds no token.
    pub fn cover(&self, document: &Document, span: Span) -> Option<(Range<usize>, bool)> {
        let span = visible(document, span)?;
        let first = self.spans.partition_point(|token| token.end <= span.start);
        let last = self.spans.partition_point(|token| token.start < span.end);
        if first >= last {
            return None;
        }
        let hull = self.spans[first].hull(self.spans[last - 1]);
        Some((first..last, hull == span))
    }

    /// Tells where sentences begin, by the number of their first token; none begins inside `whole`.
    pub fn sentences(&self, document: &Document, whole: &[Range<usize>]) -> Vec<Range<usize>> {
        let text = document.text();
        let mut breaks: Vec<usize> = Vec::new();
        let mut until = 0;
        // The ends of sentences of the line that was come to last; each line is gone through once.
        let (mut line_end, mut ends) = (0, Vec::new().into_iter());
        for (number, token) in self.spans.iter().enumerate() {
            if token.start.0 < until {
                continue;
            }
            breaks.push(number);
            if token.start.0 >= line_end {
                let line = segment::line_at(text, token.start);
                let found = segment::sentence_ends(document.slice(line)).into_iter();
                ends = found.map(|end| line.start.0 + end).collect::<Vec<_>>().into_iter();
                line_end = line.end.0;
            }
            until = ends.find(|end| *end > token.start.0).unwrap_or(line_end).max(token.end.0);
        }
        let mut inside = vec![false; self.spans.len() + 1];
        for range in whole {
            inside[range.start + 1..range.end].fill(true);
        }
        breaks.retain(|number| !inside[*number]);
        breaks.push(self.spans.len());
        breaks.windows(2).map(|pair| pair[0]..pair[1]).filter(|range| !range.is_empty()).collect()
    }
}

/// Returns the span without white space and controls at its ends, `None` where nothing is left.
pub(super) fn visible(document: &Document, span: Span) -> Option<Span> {
    let slice = document.slice(span);
    let skip = |one: char| {
        one.is_whitespace() || one.is_control() || segment::is_bidi_control(one) || one == '\u{200b}'
    };
    let kept = slice.trim_start_matches(skip);
    let start = span.start.0 + slice.len() - kept.len();
    let end = start + kept.trim_end_matches(skip).len();
    (start < end).then(|| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::Tokens;
    use crate::format::Clitics;
    use crate::text::{Document, Span};

    fn words(
        text: &str,
        mark: &str,
        clitics: Clitics,
    ) -> (Vec<String>, Option<(std::ops::Range<usize>, bool)>) {
        let document = Document::new(text);
        let start = text.find(mark).expect("there");
        let span = Span::new(start, start + mark.len());
        let tokens = Tokens::of(&document, &[span], clitics);
        let cover = tokens.cover(&document, span);
        (tokens.spans.iter().map(|token| document.slice(*token).to_owned()).collect(), cover)
    }

    #[test]
    fn a_clitic_is_taken_along_or_split_off() {
        let (tokens, cover) = words("قال لبوتين 😀.", "بوتين", Clitics::Expand);
        assert_eq!(tokens, ["قال", "لبوتين", "😀", "."]);
        assert_eq!(cover, Some((1..2, false)));
        let (tokens, cover) = words("قال لبوتين 😀.", "بوتين", Clitics::Split);
        assert_eq!(tokens, ["قال", "ل", "بوتين", "😀", "."]);
        assert_eq!(cover, Some((2..3, true)));
    }

    #[test]
    fn controls_are_no_part_of_tokens() {
        let (tokens, cover) = words("\u{2067}سليم\u{2069}\u{1} قال", "\u{2067}سليم\u{2069}", Clitics::Expand);
        assert_eq!(tokens, ["سليم", "قال"]);
        assert_eq!(cover, Some((0..1, true)));
    }

    #[test]
    fn sentences_do_not_break_inside_a_mark() {
        let document = Document::new("وصل سليم. ثم غادر.\nانتهى");
        let tokens = Tokens::of(&document, &[], Clitics::Expand);
        assert_eq!(tokens.sentences(&document, &[]), [0..3, 3..6, 6..7]);
        assert_eq!(tokens.sentences(&document, std::slice::from_ref(&(1..4))), [0..6, 6..7]);
    }
}
