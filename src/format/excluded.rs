//! Regions that are left out: their text kept, masked or dropped, with the map of offsets.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::annotation::{Fragments, Id};
use crate::format::{Excluded, Source};
use crate::text::{Document, Span};

/// The text that is written, and where each part of it came from.
pub(super) struct Kept {
    pub document: Document,
    mode: Excluded,
    /// What stays of the source, in order, with the byte of the new text where each begins.
    segments: Vec<(Span, usize)>,
    regions: HashSet<Id>,
}

impl Kept {
    pub fn of(source: &Source<'_>, mode: Excluded) -> Self {
        let text = source.document.text();
        let whole = vec![(Span::new(0, text.len()), 0)];
        if mode == Excluded::Keep {
            let document = source.document.clone();
            return Self { document, mode, segments: whole, regions: HashSet::new() };
        }
        let mut regions = HashSet::new();
        let mut spans = Vec::new();
        for annotation in source.set.iter() {
            if annotation.attributes.get("exclude") == Some(&Value::Bool(true)) {
                regions.insert(annotation.id.clone());
                let places = annotation.all_fragments().map(|(_, span)| span);
                spans.extend(places.filter(|span| source.document.get(*span).is_some()));
            }
        }
        let Some(gone) = Fragments::new(spans) else {
            let document = source.document.clone();
            return Self { document, mode, segments: whole, regions };
        };
        let mut new = String::with_capacity(text.len());
        let mut segments = Vec::new();
        let mut at = 0;
        for span in gone.spans() {
            let start = span.start.0.max(at);
            let mut end = span.end.0;
            push(&mut new, &mut segments, text, at..start);
            if mode == Excluded::Mask {
                new.extend(text[start..end].chars().map(|one| if one == '\n' { '\n' } else { ' ' }));
            } else if (new.is_empty() || new.ends_with('\n')) && text[end..].starts_with('\n') {
                // Whole lines went; so does the line end behind them.
                end += 1;
            }
            at = end;
        }
        push(&mut new, &mut segments, text, at..text.len());
        Self { document: Document::new(new), mode, segments, regions }
    }

    /// Tells whether the annotation is itself a region that is left out.
    pub fn is_excluded_region(&self, id: &Id) -> bool {
        self.regions.contains(id)
    }

    /// Returns the fragments in the new text, and whether all of them is there; `None` where nothing is.
    pub fn fragments(&self, fragments: &Fragments) -> Option<(Fragments, bool)> {
        let mut spans = Vec::new();
        for span in fragments.spans() {
            let first = self.segments.partition_point(|(segment, _)| segment.end <= span.start);
            for (segment, start) in &self.segments[first..] {
                let Some(shared) = segment.intersection(*span) else { break };
                let from = start + shared.start.0 - segment.start.0;
                spans.push(Span::new(from, from + shared.len()));
            }
        }
        let length = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
        let whole = length(&spans) == length(fragments.spans());
        Some((Fragments::new(spans)?, whole))
    }

    /// Returns the map of offsets as JSON, in code points, where text was dropped.
    pub fn offsets(&self, source: &Document) -> Option<Vec<u8>> {
        let identical = self.mode != Excluded::Drop || self.document == *source;
        if identical {
            return None;
        }
        let segments = self.segments.iter().map(|(segment, start)| {
            let (from, to) = source.chars(*segment);
            let (new_from, new_to) = self.document.chars(Span::new(*start, start + segment.len()));
            json!({ "source": [from.0, to.0], "exported": [new_from.0, new_to.0] })
        });
        let map = json!({ "offset_unit": "code_point", "segments": segments.collect::<Vec<_>>() });
        Some(format!("{map:#}\n").into_bytes())
    }
}

fn push(new: &mut String, segments: &mut Vec<(Span, usize)>, text: &str, range: std::ops::Range<usize>) {
    if !range.is_empty() {
        segments.push((Span::from(range.clone()), new.len()));
        new.push_str(&text[range]);
    }
}
