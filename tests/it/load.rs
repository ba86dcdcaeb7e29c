//! A random load of edits on the real store, the same for the same seed.

use std::fmt::Write;
use std::path::Path;

use hashiya::annotation::{AnnotationSet, Severity, check};
use hashiya::edit::{ActKind, Edit, History, Transaction};
use hashiya::schema::Schema;
use hashiya::store::record::{self, Header};
use hashiya::store::{Limits, Opened, SaveError, Writer};
use hashiya::text::{Document, sha256_hex};

use crate::acts::act;
use crate::marked::author;
use crate::random::Random;

pub const ARTICLE: &str = "أعلن رئيس المجلس محمد السالم تأجيل مشروع الميناء الجديد.\r\n\
    وقال في مؤتمر صحفي: «الكلفة ارتفعت 38% منذ عام 2021»، مضيفاً أن اللجنة ستجتمع قريبًا 😀.\r\n\
    ونفى المتحدث باسم الشركة ذلك، بحسب وكالة الأنباء.";

/// A document that is being worked on.
pub struct Load {
    pub document: Document,
    pub set: AnnotationSet,
    pub history: History,
    pub writer: Writer,
    pub random: Random,
}

impl Load {
    pub fn open(path: &Path, seed: u64) -> Self {
        let (opened, writer) = open(path);
        assert!(opened.problems.is_empty(), "{:?}", opened.problems);
        Self::of(opened, writer, seed)
    }

    pub fn of(opened: Opened, mut writer: Writer, seed: u64) -> Self {
        writer.set_limits(Limits { acts: 40, ..Limits::default() });
        let Opened { document, set, history, .. } = opened;
        Self { document, set, history, writer, random: Random(seed) }
    }

    /// Does something in memory and returns it.
    pub fn act(&mut self) -> (ActKind, Transaction) {
        loop {
            match self.random.below(10) {
                0 | 1 => {
                    let undone = self.history.undo(&mut self.set).expect("history fits its set");
                    if let Some(undone) = undone {
                        return (ActKind::Undo, undone);
                    }
                }
                2 => {
                    let redone = self.history.redo(&mut self.set).expect("history fits its set");
                    if let Some(redone) = redone {
                        return (ActKind::Redo, redone);
                    }
                }
                _ => {
                    let dice = self.random.next() as u8;
                    let mut number = || self.random.below(1 << 20);
                    let dice = (dice, number(), number(), number(), number());
                    let author = author();
                    let edit = Edit { set: &self.set, schema: Schema::news(), author: &author };
                    if let Some(transaction) = act(&edit, &self.document, dice) {
                        let done = self.history.commit(transaction.clone(), &mut self.set);
                        done.expect("it was made for this set");
                        return (ActKind::New, transaction);
                    }
                }
            }
        }
    }

    pub fn rewrite(&mut self) -> Result<(), SaveError> {
        self.writer.rewrite(&self.set.snapshot())
    }

    pub fn state(&self) -> String {
        state(&self.set, &self.history, &self.document)
    }
}

pub fn open(path: &Path) -> (Opened, Writer) {
    Writer::open(path, None, Some("sara")).unwrap_or_else(|error| panic!("{error}"))
}

/// Returns what tells one state from another: everything in the set, and the acts nearest to undo and redo.
pub fn state(set: &AnnotationSet, history: &History, document: &Document) -> String {
    let mut words = String::from_utf8(record::write(&set.snapshot(), &Header::default(), document))
        .expect("records are UTF-8");
    for acts in [history.done(), history.undone()] {
        write!(words, "{:?}", &acts[acts.len().saturating_sub(5)..]).expect("memory takes it");
    }
    sha256_hex(words.as_bytes())[..16].to_owned()
}

/// Returns the state of what was opened, which must be in order.
pub fn state_of(opened: &Opened) -> String {
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
    assert_eq!(opened.target.read_only, None);
    let problems = check(&opened.set, &opened.document, &opened.schema);
    let errors: Vec<_> =
        problems.iter().filter(|problem| problem.code.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    state(&opened.set, &opened.history, &opened.document)
}
