//! What was done to the text of an input, so that it can be undone.

/// One replacement and the selections around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub at: usize,
    pub removed: String,
    pub inserted: String,
    /// The anchor and the focus before the edit.
    pub before: (usize, usize),
    /// The caret after the edit.
    pub after: usize,
}

impl Edit {
    /// Tells whether `next` goes on typing or erasing where this edit stopped.
    ///
    /// A new word is a new step, so that undo takes one word of typing back at a time.
    fn is_continued_by(&self, next: &Self) -> bool {
        let typing = self.removed.is_empty() && next.removed.is_empty();
        if typing {
            let new_word = self.inserted.ends_with(char::is_whitespace)
                && !next.inserted.starts_with(char::is_whitespace);
            return next.at == self.at + self.inserted.len() && !new_word;
        }
        let erasing = self.inserted.is_empty() && next.inserted.is_empty();
        erasing && (next.at + next.removed.len() == self.at || next.at == self.at)
    }

    fn absorb(&mut self, next: Self) {
        if self.removed.is_empty() {
            self.inserted.push_str(&next.inserted);
        } else if next.at == self.at {
            self.removed.push_str(&next.removed);
        } else {
            self.removed.insert_str(0, &next.removed);
            self.at = next.at;
        }
        self.after = next.after;
    }
}

/// The edits done and undone. Steps join by where they are, never by when they came.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    done: Vec<Edit>,
    undone: Vec<Edit>,
    /// Whether the next edit may join the last one.
    open: bool,
}

impl History {
    pub fn push(&mut self, edit: Edit) {
        self.undone.clear();
        match self.done.last_mut() {
            Some(last) if self.open && last.is_continued_by(&edit) => last.absorb(edit),
            _ => self.done.push(edit),
        }
        self.open = true;
    }

    /// Ends the step: the next edit begins a new one.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// Takes the last edit back; the caller puts what it removed in the place of what it inserted.
    pub fn undo(&mut self) -> Option<&Edit> {
        self.open = false;
        self.undone.push(self.done.pop()?);
        self.undone.last()
    }

    /// Does the edit undone last again.
    pub fn redo(&mut self) -> Option<&Edit> {
        self.open = false;
        self.done.push(self.undone.pop()?);
        self.done.last()
    }
}
