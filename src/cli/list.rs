//! A list in an answer, kept in a temporary file until its turn comes: it may be very long.

use std::io;

use serde_json::{Value, json};

use crate::cli::output::Failure;
use crate::exchange::{ExchangeError, Failed};
use crate::store::Scratch;

/// Values of JSON, in their order.
#[derive(Default)]
pub(super) struct List {
    entries: Scratch,
    refused: Option<io::Error>,
}

impl List {
    pub fn add(&mut self, value: &Value) {
        if self.refused.is_none() {
            self.refused = self.entries.push(&[value.to_string().as_bytes()]).err();
        }
    }

    /// Adds a document or a file that was left out.
    pub fn add_failed(&mut self, failed: &Failed) {
        self.add(&json!({ "path": failed.path, "message": failed.message }));
    }

    /// Gives the values to `write`, each on a line, with commas between.
    ///
    /// # Errors
    ///
    /// Where they could not be kept, and those of `write`.
    pub fn write(self, write: &mut dyn FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        let refused = |error| Failure::from(ExchangeError::Temporary(error));
        self.refused.map_or(Ok(()), |error| Err(refused(error)))?;
        let mut entries = self.entries.entries();
        let mut is_first = true;
        while let Some(entry) = entries.next_entry().map_err(refused)? {
            let between: &[u8] = if std::mem::take(&mut is_first) { b"\n" } else { b",\n" };
            write(&[between, entry].concat())?;
        }
        Ok(())
    }
}
