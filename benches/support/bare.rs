//! A record in plain types of serde.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A record in plain types of serde, for what parsing and writing the same bytes costs at least.
#[derive(Serialize, Deserialize)]
pub struct Bare {
    pub format: String,
    pub version: u64,
    pub offset_unit: String,
    pub document: Value,
    pub annotator: String,
    pub schema: Value,
    pub text: String,
    pub entities: Vec<Value>,
    pub annotations: Vec<BareAnnotation>,
    pub relations: Vec<Value>,
}

#[derive(Serialize, Deserialize)]
pub struct BareAnnotation {
    pub id: String,
    pub layer: String,
    pub label: String,
    pub roles: BTreeMap<String, Vec<BareAnchor>>,
    pub attributes: serde_json::Map<String, Value>,
    pub note: Option<String>,
    pub provenance: BareProvenance,
}

#[derive(Serialize, Deserialize)]
pub struct BareAnchor {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fragments: Vec<BareFragment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub struct BareFragment {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

#[derive(Serialize, Deserialize)]
pub struct BareProvenance {
    pub creator: String,
    pub created: String,
    pub modified: String,
    pub origin: String,
    pub confidence: Option<f64>,
    pub status: String,
}
