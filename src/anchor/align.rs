//! Which character of the old text stands where in the new one.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices, capture_diff_slices_deadline};

/// How long two texts are compared at most before the rest counts as changed.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most characters that a changed stretch may have on either side to be compared character by character.
const REFINED: usize = 4000;

/// For each character of the old text, its place in the new one; places only ever rise.
#[derive(Debug)]
pub(super) struct Alignment {
    to_new: Vec<Option<usize>>,
    /// For each character of the new text, whether the old one has it.
    is_old: Vec<bool>,
}

impl Alignment {
    /// Aligns two texts by their words, and what differs by characters.
    pub fn of(old: &[char], new: &[char]) -> Self {
        let (old_words, new_words) = (words(old), words(new));
        let mut alignment = Self { to_new: vec![None; old.len()], is_old: vec![false; new.len()] };
        let deadline = Instant::now() + PATIENCE;
        let slices = |text: &[char], words: &[(usize, usize)]| -> Vec<String> {
            words.iter().map(|(start, end)| text[*start..*end].iter().collect()).collect()
        };
        let (old_slices, new_slices) = (slices(old, &old_words), slices(new, &new_words));
        let operations =
            capture_diff_slices_deadline(Algorithm::Patience, &old_slices, &new_slices, Some(deadline));
        let place = |words: &[(usize, usize)], index: usize, end: usize| {
            words.get(index).map_or(end, |(start, _)| *start)
        };
        for operation in operations {
            let (old_range, new_range) = (operation.old_range(), operation.new_range());
            let old_start = place(&old_words, old_range.start, old.len());
            let new_start = place(&new_words, new_range.start, new.len());
            let old_end = place(&old_words, old_range.end, old.len());
            let new_end = place(&new_words, new_range.end, new.len());
            match operation {
                DiffOp::Equal { .. } => alignment.equal(old_start, new_start, old_end - old_start),
                DiffOp::Replace { .. }
                    if old_end - old_start <= REFINED && new_end - new_start <= REFINED =>
                {
                    alignment.refine(
                        &old[old_start..old_end],
                        &new[new_start..new_end],
                        old_start,
                        new_start,
                    );
                }
                _ => {}
            }
        }
        alignment
    }

    fn equal(&mut self, old: usize, new: usize, length: usize) {
        for step in 0..length {
            self.to_new[old + step] = Some(new + step);
            self.is_old[new + step] = true;
        }
    }

    fn refine(&mut self, old: &[char], new: &[char], old_start: usize, new_start: usize) {
        for operation in capture_diff_slices(Algorithm::Myers, old, new) {
            if let DiffOp::Equal { old_index, new_index, len } = operation {
                self.equal(old_start + old_index, new_start + new_index, len);
            }
        }
    }

    /// Returns where a character of the old text stands in the new one.
    pub fn to_new(&self, old: usize) -> Option<usize> {
        self.to_new.get(old).copied().flatten()
    }

    /// Tells whether a character of the new text is nowhere in the old one.
    pub fn is_new(&self, new: usize) -> bool {
        self.is_old.get(new) == Some(&false)
    }

    /// Returns the stretch of the new text from the first to the last of the old characters that are there,
    /// and how many of them are.
    pub fn image(&self, old: std::ops::Range<usize>) -> Option<(std::ops::Range<usize>, usize)> {
        let places = &self.to_new[old];
        let first = places.iter().find_map(|place| *place)?;
        let last = places.iter().rev().find_map(|place| *place)?;
        Some((first..last + 1, places.iter().flatten().count()))
    }

    /// Returns the end of the old text before `old`, and the start of that after it, in the new text:
    /// between them stands whatever took the place.
    pub fn gap(&self, old: std::ops::Range<usize>) -> (usize, usize) {
        let before = self.to_new[..old.start].iter().rev().find_map(|place| *place);
        let after = self.to_new[old.end.min(self.to_new.len())..].iter().find_map(|place| *place);
        (before.map_or(0, |place| place + 1), after.unwrap_or(self.is_old.len()))
    }
}

/// Returns the words of a folded text, and each other character by itself.
fn words(text: &[char]) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut in_word = false;
    for (at, character) in text.iter().enumerate() {
        let is_letter = character.is_alphanumeric();
        match words.last_mut() {
            Some(last) if is_letter && in_word => last.1 = at + 1,
            _ => words.push((at, at + 1)),
        }
        in_word = is_letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::Alignment;

    #[test]
    fn letters_within_changed_words_are_aligned() {
        let [old, new]: [Vec<char>; 2] = ["قال محمد", "نعم قال محمود"].map(|text| text.chars().collect());
        let alignment = Alignment::of(&old, &new);
        assert_eq!(alignment.to_new(0), Some(4));
        assert_eq!(alignment.image(4..8), Some((8..13, 4)), "every letter of the old name is there");
        assert_eq!(alignment.gap(4..8), (8, 13));
    }
}
