//! Where the time of frames goes: one JSON object a line, for those who measure.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use serde_json::{Value, json};

use crate::store;

/// How many lines are gathered before they are written.
const GATHER: usize = 240;

/// Writes, for the first frame that shows a document, the wall-clock time since the program began, and
/// for every frame the processor time that the window's thread spent on it.
///
/// A frame is counted from its beginning to the next one's, so tessellation and drawing are in it.
#[derive(Debug)]
pub struct Trace {
    path: PathBuf,
    started: Instant,
    lines: String,
    gathered: usize,
    frame: u64,
    began: Option<ThreadTime>,
    /// Whether a frame that showed a document has been painted.
    has_shown: bool,
}

impl Trace {
    /// Makes a trace that goes to the file at `path`; `started` is when the program began.
    pub fn at(path: PathBuf, started: Instant) -> Self {
        Self { path, started, lines: String::new(), gathered: 0, frame: 0, began: None, has_shown: false }
    }

    /// Ends the frame before, which showed a document if `is_open`, and begins one.
    pub(super) fn begin_frame(&mut self, is_open: bool) {
        if let Some(began) = self.began.take() {
            self.end_frame(began.elapsed(), is_open);
        }
        self.began = Some(ThreadTime::now());
    }

    /// Tells whether another frame is needed although nothing happens: only its beginning says that the
    /// first one with a document is on the screen.
    pub(super) fn needs_another(&self, is_open: bool) -> bool {
        is_open && !self.has_shown
    }

    fn end_frame(&mut self, spent: Duration, showed_document: bool) {
        if self.frame == 0 {
            self.line(&json!({ "first_frame_ms": milliseconds(self.started.elapsed()) }));
        }
        self.frame += 1;
        self.line(&json!({ "frame": self.frame, "cpu_ms": milliseconds(spent) }));
        if showed_document && !self.has_shown {
            self.has_shown = true;
            self.line(&json!({ "first_document_frame_ms": milliseconds(self.started.elapsed()) }));
            self.finish();
        }
    }

    fn line(&mut self, line: &Value) {
        self.lines += &line.to_string();
        self.lines.push('\n');
        self.gathered += 1;
        if self.gathered >= GATHER {
            self.finish();
        }
    }

    /// Writes what has been gathered. A file that can't be written is no reason to stop the window.
    pub(super) fn finish(&mut self) {
        let _written = store::append_to(&self.path, self.lines.as_bytes());
        self.lines.clear();
        self.gathered = 0;
    }
}

/// Milliseconds, to the microsecond.
fn milliseconds(time: Duration) -> f64 {
    time.as_micros() as f64 / 1000.0
}
