//! `hashiya [PATH]` and `hashiya open PATH`: the window.

use std::path::PathBuf;

/// Opens an article or a folder in the window.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Arguments {
    /// The article, its record, or a folder of articles.
    path: Option<PathBuf>,
    /// The encoding of the article, where it is not UTF-8: windows-1256, iso-8859-6, utf-16le…
    #[arg(long, requires = "path")]
    encoding: Option<String>,
}

/// What the window is to show first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// An article, a record or a folder.
    pub path: Option<PathBuf>,
    /// The encoding that the person named.
    pub encoding: Option<String>,
}

impl Arguments {
    pub fn window(self) -> Window {
        Window { path: self.path, encoding: self.encoding }
    }
}
