//! What a corpus holds as a whole, for the files that describe it.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotation::AnnotationSet;

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
    pub annotators: BTreeSet<String>,
    pub languages: BTreeSet<String>,
    /// What the documents' metadata say under `license` or `licence`.
    pub licences: BTreeSet<String>,
    /// The project's name.
    pub title: Option<String>,
    /// The project's guideline, as its file is named.
    pub guideline: Option<String>,
}

impl Summary {
    /// Counts one document's set in, or those layers of it.
    pub fn add(&mut self, set: &AnnotationSet, layers: Option<&[String]>) {
        for annotation in set.iter().filter(|one| layers.is_none_or(|layers| layers.contains(&one.layer))) {
            let key = (annotation.layer.clone(), annotation.label.clone());
            *self.labels.entry(key).or_default() += 1;
            if !annotation.provenance.creator.is_empty() {
                self.annotators.insert(annotation.provenance.creator.clone());
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
            *self.relations.entry(relation.kind.clone()).or_default() += 1;
        }
        let about = set.about();
        self.languages.insert(about.language.clone());
        let licence = ["license", "licence"].iter().find_map(|key| about.metadata.get(*key)?.as_str());
        self.licences.extend(licence.map(str::to_owned));
    }

    /// Returns how many annotations there are.
    pub fn annotations(&self) -> usize {
        self.labels.values().sum()
    }
}
