//! What may be marked: layers with their labels, roles and attributes, read from JSON.
//!
//! The schema drives the window, the checks, the formats and the metrics; a project adds a layer
//! without code.

mod attribute;
mod layer;
mod news;

use serde::{Deserialize, Serialize};

pub use attribute::{Attribute, AttributeKind, Choice};
pub use layer::{Fill, Label, Layer, LayerStyle, Name, Role, Tone};

/// A schema: the layers, relations and document labels that annotators may use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    pub id: String,
    pub version: u32,
    pub name: Name,
    pub layers: Vec<Layer>,
    /// The kinds of relations, any of which may join any two annotations.
    #[serde(default)]
    pub relations: Vec<Choice>,
    /// Labels of the document as a whole.
    #[serde(default)]
    pub document_labels: Vec<Choice>,
}

/// What is wrong with a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    #[error("The schema is not valid JSON of its form: {0}")]
    Json(String),
    #[error("The id {0} stands twice in {1}")]
    Duplicate(String, String),
    #[error("The layer {0} has no role that a span can fill")]
    NoRole(String),
}

impl Schema {
    /// Returns the built-in schema for news articles.
    pub fn news() -> &'static Self {
        news::schema()
    }

    /// Returns the built-in schema's JSON as it was written.
    pub fn news_json() -> &'static str {
        news::JSON
    }

    /// Reads a schema from JSON and checks that its ids are unambiguous.
    ///
    /// # Errors
    ///
    /// Where the JSON isn't of the form, an id stands twice in one list, or a layer has no main role.
    pub fn from_json(json: &str) -> Result<Self, SchemaError> {
        let schema: Self =
            serde_json::from_str(json).map_err(|error| SchemaError::Json(error.to_string()))?;
        unique(schema.layers.iter().map(|layer| layer.id.as_str()), "layers")?;
        for layer in &schema.layers {
            unique(layer.labels.iter().map(|label| label.id.as_str()), &layer.id)?;
            unique(layer.roles.iter().map(|role| role.id.as_str()), &layer.id)?;
            unique(layer.attributes.iter().map(|attribute| attribute.id.as_str()), &layer.id)?;
            if !layer.roles.first().is_some_and(|role| role.fills.contains(&Fill::Span)) {
                return Err(SchemaError::NoRole(layer.id.clone()));
            }
        }
        Ok(schema)
    }

    /// Returns the layer with that id.
    pub fn layer(&self, id: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.id == id)
    }

    /// Returns the number of the layer with that id: its place in key order and in lists.
    pub fn layer_index(&self, id: &str) -> Option<usize> {
        self.layers.iter().position(|layer| layer.id == id)
    }

    /// Returns how many labels with the same colour come before this one, in the layers that show colours.
    ///
    /// A label that the schema doesn't have comes after all that are grey, as it is.
    pub fn rank_in_tone(&self, layer: &str, label: &str) -> usize {
        let tinted = self.layers.iter().filter(|layer| layer.style == LayerStyle::Tint);
        let labels =
            tinted.flat_map(|layer| layer.labels.iter().map(move |label| (layer.id.as_str(), label)));
        let known = self.layer(layer).and_then(|layer| layer.label(label));
        let tone = known.map_or(Tone::Grey, |label| label.tone);
        let same = labels.filter(|(_, held)| held.tone == tone);
        same.take_while(|(of, held)| !(*of == layer && held.id == label)).count()
    }

    /// Returns the kind of relation with that id.
    pub fn relation(&self, id: &str) -> Option<&Choice> {
        self.relations.iter().find(|relation| relation.id == id)
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>, place: &str) -> Result<(), SchemaError> {
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(SchemaError::Duplicate(id.to_owned(), place.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{AttributeKind, Label, Schema, SchemaError, Tone};

    #[test]
    fn the_news_schema_holds_the_whole_table() {
        let news = Schema::news();
        let counts: Vec<_> = news
            .layers
            .iter()
            .map(|layer| (layer.id.as_str(), layer.labels.len(), layer.roles.len(), layer.attributes.len()))
            .collect();
        assert_eq!(
            counts,
            [("entity", 21, 1, 3), ("quote", 5, 5, 6), ("claim", 9, 5, 12), ("region", 7, 1, 1)]
        );
        assert_eq!(news.relations.len(), 8);
    }

    #[test]
    fn every_name_is_there_in_both_languages_and_keys_do_not_clash() {
        for layer in &Schema::news().layers {
            let mut keys = std::collections::HashSet::new();
            assert!(layer.key.is_some(), "{} has a key", layer.id);
            for label in &layer.labels {
                assert!(!label.name.ar.is_empty() && !label.name.en.is_empty(), "{}", label.id);
                assert!(keys.insert(label.key), "the key of {} stands twice", label.id);
            }
            let names = layer.roles.iter().map(|role| &role.name);
            for name in names.chain(layer.attributes.iter().map(|attribute| &attribute.name)) {
                assert!(!name.ar.is_empty() && !name.en.is_empty(), "{name:?}");
            }
        }
    }

    #[test]
    fn only_boilerplate_is_left_out_at_first() {
        let region = Schema::news().layer("region").expect("built in");
        let left_out: Vec<_> = region
            .labels
            .iter()
            .filter(|label| label.defaults.get("exclude") == Some(&serde_json::Value::Bool(true)))
            .map(|label| label.id.as_str())
            .collect();
        assert_eq!(left_out, ["boilerplate"]);
    }

    #[test]
    fn a_written_schema_reads_the_same() {
        let news = Schema::news();
        let json = serde_json::to_string(news).expect("a schema is plain data");
        assert_eq!(&Schema::from_json(&json).expect("it was valid"), news);
        let force = news.layer("quote").and_then(|layer| layer.attribute("force")).expect("built in");
        let AttributeKind::Choice { options } = &force.kind else { panic!("force is a choice") };
        assert_eq!(options.len(), 11);
    }

    #[test]
    fn a_colour_of_the_schemas_own_becomes_a_tone_that_can_be_read() {
        let tones = [
            ("\"teal\"", Tone::Teal),
            ("\"#c00020\"", Tone::Red),
            ("\"#1040ff\"", Tone::Blue),
            ("\"#ffd800\"", Tone::Amber),
            ("\"#777777\"", Tone::Grey),
            ("\"mauve\"", Tone::Grey),
        ];
        for (written, expected) in tones {
            let json = format!("{{\"id\":\"L\",\"name\":{{}},\"tone\":{written}}}");
            let label: Label = serde_json::from_str(&json).expect("a label");
            assert_eq!(label.tone, expected, "{written}");
        }
    }

    #[test]
    fn an_ambiguous_schema_is_refused() {
        let twice = r#"{"id":"s","version":1,"name":{"en":"S","ar":"س"},"layers":[
            {"id":"a","name":{"en":"A","ar":"أ"},"style":"tint","labels":[],"roles":[{"id":"m","name":{"en":"M","ar":"م"},"fills":["span"]}]},
            {"id":"a","name":{"en":"A","ar":"أ"},"style":"tint","labels":[],"roles":[{"id":"m","name":{"en":"M","ar":"م"},"fills":["span"]}]}]}"#;
        assert_eq!(Schema::from_json(twice), Err(SchemaError::Duplicate("a".into(), "layers".into())));
    }
}
