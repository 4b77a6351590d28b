//! The preview: a window that shows a scene while it is edited, with the pixels that its export has.
//!
//! ```text
//!            files saved                            events ─► gui ─► actions
//!                │                                    ▲                 │
//!  watch ──changed──►┐                                │                 ▼
//!  (thread)          │       ┌────────────────── app (window's thread) ───────┐
//!  load  ──answer───►├─wake─►│ clock: which frame     state: what is shown    │
//!  (thread)          │       └──┬──────────────┬───────────────────┬──────────┘
//!  draw  ──report───►┤          │ request      │ order             │ page: picture, widgets
//!  (thread)          │          ▼              ▼                   ▼
//!  paint ──painted──►┘        load ──renderer─► draw ─► picture  paint ─► surface
//!  (thread)
//! ```
//!
//! The window's thread waits neither for a compiler nor a frame, submits nothing to the device, and reads
//! and writes no file: it asks, and is woken. Only a recording grows on it, by some bytes a frame, and names are looked for that no file
//! has. What comes back is bounded by what was asked for: one scene, one frame, one still, one page at a time; what
//! changes in files and what exports tell comes as often as it happens, and not more often than a timer.
//!
//! Knows neither FFmpeg nor the command line: an [`Opener`] turns paths into jobs, and what happens is
//! told as [`Event`]s.

mod app;
mod beside;
mod clock;
mod dialogue;
mod draw;
mod error;
mod gui;
mod hands;
mod help;
mod inspect;
mod keys;
mod load;
mod overlay;
mod pace;
mod paint;
mod panel;
mod picture;
mod present;
mod presets;
mod recorder;
mod rect;
mod screenshot;
mod sheet;
mod state;
mod surface;
mod timeline;
mod times;
mod values;
mod watch;
mod window;

pub use clock::{Clock, SPEEDS};
pub use dialogue::{Exporter, Wish};
pub use error::PreviewError;
pub use load::{Changes, Mistake, Opened, Opener};
pub use present::{Meaning, Presenter};
pub use rect::Rect;

use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::Arc;

use winit::event_loop::{EventLoop, EventLoopProxy};

use crate::frame::{Rate, Size};
use crate::gpu::Gpu;

use app::{App, Wake};

/// What is shown, and how.
pub struct Options {
    /// The scene.
    pub scene: PathBuf,
    /// Makes jobs of scenes.
    pub opener: Box<dyn Opener>,
    /// Makes exports of what is shown.
    pub exporter: Arc<dyn Exporter>,
    /// The size of the window in pixels, until somebody changes it.
    pub size: Size,
    /// Whether the picture is always as large as the window.
    pub fit: bool,
    /// The most frames a second that are shown.
    pub cap: Option<Rate>,
    /// Whether the window's surface is one that encodes what is written into it, if there is a choice.
    pub encodes: bool,
    /// Whether it stands at first.
    pub paused: bool,
    /// The time at which it begins, in seconds.
    pub start: f64,
    /// Close the window after so many frames; all of them are then drawn, in order.
    pub exit_after: Option<u64>,
    /// Where the picture goes that is shown at the end, as PNG.
    pub screenshot: Option<PathBuf>,
    /// Where what hands do is recorded, from the first frame on.
    pub record: Option<PathBuf>,
    /// Hears what happens.
    pub events: Box<dyn FnMut(&Event)>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The window is open.
    Opened {
        /// The format of what it draws into, as wgpu calls it.
        format: String,
        /// Whether that encodes what is written into it.
        encodes: bool,
    },
    /// A version of the scene can be drawn.
    Loaded {
        /// Counts the versions of all scenes, whether they could be drawn or not.
        version: u64,
        /// The scene.
        scene: PathBuf,
    },
    /// A version of the scene cannot be drawn: the one before goes on.
    Broken {
        /// Counts the versions.
        version: u64,
        /// Why not, with place and caret.
        message: String,
    },
    /// A frame is on the screen.
    Shown {
        /// Which.
        frame: u64,
        /// Of which version of the scene.
        version: u64,
        /// Seconds since a file of it had changed, for the first frame of a version.
        latency: Option<f64>,
    },
    /// Time goes on, or stands.
    Playing(bool),
    /// A screenshot has been written.
    Screenshot(PathBuf),
    /// What hands do is recorded in this file from now on, or no more.
    Recording(Option<PathBuf>),
    /// An export to this file has begun.
    Exporting(PathBuf),
    /// It is written.
    Exported {
        /// The file.
        path: PathBuf,
        /// Its frames.
        frames: u64,
    },
    /// It is not, and why; `cancelled` if that was wanted.
    ExportFailed(String),
    /// The command that exports what is shown is on the clipboard.
    Copied(String),
    /// The window is closed, and a thread is left in the driver that does not return from there. The
    /// process is to be ended without the driver's exit handlers: they may wait for the same.
    Left,
}

/// A window that has not been opened yet.
pub struct Preview {
    event_loop: EventLoop<Wake>,
}

/// Closes the window, from any thread.
#[derive(Clone, Debug)]
pub struct Closer(EventLoopProxy<Wake>);

impl Closer {
    /// Closes it as its own button does.
    pub fn close(&self) {
        // Gone: it is closed.
        let _ = self.0.send_event(Wake::Close);
    }
}

impl Preview {
    /// Connects to the display. To be called on the main thread, and once.
    ///
    /// # Errors
    /// When there is none.
    pub fn connect() -> Result<Self, PreviewError> {
        // winit panics where a library of the display's is missing.
        let built = catch_unwind(|| EventLoop::with_user_event().build());
        let event_loop = match built {
            Ok(Ok(event_loop)) => event_loop,
            Ok(Err(error)) => return Err(PreviewError::display(&error)),
            Err(_) => return Err(PreviewError::missing_library()),
        };
        Ok(Self { event_loop })
    }

    /// What closes the window.
    pub fn closer(&self) -> Closer {
        Closer(self.event_loop.create_proxy())
    }

    /// Opens the window and shows the scene on it until it is closed.
    ///
    /// # Errors
    /// When the window or what is behind it fails. A scene that cannot be drawn is no failure: its
    /// mistake is shown.
    pub fn run(self, gpu: &Gpu, options: Options) -> Result<(), PreviewError> {
        let mut app = App::new(gpu.clone(), options, self.event_loop.create_proxy())?;
        let ended = self.event_loop.run_app(&mut app);
        app.end()?;
        ended.map_err(|error| PreviewError::display(&error))
    }
}
