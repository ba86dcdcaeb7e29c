//! The only writer of a session.

mod annotate;
mod command;
mod document;
mod exchange;
mod fill;
mod follow;
mod review;
mod select;

use crate::edit::{ActKind, Author, Transaction};
use crate::session::{Effect, Message, Notice, Open, Saving, Session};

/// Takes one message in and returns what the shell has to do.
pub fn update(session: &mut Session, message: Message) -> Vec<Effect> {
    match message {
        Message::Do(command) => command::run(session, command),

        Message::Select(selection) => select::select(session, selection),
        Message::SelectionMade => fill::selection_made(session),
        Message::Point { offset } => select::point(session, offset),
        Message::Activate(id) => select::activate(session, id),
        Message::Show(id) => select::show(session, id),

        Message::Mark { layer } => annotate::mark(session, &layer),
        Message::Label(label) => annotate::label(session, &label),
        Message::LeaveMode => annotate::leave_mode(session),
        Message::Delete(ids) => commit(session, |open, author| open.edit(author).delete(&ids)),
        Message::Relabel { id, label } => {
            commit(session, |open, author| open.edit(author).relabel(&id, &label))
        }
        Message::MoveEdge { id, role, edge, offset } => commit(session, |open, author| {
            open.edit(author).move_edge(&open.document, &id, &role, edge, offset)
        }),
        Message::StartFill { id, role } => fill::start(session, id, role),
        Message::ClearRole { id, role, anchor } => {
            commit(session, |open, author| open.edit(author).clear_role(&id, &role, anchor))
        }
        Message::SetAttribute { id, attribute, value } => {
            commit(session, |open, author| open.edit(author).set_attribute(&id, &attribute, value))
        }
        Message::SetNote { id, note } => {
            commit(session, |open, author| open.edit(author).set_note(&id, &note))
        }
        Message::SetStatus { id, status } => {
            commit(session, |open, author| open.edit(author).set_status(&id, status))
        }
        Message::StartRelation { from, kind } => fill::start_relation(session, from, kind),
        Message::NewRecord { mention, name } => {
            commit(session, |open, author| open.edit(author).new_record(&mention, &name))
        }
        Message::SetRecord(record) => commit(session, |open, author| open.edit(author).set_record(record)),
        Message::SetAbout(about) => commit(session, |open, author| open.edit(author).set_about(*about)),
        Message::SetParagraphDirection { paragraph, direction } => {
            annotate::set_paragraph_direction(session, paragraph, direction)
        }

        Message::Open { path, encoding } => document::open(session, path, encoding),
        Message::OpenFolder { path } => vec![Effect::List { folder: path }],
        Message::Begun(begun) => document::begun(session, *begun),
        Message::Loaded(loaded) => document::loaded(session, *loaded),
        Message::Checked { path, problems } => document::checked(session, &path, problems),
        Message::LoadFailed(failure) => document::load_failed(session, failure),
        Message::Listed(folder) => document::listed(session, folder),
        Message::Pick(pick) => vec![Effect::Pick(pick)],
        Message::Picked { pick, path } => document::picked(session, pick, path),
        Message::PickedNothing(pick) => document::picked_nothing(session, pick),
        Message::Saved { revision } => {
            let mut effects = document::saved(session, revision);
            effects.extend(exchange::saved(session));
            effects
        }
        Message::SaveFailed { words } => document::save_failed(session, words),
        Message::RecordChanged => session.writable().map(|_| Effect::Save).into_iter().collect(),
        Message::Underneath(versions) => follow::underneath(session, &versions),
        Message::SourceChanged => session.writable().map(|_| Effect::FindAgain).into_iter().collect(),
        Message::FoundAgain(found) => follow::found_again(session, *found),
        Message::SourceTold { words, detail } => {
            follow::forget_source_notices(session);
            session.notices.push(Notice::warning(words, detail));
            Vec::new()
        }
        Message::CopyRead { path, theirs } => follow::copy_read(session, path, &theirs),
        Message::CopyPutAside { path, to } => follow::copy_put_aside(session, &path, &to),
        Message::CopySaved { path } => {
            session.notices.push(Notice::info("notice-copy-saved", path.display().to_string()));
            Vec::new()
        }

        Message::Failed { words, detail } => {
            session.notices.push(Notice::error(words, detail));
            Vec::new()
        }

        Message::Exchange(step) => exchange::step(session, step),
        Message::ExportSampled { number, sample } => {
            exchange::export_sampled(session, number, *sample);
            Vec::new()
        }
        Message::ImportSampled { number, sample } => {
            exchange::import_sampled(session, number, *sample);
            Vec::new()
        }
        Message::ExchangeMoved { way, running } => {
            exchange::moved(session, way, running);
            Vec::new()
        }
        Message::ExchangeEnded { way, outcome } => exchange::ended(session, way, *outcome),

        Message::Settings(settings) => {
            let changed = session.settings != settings;
            session.settings = settings;
            if changed { vec![Effect::StoreSettings] } else { Vec::new() }
        }
        Message::OpenDialog(dialog) => {
            session.dialog = Some(dialog);
            Vec::new()
        }
        Message::CloseDialog => exchange::closed(session),
        Message::DismissNotice(number) => {
            if number < session.notices.len() {
                session.notices.remove(number);
            }
            Vec::new()
        }
        Message::Review(step) => review::step(session, step),
        Message::Sought { number, candidates } => review::sought(session, number, candidates),
        Message::CloseRequested => document::close_requested(session),
        Message::CloseAnyway => {
            session.leaving = true;
            vec![Effect::Quit]
        }
    }
}

/// Commits what `make` returns for the open document; says so where the document is read only.
fn commit(session: &mut Session, make: impl FnOnce(&Open, &Author) -> Option<Transaction>) -> Vec<Effect> {
    let author = author(session);
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    if open.read_only.is_some() {
        let words = if open.is_opening() { "notice-opening" } else { "notice-read-only" };
        session.notices.push(Notice::warning(words, ""));
        return Vec::new();
    }
    let Some(transaction) = make(open, &author) else { return Vec::new() };
    if let Err(error) = open.history.commit(transaction.clone(), &mut open.set) {
        session.notices.push(Notice::error("notice-does-not-fit", error.to_string()));
        return Vec::new();
    }
    changed(open);
    vec![Effect::Append { kind: ActKind::New, transaction }]
}

/// Notes that the set is not what it was.
fn changed(open: &mut Open) {
    open.revision += 1;
    open.saving = Saving::Pending;
    if open.active.as_ref().is_some_and(|id| open.set.get(id).is_none() && open.set.relation(id).is_none()) {
        open.active = None;
    }
}

fn author(session: &Session) -> Author {
    Author { name: session.settings.annotator.clone(), now: session.clock.now() }
}
