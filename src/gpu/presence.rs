//! Whether a user of the device is in its hands: who watches from another thread tells by it work that
//! is slow, or waits for something else, from a shader that never ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Whether it may be the device that holds its user up now. Clones are of the same user, who works on
/// one thread.
#[derive(Clone, Debug, Default)]
pub struct Presence(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_inside: AtomicBool,
    waits: AtomicU64,
}

impl Presence {
    /// Whether the user calls the device, or waits for it.
    pub fn is_inside(&self) -> bool {
        self.0.is_inside.load(Ordering::Relaxed)
    }

    /// Grows with every look at whether the device is ready: who waits for it looks again and again, and
    /// who is stuck in a call of the driver does not.
    pub fn waits(&self) -> u64 {
        self.0.waits.load(Ordering::Relaxed)
    }

    pub(super) fn wait(&self) {
        self.0.waits.fetch_add(1, Ordering::Relaxed);
    }

    /// Calls the device, or waits for it, as long as what comes back lives.
    pub fn enter(&self) -> Stay {
        self.stay(true)
    }

    /// Does something else, such as to read a file, as long as what comes back lives.
    pub fn leave(&self) -> Stay {
        self.stay(false)
    }

    fn stay(&self, is_inside: bool) -> Stay {
        Stay {
            before: self.0.is_inside.swap(is_inside, Ordering::Relaxed),
            presence: self.clone(),
        }
    }
}

/// A time inside or outside; behind it is what was before.
#[derive(Debug)]
#[must_use = "it ends when it is dropped"]
pub struct Stay {
    presence: Presence,
    before: bool,
}

impl Drop for Stay {
    fn drop(&mut self) {
        let is_inside = &self.presence.0.is_inside;
        is_inside.store(self.before, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_lie_within_each_other() {
        let presence = Presence::default();
        assert!(!presence.is_inside());
        let inside = presence.enter();
        let outside = presence.leave();
        assert!(!presence.clone().is_inside());
        let again = presence.enter();
        assert!(presence.is_inside());
        drop(again);
        assert!(!presence.is_inside());
        drop(outside);
        assert!(presence.is_inside());
        drop(inside);
        assert!(!presence.is_inside());
    }
}
