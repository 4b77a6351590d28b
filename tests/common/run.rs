//! Runs the program as a user does; a run that hangs, panics or leaves a process behind fails.

#![allow(dead_code, reason = "each test file uses a part")]

use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::processes;

/// Reached only by what hangs: the slowest run takes a few seconds on two busy cores.
const PATIENCE: Duration = Duration::from_secs(100);

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_shaderpipe");

/// A run of the program in the making.
pub(crate) struct Run {
    command: Command,
    mark: String,
}

/// `shaderpipe ARGS…`
pub(crate) fn shaderpipe<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    Run::of(BINARY).args(args)
}

/// A shell script in which `$SHADERPIPE` is the program.
pub(crate) fn shell(script: &str) -> Run {
    Run::of("/bin/sh").args(["-c", script])
}

impl Run {
    pub(crate) fn of(program: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}-{number}", std::process::id());
        let mut command = Command::new(program);
        command
            .env(processes::MARK, &mark)
            .env("SHADERPIPE", BINARY)
            .env_remove("SHADERPIPE_FFMPEG")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        Self { command, mark }
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn start(mut self) -> Running {
        let mut child = self.command.spawn().expect("the program starts");
        let stderr = child.stderr.take().expect("it is piped");
        Running {
            mark: self.mark,
            stdout: child.stdout.take(),
            stderr: collect(stderr),
            child,
            peak_kib: 0,
            exit: None,
        }
    }

    /// Runs it to its end.
    pub(crate) fn end(self) -> Ended {
        self.start().end()
    }
}

/// A run under way; dropping it kills it.
pub(crate) struct Running {
    mark: String,
    child: Child,
    stdout: Option<ChildStdout>,
    stderr: Receiver<Vec<u8>>,
    peak_kib: u64,
    exit: Option<ExitStatus>,
}

impl Running {
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Its standard output; else [`Running::end`] collects it.
    pub(crate) fn take_stdout(&mut self) -> ChildStdout {
        self.stdout.take().expect("it is taken once")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("it runs");
    }

    pub(crate) fn signal_group(&self, signal: Signal) {
        kill_process_group(self.pid(), signal).expect("it runs");
    }

    /// Waits for the process called `name` that it starts.
    pub(crate) fn child(&mut self, name: &str) -> Pid {
        let start = Instant::now();
        loop {
            let marked = processes::marked(&self.mark);
            if let Some(process) = marked.iter().find(|process| process.name == name) {
                return process.id;
            }
            let ended = self.child.try_wait().expect("it can be waited for");
            if ended.is_some() || start.elapsed() > PATIENCE {
                let words = self.stderr.recv_timeout(Duration::from_secs(1));
                let words = String::from_utf8(words.unwrap_or_default());
                panic!("it does not start {name}: {ended:?}, {marked:?}, {words:?}");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        let ended = self.child.try_wait();
        ended.expect("it can be waited for").is_some()
    }

    /// Whether a process called `name` of this run lives now.
    pub(crate) fn has_child(&self, name: &str) -> bool {
        let marked = processes::marked(&self.mark);
        marked.iter().any(|process| process.name == name)
    }

    /// Waits until it has ended, and asserts what holds for every run.
    pub(crate) fn end(mut self) -> Ended {
        let stdout = self.stdout.take().map(collect);
        let status = self.wait();
        let exited = Instant::now();
        let words = |stream: &Receiver<Vec<u8>>| {
            let bytes = stream.recv_timeout(Duration::from_secs(10));
            bytes.expect("nothing else holds its streams open")
        };
        let ended = Ended {
            status,
            exited,
            stdout: stdout.as_ref().map(words).unwrap_or_default(),
            stderr: String::from_utf8_lossy(&words(&self.stderr)).into_owned(),
            peak_kib: self.peak_kib,
        };
        assert!(
            !ended.stderr.contains("panicked") && !ended.stderr.contains("RUST_BACKTRACE"),
            "it panicked: {ended:#?}"
        );
        processes::until("a process is left behind", || {
            processes::marked(&self.mark).is_empty()
        });
        ended
    }

    fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            let peak = processes::peak_kib(self.pid()).unwrap_or_default();
            self.peak_kib = self.peak_kib.max(peak);
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                self.exit = Some(status);
                return status;
            }
            if start.elapsed() > PATIENCE {
                self.kill();
                let words = self.stderr.recv_timeout(Duration::from_secs(5));
                let words = String::from_utf8(words.unwrap_or_default());
                panic!("it hangs; it said: {words:?}");
            }
            thread::sleep(Duration::from_millis(4));
        }
    }

    fn kill(&mut self) {
        let _ = kill_process_group(self.pid(), Signal::KILL);
        let _ = self.child.wait();
        for process in processes::marked(&self.mark) {
            let _ = kill_process(process.id, Signal::KILL);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.exit.is_none() {
            self.kill();
        }
    }
}

/// Reads a stream to its end on a thread of its own.
fn collect(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, bytes) = bounded(1);
    thread::spawn(move || {
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read);
        let _ = sender.send(read);
    });
    bytes
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Ended {
    status: ExitStatus,
    /// When it was gone; looking for what it left takes time of its own.
    pub(crate) exited: Instant,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
    /// The largest resident memory seen.
    pub(crate) peak_kib: u64,
}

impl Ended {
    /// The exit code as a shell tells it: 128 and the signal's number for a death by signal.
    pub(crate) fn code(&self) -> i32 {
        let signal = || 128 + self.status.signal().unwrap_or_default();
        self.status.code().unwrap_or_else(signal)
    }

    pub(crate) fn is(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "{self:#?}");
        self
    }

    pub(crate) fn says(self, words: &[&str]) -> Self {
        for words in words {
            assert!(self.stderr.contains(words), "{words:?} is not in {self:#?}");
        }
        self
    }

    pub(crate) fn prints(self, words: &[&str]) -> Self {
        let stdout = self.text();
        for words in words {
            assert!(stdout.contains(words), "{words:?} is not in {stdout}");
        }
        self
    }

    /// Standard output as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Asserts success.
    pub(crate) fn done(self) -> Self {
        self.is(0)
    }
}
