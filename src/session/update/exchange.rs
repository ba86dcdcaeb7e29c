//! The dialogs of export and import.

use std::path::Path;

use crate::session::exchange::Task;
use crate::session::{
    Dialog, Effect, Ending, ExchangeStep, ExportForm, ExportSample, ImportForm, ImportSample, Notice,
    Outcome, Refusal, Running, Saving, Scope, Session, Way, Work,
};

/// Opens the export dialog, with what was chosen in it last.
pub(super) fn open_export(session: &mut Session) -> Vec<Effect> {
    let (has_document, has_folder) = (session.open.is_some(), session.folder.is_some());
    let is_new = session.exchange.export.is_none();
    let task = session.exchange.export.get_or_insert_with(Task::default);
    match (has_document, has_folder) {
        (true, false) => task.form.scope = Scope::Document,
        (_, true) if is_new => task.form.scope = Scope::Folder,
        _ => {}
    }
    session.dialog = Some(Dialog::Export);
    // A document that was never marked before has no record until its acts have been gathered.
    let is_pending = session.writable().is_some_and(|open| open.saving == Saving::Pending);
    let mut effects = if is_pending { vec![Effect::Save] } else { Vec::new() };
    effects.extend(sample_export(session));
    effects
}

/// Looks again at what would be exported, now that everything is in the records.
pub(super) fn saved(session: &mut Session) -> Vec<Effect> {
    if session.dialog == Some(Dialog::Export) { sample_export(session) } else { Vec::new() }
}

/// Opens the import dialog, with what was chosen in it last.
pub(super) fn open_import(session: &mut Session) -> Vec<Effect> {
    session.exchange.import.get_or_insert_with(Task::default);
    session.dialog = Some(Dialog::Import);
    sample_import(session)
}

/// Takes note that a dialog was closed: what came of the work has been seen.
pub(super) fn closed(session: &mut Session) -> Vec<Effect> {
    let way = match session.dialog.take() {
        Some(Dialog::Export) => Way::Export,
        Some(Dialog::Import) => Way::Import,
        _ => return Vec::new(),
    };
    if let Some(work) = work(session, way)
        && matches!(work, Work::Ended(_))
    {
        *work = Work::Idle;
    }
    vec![Effect::StopLooking]
}

pub(super) fn step(session: &mut Session, step: ExchangeStep) -> Vec<Effect> {
    match step {
        ExchangeStep::SetExport(form) => set_export(session, *form),
        ExchangeStep::SetImport(form) => set_import(session, form),
        ExchangeStep::Start(way) => start(session, way),
        ExchangeStep::Stop(way) => {
            if let Some(Work::Running(running)) = work(session, way) {
                running.is_stopping = true;
                return vec![Effect::StopExchange(way)];
            }
            Vec::new()
        }
        ExchangeStep::Again(way) => {
            if let Some(work) = work(session, way).filter(|work| matches!(work, Work::Ended(_))) {
                *work = Work::Idle;
            }
            Vec::new()
        }
        ExchangeStep::ShowInFolder(way) => match work(session, way) {
            Some(Work::Ended(outcome)) => vec![Effect::ShowInFolder { path: outcome.folder.clone() }],
            _ => Vec::new(),
        },
        ExchangeStep::OpenImported => {
            let folder = match work(session, Way::Import) {
                Some(Work::Ended(outcome)) => outcome.folder.clone(),
                _ => return Vec::new(),
            };
            let mut effects = closed(session);
            effects.push(Effect::List { folder });
            effects
        }
    }
}

fn work(session: &mut Session, way: Way) -> Option<&mut Work> {
    match way {
        Way::Export => session.exchange.export.as_mut().map(|task| &mut task.work),
        Way::Import => session.exchange.import.as_mut().map(|task| &mut task.work),
    }
}

fn set_export(session: &mut Session, form: ExportForm) -> Vec<Effect> {
    let Some(task) = session.exchange.export.as_ref() else { return Vec::new() };
    let is_same = task.form.sample_request(session) == form.sample_request(session);
    if let Some(task) = session.exchange.export.as_mut() {
        task.form = form;
    }
    if is_same { Vec::new() } else { sample_export(session) }
}

fn set_import(session: &mut Session, form: ImportForm) -> Vec<Effect> {
    let Some(task) = session.exchange.import.as_mut() else { return Vec::new() };
    if task.form == form {
        return Vec::new();
    }
    task.form = form;
    sample_import(session)
}

/// Asks what the first document becomes.
fn sample_export(session: &mut Session) -> Vec<Effect> {
    let request = session.exchange.export.as_ref().and_then(|task| task.form.sample_request(session));
    session.exchange.asked += 1;
    let number = session.exchange.asked;
    let Some(task) = session.exchange.export.as_mut() else { return Vec::new() };
    task.is_looking = request.is_some();
    request.map(|request| Effect::SampleExport { number, request }).into_iter().collect()
}

fn sample_import(session: &mut Session) -> Vec<Effect> {
    let request = session.exchange.import.as_ref().and_then(|task| task.form.request(session).ok());
    session.exchange.asked += 1;
    let number = session.exchange.asked;
    let Some(task) = session.exchange.import.as_mut() else { return Vec::new() };
    task.is_looking = request.is_some();
    if request.is_none() {
        task.sample = None;
    }
    request.map(|request| Effect::SampleImport { number, request }).into_iter().collect()
}

pub(super) fn export_sampled(session: &mut Session, number: u64, sample: Result<ExportSample, Refusal>) {
    if let Some(task) = session.exchange.export.as_mut().filter(|_| number == session.exchange.asked) {
        task.is_looking = false;
        task.sample = Some(sample);
    }
}

pub(super) fn import_sampled(session: &mut Session, number: u64, sample: Result<ImportSample, Refusal>) {
    if let Some(task) = session.exchange.import.as_mut().filter(|_| number == session.exchange.asked) {
        task.is_looking = false;
        task.sample = Some(sample);
    }
}

fn start(session: &mut Session, way: Way) -> Vec<Effect> {
    if work(session, way).is_none_or(|work| matches!(work, Work::Running(_))) {
        return Vec::new();
    }
    let exchange = &session.exchange;
    let export = exchange.export.as_ref().and_then(|task| task.form.request(session).ok());
    let import = exchange.import.as_ref().and_then(|task| task.form.request(session).ok());
    let effect = match way {
        Way::Export => export.map(Effect::RunExport),
        Way::Import => import.map(Effect::RunImport),
    };
    if let (Some(_), Some(work)) = (&effect, work(session, way)) {
        *work = Work::Running(Running::default());
    }
    effect.into_iter().collect()
}

pub(super) fn moved(session: &mut Session, way: Way, now: Running) {
    if let Some(Work::Running(running)) = work(session, way) {
        *running = Running { is_stopping: running.is_stopping, ..now };
    }
}

/// Takes in what came of the work; where its dialog is closed, a notice says so.
pub(super) fn ended(session: &mut Session, way: Way, outcome: Outcome) -> Vec<Effect> {
    let is_shown = match way {
        Way::Export => session.dialog == Some(Dialog::Export),
        Way::Import => session.dialog == Some(Dialog::Import),
    };
    // What was imported into the folder that is listed is listed too.
    let listed = session.folder.as_ref().map(|folder| folder.path.clone());
    let listed = listed.filter(|folder| way == Way::Import && *folder == outcome.folder);
    if !is_shown {
        session.notices.push(notice(way, &outcome));
    }
    if let Some(work) = work(session, way) {
        *work = Work::Ended(outcome);
    }
    listed.map(|folder| Effect::List { folder }).into_iter().collect()
}

fn notice(way: Way, outcome: &Outcome) -> Notice {
    if let Some(refusal) = &outcome.refusal {
        return Notice::error("notice-exchange-failed", refusal.what.clone());
    }
    let words = match (way, outcome.ending) {
        (_, Ending::Stopped) => "notice-exchange-stopped",
        (_, Ending::Refused) => "notice-export-refused",
        (Way::Export, Ending::Done) => "notice-exported",
        (Way::Import, Ending::Done) => "notice-imported",
    };
    let folder = outcome.folder.display().to_string();
    let is_whole = outcome.ending == Ending::Done && outcome.left_out == 0;
    let notice = if is_whole { Notice::info(words, folder) } else { Notice::warning(words, folder) };
    Notice { counts: vec![("count", outcome.documents), ("left", outcome.left_out)], ..notice }
}

/// Takes a path in that was picked for a form.
pub(super) fn picked_folder(session: &mut Session, way: Way, path: &Path) -> Vec<Effect> {
    let folder = Some(path.display().to_string());
    match way {
        Way::Export => {
            let form = session.exchange.export.as_ref().map(|task| task.form.clone());
            form.map_or_else(Vec::new, |form| set_export(session, ExportForm { folder, ..form }))
        }
        Way::Import => {
            let form = session.exchange.import.as_ref().map(|task| task.form.clone());
            form.map_or_else(Vec::new, |form| set_import(session, ImportForm { folder, ..form }))
        }
    }
}

pub(super) fn picked_source(session: &mut Session, path: &Path) -> Vec<Effect> {
    let Some(task) = session.exchange.import.as_ref() else { return Vec::new() };
    let mut form = task.form.clone();
    form.add(path);
    set_import(session, form)
}
