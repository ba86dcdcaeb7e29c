//! Following what other programs do to the files of the open document.

use std::path::{Path, PathBuf};

use crate::annotation::{ProblemCode, Snapshot};
use crate::edit::{History, Merge, merge, unite};
use crate::session::update::{changed, commit, review};
use crate::session::{Command, Effect, FoundAgain, Mode, Notice, Selection, Session, Versions};
use crate::text::segment;

/// Brings what another program wrote into the record together with what is here now.
pub(super) fn underneath(session: &mut Session, versions: &Versions) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let merged = merge(&versions.base, &open.set, &versions.theirs);
    let mut effects = take_in(session, merged, "notice-merged");
    effects.push(Effect::Save);
    effects
}

/// Goes over to the text that the source has now, unless something was done meanwhile on the old one.
pub(super) fn found_again(session: &mut Session, found: FoundAgain) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    if open.revision != found.revision {
        return vec![Effect::FindAgain];
    }
    let mut set = found.set;
    let merged = found.versions.map(|versions| merge(&versions.base, &set, &versions.theirs));
    if let Some(merged) = &merged {
        merged.transaction.apply(&mut set).expect("the merge was made for this set");
    }
    let text = found.document.text();
    let place = |offset| segment::floor_grapheme(text, found.shift.place(offset));
    open.selection = Selection { anchor: place(open.selection.anchor), focus: place(open.selection.focus) };
    open.document = found.document;
    open.set = set;
    open.history = History::default();
    open.mode = Mode::Read;
    open.shift = found.shift;
    open.problems.retain(|problem| problem.code == ProblemCode::ConflictedCopy);
    open.problems.extend(found.problems);
    if merged.is_some() {
        review::refresh_problems(open);
    }
    changed(open);
    let seek = review::renew(open);
    forget_source_notices(session);
    session.notices.push(Notice::found_again(found.counts));
    if let Some(merged) = merged {
        tell(session, &merged, "notice-merged");
    }
    [vec![Effect::Follow, Effect::Save], seek].concat()
}

/// Takes away what was said of the source: something newer is known.
pub(super) fn forget_source_notices(session: &mut Session) {
    let is_of_source = |words| {
        matches!(
            words,
            "notice-source-gone" | "notice-source-unusable" | "notice-source-back" | "notice-found-again"
        )
    };
    session.notices.retain(|notice| !is_of_source(notice.words));
}

/// Reads the first of the copies that lie beside the record.
pub(super) fn read_copy(session: &Session) -> Vec<Effect> {
    let copy = session.writable().and_then(|open| open.copies.first().cloned());
    copy.map(|path| Effect::ReadCopy { path }).into_iter().collect()
}

/// Unites what a copy holds with what is here; the copy is put aside once that is on the disk.
pub(super) fn copy_read(session: &mut Session, path: PathBuf, theirs: &Snapshot) -> Vec<Effect> {
    let Some(open) = session.writable() else { return Vec::new() };
    if !open.copies.contains(&path) {
        return Vec::new();
    }
    let merged = unite(&open.set, theirs);
    let mut effects = take_in(session, merged, "notice-copy-merged");
    effects.push(Effect::PutCopyAside { path });
    effects.push(Effect::Save);
    effects
}

pub(super) fn copy_put_aside(session: &mut Session, path: &Path, to: &Path) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    open.copies.retain(|copy| copy != path);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_of_copy = |code, detail: &str| code == ProblemCode::ConflictedCopy && detail.starts_with(&name);
    open.problems.retain(|problem| !is_of_copy(problem.code, &problem.detail));
    let next = open.copies.first().and_then(|copy| copy.file_name()).map(|name| name.to_owned());
    session.notices.push(Notice::info("notice-copy-put-aside", to.display().to_string()));
    if let Some(next) = next {
        let notice = Notice::warning("notice-copy-there", next.to_string_lossy());
        session.notices.push(notice.offering(Command::MergeCopy));
    }
    Vec::new()
}

fn take_in(session: &mut Session, merged: Merge, words: &'static str) -> Vec<Effect> {
    let transaction = merged.transaction.clone();
    let mut effects = Vec::new();
    if !transaction.changes.is_empty() {
        effects = commit(session, |_, _| Some(transaction));
    }
    if let Some(open) = session.open.as_mut() {
        review::refresh_problems(open);
        effects.extend(review::renew(open));
    }
    tell(session, &merged, words);
    effects
}

/// Says what came of a merge; where there are conflicts, offers to go through them.
fn tell(session: &mut Session, merged: &Merge, words: &'static str) {
    let changes = merged.transaction.changes.len();
    if changes > 0 {
        session.notices.push(Notice { counts: vec![("count", changes)], ..Notice::info(words, "") });
    }
    if !merged.conflicts.is_empty() {
        let counts = vec![("count", merged.conflicts.len())];
        let notice = Notice { counts, ..Notice::warning("notice-conflicts", "") };
        session.notices.push(notice.offering(Command::Review));
    }
}
