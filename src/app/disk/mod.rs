//! The disk's own thread: it reads, saves in order, and answers with messages.

mod answer;
mod held;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::annotation::Snapshot;
use crate::app::jobs::{self, Waker};
use crate::edit::{ActKind, Transaction};
use crate::session::{Message, Session};
use crate::settings::Settings;

use held::Held;

/// How long acts are gathered before the record is written: they are safe in the journal meanwhile.
const GATHER: Duration = Duration::from_secs(2);

/// Something for the disk to do.
enum Order {
    Load {
        path: PathBuf,
        encoding: Option<String>,
        annotator: String,
    },
    List {
        folder: PathBuf,
        annotator: String,
    },
    Append {
        kind: ActKind,
        transaction: Transaction,
        revision: u64,
    },
    Save {
        revision: u64,
    },
    SaveCopy {
        path: PathBuf,
    },
    FindAgain {
        revision: u64,
    },
    Follow {
        snapshot: Snapshot,
        revision: u64,
    },
    ReadCopy {
        path: PathBuf,
    },
    PutCopyAside {
        path: PathBuf,
    },
    StoreSettings(Settings),
    /// Something happened to the source or the record.
    Stirred,
    End,
}

/// The window's end of the disk's thread.
pub struct Disk {
    orders: Option<Sender<Order>>,
    answers: Receiver<Message>,
    sender: Sender<Message>,
    thread: Option<JoinHandle<()>>,
    waker: Waker,
    /// When the first act was made that is not yet on the way to the disk.
    changed_at: Option<Instant>,
    /// Whether a save is under way.
    is_saving: bool,
}

impl Disk {
    /// Starts the thread; `waker` wakes the window once there is one.
    pub fn new(waker: &Waker) -> Self {
        let (orders, incoming) = channel();
        let (sender, answers) = channel();
        let (answer, repaint) = (sender.clone(), waker.clone());
        let stirred = Sender::clone(&orders);
        let thread = jobs::start("disk", move || {
            let mut held = Held::new(stirred);
            loop {
                let tell = |message| {
                    let told = answer.send(message).is_ok();
                    repaint.wake();
                    told
                };
                let mut early = |message| {
                    // Whether anybody listens is asked of what follows.
                    let _told = tell(message);
                };
                let messages = match incoming.recv_timeout(held.patience()) {
                    Ok(Order::End) | Err(RecvTimeoutError::Disconnected) => return,
                    Ok(order) => held.carry_out(order, &mut early),
                    Err(RecvTimeoutError::Timeout) => held.rest(),
                };
                // What is opened is shown before anything else is done with it.
                let told = messages.into_iter().all(tell)
                    && held.look_through().into_iter().all(tell)
                    && held.look_if_due().into_iter().all(tell);
                if !told {
                    return;
                }
            }
        });
        Self {
            orders: Some(orders),
            answers,
            sender,
            thread: Some(thread),
            waker: waker.clone(),
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
        if messages.iter().any(|message| {
            matches!(message, Message::Saved { .. } | Message::SaveFailed { .. } | Message::Underneath(_))
        }) {
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

    /// Puts an act on the disk; the record follows soon.
    pub fn append(&mut self, session: &Session, kind: ActKind, transaction: Transaction) {
        let Some(open) = session.writable() else { return };
        self.changed_at.get_or_insert_with(Instant::now);
        self.order(Order::Append { kind, transaction, revision: open.revision });
    }

    /// Writes the record where acts were made since it was last written: its document is about to go.
    pub fn save_what_is_left(&mut self, session: &Session) {
        if self.changed_at.is_some() {
            self.save_now(session);
        }
    }

    /// Writes what was changed, once acts have been gathered for a moment.
    pub fn save_if_due(&mut self, session: &Session) {
        let Some(since) = self.changed_at else { return };
        let waited = since.elapsed();
        if self.is_saving || waited < GATHER {
            self.waker.wake_after(GATHER.saturating_sub(waited).max(Duration::from_millis(10)));
            return;
        }
        self.save_now(session);
    }

    pub fn save_now(&mut self, session: &Session) {
        let Some(open) = session.writable() else { return };
        self.changed_at = None;
        self.is_saving = true;
        self.order(Order::Save { revision: open.revision });
    }

    pub fn save_copy(&mut self, session: &Session, path: PathBuf) {
        if session.open.is_some() {
            self.order(Order::SaveCopy { path });
        }
    }

    /// Saves what was done and finds the annotations again in the text that the source has now.
    pub fn find_again(&mut self, session: &Session) {
        let Some(open) = session.writable() else { return };
        self.order(Order::FindAgain { revision: open.revision });
    }

    /// Goes over to the text that the annotations were found again in.
    pub fn follow(&mut self, session: &Session) {
        let Some(open) = session.writable() else { return };
        self.order(Order::Follow { snapshot: open.set.snapshot(), revision: open.revision });
    }

    pub fn read_copy(&mut self, path: PathBuf) {
        self.order(Order::ReadCopy { path });
    }

    pub fn put_copy_aside(&mut self, path: PathBuf) {
        self.order(Order::PutCopyAside { path });
    }

    /// Waits until everything ordered has been done.
    pub fn finish(&mut self) {
        self.order(Order::End);
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
