//! `hashiya export`: documents in other programs' formats.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use crate::annotation::AnnotationSet;
use crate::cli::output::{Failure, Status, answer, note};
use crate::cli::parallel::map_in_order;
use crate::format::{
    self, Clitics, Encoder, Excluded, Exported, Format, Loss, Options, Pseudonyms, Shares, Signature, Source,
    Summary,
};
use crate::schema::Schema;
use crate::store::{self, OutputFile, OutputFolder, Project, ReadOnly};

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
    #[arg(long, value_enum, default_value_t = Unit::Document, requires = "split")]
    by: Unit,
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
enum Unit {
    Document,
}

/// Reads the name of a format.
pub(super) fn format_named(name: &str) -> Result<Format, String> {
    Format::of_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        let names = names.join(", ");
        match Format::is_reserved(name) {
            true => format!("it is not available in this version; available: {names}"),
            false => format!("the formats are {names}"),
        }
    })
}

/// A document to export.
struct Chosen {
    record: PathBuf,
    /// Its id in the corpus.
    name: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let mut report = Report::begin(arguments.json);
    let documents = choose(arguments, &mut report);
    let project = Project::of(&arguments.paths[0])?;
    let (schema, _) = project.load_schema()?;
    let mut options = Options {
        clitics: match arguments.clitics {
            CliticsChoice::Expand => Clitics::Expand,
            CliticsChoice::Split => Clitics::Split,
            CliticsChoice::Skip => Clitics::Skip,
        },
        excluded: match arguments.excluded {
            ExcludedChoice::Keep => Excluded::Keep,
            ExcludedChoice::Mask => Excluded::Mask,
            ExcludedChoice::Drop => Excluded::Drop,
        },
        layers: arguments.layers.clone(),
        names: None,
    };
    if let Some(unknown) = options.layers.iter().flatten().find(|layer| schema.layer(layer).is_none()) {
        let known: Vec<_> = schema.layers.iter().map(|layer| layer.id.as_str()).collect();
        return Err(Failure::new(format!("The schema has no layer {unknown}"))
            .hint(format!("Its layers are {}.", known.join(", "))));
    }
    let mut found = survey(arguments, &documents, &options, &mut report);
    if !arguments.names {
        let names = Pseudonyms::new(&project.annotators, found.summary.annotators.keys());
        found.summary.hide(&names);
        options.names = Some(names);
    }
    report.summarise();
    if arguments.strict && report.losses > 0 {
        report.end(0, 0)?;
        return Err(Failure::new(format!(
            "{} would be lost, and nothing was written",
            count(report.losses, "thing")
        ))
        .hint("Choose another format or other options, or leave out --strict."));
    }
    let mut writer = Writer::create(arguments, &documents, found, schema, project)?;
    let work =
        |chosen: &Chosen| open(chosen).and_then(|opened| exported(arguments.to, chosen, &opened, &options));
    let mut failure = None;
    let mut written = 0;
    map_in_order(&documents, work, |answer| {
        let place = writer.next();
        // What failed was told of by the survey.
        if let (Ok(exported), Some(place), None) = (answer, place, &failure) {
            match writer.put(place, exported) {
                Ok(()) => written += 1,
                Err(error) => failure = Some(unwritable(&error, &arguments.output)),
            }
        }
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    let annotations = writer.summary.annotations();
    writer.finish().map_err(|error| unwritable(&error, &arguments.output))?;
    report.end(written, annotations)?;
    note(&format!("{} with {} exported", count(written, "document"), count(annotations, "annotation")));
    Ok(report.status(written))
}

fn unwritable(error: &io::Error, folder: &Path) -> Failure {
    Failure::new(format!("Cannot write: {error}\nFolder: {}", folder.display()))
        .hint("Check that the folder may be written to and that there is room on the disk.")
}

pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Returns the record of each document that is to be exported.
fn choose(arguments: &Arguments, report: &mut Report) -> Vec<Chosen> {
    let mut chosen = Vec::new();
    let mut names = HashSet::new();
    let mut without = 0;
    for path in &arguments.paths {
        let listed: Vec<(PathBuf, String, Vec<PathBuf>)> = if path.is_dir() {
            let listing = store::walk(path);
            listing.failures.iter().for_each(|failure| report.failed(path, failure));
            listing
                .documents
                .into_iter()
                .map(|document| (document.path, document.name, document.records))
                .collect()
        } else if store::source_of_record(path).is_some() {
            let source = store::source_of_record(path).unwrap_or_default();
            vec![(source.clone(), file_name(&source), vec![path.clone()])]
        } else if path.is_file() {
            let records = store::records_of(path).unwrap_or_default();
            if records.is_empty() {
                report.failed(path, "There is no record beside the article");
                continue;
            }
            vec![(path.clone(), file_name(path), records)]
        } else {
            report.failed(path, "There is no such file");
            continue;
        };
        for (source, name, records) in listed {
            match record_of(&source, records, arguments) {
                Ok(Some(record)) => {
                    let name =
                        name.strip_suffix(".txt").unwrap_or(&name).replace(std::path::MAIN_SEPARATOR, "/");
                    let taken = |names: &HashSet<String>, name: &str| names.contains(name);
                    let unique = (1..)
                        .map(|number| if number == 1 { name.clone() } else { format!("{name}-{number}") })
                        .find(|name| !taken(&names, name));
                    let name = unique.unwrap_or(name);
                    names.insert(name.clone());
                    chosen.push(Chosen { record, name });
                }
                Ok(None) => without += 1,
                Err(message) => report.failed(&source, message),
            }
        }
    }
    if without > 0 {
        note(&format!("{} without such a record passed over", count(without, "article")));
    }
    chosen
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Returns the record that is asked for: the gold one, the annotator's, or the only one.
fn record_of(
    source: &Path,
    records: Vec<PathBuf>,
    arguments: &Arguments,
) -> Result<Option<PathBuf>, &'static str> {
    let ends = |name: &str| {
        let ending = format!(".{name}{}", store::RECORD_ENDING);
        records.iter().find(|record| record.to_string_lossy().ends_with(&ending)).cloned()
    };
    if arguments.gold {
        return Ok(ends("gold"));
    }
    if let Some(annotator) = &arguments.annotator {
        let own = Project::of(source).ok().map(|project| project.record_path(source, annotator));
        return Ok(own.filter(|own| records.contains(own)).or_else(|| ends(annotator)));
    }
    match ends("gold") {
        Some(gold) => Ok(Some(gold)),
        None if records.len() > 1 => {
            Err("Several annotators have records; choose with --annotator or --gold")
        }
        None => Ok(records.into_iter().next()),
    }
}

fn open(chosen: &Chosen) -> Result<store::Opened, String> {
    let opened = store::open(&chosen.record, None, None).map_err(|error| error.to_string())?;
    if opened.target.read_only == Some(ReadOnly::Damaged) {
        let first = opened.problems.first().map(ToString::to_string).unwrap_or_default();
        return Err(format!("The record is damaged: {first}"));
    }
    Ok(opened)
}

fn exported(
    format: Format,
    chosen: &Chosen,
    opened: &store::Opened,
    options: &Options,
) -> Result<Exported, String> {
    let source =
        Source { name: &chosen.name, document: &opened.document, set: &opened.set, schema: &opened.schema };
    if format.is_drawn() {
        drawn(format, &source, options)
    } else {
        Ok(format::export(format, &source, options))
    }
}

/// Draws a page in the bundled fonts alone: the same on every machine.
#[cfg(feature = "typeset")]
fn drawn(format: Format, source: &Source<'_>, options: &Options) -> Result<Exported, String> {
    use std::sync::{Arc, LazyLock};

    use crate::picture;
    use crate::typeset::FontBook;

    static BOOK: LazyLock<Arc<FontBook>> = LazyLock::new(FontBook::bundled);
    let page = picture::Options::default();
    let drawn = picture::export(format, source, options, &page, &BOOK);
    drawn.map_err(|error| format!("{error}. {}", error.hint()))
}

#[cfg(not(feature = "typeset"))]
fn drawn(_: Format, _: &Source<'_>, _: &Options) -> Result<Exported, String> {
    Err("This build draws no pages; build it with the feature `typeset`".to_owned())
}

/// What the first look at every document found.
struct Survey {
    summary: Summary,
    /// For each document: its signature, `None` where it couldn't be read.
    signatures: Vec<Option<Signature>>,
}

/// Looks at every document, lists what would be lost, and counts.
fn survey(arguments: &Arguments, documents: &[Chosen], options: &Options, report: &mut Report) -> Survey {
    let mut found = Survey { summary: Summary::default(), signatures: Vec::with_capacity(documents.len()) };
    let splits = arguments.split.is_some();
    let work = |chosen: &Chosen| -> Result<(Vec<Loss>, AnnotationSet, Signature), String> {
        let opened = open(chosen)?;
        let losses = exported(arguments.to, chosen, &opened, options)?.losses;
        let text = if splits { opened.document.text() } else { "" };
        Ok((losses, opened.set, Signature::of(text)))
    };
    let mut chosen = documents.iter();
    map_in_order(documents, work, |answer| {
        let Some(chosen) = chosen.next() else { return };
        match answer {
            Ok((losses, set, signature)) => {
                report.losses_of(&chosen.record, &losses);
                found.summary.add(&set, options.layers.as_deref());
                found.signatures.push(Some(signature));
            }
            Err(message) => {
                report.failed(&chosen.record, message);
                found.signatures.push(None);
            }
        }
    });
    found
}

/// Writes documents in their order.
struct Writer {
    format: Format,
    folder: OutputFolder,
    schema: Schema,
    summary: Summary,
    /// For each document the number of its split, `None` where it isn't written.
    places: std::vec::IntoIter<Option<usize>>,
    names: Vec<Option<String>>,
    files: Vec<(OutputFile, Encoder)>,
    counts: Vec<usize>,
}

impl Writer {
    fn create(
        arguments: &Arguments,
        documents: &[Chosen],
        found: Survey,
        schema: Schema,
        project: Project,
    ) -> Result<Self, Failure> {
        let refused = |error: io::Error| unwritable(&error, &arguments.output);
        let folder = OutputFolder::create(&arguments.output).map_err(refused)?;
        let (names, places): (Vec<Option<String>>, Vec<Option<usize>>) = match &arguments.split {
            None => (vec![None], found.signatures.iter().map(|found| found.as_ref().map(|_| 0)).collect()),
            Some(shares) => {
                let read: Vec<(usize, (String, Signature))> = documents
                    .iter()
                    .zip(found.signatures)
                    .enumerate()
                    .filter_map(|(number, (chosen, signature))| {
                        Some((number, (chosen.name.clone(), signature?)))
                    })
                    .collect();
                let (numbers, read): (Vec<usize>, Vec<_>) = read.into_iter().unzip();
                let mut places = vec![None; documents.len()];
                for (number, split) in numbers.into_iter().zip(shares.assign(&read, arguments.seed)) {
                    places[number] = Some(split);
                }
                (shares.names().map(|name| Some(name.to_owned())).collect(), places)
            }
        };
        let mut files = Vec::new();
        for name in &names {
            if let Some((encoder, head)) = Encoder::begin(arguments.to).map_err(refused)? {
                let mut file = folder.stream(&arguments.to.file_of(name.as_deref())).map_err(refused)?;
                file.write(&head).map_err(refused)?;
                files.push((file, encoder));
            }
        }
        let mut summary = found.summary;
        summary.guideline = project.guideline_words();
        summary.title = project.name;
        let counts = vec![0; names.len()];
        Ok(Self {
            format: arguments.to,
            folder,
            schema,
            summary,
            places: places.into_iter(),
            names,
            files,
            counts,
        })
    }

    /// Returns the split of the next document.
    fn next(&mut self) -> Option<usize> {
        self.places.next().flatten()
    }

    fn put(&mut self, split: usize, exported: Exported) -> io::Result<()> {
        if let Some((file, encoder)) = self.files.get_mut(split) {
            file.write(&encoder.put(exported.piece)?)?;
        }
        self.counts[split] += 1;
        for file in exported.files {
            match &self.names[split] {
                Some(name) => self.folder.write(&format!("{name}/{}", file.name), &file.bytes)?,
                None => self.folder.write(&file.name, &file.bytes)?,
            }
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        for (mut file, encoder) in self.files {
            file.write(&encoder.finish()?)?;
            file.finish()?;
        }
        let splits = self.names.iter().zip(&self.counts).map(|(name, count)| {
            let split = name.as_deref().unwrap_or("train");
            (split.to_owned(), self.format.file_of(name.as_deref()), *count)
        });
        self.summary.splits = splits.collect();
        for file in format::companions(self.format, &self.schema, &self.summary) {
            self.folder.write(&file.name, &file.bytes)?;
        }
        Ok(())
    }
}

/// What is told while it is found, so that nothing grows with the corpus.
pub(super) struct Report {
    json: bool,
    pub losses: usize,
    failures: Vec<(String, String)>,
    kinds: BTreeMap<String, usize>,
}

impl Report {
    pub fn begin(json: bool) -> Self {
        Self { json, losses: 0, failures: Vec::new(), kinds: BTreeMap::new() }
    }

    fn losses_of(&mut self, path: &Path, losses: &[Loss]) {
        for loss in losses {
            *self.kinds.entry(loss.what.clone()).or_default() += 1;
            if self.json {
                let item = loss.item.as_ref().map(ToString::to_string);
                let line = json!({ "path": path, "annotation": item, "what": loss.what });
                let before = if self.losses == 0 { "{\"losses\":[\n" } else { ",\n" };
                // A reader that went away is told of at the end.
                let _told = answer(format!("{before}{line}").as_bytes());
            } else {
                let item = loss.item.as_ref().map_or_else(|| "document".to_owned(), ToString::to_string);
                note(&format!("lost: {}: {item}: {}", path.display(), loss.what));
            }
            self.losses += 1;
        }
    }

    pub fn failed(&mut self, path: &Path, message: impl Into<String>) {
        let message = message.into();
        Failure::new(format!("{message}\nFile: {}", path.display())).tell();
        self.failures.push((path.display().to_string(), message));
    }

    /// Tells how much is lost of what.
    fn summarise(&self) {
        for (what, number) in &self.kinds {
            note(&format!("not carried: {number} × {what}"));
        }
    }

    pub fn end(&self, documents: usize, annotations: usize) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        let open = if self.losses == 0 { "{\"losses\":[" } else { "\n" };
        let failed = self.failures_json();
        let rest =
            json!({ "documents": documents, "annotations": annotations, "failed": failed }).to_string();
        answer(format!("{open}],{}\n", &rest[1..]).as_bytes())
    }

    pub fn failures_json(&self) -> serde_json::Value {
        self.failures.iter().map(|(path, message)| json!({ "path": path, "message": message })).collect()
    }

    pub fn status(&self, done: usize) -> Status {
        match (self.failures.is_empty(), done) {
            (true, _) => Status::Done,
            (false, 0) => Status::Failed,
            (false, _) => Status::Problems,
        }
    }
}
