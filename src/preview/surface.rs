//! The window's surface: which format it has, how large it is, and the texture to draw into next.
//!
//! Knows nothing of what is drawn.

use std::sync::Arc;
use std::time::{Duration, Instant};

use winit::window::Window;

use super::PreviewError;
use crate::frame::Size;
use crate::gpu::Gpu;

/// What a window shows.
#[derive(Debug)]
pub(super) struct Surface {
    gpu: Gpu,
    window: Arc<Window>,
    surface: wgpu::Surface<'static>,
    config: wgpu::SurfaceConfiguration,
    /// Whether the last texture fitted the window badly, and nothing better has been had since.
    is_suboptimal: bool,
    /// Whether it is to be configured anew once the texture that was acquired is presented.
    is_outdated: bool,
    /// Whether it has the size and format that it should have.
    is_configured: bool,
    /// How often no texture was had for a mistake of ours, one after the other.
    refusals: u32,
}

/// How often that may be before it counts as the end.
const MAX_REFUSALS: u32 = 8;

/// What is refused only after so long is no mistake of ours: the device had something else to do.
const WAIT: Duration = Duration::from_millis(500);

/// What to draw into.
pub(super) enum Acquired {
    /// Draw into the view, then present the texture.
    Texture(wgpu::SurfaceTexture, wgpu::TextureView),
    /// Nothing can be seen now.
    Hidden,
    /// Not this time; try again.
    Again,
}

impl Surface {
    pub(super) fn new(gpu: &Gpu, window: Arc<Window>, encodes: bool) -> Result<Self, PreviewError> {
        let surface = make(gpu, &window)?;
        let capabilities = surface.get_capabilities(gpu.adapter());
        let chosen = choose(&capabilities.formats, encodes);
        let Some(format) = chosen else {
            return Err(PreviewError::NoSurface {
                adapter: gpu.summary().name.clone(),
            });
        };
        let config = wgpu::SurfaceConfiguration {
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            format,
            color_space: wgpu::SurfaceColorSpace::Auto,
            // Until it is known how large the window is.
            width: 0,
            height: 0,
            present_mode: wgpu::PresentMode::AutoVsync,
            // What is shown should follow the hand.
            desired_maximum_frame_latency: 1,
            alpha_mode: wgpu::CompositeAlphaMode::Auto,
            view_formats: Vec::new(),
        };
        Ok(Self {
            gpu: gpu.clone(),
            window,
            surface,
            config,
            is_suboptimal: false,
            is_outdated: false,
            is_configured: false,
            refusals: 0,
        })
    }

    /// The format of what is drawn into.
    pub(super) fn format(&self) -> wgpu::TextureFormat {
        self.config.format
    }

    /// Pixels of the window; zero while it is minimised.
    pub(super) fn size(&self) -> Size {
        Size::new(self.config.width, self.config.height)
    }

    /// Fits it to the window, which has this size, if it does not.
    pub(super) fn resize(&mut self, size: Size) {
        if size != self.size() {
            (self.config.width, self.config.height) = (size.width, size.height);
            self.is_configured = false;
        }
    }

    /// wgpu waits for the device some seconds and then gives up: a device that draws something long is
    /// no reason to end, so it is tried again. Whether it has been waited for.
    fn configure(&mut self) -> bool {
        let began = Instant::now();
        if self.config.width > 0 && self.config.height > 0 {
            let (surface, device) = (&self.surface, self.gpu.device());
            let configured = self.gpu.guard(|| surface.configure(device, &self.config));
            self.is_configured = configured.is_ok();
        }
        began.elapsed() >= WAIT
    }

    /// Counts what the system refused; an error once that is too often.
    fn refuse(&mut self) -> Result<Acquired, PreviewError> {
        self.gpu.check()?;
        self.refusals += 1;
        match self.refusals {
            MAX_REFUSALS.. => Err(self.refused()),
            _ => Ok(Acquired::Again),
        }
    }

    /// The next texture.
    pub(super) fn acquire(&mut self) -> Result<Acquired, PreviewError> {
        use wgpu::CurrentSurfaceTexture as Current;
        if self.config.width == 0 || self.config.height == 0 {
            return Ok(Acquired::Hidden);
        }
        if !self.is_configured {
            let has_waited = self.configure();
            match self.is_configured {
                true => {}
                false if has_waited => {
                    self.gpu.check()?;
                    return Ok(Acquired::Again);
                }
                false => return self.refuse(),
            }
        }
        let texture = match self.surface.get_current_texture() {
            Current::Success(texture) => {
                self.is_suboptimal = false;
                texture
            }
            // It can be shown. What stays so is not configured again and again.
            Current::Suboptimal(texture) => {
                self.is_outdated = !self.is_suboptimal;
                self.is_suboptimal = true;
                texture
            }
            Current::Timeout => return Ok(Acquired::Again),
            Current::Validation => return self.refuse(),
            Current::Occluded => return Ok(Acquired::Hidden),
            Current::Outdated => {
                self.configure();
                return Ok(Acquired::Again);
            }
            Current::Lost => {
                self.gpu.check()?;
                self.surface = make(&self.gpu, &self.window)?;
                // What draws into it is made for this format.
                let capabilities = self.surface.get_capabilities(self.gpu.adapter());
                if !capabilities.formats.contains(&self.config.format) {
                    return Err(self.refused());
                }
                self.configure();
                return Ok(Acquired::Again);
            }
        };
        self.refusals = 0;
        let view = texture.texture.create_view(&Default::default());
        Ok(Acquired::Texture(texture, view))
    }

    /// Shows what was drawn.
    pub(super) fn present(&mut self, texture: wgpu::SurfaceTexture) {
        self.window.pre_present_notify();
        self.gpu.queue().present(texture);
        if std::mem::take(&mut self.is_outdated) {
            self.configure();
        }
    }

    fn refused(&self) -> PreviewError {
        PreviewError::Refused {
            adapter: self.gpu.summary().name.clone(),
        }
    }
}

fn make(gpu: &Gpu, window: &Arc<Window>) -> Result<wgpu::Surface<'static>, PreviewError> {
    let surface = gpu.instance().create_surface(Arc::clone(window));
    surface.map_err(|source| PreviewError::Surface {
        adapter: gpu.summary().name.clone(),
        source,
    })
}

/// Eight bits a channel if there is such a format, else what the window likes best. Unless one that
/// `encodes` is asked for, one that does not, if there is a choice: the codes that are written then are
/// those that are shown.
fn choose(formats: &[wgpu::TextureFormat], encodes: bool) -> Option<wgpu::TextureFormat> {
    use wgpu::TextureFormat::{Bgra8Unorm, Bgra8UnormSrgb, Rgba8Unorm, Rgba8UnormSrgb};
    let mut wanted = [Bgra8Unorm, Rgba8Unorm, Bgra8UnormSrgb, Rgba8UnormSrgb];
    if encodes {
        wanted.reverse();
    }
    let found = wanted.into_iter().find(|format| formats.contains(format));
    found.or_else(|| formats.first().copied())
}
