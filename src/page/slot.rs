//! Keeping marks apart that lie over each other.

use crate::text::Span;

/// Returns for each span how many lie outside it, so that it can be drawn that much smaller: no two
/// spans that overlap share a number. Spans are in document order, the longer first.
///
/// With it comes the greatest number among all that hang together with the span.
pub(super) fn slots(spans: &[Span]) -> Vec<(usize, usize)> {
    let mut result: Vec<(usize, usize)> = Vec::with_capacity(spans.len());
    // What is still open: the end and slot of spans that began before.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut cluster_start = 0;
    let mut deepest = 0;
    for (number, span) in spans.iter().enumerate() {
        open.retain(|(end, _)| *end > span.start.0);
        if open.is_empty() {
            close(&mut result[cluster_start..], deepest);
            cluster_start = number;
            deepest = 0;
        }
        let slot = (0..).find(|slot| open.iter().all(|(_, taken)| taken != slot)).unwrap_or(0);
        open.push((span.end.0, slot));
        deepest = deepest.max(slot);
        result.push((slot, 0));
    }
    close(&mut result[cluster_start..], deepest);
    result
}

fn close(cluster: &mut [(usize, usize)], deepest: usize) {
    cluster.iter_mut().for_each(|(_, most)| *most = deepest);
}

#[cfg(test)]
mod tests {
    use super::slots;
    use crate::text::Span;

    #[test]
    fn nested_spans_stand_inside_each_other() {
        let spans =
            [Span::new(0, 20), Span::new(0, 8), Span::new(4, 6), Span::new(10, 12), Span::new(30, 32)];
        assert_eq!(slots(&spans), [(0, 2), (1, 2), (2, 2), (1, 2), (0, 0)]);
    }

    #[test]
    fn crossing_spans_differ() {
        let spans = [Span::new(0, 10), Span::new(5, 15), Span::new(12, 20)];
        assert_eq!(slots(&spans), [(0, 1), (1, 1), (0, 1)]);
    }
}
