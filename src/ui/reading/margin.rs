//! The margin: a card beside each quote and claim, which makes room for its neighbours.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::page::{Card, Page, stack};
use crate::session::{Message, Open};
use crate::ui::reading::{PADDING, Place, paint};
use crate::ui::scene::Scene;
use crate::ui::text::{TextLine, Voice};
use crate::ui::theme::Theme;

/// The room that the margin takes beside the column, in points.
pub const WIDTH: f32 = 216.0;
const CARD: f32 = 190.0;
const HEIGHT: f32 = 48.0;
const GAP: f32 = 6.0;

/// Tells whether there is room for cards beside a column of at most `measure` points.
pub fn fits(view: Rect, measure: f32) -> bool {
    view.width() >= (measure * 0.7).min(420.0) + WIDTH + 2.0 * PADDING
}

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, page: &Page, place: &Place, width: f32) {
    if !fits(place.view, width) {
        return;
    }
    let wanted: Vec<(f32, f32)> = page.cards.iter().map(|anchor| (anchor.y, HEIGHT)).collect();
    let tops = stack(&wanted, GAP, f32::MIN);
    let rtl = open.document.direction().is_rtl();
    let left = if rtl { place.origin.x - CARD - 22.0 } else { place.origin.x + width + 22.0 };
    let mut clicked = None;
    for (anchor, top) in page.cards.iter().zip(tops) {
        let rect = Rect::from_min_size(pos2(left, place.origin.y + top), vec2(CARD, HEIGHT));
        if !rect.intersects(place.view) {
            continue;
        }
        let Some(annotation) = open.set.get(&anchor.id) else { continue };
        let card = Card::new(open, annotation, scene.words);
        let is_active = open.active.as_ref() == Some(&card.id);
        if show_card(ui, &card, rect, place.view, is_active, rtl) {
            clicked = Some(card.id);
        }
    }
    if let Some(id) = clicked {
        scene.push(Message::Show(id));
    }
}

/// Draws a card; tells whether it was clicked.
fn show_card(ui: &mut Ui, card: &Card, rect: Rect, view: Rect, is_active: bool, rtl: bool) -> bool {
    let theme = Theme::of(ui);
    let id = super::id().with(("card", card.id.as_str()));
    let response = ui.interact(rect.intersect(view), id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::Note, true, is_active, format!("{}. {}", card.title, card.detail))
    });
    let painter = ui.painter_at(view);
    let fill = if response.hovered() { theme.hover } else { theme.card };
    painter.rect_filled(rect, CornerRadius::same(3), fill);
    if is_active {
        let stroke = Stroke::new(1.0, theme.accent);
        painter.rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Inside);
    }
    // The bar stands on the side of the text.
    let x = if rtl { rect.right() - 3.0 } else { rect.left() };
    let bar = Rect::from_min_size(pos2(x, rect.top()), vec2(3.0, rect.height()));
    painter.rect_filled(bar, CornerRadius::same(1), paint::colour(theme, card.paint));
    let inner = rect.shrink2(vec2(11.0, 4.0));
    let align = if rtl { Align::Max } else { Align::Min };
    let title = TextLine::new(ui.ctx(), &card.title, Voice::Caption, inner.width());
    let (upper, lower) = inner.split_top_bottom_at_fraction(0.5);
    title.paint(&painter, upper, align, theme.ink);
    let detail = TextLine::new(ui.ctx(), &card.detail, Voice::Small, inner.width());
    detail.paint(&painter, lower, align, theme.weak_ink);
    let response = if title.cut || detail.cut {
        crate::ui::text::tooltip(response, &format!("{}\n{}", card.title, card.detail))
    } else {
        response
    };
    response.clicked()
}
