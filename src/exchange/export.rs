//! Export: documents in another program's format.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::annotation::AnnotationSet;
use crate::exchange::choose::{Choice, Chosen, Whose};
use crate::exchange::parallel::map_until;
use crate::exchange::report::{Ending, ExportReport, Failed};
use crate::exchange::writer::Writer;
use crate::exchange::{Event, ExchangeError, Progress, Stage, Stop, document};
use crate::format::{Format, Loss, Options, Pseudonyms, Shares, Signature, Summary};
use crate::schema::Schema;
use crate::store::{Folders, Project};

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
}

/// Where the documents lie, and what they may hold.
pub(super) struct Ground {
    pub project: Project,
    pub schema: Schema,
}

impl Export {
    /// Writes the documents; what the format can't carry is told before anything is written.
    ///
    /// Documents that can't be read are left out, and told of. Where it is asked to stop, no half-written
    /// file is left.
    ///
    /// # Errors
    ///
    /// Where the project's file can't be used, a layer is unknown, or the folder can't be written to.
    pub fn run(&self, stop: &Stop, tell: &mut dyn FnMut(Event<'_>)) -> Result<ExportReport, ExchangeError> {
        if self.format.is_drawn() && !cfg!(feature = "typeset") {
            return Err(ExchangeError::NotDrawn(self.format.name()));
        }
        let ground = self.ground()?;
        let choice = Choice::of(&self.paths, &self.whose);
        self.check_output(&choice)?;
        let Choice { documents, without, failed, .. } = choice;
        let report =
            ExportReport { chosen: documents.len(), passed_over: without, ..ExportReport::default() };
        let mut run = Run { export: self, documents: &documents, stop, tell, report };
        failed.into_iter().for_each(|failed| run.failed(failed));
        let survey = run.survey();
        if stop.is_asked() {
            run.report.ending = Ending::Stopped;
            return Ok(run.report);
        }
        (run.tell)(Event::Surveyed(&run.report));
        if self.is_strict && run.report.losses > 0 {
            run.report.ending = Ending::Refused;
            return Ok(run.report);
        }
        run.write(survey, ground)?;
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

    /// Refuses to write into a folder that holds the articles themselves.
    fn check_output(&self, choice: &Choice) -> Result<(), ExchangeError> {
        let Ok(output) = self.output.canonicalize() else { return Ok(()) };
        let is_output = |folder: &PathBuf| {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            folder.canonicalize().is_ok_and(|folder| folder == output)
        };
        if choice.folders.iter().any(is_output) {
            return Err(ExchangeError::AmongArticles { folder: self.output.clone() });
        }
        Ok(())
    }
}

/// What the first look at every document found.
struct Survey {
    summary: Summary,
    /// For each document: its place, `None` where it couldn't be read.
    found: Vec<Option<Option<Signature>>>,
}

struct Run<'a> {
    export: &'a Export,
    documents: &'a [Chosen],
    stop: &'a Stop,
    tell: &'a mut dyn FnMut(Event<'_>),
    report: ExportReport,
}

impl Run<'_> {
    fn failed(&mut self, failed: Failed) {
        (self.tell)(Event::Failed(&failed));
        self.report.failed.push(failed);
    }

    fn progress(&mut self, stage: Stage, done: usize) {
        (self.tell)(Event::Progress(Progress { stage, done, total: self.documents.len() }));
    }

    fn losses(&mut self, path: &Path, losses: &[Loss]) {
        for loss in losses {
            *self.report.kinds.entry(loss.what.clone()).or_default() += 1;
            self.report.losses += 1;
            (self.tell)(Event::Lost { path, loss });
        }
    }

    /// Looks at every document: what would be lost, how many there are of what.
    fn survey(&mut self) -> Survey {
        let (export, documents) = (self.export, self.documents);
        let mut survey = Survey { summary: Summary::default(), found: Vec::with_capacity(documents.len()) };
        let folders = Folders::default();
        let work = |chosen: &Chosen| -> Result<(Vec<Loss>, AnnotationSet, Option<Signature>), String> {
            let opened = document::open(chosen, &folders)?;
            let losses = document::losses(export.format, &chosen.name, &opened, &export.options);
            let signature = export.split.as_ref().map(|_| Signature::of(opened.document.text()));
            Ok((losses, opened.set, signature))
        };
        self.progress(Stage::Survey, 0);
        map_until(documents.iter(), self.stop, work, |answer| {
            let chosen = &documents[survey.found.len()];
            match answer {
                Ok((losses, set, signature)) => {
                    self.losses(&chosen.record, &losses);
                    survey.summary.add(&set, export.options.layers.as_deref());
                    survey.found.push(Some(signature));
                }
                Err(message) => {
                    self.failed(Failed::new(&chosen.record, message));
                    survey.found.push(None);
                }
            }
            self.progress(Stage::Survey, survey.found.len());
            ControlFlow::Continue(())
        });
        survey
    }

    /// Returns for each document the number of its split, `None` where it isn't written.
    fn places(&self, found: Vec<Option<Option<Signature>>>) -> Vec<Option<usize>> {
        let Some(split) = &self.export.split else {
            return found.iter().map(|found| found.as_ref().map(|_| 0)).collect();
        };
        let mut places = vec![None; found.len()];
        let read = self.documents.iter().zip(found).enumerate();
        let read =
            read.filter_map(|(number, (chosen, found))| Some((number, (chosen.name.as_str(), found??))));
        let (numbers, read): (Vec<usize>, Vec<(&str, Signature)>) = read.unzip();
        for (number, place) in numbers.into_iter().zip(split.shares.assign(&read, split.seed)) {
            places[number] = Some(place);
        }
        places
    }

    fn write(&mut self, survey: Survey, ground: Ground) -> Result<(), ExchangeError> {
        let (export, documents) = (self.export, self.documents);
        let (mut summary, mut options) = (survey.summary, export.options.clone());
        if !export.keeps_names {
            let names = Pseudonyms::new(&ground.project.annotators, summary.annotators.keys());
            summary.hide(&names);
            options.names = Some(names);
        }
        let mut writer = Writer::create(export, summary, ground.schema, ground.project)?;
        let places = self.places(survey.found);
        let folders = Folders::default();
        let work = |(chosen, place): (&Chosen, &Option<usize>)| {
            let place = (*place)?;
            let written = document::open(chosen, &folders).and_then(|opened| {
                let exported = document::write(export.format, &chosen.name, &opened, &options)?;
                Ok((exported, document::annotations(&opened, &options)))
            });
            Some((place, written))
        };
        let mut refused = None;
        let mut done = 0;
        self.progress(Stage::Write, 0);
        map_until(documents.iter().zip(&places), self.stop, work, |answer| {
            let chosen = &documents[done];
            done += 1;
            match answer {
                Some((place, Ok((exported, annotations)))) => match writer.put(place, exported) {
                    Ok(()) => {
                        self.report.documents += 1;
                        self.report.annotations += annotations;
                    }
                    Err(source) => {
                        refused = Some(source);
                        return ControlFlow::Break(());
                    }
                },
                Some((_, Err(message))) => self.failed(Failed::new(&chosen.record, message)),
                // What couldn't be read was told of by the survey.
                None => {}
            }
            self.progress(Stage::Write, done);
            ControlFlow::Continue(())
        });
        let unwritable = |source| ExchangeError::Unwritable { source, folder: export.output.clone() };
        if let Some(source) = refused {
            return Err(unwritable(source));
        }
        if done < documents.len() {
            self.report.ending = Ending::Stopped;
            if !writer.keeps_a_part() {
                (self.report.documents, self.report.annotations) = (0, 0);
            }
            return Ok(());
        }
        writer.finish().map_err(unwritable)
    }
}
