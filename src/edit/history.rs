//! What was done and undone in one document.

use crate::annotation::AnnotationSet;
use crate::edit::{Act, ApplyError, Transaction};

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
