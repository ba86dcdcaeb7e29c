//! What a corpus holds as a whole, for the files that describe it.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotation::AnnotationSet;
use crate::format::Pseudonyms;

/// Counts over the documents exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// For each split, in order: its name, the name of its file, the number of documents.
    pub splits: Vec<(String, String, usize)>,
    /// By layer and label.
    pub labels: BTreeMap<(String, String), usize>,
    pub attributes: BTreeMap<(String, String), BTreeSet<String>>,
    pub roles: BTreeMap<String, BTreeSet<String>>,
    pub relations: BTreeMap<String, usize>,
    /// How many annotations each one made, by the name that goes out.
    pub annotators: BTreeMap<String, usize>,
    /// Whether those names are pseudonyms.
    pub has_pseudonyms: bool,
    pub languages: BTreeSet<String>,
    /// What the documents' metadata say under `license` or `licence`.
    pub licences: BTreeSet<String>,
    /// The project's name.
    pub title: Option<String>,
    /// The project's guideline: its file's name, with the version and hash that tell which one it was.
    pub guideline: Option<String>,
}

impl Summary {
    /// Counts one document's set in, or those layers of it.
    pub fn add(&mut self, set: &AnnotationSet, layers: Option<&[String]>) {
        for annotation in set.iter().filter(|one| layers.is_none_or(|layers| layers.contains(&one.layer))) {
            let key = (annotation.layer.clone(), annotation.label.clone());
            *self.labels.entry(key).or_default() += 1;
            if !annotation.provenance.creator.is_empty() {
                *self.annotators.entry(annotation.provenance.creator.clone()).or_default() += 1;
            }
            let roles = self.roles.entry(annotation.layer.clone()).or_default();
            roles.extend(annotation.roles.keys().cloned());
            for (name, value) in &annotation.attributes {
                let values = self.attributes.entry((annotation.layer.clone(), name.clone())).or_default();
                if values.len() < 50
                    && let Some(value) = value.as_str().filter(|value| value.len() < 40)
                {
                    values.insert(value.to_owned());
                }
            }
        }
        for relation in set.relations() {
            let creator = &relation.provenance.creator;
            if !creator.is_empty() {
                self.annotators.entry(creator.clone()).or_default();
            }
            *self.relations.entry(relation.kind.clone()).or_default() += 1;
        }
        let about = set.about();
        self.languages.insert(about.language.clone());
        let licence = ["license", "licence"].iter().find_map(|key| about.metadata.get(*key)?.as_str());
        self.licences.extend(licence.map(str::to_owned));
    }

    /// Puts pseudonyms in the place of the annotators' names.
    pub fn hide(&mut self, names: &Pseudonyms) {
        let annotators = std::mem::take(&mut self.annotators).into_iter();
        self.annotators = annotators.map(|(name, count)| (names.of(&name).to_owned(), count)).collect();
        self.has_pseudonyms = true;
    }

    /// Returns how many annotations there are.
    pub fn annotations(&self) -> usize {
        self.labels.values().sum()
    }
}
