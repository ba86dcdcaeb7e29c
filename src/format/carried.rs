//! What is lost because a format has no place for it.
//!
//! What a format carries is its row in [`Format::carried`]; its writer tells only what depends on how it writes
//! spans. Who marked something and when is declared in the handbook and told by nobody.

use crate::annotation::{
    About, Anchor, Annotation, EntityRecord, Extra, Id, Origin, Provenance, Relation, Status,
};
use crate::format::prepare::loss;
use crate::format::{Format, Loss, Source, brat, claim_review, name};
use crate::text::guess_language;

/// A part of a set that some formats have a place for and others haven't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What fills roles beside the main one.
    Roles,
    Attributes,
    Notes,
    Status,
    Confidence,
    Origin,
    Relations,
    RelationAttributes,
    RelationNotes,
    /// Entity records, but for their aliases.
    Records,
    Aliases,
    Language,
    DocumentStatus,
    DocumentNotes,
    DocumentLabels,
    Metadata,
}

/// Returns what stands in the set and has no place in the format.
pub(super) fn losses(format: Format, source: &Source<'_>) -> Vec<Loss> {
    let mut teller = Teller { format, losses: Vec::new() };
    // What can't be published as a fact-check its writer tells of, as a whole.
    let is_whole = |one: &&std::sync::Arc<Annotation>| {
        format != Format::ClaimReview || claim_review::carries(source, one)
    };
    for annotation in source.set.iter().filter(is_whole) {
        teller.annotation(annotation, name::main_role(source.schema, &annotation.layer));
    }
    source.set.relations().for_each(|relation| teller.relation(relation));
    source.set.entities().for_each(|entity| teller.entity(entity));
    teller.document(source.set.about(), source.document.text());
    teller.losses
}

struct Teller {
    format: Format,
    losses: Vec<Loss>,
}

impl Teller {
    fn lacks(&self, part: Part) -> bool {
        !self.format.carried().contains(&part)
    }

    fn tell(&mut self, item: Option<&Id>, what: impl Into<String>) {
        self.losses.push(Loss { item: item.cloned(), what: what.into() });
    }

    fn annotation(&mut self, annotation: &Annotation, main: &str) {
        let id = &annotation.id;
        if self.lacks(Part::Roles) {
            for role in annotation.roles.keys().filter(|role| *role != main) {
                self.losses.push(loss(id, format!("{role}: roles other than the main one")));
            }
        }
        if self.lacks(Part::Attributes) {
            annotation
                .attributes
                .keys()
                .for_each(|name| self.tell(Some(id), format!("the attribute {name}")));
        }
        if self.format == Format::ClaimReview {
            let lost = annotation.attributes.keys().filter(|name| !claim_review::carries_attribute(name));
            lost.for_each(|name| self.tell(Some(id), format!("the attribute {name}")));
        }
        if annotation.note.is_some() && self.lacks(Part::Notes) {
            self.tell(Some(id), "the note");
        }
        self.provenance(id, &annotation.provenance);
        let anchors = annotation.roles.values().flatten().map(|anchor| match anchor {
            Anchor::Text { extra, .. } | Anchor::Ref { extra, .. } => extra,
        });
        self.unknown(Some(id), anchors.chain([&annotation.extra, &annotation.provenance.extra]));
    }

    fn relation(&mut self, relation: &Relation) {
        let id = &relation.id;
        if self.lacks(Part::Relations) {
            return self.tell(Some(id), "the relation");
        }
        if self.lacks(Part::RelationAttributes) {
            relation.attributes.keys().for_each(|name| self.tell(Some(id), format!("the attribute {name}")));
        }
        if relation.note.is_some() && self.lacks(Part::RelationNotes) {
            self.tell(Some(id), "the note");
        }
        self.provenance(id, &relation.provenance);
        self.unknown(Some(id), [&relation.extra, &relation.provenance.extra]);
    }

    fn provenance(&mut self, id: &Id, provenance: &Provenance) {
        if provenance.status != Status::default() && self.lacks(Part::Status) {
            self.tell(Some(id), "the status");
        }
        if provenance.confidence.is_some() && self.lacks(Part::Confidence) {
            self.tell(Some(id), "the confidence");
        }
        // That a person marked it or a file brought it is part of who and when.
        let plain = matches!(provenance.origin, Origin::Manual | Origin::Imported);
        if !plain && self.lacks(Part::Origin) {
            self.tell(Some(id), "the origin");
        }
    }

    fn entity(&mut self, entity: &EntityRecord) {
        let id = &entity.id;
        if self.lacks(Part::Records) {
            return self.tell(Some(id), "the entity record");
        }
        if !entity.aliases.is_empty() && self.lacks(Part::Aliases) {
            self.tell(Some(id), "the aliases of the entity record");
        }
        self.unknown(Some(id), [&entity.extra]);
    }

    fn document(&mut self, about: &About, text: &str) {
        // Readers guess the language.
        if about.language != guess_language(text) && self.lacks(Part::Language) {
            self.tell(None, "the language");
        }
        if about.status != About::default().status && self.lacks(Part::DocumentStatus) {
            self.tell(None, "the document's status");
        }
        if about.notes.is_some() && self.lacks(Part::DocumentNotes) {
            self.tell(None, "the document's notes");
        }
        if self.lacks(Part::DocumentLabels) {
            about.labels.keys().for_each(|name| self.tell(None, format!("the document's label {name}")));
        }
        if self.lacks(Part::Metadata) {
            about.metadata.keys().for_each(|name| self.tell(None, format!("the document's metadata {name}")));
        }
        if about.direction.is_some() {
            self.tell(None, "the document's direction");
        }
        if !about.paragraph_directions.is_empty() {
            self.tell(None, "the directions of paragraphs");
        }
        for conflict in &about.conflicts {
            self.tell(conflict.id.as_ref(), format!("the conflict over {}", conflict.field));
        }
        self.unknown(None, [&about.extra]);
    }

    /// Tells of fields that this version doesn't know; brat writes back those that it brought.
    fn unknown<'a>(&mut self, item: Option<&Id>, extras: impl IntoIterator<Item = &'a Extra>) {
        let own = |name: &str| self.format == Format::Brat && name == brat::EXTRA;
        let mut names: Vec<&str> =
            extras.into_iter().flat_map(Extra::keys).map(String::as_str).filter(|name| !own(name)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            self.tell(item, format!("the further field {name}"));
        }
    }
}
