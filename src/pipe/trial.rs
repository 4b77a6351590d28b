//! Which mode to write in: measured over the first frames, then kept.
//!
//! A pure state machine: times go in, modes come out. Knows no pipe and no clock.
//!
//! The modes take turns, each for a window of a few frames, backwards in every other round, so that
//! a sender that gets slower favours none. A window is short: on a busy machine one in three may be
//! disturbed, and on an idle one a lucky one tells of a pace that does not last; so what counts is
//! the median of several. A way leaves that was far from the best each time, and after some rounds
//! every mode that is not near it; the others, whose turns cost little, go on for some more.
//!
//! 1. The time that went by, waits for frames included: with few buffers a mode that holds frames
//!    makes the sender wait, and that is a part of its price.
//! 2. Among those about as fast (a slow sender or reader sets the pace), the time spent writing, if
//!    it is out of all proportion: memory that is slow to read shows here.
//! 3. Among those, the writer's processor time.

use std::{fmt::Write as _, io, time::Duration};

use super::{
    options::Method,
    transport::{Mode, Way},
};
use score::Score;

mod score;

/// How often each mode has a turn.
const ROUNDS: u32 = 5;
/// Rounds after which slow modes leave: before, they may only have been unlucky.
const ROUNDS_FOR_ALL: u32 = 3;
/// Bytes in a window, at least, in pipes: what the window before left in the pipe should not count
/// for much.
const WINDOW_PIPES: u64 = 8;
/// Frames that end a window of however few bytes.
const WINDOW_FRAMES_MOST: u32 = 256;
/// A mode that is so many times slower than the best is slow.
const SLOW: f64 = 1.5;
/// A way whose windows were all so slow costs more to measure on than it could save: four windows of
/// a fifth of the pace are as long as twenty of the best.
const HOPELESS: f64 = 2.5;
/// But a single window may have been unlucky.
const WINDOWS_FOR_HOPELESS: usize = 2;
/// Modes as fast as the best, as far as the first frames tell, while the reader warms up: less than this
/// is not worth more processor time.
const AS_FAST: f64 = 1.25;
/// Writing that takes so much longer at the same pace wears somebody out: the reader, if not us.
const OUT_OF_PROPORTION: f64 = 2.0;

#[derive(Clone, Debug)]
struct Candidate {
    mode: Mode,
    windows: Vec<Score>,
    /// Of all windows so far.
    score: Score,
    /// Has left the race; only its score is still told.
    slow: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Window {
    frames: u32,
    bytes: u64,
    wall: Duration,
    writing: Duration,
    cpu_start: Duration,
}

/// The choice of a mode.
#[derive(Debug)]
pub(super) struct Trial {
    candidates: Vec<Candidate>,
    /// Modes for when the system refuses all candidates, the next one last.
    spare: Vec<Mode>,
    /// Turns yet to come in this round, the next one last; indices into `candidates`.
    turns: Vec<usize>,
    /// The candidate whose turn it is.
    current: usize,
    /// 0 warms up.
    round: u32,
    window: Window,
    window_bytes: u64,
    frames: u64,
    settled: bool,
    reason: String,
    refusals: String,
}

impl Trial {
    /// Among `modes`, the likeliest first, which are what is left of `method`, into a pipe of
    /// `capacity`; `spare` are tried in order if the system refuses every one.
    pub(super) fn new(
        method: Method,
        modes: &[Mode],
        spare: &[Mode],
        capacity: Option<usize>,
    ) -> Self {
        let candidates = modes.iter().map(|&mode| Candidate {
            mode,
            windows: Vec::with_capacity(ROUNDS as usize),
            score: Score::NONE,
            slow: false,
        });
        let mut trial = Self {
            candidates: candidates.collect(),
            spare: spare.iter().rev().copied().collect(),
            turns: Vec::new(),
            current: 0,
            round: 0,
            window: Window::default(),
            // As if a pipe, where none is known.
            window_bytes: WINDOW_PIPES * capacity.unwrap_or(1 << 20) as u64,
            frames: 0,
            settled: false,
            reason: String::new(),
            refusals: String::new(),
        };
        if let [only] = modes {
            let why = match method {
                Method::Auto => "is the only way into this sink",
                _ => "was asked for",
            };
            trial.settle(0, format!("{} {why}", only.way.name()));
        }
        trial
    }

    /// The mode to write in now; changes in [`arrived`](Self::arrived) and
    /// [`refused`](Self::refused) only.
    pub(super) fn mode(&self) -> Mode {
        self.candidates[self.current].mode
    }

    /// Whether `mode` will stay the same, but for a refusal.
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }

    /// The mode to name for the whole stream, and why it was that: a line for people. Of the modes
    /// so far, `most` has taken the most bytes.
    pub(super) fn account(&self, most: Option<Mode>) -> (Mode, String) {
        let (mode, reason) = match most {
            _ if self.settled => (self.mode(), self.reason.clone()),
            Some(most) => (
                most,
                format!(
                    "{most} took the most bytes, for the stream ended before measuring did \
                     (frames measured: {})",
                    self.frames
                ),
            ),
            None => (self.mode(), format!("{} was next", self.mode())),
        };
        (mode, self.refusals.clone() + &reason)
    }

    /// A frame has come, after a wait for it; the thread has used `cpu` so far.
    pub(super) fn arrived(&mut self, waited: Duration, cpu: Duration) {
        if self.settled {
            return;
        }
        if self.window.frames == 0 {
            // Waiting before a window is the doing of the mode before.
            self.window.cpu_start = cpu;
            return;
        }
        self.window.wall += waited;
        let enough = self.window.bytes >= self.window_bytes;
        if enough || self.window.frames >= WINDOW_FRAMES_MOST {
            self.close_window(cpu);
        }
    }

    /// A frame has been written.
    pub(super) fn written(&mut self, bytes: u64, writing: Duration) {
        if !self.settled {
            self.frames += 1;
            self.window.frames += 1;
            self.window.bytes += bytes;
            self.window.wall += writing;
            self.window.writing += writing;
        }
    }

    /// The system has refused the way that was in use; false if it is no refusal, or if there is
    /// no other way.
    pub(super) fn refused(&mut self, error: &io::Error) -> bool {
        let way = self.mode().way;
        if way == Way::Write || !is_refusal(error) {
            return false;
        }
        let mode = self.mode();
        self.candidates.retain(|candidate| candidate.mode != mode);
        if self.candidates.is_empty() {
            let Some(mode) = self.spare.pop() else {
                return false;
            };
            self.candidates.push(Candidate {
                mode,
                windows: Vec::new(),
                score: Score::NONE,
                slow: false,
            });
        }
        let _ = write!(self.refusals, "{} was refused ({error}); ", way.name());
        // What was measured may have been other memory: the others start again.
        for candidate in &mut self.candidates {
            candidate.windows.clear();
            candidate.score = Score::NONE;
            candidate.slow = false;
        }
        self.current = 0;
        self.round = 0;
        self.turns.clear();
        self.window = Window::default();
        self.settled = false;
        if let [only] = &self.candidates[..] {
            self.settle(0, format!("{} is left", only.mode.way.name()));
        }
        true
    }

    fn close_window(&mut self, cpu: Duration) {
        let window = std::mem::take(&mut self.window);
        self.window.cpu_start = cpu;
        if self.round > 0 && window.bytes > 0 {
            let per_byte = |time: Duration| time.as_secs_f64() / window.bytes as f64;
            let score = Score {
                wall: per_byte(window.wall),
                writing: per_byte(window.writing),
                cpu: per_byte(cpu.saturating_sub(window.cpu_start)),
            };
            let candidate = &mut self.candidates[self.current];
            candidate.windows.push(score);
            candidate.score = Score::median(&candidate.windows);
        }
        if self.turns.is_empty() && !self.next_round() {
            return;
        }
        self.current = self.turns.pop().unwrap_or_default();
    }

    /// Starts a round, or settles after the last.
    fn next_round(&mut self) -> bool {
        let best = self.least(|score| score.wall);
        let hopeless =
            [Way::Vmsplice, Way::Copy, Way::Write].map(|way| (way, self.is_hopeless(way, best)));
        for candidate in &mut self.candidates {
            let slow = candidate.windows.iter().all(|one| one.wall > SLOW * best);
            candidate.slow |= slow && self.round >= ROUNDS_FOR_ALL;
            candidate.slow |= hopeless.contains(&(candidate.mode.way, true));
        }
        let left = (0..self.candidates.len()).filter(|&index| !self.candidates[index].slow);
        self.turns = left.collect();
        if self.round == ROUNDS || self.turns.len() == 1 {
            self.decide();
            return false;
        }
        self.round += 1;
        if self.round % 2 == 1 {
            // Taken from the end: forwards.
            self.turns.reverse();
        }
        true
    }

    /// Whether none of a way's modes has ever come near the best.
    fn is_hopeless(&self, way: Way, best: f64) -> bool {
        let modes = self.candidates.iter().filter(|one| one.mode.way == way);
        let windows: Vec<Score> = modes.flat_map(|mode| mode.windows.clone()).collect();
        windows.len() >= WINDOWS_FOR_HOPELESS
            && windows.iter().all(|one| one.wall > HOPELESS * best)
    }

    fn decide(&mut self) {
        let fast = AS_FAST * self.least(|score| score.wall);
        let fast: Vec<usize> = self.within(|score| score.wall <= fast);
        let lean = OUT_OF_PROPORTION
            * fast
                .iter()
                .map(|&index| self.candidates[index].score.writing)
                .fold(f64::INFINITY, f64::min);
        let chosen = fast
            .iter()
            .copied()
            .filter(|&index| self.candidates[index].score.writing <= lean)
            // The first of equals: the likelier.
            .min_by(|&a, &b| {
                let cpu = |index: usize| self.candidates[index].score.cpu;
                cpu(a).total_cmp(&cpu(b))
            })
            .unwrap_or_default();
        let reason = self.account_of(chosen, fast.len() > 1);
        self.settle(chosen, reason);
    }

    fn account_of(&self, chosen: usize, tied: bool) -> String {
        let merit = match tied {
            true => "costs the least among the fastest",
            false => "is fastest",
        };
        let tell = |candidate: &Candidate| format!("{} {}", candidate.mode, candidate.score);
        let mut reason = format!(
            "{} {merit} over the first {} frames: ",
            self.candidates[chosen].mode.way.name(),
            self.frames
        );
        reason += &tell(&self.candidates[chosen]);
        for (index, candidate) in self.candidates.iter().enumerate() {
            if index != chosen {
                reason += ", ";
                reason += &tell(candidate);
            }
        }
        reason
    }

    fn settle(&mut self, chosen: usize, reason: String) {
        self.current = chosen;
        self.settled = true;
        self.reason = reason;
    }

    fn within(&self, fits: impl Fn(Score) -> bool) -> Vec<usize> {
        let all = 0..self.candidates.len();
        all.filter(|&index| fits(self.candidates[index].score))
            .collect()
    }

    fn least(&self, of: impl Fn(Score) -> f64) -> f64 {
        let all = self.candidates.iter();
        all.map(|candidate| of(candidate.score))
            .fold(f64::INFINITY, f64::min)
    }
}

/// Whether an error says that the system cannot lend these pages to a pipe, or any.
#[cfg(unix)]
fn is_refusal(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let refusals = [
        // Memory that is not made of pages, as that of some devices.
        Errno::FAULT,
        Errno::INVAL,
        Errno::OPNOTSUPP,
        // A kernel without it, a sandbox that forbids it, no memory for its bookkeeping or a ring.
        Errno::NOSYS,
        Errno::PERM,
        Errno::ACCESS,
        Errno::NOMEM,
    ];
    Errno::from_io_error(error).is_some_and(|errno| refusals.contains(&errno))
        || error.kind() == io::ErrorKind::OutOfMemory
}

/// Nothing is lent here.
#[cfg(not(unix))]
fn is_refusal(_: &io::Error) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests;
