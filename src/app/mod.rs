//! The window's shell: it drains messages into the session, carries out effects, and keeps the clock of
//! frames.

mod disk;
mod exchange;
mod jobs;
mod pick;
mod reveal;
mod trace;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use eframe::egui::{self, Context, Ui, ViewportCommand};

use crate::session::{Effect, Message, Session, update};
use crate::settings::{Language, Settings, ThemeChoice};
use crate::text::{Direction, segment};
use crate::typeset::FontBook;
use crate::ui::{Window, text};

use disk::Disk;
pub use exchange::Exchanges;
use jobs::{Layouters, Seeker, Waker};
pub use trace::Trace;

/// What the window begins with.
#[derive(Debug, Default)]
pub struct Start {
    /// An article, a record or a folder.
    pub path: Option<PathBuf>,
    pub encoding: Option<String>,
    pub settings: Settings,
    /// Where the times of frames are written.
    pub trace: Option<Trace>,
}

/// The application as the toolkit runs it.
pub struct App {
    session: Session,
    window: Window,
    disk: Disk,
    layouters: Layouters,
    exchanges: Exchanges,
    seeker: Seeker,
    waker: Waker,
    waiting: VecDeque<Message>,
    theme: Option<ThemeChoice>,
    title: String,
    /// Set once nothing keeps the window any more.
    may_close: bool,
    trace: Option<Trace>,
}

/// Opens the window and runs until it closes.
///
/// # Errors
///
/// Where there is no display, or no way to draw on it.
pub fn run(start: Start) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title("حاشية")
        .with_app_id("hashiya")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([720.0, 480.0])
        .with_drag_and_drop(true)
        .with_icon(icon());
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    let early = Early::begin(start);
    eframe::run_native(
        "hashiya",
        options,
        Box::new(|creation| Ok(Box::new(early.with_window(&creation.egui_ctx)))),
    )
}

/// What goes on before there is a window: the document is read, and the fonts are found.
struct Early {
    session: Session,
    disk: Disk,
    waker: Waker,
    fonts: Receiver<Arc<FontBook>>,
    trace: Option<Trace>,
}

impl Early {
    fn begin(start: Start) -> Self {
        let waker = Waker::default();
        let fonts = jobs::find_fonts();
        let mut session = Session::new(start.settings);
        let mut disk = Disk::new(&waker);
        if let Some(path) = start.path {
            for effect in update(&mut session, Message::Open { path, encoding: start.encoding }) {
                if let Effect::Load { path, encoding } = effect {
                    disk.load(path, encoding, session.settings.annotator.clone());
                }
            }
        }
        Self { session, disk, waker, fonts, trace: start.trace }
    }

    fn with_window(self, ctx: &Context) -> App {
        let Self { session, disk, waker, fonts, trace } = self;
        waker.belongs_to(ctx);
        let system =
            sys_locale::get_locale().map_or(Language::English, |locale| Language::of_locale(&locale));
        let window = Window::new(system);
        // Without the thread that finds them there are the bundled ones.
        let book = fonts.recv().unwrap_or_else(|_| FontBook::bundled());
        text::install(ctx, book.clone(), Direction::RightToLeft);
        // Where the system names no theme, paper is white.
        ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
        App {
            session,
            window,
            exchanges: Exchanges::new(ctx, disk.sender()),
            disk,
            layouters: Layouters::new(ctx, &book),
            seeker: Seeker::default(),
            waker,
            waiting: VecDeque::new(),
            theme: None,
            title: String::new(),
            may_close: false,
            trace,
        }
    }
}

impl App {
    pub fn new(ctx: &Context, start: Start) -> Self {
        Early::begin(start).with_window(ctx)
    }

    /// Takes in what happened since the last frame; to be called before [`App::show`], and while nothing is shown.
    pub fn prepare(&mut self, ctx: &Context) {
        if let Some(trace) = self.trace.as_mut() {
            trace.begin_frame(self.session.open.is_some());
        }
        self.gather(ctx);
        self.update(ctx);
        self.dress(ctx);
        if self.trace.as_ref().is_some_and(|trace| trace.needs_another(self.session.open.is_some())) {
            ctx.request_repaint();
        }
    }

    /// Answers the keys of this pass, and draws it.
    pub fn show(&mut self, ui: &mut Ui) {
        while let Some(messages) = self.window.take_key(ui.ctx(), &self.session) {
            self.waiting.extend(messages);
            self.update(ui.ctx());
        }
        let messages = self.window.show(ui, &self.session);
        if !messages.is_empty() {
            self.waiting.extend(messages);
            ui.ctx().request_repaint();
        }
        while self.layouters.have_room()
            && let Some(request) = self.window.wants(&self.session)
        {
            self.layouters.lay_out(request);
        }
    }

    /// Writes what is yet to be written, and waits until it is on the disk.
    pub fn finish(&mut self) {
        self.exchanges.finish();
        self.disk.save_what_is_left(&self.session);
        self.disk.finish();
        if let Some(trace) = self.trace.as_mut() {
            trace.finish();
        }
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Takes in everything that happened outside of the window since the last frame.
    fn gather(&mut self, ctx: &Context) {
        self.waiting.extend(self.disk.answers());
        for answer in self.layouters.answers() {
            self.window.accept(answer);
        }
        for file in ctx.input(|input| input.raw.dropped_files.clone()) {
            let path = file.path().to_path_buf();
            self.waiting.push_back(Message::Open { path, encoding: None });
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.may_close {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.waiting.push_back(Message::CloseRequested);
        }
    }

    /// Lets the session know of all that waits, and does what comes of it.
    fn update(&mut self, ctx: &Context) {
        while let Some(message) = self.waiting.pop_front() {
            for effect in update(&mut self.session, message) {
                self.carry_out(ctx, effect);
            }
        }
        self.disk.save_if_due(&self.session);
    }

    fn carry_out(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::Load { path, encoding } => {
                let annotator = self.session.settings.annotator.clone();
                self.disk.save_what_is_left(&self.session);
                self.disk.load(path, encoding, annotator);
            }
            Effect::List { folder } => self.disk.list(folder, self.session.settings.annotator.clone()),
            Effect::Pick(pick) => pick::ask(ctx, pick, self.disk.sender()),
            Effect::Append { kind, transaction } => self.disk.append(&self.session, kind, transaction),
            Effect::Save => self.disk.save_now(&self.session),
            Effect::FindAgain => self.disk.find_again(&self.session),
            Effect::Follow => self.disk.follow(&self.session),
            Effect::ReadCopy { path } => self.disk.read_copy(path),
            Effect::PutCopyAside { path } => self.disk.put_copy_aside(path),
            Effect::SaveCopy { path } => self.disk.save_copy(&self.session, path),
            Effect::Seek(seek) => self.seeker.seek(*seek, self.disk.sender(), &self.waker),
            Effect::Copy(words) => ctx.copy_text(words),
            Effect::SampleExport { number, request } => self.exchanges.sample_export(number, request),
            Effect::SampleImport { number, request } => self.exchanges.sample_import(number, request),
            Effect::StopLooking => self.exchanges.stop_looking(),
            Effect::RunExport(request) => self.exchanges.run_export(request),
            Effect::RunImport(request) => self.exchanges.run_import(request),
            Effect::StopExchange(way) => self.exchanges.stop(way),
            Effect::ShowInFolder { path } => reveal::show(ctx, &path, self.disk.sender()),
            Effect::StoreSettings => self.disk.store_settings(self.session.settings.clone()),
            Effect::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    /// Gives the window the title and the theme that belong to the session.
    fn dress(&mut self, ctx: &Context) {
        if self.theme != Some(self.session.settings.theme) {
            self.theme = Some(self.session.settings.theme);
            ctx.set_theme(match self.session.settings.theme {
                ThemeChoice::System => egui::ThemePreference::System,
                ThemeChoice::Light => egui::ThemePreference::Light,
                ThemeChoice::Dark => egui::ThemePreference::Dark,
            });
        }
        let title = title(self.session.open.as_ref().map(|open| open.path.as_path()));
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.prepare(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.finish();
    }
}

/// The title of the window: the file's name and the program's, each isolated, so that neither turns the other
/// around. Controls in the name would end the isolate, or turn what follows it.
fn title(path: Option<&Path>) -> String {
    let name = path.and_then(Path::file_name).map(|name| name.to_string_lossy());
    match name {
        Some(name) => {
            let name = name.replace(segment::is_bidi_control, "");
            format!("\u{2068}{name}\u{2069} — \u{2068}حاشية\u{2069}")
        }
        None => "حاشية".to_owned(),
    }
}

/// The picture that stands for the program in the task bar.
fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icons/hashiya.png")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use unicode_bidi::BidiInfo;

    use super::title;

    #[test]
    fn names_keep_their_place_in_the_title() {
        assert_eq!(title(None), "حاشية");
        for (name, direction) in
            [("article.txt", "ltr"), ("مقال 12.txt", "rtl"), ("a\u{202e}\u{2069}b.txt", "ltr")]
        {
            let title = title(Some(&Path::new("/x").join(name)));
            // As window managers order it: by the first strong letter, which no isolate gives.
            let info = BidiInfo::new(&title, None);
            let line = info.reorder_line(&info.paragraphs[0], 0..title.len());
            assert!(line.find(".txt").or(line.find("txt.")) < line.find('—'), "{direction}: {line}");
            assert!(line.ends_with("\u{2068}ةيشاح\u{2069}"), "{line}");
        }
    }
}
