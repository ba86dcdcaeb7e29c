//! Runs the window's own code without a screen, and prints what its frames cost as one line of JSON.
//!
//! The application is the real one: the disk's thread, the threads that lay out, the session, every panel,
//! and egui's tessellation. Only the drawing on a GPU is left out. It works on a copy of the article and
//! its record, so nothing is changed.
//!
//! Figures named `_ms` of a phase are milliseconds of processor time of the window's thread, which other
//! programs on the machine disturb little: of a frame for `scroll`, `settle`, `sweep`, `jump` and `resize`;
//! for `mark`, `relabel` and `undo` of the frame that gets the key, carries the act out and shows it.
//! `first_frame_ms` and `open_ms` are wall-clock time from the making of the application until the first frame that
//! shows the document with its marks is tessellated, and until the whole record is read and the document can be
//! worked on; `background_ms` from then until the height of every paragraph is known, meanwhile `background_cores`
//! of other threads than the window's were busy on average.

#![allow(clippy::disallowed_methods, reason = "an example reads the files that it is given, and waits")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use cpu_time::{ProcessTime, ThreadTime};
use egui::{Context, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use hashiya::app::{App, Start};
use hashiya::settings::{Language, Settings};
use serde_json::{Map, Value, json};

#[derive(Parser)]
#[command(about = "Runs the window's code without a screen and prints what its frames cost")]
struct Arguments {
    /// The article, a UTF-8 text
    article: PathBuf,
    /// Its record; the one beside it unless given
    #[arg(long)]
    record: Option<PathBuf>,
    /// What is done
    #[arg(long, value_enum, default_value_t)]
    script: Script,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Script {
    /// Opens, scrolls, sweeps, marks, relabels, undoes, jumps and resizes
    #[default]
    Default,
    /// Opens alone
    Open,
}

/// The window's size in points.
const WIDTH: f32 = 1440.0;
const HEIGHT: f32 = 900.0;
/// How far a step of the wheel goes, in points.
const WHEEL: f32 = 120.0;

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("Error: {error}");
        std::process::exit(1);
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| format!("Cannot make a folder: {error}"))?;
    let article = copy(arguments, folder.path())?;
    let mut driver = Driver::new(&article)?;
    let mut phases = Map::new();
    let share_at_first = driver.app.window().laid_out_share();
    if arguments.script == Script::Default {
        phases.insert("scroll".to_owned(), driver.scroll().json());
        phases.insert("settle".to_owned(), driver.settle().json());
        phases.insert("sweep".to_owned(), driver.sweep().json());
        let (mark, relabel, undo) = driver.mark()?;
        phases.insert("mark".to_owned(), mark.json());
        phases.insert("relabel".to_owned(), relabel.json());
        phases.insert("undo".to_owned(), undo.json());
        phases.insert("jump".to_owned(), driver.jump().json());
        phases.insert("resize".to_owned(), driver.resize().json());
    }
    let open = driver.app.session().open.as_ref().ok_or("the document was closed")?;
    let mut report = json!({
        "characters": open.document.char_len(),
        "marks": open.set.len(),
        "open_ms": driver.open_ms,
        "first_frame_ms": driver.first_frame_ms,
        "first_frame_cpu_ms": driver.first_frame_cpu_ms,
        "open_process_cpu_ms": driver.open_process_cpu_ms,
        "background_ms": driver.background_ms,
        "background_cores": (driver.background_cores * 100.0).round() / 100.0,
        "glyphs": driver.app.window().glyphs_held(),
        "laid_out_share_at_first_frame": share_at_first,
        "laid_out_share": driver.app.window().laid_out_share(),
        "rss_mb": memory("VmRSS:"),
        "peak_rss_mb": memory("VmHWM:"),
    });
    if let Value::Object(report) = &mut report {
        report.append(&mut phases);
    }
    println!("{report}");
    driver.app.finish();
    Ok(())
}

/// Copies the article and its record into the folder, and returns where the article lies there.
fn copy(arguments: &Arguments, folder: &Path) -> Result<PathBuf, String> {
    let name = arguments.article.file_name().ok_or("The article has no name")?;
    let beside = |folder: &Path| folder.join(format!("{}.ann.json", name.to_string_lossy()));
    let there = folder.join(name);
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| format!("Cannot copy the file: {error}\nFile: {path}")
    };
    std::fs::copy(&arguments.article, &there).map_err(failed(&arguments.article))?;
    let own = beside(arguments.article.parent().unwrap_or(Path::new("")));
    match arguments.record.clone().or_else(|| own.is_file().then_some(own)) {
        Some(record) => std::fs::copy(&record, beside(folder)).map_err(failed(&record)).map(|_| there),
        None => Ok(there),
    }
}

/// The application with the input that drives it.
struct Driver {
    ctx: Context,
    app: App,
    size: egui::Vec2,
    frame: u64,
    pointer: Pos2,
    open_ms: f64,
    first_frame_ms: f64,
    first_frame_cpu_ms: f64,
    open_process_cpu_ms: f64,
    /// When the document was open: on the clock, and in processor time of the process and of this thread.
    opened: (Instant, ProcessTime, ThreadTime),
    background_ms: f64,
    background_cores: f64,
}

impl Driver {
    /// Starts the application and runs it until the document has been shown.
    fn new(article: &Path) -> Result<Self, String> {
        let (began, process) = (Instant::now(), ProcessTime::now());
        let ctx = Context::default();
        let settings = Settings {
            annotator: "frames".to_owned(),
            language: Some(Language::Arabic),
            ..Settings::default()
        };
        let start = Start { path: Some(article.to_owned()), settings, ..Start::default() };
        let app = App::new(&ctx, start);
        let mut driver = Self {
            ctx,
            app,
            size: vec2(WIDTH, HEIGHT),
            frame: 0,
            pointer: pos2(WIDTH / 2.0, HEIGHT / 2.0),
            open_ms: 0.0,
            first_frame_ms: 0.0,
            first_frame_cpu_ms: 0.0,
            open_process_cpu_ms: 0.0,
            opened: (began, process, ThreadTime::now()),
            background_ms: 0.0,
            background_cores: 0.0,
        };
        loop {
            // The frame in which the document comes is the one that shows it.
            let spent = driver.frame(Vec::new());
            let open = driver.app.session().open.as_ref();
            let (is_shown, is_open) = (open.is_some(), open.is_some_and(|open| !open.is_opening()));
            if is_shown && driver.first_frame_ms == 0.0 {
                driver.first_frame_ms = milliseconds(began.elapsed());
                driver.first_frame_cpu_ms = milliseconds(spent);
            }
            if is_open {
                break;
            }
            if began.elapsed() > Duration::from_secs(120) || driver.app.session().dialog.is_some() {
                return Err("The document did not open".to_owned());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        driver.open_ms = milliseconds(began.elapsed());
        driver.open_process_cpu_ms = milliseconds(process.elapsed());
        driver.opened = (Instant::now(), ProcessTime::now(), ThreadTime::now());
        Ok(driver)
    }

    /// Runs one frame with these events and returns the processor time that it took on this thread.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.frame += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.frame as f64 / 60.0),
            predicted_dt: 1.0 / 60.0,
            focused: true,
            events,
            ..RawInput::default()
        };
        let began = ThreadTime::now();
        let app = &mut self.app;
        let ctx = self.ctx.clone();
        let output = ctx.run_ui(input, |ui| {
            app.prepare(ui.ctx());
            app.show(ui);
        });
        let meshes = ctx.tessellate(output.shapes, output.pixels_per_point);
        drop(meshes);
        began.elapsed()
    }

    /// Runs frames without input until nothing of an act is left to show.
    fn rest(&mut self, frames: usize) {
        for _ in 0..frames {
            self.frame(Vec::new());
        }
    }

    fn point(&mut self, to: Pos2) -> Event {
        self.pointer = to;
        Event::PointerMoved(to)
    }

    fn button(&self, pressed: bool) -> Event {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        Event::PointerButton { pos: self.pointer, button, pressed, modifiers }
    }

    fn scroll(&mut self) -> Samples {
        let over = self.point(self.middle());
        self.frame(vec![over]);
        let wheel = || Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -WHEEL),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        };
        (0..300).map(|_| self.frame(vec![wheel()])).collect()
    }

    /// Waits until the background has laid everything out.
    fn settle(&mut self) -> Samples {
        let mut samples = Samples::default();
        let began = Instant::now();
        while self.app.window().laid_out_share() < 1.0 && began.elapsed() < Duration::from_secs(300) {
            samples.0.push(self.frame(Vec::new()));
            std::thread::sleep(Duration::from_millis(4));
        }
        let (wall, process, thread) = &self.opened;
        let others = process.elapsed().saturating_sub(thread.elapsed());
        self.background_ms = milliseconds(wall.elapsed());
        self.background_cores = others.as_secs_f64() / wall.elapsed().as_secs_f64();
        samples
    }

    /// The middle of the column of text.
    fn middle(&self) -> Pos2 {
        pos2(self.size.x / 2.0 + 60.0, self.size.y / 2.0)
    }

    /// The place on the scroll bar that stands for a part of the document, from 0 to 1.
    ///
    /// With the interface in Arabic the bar is at the left of the reading view, beside the panel of details.
    fn bar(&self, part: f32) -> Pos2 {
        let bar = self.app.window().scroll_track().expect("the document is longer than the window");
        pos2(bar.center().x, bar.top() + 1.0 + (bar.height() - 2.0) * part)
    }

    fn sweep(&mut self) -> Samples {
        let top = self.bar(0.0);
        let begin = vec![self.point(top), self.button(true)];
        self.frame(begin);
        let steps = 180;
        let samples = (0..=steps)
            .map(|step| {
                let to = self.bar(step as f32 / steps as f32);
                let to = self.point(to);
                self.frame(vec![to])
            })
            .collect();
        let end = self.button(false);
        self.frame(vec![end]);
        samples
    }

    /// Goes to a part of the document by a press on the scroll bar.
    fn go_to(&mut self, part: f32) -> [Duration; 3] {
        let to = self.bar(part);
        let press = vec![self.point(to), self.button(true)];
        let release = vec![self.button(false)];
        [self.frame(press), self.frame(release), self.frame(Vec::new())]
    }

    fn jump(&mut self) -> Samples {
        // Steps of the golden ratio are spread evenly and never near each other.
        (0..20).flat_map(|number| self.go_to((number as f32 * 0.618_034).fract())).collect()
    }

    fn key(key: Key, modifiers: Modifiers) -> Vec<Event> {
        let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
        vec![event(true), event(false)]
    }

    /// Presses a key and returns what the frame took that got it and showed its outcome.
    fn act(&mut self, key: Key, modifiers: Modifiers) -> Duration {
        let spent = self.frame(Self::key(key, modifiers));
        self.rest(1);
        spent
    }

    fn marks(&self) -> usize {
        self.app.session().open.as_ref().map_or(0, |open| open.set.len())
    }

    fn acts(&self) -> usize {
        self.app.session().open.as_ref().map_or(0, |open| open.history.done().len())
    }

    /// Marks 50 words all over the document, gives each another label, and takes all of it back.
    fn mark(&mut self) -> Result<(Samples, Samples, Samples), String> {
        let (mut mark, mut relabel) = (Samples::default(), Samples::default());
        let (before, acts) = (self.marks(), self.acts());
        let mut tries = 0;
        while mark.0.len() < 50 {
            tries += 1;
            if tries > 400 {
                return Err(format!("Only {} of 50 words could be marked", mark.0.len()));
            }
            self.go_to((tries as f32 * 0.618_034).fract());
            // A double click takes a word, where there is one.
            let over = self.point(self.middle());
            self.frame(vec![over]);
            for _ in 0..2 {
                let (press, release) = (self.button(true), self.button(false));
                self.frame(vec![press]);
                self.frame(vec![release]);
            }
            self.rest(1);
            let held = self.marks();
            self.act(Key::E, Modifiers::NONE);
            let spent = self.act(Key::Num1, Modifiers::NONE);
            if self.marks() == held + 1 {
                mark.0.push(spent);
                relabel.0.push(self.act(Key::Num2, Modifiers::NONE));
            }
            self.frame(Self::key(Key::Escape, Modifiers::NONE));
            self.frame(Self::key(Key::Escape, Modifiers::NONE));
            // So that the next press is none of a double click.
            self.frame += 60;
        }
        let mut undo = Samples::default();
        while self.acts() > acts {
            undo.0.push(self.act(Key::Z, Modifiers::CTRL));
        }
        let after = self.marks();
        if after == before { Ok((mark, relabel, undo)) } else { Err(format!("{after} marks, not {before}")) }
    }

    fn resize(&mut self) -> Samples {
        let mut samples = Samples::default();
        for number in 0..10 {
            self.size.x = WIDTH - 60.0 * (number + 1) as f32;
            samples.0.extend((0..3).map(|_| self.frame(Vec::new())));
        }
        samples
    }
}

/// What frames or acts took.
#[derive(Default)]
struct Samples(Vec<Duration>);

impl FromIterator<Duration> for Samples {
    fn from_iter<T: IntoIterator<Item = Duration>>(samples: T) -> Self {
        Self(samples.into_iter().collect())
    }
}

impl Samples {
    fn json(mut self) -> Value {
        self.0.sort_unstable();
        let at = |share: f64| {
            let rank = (self.0.len() as f64 * share).ceil() as usize;
            self.0.get(rank.max(1) - 1).copied().map_or(0.0, milliseconds)
        };
        json!({ "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0), "count": self.0.len() })
    }
}

/// Milliseconds, to the microsecond.
fn milliseconds(time: Duration) -> f64 {
    time.as_micros() as f64 / 1000.0
}

/// Returns a size that Linux keeps of this process, in megabytes of 10⁶ bytes; elsewhere none.
fn memory(field: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some((kibibytes * 1.024).round() / 1000.0)
}
