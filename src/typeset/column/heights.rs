//! The heights of a stack of paragraphs, in a Fenwick tree: each question takes O(log n).

/// Heights in points and their running sums.
///
/// The sums are kept in 64 bits, since the heights of long documents change very many times.
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    heights: Vec<f32>,
    /// `sums[i]` is the sum of the heights whose indices share `i`'s Fenwick range, counted from 1.
    sums: Vec<f64>,
}

impl Heights {
    /// Puts other heights in the place of all, `count` of them: each is made of the one that stood there, or of 0.
    pub fn renew(&mut self, count: usize, mut height: impl FnMut(usize, f32) -> f32) {
        self.heights.resize(count, 0.0);
        for (index, held) in self.heights.iter_mut().enumerate() {
            *held = height(index, *held);
        }
        let sums = &mut self.sums;
        sums.clear();
        sums.push(0.0);
        sums.extend(self.heights.iter().map(|height| f64::from(*height)));
        for node in 1..sums.len() {
            let parent = node + lowest_bit(node);
            if parent < sums.len() {
                sums[parent] += sums[node];
            }
        }
    }

    pub fn get(&self, index: usize) -> f32 {
        self.heights[index]
    }

    pub fn set(&mut self, index: usize, height: f32) {
        let change = f64::from(height) - f64::from(self.heights[index]);
        self.heights[index] = height;
        let mut node = index + 1;
        while node < self.sums.len() {
            self.sums[node] += change;
            node += lowest_bit(node);
        }
    }

    /// Returns the sum of the heights before `index`.
    pub fn above(&self, index: usize) -> f64 {
        let mut sum = 0.0;
        let mut node = index.min(self.heights.len());
        while node > 0 {
            sum += self.sums[node];
            node -= lowest_bit(node);
        }
        sum
    }

    pub fn total(&self) -> f64 {
        self.above(self.heights.len())
    }

    /// Returns the index whose height holds `y`: the first above all, the last below all.
    ///
    /// Where some have no height, the last one that begins at `y` holds it.
    pub fn at(&self, y: f64) -> usize {
        let mut node = 0;
        let mut left = y;
        let mut step = self.sums.len().next_power_of_two() / 2;
        while step > 0 {
            let next = node + step;
            if next < self.sums.len() && self.sums[next] <= left {
                node = next;
                left -= self.sums[next];
            }
            step /= 2;
        }
        node.min(self.heights.len().saturating_sub(1))
    }
}

fn lowest_bit(node: usize) -> usize {
    node & node.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::Heights;

    proptest! {
        #[test]
        fn sums_and_searches_agree_with_counting(
            heights in proptest::collection::vec(0_u8..5, 1..70),
            changes in proptest::collection::vec((0_usize..70, 0_u8..5), 0..20),
            y in -3_i32..200,
        ) {
            let mut plain: Vec<f32> = heights.iter().map(|it| f32::from(*it)).collect();
            let mut tree = Heights::default();
            tree.renew(plain.len(), |index, _| plain[index]);
            for (index, height) in changes {
                let index = index % plain.len();
                plain[index] = f32::from(height);
                tree.set(index, f32::from(height));
            }
            let mut above = 0.0;
            let mut at = 0;
            for (index, height) in plain.iter().enumerate() {
                prop_assert_eq!(tree.above(index), above);
                prop_assert_eq!(tree.get(index), *height);
                if above <= f64::from(y) {
                    at = index;
                }
                above += f64::from(*height);
            }
            prop_assert_eq!(tree.total(), above);
            prop_assert_eq!(tree.at(f64::from(y)), at);
            prop_assert!(tree.at(f64::MAX) == plain.len() - 1);
        }
    }
}
