//! Other clients of the display: what they drop on the window, and what they cover it with.

use std::path::Path;

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::display::{Key, Pixels, save};
use crate::folder::{Folder, PLAIN};
use crate::session::Session;
use crate::window::bars;

/// A client with a window of its own.
struct Client {
    connection: RustConnection,
    window: Window,
}

impl Client {
    /// One with a window as large as the screen, which is not shown yet.
    fn new(session: &Session) -> Self {
        let (connection, screen) = x11rb::connect(Some(&session.display.name)).unwrap();
        let window = connection.generate_id().unwrap();
        let screen = &connection.setup().roots[screen];
        connection
            .create_window(
                x11rb::COPY_DEPTH_FROM_PARENT,
                window,
                screen.root,
                0,
                0,
                screen.width_in_pixels,
                screen.height_in_pixels,
                0,
                WindowClass::INPUT_OUTPUT,
                x11rb::COPY_FROM_PARENT,
                &CreateWindowAux::new().override_redirect(1),
            )
            .unwrap();
        Self { connection, window }
    }

    fn cover(&self) {
        self.connection.map_window(self.window).unwrap();
        self.connection.sync().unwrap();
    }

    fn atom(&self, name: &str) -> u32 {
        let reply = self.connection.intern_atom(false, name.as_bytes()).unwrap();
        reply.reply().unwrap().atom
    }

    fn tell(&self, target: Window, kind: &str, data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, target, self.atom(kind), data);
        self.connection
            .send_event(false, target, EventMask::NO_EVENT, message)
            .unwrap();
        self.connection.flush().unwrap();
    }

    /// Drops a file, as file managers do (XDND).
    fn drop(&self, target: Window, file: &Path) {
        let selection = self.atom("XdndSelection");
        let list = self.atom("text/uri-list");
        let action = self.atom("XdndActionCopy");
        self.connection
            .set_selection_owner(self.window, selection, x11rb::CURRENT_TIME)
            .unwrap();
        self.tell(target, "XdndEnter", [self.window, 5 << 24, list, 0, 0]);
        let place = (100 << 16) | 100;
        self.tell(
            target,
            "XdndPosition",
            [self.window, 0, place, x11rb::CURRENT_TIME, action],
        );
        let asked = loop {
            if let Event::SelectionRequest(asked) = self.connection.wait_for_event().unwrap() {
                break asked;
            }
        };
        let text = format!("file://{}\r\n", file.display());
        self.connection
            .change_property8(
                PropMode::REPLACE,
                asked.requestor,
                asked.property,
                asked.target,
                text.as_bytes(),
            )
            .unwrap();
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: asked.property,
        };
        self.connection
            .send_event(false, asked.requestor, EventMask::NO_EVENT, answer)
            .unwrap();
        self.tell(target, "XdndDrop", [self.window, 0, 0, 0, 0]);
    }
}

/// The name of the next screenshot.
fn shot(session: &mut Session) -> String {
    session.press(Key::F2);
    let path = session.wait("screenshot")["path"].clone();
    let path = Path::new(path.as_str().unwrap());
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn until_a_scene_that_was_dropped_can_be_drawn_the_one_before_is_shown_with_its_names() {
    let folder = Folder::with(bars("0.2"));
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused", "--start", "1"]);
    let client = Client::new(&session);
    folder.write("other.wgsl", bars("nonsense"));
    client.drop(session.window, &folder.path("other.wgsl"));
    session.wait("broken");
    assert_eq!(shot(&mut session), "scene-00050.png");
    folder.write("other.wgsl", bars("0.8"));
    let loaded = session.wait("loaded");
    assert_eq!(loaded["scene"], folder.path("other.wgsl").to_str().unwrap());
    session.look_for("the other scene", |pixels| pixels.at(320, 200)[0] == 204);
    assert_eq!(shot(&mut session), "other-00000.png");
    session.close().done();
}

/// A picture of one grey.
fn grey(folder: &Folder, name: &str, level: u8) {
    let pixels = Pixels {
        width: 4,
        height: 4,
        rgb: vec![level; 48],
    };
    let unique = format!("grey-{level}-{}.png", std::process::id());
    std::fs::rename(save(&pixels, &unique), folder.path(name)).unwrap();
}

fn picture(name: &str, more: &str) -> String {
    format!(
        "//! size = [320, 180]\n//! [textures.{name}]\n//! file = \"wall.png\"\n\
         @group(0) @binding(0) var {name}: texture_2d<f32>;\n\
         @fragment\nfn image() -> @location(0) vec4f {{\n\
         \x20   return vec4f(textureLoad({name}, vec2u(1u), 0).rg, {more}, 1.0);\n}}\n"
    )
}

#[test]
fn a_picture_that_was_dropped_stays_as_long_as_it_can_be_shown() {
    let folder = Folder::with(picture("wall", "0.0"));
    grey(&folder, "wall.png", 50);
    grey(&folder, "other.png", 150);
    folder.write("bad.png", "no picture");
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let is = |session: &Session, red: u8, blue: u8| {
        session.look_for("the picture", |pixels| {
            let [r, _, b] = pixels.at(160, 60);
            (r, b) == (red, blue)
        });
    };
    is(&session, 50, 0);
    let client = Client::new(&session);
    client.drop(session.window, &folder.path("other.png"));
    is(&session, 150, 0);
    // What cannot be decoded is taken back.
    session.heard();
    client.drop(session.window, &folder.path("bad.png"));
    session.wait("loaded");
    folder.write("scene.wgsl", picture("wall", "1.0"));
    is(&session, 150, 255);
    // The scene itself gives back its own.
    client.drop(session.window, &folder.path("scene.wgsl"));
    is(&session, 50, 255);
    client.drop(session.window, &folder.path("other.png"));
    is(&session, 150, 255);
    // A scene that calls it otherwise shows its own.
    folder.write("scene.wgsl", picture("painting", "0.0"));
    is(&session, 50, 0);
    let heard = session.heard();
    assert!(
        heard.iter().all(|event| event["event"] != "broken"),
        "{heard:?}"
    );
    session.close().done();
}

#[test]
fn what_a_mistake_lacks_is_watched() {
    let scene = picture("wall", "0.0").replace("wall.png", "img/wall.png");
    let folder = Folder::with(scene);
    let mut session = Session::start(&folder.path("scene.wgsl"), ["--paused"]);
    session.wait("broken");
    std::fs::create_dir(folder.path("img")).unwrap();
    grey(&folder, "img/wall.png", 90);
    session.look_for("the picture", |pixels| pixels.at(160, 60)[0] == 90);
    session.close().done();
}

#[test]
fn who_counts_frames_does_not_wait_until_the_window_is_uncovered() {
    let folder = Folder::with(PLAIN);
    let mut session = Session::start(&folder.path("scene.wgsl"), ["--exit-after", "45"]);
    session.wait("shown");
    let client = Client::new(&session);
    client.cover();
    session.end().done();
}
