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
    pub const ALL: [Self; 16] = [
        Self::Brat,
        Self::ClaimReview,
        Self::Conll,
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
        }
    }

    /// Names that are kept for formats to come.
    const RESERVED: [&str; 4] = ["conllu", "w3c", "xmi", "webanno-tsv"];

    /// Tells whether a name is kept for a format that this version doesn't have.
    pub fn is_reserved(name: &str) -> bool {
        Self::RESERVED.contains(&name)
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
            Self::Tsv => "tsv",
            Self::ClaimReview => "jsonld",
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
            | Self::NestedIob
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
            Self::Prodigy => &[
                Part::Roles,
                Part::Attributes,
                Part::Notes,
                Part::Relations,
                Part::RelationAttributes,
                Part::RelationNotes,
            ],
            Self::Brat => &[
                Part::Roles,
                Part::Attributes,
                Part::Notes,
                Part::Relations,
                Part::RelationAttributes,
                Part::RelationNotes,
                Part::Records,
            ],
            Self::HuggingFace | Self::HuggingFaceLines => &[
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
        !matches!(self, Self::Csv | Self::Tsv | Self::Spacy | Self::ClaimReview) && !self.is_drawn()
    }

    /// Tells whether the format is a page, which [`drawn`](super::drawn) makes: this module knows no letters' places.
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Html | Self::Pdf | Self::Png | Self::Svg)
    }

    /// Tells whether the format is made of tokens, so that the choice for clitics matters.
    pub fn is_of_tokens(self) -> bool {
        matches!(self, Self::Conll | Self::NestedIob | Self::Spacy | Self::Prodigy)
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
        if text.starts_with(['[', '{']) && looks("data") && looks("result") && looks("from_name") {
            return Some(Self::LabelStudio);
        }
        if first.starts_with('{') {
            let has = |key: &str| first.contains(&format!("\"{key}\""));
            return match () {
                () if has("tokens") && has("spans") || has("_input_hash") => Some(Self::Prodigy),
                () if has("annotations") && has("relations") && has("text") => Some(Self::HuggingFaceLines),
                () if has("start_offset") || has("label") && has("text") => Some(Self::Doccano),
                () => None,
            };
        }
        if super::brat::is_line(first) {
            return Some(Self::Brat);
        }
        let tagged = std::iter::once(first).chain(lines.by_ref()).take(50).collect::<Vec<_>>();
        let tags = tagged.iter().filter(|line| super::iob::is_line(line)).count();
        // The last line may be cut off.
        (tags + 1 >= tagged.len() && tags > 0).then_some(Self::NestedIob)
    }
}
