//! Everything that can happen to a session.

use std::path::PathBuf;

use serde_json::Value;

use crate::anchor::{Candidate, Counts, Shift};
use crate::annotation::{About, AnnotationSet, EntityRecord, Id, Problem, Snapshot, Status};
use crate::edit::{Edge, History};
use crate::schema::Schema;
use crate::session::{
    Command, ExchangeStep, ExportSample, Folder, ImportSample, Outcome, Pick, ReadOnly, Refusal, ReviewStep,
    Running, Selection, Way,
};
use crate::settings::Settings;
use crate::text::{ByteOffset, Direction, Document};

/// One thing that happened: a person's act, or the answer to an effect.
#[derive(Debug)]
pub enum Message {
    Do(Command),

    // Choosing in the text.
    Select(Selection),
    /// The mouse button was released, or Enter pressed, with this selection.
    SelectionMade,
    /// A mark was pointed at.
    Point {
        offset: ByteOffset,
    },
    Activate(Option<Id>),
    /// Choose an annotation and bring it into sight.
    Show(Id),

    // Marking.
    /// Mark the selection, or start to; by the layer's id.
    Mark {
        layer: String,
    },
    /// Choose a label in the mode that awaits one.
    Label(String),
    /// Give the chosen annotation another label.
    Relabel {
        id: Id,
        label: String,
    },
    MoveEdge {
        id: Id,
        role: String,
        edge: Edge,
        offset: ByteOffset,
    },
    StartFill {
        id: Id,
        role: String,
    },
    ClearRole {
        id: Id,
        role: String,
        anchor: usize,
    },
    SetAttribute {
        id: Id,
        attribute: String,
        value: Value,
    },
    SetNote {
        id: Id,
        note: String,
    },
    SetStatus {
        id: Id,
        status: Status,
    },
    StartRelation {
        from: Id,
        kind: String,
    },
    NewRecord {
        mention: Id,
        name: String,
    },
    SetRecord(EntityRecord),
    SetAbout(Box<About>),
    /// Set a paragraph's direction; `None` follows its first strong character again.
    SetParagraphDirection {
        paragraph: usize,
        direction: Option<Direction>,
    },
    Delete(Vec<Id>),
    LeaveMode,

    // Files.
    Open {
        path: PathBuf,
        encoding: Option<String>,
    },
    OpenFolder {
        path: PathBuf,
    },
    /// A document's beginning, while the rest of its record is being read.
    Begun(Box<Begun>),
    Loaded(Box<Loaded>),
    /// What a document that was loaded has against its text and its schema.
    Checked {
        path: PathBuf,
        problems: Vec<Problem>,
    },
    LoadFailed(OpenFailure),
    Listed(Folder),
    /// Ask for a path.
    Pick(Pick),
    Picked {
        pick: Pick,
        path: PathBuf,
    },
    /// No dialog answered, or the person closed it: nobody can tell which.
    PickedNothing(Pick),
    /// Everything up to that revision is on disk.
    Saved {
        revision: u64,
    },
    SaveFailed {
        words: String,
    },
    /// Another program wrote the record.
    RecordChanged,
    /// Another program wrote the record, and this is what it held before and holds now.
    Underneath(Box<Versions>),
    /// The source has another text than the one that is open.
    SourceChanged,
    /// The annotations were found again in the text that the source has now.
    FoundAgain(Box<FoundAgain>),
    /// The source can't be used for now, or can again: the id of the words, and what fills them.
    SourceTold {
        words: &'static str,
        detail: String,
    },
    /// What a copy holds that a program which syncs folders left beside the record, over the text that is open.
    CopyRead {
        path: PathBuf,
        theirs: Box<Snapshot>,
    },
    /// A copy was merged and lies elsewhere now.
    CopyPutAside {
        path: PathBuf,
        to: PathBuf,
    },
    CopySaved {
        path: PathBuf,
    },
    /// Something asked of the disk could not be done: the id of the words, and what fills them.
    Failed {
        words: &'static str,
        detail: String,
    },

    // Export and import.
    Exchange(ExchangeStep),
    /// What becomes of the first document, for the form that was asked about under that number.
    ExportSampled {
        number: u64,
        sample: Box<Result<ExportSample, Refusal>>,
    },
    ImportSampled {
        number: u64,
        sample: Box<Result<ImportSample, Refusal>>,
    },
    /// The work is so far.
    ExchangeMoved {
        way: Way,
        running: Running,
    },
    ExchangeEnded {
        way: Way,
        outcome: Box<Outcome>,
    },

    // The window.
    Settings(Settings),
    OpenDialog(Dialog),
    CloseDialog,
    DismissNotice(usize),
    /// Decide, or go on, in the review of what is doubtful, lost or in conflict.
    Review(ReviewStep),
    /// The places that an anchor may have come to, best first; which search they are of.
    Sought {
        number: u64,
        candidates: Vec<Candidate>,
    },
    /// The person wants the window gone.
    CloseRequested,
    /// The person wants it gone although something is not on the disk.
    CloseAnyway,
}

/// A text whose record is still being read, with the marks of what is seen first.
#[derive(Debug)]
pub struct Begun {
    pub path: PathBuf,
    pub document: Document,
    pub schema: Schema,
    pub set: AnnotationSet,
}

/// A source read, with its record.
#[derive(Debug)]
pub struct Loaded {
    pub path: PathBuf,
    pub document: Document,
    pub schema: Schema,
    pub set: AnnotationSet,
    pub history: History,
    pub problems: Vec<Problem>,
    pub read_only: Option<ReadOnly>,
    /// How many acts were found in the journal that the record didn't hold.
    pub recovered: usize,
    /// How the annotations fared that were found again, where the source had changed.
    pub found: Option<Counts>,
    /// Other versions of the record that lie beside it.
    pub copies: Vec<PathBuf>,
}

/// Two versions of a record that ours grew beside.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions {
    /// What the record held when it was last read or written here.
    pub base: Snapshot,
    pub theirs: Snapshot,
}

/// The annotations of the open document, found again in another text.
#[derive(Debug)]
pub struct FoundAgain {
    /// The revision of the set that they were found for.
    pub revision: u64,
    pub document: Document,
    pub set: AnnotationSet,
    /// What the set has against its text and its schema.
    pub problems: Vec<Problem>,
    pub counts: Counts,
    pub shift: Shift,
    /// What another program wrote into the record at the same time, over the new text.
    pub versions: Option<Versions>,
}

/// A source that could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFailure {
    pub path: PathBuf,
    /// What is wrong, in English, path last.
    pub what: String,
    /// What to do, in English.
    pub hint: String,
    /// The encoding to offer, where the bytes look like one.
    pub encoding: Option<String>,
    /// The id of the window's own words for it.
    pub words: &'static str,
}

/// What stands in front of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// A path is typed, because no file dialog answered or the person prefers it.
    TypePath {
        pick: Pick,
        /// Whether a file dialog was asked first and gave no path.
        unanswered: bool,
    },
    Failure(OpenFailure),
    Problems,
    Palette,
    Help,
    Settings,
    Export,
    Import,
    /// Something is not on the disk and the window shall close.
    Unsaved,
}
