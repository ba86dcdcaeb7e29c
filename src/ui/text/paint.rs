//! Painting laid-out text: one mesh for a line and a page of the atlas.

use std::ops::Range;
use std::sync::Arc;

use egui::{Color32, Context, Mesh, Painter, Pos2, Rect, Shape, Vec2, pos2, vec2};

use crate::typeset::{Bin, Line, ParagraphLayout, quarters};
use crate::ui::text::atlas::{Atlas, Ramp, Slot};
use crate::ui::text::with;

/// The colour of a text, and of parts of it.
#[derive(Clone, Copy, Debug)]
pub struct Ink<'a> {
    pub colour: Color32,
    /// Byte ranges of the paragraph in other colours; where they overlap, the last one wins.
    pub parts: &'a [(Range<usize>, Color32)],
}

impl From<Color32> for Ink<'_> {
    fn from(colour: Color32) -> Self {
        Self { colour, parts: &[] }
    }
}

/// The meshes of one line, in points from the paragraph's origin, which stands on a whole pixel.
///
/// They may be kept and painted again as long as [`generation`](Self::generation) is the atlas's.
#[derive(Clone, Debug, Default)]
pub struct LineMeshes {
    pub meshes: Vec<Mesh>,
    pub generation: u64,
}

impl LineMeshes {
    /// Paints the line of a paragraph whose origin is at `origin`, moved to the nearest whole pixel.
    pub fn paint(&self, painter: &Painter, origin: Pos2) {
        let offset = snap(painter.pixels_per_point(), origin).to_vec2();
        painter.extend(self.meshes.iter().map(|mesh| {
            let mut mesh = mesh.clone();
            mesh.translate(offset);
            Shape::mesh(mesh)
        }));
    }
}

/// Returns the whole pixel nearest to `position`, in points.
pub fn snap(scale: f32, position: Pos2) -> Pos2 {
    pos2((position.x * scale).round() / scale, (position.y * scale).round() / scale)
}

/// Makes the meshes of line `index`, for a screen of `scale` pixels to the point.
///
/// The baseline stands on a whole pixel; glyphs stand on quarters of a pixel, marks and sloping
/// letters also in height.
pub fn meshes(
    atlas: &mut Atlas,
    ctx: &Context,
    layout: &ParagraphLayout,
    index: usize,
    ink: Ink<'_>,
) -> LineMeshes {
    let scale = ctx.pixels_per_point();
    let mut result = LineMeshes { meshes: Vec::new(), generation: atlas.generation() };
    let Some(line) = layout.lines.get(index) else { return result };
    let stripes = Stripes::of(layout, line, ink);
    let baseline = (line.baseline * scale).round() as i32;
    for run in &layout.runs[line.runs.start as usize..line.runs.end as usize] {
        let strike = atlas.strike(run, scale);
        for glyph in &layout.glyphs[run.glyphs.start as usize..run.glyphs.end as usize] {
            let (x, bin_x) = quarters(glyph.x * scale);
            let (y, bin_y) = quarters((glyph.y - line.baseline) * scale);
            let bin = Bin { x: bin_x, y: bin_y };
            let ramp = Ramp::of(ink.colour);
            let Some(slot) = atlas.glyph(ctx, strike, glyph.id, bin, ramp) else { continue };
            let corner = [x + slot.offset[0], baseline + y + slot.offset[1]];
            let texture = atlas.texture(slot.page);
            let known = result.meshes.iter().position(|mesh| mesh.texture_id == texture);
            let at = known.unwrap_or_else(|| {
                result.meshes.push(Mesh::with_texture(texture));
                result.meshes.len() - 1
            });
            stripes.add_glyph(&mut result.meshes[at], corner, &slot, scale);
        }
    }
    result
}

/// The line cut into upright stripes of one colour each, from left to right.
struct Stripes {
    /// Each stripe's right edge in points, and its colour.
    stripes: Vec<(f32, Color32)>,
}

impl Stripes {
    fn of(layout: &ParagraphLayout, line: &Line, ink: Ink<'_>) -> Self {
        let mut stripes: Vec<(f32, Color32)> = Vec::new();
        if ink.parts.is_empty() {
            return Self { stripes: vec![(f32::INFINITY, ink.colour)] };
        }
        for cluster in &layout.clusters[line.clusters.start as usize..line.clusters.end as usize] {
            let part = ink.parts.iter().rev().find(|(range, _)| {
                range.start <= cluster.start as usize && (cluster.start as usize) < range.end
            });
            let colour = part.map_or(ink.colour, |(_, colour)| *colour);
            match stripes.last_mut() {
                Some((right, last)) if *last == colour => *right = cluster.right,
                _ => stripes.push((cluster.right, colour)),
            }
        }
        match stripes.last_mut() {
            Some((right, _)) => *right = f32::INFINITY,
            None => stripes.push((f32::INFINITY, ink.colour)),
        }
        Self { stripes }
    }

    /// Adds the glyph whose left top pixel is `corner`, cut where stripes meet on it.
    fn add_glyph(&self, mesh: &mut Mesh, corner: [i32; 2], slot: &Slot, scale: f32) {
        let min = pos2(corner[0] as f32, corner[1] as f32) / scale;
        let size = vec2(slot.size[0] as f32, slot.size[1] as f32) / scale;
        let rect = Rect::from_min_size(min, size);
        let mut left = rect.left();
        for (edge, colour) in &self.stripes {
            if *edge <= left {
                continue;
            }
            let right = edge.min(rect.right());
            let along = |x: f32| slot.uv.left() + (x - rect.left()) / size.x * slot.uv.width();
            let part = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
            let uv =
                Rect::from_min_max(pos2(along(left), slot.uv.top()), pos2(along(right), slot.uv.bottom()));
            // A coloured glyph keeps its colours and takes the ink's transparency only.
            let tint = if slot.coloured { Color32::from_white_alpha(colour.a()) } else { *colour };
            mesh.add_rect_with_uv(part, uv, tint);
            left = right;
            if left >= rect.right() {
                break;
            }
        }
    }
}

/// Paints line `index` of a paragraph that is shown again and again, in one colour, from meshes that are kept.
pub(super) fn kept_line(
    painter: &Painter,
    layout: &Arc<ParagraphLayout>,
    index: usize,
    origin: Pos2,
    colour: Color32,
) {
    let ctx = painter.ctx();
    with(ctx, |system| system.kept_meshes(ctx, layout, index, colour)).paint(painter, origin);
}

/// Meshes of lines in one colour, kept while they are asked for.
#[derive(Default)]
pub(super) struct MeshCache {
    entries: foldhash::HashMap<(usize, usize, Color32), KeptLine>,
    pass: u64,
}

/// A line's meshes with the layout that they are of: while it is held, its address is nobody else's.
struct KeptLine {
    _layout: Arc<ParagraphLayout>,
    meshes: Arc<LineMeshes>,
    used: u64,
}

/// Meshes not asked for in so many passes are dropped.
const KEPT: u64 = 120;

impl MeshCache {
    pub fn get(
        &mut self,
        atlas: &mut Atlas,
        ctx: &Context,
        layout: &Arc<ParagraphLayout>,
        index: usize,
        colour: Color32,
    ) -> Arc<LineMeshes> {
        let key = (Arc::as_ptr(layout).addr(), index, colour);
        if let Some(kept) = self.entries.get_mut(&key)
            && kept.meshes.generation == atlas.generation()
        {
            kept.used = self.pass;
            return Arc::clone(&kept.meshes);
        }
        let made = Arc::new(meshes(atlas, ctx, layout, index, colour.into()));
        let kept = KeptLine { _layout: Arc::clone(layout), meshes: Arc::clone(&made), used: self.pass };
        self.entries.insert(key, kept);
        made
    }

    /// Opens a pass and drops what has not been asked for in a while.
    pub fn begin_pass(&mut self) {
        self.pass += 1;
        if self.pass.is_multiple_of(KEPT) {
            let oldest = self.pass - KEPT;
            self.entries.retain(|_, kept| kept.used >= oldest);
        }
    }
}

/// Paints line `index` of a paragraph whose origin is at `origin`.
pub fn line<'a>(
    painter: &Painter,
    layout: &ParagraphLayout,
    index: usize,
    origin: Pos2,
    ink: impl Into<Ink<'a>>,
) {
    let ctx = painter.ctx();
    let ink = ink.into();
    with(ctx, |system| meshes(&mut system.atlas, ctx, layout, index, ink)).paint(painter, origin);
}

/// Paints the lines of a paragraph whose origin is at `origin`, those outside the clip left out.
pub fn paragraph<'a>(painter: &Painter, layout: &ParagraphLayout, origin: Pos2, ink: impl Into<Ink<'a>>) {
    let ink = ink.into();
    let clip = painter.clip_rect();
    for (index, row) in layout.lines.iter().enumerate() {
        // Letters reach beyond their line, Nastaliq's by more than its height.
        let reach = row.bottom - row.top;
        let top = origin.y + row.top - reach;
        if top <= clip.bottom() && origin.y + row.bottom + reach >= clip.top() {
            line(painter, layout, index, origin, ink);
        }
    }
}

/// Paints a paragraph line by line, each moved sideways so that it starts at `start` of `width`.
pub(super) fn aligned(
    painter: &Painter,
    layout: &Arc<ParagraphLayout>,
    origin: Pos2,
    shift: impl Fn(&Line) -> f32,
    colour: Color32,
) {
    for (index, row) in layout.lines.iter().enumerate() {
        kept_line(painter, layout, index, origin + Vec2::new(shift(row), 0.0), colour);
    }
}

#[cfg(test)]
mod tests {
    use egui::{Color32, Context, RawInput, pos2};

    use super::{Ink, LineMeshes, meshes, snap};
    use crate::text::Direction;
    use crate::typeset::{FontBook, ParagraphLayout, Typesetter};
    use crate::ui::text::Voice;
    use crate::ui::text::atlas::Atlas;

    const TEXT: &str = "سليم يصفه";

    fn layout() -> ParagraphLayout {
        let style = Voice::Body.style();
        Typesetter::new(FontBook::bundled()).paragraph(TEXT, &style, None, Direction::RightToLeft)
    }

    /// Makes the line's meshes on a screen of `scale` pixels to the point.
    fn line(layout: &ParagraphLayout, scale: f32, ink: Ink<'_>) -> LineMeshes {
        let ctx = Context::default();
        ctx.set_pixels_per_point(scale);
        let mut made = LineMeshes::default();
        for _ in 0..2 {
            let mut output = ctx.run_ui(RawInput::default(), |ui| {
                let mut atlas = Atlas::new(FontBook::bundled());
                atlas.begin_pass(ui.pixels_per_point());
                made = meshes(&mut atlas, ui.ctx(), layout, 0, ink);
            });
            // No GPU takes them.
            output.textures_delta.clear();
        }
        made
    }

    #[test]
    fn glyphs_stand_on_whole_pixels() {
        for scale in [1.0, 1.25, 1.5, 2.0] {
            let made = line(&layout(), scale, Ink::from(Color32::BLACK));
            assert_eq!(made.meshes.len(), 1, "one page of the atlas holds a word");
            for vertex in &made.meshes[0].vertices {
                for along in [vertex.pos.x * scale, vertex.pos.y * scale] {
                    assert!((along - along.round()).abs() < 0.001, "{along} at {scale}");
                }
            }
            let texels = made.meshes[0].vertices.iter().map(|vertex| vertex.uv.x * 1024.0);
            assert!(texels.into_iter().all(|along| (along - along.round()).abs() < 0.01));
        }
    }

    #[test]
    fn a_part_in_another_colour_is_painted_within_its_boxes() {
        let layout = layout();
        let part = 0.."سل".len();
        let parts = [(part.clone(), Color32::RED)];
        let made = line(&layout, 1.0, Ink { colour: Color32::BLACK, parts: &parts });
        let place = layout.boxes(part)[0];
        let vertices: Vec<_> = made.meshes.iter().flat_map(|mesh| &mesh.vertices).collect();
        let red: Vec<_> = vertices.iter().filter(|vertex| vertex.color == Color32::RED).collect();
        assert!(!red.is_empty() && red.len() < vertices.len());
        assert!(red.iter().all(|vertex| vertex.pos.x >= place.x0 - 0.01));
        // The word is joined: the letters beside the part are cut where it ends, none is moved.
        let plain = line(&layout, 1.0, Ink::from(Color32::BLACK));
        let extent = |made: &LineMeshes| made.meshes[0].calc_bounds();
        assert_eq!(extent(&made), extent(&plain));
        assert!(made.meshes[0].vertices.len() > plain.meshes[0].vertices.len());
    }

    #[test]
    fn positions_are_moved_to_pixels() {
        assert_eq!(snap(1.25, pos2(10.1, 3.9)), pos2(10.4, 4.0));
    }
}
