//! Where an anchor that is doubtful or lost may have come to stand, for a person to choose from.

use std::ops::Range;

use serde_json::Value;

use crate::anchor::find::{CONTEXT, alike, nearly, occurrences, score};
use crate::annotation::{Anchor, AnchorState, Fragments};
use crate::text::fold::{Folded, Folding, fold};
use crate::text::{Document, Span, segment};

/// How many candidates are offered at most.
const MOST: usize = 6;

/// What is remembered of an anchor from the text that it was made in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OldWords {
    /// The text of each fragment.
    pub texts: Vec<String>,
    /// Up to 32 code points before the first fragment.
    pub prefix: String,
    /// Up to 32 code points after the last one.
    pub suffix: String,
}

impl OldWords {
    /// Returns what an anchor that awaits a decision remembers, `None` where it awaits none.
    pub fn of(anchor: &Anchor, document: &Document) -> Option<Self> {
        let Anchor::Text { fragments, state: Some(state), extra } = anchor else { return None };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(match state {
            AnchorState::Lost { text: texts } => Self {
                texts: texts.clone(),
                prefix: text(extra.get("prefix")),
                suffix: text(extra.get("suffix")),
            },
            AnchorState::Doubtful { .. } => {
                let held = extra.get("anchor");
                let texts = held.and_then(|held| held.get("text")).and_then(Value::as_array);
                let texts = texts.map(|texts| texts.iter().map(|value| text(Some(value))).collect());
                let there = || {
                    let spans = fragments.spans().iter();
                    spans.map(|span| document.get(*span).unwrap_or_default().to_owned()).collect()
                };
                Self {
                    texts: texts.unwrap_or_else(there),
                    prefix: text(held.and_then(|held| held.get("prefix"))),
                    suffix: text(held.and_then(|held| held.get("suffix"))),
                }
            }
        })
    }
}

/// A place that an anchor may have come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub fragments: Fragments,
    /// How well words, context and place fit, from 0 to 1.
    pub score: f64,
}

/// A text prepared to be searched for candidates.
#[derive(Clone, Debug)]
pub struct Candidates {
    document: Document,
    folded: Folded,
}

impl Candidates {
    pub fn new(document: &Document) -> Self {
        Self { document: document.clone(), folded: fold(document.text(), Folding::LettersAndMarks) }
    }

    /// Returns the text that is searched.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Returns the likeliest places of an anchor, best first; `last` is where it last stood, or stands now.
    ///
    /// They are the places with the same words, those with words much like them, and whatever stands now
    /// between what stood before and after it.
    pub fn of(&self, words: &OldWords, last: &Fragments) -> Vec<Candidate> {
        let letters = |text: &str| fold(text, Folding::LettersAndMarks).characters().to_vec();
        let quotes: Vec<Vec<char>> = words.texts.iter().map(|text| trimmed(letters(text))).collect();
        let sides = [letters(&words.prefix), letters(&words.suffix)];
        let Some(first) = quotes.first() else { return Vec::new() };
        let expected = self.folded.position(last.hull().start);
        let mut places = self.alike_to(first);
        if quotes.len() == 1 {
            places.extend(self.between(first, &sides));
        }
        let mut found: Vec<Candidate> = places
            .into_iter()
            .filter_map(|(quoted, image)| {
                let (quoted, images) = self.with_the_rest(&quotes, quoted, image)?;
                let score = self.score(quoted, &images, &sides, expected);
                let spans = images.into_iter().filter_map(|image| self.to_source(image));
                Some(Candidate { fragments: Fragments::new(spans.collect())?, score })
            })
            .collect();
        found.sort_by(|one, other| other.score.total_cmp(&one.score));
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in found.into_iter().filter(|candidate| candidate.score >= 0.3) {
            if kept.len() < MOST && !kept.iter().any(|held| held.fragments == candidate.fragments) {
                kept.push(candidate);
            }
        }
        kept
    }

    /// Places of the same words, or of words much like them, with how alike they are.
    fn alike_to(&self, quote: &[char]) -> Vec<(f64, Range<usize>)> {
        if quote.is_empty() {
            return Vec::new();
        }
        let text = self.folded.characters();
        // A word of one or two letters is everywhere: only those that are words by themselves count.
        let is_apart = |at: usize| {
            let letter =
                |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|held| held.is_alphanumeric());
            quote.len() > 2 || !(letter(at.checked_sub(1)) || letter(Some(at + quote.len())))
        };
        let exact = occurrences(text, quote).filter(|at| is_apart(*at)).take(200);
        let mut places: Vec<_> = exact.map(|at| (1.0, at..at + quote.len())).collect();
        if quote.len() >= 8 {
            places.extend(nearly(text, quote).into_iter().filter(|(quoted, _)| *quoted < 1.0));
        }
        places
    }

    /// Whatever stands now between the words that stood before and after the anchor.
    fn between(&self, quote: &[char], [before, after]: &[Vec<char>; 2]) -> Vec<(f64, Range<usize>)> {
        const SEED: usize = 10;
        if before.len() < SEED || after.len() < SEED {
            return Vec::new();
        }
        let text = self.folded.characters();
        let (before, after) = (&before[before.len() - SEED..], &after[..SEED]);
        let starts = occurrences(text, before).take(20).map(|at| at + SEED);
        let images = starts.filter_map(|start| {
            let reach = (start + quote.len() * 3 + 20).min(text.len());
            let end = start + occurrences(&text[start..reach], after).next()?;
            (end > start).then(|| (alike(quote, &text[start..end]), start..end))
        });
        images.collect()
    }

    /// Finds the further fragments behind the first; what follows must keep its order.
    fn with_the_rest(
        &self,
        quotes: &[Vec<char>],
        quoted: f64,
        first: Range<usize>,
    ) -> Option<(f64, Vec<Range<usize>>)> {
        let (mut worst, mut images) = (quoted, vec![first]);
        for quote in &quotes[1..] {
            let from = images.last().map_or(0, |image| image.end);
            let places = self.alike_to(quote).into_iter().filter(|(_, image)| image.start >= from);
            let (quoted, image) = places.min_by_key(|(_, image)| image.start)?;
            worst = worst.min(quoted);
            images.push(image);
        }
        Some((worst, images))
    }

    fn score(&self, quoted: f64, images: &[Range<usize>], sides: &[Vec<char>; 2], expected: usize) -> f64 {
        let text = self.folded.characters();
        let (start, end) = (images[0].start, images[images.len() - 1].end);
        let before = &text[start.saturating_sub(sides[0].len().min(CONTEXT))..start];
        let after = &text[end..(end + sides[1].len().min(CONTEXT)).min(text.len())];
        let near = 1.0 - start.abs_diff(expected) as f64 / text.len().max(1) as f64;
        score(quoted, alike(&sides[0], before), alike(&sides[1], after), near)
    }

    /// Returns the place of an image, without white space at its ends, on whole graphemes.
    fn to_source(&self, image: Range<usize>) -> Option<Span> {
        let span = self.document.tidy(self.folded.to_source(image)?);
        Some(segment::snap(self.document.text(), span)).filter(|span| !span.is_empty())
    }
}

fn trimmed(mut text: Vec<char>) -> Vec<char> {
    while text.last() == Some(&' ') {
        text.pop();
    }
    let lead = text.iter().take_while(|character| **character == ' ').count();
    text.split_off(lead)
}

#[cfg(test)]
mod tests {
    use super::{Candidates, OldWords};
    use crate::annotation::Fragments;
    use crate::text::{Document, Span};

    const TEXT: &str =
        "قال هادي سليم إن الميناء سيفتح غدا.\nوأضافت سلمى عادل أن العمل جارٍ هناك.\nوعاد هادي سليم إلى مكتبه.";

    fn found(texts: &[&str], prefix: &str, suffix: &str) -> Vec<String> {
        let document = Document::new(TEXT);
        let words = OldWords {
            texts: texts.iter().map(ToString::to_string).collect(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
        };
        let last = Fragments::one(Span::new(0, 6)).expect("not empty");
        let candidates = Candidates::new(&document).of(&words, &last);
        let text = |fragments: &Fragments| {
            let parts = fragments.spans().iter().map(|span| document.slice(*span));
            parts.collect::<Vec<_>>().join(" … ")
        };
        candidates.iter().map(|candidate| text(&candidate.fragments)).collect()
    }

    #[test]
    fn the_same_words_in_the_likeliest_context_come_first() {
        let document = Document::new(TEXT);
        let words = OldWords {
            texts: vec!["هادي سليم".to_owned()],
            prefix: "وعاد ".to_owned(),
            suffix: " إلى مكتبه.".to_owned(),
        };
        let last = Fragments::one(Span::new(0, 6)).expect("not empty");
        let candidates = Candidates::new(&document).of(&words, &last);
        assert_eq!(candidates.len(), 2);
        assert!(candidates[0].score > candidates[1].score);
        assert_eq!(candidates[0].fragments.hull().start.0, TEXT.rfind("هادي").expect("in the text"));
    }

    #[test]
    fn what_took_the_place_is_offered_where_the_words_are_gone() {
        let found = found(&["منى خالد"], "الميناء سيفتح غدا.\nوأضافت ", " أن العمل جارٍ هناك.");
        assert_eq!(found.first().map(String::as_str), Some("سلمى عادل"));
    }

    #[test]
    fn fragments_keep_their_order() {
        let found = found(&["قال هادي سليم", "سيفتح غدا"], "", "");
        assert_eq!(found.first().map(String::as_str), Some("قال هادي سليم … سيفتح غدا"));
    }
}
