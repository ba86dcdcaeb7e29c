//! Reading annotations, relations and entity records from their JSON.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::annotation::{
    Anchor, AnchorState, Annotation, EntityRecord, Extra, Fragments, Id, Origin, Problem, ProblemCode,
    Provenance, Relation, Status,
};
use crate::store::record::place::{Fault, Fields, Path};
use crate::text::{CharOffset, Document, Span};

/// What an annotation is read against, and what was found on the way without keeping it from being read.
pub(super) struct Context<'a> {
    pub document: &'a Document,
    pub problems: Vec<Problem>,
}

pub(super) fn entity(value: &Value, path: &Path<'_>) -> Result<EntityRecord, Fault> {
    let fields = Fields::of(value, path)?;
    Ok(EntityRecord {
        id: fields.id("id")?,
        name: fields.text("name")?.unwrap_or_default().to_owned(),
        wikidata: fields.text("wikidata")?.map(str::to_owned),
        aliases: fields.texts("aliases")?,
        extra: fields.extra(&["id", "name", "wikidata", "aliases"]),
    })
}

pub(super) fn relation(value: &Value, path: &Path<'_>) -> Result<Relation, Fault> {
    let fields = Fields::of(value, path)?;
    Ok(Relation {
        id: fields.id("id")?,
        kind: fields.required_text("type")?.to_owned(),
        from: fields.id("from")?,
        to: fields.id("to")?,
        attributes: fields.object("attributes")?.cloned().unwrap_or_default(),
        note: fields.text("note")?.map(str::to_owned),
        provenance: provenance(&fields)?,
        extra: fields.extra(&["id", "type", "from", "to", "attributes", "note", "provenance"]),
    })
}

pub(super) fn annotation(
    value: &Value,
    path: &Path<'_>,
    context: &mut Context<'_>,
) -> Result<Annotation, Fault> {
    let fields = Fields::of(value, path)?;
    let id = fields.id("id")?;
    let roles_path = Path::Key(path, "roles");
    let mut roles = IndexMap::new();
    for (role, anchors) in fields.object("roles")?.into_iter().flatten() {
        let path = Path::Key(&roles_path, role);
        let anchors = anchors.as_array().ok_or_else(|| Fault::new(&path, "must be a list of anchors"))?;
        let read = anchors.iter().enumerate().map(|(index, value)| {
            let path = Path::Index(&path, index);
            anchor(&Fields::of(value, &path)?, &id, context)
        });
        roles.insert(role.clone(), read.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(Annotation {
        layer: fields.required_text("layer")?.to_owned(),
        label: fields.text("label")?.unwrap_or_default().to_owned(),
        roles,
        attributes: fields.object("attributes")?.cloned().unwrap_or_default(),
        note: fields.text("note")?.map(str::to_owned),
        provenance: provenance(&fields)?,
        extra: fields.extra(&["id", "layer", "label", "roles", "attributes", "note", "provenance"]),
        id,
    })
}

fn provenance(fields: &Fields<'_>) -> Result<Provenance, Fault> {
    let path = Path::Key(fields.path, "provenance");
    let none = Map::new();
    let fields = Fields::of_map(fields.object("provenance")?.unwrap_or(&none), &path);
    let text = |key| fields.text(key).map(|text| text.unwrap_or_default().to_owned());
    Ok(Provenance {
        creator: text("creator")?,
        created: text("created")?,
        modified: text("modified")?,
        origin: fields.text("origin")?.map_or(Origin::Manual, Origin::of),
        confidence: fields.number("confidence")?,
        status: fields.text("status")?.map_or(Status::Draft, Status::of),
        extra: fields.extra(&["creator", "created", "modified", "origin", "confidence", "status"]),
    })
}

fn anchor(fields: &Fields<'_>, id: &Id, context: &mut Context<'_>) -> Result<Anchor, Fault> {
    if fields.get("ref").is_some() {
        return Ok(Anchor::Ref { id: fields.id("ref")?, extra: fields.extra(&["ref"]) });
    }
    let path = Path::Key(fields.path, "fragments");
    let mut pieces = Vec::new();
    for (index, value) in fields.list("fragments")?.iter().enumerate() {
        let path = Path::Index(&path, index);
        pieces.push(piece(&Fields::of(value, &path)?, context.document)?);
    }
    let pieces = joined(pieces, &path)?;
    let fragments = Fragments::new(pieces.iter().map(|piece| piece.span).collect());
    let fragments = fragments.ok_or_else(|| Fault::new(fields.path, "has neither fragments nor a ref"))?;
    fields.text("prefix")?;
    fields.text("suffix")?;
    let (state, state_extra) = state(fields, &pieces)?;
    let state = match state {
        None => mismatch(fields, id, &pieces, context),
        known => known,
    };
    let mut known = vec!["fragments", "anchor"];
    if !matches!(state, Some(AnchorState::Lost { .. })) {
        // Where an anchor is lost, its old context is all that can find it again, and is kept.
        known.extend(["prefix", "suffix"]);
    }
    let mut extra = fields.extra(&known);
    if matches!(state, Some(AnchorState::Lost { .. })) {
        // Without it, what stands around the place now would be taken for the old context.
        for key in ["prefix", "suffix"] {
            let context = extra.entry(key).or_insert_with(|| Value::from(""));
            if context.is_null() {
                *context = Value::from("");
            }
        }
    }
    if pieces.iter().any(|piece| !piece.extra.is_empty()) {
        let extras = pieces.into_iter().map(|piece| Value::Object(piece.extra)).collect();
        extra.insert("fragments".to_owned(), extras);
    }
    if !state_extra.is_empty() {
        extra.insert("anchor".to_owned(), Value::Object(state_extra));
    }
    Ok(Anchor::Text { fragments, state, extra })
}

/// One fragment as it stands in the record.
struct Piece {
    span: Span,
    /// The text that the record repeats.
    text: Option<String>,
    extra: Extra,
}

fn piece(fields: &Fields<'_>, document: &Document) -> Result<Piece, Fault> {
    let (start, end) = (fields.count("start")?, fields.count("end")?);
    if start >= end {
        let what = if start == end { "is empty" } else { "ends before it begins" };
        return Err(Fault::new(fields.path, format!("{what} ({start}-{end})")));
    }
    let span = document.span_of_chars(CharOffset(start), CharOffset(end)).ok_or_else(|| {
        let what = format!("{start}-{end} reaches past the text's {} code points", document.char_len());
        Fault { code: ProblemCode::OutOfBounds, ..Fault::new(fields.path, what) }
    })?;
    let text = fields.text("text")?.map(str::to_owned);
    Ok(Piece { span, text, extra: fields.extra(&["start", "end", "text"]) })
}

/// Sorts fragments and joins those that touch, as [`Fragments::new`] does; they can't overlap.
fn joined(mut pieces: Vec<Piece>, path: &Path<'_>) -> Result<Vec<Piece>, Fault> {
    pieces.sort_by_key(|piece| piece.span);
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if piece.span.start < last.span.end => {
                return Err(Fault::new(path, "two of them overlap"));
            }
            Some(last) if piece.span.start == last.span.end => {
                last.text = last.text.take().zip(piece.text).map(|(one, other)| one + &other);
                last.span = last.span.hull(piece.span);
                last.extra.extend(piece.extra);
            }
            _ => joined.push(piece),
        }
    }
    Ok(joined)
}

/// Reads what became of the anchor, and the fields of that which this version doesn't know.
fn state(fields: &Fields<'_>, pieces: &[Piece]) -> Result<(Option<AnchorState>, Extra), Fault> {
    let Some(map) = fields.object("anchor")? else { return Ok((None, Extra::new())) };
    let path = Path::Key(fields.path, "anchor");
    let fields = Fields::of_map(map, &path);
    match fields.required_text("state")? {
        "doubtful" => {
            let score = fields.number("score")?.unwrap_or(0.0);
            Ok((Some(AnchorState::Doubtful { score }), fields.extra(&["state", "score"])))
        }
        "lost" => Ok((Some(lost(pieces)), fields.extra(&["state"]))),
        other => {
            let what = format!("must be doubtful or lost, not {other:?}");
            Err(Fault::new(&Path::Key(&path, "state"), what))
        }
    }
}

fn lost(pieces: &[Piece]) -> AnchorState {
    AnchorState::Lost { text: pieces.iter().map(|piece| piece.text.clone().unwrap_or_default()).collect() }
}

/// Holds the text that fragments repeat against the document: an anchor that lies is lost, not wrong.
fn mismatch(
    fields: &Fields<'_>,
    id: &Id,
    pieces: &[Piece],
    context: &mut Context<'_>,
) -> Option<AnchorState> {
    let differs = |piece: &&Piece| {
        piece.text.as_deref().is_some_and(|text| context.document.get(piece.span) != Some(text))
    };
    let piece = pieces.iter().find(differs)?;
    let there = context.document.get(piece.span).unwrap_or_default();
    let repeated = piece.text.as_deref().unwrap_or_default();
    let detail = format!("{}.fragments: the record has {repeated:?}, the text {there:?}", fields.path);
    context.problems.push(Problem {
        code: ProblemCode::TextMismatch,
        item: Some(id.clone()),
        span: Some(piece.span),
        detail,
    });
    Some(lost(pieces))
}
