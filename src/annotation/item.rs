//! The things that a set holds.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::annotation::Conflict;
use crate::text::{Direction, Span};

/// Fields that this version doesn't know, kept to be written back.
pub type Extra = Map<String, Value>;

/// The id of an annotation, a relation or an entity record: unique within a record, kept for life.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(Arc<str>);

impl Id {
    pub fn new(id: &str) -> Self {
        Self(Arc::from(id))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether a text has the form of an id: a letter first, a digit last, and short.
    fn is_likely(text: &str) -> bool {
        text.len() <= 24
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.ends_with(|last: char| last.is_ascii_digit())
    }

    /// Returns the id as (letters, number), so that a2 sorts before a10.
    pub fn sort_key(&self) -> (&str, u64) {
        let digits = self.0.bytes().rev().take_while(u8::is_ascii_digit).count().min(18);
        let (prefix, number) = self.0.split_at(self.0.len() - digits);
        (prefix, number.parse().unwrap_or(0))
    }
}

/// An id is looked up by its text.
impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The spans of one anchor in text order: sorted, half-open, not touching, never none.
///
/// More than one fragment makes the anchor discontinuous.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fragments(Vec<Span>);

impl Fragments {
    /// Returns the spans sorted, with touching and overlapping ones joined; `None` if all are empty.
    pub fn new(mut spans: Vec<Span>) -> Option<Self> {
        // As they nearly always come.
        if !spans.is_empty()
            && spans.iter().all(|span| !span.is_empty())
            && spans.windows(2).all(|pair| pair[0].end < pair[1].start)
        {
            return Some(Self(spans));
        }
        spans.retain(|span| !span.is_empty());
        spans.sort();
        let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => *last = last.hull(span),
                _ => joined.push(span),
            }
        }
        (!joined.is_empty()).then_some(Self(joined))
    }

    /// Returns the one fragment of that span, `None` if it is empty.
    pub fn one(span: Span) -> Option<Self> {
        Self::new(vec![span])
    }

    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// Returns the span from the first fragment's start to the last one's end.
    pub fn hull(&self) -> Span {
        self.0[0].hull(self.0[self.0.len() - 1])
    }
}

/// What fills a role: a place in the text, or another annotation.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    Text {
        fragments: Fragments,
        /// Where the place is doubtful or lost since the source changed; `None` while it stands.
        state: Option<AnchorState>,
        extra: Extra,
    },
    Ref {
        id: Id,
        extra: Extra,
    },
}

impl Anchor {
    /// Returns an anchor at those fragments.
    pub fn text(fragments: Fragments) -> Self {
        Self::Text { fragments, state: None, extra: Extra::new() }
    }

    /// Returns an anchor at that annotation.
    pub fn reference(id: Id) -> Self {
        Self::Ref { id, extra: Extra::new() }
    }

    pub fn fragments(&self) -> Option<&Fragments> {
        match self {
            Self::Text { fragments, .. } => Some(fragments),
            Self::Ref { .. } => None,
        }
    }

    /// Tells whether a person has yet to say where it stands.
    pub fn awaits_decision(&self) -> bool {
        matches!(self, Self::Text { state: Some(_), .. })
    }

    /// Returns the words of what was not found again when the source changed, a text for each fragment.
    pub fn lost_words(&self) -> Option<&[String]> {
        match self {
            Self::Text { state: Some(AnchorState::Lost { text }), .. } => Some(text),
            _ => None,
        }
    }

    pub fn target(&self) -> Option<&Id> {
        match self {
            Self::Ref { id, .. } => Some(id),
            Self::Text { .. } => None,
        }
    }
}

/// What became of an anchor when the source changed, until a person has decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AnchorState {
    /// The text was found, but not surely the same place.
    Doubtful { score: f64 },
    /// The text was not found; the fragments say where it last stood, the text what it was.
    Lost { text: Vec<String> },
}

/// One annotation of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    pub id: Id,
    pub layer: String,
    pub label: String,
    /// What fills each role, in the schema's order of roles.
    pub roles: IndexMap<String, Vec<Anchor>>,
    pub attributes: Map<String, Value>,
    pub note: Option<String>,
    pub provenance: Provenance,
    pub extra: Extra,
}

impl Annotation {
    /// Returns the anchors of that role; none where it isn't filled.
    pub fn role(&self, role: &str) -> &[Anchor] {
        self.roles.get(role).map_or(&[], Vec::as_slice)
    }

    /// Returns the fragments of the first text anchor of the role.
    pub fn fragments(&self, role: &str) -> Option<&Fragments> {
        self.role(role).iter().find_map(Anchor::fragments)
    }

    /// Returns every fragment with its role, in the order of roles and anchors.
    pub fn all_fragments(&self) -> impl Iterator<Item = (&str, Span)> {
        self.roles.iter().flat_map(|(role, anchors)| {
            let fragments = anchors.iter().filter_map(Anchor::fragments);
            fragments
                .flat_map(move |fragments| fragments.spans().iter().map(move |span| (role.as_str(), *span)))
        })
    }

    /// Returns the hull of the first role that lies in the text: where the annotation stands.
    pub fn place(&self) -> Option<Span> {
        self.roles.values().flatten().find_map(Anchor::fragments).map(Fragments::hull)
    }

    /// Returns the ids that this annotation points at: by its roles, and by attributes that may hold one.
    ///
    /// Which attributes are references only the schema knows; any short text of letters and a number
    /// is taken for an id here, so a caller asks again what it is.
    pub fn references(&self) -> impl Iterator<Item = Id> {
        let by_role = self.roles.values().flatten().filter_map(Anchor::target).cloned();
        let values = self.attributes.values().filter_map(Value::as_str);
        by_role.chain(values.filter(|value| Id::is_likely(value)).map(Id::new))
    }
}

/// Who made something, when and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    #[serde(default)]
    pub creator: String,
    /// RFC 3339 in UTC, whole seconds.
    #[serde(default)]
    pub created: String,
    #[serde(default)]
    pub modified: String,
    #[serde(default)]
    pub origin: Origin,
    /// From 0 to 1, where a program proposed it.
    #[serde(default)]
    pub confidence: Option<f64>,
    #[serde(default)]
    pub status: Status,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where an annotation came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    #[default]
    Manual,
    Suggested,
    Imported,
    Adjudicated,
    /// Another word, kept as it was written.
    #[serde(untagged)]
    Other(String),
}

impl Origin {
    /// Returns the origin that a record names by that word.
    pub fn of(word: &str) -> Self {
        match word {
            "manual" => Self::Manual,
            "suggested" => Self::Suggested,
            "imported" => Self::Imported,
            "adjudicated" => Self::Adjudicated,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// How far an annotation has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    #[default]
    Draft,
    Final,
    Disputed,
    /// Another word, kept as it was written.
    #[serde(untagged)]
    Other(String),
}

impl Status {
    /// Returns the status that a record names by that word.
    pub fn of(word: &str) -> Self {
        match word {
            "draft" => Self::Draft,
            "final" => Self::Final,
            "disputed" => Self::Disputed,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A directed relation between two annotations or relations.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    pub id: Id,
    /// The kind, an id of the schema's relations.
    pub kind: String,
    pub from: Id,
    pub to: Id,
    pub attributes: Map<String, Value>,
    pub note: Option<String>,
    pub provenance: Provenance,
    pub extra: Extra,
}

/// Who or what mentions stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityRecord {
    pub id: Id,
    pub name: String,
    /// A Wikidata QID, `NIL` where there surely is none, `None` where nobody looked.
    #[serde(default)]
    pub wikidata: Option<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What is said of the document as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// A BCP 47 language code.
    pub language: String,
    /// The direction chosen for all paragraphs; `None` follows each paragraph's first strong character.
    pub direction: Option<Direction>,
    /// The paragraphs whose direction a person set, by their number counted from 0.
    pub paragraph_directions: IndexMap<usize, Direction>,
    pub metadata: Map<String, Value>,
    pub labels: Map<String, Value>,
    pub status: String,
    pub notes: Option<String>,
    /// What two writers changed in different ways and nobody has decided yet.
    pub conflicts: Vec<Conflict>,
    pub extra: Extra,
}

impl Default for About {
    fn default() -> Self {
        Self {
            language: "ar".to_owned(),
            direction: None,
            paragraph_directions: IndexMap::new(),
            metadata: Map::new(),
            labels: Map::new(),
            status: "in_progress".to_owned(),
            notes: None,
            conflicts: Vec::new(),
            extra: Extra::new(),
        }
    }
}

/// Anything that a set holds and an edit may change.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Annotation(Arc<Annotation>),
    Relation(Arc<Relation>),
    Entity(Arc<EntityRecord>),
    /// There is just one in a set; it can be replaced, not inserted or removed.
    About(Arc<About>),
}

impl Item {
    /// Returns the item's id; what is said of the document has none.
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Annotation(annotation) => Some(&annotation.id),
            Self::Relation(relation) => Some(&relation.id),
            Self::Entity(entity) => Some(&entity.id),
            Self::About(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fragments, Id};
    use crate::text::Span;

    #[test]
    fn fragments_are_sorted_and_joined() {
        let spans = vec![Span::new(9, 12), Span::new(0, 4), Span::new(4, 6), Span::new(7, 7)];
        let fragments = Fragments::new(spans).expect("not all are empty");
        assert_eq!(fragments.spans(), [Span::new(0, 6), Span::new(9, 12)]);
        assert_eq!(fragments.hull(), Span::new(0, 12));
        assert_eq!(Fragments::one(Span::new(3, 3)), None);
    }

    #[test]
    fn ids_sort_by_number() {
        let mut ids = ["a10", "a2", "E1", "a"].map(Id::new);
        ids.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
        assert_eq!(ids.map(|id| id.to_string()), ["E1", "a", "a2", "a10"]);
    }
}
