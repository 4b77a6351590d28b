//! The window: its surface, the picture on it and the widgets over that.

use std::sync::Arc;

use winit::dpi::PhysicalSize;
use winit::event_loop::ActiveEventLoop;
use winit::window::{Fullscreen, Window};

use super::PreviewError;
use super::gui::Gui;
use super::present::Presenter;
use super::rect::Rect;
use super::state::{Action, State};
use super::surface::{Acquired, Surface};
use crate::frame::Size;
use crate::gpu::Gpu;

/// The smallest window in which anything can be seen, in pixels.
const LEAST: u32 = 64;

/// How much of a monitor a window takes at first, at most.
const SHARE: f64 = 0.9;

/// What is around the picture, as it is shown.
const AROUND: [f64; 3] = [0.055, 0.058, 0.066];

/// An open window. The surface goes before the window does: it is declared first.
pub(super) struct Pane {
    surface: Surface,
    presenter: Presenter,
    pub(super) gui: Gui,
    gpu: Gpu,
    /// Where the picture is, and the room that it could have.
    pub(super) picture: Rect,
    pub(super) room: Rect,
    pub(super) window: Arc<Window>,
}

/// What came of painting.
#[derive(Debug)]
pub(super) enum Painted {
    /// It is on the screen; this was done with the widgets.
    Shown(Vec<Action>),
    /// Nothing can be seen.
    Hidden,
    /// Not this time: to be tried again.
    Again,
}

impl Pane {
    pub(super) fn open(
        event_loop: &ActiveEventLoop,
        gpu: &Gpu,
        (size, title, encodes): (Size, &str, bool),
    ) -> Result<Self, PreviewError> {
        let size = shrunk(size, event_loop);
        let attributes = Window::default_attributes()
            .with_title(title)
            .with_inner_size(PhysicalSize::new(size.width, size.height))
            .with_min_inner_size(PhysicalSize::new(LEAST, LEAST));
        let window = event_loop.create_window(attributes);
        let window = Arc::new(window.map_err(PreviewError::Window)?);
        let surface = Surface::new(gpu, Arc::clone(&window), encodes)?;
        let format = surface.format();
        let room = Rect::all(surface.size());
        let (presenter, gui) = gpu.guard(|| {
            let presenter = Presenter::new(gpu.device(), format);
            (presenter, Gui::new(gpu, &window, format))
        })?;
        Ok(Self {
            surface,
            presenter,
            gui,
            gpu: gpu.clone(),
            picture: Rect::default(),
            room,
            window,
        })
    }

    /// The format of what it draws into.
    pub(super) fn format(&self) -> wgpu::TextureFormat {
        self.surface.format()
    }

    pub(super) fn resize(&mut self, size: PhysicalSize<u32>) {
        self.surface.resize(Size::new(size.width, size.height));
    }

    pub(super) fn toggle_fullscreen(&self) {
        let next = match self.window.fullscreen() {
            Some(_) => None,
            None => Some(Fullscreen::Borderless(None)),
        };
        self.window.set_fullscreen(next);
    }

    /// Draws all of it and shows it.
    pub(super) fn paint(&mut self, state: &State) -> Result<Painted, PreviewError> {
        let (texture, view) = match self.surface.acquire()? {
            Acquired::Texture(texture, view) => (texture, view),
            Acquired::Hidden => return Ok(Painted::Hidden),
            Acquired::Again => return Ok(Painted::Again),
        };
        let inspected = state.sheet.inspected.as_deref();
        self.gui.know_thumbnails(&self.gpu, inspected);
        let mut widgets = self.gui.run(&self.window, self.surface.size(), state);
        let device = self.gpu.device();
        let mut encoder = device.create_command_encoder(&Default::default());
        self.gui.prepare(&self.gpu, &mut encoder, &mut widgets);
        self.room = widgets.room;
        let mut pass = encoder
            .begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("window"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(around(self.surface.format())),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..Default::default()
            })
            .forget_lifetime();
        if let Some(picture) = state.looked() {
            self.picture = widgets.room.letterbox(picture.size);
            self.presenter.record(
                (device, self.gpu.queue()),
                &mut pass,
                (&picture.view, picture.meaning),
                (self.picture, widgets.scale()),
            );
        }
        let all = self.surface.size();
        pass.set_scissor_rect(0, 0, all.width, all.height);
        self.gui.paint(&mut pass, &widgets);
        drop(pass);
        self.gpu.queue().submit([encoder.finish()]);
        self.surface.present(texture);
        let actions = std::mem::take(&mut widgets.actions);
        self.gui.finish(widgets);
        self.gpu.check()?;
        Ok(Painted::Shown(actions))
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

/// The colour around the picture, for a surface of `format`.
fn around(format: wgpu::TextureFormat) -> wgpu::Color {
    let stored = |code: f64| match format.is_srgb() {
        true => code / 12.92,
        false => code,
    };
    let [r, g, b] = AROUND.map(|code| match code > 0.04045 && format.is_srgb() {
        true => ((code + 0.055) / 1.055_f64).powf(2.4),
        false => stored(code),
    });
    wgpu::Color { r, g, b, a: 1.0 }
}
