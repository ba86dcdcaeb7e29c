//! The dialogs of export and import as the session holds them.

use std::path::{Path, PathBuf};

use hashiya::format::Format;
use hashiya::session::{
    Command, Dialog, Effect, ExchangeStep, ExportForm, ExportSample, Folder, Lack, Message, Outcome, Pick,
    Running, Saving, Scope, Session, Way, Work, update,
};

fn session() -> Session {
    let mut session = crate::session::session("نص");
    session.folder = Some(Folder { path: "/corpus/news".into(), entries: Vec::new() });
    if let Some(open) = session.open.as_mut() {
        open.path = "/corpus/news/sub/a.txt".into();
    }
    session
}

fn form(session: &Session) -> ExportForm {
    session.exchange.export.as_ref().expect("the dialog was opened").form.clone()
}

fn set(session: &mut Session, form: ExportForm) -> Vec<Effect> {
    update(session, Message::Exchange(ExchangeStep::SetExport(Box::new(form))))
}

fn numbers(effects: &[Effect]) -> Vec<u64> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::SampleExport { number, .. } => Some(*number),
            _ => None,
        })
        .collect()
}

fn sampled(session: &mut Session, number: u64, documents: usize) {
    let sample = Box::new(Ok(ExportSample { documents, ..ExportSample::default() }));
    update(session, Message::ExportSampled { number, sample });
}

fn shown(session: &Session) -> Option<usize> {
    let task = session.exchange.export.as_ref()?;
    task.sample.as_ref()?.as_ref().ok().map(|sample| sample.documents)
}

#[test]
fn only_the_sample_asked_for_last_is_shown() {
    let mut session = session();
    let first = numbers(&update(&mut session, Message::Do(Command::Export)));
    let mut changed = form(&session);
    changed.format = Format::Brat;
    let second = numbers(&set(&mut session, changed.clone()));
    assert_eq!((first.len(), second.len()), (1, 1));
    sampled(&mut session, second[0], 2);
    sampled(&mut session, first[0], 1);
    assert_eq!(shown(&session), Some(2));
    // What the sample doesn't depend on asks for none.
    let target = ExportForm { folder: Some("/elsewhere".into()), is_strict: true, ..changed.clone() };
    assert_eq!(set(&mut session, target), []);
    let layers = hashiya::format::Options { layers: Some(vec!["entity".into()]), ..Default::default() };
    assert_eq!(numbers(&set(&mut session, ExportForm { options: layers, ..changed })).len(), 1);
}

#[test]
fn work_goes_on_behind_a_closed_dialog_and_a_notice_says_how_it_ended() {
    let mut session = session();
    update(&mut session, Message::Do(Command::Export));
    let start = || Message::Exchange(ExchangeStep::Start(Way::Export));
    let begun = update(&mut session, start());
    assert!(matches!(begun.as_slice(), [Effect::RunExport(_)]), "{begun:?}");
    assert_eq!(update(&mut session, start()), [], "it runs once at a time");
    let running = Running { is_writing: true, done: 3, total: 9, is_stopping: false };
    update(&mut session, Message::ExchangeMoved { way: Way::Export, running });
    let stopped = update(&mut session, Message::Exchange(ExchangeStep::Stop(Way::Export)));
    assert_eq!(stopped, [Effect::StopExchange(Way::Export)]);
    update(&mut session, Message::ExchangeMoved { way: Way::Export, running });
    let task = session.exchange.export.as_ref().expect("there");
    assert_eq!(task.work, Work::Running(Running { is_stopping: true, ..running }));

    update(&mut session, Message::CloseDialog);
    assert!(session.exchange.export.as_ref().expect("there").is_running());
    let outcome = Outcome { documents: 9, left_out: 1, folder: "/out".into(), ..Outcome::default() };
    let ended = || Message::ExchangeEnded { way: Way::Export, outcome: Box::new(outcome.clone()) };
    update(&mut session, ended());
    let notice = session.notices.last().expect("it is told");
    assert_eq!(
        (notice.words, notice.counts.as_slice()),
        ("notice-exported", [("count", 9), ("left", 1)].as_slice())
    );
    // Opened again, the dialog shows what came of it, until it is closed.
    update(&mut session, Message::Do(Command::Export));
    assert!(matches!(session.exchange.export.as_ref().expect("there").work, Work::Ended(_)));
    update(&mut session, Message::CloseDialog);
    assert_eq!(session.exchange.export.as_ref().expect("there").work, Work::Idle);

    // While the dialog is there, no notice repeats what it says.
    update(&mut session, Message::Do(Command::Export));
    update(&mut session, start());
    let before = session.notices.len();
    update(&mut session, ended());
    assert_eq!(session.notices.len(), before);
}

#[test]
fn the_folder_that_is_suggested_lies_outside_the_corpus() {
    let mut session = session();
    update(&mut session, Message::Do(Command::Export));
    let mut form = form(&session);
    assert_eq!(form.scope, Scope::Folder);
    form.format = Format::Brat;
    assert_eq!(form.suggested(&session), Path::new("/corpus/news-brat"));
    form.scope = Scope::Document;
    assert_eq!(form.suggested(&session), Path::new("/corpus/a-brat"));
    session.folder = None;
    assert_eq!(form.suggested(&session), Path::new("/corpus/news/a-brat"));
    form.is_split = true;
    form.shares = "train=.5".into();
    assert_eq!(form.request(&session), Err(Lack::Shares));
    form.shares = " train=.5,test=.5 ".into();
    form.folder = Some(" /out ".into());
    let request = form.request(&session).expect("nothing is lacking");
    assert_eq!(request.output, Path::new("/out"));
    assert_eq!(request.paths, [PathBuf::from("/corpus/news/sub/a.txt")]);
    form.folder = Some("  ".into());
    assert_eq!(form.request(&session), Err(Lack::Folder));
}

#[test]
fn what_is_picked_fills_the_forms() {
    let mut session = session();
    update(&mut session, Message::Do(Command::Import));
    let picked = |pick, path: &str| Message::Picked { pick, path: path.into() };
    for path in ["/in/a.ann", "/in/b.ann", "/in/a.ann"] {
        update(&mut session, picked(Pick::ImportFiles, path));
    }
    assert_eq!(session.dialog, Some(Dialog::Import));
    let task = session.exchange.import.as_ref().expect("open");
    assert_eq!(task.form.paths, "/in/a.ann\n/in/b.ann");
    assert_eq!(task.form.request(&session).expect("whole").output, Path::new("/in/a-articles"));
    let effects = update(&mut session, picked(Pick::ImportTo, "/out"));
    let [Effect::SampleImport { request, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((request.output.as_path(), request.paths.len()), (Path::new("/out"), 2));
    // A file dialog that was closed opens no other: the form has fields for its paths.
    update(&mut session, Message::PickedNothing(Pick::ImportFiles));
    assert_eq!(session.dialog, Some(Dialog::Import));
}

#[test]
fn what_is_not_yet_in_the_record_is_saved_and_looked_at_again() {
    let mut session = session();
    assert!(!update(&mut session, Message::Do(Command::Export)).contains(&Effect::Save));
    update(&mut session, Message::CloseDialog);
    assert_eq!(update(&mut session, Message::Saved { revision: 0 }), []);
    session.open.as_mut().expect("open").saving = Saving::Pending;
    let effects = update(&mut session, Message::Do(Command::Export));
    assert_eq!((&effects[0], numbers(&effects).len()), (&Effect::Save, 1));
    assert_eq!(numbers(&update(&mut session, Message::Saved { revision: 0 })).len(), 1);
}
