//! A project: the folder whose `hashiya.toml` says what holds for every document in it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::schema::Schema;
use crate::store::disk::read_if_there;
use crate::store::record::SchemaRef;
use crate::text::sha256_hex;

/// The name of the file at a project's root.
pub const PROJECT_FILE: &str = "hashiya.toml";

/// The most bytes that a project's file or schema may have.
const LIMIT: u64 = 16 << 20;

/// The lines at a guideline's beginning in which its version is looked for.
const GUIDELINE_HEAD: usize = 30;

/// What a project's `hashiya.toml` says; every key may be missing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Project {
    /// The folder that holds the file; empty outside a project.
    #[serde(skip)]
    pub root: PathBuf,
    pub name: Option<String>,
    /// BCP 47 codes.
    pub languages: Vec<String>,
    /// The schema's file, from the root.
    pub schema: Option<PathBuf>,
    /// The guideline's file, from the root.
    pub guideline: Option<PathBuf>,
    /// With two or more of them, each has records of their own.
    pub annotators: Vec<String>,
    /// How many annotators each document goes to.
    pub overlap: Option<u32>,
}

/// Why a project's file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    #[error("Cannot read the project's file: {source}\nFile: {path}")]
    Unreadable { source: std::io::Error, path: PathBuf },
    #[error("The project's file is not as it should be: {what}\nFile: {path}")]
    Malformed { what: String, path: PathBuf },
    #[error("The project's schema lies outside its folder\nFile: {path}")]
    Outside { path: PathBuf },
}

impl ProjectError {
    /// Returns what can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "Check that the file is there and may be read.",
            Self::Malformed { .. } => "Mend the file at that place; every key in it may be left out.",
            Self::Outside { .. } => "Put the schema into the project's folder and name it from there.",
        }
    }
}

impl Project {
    /// Finds the project that holds `path`: the nearest folder upwards with a `hashiya.toml`.
    ///
    /// Without one, the project is empty and everything is as by default.
    ///
    /// # Errors
    ///
    /// Where there is one that can't be read.
    pub fn of(path: &Path) -> Result<Self, ProjectError> {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let is_file = !absolute.is_dir();
        for folder in absolute.ancestors().skip(usize::from(is_file)) {
            let path = folder.join(PROJECT_FILE);
            let bytes = match read_if_there(&path, LIMIT) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                // What is below a file, or in a folder closed to us, holds no project for us.
                Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => continue,
                Err(source) => return Err(ProjectError::Unreadable { source, path }),
            };
            let read = std::str::from_utf8(&bytes)
                .map_err(|error| error.to_string())
                .and_then(|text| toml::from_str(text).map_err(|error| error.to_string()));
            let project: Self =
                read.map_err(|what| ProjectError::Malformed { what: what.trim_end().to_owned(), path })?;
            return Ok(Self { root: folder.to_owned(), ..project });
        }
        Ok(Self::default())
    }

    /// Returns the project's schema, the built-in news schema where it names none, and how records name it.
    ///
    /// # Errors
    ///
    /// Where the file that it names lies outside the project, can't be read, or holds no schema.
    pub fn load_schema(&self) -> Result<(Schema, SchemaRef), ProjectError> {
        let Some(file) = &self.schema else {
            return Ok((Schema::news().clone(), SchemaRef::default()));
        };
        let path = self.root.join(file);
        let unreadable = |source| ProjectError::Unreadable { source, path: path.clone() };
        let real = path.canonicalize().map_err(unreadable)?;
        let root = self.root.canonicalize().map_err(unreadable)?;
        if !real.starts_with(root) {
            return Err(ProjectError::Outside { path });
        }
        let bytes = read_if_there(&real, LIMIT).map_err(unreadable)?.unwrap_or_default();
        let json = std::str::from_utf8(&bytes).map_err(|error| error.to_string());
        let schema = json.and_then(|json| Schema::from_json(json).map_err(|error| error.to_string()));
        let schema = schema.map_err(|what| ProjectError::Malformed { what, path: path.clone() })?;
        let reference = SchemaRef {
            id: schema.id.clone(),
            version: schema.version.into(),
            sha256: Some(sha256_hex(&bytes)),
            ..SchemaRef::default()
        };
        Ok((schema, reference))
    }

    /// Returns which guideline the project follows: its file's name, the version that it states in a line
    /// `version: …` near its beginning, and its SHA-256; the name alone where it can't be read.
    pub fn guideline_words(&self) -> Option<String> {
        let file = self.guideline.as_ref()?;
        let name = file.display().to_string();
        let Ok(Some(bytes)) = read_if_there(&self.root.join(file), LIMIT) else { return Some(name) };
        let text = String::from_utf8_lossy(&bytes);
        let version = text.lines().take(GUIDELINE_HEAD).find_map(|line| {
            let (key, value) = line.trim().trim_start_matches(['#', '*', ' ']).split_once(':')?;
            let key = key.trim();
            let value = value.trim().trim_matches(['*', '"', ' ']);
            let is_version = key.eq_ignore_ascii_case("version") || key == "الإصدار";
            (is_version && !value.is_empty()).then(|| value.to_owned())
        });
        let version = version.map(|version| format!(", version {version}")).unwrap_or_default();
        Some(format!("{name}{version}, SHA-256 {}", sha256_hex(&bytes)))
    }

    /// Returns where the record of `source` by that annotator lies.
    pub fn record_path(&self, source: &Path, annotator: &str) -> PathBuf {
        let mut name = source.as_os_str().to_owned();
        if self.annotators.len() > 1 && !annotator.is_empty() {
            name.push(".");
            name.push(file_name_of(annotator));
        }
        name.push(RECORD_ENDING);
        name.into()
    }
}

/// How the file name of every record ends.
pub const RECORD_ENDING: &str = ".ann.json";

/// Returns an annotator's name as a part of a file name: no separators, dots or controls.
fn file_name_of(annotator: &str) -> String {
    let safe = |character: char| {
        let bad = character.is_control() || "/\\:*?\"<>|.".contains(character);
        if bad { '_' } else { character }
    };
    annotator.chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Project;

    #[test]
    fn records_are_apart_where_annotators_are_several() {
        let alone = Project { annotators: vec!["sara".into()], ..Project::default() };
        let several = Project { annotators: vec!["sara".into(), "omar".into()], ..Project::default() };
        let source = Path::new("a/خبر.txt");
        assert_eq!(alone.record_path(source, "sara"), Path::new("a/خبر.txt.ann.json"));
        assert_eq!(several.record_path(source, "sara"), Path::new("a/خبر.txt.sara.ann.json"));
        assert_eq!(several.record_path(source, "../x"), Path::new("a/خبر.txt.___x.ann.json"));
    }
}
