//! How the places of annotations lie to each other: within, crossing, the same.

use std::cmp::Reverse;

use crate::annotation::Fragments;
use crate::text::Span;

/// How two places lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lie {
    Same,
    /// The second lies within the first.
    Holds,
    /// They share text, and neither lies within the other.
    Crosses,
}

/// Returns how the second place lies to the first, `None` where they share nothing.
///
/// What lies in a gap between fragments isn't within them. A first that lies within the second is told as
/// crossing it: see [`pairs`], where that doesn't happen.
fn lie(one: &Fragments, other: &Fragments) -> Option<Lie> {
    let (one, other) = (one.spans(), other.spans());
    if one == other {
        return Some(Lie::Same);
    }
    if is_within(other, one) {
        return Some(Lie::Holds);
    }
    let mut shares = false;
    let (mut left, mut right) = (0, 0);
    while let (Some(first), Some(second)) = (one.get(left), other.get(right)) {
        shares |= first.overlaps(*second);
        if first.end <= second.end { left += 1 } else { right += 1 }
    }
    shares.then_some(Lie::Crosses)
}

/// Tells whether each span of `inner` lies within one of `outer`, which are in order.
pub(super) fn is_within(inner: &[Span], outer: &[Span]) -> bool {
    inner.iter().all(|span| {
        let at = outer.partition_point(|outer| outer.end < span.end);
        outer.get(at).is_some_and(|outer| outer.contains(*span))
    })
}

/// Calls `take` with the numbers of every two places that share text, and how they lie.
///
/// Places come in order, and whatever holds one comes before it: `take(a, b, …)` is called for every `a` before
/// any `take(b, …)` is, with `b` as the second.
pub(super) fn pairs(places: &[&Fragments], mut take: impl FnMut(usize, usize, Lie)) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let length = |fragments: &Fragments| fragments.spans().iter().map(|span| span.len()).sum::<usize>();
    order.sort_by_key(|number| {
        let hull = places[*number].hull();
        (hull.start, Reverse(hull.end), Reverse(length(places[*number])), *number)
    });
    let mut open: Vec<usize> = Vec::new();
    for number in order {
        let start = places[number].hull().start;
        open.retain(|before| places[*before].hull().end > start);
        for &before in &open {
            if let Some(lie) = lie(places[before], places[number]) {
                take(before, number, lie);
            }
        }
        open.push(number);
    }
}

/// Returns how much, by `count`, two lists of spans in order share.
pub(super) fn shared(one: &[Span], other: &[Span], count: impl Fn(Span) -> u64) -> u64 {
    let (mut left, mut right, mut sum) = (0, 0, 0);
    while let (Some(first), Some(second)) = (one.get(left), other.get(right)) {
        sum += first.intersection(*second).map_or(0, &count);
        if first.end <= second.end { left += 1 } else { right += 1 }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{Lie, lie, pairs};
    use crate::annotation::Fragments;
    use crate::text::Span;

    fn place(spans: &[(usize, usize)]) -> Fragments {
        let spans = spans.iter().map(|(start, end)| Span::new(*start, *end)).collect();
        Fragments::new(spans).expect("not empty")
    }

    #[test]
    fn gaps_hold_nothing() {
        let whole = place(&[(0, 10)]);
        let parts = place(&[(0, 3), (7, 10)]);
        assert_eq!(lie(&whole, &parts), Some(Lie::Holds));
        assert_eq!(lie(&parts, &place(&[(4, 6)])), None);
        assert_eq!(lie(&parts, &place(&[(1, 3), (7, 8)])), Some(Lie::Holds));
        assert_eq!(lie(&parts, &place(&[(2, 8)])), Some(Lie::Crosses));
        assert_eq!(lie(&parts, &parts), Some(Lie::Same));
        assert_eq!(lie(&whole, &place(&[(10, 12)])), None);
    }

    #[test]
    fn holders_come_first() {
        let places = [place(&[(2, 4)]), place(&[(0, 3), (7, 10)]), place(&[(0, 10)]), place(&[(8, 12)])];
        let mut found = Vec::new();
        pairs(&places.iter().collect::<Vec<_>>(), |one, other, lie| found.push((one, other, lie)));
        let expected = [
            (2, 1, Lie::Holds),
            (2, 0, Lie::Holds),
            (1, 0, Lie::Crosses),
            (2, 3, Lie::Crosses),
            (1, 3, Lie::Crosses),
        ];
        assert_eq!(found, expected);
    }
}
