//! The files of an export, written document by document.

use std::io;

use crate::exchange::ExchangeError;
use crate::exchange::export::Export;
use crate::format::{self, Exported, Format, Shape, Summary};
use crate::schema::Schema;
use crate::store::{OutputFile, OutputFolder, Project};

/// Writes documents in their order.
pub(super) struct Writer {
    format: Format,
    folder: OutputFolder,
    schema: Schema,
    summary: Summary,
    /// The splits, or one without a name.
    names: Vec<Option<String>>,
    /// For each split the file that its documents share, where the format has one.
    files: Vec<OutputFile>,
    counts: Vec<usize>,
}

impl Writer {
    pub fn create(
        export: &Export,
        summary: Summary,
        schema: Schema,
        project: Project,
    ) -> Result<Self, ExchangeError> {
        let refused = |source| ExchangeError::Unwritable { source, folder: export.output.clone() };
        let folder = OutputFolder::create(&export.output).map_err(refused)?;
        let names: Vec<Option<String>> = match &export.split {
            None => vec![None],
            Some(split) => split.shares.names().map(|name| Some(name.to_owned())).collect(),
        };
        let mut files = Vec::new();
        if let Shape::Shared { head, .. } = export.format.shape() {
            for name in &names {
                let mut file =
                    folder.stream(&shared_name(name.as_deref(), export.format)).map_err(refused)?;
                file.write(head.as_bytes()).map_err(refused)?;
                files.push(file);
            }
        }
        let guideline = project.guideline.map(|path| path.display().to_string());
        let summary = Summary { title: project.name, guideline, ..summary };
        let counts = vec![0; names.len()];
        Ok(Self { format: export.format, folder, schema, summary, names, files, counts })
    }

    /// Writes the next document of a split.
    pub fn put(&mut self, split: usize, exported: Exported) -> io::Result<()> {
        if let Some(file) = self.files.get_mut(split) {
            if let Shape::Shared { between, .. } = self.format.shape()
                && self.counts[split] > 0
            {
                file.write(between.as_bytes())?;
            }
            file.write(&exported.piece)?;
        }
        self.counts[split] += 1;
        for file in exported.files {
            match &self.names[split] {
                Some(name) => self.folder.write(&format!("{name}/{}", file.name), &file.bytes)?,
                None => self.folder.write(&file.name, &file.bytes)?,
            }
        }
        Ok(())
    }

    /// Puts the files that documents share in their place, and those that describe the whole beside them.
    pub fn finish(mut self) -> io::Result<()> {
        if let Shape::Shared { tail, .. } = self.format.shape() {
            for mut file in self.files {
                file.write(tail.as_bytes())?;
                file.finish()?;
            }
        }
        let splits = self.names.iter().zip(&self.counts).map(|(name, count)| {
            let split = name.clone().unwrap_or_else(|| "train".to_owned());
            (split, shared_name(name.as_deref(), self.format), *count)
        });
        self.summary.splits = splits.collect();
        for file in format::companions(self.format, &self.schema, &self.summary) {
            self.folder.write(&file.name, &file.bytes)?;
        }
        Ok(())
    }

    /// Tells whether what was written so far stays when no more comes: files for each document do, a file
    /// that they share doesn't.
    pub fn keeps_a_part(&self) -> bool {
        self.files.is_empty()
    }
}

/// Returns the name of the file that the documents of a split share.
pub(super) fn shared_name(split: Option<&str>, format: Format) -> String {
    format!("{}.{}", split.unwrap_or("data"), format.ending())
}
