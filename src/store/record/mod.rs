//! The record beside a source: its JSON, read with every part kept that can be, written always the same.

mod about;
mod act;
mod beginning;
mod error;
mod form;
mod head;
mod item;
mod json;
mod lines;
mod place;
mod plain;
mod read;
mod tree;
mod v1;
mod version;
mod write;

use serde_json::Value;

use crate::annotation::{AnnotationSet, Extra, Problem};
use crate::text::{Document, Newline};

pub use beginning::Head;
pub use error::ReadError;
pub use head::{encoding, status};
pub use lines::Lines;
pub use read::read;
pub use version::VERSION;
pub use write::write;

pub(super) use act::{ActTwin, read_act};
pub(super) use write::to_line;

/// What the field `format` says.
pub const FORMAT: &str = "hashiya/annotations";

/// The JSON Schema (draft 2020-12) of the record, as it is published.
pub const JSON_SCHEMA: &str = include_str!("../../../assets/record.schema.json");

/// How many code points of context stand on each side of an anchor.
pub const CONTEXT: usize = 32;

/// What a record holds beside the set and the text; kept to be written back.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The file name of the source.
    pub source: String,
    /// The encoding of the source, named as the WHATWG standard does, in lower case.
    pub encoding: String,
    /// The line ends of the source.
    pub newline: Newline,
    /// The SHA-256 of the source's bytes, where it is known.
    pub source_sha256: Option<String>,
    pub annotator: String,
    pub schema: SchemaRef,
    /// Fields of the document's length that this version doesn't know.
    pub length_extra: Extra,
    /// Fields of the record itself that this version doesn't know.
    pub extra: Extra,
    /// What could not be read, as it stood.
    pub unread: Unread,
}

/// Which schema the annotations follow.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaRef {
    pub id: String,
    pub version: u64,
    /// The SHA-256 of the schema's file, `None` for a built-in one.
    pub sha256: Option<String>,
    pub extra: Extra,
}

impl Default for SchemaRef {
    fn default() -> Self {
        Self { id: "news".to_owned(), version: 1, sha256: None, extra: Extra::new() }
    }
}

/// Entries of the record's lists that could not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unread {
    pub entities: Vec<Value>,
    pub annotations: Vec<Value>,
    pub relations: Vec<Value>,
    pub conflicts: Vec<Value>,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            source: String::new(),
            encoding: "utf-8".to_owned(),
            newline: Newline::Lf,
            source_sha256: None,
            annotator: String::new(),
            schema: SchemaRef::default(),
            length_extra: Extra::new(),
            extra: Extra::new(),
            unread: Unread::default(),
        }
    }
}

/// A record read.
#[derive(Debug)]
pub struct Loaded {
    pub header: Header,
    pub set: AnnotationSet,
    /// The text that the set's spans refer to: the one that the record holds, else the source's.
    pub document: Document,
    /// Where the record holds a text that isn't the source's.
    pub text_differs: bool,
    /// The version that the record was written in.
    pub version: u64,
    pub problems: Vec<Problem>,
    pub lines: Lines,
    /// Whether writing the record again would lose nothing that stood in it.
    pub faithful: bool,
}
