//! Annotations in the order of the text, in pieces: none is ever moved along with all that lie behind it.

use std::cmp::{Ordering, Reverse};

use crate::annotation::{Annotation, Handle, Id};
use crate::text::ByteOffset;

/// How many keys a piece is cut at; those that a list is made of at once hold half of it.
const MOST: usize = 512;

/// Where one annotation stands: start, then the longer first, then its id's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    start: ByteOffset,
    end: Reverse<ByteOffset>,
    number: u64,
}

/// An annotation in an order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    key: Key,
    handle: Handle,
}

impl Entry {
    pub fn of(annotation: &Annotation, handle: Handle) -> Self {
        Self { key: key_of(annotation), handle }
    }
}

/// The handles of annotations in document order, found by rank or by place.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// Sorted, none of them empty.
    pieces: Vec<Vec<Entry>>,
    len: usize,
}

/// Returns the id that decides where two annotations stand alike otherwise.
pub(super) trait Ids {
    fn id(&self, handle: Handle) -> Option<&Id>;
}

fn key_of(annotation: &Annotation) -> Key {
    let place = annotation.place().unwrap_or_default();
    Key { start: place.start, end: Reverse(place.end), number: annotation.id.sort_key().1 }
}

fn compare(entry: &Entry, key: Key, id: &Id, ids: &impl Ids) -> Ordering {
    entry.key.cmp(&key).then_with(|| ids.id(entry.handle).cmp(&Some(id)))
}

impl Order {
    /// Returns the order of these annotations, which may stand in any.
    pub fn of<'a>(held: impl Iterator<Item = (Handle, &'a Annotation)>, ids: &impl Ids) -> Self {
        Self::of_entries(held.map(|(handle, annotation)| Entry::of(annotation, handle)).collect(), ids)
    }

    /// Returns the order of these entries, which may stand in any.
    pub fn of_entries(mut entries: Vec<Entry>, ids: &impl Ids) -> Self {
        // Records list them so, and then this is a walk.
        let by_id = |one: &Entry, other: &Entry| ids.id(one.handle).cmp(&ids.id(other.handle));
        entries.sort_by(|one, other| one.key.cmp(&other.key).then_with(|| by_id(one, other)));
        let pieces = entries.chunks(MOST / 2).map(<[Entry]>::to_vec).collect();
        Self { pieces, len: entries.len() }
    }

    /// Returns the orders of so many parts, which are numbered; `part_of` says to which each belongs.
    pub fn parts(&self, count: usize, part_of: impl Fn(Handle) -> u32) -> Vec<Self> {
        let mut parts = vec![Self::default(); count];
        for entry in self.pieces.iter().flatten() {
            let part = &mut parts[part_of(entry.handle) as usize];
            part.len += 1;
            match part.pieces.last_mut().filter(|piece| piece.len() < MOST / 2) {
                Some(piece) => piece.push(*entry),
                None => part.pieces.push(vec![*entry]),
            }
        }
        parts
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = Handle> {
        Handles { entries: self.pieces.iter().flatten(), left: self.len }
    }

    /// Returns what stands at that rank.
    pub fn at(&self, rank: usize) -> Option<Handle> {
        let mut before = 0;
        for piece in &self.pieces {
            if let Some(entry) = piece.get(rank - before) {
                return Some(entry.handle);
            }
            before += piece.len();
        }
        None
    }

    /// Returns the rank of an annotation that is listed.
    pub fn rank(&self, annotation: &Annotation, ids: &impl Ids) -> Option<usize> {
        let (piece, place) = self.place(annotation, ids).ok()?;
        Some(self.before(piece) + place)
    }

    /// Returns the rank of the first annotation that starts at or after `offset`.
    pub fn rank_from(&self, offset: ByteOffset) -> usize {
        let starts_before = |entry: &Entry| entry.key.start < offset;
        let piece = self.pieces.partition_point(|piece| piece.last().is_some_and(starts_before));
        let within = self.pieces.get(piece).map_or(0, |piece| piece.partition_point(starts_before));
        self.before(piece) + within
    }

    pub fn insert(&mut self, annotation: &Annotation, handle: Handle, ids: &impl Ids) {
        let entry = Entry::of(annotation, handle);
        self.len += 1;
        let (Ok((piece, place)) | Err((piece, place))) = self.place(annotation, ids);
        let Some(entries) = self.pieces.get_mut(piece) else {
            self.pieces.push(vec![entry]);
            return;
        };
        entries.insert(place, entry);
        if entries.len() > MOST {
            let rest = entries.split_off(entries.len() / 2);
            self.pieces.insert(piece + 1, rest);
        }
    }

    /// Takes an annotation out; nothing happens where it isn't listed.
    pub fn remove(&mut self, annotation: &Annotation, ids: &impl Ids) {
        let Ok((piece, place)) = self.place(annotation, ids) else { return };
        self.len -= 1;
        self.pieces[piece].remove(place);
        if self.pieces[piece].is_empty() {
            self.pieces.remove(piece);
        }
    }

    /// Returns the piece and the place in it where an annotation stands, or where it would have to.
    fn place(&self, annotation: &Annotation, ids: &impl Ids) -> Result<(usize, usize), (usize, usize)> {
        let (key, id) = (key_of(annotation), &annotation.id);
        let is_before = |entry: &Entry| compare(entry, key, id, ids).is_lt();
        let piece = self.pieces.partition_point(|piece| piece.last().is_some_and(is_before));
        // What stands behind all others goes to the last piece.
        let piece = piece.min(self.pieces.len().saturating_sub(1));
        let Some(entries) = self.pieces.get(piece) else { return Err((0, 0)) };
        match entries.binary_search_by(|entry| compare(entry, key, id, ids)) {
            Ok(place) => Ok((piece, place)),
            Err(place) => Err((piece, place)),
        }
    }

    fn before(&self, piece: usize) -> usize {
        self.pieces[..piece].iter().map(Vec::len).sum()
    }
}

/// The handles of an order, which knows how many there are.
struct Handles<I> {
    entries: I,
    left: usize,
}

impl<'a, I: Iterator<Item = &'a Entry>> Iterator for Handles<I> {
    type Item = Handle;

    fn next(&mut self) -> Option<Handle> {
        self.left = self.left.saturating_sub(1);
        self.entries.next().map(|entry| entry.handle)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<'a, I: Iterator<Item = &'a Entry>> ExactSizeIterator for Handles<I> {}
