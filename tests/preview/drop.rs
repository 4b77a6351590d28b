//! Files that are dropped on the window.

use crate::display::{Pixels, save};
use crate::folder::Folder;
use crate::session::Session;
use crate::window::bars;

const SHOWS: &str = "\
//! size = [640, 360]
//! [textures.photo]
//! file = \"blue.png\"
var photo: texture_2d<f32>;
@fragment fn image() -> @location(0) vec4f {
    return vec4f(textureLoad(photo, vec2u(0u, 0u), 0).rgb, 1.0);
}
";

#[test]
fn what_is_dropped_is_opened_or_shown_or_refused_in_words() {
    let folder = Folder::with(bars("0.2"));
    folder.write("shows.wgsl", SHOWS);
    for (name, rgb) in [("blue.png", [0, 0, 255]), ("green.png", [0, 255, 0])] {
        let dot = Pixels {
            width: 1,
            height: 1,
            rgb: rgb.to_vec(),
        };
        let kept = save(&dot, &format!("dropped-{name}"));
        std::fs::rename(kept, folder.path(name)).unwrap();
    }
    for name in ["bad.png", "notes.txt", "bad.wgsl"] {
        folder.write(name, "neither a picture nor a scene");
    }
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let before = session.settle();
    let drop = |session: &Session, name: &str| {
        session
            .display
            .drop_file(session.window, &folder.path(name));
    };
    let is_shown = |session: &Session, color: [u8; 3]| {
        session.look_for("the picture", |pixels| pixels.at(500, 200) == color);
    };

    // A line over the picture says that it is nothing, or nothing for this scene.
    for name in ["notes.txt", "green.png"] {
        drop(&session, name);
        let told = session.look_for("a line", |pixels| pixels.at(24, 330) != before.at(24, 330));
        assert_eq!(told.part(0, 0, 640, 300), before.part(0, 0, 640, 300));
        assert!(session.heard().is_empty());
    }

    drop(&session, "shows.wgsl");
    session.wait("loaded");
    is_shown(&session, [0, 0, 255]);
    drop(&session, "green.png");
    is_shown(&session, [0, 255, 0]);
    // One that cannot be decoded is taken back.
    drop(&session, "bad.png");
    session.wait("loaded");
    is_shown(&session, [0, 255, 0]);
    drop(&session, "blue.png");
    is_shown(&session, [0, 0, 255]);
    drop(&session, "bad.wgsl");
    let message = session.wait("broken")["message"].to_string();
    assert!(message.contains("bad.wgsl:1:1"), "{message}");
    is_shown(&session, [0, 0, 255]);
    drop(&session, "scene.wgsl");
    session.look_for("the first scene", |pixels| {
        pixels.part(0, 0, 640, 300) == before.part(0, 0, 640, 300)
    });
    session.close().done();
}
