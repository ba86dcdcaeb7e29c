//! What the disk's thread answers to an attempt to open something.

use std::path::PathBuf;
use std::sync::Arc;

use crate::session::{Begun, Entry, EntryStatus, Folder, Loaded, Message, OpenFailure, ReadOnly};
use crate::store::{self, Beginning, OpenError, Opened};
use crate::text::DecodeError;

/// Says that there is no document to write: the last one asked for could not be opened.
pub(super) fn not_open() -> Message {
    let words = "The document is no longer open on the disk\nSave a copy, and open it again.";
    Message::SaveFailed { words: words.to_owned() }
}

/// Returns the part of a document that is shown before the rest of its record was read.
pub(super) fn begun(beginning: Beginning) -> Begun {
    let Beginning { path, document, schema, set } = beginning;
    Begun { path, document, schema, set }
}

pub(super) fn loaded(opened: Opened) -> Loaded {
    let read_only = opened.target.read_only.map(|reason| match reason {
        store::ReadOnly::NewerRecord(version) => ReadOnly::NewerRecord(version),
        store::ReadOnly::TextDiffers => ReadOnly::TextDiffers,
        store::ReadOnly::Damaged => ReadOnly::Damaged,
        store::ReadOnly::Held(who) => ReadOnly::Held(who),
        store::ReadOnly::Outside => ReadOnly::Outside,
    });
    Loaded {
        path: opened.path,
        document: opened.document,
        schema: Arc::unwrap_or_clone(opened.schema),
        set: opened.set,
        history: opened.history,
        problems: opened.problems,
        read_only,
        recovered: opened.recovered,
        found: opened.found,
        copies: opened.copies,
    }
}

pub(super) fn failure(path: PathBuf, error: &OpenError) -> OpenFailure {
    let words = match error {
        OpenError::Decode { source, .. } => match source {
            DecodeError::NotUtf8 { .. } => "failure-not-utf8",
            DecodeError::Empty => "failure-empty",
            DecodeError::Binary { .. } => "failure-binary",
            DecodeError::TooLarge { .. } => "failure-too-large",
            DecodeError::Malformed { .. } | DecodeError::UnknownEncoding(_) => "failure-malformed",
        },
        _ => "failure-unreadable",
    };
    OpenFailure {
        path,
        what: error.to_string(),
        hint: error.hint(),
        encoding: error.detected_encoding().map(str::to_owned),
        words,
    }
}

pub(super) fn list(folder: PathBuf, annotator: &str) -> Message {
    let annotator = (!annotator.is_empty()).then_some(annotator);
    match store::list(&folder, annotator) {
        Ok(listing) => {
            let entries = listing.documents.into_iter().map(|listed| Entry {
                path: listed.path,
                name: listed.name,
                status: match listed.status.as_deref() {
                    None => EntryStatus::Untouched,
                    Some("done") => EntryStatus::Done,
                    Some(_) => EntryStatus::InProgress,
                },
            });
            Message::Listed(Folder { path: folder, entries: entries.collect() })
        }
        Err(error) => Message::Failed { words: "notice-folder-failed", detail: error.to_string() },
    }
}
