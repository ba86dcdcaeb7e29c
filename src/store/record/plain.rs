//! The quick way to read annotations: those that stand as this version writes them.
//!
//! Types of serde take them straight from the JSON's bytes, without a tree of values in between. Whatever
//! is unusual, be it sound or not (an unknown field, a null, a text that differs, fragments out of order), is
//! left to [`item`](super::item), which knows what to keep and what to say.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::annotation::{Anchor, Annotation, Extra, Fragments, Id, Origin, Provenance, Status};
use crate::store::record::VERSION;
use crate::text::{CharOffset, Document, Span};

/// A record of this version, taken apart as far as the entries of its annotations.
pub(super) struct Record<'a> {
    /// Everything but the annotations.
    pub fields: Map<String, Value>,
    pub annotations: Vec<&'a RawValue>,
}

/// Takes a record apart; `None` where it is no JSON, of another version, or has its annotations in no list.
pub(super) fn record(json: &str) -> Option<Record<'_>> {
    let record: Record<'_> = serde_json::from_str(json).ok()?;
    let version = record.fields.get("version").and_then(Value::as_u64);
    (version == Some(VERSION)).then_some(record)
}

impl<'de: 'a, 'a> Deserialize<'de> for Record<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Record<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Map::new();
                let mut annotations = None;
                while let Some(key) = map.next_key::<String>()? {
                    if key != "annotations" {
                        fields.insert(key, map.next_value()?);
                    } else if annotations.replace(map.next_value()?).is_some() {
                        return Err(serde::de::Error::duplicate_field("annotations"));
                    }
                }
                Ok(Record { fields, annotations: annotations.unwrap_or_default() })
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// Reads an annotation that stands as this version writes it, `None` for any other.
pub(super) fn annotation(json: &RawValue, document: &Document) -> Option<Annotation> {
    let twin: Twin<'_> = serde_json::from_str(json.get()).ok()?;
    let roles = twin.roles.0.into_iter().map(|(role, anchors)| {
        let anchors = anchors.into_iter().map(|anchor| anchor.read(document)).collect::<Option<Vec<_>>>()?;
        Some((role.into_owned(), anchors))
    });
    let roles = roles.collect::<Option<Vec<_>>>()?;
    let count = roles.len();
    let roles: IndexMap<String, Vec<Anchor>> = roles.into_iter().collect();
    let is_plain = roles.len() == count && !twin.id.0.is_empty();
    is_plain.then(|| Annotation {
        id: Id::new(&twin.id.0),
        layer: twin.layer.0.into_owned(),
        label: twin.label.0.into_owned(),
        roles,
        attributes: twin.attributes,
        note: twin.note,
        provenance: twin.provenance.read(),
        extra: Extra::new(),
    })
}

/// Text that is borrowed where the JSON escapes nothing in it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    layer: Text<'a>,
    label: Text<'a>,
    roles: Entries<'a, Vec<AnchorTwin<'a>>>,
    attributes: Map<String, Value>,
    note: Option<String>,
    provenance: ProvenanceTwin<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnchorTwin<'a> {
    #[serde(borrow, default)]
    fragments: Vec<FragmentTwin<'a>>,
    #[serde(borrow)]
    prefix: Option<Text<'a>>,
    suffix: Option<Text<'a>>,
    #[serde(rename = "ref")]
    reference: Option<Text<'a>>,
}

impl AnchorTwin<'_> {
    fn read(self, document: &Document) -> Option<Anchor> {
        if let Some(id) = self.reference {
            let is_alone = self.fragments.is_empty() && self.prefix.is_none() && self.suffix.is_none();
            return (is_alone && !id.0.is_empty()).then(|| Anchor::reference(Id::new(&id.0)));
        }
        let spans = self.fragments.iter().map(|fragment| fragment.read(document));
        let spans = spans.collect::<Option<Vec<_>>>()?;
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

/// The entries of an object in their order.
struct Entries<'a, T>(Vec<(Cow<'a, str>, T)>);

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Entries<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<'a, T>(PhantomData<(&'a (), T)>);
        impl<'de: 'a, 'a, T: Deserialize<'de>> Visitor<'de> for InOrder<'a, T> {
            type Value = Entries<'a, T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<'de>, T>()? {
                    entries.push((key.0, value));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
    use serde_json::Value;
    use serde_json::value::RawValue;

    use crate::store::record::item::{self, Context};
    use crate::store::record::place::Path;
    use crate::text::Document;

    const ARTICLE: &str = include_str!("../../../assets/samples/port-project.txt");
    const RECORD: &str = include_str!("../../../assets/samples/port-project.txt.ann.json");

    fn annotations() -> Vec<&'static RawValue> {
        super::record(RECORD).expect("the sample is of this version").annotations
    }

    #[test]
    fn what_this_version_writes_is_read_the_quick_way() {
        let document = Document::new(ARTICLE);
        let annotations = annotations();
        assert!(annotations.len() > 100);
        for json in annotations {
            assert!(super::annotation(json, &document).is_some(), "{json}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// Whatever becomes of an annotation's JSON, the quick way reads it as the other one does or not at all.
        #[test]
        fn both_ways_agree(
            which in any::<proptest::sample::Index>(),
            at in any::<proptest::sample::Index>(),
            removed in 0_usize..9,
            put in proptest::sample::select(vec!["", "0", "1", "null", "\"", ",", "a", "{}", "[]", "\"id\":\"a1\",", " "]),
        ) {
            let document = Document::new(ARTICLE);
            let json = which.get(&annotations()).get().to_owned();
            let start = json.floor_char_boundary(at.index(json.len()));
            let end = json.ceil_char_boundary((start + removed).min(json.len()));
            let json = format!("{}{put}{}", &json[..start], &json[end..]);
            let Ok(raw) = serde_json::from_str::<&RawValue>(&json) else { return Ok(()) };
            if let Some(quick) = super::annotation(raw, &document) {
                let value: Value = serde_json::from_str(&json).expect("it was read");
                let mut context = Context { document: &document, problems: Vec::new() };
                let slow = item::annotation(&value, &Path::Root, &mut context);
                prop_assert!(context.problems.is_empty(), "{:?}", context.problems);
                prop_assert_eq!(quick, slow.expect("the quick way read it"));
            }
        }
    }
}
