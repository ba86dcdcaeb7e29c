//! The beginning of a long document, before all of its record is read.

use std::io;

use crate::annotation::AnnotationSet;
use crate::store::disk::Reading;
use crate::store::record::Head;
use crate::store::source::Raw;
use crate::text::{ByteOffset, Document, Outline};

/// How many bytes of a text are seen first, at most: some screens of them.
const FIRST: usize = 16 << 10;

/// The length from which a record is not read all at once, in bytes: the rest takes longer than a frame.
pub(super) const LONG: u64 = 512 << 10;

/// Reads a source, and of its record only as much as tells the marks of what is seen first: `show` is given those,
/// where they are surely what the whole record will say.
///
/// # Errors
///
/// Where the source can't be read.
pub(super) fn read(
    source: Reading,
    record: &mut Reading,
    show: impl FnOnce(&Document, AnnotationSet),
) -> io::Result<Raw> {
    // The record holds the text too, with a backslash before each line feed, then the entity records.
    let text = usize::try_from(source.length()).unwrap_or(usize::MAX / 2);
    let expected = text + text / 16 + (2 << 20);
    let (raw, bytes) = side_by_side(|| Raw::decoded(source), || record.first(expected));
    let mut decoded = match raw? {
        Ok(decoded) => decoded,
        Err(bytes) => return Ok(Raw::Bytes(bytes)),
    };
    let text = std::mem::take(&mut decoded.text);
    let (outline, head) =
        side_by_side(|| Outline::of(&text), || bytes.ok().and_then(|bytes| Head::of(bytes, &text)));
    let document = Document::outlined(text, outline);
    let until = ByteOffset(document.text().floor_char_boundary(FIRST));
    if let Some(set) = head.and_then(|head| head.annotations(&document, until)) {
        show(&document, set);
    }
    Ok(Raw::Plain(document, decoded))
}

/// Does two things at once.
#[expect(clippy::disallowed_methods, reason = "the thread ends before this returns")]
fn side_by_side<A, B: Send>(here: impl FnOnce() -> A, there: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        (here, there.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
