//! The settings' file.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::settings::Settings;
use crate::store::disk::{read_if_there, write_atomic};

const FILE: &str = "settings.json";
const LIMIT: u64 = 4 << 20;

/// Reads the settings; what is missing or bad has its default, and the annotator the name of the account.
///
/// # Errors
///
/// Where there is a file that can't be read.
pub fn load_settings() -> io::Result<Settings> {
    let mut settings = match settings_folder() {
        Some(folder) => load_from(&folder)?,
        None => Settings::default(),
    };
    if settings.annotator.is_empty() {
        settings.annotator = default_annotator();
    }
    Ok(settings)
}

/// Writes the settings.
///
/// # Errors
///
/// Where there is no place for them, or the disk refuses.
pub fn store_settings(settings: &Settings) -> io::Result<()> {
    let none = || io::Error::new(io::ErrorKind::NotFound, "the system names no folder for settings");
    store_in(&settings_folder().ok_or_else(none)?, settings)
}

/// Returns the folder of the settings: `HASHIYA_CONFIG`, else the system's place for them.
pub fn settings_folder() -> Option<PathBuf> {
    let of = |variable: &str| env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = of("HASHIYA_CONFIG") {
        return Some(folder);
    }
    let place = if cfg!(windows) {
        of("APPDATA")
    } else if cfg!(target_os = "macos") {
        of("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        of("XDG_CONFIG_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| of("HOME").map(|home| home.join(".config")))
    };
    place.map(|place| place.join("hashiya"))
}

/// Returns the name of the account that runs the program, which signs what nobody else is named for.
pub fn default_annotator() -> String {
    let name = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|variable| env::var(variable).ok());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "annotator".to_owned())
}

fn load_from(folder: &Path) -> io::Result<Settings> {
    let bytes = read_if_there(&folder.join(FILE), LIMIT)?.unwrap_or_default();
    Ok(Settings::from_json(&String::from_utf8_lossy(&bytes)))
}

fn store_in(folder: &Path, settings: &Settings) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut settings = settings.clone();
    // JSON has no word for a path that is no Unicode; it is not worth losing the rest for.
    settings.recent.retain(|path| path.to_str().is_some());
    let mut json = settings.to_json();
    json.push('\n');
    write_atomic(&folder.join(FILE), json.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{load_from, store_in};
    use crate::settings::Settings;

    #[test]
    fn settings_come_back_and_a_missing_file_is_all_defaults() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("not yet there");
        assert_eq!(load_from(&inner).expect("no failure"), Settings::default());
        let settings = Settings { annotator: "سارة".into(), size: 24.0, ..Settings::default() };
        store_in(&inner, &settings).expect("writable");
        assert_eq!(load_from(&inner).expect("readable"), settings);
    }
}
