//! Draws one frame of a scene into a texture, its picture: every pass in its order, at every moment
//! that the frame is the mean of.
//!
//! Knows nothing of the pixel formats of video, or of where the picture goes. Everything that a
//! frame needs is created once: drawing it writes the uniforms and records the passes.

mod animation;
mod bindings;
mod budget;
mod error;
mod inputs;
mod kernel;
mod limits;
mod live;
pub mod memory;
mod pass;
mod quality;
mod replay;
mod resolve;
mod resources;
mod samplers;
mod samples;
mod setup;
mod state;
mod steps;
mod targets;
mod texel;
mod texture;
mod tiles;
mod timeline;
mod timing;
mod uniforms;
mod work;

pub use budget::foresee;
pub use error::RenderError;
pub use inputs::{Media, MediaError, OpenVideo, VideoFrames, VideoShape};
pub use live::ShownTarget;
pub use quality::{MAX_SHUTTER, Quality, SSAA_RANGE, SsaaFilter, Unfit};
pub use replay::Replay;
pub use setup::Setup;
pub use state::{SavedState, StateError};
pub use steps::Whole;
pub use timeline::{FrameTime, Timeline, TimelineError};

use std::time::Instant;

use crate::frame::Input;
use crate::gpu::Gpu;
use crate::shader::{PICTURE, Program};

use animation::Animation;
use budget::Budget;
use error::{allowed, taken};
use inputs::Inputs;
use pass::PassRunner;
use quality::{Held, picture_is_read, writes_only_picture};
use resolve::{Onto, Resolve};
use resources::Resources;
use samples::{Samples, Tiles};
use steps::{Manner, Step, steps};
use timing::Timing;
use work::Work;

/// A scene on a device, ready to draw its frames.
#[derive(Debug)]
pub struct Renderer {
    gpu: Gpu,
    program: Program,
    params: Animation,
    quality: Quality,
    resources: Resources,
    passes: Vec<PassRunner>,
    steps: Vec<Step>,
    tiles: Option<Tiles>,
    resolve: Option<Resolve>,
    /// What happens in the first moment only: of a frame in which passes run that run once, and of
    /// another.
    held: [Held; 2],
    /// Which passes have run that run in frame 0 only.
    done: Vec<bool>,
    /// What passes cost, while somebody asks.
    timing: Option<Timing>,
    /// The milliseconds that recording each pass of the frame took, while somebody asks.
    recording: Option<Vec<f64>>,
}

impl Renderer {
    /// Compiles a scene for the device, reads its pictures, opens its videos, and makes its other
    /// textures and its buffers, all zero.
    ///
    /// Compiling is the driver's work and can take long for a large shader; it cannot be interrupted.
    ///
    /// # Errors
    /// [`RenderError::Cancelled`] once `cancelled` says so, which is asked while files are read; when the
    /// adapter cannot do what the scene asks for, the driver refuses the shader, or memory runs out.
    pub fn new(
        gpu: &Gpu,
        setup: &Setup<'_>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Self, RenderError> {
        let Setup {
            scene,
            program,
            params,
            size,
            quality,
            seed,
            is_live,
            ..
        } = *setup;
        let (quality, _) = quality.fit(program);
        limits::check(gpu, program, scene, size)?;
        let budget = Budget::plan(gpu, setup, &quality, cancelled)?;
        let samples = Samples::plan(gpu, program, &quality, size, budget.spare)?;
        let manner = Manner {
            is_sampled: samples.is_some(),
            is_blurred: quality.motion_blur > 1,
            is_tiled: samples.as_ref().is_some_and(Samples::is_tiled),
        };
        let all = quality.drawn(size);
        let too_fine = |whole: Whole| RenderError::TooFine {
            size: all,
            whole: Some(whole),
        };
        let steps = steps(program, manner).map_err(too_fine)?;
        let device = gpu.device();
        let inputs = Inputs::load(gpu, setup, budget.found, cancelled)?;
        let told = (seed, is_live);
        let made = || Resources::new(device, program, size, inputs, samples.as_ref(), told);
        let resources = gpu.guard(made)?;
        resources.uniforms.upload_constants(gpu.queue());
        let tiles = samples.as_ref().map(|samples| Tiles::new(gpu, samples));
        let tiles = tiles.transpose()?.flatten();
        let resolve = (!quality.is_plain()).then(|| {
            let plan = samples.as_ref().map(|samples| &samples.plan);
            let sampled = plan.zip(resources.scratch.as_ref());
            let picture = &resources.targets[PICTURE];
            Resolve::new(gpu, scene, &quality, picture, sampled)
        });
        let resolve = resolve.transpose()?;
        let layout = tiles.as_ref().map(|tiles| &tiles.layout);
        let compiled = pass::compile(gpu, program, layout)?;
        let passes = gpu.guard(|| PassRunner::all(device, compiled, program, &resources))?;
        Ok(Self {
            gpu: gpu.clone(),
            held: [true, false].map(|is_first| Held::in_frame(program, is_first)),
            done: vec![false; program.passes.len()],
            program: program.clone(),
            params: Animation::new(params),
            quality,
            resources,
            passes,
            steps,
            tiles,
            resolve,
            timing: None,
            recording: None,
        })
    }

    /// The texture that frames are drawn to.
    pub fn picture(&self) -> &wgpu::TextureView {
        self.resources.targets[PICTURE].view()
    }

    /// Whether a frame depends on those drawn before it.
    pub fn is_stateful(&self) -> bool {
        self.program.is_stateful()
    }

    /// Draws the frame at `time`, which is told of `input`. What is left to be submitted is in the encoder that is returned:
    /// commands that read the picture go behind it, or into a later encoder, before the next frame is
    /// drawn.
    ///
    /// Waits for the scene's videos to reach that time. A frame that takes many samples or many runs of
    /// passes is submitted in pieces, between which the device is waited for.
    ///
    /// # Errors
    /// [`RenderError::Cancelled`] once `cancelled` says so; when a video cannot be shown any further,
    /// or something went wrong on the device.
    pub fn draw(
        &mut self,
        time: &FrameTime,
        input: &Input,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<wgpu::CommandEncoder, RenderError> {
        let gpu = self.gpu.clone();
        let mut work = Work::new(&gpu, cancelled);
        if let Some(timing) = &mut self.timing {
            timing.begin(&gpu);
        }
        if let Some(recording) = &mut self.recording {
            recording.fill(0.0);
        }
        self.whole(&mut work, (time, input))?;
        if let Some(timing) = &mut self.timing {
            timing.end(&mut work.encoder);
        }
        Ok(work.encoder)
    }

    /// Draws what later frames depend on of the frames at `times`; their picture is left unfinished
    /// where nothing reads it. Asks before each of them what it is told of its input; parameters may be
    /// set then.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    pub fn preroll(
        &mut self,
        times: impl Iterator<Item = FrameTime>,
        told: &mut dyn FnMut(&mut Self, &FrameTime) -> Input,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<(), RenderError> {
        let gpu = self.gpu.clone();
        let mut work = Work::new(&gpu, cancelled);
        let is_read = picture_is_read(&self.program);
        for time in times {
            let input = told(self, &time);
            match is_read {
                true => self.whole(&mut work, (&time, &input))?,
                false => self.unseen(&mut work, (&time, &input))?,
            }
            work.submit()?;
        }
        Ok(())
    }

    /// All moments of a frame, and the picture.
    fn whole(
        &mut self,
        work: &mut Work<'_>,
        told: (&FrameTime, &Input),
    ) -> Result<(), RenderError> {
        let moments = self.quality.motion_blur.max(1);
        for moment in 0..moments {
            if moment > 0 {
                work.submit()?;
            }
            self.begin(work, told, moment)?;
            for step in self.steps.clone() {
                self.take(work, &step, moment)?;
            }
        }
        if let Some(resolve) = &self.resolve {
            resolve.finish(&mut work.encoder, moments);
        }
        self.end(work);
        Ok(())
    }

    /// A frame but for what writes only the picture.
    fn unseen(
        &mut self,
        work: &mut Work<'_>,
        told: (&FrameTime, &Input),
    ) -> Result<(), RenderError> {
        self.begin(work, told, 0)?;
        for place in 0..self.passes.len() {
            let pass = &self.program.passes[place];
            let is_seen_only = writes_only_picture(pass);
            if pass.once || self.held[1].passes[place] || !is_seen_only {
                self.run(work, place, 0, None)?;
            }
        }
        self.end(work);
        Ok(())
    }

    /// Begins a moment of the frame at `time`.
    fn begin(
        &mut self,
        work: &mut Work<'_>,
        (time, input): (&FrameTime, &Input),
        moment: u32,
    ) -> Result<(), RenderError> {
        let time = time.within(self.quality.moment(moment));
        let queue = self.gpu.queue();
        let Resources {
            uniforms, inputs, ..
        } = &mut self.resources;
        inputs.show(&self.gpu, (&time, &input.keys), work.cancelled)?;
        uniforms.upload(queue, (&time, input), &mut self.params);
        let kept = &self.held[usize::from(self.is_settled())].buffers;
        let buffers = self.resources.buffers.iter().zip(&self.program.buffers);
        for ((buffer, spec), is_kept) in buffers.zip(kept) {
            if spec.clear && !(moment > 0 && *is_kept) {
                work.encoder.clear_buffer(buffer, 0, None);
            }
        }
        Ok(())
    }

    fn take(&mut self, work: &mut Work<'_>, step: &Step, moment: u32) -> Result<(), RenderError> {
        let onto = match self.quality.motion_blur {
            0 | 1 => Onto::Picture,
            _ => Onto::Sum(moment),
        };
        match step {
            Step::Run(place) => self.run(work, *place, moment, None)?,
            Step::Show => self.resolve(work, 0, Onto::Picture),
            Step::Resolve => self.resolve(work, 0, onto),
            Step::Tiles { passes, shows } => {
                let count = self.tiles.as_ref().map_or(0, |tiles| tiles.tiles.len());
                for tile in 0..count {
                    if tile > 0 {
                        work.submit()?;
                    }
                    for place in passes.clone() {
                        self.run(work, place, moment, Some(tile))?;
                    }
                    self.resolve(work, tile, onto);
                    if *shows {
                        self.resolve(work, tile, Onto::Picture);
                    }
                }
            }
        }
        Ok(())
    }

    /// Runs a pass, unless it is done for this frame or for all.
    fn run(
        &mut self,
        work: &mut Work<'_>,
        place: usize,
        moment: u32,
        tile: Option<usize>,
    ) -> Result<(), RenderError> {
        let pass = &self.program.passes[place];
        let is_held = moment > 0 && self.held().passes[place];
        // In tiles nothing keeps what one held.
        let is_held = is_held && (tile.is_none() || self.held[1].passes[place]);
        if is_held || pass.once && self.done[place] {
            return Ok(());
        }
        let tiles = self.tiles.as_ref().zip(tile);
        let view = tiles.map(|(tiles, tile)| tiles.view(tile));
        let described = (&self.program, pass);
        let resources = &mut self.resources;
        let device = self.gpu.device();
        let stamps = self.timing.as_mut().and_then(|timing| timing.stamps(place));
        let began = self.recording.is_some().then(Instant::now);
        self.passes[place].record(
            device,
            work,
            described,
            resources,
            (view.as_ref(), stamps.as_ref()),
        )?;
        if let (Some(recording), Some(began)) = (&mut self.recording, began) {
            recording[place] += 1e3 * began.elapsed().as_secs_f64();
        }
        Ok(())
    }

    /// What happens in the first moment of this frame only.
    fn held(&self) -> &Held {
        &self.held[usize::from(self.is_settled())]
    }

    /// Whether every pass that runs once has done so.
    fn is_settled(&self) -> bool {
        let mut passes = self.program.passes.iter().zip(&self.done);
        passes.all(|(pass, done)| *done || !pass.once)
    }

    fn resolve(&self, work: &mut Work<'_>, tile: usize, onto: Onto) {
        if let Some(resolve) = &self.resolve {
            resolve.record(&mut work.encoder, tile, onto);
        }
    }

    /// Ends a frame.
    fn end(&mut self, work: &mut Work<'_>) {
        for target in &mut self.resources.targets {
            target.remember(&mut work.encoder);
        }
        self.done.fill(true);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
