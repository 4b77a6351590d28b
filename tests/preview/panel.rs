//! The panel: opened, used with the mouse, and what it leaves in files.

use std::fs;
use std::time::Duration;

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
pub(crate) fn opened(folder: &Folder) -> Session {
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
pub(crate) fn field(session: &Session) -> (usize, usize) {
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

/// Drags what lies at a place along a way. Each step is seen before the next: on a busy machine all of
/// them would be one frame, and a press that ends in its frame is no drag.
fn pull(session: &Session, from: (usize, usize), way: impl Iterator<Item = (usize, usize)>) {
    let point = |(x, y): (usize, usize)| session.display.point(x as i16, y as i16);
    point(from);
    session.settle();
    session.display.button(1, true);
    session.settle();
    way.for_each(point);
    session.settle();
    session.display.button(1, false);
}

/// Drags the slider to the right, and gives the grey that comes of it.
pub(crate) fn drag(session: &Session) -> u8 {
    let before = session.look();
    let (y, _, x) = runs(&before, FILLED, 30).next().unwrap();
    pull(session, (x, y), (1..=6).map(|step| (x + 8 * step, y)));
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

/// What the panel and the dialogue lie on.
const GROUND: [u8; 3] = [27, 27, 27];
const DIALOGUE: [u8; 3] = [32, 32, 32];

/// Where the panel begins.
fn edge(pixels: &Pixels) -> usize {
    let mut top = 0..pixels.width;
    top.find(|x| pixels.at(*x, 3) == GROUND)
        .unwrap_or(pixels.width)
}

/// The first and the last pixel of the longest line of a colour.
fn longest(pixels: &Pixels, color: [u8; 3]) -> (usize, usize) {
    let mut longest = (0, 0);
    for y in 0..pixels.height {
        let mut x = 0;
        while x < pixels.width {
            let end = (x..pixels.width).find(|x| pixels.at(*x, y) != color);
            let end = end.unwrap_or(pixels.width);
            if end - x > longest.1 - longest.0 {
                longest = (x, end);
            }
            x = end + 1;
        }
    }
    (longest.0, longest.1.saturating_sub(1))
}

#[test]
fn the_panel_keeps_its_width_until_its_edge_is_dragged() {
    let folder = Folder::with(GREY);
    let session = opened(&folder);
    let before = edge(&session.look());
    drag(&session);
    assert_eq!(
        edge(&session.look()),
        before,
        "with an arrow to give it back"
    );
    // Every frame that is painted is an occasion to grow.
    session.press(Key::SPACE);
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(edge(&session.look()), before);
    session.press(Key::SPACE);
    let way = [(before - 40, 400), (before - 80, 400)];
    pull(&session, (before, 400), way.into_iter());
    let is_dragged = |pixels: &Pixels| edge(pixels).abs_diff(before - 80) <= 3;
    session.look_for("a wider panel", is_dragged);
    let wider = edge(&session.look());
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(edge(&session.look()), wider);
    session.close().is(0);
}

#[test]
fn numbers_of_any_length_fit_into_the_panel() {
    let params = "//! [params.tiny]\n//! default = 5e-8\n//! min = 0.0\n//! max = 1e-7\n\
        //! [params.huge]\n//! default = 5e29\n//! min = -1e30\n//! max = 1e30\n\
        //! [params.free]\n//! default = [123456789.123, 1e-30, -1e30]\n";
    let scene = GREY
        .replace("//! [params.level]", &format!("{params}//! [params.level]"))
        .replace(
            "level: f32",
            "level: f32, tiny: f32, huge: f32, free: vec3f",
        );
    let folder = Folder::with(scene);
    let session = opened(&folder);
    let usual = edge(&session.look());
    assert!(usual.abs_diff(WIDTH as usize - 350) <= 2, "{usual}");
    // The field for a preset's name, and the button behind it, end where the panel does.
    let (_, _, last) = runs(&session.look(), FIELD, 150).next().unwrap();
    assert!(last + 40 < WIDTH as usize, "{last}");
    // The picture always has a part of the window.
    session.display.resize(session.window, 400, 300);
    let is_narrow = |pixels: &Pixels| pixels.width == 400 && edge(pixels).abs_diff(160) <= 2;
    session.look_for("a narrow panel", is_narrow);
    // What the window took from it comes back with the window.
    session.display.resize(session.window, WIDTH, HEIGHT);
    let is_usual = |pixels: &Pixels| pixels.width == WIDTH as usize && edge(pixels) == usual;
    session.look_for("the panel as it was", is_usual);
    session.settle();
    assert_eq!(edge(&session.look()), usual);
    session.close().is(0);
}

#[test]
fn the_export_dialogue_lies_in_the_window_whatever_its_size() {
    let folder = Folder::with(GREY);
    let session = opened(&folder);
    session.press(Key::letter('e'));
    let open = |width: usize| {
        move |pixels: &Pixels| {
            let (first, last) = longest(pixels, DIALOGUE);
            pixels.width == width && last - first >= (width - 60).min(380)
        }
    };
    for (width, height) in [(640, 360), (320, 180), (WIDTH, HEIGHT)] {
        session.display.resize(session.window, width, height);
        session.look_for("the dialogue", open(width as usize));
        let pixels = session.settle();
        let (first, last) = longest(&pixels, DIALOGUE);
        assert!(
            first > 0 && last + 1 < pixels.width,
            "{width}: {first} {last}"
        );
    }
    // There it is in the middle of the picture's room again.
    let pixels = session.look();
    let (first, last) = longest(&pixels, DIALOGUE);
    let middle = (first + last) / 2;
    assert!(middle.abs_diff(edge(&pixels) / 2) <= 3, "{first} {last}");
    session.close().is(0);
}

#[test]
fn an_export_that_goes_on_is_seen_and_ended_in_a_small_window() {
    let long = GREY.replace("//! size", "//! duration = 36000.0\n//! size");
    let folder = Folder::with(long);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    session.display.resize(session.window, 240, 135);
    session.press(Key::letter('e'));
    session.press(Key::RETURN);
    session.wait("exporting");
    let is_shown = |pixels: &Pixels| {
        let (first, last) = longest(pixels, DIALOGUE);
        pixels.width == 240 && last - first >= 180 && first > 0 && last + 1 < 240
    };
    session.look_for("the whole dialogue", is_shown);
    // Below the title, at the left: the button that cancels it.
    let pixels = session.look();
    let left = (0..240).find(|x| pixels.at(*x, 60) == DIALOGUE).unwrap();
    click(&session, left + 26, 48);
    let failed = session.wait("export-failed");
    assert_eq!(failed["message"], "cancelled");
    session.close().is(0);
}
