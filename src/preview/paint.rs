//! Paints the window, on a thread of its own that has its surface.
//!
//! Why a thread: what is painted waits behind the frame that the device is at, in some drivers already
//! when it is submitted, and how long a frame takes nobody knows. The window hears its events meanwhile,
//! and can be closed. One page is painted at a time. Knows nothing of what the widgets are.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};
use egui::epaint::Primitive;
use egui::{ClippedPrimitive, TextureId};
use egui_wgpu::RendererOptions;
use winit::window::Window;

use super::PreviewError;
use super::gui::{Natives, Widgets};
use super::load::{join, panicked};
use super::picture::Picture;
use super::present::Presenter;
use super::rect::Rect;
use super::surface::{Acquired, Surface};
use crate::frame::Size;
use crate::gpu::Gpu;

/// What is around the picture, as it is shown.
const AROUND: [f64; 3] = [0.055, 0.058, 0.066];

/// What the window is to show.
pub(super) struct Page {
    /// The size of the window in pixels.
    pub(super) size: Size,
    pub(super) picture: Option<(Picture, Rect)>,
    pub(super) widgets: Widgets,
}

/// What came of painting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Painted {
    /// It is on the screen.
    Shown,
    /// Nothing can be seen.
    Hidden,
    /// Not this time: to be tried again.
    Again,
}

/// The thread that paints.
pub(super) struct Painter {
    pages: Option<Sender<Box<Page>>>,
    thread: Option<JoinHandle<()>>,
}

impl Painter {
    /// Starts the thread; `painted` is called on it, once for each page.
    pub(super) fn start(
        mut canvas: Canvas,
        painted: impl Fn(Result<Painted, PreviewError>) + Send + 'static,
    ) -> Result<Self, PreviewError> {
        // None is given before the one before is painted.
        let (pages, given): (_, Receiver<Box<Page>>) = bounded(1);
        let work = move || {
            for page in &given {
                // A mistake of the program's own must not leave a window in which nothing moves.
                let result = catch_unwind(AssertUnwindSafe(|| canvas.paint(*page)));
                painted(result.unwrap_or_else(|panic| Err(PreviewError::Paint(panicked(&*panic)))));
            }
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-paint".to_owned())
            .spawn(work)
            .map_err(PreviewError::Thread)?;
        Ok(Self {
            pages: Some(pages),
            thread: Some(thread),
        })
    }

    /// Has a page painted; the one before has been.
    pub(super) fn paint(&self, page: Page) {
        if let Some(pages) = &self.pages {
            let _ = pages.send(Box::new(page));
        }
    }

    /// Ends the thread, unless the device keeps it for longer: whether it has ended.
    pub(super) fn end(&mut self, deadline: Instant) -> bool {
        self.pages = None;
        self.thread
            .take()
            .is_none_or(|thread| join(thread, deadline))
    }
}

/// A surface, and what is needed to draw on it. The surface goes before its window does: it has a share
/// of that.
pub(super) struct Canvas {
    gpu: Gpu,
    surface: Surface,
    presenter: Presenter,
    renderer: egui_wgpu::Renderer,
    /// What egui's renderer calls the textures of others.
    natives: BTreeMap<u64, TextureId>,
}

impl Canvas {
    /// To be made on the window's thread, as some systems want it.
    pub(super) fn new(gpu: &Gpu, window: Arc<Window>, encodes: bool) -> Result<Self, PreviewError> {
        let surface = Surface::new(gpu, window, encodes)?;
        let format = surface.format();
        // Pictures lie under it: dithered widgets would have no use.
        let options = RendererOptions {
            dithering: false,
            ..Default::default()
        };
        let (presenter, renderer) = gpu.guard(|| {
            let presenter = Presenter::new(gpu.device(), format);
            let renderer = egui_wgpu::Renderer::new(gpu.device(), format, options);
            (presenter, renderer)
        })?;
        Ok(Self {
            gpu: gpu.clone(),
            surface,
            presenter,
            renderer,
            natives: BTreeMap::new(),
        })
    }

    /// The format of what it draws into.
    pub(super) fn format(&self) -> wgpu::TextureFormat {
        self.surface.format()
    }

    /// Draws a page and shows it.
    fn paint(&mut self, mut page: Page) -> Result<Painted, PreviewError> {
        let freed = std::mem::take(&mut page.widgets.textures.free);
        let painted = self.show(page);
        // Behind the submission that draws them.
        for id in freed {
            self.renderer.free_texture(&id);
        }
        painted
    }

    fn show(&mut self, page: Page) -> Result<Painted, PreviewError> {
        let Page {
            size,
            picture,
            mut widgets,
        } = page;
        self.surface.resize(size);
        let acquired = self.surface.acquire()?;
        // Whether it is shown or not: egui tells of each change of its textures once.
        self.take_textures(&mut widgets);
        let (texture, view) = match acquired {
            Acquired::Texture(texture, view) => (texture, view),
            Acquired::Hidden => return Ok(Painted::Hidden),
            Acquired::Again => return Ok(Painted::Again),
        };
        let (device, queue) = (self.gpu.device(), self.gpu.queue());
        let mut encoder = device.create_command_encoder(&Default::default());
        let (triangles, screen) = (&widgets.triangles, &widgets.screen);
        self.renderer
            .update_buffers(device, queue, &mut encoder, triangles, screen);
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
        if let Some((picture, place)) = &picture {
            self.presenter.record(
                (device, queue),
                &mut pass,
                (&picture.view, picture.meaning),
                (*place, screen.pixels_per_point),
            );
        }
        pass.set_scissor_rect(0, 0, size.width, size.height);
        self.renderer.render(&mut pass, triangles, screen);
        drop(pass);
        queue.submit([encoder.finish()]);
        self.surface.present(texture);
        self.gpu.check()?;
        Ok(Painted::Shown)
    }

    /// Brings the textures of the widgets up to date, and has the widgets name them as the renderer does.
    fn take_textures(&mut self, widgets: &mut Widgets) {
        let (device, queue) = (self.gpu.device(), self.gpu.queue());
        for (id, deltas) in std::mem::take(&mut widgets.textures.set) {
            for delta in deltas {
                self.renderer.update_texture(device, queue, id, &delta);
            }
        }
        self.know_natives(&widgets.natives);
        for ClippedPrimitive { primitive, .. } in &mut widgets.triangles {
            if let Primitive::Mesh(mesh) = primitive
                && let TextureId::User(number) = &mesh.texture_id
                && let Some(id) = self.natives.get(number)
            {
                mesh.texture_id = *id;
            }
        }
    }

    /// Makes textures of others known to the renderer, and forgets those that are gone.
    fn know_natives(&mut self, natives: &Natives) {
        let gone = self
            .natives
            .extract_if(.., |number, _| !natives.contains_key(number));
        for (_, id) in gone {
            self.renderer.free_texture(&id);
        }
        for (number, view) in natives {
            self.natives.entry(*number).or_insert_with(|| {
                let filter = wgpu::FilterMode::Linear;
                self.renderer
                    .register_native_texture(self.gpu.device(), view, filter)
            });
        }
    }
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
