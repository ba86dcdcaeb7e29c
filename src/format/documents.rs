//! Tables of documents: a row each, its text in one column, labels and metadata in others.

use serde_json::Value;

use crate::format::read::{Builder, utf8};
use crate::format::{ImportError, Imported, Stamp, table};
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

/// Reads a document of each row.
pub(super) fn read(
    bytes: &[u8],
    delimiter: u8,
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Vec<Imported>, ImportError> {
    let text = utf8(bytes)?.trim_start_matches('\u{feff}');
    let format = if delimiter == b'\t' { "tsv" } else { "csv" };
    let malformed = |what: String| ImportError::Malformed { format, what };
    let mut rows = rows(text, delimiter, true);
    // Tables between tabs are often written without quoting, so that a quote mark is a quote mark.
    if delimiter == b'\t' && uneven(&rows) > 0 {
        let bare = self::rows(text, delimiter, false);
        if uneven(&bare) < uneven(&rows) {
            rows = bare;
        }
    }
    let mut rows = rows.into_iter();
    let (_, head) = rows.next().ok_or_else(|| malformed("it is empty".to_owned()))?;
    let names: Vec<String> = head.iter().map(|name| clean(name)).collect();
    if is_of_spans(&names) {
        let what =
            "it lists spans without the text that they lie in; export the documents as hf to bring them back";
        return Err(malformed(what.to_owned()));
    }
    let first_of =
        |known: &[&str]| known.iter().find_map(|known| names.iter().position(|name| name == known));
    let Some(text_column) = first_of(&TEXT) else {
        let what = format!("no column is called {}; its columns are {}", TEXT[0], head.join(", "));
        return Err(malformed(what));
    };
    let (id, language) = (first_of(&ID), first_of(&LANGUAGE));
    let kind = |at: usize| match at {
        _ if at == text_column => Column::Text,
        _ if Some(at) == id => Column::Id,
        _ if Some(at) == language => Column::Language,
        _ if is_label(&names[at], schema) => Column::Label,
        _ => Column::Metadata,
    };
    let mut documents = Vec::new();
    // What is wrong with rows that make no document is told with the next that does.
    let mut faults = Vec::new();
    for (line, row) in rows {
        if row.len() != head.len() {
            faults.push((line, format!("there are {} cells, not {}", row.len(), head.len())));
            continue;
        }
        if row[text_column].trim().is_empty() {
            faults.push((line, "the text is empty".to_owned()));
            continue;
        }
        let mut builder = Builder::new(table::unsafe_cell(&row[text_column]), stamp);
        faults.drain(..).for_each(|(line, what)| builder.fault(line, what));
        for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (name, value) = (head[at].trim().to_owned(), Value::from(table::unsafe_cell(cell)));
            match kind(at) {
                Column::Text | Column::Id => {}
                Column::Language => builder.about.language = cell.trim().to_owned(),
                Column::Label => drop(builder.about.labels.insert(name, value)),
                Column::Metadata => drop(builder.about.metadata.insert(name, value)),
            }
        }
        documents.push(builder.finish(id.map_or("", |id| row[id].trim())));
    }
    let Some(last) = documents.last_mut() else {
        let first = faults.first().map(|(line, what)| format!("line {line}: {what}"));
        return Err(malformed(first.unwrap_or_else(|| "there is no row".to_owned())));
    };
    last.faults.extend(faults.into_iter().map(|(line, what)| crate::format::Fault { line, what }));
    Ok(documents)
}

fn is_label(name: &str, schema: &Schema) -> bool {
    let known = schema.document_labels.iter().any(|label| label.id.to_lowercase() == *name);
    known || LABEL.contains(&name) || name.ends_with("_label")
}

/// Returns the cells of each row, with the line on which it begins.
fn rows(text: &str, delimiter: u8, quoting: bool) -> Vec<(usize, Vec<String>)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let records = reader.records().filter_map(Result::ok);
    let row = |record: csv::StringRecord| {
        let line = record.position().map_or(0, |position| position.line() as usize);
        (line, record.iter().map(str::to_owned).collect())
    };
    records.map(row).collect()
}

/// Returns how many rows have another number of cells than the first.
fn uneven(rows: &[(usize, Vec<String>)]) -> usize {
    let width = rows.first().map_or(0, |(_, row)| row.len());
    // Quote marks that open a cell and close it lines later swallow what lies between.
    rows.iter().filter(|(_, row)| row.len() != width || row.iter().any(|cell| cell.contains("\n"))).count()
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
