//! A preview that runs on a display of its own, and what it tells.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use serde_json::Value;
use x11rb::protocol::xproto::Window;

use crate::display::{Display, Key, Pixels};
use crate::run::{Ended, Running, shaderpipe};

/// The longest that anything takes, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running preview.
pub(crate) struct Session {
    pub(crate) running: Running,
    events: Receiver<(Instant, Value)>,
    pub(crate) window: Window,
    pub(crate) display: Display,
    _turn: Turn,
}

/// Who measures waits until no other test runs.
static ALONE: RwLock<()> = RwLock::new(());

#[allow(dead_code, reason = "the guards are only held")]
enum Turn {
    Shared(RwLockReadGuard<'static, ()>),
    Alone(RwLockWriteGuard<'static, ()>),
}

impl Session {
    /// Opens a scene, and waits for its first picture.
    pub(crate) fn open<S: AsRef<OsStr>>(scene: &Path, args: impl IntoIterator<Item = S>) -> Self {
        let mut session = Self::start(scene, args);
        session.wait("shown");
        session
    }

    /// As [`Session::open`], while no other test runs: for who measures.
    pub(crate) fn open_alone<S: AsRef<OsStr>>(
        scene: &Path,
        args: impl IntoIterator<Item = S>,
    ) -> Self {
        let alone = Turn::Alone(ALONE.write().unwrap_or_else(PoisonError::into_inner));
        let mut session = Self::start_in(alone, scene, args, "1");
        session.wait("shown");
        session
    }

    /// As [`Session::open`], on a display of which every point is so many pixels.
    pub(crate) fn open_scaled(scene: &Path, factor: &str) -> Self {
        let turn = Turn::Shared(ALONE.read().unwrap_or_else(PoisonError::into_inner));
        let mut session = Self::start_in(turn, scene, ["--paused"], factor);
        session.wait("shown");
        session
    }

    /// Opens a window on a scene.
    pub(crate) fn start<S: AsRef<OsStr>>(scene: &Path, args: impl IntoIterator<Item = S>) -> Self {
        let turn = Turn::Shared(ALONE.read().unwrap_or_else(PoisonError::into_inner));
        Self::start_in(turn, scene, args, "1")
    }

    fn start_in<S: AsRef<OsStr>>(
        turn: Turn,
        scene: &Path,
        args: impl IntoIterator<Item = S>,
        factor: &str,
    ) -> Self {
        let display = Display::start();
        let preview = ["preview".as_ref(), scene.as_os_str()];
        let mut running = shaderpipe(preview)
            .args(["--status", "json"])
            .args(args)
            .env("DISPLAY", &display.name)
            .env("RUST_LOG", "shaderpipe=warn,shaderpipe::gpu=debug")
            .env("WAYLAND_DISPLAY", "")
            .env("WAYLAND_SOCKET", "")
            .env("WINIT_X11_SCALE_FACTOR", factor)
            .start();
        let stdout = BufReader::new(running.take_stdout());
        // As many as a test can leave unread.
        let (sender, events) = bounded(100_000);
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).expect("an object on each line");
                if sender.send((Instant::now(), value)).is_err() {
                    return;
                }
            }
        });
        let window = display.window();
        Self {
            running,
            events,
            window,
            display,
            _turn: turn,
        }
    }

    /// The next event of a kind; others are passed over.
    pub(crate) fn wait(&mut self, kind: &str) -> Value {
        self.wait_for(kind, |_| true).1
    }

    /// The next event of a kind that fits, and when it came.
    pub(crate) fn wait_for(
        &mut self,
        kind: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> (Instant, Value) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let next = self.events.recv_deadline(deadline);
            let (at, event) = next.unwrap_or_else(|error| panic!("no {kind} comes: {error}"));
            if event["event"] == kind && fits(&event) {
                return (at, event);
            }
            let is_late = event["event"] == "broken" && kind == "shown";
            assert!(!is_late, "a picture was waited for: {event}");
        }
    }

    /// The next event, whatever it is.
    pub(crate) fn next(&mut self) -> Value {
        let next = self.events.recv_timeout(PATIENCE);
        next.unwrap_or_else(|error| panic!("nothing comes: {error}"))
            .1
    }

    /// Every event that has come.
    pub(crate) fn heard(&mut self) -> Vec<Value> {
        self.events.try_iter().map(|(_, event)| event).collect()
    }

    pub(crate) fn press(&self, key: Key) {
        self.display.press(key);
    }

    pub(crate) fn look(&self) -> Pixels {
        self.display.look(self.window)
    }

    /// Waits until the window shows what fits.
    pub(crate) fn look_for(&self, what: &str, mut fits: impl FnMut(&Pixels) -> bool) -> Pixels {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let pixels = self.look();
            if fits(&pixels) {
                return pixels;
            }
            if Instant::now() > deadline {
                let path = crate::display::save(&pixels, "preview-failed.png");
                panic!("the window does not show {what}: see {}", path.display());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until nothing moves in the window any more.
    pub(crate) fn settle(&self) -> Pixels {
        let mut last = self.look();
        let mut same = 0;
        self.look_for("the same twice", |pixels| {
            same = if *pixels == last { same + 1 } else { 0 };
            last = pixels.clone();
            same >= 4
        })
    }

    /// The processor time that it has used.
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = format!("/proc/{}/stat", self.running.pid().as_raw_nonzero());
        let text = std::fs::read_to_string(&stat).unwrap();
        let fields = text.rsplit(')').next().unwrap().split_whitespace();
        let ticks = fields.skip(11).take(2);
        ticks
            .map(|field| field.parse::<f64>().unwrap() / 100.0)
            .sum()
    }

    /// Closes the window by its button.
    pub(crate) fn close(self) -> Ended {
        self.display.close(self.window);
        self.running.end()
    }

    /// Waits until it has ended by itself.
    pub(crate) fn end(self) -> Ended {
        self.running.end()
    }
}
