//! Opening, saving, leaving.

use std::path::{Path, PathBuf};

use crate::annotation::{AnnotationSet, Problem};
use crate::session::update::exchange;
use crate::session::{
    Begun, Command, Dialog, Effect, Folder, Loaded, Notice, Open, OpenFailure, Pick, ReadOnly, Saving,
    Session, Way,
};

pub(super) fn open(session: &mut Session, path: PathBuf, encoding: Option<String>) -> Vec<Effect> {
    session.dialog = None;
    // Another document would take the place of acts that are nowhere but in memory.
    if session.open.as_ref().is_some_and(|open| matches!(open.saving, Saving::Failed(_))) {
        session.dialog = Some(Dialog::Unsaved);
        return vec![Effect::Save];
    }
    vec![Effect::Load { path, encoding }]
}

/// Shows a document's beginning; nothing of it can be changed before the rest is there.
pub(super) fn begun(session: &mut Session, begun: Begun) -> Vec<Effect> {
    let Begun { path, document, schema, set } = begun;
    session.open =
        Some(Open { read_only: Some(ReadOnly::Opening), ..Open::new(path, document, schema, set) });
    Vec::new()
}

pub(super) fn loaded(session: &mut Session, loaded: Loaded) -> Vec<Effect> {
    if loaded.recovered > 0 {
        session.notices.push(Notice::info("notice-recovered", loaded.recovered.to_string()));
    }
    if let Some(counts) = loaded.found {
        session.notices.push(Notice::found_again(counts));
    }
    if let (Some(copy), None) = (loaded.copies.first(), &loaded.read_only) {
        let name = copy.file_name().unwrap_or_default().to_string_lossy();
        session.notices.push(Notice::warning("notice-copy-there", name).offering(Command::MergeCopy));
    }
    session.settings.remember(loaded.path.clone());
    session.dialog = loaded.read_only.as_ref().map(|_| Dialog::Problems);
    let beginning = session.open.take().filter(Open::is_opening);
    let mut open = Open {
        history: loaded.history,
        problems: loaded.problems,
        read_only: loaded.read_only,
        copies: loaded.copies,
        ..Open::new(loaded.path, loaded.document, loaded.schema, loaded.set)
    };
    // What a person chose and went to meanwhile stays.
    if let Some(begun) = beginning.filter(|begun| begun.document.is_same(&open.document)) {
        (open.selection, open.reveal) = (begun.selection, begun.reveal);
        open.active = begun.active.filter(|id| open.set.get(id).is_some());
    }
    session.open = Some(open);
    vec![Effect::StoreSettings]
}

/// Lists the problems of the open document behind those that are listed already.
pub(super) fn checked(session: &mut Session, path: &Path, problems: Vec<Problem>) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut().filter(|open| open.path == path) {
        open.problems.extend(problems);
    }
    Vec::new()
}

pub(super) fn load_failed(session: &mut Session, failure: OpenFailure) -> Vec<Effect> {
    // Its beginning alone is no document.
    session.open.take_if(|open| open.is_opening());
    session.dialog = Some(Dialog::Failure(failure));
    Vec::new()
}

/// Takes a folder's documents in, and opens the first where nothing of the folder is open.
pub(super) fn listed(session: &mut Session, folder: Folder) -> Vec<Effect> {
    let open_is_there = session.open.as_ref().is_some_and(|open| folder.position(&open.path).is_some());
    let first = folder.entries.first().map(|entry| entry.path.clone());
    if first.is_none() {
        session.notices.push(Notice::warning("notice-folder-empty", folder.path.display().to_string()));
    }
    session.folder = Some(folder);
    match first {
        Some(path) if !open_is_there => open(session, path, None),
        _ => Vec::new(),
    }
}

pub(super) fn picked(session: &mut Session, pick: Pick, path: PathBuf) -> Vec<Effect> {
    match pick {
        Pick::ExportTo => return exchange::picked_folder(session, Way::Export, &path),
        Pick::ImportTo => return exchange::picked_folder(session, Way::Import, &path),
        Pick::ImportFiles | Pick::ImportFolder => return exchange::picked_source(session, &path),
        Pick::File | Pick::Folder | Pick::CopyTo => {}
    }
    session.dialog = None;
    match pick {
        Pick::File => open(session, path, None),
        Pick::Folder => vec![Effect::List { folder: path }],
        _ => vec![Effect::SaveCopy { path }],
    }
}

/// Offers to type the path: a portal that doesn't answer looks the same as a dialog that was closed.
pub(super) fn picked_nothing(session: &mut Session, pick: Pick) -> Vec<Effect> {
    // The dialogs of export and import have fields for their paths.
    if matches!(pick, Pick::File | Pick::Folder | Pick::CopyTo) {
        session.dialog = Some(Dialog::TypePath { pick, unanswered: true });
    }
    Vec::new()
}

pub(super) fn saved(session: &mut Session, revision: u64) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut()
        && open.revision == revision
    {
        open.saving = Saving::Saved;
    }
    if let (Some(open), Some(folder)) = (session.open.as_ref(), session.folder.as_mut())
        && let Some(place) = folder.position(&open.path)
    {
        folder.entries[place].status = status_of(&open.set);
    }
    // An earlier act may be on the disk while a later one is still under way.
    let is_saved = session.open.as_ref().is_none_or(|open| open.saving == Saving::Saved);
    if session.leaving && is_saved { vec![Effect::Quit] } else { Vec::new() }
}

pub(super) fn save_failed(session: &mut Session, words: String) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut() {
        open.saving = Saving::Failed(words);
    }
    if session.leaving {
        session.leaving = false;
        session.dialog = Some(Dialog::Unsaved);
    }
    Vec::new()
}

/// Lets the window go once everything is on the disk.
pub(super) fn close_requested(session: &mut Session) -> Vec<Effect> {
    match session.open.as_ref().map(|open| &open.saving) {
        None | Some(Saving::Saved) => vec![Effect::Quit],
        Some(Saving::Pending) => {
            session.leaving = true;
            vec![Effect::Save]
        }
        Some(Saving::Failed(_)) => {
            session.dialog = Some(Dialog::Unsaved);
            vec![Effect::Save]
        }
    }
}

pub(super) fn status_of(set: &AnnotationSet) -> crate::session::EntryStatus {
    if set.about().status == "done" {
        crate::session::EntryStatus::Done
    } else {
        crate::session::EntryStatus::InProgress
    }
}
