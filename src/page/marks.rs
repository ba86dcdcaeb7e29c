//! The forms of annotations: tint, ground, wave, hatch, each with a line so that colour is never alone.

use std::sync::Arc;

use crate::annotation::{Anchor, Annotation, AnnotationSet, Mark};
use crate::page::slot::slots;
use crate::page::{CardAnchor, Dash, Page, Paint, Shape, Sheet};
use crate::schema::{LayerStyle, Tone};
use crate::session::Open;
use crate::text::Span;
use crate::typeset::Rect;

/// A mark with what it takes to draw it.
struct Drawn<'a> {
    span: Span,
    annotation: &'a Arc<Annotation>,
    tone: Tone,
    /// The line below it, which tells labels of one colour apart.
    dash: Dash,
    /// Whether the mark is its annotation's main role.
    is_main: bool,
    role: &'a str,
    /// The anchor that the mark is a fragment of.
    anchor: Option<&'a Anchor>,
}

impl Drawn<'_> {
    /// Tells whether what stands at the place is known not to be what was marked.
    fn is_lost(&self) -> bool {
        self.anchor.is_some_and(|anchor| anchor.lost_words().is_some())
    }
}

/// How much further out an enclosing mention is drawn, in points.
const STEP: f32 = 3.5;

pub(super) fn draw(
    page: &mut Page,
    open: &Open,
    sheet: &Sheet<'_>,
    span: Span,
    shows: impl Fn(&Annotation) -> bool,
) {
    let marks = open.set.marks_in(span);
    let mut layers: [Vec<Drawn<'_>>; 4] = Default::default();
    for mark in &marks {
        if let Some((style, drawn)) = resolve(open, &open.set, *mark).filter(|(_, it)| shows(it.annotation)) {
            layers[style as usize].push(drawn);
        }
    }
    let drawn = layers[LayerStyle::Ground as usize].iter().chain(&layers[LayerStyle::Wave as usize]);
    page.cards = cards(sheet, drawn);
    // Words that only stand where lost ones stood are not marked; the lists and the review tell of them.
    layers.iter_mut().for_each(|layer| layer.retain(|drawn| !drawn.is_lost()));
    layers.iter().flatten().for_each(|drawn| draw_doubt(page, sheet, drawn));
    let [tints, grounds, mut waves, hatches] = layers;
    for region in &hatches {
        draw_region(page, sheet, region);
    }
    for quote in &grounds {
        draw_quote(page, sheet, quote);
    }
    draw_mentions(page, sheet, tints);
    draw_claims(page, sheet, &mut waves);
    page.faint.sort();
}

/// A broken frame around what is doubtful since the text changed: its place is a guess.
fn draw_doubt(page: &mut Page, sheet: &Sheet<'_>, drawn: &Drawn<'_>) {
    if drawn.anchor.is_some_and(Anchor::awaits_decision) {
        page.over.extend(sheet.pieces(drawn.span).map(|piece| Shape::Frame {
            rect: piece.band(3.0),
            paint: Paint::Problem,
            width: 1.4,
            radius: 0.0,
            dashed: true,
        }));
    }
}

fn resolve<'a>(open: &'a Open, set: &'a AnnotationSet, mark: Mark) -> Option<(LayerStyle, Drawn<'a>)> {
    let (annotation, role) = set.role_of(mark)?;
    let layer = open.layer_of(annotation);
    let tone = layer.and_then(|layer| layer.label(&annotation.label)).map_or(Tone::Grey, |label| label.tone);
    let dash = Dash::of_label(open.schema.rank_in_tone(&annotation.layer, &annotation.label));
    // A layer that the schema doesn't know is shown, as mentions are.
    let style = layer.map_or(LayerStyle::Tint, |layer| layer.style);
    let is_main = layer.is_none_or(|layer| layer.main_role().id == role);
    let holds =
        |anchor: &&Anchor| anchor.fragments().is_some_and(|fragments| fragments.spans().contains(&mark.span));
    let anchor = annotation.role(role).iter().find(holds);
    Some((style, Drawn { span: mark.span, annotation, tone, dash, is_main, role, anchor }))
}

/// Mentions: a tint and a line below, whose form tells labels of one colour apart; one inside another is
/// drawn inside it.
fn draw_mentions(page: &mut Page, sheet: &Sheet<'_>, mut mentions: Vec<Drawn<'_>>) {
    mentions.sort_by_key(|drawn| (drawn.span.start, std::cmp::Reverse(drawn.span.end)));
    let spans: Vec<Span> = mentions.iter().map(|drawn| drawn.span).collect();
    for (drawn, (slot, deepest)) in mentions.iter().zip(slots(&spans)) {
        let outward = (deepest - slot) as f32 * STEP;
        for piece in sheet.pieces(drawn.span) {
            let rect = piece.band(outward);
            let radius = if drawn.is_main { 2.0 } else { 0.0 };
            page.under.push(Shape::Fill { rect, paint: Paint::Tint(drawn.tone), radius });
            let (x0, x1, y) = (rect.x0, rect.x1, rect.y1 - 1.0);
            let paint = Paint::ToneLine(drawn.tone);
            page.under.push(Shape::Line { x0, x1, y, width: 2.0, dash: drawn.dash, paint });
        }
    }
}

/// Quotes: a warm ground for the content, dots under the cue, a thin line under who speaks.
fn draw_quote(page: &mut Page, sheet: &Sheet<'_>, quote: &Drawn<'_>) {
    for piece in sheet.pieces(quote.span) {
        let rect = piece.band(2.0);
        if quote.is_main {
            page.under.push(Shape::Fill { rect, paint: Paint::QuoteGround, radius: 3.0 });
            continue;
        }
        let (dash, width) = match quote.role {
            "cue" => (Dash::Dotted, 2.5),
            _ => (Dash::Dashed, 1.5),
        };
        let y = rect.y1 + 1.0;
        let (x0, x1) = (rect.x0, rect.x1);
        page.over.push(Shape::Line { x0, x1, y, width, dash, paint: Paint::CueLine });
    }
}

/// Claims: a wave under the text, dashes under context and evidence; one over another is drawn below it.
fn draw_claims(page: &mut Page, sheet: &Sheet<'_>, claims: &mut [Drawn<'_>]) {
    claims.sort_by_key(|drawn| (drawn.span.start, std::cmp::Reverse(drawn.span.end)));
    let spans: Vec<Span> = claims.iter().map(|drawn| drawn.span).collect();
    for (claim, (slot, _)) in claims.iter().zip(slots(&spans)) {
        let dash = if claim.is_main { Dash::Wavy } else { Dash::Dashed };
        for piece in sheet.pieces(claim.span) {
            let (rect, lowest) = (piece.band(4.0), piece.rect.y1 + 1.5);
            let (x0, x1) = (rect.x0, rect.x1);
            let y = (rect.y1 + 1.0 + slot as f32 * STEP).min(lowest);
            page.over.push(Shape::Line { x0, x1, y, width: 1.2, dash, paint: Paint::ClaimWave });
        }
    }
}

/// Regions: hatched where they are left out, else a bar at the start of their lines.
fn draw_region(page: &mut Page, sheet: &Sheet<'_>, region: &Drawn<'_>) {
    let is_left_out = region.annotation.attributes.get("exclude") == Some(&serde_json::Value::Bool(true));
    let column = sheet.column;
    if is_left_out {
        page.faint.push(region.span);
    }
    for paragraph in sheet.shown.clone() {
        let own = sheet.paragraph(paragraph);
        let top = sheet.top(paragraph);
        let whole =
            Rect { x0: 0.0, y0: top, x1: column.width(), y1: top + column.paragraph_height(paragraph) };
        let is_inside = region.span.start <= own.start && own.end <= region.span.end;
        if !is_inside {
            if is_left_out {
                page.under.extend(
                    own.intersection(region.span)
                        .into_iter()
                        .flat_map(|shared| sheet.pieces(shared))
                        .map(|piece| Shape::Hatch { rect: piece.rect }),
                );
            }
            continue;
        }
        if is_left_out {
            page.under.push(Shape::Hatch { rect: whole });
        } else if let Some(layout) = column.layout(paragraph) {
            let x = if layout.rtl { column.width() + 7.0 } else { -7.0 };
            let rect = Rect { x0: x - 1.5, x1: x + 1.5, ..whole };
            page.under.push(Shape::Fill { rect, paint: Paint::RegionLine, radius: 1.5 });
        }
    }
}

/// The cards' places: each at the first line of its annotation's main role that is shown.
fn cards<'a>(sheet: &Sheet<'_>, drawn: impl Iterator<Item = &'a Drawn<'a>>) -> Vec<CardAnchor> {
    let mut anchors: Vec<CardAnchor> = Vec::new();
    for drawn in drawn.filter(|drawn| drawn.is_main) {
        let Some(place) = drawn.annotation.place() else { continue };
        // A card belongs to the first fragment; the others have none.
        if drawn.span.start != place.start {
            continue;
        }
        if let Some(piece) = sheet.pieces(drawn.span).next() {
            anchors.push(CardAnchor { id: drawn.annotation.id.clone(), y: piece.rect.y0 });
        }
    }
    anchors.sort_by(|one, other| one.y.total_cmp(&other.y));
    anchors
}
