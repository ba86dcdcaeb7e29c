//! `hashiya stats`: what is marked in a corpus, in numbers.

mod html;
mod plot;
mod sheet;
mod table;

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;

use crate::cli::list::List;
use crate::cli::output::{Failure, Status, answer, note, places, plain};
use crate::cli::progress::{Bar, Unit};
use crate::cli::stop;
use crate::cli::validate::nothing;
use crate::exchange::parallel::map_until;
use crate::exchange::{ExchangeError, Failed, Records, Stop, Whose};
use crate::i18n::Words;
use crate::schema::Schema;
use crate::settings::Language;
use crate::stats::{Merge, Report, Statistics};
use crate::store::{self, Folders, Project};

/// How many records a core counts before its counts are brought together with the others'.
const TOGETHER: usize = 16;

/// Counts what is marked: labels, lengths, nesting, coverage, roles, attributes, who and when.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Articles, records, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print one JSON document.
    #[arg(long, conflicts_with_all = ["csv", "html"])]
    json: bool,
    /// Print a table of one number a row.
    #[arg(long, conflicts_with = "html")]
    csv: bool,
    /// Print a page with plots, in one file.
    #[arg(long)]
    html: bool,
    /// Write into this file instead.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The layers to count, with commas between; all of them without this.
    #[arg(long, value_delimiter = ',', value_name = "LAYER")]
    layers: Option<Vec<String>>,
    /// Whose records to count, where documents have several; all of them without this.
    #[arg(long, value_name = "NAME", conflicts_with = "gold")]
    annotator: Option<String>,
    /// Count the adjudicated records alone.
    #[arg(long)]
    gold: bool,
    /// The language of the page.
    #[arg(long, value_enum, default_value_t = PageLanguage::En, requires = "html")]
    language: PageLanguage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PageLanguage {
    Ar,
    En,
}

/// What is told of a corpus, with what could not be counted.
#[derive(Debug, Serialize)]
struct Told<'a> {
    documents: usize,
    /// Documents without a record that was asked for.
    without_record: usize,
    /// How many documents are in no count.
    #[serde(skip)]
    failed: usize,
    /// The first of them.
    #[serde(skip)]
    listed: &'a [Failed],
    /// There where it was interrupted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stopped: bool,
    #[serde(flatten)]
    report: &'a Report,
}

/// What could not be counted: told at once, listed in the answer.
#[derive(Default)]
struct LeftOut {
    count: usize,
    first: Vec<Failed>,
    list: List,
}

/// How many documents that could not be counted a page lists.
const LISTED: usize = 1000;

impl LeftOut {
    fn add(&mut self, failed: Failed) {
        self.count += 1;
        self.list.add_failed(&failed);
        if self.first.len() < LISTED {
            self.first.push(failed);
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let project = Project::of(&arguments.paths[0])?;
    let (schema, _) = project.load_schema()?;
    if let Some(unknown) = arguments.layers.iter().flatten().find(|layer| schema.layer(layer).is_none()) {
        let known: Vec<_> = schema.layers.iter().map(|layer| layer.id.as_str()).collect();
        return Err(Failure::new(format!("The schema has no layer {unknown}"))
            .hint(format!("Its layers are {}.", known.join(", "))));
    }
    let whose = match (&arguments.annotator, arguments.gold) {
        (_, true) => Whose::Gold,
        (Some(annotator), _) => Whose::Annotator(annotator.clone()),
        (None, _) => Whose::Any,
    };
    let mut left_out = LeftOut::default();
    let found = Records::of(&arguments.paths, &whose, &mut |failed| {
        Failure::of(&failed).tell();
        left_out.add(failed);
    })?;
    let stop = stop::on_interrupt()?;
    let statistics = count(&found, arguments, &stop, &mut left_out)?;
    let report = statistics.report(&schema);
    let told = Told {
        documents: found.documents,
        without_record: found.without,
        failed: left_out.count,
        listed: &left_out.first,
        stopped: stop.is_asked(),
        report: &report,
    };
    // A table of nothing or of a part says nothing; a program is answered in any case.
    let is_nothing = found.records == 0 && told.failed == 0 && !told.stopped;
    let is_whole = !told.stopped && !is_nothing && (report.records > 0 || told.failed == 0);
    if arguments.json {
        tell_json(arguments, &told, left_out.list)?;
    } else if is_whole {
        tell(arguments, &told, &schema, project.name.as_deref())?;
    }
    if is_nothing {
        return Err(match &whose {
            Whose::Any => nothing(&arguments.paths, found.without),
            _ => {
                let articles = counted(found.without as u64, "article");
                let what = format!("There is no such record beside {articles}");
                Failure::new(format!("{what}\nPath: {}", places(&arguments.paths)))
                    .hint("Leave out --annotator or --gold, or name another annotator.")
            }
        });
    }
    if found.without > 0 {
        let documents = counted(found.without as u64, "document");
        let such = if arguments.gold || arguments.annotator.is_some() { "such a" } else { "a" };
        note(&format!("{documents} without {such} record passed over"));
    }
    let records = counted(report.records, "record");
    if stop.is_asked() {
        let all = counted(found.records as u64, "record");
        return Err(Failure::new(format!("Stopped; of {all} {} were counted", report.records)));
    }
    note(&format!("{records} with {} counted", counted(report.annotations, "annotation")));
    Ok(Status::of(left_out.count, usize::try_from(report.records).unwrap_or(usize::MAX)))
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Counts every record, on all cores; those that can't be are listed.
fn count(
    found: &Records,
    arguments: &Arguments,
    stop: &Stop,
    left_out: &mut LeftOut,
) -> Result<Statistics, ExchangeError> {
    let folders = Folders::default();
    let layers = arguments.layers.as_deref();
    let work = |records: io::Result<Vec<PathBuf>>| {
        let records = records?;
        let mut statistics = Statistics::default();
        let mut failed = Vec::new();
        for record in &records {
            let fail = |message, hint| (Failed { path: record.clone(), message, remedy: None }, hint);
            match store::read_among(record, &folders) {
                Err(error) => {
                    // The path that it names behind its first line is told anyway.
                    let message = error.to_string().lines().next().unwrap_or_default().to_owned();
                    failed.push(fail(message, error.hint()));
                }
                Ok(opened) if opened.is_damaged => {
                    let first = opened.problems.first().map(ToString::to_string).unwrap_or_default();
                    let hint = "See `hashiya validate` for all that is wrong with it.".to_owned();
                    failed.push(fail(format!("The record is damaged: {first}"), hint));
                }
                Ok(opened) => statistics.add(&opened.document, &opened.set, &opened.schema, layers),
            }
        }
        Ok((statistics, failed, records.len()))
    };
    let mut all = Statistics::default();
    let bar = Bar::new(Unit::Documents);
    let mut done = 0;
    let mut refused = None;
    map_until(found.batches(TOGETHER), stop, work, |counted: io::Result<_>| {
        let (statistics, failed, count) = match counted {
            Ok(counted) => counted,
            Err(error) => {
                refused = Some(error);
                return ControlFlow::Break(());
            }
        };
        all.take_in(statistics);
        for (failed, hint) in failed {
            bar.tell(&Failure::of(&failed).hint(hint));
            left_out.add(failed);
        }
        done += count;
        bar.count("Counting", done, found.records);
        ControlFlow::Continue(())
    });
    bar.end();
    refused.map_or(Ok(all), |error| Err(ExchangeError::Temporary(error)))
}

/// Writes one JSON document, with everything that was left out.
fn tell_json(arguments: &Arguments, told: &Told<'_>, failed: List) -> Result<(), Failure> {
    let value = serde_json::to_value(told);
    let value: Value = value.map_err(|error| Failure::new(format!("Cannot write the answer: {error}")))?;
    let whole = format!("{value:#}\n");
    // The list stands before what is known by then: it is written piece by piece.
    let rest = whole.strip_prefix('{').unwrap_or_default();
    let write = |write: &mut dyn FnMut(&[u8]) -> Result<(), Failure>| {
        write(b"{\n  \"failed\": [")?;
        failed.write(write)?;
        write(format!("],{rest}").as_bytes())
    };
    let Some(path) = &arguments.output else { return write(&mut answer) };
    let mut text = Vec::new();
    write(&mut |bytes| {
        text.extend_from_slice(bytes);
        Ok(())
    })?;
    write_file(path, &text)
}

fn tell(arguments: &Arguments, told: &Told<'_>, schema: &Schema, title: Option<&str>) -> Result<(), Failure> {
    let text = if arguments.csv {
        sheet::write(told)
    } else if arguments.html {
        let language = match arguments.language {
            PageLanguage::Ar => Language::Arabic,
            PageLanguage::En => Language::English,
        };
        html::write(told, schema, &Words::new(language), title)
    } else {
        plain(&table::write(told))
    };
    match &arguments.output {
        None => answer(text.as_bytes()),
        Some(path) => write_file(path, text.as_bytes()),
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    store::write_atomic(path, bytes).map_err(|error| {
        Failure::new(format!("Cannot write: {error}\nFile: {}", path.display()))
            .hint("Check that the folder is there and open to you.")
    })
}
