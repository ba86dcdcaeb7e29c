//! `hashiya export`: documents in other programs' formats.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use crate::cli::list::List;
use crate::cli::output::{Failure, Status, answer, count, places};
use crate::cli::progress::{Bar, Unit};
use crate::cli::render::{CardLanguage, length};
use crate::cli::stop;
use crate::exchange::{Ending, Event, ExchangeError, Export, ExportReport, Page, Split, Whose};
use crate::format::{Clitics, Excluded, Format, Loss, Options, Shares};
use crate::settings::Language;

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
    /// The language of the cards on pages (html, pdf, png, svg); Arabic without it.
    #[arg(long, value_enum)]
    language: Option<CardLanguage>,
    /// The width of pages in points; 900 without it.
    #[arg(long, value_name = "POINTS", value_parser = length, allow_negative_numbers = true)]
    width: Option<f32>,
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
            page: Page { language: self.language.map(Language::from), width: self.width },
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let is_of_pages = arguments.language.is_some() || arguments.width.is_some();
    if is_of_pages && !arguments.to.is_drawn() {
        let pages: Vec<&str> =
            Format::ALL.iter().filter(|one| one.is_drawn()).map(|one| one.name()).collect();
        let what = format!("--language and --width are for pages, and {} is none", arguments.to.name());
        return Err(
            Failure::new(what).hint(format!("Leave them out, or choose one of {}.", pages.join(", ")))
        );
    }
    let stop = stop::on_interrupt()?;
    let bar = Bar::new(Unit::Documents);
    let mut list = LossList { is_json: arguments.json, count: 0, failed: List::default() };
    let report = arguments.export().run(&stop, &mut |event| match event {
        Event::Progress(progress) => bar.show(progress),
        Event::Lost { path, loss } => list.add(&bar, path, loss),
        Event::Surveyed(report) => {
            if list.count > LISTED && !arguments.json {
                let more = list.count - LISTED;
                bar.note(&format!("lost: {more} more; with --json each of them is listed"));
            }
            if report.passed_over > 0 && report.chosen > 0 {
                let articles = count(report.passed_over, "article");
                bar.note(&format!("{articles} without such a record passed over"));
            }
            for (what, number) in &report.kinds {
                bar.note(&format!("not carried: {number} × {what}"));
            }
        }
        Event::Failed(left_out) => {
            bar.tell(&Failure::of(left_out));
            list.failed.add_failed(left_out);
        }
        Event::Fault { .. } => {}
    });
    bar.end();
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            list.break_off(&error)?;
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
        Ending::Done if report.chosen == 0 && report.failed == 0 => Err(nothing(arguments, &report)),
        Ending::Done => {
            let annotations = count(report.annotations, "annotation");
            bar.note(&format!("{documents} with {annotations} exported"));
            Ok(Status::of(report.failed, report.documents))
        }
    }
}

/// Returns why there is nothing to export.
fn nothing(arguments: &Arguments, report: &ExportReport) -> Failure {
    let places = places(&arguments.paths);
    let found = count(report.passed_over, "article");
    let is_chosen = arguments.gold || arguments.annotator.is_some();
    let (found, hint) = match report.passed_over {
        0 => (
            "no article and no record was found".to_owned(),
            "Articles are .txt files, records .ann.json beside them. Name the folder that holds them; other \
             programs' files are brought in by `hashiya import`.",
        ),
        _ if is_chosen => (
            format!("{found} without such a record"),
            "Leave out --annotator or --gold, or name another annotator.",
        ),
        _ => (
            format!("{found} without a record"),
            "Annotate first: a record is written as soon as something is marked.",
        ),
    };
    Failure::new(format!("There is nothing to export: {found}\nPath: {places}")).hint(hint)
}

/// How many losses are listed for people, before they are merely counted by kind.
const LISTED: usize = 100;

/// The losses, told one by one as they are found, so that nothing grows with the corpus.
struct LossList {
    is_json: bool,
    count: usize,
    failed: List,
}

impl LossList {
    fn add(&mut self, bar: &Bar, path: &Path, loss: &Loss) {
        let item = loss.item.as_ref().map(ToString::to_string);
        if self.is_json {
            let line = json!({ "path": path, "annotation": item, "what": loss.what });
            let before = if self.count == 0 { "{\"losses\":[\n" } else { ",\n" };
            // A reader that went away is told of at the end.
            let _told = bar.answer(|| answer(format!("{before}{line}").as_bytes()));
        } else if self.count < LISTED {
            let item = item.unwrap_or_else(|| "document".to_owned());
            bar.note(&format!("lost: {}: {item}: {}", path.display(), loss.what));
        }
        self.count += 1;
    }

    /// Ends a JSON document that was begun before the disk refused; how much was written nobody can tell.
    fn break_off(self, error: &ExchangeError) -> Result<(), Failure> {
        if !self.is_json || self.count == 0 {
            return Ok(());
        }
        self.finish(&json!({ "error": error.to_string() }))
    }

    fn end(self, report: &ExportReport) -> Result<(), Failure> {
        if !self.is_json {
            return Ok(());
        }
        let mut rest = json!({ "documents": report.documents, "annotations": report.annotations });
        if report.ending == Ending::Stopped {
            rest["stopped"] = true.into();
        }
        self.finish(&rest)
    }

    fn finish(self, rest: &serde_json::Value) -> Result<(), Failure> {
        let open = if self.count == 0 { "{\"losses\":[" } else { "\n" };
        answer(format!("{open}],\"failed\":[").as_bytes())?;
        self.failed.write(&mut answer)?;
        answer(format!("],{}\n", &rest.to_string()[1..]).as_bytes())
    }
}
