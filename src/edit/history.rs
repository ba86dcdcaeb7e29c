//! What was done and undone in one document.

use crate::annotation::AnnotationSet;
use crate::edit::{Act, ActKind, ApplyError, Transaction};

/// The acts that can be undone and redone, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    done: Vec<Transaction>,
    undone: Vec<Transaction>,
}

impl History {
    /// Returns the history with these acts, oldest first; `undone` holds the next to redo last.
    pub fn new(done: Vec<Transaction>, undone: Vec<Transaction>) -> Self {
        Self { done, undone }
    }

    /// Applies a new act and remembers it; what was undone before is forgotten.
    ///
    /// # Errors
    ///
    /// Where it doesn't fit the set; nothing is changed then.
    pub fn commit(&mut self, transaction: Transaction, set: &mut AnnotationSet) -> Result<(), ApplyError> {
        transaction.apply(set)?;
        self.undone.clear();
        self.done.push(transaction);
        Ok(())
    }

    /// Undoes the last act and returns what was applied, `None` if there is nothing to undo.
    ///
    /// # Errors
    ///
    /// Where the set was changed behind the history's back; nothing is changed then.
    pub fn undo(&mut self, set: &mut AnnotationSet) -> Result<Option<Transaction>, ApplyError> {
        let Some(last) = self.done.last() else { return Ok(None) };
        let inverse = last.inverse();
        inverse.apply(set)?;
        self.undone.extend(self.done.pop());
        Ok(Some(inverse))
    }

    /// Redoes the act undone last and returns it, `None` if there is nothing to redo.
    ///
    /// # Errors
    ///
    /// Where the set was changed behind the history's back; nothing is changed then.
    pub fn redo(&mut self, set: &mut AnnotationSet) -> Result<Option<Transaction>, ApplyError> {
        let Some(last) = self.undone.last() else { return Ok(None) };
        last.apply(set)?;
        let again = last.clone();
        self.done.extend(self.undone.pop());
        Ok(Some(again))
    }

    /// Remembers an act that was applied elsewhere, as a journal tells of it.
    ///
    /// The act that an undo took back need not be among those remembered: it is known by its inverse.
    pub fn note(&mut self, kind: ActKind, transaction: &Transaction) {
        match kind {
            ActKind::New => {
                self.undone.clear();
                self.done.push(transaction.clone());
            }
            ActKind::Undo => {
                self.done.pop();
                self.undone.push(transaction.inverse());
            }
            ActKind::Redo => {
                self.undone.pop();
                self.done.push(transaction.clone());
            }
        }
    }

    /// Forgets the oldest acts done beyond `count` of them, and those undone that are the last to redo.
    pub fn keep_last(&mut self, count: usize) {
        self.done.drain(..self.done.len().saturating_sub(count));
        self.undone.drain(..self.undone.len().saturating_sub(count));
    }

    /// Returns the act that undo would take back.
    pub fn next_undo(&self) -> Option<Act> {
        self.done.last().map(|transaction| transaction.act)
    }

    /// Returns the act that redo would do again.
    pub fn next_redo(&self) -> Option<Act> {
        self.undone.last().map(|transaction| transaction.act)
    }

    /// Returns the acts done, oldest first.
    pub fn done(&self) -> &[Transaction] {
        &self.done
    }

    /// Returns the acts undone, the next to redo last.
    pub fn undone(&self) -> &[Transaction] {
        &self.undone
    }
}
