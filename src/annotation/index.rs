//! Finding the marks that lie in a part of the text, however many there are elsewhere.
//!
//! Each span is kept in the smallest bin that holds it whole; bins halve in resolution eightfold from
//! level to level. An insertion touches one bin, a query the bins that overlap it. Source: the binning
//! scheme of Kent et al., "The Human Genome Browser at UCSC", Genome Research 12 (2002).

use foldhash::HashMap;

use crate::text::Span;

/// The number of an annotation within its set: small, and stable while the annotation is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(pub u32);

/// One fragment of one annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark {
    pub span: Span,
    pub annotation: Handle,
    /// The number of the role among the annotation's filled roles.
    pub role: u16,
}

/// The finest bins hold 2⁹ = 512 bytes; there are nine levels, up to 2³³ bytes.
const FINEST: u32 = 9;
const STEP: u32 = 3;
const LEVELS: u32 = 9;

/// An index of marks by place; see the module.
#[derive(Clone, Debug, Default)]
pub struct IntervalIndex {
    bins: HashMap<(u32, usize), Vec<Mark>>,
    /// How many marks each level holds, so that empty ones cost nothing.
    held: [usize; LEVELS as usize],
}

impl IntervalIndex {
    pub fn insert(&mut self, mark: Mark) {
        let bin = bin_of(mark.span);
        self.bins.entry(bin).or_default().push(mark);
        self.held[bin.0 as usize] += 1;
    }

    /// Removes the mark; nothing happens where it isn't there.
    pub fn remove(&mut self, mark: Mark) {
        let bin = bin_of(mark.span);
        let Some(marks) = self.bins.get_mut(&bin) else { return };
        let Some(at) = marks.iter().position(|held| *held == mark) else { return };
        marks.swap_remove(at);
        self.held[bin.0 as usize] -= 1;
        if marks.is_empty() {
            self.bins.remove(&bin);
        }
    }

    /// Returns the marks that share at least one byte with `span`, sorted by place.
    pub fn overlapping(&self, span: Span) -> Vec<Mark> {
        let mut found = Vec::new();
        if span.is_empty() {
            return found;
        }
        for level in 0..LEVELS {
            let held = self.held[level as usize];
            let shift = FINEST + STEP * level;
            let bins = (span.start.0 >> shift)..=((span.end.0 - 1) >> shift);
            if held == 0 {
                continue;
            }
            let mut take =
                |marks: &[Mark]| found.extend(marks.iter().filter(|mark| mark.span.overlaps(span)));
            if bins.end() - bins.start() > self.bins.len() {
                // A query wider than everything that is held: walk what is held instead.
                self.bins.iter().filter(|(bin, _)| bin.0 == level).for_each(|(_, marks)| take(marks));
            } else {
                bins.filter_map(|bin| self.bins.get(&(level, bin))).for_each(|marks| take(marks));
            }
        }
        found.sort_unstable();
        found
    }
}

fn bin_of(span: Span) -> (u32, usize) {
    let last = span.end.0.saturating_sub(1).max(span.start.0);
    for level in 0..LEVELS - 1 {
        let shift = FINEST + STEP * level;
        if span.start.0 >> shift == last >> shift {
            return (level, span.start.0 >> shift);
        }
    }
    (LEVELS - 1, span.start.0 >> (FINEST + STEP * (LEVELS - 1)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, proptest};

    use super::{Handle, IntervalIndex, Mark};
    use crate::text::Span;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn a_query_finds_what_a_walk_finds(
            spans in prop::collection::vec((0_usize..200_000, 1_usize..40_000), 1..80),
            queries in prop::collection::vec((0_usize..240_000, 0_usize..100_000), 1..20),
            removed in prop::collection::vec(0_usize..80, 0..20),
        ) {
            let mut index = IntervalIndex::default();
            let mut marks: Vec<Mark> = spans
                .iter()
                .enumerate()
                .map(|(number, (start, len))| Mark {
                    span: Span::new(*start, start + len / (1 + number % 7 * 50).max(1) + 1),
                    annotation: Handle(number as u32),
                    role: 0,
                })
                .collect();
            marks.iter().for_each(|mark| index.insert(*mark));
            for at in removed {
                if at < marks.len() {
                    index.remove(marks.swap_remove(at));
                }
            }
            for (start, len) in queries {
                let query = Span::new(start, start + len);
                let mut expected: Vec<Mark> =
                    marks.iter().copied().filter(|mark| mark.span.overlaps(query)).collect();
                expected.sort_unstable();
                prop_assert_eq!(index.overlapping(query), expected);
            }
        }
    }
}
