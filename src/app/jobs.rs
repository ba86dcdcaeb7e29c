//! The threads: this is the one file that starts any.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use eframe::egui::Context;

use crate::typeset::{FontBook, Typesetter};
use crate::ui::{LayoutAnswer, LayoutRequest};

/// Starts a thread under a name that debuggers show.
#[expect(clippy::disallowed_methods, reason = "this file alone starts threads")]
pub fn start(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(work).expect("the system gives a thread at start")
}

/// The threads that lay out what is not in sight.
pub struct Layouters {
    requests: Vec<Sender<LayoutRequest>>,
    answers: Receiver<LayoutAnswer>,
    /// How many requests are under way.
    busy: usize,
}

impl Layouters {
    /// Starts a thread for each core but one, which is the window's; at least one.
    pub fn new(ctx: &Context, book: &Arc<FontBook>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (answer, answers) = channel();
        let requests = (0..cores.saturating_sub(1).max(1))
            .map(|number| {
                let (request, requests) = channel::<LayoutRequest>();
                let (answer, ctx, book) = (answer.clone(), ctx.clone(), Arc::clone(book));
                start(&format!("layout {number}"), move || {
                    let mut typesetter = Typesetter::new(book);
                    for LayoutRequest { document, jobs } in requests {
                        let set = |job: crate::typeset::LayoutJob| {
                            let layout = Arc::new(job.run(document.text(), &mut typesetter));
                            (job, layout)
                        };
                        let layouts = jobs.into_iter().map(set).collect();
                        if answer.send(LayoutAnswer { layouts }).is_err() {
                            return;
                        }
                        ctx.request_repaint();
                    }
                });
                request
            })
            .collect();
        Self { requests, answers, busy: 0 }
    }

    pub fn are_idle(&self) -> bool {
        self.busy == 0
    }

    /// Shares the paragraphs out among the threads.
    pub fn lay_out(&mut self, request: LayoutRequest) {
        let share = request.jobs.len().div_ceil(self.requests.len()).max(1);
        for (jobs, thread) in request.jobs.chunks(share).zip(&self.requests) {
            let part = LayoutRequest { document: request.document.clone(), jobs: jobs.to_vec() };
            if thread.send(part).is_ok() {
                self.busy += 1;
            }
        }
    }

    /// Returns what has been laid out since it was last asked for.
    pub fn answers(&mut self) -> Vec<LayoutAnswer> {
        let answers: Vec<LayoutAnswer> = self.answers.try_iter().collect();
        self.busy = self.busy.saturating_sub(answers.len());
        answers
    }
}
