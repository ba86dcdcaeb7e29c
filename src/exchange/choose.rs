//! Which documents are exported, and by whose record.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::exchange::find;
use crate::exchange::report::{Failed, Remedy};
use crate::exchange::{ExchangeError, Stop, Whose};
use crate::store::{self, Listed, Project, RECORD_ENDING, Scratch};

/// A document to export.
#[derive(Debug)]
pub(super) struct Chosen {
    pub record: PathBuf,
    /// Its id in the corpus: its path, with `/` between folders, without the ending `.txt`.
    pub name: String,
    /// Where it stands in the list of documents, for [`Choice::name`].
    pub place: u64,
}

/// The documents to export, in order; memory doesn't grow with their number.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// For each document the length of its record's path, the path, the name.
    list: Scratch,
    pub documents: usize,
    /// How many articles have no such record.
    pub without: usize,
    /// Whether an article lies in the folder that is to be written into.
    pub is_among_articles: bool,
}

impl Choice {
    /// Finds the documents that articles, records and folders lead to; `fail` is told of those that can't be chosen.
    ///
    /// # Errors
    ///
    /// Where the system's temporary folder takes no list of them.
    pub fn of(
        paths: &[PathBuf],
        whose: &Whose,
        output: &Path,
        stop: &Stop,
        fail: &mut dyn FnMut(Failed),
    ) -> Result<Self, ExchangeError> {
        let mut choice = Self::default();
        let mut names = Names::default();
        // Where it isn't there yet, nothing lies in it.
        let output = store::real(output);
        let mut folder = PathBuf::new();
        find::documents(
            paths,
            stop,
            &mut |listed: Listed| {
                match record_of(&listed.path, &listed.records, whose) {
                    Ok(Some(record)) => choice.add(&record, &listed.name, &mut names)?,
                    Ok(None) => {
                        choice.without += 1;
                        return Ok(None);
                    }
                    Err(Several) => {
                        let what = "Several annotators have records";
                        return Ok(Some(Failed::of(&listed.path, what, Remedy::ChooseRecords)));
                    }
                }
                let inside = listed.path.parent().unwrap_or(Path::new(""));
                if output.is_some() && (choice.documents == 1 || inside != folder) {
                    folder = inside.to_owned();
                    let inside = if inside.as_os_str().is_empty() { Path::new(".") } else { inside };
                    choice.is_among_articles |= store::real(inside) == output;
                }
                Ok(None)
            },
            fail,
        )?;
        Ok(choice)
    }

    fn add(&mut self, record: &Path, name: &str, names: &mut Names) -> Result<(), ExchangeError> {
        let name = name.strip_suffix(".txt").unwrap_or(name).replace(MAIN_SEPARATOR, "/");
        let name = names.own(name);
        let record = store::path_bytes(record);
        let length = (record.len() as u32).to_le_bytes();
        self.list.push(&[&length, &record, name.as_bytes()]).map_err(ExchangeError::Temporary)?;
        self.documents += 1;
        Ok(())
    }

    /// Returns the documents in their order.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Chosen>> + Send + '_ {
        let mut entries = self.list.entries();
        let mut place = 0;
        std::iter::from_fn(move || {
            let entry = match entries.next_entry() {
                Ok(entry) => entry?,
                Err(error) => return Some(Err(error)),
            };
            let chosen = chosen(entry, place);
            place += entry.len() as u64 + 4;
            Some(chosen.ok_or_else(|| io::ErrorKind::InvalidData.into()))
        })
    }

    /// Returns the name of the document at a place.
    ///
    /// # Errors
    ///
    /// Where the list can't be read.
    pub fn name(&self, place: u64) -> io::Result<String> {
        let entry = self.list.at(place)?;
        Ok(chosen(&entry, place).ok_or(io::ErrorKind::InvalidData)?.name)
    }
}

fn chosen(entry: &[u8], place: u64) -> Option<Chosen> {
    let (length, rest) = entry.split_first_chunk::<4>()?;
    let (record, name) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let name = String::from_utf8(name.to_vec()).ok()?;
    Some(Chosen { record: store::path_of_bytes(record), name, place })
}

/// The names given, by their hashes: two names of one hash merely get a number more.
#[derive(Default)]
pub(super) struct Names {
    given: HashSet<u64>,
    /// The last number given to a name that was asked for before.
    last: HashMap<u64, u32>,
    state: BuildHasherDefault<DefaultHasher>,
}

impl Names {
    /// Returns the name, with a number behind it where it was given before.
    pub fn own(&mut self, name: String) -> String {
        let hash = self.state.hash_one(&name);
        if self.given.insert(hash) {
            return name;
        }
        loop {
            let last = self.last.entry(hash).or_insert(1);
            *last += 1;
            let numbered = format!("{name}-{last}");
            if self.given.insert(self.state.hash_one(&numbered)) {
                return numbered;
            }
        }
    }
}

/// Several records might be meant.
struct Several;

/// Returns the record that is asked for.
fn record_of(source: &Path, records: &[PathBuf], whose: &Whose) -> Result<Option<PathBuf>, Several> {
    let ends = |name: &str| {
        let ending = format!(".{name}{RECORD_ENDING}");
        records.iter().find(|record| record.to_string_lossy().ends_with(&ending)).cloned()
    };
    match whose {
        Whose::Gold => Ok(ends("gold")),
        Whose::Annotator(annotator) => {
            let own = Project::of(source).ok().map(|project| project.record_path(source, annotator));
            Ok(own.filter(|own| records.contains(own)).or_else(|| ends(annotator)))
        }
        Whose::Any => match ends("gold") {
            Some(gold) => Ok(Some(gold)),
            None if records.len() > 1 => Err(Several),
            None => Ok(records.first().cloned()),
        },
    }
}
