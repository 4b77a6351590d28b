//! The account of a finished pipe.
//!
//! Knows no frames; the processor time it asks for is that of the calling thread.

use std::time::Duration;

/// The account of a finished [`Pipe`](super::Pipe).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Frames that the sink has taken whole. A reader that goes with the end of the stream in the
    /// pipe has read fewer.
    pub frames: u64,
    /// Bytes that the sink has taken, as many as `frames` have.
    pub bytes: u64,
    /// Time the writer spent writing, waiting for the reader included.
    pub writing: Duration,
    /// The part of `writing` in which the writer slept until the reader had read. Zero where a
    /// write itself blocks (a shared or portable sink): it cannot be told apart there.
    pub blocked: Duration,
    /// Time the writer waited for frames: large if the sender, not the reader, sets the speed.
    pub waiting: Duration,
    /// Bytes that the pipe can hold; `None` if the sink is no pipe or the system does not say.
    pub pipe_capacity: Option<usize>,
    /// How bytes went over, after measuring: `"vmsplice"`, `"copy"` or `"write"`. If the stream ended
    /// before measuring did, what took the most bytes.
    pub transport: &'static str,
    /// Bytes given to one call at most.
    pub chunk: usize,
    /// Why it was this transport: a line for people, with what was measured.
    pub reason: String,
    /// System calls of the writer.
    pub system_calls: SystemCalls,
    /// Processor time of the writer thread; `None` where the system does not say (only Linux does).
    pub cpu: Option<CpuTime>,
}

impl Stats {
    /// Adds the account of a pipe that went on from this one. How bytes go is then what that found.
    pub fn add(&mut self, next: Self) {
        let cpu = |own: CpuTime, other: CpuTime| CpuTime {
            user: own.user + other.user,
            system: own.system + other.system,
        };
        *self = Self {
            frames: self.frames + next.frames,
            bytes: self.bytes + next.bytes,
            writing: self.writing + next.writing,
            blocked: self.blocked + next.blocked,
            waiting: self.waiting + next.waiting,
            system_calls: SystemCalls {
                write: self.system_calls.write + next.system_calls.write,
                vmsplice: self.system_calls.vmsplice + next.system_calls.vmsplice,
                poll: self.system_calls.poll + next.system_calls.poll,
                query: self.system_calls.query + next.system_calls.query,
            },
            cpu: self.cpu.zip(next.cpu).map(|(own, other)| cpu(own, other)),
            ..next
        };
    }
}

/// System calls that a writer has made, those that were refused included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SystemCalls {
    /// `write`, or calls of [`Write::write`](std::io::Write::write) where the sink is a `Write`.
    pub write: u64,
    /// `vmsplice`.
    pub vmsplice: u64,
    /// `poll`: waits for the reader.
    pub poll: u64,
    /// `ioctl(FIONREAD)`: how much the reader has yet to read.
    pub query: u64,
}

impl SystemCalls {
    /// All of them.
    pub const fn total(&self) -> u64 {
        self.write + self.vmsplice + self.poll + self.query
    }
}

/// Processor time of a thread, as exact as the system counts it (often in steps of 10 ms).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CpuTime {
    /// In the program itself.
    pub user: Duration,
    /// In the kernel, on the program's behalf.
    pub system: Duration,
}

/// What the calling thread has used since it started, exactly; zero where the system does not say.
pub(super) fn thread_clock() -> Duration {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};
        Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
    }
    #[cfg(not(unix))]
    Duration::ZERO
}

/// The same by kind, in steps.
#[cfg(target_os = "linux")]
pub(super) fn thread_cpu() -> Option<CpuTime> {
    parse_stat(
        &std::fs::read_to_string("/proc/thread-self/stat").ok()?,
        rustix::param::clock_ticks_per_second(),
    )
}

#[cfg(not(target_os = "linux"))]
pub(super) fn thread_cpu() -> Option<CpuTime> {
    None
}

/// Reads a line of `/proc/…/stat` in which time is counted in `ticks` a second.
#[cfg(target_os = "linux")]
fn parse_stat(line: &str, ticks: u64) -> Option<CpuTime> {
    // The second field is a name in parentheses, with any characters in it.
    let (_, fields) = line.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let mut time = || {
        let count: u64 = fields.next()?.parse().ok()?;
        let ticks = u32::try_from(ticks).ok().filter(|ticks| *ticks > 0)?;
        Some(Duration::from_secs(count) / ticks)
    };
    Some(CpuTime {
        user: time()?,
        system: time()?,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::time::Duration;

    use super::{CpuTime, parse_stat, thread_cpu};

    #[test]
    fn times_are_found_behind_any_name() {
        let line = "9 (a) 1 (b) S 1 2 3 4 5 6 7 8 9 10 250 33 0 0 20 0 1";
        let cpu = CpuTime {
            user: Duration::from_millis(2500),
            system: Duration::from_millis(330),
        };
        assert_eq!(parse_stat(line, 100), Some(cpu));
        assert_eq!(parse_stat("9 (a) S 1 2", 100), None);
        assert_eq!(parse_stat(line, 0), None);
    }

    #[test]
    fn this_system_tells() {
        assert!(thread_cpu().is_some());
    }
}
