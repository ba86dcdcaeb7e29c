//! `hashiya export`: documents in other programs' formats.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use crate::cli::output::{Failure, Status, answer};
use crate::cli::progress::{Bar, Unit};
use crate::cli::stop;
use crate::exchange::{Ending, Event, ExchangeError, Export, ExportReport, Failed, Split, Whose};
use crate::format::{Clitics, Excluded, Format, Loss, Options, Shares};

/// Writes documents in another program's format; what it can't carry is listed first.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Articles, records, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_name = "FORMAT", value_parser = format_named)]
    to: Format,
    /// The folder to write into.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// What becomes of marks that end inside a word, in formats made of words.
    #[arg(long, value_enum, default_value_t = CliticsChoice::Expand)]
    clitics: CliticsChoice,
    /// What becomes of regions marked as left out.
    #[arg(long, value_enum, default_value_t = ExcludedChoice::Keep)]
    excluded: ExcludedChoice,
    /// The layers to take, with commas between; all of them without this.
    #[arg(long, value_delimiter = ',', value_name = "LAYER")]
    layers: Option<Vec<String>>,
    /// Whose records to take, where documents have several.
    #[arg(long, value_name = "NAME", conflicts_with = "gold")]
    annotator: Option<String>,
    /// Take the adjudicated records alone.
    #[arg(long)]
    gold: bool,
    /// Splits with their shares, such as train=.8,dev=.1,test=.1.
    #[arg(long, value_name = "NAME=SHARE,…")]
    split: Option<Shares>,
    /// Another number gives another split.
    #[arg(long, default_value_t = 0, requires = "split")]
    seed: u64,
    /// What is never divided between splits.
    #[arg(long, value_enum, default_value_t = Undivided::Document, requires = "split")]
    by: Undivided,
    /// Keep annotators' names; without it they go out as annotator-1, annotator-2 and so on.
    #[arg(long)]
    names: bool,
    /// Write nothing where something can't be carried.
    #[arg(long)]
    strict: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CliticsChoice {
    /// The mark takes the whole word.
    Expand,
    /// The word is split at the mark's end.
    Split,
    /// The mark is left out and reported.
    Skip,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExcludedChoice {
    Keep,
    /// Their text becomes spaces; offsets stay.
    Mask,
    /// Their text goes; a map of offsets is written beside.
    Drop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Undivided {
    Document,
}

/// Reads the name of a format.
pub(super) fn format_named(name: &str) -> Result<Format, String> {
    Format::of_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        let names = names.join(", ");
        format!("the formats are {names}")
    })
}

impl Arguments {
    fn export(&self) -> Export {
        let options = Options {
            clitics: match self.clitics {
                CliticsChoice::Expand => Clitics::Expand,
                CliticsChoice::Split => Clitics::Split,
                CliticsChoice::Skip => Clitics::Skip,
            },
            excluded: match self.excluded {
                ExcludedChoice::Keep => Excluded::Keep,
                ExcludedChoice::Mask => Excluded::Mask,
                ExcludedChoice::Drop => Excluded::Drop,
            },
            layers: self.layers.clone(),
            names: None,
        };
        // There is one thing that is never divided.
        let Undivided::Document = self.by;
        Export {
            paths: self.paths.clone(),
            format: self.to,
            output: self.output.clone(),
            options,
            whose: match (&self.annotator, self.gold) {
                (_, true) => Whose::Gold,
                (Some(annotator), _) => Whose::Annotator(annotator.clone()),
                (None, _) => Whose::Any,
            },
            split: self.split.clone().map(|shares| Split { shares, seed: self.seed }),
            is_strict: self.strict,
            keeps_names: self.names,
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let stop = stop::on_interrupt()?;
    let bar = Bar::new(Unit::Documents);
    let mut list = LossList { is_json: arguments.json, count: 0 };
    let mut failed = Vec::new();
    let report = arguments.export().run(&stop, &mut |event| match event {
        Event::Progress(progress) => bar.show(progress),
        Event::Lost { path, loss } => list.add(&bar, path, loss),
        Event::Surveyed(report) => {
            if report.passed_over > 0 {
                let articles = count(report.passed_over, "article");
                bar.note(&format!("{articles} without such a record passed over"));
            }
            for (what, number) in &report.kinds {
                bar.note(&format!("not carried: {number} × {what}"));
            }
        }
        Event::Failed(left_out) => {
            bar.tell(&Failure::of(left_out));
            failed.push(left_out.clone());
        }
        Event::Fault { .. } => {}
    });
    bar.end();
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            list.break_off(&failed, &error)?;
            return Err(error.into());
        }
    };
    list.end(&report)?;
    let documents = count(report.documents, "document");
    match report.ending {
        Ending::Refused => Err(Failure::new(format!(
            "{} would be lost, and nothing was written",
            count(report.losses, "thing")
        ))
        .hint("Choose another format or other options, or leave out --strict.")),
        Ending::Stopped if report.documents == 0 => Err(Failure::new("Stopped; nothing was written")),
        Ending::Stopped => Err(Failure::new(format!(
            "Stopped; of {} the first {} were written, each of them whole",
            count(report.chosen, "document"),
            report.documents
        ))),
        Ending::Done => {
            let annotations = count(report.annotations, "annotation");
            bar.note(&format!("{documents} with {annotations} exported"));
            Ok(Status::of(report.failed.len(), report.documents))
        }
    }
}

pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The losses, told one by one as they are found, so that nothing grows with the corpus.
struct LossList {
    is_json: bool,
    count: usize,
}

impl LossList {
    fn add(&mut self, bar: &Bar, path: &Path, loss: &Loss) {
        let item = loss.item.as_ref().map(ToString::to_string);
        if self.is_json {
            let line = json!({ "path": path, "annotation": item, "what": loss.what });
            let before = if self.count == 0 { "{\"losses\":[\n" } else { ",\n" };
            // A reader that went away is told of at the end.
            let _told = bar.answer(|| answer(format!("{before}{line}").as_bytes()));
        } else {
            let item = item.unwrap_or_else(|| "document".to_owned());
            bar.note(&format!("lost: {}: {item}: {}", path.display(), loss.what));
        }
        self.count += 1;
    }

    /// Ends a JSON document that was begun before the disk refused; how much was written nobody can tell.
    fn break_off(&self, failed: &[Failed], error: &ExchangeError) -> Result<(), Failure> {
        if !self.is_json || self.count == 0 {
            return Ok(());
        }
        let rest = json!({
            "failed": failed.iter().map(failed_json).collect::<Vec<_>>(),
            "error": error.to_string(),
        });
        answer(format!("\n],{}\n", &rest.to_string()[1..]).as_bytes())
    }

    fn end(&self, report: &ExportReport) -> Result<(), Failure> {
        if !self.is_json {
            return Ok(());
        }
        let mut rest = json!({
            "documents": report.documents,
            "annotations": report.annotations,
            "failed": report.failed.iter().map(failed_json).collect::<Vec<_>>(),
        });
        if report.ending == Ending::Stopped {
            rest["stopped"] = true.into();
        }
        let open = if self.count == 0 { "{\"losses\":[" } else { "\n" };
        answer(format!("{open}],{}\n", &rest.to_string()[1..]).as_bytes())
    }
}

pub(super) fn failed_json(failed: &Failed) -> serde_json::Value {
    json!({ "path": failed.path, "message": failed.message })
}
