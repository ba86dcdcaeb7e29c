//! What a session asks of the shell around it.

use std::path::PathBuf;

use crate::edit::{ActKind, Transaction};
use crate::session::{ExportRequest, ImportRequest, Seek, Way};

/// Something to be done outside; results come back as messages.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read a source with its record; the encoding where a person chose one.
    Load {
        path: PathBuf,
        encoding: Option<String>,
    },
    /// List the documents of a folder.
    List {
        folder: PathBuf,
    },
    /// Ask the person for a path.
    Pick(Pick),
    /// Put an act on disk before it is shown as saved.
    Append {
        kind: ActKind,
        transaction: Transaction,
    },
    /// Write the whole record soon.
    Save,
    /// Find the annotations again in the text that the source has now; what was done is saved before.
    FindAgain,
    /// Go over to the new text, and write the record over it.
    Follow,
    /// Read a copy of the record that lies beside it.
    ReadCopy {
        path: PathBuf,
    },
    /// Put a copy that was merged into the program's own folder.
    PutCopyAside {
        path: PathBuf,
    },
    /// Write the record to another place, once.
    SaveCopy {
        path: PathBuf,
    },
    /// Look through the text for the places that an anchor may have come to; whatever was sought before is stale.
    Seek(Box<Seek>),
    /// Put text on the clipboard.
    Copy(String),
    /// Find out what becomes of the first document; the answer bears the number.
    SampleExport {
        number: u64,
        request: ExportRequest,
    },
    SampleImport {
        number: u64,
        request: ImportRequest,
    },
    /// Give up what was asked for last of these two.
    StopLooking,
    RunExport(ExportRequest),
    RunImport(ImportRequest),
    /// Stop an export or import where nothing is half-written.
    StopExchange(Way),
    /// Show a folder in the system's file manager.
    ShowInFolder {
        path: PathBuf,
    },
    /// Write the settings.
    StoreSettings,
    /// Close the window.
    Quit,
}

/// What path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    File,
    Folder,
    CopyTo,
    /// The folder to export into.
    ExportTo,
    ImportFiles,
    ImportFolder,
    /// The folder to import into.
    ImportTo,
}
