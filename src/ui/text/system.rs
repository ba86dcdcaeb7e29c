//! The one place that holds typesetter, layouts and atlas; it lives in egui's context as a plugin.

use std::sync::Arc;

use egui::accesskit::{Node, NodeId};
use egui::{Color32, Context, FontData, FontDefinitions, FontFamily, FullOutput, Plugin, Ui};

use crate::settings::CaretMovement;
use crate::text::Direction;
use crate::typeset::{BUNDLED_FONTS, FontBook, ParagraphLayout, TextStyle, Typesetter};
use crate::ui::text::atlas::Atlas;
use crate::ui::text::cache::{LayoutCache, Lines, Request};
use crate::ui::text::paint::MeshCache;
use crate::ui::text::style::FAMILY;
use crate::ui::theme::Theme;

/// What the text widgets share. Reach it with [`with`].
pub struct TextSystem {
    book: Arc<FontBook>,
    typesetter: Typesetter,
    layouts: LayoutCache,
    meshes: MeshCache,
    pub(super) atlas: Atlas,
    direction: Direction,
    movement: CaretMovement,
    /// Nodes for screen readers that no widget stands for.
    told: Vec<(NodeId, Node)>,
}

impl TextSystem {
    fn new(book: Arc<FontBook>, direction: Direction) -> Self {
        Self {
            typesetter: Typesetter::new(book.clone()),
            layouts: LayoutCache::default(),
            meshes: MeshCache::default(),
            atlas: Atlas::new(book.clone()),
            book,
            direction,
            movement: CaretMovement::default(),
            told: Vec::new(),
        }
    }

    /// Returns the fonts.
    pub fn book(&self) -> &Arc<FontBook> {
        &self.book
    }

    /// Returns the typesetter, for layouts that their owner keeps.
    pub fn typesetter(&mut self) -> &mut Typesetter {
        &mut self.typesetter
    }

    /// Returns a number that changes whenever kept [`LineMeshes`](crate::ui::text::LineMeshes) stop being valid.
    pub fn generation(&self) -> u64 {
        self.atlas.generation()
    }

    /// Makes the meshes of line `index`, to be kept until [`generation`](Self::generation) changes.
    pub fn meshes<'a>(
        &mut self,
        ctx: &Context,
        layout: &ParagraphLayout,
        index: usize,
        ink: impl Into<super::Ink<'a>>,
    ) -> super::LineMeshes {
        super::paint::meshes(&mut self.atlas, ctx, layout, index, ink.into())
    }

    /// Tells screen readers of a node in this pass; a widget's own node has to name it as a child.
    ///
    /// The toolkit makes a node for each widget. Runs of text are none: there are hundreds of them.
    pub fn tell(&mut self, id: NodeId, node: Node) {
        self.told.push((id, node));
    }

    /// Returns the meshes of a line in one colour; they are kept while they are asked for.
    pub(super) fn kept_meshes(
        &mut self,
        ctx: &Context,
        layout: &Arc<ParagraphLayout>,
        index: usize,
        colour: Color32,
    ) -> Arc<super::LineMeshes> {
        self.meshes.get(&mut self.atlas, ctx, layout, index, colour)
    }

    fn layout(&mut self, request: Request<'_>) -> Arc<ParagraphLayout> {
        let Request { text, style, width, direction, lines } = request;
        let typesetter = &mut self.typesetter;
        self.layouts.get(request, || match lines {
            Lines::Wrapped => typesetter.paragraph(text, style, width, direction),
            Lines::One => typesetter.line(text, style, width, direction),
        })
    }
}

impl Plugin for TextSystem {
    fn debug_name(&self) -> &'static str {
        "text"
    }

    fn on_begin_pass(&mut self, ui: &mut Ui) {
        self.atlas.begin_pass(ui.pixels_per_point());
        self.layouts.begin_pass();
        self.told.clear();
        self.meshes.begin_pass();
    }

    fn on_end_pass(&mut self, _ui: &mut Ui) {
        self.atlas.end_pass();
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut FullOutput) {
        if let Some(update) = output.platform_output.accesskit_update.as_mut() {
            update.nodes.append(&mut self.told);
        }
    }
}

/// Makes `ctx` ready for the text widgets: fonts, theme, and the direction of the interface.
pub fn install(ctx: &Context, book: Arc<FontBook>, direction: Direction) {
    ctx.set_fonts(fallback_fonts());
    ctx.add_plugin(TextSystem::new(book, direction));
    Theme::install(ctx);
}

/// Returns fonts for egui's own text, which needs one even though no widget of ours paints it.
fn fallback_fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let interface = BUNDLED_FONTS.iter().find(|font| font.family == FAMILY);
    if let Some(font) = interface {
        fonts.font_data.insert(FAMILY.to_owned(), Arc::new(FontData::from_static(font.data)));
        for family in [FontFamily::Proportional, FontFamily::Monospace] {
            fonts.families.insert(family, vec![FAMILY.to_owned()]);
        }
    }
    fonts
}

/// Calls `act` with what the text widgets share.
///
/// `act` must not show widgets: egui locks its plugins while it places one.
///
/// # Panics
///
/// If [`install`] has not been called for `ctx`.
pub fn with<R>(ctx: &Context, act: impl FnOnce(&mut TextSystem) -> R) -> R {
    ctx.with_plugin(act).expect("text::install is called before widgets are shown")
}

/// Returns the direction of the interface: which side rows begin at.
pub fn direction(ctx: &Context) -> Direction {
    with(ctx, |system| system.direction)
}

/// Sets the direction of the interface.
pub fn set_direction(ctx: &Context, direction: Direction) {
    with(ctx, |system| system.direction = direction);
}

/// Returns what arrow keys mean in fields.
pub(super) fn movement(ctx: &Context) -> CaretMovement {
    with(ctx, |system| system.movement)
}

/// Sets what arrow keys mean in fields.
pub fn set_movement(ctx: &Context, movement: CaretMovement) {
    with(ctx, |system| system.movement = movement);
}

/// Returns `text` broken into lines of at most `width` points; the layout is kept while it is in use.
///
/// Its direction is that of its first strong letter, else the interface's.
pub fn paragraph(ctx: &Context, text: &str, style: &TextStyle, width: Option<f32>) -> Arc<ParagraphLayout> {
    request(ctx, text, style, width, Lines::Wrapped)
}

/// Returns `text` as [`paragraph`] does, in a direction that is not its own to choose.
pub fn paragraph_in(
    ctx: &Context,
    text: &str,
    style: &TextStyle,
    width: Option<f32>,
    direction: Direction,
) -> Arc<ParagraphLayout> {
    with(ctx, |system| system.layout(Request { text, style, width, direction, lines: Lines::Wrapped }))
}

/// Returns `text` on one line, cut with "…" at its logical end where it is wider than `width` points.
pub fn line(ctx: &Context, text: &str, style: &TextStyle, width: Option<f32>) -> Arc<ParagraphLayout> {
    request(ctx, text, style, width, Lines::One)
}

fn request(
    ctx: &Context,
    text: &str,
    style: &TextStyle,
    width: Option<f32>,
    lines: Lines,
) -> Arc<ParagraphLayout> {
    with(ctx, |system| {
        let direction = Direction::first_strong(text).unwrap_or(system.direction);
        system.layout(Request { text, style, width, direction, lines })
    })
}
