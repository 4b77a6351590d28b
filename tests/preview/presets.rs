//! Questions about presets, as a mouse and a keyboard answer them.

use std::fs;

use crate::display::{Key, Pixels};
use crate::folder::Folder;
use crate::panel::{GREY, click, drag, field, opened};
use crate::session::Session;

/// What buttons lie on.
const BUTTON: [u8; 3] = [44, 44, 44];
/// From one line to the next.
const LINE: usize = 23;

const LOOKS: &str = "# Looks.\n[dawn]\nlevel = 0.25\n\n# Late.\n[dusk]\nlevel = 0.75 # dim\n";

/// The buttons below a place, each with its middle, from the left.
fn buttons(pixels: &Pixels, below: usize) -> Vec<(usize, usize)> {
    let is_button = |y: &usize| runs_of(pixels, *y).len() == 2;
    let Some(top) = (below..pixels.height).find(is_button) else {
        return Vec::new();
    };
    let middle = |(first, last): &(usize, usize)| ((first + last) / 2, top + 4);
    runs_of(pixels, top).iter().map(middle).collect()
}

/// Where at least 30 pixels of a row are those of a button.
fn runs_of(pixels: &Pixels, y: usize) -> Vec<(usize, usize)> {
    let is_button = |x: usize| pixels.at(x, y) == BUTTON;
    let mut found = Vec::new();
    let mut x = pixels.width / 2;
    while x < pixels.width {
        let end = (x..pixels.width).find(|x| !is_button(*x));
        let end = end.unwrap_or(pixels.width);
        if end >= x + 30 {
            found.push((x, end - 1));
        }
        x = end + 1;
    }
    found
}

/// Waits for the question below the field, and answers it: yes is at the left.
fn answer(session: &Session, is_yes: bool) {
    let (_, y) = field(session);
    let asks = |pixels: &Pixels| buttons(pixels, y + LINE).len() == 2;
    let pixels = session.look_for("a question", asks);
    let (x, y) = buttons(&pixels, y + LINE)[usize::from(!is_yes)];
    click(session, x, y);
}

fn is_not_asked(session: &Session) {
    let (_, y) = field(session);
    session.look_for("no question", |pixels| buttons(pixels, y + LINE).is_empty());
}

/// Waits until the file of the presets has this text.
fn reads(folder: &Folder, expected: &str) {
    let path = folder.path("scene.presets.toml");
    let mut text = String::new();
    crate::processes::until("the file of the presets stays another", || {
        text = fs::read_to_string(&path).unwrap();
        text == expected
    });
}

#[test]
fn a_preset_is_replaced_only_by_who_says_so() {
    let folder = Folder::with(GREY);
    let path = folder.path("scene.presets.toml");
    fs::write(&path, LOOKS).unwrap();
    let session = opened(&folder);
    drag(&session);
    let (x, y) = field(&session);
    click(&session, x, y);
    session.settle();
    for letter in "dusk".chars() {
        session.press(Key::letter(letter));
    }
    session.press(Key::RETURN);
    answer(&session, false);
    is_not_asked(&session);
    assert_eq!(fs::read_to_string(&path).unwrap(), LOOKS);
    // The name is still there; what is asked is about no other.
    click(&session, x, y);
    session.settle();
    session.press(Key::RETURN);
    answer(&session, true);
    is_not_asked(&session);
    crate::processes::until("it is not replaced", || {
        fs::read_to_string(&path).unwrap() != LOOKS
    });
    let text = fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once("[dusk]\nlevel = ").unwrap();
    assert!(LOOKS.starts_with(head), "{text}");
    let level = rest.strip_suffix(" # dim\n").unwrap();
    let level: f64 = level.parse().unwrap();
    assert!(level > 0.6 && level != 0.75, "{level}");
    session.close().done();
}

#[test]
fn a_preset_is_deleted_only_by_who_says_so() {
    let folder = Folder::with(GREY);
    let path = folder.path("scene.presets.toml");
    fs::write(&path, LOOKS).unwrap();
    let session = opened(&folder);
    // The sign at the end of the line above the field: of the last preset, by their order.
    let (_, y) = field(&session);
    let sign = (session.look().width - 22, y - LINE);
    click(&session, sign.0, sign.1);
    answer(&session, false);
    is_not_asked(&session);
    assert_eq!(fs::read_to_string(&path).unwrap(), LOOKS);
    click(&session, sign.0, sign.1);
    answer(&session, true);
    is_not_asked(&session);
    reads(&folder, &LOOKS.replace("[dusk]\nlevel = 0.75 # dim\n", ""));
    session.close().done();
}
