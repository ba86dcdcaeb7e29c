//! Why nothing could be exported or imported.

use std::io;
use std::path::PathBuf;

use crate::store::ProjectError;

/// Why an export or an import could not be done at all.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    #[error(transparent)]
    Project(#[from] ProjectError),
    #[error("The schema has no layer {layer}")]
    UnknownLayer { layer: String, known: Vec<String> },
    #[error("The format {0} can't be imported")]
    NotImported(&'static str),
    #[error("This build draws no pages, and {0} is one")]
    NotDrawn(&'static str),
    #[error("Cannot write: {source}\nFolder: {folder}")]
    Unwritable { source: io::Error, folder: PathBuf },
    #[error("The articles themselves lie in the folder to write into\nFolder: {folder}")]
    AmongArticles { folder: PathBuf },
    #[error("Cannot keep the list of documents in a temporary file: {0}")]
    Temporary(io::Error),
}

impl ExchangeError {
    /// Returns what can be done.
    pub fn hint(&self) -> String {
        match self {
            Self::Project(error) => error.hint().to_owned(),
            Self::UnknownLayer { known, .. } => format!("Its layers are {}.", known.join(", ")),
            Self::NotImported(_) => {
                "Export it from the other program in one of the formats that can.".to_owned()
            }
            Self::NotDrawn(_) => "Build the program with the feature `typeset`.".to_owned(),
            Self::Unwritable { .. } => {
                "Check that the folder may be written to and that there is room on the disk.".to_owned()
            }
            Self::Temporary(_) => {
                "Make room in the system's folder for temporary files, or name another one in TMPDIR."
                    .to_owned()
            }
            Self::AmongArticles { .. } => {
                "Choose another folder, so that no article is written over.".to_owned()
            }
        }
    }
}
