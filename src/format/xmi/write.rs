//! Writing a CAS.

use std::collections::HashMap;

use serde_json::Value;

use crate::annotation::{Anchor, Annotation, Fragments, Id};
use crate::format::prepare::{fillers, loss};
use crate::format::uima::{self, ABOUT, FRAGMENT, LINKS, PART, RECORD, RELATION};
use crate::format::xmi::{NAMESPACE, is_xml, quoted};
use crate::format::{Exported, File, Loss, Source, name};

/// The `xmi:id` of the text.
const SOFA: usize = 1;

pub(in crate::format) fn write(source: &Source<'_>) -> Exported {
    let mut writer = Writer {
        source,
        exported: Exported::default(),
        elements: String::new(),
        last: SOFA,
        members: Vec::new(),
        ids: HashMap::new(),
    };
    writer.number();
    writer.document();
    source.set.entities().for_each(|entity| {
        let id = writer.fresh();
        let mut features = vec![("id", text(entity.id.as_str())), ("name", text(&entity.name))];
        features.extend(entity.wikidata.as_deref().map(|item| ("wikidata", text(item))));
        let aliases: String =
            entity.aliases.iter().map(|alias| format!("<aliases>{}</aliases>", content(alias))).collect();
        writer.element(id, RECORD, &features, &aliases);
    });
    source.set.iter().for_each(|annotation| writer.annotation(annotation));
    writer.relations();
    writer.finish()
}

/// Returns a text as a feature holds it.
fn text(text: &str) -> String {
    uima::write_text(text, is_xml)
}

/// Returns a text as the content of an element.
fn content(alias: &str) -> String {
    let quoted = quoted(&text(alias));
    quoted[1..quoted.len() - 1].to_owned()
}

struct Writer<'a> {
    source: &'a Source<'a>,
    exported: Exported,
    elements: String,
    last: usize,
    /// What is in the index.
    members: Vec<usize>,
    ids: HashMap<Id, usize>,
}

impl Writer<'_> {
    fn fresh(&mut self) -> usize {
        self.last += 1;
        self.last
    }

    fn number(&mut self) {
        for annotation in self.source.set.iter() {
            let main = name::main_role(self.source.schema, &annotation.layer);
            if annotation.fragments(main).is_some() {
                let id = self.fresh();
                self.ids.insert(annotation.id.clone(), id);
            } else {
                self.exported.losses.push(loss(&annotation.id, "it has no span in its main role"));
            }
        }
        // A relation may join relations, and goes where an end of it goes.
        let mut open: Vec<_> = self.source.set.relations().collect();
        loop {
            let before = open.len();
            open.retain(|relation| {
                let stands = self.ids.contains_key(&relation.from) && self.ids.contains_key(&relation.to);
                if stands {
                    self.last += 1;
                    self.ids.insert(relation.id.clone(), self.last);
                }
                !stands
            });
            if open.len() == before {
                break;
            }
        }
        for relation in open {
            self.exported.losses.push(loss(&relation.id, "an end of the relation has no span"));
        }
    }

    /// Adds an element of an own type and puts it into the index.
    fn element(&mut self, id: usize, kind: &str, features: &[(&str, String)], children: &str) {
        let attributes: String =
            features.iter().map(|(name, value)| format!(" {name}={}", quoted(value))).collect();
        let end = match children {
            "" => "/>".to_owned(),
            children => format!(">{children}</custom:{kind}>"),
        };
        self.elements.push_str(&format!("<custom:{kind} xmi:id=\"{id}\"{attributes}{end}\n"));
        self.members.push(id);
    }

    /// Returns the features that say where a span stands.
    fn place(&self, fragments: &Fragments) -> Vec<(&'static str, String)> {
        let (begin, end) = uima::units(self.source.document, fragments.hull());
        vec![("sofa", SOFA.to_string()), ("begin", begin.to_string()), ("end", end.to_string())]
    }

    fn document(&mut self) {
        let about = self.source.set.about();
        let id = self.fresh();
        let end = self.source.document.utf16_len();
        let (language, name) = (quoted(&text(&about.language)), quoted(&text(self.source.name)));
        self.elements.push_str(&format!(
            "<type:DocumentMetaData xmi:id=\"{id}\" sofa=\"{SOFA}\" begin=\"0\" end=\"{end}\" language={language} documentTitle={name} documentId={name}/>\n"
        ));
        self.members.push(id);
        let mut features = vec![("status", text(&about.status))];
        features.extend(about.notes.as_deref().map(|notes| ("notes", text(notes))));
        for (name, held) in [("labels", &about.labels), ("metadata", &about.metadata)] {
            if !held.is_empty() {
                features.push((name, uima::write_value(&Value::Object(held.clone()), is_xml)));
            }
        }
        let id = self.fresh();
        self.element(id, ABOUT, &features, "");
    }

    /// Adds a part for each of several fragments and returns their links.
    fn fragments(&mut self, fragments: &Fragments, links: &mut Vec<(String, usize)>) {
        if fragments.spans().len() < 2 {
            return;
        }
        for span in fragments.spans() {
            let id = self.fresh();
            let fragment = Fragments::one(*span).expect("a fragment is not empty");
            let mut features = self.place(&fragment);
            features.push(("role", FRAGMENT.to_owned()));
            self.element(id, PART, &features, "");
            links.push((FRAGMENT.to_owned(), id));
        }
    }

    /// Adds the links and returns the feature that lists them.
    fn links(&mut self, kind: &str, links: &[(String, usize)]) -> Option<(&'static str, String)> {
        let mut ids = Vec::new();
        for (role, target) in links {
            let id = self.fresh();
            let features = [("role", text(role)), ("target", target.to_string())];
            self.element(id, &format!("{kind}LinksLink"), &features, "");
            ids.push(id.to_string());
        }
        (!ids.is_empty()).then(|| (LINKS, ids.join(" ")))
    }

    fn annotation(&mut self, annotation: &Annotation) {
        let main = name::main_role(self.source.schema, &annotation.layer);
        let (Some(id), Some(place)) = (self.ids.get(&annotation.id).copied(), annotation.fragments(main))
        else {
            return;
        };
        let kind = uima::type_of(&annotation.layer);
        let mut features = self.place(place);
        features.extend([("id", text(annotation.id.as_str())), ("label", text(&annotation.label))]);
        features.extend(uima::identifier(self.source, annotation).map(|item| ("identifier", item)));
        features.extend(annotation.note.as_deref().map(|note| ("note", text(note))));
        let names: Vec<String> = annotation.attributes.keys().map(|name| uima::feature_of(name)).collect();
        for (name, value) in names.iter().zip(annotation.attributes.values()) {
            features.push((name, uima::write_value(value, is_xml)));
        }
        let mut links = Vec::new();
        self.fragments(place, &mut links);
        for (role, anchor) in fillers(annotation, main) {
            match anchor {
                Anchor::Text { fragments, .. } => {
                    let part = self.fresh();
                    let mut features = self.place(fragments);
                    features.push(("role", text(role)));
                    let mut inner = Vec::new();
                    self.fragments(fragments, &mut inner);
                    features.extend(self.links(PART, &inner));
                    self.element(part, PART, &features, "");
                    links.push((uima::link_of(role), part));
                }
                Anchor::Ref { id: target, .. } => match self.ids.get(target) {
                    Some(target) => links.push((uima::link_of(role), *target)),
                    None => {
                        let what = format!("{role}: what fills it has no span");
                        self.exported.losses.push(loss(&annotation.id, what));
                    }
                },
            }
        }
        features.extend(self.links(&kind, &links));
        self.element(id, &kind, &features, "");
    }

    fn relations(&mut self) {
        let source = self.source;
        for relation in source.set.relations() {
            let end = |id: &Id| self.ids.get(id).copied();
            let (Some(id), Some(from), Some(to)) =
                (end(&relation.id), end(&relation.from), end(&relation.to))
            else {
                continue;
            };
            // A relation stands where its second end does, as INCEpTION has it.
            let mut place = &relation.to;
            while let Some(next) = source.set.relation(place).filter(|next| next.id != relation.id) {
                place = &next.to;
            }
            let place = source.set.get(place).and_then(|annotation| {
                annotation.fragments(name::main_role(source.schema, &annotation.layer))
            });
            let mut features = place.map(|place| self.place(place)).unwrap_or_default();
            features.extend([("id", text(relation.id.as_str())), ("kind", text(&relation.kind))]);
            features.extend(relation.note.as_deref().map(|note| ("note", text(note))));
            if !relation.attributes.is_empty() {
                let attributes = Value::Object(relation.attributes.clone());
                features.push(("attributes", uima::write_value(&attributes, is_xml)));
            }
            features.extend([("Governor", from.to_string()), ("Dependent", to.to_string())]);
            self.element(id, RELATION, &features, "");
        }
    }

    fn finish(self) -> Exported {
        let Self { source, mut exported, elements, members, .. } = self;
        let mut replaced = 0;
        let held: String = source
            .document
            .text()
            .chars()
            .map(|one| {
                // All that XML lacks are one code unit long, as what stands for them is: no offset moves.
                replaced += usize::from(!is_xml(one));
                if is_xml(one) { one } else { '\u{fffd}' }
            })
            .collect();
        if replaced > 0 {
            let what = format!("{replaced} control characters of the text, which XML can't hold");
            exported.losses.push(Loss { item: None, what });
        }
        let members: Vec<String> = members.iter().map(ToString::to_string).collect();
        // The text stands before what is marked in it, so that a file cut off still has it.
        let bytes = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"{NAMESPACE}\" xmlns:cas=\"http:///uima/cas.ecore\" xmlns:type=\"http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore\" xmlns:custom=\"http:///webanno/custom.ecore\" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n<cas:Sofa xmi:id=\"{SOFA}\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text/plain\" sofaString={}/>\n{elements}<cas:View sofa=\"{SOFA}\" members=\"{}\"/>\n</xmi:XMI>\n",
            quoted(&held),
            members.join(" ")
        );
        exported.files.push(File { name: format!("{}.xmi", source.name), bytes: bytes.into_bytes() });
        exported
    }
}
