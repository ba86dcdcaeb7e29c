//! What the bodies of an annotation say of it.

use serde_json::{Map, Value};

use crate::annotation::{EntityRecord, Extra, Id};
use crate::format::w3c::WIKIDATA;
use crate::format::w3c::read::{Reader, address, decode, list, local, string};

/// What the bodies of an annotation say.
#[derive(Default)]
pub(super) struct Described {
    /// Layer and label, where the page names them.
    pub exact: Option<(String, String)>,
    pub tags: Vec<String>,
    pub attributes: Map<String, Value>,
    pub note: Option<String>,
    /// What is pointed at: its role, its number in the role, its id.
    pub links: Vec<(String, Option<u64>, Id)>,
    /// Wikidata items.
    pub items: Vec<String>,
}

impl Reader<'_> {
    /// Reads what an annotation says by its bodies.
    pub(super) fn bodies(&mut self, item: &Value, line: usize) -> Described {
        let mut described = Described::default();
        let motivation = list(item.get("motivation")).into_iter().find_map(Value::as_str).unwrap_or_default();
        let own = item.get("bodyValue").into_iter();
        for body in list(item.get("body")).into_iter().chain(own) {
            let source = body.get("source").and_then(address).or_else(|| address(body));
            let value = string(body, "value").or_else(|| body.as_str());
            let purpose = list(body.get("purpose")).into_iter().find_map(Value::as_str).unwrap_or(motivation);
            let is_known = source.is_some_and(|source| self.ids.contains(local(source)));
            if let Some(name) = string(body, "hashiya:attribute") {
                let text = value.unwrap_or_default();
                let value = match string(body, "format") {
                    Some("application/json") => {
                        serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
                    }
                    _ => Value::from(text),
                };
                described.attributes.insert(name.to_owned(), value);
            } else if let (Some(layer), Some(label)) =
                (string(body, "hashiya:layer"), string(body, "hashiya:label"))
            {
                described.exact = Some((layer.to_owned(), label.to_owned()));
            } else if let Some(source) = source.filter(|_| is_known) {
                let role = string(body, "hashiya:role").unwrap_or("linked").to_owned();
                let number = body.get("hashiya:anchor").and_then(Value::as_u64);
                let number = if body.get("hashiya:role").is_some() { number.or(Some(0)) } else { number };
                described.links.push((role, number, Id::new(&decode(local(source)))));
            } else if let Some(item) = source.and_then(|source| source.strip_prefix(WIKIDATA)) {
                described.items.push(decode(item));
            } else {
                match (purpose, value) {
                    ("classifying" | "tagging" | "identifying", Some(value)) => {
                        let short = if value.contains("://") { local(value) } else { value };
                        described.tags.push(short.to_owned());
                    }
                    (_, Some(value)) => {
                        let before = described.note.take().map(|before| before + "\n").unwrap_or_default();
                        described.note = Some(before + value);
                    }
                    (_, None) => self.builder.fault(line, "a body without a text is not read"),
                }
            }
        }
        // Hashiya's own pages say by an attribute what the mention stands for.
        let is_said = described.exact.is_some();
        for item in described.items.drain(..).filter(|_| !is_said) {
            let known = self.records.iter().find(|(known, _)| *known == item).map(|(_, id)| id.clone());
            let id = known.unwrap_or_else(|| {
                let id = format!("W{}", self.records.len() + 1);
                let entity = EntityRecord {
                    id: Id::new(&id),
                    name: item.clone(),
                    wikidata: Some(item.clone()),
                    aliases: Vec::new(),
                    extra: Extra::new(),
                };
                self.builder.add_entity(line, entity);
                self.records.push((item, id.clone()));
                id
            });
            described.attributes.insert("record".to_owned(), Value::from(id));
        }
        described
    }
}
