//! Where imported documents go: articles with records beside them.

use std::io;
use std::path::Path;

use crate::exchange::choose::Names;
use crate::exchange::report::SchemaOutcome;
use crate::format::{Imported, Inventory};
use crate::schema::Schema;
use crate::store::record::{self, Header, SchemaRef};
use crate::store::{OutputFolder, PROJECT_FILE, Project, RECORD_ENDING};
use crate::text::sha256_hex;

/// What every record of an import says.
#[derive(Clone, Debug)]
pub(super) struct Template {
    annotator: String,
    reference: SchemaRef,
}

/// A record ready to be written, for an article of that file name.
#[derive(Debug)]
pub(super) struct Rendered {
    name: String,
    bytes: Vec<u8>,
}

impl Template {
    /// Renders a document's record. This is most of the work, so cores do it beside each other; where the name
    /// turns out to be taken, it is done again.
    pub fn render(&self, one: &Imported, name: String) -> Rendered {
        let header = Header {
            source: Path::new(&name).file_name().unwrap_or_default().to_string_lossy().into_owned(),
            source_sha256: Some(sha256_hex(one.document.text().as_bytes())),
            annotator: self.annotator.clone(),
            schema: self.reference.clone(),
            ..Header::default()
        };
        let bytes = record::write(&one.set.snapshot(), &header, &one.document);
        Rendered { name, bytes }
    }
}

/// Returns the name of a document's article.
pub(super) fn article(name: &str) -> String {
    format!("{}.txt", safe(name))
}

/// A folder that is imported into; nothing in it is overwritten.
pub(super) struct Keeper {
    folder: OutputFolder,
    template: Template,
    names: Names,
}

impl Keeper {
    /// Readies the folder: where the schema in force lacks labels and the folder has no project, one is
    /// written that knows them.
    pub fn create(
        folder: OutputFolder,
        annotator: String,
        inventory: &Inventory,
        schema: &Schema,
        project: &Project,
    ) -> io::Result<(Self, SchemaOutcome)> {
        let (reference, outcome) = write_schema(inventory, schema, project, &folder)?;
        let template = Template { annotator, reference };
        Ok((Self { folder, template, names: Names::default() }, outcome))
    }

    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Writes an article and its record, which may have been rendered before.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::AlreadyExists`] where there is one of that name; where the text is empty, and where
    /// the disk refuses.
    pub fn put(&mut self, one: &Imported, rendered: Option<Rendered>) -> io::Result<()> {
        if one.document.text().is_empty() {
            return Err(io::Error::other("its text is empty"));
        }
        // Names that stand twice in what is imported are told apart.
        let name = format!("{}.txt", self.names.own(safe(&one.name)));
        let rendered = rendered.filter(|rendered| rendered.name == name);
        let Rendered { name, bytes } = rendered.unwrap_or_else(|| self.template.render(one, name));
        self.folder.write_new(&name, one.document.text().as_bytes())?;
        let written = self.folder.write_new(&format!("{name}{RECORD_ENDING}"), &bytes);
        if written.is_err() {
            // An article whose annotations are missing would be taken for one without any.
            self.folder.remove(&name)?;
        }
        written
    }
}

/// Returns a relative path out of a name that may hold anything.
pub(super) fn safe(name: &str) -> String {
    let clean = |part: &str| -> String {
        let bad = |one: char| one.is_control() || "\\:*?\"<>|".contains(one);
        let part: String = part.chars().map(|one| if bad(one) { '_' } else { one }).take(100).collect();
        part.trim_matches(|one| one == '.' || one == ' ').to_owned()
    };
    let parts: Vec<String> = name.split('/').map(clean).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "document".to_owned() } else { parts.join("/") }
}

/// Writes a schema that knows what was found, where the one in force doesn't and the folder has no project.
fn write_schema(
    inventory: &Inventory,
    schema: &Schema,
    project: &Project,
    folder: &OutputFolder,
) -> io::Result<(SchemaRef, SchemaOutcome)> {
    let in_force =
        SchemaRef { id: schema.id.clone(), version: schema.version.into(), ..SchemaRef::default() };
    let Some(extended) = inventory.extend(schema) else {
        return Ok((in_force, SchemaOutcome::Sufficient));
    };
    if !project.root.as_os_str().is_empty() {
        return Ok((in_force, SchemaOutcome::Lacking));
    }
    let json = serde_json::to_string_pretty(&extended).map_err(io::Error::other)? + "\n";
    folder.write_new("schema.json", json.as_bytes())?;
    folder.write_new(PROJECT_FILE, b"schema = \"schema.json\"\n")?;
    let reference = SchemaRef {
        id: extended.id.clone(),
        version: extended.version.into(),
        sha256: Some(sha256_hex(json.as_bytes())),
        ..SchemaRef::default()
    };
    Ok((reference, SchemaOutcome::Written))
}
