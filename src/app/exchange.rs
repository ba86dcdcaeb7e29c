//! Exports and imports, done beside the window.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::app::jobs;
use crate::exchange::{
    Event, ExchangeError, Export, ExportReport, Import, ImportReport, Page, SchemaOutcome, Split, Stage, Stop,
};
use crate::session::{ExportRequest, ImportRequest, LeftOut, Message, Outcome, Refusal, Running, Way};

/// How much of a file a sample shows, in code points.
const SHOWN: usize = 6000;

/// How many things that were left out are listed.
const LISTED: usize = 200;

/// How often the window hears how far the work is.
const BEAT: Duration = Duration::from_millis(60);

/// The exports and imports under way.
pub struct Exchanges {
    answers: Sender<Message>,
    ctx: Context,
    looking: Option<Stop>,
    export: Option<Job>,
    import: Option<Job>,
}

struct Job {
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Exchanges {
    pub fn new(ctx: &Context, answers: Sender<Message>) -> Self {
        Self { answers, ctx: ctx.clone(), looking: None, export: None, import: None }
    }

    /// Gives up the sample that is being made.
    pub fn stop_looking(&mut self) {
        if let Some(stop) = self.looking.take() {
            stop.ask();
        }
    }

    pub fn sample_export(&mut self, number: u64, request: ExportRequest) {
        self.look("export sample", move |stop| {
            let sample = export_of(request).preview(stop, SHOWN);
            let sample = Box::new(sample.map_err(|error| refusal(&error)));
            Message::ExportSampled { number, sample }
        });
    }

    pub fn sample_import(&mut self, number: u64, request: ImportRequest) {
        self.look("import sample", move |stop| {
            let sample = import_of(request).preview(stop, SHOWN);
            let sample = Box::new(sample.map_err(|error| refusal(&error)));
            Message::ImportSampled { number, sample }
        });
    }

    fn look(&mut self, name: &str, work: impl FnOnce(&Stop) -> Message + Send + 'static) {
        self.stop_looking();
        let stop = Stop::default();
        self.looking = Some(stop.clone());
        let (answers, ctx) = (self.answers.clone(), self.ctx.clone());
        jobs::start(name, move || {
            let message = work(&stop);
            // What was stopped is stale, and a window that is gone needs no answer.
            if !stop.is_asked() && answers.send(message).is_ok() {
                ctx.request_repaint();
            }
        });
    }

    pub fn run_export(&mut self, request: ExportRequest) {
        let folder = request.output.clone();
        self.export = Some(self.run(Way::Export, folder, move |stop, tell| {
            export_of(request).run(stop, tell).map(export_outcome)
        }));
    }

    pub fn run_import(&mut self, request: ImportRequest) {
        let folder = request.output.clone();
        self.import = Some(self.run(Way::Import, folder, move |stop, tell| {
            import_of(request).run(stop, tell).map(import_outcome)
        }));
    }

    fn run(
        &self,
        way: Way,
        folder: PathBuf,
        work: impl FnOnce(&Stop, &mut dyn FnMut(Event<'_>)) -> Result<Outcome, ExchangeError> + Send + 'static,
    ) -> Job {
        let stop = Stop::default();
        let (asked, answers, ctx) = (stop.clone(), self.answers.clone(), self.ctx.clone());
        let name = if way == Way::Export { "export" } else { "import" };
        let thread = jobs::start(name, move || {
            let mut listed = Vec::new();
            let mut told: Option<(Stage, Instant)> = None;
            let mut tell = |event: Event<'_>| match event {
                Event::Progress(progress) => {
                    let is_due =
                        told.is_none_or(|(stage, when)| stage != progress.stage || when.elapsed() > BEAT);
                    if is_due {
                        told = Some((progress.stage, Instant::now()));
                        let is_writing = progress.stage == Stage::Write;
                        let (done, total) = (progress.done, progress.total);
                        let running = Running { is_writing, done, total, is_stopping: false };
                        let _gone = answers.send(Message::ExchangeMoved { way, running });
                        ctx.request_repaint();
                    }
                }
                Event::Fault { path, fault } if listed.len() < LISTED => {
                    listed.push(LeftOut {
                        path: path.to_owned(),
                        line: fault.line,
                        what: fault.what.clone(),
                        remedy: None,
                    });
                }
                Event::Failed(failed) if listed.len() < LISTED => listed.push(failed.into()),
                Event::Fault { .. } | Event::Failed(_) | Event::Lost { .. } | Event::Surveyed(_) => {}
            };
            let outcome = work(&asked, &mut tell)
                .unwrap_or_else(|error| Outcome { refusal: Some(refusal(&error)), ..Outcome::default() });
            let outcome = Box::new(Outcome { listed, folder, ..outcome });
            // A window that is gone needs no answer.
            let _gone = answers.send(Message::ExchangeEnded { way, outcome });
            ctx.request_repaint();
        });
        Job { stop, thread }
    }

    /// Asks the work to stop where nothing is half-written.
    pub fn stop(&self, way: Way) {
        let job = if way == Way::Export { &self.export } else { &self.import };
        if let Some(job) = job {
            job.stop.ask();
        }
    }

    /// Stops everything, and waits until nothing is half-written.
    pub fn finish(&mut self) {
        self.stop_looking();
        for job in [self.export.take(), self.import.take()].into_iter().flatten() {
            job.stop.ask();
            // A thread that panicked has nothing more to write.
            let _ended = job.thread.join();
        }
    }
}

fn export_of(request: ExportRequest) -> Export {
    Export {
        paths: request.paths,
        format: request.format,
        output: request.output,
        options: request.options,
        whose: request.whose,
        split: request.split.map(|(shares, seed)| Split { shares, seed }),
        is_strict: request.is_strict,
        keeps_names: request.keeps_names,
        page: Page { language: Some(request.language), width: None },
    }
}

fn import_of(request: ImportRequest) -> Import {
    let ImportRequest { paths, from, output, annotator } = request;
    Import { paths, from, output, annotator }
}

fn refusal(error: &ExchangeError) -> Refusal {
    Refusal { what: error.to_string(), hint: error.hint() }
}

fn export_outcome(report: ExportReport) -> Outcome {
    Outcome {
        ending: report.ending,
        documents: report.documents,
        annotations: report.annotations,
        losses: report.losses,
        kinds: report.kinds.into_iter().collect(),
        left_out: report.failed,
        passed_over: report.passed_over,
        ..Outcome::default()
    }
}

fn import_outcome(report: ImportReport) -> Outcome {
    Outcome {
        ending: report.ending,
        documents: report.documents,
        annotations: report.annotations,
        left_out: report.failed + report.faults,
        passed_over: report.passed_over,
        schema: match report.schema {
            SchemaOutcome::Sufficient => None,
            SchemaOutcome::Lacking => Some("exchange-schema-lacking"),
            SchemaOutcome::Written => Some("exchange-schema-written"),
        },
        ..Outcome::default()
    }
}
