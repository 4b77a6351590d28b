//! The panel: opened, used with the mouse, and what it leaves in files.

use std::fs;

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::session::Session;

/// Grey, as bright as its parameter says.
pub(crate) const GREY: &str = "\
//! size = [64, 36]
//! [params.level]
//! default = 0.5
//! min = 0.0
//! max = 1.0
struct Params { level: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@fragment fn image() -> @location(0) vec4f { return vec4f(vec3f(params.level), 1.0); }
";

const WIDTH: u32 = 900;
const HEIGHT: u32 = 640;

/// What a slider is filled with, up to its handle.
const FILLED: [u8; 3] = [42, 86, 120];
/// From one line to the next.
const ROW: usize = 23;

/// What a field for text lies on.
const FIELD: [u8; 3] = [18, 18, 18];

/// A window with the panel open.
fn opened(folder: &Folder) -> Session {
    let session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    open(&session);
    session
}

/// Opens the panel, which has a slider, in a window that has room for it.
pub(crate) fn open(session: &Session) {
    session.display.resize(session.window, WIDTH, HEIGHT);
    session.press(Key::TAB);
    session.look_for("the panel", |pixels| {
        pixels.width == WIDTH as usize && runs(pixels, FILLED, 30).next().is_some()
    });
    session.settle();
}

/// Where at least `least` pixels of a colour lie in a row: y, and x of the first and the last.
fn runs(
    pixels: &Pixels,
    color: [u8; 3],
    least: usize,
) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    (0..pixels.height).filter_map(move |y| {
        let is_color = |x: &usize| pixels.at(*x, y) == color;
        // The panel is at the right.
        let first = (pixels.width / 2..pixels.width).find(is_color)?;
        let last = (first..pixels.width).take_while(is_color).last()?;
        (last + 1 - first >= least).then_some((y, first, last))
    })
}

/// The field for the name of a preset: a place in it.
fn field(session: &Session) -> (usize, usize) {
    let pixels = session.look();
    let (top, left, _) = runs(&pixels, FIELD, 150).next().unwrap();
    (left + 20, top + 8)
}

/// The picture's grey.
fn grey(pixels: &Pixels) -> u8 {
    pixels.at(pixels.width / 4, pixels.height / 2)[0]
}

pub(crate) fn click(session: &Session, x: usize, y: usize) {
    session.display.point(x as i16, y as i16);
    session.display.button(1, true);
    session.display.button(1, false);
}

/// Drags the slider to the right, and gives the grey that comes of it.
pub(crate) fn drag(session: &Session) -> u8 {
    let before = session.look();
    let (y, _, x) = runs(&before, FILLED, 30).next().unwrap();
    session.display.point(x as i16, y as i16);
    session.display.button(1, true);
    // A window that is painted seldom does not take press and release for one thing.
    session.settle();
    for step in 1..=6 {
        session.display.point((x + 8 * step) as i16, y as i16);
    }
    session.display.button(1, false);
    let is_other = |pixels: &Pixels| grey(pixels) > grey(&before) + 30;
    session.look_for("a brighter picture", is_other);
    grey(&session.settle())
}

#[test]
fn a_slider_changes_the_picture_and_one_step_back_undoes_a_drag() {
    let folder = Folder::with(GREY);
    let session = opened(&folder);
    let before = grey(&session.look());
    assert!(before.abs_diff(128) <= 1, "{before}");
    let after = drag(&session);
    session.display.press_with_control(Key::letter('z'));
    session.look_for("the old grey", |pixels| grey(pixels) == before);
    session.display.press_with_control(Key::letter('y'));
    session.look_for("the new grey", |pixels| grey(pixels) == after);
    session.press(Key::TAB);
    session.look_for("no panel", |pixels| {
        runs(pixels, FILLED, 30).next().is_none()
    });
    session.close().is(0);
}

#[test]
fn a_preset_is_saved_beside_the_scene_and_shown_again() {
    let folder = Folder::with(GREY);
    let session = opened(&folder);
    let file = folder.path("scene.presets.toml");
    let before = grey(&session.look());
    let after = drag(&session);
    let (x, y) = field(&session);
    click(&session, x, y);
    session.settle();
    for letter in "dusk".chars() {
        session.press(Key::letter(letter));
    }
    session.press(Key::RETURN);
    crate::processes::until("no preset is saved", || file.exists());
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("[dusk]\nlevel = 0."), "{text}");
    session.display.press_with_control(Key::letter('z'));
    session.look_for("the old grey", |pixels| grey(pixels) == before);
    session.settle();
    let (x, y) = field(&session);
    click(&session, x, y - ROW);
    session.look_for("the preset", |pixels| grey(pixels) == after);
    // What is written by hand is there, too, without a word to the window; by the order of names.
    fs::write(&file, format!("# looks\n[night]\nlevel = 1.0\n{text}")).unwrap();
    crate::processes::until("no other preset", || field(&session).1 > y + ROW / 2);
    let (x, y) = field(&session);
    click(&session, x, y - ROW);
    session.look_for("the preset that was written", |pixels| grey(pixels) == 255);
    session.close().is(0);
}

#[test]
fn space_and_arrows_are_the_windows_whatever_was_clicked_last() {
    let folder = Folder::with(GREY);
    let mut session = opened(&folder);
    drag(&session);
    session.press(Key::SPACE);
    session.wait_for("playing", |event| event["playing"] == true);
    session.press(Key::RIGHT);
    session.wait_for("playing", |event| event["playing"] == false);
    session.close().is(0);
}
