//! What events make of the pointer and the keys.

use super::*;

fn after(events: &[InputEvent]) -> Input {
    let mut input = Input::default();
    events.iter().for_each(|event| input.apply(event));
    input
}

#[test]
fn the_mouse_tells_where_it_was_held_and_pressed_by_its_signs() {
    let size = Size::new(200, 100);
    let mut input = Input::default();
    assert_eq!(input.pointer.mouse(size), [0.0; 4]);
    input.apply(&InputEvent::Move([0.9, 0.9]));
    assert_eq!(input.pointer.mouse(size), [0.0; 4], "no button is held");
    input.apply(&InputEvent::Press([0.25, 0.5]));
    assert_eq!(input.pointer.mouse(size), [50.0, 50.0, 50.0, 50.0]);
    input.end_frame();
    input.apply(&InputEvent::Move([0.5, 0.75]));
    assert_eq!(input.pointer.mouse(size), [100.0, 75.0, 50.0, -50.0]);
    input.apply(&InputEvent::Release);
    input.apply(&InputEvent::Move([0.1, 0.1]));
    assert_eq!(input.pointer.mouse(size), [100.0, 75.0, -50.0, -50.0]);
    assert_eq!(
        input.pointer.mouse(Size::new(400, 400))[..2],
        [200.0, 300.0]
    );
}

#[test]
fn the_signs_can_be_told_at_the_edges_and_beyond() {
    let size = Size::new(200, 100);
    let corner = after(&[InputEvent::Press([0.0, 0.0]), InputEvent::Release]);
    assert_eq!(corner.pointer.mouse(size), [0.5, 0.5, -0.5, 0.5]);
    let beyond = after(&[InputEvent::Press([-3.0, 7.0])]);
    assert_eq!(beyond.pointer.mouse(size), [0.5, 99.5, 0.5, 99.5]);
}

#[test]
fn a_key_is_held_pressed_and_toggled() {
    let key = Key::named("KeyA").unwrap();
    let at = |input: &Input| {
        let texels = input.keys.texels();
        [0, 1, 2].map(|row| texels[256 * row + 65])
    };
    let mut input = after(&[InputEvent::KeyDown(key)]);
    assert_eq!(at(&input), [255, 255, 255]);
    input.end_frame();
    // Keyboards repeat.
    input.apply(&InputEvent::KeyDown(key));
    assert_eq!(at(&input), [255, 0, 255]);
    input.apply(&InputEvent::KeyUp(key));
    assert_eq!(at(&input), [0, 0, 255]);
    // Down and up within a frame.
    input.apply(&InputEvent::KeyDown(key));
    input.apply(&InputEvent::KeyUp(key));
    assert_eq!(at(&input), [0, 255, 0]);
    let others = input.keys.texels();
    assert_eq!(others.iter().filter(|texel| **texel != 0).count(), 1);
}

#[test]
fn keys_have_names_and_codes() {
    for name in Key::names() {
        let key = Key::named(name).unwrap();
        assert_eq!(Key::named(key.name()), Some(key), "{name}");
    }
    let code = |name| Key::named(name).unwrap().code();
    assert_eq!(
        [code("ArrowLeft"), code("KeyZ"), code("Digit7")],
        [37, 90, 55]
    );
    assert_eq!(code("ShiftLeft"), code("ShiftRight"));
    assert_eq!(Key::named("a"), None);
}

#[test]
fn what_was_pressed_in_a_frame_that_was_given_up_is_pressed_in_the_next() {
    let keys = ["KeyA", "KeyB"].map(|name| Key::named(name).unwrap());
    let mut input = after(&[InputEvent::Press([0.25, 0.5]), InputEvent::KeyDown(keys[0])]);
    let told = input;
    input.end_frame();
    input.apply(&InputEvent::Release);
    input.apply(&InputEvent::KeyDown(keys[1]));
    input.give_back(&told);
    assert!(input.pointer.is_pressed && !input.pointer.is_held);
    assert!(keys.iter().all(|key| input.keys.pressed.contains(*key)));
    input.end_frame();
    assert!(!input.pointer.is_pressed && !input.keys.pressed.contains(keys[0]));
}
