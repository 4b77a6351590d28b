//! Controls of the panel beside sliders.

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::panel;
use crate::session::Session;

const CONTROLS: &str = "\
//! size = [320, 180]
//! [params.go]
//! widget = \"event\"
//! [params.tint]
//! widget = \"color\"
//! default = \"#204060\"
//! [params.spot]
//! widget = \"point\"
//! default = [0.0, 0.0]
//! min = [-1.0, -1.0]
//! max = [1.0, 1.0]
struct Params { go: f32, tint: vec3f, spot: vec2f }
@group(0) @binding(0) var<uniform> params: Params;
@fragment fn image(@builtin(position) at: vec4f) -> @location(0) vec4f {
    if at.y < 60.0 { return vec4f(params.go, 0.0, 0.0, 1.0); }
    if at.y < 120.0 { return vec4f(params.tint, 1.0); }
    return vec4f(0.5 + 0.5 * params.spot, 0.0, 1.0);
}
";

/// The middle of the three stripes, left of the panel.
fn stripes(pixels: &Pixels) -> [[u8; 3]; 3] {
    [230, 340, 440].map(|y| pixels.at(100, y))
}

#[test]
fn a_button_a_colour_and_a_point_are_set_with_the_mouse() {
    let folder = Folder::with(CONTROLS);
    let session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let display = &session.display;
    display.point(100, 100);
    display.resize(session.window, 900, 700);
    session.press(Key::TAB);
    session.look_for("the panel beside the picture", |pixels| {
        pixels.width == 900
            && stripes(pixels) == [[0, 0, 0], [32, 64, 96], [128, 128, 0]]
            && pixels.at(720, 107) == [32, 64, 96]
    });
    let before = session.settle();

    // On while it is pressed, and no longer.
    display.point(785, 84);
    display.button(1, true);
    session.look_for("that it is on", |pixels| stripes(pixels)[0] == [255, 0, 0]);
    display.button(1, false);
    session.look_for("that it is off", |pixels| stripes(pixels)[0] == [0, 0, 0]);

    // A place on the plane, and one in the picture.
    panel::click(&session, 855, 132);
    session.look_for("another place", |pixels| {
        let [x, y, _] = stripes(pixels)[2];
        x > 200 && y > 200
    });
    panel::click(&session, 785, 230);
    session.settle();
    panel::click(&session, 143, 418);
    let picked = session.look_for("the place that was picked", |pixels| {
        let [x, y, _] = stripes(pixels)[2];
        x.abs_diff(64) <= 3 && y.abs_diff(64) <= 3
    });
    assert_eq!(stripes(&picked)[1], [32, 64, 96]);
    // Once.
    panel::click(&session, 400, 300);
    session.settle();
    assert_eq!(stripes(&session.look()), stripes(&picked));

    // However often it is painted, the panel stays as wide as it was.
    for step in 0..12 {
        display.point(600 + 20 * step, 600);
    }
    let closed = session.settle();
    assert_eq!(
        [closed.at(540, 340), before.at(540, 340)],
        [[32, 64, 96]; 2]
    );

    // It can be written, as it is copied from elsewhere.
    panel::click(&session, 800, 107);
    session.settle();
    display.press_with_control(Key::letter('a'));
    for digit in "ff8800".chars() {
        session.press(Key::letter(digit));
    }
    session.look_for("the colour that was written", |pixels| {
        stripes(pixels)[1] == [255, 136, 0]
    });
    display.press_with_control(Key::letter('a'));
    for digit in "204060".chars() {
        session.press(Key::letter(digit));
    }
    session.press(Key::RETURN);
    display.point(600, 620);
    session.look_for("the colour of before", |pixels| {
        stripes(pixels)[1] == [32, 64, 96]
    });
    let closed = session.settle();

    // What a click on the colour opens, below its middle: other colours.
    display.point(720, 107);
    session.settle();
    panel::click(&session, 720, 107);
    session.look_for("the colours", |pixels| {
        pixels.part(600, 120, 250, 200) != closed.part(600, 120, 250, 200)
    });
    let open = session.settle();
    let differs = |(x, y): &(usize, usize)| open.at(*x, *y) != closed.at(*x, *y);
    let places = (120..560).flat_map(|y| (600..900).map(move |x| (x, y)));
    let places: Vec<_> = places.filter(differs).collect();
    let mean =
        |side: fn(&(usize, usize)) -> usize| places.iter().map(side).sum::<usize>() / places.len();
    panel::click(&session, mean(|place| place.0), mean(|place| place.1));
    session.look_for("another colour", |pixels| {
        stripes(pixels)[1] != [32, 64, 96]
    });
    session.close().done();
}
