//! Draws frames, on a thread of its own that owns the renderer.
//!
//! Why a thread: a video may have to be searched, a frame of many samples and a pre-roll wait for the
//! device again and again, and none of that may keep the window from hearing its events. Each finished
//! picture is copied into one of two textures: the window shows the one while the other is filled, so
//! that it always has a whole frame and knows which. One frame is ordered at a time and the next when
//! that is done, and a pre-roll waits for the device frame by frame, so that nothing piles up there and
//! what the window presents never waits for more than about a frame.

mod kept;
mod reach;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::PreviewError;
use super::inspect::{Inspected, Inspector, Wish};
use super::load::{Loaded, join, panicked, words};
use super::picture::Picture;
use crate::export::{ExportError, Job, Snapshot};
use crate::frame::Input;
use crate::gpu::Gpu;
use crate::render::{FrameTime, RenderError, Renderer, Replay};
use crate::shader::{ParamValues, STACK_BYTES};
use kept::Kept;
use reach::tell;

/// How long the device is waited for at a time.
const STEP: Duration = Duration::from_millis(100);

/// What the thread is to do next.
#[derive(Debug)]
pub(super) enum Order {
    /// Draw another version of the scene from now on, or another scene; `goes_on` where the one before
    /// is, as far as it has the same state.
    Adopt { loaded: Box<Loaded>, goes_on: bool },
    /// Draw this frame, and those before it that it depends on.
    Draw(Box<Wanted>),
    /// Read a picture that was drawn as a still, as the version of the scene has it that drew it.
    Snapshot(Picture, Arc<Job>),
    /// Look at what passes cost and wrote, in the last frame and from now on.
    Inspect(Wish),
}

/// A frame that is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) index: u64,
    /// What it is told of a person's hands.
    pub(super) input: Input,
    /// What is set of the scene's parameters.
    pub(super) params: ParamValues,
    /// The recording that goes on: it has been told of this frame, and says what every frame is told.
    /// Without one no hands touch the frames before.
    pub(super) recorded: Option<Arc<Replay>>,
    pub(super) way: Way,
    /// Whether the state before it is kept, so that it can be drawn again.
    pub(super) keeps: bool,
}

/// How a scene with state comes to a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From the frame that was drawn last if that is before it, else from the start.
    Onward,
    /// It is the frame that was drawn last, with other parameters or another hand: from the state before
    /// it if that is kept, else one step more, instead of all of them again.
    Again,
    /// From the start, so that it is what an export makes of it.
    Anew,
}

/// What the thread says.
#[derive(Debug)]
pub(super) enum Report {
    /// A frame has been drawn.
    Drawn(Drawn),
    /// So many frames before the one that is wanted have been drawn, of so many.
    Prerolling(u64, u64),
    /// The order was given up, as was asked for.
    Cancelled,
    /// It failed; in words.
    Failed(String),
    /// The picture as a still.
    Snapshot(Result<Snapshot, ExportError>),
    /// What somebody wants to know of the last frame; `None` if there is none, or nobody does.
    Inspected(Option<Box<Inspected>>),
}

/// A frame that has been drawn.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) index: u64,
    pub(super) picture: Picture,
    /// What it is a frame of: another version may have come since.
    pub(super) job: Arc<Job>,
    /// Seconds that it took, its waiting for the device included, but not what it depends on.
    pub(super) seconds: f64,
    /// Whether the state before it is kept.
    pub(super) is_kept: bool,
    /// What somebody wants to know of it.
    pub(super) inspected: Option<Box<Inspected>>,
}

/// The thread that draws.
#[derive(Debug)]
pub(super) struct Drawer {
    orders: Option<Sender<Order>>,
    cancel: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drawer {
    /// Starts the thread; `report` is called on it.
    pub(super) fn start(
        gpu: Gpu,
        report: impl Fn(Report) + Send + 'static,
    ) -> Result<Self, PreviewError> {
        // A version of the scene and a frame of it: more is not ordered before a report.
        let (orders, ordered) = bounded(2);
        let cancel = Arc::new(AtomicBool::new(false));
        let cancelled = Arc::clone(&cancel);
        let work = move || {
            Easel {
                gpu,
                cancelled,
                report: Box::new(report),
                stage: Err("there is no scene".to_owned()),
                wish: Wish::default(),
                inspector: None,
            }
            .work(&ordered);
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-draw".to_owned())
            // Drivers compile on the caller's stack, some only when they draw.
            .stack_size(STACK_BYTES)
            .spawn(work)
            .map_err(PreviewError::Thread)?;
        Ok(Self {
            orders: Some(orders),
            cancel,
            thread: Some(thread),
        })
    }

    /// Gives an order. Every order but [`Order::Adopt`] is answered by one report that is
    /// not [`Report::Prerolling`]; none may be given before.
    pub(super) fn order(&self, order: Order) {
        self.cancel.store(false, Ordering::Relaxed);
        if let Some(orders) = &self.orders {
            let _ = orders.send(order);
        }
    }

    /// Has it give up what it draws, soon.
    pub(super) fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Ends the thread, unless the frame that the device is at keeps it for longer: whether it has ended.
    pub(super) fn end(&mut self, deadline: Instant) -> bool {
        self.cancel();
        self.orders = None;
        self.thread
            .take()
            .is_none_or(|thread| join(thread, deadline))
    }
}

/// What the thread has.
struct Easel {
    gpu: Gpu,
    cancelled: Arc<AtomicBool>,
    report: Box<dyn Fn(Report) + Send>,
    /// Or why there is none.
    stage: Result<Stage, String>,
    wish: Wish,
    /// What looks at targets, once somebody wants to.
    inspector: Option<Inspector>,
}

/// A scene that is drawn.
struct Stage {
    job: Arc<Job>,
    renderer: Renderer,
    /// The frame behind the last that was drawn.
    next: u64,
    /// The frame that was shown of the version before: it is drawn on the state as it is.
    resumes: Option<u64>,
    kept: Option<Kept>,
    /// When in the scene the last frame was.
    time: Option<FrameTime>,
    pictures: [Picture; 2],
    /// The one of them that is filled next.
    back: usize,
}

impl Easel {
    fn work(mut self, orders: &Receiver<Order>) {
        while let Ok(order) = orders.recv() {
            let is_answered = !matches!(order, Order::Adopt { .. });
            // A mistake of the program's own must not be the silent end of the preview.
            let panic = catch_unwind(AssertUnwindSafe(|| self.follow(order))).err();
            if let Some(panic) = panic {
                let words = panicked(&*panic);
                self.stage = Err(words.clone());
                if is_answered {
                    (self.report)(Report::Failed(words));
                }
            }
        }
    }

    fn follow(&mut self, order: Order) {
        match order {
            Order::Adopt { loaded, goes_on } => self.adopt(*loaded, goes_on),
            Order::Draw(wanted) => {
                let report = self.draw(&wanted);
                // Who hears that it is done may go on with the recording.
                drop(wanted);
                (self.report)(report);
            }
            Order::Snapshot(picture, job) => {
                let snapshot = Snapshot::take(&self.gpu, &job, &picture.view);
                (self.report)(Report::Snapshot(snapshot));
            }
            Order::Inspect(wish) => {
                self.wish = wish;
                let report = match self.inspect() {
                    Ok(inspected) => Report::Inspected(inspected),
                    Err(error) => Report::Failed(words(&error)),
                };
                (self.report)(report);
            }
        }
    }

    fn adopt(&mut self, loaded: Loaded, goes_on: bool) {
        let mut stage = Stage::new(loaded);
        if let (Ok(old), true) = (&mut self.stage, goes_on) {
            stage.go_on(old);
        }
        self.stage = Ok(stage);
    }

    fn draw(&mut self, wanted: &Wanted) -> Report {
        let stage = match &mut self.stage {
            Ok(stage) => stage,
            Err(words) => return Report::Failed(words.clone()),
        };
        let cancelled = || self.cancelled.load(Ordering::Relaxed);
        let mut began = Instant::now();
        let job = Arc::clone(&stage.job);
        let drawn = stage
            .reach(wanted, &self.report, &cancelled)
            .and_then(|()| stage.renderer.measure_passes(self.wish.numbers))
            .and_then(|_| {
                began = Instant::now();
                stage.draw(&self.gpu, wanted, &cancelled)
            });
        let seconds = began.elapsed().as_secs_f64();
        let is_kept = stage.is_kept(wanted.index);
        match drawn.and_then(|picture| Ok((picture, self.inspect()?))) {
            Ok((picture, inspected)) => Report::Drawn(Drawn {
                index: wanted.index,
                picture,
                job,
                seconds,
                is_kept,
                inspected,
            }),
            Err(RenderError::Cancelled) => Report::Cancelled,
            Err(error) => Report::Failed(words(&error)),
        }
    }

    /// Looks at what was drawn last.
    fn inspect(&mut self) -> Result<Option<Box<Inspected>>, RenderError> {
        if self.wish == Wish::default() {
            self.inspector = None;
            return Ok(None);
        }
        let Ok(Stage {
            job,
            renderer,
            time: Some(time),
            ..
        }) = &mut self.stage
        else {
            return Ok(None);
        };
        let inspector = match &mut self.inspector {
            Some(inspector) => inspector,
            none => none.insert(Inspector::new(&self.gpu)?),
        };
        let inspected = inspector.inspect(&self.gpu, (job, renderer), (time, &self.wish))?;
        Ok(Some(Box::new(inspected)))
    }
}

impl Stage {
    fn new(loaded: Loaded) -> Self {
        let Loaded {
            job,
            renderer,
            pictures,
            ..
        } = loaded;
        Self {
            job: Arc::new(job),
            renderer,
            next: 0,
            resumes: None,
            kept: None,
            time: None,
            pictures,
            back: 0,
        }
    }

    fn draw(
        &mut self,
        gpu: &Gpu,
        wanted: &Wanted,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Picture, RenderError> {
        let timeline = &self.job.plan.timeline;
        let time = timeline.at(wanted.index);
        let input = tell(&mut self.renderer, timeline, (wanted, wanted.index));
        // A frame that is given up half-way would leave a state that is no frame's.
        let is_stateful = self.renderer.is_stateful();
        let cancelled = || !is_stateful && cancelled();
        self.doubt();
        let mut encoder = self.renderer.draw(&time, &input, &cancelled)?;
        self.next = wanted.index + 1;
        self.time = Some(time);
        let picture = self.pictures[self.back].clone();
        picture.fill(&mut encoder, self.renderer.picture().texture());
        let submission = gpu.queue().submit([encoder.finish()]);
        while !gpu.wait(&submission, STEP)? {}
        self.back = 1 - self.back;
        Ok(picture)
    }
}
