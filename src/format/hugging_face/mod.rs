//! Rows for Hugging Face's `datasets`, one a document, every field always there, of one type: as JSON lines, and as
//! Parquet.

mod card;
mod fields;
mod parquet;

use std::sync::Arc;

use ::parquet::file::reader::ChunkReader;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::annotation::{
    About, Anchor, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Origin, Provenance,
    Relation, Status,
};
use crate::format::read::{Text, utf8};
use crate::format::{Exported, Fault, ImportError, Imported, Source, Stamp};
use crate::text::Document;

pub(super) use card::write as card;
pub(super) use parquet::Writer as ParquetWriter;

/// Returns the file of a split, as the hub names them; `dev` is called validation there.
pub(super) fn file_of(split: &str, ending: &str) -> String {
    let split = split_name(split);
    match ending {
        "parquet" => format!("data/{split}-00000-of-00001.parquet"),
        _ => format!("data/{split}.{ending}"),
    }
}

fn split_name(split: &str) -> &str {
    if split == "dev" { "validation" } else { split }
}

/// A document.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    id: String,
    text: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    notes: String,
    /// JSON.
    #[serde(default)]
    labels: String,
    /// JSON.
    #[serde(default)]
    metadata: String,
    #[serde(default)]
    annotations: Vec<Value>,
    #[serde(default)]
    relations: Vec<Value>,
    #[serde(default)]
    entities: Vec<Value>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowAnnotation {
    id: String,
    layer: String,
    label: String,
    /// The hull of the first role that lies in the text, in code points, half-open.
    start: usize,
    end: usize,
    anchors: Vec<RowAnchor>,
    #[serde(flatten)]
    said: RowSaid,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowAnchor {
    role: String,
    /// The id of the annotation pointed at; empty for a place in the text.
    target: String,
    fragments: Vec<RowFragment>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowFragment {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowRelation {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    from: String,
    to: String,
    #[serde(flatten)]
    said: RowSaid,
}

/// What annotations and relations have in common: what is said of them, and by whom.
#[derive(Debug, Serialize, Deserialize)]
struct RowSaid {
    attributes: Vec<RowAttribute>,
    note: String,
    creator: String,
    created: String,
    modified: String,
    origin: String,
    confidence: Option<f64>,
    status: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowAttribute {
    name: String,
    /// JSON.
    value: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowEntity {
    id: String,
    name: String,
    /// A QID, `NIL`, or empty.
    wikidata: String,
    aliases: Vec<String>,
}

pub(super) fn write(source: &Source<'_>) -> Exported {
    let mut exported = Exported::default();
    let about = source.set.about();
    let row = Row {
        id: source.name.to_owned(),
        text: source.document.text().to_owned(),
        language: about.language.clone(),
        status: about.status.clone(),
        notes: about.notes.clone().unwrap_or_default(),
        labels: Value::Object(about.labels.clone()).to_string(),
        metadata: Value::Object(about.metadata.clone()).to_string(),
        annotations: source.set.iter().map(|annotation| json(&row_of(annotation, source.document))).collect(),
        relations: source.set.relations().map(|relation| json(&relation_of(relation))).collect(),
        entities: source.set.entities().map(|entity| json(&entity_of(entity))).collect(),
    };
    exported.piece = json(&row).to_string().into_bytes();
    exported.piece.push(b'\n');
    exported
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("rows are plain data")
}

/// Returns how a word of an enumeration is written.
fn word(value: &impl Serialize) -> String {
    json(value).as_str().unwrap_or_default().to_owned()
}

fn row_of(annotation: &Annotation, document: &Document) -> RowAnnotation {
    let (start, end) = document.chars(annotation.place().unwrap_or_default());
    let anchors = annotation.roles.iter().flat_map(|(role, anchors)| {
        anchors.iter().map(move |anchor| RowAnchor {
            role: role.clone(),
            target: anchor.target().map(ToString::to_string).unwrap_or_default(),
            fragments: anchor
                .fragments()
                .map_or(&[][..], Fragments::spans)
                .iter()
                .map(|span| {
                    let (start, end) = document.chars(*span);
                    RowFragment { start: start.0, end: end.0, text: document.slice(*span).to_owned() }
                })
                .collect(),
        })
    });
    RowAnnotation {
        id: annotation.id.to_string(),
        layer: annotation.layer.clone(),
        label: annotation.label.clone(),
        start: start.0,
        end: end.0,
        anchors: anchors.collect(),
        said: RowSaid::of(&annotation.attributes, annotation.note.as_deref(), &annotation.provenance),
    }
}

fn relation_of(relation: &Relation) -> RowRelation {
    RowRelation {
        id: relation.id.to_string(),
        kind: relation.kind.clone(),
        from: relation.from.to_string(),
        to: relation.to.to_string(),
        said: RowSaid::of(&relation.attributes, relation.note.as_deref(), &relation.provenance),
    }
}

impl RowSaid {
    fn of(attributes: &Map<String, Value>, note: Option<&str>, provenance: &Provenance) -> Self {
        let attribute =
            |(name, value): (&String, &Value)| RowAttribute { name: name.clone(), value: value.to_string() };
        Self {
            attributes: attributes.iter().map(attribute).collect(),
            note: note.unwrap_or_default().to_owned(),
            creator: provenance.creator.clone(),
            created: provenance.created.clone(),
            modified: provenance.modified.clone(),
            origin: word(&provenance.origin),
            confidence: provenance.confidence,
            status: word(&provenance.status),
        }
    }

    fn attributes(&mut self) -> Map<String, Value> {
        let value = |json: String| serde_json::from_str(&json).unwrap_or(Value::String(json));
        let rows = std::mem::take(&mut self.attributes);
        rows.into_iter().map(|row| (row.name, value(row.value))).collect()
    }

    fn note(&mut self) -> Option<String> {
        Some(std::mem::take(&mut self.note)).filter(|note| !note.is_empty())
    }

    /// Returns who marked it as the row says; where it says nothing, who imports it.
    fn provenance(self, stamp: &Stamp) -> Provenance {
        let mut provenance = stamp.provenance();
        if !self.creator.is_empty() || !self.created.is_empty() {
            (provenance.creator, provenance.created, provenance.modified) =
                (self.creator, self.created, self.modified);
        }
        if !self.origin.is_empty() {
            provenance.origin = Origin::of(&self.origin);
        }
        if !self.status.is_empty() {
            provenance.status = Status::of(&self.status);
        }
        Provenance { confidence: self.confidence, ..provenance }
    }
}

fn entity_of(entity: &EntityRecord) -> RowEntity {
    RowEntity {
        id: entity.id.to_string(),
        name: entity.name.clone(),
        wikidata: entity.wikidata.clone().unwrap_or_default(),
        aliases: entity.aliases.clone(),
    }
}

pub(super) fn read(bytes: &[u8], stamp: &Stamp) -> Result<Vec<Imported>, ImportError> {
    let rows = if is_parquet(bytes) { parquet_rows(bytes)? } else { lines(bytes)? };
    let (mut documents, faults) = documents(rows, stamp);
    match documents.first_mut() {
        Some(first) => first.faults.extend(faults),
        None => {
            let what = faults.first().map_or("there is no row".to_owned(), |fault| fault.what.clone());
            return Err(ImportError::Malformed { format: "hf", what });
        }
    }
    Ok(documents)
}

fn documents(rows: Rows, stamp: &Stamp) -> (Vec<Imported>, Vec<Fault>) {
    let (mut documents, mut faults) = (Vec::new(), Vec::new());
    for (number, row) in rows {
        match row {
            Ok(row) => documents.push(document(row, number, stamp)),
            Err(what) => faults.push(Fault { line: number, what }),
        }
    }
    (documents, faults)
}

/// The rows of a Parquet file, read some at a time.
pub struct ParquetRows {
    reader: parquet::Reader,
    /// How many were read.
    read: usize,
}

/// Rows of a Parquet file, to be made documents of.
pub struct ParquetPiece(Rows);

impl ParquetRows {
    /// Begins to read a file.
    ///
    /// # Errors
    ///
    /// Where it is no such file.
    pub fn new(file: impl ChunkReader + 'static) -> Result<Self, ImportError> {
        let malformed = |what| ImportError::Malformed { format: "hf", what };
        Ok(Self { reader: parquet::Reader::new(file).map_err(malformed)?, read: 0 })
    }

    /// Reads the next rows, so many at most; `None` behind the last.
    pub fn piece(&mut self, most: usize) -> Option<ParquetPiece> {
        let row = |value: Value| serde_json::from_value::<Row>(value).map_err(|error| error.to_string());
        let read = self.reader.by_ref().take(most).map(|value| value.and_then(row));
        let rows: Rows = (self.read + 1..).zip(read).collect();
        self.read += rows.len();
        if rows.is_empty() { None } else { Some(ParquetPiece(rows)) }
    }
}

impl ParquetPiece {
    /// Makes documents of the rows; the faults are those of rows that can't be read, by their numbers.
    pub fn import(self, stamp: &Stamp) -> (Vec<Imported>, Vec<Fault>) {
        documents(self.0, stamp)
    }
}

/// Rows with their numbers, counted from 1; each may be one that can't be read.
type Rows = Vec<(usize, Result<Row, String>)>;

fn lines(bytes: &[u8]) -> Result<Rows, ImportError> {
    let lines = utf8(bytes)?.trim_start_matches('\u{feff}').split('\n').zip(1..);
    let full = lines.filter(|(line, _)| !line.trim().is_empty());
    let row = |line: &str| serde_json::from_str::<Row>(line).map_err(|error| error.to_string());
    Ok(full.map(|(line, number)| (number, row(line))).collect())
}

fn parquet_rows(bytes: &[u8]) -> Result<Rows, ImportError> {
    let mut rows = ParquetRows::new(Bytes::copy_from_slice(bytes))?;
    Ok(rows.piece(usize::MAX).map_or_else(Vec::new, |piece| piece.0))
}

/// Tells whether bytes begin as a Parquet file does.
pub(super) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(parquet::MAGIC)
}

fn document(row: Row, line: usize, stamp: &Stamp) -> Imported {
    let mut faults = Vec::new();
    let mut text = Text::new(&row.text);
    let mut object = |name: &str, json: &str| match json.is_empty() {
        true => Map::new(),
        false => serde_json::from_str(json).unwrap_or_else(|error| {
            faults.push(Fault { line, what: format!("{name}: {error}") });
            Map::new()
        }),
    };
    let (labels, metadata) = (object("labels", &row.labels), object("metadata", &row.metadata));
    let defaults = About::default();
    let about = About {
        language: if row.language.is_empty() { defaults.language.clone() } else { row.language },
        status: if row.status.is_empty() { defaults.status.clone() } else { row.status },
        notes: (!row.notes.is_empty()).then_some(row.notes),
        labels,
        metadata,
        ..defaults
    };
    let mut items = vec![Item::About(Arc::new(about))];
    for value in row.annotations {
        let read = serde_json::from_value::<RowAnnotation>(value).map_err(|error| error.to_string());
        match read.and_then(|row| annotation(row, &mut text, stamp)) {
            Ok(annotation) => items.push(Item::Annotation(Arc::new(annotation))),
            Err(what) => faults.push(Fault { line, what }),
        }
    }
    for value in row.relations {
        match serde_json::from_value::<RowRelation>(value) {
            Ok(row) => items.push(Item::Relation(Arc::new(relation(row, stamp)))),
            Err(error) => faults.push(Fault { line, what: error.to_string() }),
        }
    }
    for value in row.entities {
        let entity: RowEntity = match serde_json::from_value(value) {
            Ok(entity) => entity,
            Err(error) => {
                faults.push(Fault { line, what: format!("an entity: {error}") });
                continue;
            }
        };
        items.push(Item::Entity(Arc::new(EntityRecord {
            id: Id::new(&entity.id),
            name: entity.name,
            wikidata: (!entity.wikidata.is_empty()).then_some(entity.wikidata),
            aliases: entity.aliases,
            extra: Extra::new(),
        })));
    }
    let (set, refused) = AnnotationSet::from_items(items);
    faults.extend(
        refused
            .iter()
            .filter_map(Item::id)
            .map(|id| Fault { line, what: format!("the id {id} stands twice") }),
    );
    Imported { name: row.id, document: text.document, set, faults }
}

fn annotation(mut row: RowAnnotation, text: &mut Text, stamp: &Stamp) -> Result<Annotation, String> {
    let mut roles = indexmap::IndexMap::<String, Vec<Anchor>>::new();
    for anchor in row.anchors {
        let read = if anchor.target.is_empty() {
            let spans: Result<Vec<_>, String> = anchor
                .fragments
                .iter()
                .map(|fragment| text.span(fragment.start, fragment.end, Some(&fragment.text)))
                .collect();
            let spans = spans.map_err(|what| format!("{}: {what}", row.id))?;
            Anchor::text(Fragments::new(spans).ok_or_else(|| format!("{}: an anchor is empty", row.id))?)
        } else {
            Anchor::reference(Id::new(&anchor.target))
        };
        roles.entry(anchor.role).or_default().push(read);
    }
    if row.id.is_empty() {
        return Err("an annotation has no id".to_owned());
    }
    Ok(Annotation {
        id: Id::new(&row.id),
        layer: row.layer,
        label: row.label,
        roles,
        attributes: row.said.attributes(),
        note: row.said.note(),
        provenance: row.said.provenance(stamp),
        extra: Extra::new(),
    })
}

fn relation(mut row: RowRelation, stamp: &Stamp) -> Relation {
    Relation {
        id: Id::new(&row.id),
        kind: row.kind,
        from: Id::new(&row.from),
        to: Id::new(&row.to),
        attributes: row.said.attributes(),
        note: row.said.note(),
        provenance: row.said.provenance(stamp),
        extra: Extra::new(),
    }
}
