//! The formats: one table.

use crate::format::carried::Part;

/// A format of other people's programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Brat,
    Conll,
    NestedIob,
    /// Parquet.
    HuggingFace,
    /// The same rows as JSON lines.
    HuggingFaceLines,
    Prodigy,
    Spacy,
    LabelStudio,
    Doccano,
    Csv,
    Tsv,
    ClaimReview,
    Html,
    Pdf,
    Png,
    Svg,
    W3c,
    Xmi,
    WebannoTsv,
    Conllu,
}

/// How a format lays a corpus out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Files for each document.
    Apart,
    /// One file for all: what stands before the first document, between two and after the last.
    Shared { head: &'static str, between: &'static str, tail: &'static str },
}

/// One line after another.
const LINES: Shape = Shape::Shared { head: "", between: "", tail: "" };

impl Format {
    /// Every format, in the order of their names.
    pub const ALL: [Self; 20] = [
        Self::Brat,
        Self::ClaimReview,
        Self::Conll,
        Self::Conllu,
        Self::Csv,
        Self::Doccano,
        Self::HuggingFace,
        Self::HuggingFaceLines,
        Self::Html,
        Self::LabelStudio,
        Self::NestedIob,
        Self::Pdf,
        Self::Png,
        Self::Prodigy,
        Self::Spacy,
        Self::Svg,
        Self::Tsv,
        Self::W3c,
        Self::WebannoTsv,
        Self::Xmi,
    ];

    /// Returns the name that the command line knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brat => "brat",
            Self::Conll => "conll",
            Self::NestedIob => "nested-iob",
            Self::HuggingFace => "hf",
            Self::HuggingFaceLines => "hf-jsonl",
            Self::Prodigy => "prodigy",
            Self::Spacy => "spacy",
            Self::LabelStudio => "label-studio",
            Self::Doccano => "doccano",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::ClaimReview => "claimreview",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Svg => "svg",
            Self::W3c => "w3c",
            Self::Xmi => "xmi",
            Self::WebannoTsv => "webanno-tsv",
            Self::Conllu => "conllu",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns the ending of its files, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Brat => "ann",
            Self::Conll | Self::NestedIob => "conll",
            Self::HuggingFace => "parquet",
            Self::HuggingFaceLines | Self::Prodigy | Self::Spacy | Self::Doccano => "jsonl",
            Self::LabelStudio => "json",
            Self::Csv => "csv",
            Self::Tsv | Self::WebannoTsv => "tsv",
            Self::W3c | Self::ClaimReview => "jsonld",
            Self::Xmi => "xmi",
            Self::Conllu => "conllup",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }

    /// Returns the name of the file that the documents of a split share, or of all documents.
    pub fn file_of(self, split: Option<&str>) -> String {
        match self {
            Self::HuggingFace | Self::HuggingFaceLines => {
                super::hugging_face::file_of(split.unwrap_or("train"), self.ending())
            }
            _ => format!("{}.{}", split.unwrap_or("data"), self.ending()),
        }
    }

    pub fn shape(self) -> Shape {
        match self {
            Self::Brat
            | Self::Conll
            | Self::Conllu
            | Self::NestedIob
            | Self::W3c
            | Self::WebannoTsv
            | Self::Xmi
            | Self::ClaimReview
            | Self::Html
            | Self::Pdf
            | Self::Png
            | Self::Svg => Shape::Apart,
            Self::HuggingFace | Self::HuggingFaceLines | Self::Prodigy | Self::Spacy | Self::Doccano => LINES,
            Self::LabelStudio => Shape::Shared { head: "[\n", between: ",\n", tail: "\n]\n" },
            Self::Csv => Shape::Shared { head: super::table::HEAD, between: "", tail: "" },
            Self::Tsv => Shape::Shared { head: super::table::TAB_HEAD, between: "", tail: "" },
        }
    }

    /// Returns what it has a place for beside spans and labels, as the handbook's table says.
    pub(super) fn carried(self) -> &'static [Part] {
        match self {
            Self::Conll | Self::NestedIob => &[],
            // What they show is the page; it is drawn, and told of in the handbook.
            Self::Html | Self::Pdf | Self::Png | Self::Svg => &[],
            // Which roles and attributes of a claim have a place, its writer knows.
            Self::ClaimReview => &[Part::Roles, Part::Attributes],
            Self::Spacy => &[Part::Roles],
            Self::Doccano => &[Part::Roles, Part::Relations],
            Self::LabelStudio => &[Part::Roles, Part::Attributes, Part::Notes, Part::Relations],
            Self::Csv | Self::Tsv => &[Part::Roles, Part::Attributes, Part::Notes, Part::Status],
            Self::Prodigy | Self::WebannoTsv => &[
                Part::Roles,
                Part::Attributes,
                Part::Notes,
                Part::Relations,
                Part::RelationAttributes,
                Part::RelationNotes,
            ],
            Self::Conllu => &[Part::Roles, Part::Attributes, Part::Notes, Part::Relations],
            Self::Brat => &[
                Part::Roles,
                Part::Attributes,
                Part::Notes,
                Part::Relations,
                Part::RelationAttributes,
                Part::RelationNotes,
                Part::Records,
            ],
            Self::Xmi => &[
                Part::Roles,
                Part::Attributes,
                Part::Notes,
                Part::Relations,
                Part::RelationAttributes,
                Part::RelationNotes,
                Part::Records,
                Part::Aliases,
                Part::Language,
                Part::DocumentStatus,
                Part::DocumentNotes,
                Part::DocumentLabels,
                Part::Metadata,
            ],
            Self::HuggingFace | Self::HuggingFaceLines | Self::W3c => &[
                Part::Roles,
                Part::Attributes,
                Part::Notes,
                Part::Status,
                Part::Confidence,
                Part::Origin,
                Part::Relations,
                Part::RelationAttributes,
                Part::RelationNotes,
                Part::Records,
                Part::Aliases,
                Part::Language,
                Part::DocumentStatus,
                Part::DocumentNotes,
                Part::DocumentLabels,
                Part::Metadata,
            ],
        }
    }

    /// Tells whether files of the format can be read.
    pub fn is_imported(self) -> bool {
        !matches!(self, Self::Spacy | Self::ClaimReview) && !self.is_drawn()
    }

    /// Tells whether what is written in it can be read again; tables are read as documents alone.
    pub fn goes_both_ways(self) -> bool {
        self.is_imported() && !matches!(self, Self::Csv | Self::Tsv)
    }

    /// Tells whether the format is a page, which [`drawn`](super::drawn) makes: this module knows no letters' places.
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Html | Self::Pdf | Self::Png | Self::Svg)
    }

    /// Tells whether each line of a file is a document.
    pub(super) fn has_document_on_each_line(self) -> bool {
        matches!(self, Self::HuggingFaceLines | Self::Prodigy | Self::Doccano)
    }

    /// Tells whether the text stands in a file of its own, of the same name with the ending `.txt`.
    pub fn keeps_text_apart(self) -> bool {
        matches!(self, Self::Brat | Self::W3c)
    }

    /// Tells whether the format is made of tokens, so that the choice for clitics matters.
    pub fn is_of_tokens(self) -> bool {
        matches!(self, Self::Conll | Self::Conllu | Self::NestedIob | Self::Spacy | Self::Prodigy)
    }

    /// Returns the format that a file's content looks like; its name decides where several would do.
    ///
    /// Only the beginning is looked at: 64 KiB.
    pub fn recognise(name: &str, bytes: &[u8]) -> Option<Self> {
        if super::hugging_face::is_parquet(bytes) {
            return Some(Self::HuggingFace);
        }
        let head = &bytes[..bytes.len().min(64 << 10)];
        let text = String::from_utf8_lossy(head);
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let first = lines.next();
        if name.ends_with(".ann") {
            return first.is_none_or(super::brat::is_line).then_some(Self::Brat);
        }
        let first = first?;
        let looks = |key: &str| text.contains(&format!("\"{key}\""));
        if super::xmi::is_cas(text) {
            return Some(Self::Xmi);
        }
        if super::webanno::is_file(text) {
            return Some(Self::WebannoTsv);
        }
        if super::conllu::is_file(text) {
            return Some(Self::Conllu);
        }
        if text.starts_with(['[', '{']) && super::w3c::is_page(text) {
            return Some(Self::W3c);
        }
        if text.starts_with(['[', '{']) && looks("data") && looks("result") && looks("from_name") {
            return Some(Self::LabelStudio);
        }
        if first.starts_with('{') {
            let has = |key: &str| first.contains(&format!("\"{key}\""));
            return match () {
                () if has("tokens") && has("spans") || has("_input_hash") => Some(Self::Prodigy),
                // The relations of a long document stand behind what is looked at.
                () if has("annotations") && has("text") && (has("relations") || has("metadata")) => {
                    Some(Self::HuggingFaceLines)
                }
                () if has("start_offset") || has("label") && has("text") => Some(Self::Doccano),
                () => None,
            };
        }
        if super::brat::is_line(first) {
            return Some(Self::Brat);
        }
        for (delimiter, format) in [('\t', Self::Tsv), (',', Self::Csv)] {
            if super::documents::is_head(first, delimiter) {
                return Some(format);
            }
        }
        let is_token = |line: &&str| !line.starts_with(super::iob::NEW_DOCUMENT);
        let tagged = std::iter::once(first).chain(lines).filter(is_token).take(50).collect::<Vec<_>>();
        let tags = tagged.iter().filter(|line| super::iob::is_line(line)).count();
        // The last line may be cut off.
        (tags + 1 >= tagged.len() && tags > 0).then_some(Self::NestedIob)
    }
}
