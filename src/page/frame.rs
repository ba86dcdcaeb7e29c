//! The chosen annotation's frame and its handles.

use crate::annotation::Fragments;
use crate::page::{Page, Paint, Piece, Shape, Sheet};
use crate::session::Open;
use crate::text::{ByteOffset, segment};

pub(super) fn draw(page: &mut Page, open: &Open, sheet: &Sheet<'_>) {
    let Some(active) = open.active_annotation() else { return };
    let Some(role) = open.main_role(active) else { return };
    let Some(fragments) = active.fragments(role) else { return };
    // What is lost has no place that could be framed.
    if active.role(role).iter().all(|anchor| anchor.lost_words().is_none()) {
        frame(page, open, sheet, fragments);
    }
}

fn frame(page: &mut Page, open: &Open, sheet: &Sheet<'_>, fragments: &Fragments) {
    for span in fragments.spans() {
        for piece in sheet.pieces(*span) {
            let rect = piece.band(2.0);
            page.under.push(Shape::Frame {
                rect,
                paint: Paint::Accent,
                width: 1.2,
                radius: 3.0,
                dashed: false,
            });
        }
    }
    if open.read_only.is_some() {
        return;
    }
    let hull = fragments.hull();
    let at_start = fragments.spans().first().and_then(|span| sheet.pieces(*span).next());
    let at_end = fragments.spans().last().and_then(|span| sheet.pieces(*span).last());
    let starts_shown = sheet.span().start <= hull.start;
    let ends_shown = hull.end <= sheet.span().end;
    for (piece, is_start) in
        [(at_start.filter(|_| starts_shown), true), (at_end.filter(|_| ends_shown), false)]
    {
        let Some(piece) = piece else { continue };
        let offset = if is_start { hull.start } else { hull.end };
        let x = edge_x(open, sheet, &piece, offset, is_start);
        let band = piece.band(2.0);
        page.over.push(Shape::Handle {
            x,
            top: band.y0,
            bottom: band.y1,
            at_top: is_start,
            paint: Paint::Accent,
        });
    }
}

/// The side of a piece at which its span begins or ends: the text there says which way it runs.
fn edge_x(open: &Open, sheet: &Sheet<'_>, piece: &Piece, offset: ByteOffset, is_start: bool) -> f32 {
    let inside = if is_start { offset } else { segment::previous_grapheme(open.document.text(), offset) };
    let index = sheet.column.paragraph_at_offset(inside.0);
    let source = sheet.column.paragraphs()[index];
    let layout = sheet.column.layout(index);
    let is_rtl = layout.and_then(|layout| layout.is_rtl_at(inside.0 - source.span.start.0));
    let is_right = is_rtl.unwrap_or(source.direction.is_rtl()) == is_start;
    if is_right { piece.rect.x1 } else { piece.rect.x0 }
}
