//! The bar that shows how far a command is: on a terminal, and never in a pipe.

use std::io::{self, IsTerminal};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::cli::output::{Failure, note};
use crate::exchange::{Progress, Stage};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Documents,
    Bytes,
}

/// A bar on standard error.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub fn new(unit: Unit) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg:9} {bar:30} {count} · {eta} left");
        // The template is constant; without it there is the library's own look.
        if let Ok(style) = style {
            bar.set_style(style.with_key(
                "count",
                move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                    let (done, total) = (state.pos(), state.len().unwrap_or(0));
                    // A line that can't be written leaves nobody to tell.
                    let _written = match unit {
                        Unit::Documents => write!(out, "{} of {}", HumanCount(done), HumanCount(total)),
                        Unit::Bytes => write!(out, "{} of {}", HumanBytes(done), HumanBytes(total)),
                    };
                },
            ));
        }
        Self(bar)
    }

    pub fn show(&self, progress: Progress) {
        let words = match progress.stage {
            Stage::Survey => "Looking",
            Stage::Write => "Writing",
        };
        self.count(words, progress.done, progress.total);
    }

    /// Shows how much is done of what the words say.
    pub fn count(&self, words: &'static str, done: usize, total: usize) {
        if self.0.message() != words {
            // The length goes before what draws: a bar of nothing would be drawn full.
            self.0.set_length(total as u64);
            self.0.reset();
            self.0.set_message(words);
        }
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
    }

    /// Writes to standard output; where that is the terminal too, the bar is away meanwhile.
    pub fn answer<R>(&self, write: impl FnOnce() -> R) -> R {
        if io::stdout().is_terminal() { self.0.suspend(write) } else { write() }
    }

    /// Writes words to standard error, above the bar.
    pub fn note(&self, words: &str) {
        self.0.suspend(|| note(words));
    }

    /// Writes a failure to standard error, above the bar.
    pub fn tell(&self, failure: &Failure) {
        self.0.suspend(|| failure.tell());
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
