//! The process that renders the jobs of a batch: what a shader or a driver does to it, it does to nobody
//! else. It has one device for all of its jobs, each of which has a thread.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, BufRead as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use shaderpipe::encode::{Discard, Ffmpeg};
use shaderpipe::export::{ExportError, Hashes, Identity, Progress};
use shaderpipe::gpu::{Gpu, Room};
use shaderpipe::shader::STACK_BYTES;

use super::command::RenderCommand;
use super::plain;
use super::protocol::{Event, Order, What};
use super::pulse::Pulse;
use crate::cli::arguments::DeviceArguments;
use crate::cli::console::Notices;
use crate::cli::interrupt::Interrupt;
use crate::cli::{job, render};

/// The code of a worker that ends as its device is spoilt.
const SPOILT: i32 = 75;
/// How often a job tells how far it is.
const STEP: Duration = Duration::from_millis(200);

/// Runs jobs as they come on standard input, until that ends: then those that are being run are, too.
pub(crate) fn work(interrupt: &Interrupt) -> anyhow::Result<()> {
    // It was started by a link to its file; where the system has no such name, it needs none.
    #[cfg(target_os = "linux")]
    let _ = std::fs::write("/proc/self/comm", "shaderpipe");
    let devices = Devices::default();
    thread::scope(|scope| {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            let Ok(Order { job, words }) = serde_json::from_str(&line) else {
                break;
            };
            let devices = &devices;
            let run = move || run(job, words, devices, interrupt);
            let started = thread::Builder::new()
                .name("shaderpipe-job".to_owned())
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, run);
            if let Err(error) = started {
                let message = format!("cannot start a thread: {error}");
                tell(job, What::Failed { message });
            }
        }
        interrupt.set();
    });
    Ok(())
}

fn run(number: usize, words: Vec<String>, devices: &Devices, interrupt: &Interrupt) {
    let reporter = Reporter {
        job: number,
        interrupt,
        last: Mutex::new(None),
    };
    let beside = devices.running.fetch_add(1, Ordering::Relaxed);
    let pulse = Pulse::default();
    let tell_alive = || tell(number, What::Alive);
    let result = pulse.over(tell_alive, || {
        let render = || render_one(words, devices, &pulse, &reporter);
        catch_unwind(AssertUnwindSafe(render))
    });
    let result = result.unwrap_or_else(|error| Ok(Err(error.into())));
    let left = devices.running.fetch_sub(1, Ordering::Relaxed) - 1;
    let failed = |message: &str| What::Failed {
        message: plain(message),
    };
    let what = match result {
        // It is ended, and what it does is not the jobs' fault.
        Ok(Err(_)) if interrupt.is_set() => return,
        // Which of them has spoilt the device is found out when each is alone.
        Ok(Err(_)) if devices.are_spoilt() && beside + left > 0 => interrupt.abandon(SPOILT),
        Ok(Ok((report, identity))) => What::Done {
            report,
            identity: identity.map(Box::new),
        },
        Ok(Err(error)) => failed(&format!("{error:#}")),
        Err(_) => failed("this is a mistake in shaderpipe itself: what it says of it is above"),
    };
    tell(number, what);
}

fn render_one(
    words: Vec<String>,
    devices: &Devices,
    pulse: &Pulse,
    reporter: &Reporter<'_>,
) -> anyhow::Result<(serde_json::Value, Option<Identity>)> {
    let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
    let arguments = RenderCommand::new()
        .parse_words(words.iter().cloned())
        .map_err(anyhow::Error::msg)?;
    let open = |device: &DeviceArguments| {
        let _opening = pulse.presence.enter();
        let gpu = devices.open(device, &OfDevice(reporter))?;
        let gpu = gpu.with_presence(pulse.presence.clone());
        Ok(pulse.gpu.get_or_init(|| gpu).clone())
    };
    let presets = arguments.picture.scene.preset_file.as_deref();
    let presets = presets.map(|path| devices.hashes.look("preset file".to_owned(), path));
    let job = render::job(&arguments)?;
    let mut identity = job.identity(&devices.hashes)?;
    identity
        .inputs
        .extend(presets.transpose().context("the preset file")?);
    let program = ["shaderpipe", "render"].map(OsString::from);
    let run = render::Run {
        arguments: &arguments,
        words: program.into_iter().chain(words).collect(),
        job: &job,
        open: &open,
        of_batch: true,
    };
    let report = run.run(reporter, reporter)?;
    if let Some(gpu) = pulse.gpu.get() {
        identity = identity.drawn_by(gpu);
    }
    let identity = match identity.confirm(&devices.hashes) {
        Ok(()) => Some(identity),
        Err(change) => {
            let message = format!("{change}: it will be rendered again the next time");
            reporter.notice("warning", &message);
            None
        }
    };
    Ok((serde_json::to_value(report)?, identity))
}

/// Writes an event. Who does not read it has gone, which the end of standard input tells.
fn tell(job: usize, what: What) {
    let mut line = match serde_json::to_vec(&Event { job, what }) {
        Ok(line) => line,
        // A path that is no UTF-8: told as a failure, as nothing could be remembered of it.
        Err(error) => {
            let message =
                format!("it cannot be told what became of it, as {error}: rename the file");
            let what = What::Failed { message };
            serde_json::to_vec(&Event { job, what }).unwrap_or_default()
        }
    };
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(&line).and_then(|()| stdout.flush());
}

/// The devices that jobs ask for: all that ask for one get the same.
#[derive(Default)]
struct Devices {
    open: Mutex<HashMap<String, Gpu>>,
    /// What the files of all jobs hold.
    hashes: Hashes,
    /// Jobs that are being run.
    running: AtomicUsize,
}

impl Devices {
    fn open(&self, device: &DeviceArguments, notices: &dyn Notices) -> anyhow::Result<Gpu> {
        let name = format!("{:?}", device.adapter);
        let mut devices = self.lock();
        let found = devices.get(&name).filter(|gpu| gpu.fault().is_none());
        if let Some(gpu) = found {
            return Ok(job::limit(gpu.clone(), device));
        }
        let gpu = job::open(device, notices)?.sharing(Room::default());
        devices.insert(name, gpu.clone());
        Ok(gpu)
    }

    /// Whether something has gone wrong on a device that is not one job's alone.
    fn are_spoilt(&self) -> bool {
        self.lock().values().any(|gpu| gpu.fault().is_some())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Gpu>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the batch how a job goes.
struct Reporter<'a> {
    job: usize,
    interrupt: &'a Interrupt,
    /// When it last told how far it is.
    last: Mutex<Option<Instant>>,
}

impl Reporter<'_> {
    fn is_due(&self, done: u64, total: u64) -> bool {
        let mut last: MutexGuard<'_, _> = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = done == total || last.is_none_or(|last: Instant| last.elapsed() >= STEP);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

impl Notices for Reporter<'_> {
    fn notice(&self, kind: &str, message: &str) {
        let kind = kind.to_owned();
        let message = plain(message);
        tell(self.job, What::Notice { kind, message });
    }
}

/// Tells what concerns every job of a device.
struct OfDevice<'a>(&'a Reporter<'a>);

impl Notices for OfDevice<'_> {
    fn notice(&self, kind: &str, message: &str) {
        let kind = kind.to_owned();
        let message = plain(message);
        tell(self.0.job, What::Device { kind, message });
    }
}

impl Progress for Reporter<'_> {
    fn encoding(&self, ffmpeg: &Ffmpeg, arguments: &[OsString]) {
        let command = crate::cli::progress::command(ffmpeg, arguments);
        tell(self.job, What::Encoding { command });
    }

    fn creating(&self, temporary: Discard) {
        let path = temporary.path().to_owned();
        self.interrupt.discard_at_end(temporary);
        tell(self.job, What::Creating { path });
    }

    fn prerolling(&self, frame: u64, frames: u64) {
        if self.is_due(frame, frames) {
            tell(self.job, What::Preroll { frame, frames });
        }
    }

    fn frames(&self, frame: u64, frames: u64) {
        if self.is_due(frame, frames) {
            tell(self.job, What::Progress { frame, frames });
        }
    }

    fn output_failed(&self, output: &Path, error: &ExportError) {
        let message = format!(
            "'{}' has failed; the others go on: {error}",
            output.display()
        );
        self.notice("warning", &message);
    }

    fn finishing(&self) {
        tell(self.job, What::Finishing);
    }

    fn is_cancelled(&self) -> bool {
        self.interrupt.is_set()
    }
}
