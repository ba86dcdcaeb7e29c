//! What the disk's thread holds: the record's writer, and how far window, record and source are apart.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::annotation::{AnnotationSet, Id, ProblemCode, Snapshot, check};
use crate::app::disk::Order;
use crate::app::disk::answer::{begun, failure, list, loaded, not_open};
use crate::edit::{ActKind, Transaction};
use crate::schema::Schema;
use crate::session::{FoundAgain, Message, Versions};
use crate::store::{self, Next, OpenError, SaveError, Seen, SourceState, Underneath, Watch, Writer};
use crate::text::Document;

/// How soon a disk that refused is tried again: at first, and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// How long the disk's thread rests at most, so that others hear that the document is still held, and that
/// changes in folders that tell of none are found.
const BEAT: Duration = Duration::from_secs(30);

/// How long nothing must have happened to a file before it is looked at: programs write in several steps.
const QUIET: Duration = Duration::from_millis(250);

/// How long a source that breaks off, or is no text, is waited for: it may still be being written.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the disk's thread has in hands.
pub(super) struct Held {
    writer: Option<Writer>,
    /// The set as the window has it once every act ordered has been done: acts are done here too, so that
    /// nothing is copied in the window's thread when the record is written.
    set: AnnotationSet,
    schema: Arc<Schema>,
    /// What has been opened and not been looked through yet.
    opened: Option<Unchecked>,
    /// The revision that is on the disk once what was refused has been written.
    refused: Option<(u64, Duration)>,
    /// Hears of what others do to the document's files.
    watch: Option<Watch>,
    stirred: Sender<Order>,
    /// When the files are to be looked at: once they have been quiet.
    look_at: Option<Instant>,
    /// Until when a source that may still be being written is waited for.
    wait_until: Option<Instant>,
    /// How the source stood when the window was last told.
    source: SourceState,
    /// What the writer is to go over to, for the set of that revision.
    next: Option<Next>,
    /// The set to go over with, and acts since, where the disk refused it.
    behind: Option<Behind>,
}

/// What waits for the disk to take the record over a new text.
struct Behind {
    next: Next,
    snapshot: Snapshot,
    acts: Vec<(ActKind, Transaction)>,
}

/// A document that was handed over before its set was held against its text and schema.
struct Unchecked {
    path: PathBuf,
    document: Document,
    items: Snapshot,
    /// The ids of annotations that are known not to match their text.
    mismatched: Vec<Option<Id>>,
}

impl Held {
    pub(super) fn new(stirred: Sender<Order>) -> Self {
        Self {
            writer: None,
            refused: None,
            watch: None,
            stirred,
            look_at: None,
            wait_until: None,
            set: AnnotationSet::default(),
            schema: Arc::new(Schema::news().clone()),
            opened: None,
            source: SourceState::Same,
            next: None,
            behind: None,
        }
    }

    /// Returns how long to wait for an order before doing something unasked.
    pub(super) fn patience(&self) -> Duration {
        let rest = self.refused.map_or(BEAT, |(_, pause)| pause);
        self.look_at.map_or(rest, |at| at.saturating_duration_since(Instant::now()).min(rest))
    }

    /// Does what is to be done while nobody asks for anything.
    pub(super) fn rest(&mut self) -> Vec<Message> {
        if self.writer.is_none() || self.look_at.is_some_and(|at| at <= Instant::now()) {
            return Vec::new();
        }
        self.look_at.get_or_insert_with(Instant::now);
        self.writer.iter_mut().for_each(Writer::beat);
        let Some((revision, pause)) = self.refused else { return Vec::new() };
        let done = self.catch_up();
        self.refused = Some((revision, (pause * 2).min(RETRY.1)));
        self.tell_caught_up(done, revision)
    }

    /// Writes what the disk refused before: the record over a new text first, then the acts since.
    fn catch_up(&mut self) -> Result<(), SaveError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        if let Some(behind) = &self.behind {
            writer.follow(&behind.next, &behind.snapshot)?;
            let acts = self.behind.take().map(|behind| behind.acts).unwrap_or_default();
            for (kind, transaction) in acts {
                // What the disk refuses of these is kept by the writer, in order.
                let _kept = writer.append(kind, &transaction);
            }
        }
        writer.retry().map(|_| ())
    }

    /// Looks at the document's files once they have been quiet, and says what became of them.
    pub(super) fn look_if_due(&mut self) -> Vec<Message> {
        if self.look_at.is_none_or(|at| at > Instant::now()) {
            return Vec::new();
        }
        self.look_at = None;
        let is_open = self.writer.as_ref().is_some_and(|writer| writer.target().read_only.is_none());
        let Some(writer) = self.writer.as_mut().filter(|_| is_open && self.behind.is_none()) else {
            return Vec::new();
        };
        let Seen { source, record_changed } = writer.look();
        let may_be_unfinished = matches!(
            source,
            SourceState::Changed { breaks_off: true } | SourceState::Unusable(_) | SourceState::Gone
        );
        if may_be_unfinished && source != self.source {
            let until = *self.wait_until.get_or_insert_with(|| Instant::now() + PATIENCE);
            if Instant::now() < until {
                self.look_at = Some(Instant::now() + QUIET);
                return Vec::new();
            }
        }
        self.wait_until = None;
        let before = std::mem::replace(&mut self.source, source.clone());
        let told = |words, detail: &str| Message::SourceTold { words, detail: detail.to_owned() };
        let mut messages = Vec::new();
        match &source {
            SourceState::Gone if before != source => messages.push(told("notice-source-gone", "")),
            SourceState::Unusable(why) if before != source => {
                messages.push(told("notice-source-unusable", why.lines().next().unwrap_or_default()));
            }
            SourceState::Same if matches!(before, SourceState::Gone | SourceState::Unusable(_)) => {
                messages.push(told("notice-source-back", ""));
            }
            // A changed source comes with its record, where both were replaced at once.
            SourceState::Changed { .. } => return vec![Message::SourceChanged],
            _ => {}
        }
        if record_changed {
            messages.push(Message::RecordChanged);
        }
        messages
    }

    /// Finds the annotations again in the text that the source has now.
    fn find_again(&mut self, revision: u64) -> Vec<Message> {
        let Some(writer) = &mut self.writer else { return Vec::new() };
        // Every act up to that revision has been done here too.
        match writer.find_again(&self.set.snapshot()) {
            Ok(Some(found)) => {
                self.next = Some(found.next);
                let versions = |there: Underneath| Versions { base: there.base, theirs: there.theirs };
                vec![Message::FoundAgain(Box::new(FoundAgain {
                    revision,
                    problems: check(&found.set, &found.document, &self.schema),
                    document: found.document,
                    set: found.set,
                    counts: found.counts,
                    shift: found.shift,
                    versions: found.underneath.map(versions),
                }))]
            }
            Ok(None) => Vec::new(),
            Err(SaveError::ChangedUnderneath { .. }) => {
                // The other's changes come first; then the source is looked at again.
                self.look_at = Some(Instant::now() + QUIET);
                self.underneath(revision)
            }
            Err(error) => self.tell(Err(error), revision),
        }
    }

    fn follow(&mut self, snapshot: Snapshot, revision: u64) -> Vec<Message> {
        if let Some(next) = self.next.take() {
            self.source = SourceState::Same;
            self.set = snapshot.to_set();
            self.behind = Some(Behind { next, snapshot, acts: Vec::new() });
        }
        let done = self.catch_up();
        self.tell_caught_up(done, revision)
    }

    /// Says how catching up ended; a record written while the window went over to a new text is brought along.
    fn tell_caught_up(&mut self, done: Result<(), SaveError>, revision: u64) -> Vec<Message> {
        let (Err(SaveError::ChangedUnderneath { .. }), Some(writer), Some(behind)) =
            (&done, &self.writer, &mut self.behind)
        else {
            return self.tell(done, revision);
        };
        match writer.overtaken(&mut behind.next) {
            Ok(Underneath { base, theirs }) => {
                let done = self.catch_up();
                let mut messages = self.tell(done, revision);
                messages.push(Message::Underneath(Box::new(Versions { base, theirs })));
                messages
            }
            Err(error) => self.tell(Err(error), revision),
        }
    }

    /// Reads what another program wrote into the record.
    fn underneath(&mut self, revision: u64) -> Vec<Message> {
        let Some(writer) = &mut self.writer else { return vec![not_open()] };
        match writer.underneath() {
            Ok(Underneath { base, theirs }) => {
                vec![Message::Underneath(Box::new(Versions { base, theirs }))]
            }
            Err(error) => self.tell(Err(error), revision),
        }
    }

    /// Says how an attempt to put everything up to a revision on the disk ended, and remembers it.
    fn tell(&mut self, done: Result<(), SaveError>, revision: u64) -> Vec<Message> {
        match done {
            Ok(()) => {
                self.refused = None;
                vec![Message::Saved { revision }]
            }
            Err(error) => {
                let is_passing = matches!(error, SaveError::Disk { .. });
                let pause = self.refused.map_or(RETRY.0, |(_, pause)| pause);
                self.refused = is_passing.then_some((revision, pause));
                vec![Message::SaveFailed { words: format!("{error}\n{}", error.hint()) }]
            }
        }
    }

    /// Does what was ordered and returns what came of it; `tell` is given what shall be known before that.
    pub(super) fn carry_out(&mut self, order: Order, tell: &mut dyn FnMut(Message)) -> Vec<Message> {
        match order {
            Order::Load { path, encoding, annotator } => {
                vec![self.load(path, encoding.as_deref(), &annotator, tell)]
            }
            Order::List { folder, annotator } => vec![list(folder, &annotator)],
            Order::Append { kind, transaction, revision } => {
                let Some(writer) = &mut self.writer else { return vec![not_open()] };
                let is_alike = transaction.apply(&mut self.set).is_ok();
                let done = match &mut self.behind {
                    Some(behind) => {
                        behind.acts.push((kind, transaction));
                        self.catch_up()
                    }
                    None => writer.append(kind, &transaction).map(|_| ()),
                };
                // The window's set took it, and this one is the same. Were it not, it must never be written.
                if !is_alike {
                    self.writer = None;
                    return vec![not_open()];
                }
                self.tell(done, revision)
            }
            Order::Save { revision } => {
                if self.behind.is_some()
                    && let Err(error) = self.catch_up()
                {
                    return self.tell_caught_up(Err(error), revision);
                }
                let Some(writer) = &mut self.writer else { return vec![not_open()] };
                let snapshot = self.set.snapshot();
                match writer.rewrite(&snapshot) {
                    // What is in the journal is safe, whatever became of the record.
                    Err(SaveError::Disk { .. }) if writer.retry().is_ok() => self.tell(Ok(()), revision),
                    Err(SaveError::ChangedUnderneath { .. }) => self.underneath(revision),
                    done => self.tell(done, revision),
                }
            }
            Order::FindAgain { revision } => self.find_again(revision),
            Order::Follow { snapshot, revision } => self.follow(snapshot, revision),
            Order::ReadCopy { path } => {
                let Some(writer) = &self.writer else { return vec![not_open()] };
                vec![match writer.read_copy(&path) {
                    Ok(theirs) => Message::CopyRead { path, theirs: Box::new(theirs) },
                    Err(error) => Message::Failed { words: "notice-copy-unread", detail: error.to_string() },
                }]
            }
            Order::PutCopyAside { path } => {
                let Some(writer) = self.writer.as_mut().filter(|writer| writer.is_safe()) else {
                    return Vec::new();
                };
                vec![match writer.put_copy_aside(&path) {
                    Ok(to) => Message::CopyPutAside { path, to },
                    Err(error) => Message::Failed { words: "notice-copy-unread", detail: error.to_string() },
                }]
            }
            Order::Stirred => {
                self.look_at = Some(Instant::now() + QUIET);
                Vec::new()
            }
            Order::End => Vec::new(),
            Order::SaveCopy { path } => {
                let Some(writer) = &self.writer else { return vec![not_open()] };
                vec![match writer.save_copy(&path, &self.set.snapshot()) {
                    Ok(()) => Message::CopySaved { path },
                    Err(error) => Message::Failed { words: "notice-copy-failed", detail: error.to_string() },
                }]
            }
            Order::StoreSettings(settings) => match store::store_settings(&settings) {
                Ok(()) => Vec::new(),
                Err(error) => {
                    vec![Message::Failed { words: "notice-settings-failed", detail: error.to_string() }]
                }
            },
        }
    }

    fn load(
        &mut self,
        path: PathBuf,
        encoding: Option<&str>,
        annotator: &str,
        tell: &mut dyn FnMut(Message),
    ) -> Message {
        let annotator_named = (!annotator.is_empty()).then_some(annotator);
        // The lock on what was open is given back first: it may be the same document that is read again.
        *self = Self::new(self.stirred.clone());
        let mut show = |beginning| tell(Message::Begun(Box::new(begun(beginning))));
        match Writer::open_showing(&path, encoding, annotator_named, &mut show) {
            Ok((opened, writer)) => {
                self.watch(&writer);
                if !writer.target().source.is_file() {
                    self.source = SourceState::Gone;
                }
                self.writer = Some(writer);
                self.schema = opened.schema.clone();
                let mismatches =
                    opened.problems.iter().filter(|problem| problem.code == ProblemCode::TextMismatch);
                self.opened = Some(Unchecked {
                    path: opened.path.clone(),
                    document: opened.document.clone(),
                    items: opened.set.snapshot(),
                    mismatched: mismatches.map(|problem| problem.item.clone()).collect(),
                });
                Message::Loaded(Box::new(loaded(opened)))
            }
            Err(OpenError::Folder { path }) => list(path, annotator),
            Err(error) => Message::LoadFailed(failure(path, &error)),
        }
    }

    /// Makes the set of what was opened, and returns the problems that it has.
    pub(super) fn look_through(&mut self) -> Option<Message> {
        let Unchecked { path, document, items, mismatched } = self.opened.take()?;
        self.set = items.to_set();
        let mut problems = check(&self.set, &document, &self.schema);
        // What doesn't match its text has been said of already; that it awaits a decision is the same thing.
        problems.retain(|problem| {
            problem.code != ProblemCode::Undecided
                || problem.item.is_none()
                || !mismatched.contains(&problem.item)
        });
        (!problems.is_empty()).then_some(Message::Checked { path, problems })
    }

    /// Listens for what others do to the files of a document that is written here.
    fn watch(&mut self, writer: &Writer) {
        let target = writer.target();
        if target.read_only.is_none() {
            let stirred = self.stirred.clone();
            let tell = move || {
                // Nobody listens once the window has gone.
                let _gone = stirred.send(Order::Stirred);
            };
            // Where the system can't listen, the files are looked at every half minute.
            self.watch = Watch::new(&target.source, &target.path, tell).ok();
        }
    }
}
