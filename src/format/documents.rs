//! Tables of documents: a row each, its text in one column, labels and metadata in others.

use serde_json::Value;

use crate::format::read::{Builder, utf8};
use crate::format::{Fault, ImportError, Imported, Quoting, Stamp, table};
use crate::schema::Schema;

/// What the column of texts may be called, the likeliest first.
const TEXT: [&str; 8] = ["text", "sentence", "article", "body", "content", "tweet", "النص", "نص"];
const ID: [&str; 7] = ["id", "sentence_id", "document_id", "doc_id", "article_id", "document", "name"];
const LANGUAGE: [&str; 2] = ["language", "lang"];
const LABEL: [&str; 6] = ["label", "labels", "class", "category", "التصنيف", "تصنيف"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Text,
    Id,
    Language,
    /// A label of the document.
    Label,
    Metadata,
}

/// Tells whether a first line names the columns of such a table.
pub(super) fn is_head(line: &str, delimiter: char) -> bool {
    let names: Vec<String> = line.split(delimiter).map(clean).collect();
    names.len() > 1 && TEXT.iter().any(|text| names.iter().any(|name| name == text)) && !is_of_spans(&names)
}

/// Returns a column's name as it is compared.
fn clean(name: &str) -> String {
    name.trim_matches(|one: char| one.is_whitespace() || one == '"' || one == '\u{feff}').to_lowercase()
}

/// Tells whether the columns are those of a table that `export` writes.
fn is_of_spans(names: &[String]) -> bool {
    ["annotation", "layer", "role", "start", "end"].iter().all(|own| names.iter().any(|name| name == own))
}

/// Reads a document of each row of a whole table.
pub(super) fn read(
    bytes: &[u8],
    delimiter: u8,
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Vec<Imported>, ImportError> {
    utf8(bytes)?;
    let is_quoted = delimiter != b'\t' || {
        let mut quoting = Quoting::of_tabs();
        quoting.put(bytes);
        quoting.is_quoted()
    };
    let table = Table::of(bytes, delimiter, is_quoted, schema)?;
    let (mut documents, faults) = table.rows(bytes, 1, 1, stamp);
    let Some(last) = documents.last_mut() else {
        let first = faults.first().map(|fault| format!("line {}: {}", fault.line, fault.what));
        return Err(malformed(delimiter, first.unwrap_or_else(|| "there is no row".to_owned())));
    };
    last.faults.extend(faults);
    Ok(documents)
}

fn malformed(delimiter: u8, what: String) -> ImportError {
    ImportError::Malformed { format: if delimiter == b'\t' { "tsv" } else { "csv" }, what }
}

/// A table's columns.
pub(super) struct Table {
    delimiter: u8,
    is_quoted: bool,
    head: Vec<String>,
    columns: Vec<Column>,
}

impl Table {
    /// Reads the names of the columns, which stand in the first row.
    ///
    /// # Errors
    ///
    /// Where none of them holds texts.
    pub fn of(bytes: &[u8], delimiter: u8, is_quoted: bool, schema: &Schema) -> Result<Self, ImportError> {
        let malformed = |what: String| malformed(delimiter, what);
        let first = rows(bytes, delimiter, is_quoted).next();
        let (_, head) = first.ok_or_else(|| malformed("it is empty".to_owned()))?;
        let head = head.map_err(malformed)?;
        let names: Vec<String> = head.iter().map(|name| clean(name)).collect();
        if is_of_spans(&names) {
            let what = "it lists spans without the text that they lie in; export the documents as hf to bring them back";
            return Err(malformed(what.to_owned()));
        }
        let first_of =
            |known: &[&str]| known.iter().find_map(|known| names.iter().position(|name| name == known));
        let Some(text) = first_of(&TEXT) else {
            let what = format!("no column is called {}; its columns are {}", TEXT[0], head.join(", "));
            return Err(malformed(what));
        };
        let (id, language) = (first_of(&ID), first_of(&LANGUAGE));
        let kind = |at: usize| match at {
            _ if at == text => Column::Text,
            _ if Some(at) == id => Column::Id,
            _ if Some(at) == language => Column::Language,
            _ if is_label(&names[at], schema) => Column::Label,
            _ => Column::Metadata,
        };
        let columns = (0..head.len()).map(kind).collect();
        Ok(Self { delimiter, is_quoted, head, columns })
    }

    /// Reads rows, the first of which stands on that line of the file.
    pub fn read(&self, bytes: &[u8], line: usize, stamp: &Stamp) -> (Vec<Imported>, Vec<Fault>) {
        self.rows(bytes, line, 0, stamp)
    }

    /// Reads the rows behind the first `skipped`.
    fn rows(&self, bytes: &[u8], first: usize, skipped: usize, stamp: &Stamp) -> (Vec<Imported>, Vec<Fault>) {
        let mut documents = Vec::new();
        // What is wrong with rows that make no document is told with the next that does.
        let mut faults: Vec<Fault> = Vec::new();
        for (line, row) in rows(bytes, self.delimiter, self.is_quoted).skip(skipped) {
            let line = first + line - 1;
            match row.and_then(|row| self.document(&row, stamp)) {
                Ok(mut document) => {
                    document.faults.append(&mut faults);
                    documents.push(document);
                }
                Err(what) => faults.push(Fault { line, what }),
            }
        }
        (documents, faults)
    }

    fn document(&self, row: &[String], stamp: &Stamp) -> Result<Imported, String> {
        if row.len() != self.head.len() {
            return Err(format!("there are {} cells, not {}", row.len(), self.head.len()));
        }
        let cell = |kind| Some(row[self.columns.iter().position(|column| *column == kind)?].as_str());
        let text = cell(Column::Text).unwrap_or_default();
        if text.trim().is_empty() {
            return Err("the text is empty".to_owned());
        }
        let mut builder = Builder::new(table::unsafe_cell(text), stamp);
        for ((name, kind), cell) in
            self.head.iter().zip(&self.columns).zip(row).filter(|(_, cell)| !cell.is_empty())
        {
            let (name, value) = (name.trim().to_owned(), Value::from(table::unsafe_cell(cell)));
            match kind {
                Column::Text | Column::Id => {}
                Column::Language => builder.about.language = cell.trim().to_owned(),
                Column::Label => drop(builder.about.labels.insert(name, value)),
                Column::Metadata => drop(builder.about.metadata.insert(name, value)),
            }
        }
        Ok(builder.finish(cell(Column::Id).unwrap_or_default().trim()))
    }
}

fn is_label(name: &str, schema: &Schema) -> bool {
    let known = schema.document_labels.iter().any(|label| label.id.to_lowercase() == *name);
    known || LABEL.contains(&name) || name.ends_with("_label")
}

/// Returns the cells of each row, with the line on which it begins.
fn rows(
    bytes: &[u8],
    delimiter: u8,
    is_quoted: bool,
) -> impl Iterator<Item = (usize, Result<Vec<String>, String>)> + '_ {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(is_quoted)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    reader.into_byte_records().filter_map(Result::ok).map(|record| {
        let line = record.position().map_or(1, |position| position.line() as usize);
        let cell = |cell: &[u8]| String::from_utf8(cell.to_vec()).map_err(|_| "it is not UTF-8".to_owned());
        (line, record.iter().map(cell).collect())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_head, read};
    use crate::format::{Imported, Stamp};
    use crate::schema::Schema;

    fn documents(text: &str, delimiter: u8) -> Vec<Imported> {
        read(text.as_bytes(), delimiter, Schema::news(), &Stamp::default()).expect("a table")
    }

    #[test]
    fn each_row_is_a_document_with_labels_and_metadata() {
        let table = "\u{feff}sentence_id\tsentence\tlabel\tpublisher\nت1\t\"نعم\" قال سليم\tSUBJ\tالواحة\nت2\t \tOBJ\t\nت3\tومضى\tOBJ\n\
                     ت4\t\"ثم عاد\tOBJ\t\n";
        let read = documents(table, b'\t');
        let names: Vec<_> = read.iter().map(|one| (one.name.as_str(), one.document.text())).collect();
        assert_eq!(names, [("ت1", "\"نعم\" قال سليم"), ("ت4", "\"ثم عاد")]);
        assert_eq!(read[0].set.about().labels["label"], json!("SUBJ"));
        assert_eq!(read[0].set.about().metadata["publisher"], json!("الواحة"));
        let faults: Vec<_> = read[1].faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect();
        assert_eq!(faults, [(3, "the text is empty"), (4, "there are 3 cells, not 4")]);
    }

    #[test]
    fn cells_may_hold_lines_and_line_ends_of_any_kind() {
        let read = documents("text,lang\r\n\"سطر, \"\"أول\"\"\r\nثان 😀\",fa\r\n", b',');
        assert_eq!(read[0].document.text(), "سطر, \"أول\"\nثان 😀");
        assert_eq!((read[0].set.about().language.as_str(), read[0].name.as_str()), ("fa", ""));
    }

    #[test]
    fn other_tables_are_told_from_those_of_documents() {
        assert!(is_head("id,text,label", ',') && is_head("\u{feff}\"id\"\t\"sentence\"", '\t'));
        assert!(!is_head("text", ',') && !is_head("a,b", ','));
        assert!(!is_head(super::table::HEAD, ','));
        let error = read(super::table::HEAD.as_bytes(), b',', Schema::news(), &Stamp::default()).unwrap_err();
        assert!(error.to_string().contains("export the documents as hf"), "{error}");
        let error = read("a,b\n1,2\n".as_bytes(), b',', Schema::news(), &Stamp::default()).unwrap_err();
        assert!(error.to_string().contains("no column is called text; its columns are a, b"), "{error}");
    }
}
