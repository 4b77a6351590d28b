//! What is around a window on a desktop: stand-ins for a window manager and for who drags files.

use std::path::Path;
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ClientMessageEvent, ConfigureWindowAux,
    ConnectionExt as _, CreateWindowAux, EventMask, InputFocus, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, Window, WindowClass,
};
use x11rb::wrapper::ConnectionExt as _;

use crate::display::Display;

const PATIENCE: Duration = Duration::from_secs(20);

impl Display {
    fn atom(&self, name: &str) -> Atom {
        let reply = self.connection.intern_atom(false, name.as_bytes());
        reply.unwrap().reply().unwrap().atom
    }

    fn next_event(&self) -> Event {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.connection.poll_for_event().unwrap() {
                Some(event) => return event,
                None if Instant::now() > deadline => panic!("nothing comes from the window"),
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    fn send(&self, to: Window, (about, kind): (Window, &str), data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, about, self.atom(kind), data);
        self.connection
            .send_event(false, to, EventMask::NO_EVENT, message)
            .unwrap();
        self.connection.flush().unwrap();
    }

    /// A window of somebody else's, in the lower right corner.
    pub(crate) fn other_window(&self) -> Window {
        let window = self.connection.generate_id().unwrap();
        let shape = (self.root, 1200, 700, 60, 60);
        self.connection
            .create_window(
                0,
                window,
                shape.0,
                shape.1,
                shape.2,
                shape.3,
                shape.4,
                0,
                WindowClass::INPUT_OUTPUT,
                0,
                &CreateWindowAux::new(),
            )
            .unwrap();
        self.connection.map_window(window).unwrap();
        self.connection.sync().unwrap();
        window
    }

    /// Gives a window the keys.
    pub(crate) fn focus(&self, window: Window) {
        self.connection
            .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)
            .unwrap();
        self.connection.sync().unwrap();
    }

    /// Takes a window off the screen, as minimising does, or puts it back.
    pub(crate) fn show(&self, window: Window, is_shown: bool) {
        match is_shown {
            true => self.connection.map_window(window).unwrap(),
            false => self.connection.unmap_window(window).unwrap(),
        };
        self.connection.sync().unwrap();
    }

    /// Is asked for what a window manager is asked for, from now on.
    pub(crate) fn manage(&self) {
        let mask = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        self.connection
            .change_window_attributes(self.root, &mask)
            .unwrap();
        self.connection.sync().unwrap();
    }

    /// Waits until a window asks to fill the screen, or no longer; does it, and says which.
    pub(crate) fn grant_fullscreen(&self, window: Window, size: (u32, u32)) -> bool {
        let (state, full) = (
            self.atom("_NET_WM_STATE"),
            self.atom("_NET_WM_STATE_FULLSCREEN"),
        );
        let is_full = loop {
            if let Event::ClientMessage(message) = self.next_event()
                && message.type_ == state
                && message.data.as_data32()[1] == full
            {
                break message.data.as_data32()[0] == 1;
            }
        };
        let states: &[u32] = if is_full { &[full] } else { &[] };
        self.connection
            .change_property32(PropMode::REPLACE, window, state, AtomEnum::ATOM, states)
            .unwrap();
        let (width, height) = size;
        let size = ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(window, &size).unwrap();
        self.connection.sync().unwrap();
        is_full
    }

    /// Drags a file onto a window and lets it go there.
    pub(crate) fn drop_file(&self, window: Window, file: &Path) {
        let source = self.other_window();
        let list = self.atom("text/uri-list");
        let selection = self.atom("XdndSelection");
        self.connection
            .set_selection_owner(source, selection, x11rb::CURRENT_TIME)
            .unwrap();
        let copy = self.atom("XdndActionCopy");
        self.send(window, (window, "XdndEnter"), [source, 5 << 24, list, 0, 0]);
        let place = 100 << 16 | 100;
        self.send(
            window,
            (window, "XdndPosition"),
            [source, 0, place, x11rb::CURRENT_TIME, copy],
        );
        let (status, finished) = (self.atom("XdndStatus"), self.atom("XdndFinished"));
        loop {
            match self.next_event() {
                Event::SelectionRequest(request) => {
                    let uri = format!("file://{}\r\n", file.display());
                    let (to, property) = (request.requestor, request.property);
                    self.connection
                        .change_property8(
                            PropMode::REPLACE,
                            to,
                            property,
                            request.target,
                            uri.as_bytes(),
                        )
                        .unwrap();
                    let notify = SelectionNotifyEvent {
                        response_type: SELECTION_NOTIFY_EVENT,
                        sequence: 0,
                        time: request.time,
                        requestor: to,
                        selection: request.selection,
                        target: request.target,
                        property,
                    };
                    self.connection
                        .send_event(false, to, EventMask::NO_EVENT, notify)
                        .unwrap();
                    self.connection.flush().unwrap();
                }
                Event::ClientMessage(message) if message.type_ == status => {
                    assert_eq!(message.data.as_data32()[1] & 1, 1, "the file is not wanted");
                    let data = [source, 0, x11rb::CURRENT_TIME, 0, 0];
                    self.send(window, (window, "XdndDrop"), data);
                }
                Event::ClientMessage(message) if message.type_ == finished => break,
                _ => {}
            }
        }
        self.connection.destroy_window(source).unwrap();
        self.connection.sync().unwrap();
    }
}
