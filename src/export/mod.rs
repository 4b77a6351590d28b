//! One export, to one output or several: the one place that wires render → convert → readback →
//! pipe → encode.
//!
//! Knows nothing of windows, terminals or signals: who runs it gives it a [`Progress`] that hears of
//! every frame and may cancel.

mod closing;
mod course;
mod digest;
mod ended;
mod error;
mod fingerprint;
mod frames;
mod leg;
mod media;
mod outputs;
mod parts;
mod plan;
mod report;
mod run;
mod segments;
mod snapshot;
mod stream;
mod watch;

pub use closing::{Closing, Difference, check_loop};
pub use error::ExportError;
pub use fingerprint::{
    Hashes, Identity, IdentityError, InputFile, Stamp, VERSION, input_files, place_of,
};
pub use media::media_mistakes;
pub use parts::{
    JoinPartsError, JoinReport, JoinRequest, JoinedPart, Mark, PartError, PartSet, Record,
};
pub use plan::{
    OutputOptions, OutputRequest, Plan, PlanError, PlannedOutput, Request, Target, Warning,
};
pub use report::{
    OutputReport, PipeReport, QualityReport, Report, SegmentsReport, StageSeconds,
    SystemCallsReport,
};
pub use run::export;
pub use segments::{Begun, SegmentRequest, Segments, SegmentsError, begun, unfinished};
pub use snapshot::Snapshot;

// What a request says of the file, and what becomes of it, for who knows no FFmpeg.
pub use crate::encode::{
    Container, Discard, Offer, Settings, default_format, is_still_format, offers, usual,
};
// What it says of the picture, for who knows no renderer.
pub use crate::render::{MAX_SHUTTER, Quality, SSAA_RANGE, SsaaFilter};

pub(crate) use frames::{AHEAD, convert_spec};
pub(crate) use report::process_cpu_time;
pub(crate) use segments::SEGMENTS;

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use crate::encode::Ffmpeg;
use crate::frame::Input;
use crate::pipe::Method;
use crate::readback::Mapping;
use crate::render::{Renderer, Replay, Setup};
use crate::scene::Scene;
use crate::shader::{ParamValues, Program};

/// Everything that decides an export.
#[derive(Clone, Debug)]
pub struct Job {
    /// The scene.
    pub scene: Scene,
    /// Its shader, compiled.
    pub program: Program,
    /// What is set of its parameters.
    pub params: ParamValues,
    /// The recording that frames are told of; else they are told what the plan says.
    pub replay: Option<Replay>,
    /// Which frames are drawn, how large, and where they go.
    pub plan: Plan,
    /// The FFmpeg that encodes them, and decodes what videos the scene shows; needed for these only.
    pub ffmpeg: Option<Ffmpeg>,
    /// Whether an existing output is an error.
    pub no_clobber: bool,
    /// Frames in flight between the GPU and FFmpeg; at least 1.
    pub buffers: usize,
    /// How frames get from the shader to the processor.
    pub mapping: Mapping,
    /// How they get into FFmpeg's pipe; other outputs are written to.
    pub transport: Method,
    /// How long an FFmpeg may neither read, nor give frames, nor work before it counts as stuck; `None`: for ever.
    pub stall_timeout: Option<Duration>,
}

impl Job {
    /// What the user should know before it starts.
    pub fn warnings(&self) -> Vec<Warning> {
        let (_, unfit) = self.plan.quality.fit(&self.program);
        let planned = self.plan.warnings.iter().cloned();
        planned.chain(unfit.map(Warning::Quality)).collect()
    }

    /// Sets the parameters of `renderer` as they are in frame `index`, and gives what that is told.
    pub fn tell(&self, renderer: &mut Renderer, index: u64) -> Input {
        let timeline = &self.plan.timeline;
        let replay = self.replay.as_ref();
        replay.map_or(self.plan.hands, |replay| {
            replay.tell(renderer, timeline, index)
        })
    }

    /// What is drawn.
    pub fn setup(&self) -> Setup<'_> {
        Setup {
            scene: &self.scene,
            program: &self.program,
            params: &self.params,
            size: self.plan.size,
            media: self,
            quality: self.plan.quality,
            seed: self.plan.seed,
            is_live: false,
        }
    }
}

/// Hears how an export goes, and may end it. Called from several threads.
pub trait Progress: Sync {
    /// FFmpeg is about to be started with these arguments.
    fn encoding(&self, ffmpeg: &Ffmpeg, arguments: &[OsString]) {
        let _ = (ffmpeg, arguments);
    }

    /// A temporary file now exists. To be discarded by who ends the process at once; an export that
    /// ends by itself leaves none.
    fn creating(&self, temporary: Discard) {
        let _ = temporary;
    }

    /// `done` of `total` frames that the next one depends on have been drawn; nobody gets them.
    fn prerolling(&self, done: u64, total: u64) {
        let _ = (done, total);
    }

    /// `done` of `total` frames are there from an earlier run, and count as written.
    fn resumed(&self, done: u64, total: u64) {
        let _ = (done, total);
    }

    /// `done` of `total` frames have been written.
    fn frames(&self, done: u64, total: u64) {
        let _ = (done, total);
    }

    /// One output of several has failed; the others go on.
    fn output_failed(&self, output: &Path, error: &ExportError) {
        let _ = (output, error);
    }

    /// Something that the user should know, and that ends nothing.
    fn warning(&self, message: &str) {
        let _ = message;
    }

    /// All frames have been written; the encoder finishes the file.
    fn finishing(&self) {}

    /// Whether to end the export now. Looked at about ten times a second.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Hears nothing and never cancels.
impl Progress for () {}
