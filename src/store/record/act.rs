//! Acts as they stand in a journal: their items have the same form as in the record.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use crate::annotation::{Conflict, Id, Item};
use crate::edit::{Act, Change, Transaction};
use crate::store::record::about::read_about;
use crate::store::record::item::{self, Context};
use crate::store::record::place::{Fault, Fields, Path};
use crate::store::record::v1::{AboutTwin, AnnotationTwin, RelationTwin};
use crate::text::Document;

/// The changes of a transaction with the text that their spans refer to.
#[derive(Clone, Copy)]
pub(in crate::store) struct ActTwin<'a> {
    pub transaction: &'a Transaction,
    pub document: &'a Document,
}

impl Serialize for ActTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.transaction.changes.len()))?;
        for change in &self.transaction.changes {
            list.serialize_element(&ChangeTwin { change, document: self.document })?;
        }
        list.end()
    }
}

struct ChangeTwin<'a> {
    change: &'a Change,
    document: &'a Document,
}

impl Serialize for ChangeTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let twin = |item| ItemTwin { item, document: self.document };
        let mut map = serializer.serialize_map(None)?;
        match self.change {
            Change::Insert(item) => map.serialize_entry("insert", &twin(item))?,
            Change::Remove(item) => map.serialize_entry("remove", &twin(item))?,
            Change::Replace { before, after } => {
                map.serialize_entry("replace", &twin(before))?;
                map.serialize_entry("by", &twin(after))?;
            }
        }
        map.end()
    }
}

#[derive(Clone, Copy)]
pub(super) struct ItemTwin<'a> {
    pub item: &'a Item,
    pub document: &'a Document,
}

impl Serialize for ItemTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self.item {
            Item::Annotation(annotation) => {
                let twin = AnnotationTwin { annotation, document: self.document };
                map.serialize_entry("annotation", &twin)?;
            }
            Item::Relation(relation) => map.serialize_entry("relation", &RelationTwin::of(relation))?,
            Item::Entity(entity) => map.serialize_entry("entity", entity)?,
            Item::About(about) => map.serialize_entry("document", &AboutTwin::of(about, self.document))?,
        }
        map.end()
    }
}

/// Reads the changes of an act over `document`.
///
/// # Errors
///
/// In words, where they can't be read, or their spans don't lie in this text as they say.
pub(in crate::store) fn read_act(
    act: Option<&str>,
    changes: &Value,
    document: &Document,
) -> Result<Transaction, String> {
    let named = act.and_then(Act::from_name).ok_or_else(|| format!("there is no act {act:?}"))?;
    let list = changes.as_array().ok_or("changes: must be a list")?;
    let root = Path::Key(&Path::Root, "changes");
    let changes = list.iter().enumerate().map(|(index, value)| {
        let path = Path::Index(&root, index);
        change(value, &path, document).map_err(|fault| format!("{}: {}", fault.place, fault.what))
    });
    Ok(Transaction::new(named, changes.collect::<Result<_, _>>()?))
}

fn change(value: &Value, path: &Path<'_>, document: &Document) -> Result<Change, Fault> {
    let fields = Fields::of(value, path)?;
    let item = |key| {
        let path = Path::Key(path, key);
        fields.get(key).map(|value| read_item(value, &path, document)).transpose()
    };
    match (item("insert")?, item("remove")?, item("replace")?, item("by")?) {
        (Some(item), None, None, None) => Ok(Change::Insert(item)),
        (None, Some(item), None, None) => Ok(Change::Remove(item)),
        (None, None, Some(before), Some(after)) if before.id() == after.id() => {
            Ok(Change::Replace { before, after })
        }
        _ => Err(Fault::new(path, "is neither an insert, a remove nor a replace")),
    }
}

/// Reads what two writers changed in different ways.
pub(super) fn conflict(value: &Value, path: &Path<'_>, document: &Document) -> Result<Conflict, Fault> {
    let fields = Fields::of(value, path)?;
    let item = |key| {
        let path = Path::Key(path, key);
        let there = fields.get(key).filter(|value| !value.is_null());
        there.map(|value| read_item(value, &path, document)).transpose()
    };
    Ok(Conflict {
        id: fields.text("id")?.map(Id::new),
        field: fields.required_text("field")?.to_owned(),
        base: item("base")?,
        ours: item("ours")?,
        theirs: item("theirs")?,
        extra: fields.extra(&["id", "field", "base", "ours", "theirs"]),
    })
}

fn read_item(value: &Value, path: &Path<'_>, document: &Document) -> Result<Item, Fault> {
    let fields = Fields::of(value, path)?;
    if let Some(value) = fields.get("annotation") {
        let mut context = Context { document, problems: Vec::new() };
        let annotation = item::annotation(value, &Path::Key(path, "annotation"), &mut context)?;
        return match context.problems.pop() {
            // What an act says of the text must be so: an anchor that lies would be lost in silence.
            Some(problem) => Err(Fault::new(path, problem.detail)),
            None => Ok(Item::Annotation(Arc::new(annotation))),
        };
    }
    if let Some(value) = fields.get("relation") {
        let relation = item::relation(value, &Path::Key(path, "relation"))?;
        return Ok(Item::Relation(Arc::new(relation)));
    }
    if let Some(value) = fields.get("entity") {
        return Ok(Item::Entity(Arc::new(item::entity(value, &Path::Key(path, "entity"))?)));
    }
    let path = Path::Key(path, "document");
    let Some(value) = fields.get("document") else {
        return Err(Fault::new(fields.path, "holds no item"));
    };
    let fields = Fields::of(value, &path)?;
    let (mut about, faults) = read_about(&fields);
    about.extra.shift_remove("conflicts");
    let list = Path::Key(&path, "conflicts");
    let conflicts = fields.list("conflicts")?.iter().enumerate();
    let conflicts = conflicts.map(|(index, value)| conflict(value, &Path::Index(&list, index), document));
    about.conflicts = conflicts.collect::<Result<_, _>>()?;
    match faults.into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(Item::About(Arc::new(about))),
    }
}
