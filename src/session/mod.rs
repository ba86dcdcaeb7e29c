//! The application without a window: what is open, what is chosen, and the one way to change it.
//!
//! A shell shows a [`Session`], pushes [`Message`]s into [`update`] and carries out the [`Effect`]s that
//! come back. Nothing here touches a disk, a thread or a screen.

mod command;
mod effect;
mod exchange;
mod folder;
mod keymap;
mod message;
mod notice;
mod open;
mod review;
mod update;

use crate::settings::Settings;

pub use command::{Command, Menu};
pub use effect::{Effect, Pick};
pub use exchange::{
    Ending, Exchange, ExchangeStep, ExportForm, ExportRequest, ExportSample, ExportedSample, ImportForm,
    ImportRequest, ImportSample, ImportedSample, Lack, LeftOut, Outcome, Refusal, Running, SampleFile, Scope,
    Task, Way, Whose, Work,
};
pub use folder::{Entry, EntryStatus, Folder};
pub use keymap::{Chord, Key, command_of};
pub use message::{Begun, Dialog, FoundAgain, Loaded, Message, OpenFailure, Versions};
pub use notice::{Notice, NoticeKind};
pub use open::{Mode, Open, ReadOnly, Reveal, Saving, Selection, Target};
pub use review::{Case, Review, ReviewStep, Seek};
pub use update::update;

/// Everything that the application knows; only [`update`] changes it.
#[derive(Debug, Default)]
pub struct Session {
    pub settings: Settings,
    /// The document in the window.
    pub open: Option<Open>,
    /// The folder whose documents are listed.
    pub folder: Option<Folder>,
    pub dialog: Option<Dialog>,
    pub notices: Vec<Notice>,
    pub exchange: Exchange,
    /// How many panes of the window on the keys have been asked to go, all told.
    pub pane_steps: i64,
    pub clock: Clock,
    /// Set once the window may go.
    pub leaving: bool,
}

/// Where the time of an act comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    #[default]
    System,
    /// Always this time, RFC 3339: for tests and reproducible pictures.
    Fixed(String),
}

impl Clock {
    /// Returns the time now, RFC 3339 in UTC, whole seconds.
    pub fn now(&self) -> String {
        match self {
            Self::Fixed(time) => time.clone(),
            Self::System => {
                let now = jiff::Timestamp::now();
                let seconds = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
                seconds.to_string()
            }
        }
    }
}

impl Session {
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Returns the document in the window when it may be changed.
    pub fn writable(&self) -> Option<&Open> {
        self.open.as_ref().filter(|open| open.read_only.is_none())
    }
}
