//! The core of a text input: text, selection, composition and undo, without a window.
//!
//! Moves that depend on what is seen take the [`Stack`] of the text as it is shown; the same
//! layouts serve the reading view, so carets behave alike in both.

use std::borrow::Cow;
use std::ops::Range;

use unicode_bidi::{BidiClass, bidi_class};
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::text::{ByteOffset, segment};
use crate::typeset::history::{Edit, History};
use crate::typeset::{Caret, Motion, Selecting, Stack, Track};

/// What is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erase {
    GraphemeBefore,
    GraphemeAfter,
    WordBefore,
    WordAfter,
}

/// Text that an input method is composing; it is shown but not yet part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preedit {
    pub text: String,
    /// The bytes of `text` that the input method is at work on.
    pub active: Option<Range<usize>>,
}

/// An editable text with a selection. Both ends always stand on grapheme boundaries.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    text: String,
    anchor: Caret,
    focus: Caret,
    preedit: Option<Preedit>,
    history: History,
    /// Where moves up and down aim at, in points, until another move is made.
    goal: Option<f32>,
}

impl Editor {
    /// Makes an editor of `text` with the caret at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let end = Caret::before(text.len());
        Self { text, anchor: end, focus: end, ..Self::default() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts another text in place of this one and forgets history, selection and composition.
    pub fn set_text(&mut self, text: impl Into<String>) {
        *self = Self::new(text);
    }

    /// Returns the selected bytes, empty at the caret if nothing is selected.
    pub fn selection(&self) -> Range<usize> {
        let (anchor, focus) = (self.anchor.offset, self.focus.offset);
        anchor.min(focus)..anchor.max(focus)
    }

    pub fn selected_text(&self) -> &str {
        &self.text[self.selection()]
    }

    /// Returns the moving end of the selection.
    pub fn caret(&self) -> Caret {
        self.focus
    }

    /// Returns the staying end of the selection.
    pub fn anchor(&self) -> Caret {
        self.anchor
    }

    /// Returns the text as it is shown: with what is being composed at the caret.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.preedit {
            None => Cow::Borrowed(&self.text),
            Some(preedit) => {
                let (before, after) = self.text.split_at(self.focus.offset);
                Cow::Owned([before, &preedit.text, after].concat())
            }
        }
    }

    /// Returns where the caret stands in the text as it is shown.
    pub fn shown_caret(&self) -> Caret {
        let Some(preedit) = &self.preedit else { return self.focus };
        let within = preedit.active.as_ref().map_or(preedit.text.len(), |active| active.end);
        Caret::after(self.focus.offset + within)
    }

    /// Returns the bytes of the shown text that are being composed.
    pub fn composed(&self) -> Option<Range<usize>> {
        let start = self.focus.offset;
        self.preedit.as_ref().map(|preedit| start..start + preedit.text.len())
    }

    /// Replaces the selection with `text`.
    pub fn insert(&mut self, text: &str) {
        self.preedit = None;
        self.replace(self.selection(), text);
    }

    /// Erases the selection, or what `erase` names if nothing is selected.
    pub fn erase(&mut self, erase: Erase) {
        self.preedit = None;
        let selection = self.selection();
        let range = if !selection.is_empty() {
            selection
        } else {
            let caret = self.focus.offset;
            match erase {
                Erase::GraphemeBefore => self.before_backspace(caret)..caret,
                Erase::GraphemeAfter => caret..next_boundary(&self.text, caret),
                Erase::WordBefore => segment::previous_word(&self.text, ByteOffset(caret)).0..caret,
                Erase::WordAfter => caret..segment::next_word_end(&self.text, ByteOffset(caret)).0,
            }
        };
        if !range.is_empty() {
            self.replace(range, "");
        }
    }

    /// Returns how far back the backspace key erases.
    ///
    /// That is a grapheme, but only the last mark of a right-to-left letter: who mistyped a vowel
    /// sign does not want to type the letter again.
    fn before_backspace(&self, caret: usize) -> usize {
        let start = previous_boundary(&self.text, caret);
        let grapheme = &self.text[start..caret];
        let letter = grapheme.chars().next().map(bidi_class);
        match grapheme.char_indices().next_back() {
            Some((at, last))
                if at > 0
                    && is_combining_mark(last)
                    && matches!(letter, Some(BidiClass::AL | BidiClass::R)) =>
            {
                start + at
            }
            _ => start,
        }
    }

    fn replace(&mut self, range: Range<usize>, inserted: &str) {
        let before = (self.anchor.offset, self.focus.offset);
        let removed = self.text[range.clone()].to_owned();
        self.text.replace_range(range.clone(), inserted);
        let after = boundary_at_or_after(&self.text, range.start + inserted.len());
        self.collapse(Caret::before(after));
        let inserted = inserted.to_owned();
        self.history.push(Edit { at: range.start, removed, inserted, before, after });
    }

    fn collapse(&mut self, caret: Caret) {
        self.anchor = caret;
        self.focus = caret;
        self.goal = None;
    }

    /// Undoes the last step; tells whether there was one.
    pub fn undo(&mut self) -> bool {
        self.preedit = None;
        let Some(edit) = self.history.undo() else { return false };
        self.text.replace_range(edit.at..edit.at + edit.inserted.len(), &edit.removed);
        let (anchor, focus) = edit.before;
        self.anchor = Caret::before(anchor);
        self.focus = Caret::before(focus);
        self.goal = None;
        true
    }

    /// Does the step undone last again; tells whether there was one.
    pub fn redo(&mut self) -> bool {
        self.preedit = None;
        let Some(edit) = self.history.redo() else { return false };
        self.text.replace_range(edit.at..edit.at + edit.removed.len(), &edit.inserted);
        let after = edit.after;
        self.collapse(Caret::before(after));
        true
    }

    /// Shows what the input method composes, in place of the selection. An empty text ends it.
    ///
    /// An active part that does not lie on characters of `text` is left out.
    pub fn compose(&mut self, text: &str, active: Option<Range<usize>>) {
        if text.is_empty() {
            self.preedit = None;
            return;
        }
        if !self.selection().is_empty() {
            self.replace(self.selection(), "");
        }
        let active = active.filter(|range| text.get(range.clone()).is_some());
        self.preedit = Some(Preedit { text: text.to_owned(), active });
    }

    pub fn is_composing(&self) -> bool {
        self.preedit.is_some()
    }

    /// Erases characters on both sides of the caret, as an input method asks.
    pub fn erase_around(&mut self, before: usize, after: usize) {
        let selection = self.selection();
        let start = self.text[..selection.start].char_indices().rev().take(before).last();
        let start = start.map_or(selection.start, |(at, _)| at);
        let end = self.text[selection.end..].char_indices().nth(after);
        let end = end.map_or(self.text.len(), |(at, _)| selection.end + at);
        if start < selection.start {
            self.replace(start..selection.start, "");
        }
        let removed = selection.start - start;
        if end > selection.end {
            let caret = self.focus;
            self.replace(selection.end - removed..end - removed, "");
            self.collapse(Caret::before(boundary_at_or_after(&self.text, caret.offset.min(self.text.len()))));
        }
    }

    /// Moves the caret. `stack` holds the layouts of the text.
    ///
    /// While text is being composed the caret belongs to the input method, and stays.
    pub fn move_caret(&mut self, motion: Motion, selecting: Selecting, stack: &Stack) {
        if self.preedit.is_some() {
            return;
        }
        let mut track = Track { anchor: self.anchor, focus: self.focus, goal: self.goal };
        stack.travel(&mut track, motion, selecting, &self.text);
        self.place(track.focus, selecting);
        self.goal = track.goal;
    }

    /// Puts the caret at `caret`, moved to a grapheme boundary of the text.
    pub fn place(&mut self, caret: Caret, selecting: Selecting) {
        let offset = boundary_at_or_after(&self.text, caret.offset.min(self.text.len()));
        self.focus = Caret { offset, ..caret };
        if selecting == Selecting::Move {
            self.anchor = self.focus;
        }
        self.goal = None;
        self.history.close();
    }

    pub fn select_all(&mut self) {
        self.select(0..self.text.len());
    }

    /// Selects a range, its ends moved outwards to grapheme boundaries.
    pub fn select(&mut self, range: Range<usize>) {
        let start = boundary_at_or_before(&self.text, range.start.min(self.text.len()));
        let end = boundary_at_or_after(&self.text, range.end.min(self.text.len()));
        self.anchor = Caret::before(start);
        self.focus = Caret::after(end);
        self.goal = None;
        self.history.close();
    }

    /// Returns the word, or the run of space or the mark between words, that `offset` lies in.
    pub fn word_at(&self, offset: usize) -> Range<usize> {
        let found = self.text.split_word_bound_indices().find(|(start, word)| {
            // At the end of the text the last piece is meant.
            offset < start + word.len() || start + word.len() == self.text.len()
        });
        found.map_or(0..0, |(start, word)| start..start + word.len())
    }

    /// Returns the paragraph that `offset` lies in, its line break left out.
    pub fn paragraph_at(&self, offset: usize) -> Range<usize> {
        let offset = boundary_at_or_before(&self.text, offset.min(self.text.len()));
        let start = self.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |at| offset + at);
        start..end
    }
}

fn next_boundary(text: &str, offset: usize) -> usize {
    let mut cursor = GraphemeCursor::new(offset, text.len(), true);
    cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

fn previous_boundary(text: &str, offset: usize) -> usize {
    let mut cursor = GraphemeCursor::new(offset, text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

fn is_boundary(text: &str, offset: usize) -> bool {
    text.is_char_boundary(offset)
        && GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

fn boundary_at_or_after(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|offset| is_boundary(text, *offset)).unwrap_or(text.len())
}

fn boundary_at_or_before(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|offset| is_boundary(text, *offset)).unwrap_or(0)
}

#[cfg(test)]
#[path = "editor_tests.rs"]
mod tests;
