//! Decides, before anything runs, which frames an export has and where they go.
//!
//! Pure: reads no file and asks no GPU.

mod error;
mod outputs;

pub use error::{PlanError, Warning};
pub use outputs::Target;
pub(super) use outputs::still_format;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::encode::Settings;
use crate::export::parts::Mark;
use crate::frame::{FrameRange, FrameSpec, Input, PixelFormat, Rate, Size, Speed};
use crate::render::{Quality, Timeline};
use crate::scene::Scene;

const DEFAULT_SIZE: Size = Size::new(1920, 1080);
const DEFAULT_RATE: u32 = 60;

/// The most pixels of a side: far above what adapters draw, and no product of sides overflows.
const MAX_SIDE: u32 = 1_000_000;

/// What a user asks of an export. What is `None` is the scene's choice, or the default.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Where the frames go; all outputs show the same render.
    pub outputs: Vec<OutputRequest>,
    /// Width and height in pixels.
    pub size: Option<Size>,
    /// Frames a second.
    pub rate: Option<Rate>,
    /// Seconds the scene lasts, by its own time.
    pub duration: Option<f64>,
    /// How fast its time runs.
    pub speed: Option<Speed>,
    /// Which frames are drawn.
    pub frames: Option<FrameRange>,
    /// The first frame that is drawn, where `frames` does not say it.
    pub start: Option<u64>,
    /// How finely it is drawn.
    pub quality: Quality,
    /// Whether values between two codes are rounded instead of dithered.
    pub no_dither: bool,
    /// What the scene is told as its seed.
    pub seed: u32,
    /// What every frame is told of hands, where no recording says it.
    pub hands: Input,
    /// Of every output that has none of its own: `at` of stills, the settings of videos, the format of
    /// both, but not of stills beside videos.
    pub options: OutputOptions,
}

/// One output that a user asks for.
#[derive(Clone, Debug, Default)]
pub struct OutputRequest {
    /// Where: a video or still by its extension, `-` for standard output.
    pub path: PathBuf,
    /// Whether the output exists and is no regular file, such as a FIFO or a device: its name need
    /// not tell its kind.
    pub is_stream: bool,
    /// Of this output alone.
    pub options: OutputOptions,
}

impl From<PathBuf> for OutputRequest {
    /// A file, with nothing asked of it.
    fn from(path: PathBuf) -> Self {
        Self {
            path,
            ..Self::default()
        }
    }
}

/// What can be asked of an output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputOptions {
    /// The time of a still in seconds.
    pub at: Option<f64>,
    /// The format of the frames.
    pub format: Option<PixelFormat>,
    /// How a video is encoded.
    pub settings: Settings,
}

/// The frames of an export and where they go.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where they go; none of a plan that is [`shown`](Self::shown).
    pub outputs: Vec<PlannedOutput>,
    /// Width and height of every output, in pixels.
    pub size: Size,
    /// How finely it is drawn.
    pub quality: Quality,
    /// Their times, and which of them videos and raw outputs get: none if there are only stills.
    pub timeline: Timeline,
    /// Whether values between two codes are dithered.
    pub dither: bool,
    /// What the scene is told as its seed.
    pub seed: u32,
    /// What every frame is told of hands, where no recording says it.
    pub hands: Input,
    /// What the user should know before it starts.
    pub warnings: Vec<Warning>,
}

/// One output of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedOutput {
    /// Where to.
    pub target: Target,
    /// The format of the frames that it gets.
    pub format: PixelFormat,
    /// How they are encoded.
    pub settings: Settings,
    /// What makes it a part of a video; `None` where the output is the whole.
    pub part: Option<Box<Mark>>,
}

impl Request {
    /// The first frame that is drawn, and how many are, if that is said.
    fn range(&self) -> Result<(u64, Option<u64>), PlanError> {
        let start = self.start.unwrap_or(0);
        match (self.frames, self.start) {
            (None, _) => Ok((start, None)),
            (Some(FrameRange::Count(count)), _) => Ok((start, Some(count))),
            (Some(FrameRange::Between(..)), Some(_)) => Err(PlanError::TwoStarts),
            (Some(FrameRange::Between(start, end)), None) => {
                Ok((start, end.map(|end| end.saturating_sub(start))))
            }
        }
    }
}

impl Plan {
    /// What `request` makes of `scene`.
    ///
    /// # Errors
    /// When an output names no known kind of file, two are the same, or no frame is left to draw.
    pub fn new(scene: &Scene, request: &Request) -> Result<Self, PlanError> {
        let rate = rate(scene, request);
        let outputs = outputs::plan(scene, request, rate)?;
        let timeline = timeline(&outputs, rate, scene, request)?;
        let (size, warnings) = whole_size(size(scene, request)?, &outputs);
        let mut plan = Self {
            outputs,
            size,
            quality: request.quality,
            timeline,
            dither: !request.no_dither,
            seed: request.seed,
            hands: request.hands,
            warnings,
        };
        // Where nobody says how long it lasts, it has no end.
        let ends = request.duration.or(scene.duration).is_some();
        let last = plan.timeline.length() - 1;
        if let Some(frame) = plan.last_frame().filter(|frame| ends && *frame > last) {
            plan.warnings.push(Warning::PastEnd { frame, last });
        }
        Ok(plan)
    }

    /// The frames of `scene` as a whole, for who shows them and writes none: without outputs.
    ///
    /// # Errors
    /// When the scene is shorter than a frame, or its pictures are larger than can be drawn.
    pub fn shown(scene: &Scene, request: &Request) -> Result<Self, PlanError> {
        let rate = rate(scene, request);
        let duration = request.duration.or(scene.duration);
        let speed = request.speed.unwrap_or_default();
        Ok(Self {
            outputs: Vec::new(),
            size: size(scene, request)?,
            quality: request.quality,
            timeline: Timeline::new(rate, speed, duration, 0, None)?,
            dither: !request.no_dither,
            seed: request.seed,
            hands: request.hands,
            warnings: Vec::new(),
        })
    }

    /// The frames that `output` gets.
    pub fn spec(&self, output: &PlannedOutput) -> FrameSpec {
        FrameSpec {
            size: self.size,
            format: output.format,
            rate: self.timeline.rate,
        }
    }

    /// The frames that are drawn, in order: those of videos, and those of stills wherever they are.
    pub fn frames(&self) -> impl Iterator<Item = u64> + use<> {
        let range = self.timeline.frames.clone();
        let stills = self
            .outputs
            .iter()
            .filter_map(|output| match output.target {
                Target::Still { frame, .. } => Some(frame),
                Target::Video { .. } | Target::Raw => None,
            });
        let apart: BTreeSet<u64> = stills.filter(|frame| !range.contains(frame)).collect();
        let before: Vec<u64> = apart.range(..range.start).copied().collect();
        let behind: Vec<u64> = apart.range(range.start..).copied().collect();
        before.into_iter().chain(range).chain(behind)
    }

    /// The last frame that is drawn.
    fn last_frame(&self) -> Option<u64> {
        let streamed = self.timeline.frames.end.checked_sub(1);
        let stills = self.outputs.iter().map(|output| match output.target {
            Target::Still { frame, .. } => Some(frame),
            Target::Video { .. } | Target::Raw => None,
        });
        stills.chain([streamed]).flatten().max()
    }

    /// How many frames people wait for: those of the videos, or the stills.
    pub fn count(&self) -> u64 {
        match self.timeline.count() {
            0 => self.outputs.len() as u64,
            count => count,
        }
    }
}

impl PlannedOutput {
    /// Whether it gets frame `index` of a plan whose videos have the frames of `timeline`.
    pub(super) fn wants(&self, index: u64, timeline: &Timeline) -> bool {
        match self.target {
            Target::Video { .. } | Target::Raw => timeline.frames.contains(&index),
            Target::Still { frame, .. } => frame == index,
        }
    }
}

fn rate(scene: &Scene, request: &Request) -> Rate {
    let asked = request.rate.or(scene.rate);
    asked.unwrap_or_else(|| Rate::new(DEFAULT_RATE, 1).unwrap_or(Rate::MAX))
}

/// The size that is asked for.
fn size(scene: &Scene, request: &Request) -> Result<Size, PlanError> {
    let asked = request.size.or(scene.size).unwrap_or(DEFAULT_SIZE);
    match asked.width.max(asked.height) > MAX_SIDE {
        true => Err(PlanError::TooLarge(asked)),
        false => Ok(asked),
    }
}

fn timeline(
    outputs: &[PlannedOutput],
    rate: Rate,
    scene: &Scene,
    request: &Request,
) -> Result<Timeline, PlanError> {
    let duration = request.duration.or(scene.duration);
    let speed = request.speed.unwrap_or_default();
    if outputs.iter().any(|output| output.target.is_stream()) {
        let (start, count) = request.range()?;
        return Ok(Timeline::new(rate, speed, duration, start, count)?);
    }
    if request.frames.is_some() {
        return Err(PlanError::FramesOfStill);
    }
    let mut timeline = Timeline::new(rate, speed, duration, 0, Some(1))?;
    timeline.frames = 0..0;
    Ok(timeline)
}

/// The size that every output can have.
fn whole_size(asked: Size, outputs: &[PlannedOutput]) -> (Size, Vec<Warning>) {
    let mut size = asked;
    let mut warnings = Vec::new();
    for output in outputs {
        let drawn = output.format.whole_size(size);
        if drawn != size {
            size = drawn;
            let format = output.format;
            warnings.push(Warning::SizeRounded {
                asked,
                drawn,
                format,
            });
        }
    }
    (size, warnings)
}

#[cfg(test)]
mod tests;
