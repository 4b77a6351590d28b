//! The window's thread: events in, requests and orders out, and what comes back onto the screen.
//!
//! It draws nothing that has not changed: while the scene stands and nobody touches anything, it sleeps.

mod deeds;
mod events;
mod exports;
mod hands;
mod loads;
mod orders;
mod patience;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use winit::event_loop::{ActiveEventLoop, EventLoopProxy};
use winit::keyboard::ModifiersState;

use super::clock::Clock;
use super::dialogue::{Judge, Told, Verdict, Work};
use super::draw::{Drawer, Report};
use super::hands::{Hands, Senses};
use super::inspect::Wish;
use super::load::{Answer, Changes, Loaded, Loader, Mistake, Request};
use super::paint::Painted;
use super::presets::{self, Store};
use super::recorder::Recorder;
use super::screenshot::{Scribe, Written};
use super::state::State;
use super::watch::Watch;
use super::window::Pane;
use super::{Event, Options, PreviewError};
use crate::frame::{Input, Size};
use crate::gpu::Gpu;

/// How long a mistake is kept back after a file has changed: an editor may be about to write the rest.
const HOLD: Duration = Duration::from_millis(120);

/// How long a driver that compiles or draws is waited for at the end.
const GRACE: Duration = Duration::from_secs(2);

/// How long a window must keep its size before the picture is drawn in it.
const SETTLE: Duration = Duration::from_millis(120);

/// What wakes the window: answers, one for each thing that was asked for, and news.
#[derive(Debug)]
pub(super) enum Wake {
    /// A file of the scene has changed.
    Changed(Instant),
    Answer(Box<Answer>),
    Report(Box<Report>),
    /// What was to be painted has been, or not.
    Painted(Result<Painted, PreviewError>),
    /// The file of the presets has changed, or something was done with it.
    Presets(Option<Box<presets::Answer>>),
    /// A screenshot was written, or not.
    Written(Box<Written>),
    /// What the form comes to that was asked of the judge so.
    Judged(u64, Result<Verdict, String>),
    Export(Told),
    Close,
}

/// The application.
pub(super) struct App {
    gpu: Gpu,
    options: Options,
    proxy: EventLoopProxy<Wake>,
    began: Instant,
    state: State,
    changes: Changes,
    loader: Loader,
    drawer: Drawer,
    watch: Watch,
    presets: Store,
    preset_watch: Watch,
    scribe: Scribe,
    judge: Judge,
    /// What the drawer looks at beside the picture.
    wish: Wish,
    /// `None` until the display is ready for it.
    pane: Option<Pane>,
    modifiers: ModifiersState,
    /// Whether anything has changed since it was painted.
    is_stale: bool,
    is_hidden: bool,
    /// What the drawer is at.
    at: At,
    /// A version of the scene that the drawer has not been given yet, and what asked for it.
    fresh: Option<(Request, Box<Loaded>)>,
    /// The version that the drawer has.
    version: Option<Version>,
    /// The scene that the drawer has, and with which changes.
    staged: Option<(PathBuf, Changes)>,
    /// What the next frame is told of a person's hands.
    input: Input,
    /// What the frame is told of them that the drawer is at.
    told: Input,
    hands: Hands,
    senses: Senses,
    /// With `--fit` the size that was asked for last, and which is when, if it stays.
    asked_size: Option<Size>,
    fit_due: Option<(Instant, Size)>,
    exporting: Option<Work>,
    recorder: Option<Recorder>,
    /// Whether the next frame is drawn from the start, as a recording has begun.
    begins_anew: bool,
    /// Requests so far, and wishes that were judged.
    requests: u64,
    judgements: u64,
    /// A mistake that is kept back, and until when.
    held: Option<(Instant, u64, Mistake)>,
    /// Whether a still was asked for, and the target that the one shows which is being read.
    wants_still: bool,
    still_of: Option<String>,
    /// The frame that must be drawn, though the clock has not moved.
    must_draw: bool,
    /// Whether it has just been paused: see `settle`.
    settles: bool,
    /// Whether drawing has failed: it is not tried again before something changes.
    is_stuck: bool,
    /// Whether the last picture has not been given to be painted yet.
    is_unseen: bool,
    /// What is painted now.
    painting: Option<Painting>,
    /// When the drawer was last heard of, or given something to do.
    heard: Instant,
    /// Files of the last version that could be drawn.
    watched: Vec<PathBuf>,
    /// When files were read last.
    read: SystemTime,
    /// Frames that have been shown.
    shown: u64,
    /// When a frame was ordered last, for who wants fewer of them.
    ordered: Option<Instant>,
    closing: bool,
    /// Until when the driver is waited for at the end, and whether a thread was left there.
    deadline: Option<Instant>,
    is_left: bool,
    result: Result<(), PreviewError>,
}

/// A version of a scene.
#[derive(Clone, Copy, Debug)]
struct Version {
    number: u64,
    /// When the change was noticed that led to it; until a frame of it has been shown.
    noticed: Option<Instant>,
}

/// What is painted: also a picture that has not been on the screen, if there was one.
#[derive(Clone, Copy, Debug)]
struct Painting {
    unseen: Option<Unseen>,
}

/// A frame, and of which version it is.
#[derive(Clone, Copy, Debug)]
struct Unseen {
    frame: u64,
    version: u64,
}

/// What the drawer is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Rest,
    Frame(u64),
    Still {
        at_end: bool,
    },
    /// Looking at what the last frame was made of.
    Inspection,
}

impl App {
    pub(super) fn new(
        gpu: Gpu,
        mut options: Options,
        proxy: EventLoopProxy<Wake>,
    ) -> Result<Self, PreviewError> {
        let woken = |wake: Wake, proxy: &EventLoopProxy<Wake>| {
            // Gone: the window is closed.
            let _ = proxy.send_event(wake);
        };
        let opener = std::mem::replace(&mut options.opener, Box::new(Closed));
        let [
            to_load,
            to_draw,
            to_watch,
            to_store,
            to_follow,
            to_write,
            to_judge,
        ] = std::array::from_fn(|_| proxy.clone());
        let loader = Loader::start(gpu.clone(), opener, move |answer| {
            woken(Wake::Answer(Box::new(answer)), &to_load);
        })?;
        let drawer = Drawer::start(gpu.clone(), move |report| {
            woken(Wake::Report(Box::new(report)), &to_draw);
        })?;
        let watch = Watch::start(move |at| woken(Wake::Changed(at), &to_watch))?;
        let read = SystemTime::now();
        watch.set(vec![options.scene.clone()], true, read);
        let presets = Store::start(move |answer| woken(deeds::wake(answer), &to_store))?;
        let preset_watch = Watch::start(move |_| woken(Wake::Presets(None), &to_follow))?;
        let scribe = Scribe::start(move |written| {
            woken(Wake::Written(Box::new(written)), &to_write);
        })?;
        let exporter = Arc::clone(&options.exporter);
        let judge = Judge::start(gpu.clone(), exporter, move |number, verdict| {
            woken(Wake::Judged(number, verdict), &to_judge);
        })?;
        // Until a scene is there, a clock that stands.
        let clock = Clock::new(60.0, 1, true, 0);
        let adapter = gpu.summary().to_string();
        let mut state = State::new(options.scene.clone(), clock, adapter);
        state.sheet.memory.1 = gpu.memory_limit();
        state.dialogue.encoders = Arc::clone(&judge.encoders);
        Ok(Self {
            gpu,
            proxy,
            began: Instant::now(),
            state,
            changes: Changes::default(),
            loader,
            drawer,
            watch,
            presets,
            preset_watch,
            scribe,
            judge,
            wish: Wish::default(),
            pane: None,
            modifiers: ModifiersState::empty(),
            is_stale: true,
            is_hidden: false,
            at: At::Rest,
            fresh: None,
            version: None,
            staged: None,
            input: Input::default(),
            told: Input::default(),
            hands: Hands::default(),
            senses: Senses::default(),
            asked_size: None,
            fit_due: None,
            exporting: None,
            recorder: None,
            begins_anew: false,
            requests: 0,
            judgements: 0,
            held: None,
            wants_still: false,
            still_of: None,
            must_draw: false,
            settles: false,
            is_stuck: false,
            is_unseen: false,
            painting: None,
            heard: Instant::now(),
            watched: Vec::new(),
            read,
            shown: 0,
            ordered: None,
            closing: false,
            deadline: None,
            is_left: false,
            result: Ok(()),
            options,
        })
    }

    /// Ends the threads; the window has gone before. Those are left that the driver does not let go of.
    pub(super) fn end(mut self) -> Result<(), PreviewError> {
        self.watch.end();
        self.scribe.end();
        // Its file and its process go with it.
        self.exporting = None;
        self.preset_watch.end();
        self.presets.end();
        let deadline = self.deadline();
        self.judge.end(deadline);
        let drawer = self.drawer.end(deadline);
        let loader = self.loader.end(deadline);
        if !(drawer && loader) {
            self.is_left = true;
        }
        if self.is_left {
            self.tell(&Event::Left);
        }
        self.result
    }

    /// Until when the driver is waited for; from the first time on that it is asked.
    fn deadline(&mut self) -> Instant {
        *self.deadline.get_or_insert_with(|| Instant::now() + GRACE)
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn tell(&mut self, event: &Event) {
        (self.options.events)(event);
    }

    fn fail(&mut self, error: PreviewError, event_loop: &ActiveEventLoop) {
        if self.result.is_ok() {
            self.result = Err(error);
        }
        event_loop.exit();
    }

    /// Begins to close: at once, or once the pictures are taken that are wanted.
    fn close(&mut self, event_loop: &ActiveEventLoop) {
        self.closing = true;
        self.deadline();
        self.cancel_export();
        let is_taken = self.at == At::Still { at_end: false };
        if self.state.drawn.is_some() && (self.wants_still || is_taken) {
            // It closes when the drawer is free again.
            return self.drawer.cancel();
        }
        let Some(path) = self.options.screenshot.clone() else {
            return event_loop.exit();
        };
        match (&self.state.drawn, self.at) {
            (None, _) => self.fail(PreviewError::NothingDrawn(path), event_loop),
            (Some(_), At::Rest) => self.order_still(true),
            (Some(_), At::Still { at_end: true }) => {}
            // It is asked for when the drawer is free.
            (Some(_), _) => self.drawer.cancel(),
        }
    }
}

/// Takes the place of an opener that has been given away.
struct Closed;

impl super::Opener for Closed {
    fn open(&mut self, _: &Path, _: &Changes) -> Result<super::Opened, Mistake> {
        Err(Mistake::default())
    }
}
