//! The quick way to read annotations: those that stand as this version writes them.
//!
//! Types of serde take them straight from the JSON's bytes, without a tree of values in between. Whatever
//! is unusual, be it sound or not (an unknown field, a null, a key that stands twice, a text that differs, fragments
//! out of order), is left to [`item`](super::item), which knows what to keep and what to say.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::annotation::{Anchor, Annotation, Extra, Fragments, Id, Origin, Provenance, Status};
use crate::store::record::json::Noted;
use crate::text::{CharOffset, Document, Span};

/// How many roles a plain annotation has at most.
const MOST_ROLES: usize = 32;

/// Text that is borrowed where the JSON escapes nothing in it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

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
    roles: Entries<'a, Vec<Object<AnchorTwin<'a>>>>,
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
            let anchors = anchors.into_iter().map(|Object(anchor)| anchor.read(document));
            roles.insert(role.into_owned(), anchors.collect::<Option<Vec<_>>>()?);
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
    fragments: Option<Vec<Object<FragmentTwin<'a>>>>,
    #[serde(borrow, default, deserialize_with = "not_null")]
    prefix: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "not_null")]
    suffix: Option<Text<'a>>,
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
        let spans = fragments.iter().map(|Object(fragment)| fragment.read(document));
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

fn not_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads an object in which no key stands twice, however deep.
fn each_once<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    match Noted::deserialize(deserializer)? {
        Noted { value: Value::Object(map), twice } if twice.is_empty() => Ok(map),
        _ => Err(D::Error::custom("must be an object in which no key stands twice")),
    }
}

/// A struct that stands as an object: by itself, serde would take a list of its fields too.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// The entries of an object in their order; no key stands twice.
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
                let mut entries: Vec<(Cow<'a, str>, T)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<'de>, T>()? {
                    // A search through each list: roles are a handful, and no time is lost over more than that.
                    if entries.len() == MOST_ROLES || entries.iter().any(|(other, _)| *other == key.0) {
                        return Err(A::Error::custom("too many keys, or one that stands twice"));
                    }
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
    use std::ops::Range;

    use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest};
    use proptest::sample::{Index, select};
    use serde_json::Value;

    use crate::store::record::Loaded;
    use crate::store::record::item::{self, Context};
    use crate::store::record::json::{self, Entry, Noted};
    use crate::store::record::place::Path;
    use crate::store::record::plain::first_of;
    use crate::store::record::read::read_parsed;
    use crate::text::Document;

    const ARTICLE: &str = include_str!("../../../assets/samples/port-project.txt");
    const RECORD: &str = include_str!("../../../assets/samples/port-project.txt.ann.json");

    fn annotations() -> Vec<&'static str> {
        let parsed = json::parse_plain(RECORD.as_bytes(), None).expect("the sample is of this version");
        let entries = parsed.annotations.into_iter().map(|entry| match entry {
            Entry::Plain(_, json) => json,
            Entry::Value(value) => panic!("{value} is not plain"),
        });
        entries.collect()
    }

    /// Holds both ways against each other over one annotation.
    fn agree(json: &str, document: &Document) {
        let Some((quick, length)) = first_of(json, document) else { return };
        assert_eq!(json[length..].trim(), "", "all of it was taken: {json}");
        let Noted { value, twice } = serde_json::from_str(json).expect("it was read");
        assert_eq!(twice, Vec::<String>::new(), "{json}");
        let mut context = Context { document, problems: Vec::new() };
        let slow = item::annotation(&value, &Path::Root, &mut context);
        assert!(context.problems.is_empty(), "{:?}", context.problems);
        assert_eq!(quick, slow.expect("the quick way read it"), "{json}");
    }

    #[test]
    fn what_this_version_writes_is_read_the_quick_way() {
        let document = Document::new(ARTICLE);
        let annotations = annotations();
        assert!(annotations.len() > 100);
        for json in annotations {
            assert!(first_of(json, &document).is_some(), "{json}");
        }
    }

    /// Forms that serde takes and the model does not, or not so.
    #[test]
    fn what_is_unusual_is_never_read_in_another_way() {
        let document = Document::new("one two three");
        let annotation = |anchor: &str, attributes: &str, provenance: &str| {
            format!(
                r#"{{"id":"a1","layer":"entity","label":"PERS","roles":{{"place":[{anchor}]}},"attributes":{attributes},"note":null,"provenance":{provenance}}}"#
            )
        };
        let provenance = r#"{"creator":"n","created":"c","modified":"m","origin":"manual","confidence":null,"status":"draft"}"#;
        let text = r#"{"fragments":[{"start":0,"end":3,"text":"one"}]}"#;
        let usual = annotation(text, "{}", provenance);
        assert!(first_of(&usual, &document).is_some(), "the usual form is plain");
        let anchors = [
            r#"{"fragments":[{"start":0,"end":3,"text":"one"}],"ref":null}"#,
            r#"{"fragments":[],"ref":"a2"}"#,
            r#"{"fragments":null,"ref":"a2"}"#,
            r#"{"ref":"a2","prefix":null}"#,
            r#"{"fragments":[{"start":0,"end":3,"text":"one"}],"prefix":null}"#,
            r#"{"fragments":[[0,3,"one"]]}"#,
            r#"[[{"start":0,"end":3,"text":"one"}],"","",null]"#,
            r#"{"fragments":[{"start":0,"end":3,"text":"one"},{"start":3,"end":4,"text":" "}]}"#,
            r#"{"fragments":[{"start":0,"end":3,"text":"one","text":"one"}]}"#,
            r#"{"fragments":[{"start":0,"end":3,"text":"one"}],"anchor":{"state":"doubtful","score":0.5}}"#,
        ];
        for anchor in anchors {
            agree(&annotation(anchor, "{}", provenance), &document);
        }
        let objects = [r#"{"a":1,"a":2}"#, r#"{"a":[{"b":1,"b":1}]}"#, "[]", "null", r#"{"a":1.0,"b":-0}"#];
        for attributes in objects {
            agree(&annotation(text, attributes, provenance), &document);
        }
        for provenance in [r#"["n","c","m","manual",null,"draft"]"#, "{}", "null"] {
            agree(&annotation(text, "{}", provenance), &document);
        }
        agree(&format!("[{}]", annotation(text, "{}", provenance)), &document);
    }

    /// One way in which a record is spoilt or only written otherwise.
    #[derive(Clone, Debug)]
    enum Spoil {
        /// A bit is turned over.
        Bit(Index, u32),
        /// A line stands twice: a field, or a part of one.
        LineTwice(Index),
        LineGone(Index),
        /// An annotation stands a second time behind another one.
        AnnotationTwice(Index, Index),
        /// A run of digits changes its place with another one.
        Numbers(Index, Index),
        /// Text at one of the places where JSON has punctuation.
        Put(Index, &'static str),
        CutOff(Index),
    }

    fn spoil() -> impl Strategy<Value = Spoil> {
        let put = select(vec![
            "",
            " ",
            "\n",
            "\n\n",
            "null,",
            "1,",
            "{},",
            "{\"id\":\"a1\"},",
            "\"note\":\"x\",",
            "[",
            "}",
        ]);
        let line = || any::<Index>();
        prop_oneof![
            (any::<Index>(), 0_u32..8).prop_map(|(at, bit)| Spoil::Bit(at, bit)),
            line().prop_map(Spoil::LineTwice),
            line().prop_map(Spoil::LineGone),
            (line(), line()).prop_map(|(one, other)| Spoil::AnnotationTwice(one, other)),
            (line(), line()).prop_map(|(one, other)| Spoil::Numbers(one, other)),
            (line(), put).prop_map(|(at, put)| Spoil::Put(at, put)),
            line().prop_map(Spoil::CutOff),
        ]
    }

    impl Spoil {
        fn apply(&self, record: &mut Vec<u8>) {
            if record.is_empty() {
                return;
            }
            match self {
                Self::Bit(at, bit) => {
                    let at = at.index(record.len());
                    record[at] ^= 1 << bit;
                }
                Self::LineTwice(line) => {
                    let line = line.get(&lines(record)).clone();
                    let twice = record[line.clone()].to_vec();
                    record.splice(line.start..line.start, twice);
                }
                Self::LineGone(line) => {
                    let line = line.get(&lines(record)).clone();
                    record.drain(line);
                }
                Self::AnnotationTwice(one, other) => {
                    let entries = annotations();
                    let copy = format!(",\n{}", one.get(&entries));
                    let before = other.get(&entries).as_bytes();
                    if let Some(at) = memchr::memmem::find(record, before) {
                        let end = at + before.len();
                        record.splice(end..end, copy.into_bytes());
                    }
                }
                Self::Numbers(one, other) => {
                    let runs = runs(record, u8::is_ascii_digit);
                    if runs.is_empty() {
                        return;
                    }
                    let (one, other) = (one.get(&runs).clone(), other.get(&runs).clone());
                    let (first, last) = if one.start < other.start { (one, other) } else { (other, one) };
                    if first.end <= last.start {
                        let (before, after) = (record[first.clone()].to_vec(), record[last.clone()].to_vec());
                        record.splice(last, before);
                        record.splice(first, after);
                    }
                }
                Self::Put(at, put) => {
                    let marks = runs(record, |byte| b",{[".contains(byte));
                    if !marks.is_empty() {
                        let at = at.get(&marks).end;
                        record.splice(at..at, put.bytes());
                    }
                }
                Self::CutOff(at) => record.truncate(at.index(record.len())),
            }
        }
    }

    fn lines(record: &[u8]) -> Vec<Range<usize>> {
        let ends = memchr::memchr_iter(b'\n', record).map(|at| at + 1);
        let ends: Vec<usize> = ends.chain([record.len()]).collect();
        std::iter::once(0)
            .chain(ends.iter().copied())
            .zip(ends.iter().copied())
            .map(|(start, end)| start..end)
            .collect()
    }

    fn runs(record: &[u8], belongs: impl Fn(&u8) -> bool) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, _) in record.iter().enumerate().filter(|(_, byte)| belongs(byte)) {
            match runs.last_mut() {
                Some(run) if run.end == at => run.end = at + 1,
                _ => runs.push(at..at + 1),
            }
        }
        runs
    }

    /// Holds both ways against each other over a whole record, in everything that a reader sees of it.
    fn agree_over(record: &[u8], source: Option<&Document>) {
        let Some(quick) = json::parse_plain(record, source) else { return };
        let slow = json::parse_as_tree(record).expect("it begins as an object does");
        assert_eq!(slow.faults, Vec::new(), "the quick way is for records without a fault");
        match (read_parsed(quick, source), read_parsed(slow, source)) {
            (Ok(quick), Ok(slow)) => {
                assert_eq!(quick.problems, slow.problems);
                assert_eq!(quick.header, slow.header);
                assert_eq!(quick.set.snapshot(), slow.set.snapshot());
                assert_eq!(quick.set.fresh_id("a"), slow.set.fresh_id("a"));
                assert_eq!(quick.lines, slow.lines);
                assert_eq!(quick.document, slow.document);
                let rest = |loaded: &Loaded| (loaded.text_differs, loaded.version, loaded.faithful);
                assert_eq!(rest(&quick), rest(&slow));
            }
            (quick, slow) => assert_eq!(quick.err(), slow.err()),
        }
    }

    #[test]
    fn both_ways_agree_over_ids_and_lines_of_what_is_unread() {
        let document = Document::new(ARTICLE);
        let json = annotations().swap_remove(0);
        let id = serde_json::from_str::<Value>(json).expect("it is JSON")["id"].clone();
        let records = [
            // The entry that has the id first has its line, though it can't be read.
            RECORD.replacen("\"entities\": [", &format!("\"entities\": [\n{{\"id\":{id},\"name\":1}},"), 1),
            RECORD.replacen("\"entities\": [", &format!("\"entities\": [\n{{\"id\":{id}}},"), 1),
            RECORD.replacen("\"annotations\": [", &format!("\"annotations\": [\n{{\"id\":{id}}},"), 1),
            RECORD.replacen("\"annotations\": [", "\"annotations\": [\n7, null, [],\n", 1),
            RECORD.replacen("\"annotations\": [", "\"annotations\": null, \"others\": [", 1),
            RECORD.replacen("\"version\": 1", "\"version\": 2", 1),
            // The text stands behind what refers to it, or twice, or is none.
            RECORD.replacen("\"text\":", "\"texts\":", 1).replacen("\n}", ",\n\"text\": \"other\"\n}", 1),
            RECORD.replacen("\"text\":", "\"text\": null, \"texts\":", 1),
        ];
        for record in &records {
            assert_ne!(record, RECORD);
            agree_over(record.as_bytes(), Some(&document));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// Whatever becomes of an annotation's JSON, the quick way reads it as the other one does or not at all.
        #[test]
        fn both_ways_agree(
            which in any::<Index>(),
            at in any::<Index>(),
            removed in 0_usize..9,
            put in select(vec!["", "0", "1", "null", "\"", ",", "a", "{}", "[]", "\"id\":\"a1\",", " "]),
        ) {
            let json = (*which.get(&annotations())).to_owned();
            let start = json.floor_char_boundary(at.index(json.len()));
            let end = json.ceil_char_boundary((start + removed).min(json.len()));
            let json = format!("{}{put}{}", &json[..start], &json[end..]);
            if serde_json::from_str::<Value>(&json).is_ok() {
                agree(&json, &Document::new(ARTICLE));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        /// Whatever becomes of a record, both ways read the same out of it.
        #[test]
        fn both_ways_agree_over_whole_records(
            spoils in proptest::collection::vec(spoil(), 1..4),
            source in select(vec![None, Some(ARTICLE), Some("other")]),
        ) {
            let mut record = RECORD.as_bytes().to_vec();
            for spoil in &spoils {
                spoil.apply(&mut record);
            }
            agree_over(&record, source.map(Document::new).as_ref());
        }
    }
}
