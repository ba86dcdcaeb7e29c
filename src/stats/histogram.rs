//! Lengths counted in bins of bounded number, so that quantiles need no list of all values.
//!
//! Values below 128 have a bin each; above, every power of two has 64 bins, so that a bin's values differ by
//! less than 1/64. Source: the layout of HdrHistogram (Tene), with six bits a power of two.

use std::collections::BTreeMap;

use crate::stats::Merge;

/// Values below this have a bin each.
const EXACT: u64 = 128;
/// Bins in each power of two from there on, as a number of bits.
const BITS: u32 = 6;

/// How often each value was seen, to 1/64 above 127; count, sum, least and greatest are exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    count: u64,
    sum: u64,
    range: Option<(u64, u64)>,
    /// By the least value of each bin.
    bins: BTreeMap<u64, u64>,
}

/// The values from `from` up to `to`, both included, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    pub from: u64,
    pub to: u64,
    pub count: u64,
}

impl Histogram {
    pub fn add(&mut self, value: u64) {
        self.count += 1;
        self.sum += value;
        let (least, greatest) = self.range.unwrap_or((value, value));
        self.range = Some((least.min(value), greatest.max(value)));
        *self.bins.entry(value - value % width(value)).or_default() += 1;
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// Returns the mean, `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// Returns the least and the greatest value, `None` of nothing.
    pub fn range(&self) -> Option<(u64, u64)> {
        self.range
    }

    /// Returns the least value that at least the share `quantile` of all values doesn't exceed.
    ///
    /// Above 127 it is the least value of its bin: up to 1/64 too low. Source: the inverse of the empirical
    /// distribution function, type 1 of Hyndman and Fan, "Sample quantiles in statistical packages" (1996).
    pub fn quantile(&self, quantile: f64) -> Option<u64> {
        let (least, greatest) = self.range?;
        let rank = ((quantile * self.count as f64).ceil() as u64).clamp(1, self.count);
        let mut seen = 0;
        let reached = self.bins.iter().find(|(_, count)| {
            seen += **count;
            seen >= rank
        });
        reached.map(|(from, _)| (*from).clamp(least, greatest))
    }

    /// Returns the bins that hold something, in order.
    pub fn bins(&self) -> impl Iterator<Item = Bin> {
        self.bins.iter().map(|(from, count)| Bin { from: *from, to: from + width(*from) - 1, count: *count })
    }
}

impl Merge for Histogram {
    fn take_in(&mut self, other: Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.range = match (self.range, other.range) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
        self.bins.take_in(other.bins);
    }
}

/// Returns how many values the bin of `value` holds.
fn width(value: u64) -> u64 {
    if value < EXACT { 1 } else { 1 << (value.ilog2() - BITS) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

    use super::Histogram;

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        values.iter().for_each(|value| histogram.add(*value));
        histogram
    }

    #[test]
    fn small_values_are_exact() {
        let histogram = of(&[3, 1, 4, 1, 5]);
        assert_eq!((histogram.count(), histogram.sum(), histogram.range()), (5, 14, Some((1, 5))));
        assert_eq!(histogram.mean(), Some(2.8));
        let quantiles = [0.0, 0.2, 0.4, 0.5, 0.8, 1.0].map(|at| histogram.quantile(at));
        assert_eq!(quantiles, [1, 1, 1, 3, 4, 5].map(Some));
        assert_eq!(of(&[]).quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn quantiles_are_near_those_of_a_sorted_list(
            mut values in prop::collection::vec(0..1_u64 << 40, 1..200), quantile in 0.0..=1.0_f64,
        ) {
            let histogram = of(&values);
            values.sort_unstable();
            let rank = ((quantile * values.len() as f64).ceil() as usize).clamp(1, values.len());
            let exact = values[rank - 1];
            let found = histogram.quantile(quantile).expect("there are values");
            prop_assert!(found <= exact && (exact - found) * 64 <= exact, "{found} for {exact}");
            let held: u64 = histogram.bins().map(|bin| bin.count).sum();
            prop_assert_eq!(held, values.len() as u64);
            for value in values {
                prop_assert!(histogram.bins().any(|bin| (bin.from..=bin.to).contains(&value)));
            }
        }
    }
}
