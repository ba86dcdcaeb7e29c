//! Where a record is saved.

use std::path::PathBuf;

use crate::store::disk::Fingerprint;
use crate::store::record::Header;
use crate::text::Document;

/// A source that is no longer what its record was made for.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The text as it is now.
    pub document: Document,
    /// What a record of it says of its source.
    pub header: Header,
}

/// Where a record is saved, and what stood there when it was last read or written.
#[derive(Clone, Debug)]
pub struct RecordTarget {
    pub path: PathBuf,
    /// The source beside it, which is never written.
    pub source: PathBuf,
    pub header: Header,
    /// Why nothing may be saved there.
    pub read_only: Option<ReadOnly>,
    /// `None` while there is no record yet.
    pub(super) fingerprint: Option<Fingerprint>,
    /// What was last attempted to be written: it may stand there although the disk said otherwise.
    pub(super) attempted: Option<Fingerprint>,
}

impl RecordTarget {
    /// Tells whether there was a record when the source was opened or last saved.
    pub fn has_record(&self) -> bool {
        self.fingerprint.is_some()
    }
}

/// Why a record may not be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// A newer version of the program wrote it; the version of its form.
    NewerRecord(u64),
    /// It doesn't fit the text beside it.
    TextDiffers,
    /// It is damaged, so that saving would lose something.
    Damaged,
    /// Somebody else is writing it; who, as the lock says.
    Held(String),
    /// It is a link to something outside of the project, or of its folder where there is no project.
    Outside,
}
