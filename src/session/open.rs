//! The document in the window: its marks, what is chosen in it, what the next key means.

use std::path::PathBuf;

use crate::anchor::Shift;
use crate::annotation::{Anchor, Annotation, AnnotationSet, Fragments, Id, Problem};
use crate::edit::{Author, Edit, History};
use crate::schema::{Layer, Schema};
use crate::session::Review;
use crate::text::{ByteOffset, Document, Span};

/// One document with its annotations and the state of working on it.
#[derive(Debug)]
pub struct Open {
    pub path: PathBuf,
    pub document: Document,
    pub schema: Schema,
    pub set: AnnotationSet,
    pub history: History,
    pub selection: Selection,
    /// The annotation or relation chosen.
    pub active: Option<Id>,
    pub mode: Mode,
    pub problems: Vec<Problem>,
    pub read_only: Option<ReadOnly>,
    pub saving: Saving,
    /// Counts the changes of the set since opening.
    pub revision: u64,
    /// What the reading view shall bring into sight.
    pub reveal: Reveal,
    /// Where the places of the text before lie in this one, where the source changed while it was open.
    pub shift: Shift,
    /// Going through what awaits a decision.
    pub review: Option<Review>,
    /// How many searches for candidates have begun.
    pub(super) seeks: u64,
    /// Other versions of the record that a program which syncs folders left beside it.
    pub copies: Vec<PathBuf>,
}

/// What is selected: from where the selection began to where the caret is, on grapheme boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub anchor: ByteOffset,
    pub focus: ByteOffset,
}

impl Selection {
    pub fn caret(offset: ByteOffset) -> Self {
        Self { anchor: offset, focus: offset }
    }

    pub fn span(self) -> Span {
        Span::between(self.anchor, self.focus)
    }

    pub fn is_empty(self) -> bool {
        self.anchor == self.focus
    }
}

/// What the next key or click means.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Mode {
    #[default]
    Read,
    /// A label key of the layer is awaited.
    Label { layer: String, target: Target },
    /// The next selection, or annotation pointed at, fills the role of that annotation.
    Fill { id: Id, role: String },
    /// The next annotation pointed at is the relation's end.
    Relate { from: Id, kind: String },
}

/// What a label is chosen for.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    New(Fragments),
    Existing(Id),
}

/// Why a document can't be changed here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// The record is still being read: what is here is its beginning.
    Opening,
    /// The record was written by a newer version of the program; its version.
    NewerRecord(u64),
    /// The record doesn't fit the text that stands beside it.
    TextDiffers,
    /// The record is damaged so that saving it would lose something.
    Damaged,
    /// Somebody else has it open; who, as the lock says.
    Held(String),
    /// The record is a link to something outside of the project.
    Outside,
}

/// Whether what was done is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    #[default]
    Saved,
    /// Acts were made that are not yet on the disk.
    Pending,
    /// The disk refused; why, and what to do.
    Failed(String),
}

/// A place to bring into sight; each request has a new number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reveal {
    pub number: u64,
    pub offset: ByteOffset,
}

impl Open {
    /// Opens a document with its annotations: nothing chosen, nothing undone, everything on the disk.
    pub fn new(path: PathBuf, document: Document, schema: Schema, set: AnnotationSet) -> Self {
        Self {
            path,
            document,
            schema,
            set,
            history: History::default(),
            selection: Selection::default(),
            active: None,
            mode: Mode::Read,
            problems: Vec::new(),
            read_only: None,
            saving: Saving::Saved,
            revision: 0,
            reveal: Reveal::default(),
            shift: Shift::default(),
            review: None,
            seeks: 0,
            copies: Vec::new(),
        }
    }

    /// Tells whether the record is still being read, so that only the first marks are here.
    pub fn is_opening(&self) -> bool {
        self.read_only == Some(ReadOnly::Opening)
    }

    /// Returns the acts that are possible on the set as it is.
    pub fn edit<'a>(&'a self, author: &'a Author) -> Edit<'a> {
        Edit { set: &self.set, schema: &self.schema, author }
    }

    pub fn active_annotation(&self) -> Option<&Annotation> {
        self.set.get(self.active.as_ref()?).map(AsRef::as_ref)
    }

    /// Returns the layer of an annotation, `None` where the schema has none such.
    pub fn layer_of(&self, annotation: &Annotation) -> Option<&Layer> {
        self.schema.layer(&annotation.layer)
    }

    /// Returns the role that carries an annotation's own place: its layer's main role, or its first in the text.
    pub fn main_role<'a>(&'a self, annotation: &'a Annotation) -> Option<&'a str> {
        let main = self.layer_of(annotation).map(|layer| layer.main_role().id.as_str());
        let filled = |role: &&str| annotation.fragments(role).is_some();
        main.filter(filled).or_else(|| annotation.roles.keys().map(String::as_str).find(filled))
    }

    /// Returns the annotations that cover `offset` with any role, the shortest place first.
    pub fn at(&self, offset: ByteOffset) -> Vec<Id> {
        let end = crate::text::segment::next_grapheme(self.document.text(), offset);
        let mut marks = self.set.marks_in(Span { start: offset, end });
        marks.sort_by_key(|mark| mark.span.len());
        let mut ids: Vec<Id> = Vec::new();
        for annotation in marks.iter().filter_map(|mark| self.set.by_handle(mark.annotation)) {
            if !ids.contains(&annotation.id) {
                ids.push(annotation.id.clone());
            }
        }
        ids
    }

    /// Returns the title that the document's metadata state, else the name of its file.
    pub fn title(&self) -> String {
        let stated = self.set.about().metadata.get("title").and_then(serde_json::Value::as_str);
        let named = || self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        stated.filter(|title| !title.trim().is_empty()).map_or_else(named, str::to_owned)
    }

    /// Returns the texts of an annotation's place, fragments joined by an ellipsis; of a lost place, its old words.
    pub fn text_of(&self, annotation: &Annotation) -> String {
        let role = self.main_role(annotation);
        let anchors = role.map_or(&[][..], |role| annotation.role(role));
        if let Some(words) = anchors.iter().find_map(Anchor::lost_words) {
            return words.join(" … ");
        }
        let fragments = role.and_then(|role| annotation.fragments(role));
        let texts =
            fragments.into_iter().flat_map(Fragments::spans).filter_map(|span| self.document.get(*span));
        texts.collect::<Vec<_>>().join(" … ")
    }

    /// Asks the reading view to bring `offset` into sight.
    pub(super) fn show(&mut self, offset: ByteOffset) {
        self.reveal = Reveal { number: self.reveal.number + 1, offset };
    }
}
