//! A page cut into sheets of paper: which lines, forms and cards each takes.

use crate::page::{CardBox, stack};

/// A sheet's part of the page, in points of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    pub top: f32,
    /// Where its last line ends; what of a form lies below it is on the next sheet.
    pub bottom: f32,
    /// The numbers of its lines.
    pub lines: std::ops::Range<usize>,
    /// The numbers of its cards, with the top of each.
    pub cards: Vec<(usize, f32)>,
}

/// Cuts between lines, given with their tops and bottoms, so that no sheet is longer than `height`; each card stands
/// on the sheet of the line that it would like to stand beside, or behind where there is no room.
pub(super) fn sheets(lines: &[(f32, f32)], cards: &[f32], height: f32) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for (number, (top, bottom)) in lines.iter().enumerate() {
        match sheets.last_mut() {
            Some(sheet) if bottom - sheet.top <= height => {
                sheet.bottom = *bottom;
                sheet.lines.end = number + 1;
            }
            _ => sheets.push(Sheet {
                top: *top,
                bottom: *bottom,
                lines: number..number + 1,
                cards: Vec::new(),
            }),
        }
    }
    if sheets.is_empty() {
        sheets.push(Sheet::default());
    }
    place_cards(&mut sheets, cards, height);
    sheets
}

fn place_cards(sheets: &mut Vec<Sheet>, cards: &[f32], height: f32) {
    let room = ((height + CardBox::GAP) / (CardBox::HEIGHT + CardBox::GAP)).max(1.0) as usize;
    let mut placed = 0;
    let mut number = 0;
    while placed < cards.len() {
        if number == sheets.len() {
            let end = sheets.last().map_or(0.0, |sheet| sheet.bottom);
            sheets.push(Sheet { top: end, bottom: end, ..Sheet::default() });
        }
        let next = sheets.get(number + 1).map_or(f32::INFINITY, |sheet| sheet.top);
        let sheet = &mut sheets[number];
        let own = cards[placed..].iter().take(room).take_while(|wanted| **wanted < next).count();
        let wanted: Vec<(f32, f32)> =
            cards[placed..placed + own].iter().map(|y| (y.max(sheet.top), CardBox::HEIGHT)).collect();
        let mut tops = stack(&wanted, CardBox::GAP, sheet.top);
        let mut limit = sheet.top + height;
        for top in tops.iter_mut().rev() {
            *top = top.min(limit - CardBox::HEIGHT);
            limit = *top - CardBox::GAP;
        }
        sheet.cards = (placed..).zip(tops).collect();
        placed += own;
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::sheets;
    use crate::page::CardBox;

    fn lines(count: usize) -> Vec<(f32, f32)> {
        (0..count).map(|number| (number as f32 * 40.0, number as f32 * 40.0 + 40.0)).collect()
    }

    #[test]
    fn no_line_is_cut_and_none_is_left_out() {
        let cut = sheets(&lines(25), &[], 410.0);
        assert_eq!(cut.iter().map(|sheet| sheet.lines.clone()).collect::<Vec<_>>(), [0..10, 10..20, 20..25]);
        assert!(cut.iter().all(|sheet| sheet.bottom - sheet.top <= 410.0));
        assert_eq!(
            sheets(&[(0.0, 900.0)], &[], 410.0).len(),
            1,
            "a line that is too long is there all the same"
        );
        assert_eq!(sheets(&[], &[], 410.0).len(), 1);
    }

    #[test]
    fn cards_stay_on_the_paper_and_in_order() {
        // Twenty cards beside the last lines of the first sheet.
        let cut = sheets(&lines(12), &[350.0; 20], 410.0);
        let all: Vec<usize> = cut.iter().flat_map(|sheet| &sheet.cards).map(|(number, _)| *number).collect();
        assert_eq!(all, (0..20).collect::<Vec<_>>());
        for sheet in &cut {
            for pair in sheet.cards.windows(2) {
                assert!(pair[1].1 - pair[0].1 >= CardBox::HEIGHT + CardBox::GAP - 0.01, "{pair:?}");
            }
            let inside = |top: f32| top >= sheet.top - 0.01 && top + CardBox::HEIGHT <= sheet.top + 410.01;
            assert!(sheet.cards.iter().all(|(_, top)| inside(*top)), "{sheet:?}");
        }
        assert_eq!(cut.len(), 3, "what finds no room gets a sheet of its own");
    }
}
