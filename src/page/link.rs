//! What belongs together, joined by lines: the roles of a quote or claim, and relations.
//!
//! A line is there while one of its ends is chosen or lies under the pointer. Its colour is its layer's; how
//! its stroke is broken says the role, an arrow head where it is read to.

use crate::annotation::{Anchor, Annotation, Fragments, Id, Relation};
use crate::page::geometry::WAVE;
use crate::page::label::{self, Taken};
use crate::page::route::{End, Row, Underline, Wish, route};
use crate::page::{Dash, Drawing, Page, Paint, Piece, Shape, Sheet};
use crate::schema::LayerStyle;
use crate::session::Open;
use crate::text::Span;

/// The most lines that are drawn at once: more couldn't be told apart.
const MOST: usize = 16;

/// A line to be drawn.
struct Link<'a> {
    from: Vec<Span>,
    to: Vec<Span>,
    /// The name of the role or of the kind of relation.
    name: &'a str,
    paint: Paint,
    dash: Dash,
    width: f32,
}

/// Draws the lines of what is chosen and of what is pointed at.
pub(super) fn draw(
    page: &mut Page,
    open: &Open,
    sheet: &Sheet<'_>,
    Drawing { shows, pointed, labels }: Drawing<'_>,
) {
    let code = labels.as_ref().map_or("en", |labels| labels.code);
    let mut links = Vec::new();
    let pointed = pointed.filter(|id| open.active.as_ref() != Some(*id));
    for (id, width) in [(open.active.as_ref(), 1.4), (pointed, 1.0)] {
        let Some(id) = id else { continue };
        if let Some(relation) = open.set.relation(id) {
            links.extend(relation_link(open, relation, shows, code, width));
        }
        if let Some(annotation) = open.set.get(id) {
            collect(open, annotation, shows, code, width, &mut links);
        }
    }
    let rows = if links.is_empty() { Vec::new() } else { Row::of(sheet) };
    let mut drawn: Vec<Link<'_>> = Vec::new();
    let mut wishes = Vec::new();
    for link in links {
        // What is chosen and what is pointed at may have a line in common.
        let is_drawn = drawn
            .iter()
            .any(|other| (&other.from, &other.to, other.name) == (&link.from, &link.to, link.name));
        let Some(wish) = wish(sheet, &rows, &link).filter(|_| !is_drawn) else { continue };
        if wishes.len() == MOST {
            break;
        }
        wishes.push(wish);
        drawn.push(link);
    }
    if wishes.is_empty() {
        return;
    }
    let mut marks: Vec<Underline> = Vec::new();
    for shape in page.under.iter().chain(&page.over) {
        match *shape {
            Shape::Line { x0, x1, y, dash: Dash::Wavy, .. } => {
                marks.extend([y - WAVE, y + WAVE].map(|y| Underline { y, left: x0, right: x1 }));
            }
            Shape::Line { x0, x1, y, .. } => marks.push(Underline { y, left: x0, right: x1 }),
            Shape::Frame { rect, width, .. } => {
                let edges = [rect.y0 - width / 2.0, rect.y1 + width / 2.0];
                marks.extend(edges.map(|y| Underline { y, left: rect.x0, right: rect.x1 }));
            }
            _ => {}
        }
    }
    marks.sort_by(|one, other| one.y.total_cmp(&other.y));
    let routes = route(sheet.column.width(), &rows, &wishes, &marks);
    let taken = Taken::new(page.under.iter().chain(&page.over));
    // Below the letters, so that no line ever hides a part of one.
    for (link, points) in drawn.iter().zip(&routes) {
        let Link { paint, dash, width, .. } = *link;
        page.under.push(Shape::Path { points: points.clone(), paint, width, dash, arrow: true });
    }
    if let Some(labels) = labels {
        let mut set = |link: &Link<'_>| ((labels.set)(link.name, &label::style()), link.name.to_owned());
        let named: Vec<_> = drawn.iter().map(&mut set).collect();
        let sizes: Vec<(f32, f32)> = named.iter().map(|(layout, _)| label::size(layout)).collect();
        let places = label::place(sheet.column.width(), &rows, &taken, &routes, &sizes);
        for (place, (layout, text)) in places.into_iter().zip(named) {
            if let Some((x, y)) = place {
                let left = layout.lines.first().map_or(0.0, |line| line.left);
                let origin = (x - left, y);
                page.under.push(Shape::Words {
                    text,
                    layout,
                    style: label::style(),
                    origin,
                    paint: Paint::Words,
                });
            }
        }
    }
}

/// Adds the lines of an annotation: its roles, the roles that it fills, and its relations.
fn collect<'a>(
    open: &'a Open,
    annotation: &'a Annotation,
    shows: &dyn Fn(&Annotation) -> bool,
    code: &str,
    width: f32,
    links: &mut Vec<Link<'a>>,
) {
    if shows(annotation) {
        roles(open, annotation, code, width, None, links);
    }
    for id in open.set.referrers(&annotation.id) {
        if let Some(relation) = open.set.relation(id) {
            links.extend(relation_link(open, relation, shows, code, width));
        } else if let Some(other) = open.set.get(id).filter(|other| shows(other)) {
            roles(open, other, code, width, Some(&annotation.id), links);
        }
    }
}

/// Adds the lines from an annotation's other roles to its main one; `of` names the one annotation that has
/// to fill them.
fn roles<'a>(
    open: &'a Open,
    annotation: &'a Annotation,
    code: &str,
    width: f32,
    of: Option<&Id>,
    links: &mut Vec<Link<'a>>,
) {
    let Some((main, place)) = main_place(open, annotation) else { return };
    let layer = open.layer_of(annotation);
    let is_claim = layer.is_some_and(|layer| layer.style == LayerStyle::Wave);
    let paint = if is_claim { Paint::ClaimWave } else { Paint::CueLine };
    for (role, anchors) in annotation.roles.iter().filter(|(role, _)| *role != main) {
        let named = layer.and_then(|layer| layer.role(role));
        let name = named.map_or(role.as_str(), |role| role.name.in_language(code));
        for anchor in anchors.iter().filter(|anchor| of.is_none_or(|of| anchor.target() == Some(of))) {
            let Some(part) = place_of(open, anchor) else { continue };
            // What is said goes from who says it to whom it is said to.
            let (from, to) = if role == "addressee" { (place.clone(), part) } else { (part, place.clone()) };
            links.push(Link { from, to, name, paint, dash: dash_of(role), width });
        }
    }
}

/// How the line of a role is broken: as the line below its words, or near to it.
fn dash_of(role: &str) -> Dash {
    match role {
        "cue" | "context" => Dash::Dotted,
        "addressee" | "via" | "evidence" => Dash::Dashed,
        _ => Dash::Solid,
    }
}

fn relation_link<'a>(
    open: &'a Open,
    relation: &'a Relation,
    shows: &dyn Fn(&Annotation) -> bool,
    code: &str,
    width: f32,
) -> Option<Link<'a>> {
    let shown = |id| open.set.get(id).filter(|annotation| shows(annotation));
    let place = |id| shown(id).and_then(|annotation| main_place(open, annotation));
    let (from, to) = (place(&relation.from)?.1, place(&relation.to)?.1);
    let kind = open.schema.relation(&relation.kind);
    let name = kind.map_or(relation.kind.as_str(), |kind| kind.name.in_language(code));
    let doubts = matches!(relation.kind.as_str(), "attacks" | "contradicts");
    let dash = if doubts { Dash::Dashed } else { Dash::Solid };
    Some(Link { from, to, name, paint: Paint::Accent, dash, width })
}

fn place_of(open: &Open, anchor: &Anchor) -> Option<Vec<Span>> {
    match anchor {
        Anchor::Text { fragments, .. } => anchor.lost_words().is_none().then(|| fragments.spans().to_vec()),
        Anchor::Ref { id, .. } => {
            open.set.get(id).and_then(|annotation| main_place(open, annotation)).map(|(_, place)| place)
        }
    }
}

/// The role that carries an annotation's place, and the place; none where it is lost.
fn main_place<'a>(open: &'a Open, annotation: &'a Annotation) -> Option<(&'a str, Vec<Span>)> {
    let role = open.main_role(annotation)?;
    let is_lost = annotation.role(role).iter().any(|anchor| anchor.lost_words().is_some());
    let fragments = annotation.fragments(role).filter(|_| !is_lost)?;
    Some((role, Fragments::spans(fragments).to_vec()))
}

/// Finds what the line joins: the pieces of its two places that face each other. A place that isn't laid
/// out lies beyond the upper or the lower edge; with both of them there, nothing is joined.
fn wish(sheet: &Sheet<'_>, rows: &[Row], link: &Link<'_>) -> Option<Wish> {
    let pieces = |place: &[Span]| place.iter().flat_map(|span| sheet.pieces(*span)).collect::<Vec<Piece>>();
    let (from, to) = (pieces(&link.from), pieces(&link.to));
    let hull = |place: &[Span]| place.iter().copied().reduce(Span::hull);
    let (from_hull, to_hull) = (hull(&link.from)?, hull(&link.to)?);
    let end = |pieces: &[Piece], own: Span, other: Span| -> End {
        let facing = if own.end <= other.start {
            pieces.last()
        } else if other.end <= own.start {
            pieces.first()
        } else {
            None
        };
        match (facing, pieces.first()) {
            (Some(piece), _) | (None, Some(piece)) => End::Piece(*piece),
            (None, None) if own.start < sheet.span().start => End::Above,
            (None, None) => End::Below,
        }
    };
    let (mut one, mut other) = (end(&from, from_hull, to_hull), end(&to, to_hull, from_hull));
    // Where the one lies within the other, they are joined on one row.
    if from_hull.start < to_hull.end && to_hull.start < from_hull.end {
        let is_outer = from_hull.len() >= to_hull.len();
        let (outer, inner) = if is_outer { (&from, other) } else { (&to, one) };
        let beside = |inner: Piece| outer.iter().find(|it| it.rect.y0 == inner.rect.y0).copied();
        if let End::Piece(inner) = inner
            && let Some(beside) = beside(inner)
        {
            *(if is_outer { &mut one } else { &mut other }) = End::Piece(beside);
        }
    }
    let seen = [one, other].into_iter().any(|end| matches!(end, End::Piece(_)));
    (seen && !rows.is_empty()).then_some(Wish { from: one, to: other })
}
