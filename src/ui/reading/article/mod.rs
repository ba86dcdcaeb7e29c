//! The article as screen readers have it: a document of paragraphs, each of runs of text, with its marks.
//!
//! Nodes are made once and kept while what they tell of stays; they are made only while something reads them.

mod mark;

use std::collections::BTreeMap;
use std::ops::Range;

use egui::accesskit::{Action, ActionData, ActionRequest, Affine, Node, NodeId, Rect, Role, TextDirection};
use egui::accesskit::{TextPosition, TextSelection, Vec2};
use egui::{Context, Event, Ui};

use crate::session::{Message, Mode, Open, Selection};
use crate::text::{ByteOffset, Span};
use crate::typeset::{Affinity, Caret, Track};
use crate::ui::reading::{Place, Reading, Sheet};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Run, Told};

use mark::Mark;

/// How many bytes of text around what is in sight are told, so that reading aloud goes on beyond the window:
/// the whole of a usual article.
const AROUND: usize = 64 << 10;

/// What is told of the article, kept from pass to pass.
#[derive(Debug, Default)]
pub struct Article {
    /// The column's generation that the runs were made for.
    generation: u64,
    paragraphs: BTreeMap<usize, Paragraph>,
    marks: Vec<Mark>,
    /// What the marks were made for: the set's revision, the column, the paragraphs told, the language.
    marks_made_for: Option<(u64, u64, Range<usize>, &'static str)>,
}

#[derive(Debug)]
struct Paragraph {
    /// Where the paragraph begins in the document, in bytes.
    start: usize,
    runs: Vec<Run>,
}

impl Article {
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Returns the byte of the document that a place in a run stands for, and the side that a caret there leans to.
    fn caret_at(&self, position: TextPosition) -> Option<Caret> {
        self.paragraphs.values().find_map(|paragraph| {
            let run = paragraph.runs.iter().find(|run| run.id == position.node)?;
            let offset = paragraph.start + run.offset_of(position.character_index);
            let is_end = position.character_index > 0 && position.character_index >= run.lengths.len();
            let affinity = if is_end { Affinity::Upstream } else { Affinity::Downstream };
            Some(Caret { offset, affinity })
        })
    }

    /// Returns the place in a run of a byte of the document; of the nearest one told where that is further off.
    fn position_of(&self, offset: usize, affinity: Affinity) -> Option<TextPosition> {
        let before = self.paragraphs.values().take_while(|paragraph| paragraph.start <= offset).last();
        let paragraph = before.or_else(|| self.paragraphs.values().next())?;
        let local = offset.saturating_sub(paragraph.start);
        let begun = |run: &&Run| match affinity {
            Affinity::Upstream => run.start < local,
            Affinity::Downstream => run.start <= local,
        };
        let run = paragraph.runs.iter().take_while(begun).last().or_else(|| paragraph.runs.first())?;
        let character_index = if offset < paragraph.start { 0 } else { run.character_at(local) };
        Some(TextPosition { node: run.id, character_index })
    }
}

impl Reading {
    /// Does what a screen reader asks for: to move the caret, to select, to choose a mark, to scroll.
    pub(super) fn answer_screen_reader(&mut self, ui: &Ui, scene: &mut Scene<'_>, open: &Open) {
        let requests: Vec<ActionRequest> = ui.input(|input| {
            let requests = input.events.iter().filter_map(|event| match event {
                Event::AccessKitActionRequest(request) => Some(request.clone()),
                _ => None,
            });
            requests.collect()
        });
        for request in requests {
            if let Some(message) = self.answer(ui, open, &request) {
                scene.push(message);
            }
        }
    }

    fn answer(&mut self, ui: &Ui, open: &Open, request: &ActionRequest) -> Option<Message> {
        if request.target_node == super::id().accesskit_id() {
            let Some(ActionData::SetTextSelection(wanted)) = &request.data else { return None };
            let anchor = self.article.caret_at(wanted.anchor)?;
            let focus = self.article.caret_at(wanted.focus)?;
            self.selected = Track { anchor, focus, goal: None };
            self.bring_into_sight(ui.ctx(), focus, 0.3);
            let [anchor, focus] = [anchor, focus].map(|caret| ByteOffset(caret.offset));
            return Some(Message::Select(Selection { anchor, focus }));
        }
        let mark = self.article.marks.iter().find(|mark| mark.id == request.target_node);
        let mark = mark.map(|mark| (mark.annotation.clone(), mark.start));
        match request.action {
            Action::Click | Action::Focus => {
                let (annotation, _) = mark?;
                open.set.get(&annotation)?;
                ui.memory_mut(|memory| memory.request_focus(super::id()));
                Some(Message::Show(annotation))
            }
            Action::ScrollIntoView => {
                let start = TextPosition { node: request.target_node, character_index: 0 };
                let place = mark.map(|(_, start)| Caret::before(start.0));
                let caret = place.or_else(|| self.article.caret_at(start))?;
                self.bring_into_sight(ui.ctx(), caret, 0.3);
                None
            }
            _ => None,
        }
    }

    /// Tells screen readers the text and the marks in sight and around it, the caret and the selection.
    pub(super) fn announce(&mut self, ui: &Ui, scene: &Scene<'_>, open: &Open, place: &Place) {
        let ctx = ui.ctx();
        if ctx.accesskit_node_builder(super::id(), |_| ()).is_none() {
            // Nothing reads.
            self.article.clear();
            return;
        }
        let Some(sheet) = self.sheet.as_mut() else { return };
        let told = around(sheet, place.shown.clone());
        let text = open.document.text();
        text::with(ctx, |system| sheet.column.ensure(told.clone(), text, system.typesetter()));
        self.article.follow(sheet, open, told.clone());
        self.article.follow_marks(sheet, open, scene, told.clone());
        self.article.tell(ctx, sheet, open, place, told);

        let selection = open.selection;
        let focus = self.article.position_of(selection.focus.0, self.selected.focus.affinity);
        let anchor = self.article.position_of(selection.anchor.0, Affinity::Downstream);
        let anchor = if selection.is_empty() { focus } else { anchor };
        let chosen = self.article.chosen(open);
        let article = &self.article;
        ctx.accesskit_node_builder(super::id(), |node| {
            node.set_language(open.set.about().language.as_str());
            let is_rtl = open.document.direction().is_rtl();
            node.set_text_direction(direction(is_rtl));
            node.add_action(Action::SetTextSelection);
            node.set_children(
                article.paragraphs.keys().map(|index| paragraph_id(*index)).collect::<Vec<_>>(),
            );
            if let Some((anchor, focus)) = anchor.zip(focus) {
                node.set_text_selection(TextSelection { anchor, focus });
            }
            if let Some(mark) = chosen {
                node.set_active_descendant(mark);
            }
        });
    }
}

impl Article {
    /// Makes the runs of what is told and not made yet, and drops the others.
    fn follow(&mut self, sheet: &Sheet, open: &Open, told: Range<usize>) {
        let column = &sheet.column;
        if self.generation != column.generation() {
            self.clear();
            self.generation = column.generation();
        }
        self.paragraphs.retain(|index, _| told.contains(index));
        for index in told {
            self.paragraphs.entry(index).or_insert_with(|| {
                let source = column.paragraphs()[index];
                let told = Told {
                    text: open.document.slice(source.span),
                    ends_in_break: source.span.end.0 < open.document.text().len(),
                    rtl: source.direction.is_rtl(),
                    size: [column.width(), column.paragraph_height(index)],
                };
                let layout = column.layout(index).map(AsRef::as_ref);
                let id =
                    |line: usize, piece: usize| super::id().with(("run", index, line, piece)).accesskit_id();
                Paragraph { start: source.span.start.0, runs: text::runs(layout, &told, id) }
            });
        }
    }

    /// Makes the nodes of the marks anew where the annotations or what is told of the article changed.
    fn follow_marks(&mut self, sheet: &Sheet, open: &Open, scene: &Scene<'_>, told: Range<usize>) {
        let made_for = Some((open.revision, sheet.column.generation(), told.clone(), scene.code()));
        if self.marks_made_for == made_for {
            return;
        }
        self.marks_made_for = made_for;
        self.marks.clear();
        let paragraphs = sheet.column.paragraphs();
        let spans = paragraphs.get(told.start).zip(paragraphs.get(told.end.saturating_sub(1)));
        let Some(whole) = spans.map(|(first, last)| first.span.hull(last.span)) else { return };
        for found in open.set.marks_in(whole) {
            let Some((annotation, role)) = open.set.role_of(found) else { continue };
            if open.main_role(annotation) != Some(role) {
                continue;
            }
            let paragraph = sheet.column.paragraph_at_offset(found.span.start.0).max(told.start);
            let Some(bounds) = bounds_of(sheet, paragraph, found.span) else { continue };
            let id = super::id().with(("mark", annotation.id.as_str(), found.span.start.0));
            self.marks.push(Mark {
                id: id.accesskit_id(),
                annotation: annotation.id.clone(),
                start: found.span.start,
                paragraph,
                node: mark::node(open, annotation, found.span, bounds, scene.words),
            });
        }
        self.marks.sort_by_key(|mark| (mark.paragraph, mark.start));
    }

    /// Hands the nodes over, the paragraphs where they stand now.
    fn tell(&self, ctx: &Context, sheet: &Sheet, open: &Open, place: &Place, told: Range<usize>) {
        let column = &sheet.column;
        let marks_of = |index: usize| {
            let first = self.marks.partition_point(|mark| mark.paragraph < index);
            self.marks[first..].iter().take_while(move |mark| mark.paragraph == index)
        };
        text::with(ctx, |system| {
            for (index, paragraph) in self.paragraphs.range(told) {
                let span = column.paragraphs()[*index].span;
                let mut node = Node::new(Role::Paragraph);
                node.set_label(open.document.slice(span));
                node.set_text_direction(direction(column.paragraphs()[*index].direction.is_rtl()));
                let top = place.origin.y + column.distance(place.shown.start, *index);
                node.set_transform(Affine::translate(Vec2::new(place.origin.x.into(), top.into())));
                let [x1, y1] = [column.width(), column.paragraph_height(*index)].map(f64::from);
                node.set_bounds(Rect { x0: 0.0, y0: 0.0, x1, y1 });
                let runs = paragraph.runs.iter().map(|run| run.id);
                node.set_children(runs.chain(marks_of(*index).map(|mark| mark.id)).collect::<Vec<_>>());
                system.tell(paragraph_id(*index), node);
                for run in &paragraph.runs {
                    system.tell(run.id, run.node.clone());
                }
                for mark in marks_of(*index) {
                    let mut node = mark.node.clone();
                    node.set_selected(open.active.as_ref() == Some(&mark.annotation));
                    system.tell(mark.id, node);
                }
            }
        });
    }

    /// Returns the node of the chosen mark while the caret stands at its start, where choosing put it: it is what
    /// the keys are on. Once the caret moves on, that is the text again.
    fn chosen(&self, open: &Open) -> Option<NodeId> {
        let active = open.active.as_ref().filter(|_| open.selection.is_empty() && open.mode == Mode::Read)?;
        let is_chosen = |mark: &&Mark| mark.annotation == *active && mark.start == open.selection.focus;
        self.marks.iter().find(is_chosen).map(|mark| mark.id)
    }
}

/// The paragraphs to tell of: those in sight, and as many on both sides as the text allowed holds.
fn around(sheet: &Sheet, shown: Range<usize>) -> Range<usize> {
    let paragraphs = sheet.column.paragraphs();
    let length = |index: usize| paragraphs[index].span.len() + 1;
    let mut told = shown;
    let mut left = AROUND.saturating_sub(told.clone().map(length).sum());
    while left > 0 && (told.start > 0 || told.end < paragraphs.len()) {
        if told.end < paragraphs.len() {
            left = left.saturating_sub(length(told.end));
            told.end += 1;
        }
        if told.start > 0 && left > 0 {
            told.start -= 1;
            left = left.saturating_sub(length(told.start));
        }
    }
    told
}

/// The first box of the span's part in a paragraph, in points from its left top.
fn bounds_of(sheet: &Sheet, paragraph: usize, span: Span) -> Option<Rect> {
    let own = sheet.column.paragraphs().get(paragraph)?.span;
    let shared = span.intersection(own)?;
    let layout = sheet.column.layout(paragraph)?;
    let boxes = layout.boxes(shared.start.0 - own.start.0..shared.end.0 - own.start.0);
    let first = boxes.first()?;
    let [x0, y0, x1, y1] = [first.x0, first.y0, first.x1, first.y1].map(f64::from);
    Some(Rect { x0, y0, x1, y1 })
}

fn paragraph_id(index: usize) -> NodeId {
    super::id().with(("paragraph", index)).accesskit_id()
}

fn direction(is_rtl: bool) -> TextDirection {
    if is_rtl { TextDirection::RightToLeft } else { TextDirection::LeftToRight }
}
