//! The quick way to read annotations: those that stand as this version writes them.
//!
//! Types of serde take them straight from the JSON's bytes, without a tree of values in between. Whatever
//! is unusual, be it sound or not (an unknown field, a null, a key that stands twice, a text that differs, fragments
//! out of order), is left to [`item`](super::item), which knows what to keep and what to say.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::annotation::{Anchor, Annotation, Extra, Fragments, Id, Origin, Provenance, Status};
use crate::store::record::form::{Entries, Few, Object, Passed, Text, each_once, not_null};
use crate::text::{CharOffset, Document, Span};

/// Takes the plain annotation that a text begins with, and how many bytes it has; `None` for anything else, and where
/// something must be said of it.
pub(super) fn first_of(json: &str, document: &Document) -> Option<(Annotation, usize)> {
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<Object<Twin<'_>>>();
    let Object(twin) = values.next()?.ok()?;
    Some((twin.read(document)?, values.byte_offset()))
}

/// An annotation as it stands, not yet held against the text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    layer: Text<'a>,
    label: Text<'a>,
    roles: Entries<'a, Few<Object<AnchorTwin<'a>>>>,
    #[serde(deserialize_with = "each_once")]
    attributes: Map<String, Value>,
    note: Option<String>,
    provenance: Object<ProvenanceTwin<'a>>,
}

impl Twin<'_> {
    /// Returns the annotation, `None` where something must be said of it.
    fn read(self, document: &Document) -> Option<Annotation> {
        if self.id.0.is_empty() {
            return None;
        }
        let mut roles = IndexMap::with_capacity(self.roles.0.len());
        for (role, anchors) in self.roles.0 {
            let mut read = Vec::with_capacity(anchors.len());
            for Object(anchor) in anchors {
                read.push(anchor.read(document)?);
            }
            roles.insert(role.into_owned(), read);
        }
        Some(Annotation {
            id: Id::new(&self.id.0),
            layer: self.layer.0.into_owned(),
            label: self.label.0.into_owned(),
            roles,
            attributes: self.attributes,
            note: self.note,
            provenance: self.provenance.0.read(),
            extra: Extra::new(),
        })
    }
}

/// An anchor: either a place or a reference. A null is an unknown field of the other form, thus not plain.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnchorTwin<'a> {
    #[serde(borrow, default, deserialize_with = "not_null")]
    fragments: Option<Few<Object<FragmentTwin<'a>>>>,
    #[serde(default, deserialize_with = "not_null")]
    prefix: Option<Passed>,
    #[serde(default, deserialize_with = "not_null")]
    suffix: Option<Passed>,
    #[serde(borrow, default, rename = "ref", deserialize_with = "not_null")]
    reference: Option<Text<'a>>,
}

impl AnchorTwin<'_> {
    fn read(self, document: &Document) -> Option<Anchor> {
        if let Some(id) = self.reference {
            let is_alone = self.fragments.is_none() && self.prefix.is_none() && self.suffix.is_none();
            return (is_alone && !id.0.is_empty()).then(|| Anchor::reference(Id::new(&id.0)));
        }
        let fragments = self.fragments?;
        let mut spans = Vec::with_capacity(fragments.len());
        for Object(fragment) in fragments {
            spans.push(fragment.read(document)?);
        }
        let are_apart = spans.windows(2).all(|pair| pair[0].end < pair[1].start);
        are_apart.then(|| Fragments::new(spans))?.map(Anchor::text)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FragmentTwin<'a> {
    start: usize,
    end: usize,
    #[serde(borrow)]
    text: Text<'a>,
}

impl FragmentTwin<'_> {
    /// Returns the fragment's place, `None` unless the text there is the one that it repeats.
    fn read(&self, document: &Document) -> Option<Span> {
        let start = document.map().from_chars(document.text(), CharOffset(self.start))?;
        let text = &*self.text.0;
        // What is repeated says how long it is, so that its end need not be looked up.
        let is_there = document.text()[start.0..].starts_with(text);
        let is_as_long = self.start + text.chars().count() == self.end;
        (is_there && is_as_long && !text.is_empty()).then(|| Span::new(start.0, start.0 + text.len()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvenanceTwin<'a> {
    #[serde(borrow)]
    creator: Text<'a>,
    created: Text<'a>,
    modified: Text<'a>,
    origin: Text<'a>,
    confidence: Option<f64>,
    status: Text<'a>,
}

impl ProvenanceTwin<'_> {
    fn read(self) -> Provenance {
        Provenance {
            creator: self.creator.0.into_owned(),
            created: self.created.0.into_owned(),
            modified: self.modified.0.into_owned(),
            origin: Origin::of(&self.origin.0),
            confidence: self.confidence,
            status: Status::of(&self.status.0),
            extra: Extra::new(),
        }
    }
}

#[cfg(test)]
#[path = "plain_tests.rs"]
mod tests;
