//! Taking JSON apart while knowing where one stands, so that a fault can say where it lies.

use std::fmt;

use serde_json::{Map, Value};

use crate::annotation::{Extra, Id, Problem, ProblemCode};

/// A place in a JSON document: a chain of keys and indices up to the root.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(Self::Root, key) => formatter.write_str(key),
            Self::Key(parent, key) => write!(formatter, "{parent}.{key}"),
            Self::Index(parent, index) => write!(formatter, "{parent}[{index}]"),
        }
    }
}

/// What keeps a value from being read, and where it stands.
#[derive(Debug)]
pub(super) struct Fault {
    pub code: ProblemCode,
    pub place: String,
    pub what: String,
}

impl Fault {
    pub fn new(path: &Path<'_>, what: impl Into<String>) -> Self {
        Self { code: ProblemCode::Unreadable, place: path.to_string(), what: what.into() }
    }

    /// Returns the fault as a problem of the thing with that id.
    pub fn problem(self, item: Option<Id>) -> Problem {
        let detail = if self.place.is_empty() { self.what } else { format!("{}: {}", self.place, self.what) };
        Problem { code: self.code, item, span: None, detail }
    }
}

/// The fields of one JSON object, read by name.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
    pub path: &'a Path<'a>,
}

impl<'a> Fields<'a> {
    pub fn of(value: &'a Value, path: &'a Path<'a>) -> Result<Self, Fault> {
        match value.as_object() {
            Some(map) => Ok(Self { map, path }),
            None => Err(wrong(path, "an object", value)),
        }
    }

    pub fn of_map(map: &'a Map<String, Value>, path: &'a Path<'a>) -> Self {
        Self { map, path }
    }

    /// Returns the value under `key`; null counts as none.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// Returns what `read` makes of the value under `key`, `None` where there is none.
    fn optional<T>(
        &self,
        key: &str,
        form: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        match self.get(key) {
            None => Ok(None),
            Some(value) => match read(value) {
                Some(read) => Ok(Some(read)),
                None => Err(wrong(&Path::Key(self.path, key), form, value)),
            },
        }
    }

    fn required<T>(&self, key: &str, found: Option<T>) -> Result<T, Fault> {
        found.ok_or_else(|| Fault::new(&Path::Key(self.path, key), "is missing"))
    }

    pub fn text(&self, key: &str) -> Result<Option<&'a str>, Fault> {
        self.optional(key, "text", Value::as_str)
    }

    pub fn required_text(&self, key: &str) -> Result<&'a str, Fault> {
        self.required(key, self.text(key)?)
    }

    /// Reads an id: text, and not an empty one.
    pub fn id(&self, key: &str) -> Result<Id, Fault> {
        match self.required_text(key)? {
            "" => Err(Fault::new(&Path::Key(self.path, key), "must not be empty")),
            id => Ok(Id::new(id)),
        }
    }

    pub fn number(&self, key: &str) -> Result<Option<f64>, Fault> {
        self.optional(key, "a number", Value::as_f64)
    }

    /// Reads a whole number that isn't negative.
    pub fn count(&self, key: &str) -> Result<usize, Fault> {
        let read = |value: &Value| value.as_u64().and_then(|count| usize::try_from(count).ok());
        self.required(key, self.optional(key, "a whole number", read)?)
    }

    pub fn object(&self, key: &str) -> Result<Option<&'a Map<String, Value>>, Fault> {
        self.optional(key, "an object", Value::as_object)
    }

    pub fn list(&self, key: &str) -> Result<&'a [Value], Fault> {
        Ok(self.optional(key, "a list", Value::as_array)?.map_or(&[], Vec::as_slice))
    }

    /// Reads a list of texts.
    pub fn texts(&self, key: &str) -> Result<Vec<String>, Fault> {
        let path = Path::Key(self.path, key);
        let texts = self.list(key)?.iter().enumerate().map(|(index, value)| {
            let text = value.as_str().map(str::to_owned);
            text.ok_or_else(|| wrong(&Path::Index(&path, index), "text", value))
        });
        texts.collect()
    }

    /// Returns the fields that are none of `known`, in the order in which they stood.
    pub fn extra(&self, known: &[&str]) -> Extra {
        let unknown = self.map.iter().filter(|(key, _)| !known.contains(&key.as_str()));
        unknown.map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

fn wrong(path: &Path<'_>, form: &str, value: &Value) -> Fault {
    let mut found = value.to_string();
    if found.chars().count() > 40 {
        found = found.chars().take(40).chain(['…']).collect();
    }
    Fault::new(path, format!("must be {form}, not {found}"))
}
