//! When the window is to be woken next, if nothing happens before.

use std::time::Instant;

use winit::event_loop::ControlFlow;

/// The earliest of several moments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pace(Option<Instant>);

impl Pace {
    /// Not later than `moment`, if there is one.
    pub(super) fn by(self, moment: Option<Instant>) -> Self {
        Self(match (self.0, moment) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        })
    }

    /// In winit's words.
    pub(super) fn control_flow(self) -> ControlFlow {
        self.0.map_or(ControlFlow::Wait, ControlFlow::WaitUntil)
    }
}
