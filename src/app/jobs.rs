//! The threads: this is the one file that starts any.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use eframe::egui::Context;

use crate::session::{Message, Seek};
use crate::typeset::{FontBook, LayoutJob, Typesetter};
use crate::ui::{LayoutAnswer, LayoutRequest};

/// Starts a thread under a name that debuggers show.
#[expect(clippy::disallowed_methods, reason = "this file alone starts threads")]
pub fn start(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(work).expect("the system gives a thread at start")
}

/// Wakes the window; before there is one there is nothing to wake, and its first pass sees what has come.
#[derive(Clone, Debug, Default)]
pub struct Waker(Arc<OnceLock<Context>>);

impl Waker {
    /// Names the window; to be called once.
    pub fn belongs_to(&self, ctx: &Context) {
        self.0.get_or_init(|| ctx.clone());
    }

    pub fn wake(&self) {
        if let Some(ctx) = self.0.get() {
            ctx.request_repaint();
        }
    }

    pub fn wake_after(&self, time: Duration) {
        if let Some(ctx) = self.0.get() {
            ctx.request_repaint_after(time);
        }
    }
}

/// Finds the fonts on a thread of its own, and returns where they can be had.
pub fn find_fonts() -> Receiver<Arc<FontBook>> {
    let (found, fonts) = channel();
    start("fonts", move || {
        // Nobody waits for them where the window could not be opened.
        let _taken = found.send(FontBook::with_system());
    });
    fonts
}

/// Looks for candidates on a thread of its own, which begins with the first search.
#[derive(Default)]
pub struct Seeker(Option<Sender<Seek>>);

impl Seeker {
    /// Looks for them; what was sought before and has not begun is dropped.
    pub fn seek(&mut self, seek: Seek, answer: Sender<Message>, waker: &Waker) {
        let requests = self.0.get_or_insert_with(|| {
            let (requests, incoming) = channel::<Seek>();
            let waker = waker.clone();
            start("places", move || {
                let mut prepared = None;
                while let Ok(first) = incoming.recv() {
                    let last = incoming.try_iter().last().unwrap_or(first);
                    if answer.send(last.run(&mut prepared)).is_err() {
                        return;
                    }
                    waker.wake();
                }
            });
            requests
        });
        // The thread ends only when the window does.
        let _gone = requests.send(seek);
    }
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
