//! A worker as the batch sees it: a process that takes orders, tells events, and may die.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use super::protocol::{Event, Order};

/// Lines of a dead worker's standard error that are told.
const LAST_WORDS: usize = 12;

/// What comes from a worker.
pub(super) enum Message {
    Event(Event),
    /// A line of its standard error.
    Line(String),
    /// It tells no more: it has ended, or is about to.
    Ended,
}

/// This program as it runs: one that is installed in its place meanwhile may be another, with which it
/// does not understand itself.
pub(super) struct Program(PathBuf);

impl Program {
    pub(super) fn of_this_process() -> io::Result<Self> {
        // The file itself, also once its name has been given to another.
        #[cfg(target_os = "linux")]
        let path = Ok(PathBuf::from("/proc/self/exe"));
        #[cfg(not(target_os = "linux"))]
        let path = std::env::current_exe();
        path.map(Self)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.0);
        // What lists of processes show.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, "shaderpipe");
        command
    }
}

/// A running worker. Dropping it kills the process.
pub(super) struct Worker {
    child: Child,
    /// `None` once it is told to end.
    stdin: Option<ChildStdin>,
    last_words: Arc<Mutex<VecDeque<String>>>,
    /// Gathers its last words; never waits for us.
    overhears: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts one whose messages go to `messages`, with the number `generation`.
    ///
    /// It is in the process group of the batch: what a terminal's Ctrl-Z halts, `fg` has go on, both of
    /// them. Ctrl-C reaches both, too, and either ends its work by itself.
    pub(super) fn start(
        program: &Program,
        generation: usize,
        messages: &Sender<(usize, Message)>,
    ) -> io::Result<Self> {
        let mut child = program
            .command()
            .arg("batch-worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let streams = (child.stdout.take(), child.stderr.take());
        let mut worker = Self {
            stdin: child.stdin.take(),
            child,
            last_words: Arc::default(),
            overhears: None,
        };
        if let (Some(stdout), Some(stderr)) = streams {
            listen(stdout, generation, messages.clone())?;
            let words = Arc::clone(&worker.last_words);
            worker.overhears = Some(overhear(stderr, generation, messages.clone(), words)?);
        }
        Ok(worker)
    }

    /// Has it run a job. One that has died does not, which its end tells.
    pub(super) fn order(&mut self, order: &Order) {
        let Some(stdin) = &mut self.stdin else { return };
        if let Ok(mut line) = serde_json::to_vec(order) {
            line.push(b'\n');
            let _ = stdin.write_all(&line).and_then(|()| stdin.flush());
        }
    }

    /// Tells it to end what it does, and itself.
    pub(super) fn release(&mut self) {
        self.stdin = None;
    }

    /// Waits for its end up to `patience`, then ends it.
    pub(super) fn end(mut self, patience: Duration) -> (Option<ExitStatus>, String) {
        self.release();
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.kill();
        let status = self.child.wait().ok();
        if let Some(overhears) = self.overhears.take() {
            // One that panicked has nothing more to say.
            let _ = overhears.join();
        }
        let words = self
            .last_words
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        (status, words.join("\n"))
    }

    fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

fn listen(
    stdout: impl Read + Send + 'static,
    generation: usize,
    messages: Sender<(usize, Message)>,
) -> io::Result<()> {
    let listen = move || {
        for line in BufReader::new(stdout).lines() {
            let Ok(line) = line else { break };
            // A driver may print there, too.
            let message = match serde_json::from_str(&line) {
                Ok(event) => Message::Event(event),
                Err(_) => Message::Line(line),
            };
            if messages.send((generation, message)).is_err() {
                return;
            }
        }
        // Nobody listens any more: the batch is over.
        let _ = messages.send((generation, Message::Ended));
    };
    thread::Builder::new()
        .name("shaderpipe-events".to_owned())
        .spawn(listen)
        .map(drop)
}

fn overhear(
    stderr: impl Read + Send + 'static,
    generation: usize,
    messages: Sender<(usize, Message)>,
    last_words: Arc<Mutex<VecDeque<String>>>,
) -> io::Result<JoinHandle<()>> {
    let overhear = move || {
        for line in BufReader::new(stderr).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line).into_owned();
            {
                let mut words = last_words.lock().unwrap_or_else(PoisonError::into_inner);
                words.push_back(line.clone());
                if words.len() > LAST_WORDS {
                    words.pop_front();
                }
            }
            // Who ends the worker waits for us: where many lines wait, one is not shown.
            let sent = messages.try_send((generation, Message::Line(line)));
            if sent.is_err_and(|error| error.is_disconnected()) {
                return;
            }
        }
    };
    thread::Builder::new()
        .name("shaderpipe-stderr".to_owned())
        .spawn(overhear)
}
