//! Everything that later frames depend on, as bytes: saved at the end of a frame, and put into
//! another renderer of the same scene, size and quality, which goes on as this one would; or cleared.
//!
//! Targets that every frame draws anew before it looks at them are no state, and are not saved. Knows
//! nothing of files, or of which frame it is.

mod copy;
mod kept;
mod stream;

pub use stream::StateError;

use super::resources::Resources;
use super::{RenderError, Renderer};
use copy::Layers;
use kept::is_buffer_kept;
pub(super) use kept::{kept_by, kept_of_samples};

/// What later frames of a scene depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedState {
    /// Each with what it is, in words: two renderers whose words are the same can share it.
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    what: String,
    bytes: Vec<u8>,
}

/// Where a part lies on the device.
enum Place<'a> {
    Texture(Layers<'a>),
    /// Past frames, which also lie in as many layers behind.
    Past(Layers<'a>),
    Buffer(&'a wgpu::Buffer),
}

impl Place<'_> {
    fn bytes(&self) -> u64 {
        match self {
            Place::Texture(layers) | Place::Past(layers) => layers.bytes(),
            Place::Buffer(buffer) => buffer.size(),
        }
    }
}

impl SavedState {
    /// Bytes of all that is saved.
    pub fn bytes(&self) -> u64 {
        let bytes = self.parts.iter().map(|part| part.bytes.len() as u64);
        bytes.sum()
    }
}

impl Renderer {
    /// What the frames behind the one that was drawn last depend on. All that has been drawn is
    /// submitted; waits for the device.
    ///
    /// # Errors
    /// [`RenderError::Cancelled`] once `cancelled` says so; when the device fails.
    pub fn save(&self, cancelled: &dyn Fn() -> bool) -> Result<SavedState, RenderError> {
        let mut parts = vec![Part {
            what: self.done_in_words(),
            bytes: self.done.iter().map(|done| u8::from(*done)).collect(),
        }];
        for (what, place) in self.places() {
            let bytes = match place {
                Place::Texture(layers) | Place::Past(layers) => {
                    copy::read_texture(&self.gpu, &layers, cancelled)?
                }
                Place::Buffer(buffer) => copy::read_buffer(&self.gpu, buffer, cancelled)?,
            };
            parts.push(Part { what, bytes });
        }
        Ok(SavedState { parts })
    }

    /// Goes on where the renderer was that `state` was saved of: the next frame that is drawn is the
    /// same as that renderer's next, to the byte.
    ///
    /// # Errors
    /// [`RenderError::State`] when it is of another scene, size or quality, and nothing is changed then;
    /// [`RenderError::Cancelled`] once `cancelled` says so, and when the device fails: the renderer is
    /// then of no more use.
    pub fn restore(
        &mut self,
        state: &SavedState,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        self.check(state)?;
        let (done, parts) = match state.parts.as_slice() {
            [done, parts @ ..] => (done, parts),
            [] => return Ok(()),
        };
        let targets = &mut self.resources.targets;
        targets.iter_mut().for_each(|target| target.begin_past());
        for ((_, place), part) in self.places().zip(parts) {
            match place {
                Place::Texture(layers) => {
                    copy::write_texture(&self.gpu, &layers, &part.bytes, cancelled)?;
                }
                Place::Past(layers) => {
                    for layers in [&layers, &layers.behind()] {
                        copy::write_texture(&self.gpu, layers, &part.bytes, cancelled)?;
                    }
                }
                Place::Buffer(buffer) => {
                    copy::write_buffer(&self.gpu, buffer, &part.bytes, cancelled)?;
                }
            }
        }
        self.done = done.bytes.iter().map(|done| *done != 0).collect();
        Ok(())
    }

    /// Bytes of what [`save`](Self::save) gives.
    pub fn state_bytes(&self) -> u64 {
        let places = self.places().map(|(_, place)| place.bytes());
        places.fold(self.done.len() as u64, u64::saturating_add)
    }

    /// Begins again: all that passes write is zero, and the next frame is drawn as if none had been. Quick,
    /// as nothing is compiled or read again.
    ///
    /// For one that is [live](super::Setup::is_live).
    ///
    /// # Errors
    /// When the device fails: the renderer is then of no more use.
    pub fn restart(&mut self) -> Result<(), RenderError> {
        let gpu = self.gpu.clone();
        let Resources {
            targets,
            scratch,
            buffers,
            ..
        } = &mut self.resources;
        let mut textures = Vec::new();
        for target in targets.iter_mut().chain(scratch) {
            target.begin_past();
            let all = target.all();
            textures.extend(all.map(|(texture, layers)| Layers { texture, layers }));
        }
        gpu.guard(|| {
            let mut encoder = gpu.device().create_command_encoder(&Default::default());
            let zeros = copy::zeros(&gpu, &textures);
            for layers in &textures {
                copy::clear_texture(&mut encoder, layers, &zeros);
            }
            for buffer in buffers.iter() {
                encoder.clear_buffer(buffer, 0, None);
            }
            gpu.queue().submit([encoder.finish()]);
        })?;
        self.done.fill(false);
        Ok(())
    }

    /// Refuses what was saved of something else.
    fn check(&self, state: &SavedState) -> Result<(), StateError> {
        let own = self.places().map(|(what, place)| (what, place.bytes()));
        let mut own = std::iter::once((self.done_in_words(), self.done.len() as u64)).chain(own);
        let mut saved = state.parts.iter();
        loop {
            match (own.next(), saved.next()) {
                (None, None) => return Ok(()),
                (Some((what, bytes)), Some(part))
                    if what == part.what && bytes == part.bytes.len() as u64 => {}
                (own, saved) => {
                    return Err(StateError::Other {
                        own: own.map(|(what, _)| what),
                        saved: saved.map(|part| part.what.clone()),
                    });
                }
            }
        }
    }

    fn done_in_words(&self) -> String {
        let passes = self.program.passes.iter();
        let entries: Vec<&str> = passes.map(|pass| pass.entry.as_str()).collect();
        format!("the passes {}", entries.join(", "))
    }

    /// All that is saved beside which passes are done, with what it is.
    fn places(&self) -> impl Iterator<Item = (String, Place<'_>)> {
        let program = &self.program;
        let targets = self.resources.targets.iter().zip(&program.targets);
        let targets = targets.enumerate().flat_map(|(place, (textures, target))| {
            let name = &target.name;
            let held = || described(format!("the target {name}"), textures.held());
            let held = kept_by(program, place).then(held);
            let past = textures.past().map(|past| {
                let (what, layers) = described(format!("the past frames of {name}"), past);
                (what, Place::Past(layers))
            });
            let held = held.map(|(what, layers)| (what, Place::Texture(layers)));
            held.into_iter().chain(past)
        });
        let samples = self.resources.scratch.as_ref();
        let samples = samples.filter(|_| kept_of_samples(program));
        let samples = samples.map(|samples| {
            let (what, layers) = described("the samples".to_owned(), samples.held());
            (what, Place::Texture(layers))
        });
        let buffers = self.resources.buffers.iter().zip(&program.buffers);
        let buffers = buffers
            .enumerate()
            .filter(|(place, _)| is_buffer_kept(program, *place))
            .map(|(_, (buffer, spec))| {
                let what = format!("the buffer {}, {} bytes", spec.name, buffer.size());
                (what, Place::Buffer(buffer))
            });
        targets.chain(samples).chain(buffers)
    }
}

fn described(
    what: String,
    (texture, layers): (&wgpu::Texture, std::ops::Range<u32>),
) -> (String, Layers<'_>) {
    let layers = Layers { texture, layers };
    // Where they lie in the texture is no matter.
    (format!("{what}, {layers}"), layers)
}
