//! Other people's files: a set in, bytes out; bytes in, sets out. Nothing here knows a path or the disk.
//!
//! Every export says what it could not carry ([`Loss`]); every import keeps what it can read and names the
//! lines that it could not ([`Fault`]).

mod carried;
mod cut;
mod encoder;
mod excluded;
mod inventory;
mod kind;
mod lenient;
mod name;
mod prepare;
mod pseudonym;
mod read;
mod split;
mod summary;
mod token;

mod brat;
mod claim_review;
mod conllu;
mod doccano;
mod documents;
mod hugging_face;
mod iob;
mod label_studio;
mod spacy;
mod table;
mod uima;
mod w3c;
mod webanno;
mod xmi;

use crate::annotation::{AnnotationSet, Id};
use crate::schema::Schema;
use crate::text::Document;

pub use cut::{CutPiece, Cutter, Quoting, import_piece};
pub use encoder::Encoder;
pub use hugging_face::{ParquetPiece, ParquetRows};
pub use inventory::Inventory;
pub use kind::{Format, Shape};
pub use prepare::{Clitics, Excluded, Options};
pub use pseudonym::Pseudonyms;
pub use read::Stamp;
pub use split::{Divided, Shares, Signature};
pub use summary::Summary;
pub use table::safe as spreadsheet_cell;
pub use token::Tokens;

/// A document with what is marked in it, about to be exported.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The document's id: its path in the corpus, with `/` between folders, without the ending `.txt`.
    pub name: &'a str,
    pub document: &'a Document,
    pub set: &'a AnnotationSet,
    pub schema: &'a Schema,
}

/// Something marked that a format could not carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// The annotation, relation or entity record; `None` for what concerns the document.
    pub item: Option<Id>,
    pub what: String,
}

/// One file's name and bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Relative, with `/` between folders.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What became of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The files that this document has for itself.
    pub files: Vec<File>,
    /// Its piece of the file that all documents share, where the format has one; an [`Encoder`] puts them together.
    pub piece: Vec<u8>,
    pub losses: Vec<Loss>,
}

/// One document read from another program's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The id that the file gives it, as a relative path without an ending; empty where it gives none.
    pub name: String,
    pub document: Document,
    pub set: AnnotationSet,
    pub faults: Vec<Fault>,
}

/// What could not be read, and where; the rest was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The number of the line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    pub what: String,
}

/// Why a file could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("The format {0} can't be imported")]
    NotImported(&'static str),
    #[error("The file is not UTF-8 (first bad byte at {0})")]
    NotUtf8(usize),
    #[error("The text that the annotations belong to is missing: {0}")]
    NoText(String),
    #[error("The file is not of the format {format}: {what}")]
    Malformed { format: &'static str, what: String },
}

impl ImportError {
    /// Returns what can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotImported(_) => "Export it from the other program in one of the formats that can.",
            Self::NotUtf8(_) => "Convert the file to UTF-8.",
            Self::NoText(_) => "Put the text beside the file, with the same name.",
            Self::Malformed { .. } => "Name its format with `--from`.",
        }
    }
}

/// What is imported: a file, and the one beside it where a format keeps text and annotations apart.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub bytes: &'a [u8],
    /// The text file of a standoff format.
    pub text: Option<&'a [u8]>,
}

/// Writes one document in that format; a page is made by [`drawn`].
///
/// The same source and options give the same bytes.
pub fn export(format: Format, source: &Source<'_>, options: &Options) -> Exported {
    let prepared = prepare::prepare(source, options);
    let source = Source { document: &prepared.document, set: &prepared.set, ..*source };
    let mut exported = match format {
        Format::Brat => brat::write(&source),
        Format::HuggingFace | Format::HuggingFaceLines => hugging_face::write(&source),
        Format::Csv => table::write(&source, b','),
        Format::Tsv => table::write(&source, b'\t'),
        Format::Conll => iob::write(&source, options.clitics, iob::Tags::One),
        Format::NestedIob => iob::write(&source, options.clitics, iob::Tags::Many),
        Format::Doccano => doccano::write(&source),
        Format::LabelStudio => label_studio::write(&source),
        Format::Spacy => spacy::write(&source, options.clitics),
        Format::Prodigy => spacy::write_prodigy(&source, options.clitics),
        Format::ClaimReview => claim_review::write(&source),
        Format::Html | Format::Pdf | Format::Png | Format::Svg => {
            let what = "the page: it is drawn, not written".to_owned();
            return Exported { losses: vec![Loss { item: None, what }], ..Exported::default() };
        }
        Format::W3c => w3c::write(&source),
        Format::Xmi => xmi::write(&source),
        Format::WebannoTsv => webanno::write(&source),
        Format::Conllu => conllu::write(&source, options.clitics),
    };
    exported.losses.extend(prepared.losses);
    exported.losses.extend(carried::losses(format, &source));
    exported.losses.sort();
    exported.losses.dedup();
    exported.files.extend(prepared.offsets.map(|bytes| {
        let name = format!("{}.offsets.json", source.name);
        File { name, bytes }
    }));
    exported
}

/// Makes one document a page of that format: `draw` is given the document as it goes out.
///
/// # Errors
///
/// Those of `draw`.
pub fn drawn<E>(
    format: Format,
    source: &Source<'_>,
    options: &Options,
    draw: impl FnOnce(&Source<'_>) -> Result<Vec<u8>, E>,
) -> Result<Exported, E> {
    let prepared = prepare::prepare(source, options);
    let bytes = draw(&Source { document: &prepared.document, set: &prepared.set, ..*source })?;
    let mut losses = prepared.losses;
    losses.sort();
    losses.dedup();
    let page = File { name: format!("{}.{}", source.name, format.ending()), bytes };
    let offsets = prepared.offsets.map(|bytes| File { name: format!("{}.offsets.json", source.name), bytes });
    Ok(Exported { files: std::iter::once(page).chain(offsets).collect(), piece: Vec::new(), losses })
}

/// Reads the documents of a file.
///
/// `schema` tells which names are labels of which layer; names that it doesn't know become labels of its
/// first layer, or of the layer `event` where they name events.
///
/// # Errors
///
/// Where nothing of the file can be read.
pub fn import(
    format: Format,
    input: &Input<'_>,
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Vec<Imported>, ImportError> {
    if format == Format::HuggingFace && hugging_face::is_parquet(input.bytes) {
        return hugging_face::read(input.bytes, stamp);
    }
    let (bytes, bad) = read::sound_lines(input.bytes)?;
    let read = read_sound(format, &Input { bytes: &bytes, ..*input }, schema, stamp);
    if bad.is_empty() {
        return read;
    }
    let mut documents = match (read, read::utf8(input.bytes)) {
        (Ok(documents), _) => documents,
        (Err(_), Err(error)) | (Err(error), Ok(_)) => return Err(error),
    };
    // What became of a line without its letters says less than that.
    for document in &mut documents {
        document.faults.retain(|fault| !bad.contains(&fault.line));
    }
    let told = bad.into_iter().map(|line| Fault { line, what: "the line is not UTF-8".to_owned() });
    documents.first_mut().into_iter().for_each(|first| first.faults.extend(told.clone()));
    Ok(documents)
}

/// Reads a file that is UTF-8, or Parquet.
fn read_sound(
    format: Format,
    input: &Input<'_>,
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Vec<Imported>, ImportError> {
    match format {
        Format::Brat => brat::read(input, schema, stamp).map(|imported| vec![imported]),
        Format::HuggingFace | Format::HuggingFaceLines => hugging_face::read(input.bytes, stamp),
        Format::Conll | Format::NestedIob => cut::import_whole(format, input.bytes, schema, stamp),
        Format::Doccano => doccano::read(input.bytes, schema, stamp),
        Format::LabelStudio => label_studio::read(input.bytes, schema, stamp),
        Format::Prodigy => spacy::read_prodigy(input.bytes, schema, stamp),
        Format::Csv => documents::read(input.bytes, b',', schema, stamp),
        Format::Tsv => documents::read(input.bytes, b'\t', schema, stamp),
        Format::W3c => w3c::read(input, schema, stamp).map(|read| vec![read]),
        Format::Xmi => xmi::read(input.bytes, schema, stamp).map(|read| vec![read]),
        Format::WebannoTsv => webanno::read(input.bytes, schema, stamp).map(|read| vec![read]),
        Format::Conllu => conllu::read(input.bytes, schema, stamp),
        other => Err(ImportError::NotImported(other.name())),
    }
}

/// Returns the files that stand once beside all documents: cards, configurations, scripts.
pub fn companions(format: Format, schema: &Schema, summary: &Summary) -> Vec<File> {
    match format {
        Format::Brat => brat::configuration(schema, summary),
        Format::HuggingFace | Format::HuggingFaceLines => vec![hugging_face::card(schema, summary)],
        Format::LabelStudio => vec![label_studio::interface(schema, summary)],
        Format::Spacy => vec![spacy::script()],
        Format::Xmi => vec![xmi::system(schema, summary)],
        _ => Vec::new(),
    }
}
