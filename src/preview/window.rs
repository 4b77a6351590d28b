//! The window: where the picture is on it, the widgets around that, and who paints both.

use std::sync::Arc;
use std::time::Instant;

use winit::dpi::PhysicalSize;
use winit::event_loop::ActiveEventLoop;
use winit::window::{Fullscreen, Window};

use super::PreviewError;
use super::gui::Gui;
use super::paint::{Canvas, Page, Painted, Painter};
use super::rect::Rect;
use super::state::{Action, State};
use crate::frame::Size;
use crate::gpu::Gpu;

/// The smallest window in which anything can be seen, in pixels.
const LEAST: u32 = 64;

/// How much of a monitor a window takes at first, at most.
const SHARE: f64 = 0.9;

/// An open window.
pub(super) struct Pane {
    painter: Painter,
    pub(super) gui: Gui,
    /// Its size as far as it is painted.
    size: Size,
    /// The longest side that is painted.
    limit: u32,
    format: wgpu::TextureFormat,
    /// Where the picture is, and the room that it could have.
    pub(super) picture: Rect,
    pub(super) room: Rect,
    pub(super) window: Arc<Window>,
}

impl Pane {
    /// `painted` is called on another thread, once for each [`Pane::paint`].
    pub(super) fn open(
        event_loop: &ActiveEventLoop,
        gpu: &Gpu,
        (size, title, encodes): (Size, &str, bool),
        painted: impl Fn(Result<Painted, PreviewError>) + Send + 'static,
    ) -> Result<Self, PreviewError> {
        let size = shrunk(size, event_loop);
        let attributes = Window::default_attributes()
            .with_title(title)
            .with_inner_size(PhysicalSize::new(size.width, size.height))
            .with_min_inner_size(PhysicalSize::new(LEAST, LEAST));
        let window = event_loop.create_window(attributes);
        let window = Arc::new(window.map_err(PreviewError::Window)?);
        let limit = gpu.device().limits().max_texture_dimension_2d;
        let gui = Gui::new(&window, limit);
        let canvas = Canvas::new(gpu, Arc::clone(&window), encodes)?;
        let format = canvas.format();
        let mut pane = Self {
            painter: Painter::start(canvas, painted)?,
            gui,
            size,
            limit,
            format,
            picture: Rect::default(),
            room: Rect::default(),
            window,
        };
        pane.resize(pane.window.inner_size());
        pane.room = Rect::all(pane.size);
        Ok(pane)
    }

    /// The format of what is drawn into.
    pub(super) fn format(&self) -> wgpu::TextureFormat {
        self.format
    }

    pub(super) fn resize(&mut self, size: PhysicalSize<u32>) {
        self.size = Size::new(size.width.min(self.limit), size.height.min(self.limit));
    }

    pub(super) fn toggle_fullscreen(&self) {
        let next = match self.window.fullscreen() {
            Some(_) => None,
            None => Some(Fullscreen::Borderless(None)),
        };
        self.window.set_fullscreen(next);
    }

    /// Makes the widgets, and has them and the picture painted; gives what was done with them. To be
    /// called when what was to be painted before has been.
    pub(super) fn paint(&mut self, state: &State) -> Vec<Action> {
        let mut widgets = self.gui.run(&self.window, self.size, state);
        let actions = std::mem::take(&mut widgets.actions);
        self.room = widgets.room;
        let picture = state.looked().map(|picture| {
            self.picture = widgets.room.letterbox(picture.size);
            (picture.clone(), self.picture)
        });
        self.painter.paint(Page {
            size: self.size,
            picture,
            widgets,
        });
        actions
    }

    /// Ends who paints the window, unless that takes longer: whether it has ended.
    pub(super) fn close(mut self, deadline: Instant) -> bool {
        self.painter.end(deadline)
    }
}

/// The size if a monitor has room for it, else smaller, in the same shape.
fn shrunk(size: Size, event_loop: &ActiveEventLoop) -> Size {
    let monitor = event_loop
        .primary_monitor()
        .or_else(|| event_loop.available_monitors().next());
    let Some(room) = monitor.map(|monitor| monitor.size()) else {
        return size;
    };
    let fits = |side: u32, room: u32| f64::from(room) / f64::from(side.max(1));
    if room.width == 0 || size.width <= room.width && size.height <= room.height {
        return size;
    }
    let ratio = SHARE * fits(size.width, room.width).min(fits(size.height, room.height));
    let side = |side: u32| ((f64::from(side) * ratio).round() as u32).max(LEAST);
    Size::new(side(size.width), side(size.height))
}
