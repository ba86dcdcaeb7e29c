//! Filling roles and joining annotations: by selecting, or by pointing at what is marked already.

use crate::annotation::{Fragments, Id};
use crate::edit::Filling;
use crate::schema::Role;
use crate::session::update::{author, commit};
use crate::session::{Effect, Mode, Notice, Open, Selection, Session};

/// Awaits what fills a role of an annotation.
pub(super) fn start(session: &mut Session, id: Id, role: String) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut()
        && open.read_only.is_none()
        && open.set.get(&id).is_some()
    {
        open.active = Some(id.clone());
        open.mode = Mode::Fill { id, role };
    }
    Vec::new()
}

/// Awaits the other end of a relation.
pub(super) fn start_relation(session: &mut Session, from: Id, kind: String) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut()
        && open.read_only.is_none()
        && open.schema.relation(&kind).is_some()
    {
        open.mode = Mode::Relate { from, kind };
    }
    Vec::new()
}

/// Asks for the first role that its layer wants asked for.
pub(super) fn ask_first(open: &mut Open, id: Id) {
    let roles = roles_asked(open, &id);
    open.mode = match roles.first() {
        Some(role) => Mode::Fill { id, role: role.id.clone() },
        None => Mode::Read,
    };
}

/// Goes on to the next role that is asked for, or back to reading.
pub(super) fn skip(session: &mut Session) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut()
        && let Mode::Fill { id, role } = open.mode.clone()
    {
        let roles = roles_asked(open, &id);
        let next = roles.iter().skip_while(|asked| asked.id != role).nth(1);
        open.mode = match next {
            Some(next) => Mode::Fill { id, role: next.id.clone() },
            None => Mode::Read,
        };
    }
    Vec::new()
}

/// Fills the awaited role with the selection, else with the annotation at the caret; else goes on.
pub(super) fn selection_made(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let at_caret = open.at(open.selection.focus);
    match open.mode.clone() {
        Mode::Read | Mode::Label { .. } => Vec::new(),
        Mode::Relate { .. } => pointed_at(session, &at_caret),
        Mode::Fill { id, role } => match Fragments::one(open.document.tidy(open.selection.span())) {
            Some(fragments) => fill(session, &id, &role, Filling::Text(fragments)),
            None => {
                let effects = pointed_at(session, &at_caret);
                if effects.is_empty() { skip(session) } else { effects }
            }
        },
    }
}

/// Takes the first of these annotations that the mode can use.
pub(super) fn pointed_at(session: &mut Session, ids: &[Id]) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    match open.mode.clone() {
        Mode::Fill { id, role } => {
            let allowed = |target: &&Id| {
                let layer = open.set.get(target).map(|target| target.layer.as_str());
                role_of(open, &id, &role)
                    .zip(layer)
                    .is_some_and(|(role, layer)| role.takes_references_to(layer))
            };
            let Some(target) = ids.iter().find(allowed).cloned() else { return Vec::new() };
            fill(session, &id, &role, Filling::Ref(target))
        }
        Mode::Relate { from, kind } => {
            let Some(to) = ids.iter().find(|id| **id != from).cloned() else { return Vec::new() };
            relate(session, &kind, &from, &to)
        }
        Mode::Read | Mode::Label { .. } => Vec::new(),
    }
}

fn fill(session: &mut Session, id: &Id, role: &str, filling: Filling) -> Vec<Effect> {
    let effects = commit(session, |open, author| open.edit(author).fill(id, role, filling));
    if effects.is_empty() {
        session.notices.push(Notice::info("notice-role-takes-not", ""));
        return effects;
    }
    if let Some(open) = session.open.as_mut() {
        open.selection = Selection::caret(open.selection.focus);
    }
    skip(session);
    effects
}

fn relate(session: &mut Session, kind: &str, from: &Id, to: &Id) -> Vec<Effect> {
    let author = author(session);
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    open.mode = Mode::Read;
    let made = open.edit(&author).relate(kind, from, to);
    let Some((transaction, _)) = made else { return Vec::new() };
    commit(session, |_, _| Some(transaction))
}

fn roles_asked<'a>(open: &'a Open, id: &Id) -> Vec<&'a Role> {
    let layer = open.set.get(id).and_then(|annotation| open.layer_of(annotation));
    layer.map(|layer| layer.roles.iter().filter(|role| role.ask).collect()).unwrap_or_default()
}

fn role_of<'a>(open: &'a Open, id: &Id, role: &str) -> Option<&'a Role> {
    open.layer_of(open.set.get(id)?)?.role(role)
}
