//! What a frame is told of a person's hands: the pointer, the keys, a view that was turned.
//!
//! Plain values and how events change them, so that a window and a recording come to the same. Knows no
//! window, and none of a scene's parameters.

mod event;
mod key;
mod keys;

pub use event::InputEvent;
pub use key::Key;
pub use keys::{KeySet, Keys};

use super::Size;

/// All that a frame is told. The default is what it is told where nobody does anything: in an export
/// without a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Input {
    /// The pointer.
    pub pointer: Pointer,
    /// The keyboard.
    pub keys: Keys,
    /// How the view was turned.
    pub orbit: Orbit,
}

impl Input {
    /// Ends a frame: nothing counts as pressed in the next one that was pressed before it.
    pub fn end_frame(&mut self) {
        self.pointer.is_pressed = false;
        self.keys.pressed = KeySet::default();
    }

    /// The same where hands rest: nothing is held, and the pointer and the view are as they were left.
    #[must_use]
    pub fn at_rest(&self) -> Self {
        Self {
            pointer: Pointer {
                is_held: false,
                is_pressed: false,
                ..self.pointer
            },
            keys: Keys::default(),
            orbit: self.orbit,
        }
    }

    /// Gives back what was pressed in a frame that was told of it and then not drawn: it counts as
    /// pressed in the next one.
    pub fn give_back(&mut self, told: &Self) {
        self.pointer.is_pressed |= told.pointer.is_pressed;
        self.keys.pressed.join(&told.keys.pressed);
    }

    /// Takes an event in. Parameters are none of its business.
    pub fn apply(&mut self, event: &InputEvent) {
        match event {
            InputEvent::Press(at) => self.pointer.press(*at),
            InputEvent::Move(at) => self.pointer.move_to(*at),
            InputEvent::Release => self.pointer.is_held = false,
            InputEvent::KeyDown(key) => self.keys.press(*key),
            InputEvent::KeyUp(key) => self.keys.release(*key),
            InputEvent::Orbit(orbit) => self.orbit = *orbit,
            InputEvent::Set { .. } | InputEvent::Reset { .. } => {}
        }
    }
}

/// A place in the picture, in parts of its width and height from the top left: whatever the size, it is
/// the same place.
pub type Place = [f64; 2];

/// The pointer, with one button.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pointer {
    /// Where it was last while the button was held.
    pub at: Place,
    /// Where the button was pressed last; `None` if it never was.
    pub pressed_at: Option<Place>,
    /// Whether the button is held.
    pub is_held: bool,
    /// Whether it was pressed in this frame.
    pub is_pressed: bool,
}

impl Pointer {
    fn press(&mut self, at: Place) {
        *self = Self {
            at,
            pressed_at: Some(at),
            is_held: true,
            is_pressed: true,
        };
    }

    fn move_to(&mut self, at: Place) {
        if self.is_held {
            self.at = at;
        }
    }

    /// As Shadertoy's `iMouse` has it, but from the top left: in `x` and `y` where the pointer was last
    /// while the button was held, in pixels; in `z` and `w` where the button was pressed last, `z`
    /// negative unless it is held, `w` negative unless it was pressed in this frame. All zero before the
    /// first press.
    pub fn mouse(&self, size: Size) -> [f32; 4] {
        let Some(pressed_at) = self.pressed_at else {
            return [0.0; 4];
        };
        let sides = [size.width, size.height].map(f64::from);
        // Within the pixels of the edges, so that no place is 0 and every sign can be told.
        let pixels = |place: Place| {
            let pixel = |axis: usize| {
                let middle = (place[axis] * sides[axis]).clamp(0.5, sides[axis] - 0.5);
                middle as f32
            };
            [pixel(0), pixel(1)]
        };
        let sign = |is_on: bool| if is_on { 1.0 } else { -1.0 };
        let ([x, y], [z, w]) = (pixels(self.at), pixels(pressed_at));
        [x, y, sign(self.is_held) * z, sign(self.is_pressed) * w]
    }
}

/// How a view was turned by hand. See `frame.orbit`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    /// Radians that are added to a camera's longitude.
    pub longitude: f64,
    /// Radians that are added to its latitude.
    pub latitude: f64,
    /// What its distance is multiplied by; above 0.
    pub distance: f64,
}

impl Default for Orbit {
    /// Not at all.
    fn default() -> Self {
        Self {
            longitude: 0.0,
            latitude: 0.0,
            distance: 1.0,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
