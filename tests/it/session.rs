//! The session, driven by messages as a window would.

use hashiya::annotation::{AnnotationSet, Id};
use hashiya::edit::History;
use hashiya::schema::Schema;
use hashiya::session::{
    Clock, Command, Dialog, Effect, Loaded, Message, Mode, Pick, ReadOnly, Saving, Selection, Session, update,
};
use hashiya::settings::Settings;
use hashiya::text::{ByteOffset, Document};

const TEXT: &str = "قال هادي سليم: «لن نوقّع العقد»، وأضاف أن الكلفة ارتفعت 38%.\nوغادر لسليم مكتبه.";

pub fn session(text: &str) -> Session {
    let mut session = Session::new(Settings { annotator: "sara".into(), ..Settings::default() });
    session.clock = Clock::Fixed("2026-11-22T09:00:00Z".into());
    update(&mut session, Message::Loaded(Box::new(loaded(text))));
    session
}

fn loaded(text: &str) -> Loaded {
    Loaded {
        path: "article.txt".into(),
        document: Document::new(text),
        schema: Schema::news().clone(),
        set: AnnotationSet::default(),
        history: History::default(),
        problems: Vec::new(),
        read_only: None,
        recovered: 0,
        found: None,
        copies: Vec::new(),
    }
}

/// Selects a part of the article.
pub fn select(session: &mut Session, part: &str) {
    let open = session.open.as_ref().expect("a document is open");
    let start = open.document.text().find(part).expect("the part stands in the text");
    let (anchor, focus) = (ByteOffset(start), ByteOffset(start + part.len()));
    update(session, Message::Select(Selection { anchor, focus }));
}

/// Marks a part of the article and returns the mark's id.
pub fn mark(session: &mut Session, part: &str, layer: &str, label: Option<&str>) -> Id {
    select(session, part);
    update(session, Message::Mark { layer: layer.into() });
    if let Some(label) = label {
        update(session, Message::Label(label.into()));
    }
    session.open.as_ref().and_then(|open| open.active.clone()).expect("what was marked is chosen")
}

fn texts(session: &Session) -> Vec<String> {
    let open = session.open.as_ref().expect("a document is open");
    open.set.iter().map(|annotation| format!("{} {}", annotation.label, open.text_of(annotation))).collect()
}

#[test]
fn an_entity_waits_for_its_label() {
    let mut session = session(TEXT);
    select(&mut session, "هادي سليم");
    update(&mut session, Message::Mark { layer: "entity".into() });
    assert!(
        matches!(&session.open.as_ref().expect("open").mode, Mode::Label { layer, .. } if layer == "entity")
    );
    let effects = update(&mut session, Message::Label("PERS".into()));
    assert!(matches!(effects.as_slice(), [Effect::Append { .. }]));
    assert_eq!(texts(&session), ["PERS هادي سليم"]);
    assert_eq!(session.open.as_ref().expect("open").saving, Saving::Pending);
}

#[test]
fn a_part_of_a_word_can_be_marked() {
    let mut session = session(TEXT);
    let start = TEXT.find("لسليم").expect("in the text") + "ل".len();
    let (anchor, focus) = (ByteOffset(start + "سليم".len()), ByteOffset(start));
    update(&mut session, Message::Select(Selection { anchor, focus }));
    update(&mut session, Message::Mark { layer: "entity".into() });
    update(&mut session, Message::Label("PERS".into()));
    assert_eq!(texts(&session), ["PERS سليم"]);
}

#[test]
fn a_quote_asks_for_source_and_cue() {
    let mut session = session(TEXT);
    let person = mark(&mut session, "هادي سليم", "entity", Some("PERS"));
    let quote = mark(&mut session, "لن نوقّع العقد", "quote", None);
    let mode = |session: &Session| session.open.as_ref().expect("open").mode.clone();
    assert_eq!(mode(&session), Mode::Fill { id: quote.clone(), role: "source".into() });
    // The source is pointed at: any letter of the entity will do.
    let offset = ByteOffset(TEXT.find("سليم").expect("in the text"));
    update(&mut session, Message::Point { offset });
    assert_eq!(mode(&session), Mode::Fill { id: quote.clone(), role: "cue".into() });
    select(&mut session, "قال");
    update(&mut session, Message::SelectionMade);
    assert_eq!(mode(&session), Mode::Read);
    let open = session.open.as_ref().expect("open");
    let quote = open.set.get(&quote).expect("it was marked");
    assert_eq!(quote.role("source")[0].target(), Some(&person));
    assert_eq!(quote.fragments("cue").map(|cue| open.document.slice(cue.hull())), Some("قال"));
    assert_eq!(quote.roles.keys().collect::<Vec<_>>(), ["content", "source", "cue"]);
}

#[test]
fn tab_skips_what_is_asked_for() {
    let mut session = session(TEXT);
    mark(&mut session, "لن نوقّع العقد", "quote", None);
    update(&mut session, Message::Do(Command::NextAnnotation));
    update(&mut session, Message::Do(Command::NextAnnotation));
    assert_eq!(session.open.as_ref().expect("open").mode, Mode::Read);
}

#[test]
fn deleting_a_source_empties_the_role_and_undo_brings_both_back() {
    let mut session = session(TEXT);
    let person = mark(&mut session, "هادي سليم", "entity", Some("PERS"));
    let quote = mark(&mut session, "لن نوقّع العقد", "quote", None);
    update(&mut session, Message::Point { offset: ByteOffset(TEXT.find("هادي").expect("in the text")) });
    let before = session.open.as_ref().expect("open").set.clone();
    update(&mut session, Message::Delete(vec![person]));
    let open = session.open.as_ref().expect("open");
    assert!(open.set.get(&quote).expect("it stays").role("source").is_empty());
    update(&mut session, Message::Do(Command::Undo));
    assert_eq!(session.open.as_ref().expect("open").set, before);
}

#[test]
fn an_edge_is_nudged_the_way_of_the_arrow() {
    let mut session = session(TEXT);
    let id = mark(&mut session, "هادي", "entity", Some("PERS"));
    let text = |session: &Session| {
        let open = session.open.as_ref().expect("open");
        open.text_of(open.set.get(&id).expect("it was marked"))
    };
    // In Arabic the end is on the left, so to the left it grows.
    update(&mut session, Message::Do(Command::EndWordLeft));
    assert_eq!(text(&session), "هادي سليم");
    update(&mut session, Message::Do(Command::EndWordRight));
    update(&mut session, Message::Do(Command::StartLeft));
    assert_eq!(text(&session), "ادي");
    update(&mut session, Message::Do(Command::Undo));
    assert_eq!(text(&session), "هادي");
}

#[test]
fn a_second_click_takes_the_next_that_lies_there() {
    let mut session = session(TEXT);
    let outer = mark(&mut session, "هادي سليم", "entity", Some("PERS"));
    let inner = mark(&mut session, "سليم", "entity", Some("NORP"));
    let offset = ByteOffset(TEXT.find("سليم").expect("in the text"));
    let mut chosen = Vec::new();
    update(&mut session, Message::Activate(None));
    for _ in 0..3 {
        update(&mut session, Message::Point { offset });
        chosen.extend(session.open.as_ref().expect("open").active.clone());
    }
    assert_eq!(chosen, [inner.clone(), outer, inner]);
}

#[test]
fn a_read_only_document_takes_no_marks() {
    let mut session = session(TEXT);
    let read_only = Some(ReadOnly::TextDiffers);
    update(&mut session, Message::Loaded(Box::new(Loaded { read_only, ..loaded(TEXT) })));
    assert_eq!(session.dialog, Some(Dialog::Problems));
    select(&mut session, "هادي");
    assert_eq!(update(&mut session, Message::Mark { layer: "claim".into() }), []);
    assert!(texts(&session).is_empty());
    assert_eq!(session.notices.len(), 1);
}

#[test]
fn no_answer_from_a_file_dialog_offers_to_type_the_path() {
    let mut session = Session::default();
    assert_eq!(update(&mut session, Message::Do(Command::OpenFile)), [Effect::Pick(Pick::File)]);
    update(&mut session, Message::PickedNothing(Pick::File));
    assert_eq!(session.dialog, Some(Dialog::TypePath { pick: Pick::File, unanswered: true }));
    let effects = update(&mut session, Message::Picked { pick: Pick::File, path: "a.txt".into() });
    assert_eq!(effects, [Effect::Load { path: "a.txt".into(), encoding: None }]);
    assert_eq!(session.dialog, None);
}

#[test]
fn the_window_goes_only_once_all_is_saved() {
    let mut session = session(TEXT);
    mark(&mut session, "هادي", "entity", Some("PERS"));
    assert_eq!(update(&mut session, Message::CloseRequested), [Effect::Save]);
    let failed = Message::SaveFailed { words: "No space is left on the device".into() };
    assert_eq!(update(&mut session, failed), []);
    assert_eq!(session.dialog, Some(Dialog::Unsaved));
    update(&mut session, Message::CloseRequested);
    let revision = session.open.as_ref().expect("open").revision;
    update(&mut session, Message::Saved { revision });
    assert_eq!(session.open.as_ref().expect("open").saving, Saving::Saved);
    assert_eq!(update(&mut session, Message::CloseRequested), [Effect::Quit]);
}

#[test]
fn a_claim_can_be_discontinuous_and_an_entity_not() {
    let mut session = session(TEXT);
    mark(&mut session, "الكلفة", "claim", None);
    select(&mut session, "38%");
    update(&mut session, Message::Do(Command::AddFragment));
    assert_eq!(texts(&session), ["other الكلفة … 38%"]);
    let mut session = self::session(TEXT);
    mark(&mut session, "هادي", "entity", Some("PERS"));
    select(&mut session, "مكتبه");
    update(&mut session, Message::Do(Command::AddFragment));
    assert_eq!(texts(&session), ["PERS هادي"]);
}
