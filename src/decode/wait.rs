//! Waiting for what a child process sends through a thread of ours.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::DecodeError;
use crate::encode::KillHandle;

/// How long a wait lasts before the cancel flag is looked at again.
const STEP: Duration = Duration::from_millis(50);

/// Who may end a wait.
#[derive(Clone, Copy)]
pub(super) struct Patience<'a> {
    /// Says whether to end it now.
    pub(super) cancelled: &'a dyn Fn() -> bool,
    /// How long the process may neither send nor work; `None`: for ever.
    pub(super) limit: Option<Duration>,
}

/// The next thing that comes; `None` once nothing more will.
pub(super) fn wait<T>(
    receiver: &Receiver<T>,
    process: &KillHandle,
    patience: &Patience<'_>,
) -> Result<Option<T>, DecodeError> {
    // Counted in steps, not by the clock: a suspended machine is not a stall.
    let mut still = Duration::ZERO;
    let mut used = None;
    loop {
        match receiver.recv_timeout(STEP) {
            Ok(thing) => return Ok(Some(thing)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if (patience.cancelled)() {
            return Err(DecodeError::Cancelled);
        }
        let now = process.cpu_seconds();
        still = if now == used {
            still + STEP
        } else {
            Duration::ZERO
        };
        used = now;
        if let Some(after) = patience.limit
            && still >= after
        {
            return Err(DecodeError::Stalled { after });
        }
    }
}
