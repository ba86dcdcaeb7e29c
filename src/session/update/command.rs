//! Commands carried out.

use crate::annotation::Id;
use crate::edit::{ActKind, ApplyError, Edge, Step, Transaction};
use crate::session::update::select::{self, Way};
use crate::session::update::{annotate, changed, commit, document, exchange, fill, follow, review};
use crate::session::{Command, Dialog, Effect, Mode, Notice, Open, Pick, Selection, Session};
use crate::settings::{Language, SIZES, ThemeChoice};
use crate::text::{ByteOffset, Direction};

pub(super) fn run(session: &mut Session, command: Command) -> Vec<Effect> {
    if !command.is_enabled(session) {
        return Vec::new();
    }
    // What a notice offers was taken up, wherever it was called from.
    session.notices.retain(|notice| notice.offer != Some(command));
    match command {
        Command::OpenFile => vec![Effect::Pick(Pick::File)],
        Command::OpenFolder => vec![Effect::Pick(Pick::Folder)],
        Command::SaveCopy => vec![Effect::Pick(Pick::CopyTo)],
        Command::TypePath => dialog(session, Dialog::TypePath { pick: Pick::File, unanswered: false }),
        Command::Import => exchange::open_import(session),
        Command::Export => exchange::open_export(session),
        Command::Reload => {
            let path = session.open.as_ref().map(|open| open.path.clone());
            path.map_or_else(Vec::new, |path| document::open(session, path, None))
        }
        Command::Save => vec![Effect::Save],
        Command::Quit => document::close_requested(session),
        Command::Undo => step_history(session, ActKind::Undo, |open| open.history.undo(&mut open.set)),
        Command::Redo => step_history(session, ActKind::Redo, |open| open.history.redo(&mut open.set)),
        Command::CopyText => copy(session),
        Command::SelectAll => {
            if let Some(open) = session.open.as_mut() {
                let end = ByteOffset(open.document.text().len());
                open.selection = Selection { anchor: ByteOffset(0), focus: end };
            }
            Vec::new()
        }
        Command::Delete => {
            let active: Vec<Id> = session.open.iter().filter_map(|open| open.active.clone()).collect();
            commit(session, |open, author| open.edit(author).delete(&active))
        }
        Command::Relabel => annotate::start_relabel(session),
        Command::AddFragment => annotate::add_fragment(session),
        Command::Relate => start_relation(session),
        Command::EndLeft => nudge(session, Edge::End, Side::Left, Reach::Grapheme),
        Command::EndRight => nudge(session, Edge::End, Side::Right, Reach::Grapheme),
        Command::StartLeft => nudge(session, Edge::Start, Side::Left, Reach::Grapheme),
        Command::StartRight => nudge(session, Edge::Start, Side::Right, Reach::Grapheme),
        Command::EndWordLeft => nudge(session, Edge::End, Side::Left, Reach::Word),
        Command::EndWordRight => nudge(session, Edge::End, Side::Right, Reach::Word),
        Command::StartWordLeft => nudge(session, Edge::Start, Side::Left, Reach::Word),
        Command::StartWordRight => nudge(session, Edge::Start, Side::Right, Reach::Word),
        Command::NextAnnotation if in_fill(session) => fill::skip(session),
        Command::NextAnnotation => select::step(session, Way::Next),
        Command::PreviousAnnotation => select::step(session, Way::Previous),
        Command::NextDocument => step_document(session, Way::Next),
        Command::PreviousDocument => step_document(session, Way::Previous),
        Command::NextProblem => next_problem(session),
        Command::Review => review::start(session),
        Command::MergeCopy => follow::read_copy(session),
        Command::MarkDone => commit(session, |open, author| {
            let mut about = (**open.set.about()).clone();
            about.status = if about.status == "done" { "in_progress" } else { "done" }.to_owned();
            open.edit(author).set_about(about)
        }),
        Command::FlipParagraph => flip_paragraph(session),
        Command::LargerText => resize_text(session, |size| size * 1.1),
        Command::SmallerText => resize_text(session, |size| size / 1.1),
        Command::NormalText => resize_text(session, |_| crate::settings::Settings::default().size),
        Command::ToggleTheme => set(session, |settings| {
            settings.theme = match settings.theme {
                ThemeChoice::System => ThemeChoice::Light,
                ThemeChoice::Light => ThemeChoice::Dark,
                ThemeChoice::Dark => ThemeChoice::System,
            };
        }),
        Command::ToggleLanguage => set(session, |settings| {
            settings.language = match settings.language {
                Some(Language::Arabic) => Some(Language::English),
                Some(Language::English) | None => Some(Language::Arabic),
            };
        }),
        Command::ToggleList => set(session, |settings| settings.list_open = !settings.list_open),
        Command::ToggleInspector => {
            set(session, |settings| settings.inspector_open = !settings.inspector_open)
        }
        Command::NextPane => {
            session.pane_steps += 1;
            Vec::new()
        }
        Command::PreviousPane => {
            session.pane_steps -= 1;
            Vec::new()
        }
        Command::Settings => dialog(session, Dialog::Settings),
        Command::Problems => dialog(session, Dialog::Problems),
        Command::Palette => dialog(session, Dialog::Palette),
        Command::Help => dialog(session, Dialog::Help),
    }
}

fn dialog(session: &mut Session, dialog: Dialog) -> Vec<Effect> {
    session.dialog = Some(dialog);
    Vec::new()
}

fn set(session: &mut Session, change: impl FnOnce(&mut crate::settings::Settings)) -> Vec<Effect> {
    change(&mut session.settings);
    vec![Effect::StoreSettings]
}

fn resize_text(session: &mut Session, change: impl FnOnce(f32) -> f32) -> Vec<Effect> {
    set(session, |settings| settings.size = change(settings.size).clamp(*SIZES.start(), *SIZES.end()))
}

fn in_fill(session: &Session) -> bool {
    session.open.as_ref().is_some_and(|open| matches!(open.mode, Mode::Fill { .. }))
}

fn step_history(
    session: &mut Session,
    kind: ActKind,
    step: impl FnOnce(&mut Open) -> Result<Option<Transaction>, ApplyError>,
) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    match step(open) {
        Ok(Some(applied)) => {
            open.mode = Mode::Read;
            changed(open);
            let touched = applied.changes.iter().rev().find_map(|change| {
                let id = change.item().id()?;
                open.set.get(id).map(|annotation| (id.clone(), annotation.place()))
            });
            if let Some((id, place)) = touched {
                open.active = Some(id);
                if let Some(place) = place {
                    open.show(place.start);
                }
            }
            vec![Effect::Append { kind, transaction: applied }]
        }
        Ok(None) => Vec::new(),
        Err(error) => {
            session.notices.push(Notice::error("notice-does-not-fit", error.to_string()));
            Vec::new()
        }
    }
}

/// Copies the selection, or the text of the chosen annotation.
fn copy(session: &Session) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let selected = open.document.slice(open.selection.span());
    if !selected.is_empty() {
        return vec![Effect::Copy(selected.to_owned())];
    }
    open.active_annotation().map(|annotation| Effect::Copy(open.text_of(annotation))).into_iter().collect()
}

/// A side of the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Grapheme,
    Word,
}

/// Moves an edge towards a side of the screen, whichever way the text there runs.
fn nudge(session: &mut Session, edge: Edge, side: Side, reach: Reach) -> Vec<Effect> {
    let effects = commit(session, |open, author| {
        let annotation = open.active_annotation()?;
        let role = open.main_role(annotation)?;
        let hull = annotation.fragments(role)?.hull();
        let inside = match edge {
            Edge::Start => hull.start,
            Edge::End => crate::text::segment::previous_grapheme(open.document.text(), hull.end),
        };
        let is_forward = open.document.is_rtl_at(inside) == (side == Side::Left);
        let step = match (is_forward, reach) {
            (true, Reach::Grapheme) => Step::GraphemeForward,
            (false, Reach::Grapheme) => Step::GraphemeBackward,
            (true, Reach::Word) => Step::WordForward,
            (false, Reach::Word) => Step::WordBackward,
        };
        open.edit(author).nudge(&open.document, &annotation.id, role, edge, step)
    });
    if let Some(open) = session.open.as_mut() {
        open.selection = Selection::caret(open.selection.focus);
    }
    effects
}

fn start_relation(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let first = open.schema.relations.first().map(|kind| kind.id.clone());
    match (open.active.clone(), first) {
        (Some(from), Some(kind)) => fill::start_relation(session, from, kind),
        _ => Vec::new(),
    }
}

fn step_document(session: &mut Session, way: Way) -> Vec<Effect> {
    let (Some(folder), Some(open)) = (session.folder.as_ref(), session.open.as_ref()) else {
        return Vec::new();
    };
    let count = folder.entries.len();
    let here = folder.position(&open.path);
    let next = match (way, here) {
        (_, None) => 0,
        (Way::Next, Some(here)) => (here + 1) % count,
        (Way::Previous, Some(here)) => (here + count - 1) % count,
    };
    vec![Effect::Load { path: folder.entries[next].path.clone(), encoding: None }]
}

/// Chooses the annotation of the next problem behind the caret.
fn next_problem(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let here = open.selection.focus;
    let after = open.problems.iter().find(|problem| problem.span.is_some_and(|span| span.start > here));
    let item = after.or(open.problems.first()).and_then(|problem| problem.item.clone());
    item.map(|id| select::show(session, id)).unwrap_or_default()
}

/// Turns the caret's paragraph the other way round; a second time, back to its first strong character.
fn flip_paragraph(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let paragraph = open.document.paragraph_at(open.selection.focus);
    let natural = open.document.paragraphs()[paragraph].direction;
    let set = open.set.about().paragraph_directions.contains_key(&paragraph);
    let flipped = if natural.is_rtl() { Direction::LeftToRight } else { Direction::RightToLeft };
    annotate::set_paragraph_direction(session, paragraph, (!set).then_some(flipped))
}
