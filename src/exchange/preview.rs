//! What an export or an import would make of its first document; nothing is written.

use std::io;

use crate::exchange::choose::Choice;
use crate::exchange::export::Ground;
use crate::exchange::pieces::{Files, Pieces, Reader, Trouble};
use crate::exchange::report::Failed;
use crate::exchange::{ExchangeError, Export, Import, Stop, document};
use crate::format::{self, Encoder, Exported, Format, Options, Pseudonyms, Summary};
use crate::session::{ExportSample, ExportedSample, ImportSample, ImportedSample, LeftOut, SampleFile};
use crate::store::{Contents, Folders, Project};

/// How many annotations an import's preview names.
const MARKS: usize = 50;

/// How many files without a document an import's preview looks at before it gives up.
const TRIES: usize = 100;

/// How many things that can't be exported or imported are listed.
const LISTED: usize = 200;

/// What is listed of what can't be exported or imported.
#[derive(Default)]
struct List(Vec<LeftOut>);

impl List {
    fn add(&mut self, failed: &Failed) {
        if self.0.len() < LISTED {
            self.0.push(failed.into());
        }
    }
}

impl Export {
    /// Returns what would be written for the first document, with `most` code points of each file at most.
    ///
    /// # Errors
    ///
    /// Where the project's file can't be used or a layer is unknown.
    pub fn preview(&self, stop: &Stop, most: usize) -> Result<ExportSample, ExchangeError> {
        let ground = self.ground()?;
        let mut failed = List::default();
        let choice = Choice::of(&self.paths, &self.whose, &self.output, stop, &mut |one| failed.add(&one))?;
        let mut first = None;
        let folders = Folders::default();
        for chosen in choice.iter() {
            if stop.is_asked() {
                break;
            }
            let chosen = &chosen.map_err(ExchangeError::Temporary)?;
            match document::open(chosen, &folders) {
                Err(left_out) => failed.add(&left_out),
                Ok(opened) => {
                    let options = self.options_for(&ground, &opened);
                    let exported =
                        match document::write(self.format, &chosen.name, &opened, &options, self.page) {
                            Ok(exported) => exported,
                            Err(message) => {
                                failed.add(&Failed::new(&chosen.record, message));
                                continue;
                            }
                        };
                    let mut files = Vec::new();
                    if let Ok(Some(bytes)) = alone(self.format, &exported) {
                        let split = self.split.as_ref().and_then(|split| split.shares.names().next());
                        files.push(shown(self.format.file_of(split), &bytes, most));
                    }
                    let own = exported.files.into_iter();
                    files.extend(own.map(|file| shown(file.name, &file.bytes, most)));
                    let companions = format::companions(self.format, &ground.schema, &Summary::default());
                    first = Some(ExportedSample {
                        name: chosen.name.clone(),
                        annotations: document::annotations(&opened, &self.options),
                        files,
                        companions: companions.into_iter().map(|file| file.name).collect(),
                        losses: exported.losses,
                    });
                    break;
                }
            }
        }
        let (documents, passed_over) = (choice.documents, choice.without);
        Ok(ExportSample { documents, passed_over, failed: failed.0, first })
    }

    /// Returns the options with the pseudonyms that the annotators of one document would have without the others.
    fn options_for(&self, ground: &Ground, opened: &Contents) -> Options {
        let mut options = self.options.clone();
        if !self.keeps_names {
            let mut summary = Summary::default();
            summary.add(&opened.set, options.layers.as_deref());
            options.names = Some(Pseudonyms::new(&ground.project.annotators, summary.annotators.keys()));
        }
        options
    }
}

/// Returns the file that documents share, with this one alone in it.
fn alone(format: Format, exported: &Exported) -> io::Result<Option<Vec<u8>>> {
    let Some((mut encoder, mut bytes)) = Encoder::begin(format)? else { return Ok(None) };
    bytes.extend(encoder.put(exported.piece.clone())?);
    bytes.extend(encoder.finish()?);
    Ok(Some(bytes))
}

/// Returns a file as a sample shows it.
fn shown(name: String, bytes: &[u8], most: usize) -> SampleFile {
    let text = std::str::from_utf8(bytes).ok();
    let (text, is_cut) = text.map_or((None, false), |text| {
        let (beginning, is_cut) = beginning(text, most);
        (Some(beginning), is_cut)
    });
    SampleFile { name, text, is_cut, bytes: bytes.len() }
}

/// Returns the first code points of a text, and whether more follow.
fn beginning(text: &str, most: usize) -> (String, bool) {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    (text[..end].to_owned(), end < text.len())
}

impl Import {
    /// Returns what would become of the first document, with `most` code points of its text at most.
    ///
    /// # Errors
    ///
    /// Where the format can't be imported, or the project's file can't be used.
    pub fn preview(&self, stop: &Stop, most: usize) -> Result<ImportSample, ExchangeError> {
        if let Some(format) = self.from.filter(|format| !format.is_imported()) {
            return Err(ExchangeError::NotImported(format.name()));
        }
        let mut failed = List::default();
        let files = Files::of(&self.paths, stop, &mut |one| failed.add(&one))?;
        let (schema, _) = Project::of(&self.output)?.load_schema()?;
        let stamp = self.stamp();
        let reader = Reader { schema: &schema, stamp: &stamp };
        let mut first = None;
        for piece in Pieces::of(&files, self.from).take(TRIES) {
            if stop.is_asked() {
                break;
            }
            let (place, contents) = reader.read(piece);
            let file = &*place.file;
            match contents.trouble {
                Some(Trouble::Unknown) if !file.is_named => continue,
                Some(trouble) => {
                    failed.add(&trouble.failed(&file.path, self.from));
                    continue;
                }
                None => {}
            }
            let mut documents = contents.documents.into_iter();
            let (Some(one), Some(format)) = (documents.next(), contents.format) else {
                let what = contents.faults.into_iter().next();
                let message = what.map_or_else(
                    || "There is no document in it".to_owned(),
                    |fault| format!("Line {}: {}", fault.line, fault.what),
                );
                failed.add(&Failed::new(&file.path, message));
                continue;
            };
            let (text, is_cut) = beginning(one.document.text(), most);
            let marks = one.set.iter().take(MARKS).map(|annotation| {
                let spans = annotation.all_fragments().map(|(_, span)| one.document.slice(span));
                let text = spans.collect::<Vec<_>>().join(" … ");
                (annotation.layer.clone(), annotation.label.clone(), text)
            });
            first = Some(ImportedSample {
                path: file.path.clone(),
                format,
                name: if one.name.is_empty() { file.name.clone() } else { one.name.clone() },
                text,
                is_cut,
                annotations: one.set.len(),
                relations: one.set.relations().count(),
                marks: marks.collect(),
                faults: one.faults.iter().cloned().chain(contents.faults).take(LISTED).collect(),
            });
            break;
        }
        Ok(ImportSample { files: files.count, failed: failed.0, first })
    }
}
