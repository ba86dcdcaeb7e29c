//! The type system: which features which layer has.

use std::collections::BTreeSet;

use crate::format::uima::{ABOUT, ANY, COMMON, LINKS, PACKAGE, PART, RECORD, RELATION, feature_of, type_of};
use crate::format::xmi::{METADATA, quoted};
use crate::format::{File, Summary};
use crate::schema::Schema;

const STRING: &str = "uima.cas.String";

/// Types in making.
struct System {
    text: String,
}

impl System {
    /// Adds a type; a feature is its name, its range and the type of what it lists.
    fn add(&mut self, name: &str, over: &str, features: &[(&str, &str, Option<String>)]) {
        let element = |name: &str, text: &str| format!("<{name}>{text}</{name}>");
        self.text.push_str("<typeDescription>");
        self.text.push_str(&element("name", name));
        self.text.push_str("<description/>");
        self.text.push_str(&element("supertypeName", over));
        self.text.push_str("<features>\n");
        for (feature, range, listed) in features {
            self.text.push_str("  <featureDescription>");
            self.text.push_str(&element("name", feature));
            self.text.push_str("<description/>");
            self.text.push_str(&element("rangeTypeName", range));
            listed.iter().for_each(|listed| self.text.push_str(&element("elementType", listed)));
            self.text.push_str("</featureDescription>\n");
        }
        self.text.push_str("</features></typeDescription>\n");
    }

    /// Adds a type of spans with links, and the type of those links.
    fn add_span(&mut self, name: &str, features: &[String]) {
        let whole = format!("{PACKAGE}{name}");
        let link = link_type(name);
        let mut rows: Vec<(&str, &str, Option<String>)> =
            features.iter().map(|feature| (feature.as_str(), STRING, None)).collect();
        rows.push((LINKS, "uima.cas.FSArray", Some(link.clone())));
        self.add(&whole, ANY, &rows);
        self.add(&link, "uima.cas.TOP", &[("role", STRING, None), ("target", ANY, None)]);
    }
}

/// Returns the name of the type of a type's links, as INCEpTION names them.
pub(super) fn link_type(name: &str) -> String {
    format!("{PACKAGE}{name}LinksLink")
}

/// Returns the type system of the schema's layers and of what the documents have beside.
pub(in crate::format) fn system(schema: &Schema, summary: &Summary) -> File {
    let mut layers: indexmap::IndexMap<&str, BTreeSet<&str>> = indexmap::IndexMap::new();
    for layer in &schema.layers {
        layers.entry(&layer.id).or_default().extend(layer.attributes.iter().map(|one| one.id.as_str()));
    }
    for (layer, _) in summary.labels.keys() {
        layers.entry(layer).or_default();
    }
    for (layer, attribute) in summary.attributes.keys() {
        layers.entry(layer).or_default().insert(attribute);
    }
    let mut system = System { text: String::new() };
    let row = |name: &'static str| (name, STRING, None);
    system.add(
        METADATA,
        "uima.tcas.DocumentAnnotation",
        &["documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri"].map(row),
    );
    for (layer, attributes) in layers {
        let own = attributes.into_iter().map(feature_of);
        let features: Vec<String> = COMMON.iter().map(|name| (*name).to_owned()).chain(own).collect();
        system.add_span(&type_of(layer), &features);
    }
    system.add_span(PART, &["role".to_owned()]);
    let relation = ["id", "kind", "note", "attributes"].map(row);
    let ends = [("Governor", ANY, None), ("Dependent", ANY, None)];
    system.add(&format!("{PACKAGE}{RELATION}"), ANY, &[&relation[..], &ends[..]].concat());
    let mut record = ["id", "name", "wikidata"].map(row).to_vec();
    record.push(("aliases", "uima.cas.StringArray", None));
    system.add(&format!("{PACKAGE}{RECORD}"), "uima.cas.TOP", &record);
    let about = ["status", "notes", "labels", "metadata"].map(row);
    system.add(&format!("{PACKAGE}{ABOUT}"), "uima.cas.TOP", &about);
    let namespace = quoted("http://uima.apache.org/resourceSpecifier");
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns={namespace}>\n<types>\n{}</types>\n</typeSystemDescription>\n",
        system.text
    );
    File { name: "TypeSystem.xml".to_owned(), bytes: text.into_bytes() }
}
