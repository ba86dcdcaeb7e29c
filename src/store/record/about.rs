//! What a record's block on its document says.

use indexmap::IndexMap;

use crate::annotation::{About, Extra};
use crate::store::record::place::{Fault, Fields, Path};
use crate::text::{Direction, Newline};

/// Reads what the document's block says of the document; a field with a fault keeps its default.
pub(super) fn read_about(fields: &Fields<'_>) -> (About, Vec<Fault>) {
    const KNOWN: [&str; 13] = [
        "source",
        "language",
        "direction",
        "paragraph_directions",
        "encoding",
        "newline",
        "source_sha256",
        "text_sha256",
        "length",
        "metadata",
        "labels",
        "status",
        "notes",
    ];
    let mut about = About { extra: fields.extra(&KNOWN), ..About::default() };
    let reads = [
        set_text(&mut about.language, fields.text("language")),
        set_text(&mut about.status, fields.text("status")),
        fields.text("notes").map(|notes| about.notes = notes.map(str::to_owned)),
        fields.object("metadata").map(|map| about.metadata = map.cloned().unwrap_or_default()),
        fields.object("labels").map(|map| about.labels = map.cloned().unwrap_or_default()),
        direction(fields).map(|direction| about.direction = direction),
        paragraph_directions(fields).map(|directions| about.paragraph_directions = directions),
    ];
    (about, reads.into_iter().filter_map(Result::err).collect())
}

pub(super) fn set_text(place: &mut String, read: Result<Option<&str>, Fault>) -> Result<(), Fault> {
    read.map(|text| text.into_iter().for_each(|text| text.clone_into(place)))
}

fn direction(fields: &Fields<'_>) -> Result<Option<Direction>, Fault> {
    match fields.text("direction")? {
        None | Some("auto") => Ok(None),
        Some(word) => direction_of(word, &Path::Key(fields.path, "direction")).map(Some),
    }
}

fn direction_of(word: &str, path: &Path<'_>) -> Result<Direction, Fault> {
    match word {
        "rtl" => Ok(Direction::RightToLeft),
        "ltr" => Ok(Direction::LeftToRight),
        _ => Err(Fault::new(path, format!("must be rtl or ltr, not {word:?}"))),
    }
}

fn paragraph_directions(fields: &Fields<'_>) -> Result<IndexMap<usize, Direction>, Fault> {
    let path = Path::Key(fields.path, "paragraph_directions");
    let Some(map) = fields.object("paragraph_directions")? else { return Ok(IndexMap::new()) };
    let directions = map.iter().map(|(key, value)| {
        let path = Path::Key(&path, key);
        let paragraph = key.parse().map_err(|_| Fault::new(&path, "must be the number of a paragraph"))?;
        Ok((paragraph, direction_of(value.as_str().unwrap_or_default(), &path)?))
    });
    directions.collect()
}

pub(super) fn newline(fields: &Fields<'_>) -> Result<Newline, Fault> {
    match fields.text("newline")? {
        None | Some("lf") => Ok(Newline::Lf),
        Some("crlf") => Ok(Newline::CrLf),
        Some("cr") => Ok(Newline::Cr),
        Some("mixed") => Ok(Newline::Mixed),
        Some(word) => {
            let path = Path::Key(fields.path, "newline");
            Err(Fault::new(&path, format!("must be lf, crlf, cr or mixed, not {word:?}")))
        }
    }
}

pub(super) fn length_extra(fields: &Fields<'_>) -> Result<Extra, Fault> {
    let path = Path::Key(fields.path, "length");
    let length = fields.object("length")?;
    let extra = length.map(|map| Fields::of_map(map, &path).extra(&["code_points", "utf16", "utf8"]));
    Ok(extra.unwrap_or_default())
}
