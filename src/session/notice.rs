//! Short words to the person, shown until they have been read.

use crate::anchor::Counts;
use crate::session::Command;

/// One notice: an id of the interface's words with what fills its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub kind: NoticeKind,
    /// The id of the words.
    pub words: &'static str,
    /// What the words name: a path, an error.
    pub detail: String,
    /// The numbers in the words, each by its name.
    pub counts: Vec<(&'static str, usize)>,
    /// What can be done about it.
    pub offer: Option<Command>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Info,
    Warning,
    Error,
}

impl Notice {
    pub fn info(words: &'static str, detail: impl Into<String>) -> Self {
        Self::new(NoticeKind::Info, words, detail)
    }

    pub fn warning(words: &'static str, detail: impl Into<String>) -> Self {
        Self::new(NoticeKind::Warning, words, detail)
    }

    pub fn error(words: &'static str, detail: impl Into<String>) -> Self {
        Self::new(NoticeKind::Error, words, detail)
    }

    /// Says how annotations fared that were found again in a changed text.
    pub fn found_again(counts: Counts) -> Self {
        let Counts { kept, moved, doubtful, lost } = counts;
        let is_undecided = counts.undecided() > 0;
        let kind = if is_undecided { NoticeKind::Warning } else { NoticeKind::Info };
        Self {
            counts: vec![("kept", kept), ("moved", moved), ("doubtful", doubtful), ("lost", lost)],
            offer: is_undecided.then_some(Command::Review),
            ..Self::new(kind, "notice-found-again", "")
        }
    }

    /// Offers a command beside the words.
    pub fn offering(self, command: Command) -> Self {
        Self { offer: Some(command), ..self }
    }

    fn new(kind: NoticeKind, words: &'static str, detail: impl Into<String>) -> Self {
        Self { kind, words, detail: detail.into(), counts: Vec::new(), offer: None }
    }
}
