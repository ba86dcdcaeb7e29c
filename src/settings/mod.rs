//! What a person sets once: plain values with their defaults, no file and no window.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The settings of one person on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The name under which annotations are made.
    pub annotator: String,
    /// `None` follows the system.
    pub language: Option<Language>,
    pub theme: ThemeChoice,
    /// The families chosen for articles, by the code of their language as [`face_language`] gives it; a
    /// language that isn't named has the family that suits it.
    pub faces: BTreeMap<String, String>,
    /// The size of article text in points.
    pub size: f32,
    /// The line height as a multiple of the size.
    pub line_height: f32,
    /// The widest column, in ems of the text size.
    pub measure: f32,
    /// How arrow keys move the caret.
    pub caret: CaretMovement,
    /// Whether signs stand where invisible characters are.
    pub show_controls: bool,
    pub list_open: bool,
    pub inspector_open: bool,
    /// Documents opened lately, the last one first.
    pub recent: Vec<PathBuf>,
}

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "ar")]
    Arabic,
    #[serde(rename = "en")]
    English,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Arabic, Self::English];

    /// Returns the BCP 47 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::English => "en",
        }
    }

    /// Returns the language that a locale such as `ar_EG.UTF-8` stands for, English for any other.
    pub fn of_locale(locale: &str) -> Self {
        if locale.split(['-', '_', '.']).next() == Some("ar") { Self::Arabic } else { Self::English }
    }

    pub fn is_rtl(self) -> bool {
        self == Self::Arabic
    }
}

/// Light or dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// The languages that a family may be chosen for.
pub const FACE_LANGUAGES: [&str; 4] = ["ar", "fa", "ur", "he"];

/// Returns which of the [`FACE_LANGUAGES`] an article's face is chosen by: its own language, or Arabic.
pub fn face_language(code: &str) -> &'static str {
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    FACE_LANGUAGES.into_iter().find(|language| primary.eq_ignore_ascii_case(language)).unwrap_or("ar")
}

/// Returns the family that suits a language, where nobody chose one.
pub fn usual_family(language: &str) -> &'static str {
    match face_language(language) {
        "ur" => "Noto Nastaliq Urdu",
        "he" => "Noto Sans Hebrew",
        _ => "Noto Naskh Arabic",
    }
}

/// What an arrow key means where text of both directions stands on a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaretMovement {
    /// The caret goes to the side that the arrow shows.
    #[default]
    Visual,
    /// The caret goes on or back in the text as it is read, by the direction of its paragraph.
    Logical,
}

impl CaretMovement {
    pub const ALL: [Self; 2] = [Self::Visual, Self::Logical];
}

/// The most documents that are remembered as opened lately.
pub const RECENT: usize = 12;

/// The sizes that article text may have, in points.
pub const SIZES: std::ops::RangeInclusive<f32> = 10.0..=64.0;

/// Returns the size that is nearest to this one among those that text may have: half points, within
/// [`SIZES`].
pub fn whole_size(size: f32) -> f32 {
    ((size * 2.0).round() / 2.0).clamp(*SIZES.start(), *SIZES.end())
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            annotator: String::new(),
            language: None,
            theme: ThemeChoice::System,
            faces: BTreeMap::new(),
            size: 20.0,
            line_height: 2.0,
            measure: 31.0,
            caret: CaretMovement::Visual,
            show_controls: false,
            list_open: true,
            inspector_open: true,
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads settings from JSON, key by key: what is unknown or bad is passed over, the rest counts.
    pub fn from_json(json: &str) -> Self {
        let Ok(serde_json::Value::Object(read)) = serde_json::from_str(json) else { return Self::default() };
        let Ok(serde_json::Value::Object(mut kept)) = serde_json::to_value(Self::default()) else {
            return Self::default();
        };
        let is_older = !read.contains_key("faces");
        for (key, value) in read {
            if key == "family" && is_older {
                // There was one family for all languages; whoever chose one keeps it.
                let chosen = value.as_str().filter(|family| *family != usual_family("ar"));
                kept.extend(chosen.map(|family| {
                    let each = FACE_LANGUAGES.map(|language| (language.to_owned(), family.into()));
                    ("faces".to_owned(), serde_json::Map::from_iter(each).into())
                }));
                continue;
            }
            let Some(before) = kept.get(&key).cloned() else { continue };
            kept.insert(key.clone(), value);
            if serde_json::from_value::<Self>(kept.clone().into()).is_err() {
                kept.insert(key, before);
            }
        }
        let mut settings: Self = serde_json::from_value(kept.into()).unwrap_or_default();
        settings.size = settings.size.clamp(*SIZES.start(), *SIZES.end());
        settings.line_height = settings.line_height.clamp(1.2, 3.5);
        settings.measure = settings.measure.clamp(15.0, 80.0);
        settings
    }

    /// Returns the family that an article in the language of this BCP 47 code is set in.
    pub fn family(&self, language: &str) -> &str {
        let language = face_language(language);
        self.faces.get(language).map_or(usual_family(language), String::as_str)
    }

    /// Returns the line height of an article in that family, as a multiple of the size.
    ///
    /// Nastaliq climbs from line to line, and needs a quarter more room than the other hands.
    pub fn line_height_in(&self, family: &str) -> f32 {
        let is_nastaliq = family.to_lowercase().contains("nastal");
        self.line_height * if is_nastaliq { 1.25 } else { 1.0 }
    }

    /// Returns the settings as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("settings are plain values")
    }

    /// Puts a document first among those opened lately.
    pub fn remember(&mut self, path: PathBuf) {
        self.recent.retain(|held| *held != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Settings, ThemeChoice};

    #[test]
    fn a_bad_value_costs_its_key_alone() {
        let settings =
            Settings::from_json(r#"{"size": "huge", "theme": "dark", "language": "ar", "new": 1}"#);
        assert_eq!(settings.size, Settings::default().size);
        assert_eq!((settings.theme, settings.language), (ThemeChoice::Dark, Some(Language::Arabic)));
        assert_eq!(Settings::from_json("no JSON"), Settings::default());
    }

    #[test]
    fn a_face_is_chosen_by_language_and_each_has_a_usual_one() {
        let mut settings = Settings::default();
        assert_eq!(settings.family("ur-PK"), "Noto Nastaliq Urdu");
        assert_eq!(
            (settings.family("ar"), settings.family("en")),
            ("Noto Naskh Arabic", "Noto Naskh Arabic")
        );
        settings.faces.insert("ar".into(), "Amiri".into());
        assert_eq!((settings.family("ar_EG"), settings.family("fa")), ("Amiri", "Noto Naskh Arabic"));
        assert!(settings.line_height_in("Noto Nastaliq Urdu") > settings.line_height_in("Amiri"));
        let older = Settings::from_json(r#"{"family": "Vazirmatn"}"#);
        assert_eq!((older.family("ur"), older.family("he")), ("Vazirmatn", "Vazirmatn"));
        let usual = Settings::from_json(r#"{"family": "Noto Naskh Arabic"}"#);
        assert_eq!(usual.family("ur"), "Noto Nastaliq Urdu");
    }

    #[test]
    fn settings_round_trip() {
        let mut settings = Settings { annotator: "sara".into(), ..Settings::default() };
        settings.remember("a.txt".into());
        settings.remember("b.txt".into());
        settings.remember("a.txt".into());
        assert_eq!(settings.recent.len(), 2);
        assert_eq!(Settings::from_json(&settings.to_json()), settings);
    }
}
