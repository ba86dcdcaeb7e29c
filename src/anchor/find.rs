//! Finding one anchor again.

use std::ops::Range;

use crate::anchor::align::Alignment;
use crate::anchor::shift::Shift;
use crate::annotation::Fragments;
use crate::text::fold::{Folded, Folding, fold};
use crate::text::{Document, Span, segment};

/// How many characters of context are looked at on each side.
pub(super) const CONTEXT: usize = 32;

/// The weights of what was quoted, what stood before and after it, and where: those of Hypothesis's match-quote.
const WEIGHTS: [f64; 4] = [50.0, 20.0, 20.0, 2.0];

/// How many characters a sentence has at least to be told from all others by its words.
const TELLING: usize = 20;

/// How many letters in a row may have been touched where a quote still counts as the same.
const TOUCHED: usize = 4;

/// How many characters may have come or gone within a context.
const SHIFT: usize = 6;

/// What became of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It stands where it stood, with the same text.
    Kept,
    /// It surely stands elsewhere, or its text was touched up.
    Moved,
    /// Something like it was found.
    Doubtful,
    /// Nothing like it was found.
    Lost,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Doubtful => "doubtful",
            Self::Lost => "lost",
        }
    }
}

/// Where a place was found again.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub outcome: Outcome,
    /// From 0 to 1.
    pub score: f64,
    /// The place in the new text; where it is doubtful, the likeliest one.
    pub fragments: Option<Fragments>,
}

impl Found {
    pub(super) fn lost() -> Self {
        Self { outcome: Outcome::Lost, score: 0.0, fragments: None }
    }
}

/// An old text and a new one, compared.
#[derive(Debug)]
pub struct Finder<'a> {
    old: &'a Document,
    new: &'a Document,
    pub(super) old_folded: Folded,
    pub(super) new_folded: Folded,
    pub(super) alignment: Alignment,
}

/// One span found again, in the new text.
struct Place {
    span: Span,
    score: f64,
    is_sure: bool,
}

impl<'a> Finder<'a> {
    pub fn new(old: &'a Document, new: &'a Document) -> Self {
        let old_folded = fold(old.text(), Folding::LettersAndMarks);
        let new_folded = fold(new.text(), Folding::LettersAndMarks);
        let alignment = Alignment::of(old_folded.characters(), new_folded.characters());
        Self { old, new, old_folded, new_folded, alignment }
    }

    /// Returns what leads from places of the old text to those of the new one.
    pub fn shift(&self) -> Shift {
        Shift::of(self)
    }

    pub(super) fn texts(&self) -> (&'a Document, &'a Document) {
        (self.old, self.new)
    }

    /// Finds fragments of the old text in the new one; they keep their order, or are doubtful.
    pub fn find(&self, fragments: &Fragments) -> Found {
        let places: Option<Vec<Place>> = fragments.spans().iter().map(|span| self.place(*span)).collect();
        let Some(places) = places else { return Found::lost() };
        let in_order = places.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        let spans: Vec<Span> = places.iter().map(|place| place.span).collect();
        let Some(found) = Fragments::new(spans) else { return Found::lost() };
        let score = places.iter().map(|place| place.score).fold(1.0, f64::min);
        let is_whole = found.spans().len() == fragments.spans().len();
        let outcome = if !in_order || !is_whole || places.iter().any(|place| !place.is_sure) {
            Outcome::Doubtful
        } else if self.is_same(fragments, &found) {
            Outcome::Kept
        } else {
            Outcome::Moved
        };
        Found { outcome, score, fragments: Some(found) }
    }

    fn is_same(&self, old: &Fragments, new: &Fragments) -> bool {
        old.spans().iter().zip(new.spans()).all(|(old, new)| {
            self.old.chars(*old) == self.new.chars(*new) && self.old.get(*old) == self.new.get(*new)
        })
    }

    fn place(&self, span: Span) -> Option<Place> {
        let quote = self.old_folded.from_source(span);
        if quote.is_empty() {
            return self.between(span, quote.start);
        }
        self.in_place(span, &quote)
            .filter(|place| place.is_sure)
            .or_else(|| self.carried_away(span, &quote))
            .or_else(|| self.in_place(span, &quote))
            .or_else(|| self.looking_alike(span, &quote))
            .map(|place| {
                // A quote over a line end that is gone ran into another sentence.
                let lines = |text: Option<&str>| text.map(|text| text.matches('\n').count());
                let is_sure = place.is_sure && lines(self.old.get(span)) == lines(self.new.get(place.span));
                Place { is_sure, ..place }
            })
    }

    /// Finds what stands between the same neighbours as before.
    fn in_place(&self, span: Span, quote: &Range<usize>) -> Option<Place> {
        let (image, held) = self.alignment.image(quote.clone())?;
        let quoted = held as f64 / quote.len().max(image.len()) as f64;
        let ends =
            self.alignment.to_new(quote.start).is_some() && self.alignment.to_new(quote.end - 1).is_some();
        let image = if ends { image } else { self.widened(quote, image)? };
        let image = self.to_whole_words(quote, image);
        let [before, after] = self.contexts(span, quote, &image);
        let score = score(quoted, before.share, after.share, self.nearness(quote, &image));
        // Where one side is new, the rest of the sentence has to tell: words at the edge of a sentence that
        // went away come again in the next one.
        let known = |side: &Side| side.in_sentence >= TELLING && side.sentence_share >= 0.9;
        let is_whole = before.sentence_share >= 0.9
            && after.sentence_share >= 0.9
            && before.share.max(after.share) >= 0.9;
        let placed = before.share.min(after.share) >= 0.6 || is_whole || known(&before) || known(&after);
        let is_sure = placed
            && quoted >= 0.75
            && (ends || quoted >= 0.8)
            && self.is_unbroken(quote)
            && self.sentences_stay(span);
        let found = self.to_new(span, image);
        (score >= 0.35).then_some(Place { span: found, score, is_sure })
    }

    /// Finds what folding drops, such as a vowel sign alone, between the same two characters as before.
    fn between(&self, span: Span, at: usize) -> Option<Place> {
        let length = self.old_folded.characters().len();
        let before = at.checked_sub(1).map_or(Some(0), |before| Some(self.alignment.to_new(before)? + 1))?;
        let end = self.new_folded.characters().len();
        let after = if at == length { end } else { self.alignment.to_new(at)? };
        let (old, new) = (gap(&self.old_folded, self.old, at), gap(&self.new_folded, self.new, after));
        if before != after || self.old.get(old)? != self.new.get(new)? || !old.contains(span) {
            return None;
        }
        let start = new.start.0 + span.start.0 - old.start.0;
        let [left, right] = self.contexts(span, &(at..at), &(after..after));
        let is_sure = left.share.min(right.share) >= 0.6 && self.sentences_stay(span);
        let score = score(1.0, left.share, right.share, 1.0);
        Some(Place { span: Span::new(start, start + span.len()), score, is_sure })
    }

    /// Where an end of the quote itself was touched, it reaches to what followed it before.
    fn widened(&self, quote: &Range<usize>, image: Range<usize>) -> Option<Range<usize>> {
        let before =
            quote.start.checked_sub(1).map_or(Some(0), |at| self.alignment.to_new(at).map(|at| at + 1));
        let after = if quote.end >= self.old_folded.characters().len() {
            Some(self.new_folded.characters().len())
        } else {
            self.alignment.to_new(quote.end)
        };
        let start = if self.alignment.to_new(quote.start).is_some() { Some(image.start) } else { before };
        let end = if self.alignment.to_new(quote.end - 1).is_some() { Some(image.end) } else { after };
        let widened = start?..end?;
        // More than a few letters beyond what was found are not a letter touched up.
        (widened.start <= image.start && widened.len() <= image.len() + 3).then_some(widened)
    }

    /// Where an edge lay between words, it doesn't come to lie within one that was touched up.
    fn to_whole_words(&self, quote: &Range<usize>, image: Range<usize>) -> Range<usize> {
        let (old, new) = (self.old_folded.characters(), self.new_folded.characters());
        let is_within = |text: &[char], at: usize| {
            at > 0 && at < text.len() && text[at - 1].is_alphanumeric() && text[at].is_alphanumeric()
        };
        let is_new = |at: usize| self.alignment.is_new(at);
        let (mut start, mut end) = (image.start, image.end);
        while !is_within(old, quote.start) && is_within(new, start) && is_new(start - 1) {
            start -= 1;
        }
        while !is_within(old, quote.end) && is_within(new, end) && is_new(end) {
            end += 1;
        }
        start..end
    }

    /// Finds what went elsewhere with its whole sentence, where there is just one such sentence in either text.
    fn carried_away(&self, span: Span, quote: &Range<usize>) -> Option<Place> {
        let text = self.old.text();
        let first = segment::sentence_at(text, span.start);
        let last = segment::sentence_at(text, segment::previous_grapheme(text, span.end));
        let sentence = self.old_folded.from_source(first.hull(last).hull(span));
        if sentence.len() < TELLING {
            return None;
        }
        let words = &self.old_folded.characters()[sentence.clone()];
        let mut places = occurrences(self.new_folded.characters(), words);
        let (place, others) = (places.next()?, places.next().is_some());
        let is_one_of_several = occurrences(self.old_folded.characters(), words).nth(1).is_some();
        if others || is_one_of_several {
            return None;
        }
        let start = place + quote.start - sentence.start;
        let image = start..start + quote.len();
        let [before, after] = self.contexts(span, quote, &image);
        let near = self.nearness(quote, &image);
        let score = score(1.0, before.share.max(0.5), after.share.max(0.5), near);
        Some(Place { span: self.to_new(span, image), score, is_sure: true })
    }

    /// Finds the likeliest place with the same words, or nearly the same; it is never a sure one.
    fn looking_alike(&self, span: Span, quote: &Range<usize>) -> Option<Place> {
        let (old, new) = (self.old_folded.characters(), self.new_folded.characters());
        let words = &old[quote.clone()];
        let exact = occurrences(new, words).take(2000).map(|start| (1.0, start..start + words.len()));
        let mut best: Option<(f64, Range<usize>)> = None;
        let mut take = |quoted: f64, image: Range<usize>| {
            let [before, after] = self.compared(quote, &image);
            let score = score(quoted, before, after, self.nearness(quote, &image));
            if best.as_ref().is_none_or(|(held, _)| score > *held) {
                best = Some((score, image));
            }
        };
        exact.for_each(|(quoted, image)| take(quoted, image));
        if words.len() >= 12 {
            for (quoted, image) in nearly(self.new_folded.characters(), words) {
                take(quoted, image);
            }
        }
        let (score, image) = best.filter(|(score, _)| *score >= 0.5)?;
        Some(Place { span: self.to_new(span, image), score, is_sure: false })
    }

    /// Tells whether the sentences in which a span begins and ends are still those of before.
    ///
    /// One of which words were changed must stand between the same sentences: a look-alike put near it has
    /// other neighbours.
    fn sentences_stay(&self, span: Span) -> bool {
        let text = self.old.text();
        let first = segment::sentence_at(text, span.start);
        let last = segment::sentence_at(text, segment::previous_grapheme(text, span.end));
        [first, last].into_iter().all(|sentence| {
            let sentence = self.old_folded.from_source(sentence);
            let is_exact = self.share(&sentence, &(0..usize::MAX)) >= 1.0;
            if is_exact && self.is_unbroken(&sentence) {
                return true;
            }
            let words = &self.old_folded.characters()[sentence.clone()];
            if words.len() >= TELLING && occurrences(self.new_folded.characters(), words).next().is_some() {
                // It stands elsewhere, as it was: what took its place only looks like it.
                return false;
            }
            let Some((image, held)) = self.alignment.image(sentence.clone()) else { return false };
            let before = sentence.start.saturating_sub(CONTEXT)..sentence.start;
            let after = sentence.end..(sentence.end + CONTEXT).min(self.old_folded.characters().len());
            let near = image.start.saturating_sub(CONTEXT + SHIFT)..image.start + SHIFT;
            let before = self.share(&before, &near) >= 0.6;
            let near = image.end.saturating_sub(SHIFT)..image.end + CONTEXT + SHIFT;
            let after = self.share(&after, &near) >= 0.6;
            if self.is_unbroken(&sentence) {
                // Letters mended: one neighbour may be new at the same time.
                return before || after;
            }
            before && after && held * 5 >= sentence.len().max(image.len()) * 3
        })
    }

    /// Returns how much of a stretch of the old text stands within a stretch of the new one.
    fn share(&self, old: &Range<usize>, near: &Range<usize>) -> f64 {
        let places = old.clone().filter_map(|at| self.alignment.to_new(at));
        let held = places.filter(|place| near.contains(place)).count();
        // Where the text ends, nothing can have been changed.
        if old.is_empty() { 1.0 } else { held as f64 / old.len() as f64 }
    }

    /// Tells whether nothing of a stretch was touched but a letter here and there.
    fn is_unbroken(&self, quote: &Range<usize>) -> bool {
        let (mut missing, mut last) = (0, None);
        for at in quote.clone() {
            let Some(place) = self.alignment.to_new(at) else {
                missing += 1;
                if missing > TOUCHED {
                    return false;
                }
                continue;
            };
            if last.is_some_and(|last| place - last > TOUCHED) {
                return false;
            }
            (missing, last) = (0, Some(place));
        }
        true
    }

    /// Returns how far the context on each side is still that of before, as the texts are aligned.
    fn contexts(&self, span: Span, quote: &Range<usize>, image: &Range<usize>) -> [Side; 2] {
        let length = self.old_folded.characters().len();
        let text = self.old.text();
        let first = self.old_folded.from_source(segment::sentence_at(text, span.start)).start;
        let end = segment::previous_grapheme(text, span.end);
        let last = self.old_folded.from_source(segment::sentence_at(text, end)).end;
        let before = quote.start.saturating_sub(CONTEXT)..quote.start;
        let after = quote.end..(quote.end + CONTEXT).min(length);
        // What was put in or left out shifts the window a little.
        let near_before = image.start.saturating_sub(before.len() + SHIFT)..image.start;
        let near_after = image.end..image.end + after.len() + SHIFT;
        let side = |old: Range<usize>, sentence: Range<usize>, near: Range<usize>| Side {
            share: self.share(&old, &near),
            sentence_share: self.share(&sentence, &near),
            in_sentence: sentence.len(),
        };
        [
            side(before.clone(), first.max(before.start)..quote.start.max(first), near_before),
            side(after.clone(), quote.end..last.min(after.end).max(quote.end), near_after),
        ]
    }

    /// Returns how alike the contexts are letter by letter, wherever they come from.
    fn compared(&self, quote: &Range<usize>, image: &Range<usize>) -> [f64; 2] {
        let (old, new) = (self.old_folded.characters(), self.new_folded.characters());
        let side = |text: &[char], range: Range<usize>| text[range].to_vec();
        let old_before = side(old, quote.start.saturating_sub(CONTEXT)..quote.start);
        let new_before = side(new, image.start.saturating_sub(CONTEXT)..image.start);
        let old_after = side(old, quote.end..(quote.end + CONTEXT).min(old.len()));
        let new_after = side(new, image.end..(image.end + CONTEXT).min(new.len()));
        [alike(&old_before, &new_before), alike(&old_after, &new_after)]
    }

    /// Returns how near the place is to where it would be expected: 1 there, 0 a whole text away.
    fn nearness(&self, quote: &Range<usize>, image: &Range<usize>) -> f64 {
        let (start, end) = self.alignment.gap(quote.clone());
        let distance =
            if image.start < start { start - image.start } else { image.start.saturating_sub(end) };
        1.0 - (distance as f64 / self.new_folded.characters().len().max(1) as f64).min(1.0)
    }

    /// Returns the place in the new text, as exactly as the old one was: with the same signs at its ends.
    fn to_new(&self, old: Span, image: Range<usize>) -> Span {
        let (text, quote) = (self.new.text(), self.old.slice(old));
        let Some(mut found) = self.new_folded.to_source(image) else { return Span::default() };
        // Signs that folding drops may open and close the quote: they are looked for around what was found.
        if let Some(source) = self.old_folded.to_source(self.old_folded.from_source(old)) {
            let lead = &quote[..source.start.0.saturating_sub(old.start.0)];
            let tail = &quote[quote.len() - old.end.0.saturating_sub(source.end.0)..];
            if text[..found.start.0].ends_with(lead) {
                found.start.0 -= lead.len();
            }
            if text[found.end.0..].starts_with(tail) {
                found.end.0 += tail.len();
            }
        }
        // A vowel sign put on the last letter belongs to it.
        segment::snap(text, found)
    }
}

/// Returns what lies between a character of a folded text and the one before it.
fn gap(folded: &Folded, document: &Document, at: usize) -> Span {
    let before = at.checked_sub(1).and_then(|before| folded.to_source(before..at));
    let after = folded.to_source(at..at + 1);
    let end = after.map_or(document.text().len(), |after| after.start.0);
    Span::new(before.map_or(0, |before| before.end.0).min(end), end)
}

/// The context on one side.
struct Side {
    /// How much of the old context is there, from 0 to 1.
    share: f64,
    /// How much of it is there as far as the sentence reaches.
    sentence_share: f64,
    /// How many characters of it are of the same sentence.
    in_sentence: usize,
}

pub(super) fn score(quoted: f64, before: f64, after: f64, near: f64) -> f64 {
    let parts = [quoted, before, after, near];
    let weighed: f64 = parts.iter().zip(WEIGHTS).map(|(part, weight)| part * weight).sum();
    weighed / WEIGHTS.iter().sum::<f64>()
}

/// Returns how alike two short texts are, from 0 to 1.
pub(super) fn alike(one: &[char], other: &[char]) -> f64 {
    match one.len() + other.len() {
        0 => 1.0,
        length => {
            let operations = similar::capture_diff_slices(similar::Algorithm::Myers, one, other);
            let equal: usize = operations
                .iter()
                .map(|operation| match operation {
                    similar::DiffOp::Equal { len, .. } => *len,
                    _ => 0,
                })
                .sum();
            2.0 * equal as f64 / length as f64
        }
    }
}

/// Returns where `words` stand in `text`, in time that grows with both lengths however they repeat themselves.
///
/// Source: Knuth, Morris and Pratt, "Fast pattern matching in strings", SIAM Journal on Computing 6 (1977).
pub(super) fn occurrences<'t>(text: &'t [char], words: &'t [char]) -> impl Iterator<Item = usize> + 't {
    let borders = borders(words);
    let (mut at, mut matched) = (0, 0);
    std::iter::from_fn(move || {
        while at < text.len() && !words.is_empty() {
            while matched > 0 && (matched == words.len() || text[at] != words[matched]) {
                matched = borders[matched - 1];
            }
            matched += usize::from(text[at] == words[matched]);
            at += 1;
            if matched == words.len() {
                return Some(at - matched);
            }
        }
        None
    })
}

/// Returns for each beginning of `words` how much of its end is also its beginning.
fn borders(words: &[char]) -> Vec<usize> {
    let mut borders = vec![0; words.len()];
    let mut matched = 0;
    for at in 1..words.len() {
        while matched > 0 && words[at] != words[matched] {
            matched = borders[matched - 1];
        }
        matched += usize::from(words[at] == words[matched]);
        borders[at] = matched;
    }
    borders
}

/// Returns places of a text that share a rare word with the quote and most of its letters.
pub(super) fn nearly(new: &[char], words: &[char]) -> Vec<(f64, Range<usize>)> {
    let mut seeds: Vec<(usize, Vec<usize>)> = Vec::new();
    for (start, word) in words_of(words).filter(|(_, word)| word.len() >= 4).take(12) {
        let places: Vec<usize> = occurrences(new, word).take(20).collect();
        if !places.is_empty() && places.len() < 20 {
            seeds.push((start, places));
        }
    }
    seeds.sort_by_key(|(_, places)| places.len());
    let starts = seeds
        .iter()
        .take(4)
        .flat_map(|(offset, places)| places.iter().filter_map(move |place| place.checked_sub(*offset)));
    let images = starts.map(|start| start..(start + words.len()).min(new.len()));
    let compared = images.map(|image| (alike(words, &new[image.clone()]), image));
    compared.filter(|(quoted, _)| *quoted >= 0.6).collect()
}

/// Returns the words of a folded text with their places.
fn words_of(text: &[char]) -> impl Iterator<Item = (usize, &[char])> {
    let mut at = 0;
    text.split(|character| !character.is_alphanumeric()).map(move |word| {
        let start = at;
        at += word.len() + 1;
        (start, word)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::occurrences;

    proptest! {
        #[test]
        fn occurrences_are_all_that_there_are(text in "[اب]{0,40}", words in "[اب]{0,5}") {
            let [text, words]: [Vec<char>; 2] = [text, words].map(|text| text.chars().collect());
            let starts = (0..text.len()).filter(|at| !words.is_empty() && text[*at..].starts_with(&words));
            prop_assert_eq!(occurrences(&text, &words).collect::<Vec<_>>(), starts.collect::<Vec<_>>());
        }
    }
}
