//! Layers, their labels and their roles.

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::schema::Attribute;

/// A name in the two languages of the interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    #[serde(default)]
    pub en: String,
    #[serde(default)]
    pub ar: String,
}

impl Name {
    /// Returns the name in the language with that code, the other one where it is missing.
    pub fn in_language(&self, code: &str) -> &str {
        let (wanted, other) = if code == "ar" { (&self.ar, &self.en) } else { (&self.en, &self.ar) };
        if wanted.is_empty() { other } else { wanted }
    }
}

/// A kind of thing that is marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    pub id: String,
    pub name: Name,
    /// The key that starts an annotation of this layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    pub style: LayerStyle,
    /// The label that the key marks with at once; without one, a label is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_label: Option<String>,
    pub labels: Vec<Label>,
    /// The first role is the main one: what the annotation itself marks.
    pub roles: Vec<Role>,
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

impl Layer {
    /// Returns the role that says where the annotation lies.
    pub fn main_role(&self) -> &Role {
        &self.roles[0]
    }

    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    pub fn label(&self, id: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == id)
    }

    /// Returns the label chosen by that key, upper or lower case.
    pub fn label_of_key(&self, key: char) -> Option<&Label> {
        self.labels.iter().find(|label| label.key.is_some_and(|of| of.eq_ignore_ascii_case(&key)))
    }

    pub fn attribute(&self, id: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.id == id)
    }
}

/// How the reading view shows a layer; it says nothing of colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerStyle {
    /// A tint behind the letters and a line below: mentions.
    Tint,
    /// A warm ground: the content of quotes.
    Ground,
    /// A wavy line below: claims.
    Wave,
    /// Hatching: regions.
    Hatch,
}

/// A label of a layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    pub id: String,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Name>,
    /// The key that chooses the label once the layer is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    #[serde(default, deserialize_with = "tone")]
    pub tone: Tone,
    /// Attributes that a new annotation with this label begins with.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub defaults: Map<String, Value>,
}

/// A slot of the palette; the theme gives it its colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Violet,
    Blue,
    Green,
    Amber,
    Red,
    Teal,
    Rose,
    #[default]
    Grey,
}

impl Tone {
    /// Every slot, in the order of the palette.
    pub const ALL: [Self; 8] =
        [Self::Violet, Self::Blue, Self::Green, Self::Amber, Self::Red, Self::Teal, Self::Rose, Self::Grey];
}

/// Reads a tone by its name or as `#rrggbb`, which stands for the tone of about its hue: every tone is one that
/// can be read in both lights. What names no colour is grey.
fn tone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tone, D::Error> {
    let name = String::deserialize(deserializer)?;
    let named =
        Tone::deserialize(IntoDeserializer::<serde::de::value::Error>::into_deserializer(name.as_str()));
    Ok(named.ok().or_else(|| of_hue(name.strip_prefix('#')?)).unwrap_or_default())
}

fn of_hue(digits: &str) -> Option<Tone> {
    let hex = (digits.len() == 6).then(|| u32::from_str_radix(digits, 16).ok()).flatten()?;
    let [red, green, blue] = [16, 8, 0].map(|shift| f32::from((hex >> shift) as u8) / 255.0);
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let range = most - least;
    if range < 0.12 {
        return Some(Tone::Grey);
    }
    let sixth = if most == red {
        (green - blue) / range
    } else if most == green {
        (blue - red) / range + 2.0
    } else {
        (red - green) / range + 4.0
    };
    let hue = (sixth * 60.0).rem_euclid(360.0);
    let hues = [
        (Tone::Red, 0.0),
        (Tone::Amber, 38.0),
        (Tone::Green, 130.0),
        (Tone::Teal, 182.0),
        (Tone::Blue, 218.0),
        (Tone::Violet, 268.0),
        (Tone::Rose, 330.0),
    ];
    let turn = |other: f32| ((hue - other + 180.0).rem_euclid(360.0) - 180.0).abs();
    hues.into_iter().min_by(|one, other| turn(one.1).total_cmp(&turn(other.1))).map(|(tone, _)| tone)
}

/// A part that spans or other annotations play in an annotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    pub id: String,
    pub name: Name,
    #[serde(default)]
    pub required: bool,
    /// Whether several anchors may fill it.
    #[serde(default)]
    pub many: bool,
    /// Whether one anchor may have several fragments.
    #[serde(default)]
    pub discontinuous: bool,
    /// Whether the window asks for it right after the annotation is made.
    #[serde(default)]
    pub ask: bool,
    pub fills: Vec<Fill>,
    /// The layers that a reference may point to; empty for any.
    #[serde(default)]
    pub layers: Vec<String>,
}

impl Role {
    pub fn takes_spans(&self) -> bool {
        self.fills.contains(&Fill::Span)
    }

    /// Tells whether a reference to an annotation of that layer may fill the role.
    pub fn takes_references_to(&self, layer: &str) -> bool {
        self.fills.contains(&Fill::Ref)
            && (self.layers.is_empty() || self.layers.iter().any(|id| id == layer))
    }
}

/// What may fill a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    Span,
    Ref,
}
