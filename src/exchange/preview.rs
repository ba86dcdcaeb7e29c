//! What an export or an import would make of its first document; nothing is written.

use std::io;
use std::path::PathBuf;

use crate::exchange::choose::Choice;
use crate::exchange::export::Ground;
use crate::exchange::pieces::{Found, Pieces, Reader, Trouble};
use crate::exchange::report::Failed;
use crate::exchange::{ExchangeError, Export, Import, Stop, document};
use crate::format::{self, Encoder, Exported, Fault, Format, Loss, Options, Pseudonyms, Summary};
use crate::store::{Contents, Folders, Project};

/// One file as it would be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewFile {
    /// Its path in the folder.
    pub name: String,
    /// Its beginning; `None` where it is no text.
    pub text: Option<String>,
    /// Whether `text` is not all of it.
    pub is_cut: bool,
    /// Its length in bytes; for a file that documents share, with this document alone.
    pub bytes: usize,
}

/// The first document that can be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPreview {
    /// How many documents would be exported.
    pub documents: usize,
    /// How many articles have no record of the kind asked for.
    pub passed_over: usize,
    /// What can't be exported, as far as it was looked at.
    pub failed: Vec<Failed>,
    pub first: Option<FirstExported>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstExported {
    /// Its id in the corpus.
    pub name: String,
    pub annotations: usize,
    pub files: Vec<PreviewFile>,
    /// The names of the files that stand once beside all documents.
    pub companions: Vec<String>,
    pub losses: Vec<Loss>,
}

/// The first document that can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPreview {
    /// How many files there are.
    pub files: usize,
    pub failed: Vec<Failed>,
    pub first: Option<FirstImported>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstImported {
    pub path: PathBuf,
    pub format: Format,
    pub name: String,
    /// The beginning of its text.
    pub text: String,
    pub is_cut: bool,
    pub annotations: usize,
    pub relations: usize,
    /// Layer, label and text of the first annotations.
    pub marks: Vec<(String, String, String)>,
    pub faults: Vec<Fault>,
}

/// How many annotations an import's preview names.
const MARKS: usize = 50;

/// How many files without a document an import's preview looks at before it gives up.
const TRIES: usize = 100;

impl Export {
    /// Returns what would be written for the first document, with `most` code points of each file at most.
    ///
    /// # Errors
    ///
    /// Where the project's file can't be used or a layer is unknown.
    pub fn preview(&self, stop: &Stop, most: usize) -> Result<ExportPreview, ExchangeError> {
        let ground = self.ground()?;
        let Choice { documents, without, mut failed, .. } = Choice::of(&self.paths, &self.whose);
        let mut first = None;
        for chosen in &documents {
            if stop.is_asked() {
                break;
            }
            match document::open(chosen, &Folders::default()) {
                Err(message) => failed.push(Failed::new(&chosen.record, message)),
                Ok(opened) => {
                    let options = self.options_for(&ground, &opened);
                    let exported = match document::write(self.format, &chosen.name, &opened, &options) {
                        Ok(exported) => exported,
                        Err(message) => {
                            failed.push(Failed::new(&chosen.record, message));
                            continue;
                        }
                    };
                    let mut files = Vec::new();
                    if let Ok(Some(bytes)) = alone(self.format, &exported) {
                        let split = self.split.as_ref().and_then(|split| split.shares.names().next());
                        files.push(PreviewFile::of(self.format.file_of(split), &bytes, most));
                    }
                    let own = exported.files.into_iter();
                    files.extend(own.map(|file| PreviewFile::of(file.name, &file.bytes, most)));
                    let companions = format::companions(self.format, &ground.schema, &Summary::default());
                    first = Some(FirstExported {
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
        Ok(ExportPreview { documents: documents.len(), passed_over: without, failed, first })
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

impl PreviewFile {
    fn of(name: String, bytes: &[u8], most: usize) -> Self {
        let text = std::str::from_utf8(bytes).ok();
        let (text, is_cut) = text.map_or((None, false), |text| {
            let (beginning, is_cut) = beginning(text, most);
            (Some(beginning), is_cut)
        });
        Self { name, text, is_cut, bytes: bytes.len() }
    }
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
    pub fn preview(&self, stop: &Stop, most: usize) -> Result<ImportPreview, ExchangeError> {
        if let Some(format) = self.from.filter(|format| !format.is_imported()) {
            return Err(ExchangeError::NotImported(format.name()));
        }
        let (files, mut failed) = Found::all(&self.paths);
        let (schema, _) = Project::of(&self.output)?.load_schema()?;
        let stamp = self.stamp();
        let reader = Reader { schema: &schema, stamp: &stamp };
        let mut first = None;
        for piece in Pieces::of(&files, self.from).take(TRIES) {
            if stop.is_asked() {
                break;
            }
            let (place, contents) = reader.read(piece);
            let file = place.file;
            match contents.trouble {
                Some(Trouble::Unknown) if !file.is_named => continue,
                Some(trouble) => {
                    failed.push(trouble.failed(&file.path));
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
                failed.push(Failed::new(&file.path, message));
                continue;
            };
            let (text, is_cut) = beginning(one.document.text(), most);
            let marks = one.set.iter().take(MARKS).map(|annotation| {
                let spans = annotation.all_fragments().map(|(_, span)| one.document.slice(span));
                let text = spans.collect::<Vec<_>>().join(" … ");
                (annotation.layer.clone(), annotation.label.clone(), text)
            });
            first = Some(FirstImported {
                path: file.path.clone(),
                format,
                name: if one.name.is_empty() { file.name.clone() } else { one.name.clone() },
                text,
                is_cut,
                annotations: one.set.len(),
                relations: one.set.relations().count(),
                marks: marks.collect(),
                faults: one.faults.iter().cloned().chain(contents.faults).collect(),
            });
            break;
        }
        Ok(ImportPreview { files: files.len(), failed, first })
    }
}
