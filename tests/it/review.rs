//! Deciding what is doubtful, lost or in conflict, by messages as a window sends them.

use hashiya::anchor::Finder;
use hashiya::annotation::{Anchor, Conflict, Id, Item};
use hashiya::session::{
    Case, Command, Effect, FoundAgain, Message, NoticeKind, Open, ReviewStep, Session, Versions, update,
};
use hashiya::text::Document;

use crate::session::{self, select};

pub const OLD: &str = "قال هادي سليم: «لن نوقّع العقد»، وأضاف أن الكلفة ارتفعت 38% هذا العام.\n\
    وغادر خالد العمر مكتبه في الواحة مساء أمس.\nوحضرت منى الراوي الجلسة الأولى للمجلس الجديد.";
pub const NEW: &str = "خبر عاجل\nقال هادي سليم: «لن نوقّع العقد»، وأضاف أن الكلفة ارتفعت 38% هذا العام.\n\
    وغادر فهد العمري مكتبه في الواحة مساء أمس.\nوقال مراقبون كلاما آخر لا صلة له بما كان.";

fn open(session: &Session) -> &Open {
    session.open.as_ref().expect("a document is open")
}

fn mark(session: &mut Session, part: &str) -> Id {
    session::mark(session, part, "entity", Some("PERS"))
}

/// Returns what the disk answers for the text as it is now.
fn found(session: &Session, text: &str) -> Message {
    let open = open(session);
    let document = Document::new(text);
    let finder = Finder::new(&open.document, &document);
    let found = hashiya::anchor::reanchor_by(&finder, open.set.iter());
    let counts = hashiya::anchor::Counts::of(&found);
    let mut snapshot = open.set.snapshot();
    snapshot.annotations = found.into_iter().map(|found| found.annotation).collect();
    let set = snapshot.to_set();
    Message::FoundAgain(Box::new(FoundAgain {
        revision: open.revision,
        problems: hashiya::annotation::check(&set, &document, &open.schema),
        set,
        counts,
        shift: finder.shift(),
        document: document.clone(),
        versions: None,
    }))
}

/// A session whose text was changed: one mark moved, two that await a decision.
pub fn changed() -> (Session, [Id; 3]) {
    changed_to(NEW)
}

/// A session with three mentions marked whose text was changed.
pub fn changed_to(text: &str) -> (Session, [Id; 3]) {
    let mut session = session::session(OLD);
    let ids = ["هادي سليم", "خالد العمر", "منى الراوي"].map(|part| mark(&mut session, part));
    let message = found(&session, text);
    let effects = update(&mut session, message);
    assert_eq!(effects, [Effect::Follow, Effect::Save]);
    (session, ids)
}

/// Sends a message, answers the searches that it asks for, and returns what else it asks for.
pub fn answered(session: &mut Session, message: Message) -> Vec<Effect> {
    let mut effects = update(session, message);
    let seeks: Vec<Effect> = effects.extract_if(.., |effect| matches!(effect, Effect::Seek(_))).collect();
    for seek in seeks {
        if let Effect::Seek(seek) = seek {
            let found = seek.run(&mut None);
            effects.extend(update(session, found));
        }
    }
    effects
}

fn awaits(session: &Session, id: &Id) -> bool {
    open(session).set.get(id).is_some_and(|held| held.roles.values().flatten().any(Anchor::awaits_decision))
}

fn place<'a>(session: &'a Session, id: &Id) -> &'a str {
    let open = open(session);
    open.document.slice(open.set.get(id).expect("it is there").place().expect("in the text"))
}

#[test]
fn a_changed_text_is_taken_over_and_said() {
    let (mut session, [moved, ..]) = changed();
    assert_eq!(open(&session).document.text(), NEW);
    let gone = || Message::SourceTold { words: "notice-source-gone", detail: String::new() };
    update(&mut session, gone());
    update(&mut session, gone());
    assert_eq!(session.notices.len(), 1, "what was said of the source before is no longer so");
    let (session, _) = changed();
    assert_eq!(place(&session, &moved), "هادي سليم");
    let notice = session.notices.last().expect("it is said");
    assert_eq!(
        notice.counts,
        [("kept", 0), ("moved", 1), ("doubtful", 0), ("lost", 2)]
            .map(|(name, _)| { (name, notice.counts.iter().find(|held| held.0 == name).expect("named").1) })
    );
    assert_eq!(notice.counts.iter().map(|(_, count)| count).sum::<usize>(), 3);
    assert_eq!((notice.kind, notice.offer), (NoticeKind::Warning, Some(Command::Review)));
    assert!(open(&session).history.next_undo().is_none(), "acts on the old text are done with");
}

#[test]
fn what_was_done_meanwhile_asks_for_another_look() {
    let mut session = session::session(OLD);
    mark(&mut session, "هادي سليم");
    let message = found(&session, NEW);
    let late = mark(&mut session, "خالد العمر");
    assert_eq!(update(&mut session, message), [Effect::FindAgain]);
    assert_eq!(open(&session).document.text(), OLD);
    assert!(open(&session).set.get(&late).is_some());
}

#[test]
fn places_are_decided_one_by_one_and_undone() {
    let (mut session, [_, second, third]) = changed();
    assert!(awaits(&session, &second) && awaits(&session, &third));
    answered(&mut session, Message::Do(Command::Review));
    assert!(session.notices.iter().all(|notice| notice.offer.is_none()), "the offer was taken up");
    let review = open(&session).review.as_ref().expect("it began");
    assert_eq!(review.cases.len(), 2);
    assert!(matches!(review.case(), Some(Case::Place { id, .. }) if *id == second));
    let offered: Vec<&str> = review
        .candidates
        .iter()
        .map(|candidate| open(&session).document.slice(candidate.fragments.hull()))
        .collect();
    assert!(offered.contains(&"فهد العمري"), "{offered:?}");
    let number = offered.iter().position(|text| *text == "فهد العمري").expect("it is offered");
    answered(&mut session, Message::Review(ReviewStep::Candidate(number)));
    assert_eq!(open(&session).document.slice(open(&session).selection.span()), "فهد العمري", "it is shown");
    let effects = answered(&mut session, Message::Review(ReviewStep::Accept));
    assert!(matches!(effects.as_slice(), [Effect::Append { .. }]), "{effects:?}");
    assert_eq!(place(&session, &second), "فهد العمري");
    assert!(!awaits(&session, &second));
    // The next is chosen by hand.
    let review = open(&session).review.as_ref().expect("it goes on");
    assert!(matches!(review.case(), Some(Case::Place { id, .. }) if *id == third));
    select(&mut session, "مراقبون");
    answered(&mut session, Message::Review(ReviewStep::Accept));
    assert_eq!(place(&session, &third), "مراقبون");
    assert_eq!(open(&session).review.as_ref().map(|review| review.case().is_none()), Some(true));
    assert!(!open(&session).has_undecided());
    answered(&mut session, Message::Do(Command::Undo));
    assert!(awaits(&session, &third), "a decision can be undone");
}

#[test]
fn what_is_gone_is_removed_and_comes_back_by_undo() {
    let (mut session, [_, second, third]) = changed();
    answered(&mut session, Message::Do(Command::Review));
    answered(&mut session, Message::Review(ReviewStep::Skip));
    answered(&mut session, Message::Review(ReviewStep::Discard));
    assert!(open(&session).set.get(&third).is_none());
    assert!(awaits(&session, &second), "what was skipped awaits its decision still");
    answered(&mut session, Message::Do(Command::Undo));
    assert!(awaits(&session, &third));
    answered(&mut session, Message::Review(ReviewStep::Close));
    assert!(open(&session).review.is_none());
}

#[test]
fn a_search_that_comes_late_changes_nothing_that_a_person_chose() {
    let (mut session, [_, second, third]) = changed();
    let seek = |effects: Vec<Effect>| match effects.into_iter().next() {
        Some(Effect::Seek(seek)) => *seek,
        other => panic!("a search was expected, not {other:?}"),
    };
    let first = seek(update(&mut session, Message::Do(Command::Review)));
    let review = |session: &Session| open(session).review.clone().expect("it goes on");
    assert!(review(&session).is_seeking());
    // The next case is gone to before the search for the first has ended.
    let next = seek(update(&mut session, Message::Review(ReviewStep::Skip)));
    let before = review(&session).candidates;
    update(&mut session, first.run(&mut None));
    assert!(review(&session).candidates == before && review(&session).is_seeking(), "it is stale");
    select(&mut session, "مراقبون");
    update(&mut session, next.run(&mut None));
    assert!(!review(&session).is_seeking());
    assert_eq!(open(&session).document.slice(open(&session).selection.span()), "مراقبون");
    update(&mut session, Message::Review(ReviewStep::Accept));
    assert_eq!((awaits(&session, &second), place(&session, &third)), (true, "مراقبون"));
}

/// A session in which another program gave one mark another label and removed the other, both changed here.
pub fn in_conflict() -> (Session, [Id; 2]) {
    let mut session = session::session(OLD);
    let ids = ["هادي سليم", "خالد العمر"].map(|part| mark(&mut session, part));
    let base = open(&session).set.snapshot();
    let mut theirs = base.clone();
    theirs.annotations.retain(|held| held.id != ids[1]);
    let mut changed = (*theirs.annotations[0]).clone();
    changed.label = "GPE".into();
    theirs.annotations[0] = changed.into();
    answered(&mut session, Message::Relabel { id: ids[0].clone(), label: "ORG".into() });
    answered(&mut session, Message::SetNote { id: ids[1].clone(), note: "من هنا".into() });
    answered(&mut session, Message::Underneath(Box::new(Versions { base, theirs })));
    (session, ids)
}

#[test]
fn conflicts_are_chosen_one_by_one_and_undone() {
    let (mut session, [first, second]) = in_conflict();
    let label = |session: &Session| open(session).set.get(&first).expect("there").label.clone();
    let told: Vec<_> =
        open(&session).set.about().conflicts.iter().map(|conflict| conflict.field.clone()).collect();
    assert_eq!((label(&session).as_str(), told), ("ORG", vec!["label".to_owned(), "*".to_owned()]));
    answered(&mut session, Message::Do(Command::Review));
    let effects = answered(&mut session, Message::Review(ReviewStep::Take(hashiya::edit::Side::Theirs)));
    assert!(matches!(effects.as_slice(), [Effect::Append { .. }]));
    assert_eq!(label(&session), "GPE");
    assert_eq!(open(&session).set.about().conflicts.len(), 1);
    answered(&mut session, Message::Review(ReviewStep::Take(hashiya::edit::Side::Theirs)));
    assert!(open(&session).set.get(&second).is_none(), "they took it away");
    assert!(!open(&session).has_undecided());
    answered(&mut session, Message::Do(Command::Undo));
    answered(&mut session, Message::Do(Command::Undo));
    assert_eq!(label(&session), "ORG");
    assert_eq!(open(&session).set.get(&second).expect("back").note.as_deref(), Some("من هنا"));
    let conflicts: Vec<&Conflict> = open(&session).set.about().conflicts.iter().collect();
    assert_eq!(conflicts.len(), 2);
    assert!(matches!(&conflicts[0].theirs, Some(Item::Annotation(held)) if held.label == "GPE"));
}
