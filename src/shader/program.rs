//! A scene's shader, checked: what runs in which order, what it writes, and what it reads.

use std::ops::Range;

use super::param::Param;
use super::uniform::{FrameField, FrameSlot, PassSlot, reads_field};
use crate::scene::{
    BufferSize, BufferSpec, Diagnostic, DrawSpec, Filter, PassSize, Source, TexelFormat, TexelKind,
    Wrap,
};

/// The place of the picture among the targets.
pub const PICTURE: usize = 0;

/// A scene's WGSL, checked and ready for a GPU.
#[derive(Clone, Debug)]
pub struct Program {
    /// The whole module; its resources are numbered as in `bindings`.
    pub module: naga::Module,
    /// What runs each frame, in order.
    pub passes: Vec<Pass>,
    /// The textures that passes write; the one at [`PICTURE`] is the picture.
    pub targets: Vec<Target>,
    /// The storage buffers.
    pub buffers: Vec<Buffer>,
    /// The resources the module declares: number `k` is `@group(0) @binding(k)`.
    pub bindings: Vec<Binding>,
    /// The scene's parameters, in the order the author declared them.
    pub params: Vec<Param>,
    /// Every file of WGSL that was read: the scene, and what it imports, by the names that it has there.
    pub sources: Vec<Source>,
}

impl Program {
    /// Whether a frame depends on the frames before it.
    pub fn is_stateful(&self) -> bool {
        self.passes.iter().any(|pass| pass.is_stateful)
    }

    /// Whether it shows a video.
    pub fn shows_video(&self) -> bool {
        let is_video = |binding: &Binding| {
            let of = match &binding.resource {
                Resource::Texture { of, .. } => Some(of),
                _ => None,
            };
            matches!(of, Some(TextureOf::Video(_)))
        };
        self.bindings.iter().any(is_video)
    }

    /// Whether its WGSL reads `frame.orbit`: whether its view can be turned by hand.
    pub fn reads_orbit(&self) -> bool {
        self.reads(FrameField::Orbit)
    }

    /// Whether its WGSL reads `frame.mouse`.
    pub fn reads_mouse(&self) -> bool {
        self.reads(FrameField::Mouse)
    }

    /// Whether it shows the keyboard.
    pub fn reads_keys(&self) -> bool {
        let mut bindings = self.bindings.iter();
        bindings.any(|binding| match binding.resource {
            Resource::Texture { ref of, .. } => matches!(of, TextureOf::Keyboard),
            _ => false,
        })
    }

    fn reads(&self, field: FrameField) -> bool {
        let mut bindings = self.bindings.iter().enumerate();
        bindings.any(|(number, binding)| match &binding.resource {
            Resource::Frame { slots, .. } => {
                let place = slots.iter().position(|slot| slot.field == field);
                place.is_some_and(|place| reads_field(&self.module, number, place))
            }
            _ => false,
        })
    }

    /// The frames that must be drawn before frame `index`, if frames up to `next`, exclusive, have been.
    pub fn frames_before(&self, index: u64, next: u64) -> Range<u64> {
        if self.is_stateful() {
            return next.min(index)..index;
        }
        // What passes of frame 0 leave.
        let is_first = next == 0 && self.passes.iter().any(|pass| pass.once);
        0..u64::from(is_first && index > 0)
    }

    /// Whether the picture itself depends on the frames before, beyond what it samples.
    pub fn has_stateful_picture(&self) -> bool {
        let mut passes = self.passes.iter();
        passes.any(|pass| pass.is_stateful && pass.targets.contains(&PICTURE))
    }
}

/// One pass: an entry point and what it runs over.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// The name of the fragment or compute entry point.
    pub entry: String,
    /// Where the scene's file names it; `None` if an import does.
    pub span: Option<Range<usize>>,
    /// What runs.
    pub kind: PassKind,
    /// The targets it writes, in the order of its outputs.
    pub targets: Vec<usize>,
    /// Times it runs in a frame.
    pub repeat: u32,
    /// Whether it runs in frame 0 only.
    pub once: bool,
    /// What its targets are filled with before it runs.
    pub clear: Option<[f64; 4]>,
    /// The numbers of the bindings that it uses.
    pub bindings: Vec<usize>,
    /// Those among them that its vertex entry point uses.
    pub vertex_bindings: Vec<usize>,
    /// The number of locations up to the last that its vertex entry point returns a value at.
    pub varyings: u32,
    /// The storage buffers that it writes.
    pub written_buffers: Vec<usize>,
    /// Whether it may leave texels of its targets as they were.
    pub keeps: bool,
    /// Whether what it writes depends on the frames before.
    pub is_stateful: bool,
    /// Where it reads a target or a buffer by the pixels that it draws, if it writes the picture.
    pub pixel_read: Option<PixelRead>,
}

/// A place at which a pass reads what keeps its size by the pixels that it draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PixelRead {
    /// What is read.
    pub name: String,
    /// `file:line:column`, where that is known.
    pub place: Option<String>,
    /// How.
    pub kind: PixelReadKind,
}

/// How something is read by pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelReadKind {
    /// A texel of a target is loaded.
    Texel,
    /// A target is sampled.
    Sample,
    /// An element of a buffer is read.
    Element,
}

impl Pass {
    /// Whether it samples a target that it writes.
    pub fn swaps(&self, program: &Program, target: usize) -> bool {
        let samples = |number: &usize| {
            matches!(
                program.bindings[*number].resource,
                Resource::Texture { of: TextureOf::Target(other), .. } if other == target
            )
        };
        self.targets.contains(&target) && self.bindings.iter().any(samples)
    }
}

/// What runs in a pass.
#[derive(Clone, Debug, PartialEq)]
pub enum PassKind {
    /// A fragment entry point, once for each pixel of the target.
    Cover,
    /// A fragment entry point for what the vertices of a vertex entry point make.
    Draw(DrawSpec),
    /// A compute entry point.
    Compute {
        /// Invocations in a workgroup.
        workgroup: [u32; 3],
        /// Workgroups in each direction; `None` for an invocation each texel of the first target.
        dispatch: Option<[u32; 3]>,
        /// Bytes of memory that a workgroup shares.
        workgroup_bytes: u64,
    },
}

/// A texture that passes write.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Where the front matter names it, if it does.
    pub span: Option<Range<usize>>,
    /// Its size.
    pub size: PassSize,
    /// Its layers.
    pub layers: u32,
    /// Its texel format.
    pub format: TexelFormat,
    /// Past frames that are kept of it.
    pub history: u32,
    /// How its own sampler combines texels.
    pub filter: Filter,
    /// What its own sampler sees beyond its edges.
    pub wrap: Wrap,
    /// Whether a pass reads it while it writes it: there are two of it, in turns.
    pub is_double: bool,
    /// Whether a fragment or vertex pass draws to it, or it is cleared.
    pub is_drawn: bool,
    /// Whether a compute pass stores to it.
    pub is_stored: bool,
}

/// A storage buffer.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffer {
    /// Its name.
    pub name: String,
    /// Where the front matter names it.
    pub span: Range<usize>,
    /// Its size.
    pub size: BufferSize,
    /// Bytes that its WGSL type has at least.
    pub least: u64,
    /// Whether it is zero at the start of each frame.
    pub clear: bool,
}

impl Buffer {
    /// Refuses to have `bytes` bytes, where they do not hold what the WGSL declares.
    ///
    /// # Errors
    /// At its place in the front matter.
    pub fn check_bytes(&self, bytes: u64, source: &Source) -> Result<(), Box<Diagnostic>> {
        if bytes >= self.least {
            return Ok(());
        }
        let Self { name, least, .. } = self;
        let message =
            format!("the buffer `{name}` has {bytes} bytes, and its WGSL type needs {least}");
        Err(Diagnostic::new(source, Some(self.span.clone()), message)
            .help("make it larger")
            .into())
    }

    pub(super) fn of((name, spec): (&String, &BufferSpec)) -> Self {
        Self {
            name: name.clone(),
            span: spec.span.clone(),
            size: spec.size.value,
            least: 0,
            clear: spec.clear,
        }
    }
}

/// One resource that a module declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The variable's name, as the author wrote it.
    pub name: String,
    /// What fills it.
    pub resource: Resource,
}

/// What fills a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Resource {
    /// What changes from frame to frame: a uniform of `bytes` bytes with these fields.
    Frame {
        /// The uniform's size.
        bytes: u32,
        /// Its fields.
        slots: Vec<FrameSlot>,
    },
    /// What changes from pass to pass: a uniform of `bytes` bytes with these fields.
    Pass {
        /// The uniform's size.
        bytes: u32,
        /// Its fields.
        slots: Vec<PassSlot>,
    },
    /// The parameters: a uniform of `bytes` bytes.
    Params {
        /// The uniform's size.
        bytes: u32,
    },
    /// A texture that is sampled or loaded from.
    Texture {
        /// Which.
        of: TextureOf,
        /// How the WGSL declares it.
        shape: TextureShape,
        /// What is read from it.
        kind: TexelKind,
        /// Whether some pass samples it with a sampler that may blend texels.
        is_filtered: bool,
    },
    /// A target that a compute pass stores to.
    Storage {
        /// Which.
        target: usize,
        /// How the WGSL declares it.
        shape: TextureShape,
        /// Whether its texels are read.
        is_read: bool,
        /// Whether they are written.
        is_written: bool,
    },
    /// A sampler.
    Sampler {
        /// How it combines texels.
        filter: Filter,
        /// What it sees beyond a texture's edges.
        wrap: Wrap,
    },
    /// A storage buffer.
    Buffer {
        /// Which.
        buffer: usize,
        /// Whether the WGSL may write it.
        is_written: bool,
    },
}

/// Where a texture comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextureOf {
    /// A target.
    Target(usize),
    /// A target's past frames: layer k is k + 1 frames ago.
    History(usize),
    /// A picture of the front matter, by its name.
    Picture(String),
    /// A video of the front matter, by its name.
    Video(String),
    /// The keys: 256 by 3 texels.
    Keyboard,
}

/// How the WGSL declares a texture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextureShape {
    /// `texture_2d`
    Flat,
    /// `texture_2d_array`
    Layered,
    /// `texture_cube`
    Cube,
}

impl TextureShape {
    /// WGSL's name of the type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flat => "texture_2d",
            Self::Layered => "texture_2d_array",
            Self::Cube => "texture_cube",
        }
    }
}
