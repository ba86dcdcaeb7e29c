//! Reading a CAS: Hashiya's own, INCEpTION's, and any whose features speak for themselves.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;
use serde_json::Value;

use crate::annotation::{Anchor, EntityRecord, Extra, Fragments, Id};
use crate::format::read::{Builder, utf8};
use crate::format::uima::{self, ABOUT, FRAGMENT, Found, LABELS, LINKS, PACKAGE, PART, RECORD};
use crate::format::xmi::{NAMESPACE, mend};
use crate::format::{ImportError, Imported, Stamp};
use crate::schema::Schema;
use crate::text::Span;

/// Packages whose types are no annotations: tokens and sentences, what is said of the file.
const STRUCTURE: [&str; 3] = [
    "uima.cas.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.",
];

pub(in crate::format) fn read(bytes: &[u8], schema: &Schema, stamp: &Stamp) -> Result<Imported, ImportError> {
    let file = utf8(bytes)?.trim_start_matches('\u{feff}');
    let malformed = |what: String| ImportError::Malformed { format: "xmi", what };
    let (mended, faults);
    let tree = match roxmltree::Document::parse(file) {
        Ok(tree) => {
            faults = Vec::new();
            tree
        }
        Err(error) => {
            let broken = || malformed(error.to_string());
            (mended, faults) = mend::mended(file, &error).ok_or_else(broken)?;
            roxmltree::Document::parse(&mended).map_err(|_| broken())?
        }
    };
    let nodes: Vec<Node<'_, '_>> = tree.root_element().children().filter(Node::is_element).collect();
    let of = |wanted: &str| nodes.iter().filter(|node| type_of(node) == wanted).collect::<Vec<_>>();
    let sofas = of("uima.cas.Sofa");
    let held = |node: &&&Node<'_, '_>| value_of(node, "sofaString").is_some();
    let first = sofas.iter().find(|node| value_of(node, "sofaID") == Some("_InitialView") && held(node));
    let Some(sofa) = first.or_else(|| sofas.iter().find(held)) else {
        let first = faults.first().map(|fault| malformed(format!("line {}: {}", fault.line, fault.what)));
        return Err(first.unwrap_or_else(|| ImportError::NoText("the CAS has no text in it".to_owned())));
    };
    let reader = Reader {
        by_id: nodes.iter().filter_map(|node| Some((id(node)?, *node))).collect(),
        lines: file.match_indices('\n').map(|(at, _)| at).collect(),
        sofa: id(sofa),
        is_own: !of(&format!("{PACKAGE}{ABOUT}")).is_empty(),
        schema,
    };
    let mut builder = Builder::new(value_of(sofa, "sofaString").unwrap_or_default(), stamp);
    builder.faults.extend(faults);
    let name = reader.document(&nodes, &mut builder);
    reader.build(&nodes, &mut builder);
    Ok(builder.finish(&name))
}

fn id<'a>(node: &Node<'a, '_>) -> Option<&'a str> {
    node.attribute((NAMESPACE, "id"))
}

/// Returns the value of a feature; `xmi:id` is none.
fn value_of<'a>(node: &Node<'a, '_>, name: &str) -> Option<&'a str> {
    let own = |one: &roxmltree::Attribute<'_, '_>| one.namespace().is_none() && one.name() == name;
    node.attributes().find(own).map(|one| one.value())
}

/// Returns the type of an element: its namespace is the package.
fn type_of(node: &Node<'_, '_>) -> String {
    let namespace = node.tag_name().namespace().unwrap_or_default();
    let package = namespace.trim_start_matches("http:///").trim_end_matches(".ecore").replace('/', ".");
    match package.as_str() {
        "" | "uima.noNamespace" => node.tag_name().name().to_owned(),
        package => format!("{package}.{}", node.tag_name().name()),
    }
}

struct Reader<'a, 'b> {
    by_id: HashMap<&'a str, Node<'a, 'b>>,
    /// The byte of every line feed.
    lines: Vec<usize>,
    sofa: Option<&'a str>,
    /// Whether Hashiya wrote it.
    is_own: bool,
    schema: &'a Schema,
}

/// A foreign or own annotation's links: role and the id of the element pointed at.
type Links<'a> = Vec<(String, &'a str)>;

impl<'a, 'b> Reader<'a, 'b> {
    fn line(&self, node: &Node<'_, '_>) -> usize {
        1 + self.lines.partition_point(|at| *at < node.range().start)
    }

    /// Reads what is said of the document and returns its name.
    fn document(&self, nodes: &[Node<'a, 'b>], builder: &mut Builder<'_>) -> String {
        let mut name = String::new();
        for node in nodes {
            let kind = type_of(node);
            if let Some(language) = value_of(node, "language").filter(|language| *language != "x-unspecified")
                && (kind.ends_with(".DocumentMetaData") || kind.ends_with(".DocumentAnnotation"))
            {
                builder.about.language = uima::read_text(language);
            }
            if kind.ends_with(".DocumentMetaData") {
                let title = value_of(node, "documentId").or_else(|| value_of(node, "documentTitle"));
                name = uima::read_text(title.unwrap_or_default());
            }
            if kind == format!("{PACKAGE}{ABOUT}") {
                let about = &mut builder.about;
                let object = |feature: &str| match value_of(node, feature).map(uima::read_value) {
                    Some(Value::Object(held)) => held,
                    _ => Default::default(),
                };
                (about.labels, about.metadata) = (object("labels"), object("metadata"));
                about.notes = value_of(node, "notes").map(uima::read_text);
                if let Some(status) = value_of(node, "status") {
                    about.status = uima::read_text(status);
                }
            }
        }
        let plain = name.strip_suffix(".txt").filter(|_| !self.is_own);
        plain.map(str::to_owned).unwrap_or(name)
    }

    fn build(&self, nodes: &[Node<'a, 'b>], builder: &mut Builder<'_>) {
        let mut ids: HashMap<&str, Id> = HashMap::new();
        let (mut annotations, mut relations, mut records) = (Vec::new(), Vec::new(), HashMap::new());
        for node in nodes {
            let kind = type_of(node);
            let short = kind.strip_prefix(PACKAGE).unwrap_or_default();
            let has = |feature: &str| value_of(node, feature).is_some();
            let structure = STRUCTURE.iter().any(|package| kind.starts_with(package));
            if structure || kind == "uima.tcas.DocumentAnnotation" || self.is_own && short == ABOUT {
                continue;
            }
            if self.is_own && short == RECORD {
                self.record(node, builder);
            } else if has("Governor") && has("Dependent") {
                relations.push((*node, kind));
            } else if has("begin") && has("end") && !(self.is_own && short == PART) {
                if value_of(node, "sofa") != self.sofa {
                    builder.fault(self.line(node), format!("{kind}: it is not of the first text"));
                    continue;
                }
                annotations.push((*node, kind));
            } else if !(has("target") || has("first") || self.is_own && short == PART) {
                builder.fault(self.line(node), format!("{kind} is no span and not read"));
                continue;
            }
            let own = value_of(node, "id").filter(|_| self.is_own).map(|own| Id::new(&uima::read_text(own)));
            if let Some(number) = id(node) {
                ids.insert(number, own.unwrap_or_else(|| Id::new(&format!("a{number}"))));
            }
        }
        let read: HashSet<&str> = annotations.iter().filter_map(|(node, _)| id(node)).collect();
        let joins: HashSet<&str> = relations.iter().filter_map(|(node, _)| id(node)).collect();
        for (node, kind) in &annotations {
            let line = self.line(node);
            if let Err(what) = self.annotation(node, kind, &ids, &read, &mut records, builder) {
                builder.fault(line, format!("{kind}: {what}"));
            }
        }
        for (number, (node, kind)) in relations.iter().enumerate() {
            let line = self.line(node);
            let ends = ["Governor", "Dependent"].map(|feature| value_of(node, feature).unwrap_or_default());
            if ends.iter().any(|end| !read.contains(end) && !joins.contains(end)) {
                builder.fault(line, format!("{kind}: an end of it is not read"));
                continue;
            }
            let own = id(node).and_then(|number| ids.get(number)).filter(|_| self.is_own);
            let id = own.map_or_else(|| format!("r{}", number + 1), ToString::to_string);
            let label = LABELS.iter().find_map(|feature| value_of(node, feature));
            let short = kind.rsplit('.').next().unwrap_or_default();
            let kind = label.map_or_else(|| short.to_owned(), uima::read_text);
            let [from, to] = ends.map(|end| ids[end].clone());
            let mut relation = builder.relation(&id, &kind, from, to);
            relation.note = value_of(node, "note").map(uima::read_text);
            if let Some(Value::Object(held)) = value_of(node, "attributes").map(uima::read_value) {
                relation.attributes = held;
            }
            builder.add_relation(line, relation);
        }
    }

    fn record(&self, node: &Node<'a, 'b>, builder: &mut Builder<'_>) {
        let text = |feature: &str| value_of(node, feature).map(uima::read_text);
        let aliases = node.children().filter(|child| child.tag_name().name() == "aliases");
        let entity = EntityRecord {
            id: Id::new(&text("id").unwrap_or_default()),
            name: text("name").unwrap_or_default(),
            wikidata: text("wikidata"),
            aliases: aliases.map(|child| uima::read_text(child.text().unwrap_or_default())).collect(),
            extra: Extra::new(),
        };
        builder.add_entity(self.line(node), entity);
    }

    /// Returns the links that the features of an annotation list.
    fn links(&self, node: &Node<'a, 'b>) -> (Links<'a>, HashSet<&'a str>) {
        let (mut links, mut features) = (Links::new(), HashSet::new());
        for feature in node.attributes().filter(|one| one.namespace().is_none()) {
            if self.is_own && feature.name() != LINKS {
                continue;
            }
            let mut listed: Vec<&str> = feature.value().split_whitespace().collect();
            // An array that may have several owners is an element of its own.
            if let [one] = listed[..]
                && let Some(array) = self.by_id.get(one).filter(|node| type_of(node) == "uima.cas.FSArray")
            {
                listed = value_of(array, "elements").unwrap_or_default().split_whitespace().collect();
            }
            let found: Option<Vec<_>> = listed
                .iter()
                .map(|id| self.by_id.get(id).filter(|node| value_of(node, "begin").is_none()))
                .map(|link| link.and_then(|link| Some((value_of(link, "role"), value_of(link, "target")?))))
                .collect();
            let Some(found) = found.filter(|found| !found.is_empty()) else { continue };
            features.insert(feature.name());
            links.extend(found.into_iter().map(|(role, target)| {
                (role.map_or_else(|| feature.name().to_owned(), uima::read_text), target)
            }));
        }
        (links, features)
    }

    /// Returns the place of a span: its fragments where it has some.
    fn place(
        &self,
        node: &Node<'_, '_>,
        links: &Links<'_>,
        builder: &Builder<'_>,
    ) -> Result<Fragments, String> {
        let span = |node: &Node<'_, '_>| -> Result<Span, String> {
            let offset = |feature: &str| value_of(node, feature).and_then(|text| text.parse::<usize>().ok());
            let (Some(begin), Some(end)) = (offset("begin"), offset("end")) else {
                return Err("its offsets are no numbers".to_owned());
            };
            builder.text.span_of_units(begin, end)
        };
        let pieces: Vec<&Node<'_, '_>> = links
            .iter()
            .filter(|(role, _)| role == FRAGMENT && self.is_own)
            .filter_map(|(_, target)| self.by_id.get(target))
            .collect();
        let spans: Result<Vec<Span>, String> = match pieces.is_empty() {
            true => span(node).map(|one| vec![one]),
            false => pieces.into_iter().map(span).collect(),
        };
        Fragments::new(spans?).ok_or_else(|| "the span is empty".to_owned())
    }

    fn annotation(
        &self,
        node: &Node<'a, 'b>,
        kind: &str,
        ids: &HashMap<&str, Id>,
        read: &HashSet<&str>,
        records: &mut HashMap<String, String>,
        builder: &mut Builder<'_>,
    ) -> Result<(), String> {
        let line = self.line(node);
        let (links, listing) = self.links(node);
        let place = self.place(node, &links, builder)?;
        let mut anchors = Vec::new();
        for (role, target) in links.iter().filter(|(role, _)| role != FRAGMENT || !self.is_own) {
            let role = if self.is_own { uima::role_of(role) } else { role.clone() };
            let anchor = match self.by_id.get(target) {
                Some(part) if self.is_own && type_of(part) == format!("{PACKAGE}{PART}") => {
                    Anchor::text(self.place(part, &self.links(part).0, builder)?)
                }
                Some(_) if read.contains(target) => Anchor::reference(ids[target].clone()),
                _ => {
                    builder.fault(line, format!("{role}: what fills it is not read"));
                    continue;
                }
            };
            anchors.push((role, anchor));
        }
        let next = value_of(node, "next").filter(|next| read.contains(next) && !self.is_own);
        let features = node
            .attributes()
            .filter(|one| one.namespace().is_none() && !listing.contains(one.name()))
            .filter(|one| one.name() != "next" || next.is_none())
            .map(|one| (one.name(), one.value()));
        let id = id(node).and_then(|number| ids.get(number)).ok_or("it has no id")?.to_string();
        let features = features.collect();
        let found = Found { line, id: id.clone(), kind, is_own: self.is_own, place, features, anchors };
        let annotation = found.annotation(self.schema, records, builder);
        builder.add(line, annotation);
        if let Some(next) = next {
            // A link of a chain knows the one behind it.
            let kind = value_of(node, "referenceRelation").unwrap_or("next");
            let relation = builder.relation(&format!("n{id}"), kind, Id::new(&id), ids[next].clone());
            builder.add_relation(line, relation);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::annotation::Id;
    use crate::format::Stamp;
    use crate::schema::Schema;

    /// A CAS as INCEpTION writes one: tokens, named entities with an item, a relation, a slot, a chain.
    const FOREIGN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmlns:type2="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmlns:custom="http:///webanno/custom.ecore" xmlns:type3="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<type3:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="16" language="ar" documentTitle="خبر.txt"/>
<type:Token xmi:id="3" sofa="1" begin="0" end="2" order="0"/>
<type2:NamedEntity xmi:id="4" sofa="1" begin="3" end="7" value="PERS" identifier="http://www.wikidata.org/entity/Q42"/>
<type2:NamedEntity xmi:id="5" sofa="1" begin="8" end="12" value="LOC"/>
<custom:Rel xmi:id="6" sofa="1" begin="8" end="12" Governor="4" Dependent="5" value="in"/>
<custom:Say xmi:id="7" sofa="1" begin="0" end="2" certainty="high" Who="8"/>
<custom:SayWhoLink xmi:id="8" role="speaker" target="4"/>
<custom:Bad xmi:id="9" sofa="1" begin="1" end="4"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="😀 سليم هناك قال"/>
<cas:View sofa="1" members="2 3 4 5 6 7 8 9"/>
</xmi:XMI>"#;

    #[test]
    fn line_ends_marks_and_emoji_move_no_span() {
        let file = FOREIGN.replace("😀 سليم هناك قال", "\u{feff}😀&#13;&#10;سليم هناك");
        let file = file.replace("begin=\"3\" end=\"7\"", "begin=\"5\" end=\"9\"");
        let read = read(file.as_bytes(), Schema::news(), &Stamp::default()).expect("XMI");
        assert_eq!(read.document.text(), "😀\nسليم هناك");
        let place = read.set.get(&Id::new("a4")).and_then(|one| one.place()).expect("kept");
        assert_eq!(read.document.slice(place), "سليم");
    }

    #[test]
    fn a_foreign_cas_keeps_its_annotations() {
        let read = read(FOREIGN.as_bytes(), Schema::news(), &Stamp::default()).expect("XMI");
        assert_eq!(read.name, "خبر");
        let get = |id: &str| read.set.get(&Id::new(id)).expect("kept");
        let text = |id: &str| read.document.slice(get(id).place().expect("a span"));
        assert_eq!((text("a4"), get("a4").label.as_str()), ("سليم", "PERS"));
        assert_eq!(get("a4").attributes["record"], "W1");
        let record = read.set.entity(&Id::new("W1")).expect("kept");
        assert_eq!(record.wikidata.as_deref(), Some("Q42"));
        assert_eq!((text("a7"), get("a7").label.as_str()), ("😀", "Say"));
        assert_eq!(get("a7").attributes["certainty"], "high");
        assert_eq!(get("a7").role("speaker")[0].target(), Some(&Id::new("a4")));
        let relation = read.set.relations().next().expect("kept");
        assert_eq!((relation.kind.as_str(), relation.to.as_str()), ("in", "a5"));
        assert_eq!(read.set.len(), 3);
        let faults: Vec<(usize, &str)> =
            read.faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect();
        assert_eq!(faults, [(11, "webanno.custom.Bad: 1-4 is no span of the text")], "inside the emoji");
    }
}
