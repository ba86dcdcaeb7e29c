//! The margin: a card beside each quote and claim, which makes room for its neighbours.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2};

use crate::annotation::Id;
use crate::page::{Card, CardBox, Page};
use crate::session::{Message, Open};
use crate::ui::panes::Pane;
use crate::ui::reading::{Place, paint};
use crate::ui::scene::Scene;
use crate::ui::text::{TextLine, Voice, focus_ring};
use crate::ui::theme::Theme;

/// Shows the cards; returns whose card is under the pointer.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, page: &Page, place: &Place) -> Option<Id> {
    let left = place.cards?;
    let tops = CardBox::tops(&page.cards, f32::MIN);
    let rtl = open.document.direction().is_rtl();
    let mut clicked = None;
    if !page.cards.is_empty() {
        let column = Rect::from_min_max(
            pos2(left, place.view.top()),
            pos2(left + CardBox::WIDTH, place.view.bottom()),
        );
        scene.enter_at(ui, Pane::Margin, column);
    }
    let mut pointed = None;
    for (anchor, top) in page.cards.iter().zip(tops) {
        let card_box = CardBox::new(left, place.origin.y + top, rtl);
        if !screen(card_box.whole).intersects(place.view) {
            continue;
        }
        let Some(annotation) = open.set.get(&anchor.id) else { continue };
        let card = Card::new(open, annotation, scene.words);
        let is_active = open.active.as_ref() == Some(&card.id);
        let response = show_card(ui, &card, &card_box, place.view, is_active, rtl);
        if response.hovered() {
            pointed = Some(card.id.clone());
        }
        if response.clicked() {
            clicked = Some(card.id);
        }
    }
    if let Some(id) = clicked {
        scene.push(Message::Show(id));
    }
    pointed
}

/// Draws a card.
fn show_card(
    ui: &mut Ui,
    card: &Card,
    card_box: &CardBox,
    view: Rect,
    is_active: bool,
    rtl: bool,
) -> Response {
    let theme = Theme::of(ui);
    let rect = screen(card_box.whole);
    let id = super::id().with(("card", card.id.as_str()));
    let response = ui.interact(rect.intersect(view), id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::Note, true, is_active, format!("{}. {}", card.title, card.detail))
    });
    let painter = ui.painter_at(view);
    let fill = if response.hovered() { theme.hover } else { theme.card };
    painter.rect_filled(rect, CornerRadius::same(3), fill);
    if is_active {
        let stroke = Stroke::new(1.0, theme.focus);
        painter.rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Inside);
    }
    painter.rect_filled(screen(card_box.bar), CornerRadius::same(1), paint::colour(theme, card.paint));
    focus_ring(ui, &response, rect.shrink(3.0));
    let align = if rtl { Align::Max } else { Align::Min };
    let (upper, lower) = (screen(card_box.title), screen(card_box.detail));
    let title = TextLine::new(ui.ctx(), &card.title, Voice::Caption, upper.width());
    title.paint(&painter, upper, align, theme.ink);
    let detail = TextLine::new(ui.ctx(), &card.detail, Voice::Small, lower.width());
    detail.paint(&painter, lower, align, theme.weak_ink);
    if title.cut || detail.cut {
        crate::ui::text::tooltip(response, &format!("{}\n{}", card.title, card.detail))
    } else {
        response
    }
}

fn screen(rect: crate::typeset::Rect) -> Rect {
    Rect::from_min_max(pos2(rect.x0, rect.y0), pos2(rect.x1, rect.y1))
}
