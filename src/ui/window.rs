//! The parts of the window put together.

use egui::{Context, Event, Frame, Key as Arrow, Margin, Panel, Ui};

use crate::edit::Side;
use crate::i18n::Words;
use crate::session::{Case, Chord, Command, Key, Message, Mode, Open, ReviewStep, Session, command_of};
use crate::settings::Language;
use crate::text::Direction;
use crate::ui::panes::{Pane, Panes};
use crate::ui::reading::{LayoutAnswer, LayoutRequest, Reading};
use crate::ui::scene::Scene;
use crate::ui::theme::Theme;
use crate::ui::welcome;
use crate::ui::{chooser, dialog, documents, inspector, keys, list, review, splitter, status, text, toolbar};

/// What the window keeps between passes that is nobody's business but its own: where one has scrolled
/// to, which drafts are open.
#[derive(Debug)]
pub struct Window {
    system_language: Language,
    words: Words,
    reading: Reading,
    list: list::List,
    dialogs: dialog::Dialogs,
    panes: Panes,
    /// Whether the panel of details shall take the keys.
    focus_details: bool,
}

impl Window {
    /// Makes the window; `system_language` is what settings follow that name none.
    pub fn new(system_language: Language) -> Self {
        Self {
            system_language,
            words: Words::new(system_language),
            reading: Reading::default(),
            list: list::List::default(),
            dialogs: dialog::Dialogs::default(),
            panes: Panes::default(),
            focus_details: false,
        }
    }

    /// Draws one pass and returns what happened in it.
    pub fn show(&mut self, ui: &mut Ui, session: &Session) -> Vec<Message> {
        self.follow_settings(ui, session);
        let mut messages = Vec::new();
        self.panes.begin_pass(ui, session.pane_steps);
        let panes = &mut self.panes;
        let mut scene = Scene { session, words: &self.words, messages: &mut messages, panes };
        let rtl = scene.words.language().is_rtl();
        let side = |start: bool, name: &'static str| {
            if start == rtl { Panel::right(name) } else { Panel::left(name) }
        };
        let theme = Theme::of(ui);
        let edge = scene.say("pane-edge");
        let outwards = |start: bool| {
            if start == rtl {
                (Arrow::ArrowLeft, Arrow::ArrowRight)
            } else {
                (Arrow::ArrowRight, Arrow::ArrowLeft)
            }
        };

        let bar = Frame::new().fill(theme.background).inner_margin(Margin::symmetric(12, 4));
        Panel::top("toolbar").frame(bar).show(ui, |ui| {
            scene.enter(ui, Pane::Toolbar);
            toolbar::show(ui, &mut scene);
        });
        let foot = Frame::new().fill(theme.background).inner_margin(Margin::symmetric(12, 5));
        Panel::bottom("status").frame(foot).show(ui, |ui| {
            scene.enter(ui, Pane::Status);
            status::show(ui, &mut scene);
        });

        if session.settings.list_open && session.open.is_some() {
            let frame = Frame::new().fill(theme.panel).inner_margin(Margin::symmetric(10, 12));
            let (grows_by, shrinks_by) = outwards(true);
            splitter::take_keys(ui, "list", grows_by, shrinks_by);
            let panel = side(true, "list").frame(frame).default_size(230.0).size_range(170.0..=420.0);
            panel.show(ui, |ui| {
                scene.enter(ui, Pane::List);
                documents::show(ui, &mut scene);
                self.list.show(ui, &mut scene);
            });
            splitter::name(ui, "list", &edge);
        }
        if session.settings.inspector_open && session.open.is_some() {
            let frame = Frame::new().fill(theme.background).inner_margin(Margin::symmetric(12, 12));
            let (grows_by, shrinks_by) = outwards(false);
            splitter::take_keys(ui, "details", grows_by, shrinks_by);
            let panel = side(false, "details").frame(frame).default_size(270.0).size_range(210.0..=480.0);
            let focus = std::mem::take(&mut self.focus_details);
            panel.show(ui, |ui| {
                scene.enter(ui, Pane::Details);
                inspector::show(ui, &mut scene, focus);
            });
            splitter::name(ui, "details", &edge);
        }
        if session.open.as_ref().is_some_and(|open| open.review.is_some()) {
            let frame = Frame::new().fill(theme.panel).inner_margin(Margin::symmetric(16, 10));
            splitter::take_keys(ui, "review", Arrow::ArrowUp, Arrow::ArrowDown);
            let panel = Panel::bottom("review").frame(frame).default_size(review::HEIGHT);
            panel.size_range(150.0..=420.0).resizable(true).show(ui, |ui| {
                scene.enter(ui, Pane::Review);
                review::show(ui, &mut scene);
            });
            splitter::name(ui, "review", &edge);
        }
        let sheet = Frame::new().fill(theme.paper);
        egui::CentralPanel::no_frame().frame(sheet).show(ui, |ui| {
            scene.enter(ui, Pane::Article);
            if session.open.is_some() {
                self.reading.show(ui, &mut scene);
                chooser::show(ui, &mut scene);
            } else {
                welcome::show(ui, &mut scene);
            }
        });
        self.dialogs.show(ui, &mut scene);
        messages
    }

    /// Returns the part of the document that is wanted laid out in the background.
    pub fn wants(&mut self, session: &Session) -> Option<LayoutRequest> {
        self.reading.wants(session)
    }

    /// Takes in what was laid out in the background.
    pub fn accept(&mut self, answer: LayoutAnswer) {
        self.reading.accept(answer);
    }

    /// Returns what share of the document's paragraphs has been laid out, from 0 to 1.
    pub fn laid_out_share(&self) -> f32 {
        self.reading.laid_out_share()
    }

    /// Returns how many glyphs of the document are held, laid out.
    pub fn glyphs_held(&self) -> usize {
        self.reading.glyphs_held()
    }

    /// Returns where the reading view's scroll bar stood when it was last shown, `None` without one.
    pub fn scroll_track(&self) -> Option<egui::Rect> {
        self.reading.track()
    }

    fn follow_settings(&mut self, ui: &Ui, session: &Session) {
        let language = session.settings.language.unwrap_or(self.system_language);
        if self.words.language() != language {
            self.words = Words::new(language);
        }
        let direction = if language.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight };
        text::set_direction(ui.ctx(), direction);
        text::set_movement(ui.ctx(), session.settings.caret);
    }

    /// Takes the next key of this pass that means something to the window, and returns what it means; `None` where
    /// those that are left are for widgets.
    ///
    /// To be asked before the pass is drawn, and again once the session knows what the key meant, until there is none:
    /// so the frame that gets a key shows what it did, and of two keys that come at once the second one finds
    /// what the first one left.
    pub fn take_key(&mut self, ctx: &Context, session: &Session) -> Option<Vec<Message>> {
        if session.dialog.is_some() {
            return None;
        }
        let chords: Vec<(usize, Chord)> = ctx.input(|input| {
            let events = input.events.iter().enumerate();
            events.filter_map(|(place, event)| Some((place, keys::chord_of(event)?))).collect()
        });
        for (place, chord) in chords {
            if let Some(messages) = self.meaning(ctx, session, chord) {
                ctx.input_mut(|input| {
                    input.events.remove(place);
                    // The letter that the key would have written belongs to it.
                    if matches!(input.events.get(place), Some(Event::Text(_))) {
                        input.events.remove(place);
                    }
                });
                return Some(messages);
            }
        }
        None
    }

    /// What a chord means: first to the mode, then to the layers, the commands, the caret; `None` where it is no key of
    /// the window's.
    fn meaning(&mut self, ctx: &Context, session: &Session, chord: Chord) -> Option<Vec<Message>> {
        // A field takes plain keys and those of the clipboard and its own history.
        let is_field_key = !chord.alt
            && !matches!(chord.key, Key::Function(_))
            && (!chord.ctrl
                || matches!(
                    chord.key,
                    Key::Char('A' | 'C' | 'X' | 'V' | 'Z' | 'Y')
                        | Key::Left
                        | Key::Right
                        | Key::Home
                        | Key::End
                        | Key::Backspace
                        | Key::Delete
                        | Key::Enter
                ));
        if is_field_key && is_busy(ctx) {
            return None;
        }
        if chord == Chord::plain(Key::Function(2)) {
            self.focus_details = true;
            self.reading.release_keys(ctx);
            return Some(Vec::new());
        }
        let others_focused = ctx.memory(|memory| memory.focused()).is_some() && !self.reading.has_keys(ctx);
        let is_plain = !chord.ctrl && !chord.alt;
        if others_focused && is_plain && matches!(chord.key, Key::Tab | Key::Enter | Key::Char(' ')) {
            return None;
        }
        let meant = meaning(session, chord);
        if meant.is_empty() { self.reading.take_chord(ctx, session, chord) } else { Some(meant) }
    }
}

/// Whether plain keys go to a field or to an open list.
fn is_busy(ctx: &Context) -> bool {
    text::is_typing(ctx) || egui::Popup::is_any_open(ctx)
}

/// What a plain chord means while something is reviewed; it may be marked on meanwhile.
fn step_of(open: &Open, chord: Chord) -> Option<ReviewStep> {
    let review = open.review.as_ref().filter(|_| open.mode == Mode::Read)?;
    let is_place = matches!(review.case(), Some(Case::Place { .. }));
    match chord.key {
        Key::Escape => Some(ReviewStep::Close),
        Key::Enter | Key::Tab if is_place => Some(ReviewStep::Accept),
        Key::Delete if is_place => Some(ReviewStep::Discard),
        Key::Char('N') if chord.shift => Some(ReviewStep::PreviousCandidate),
        Key::Char('N') => Some(ReviewStep::NextCandidate),
        Key::Char('S') if chord.shift => Some(ReviewStep::Previous),
        Key::Char('S') => Some(ReviewStep::Skip),
        Key::Char(digit) => {
            let number = (digit.to_digit(10)? as usize).checked_sub(1)?;
            if is_place {
                return Some(ReviewStep::Candidate(number));
            }
            review.case()?;
            Side::ALL.get(number).map(|side| ReviewStep::Take(*side))
        }
        _ => None,
    }
}

/// What a chord means in the session's mode; nothing where it moves the caret or means nothing.
fn meaning(session: &Session, chord: Chord) -> Vec<Message> {
    let plain = !chord.ctrl && !chord.alt;
    if let (Some(open), true) = (session.open.as_ref(), plain) {
        if let Some(step) = step_of(open, chord) {
            return vec![Message::Review(step)];
        }
        if chord.key == Key::Escape {
            return vec![Message::LeaveMode];
        }
        if chord.key == Key::Enter {
            return vec![Message::SelectionMade];
        }
        if let Key::Char(key) = chord.key {
            if let Mode::Label { layer, .. } = &open.mode {
                let label = open.schema.layer(layer).and_then(|layer| layer.label_of_key(key));
                return label.map(|label| Message::Label(label.id.clone())).into_iter().collect();
            }
            if let (Mode::Relate { from, .. }, Some(digit)) = (&open.mode, key.to_digit(10)) {
                let kind = (digit as usize).checked_sub(1).and_then(|place| open.schema.relations.get(place));
                let message =
                    kind.map(|kind| Message::StartRelation { from: from.clone(), kind: kind.id.clone() });
                return message.into_iter().collect();
            }
            if key.is_ascii_digit()
                && let Some(annotation) = open.active_annotation()
                && let Some(label) = open.layer_of(annotation).and_then(|layer| layer.label_of_key(key))
            {
                return vec![Message::Relabel { id: annotation.id.clone(), label: label.id.clone() }];
            }
            if !chord.shift
                && let Some(layer) = open.schema.layers.iter().find(|layer| layer.key == Some(key))
            {
                return vec![Message::Mark { layer: layer.id.clone() }];
            }
        }
    }
    match command_of(chord) {
        Some(Command::Quit) => vec![Message::CloseRequested],
        Some(command) => vec![Message::Do(command)],
        None => Vec::new(),
    }
}
