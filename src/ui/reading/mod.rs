//! The reading view: the article on its sheet, with its marks, the caret, and the margin.

mod article;
mod caret;
mod controls;
mod margin;
mod paint;
mod pointer;
mod scroll;
mod zoom;

use std::ops::Range;

use egui::accesskit::Role;
use egui::{Context, EventFilter, Id, Pos2, Rect, Sense, Ui, WidgetInfo, pos2};

use crate::annotation;
use crate::page::{self, Drawing, Labels, Page, Spread};
use crate::session::{Open, Session};
use crate::settings::Settings;
use crate::text::{ByteOffset, Direction, Document};
use crate::typeset::{Anchor, Column, LayoutJob, Measured, TextStyle, Track};
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::theme::Theme;

/// Paragraphs to measure in the background.
#[derive(Clone, Debug)]
pub struct LayoutRequest {
    pub document: Document,
    pub jobs: Vec<LayoutJob>,
}

/// Paragraphs that were measured.
#[derive(Debug)]
pub struct LayoutAnswer {
    pub measured: Vec<(LayoutJob, Measured)>,
}

/// The view's own state: the column as far as it is laid out, and how the person looks at it.
#[derive(Debug, Default)]
pub struct Reading {
    sheet: Option<Sheet>,
    /// Where the top of the view stands.
    anchor: Anchor,
    /// The session's selection, with the side that the caret leans to.
    selected: Track,
    /// The line that stays where it is when sizes change, and the view's place when it was kept.
    kept_line: Option<(ByteOffset, Anchor)>,
    /// The size in points that a pinch has come to, which text takes in half points.
    pinched: Option<f32>,
    drag: pointer::Drag,
    presses: pointer::Presses,
    /// The annotation whose card is under the pointer.
    card: Option<annotation::Id>,
    meshes: paint::Meshes,
    /// What screen readers are told.
    article: article::Article,
    /// The session's request to show a place that was answered last.
    revealed: u64,
    /// The height of the view when it was last shown, in points.
    height: f32,
    /// Where the scroll bar was last shown.
    track: Option<Rect>,
}

/// The column of one document.
#[derive(Debug)]
struct Sheet {
    document: Document,
    directions: Vec<(usize, Direction)>,
    column: Column,
}

/// Where things stand on the screen in this pass.
struct Place {
    view: Rect,
    /// The left of the column and the top of the first paragraph shown.
    origin: Pos2,
    /// The left of the cards, if there is room for them.
    cards: Option<f32>,
    shown: Range<usize>,
}

/// The most bytes of layouts that are held; those far from the view go first.
const BUDGET: usize = 4 << 20;
/// How many bytes of text the background is given at a time: some milliseconds of work.
const BATCH: usize = 32 << 10;

impl Reading {
    pub fn show(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let Some(open) = scene.session.open.as_ref() else { return };
        let view = ui.available_rect_before_wrap();
        let id = id();
        let response = ui.interact(view, id, Sense::click_and_drag());
        let name = open.path.file_name().map_or_else(Default::default, |name| name.to_string_lossy());
        response.widget_info(|| WidgetInfo::labeled(Role::Document, true, &name));
        self.height = view.height();
        self.follow(ui, open, &scene.session.settings, view);
        self.follow_selection(open);
        self.answer_screen_reader(ui, scene, open);
        self.answer_reveal(ui, open);
        self.scroll(ui, &response, view);
        self.zoom(ui, scene, view);
        let place = self.lay_out_what_is_seen(ui, open, view);

        let Some(sheet) = self.sheet.as_ref() else { return };
        let page = self.page(ui, scene, open, sheet, &response, &place);
        let selection = match self.drag.preview(open) {
            Some(span) => Page::grounds(&sheet.column, place.shown.clone(), span),
            None => Page::grounds(&sheet.column, place.shown.clone(), open.selection.span()),
        };
        let painter = ui.painter_at(view);
        let theme = Theme::of(ui);
        painter.rect_filled(view, 0.0, theme.paper);
        paint::shapes(&painter, &page.under, place.origin, theme);
        paint::shapes(&painter, &selection, place.origin, theme);
        self.meshes.paint_lines(&painter, sheet, &place, &page.faint, theme);
        paint::shapes(&painter, &page.over, place.origin, theme);
        let response = if scene.session.settings.show_controls {
            self.show_controls(ui, scene, open, &painter, &place, response)
        } else {
            response
        };
        self.paint_caret(&painter, &place, ui);
        self.card = margin::show(ui, scene, open, &page, &place);
        self.announce(ui, scene, open, &place);
        self.take_pointer(ui, scene, open, &response, &place, &page);
        self.scrollbar(ui, view);
        self.keep_keys(ui, id, &response);
        ui.advance_cursor_after_rect(view);
    }

    /// Makes the display list of what is in sight, with the lines of what the pointer is over.
    fn page(
        &self,
        ui: &Ui,
        scene: &Scene<'_>,
        open: &Open,
        sheet: &Sheet,
        response: &egui::Response,
        place: &Place,
    ) -> Page {
        let pointed = self.card.clone().or_else(|| self.pointed(ui, response, open, place));
        let mut set = |name: &str, style: &TextStyle| text::line(ui.ctx(), name, style, None);
        let labels = Some(Labels { code: scene.code(), set: &mut set });
        let drawing = Drawing { shows: &|_| true, pointed: pointed.as_ref(), labels };
        Page::drawn(open, &sheet.column, place.shown.clone(), drawing)
    }

    /// Takes in what was measured in the background; the line at the top of the view stays there.
    pub fn accept(&mut self, answer: LayoutAnswer) {
        let Some(sheet) = self.sheet.as_mut() else { return };
        for (job, measured) in answer.measured {
            sheet.column.accept(&job, measured);
        }
    }

    /// Returns the next paragraphs whose height is still a guess, those below the view first.
    pub fn wants(&mut self, session: &Session) -> Option<LayoutRequest> {
        // While the record is being read, the cores are for that.
        let open = session.open.as_ref().filter(|open| !open.is_opening())?;
        let sheet = self.sheet.as_mut().filter(|sheet| sheet.document == open.document)?;
        let jobs = sheet.column.unmeasured_from(self.anchor.paragraph, BATCH);
        (!jobs.is_empty()).then(|| LayoutRequest { document: sheet.document.clone(), jobs })
    }

    /// Returns the share of paragraphs whose height is exact, from 0 to 1.
    pub fn laid_out_share(&self) -> f32 {
        self.sheet.as_ref().map_or(0.0, |sheet| sheet.column.measured_share())
    }

    /// Returns how many glyphs are in the layouts that are held.
    pub fn glyphs_held(&self) -> usize {
        self.sheet.as_ref().map_or(0, |sheet| sheet.column.glyphs_held())
    }

    /// Returns where the scroll bar was last shown.
    pub fn track(&self) -> Option<Rect> {
        self.track
    }

    pub fn has_keys(&self, ctx: &Context) -> bool {
        ctx.memory(|memory| memory.has_focus(id()))
    }

    /// Gives the keys away, to whatever asks for them next.
    pub fn release_keys(&self, ctx: &Context) {
        ctx.memory_mut(|memory| memory.surrender_focus(id()));
    }

    /// Makes the column anew where the document, the type or the width changed.
    fn follow(&mut self, ui: &Ui, open: &Open, settings: &Settings, view: Rect) {
        let family = settings.family(&open.set.about().language);
        let line_height = settings.line_height_in(family);
        let style = TextStyle {
            family: family.into(),
            size: settings.size,
            line_height: (settings.size * line_height).round(),
            bold: false,
        };
        let width = column_width(settings, view);
        let about = open.set.about();
        let set = about.paragraph_directions.iter().map(|(paragraph, direction)| (*paragraph, *direction));
        let mut directions: Vec<(usize, Direction)> = set.collect();
        if let Some(all) = about.direction {
            directions.insert(0, (usize::MAX, all));
        }
        let is_same = self
            .sheet
            .as_ref()
            .is_some_and(|sheet| sheet.document == open.document && sheet.directions == directions);
        if !is_same {
            let is_other_document = self.sheet.as_ref().is_none_or(|sheet| sheet.document != open.document);
            let kept = self.line_under_the_eye(open, view);
            let column = page::column(open, style.family.clone(), settings.size, line_height, width);
            self.sheet = Some(Sheet { document: open.document.clone(), directions, column });
            if is_other_document {
                self.anchor = Anchor { paragraph: 0, offset: -scroll::TOP };
                if let Some((offset, height)) = kept {
                    self.put_line_at(ui.ctx(), view, offset, height);
                }
                self.drag = pointer::Drag::default();
                if kept.is_none() {
                    self.revealed = open.reveal.number;
                }
            }
            self.meshes.clear();
            self.article.clear();
        }
        let Some(sheet) = self.sheet.as_mut() else { return };
        // The same text read anew: held against each other once, not at each pass.
        if !sheet.document.is_same(&open.document) {
            sheet.document = open.document.clone();
        }
        if *sheet.column.style() != style || sheet.column.width() != width {
            let kept = self.line_being_read(view);
            if let Some(sheet) = self.sheet.as_mut() {
                sheet.column.set_style(style);
                sheet.column.set_width(width);
            }
            if let Some((offset, middle)) = kept {
                self.put_middle_at(ui, view, offset, middle);
                self.kept_line = Some((offset, self.anchor));
            }
        }
    }

    /// Lays out the paragraphs in sight, and says where they stand.
    fn lay_out_what_is_seen(&mut self, ui: &Ui, open: &Open, view: Rect) -> Place {
        let first = self.anchor.paragraph;
        let top = view.top() - self.anchor.offset;
        let mut end = first;
        if let Some(sheet) = self.sheet.as_mut() {
            let text = open.document.text();
            let count = sheet.column.paragraphs().len();
            let mut bottom = top;
            text::with(ui.ctx(), |system| {
                while end < count && bottom < view.bottom() + 40.0 {
                    sheet.column.ensure(end..end + 1, text, system.typesetter());
                    bottom += sheet.column.paragraph_height(end);
                    end += 1;
                }
            });
            sheet.column.evict(first.saturating_sub(1)..end, BUDGET);
        }
        // The paragraph above is shown too: letters and links reach over its edge.
        let shown = first.saturating_sub(1)..end;
        let column = self.sheet.as_ref().map(|sheet| &sheet.column);
        let above = column.map_or(0.0, |column| column.distance(shown.start, first));
        let width = column.map_or(0.0, Column::width);
        let spread = Spread::new(view.width(), width, open.document.direction().is_rtl());
        let origin = pos2((view.left() + spread.left).round(), top - above);
        let cards = spread.cards.map(|cards| origin.x + (cards - spread.left));
        Place { view, origin, cards, shown }
    }

    /// Holds the keys while nothing else has asked for them.
    fn keep_keys(&self, ui: &Ui, id: Id, response: &egui::Response) {
        let pressed = response.is_pointer_button_down_on();
        ui.memory_mut(|memory| {
            // A dialog's keys are its own, also where none of its parts has asked for them.
            if pressed || memory.focused().is_none() && memory.top_modal_layer().is_none() {
                memory.request_focus(id);
            }
            if memory.has_focus(id) {
                let filter =
                    EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
                memory.set_focus_lock_filter(id, filter);
            }
        });
    }
}

/// The view's identity for focus and for screen readers.
pub fn id() -> Id {
    Id::unique("reading")
}

/// The column's width: the measure, or what the view leaves.
fn column_width(settings: &Settings, view: Rect) -> f32 {
    Spread::new(view.width(), settings.measure * settings.size, true).column
}
