//! How far an export is: written by the threads that work, read by the window.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often the window hears of it.
const STEP: Duration = Duration::from_millis(100);

/// How far an export is, and whether it is wanted any more.
#[derive(Debug)]
pub(in crate::preview) struct Tally {
    cancelled: AtomicBool,
    at: Mutex<At>,
}

#[derive(Debug)]
struct At {
    phase: Phase,
    /// When its phase began.
    since: Instant,
    /// When the window heard of it last.
    told: Option<Instant>,
}

/// What an export does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preview) enum Phase {
    /// The driver compiles, FFmpeg starts.
    Preparing,
    /// So many frames of so many have been drawn that nobody gets.
    Prerolling(u64, u64),
    /// So many frames of so many have been written.
    Writing(u64, u64),
    /// The encoder has everything.
    Finishing,
}

/// How far an export is at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::preview) struct Progress {
    pub(in crate::preview) phase: Phase,
    /// Seconds that the phase has taken so far.
    pub(in crate::preview) seconds: f64,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            cancelled: AtomicBool::new(false),
            at: Mutex::new(At {
                phase: Phase::Preparing,
                since: Instant::now(),
                told: None,
            }),
        }
    }

    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(in crate::preview) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whether it is time to tell the window.
    pub(super) fn reach(&self, phase: Phase) -> bool {
        let now = Instant::now();
        let mut at = self.at();
        if std::mem::discriminant(&at.phase) != std::mem::discriminant(&phase) {
            at.since = now;
            at.told = None;
        }
        at.phase = phase;
        let is_due = at.told.is_none_or(|told| now - told >= STEP);
        if is_due {
            at.told = Some(now);
        }
        is_due
    }

    pub(in crate::preview) fn progress(&self) -> Progress {
        let at = self.at();
        Progress {
            phase: at.phase,
            seconds: at.since.elapsed().as_secs_f64(),
        }
    }

    fn at(&self) -> MutexGuard<'_, At> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    /// The part that is done: 0 to 1.
    pub(in crate::preview) fn part(&self) -> f32 {
        match self.phase {
            Phase::Preparing => 0.0,
            Phase::Prerolling(done, total) | Phase::Writing(done, total) => {
                (done as f64 / total.max(1) as f64) as f32
            }
            Phase::Finishing => 1.0,
        }
    }

    /// What it does, in words: frames, frames a second, what is left.
    pub(in crate::preview) fn words(&self) -> String {
        let (what, done, total) = match self.phase {
            Phase::Preparing => return "compiling".to_owned(),
            Phase::Finishing => return "finishing the file".to_owned(),
            Phase::Prerolling(done, total) => ("drawing the frames before", done, total),
            Phase::Writing(done, total) => ("frame", done, total),
        };
        let pace = done as f64 / self.seconds;
        // The first frames tell nothing: they wait for the encoder's start.
        if done < 3 || self.seconds < 0.5 || !pace.is_finite() {
            return format!("{what} {done} of {total}");
        }
        let left = clock((total - done.min(total)) as f64 / pace);
        format!("{what} {done} of {total}, {pace:.1} a second, {left} left")
    }
}

/// Seconds as people read them.
fn clock(seconds: f64) -> String {
    let whole = seconds.ceil().min(1e7) as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{}:{:02} min", whole / 60, whole % 60),
        _ => format!("{}:{:02} h", whole / 3600, whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_what_is_left() {
        let words = |phase, seconds| Progress { phase, seconds }.words();
        assert_eq!(words(Phase::Writing(1, 100), 9.0), "frame 1 of 100");
        assert_eq!(
            words(Phase::Writing(50, 100), 10.0),
            "frame 50 of 100, 5.0 a second, 10 s left"
        );
        assert_eq!(
            words(Phase::Writing(10, 100_000), 10.0),
            "frame 10 of 100000, 1.0 a second, 27:46 h left"
        );
        assert_eq!(
            words(Phase::Prerolling(10, 200), 5.0),
            "drawing the frames before 10 of 200, 2.0 a second, 1:35 min left"
        );
    }

    #[test]
    fn the_window_hears_of_a_new_phase_at_once_and_of_frames_now_and_then() {
        let tally = Tally::new();
        assert!(tally.reach(Phase::Writing(1, 9)));
        assert!(!tally.reach(Phase::Writing(2, 9)));
        assert_eq!(tally.progress().phase, Phase::Writing(2, 9));
        assert!(tally.reach(Phase::Finishing));
    }
}
