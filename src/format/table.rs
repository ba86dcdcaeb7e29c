//! A table for spreadsheets: a row a fragment, offsets in code points.

use serde_json::Value;

use crate::annotation::Anchor;
use crate::format::{Exported, Source};

/// The first line; the byte order mark tells spreadsheets that the file is UTF-8.
pub(super) const HEAD: &str = "\u{feff}document,annotation,layer,label,role,anchor,fragment,start,end,text,target,attributes,note,creator,status\r\n";
pub(super) const TAB_HEAD: &str = "\u{feff}document\tannotation\tlayer\tlabel\trole\tanchor\tfragment\tstart\tend\ttext\ttarget\tattributes\tnote\tcreator\tstatus\r\n";

pub(super) fn write(source: &Source<'_>, delimiter: u8) -> Exported {
    let mut exported = Exported::default();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .has_headers(false)
        .from_writer(Vec::new());
    for annotation in source.set.iter() {
        let attributes = match annotation.attributes.is_empty() {
            true => String::new(),
            false => Value::Object(annotation.attributes.clone()).to_string(),
        };
        let status = serde_json::to_value(&annotation.provenance.status).unwrap_or_default();
        let mut row = |role: &str, anchor: usize, place: [String; 5]| {
            let [fragment, start, end, text, target] = place;
            let cells = [
                safe(source.name),
                safe(annotation.id.as_str()),
                safe(&annotation.layer),
                safe(&annotation.label),
                safe(role),
                anchor.to_string(),
                fragment,
                start,
                end,
                safe(&text),
                safe(&target),
                safe(&attributes),
                safe(annotation.note.as_deref().unwrap_or_default()),
                safe(&annotation.provenance.creator),
                safe(status.as_str().unwrap_or_default()),
            ];
            writer.write_record(cells).expect("memory takes what is written");
        };
        for (role, anchors) in &annotation.roles {
            for (number, anchor) in anchors.iter().enumerate() {
                match anchor {
                    Anchor::Ref { id, .. } => {
                        let none = String::new();
                        row(role, number, [none.clone(), none.clone(), none.clone(), none, id.to_string()]);
                    }
                    Anchor::Text { fragments, .. } => {
                        for (piece, span) in fragments.spans().iter().enumerate() {
                            let (start, end) = source.document.chars(*span);
                            let text = source.document.slice(*span).to_owned();
                            let place = [piece.to_string(), start.0.to_string(), end.0.to_string()];
                            let [piece, start, end] = place;
                            row(role, number, [piece, start, end, text, String::new()]);
                        }
                    }
                }
            }
        }
    }
    exported.piece = writer.into_inner().expect("memory takes what is written");
    exported
}

/// Returns a cell that no spreadsheet takes for a formula: an apostrophe stands before = + - @ and tabs.
pub fn safe(text: &str) -> String {
    let invisible =
        |one: char| one.is_whitespace() || one.is_control() || crate::text::segment::is_bidi_control(one);
    let formula =
        text.trim_start_matches(invisible).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula || text.starts_with(['\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Returns what a cell stood for, without the apostrophe of [`safe`].
pub(super) fn unsafe_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| safe(rest) == cell).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::{safe, unsafe_cell};

    #[test]
    fn formulas_are_told() {
        for text in ["=1+1", "+1", "-1", "@a", "\u{200f}=1", " =1", "\t1"] {
            assert!(safe(text).starts_with('\''), "{text:?}");
            assert_eq!(unsafe_cell(&safe(text)), text);
        }
        assert_eq!(safe("سليم - قال"), "سليم - قال");
        assert_eq!(unsafe_cell("'tis"), "'tis");
    }
}
