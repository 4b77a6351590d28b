//! What a window asks of a renderer beside frames: other parameters, what passes wrote and cost, and to
//! go on where another one was.

use crate::frame::Size;
use crate::scene::ParamValue;
use crate::shader::{Buffer, ParamValues, Pass, Target};

use super::targets::TargetTextures;
use super::timing::Timing;
use super::{FrameTime, RenderError, Renderer};

/// A texture that passes write, as it is now.
#[derive(Clone, Copy, Debug)]
pub struct ShownTarget<'a> {
    /// Its name; `picture` for the picture.
    pub name: &'a str,
    /// Its size in pixels.
    pub size: Size,
    /// The format of its texels.
    pub format: wgpu::TextureFormat,
    /// For each of its layers a view of two dimensions, for shaders to read. Which texture it is of can
    /// change with every frame.
    pub layers: &'a [wgpu::TextureView],
}

impl Renderer {
    /// Sets other values of the scene's parameters for the frames that are drawn from now on. One that
    /// is set does not move with its keys.
    ///
    /// They are those of the program that the renderer was made with.
    pub fn set_params(&mut self, values: &ParamValues) {
        self.params.set(values);
    }

    /// The values that all parameters have at `time`, in the program's order.
    pub fn param_values(&mut self, time: &FrameTime) -> Vec<ParamValue> {
        self.params.values(time.time)
    }

    /// The textures that passes write, the picture first.
    pub fn targets(&self) -> impl Iterator<Item = ShownTarget<'_>> {
        let targets = self.resources.targets.iter().zip(&self.program.targets);
        targets.map(|(textures, target)| ShownTarget {
            name: &target.name,
            size: textures.size,
            format: textures.format,
            layers: textures.layer_views(),
        })
    }

    /// The entry points of the passes, in the order in which they run.
    pub fn passes(&self) -> impl Iterator<Item = &str> {
        self.program.passes.iter().map(|pass| pass.entry.as_str())
    }

    /// Measures from now on what passes cost, or does no more; `false` if the device cannot: then only
    /// what it takes to record them is known.
    ///
    /// # Errors
    /// When the device has no memory for it.
    pub fn measure_passes(&mut self, is_on: bool) -> Result<bool, RenderError> {
        let passes = self.passes.len();
        self.recording = match self.recording.take() {
            Some(recording) if is_on => Some(recording),
            _ => is_on.then(|| vec![0.0; passes]),
        };
        let is_on = is_on && self.gpu.has_timestamps();
        self.timing = match self.timing.take() {
            _ if !is_on => None,
            Some(timing) => Some(timing),
            None => Some(self.gpu.guard(|| Timing::new(&self.gpu, passes))?),
        };
        Ok(is_on)
    }

    /// The milliseconds that each pass took on the device, all its runs together, in the last frame of
    /// which that is known: a few frames ago, or the last if the device has been waited for. It becomes
    /// known as the device is polled, which submitting does too.
    pub fn pass_milliseconds(&mut self) -> Option<&[f64]> {
        let timing = self.timing.as_mut()?;
        timing.collect(&self.gpu);
        timing.last()
    }

    /// The milliseconds that it took to record each pass of the last frame, while they are
    /// [measured](Self::measure_passes).
    pub fn recording_milliseconds(&self) -> Option<&[f64]> {
        self.recording.as_deref()
    }

    /// Goes on where `old` is: takes over what is in its targets, their past frames and its buffers,
    /// where there are some with the same name, size, format and layers here. Passes that run in frame
    /// 0 only and wrote nothing else do not run again.
    ///
    /// Both are [live](super::Setup::is_live) and of the same device, and all that `old` has drawn is
    /// submitted. Returns whether any of it is state: what a frame here depends on. Where none is, the
    /// next frame still depends on those from the start.
    ///
    /// # Errors
    /// When the device fails; what is in the targets then is of neither.
    pub fn adopt(&mut self, old: &Self) -> Result<bool, RenderError> {
        let mut encoder = self
            .gpu
            .device()
            .create_command_encoder(&Default::default());
        let targets = self.adopt_targets(old, &mut encoder);
        let buffers = self.adopt_buffers(old, &mut encoder);
        let gpu = self.gpu.clone();
        gpu.guard(|| gpu.queue().submit([encoder.finish()]))?;
        let has_drawn = old.done.iter().any(|done| *done);
        for (done, pass) in self.done.iter_mut().zip(&self.program.passes) {
            *done = has_drawn && is_adopted(pass, &targets, &buffers);
        }
        let mut stateful = self.program.passes.iter().filter(|pass| pass.is_stateful);
        Ok(stateful.any(|pass| {
            let mut written = pass.targets.iter().map(|target| targets[*target]);
            let mut stored = pass.written_buffers.iter().map(|buffer| buffers[*buffer]);
            written.any(|is_adopted| is_adopted) || stored.any(|is_adopted| is_adopted)
        }))
    }

    /// Which targets it took over.
    fn adopt_targets(&mut self, old: &Self, encoder: &mut wgpu::CommandEncoder) -> Vec<bool> {
        let targets = self.resources.targets.iter_mut();
        let adopt = |(textures, target): (&mut TargetTextures, &Target)| {
            let mut names = old.program.targets.iter();
            let place = names.position(|other| other.name == target.name);
            let found = place.map(|place| &old.resources.targets[place]);
            let found = found.filter(|found| textures.fits(found));
            if let Some(found) = found {
                textures.adopt(found, encoder);
            }
            found.is_some()
        };
        targets.zip(&self.program.targets).map(adopt).collect()
    }

    /// Which buffers it took over.
    fn adopt_buffers(&self, old: &Self, encoder: &mut wgpu::CommandEncoder) -> Vec<bool> {
        let buffers = self.resources.buffers.iter().zip(&self.program.buffers);
        let adopt = |(buffer, spec): (&wgpu::Buffer, &Buffer)| {
            let mut names = old.program.buffers.iter();
            let place = names.position(|other| other.name == spec.name);
            let found = place.map(|place| &old.resources.buffers[place]);
            let found = found.filter(|found| found.size() == buffer.size());
            if let Some(found) = found {
                encoder.copy_buffer_to_buffer(found, 0, buffer, 0, None);
            }
            found.is_some()
        };
        buffers.map(adopt).collect()
    }
}

fn is_adopted(pass: &Pass, targets: &[bool], buffers: &[bool]) -> bool {
    let mut written = pass.targets.iter().map(|target| targets[*target]);
    let mut stored = pass.written_buffers.iter().map(|buffer| buffers[*buffer]);
    written.all(|is_adopted| is_adopted) && stored.all(|is_adopted| is_adopted)
}
