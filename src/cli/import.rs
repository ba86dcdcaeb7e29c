//! `hashiya import`: other programs' files as articles with records.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::export::{count, failed_json, format_named};
use crate::cli::output::{Failure, Status, answer_json};
use crate::cli::progress::{Bar, Unit};
use crate::cli::stop;
use crate::exchange::{Ending, Event, Import, SchemaOutcome};
use crate::format::Format;
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
    let mut faults = Vec::new();
    let report = import.run(&stop, &mut |event| match event {
        Event::Progress(progress) => bar.show(progress),
        Event::Fault { path, fault } => {
            bar.note(&format!("{}:{}: {}", path.display(), fault.line, fault.what));
            if arguments.json {
                faults.push(json!({ "path": path, "line": fault.line, "message": fault.what }));
            }
        }
        Event::Failed(failed) => bar.tell(&Failure::of(failed)),
        Event::Lost { .. } | Event::Surveyed(_) => {}
    });
    bar.end();
    let report = report?;
    match report.schema {
        SchemaOutcome::Sufficient => {}
        SchemaOutcome::Lacking => {
            bar.note("The project's schema lacks labels that the files have; `hashiya validate` lists them");
        }
        SchemaOutcome::Written => bar.note(
            "schema.json was written: the built-in schema with the labels that the files have beside it",
        ),
    }
    if report.passed_over > 0 {
        bar.note(&format!("{} of no known format passed over", count(report.passed_over, "file")));
    }
    let (documents, annotations) =
        (count(report.documents, "document"), count(report.annotations, "annotation"));
    bar.note(&format!("{documents} with {annotations} imported"));
    if arguments.json {
        let mut whole = json!({
            "documents": report.documents,
            "annotations": report.annotations,
            "losses": [],
            "problems": faults,
            "failed": report.failed.iter().map(failed_json).collect::<Vec<_>>(),
        });
        if report.ending == Ending::Stopped {
            whole["stopped"] = true.into();
        }
        answer_json(&whole)?;
    }
    if report.ending == Ending::Stopped {
        return Err(Failure::new("Stopped; the documents up to there are imported, each of them whole")
            .hint("To import the rest, import into an empty folder again: nothing is overwritten."));
    }
    let status = if report.faults == 0 { Status::Done } else { Status::Problems };
    Ok(Status::of(report.failed.len(), report.documents).max(status))
}
