//! The record's JSON of version 1, borrowed from the model while it is written.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use crate::annotation::{
    About, Anchor, AnchorState, Annotation, EntityRecord, Extra, Fragments, Id, Item, Provenance, Relation,
};
use crate::store::record::act::ItemTwin;
use crate::store::record::{CONTEXT, FORMAT, Header, SchemaRef};
use crate::text::{Direction, Document, Newline, Span};

/// Everything in a record, in order; `Unread` entries stand behind those of their list.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    pub format: &'static str,
    pub version: u64,
    pub offset_unit: &'static str,
    pub document: Block<'a>,
    pub annotator: &'a str,
    pub schema: SchemaTwin<'a>,
    pub text: &'a str,
    pub entities: List<'a, &'a EntityRecord>,
    pub annotations: List<'a, AnnotationTwin<'a>>,
    pub relations: List<'a, RelationTwin<'a>>,
    #[serde(skip_serializing_if = "List::is_empty")]
    pub conflicts: List<'a, ConflictTwin<'a>>,
    #[serde(flatten)]
    pub extra: &'a Extra,
}

impl<'a> Record<'a> {
    pub const UNIT: &'static str = "code_point";

    pub fn of(
        header: &'a Header,
        about: &'a About,
        document: &'a Document,
        entities: Vec<&'a EntityRecord>,
        annotations: &[&'a Annotation],
        relations: &[&'a Relation],
    ) -> Self {
        let twins = annotations.iter().map(|annotation| AnnotationTwin { annotation, document }).collect();
        Self {
            format: FORMAT,
            version: super::VERSION,
            offset_unit: Self::UNIT,
            document: Block::of(header, about, document),
            annotator: &header.annotator,
            schema: SchemaTwin::of(&header.schema),
            text: document.text(),
            entities: List { known: entities, unread: &header.unread.entities },
            annotations: List { known: twins, unread: &header.unread.annotations },
            relations: List {
                known: relations.iter().map(|relation| RelationTwin::of(relation)).collect(),
                unread: &header.unread.relations,
            },
            conflicts: List { known: conflicts(about, document), unread: &header.unread.conflicts },
            extra: &header.extra,
        }
    }
}

/// A list, with what could not be read at its end.
pub(super) struct List<'a, T> {
    pub known: Vec<T>,
    pub unread: &'a [Value],
}

impl<T> List<'_, T> {
    fn is_empty(&self) -> bool {
        self.known.is_empty() && self.unread.is_empty()
    }
}

/// What two writers changed in different ways, each with the whole item.
#[derive(Serialize)]
pub(super) struct ConflictTwin<'a> {
    id: Option<&'a Id>,
    field: &'a str,
    base: Option<ItemTwin<'a>>,
    ours: Option<ItemTwin<'a>>,
    theirs: Option<ItemTwin<'a>>,
    #[serde(flatten)]
    extra: &'a Extra,
}

fn conflicts<'a>(about: &'a About, document: &'a Document) -> Vec<ConflictTwin<'a>> {
    let twin = |item: &'a Option<Item>| item.as_ref().map(|item| ItemTwin { item, document });
    let twins = about.conflicts.iter().map(|conflict| ConflictTwin {
        id: conflict.id.as_ref(),
        field: &conflict.field,
        base: twin(&conflict.base),
        ours: twin(&conflict.ours),
        theirs: twin(&conflict.theirs),
        extra: &conflict.extra,
    });
    twins.collect()
}

impl<T: Serialize> Serialize for List<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.known.len() + self.unread.len()))?;
        for item in &self.known {
            list.serialize_element(item)?;
        }
        for item in self.unread {
            list.serialize_element(item)?;
        }
        list.end()
    }
}

#[derive(Serialize)]
pub(super) struct Block<'a> {
    source: &'a str,
    language: &'a str,
    direction: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    paragraph_directions: Map<String, Value>,
    encoding: &'a str,
    newline: Newline,
    source_sha256: Option<&'a str>,
    text_sha256: &'a str,
    length: Length<'a>,
    metadata: &'a Map<String, Value>,
    labels: &'a Map<String, Value>,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a str>,
    #[serde(flatten)]
    extra: &'a Extra,
}

/// What is said of the document, without what is known of its source.
#[derive(Serialize)]
pub(super) struct AboutTwin<'a> {
    language: &'a str,
    direction: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    paragraph_directions: Map<String, Value>,
    metadata: &'a Map<String, Value>,
    labels: &'a Map<String, Value>,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<ConflictTwin<'a>>,
    #[serde(flatten)]
    extra: &'a Extra,
}

impl<'a> AboutTwin<'a> {
    pub fn of(about: &'a About, document: &'a Document) -> Self {
        Self {
            language: &about.language,
            direction: about.direction.map_or("auto", word),
            paragraph_directions: directions(about),
            metadata: &about.metadata,
            labels: &about.labels,
            status: &about.status,
            notes: about.notes.as_deref(),
            conflicts: conflicts(about, document),
            extra: &about.extra,
        }
    }
}

fn directions(about: &About) -> Map<String, Value> {
    let mut paragraphs: Vec<_> = about.paragraph_directions.iter().collect();
    paragraphs.sort_by_key(|(paragraph, _)| **paragraph);
    let words = paragraphs.into_iter();
    words.map(|(paragraph, direction)| (paragraph.to_string(), word(*direction).into())).collect()
}

#[derive(Serialize)]
struct Length<'a> {
    code_points: usize,
    utf16: usize,
    utf8: usize,
    #[serde(flatten)]
    extra: &'a Extra,
}

impl<'a> Block<'a> {
    fn of(header: &'a Header, about: &'a About, document: &'a Document) -> Self {
        Self {
            source: &header.source,
            language: &about.language,
            direction: about.direction.map_or("auto", word),
            paragraph_directions: directions(about),
            encoding: &header.encoding,
            newline: header.newline,
            source_sha256: header.source_sha256.as_deref(),
            text_sha256: document.sha256(),
            length: Length {
                code_points: document.char_len(),
                utf16: document.utf16_len(),
                utf8: document.text().len(),
                extra: &header.length_extra,
            },
            metadata: &about.metadata,
            labels: &about.labels,
            status: &about.status,
            notes: about.notes.as_deref(),
            extra: &about.extra,
        }
    }
}

fn word(direction: Direction) -> &'static str {
    if direction.is_rtl() { "rtl" } else { "ltr" }
}

#[derive(Serialize)]
pub(super) struct SchemaTwin<'a> {
    id: &'a str,
    version: u64,
    sha256: Option<&'a str>,
    #[serde(flatten)]
    extra: &'a Extra,
}

impl<'a> SchemaTwin<'a> {
    fn of(schema: &'a SchemaRef) -> Self {
        Self {
            id: &schema.id,
            version: schema.version,
            sha256: schema.sha256.as_deref(),
            extra: &schema.extra,
        }
    }
}

/// An annotation with the text that its spans refer to.
#[derive(Clone, Copy)]
pub(super) struct AnnotationTwin<'a> {
    pub annotation: &'a Annotation,
    pub document: &'a Document,
}

impl Serialize for AnnotationTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { annotation, document } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &annotation.id)?;
        map.serialize_entry("layer", &annotation.layer)?;
        map.serialize_entry("label", &annotation.label)?;
        map.serialize_entry("roles", &Roles { annotation, document })?;
        map.serialize_entry("attributes", &annotation.attributes)?;
        map.serialize_entry("note", &annotation.note)?;
        map.serialize_entry("provenance", &annotation.provenance)?;
        for (key, value) in &annotation.extra {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

struct Roles<'a> {
    annotation: &'a Annotation,
    document: &'a Document,
}

impl Serialize for Roles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let roles = self.annotation.roles.iter();
        let document = self.document;
        let twin = move |anchor| AnchorTwin { anchor, document };
        serializer.collect_map(roles.map(|(role, anchors)| (role, Each(move || anchors.iter().map(twin)))))
    }
}

/// A list that is made while it is written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

struct AnchorTwin<'a> {
    anchor: &'a Anchor,
    document: &'a Document,
}

impl Serialize for AnchorTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.anchor {
            Anchor::Ref { id, extra } => {
                map.serialize_entry("ref", id)?;
                for (key, value) in extra {
                    map.serialize_entry(key, value)?;
                }
            }
            Anchor::Text { fragments, state, extra } => {
                let lost = match state {
                    Some(AnchorState::Lost { text }) => Some(text.as_slice()),
                    _ => None,
                };
                map.serialize_entry("fragments", &self.fragments(fragments, lost, extra))?;
                let (prefix, suffix) = self.document.context(fragments.hull(), CONTEXT);
                let kept = |key| lost.and_then(|_| extra.get(key).and_then(Value::as_str));
                map.serialize_entry("prefix", kept("prefix").unwrap_or(prefix))?;
                map.serialize_entry("suffix", kept("suffix").unwrap_or(suffix))?;
                if let Some(state) = state {
                    map.serialize_entry("anchor", &StateTwin::of(state, extra.get("anchor")))?;
                }
                const HELD: [&str; 4] = ["fragments", "prefix", "suffix", "anchor"];
                for (key, value) in extra.iter().filter(|(key, _)| !HELD.contains(&key.as_str())) {
                    map.serialize_entry(key, value)?;
                }
            }
        }
        map.end()
    }
}

impl<'a> AnchorTwin<'a> {
    /// The fragments with the fields that the reader put by for each of them.
    fn fragments(
        &self,
        fragments: &'a Fragments,
        lost: Option<&'a [String]>,
        extra: &'a Extra,
    ) -> impl Serialize {
        let document = self.document;
        let extras = extra.get("fragments");
        let twin = move |(index, span): (usize, &Span)| {
            let found = document.get(*span);
            let start = document.map().to_chars(document.text(), span.start).0;
            let end = match found {
                // Its text is at hand: the end need not be looked up.
                Some(there) => start + there.chars().count(),
                None => document.map().to_chars(document.text(), span.end).0,
            };
            let there = found.unwrap_or_default();
            let text = lost.and_then(|lost| lost.get(index)).map_or(there, String::as_str);
            let extra = extras.and_then(|extras| extras.get(index)).and_then(Value::as_object);
            FragmentTwin { start, end, text, extra }
        };
        Each(move || fragments.spans().iter().enumerate().map(twin))
    }
}

struct FragmentTwin<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    extra: Option<&'a Extra>,
}

impl Serialize for FragmentTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("start", &self.start)?;
        map.serialize_entry("end", &self.end)?;
        map.serialize_entry("text", self.text)?;
        for (key, value) in self.extra.into_iter().flatten() {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct StateTwin<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(flatten)]
    extra: Option<&'a Extra>,
}

impl<'a> StateTwin<'a> {
    fn of(state: &AnchorState, extra: Option<&'a Value>) -> Self {
        let (state, score) = match state {
            AnchorState::Doubtful { score } => ("doubtful", Some(*score)),
            AnchorState::Lost { .. } => ("lost", None),
        };
        Self { state, score, extra: extra.and_then(Value::as_object) }
    }
}

#[derive(Serialize)]
pub(super) struct RelationTwin<'a> {
    id: &'a Id,
    #[serde(rename = "type")]
    kind: &'a str,
    from: &'a Id,
    to: &'a Id,
    attributes: &'a Map<String, Value>,
    note: Option<&'a str>,
    provenance: &'a Provenance,
    #[serde(flatten)]
    extra: &'a Extra,
}

impl<'a> RelationTwin<'a> {
    pub fn of(relation: &'a Relation) -> Self {
        Self {
            id: &relation.id,
            kind: &relation.kind,
            from: &relation.from,
            to: &relation.to,
            attributes: &relation.attributes,
            note: relation.note.as_deref(),
            provenance: &relation.provenance,
            extra: &relation.extra,
        }
    }
}
