//! One thing that a hand did.

use super::{Key, Orbit, Place};

/// What a hand did, as it is recorded and replayed.
#[derive(Clone, Debug, PartialEq)]
pub enum InputEvent {
    /// The pointer's button went down, here.
    Press(Place),
    /// The pointer went there. Counts only while the button is held.
    Move(Place),
    /// The button went up.
    Release,
    /// A key went down; again for one that is held, as keyboards repeat, is nothing.
    KeyDown(Key),
    /// A key went up.
    KeyUp(Key),
    /// The view was turned: this is all of its turn, not a step.
    Orbit(Orbit),
    /// A parameter of the scene was set.
    Set {
        /// Its name.
        name: String,
        /// Its components.
        value: Vec<f64>,
    },
    /// A parameter was given back to its default and its keys.
    Reset {
        /// Its name.
        name: String,
    },
}
