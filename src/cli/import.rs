//! `hashiya import`: other programs' files as articles with records.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::export::format_named;
use crate::cli::list::List;
use crate::cli::output::{Failure, Status, answer, count, places};
use crate::cli::progress::{Bar, Unit};
use crate::cli::stop;
use crate::exchange::{Ending, Event, ExchangeError, Import, ImportReport, SchemaOutcome};
use crate::format::{Fault, Format};
use crate::store;

/// Makes articles with records of other programs' files; what can't be read is listed, the rest is kept.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The format; without it, each file's content tells.
    #[arg(long, value_name = "FORMAT", value_parser = format_named)]
    from: Option<Format>,
    /// The folder to write into; nothing in it is overwritten.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let stop = stop::on_interrupt()?;
    let bar = Bar::new(Unit::Bytes);
    let import = Import {
        paths: arguments.paths.clone(),
        from: arguments.from,
        output: arguments.output.clone(),
        annotator: store::default_annotator(),
    };
    let mut list = ProblemList { is_json: arguments.json, count: 0, failed: List::default() };
    let report = import.run(&stop, &mut |event| match event {
        Event::Progress(progress) => bar.show(progress),
        Event::Fault { path, fault } => list.add(&bar, path, fault),
        Event::Failed(failed) => {
            bar.tell(&Failure::of(failed));
            list.failed.add_failed(failed);
        }
        Event::Lost { .. } | Event::Surveyed(_) => {}
    });
    bar.end();
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            list.break_off(&error)?;
            return Err(error.into());
        }
    };
    match report.schema {
        SchemaOutcome::Sufficient => {}
        SchemaOutcome::Lacking => {
            bar.note("The project's schema lacks labels that the files have; `hashiya validate` lists them");
        }
        SchemaOutcome::Written => bar.note(
            "schema.json was written: the built-in schema with the labels that the files have beside it",
        ),
    }
    let is_nothing = report.documents == 0 && report.failed == 0 && report.ending == Ending::Done;
    if report.passed_over > 0 && !is_nothing {
        bar.note(&format!("{} of no known format passed over", count(report.passed_over, "file")));
    }
    list.end(&report)?;
    if is_nothing {
        return Err(nothing(arguments, &report));
    }
    let (documents, annotations) =
        (count(report.documents, "document"), count(report.annotations, "annotation"));
    bar.note(&format!("{documents} with {annotations} imported"));
    if report.ending == Ending::Stopped {
        return Err(Failure::new("Stopped; the documents up to there are imported, each of them whole")
            .hint("To import the rest, import into an empty folder again: nothing is overwritten."));
    }
    let status = if report.faults == 0 { Status::Done } else { Status::Problems };
    Ok(Status::of(report.failed, report.documents).max(status))
}

/// Returns why there is nothing to import.
fn nothing(arguments: &Arguments, report: &ImportReport) -> Failure {
    let known: Vec<&str> = Format::ALL.iter().filter(|one| one.is_imported()).map(|one| one.name()).collect();
    let found = match report.passed_over {
        0 => "no file was found".to_owned(),
        1 => "the only file is of no known format".to_owned(),
        number => format!("none of {number} files is of a known format"),
    };
    let places = places(&arguments.paths);
    Failure::new(format!("There is nothing to import: {found}\nPath: {places}")).hint(format!(
        "Files of {} are known by their content; of others, name the format with --from. Articles (.txt) and their \
         records need no import: open their folder.",
        known.join(", ")
    ))
}

/// Parts of files that can't be read, told one by one as they are found.
struct ProblemList {
    is_json: bool,
    count: usize,
    failed: List,
}

impl ProblemList {
    fn add(&mut self, bar: &Bar, path: &Path, fault: &Fault) {
        bar.note(&format!("{}:{}: {}", path.display(), fault.line, fault.what));
        if self.is_json {
            let line = json!({ "path": path, "line": fault.line, "message": fault.what });
            let before = if self.count == 0 { "{\"problems\":[\n" } else { ",\n" };
            // A reader that went away is told of at the end.
            let _told = bar.answer(|| answer(format!("{before}{line}").as_bytes()));
        }
        self.count += 1;
    }

    /// Ends a JSON document that was begun before the disk refused; how much was written nobody can tell.
    fn break_off(self, error: &ExchangeError) -> Result<(), Failure> {
        if !self.is_json || self.count == 0 {
            return Ok(());
        }
        self.finish(&json!({ "losses": [], "error": error.to_string() }))
    }

    fn end(self, report: &ImportReport) -> Result<(), Failure> {
        if !self.is_json {
            return Ok(());
        }
        let mut rest =
            json!({ "losses": [], "documents": report.documents, "annotations": report.annotations });
        if report.ending == Ending::Stopped {
            rest["stopped"] = true.into();
        }
        self.finish(&rest)
    }

    fn finish(self, rest: &serde_json::Value) -> Result<(), Failure> {
        let open = if self.count == 0 { "{\"problems\":[" } else { "\n" };
        answer(format!("{open}],\"failed\":[").as_bytes())?;
        self.failed.write(&mut answer)?;
        answer(format!("],{}\n", &rest.to_string()[1..]).as_bytes())
    }
}
