//! Export: documents in another program's format.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::annotation::AnnotationSet;
use crate::exchange::choose::{Choice, Chosen};
use crate::exchange::document::Page;
use crate::exchange::parallel::map_until;
use crate::exchange::report::{ExportReport, Failed};
use crate::exchange::writer::Writer;
use crate::exchange::{Ending, Event, ExchangeError, Progress, Stage, Stop, Whose, document};
use crate::format::{Divided, Exported, Format, Loss, Options, Pseudonyms, Shares, Signature, Summary};
use crate::schema::Schema;
use crate::store::{Folders, Project, Scratch};

/// How documents are divided.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    pub shares: Shares,
    /// Another number gives another division.
    pub seed: u64,
}

/// What is to be exported, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// Articles, records, or folders of them.
    pub paths: Vec<PathBuf>,
    pub format: Format,
    /// The folder to write into.
    pub output: PathBuf,
    pub options: Options,
    pub whose: Whose,
    pub split: Option<Split>,
    /// Whether nothing is written where something can't be carried.
    pub is_strict: bool,
    /// Whether annotators go out under their own names, not under pseudonyms.
    pub keeps_names: bool,
    /// How pages are drawn, where the format is one.
    pub page: Page,
}

/// Where the documents lie, and what they may hold.
pub(super) struct Ground {
    pub project: Project,
    pub schema: Schema,
}

impl Export {
    /// Writes the documents; what the format can't carry is told before anything is written.
    ///
    /// Documents that can't be read are left out, and told of. Where there are none, nothing is written. Where it is asked to stop, no half-written
    /// file is left.
    ///
    /// # Errors
    ///
    /// Where the project's file can't be used, a layer is unknown, or the folder or the system's temporary one
    /// can't be written to.
    pub fn run(&self, stop: &Stop, tell: &mut dyn FnMut(Event<'_>)) -> Result<ExportReport, ExchangeError> {
        if self.format.is_drawn() && !cfg!(feature = "typeset") {
            return Err(ExchangeError::NotDrawn(self.format.name()));
        }
        let ground = self.ground()?;
        let mut failed = 0;
        let choice = Choice::of(&self.paths, &self.whose, &self.output, stop, &mut |left_out| {
            failed += 1;
            tell(Event::Failed(&left_out));
        })?;
        if choice.is_among_articles {
            return Err(ExchangeError::AmongArticles { folder: self.output.clone() });
        }
        let (chosen, passed_over) = (choice.documents, choice.without);
        let report = ExportReport { chosen, passed_over, failed, ..ExportReport::default() };
        let mut run = Run { export: self, choice: &choice, stop, tell, report };
        let survey = run.survey()?;
        if stop.is_asked() {
            run.report.ending = Ending::Stopped;
            return Ok(run.report);
        }
        (run.tell)(Event::Surveyed(&run.report));
        if self.is_strict && run.report.losses > 0 {
            run.report.ending = Ending::Refused;
            return Ok(run.report);
        }
        if chosen > 0 || failed > 0 {
            run.write(survey, ground)?;
        }
        Ok(run.report)
    }

    pub(super) fn ground(&self) -> Result<Ground, ExchangeError> {
        let project = Project::of(self.paths.first().map_or(Path::new(""), PathBuf::as_path))?;
        let (schema, _) = project.load_schema()?;
        if let Some(layer) = self.options.layers.iter().flatten().find(|layer| schema.layer(layer).is_none())
        {
            let known = schema.layers.iter().map(|layer| layer.id.clone()).collect();
            return Err(ExchangeError::UnknownLayer { layer: layer.clone(), known });
        }
        Ok(Ground { project, schema })
    }
}

/// What the first look at every document found.
struct Survey {
    summary: Summary,
    /// For each document the number of its split, `NOWHERE` where it couldn't be read.
    splits: Vec<u16>,
    /// For each document that could be read its signature and its place in the choice, where there are splits.
    signatures: Scratch,
}

/// The split of a document that isn't written.
const NOWHERE: u16 = u16::MAX;

/// The documents that could be read, as [`Shares`] ask of them.
struct Readable<'a> {
    choice: &'a Choice,
    signatures: &'a Scratch,
    count: usize,
}

impl Readable<'_> {
    fn entry(&self, number: usize) -> io::Result<(Signature, u64)> {
        // Every entry is as long as any other.
        let length = self.signatures.end() / (self.count as u64).max(1);
        apart(&self.signatures.at(number as u64 * length)?)
    }
}

/// Takes an entry of [`Survey::signatures`] apart.
fn apart(entry: &[u8]) -> io::Result<(Signature, u64)> {
    let read = entry
        .split_last_chunk()
        .and_then(|(signature, place)| Some((Signature::from_bytes(signature)?, u64::from_le_bytes(*place))));
    read.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

impl Divided for Readable<'_> {
    type Error = io::Error;

    fn count(&self) -> usize {
        self.count
    }

    fn name(&self, number: usize) -> io::Result<String> {
        self.choice.name(self.entry(number)?.1)
    }

    fn signature(&self, number: usize) -> io::Result<Signature> {
        Ok(self.entry(number)?.0)
    }

    fn each(&self, take: &mut dyn FnMut(&Signature)) -> io::Result<()> {
        let mut entries = self.signatures.entries();
        while let Some(entry) = entries.next_entry()? {
            take(&apart(entry)?.0);
        }
        Ok(())
    }
}

struct Run<'a> {
    export: &'a Export,
    choice: &'a Choice,
    stop: &'a Stop,
    tell: &'a mut dyn FnMut(Event<'_>),
    report: ExportReport,
}

/// What became of a document on a core; the first is where it comes from.
type Done<T> = io::Result<(Chosen, Result<T, Failed>)>;

impl Run<'_> {
    fn failed(&mut self, failed: &Failed) {
        (self.tell)(Event::Failed(failed));
        self.report.failed += 1;
    }

    fn progress(&mut self, stage: Stage, done: usize) {
        (self.tell)(Event::Progress(Progress { stage, done, total: self.choice.documents }));
    }

    fn losses(&mut self, path: &Path, losses: &[Loss]) {
        for loss in losses {
            *self.report.kinds.entry(loss.what.clone()).or_default() += 1;
            self.report.losses += 1;
            (self.tell)(Event::Lost { path, loss });
        }
    }

    /// Looks at every document: what would be lost, how many there are of what.
    fn survey(&mut self) -> Result<Survey, ExchangeError> {
        let (export, choice) = (self.export, self.choice);
        let (splits, signatures) = (Vec::with_capacity(choice.documents), Scratch::default());
        let mut survey = Survey { summary: Summary::default(), splits, signatures };
        let folders = Folders::default();
        let look = |chosen: &Chosen| {
            let opened = document::open(chosen, &folders)?;
            let losses = document::losses(export.format, &chosen.name, &opened, &export.options);
            let signature = export.split.as_ref().map(|_| Signature::of(opened.document.text()));
            Ok((losses, opened.set, signature))
        };
        let work = |chosen: io::Result<Chosen>| -> Done<(Vec<Loss>, AnnotationSet, Option<Signature>)> {
            let chosen = chosen?;
            let seen = look(&chosen);
            Ok((chosen, seen))
        };
        let mut refused = None;
        self.progress(Stage::Survey, 0);
        map_until(choice.iter(), self.stop, work, |answer| {
            let taken = answer.and_then(|(chosen, seen)| match seen {
                Ok((losses, set, signature)) => {
                    self.losses(&chosen.record, &losses);
                    survey.summary.add(&set, export.options.layers.as_deref());
                    survey.splits.push(0);
                    let signed = signature.map(|signature| {
                        survey.signatures.push(&[signature.as_bytes(), &chosen.place.to_le_bytes()])
                    });
                    signed.transpose().map(|_| ())
                }
                Err(failed) => {
                    self.failed(&failed);
                    survey.splits.push(NOWHERE);
                    Ok(())
                }
            });
            self.progress(Stage::Survey, survey.splits.len());
            match taken {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    refused = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        refused.map_or(Ok(survey), |error| Err(ExchangeError::Temporary(error)))
    }

    /// Divides the documents that could be read.
    fn divide(&self, survey: &mut Survey) -> Result<(), ExchangeError> {
        let Some(split) = &self.export.split else { return Ok(()) };
        let readable = || survey.splits.iter().filter(|split| **split != NOWHERE);
        let (choice, signatures, count) = (self.choice, &survey.signatures, readable().count());
        let readable = Readable { choice, signatures, count };
        let assigned = split.shares.assign(&readable, split.seed).map_err(ExchangeError::Temporary)?;
        let places = survey.splits.iter_mut().filter(|split| **split != NOWHERE);
        places.zip(assigned).for_each(|(place, assigned)| *place = assigned);
        Ok(())
    }

    fn write(&mut self, mut survey: Survey, ground: Ground) -> Result<(), ExchangeError> {
        let (export, choice) = (self.export, self.choice);
        self.divide(&mut survey)?;
        let Survey { mut summary, splits, .. } = survey;
        let mut options = export.options.clone();
        if !export.keeps_names {
            let names = Pseudonyms::new(&ground.project.annotators, summary.annotators.keys());
            summary.hide(&names);
            options.names = Some(names);
        }
        let mut writer = Writer::create(export, summary, ground.schema, ground.project)?;
        let folders = Folders::default();
        let render = |chosen: &Chosen| {
            let opened = document::open(chosen, &folders)?;
            let exported = document::write(export.format, &chosen.name, &opened, &options, export.page)
                .map_err(|message| Failed::new(&chosen.record, message))?;
            Ok((exported, document::annotations(&opened, &options)))
        };
        let work = |(chosen, split): (io::Result<Chosen>, &u16)| -> Done<Option<(usize, Exported, usize)>> {
            let chosen = chosen?;
            // What couldn't be read was told of by the survey.
            if *split == NOWHERE {
                return Ok((chosen, Ok(None)));
            }
            let written = render(&chosen);
            let written = written.map(|(exported, count)| Some((usize::from(*split), exported, count)));
            Ok((chosen, written))
        };
        let unwritable = |source| ExchangeError::Unwritable { source, folder: export.output.clone() };
        let mut refused = None;
        let mut done = 0;
        self.progress(Stage::Write, 0);
        map_until(choice.iter().zip(&splits), self.stop, work, |answer| {
            done += 1;
            let taken = match answer {
                Err(error) => Err(ExchangeError::Temporary(error)),
                Ok((_, Ok(None))) => Ok(()),
                Ok((_, Err(failed))) => {
                    self.failed(&failed);
                    Ok(())
                }
                Ok((_, Ok(Some((split, exported, annotations))))) => {
                    self.report.documents += 1;
                    self.report.annotations += annotations;
                    writer.put(split, exported).map_err(unwritable)
                }
            };
            if let Err(error) = taken {
                refused = Some(error);
                return ControlFlow::Break(());
            }
            self.progress(Stage::Write, done);
            ControlFlow::Continue(())
        });
        if let Some(error) = refused {
            return Err(error);
        }
        if done < choice.documents {
            self.report.ending = Ending::Stopped;
            if !writer.keeps_a_part() {
                (self.report.documents, self.report.annotations) = (0, 0);
            }
            return Ok(());
        }
        writer.finish().map_err(unwritable)
    }
}
