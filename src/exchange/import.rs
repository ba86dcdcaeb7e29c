//! Import: other programs' files as articles with records.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::exchange::keep::{Keeper, Rendered, article, safe};
use crate::exchange::parallel::map_until;
use crate::exchange::pieces::{Contents, Files, Found, Pieces, Place, Reader, Trouble};
use crate::exchange::report::{Failed, ImportReport};
use crate::exchange::{Ending, Event, ExchangeError, Progress, Stage, Stop};
use crate::format::{Fault, Format, ImportError, Imported, Inventory, Stamp};
use crate::store::{self, OutputFolder, Project};

/// How many bad parts of a file are held back until a good one shows that it is of its format at all.
const HELD: usize = 1000;

/// What is to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Files, or folders of them.
    pub paths: Vec<PathBuf>,
    /// The format; without it, each file's content tells.
    pub from: Option<Format>,
    /// The folder to write into; nothing in it is overwritten.
    pub output: PathBuf,
    /// Who imports.
    pub annotator: String,
}

impl Import {
    /// Writes articles with records; what can't be read is told, the rest is kept.
    ///
    /// Where it is asked to stop, the documents up to some place are there, each whole.
    ///
    /// # Errors
    ///
    /// Where the format can't be imported, the folder can't be written to, or its project's file can't be
    /// used.
    pub fn run(&self, stop: &Stop, tell: &mut dyn FnMut(Event<'_>)) -> Result<ImportReport, ExchangeError> {
        if let Some(format) = self.from.filter(|format| !format.is_imported()) {
            return Err(ExchangeError::NotImported(format.name()));
        }
        let mut failed = 0;
        let files = Files::of(&self.paths, stop, &mut |left_out| {
            failed += 1;
            tell(Event::Failed(&left_out));
        })?;
        let unwritable = |source| ExchangeError::Unwritable { source, folder: self.output.clone() };
        let project = Project::of(&self.output)?;
        let (schema, _) = project.load_schema()?;
        let was_there = store::real(&self.output).is_some();
        let folder = OutputFolder::create(&self.output).map_err(unwritable)?;
        let stamp = self.stamp();
        let reader = Reader { schema: &schema, stamp: &stamp };
        let report = ImportReport { files: files.count, failed, ..ImportReport::default() };
        let (total, state) = (usize::try_from(files.bytes).unwrap_or(usize::MAX), FileState::default());
        let mut run = Run { from: self.from, tell, report, total, done: 0, state };

        let mut inventory = Inventory::default();
        let mut is_any = false;
        let work = |piece| {
            let (place, contents) = reader.read(piece);
            (place.bytes, !contents.documents.is_empty(), Inventory::of(&contents.documents, &schema))
        };
        run.progress(Stage::Survey, 0);
        map_until(Pieces::of(&files, self.from), stop, work, |(bytes, has_documents, found)| {
            is_any |= has_documents;
            inventory.merge(found);
            run.progress(Stage::Survey, bytes);
            ControlFlow::Continue(())
        });
        let clean = |folder: &OutputFolder| {
            if !was_there {
                folder.remove_if_empty()
            }
        };
        if stop.is_asked() {
            clean(&folder);
            run.report.ending = Ending::Stopped;
            return Ok(run.report);
        }
        if !is_any {
            // Nothing will be written: what is wrong with each file is told all the same.
            clean(&folder);
        }

        let kept = Keeper::create(folder, self.annotator.clone(), &inventory, &schema, &project);
        let (mut keeper, outcome) = kept.map_err(unwritable)?;
        run.report.schema = outcome;
        run.done = 0;
        run.progress(Stage::Write, 0);
        let mut files_done = 0;
        let template = keeper.template().clone();
        let work = |piece| {
            let (place, contents) = reader.read(piece);
            let names = contents.documents.iter().map(|one| place.name(one, contents.documents.len()));
            let rendered = names.zip(&contents.documents).map(|(name, one)| {
                let name = name?;
                Some(template.render(one, article(&name)))
            });
            let rendered = rendered.collect::<Vec<_>>();
            (place, contents, rendered)
        };
        let mut refused = None;
        map_until(Pieces::of(&files, self.from), stop, work, |(place, contents, rendered)| {
            files_done += usize::from(place.is_last);
            let bytes = place.bytes;
            let taken = match contents.trouble {
                Some(Trouble::Temporary(error)) => Err(ExchangeError::Temporary(error)),
                _ => run.take(&place, contents, rendered, &mut keeper).map_err(unwritable),
            };
            run.progress(Stage::Write, bytes);
            match taken {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    refused = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = refused {
            return Err(error);
        }
        if stop.is_asked() && files_done < files.count {
            run.report.ending = Ending::Stopped;
        }
        Ok(run.report)
    }

    pub(super) fn stamp(&self) -> Stamp {
        let now = jiff::Timestamp::now();
        let time = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string();
        Stamp { creator: self.annotator.clone(), time }
    }
}

struct Run<'a> {
    from: Option<Format>,
    tell: &'a mut dyn FnMut(Event<'_>),
    report: ImportReport,
    /// In bytes.
    total: usize,
    done: usize,
    state: FileState,
}

/// What is known of the file in work.
#[derive(Default)]
struct FileState {
    /// How many documents it gave.
    documents: usize,
    /// Faults that are told once it has given a document.
    held: Vec<Fault>,
    format: Option<Format>,
    failed: bool,
}

impl Run<'_> {
    fn failed(&mut self, failed: &Failed) {
        (self.tell)(Event::Failed(failed));
        self.report.failed += 1;
    }

    fn progress(&mut self, stage: Stage, bytes: u64) {
        self.done += usize::try_from(bytes).unwrap_or(0);
        (self.tell)(Event::Progress(Progress { stage, done: self.done, total: self.total }));
    }

    fn faults(&mut self, path: &Path, faults: Vec<Fault>) {
        for fault in faults {
            self.report.faults += 1;
            (self.tell)(Event::Fault { path, fault: &fault });
        }
    }

    fn take(
        &mut self,
        place: &Place,
        contents: Contents,
        rendered: Vec<Option<Rendered>>,
        keeper: &mut Keeper,
    ) -> io::Result<()> {
        let file = &*place.file;
        self.state.format = contents.format.or(self.state.format);
        match contents.trouble {
            Some(Trouble::Unknown) if !file.is_named => {
                self.report.passed_over += 1;
                self.state.failed = true;
            }
            Some(trouble) => {
                self.failed(&trouble.failed(&file.path, self.from));
                self.state.failed = true;
            }
            None => {}
        }
        self.state.held.extend(contents.faults);
        if !contents.documents.is_empty() || self.state.documents > 0 || self.state.held.len() > HELD {
            let held = std::mem::take(&mut self.state.held);
            self.faults(&file.path, held);
        }
        let count = contents.documents.len();
        for (mut one, rendered) in contents.documents.into_iter().zip(rendered) {
            self.state.documents += 1;
            let number = self.state.documents;
            one.name = place.name(&one, count).unwrap_or_else(|| format!("{}-{number}", file.name));
            self.keep(file, one, rendered, keeper)?;
        }
        if place.is_last {
            self.end_of_file(file);
        }
        Ok(())
    }

    /// Writes a document; fails where the disk takes no other one either.
    fn keep(
        &mut self,
        file: &Found,
        mut one: Imported,
        rendered: Option<Rendered>,
        keeper: &mut Keeper,
    ) -> io::Result<()> {
        self.faults(&file.path, std::mem::take(&mut one.faults));
        let message = match keeper.put(&one, rendered) {
            Ok(()) => {
                self.report.documents += 1;
                self.report.annotations += one.set.len();
                return Ok(());
            }
            Err(error) if is_of_the_disk(error.kind()) => return Err(error),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                format!("There is already an article {}", safe(&one.name))
            }
            Err(error) => format!("Cannot write {}: {error}", one.name),
        };
        self.failed(&Failed::new(&file.path, message));
        Ok(())
    }

    /// A file none of whose lines could be read is not of its format.
    fn end_of_file(&mut self, file: &Found) {
        let state = std::mem::take(&mut self.state);
        if state.documents == 0 && !state.failed {
            let what =
                state.held.into_iter().next().map_or("there is no document".to_owned(), |fault| fault.what);
            let error = ImportError::Malformed { format: state.format.map_or("", Format::name), what };
            self.failed(&Trouble::from(error).failed(&file.path, self.from));
        }
    }
}

/// Tells whether what the disk refused one document it refuses every one.
fn is_of_the_disk(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem
    )
}
