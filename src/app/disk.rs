//! The disk's own thread: it reads, saves in order, and answers with messages.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::annotation::Snapshot;
use crate::app::jobs;
use crate::edit::History;
use crate::session::{Entry, EntryStatus, Folder, Loaded, Message, OpenFailure, ReadOnly, Session};
use crate::settings::Settings;
use crate::store::{self, OpenError, RecordTarget};
use crate::text::{DecodeError, Document};

/// How long acts are gathered before the record is written, so that a burst of them costs one write.
const GATHER: Duration = Duration::from_millis(250);

/// Something for the disk to do.
enum Order {
    Load { path: PathBuf, encoding: Option<String>, annotator: String },
    List { folder: PathBuf, annotator: String },
    Save { snapshot: Snapshot, revision: u64 },
    SaveCopy { snapshot: Snapshot, path: PathBuf },
    StoreSettings(Settings),
}

/// The window's end of the disk's thread.
pub struct Disk {
    orders: Option<Sender<Order>>,
    answers: Receiver<Message>,
    sender: Sender<Message>,
    thread: Option<JoinHandle<()>>,
    ctx: Context,
    /// When the first act was made that is not yet on the way to the disk.
    changed_at: Option<Instant>,
    /// Whether a save is under way.
    is_saving: bool,
}

impl Disk {
    pub fn new(ctx: &Context) -> Self {
        let (orders, incoming) = channel();
        let (sender, answers) = channel();
        let (answer, repaint) = (sender.clone(), ctx.clone());
        let thread = jobs::start("disk", move || {
            let mut held = None;
            for order in incoming {
                for message in carry_out(order, &mut held) {
                    if answer.send(message).is_err() {
                        return;
                    }
                }
                repaint.request_repaint();
            }
        });
        Self {
            orders: Some(orders),
            answers,
            sender,
            thread: Some(thread),
            ctx: ctx.clone(),
            changed_at: None,
            is_saving: false,
        }
    }

    /// Returns where others may put answers too.
    pub fn sender(&self) -> Sender<Message> {
        self.sender.clone()
    }

    /// Returns what has come since it was last asked for.
    pub fn answers(&mut self) -> Vec<Message> {
        let messages: Vec<Message> = self.answers.try_iter().collect();
        if messages
            .iter()
            .any(|message| matches!(message, Message::Saved { .. } | Message::SaveFailed { .. }))
        {
            self.is_saving = false;
        }
        messages
    }

    pub fn load(&mut self, path: PathBuf, encoding: Option<String>, annotator: String) {
        self.order(Order::Load { path, encoding, annotator });
    }

    pub fn list(&mut self, folder: PathBuf, annotator: String) {
        self.order(Order::List { folder, annotator });
    }

    pub fn store_settings(&mut self, settings: Settings) {
        self.order(Order::StoreSettings(settings));
    }

    /// Notes that something was changed; it is written soon.
    pub fn note_change(&mut self) {
        self.changed_at.get_or_insert_with(Instant::now);
    }

    /// Writes what was changed, once acts have been gathered for a moment.
    pub fn save_if_due(&mut self, session: &Session) {
        let Some(since) = self.changed_at else { return };
        let waited = since.elapsed();
        if self.is_saving || waited < GATHER {
            self.ctx.request_repaint_after(GATHER.saturating_sub(waited).max(Duration::from_millis(10)));
            return;
        }
        self.save_now(session);
    }

    pub fn save_now(&mut self, session: &Session) {
        let Some(open) = session.writable() else { return };
        self.changed_at = None;
        self.is_saving = true;
        self.order(Order::Save { snapshot: open.set.snapshot(), revision: open.revision });
    }

    pub fn save_copy(&mut self, session: &Session, path: PathBuf) {
        if let Some(open) = session.open.as_ref() {
            self.order(Order::SaveCopy { snapshot: open.set.snapshot(), path });
        }
    }

    /// Waits until everything ordered has been done.
    pub fn finish(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to write.
            let _ended = thread.join();
        }
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread ends only when the window does.
            let _gone = orders.send(order);
        }
    }
}

fn carry_out(order: Order, held: &mut Option<(RecordTarget, Document)>) -> Vec<Message> {
    match order {
        Order::Load { path, encoding, annotator } => load(path, encoding.as_deref(), &annotator, held),
        Order::List { folder, annotator } => vec![list(folder, &annotator)],
        Order::Save { snapshot, revision } => {
            let Some((target, document)) = held else { return Vec::new() };
            vec![match store::save(target, &snapshot, document) {
                Ok(()) => Message::Saved { revision },
                Err(error) => Message::SaveFailed { words: format!("{error}\n{}", error.hint()) },
            }]
        }
        Order::SaveCopy { snapshot, path } => {
            let Some((target, document)) = held else { return Vec::new() };
            vec![match store::save_copy(&path, target, &snapshot, document) {
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
    path: PathBuf,
    encoding: Option<&str>,
    annotator: &str,
    held: &mut Option<(RecordTarget, Document)>,
) -> Vec<Message> {
    let annotator_named = (!annotator.is_empty()).then_some(annotator);
    match store::open(&path, encoding, annotator_named) {
        Ok(opened) => {
            let mut problems = opened.problems;
            problems.extend(crate::annotation::check(&opened.set, &opened.document, &opened.schema));
            let read_only = opened.target.read_only.map(|reason| match reason {
                store::ReadOnly::NewerRecord(version) => ReadOnly::NewerRecord(version),
                store::ReadOnly::TextDiffers => ReadOnly::TextDiffers,
                store::ReadOnly::Damaged => ReadOnly::Damaged,
            });
            *held = Some((opened.target, opened.document.clone()));
            vec![Message::Loaded(Box::new(Loaded {
                path: opened.path,
                document: opened.document,
                schema: opened.schema,
                set: opened.set,
                history: History::default(),
                problems,
                read_only,
                recovered: 0,
            }))]
        }
        Err(OpenError::Folder { path }) => vec![list(path, annotator)],
        Err(error) => vec![Message::LoadFailed(failure(path, &error))],
    }
}

fn failure(path: PathBuf, error: &OpenError) -> OpenFailure {
    let words = match error {
        OpenError::Decode { source, .. } => match source {
            DecodeError::NotUtf8 { .. } => "failure-not-utf8",
            DecodeError::Empty => "failure-empty",
            DecodeError::Binary { .. } => "failure-binary",
            DecodeError::TooLarge { .. } => "failure-too-large",
            DecodeError::Malformed { .. } | DecodeError::UnknownEncoding(_) => "failure-malformed",
        },
        _ => "failure-unreadable",
    };
    OpenFailure {
        path,
        what: error.to_string(),
        hint: error.hint(),
        encoding: error.detected_encoding().map(str::to_owned),
        words,
    }
}

fn list(folder: PathBuf, annotator: &str) -> Message {
    let annotator = (!annotator.is_empty()).then_some(annotator);
    match store::list(&folder, annotator) {
        Ok(listing) => {
            let entries = listing.documents.into_iter().map(|listed| Entry {
                path: listed.path,
                name: listed.name,
                status: match listed.status.as_deref() {
                    None => EntryStatus::Untouched,
                    Some("done") => EntryStatus::Done,
                    Some(_) => EntryStatus::InProgress,
                },
            });
            Message::Listed(Folder { path: folder, entries: entries.collect() })
        }
        Err(error) => Message::Failed { words: "notice-folder-failed", detail: error.to_string() },
    }
}
