//! Which processes a run has started: found by a mark in their environment, in `/proc`.

#![allow(dead_code, reason = "each test file uses a part")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Pid;

/// The environment variable that every process of a run inherits.
pub(crate) const MARK: &str = "SHADERPIPE_TEST_MARK";

#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) id: Pid,
    pub(crate) name: String,
}

/// The processes that run under `mark`; those that have ended have no environment any more.
pub(crate) fn marked(mark: &str) -> Vec<Process> {
    let wanted = format!("{MARK}={mark}");
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let id = Pid::from_raw(entry.file_name().to_str()?.parse().ok()?)?;
            let environment = fs::read(entry.path().join("environ")).ok()?;
            let mut variables = environment.split(|byte| *byte == 0);
            let is_ours = variables.any(|variable| variable == wanted.as_bytes());
            let name = fs::read_to_string(entry.path().join("comm")).ok()?;
            is_ours.then(|| Process {
                id,
                name: name.trim_end().to_owned(),
            })
        })
        .collect()
}

/// Whether the process is there at all, be it as a zombie.
pub(crate) fn exists(id: Pid) -> bool {
    Path::new(&format!("/proc/{}", id.as_raw_nonzero())).exists()
}

/// The largest resident memory that a process has had.
pub(crate) fn peak_kib(id: Pid) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", id.as_raw_nonzero())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Waits for something that must come soon.
pub(crate) fn until(otherwise: &str, mut ready: impl FnMut() -> bool) {
    let start = Instant::now();
    while !ready() {
        assert!(start.elapsed() < Duration::from_secs(30), "{otherwise}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
