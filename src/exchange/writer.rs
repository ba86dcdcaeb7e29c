//! The files of an export, written document by document.

use std::io;

use crate::exchange::ExchangeError;
use crate::exchange::export::Export;
use crate::format::{self, Encoder, Exported, Format, Summary};
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
    files: Vec<(OutputFile, Encoder)>,
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
        for name in &names {
            if let Some((encoder, head)) = Encoder::begin(export.format).map_err(refused)? {
                let mut file = folder.stream(&export.format.file_of(name.as_deref())).map_err(refused)?;
                file.write(&head).map_err(refused)?;
                files.push((file, encoder));
            }
        }
        let guideline = project.guideline_words();
        let summary = Summary { title: project.name, guideline, ..summary };
        let counts = vec![0; names.len()];
        Ok(Self { format: export.format, folder, schema, summary, names, files, counts })
    }

    /// Writes the next document of a split.
    pub fn put(&mut self, split: usize, exported: Exported) -> io::Result<()> {
        if let Some((file, encoder)) = self.files.get_mut(split) {
            file.write(&encoder.put(exported.piece)?)?;
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
        for (mut file, encoder) in self.files {
            file.write(&encoder.finish()?)?;
            file.finish()?;
        }
        let splits = self.names.iter().zip(&self.counts).map(|(name, count)| {
            let split = name.clone().unwrap_or_else(|| "train".to_owned());
            (split, self.format.file_of(name.as_deref()), *count)
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
