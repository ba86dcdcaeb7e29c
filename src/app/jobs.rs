//! The threads: this is the one file that starts any.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use eframe::egui::Context;

use crate::typeset::{FontBook, LayoutJob, Typesetter};
use crate::ui::{LayoutAnswer, LayoutRequest};

/// Starts a thread under a name that debuggers show.
#[expect(clippy::disallowed_methods, reason = "this file alone starts threads")]
pub fn start(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(work).expect("the system gives a thread at start")
}

/// The threads that measure what is not in sight.
pub struct Layouters {
    requests: Sender<LayoutRequest>,
    answers: Receiver<LayoutAnswer>,
    threads: usize,
    /// How many requests are under way.
    busy: usize,
}

impl Layouters {
    /// Starts a thread for each core: the window's own sleeps for most of the time.
    pub fn new(ctx: &Context, book: &Arc<FontBook>) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (answer, answers) = channel();
        let (requests, shared) = channel::<LayoutRequest>();
        let shared = Arc::new(Mutex::new(shared));
        for number in 0..threads {
            let (shared, answer) = (Arc::clone(&shared), answer.clone());
            let (ctx, book) = (ctx.clone(), Arc::clone(book));
            start(&format!("layout {number}"), move || {
                let mut typesetter = Typesetter::new(book);
                let next = || shared.lock().unwrap_or_else(PoisonError::into_inner).recv();
                while let Ok(LayoutRequest { document, jobs }) = next() {
                    let measure = |job: LayoutJob| {
                        let measured = job.measure(document.text(), &mut typesetter);
                        (job, measured)
                    };
                    let measured = jobs.into_iter().map(measure).collect();
                    if answer.send(LayoutAnswer { measured }).is_err() {
                        return;
                    }
                    ctx.request_repaint();
                }
            });
        }
        Self { requests, answers, threads, busy: 0 }
    }

    /// Tells whether more work is welcome: each thread has some under way and the next at hand.
    pub fn have_room(&self) -> bool {
        self.busy < 2 * self.threads
    }

    pub fn lay_out(&mut self, request: LayoutRequest) {
        if self.requests.send(request).is_ok() {
            self.busy += 1;
        }
    }

    /// Returns what has been measured since it was last asked for.
    pub fn answers(&mut self) -> Vec<LayoutAnswer> {
        let answers: Vec<LayoutAnswer> = self.answers.try_iter().collect();
        self.busy = self.busy.saturating_sub(answers.len());
        answers
    }
}
