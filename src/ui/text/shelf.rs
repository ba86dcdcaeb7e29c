//! Packing glyphs into a page: shelves from the top down, glyphs from left to right on them.

/// One page's packing. Glyphs are kept one pixel apart.
#[derive(Debug)]
pub struct Shelves {
    side: u32,
    shelves: Vec<Shelf>,
    /// Where the next shelf begins.
    bottom: u32,
}

#[derive(Debug)]
struct Shelf {
    top: u32,
    height: u32,
    /// Where the next glyph begins.
    end: u32,
}

const GAP: u32 = 1;
/// Shelf heights are multiples of this, so that glyphs of nearly one height share shelves.
const STEP: u32 = 4;

impl Shelves {
    /// Makes an empty page of `side` by `side` pixels.
    pub fn new(side: u32) -> Self {
        Self { side, shelves: Vec::new(), bottom: 0 }
    }

    /// Finds a free place of `width` by `height` pixels and returns its left top, if there is one.
    pub fn place(&mut self, width: u32, height: u32) -> Option<(u32, u32)> {
        let (width, height) = (width + GAP, height + GAP);
        if width > self.side || height > self.side {
            return None;
        }
        let tall = height.next_multiple_of(STEP);
        let fits = |shelf: &&mut Shelf| shelf.height >= height && shelf.end + width <= self.side;
        // A shelf much taller than the glyph is better left to taller glyphs.
        let snug = self.shelves.iter_mut().filter(fits).find(|shelf| shelf.height <= tall + STEP);
        let (x, y) = if let Some(shelf) = snug {
            shelf.take(width)
        } else if self.bottom + tall <= self.side {
            let mut shelf = Shelf { top: self.bottom, height: tall, end: 0 };
            self.bottom += tall;
            let place = shelf.take(width);
            self.shelves.push(shelf);
            place
        } else {
            let loose = self.shelves.iter_mut().filter(fits).min_by_key(|shelf| shelf.height)?;
            loose.take(width)
        };
        Some((x, y))
    }

    /// Returns how much of the page stands below the last shelf's bottom, from 0 (full) to 1.
    pub fn free(&self) -> f32 {
        1.0 - self.bottom as f32 / self.side as f32
    }

    /// Forgets all places.
    pub fn clear(&mut self) {
        *self = Self::new(self.side);
    }
}

impl Shelf {
    fn take(&mut self, width: u32) -> (u32, u32) {
        let x = self.end;
        self.end += width;
        (x, self.top)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::Shelves;

    proptest! {
        #[test]
        fn places_never_overlap(sizes in proptest::collection::vec((0_u32..60, 0_u32..40), 1..300)) {
            let mut shelves = Shelves::new(256);
            let mut placed: Vec<(u32, u32, u32, u32)> = Vec::new();
            for (width, height) in sizes {
                let Some((x, y)) = shelves.place(width, height) else { continue };
                prop_assert!(x + width <= 256 && y + height <= 256);
                for &(left, top, right, bottom) in &placed {
                    let apart = x >= right || left >= x + width || y >= bottom || top >= y + height;
                    prop_assert!(apart || width == 0 || height == 0);
                }
                placed.push((x, y, x + width, y + height));
            }
        }
    }

    #[test]
    fn a_page_fills_up_and_can_be_cleared() {
        let mut shelves = Shelves::new(64);
        let places = std::iter::repeat_with(|| shelves.place(15, 15)).take_while(Option::is_some);
        assert_eq!(places.count(), 16);
        assert!(shelves.free() < 0.01);
        shelves.clear();
        assert_eq!(shelves.place(63, 63), Some((0, 0)));
    }

    #[test]
    fn what_is_larger_than_the_page_has_no_place() {
        assert_eq!(Shelves::new(64).place(64, 3), None);
    }
}
