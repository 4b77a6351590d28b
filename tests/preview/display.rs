//! An X server of the test's own: keys and buttons in, pixels out.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConfigureWindowAux,
    ConnectionExt as _, EventMask, ImageFormat, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MOTION_NOTIFY_EVENT, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

const INSTALL: &str = "the tests of the window need an X server without a screen: run \
    `SHADERPIPE_SETUP_WINDOW=1 scripts/setup`, or install Xvfb (Debian, Ubuntu: xvfb; Fedora: \
    xorg-x11-server-Xvfb; Arch: xorg-server-xvfb)";

/// A display, and a client on it.
pub(crate) struct Display {
    server: Child,
    pub(crate) name: String,
    pub(crate) connection: RustConnection,
    pub(crate) root: Window,
}

/// Keys that tests press, as X calls them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key(u32);

impl Key {
    pub(crate) const RETURN: Self = Self(0xff0d);
    pub(crate) const TAB: Self = Self(0xff09);
    pub(crate) const HOME: Self = Self(0xff50);
    pub(crate) const LEFT: Self = Self(0xff51);
    pub(crate) const RIGHT: Self = Self(0xff53);
    pub(crate) const ESCAPE: Self = Self(0xff1b);
    pub(crate) const F2: Self = Self(0xffbf);
    pub(crate) const F11: Self = Self(0xffc8);
    pub(crate) const CONTROL: Self = Self(0xffe3);
    pub(crate) const SHIFT: Self = Self(0xffe1);
    pub(crate) const SPACE: Self = Self(0x20);

    /// The key that writes a letter.
    pub(crate) const fn letter(letter: char) -> Self {
        Self(letter as u32)
    }
}

/// What a window shows: rows of red, green, blue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) rgb: Vec<u8>,
}

impl Pixels {
    /// One pixel.
    pub(crate) fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let first = 3 * (y * self.width + x);
        [0, 1, 2].map(|channel| self.rgb[first + channel])
    }

    /// The largest difference of a channel.
    pub(crate) fn difference(&self, other: &Self) -> u8 {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let pairs = self.rgb.iter().zip(&other.rgb);
        pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap_or_default()
    }

    /// A part of it.
    pub(crate) fn part(&self, x: usize, y: usize, width: usize, height: usize) -> Self {
        let rows = (y..y + height).flat_map(|row| {
            let first = 3 * (row * self.width + x);
            self.rgb[first..first + 3 * width].iter().copied()
        });
        Self {
            width,
            height,
            rgb: rows.collect(),
        }
    }

    /// A PNG file of 8 bits.
    pub(crate) fn read(path: &std::path::Path) -> Self {
        let file = BufReader::new(std::fs::File::open(path).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(info.bit_depth, png::BitDepth::Eight);
        let channels = info.color_type.samples();
        let rgb = bytes
            .chunks_exact(channels)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        Self {
            width: info.width as usize,
            height: info.height as usize,
            rgb: rgb.collect(),
        }
    }
}

impl Display {
    /// Starts one that nobody else has.
    pub(crate) fn start() -> Self {
        let server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = server.unwrap_or_else(|error| panic!("{INSTALL} ({error})"));
        let mut number = String::new();
        let stdout = server.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut number).unwrap();
        assert!(!number.is_empty(), "Xvfb did not start");
        let name = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&name)).unwrap();
        let root = connection.setup().roots[screen].root;
        Self {
            server,
            name,
            connection,
            root,
        }
    }

    /// The window that the program opens, with the keys on it as a window manager would put them.
    pub(crate) fn window(&self) -> Window {
        let mut found = None;
        crate::processes::until("no window is opened", || {
            let tree = self
                .connection
                .query_tree(self.root)
                .unwrap()
                .reply()
                .unwrap();
            found = tree
                .children
                .into_iter()
                .find(|window| self.is_shown(*window));
            found.is_some()
        });
        let window = found.unwrap();
        self.focus(window);
        window
    }

    fn is_shown(&self, window: Window) -> bool {
        let attributes = self
            .connection
            .get_window_attributes(window)
            .unwrap()
            .reply();
        let is_viewable = attributes.is_ok_and(|attributes| {
            attributes.map_state == x11rb::protocol::xproto::MapState::VIEWABLE
        });
        let geometry = self.connection.get_geometry(window).unwrap().reply();
        is_viewable && geometry.is_ok_and(|geometry| geometry.width > 10)
    }

    /// Waits until the server has heard everything.
    fn sync(&self) {
        self.connection.get_input_focus().unwrap().reply().unwrap();
    }

    fn fake(&self, kind: u8, detail: u8, (x, y): (i16, i16)) {
        self.connection
            .xtest_fake_input(kind, detail, x11rb::CURRENT_TIME, self.root, x, y, 0)
            .unwrap();
        self.sync();
        // As fast as hands are, more or less.
        std::thread::sleep(Duration::from_millis(12));
    }

    /// Presses a key and lets it go.
    pub(crate) fn press(&self, key: Key) {
        let code = self.code(key);
        self.fake(KEY_PRESS_EVENT, code, (0, 0));
        self.fake(KEY_RELEASE_EVENT, code, (0, 0));
    }

    /// Presses a key while Ctrl is held.
    pub(crate) fn press_with_control(&self, key: Key) {
        self.press_with(Key::CONTROL, key);
    }

    /// Presses a key while another is held.
    pub(crate) fn press_with(&self, held: Key, key: Key) {
        self.hold(held, true);
        self.press(key);
        self.hold(held, false);
    }

    /// Holds a key, or lets it go.
    pub(crate) fn hold(&self, key: Key, is_held: bool) {
        let kind = if is_held {
            KEY_PRESS_EVENT
        } else {
            KEY_RELEASE_EVENT
        };
        self.fake(kind, self.code(key), (0, 0));
    }

    fn code(&self, key: Key) -> u8 {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = self
            .connection
            .get_keyboard_mapping(first, last - first + 1);
        let mapping = mapping.unwrap().reply().unwrap();
        let columns = usize::from(mapping.keysyms_per_keycode);
        let mut rows = mapping.keysyms.chunks(columns);
        let row = rows.position(|row| row[0] == key.0);
        first + u8::try_from(row.expect("the keyboard has the key")).unwrap()
    }

    /// Moves the pointer; windows lie in the upper left corner of the screen.
    pub(crate) fn point(&self, x: i16, y: i16) {
        self.fake(MOTION_NOTIFY_EVENT, 0, (x, y));
    }

    /// Holds or lets go of a button of the mouse.
    pub(crate) fn button(&self, button: u8, is_held: bool) {
        let kind = if is_held {
            BUTTON_PRESS_EVENT
        } else {
            BUTTON_RELEASE_EVENT
        };
        self.fake(kind, button, (0, 0));
    }

    /// What a window shows.
    pub(crate) fn look(&self, window: Window) -> Pixels {
        let geometry = self
            .connection
            .get_geometry(window)
            .unwrap()
            .reply()
            .unwrap();
        let (width, height) = (geometry.width, geometry.height);
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX)
            .unwrap()
            .reply()
            .unwrap();
        let pixels = image.data.chunks_exact(4);
        Pixels {
            width: width.into(),
            height: height.into(),
            rgb: pixels
                .flat_map(|bgrx| [bgrx[2], bgrx[1], bgrx[0]])
                .collect(),
        }
    }

    /// Gives a window another size, as its frame does when it is dragged.
    pub(crate) fn resize(&self, window: Window, width: u32, height: u32) {
        let size = ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(window, &size).unwrap();
        self.sync();
    }

    /// Closes a window by its own button.
    pub(crate) fn close(&self, window: Window) {
        let atom = |name: &str| {
            let reply = self.connection.intern_atom(false, name.as_bytes()).unwrap();
            reply.reply().unwrap().atom
        };
        let (protocols, delete) = (atom("WM_PROTOCOLS"), atom("WM_DELETE_WINDOW"));
        let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)
            .unwrap();
        self.sync();
    }

    /// A window's title.
    pub(crate) fn title(&self, window: Window) -> String {
        let name = self.connection.intern_atom(false, b"_NET_WM_NAME").unwrap();
        let name = name.reply().unwrap().atom;
        let value = self
            .connection
            .get_property(false, window, name, AtomEnum::ANY, 0, 1000)
            .unwrap();
        String::from_utf8(value.reply().unwrap().value).unwrap()
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Keeps what a window showed for people to look at.
pub(crate) fn save(pixels: &Pixels, name: &str) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let file = std::fs::File::create(&path).unwrap();
    let mut encoder = png::Encoder::new(file, pixels.width as u32, pixels.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels.rgb).unwrap();
    path
}
