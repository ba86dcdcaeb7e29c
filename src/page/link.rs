//! The chosen annotation: its frame and handles, and the lines that join what belongs together.

use crate::annotation::{Anchor, Annotation, Fragments};
use crate::page::{Page, Paint, Piece, Shape, Sheet};
use crate::session::Open;
use crate::text::{ByteOffset, Span, segment};

pub(super) fn draw(page: &mut Page, open: &Open, sheet: &Sheet<'_>) {
    if let Some(relation) = open.active.as_ref().and_then(|id| open.set.relation(id)) {
        let ends = open.set.get(&relation.from).zip(open.set.get(&relation.to));
        let places = ends.and_then(|(from, to)| from.place().zip(to.place()));
        page.over.extend(places.and_then(|(from, to)| join(sheet, from, to, Paint::Accent)));
        return;
    }
    let Some(active) = open.active_annotation() else { return };
    let Some(role) = open.main_role(active) else { return };
    let Some(fragments) = active.fragments(role) else { return };
    // What is lost has no place that could be framed or joined to.
    if active.role(role).iter().any(|anchor| anchor.lost_words().is_some()) {
        return;
    }
    frame(page, open, sheet, fragments);
    let main = fragments.hull();
    for (name, anchors) in active.roles.iter().filter(|(name, _)| *name != role) {
        let paint = if name == "evidence" || name == "context" { Paint::ClaimWave } else { Paint::CueLine };
        let places = anchors.iter().filter_map(|anchor| place_of(open, anchor));
        page.over.extend(places.filter_map(|place| join(sheet, place, main, paint)));
    }
    let relations = open.set.referrers(&active.id).iter().filter_map(|id| open.set.relation(id));
    for relation in relations {
        let place = |id| open.set.get(id).and_then(|annotation| main_place(open, annotation));
        let joined = place(&relation.from).zip(place(&relation.to));
        page.over.extend(joined.and_then(|(from, to)| join(sheet, from, to, Paint::Accent)));
    }
}

fn frame(page: &mut Page, open: &Open, sheet: &Sheet<'_>, fragments: &Fragments) {
    for span in fragments.spans() {
        for piece in sheet.pieces(*span) {
            let rect = piece.band(2.0);
            page.over.push(Shape::Frame {
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

fn place_of(open: &Open, anchor: &Anchor) -> Option<Span> {
    match anchor {
        Anchor::Text { fragments, .. } => anchor.lost_words().is_none().then(|| fragments.hull()),
        Anchor::Ref { id, .. } => open.set.get(id).and_then(|annotation| main_place(open, annotation)),
    }
}

fn main_place(open: &Open, annotation: &Annotation) -> Option<Span> {
    let role = open.main_role(annotation)?;
    annotation.fragments(role).map(Fragments::hull)
}

/// A line from one place to another that runs between the lines of text and down the column's side.
///
/// It leaves a place where it faces the other: the last line of the one that is read first, and the
/// first line of the other.
fn join(sheet: &Sheet<'_>, from: Span, to: Span, paint: Paint) -> Option<Shape> {
    let (from, to) = if to.end <= from.start {
        (sheet.pieces(from).next()?, sheet.pieces(to).last()?)
    } else if from.end <= to.start {
        (sheet.pieces(from).last()?, sheet.pieces(to).next()?)
    } else {
        (sheet.pieces(from).next()?, sheet.pieces(to).next()?)
    };
    let middle = |piece: &Piece| (piece.rect.x0 + piece.rect.x1) / 2.0;
    let (x0, x1) = (middle(&from), middle(&to));
    let is_one_line = (from.rect.y0 - to.rect.y0).abs() < 1.0;
    // Downwards it leaves below and comes from above; upwards the other way round.
    let is_down = from.rect.y0 < to.rect.y0;
    let (leave, start) = if is_down || is_one_line { below(&from) } else { above(&from) };
    let (enter, end) = if is_down { above(&to) } else { below(&to) };
    let gap = (to.rect.y0 - from.rect.y1).max(from.rect.y0 - to.rect.y1);
    let points = if is_one_line || (0.0..to.size * 0.5).contains(&gap) {
        // A bracket below the line that both stand on, or across the space between the two lines.
        let y = if is_one_line { leave } else { (leave + enter) / 2.0 };
        vec![(x0, start), (x0, y), (x1, y), (x1, end)]
    } else {
        let width = sheet.column.width();
        let side = if (x0 + x1) / 2.0 > width / 2.0 { width + 14.0 } else { -14.0 };
        vec![(x0, start), (x0, leave), (side, leave), (side, enter), (x1, enter), (x1, end)]
    };
    Some(Shape::Path { points, paint, width: 1.2, arrow: true })
}

/// Where a line runs below a piece, between two lines of text, and where it meets the piece.
fn below(piece: &Piece) -> (f32, f32) {
    (piece.rect.y1 + 1.0, piece.band(4.0).y1)
}

/// Where a line runs above a piece, between two lines of text, and where it meets the piece.
fn above(piece: &Piece) -> (f32, f32) {
    (piece.rect.y0 - 1.0, piece.band(2.0).y0)
}
