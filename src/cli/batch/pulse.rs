//! Tells that a job is not held up by a shader, as long as it is not: what else a job does takes its time
//! without a word, such as to hash a large video, to finish a file, or to join segments.

use std::io;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, bounded};
use shaderpipe::gpu::{Gpu, Presence};

/// How often it is looked at: a few times in the shortest patience, which is a second.
const STEP: Duration = Duration::from_millis(200);

/// What of a job other threads can see.
#[derive(Default)]
pub(super) struct Pulse {
    /// Whether it calls its device, or waits for it.
    pub(super) presence: Presence,
    /// Its device, once that is open.
    pub(super) gpu: OnceLock<Gpu>,
}

impl Pulse {
    /// Runs `work`, and has `tell` called again and again meanwhile, but not while a device is waited
    /// for that finishes nothing, be it for others, nor in a call of a driver that does not come back.
    pub(super) fn over<T>(
        &self,
        tell: impl Fn() + Send,
        work: impl FnOnce() -> T,
    ) -> io::Result<T> {
        let (ended, watching) = bounded::<()>(0);
        thread::scope(|scope| {
            let watch = move || {
                let mut before = (0, None);
                while watching.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
                    let now = (self.presence.waits(), self.gpu.get().map(Gpu::finished));
                    let goes_on = now.0 != before.0 && now.1 != before.1;
                    if !self.presence.is_inside() || goes_on {
                        tell();
                    }
                    before = now;
                }
            };
            thread::Builder::new()
                .name("shaderpipe-pulse".to_owned())
                .spawn_scoped(scope, watch)?;
            // Moved in, so that the watch ends even if `work` panics.
            let _ended = ended;
            Ok(work())
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// How often it is told while `work` runs.
    fn told(pulse: &Pulse, work: impl FnOnce()) -> usize {
        let count = AtomicUsize::new(0);
        let tell = || {
            count.fetch_add(1, Ordering::Relaxed);
        };
        pulse.over(tell, work).unwrap();
        count.load(Ordering::Relaxed)
    }

    #[test]
    fn who_waits_for_the_device_is_silent() {
        let pulse = Pulse::default();
        let work = || thread::sleep(5 * STEP);
        assert!(told(&pulse, work) > 0);
        let inside = pulse.presence.enter();
        assert_eq!(told(&pulse, work), 0);
        let reading = pulse.presence.leave();
        assert!(told(&pulse, work) > 0);
        drop((reading, inside));
    }
}
