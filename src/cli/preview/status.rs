//! What happens in the window, as lines of JSON on standard output: written on a thread of its own, as
//! who reads them may be slow.

use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};
use serde_json::{Value, json};
use shaderpipe::preview::{Closer, Event};

use super::super::console::print;

/// Lines that wait for a reader: more than a minute of frames.
const QUEUE: usize = 8192;

/// The thread that writes them.
pub(super) struct Status {
    lines: Option<Sender<Value>>,
    thread: Option<JoinHandle<()>>,
    /// Events that nobody has heard of.
    missed: u64,
}

impl Status {
    /// Starts the thread; a reader that goes closes the window.
    pub(super) fn start(closer: Closer) -> std::io::Result<Self> {
        let (lines, told) = bounded::<Value>(QUEUE);
        let work = move || {
            for line in &told {
                if print(&format!("{line}\n")).is_err() {
                    // Nobody is there to hear it any more.
                    return closer.close();
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-status".to_owned())
            .spawn(work)?;
        Ok(Self {
            lines: Some(lines),
            thread: Some(thread),
            missed: 0,
        })
    }

    /// Tells of `event`; or, once there is room again, how many nobody was told of.
    pub(super) fn tell(&mut self, event: &Event) {
        let Some(lines) = &self.lines else { return };
        if self.missed > 0 {
            let missed = json!({ "event": "missed", "count": self.missed });
            if lines.try_send(missed).is_ok() {
                self.missed = 0;
            }
        }
        if lines.try_send(describe(event)).is_err() {
            self.missed += 1;
        }
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        self.lines = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn describe(event: &Event) -> Value {
    match event {
        Event::Opened { format, encodes } => {
            json!({ "event": "opened", "format": format, "encodes": encodes })
        }
        Event::Loaded { version, scene } => {
            json!({ "event": "loaded", "version": version, "scene": scene.display().to_string() })
        }
        Event::Broken { version, message } => {
            json!({ "event": "broken", "version": version, "message": message })
        }
        Event::Shown {
            frame,
            version,
            latency,
        } => json!({ "event": "shown", "frame": frame, "version": version, "latency": latency }),
        Event::Playing(playing) => json!({ "event": "playing", "playing": playing }),
        Event::Screenshot(path) => {
            json!({ "event": "screenshot", "path": path.display().to_string() })
        }
        Event::Recording(path) => {
            let path = path.as_ref().map(|path| path.display().to_string());
            json!({ "event": "recording", "path": path })
        }
        Event::Exporting(path) => {
            json!({ "event": "exporting", "path": path.display().to_string() })
        }
        Event::Exported { path, frames } => {
            let path = path.display().to_string();
            json!({ "event": "exported", "path": path, "frames": frames })
        }
        Event::ExportFailed(words) => json!({ "event": "export-failed", "message": words }),
        Event::Left => json!({ "event": "left" }),
        Event::Copied(command) => json!({ "event": "copied", "command": command }),
    }
}
