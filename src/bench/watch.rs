//! Ends what blocks once the user has had enough.

use std::io;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, bounded};

/// How often is looked whether to go on.
const STEP: Duration = Duration::from_millis(50);

/// Runs `work`; once `cancelled`, calls `end` from another thread, which is to end it.
pub(super) fn under_watch<T>(
    cancelled: &(dyn Fn() -> bool + Sync),
    end: impl FnOnce() + Send,
    work: impl FnOnce() -> T,
) -> io::Result<T> {
    let (finished, watching) = bounded::<()>(0);
    thread::scope(|scope| {
        let watch = move || {
            while watching.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
                if cancelled() {
                    return end();
                }
            }
        };
        thread::Builder::new()
            .name("shaderpipe-watch".to_owned())
            .spawn_scoped(scope, watch)?;
        // Moved in, so that the watch ends even if `work` panics.
        let _finished = finished;
        Ok(work())
    })
}
