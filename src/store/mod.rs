//! The disk: sources that are read and never written, the records beside them, projects, settings.
#![expect(clippy::disallowed_methods, reason = "this module alone touches the disk")]

mod beside;
mod content;
mod disk;
mod early;
mod error;
pub mod fault;
mod folder;
mod follow;
mod journal;
mod lock;
mod merge;
mod open;
mod output;
mod project;
mod reanchor;
pub mod record;
mod replay;
mod save;
mod scratch;
mod settings;
mod source;
mod target;
mod walk;
mod watch;
mod writer;

pub use content::{Contents, MAX_RECORD_BYTES, read_among};
pub use disk::{Fingerprint, append_to, real, write_atomic};
pub use error::OpenError;
pub use folder::{Folders, Listed, Listing, list, records_of, walk};
pub use follow::{FoundAgain, Next, Seen, SourceState};
pub use journal::{Limits, Read as JournalRead, read as read_journal};
pub use merge::{MergeError, merge_files};
pub use open::{Beginning, Opened, open};
pub use output::{FOREIGN_LIMIT, ForeignFile, OutputFile, OutputFolder, length, read_foreign};
pub use project::{PROJECT_FILE, Project, ProjectError, RECORD_ENDING};
pub use reanchor::{ReanchorError, reanchor};
pub use save::{SaveError, save, save_copy};
pub use scratch::{Entries, Scratch};
pub use settings::{default_annotator, load_settings, settings_folder, store_settings};
pub use source::source_of_record;
pub use target::{Changed, ReadOnly, RecordTarget};
pub use walk::{WalkError, path_bytes, path_of_bytes, walk_documents, walk_files};
pub use watch::Watch;
pub use writer::{Ack, Underneath, Writer};
