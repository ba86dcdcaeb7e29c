//! Finding whole annotations again: the roles of one stay together.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::anchor::find::{Finder, Found, Outcome};
use crate::annotation::{Anchor, AnchorState, Annotation, Extra, Fragments, Id};
use crate::text::{CharOffset, Document, Span, segment};

/// How many code points of context are kept of an anchor that awaits a decision.
const CONTEXT: usize = 32;

/// What became of one annotation.
#[derive(Clone, Debug)]
pub struct Reanchored {
    pub id: Id,
    /// That of the anchor that fared worst.
    pub outcome: Outcome,
    pub score: f64,
    /// For each role, for each of its anchors in the text, where it was and where it is.
    pub roles: IndexMap<String, Vec<(Fragments, Found)>>,
    /// The annotation as it is over the new text.
    pub annotation: Arc<Annotation>,
}

/// Finds annotations of the old text again in the new one.
pub fn reanchor<'a>(
    old: &Document,
    new: &Document,
    annotations: impl IntoIterator<Item = &'a Arc<Annotation>>,
) -> Vec<Reanchored> {
    reanchor_by(&Finder::new(old, new), annotations)
}

/// Finds annotations again in texts that were compared already.
pub fn reanchor_by<'a>(
    finder: &Finder<'_>,
    annotations: impl IntoIterator<Item = &'a Arc<Annotation>>,
) -> Vec<Reanchored> {
    annotations.into_iter().map(|annotation| one(finder, annotation)).collect()
}

/// How many annotations fared how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub kept: usize,
    pub moved: usize,
    pub doubtful: usize,
    pub lost: usize,
}

impl Counts {
    pub fn of(found: &[Reanchored]) -> Self {
        let count = |outcome| found.iter().filter(|found| found.outcome == outcome).count();
        Self {
            kept: count(Outcome::Kept),
            moved: count(Outcome::Moved),
            doubtful: count(Outcome::Doubtful),
            lost: count(Outcome::Lost),
        }
    }

    /// Returns how many await a decision.
    pub fn undecided(self) -> usize {
        self.doubtful + self.lost
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kept, moved, doubtful, lost } = self;
        write!(formatter, "{kept} kept, {moved} moved, {doubtful} doubtful, {lost} lost")
    }
}

fn one(finder: &Finder<'_>, annotation: &Annotation) -> Reanchored {
    let mut roles: IndexMap<String, Vec<(Fragments, Found)>> = IndexMap::new();
    for (role, anchors) in &annotation.roles {
        let text = anchors.iter().filter_map(|anchor| match anchor {
            Anchor::Text { fragments, state, extra } => {
                Some((fragments.clone(), found(finder, fragments, state.as_ref(), extra)))
            }
            Anchor::Ref { .. } => None,
        });
        let text: Vec<_> = text.collect();
        if !text.is_empty() {
            roles.insert(role.clone(), text);
        }
    }
    hold_together(finder, &mut roles);
    let all = || roles.values().flatten().map(|(_, found)| found);
    let outcome = all().map(|found| found.outcome).max().unwrap_or(Outcome::Kept);
    let score = all().map(|found| found.score).fold(1.0, f64::min);
    let mut moved = annotation.clone();
    for (role, anchors) in &mut moved.roles {
        let mut found = roles.get(role).into_iter().flatten();
        for anchor in anchors.iter_mut().filter(|anchor| anchor.fragments().is_some()) {
            if let Some((_, found)) = found.next() {
                *anchor = over_new_text(finder, anchor, found);
            }
        }
    }
    Reanchored { id: annotation.id.clone(), outcome, score, roles, annotation: Arc::new(moved) }
}

/// Finds an anchor; one that awaited a decision before is found by its old words, or awaits it still.
fn found(finder: &Finder<'_>, fragments: &Fragments, state: Option<&AnchorState>, extra: &Extra) -> Found {
    match state {
        None => finder.find(fragments),
        Some(AnchorState::Doubtful { score }) => {
            let found = finder.find(fragments);
            let outcome = found.outcome.max(Outcome::Doubtful);
            Found { outcome, score: found.score.min(*score), ..found }
        }
        Some(AnchorState::Lost { text }) => {
            let (_, new) = finder.texts();
            let context = |key| extra.get(key).and_then(Value::as_str).unwrap_or_default();
            come_back(new, text, context("prefix"), context("suffix")).unwrap_or_else(Found::lost)
        }
    }
}

/// Finds a lost anchor whose words stand just once in the new text, between the same neighbours as before.
fn come_back(new: &Document, lost: &[String], prefix: &str, suffix: &str) -> Option<Found> {
    let [quote] = lost else { return None };
    let whole = format!("{prefix}{quote}{suffix}");
    if quote.is_empty() || prefix.chars().count() + suffix.chars().count() < CONTEXT / 2 {
        return None;
    }
    let mut places = new.text().match_indices(&whole);
    let (start, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let start = start + prefix.len();
    let fragments = Fragments::one(Span::new(start, start + quote.len()));
    Some(Found { outcome: Outcome::Moved, score: 1.0, fragments })
}

/// Makes doubtful what left the paragraph that it shared with the rest of its annotation.
fn hold_together(finder: &Finder<'_>, roles: &mut IndexMap<String, Vec<(Fragments, Found)>>) {
    let (old, new) = finder.texts();
    let main = roles.values().flatten().next().and_then(|(before, found)| {
        let after = found.fragments.as_ref()?;
        let (before, after) = (before.hull().start, after.hull().start);
        Some((old.paragraph_at(before), new.paragraph_at(after)))
    });
    let Some((before, after)) = main else { return };
    for (was, found) in roles.values_mut().flatten() {
        let Some(is) = &found.fragments else { continue };
        let was_together = old.paragraph_at(was.hull().start) == before;
        let is_far = new.paragraph_at(is.hull().start).abs_diff(after) > 2;
        if was_together && is_far {
            found.outcome = found.outcome.max(Outcome::Doubtful);
        }
    }
}

/// Returns the anchor over the new text, with what is needed to decide about it where it isn't sure.
fn over_new_text(finder: &Finder<'_>, anchor: &Anchor, found: &Found) -> Anchor {
    let Anchor::Text { fragments, state, extra } = anchor else { return anchor.clone() };
    let (old, new) = finder.texts();
    let mut extra = extra.clone();
    match (&found.outcome, &found.fragments) {
        (Outcome::Kept | Outcome::Moved, Some(place)) => {
            for key in ["prefix", "suffix", "anchor"] {
                extra.shift_remove(key);
            }
            if place.spans().len() != fragments.spans().len() {
                extra.shift_remove("fragments");
            }
            Anchor::Text { fragments: place.clone(), state: None, extra }
        }
        (Outcome::Doubtful, Some(place)) => {
            if state.is_none() {
                extra.insert("anchor".to_owned(), Value::Object(old_words(old, fragments)));
            }
            extra.shift_remove("fragments");
            let state = Some(AnchorState::Doubtful { score: (found.score * 1000.0).round() / 1000.0 });
            Anchor::Text { fragments: place.clone(), state, extra }
        }
        _ => {
            let texts = match state {
                Some(AnchorState::Lost { text }) => text.clone(),
                _ => {
                    let (prefix, suffix) = old.context(fragments.hull(), CONTEXT);
                    extra.insert("prefix".to_owned(), Value::from(prefix));
                    extra.insert("suffix".to_owned(), Value::from(suffix));
                    texts(old, fragments)
                }
            };
            let place = last_stood(old, new, fragments);
            let texts = if place.spans().len() == texts.len() { texts } else { vec![texts.join(" … ")] };
            let place = if place.spans().len() == texts.len() { place } else { first_of(&place) };
            extra.shift_remove("fragments");
            Anchor::Text { fragments: place, state: Some(AnchorState::Lost { text: texts }), extra }
        }
    }
}

fn texts(document: &Document, fragments: &Fragments) -> Vec<String> {
    fragments.spans().iter().map(|span| document.get(*span).unwrap_or_default().to_owned()).collect()
}

/// Returns what stood at the fragments, for the person who is to decide.
fn old_words(old: &Document, fragments: &Fragments) -> Map<String, Value> {
    let (prefix, suffix) = old.context(fragments.hull(), CONTEXT);
    let mut words = Map::new();
    words.insert("text".to_owned(), Value::from(texts(old, fragments)));
    words.insert("prefix".to_owned(), Value::from(prefix));
    words.insert("suffix".to_owned(), Value::from(suffix));
    words
}

/// Returns the old offsets, in code points, as far as the new text reaches.
fn last_stood(old: &Document, new: &Document, fragments: &Fragments) -> Fragments {
    let length = new.char_len();
    let spans = fragments.spans().iter().filter_map(|span| {
        let (start, end) = old.chars(*span);
        let start = start.0.min(length.saturating_sub(1));
        let end = end.0.clamp(start + 1, length.max(start + 1));
        let span = new.span_of_chars(CharOffset(start), CharOffset(end.min(length)))?;
        Some(segment::snap(new.text(), span))
    });
    Fragments::new(spans.collect()).unwrap_or_else(|| fragments.clone())
}

fn first_of(fragments: &Fragments) -> Fragments {
    Fragments::one(fragments.hull()).unwrap_or_else(|| fragments.clone())
}
