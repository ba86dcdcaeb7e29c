//! Why a record can't be read, and what can be done.

use crate::store::record::FORMAT;

/// Why nothing of a record could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("line {line}, column {column}: {message}")]
    Json {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in bytes.
        column: usize,
        message: String,
    },
    #[error("the file is not UTF-8 (first bad byte at {at})")]
    NotUtf8 {
        /// Bytes before the first bad one.
        at: usize,
    },
    #[error("the file is no record: its format is {0}, not \"{FORMAT}\"")]
    NotARecord(String),
    #[error("the version {0} is not a whole number from 1")]
    NoVersion(String),
    #[error("the offsets are counted in {0}, which is unknown")]
    OffsetUnit(String),
    #[error("the record holds no text, and there is no source beside it")]
    NoText,
}

impl ReadError {
    /// Returns what can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Json { .. } => {
                "Mend the JSON at that place, or bring the record back from a copy; it is left as it is."
            }
            Self::NotUtf8 { .. } => "Convert the record to UTF-8; it is left as it is.",
            Self::NotARecord(_) | Self::NoVersion(_) => {
                "Move the file out of the way if something else wrote it."
            }
            Self::OffsetUnit(_) => "Write the record again with offsets in code points.",
            Self::NoText => "Put the source back beside its record.",
        }
    }
}
