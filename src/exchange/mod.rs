//! Export and import over many documents: what the command line and the window share.
//!
//! Documents are worked on by all cores and written in their order. None is held longer than it takes to
//! write it, and the list of them is in a temporary file, so memory doesn't grow with a corpus. What is found on the
//! way is told as an [`Event`] at once; what came of the whole is a report.

mod choose;
mod document;
mod error;
mod export;
mod find;
mod import;
mod keep;
pub mod parallel;
mod pieces;
mod preview;
mod report;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::format::{Fault, Loss};

pub use crate::session::{Ending, Whose};
pub use document::Page;
pub use error::ExchangeError;
pub use export::{Export, Split};
pub use find::Records;
pub use import::Import;
pub use report::{ExportReport, Failed, ImportReport, Remedy, SchemaOutcome};

/// A request to stop that every clone of it shares.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Returns the request that is asked for by setting `flag`.
    pub fn by(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }

    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is being done with the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// They are looked at: what would be lost, which labels there are.
    Survey,
    /// They are written.
    Write,
}

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    /// How many documents, or files to import, are done in this stage.
    pub done: usize,
    pub total: usize,
}

/// What is told while the work goes on.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    Progress(Progress),
    /// Something marked that the format will not carry; told before anything is written.
    Lost {
        path: &'a Path,
        loss: &'a Loss,
    },
    /// All that would be lost has been told, and nothing has been written.
    Surveyed(&'a ExportReport),
    /// A part of a file that can't be read; the rest is kept.
    Fault {
        path: &'a Path,
        fault: &'a Fault,
    },
    /// A document or a file that is left out.
    Failed(&'a Failed),
}
