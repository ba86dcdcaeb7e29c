//! Why opening fails, and what can be done.

use std::io;
use std::path::PathBuf;

use crate::annotation::{Problem, ProblemCode};
use crate::store::project::ProjectError;
use crate::text::DecodeError;

/// Why a source could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("There is no such file\nFile: {path}")]
    Missing { path: PathBuf },
    #[error("This is a folder, not an article\nFolder: {path}")]
    Folder { path: PathBuf },
    #[error("Cannot read the file: {source}\nFile: {path}")]
    Unreadable { source: io::Error, path: PathBuf },
    #[error("{source}\nFile: {path}")]
    Decode { source: DecodeError, path: PathBuf },
    #[error(transparent)]
    Project(#[from] ProjectError),
}

impl OpenError {
    /// Returns what can be done.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { .. } => "Check the path; perhaps the file was moved or renamed.".to_owned(),
            Self::Folder { .. } => "Open a file in it, or open the folder as a whole.".to_owned(),
            Self::Unreadable { .. } => {
                "Check that you may read the file and that its disk is there.".to_owned()
            }
            Self::Decode { source: DecodeError::NotUtf8 { detected, .. }, .. } => {
                format!("Open it with `--encoding {detected}` and see whether the words are right.")
            }
            Self::Decode { source: DecodeError::Malformed { .. }, .. } => {
                "Try another encoding, or convert the file to UTF-8.".to_owned()
            }
            Self::Decode { source: DecodeError::UnknownEncoding(_), .. } => {
                "Name it as browsers do: utf-8, windows-1256, iso-8859-6, utf-16le.".to_owned()
            }
            Self::Decode { .. } => "Choose a plain text file.".to_owned(),
            Self::Project(error) => error.hint().to_owned(),
        }
    }

    /// Returns the encoding that the bytes look like, where the text isn't UTF-8.
    pub fn detected_encoding(&self) -> Option<&str> {
        match self {
            Self::Decode { source: DecodeError::NotUtf8 { detected, .. }, .. } => Some(detected),
            _ => None,
        }
    }
}

pub(super) fn problem(code: ProblemCode, detail: String) -> Problem {
    Problem { code, item: None, span: None, detail }
}
