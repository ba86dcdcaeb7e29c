//! The two files that tell brat's server what may be marked, and that lines run from right to left.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::format::brat::{attribution, names};
use crate::format::{File, Summary, name};
use crate::schema::{AttributeKind, Schema};

pub(in crate::format) fn configuration(schema: &Schema, summary: &Summary) -> Vec<File> {
    let file = |name: &str, text: String| File { name: name.to_owned(), bytes: text.into_bytes() };
    vec![file("annotation.conf", annotation(schema, summary)), file("visual.conf", visual(schema))]
}

/// Returns a layer's labels, those that only the documents know among them.
fn plain<'a>(schema: &'a Schema, summary: &'a Summary, layer: &str) -> BTreeSet<&'a String> {
    let known = schema.layer(layer).into_iter().flat_map(|layer| layer.labels.iter().map(|label| &label.id));
    let found = summary.labels.keys().filter(|(of, _)| of == layer).map(|(_, label)| label);
    known.chain(found).collect()
}

/// Returns the names of a layer's labels.
fn labels(schema: &Schema, summary: &Summary, layer: &str) -> BTreeSet<String> {
    let bare = layer == name::EVENT;
    plain(schema, summary, layer)
        .into_iter()
        .map(|label| if bare { names::escape(label) } else { names::of_label(schema, layer, label) })
        .collect()
}

fn layers<'a>(schema: &'a Schema, summary: &'a Summary) -> Vec<&'a str> {
    let mut layers: Vec<&str> = schema.layers.iter().map(|layer| layer.id.as_str()).collect();
    for (layer, _) in summary.labels.keys() {
        if !layers.contains(&layer.as_str()) {
            layers.push(layer);
        }
    }
    layers
}

fn annotation(schema: &Schema, summary: &Summary) -> String {
    let mut spans = String::from("[entities]\n");
    let mut events = String::from("\n[events]\n");
    let mut attributes = String::from("\n[attributes]\n");
    for layer in layers(schema, summary) {
        let main = name::main_role(schema, layer);
        let known = schema.layer(layer);
        let mut roles: BTreeSet<&str> =
            summary.roles.get(layer).into_iter().flatten().map(String::as_str).collect();
        roles.extend(known.into_iter().flat_map(|layer| layer.roles.iter().map(|role| role.id.as_str())));
        roles.remove(main);
        let names = labels(schema, summary, layer);
        if attribution::is_quote(schema, layer) {
            let arguments: Vec<String> = std::iter::once(main)
                .chain(roles.iter().copied())
                .map(|role| {
                    let own = attribution::argument(schema, role);
                    let span = own.clone().unwrap_or_else(|| names::of_role(layer, role));
                    spans.push_str(&format!("{span}\n"));
                    format!("{}*:<ANY>", own.unwrap_or_else(|| names::escape(role)))
                })
                .collect();
            let (kinds, labels): (Vec<&String>, Vec<&String>) =
                plain(schema, summary, layer).into_iter().partition(|label| attribution::is_kind(label));
            let mut kinds: BTreeSet<String> =
                kinds.into_iter().map(|label| attribution::kind(label)).collect();
            kinds.insert(attribution::ATTRIBUTION.to_owned());
            kinds.iter().for_each(|kind| events.push_str(&format!("{kind}\t{}\n", arguments.join(", "))));
            let values: Vec<String> = labels.into_iter().map(|label| name::escape(label)).collect();
            let label = attribution::LABEL;
            attributes.push_str(&format!("{label}\tArg:<EVENT>, Value:{}\n", values.join("|")));
        } else if roles.is_empty() && layer != name::EVENT {
            names.iter().for_each(|name| spans.push_str(&format!("{name}\n")));
        } else {
            roles.iter().for_each(|role| spans.push_str(&format!("{}\n", names::of_role(layer, role))));
            let arguments: Vec<String> =
                roles.iter().map(|role| format!("{}*:<ANY>", names::escape(role))).collect();
            names.iter().for_each(|name| events.push_str(&format!("{name}\t{}\n", arguments.join(", "))));
        }
        for attribute in known.into_iter().flat_map(|layer| &layer.attributes) {
            let found = summary.attributes.get(&(layer.to_owned(), attribute.id.clone()));
            let values: Vec<String> = match &attribute.kind {
                AttributeKind::Choice { options } => options.iter().map(|option| option.id.clone()).collect(),
                AttributeKind::Scale { min, max } => (*min..=*max).map(|number| number.to_string()).collect(),
                AttributeKind::Flag => Vec::new(),
                _ => found
                    .into_iter()
                    .flatten()
                    .filter(|value| name::escape(value) == **value)
                    .cloned()
                    .collect(),
            };
            let values =
                if values.is_empty() { String::new() } else { format!(", Value:{}", values.join("|")) };
            let kind = if roles.is_empty() { "<ENTITY>" } else { "<EVENT>" };
            // Writing to a text can't fail.
            let _written = writeln!(attributes, "{}\tArg:{kind}{values}", names::escape(&attribute.id));
        }
    }
    // Marks may nest and cross, whatever they are.
    let mut relations = String::from("\n[relations]\n<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>\n");
    let mut kinds: BTreeSet<&str> = schema.relations.iter().map(|kind| kind.id.as_str()).collect();
    kinds.extend(summary.relations.keys().map(String::as_str));
    for kind in kinds {
        relations.push_str(&format!("{}\tArg1:<ANY>, Arg2:<ANY>\n", names::escape(kind)));
    }
    spans + &relations + &events + &attributes
}

fn visual(schema: &Schema) -> String {
    let mut text = String::from("[options]\nText\tdirection:rtl\n\n[labels]\n");
    for layer in &schema.layers {
        let is_quote = attribution::is_quote(schema, &layer.id);
        if is_quote {
            text.push_str(&format!("{} | {}\n", attribution::ATTRIBUTION, layer.name.in_language("en")));
        }
        for label in layer.labels.iter().filter(|_| !is_quote) {
            let id = names::of_label(schema, &layer.id, &label.id);
            text.push_str(&format!("{id} | {} | {}\n", label.name.in_language("en"), label.id));
        }
    }
    text.push_str("\n[drawing]\nSPAN_DEFAULT\tborderColor:darken\nARC_DEFAULT\tcolor:black\n");
    text
}
