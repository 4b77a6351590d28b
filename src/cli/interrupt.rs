//! Ctrl-C and termination: a command runs on a thread of its own, so that it can be ended even while
//! it is deep inside a graphics driver.

use std::ffi::c_int;
use std::io;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use shaderpipe::encode::Discard;
use shaderpipe::shader::STACK_BYTES;
use signal_hook::consts::{SIGINT, SIGTERM};

/// The signals that ask the program to end.
const SIGNALS: &[c_int] = &[
    SIGINT,
    SIGTERM,
    #[cfg(unix)]
    signal_hook::consts::SIGHUP,
];
/// How often the signals are looked at.
const STEP: Duration = Duration::from_millis(20);
/// How long a command may take to clean up. A driver that compiles does not answer at all.
const GRACE: Duration = Duration::from_secs(3);

/// The signal that asked the program to end, if one did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    signal: Arc<AtomicUsize>,
    temporary: Arc<Mutex<Vec<Discard>>>,
    told: Told,
    #[cfg(feature = "preview")]
    skips_handlers: Arc<AtomicBool>,
}

/// Who is told of the signal when it comes.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Tell>>>);

type Tell = Box<dyn FnOnce() + Send>;

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told")
    }
}

impl Interrupt {
    fn listen() -> io::Result<Self> {
        let interrupt = Self::default();
        for &signal in SIGNALS {
            #[cfg(unix)]
            if signal == signal_hook::consts::SIGHUP && is_ignored(signal) {
                continue;
            }
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, Arc::clone(&interrupt.signal), number)?;
        }
        Ok(interrupt)
    }

    /// Has a temporary file removed if the program must end before the command does.
    pub(super) fn discard_at_end(&self, temporary: Discard) {
        if let Ok(mut list) = self.temporary.lock() {
            // A window may export all day.
            list.retain(|older| !older.is_settled());
            list.push(temporary);
        }
    }

    /// Has `tell` called once the program shall end, on another thread.
    #[cfg(feature = "preview")]
    pub(super) fn when_set(&self, tell: impl FnOnce() + Send + 'static) {
        if let Ok(mut list) = self.told.0.lock() {
            list.push(Box::new(tell));
        }
    }

    /// Has the process end without the exit handlers of a graphics driver that does not let go of it.
    #[cfg(feature = "preview")]
    pub(super) fn end_without_handlers(&self) {
        self.skips_handlers.store(true, Ordering::Relaxed);
    }

    fn tell(&self) {
        let list = self
            .told
            .0
            .lock()
            .map(|mut list| std::mem::take(&mut *list));
        list.into_iter().flatten().for_each(|tell| tell());
    }

    fn discard(&self) {
        if let Ok(list) = self.temporary.lock() {
            list.iter().for_each(Discard::discard);
        }
    }

    /// Ends the process at once, and leaves no temporary file.
    pub(super) fn abandon(&self, code: i32) -> ! {
        self.discard();
        signal_hook::low_level::exit(code)
    }

    /// Has the program end as by `SIGTERM`: who it works for has gone.
    pub(super) fn set(&self) {
        let number = usize::try_from(SIGTERM).unwrap_or_default();
        self.signal.store(number, Ordering::Relaxed);
    }

    /// Whether the program shall end.
    pub(crate) fn is_set(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }

    /// 128 and the signal's number, as shells have it: 130 for Ctrl-C, 143 for termination.
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code())
    }

    fn code(&self) -> u8 {
        let signal = self.signal.load(Ordering::Relaxed);
        u8::try_from(128 + signal).unwrap_or(u8::MAX)
    }
}

/// Whether who started the program wants it to ignore `signal`, as `nohup` does with a closed terminal.
/// Not asked for Ctrl-C: shells ignore it for every background job, and a script that sends it means it.
#[cfg(unix)]
fn is_ignored(signal: c_int) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << (signal - 1)) != 0)
}

/// Runs `command` on a thread of its own until it ends, or until a signal asks it to and it does not.
pub(crate) fn run_interruptible<F>(command: F) -> ExitCode
where
    F: FnOnce(&Interrupt) -> ExitCode + Send + 'static,
{
    // Without handlers the system's own apply: the program still ends.
    let interrupt = Interrupt::listen().unwrap_or_default();
    let (finished, result) = bounded(1);
    let given = interrupt.clone();
    let worker = std::thread::Builder::new()
        .name("shaderpipe-command".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            // The receiver waits until this is sent.
            let _ = finished.send(command(&given));
        });
    if worker.is_err() {
        return ExitCode::FAILURE;
    }
    // A command that panicked has said so.
    watch(&interrupt, &result).unwrap_or(ExitCode::FAILURE)
}

/// Runs `command` on this thread, as windows need the main one, and watches it from another.
#[cfg(feature = "preview")]
pub(crate) fn run_on_this_thread(command: impl FnOnce(&Interrupt) -> ExitCode) -> ExitCode {
    let interrupt = Interrupt::listen().unwrap_or_default();
    let (finished, result) = bounded::<ExitCode>(1);
    let given = interrupt.clone();
    let watcher = std::thread::Builder::new()
        .name("shaderpipe-signals".to_owned())
        .spawn(move || watch(&given, &result));
    if watcher.is_err() {
        return ExitCode::FAILURE;
    }
    let code = command(&interrupt);
    if interrupt.skips_handlers.load(Ordering::Relaxed) {
        let failed = i32::from(code != ExitCode::SUCCESS);
        interrupt.abandon(match interrupt.is_set() {
            true => interrupt.code().into(),
            false => failed,
        });
    }
    drop(finished);
    code
}

/// Waits for the command's end; ends the process if it was asked to end and does not. `None` if the
/// command ended without a word.
fn watch(interrupt: &Interrupt, result: &Receiver<ExitCode>) -> Option<ExitCode> {
    let mut deadline = None;
    loop {
        match result.recv_timeout(STEP) {
            Ok(code) => return Some(code),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) if !interrupt.is_set() => {}
            Err(RecvTimeoutError::Timeout) => {
                interrupt.tell();
                let deadline = *deadline.get_or_insert_with(|| Instant::now() + GRACE);
                if Instant::now() > deadline {
                    interrupt.discard();
                    // Not `exit`: the driver's exit handlers would wait for what it is doing.
                    signal_hook::low_level::exit(interrupt.code().into());
                }
            }
        }
    }
}
