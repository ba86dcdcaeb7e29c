//! `hashiya import`: other programs' files as articles with records.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::export::{Report, count, format_named};
use crate::cli::output::{Failure, Status, answer_json, note};
use crate::cli::parallel::map_in_order;
use crate::format::{self, Format, Imported, Input, Inventory, Stamp};
use crate::schema::Schema;
use crate::store::record::{self, Header, SchemaRef};
use crate::store::{self, OutputFolder, PROJECT_FILE, Project, RECORD_ENDING};
use crate::text::sha256_hex;

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

/// A file to read.
struct Found {
    path: PathBuf,
    /// Its path from the folder that was named, without an ending.
    name: String,
    /// Whether it was named itself, not found in a folder.
    named: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    if let Some(format) = arguments.from.filter(|format| !format.is_imported()) {
        return Err(Failure::new(format!("The format {} can't be imported", format.name()))
            .hint("Export it from the other program in one of the formats that can."));
    }
    let mut report = Report::begin(false);
    let files = find(arguments, &mut report);
    let refused = |error: io::Error| {
        Failure::new(format!("Cannot write: {error}\nFolder: {}", arguments.output.display()))
            .hint("Check that the folder may be written to and that there is room on the disk.")
    };
    let folder = OutputFolder::create(&arguments.output).map_err(refused)?;
    let project = Project::of(&arguments.output)?;
    let (schema, _) = project.load_schema()?;
    let annotator = store::default_annotator();
    let stamp = Stamp { creator: annotator.clone(), time: now() };
    let reader = Reader { from: arguments.from, schema: &schema, stamp: &stamp };
    let mut inventory = Inventory::default();
    map_in_order(
        &files,
        |file| reader.read(file).map(|documents| Inventory::of(&documents, &schema)),
        |answer| {
            if let Ok(found) = answer {
                inventory.merge(found);
            }
        },
    );
    let reference = write_schema(&inventory, &schema, &project, &folder).map_err(refused)?;
    let mut kept = Kept { folder, annotator, reference, names: BTreeMap::new() };
    let (mut documents, mut annotations) = (0, 0);
    let mut faults = Vec::new();
    let mut passed_over = 0;
    let mut listed = files.iter();
    map_in_order(
        &files,
        |file| reader.read(file),
        |answer| {
            let Some(file) = listed.next() else { return };
            let imported = match answer {
                Ok(imported) => imported,
                Err(Trouble::Unknown) if !file.named => {
                    passed_over += 1;
                    return;
                }
                Err(trouble) => return report.failed(&file.path, trouble.to_string()),
            };
            for one in imported {
                for fault in &one.faults {
                    note(&format!("{}:{}: {}", file.path.display(), fault.line, fault.what));
                    faults.push(json!({ "path": file.path, "line": fault.line, "message": fault.what }));
                }
                match kept.put(&one, file) {
                    Ok(()) => {
                        documents += 1;
                        annotations += one.set.len();
                    }
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        report.failed(&file.path, format!("There is already an article {}", one.name));
                    }
                    Err(error) => report.failed(&file.path, format!("Cannot write {}: {error}", one.name)),
                }
            }
        },
    );
    if passed_over > 0 {
        note(&format!("{} of no known format passed over", count(passed_over, "file")));
    }
    note(&format!("{} with {} imported", count(documents, "document"), count(annotations, "annotation")));
    if arguments.json {
        let failed = report.failures_json();
        answer_json(&json!({
            "documents": documents, "annotations": annotations, "losses": [], "problems": faults, "failed": failed,
        }))?;
    }
    Ok(report.status(documents).max(if faults.is_empty() { Status::Done } else { Status::Problems }))
}

/// Returns the time now, RFC 3339 in UTC, whole seconds.
fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

fn find(arguments: &Arguments, report: &mut Report) -> Vec<Found> {
    let mut found = Vec::new();
    for path in &arguments.paths {
        if !path.is_dir() {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            found.push(Found { path: path.clone(), name, named: true });
            continue;
        }
        let (files, failures) = store::files_in(path);
        failures.iter().for_each(|failure| report.failed(path, failure));
        for file in files {
            // The text of a standoff file is read with it.
            let is_text = file.extension().is_some_and(|ending| ending == "txt");
            if is_text && ["ann", "jsonld"].iter().any(|ending| file.with_extension(ending).is_file()) {
                continue;
            }
            let inside = file.strip_prefix(path).unwrap_or(&file).with_extension("");
            let name = inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            found.push(Found { path: file, name, named: false });
        }
    }
    found
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("Cannot tell the file's format; name it with --from")]
    Unknown,
    #[error("There is no such file")]
    Missing,
    #[error("Cannot read the file: {0}")]
    Unreadable(io::Error),
    #[error("{0}. {hint}", hint = .0.hint())]
    Import(#[from] format::ImportError),
}

struct Reader<'a> {
    from: Option<Format>,
    schema: &'a Schema,
    stamp: &'a Stamp,
}

impl Reader<'_> {
    fn read(&self, file: &Found) -> Result<Vec<Imported>, Trouble> {
        let bytes = store::read_foreign(&file.path).map_err(Trouble::Unreadable)?.ok_or(Trouble::Missing)?;
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        let recognised = Format::recognise(&name, &bytes);
        let format = self.from.or(recognised).ok_or(Trouble::Unknown)?;
        let text = match format {
            format if format.keeps_text_apart() => {
                store::read_foreign(&file.path.with_extension("txt")).map_err(Trouble::Unreadable)?
            }
            _ => None,
        };
        let input = Input { bytes: &bytes, text: text.as_deref() };
        let mut imported = format::import(format, &input, self.schema, self.stamp)?;
        let several = imported.len() > 1;
        for (number, one) in imported.iter_mut().enumerate() {
            if one.name.is_empty() {
                one.name = if several { format!("{}-{}", file.name, number + 1) } else { file.name.clone() };
            }
            one.name = safe(&one.name);
        }
        Ok(imported)
    }
}

/// Returns a relative path out of a name that may hold anything.
fn safe(name: &str) -> String {
    let clean = |part: &str| -> String {
        let bad = |one: char| one.is_control() || "\\:*?\"<>|".contains(one);
        let part: String = part.chars().map(|one| if bad(one) { '_' } else { one }).take(100).collect();
        part.trim_matches(|one| one == '.' || one == ' ').to_owned()
    };
    let parts: Vec<String> = name.split('/').map(clean).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "document".to_owned() } else { parts.join("/") }
}

/// Writes a schema that knows what was found, where the one in force doesn't and the folder has no project.
fn write_schema(
    inventory: &Inventory,
    schema: &Schema,
    project: &Project,
    folder: &OutputFolder,
) -> io::Result<SchemaRef> {
    let in_force =
        SchemaRef { id: schema.id.clone(), version: schema.version.into(), ..SchemaRef::default() };
    let Some(extended) = inventory.extend(schema) else { return Ok(in_force) };
    if !project.root.as_os_str().is_empty() {
        note("The project's schema lacks labels that the files have; `hashiya validate` lists them");
        return Ok(in_force);
    }
    let json = serde_json::to_string_pretty(&extended).map_err(io::Error::other)? + "\n";
    folder.write_new("schema.json", json.as_bytes())?;
    folder.write_new(PROJECT_FILE, b"schema = \"schema.json\"\n")?;
    note("schema.json was written: the built-in schema with the labels that the files have beside it");
    Ok(SchemaRef {
        id: extended.id.clone(),
        version: extended.version.into(),
        sha256: Some(sha256_hex(json.as_bytes())),
        ..SchemaRef::default()
    })
}

/// Where articles and records go.
struct Kept {
    folder: OutputFolder,
    annotator: String,
    reference: SchemaRef,
    names: BTreeMap<String, usize>,
}

impl Kept {
    fn put(&mut self, one: &Imported, file: &Found) -> io::Result<()> {
        // Names that stand twice in what is imported are told apart; what was there before is left alone.
        let times = self.names.entry(one.name.clone()).or_default();
        *times += 1;
        let name = if *times > 1 { format!("{}-{times}.txt", one.name) } else { format!("{}.txt", one.name) };
        if one.document.text().is_empty() {
            return Err(io::Error::other(format!("the text is empty in {}", file.path.display())));
        }
        let text = one.document.text().as_bytes();
        let header = Header {
            source: Path::new(&name).file_name().unwrap_or_default().to_string_lossy().into_owned(),
            source_sha256: Some(sha256_hex(text)),
            annotator: self.annotator.clone(),
            schema: self.reference.clone(),
            ..Header::default()
        };
        self.folder.write_new(&name, text)?;
        let bytes = record::write(&one.set.snapshot(), &header, &one.document);
        self.folder.write_new(&format!("{name}{RECORD_ENDING}"), &bytes)
    }
}
