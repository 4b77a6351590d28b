//! What a person does to the picture with pointer and keys, as events that a scene is told of.
//!
//! Knows nothing of widgets: what they want for themselves does not come here.

use winit::event::{ElementState, KeyEvent, MouseButton, MouseScrollDelta, WindowEvent};
use winit::keyboard::{KeyCode, PhysicalKey};

use super::rect::Rect;
use crate::frame::{Input, InputEvent, Key, Orbit, Place, Pointer};
use crate::shader::Program;

/// Radians that a drag over the whole picture turns the view by: around, and up or down.
const TURN: [f64; 2] = [std::f64::consts::TAU, std::f64::consts::PI];
/// How much nearer a notch of the wheel brings.
const NOTCH: f64 = 0.9;
/// Pixels of a touchpad that are a notch.
const NOTCH_PIXELS: f64 = 50.0;
/// How near and how far one can go.
const DISTANCES: [f64; 2] = [0.02, 50.0];

/// What a scene looks at of all that hands do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Senses {
    mouse: bool,
    keys: bool,
    orbit: bool,
}

impl Senses {
    /// Of a scene's program.
    pub(super) fn of(program: &Program) -> Self {
        Self {
            mouse: program.reads_mouse(),
            keys: program.reads_keys(),
            orbit: program.reads_orbit(),
        }
    }

    /// Whether its picture changes with an event while it stands.
    pub(super) fn feels(self, event: &InputEvent) -> bool {
        match event {
            InputEvent::Press(_) | InputEvent::Move(_) | InputEvent::Release => self.mouse,
            InputEvent::KeyDown(_) | InputEvent::KeyUp(_) => self.keys,
            InputEvent::Orbit(_) => self.orbit,
            InputEvent::Set { .. } | InputEvent::Reset { .. } => false,
        }
    }
}

/// What is left of hands in the picture of a scene, for an export to show it so: the turn of the view and
/// where the mouse was let go, if the scene looks at them.
pub(super) fn left(input: &Input, program: &Program) -> Input {
    let mut left = input.at_rest();
    if !program.reads_orbit() {
        left.orbit = Orbit::default();
    }
    if !program.reads_mouse() {
        left.pointer = Pointer::default();
    }
    left
}

/// Where the pointer is, and how far the view has been turned.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hands {
    at: Option<Place>,
    is_held: bool,
    orbit: Orbit,
}

impl Hands {
    /// What an event of the window is for the scene, whose picture is at `picture`.
    pub(super) fn hear(&mut self, event: &WindowEvent, picture: Rect) -> Vec<InputEvent> {
        match event {
            WindowEvent::CursorMoved { position, .. } => {
                let at = picture.part(position.x, position.y);
                let before = self.at.replace(at);
                match (self.is_held, before) {
                    (true, Some(before)) => self.drag(before, at),
                    _ => Vec::new(),
                }
            }
            WindowEvent::MouseInput {
                state,
                button: MouseButton::Left,
                ..
            } => self.button(*state),
            WindowEvent::MouseWheel { delta, .. } => self.wheel(*delta),
            WindowEvent::KeyboardInput { event, .. } => key(event).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Lets the button go; whether it was held.
    pub(super) fn let_go(&mut self) -> bool {
        std::mem::take(&mut self.is_held)
    }

    /// Turns the view back; what the scene is told, if it was turned.
    pub(super) fn turn_back(&mut self) -> Option<InputEvent> {
        let orbit = Orbit::default();
        let before = std::mem::replace(&mut self.orbit, orbit);
        (before != orbit).then_some(InputEvent::Orbit(orbit))
    }

    fn button(&mut self, state: ElementState) -> Vec<InputEvent> {
        let is_inside = |at: &Place| at.iter().all(|part| (0.0..=1.0).contains(part));
        match (state, self.at.filter(is_inside)) {
            (ElementState::Pressed, Some(at)) => {
                self.is_held = true;
                vec![InputEvent::Press(at)]
            }
            (ElementState::Released, _) if self.is_held => {
                self.is_held = false;
                vec![InputEvent::Release]
            }
            _ => Vec::new(),
        }
    }

    fn drag(&mut self, before: Place, at: Place) -> Vec<InputEvent> {
        // The view follows the hand: what is under it stays there, more or less.
        self.orbit.longitude -= (at[0] - before[0]) * TURN[0];
        self.orbit.latitude += (at[1] - before[1]) * TURN[1];
        vec![InputEvent::Move(at), InputEvent::Orbit(self.orbit)]
    }

    fn wheel(&mut self, delta: MouseScrollDelta) -> Vec<InputEvent> {
        let notches = match delta {
            MouseScrollDelta::LineDelta(_, lines) => f64::from(lines),
            MouseScrollDelta::PixelDelta(pixels) => pixels.y / NOTCH_PIXELS,
        };
        let distance = self.orbit.distance * NOTCH.powf(notches);
        self.orbit.distance = distance.clamp(DISTANCES[0], DISTANCES[1]);
        vec![InputEvent::Orbit(self.orbit)]
    }
}

fn key(event: &KeyEvent) -> Option<InputEvent> {
    let PhysicalKey::Code(code) = event.physical_key else {
        return None;
    };
    let key = Key::named(&name(code))?;
    match event.state {
        ElementState::Pressed if event.repeat => None,
        ElementState::Pressed => Some(InputEvent::KeyDown(key)),
        ElementState::Released => Some(InputEvent::KeyUp(key)),
    }
}

/// The W3C's name of a key: winit calls most of them so.
fn name(code: KeyCode) -> String {
    match code {
        KeyCode::SuperLeft => "MetaLeft".to_owned(),
        KeyCode::SuperRight => "MetaRight".to_owned(),
        code => format!("{code:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_moves_the_pointer_and_turns_the_view() {
        let mut hands = Hands {
            at: Some([0.25, 0.5]),
            ..Hands::default()
        };
        assert_eq!(
            hands.button(ElementState::Pressed),
            [InputEvent::Press([0.25, 0.5])]
        );
        let events = hands.drag([0.25, 0.5], [0.5, 0.5]);
        assert_eq!(events[0], InputEvent::Move([0.5, 0.5]));
        let turned = Orbit {
            longitude: -std::f64::consts::FRAC_PI_2,
            ..Orbit::default()
        };
        assert_eq!(events[1], InputEvent::Orbit(turned));
        assert_eq!(hands.button(ElementState::Released), [InputEvent::Release]);
        hands.at = Some([1.5, 0.5]);
        assert!(hands.button(ElementState::Pressed).is_empty(), "beside it");
    }

    #[test]
    fn the_wheel_goes_nearer_and_not_through() {
        let mut hands = Hands::default();
        hands.wheel(MouseScrollDelta::LineDelta(0.0, 1.0));
        assert!((hands.orbit.distance - NOTCH).abs() < 1e-12);
        hands.wheel(MouseScrollDelta::LineDelta(0.0, 1e6));
        assert_eq!(hands.orbit.distance, DISTANCES[0]);
        let back = InputEvent::Orbit(Orbit::default());
        assert_eq!((hands.turn_back(), hands.turn_back()), (Some(back), None));
    }

    #[test]
    fn every_key_that_scenes_know_has_its_name() {
        for (code, expected) in [
            (KeyCode::KeyA, "KeyA"),
            (KeyCode::Digit7, "Digit7"),
            (KeyCode::ArrowLeft, "ArrowLeft"),
            (KeyCode::ShiftLeft, "ShiftLeft"),
            (KeyCode::NumpadEnter, "NumpadEnter"),
        ] {
            assert_eq!(name(code), expected);
            assert!(Key::named(&name(code)).is_some(), "{expected}");
        }
    }
}
