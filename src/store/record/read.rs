//! Reading a record: what can be read is kept, what can't is named and kept as it stands.

use foldhash::HashMap;
use serde_json::{Map, Value};

use crate::annotation::{About, AnnotationSet, Id, Item, Problem, ProblemCode, SetBuilder};
use crate::store::record::about::{length_extra, newline, read_about, set_text};
use crate::store::record::act::conflict;
use crate::store::record::error::ReadError;
use crate::store::record::item::{self, Context};
use crate::store::record::json::{self, Entry, Parsed};
use crate::store::record::place::{Fault, Fields, Path};
use crate::store::record::tree::Noted;
use crate::store::record::version::{VERSION, migrate};
use crate::store::record::{FORMAT, Header, Lines, Loaded, SchemaRef, Unread};
use crate::text::Document;

/// Reads a record; `source` is the text of the source beside it, where there is one.
///
/// Spans refer to the text that the record holds. An annotation with a fault is named among the
/// problems and kept in the header as it stands. Where the JSON itself is broken, whatever can be parsed
/// around the broken pieces is there, and the record is not faithful.
///
/// # Errors
///
/// Where the bytes are no record at all, so that not even a part can be kept.
pub fn read(bytes: &[u8], source: Option<&Document>) -> Result<Loaded, ReadError> {
    read_parsed(parse(bytes, source)?, source)
}

/// Reads a record whose JSON was parsed, in whichever way.
pub(super) fn read_parsed(parsed: Parsed<'_>, source: Option<&Document>) -> Result<Loaded, ReadError> {
    let Parsed { record, annotations, lines, keys, faults, document } = parsed;
    let format = record.get("format").unwrap_or(&Value::Null);
    if format.as_str() != Some(FORMAT) {
        return Err(ReadError::NotARecord(format.to_string()));
    }
    let version = record.get("version").unwrap_or(&Value::Null);
    let version = match version.as_u64() {
        Some(number) if number > 0 => number,
        _ => return Err(ReadError::NoVersion(version.to_string())),
    };
    let record = migrate(record, version);
    match record.get("offset_unit") {
        Some(unit) if unit.as_str() != Some("code_point") => {
            return Err(ReadError::OffsetUnit(unit.to_string()));
        }
        _ => {}
    }
    let Some(document) = document.or_else(|| json::document_of(&record, source)) else {
        return Err(faults.into_iter().next().map_or(ReadError::NoText, json_error));
    };
    let mut reader = Reader {
        holds_text: record.get("text").is_some_and(Value::is_string),
        faithful: version <= VERSION && faults.is_empty(),
        text_differs: false,
        document,
        problems: faults.into_iter().map(broken).collect(),
        places: Places { entries: lines, keys },
        lines: Lines::default(),
    };
    if let Some(source) = source {
        reader.compare(source);
    }
    let (header, set) = reader.record(record, annotations);
    let Reader { document, problems, faithful, text_differs, lines, .. } = reader;
    Ok(Loaded { header, set, document, text_differs, version, problems, faithful, lines })
}

fn parse<'a>(bytes: &'a [u8], source: Option<&'a Document>) -> Result<Parsed<'a>, ReadError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let parsed = json::parse(bytes, source);
    match parsed {
        Some(parsed) if parsed.faults.is_empty() || parsed.record.contains_key("format") => Ok(parsed),
        parsed => Err(refused(bytes, parsed)),
    }
}

/// Returns why bytes are no record.
fn refused(bytes: &[u8], parsed: Option<Parsed<'_>>) -> ReadError {
    if let Err(error) = std::str::from_utf8(bytes) {
        return ReadError::NotUtf8 { at: error.valid_up_to() };
    }
    if let Some(fault) = parsed.and_then(|parsed| parsed.faults.into_iter().next()) {
        return json_error(fault);
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        Ok(_) => ReadError::NotARecord("missing".to_owned()),
        Err(error) => {
            let message = error.to_string();
            let end = message.rfind(" at line ").unwrap_or(message.len());
            ReadError::Json { line: error.line(), column: error.column(), message: message[..end].to_owned() }
        }
    }
}

fn json_error(piece: json::Broken) -> ReadError {
    ReadError::Json { line: piece.line, column: piece.column, message: piece.message }
}

/// Returns the problem that a broken piece is.
fn broken(piece: json::Broken) -> Problem {
    let detail = format!("line {}, column {}: {}", piece.line, piece.column, piece.message);
    Problem { code: ProblemCode::Unreadable, item: piece.id, span: None, detail }
}

/// On which line of the record its fields and the entries of its lists begin.
struct Places {
    entries: HashMap<&'static str, Vec<usize>>,
    keys: HashMap<String, usize>,
}

impl Places {
    /// Returns the line of an entry; a migration that changed the list leaves none.
    fn of_entry(&self, list: &str, index: usize) -> Option<usize> {
        self.entries.get(list)?.get(index).copied()
    }
}

/// Says on which line something stands.
fn on_line(line: Option<usize>, detail: &str) -> String {
    line.map_or_else(|| detail.to_owned(), |line| format!("line {line}: {detail}"))
}

struct Reader {
    document: Document,
    /// Whether the document is the record's own, not borrowed from the source.
    holds_text: bool,
    text_differs: bool,
    problems: Vec<Problem>,
    faithful: bool,
    places: Places,
    lines: Lines,
}

impl Reader {
    fn record(&mut self, record: Map<String, Value>, apart: Vec<Entry<'_>>) -> (Header, AnnotationSet) {
        let mut header = Header::default();
        let mut about = About::default();
        let (mut entities, mut annotations, mut relations) = (Vec::new(), Vec::new(), Vec::new());
        let mut conflicts = Vec::new();
        for (key, value) in record {
            let path = Path::Key(&Path::Root, &key);
            let read = match key.as_str() {
                "format" | "version" | "offset_unit" => Ok(()),
                "text" if value.is_string() || value.is_null() => Ok(()),
                "text" => Err(Fault::new(&path, "must be text")),
                "document" => Fields::of(&value, &path)
                    .and_then(|fields| self.document(&fields, &mut header, &mut about)),
                "annotator" => match value {
                    Value::String(name) => {
                        header.annotator = name;
                        Ok(())
                    }
                    Value::Null => Ok(()),
                    _ => Err(Fault::new(&path, "must be text")),
                },
                "schema" => schema(&value, &path).map(|schema| header.schema = schema),
                "entities" => list(value, &path).map(|list| entities = list),
                "annotations" => list(value, &path).map(|list| annotations = list),
                "relations" => list(value, &path).map(|list| relations = list),
                "conflicts" => list(value, &path).map(|list| conflicts = list),
                _ => {
                    header.extra.insert(key, value);
                    Ok(())
                }
            };
            if let Err(fault) = read {
                self.unfaithful(fault);
            }
        }
        let conflicts = self.conflicts(conflicts, &mut about);
        let entities = entities.into_iter().map(Entry::Value);
        let expected = annotations.len() + apart.len();
        // They stand either in the record or apart, never in both.
        let annotations = annotations.into_iter().map(Entry::Value).chain(apart);
        let relations = relations.into_iter().map(Entry::Value);
        let mut held = SetBuilder::with_capacity(expected);
        let put = held.put(Item::About(about.into()));
        debug_assert!(put.is_ok(), "it has no id");
        self.lines = Lines::with_capacity(expected);
        let unread = Unread {
            entities: self.items("entities", entities, &mut held, |value, path, _| {
                item::entity(value, path).map(|entity| Item::Entity(entity.into()))
            }),
            annotations: self.items("annotations", annotations, &mut held, |value, path, context| {
                item::annotation(value, path, context).map(|annotation| Item::Annotation(annotation.into()))
            }),
            relations: self.items("relations", relations, &mut held, |value, path, _| {
                item::relation(value, path).map(|relation| Item::Relation(relation.into()))
            }),
            conflicts,
        };
        let mut set = held.finish();
        let lists = [&unread.entities, &unread.annotations, &unread.relations];
        for id in lists.into_iter().flatten().filter_map(id_of) {
            set.reserve(&id);
        }
        header.unread = unread;
        (header, set)
    }

    /// Reads the conflicts into `about` and returns the entries that could not be read.
    fn conflicts(&mut self, values: Vec<Value>, about: &mut About) -> Vec<Value> {
        let list = Path::Key(&Path::Root, "conflicts");
        let mut unread = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            match conflict(&value, &Path::Index(&list, index), &self.document) {
                Ok(conflict) => about.conflicts.push(conflict),
                Err(fault) => {
                    self.problems.push(fault.problem(id_of(&value)));
                    unread.push(value);
                }
            }
        }
        unread
    }

    /// Reads one list into `held` and returns the entries that could not be read.
    fn items<'a>(
        &mut self,
        key: &str,
        entries: impl Iterator<Item = Entry<'a>>,
        held: &mut SetBuilder,
        read: impl Fn(&Value, &Path<'_>, &mut Context<'_>) -> Result<Item, Fault>,
    ) -> Vec<Value> {
        let mut unread = Vec::new();
        let list = Path::Key(&Path::Root, key);
        for (index, entry) in entries.enumerate() {
            let path = Path::Index(&list, index);
            let line = self.places.of_entry(key, index);
            let value = match entry {
                Entry::Value(value) => value,
                Entry::Plain(annotation, json) => {
                    let id = annotation.id.clone();
                    if held.put(Item::Annotation(annotation)).is_ok() {
                        if let Some(line) = line {
                            self.lines.note(id, line);
                        }
                        continue;
                    }
                    // Its id is taken.
                    serde_json::from_str::<Noted>(json).expect("it was taken as an annotation").value
                }
            };
            if let (Some(line), Some(id)) = (line, id_of(&value)) {
                self.lines.note(id, line);
            }
            let mut context = Context { document: &self.document, problems: Vec::new() };
            let item = read(&value, &path, &mut context).and_then(|item| take(item, held, &path));
            match item {
                Ok(()) => self.problems.extend(
                    context
                        .problems
                        .into_iter()
                        .map(|problem| Problem { detail: on_line(line, &problem.detail), ..problem }),
                ),
                Err(fault) => {
                    let problem = fault.problem(id_of(&value));
                    self.problems.push(Problem { detail: on_line(line, &problem.detail), ..problem });
                    unread.push(value);
                }
            }
        }
        unread
    }

    /// Reads the document's block; a field with a fault keeps its default.
    fn document(&mut self, fields: &Fields<'_>, header: &mut Header, about: &mut About) -> Result<(), Fault> {
        let (read, faults) = read_about(fields);
        *about = read;
        let reads = [
            set_text(&mut header.source, fields.text("source")),
            set_text(&mut header.encoding, fields.text("encoding")),
            fields.text("source_sha256").map(|hash| header.source_sha256 = hash.map(str::to_owned)),
            newline(fields).map(|newline| header.newline = newline),
            length_extra(fields).map(|extra| header.length_extra = extra),
            fields.text("text_sha256").map(|hash| self.hash(hash)),
        ];
        for fault in faults.into_iter().chain(reads.into_iter().filter_map(Result::err)) {
            self.unfaithful(fault);
        }
        Ok(())
    }

    /// Holds the hash that the record gives against that of the text.
    fn hash(&mut self, hash: Option<&str>) {
        if hash.is_none_or(|hash| hash.eq_ignore_ascii_case(self.document.sha256())) {
            return;
        }
        if self.holds_text {
            let detail = "document.text_sha256: is not the hash of the record's text";
            self.problem(ProblemCode::TextMismatch, detail.to_owned());
        } else {
            self.text_differs = true;
            let detail = "document.text_sha256: is not the hash of the source's text";
            self.problem(ProblemCode::SourceChanged, detail.to_owned());
        }
    }

    /// Holds the record's text against the source's.
    fn compare(&mut self, source: &Document) {
        if self.document == *source {
            return;
        }
        self.text_differs = true;
        let (record, source) = (self.document.text().chars(), source.text().chars());
        let place = record.zip(source).take_while(|(one, other)| one == other).count();
        let detail = format!("the texts differ from code point {place} on");
        self.problem(ProblemCode::SourceChanged, detail);
    }

    fn problem(&mut self, code: ProblemCode, detail: String) {
        self.problems.push(Problem { code, item: None, span: None, detail });
    }

    /// Notes a fault in a part that would not be written back as it stands.
    fn unfaithful(&mut self, fault: Fault) {
        self.faithful = false;
        let key = fault.place.split(['.', '[']).next().unwrap_or_default();
        let line = self.places.keys.get(key).copied();
        let problem = fault.problem(None);
        self.problems.push(Problem { detail: on_line(line, &problem.detail), ..problem });
    }
}

fn take(item: Item, held: &mut SetBuilder, path: &Path<'_>) -> Result<(), Fault> {
    held.put(item).map_err(|item| {
        let id = item.id().map_or("", Id::as_str);
        let what = format!("another has the id {id}");
        Fault { code: ProblemCode::DuplicateId, ..Fault::new(path, what) }
    })
}

fn id_of(value: &Value) -> Option<Id> {
    value.get("id").and_then(Value::as_str).map(Id::new)
}

fn list(value: Value, path: &Path<'_>) -> Result<Vec<Value>, Fault> {
    match value {
        Value::Array(list) => Ok(list),
        Value::Null => Ok(Vec::new()),
        _ => Err(Fault::new(path, "must be a list")),
    }
}

fn schema(value: &Value, path: &Path<'_>) -> Result<SchemaRef, Fault> {
    let fields = Fields::of(value, path)?;
    Ok(SchemaRef {
        id: fields.required_text("id")?.to_owned(),
        version: fields.count("version")? as u64,
        sha256: fields.text("sha256")?.map(str::to_owned),
        extra: fields.extra(&["id", "version", "sha256"]),
    })
}
