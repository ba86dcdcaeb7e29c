//! Short words to the person, shown until they have been read.

/// One notice: an id of the interface's words with what fills its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub kind: NoticeKind,
    /// The id of the words.
    pub words: &'static str,
    /// What the words name: a path, an error.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Info,
    Warning,
    Error,
}

impl Notice {
    pub fn info(words: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Info, words, detail: detail.into() }
    }

    pub fn warning(words: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Warning, words, detail: detail.into() }
    }

    pub fn error(words: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Error, words, detail: detail.into() }
    }
}
