//! The settings that decide the bytes of outputs, in one form however they were given.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use serde::Serialize;

use crate::encode::{SettingsError, arguments};
use crate::export::report::QualityReport;
use crate::export::{Job, Plan, PlannedOutput, Target};
use crate::frame::{Input, Orbit};

/// What is written as JSON: its fields in this order, names of parameters in theirs.
#[derive(Serialize)]
struct Canonical<'a> {
    width: u32,
    height: u32,
    fps: String,
    speed: String,
    duration: f64,
    quality: QualityReport,
    dither: bool,
    seed: u32,
    /// Longitude, latitude and distance of the view, and the places of the mouse; only where hands did
    /// something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    view: Vec<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mouse: Vec<f64>,
    /// Those that are set; all others are as the scene says.
    params: BTreeMap<&'a str, &'a [f64]>,
    outputs: Vec<CanonicalOutput>,
}

#[derive(Serialize)]
struct CanonicalOutput {
    kind: &'static str,
    /// The frame that a still is.
    frame: Option<u64>,
    pixel_format: &'static str,
    /// What FFmpeg is asked to do, without the name of the file.
    ffmpeg: Vec<String>,
}

/// The settings of `job` for `outputs`, as JSON.
pub(super) fn canonical(job: &Job, outputs: &[PlannedOutput]) -> Result<String, SettingsError> {
    let set = job.params.iter();
    let set = set.filter_map(|(param, value)| Some((param.name.as_str(), value?.as_slice())));
    Ok(text(&Canonical {
        params: set.collect(),
        ..of_plan(&job.plan, outputs)?
    }))
}

/// BLAKE3 of what `plan` says of `outputs` and of its frames, in hexadecimal.
pub(super) fn digest(plan: &Plan, outputs: &[PlannedOutput]) -> Result<String, SettingsError> {
    let text = text(&(of_plan(plan, outputs)?, &plan.timeline.frames));
    Ok(blake3::hash(text.as_bytes()).to_hex().to_string())
}

fn text(value: &impl Serialize) -> String {
    match serde_json::to_string(value) {
        Ok(text) => text,
        Err(error) => unreachable!("numbers and texts can be written: {error}"),
    }
}

/// All but the parameters.
fn of_plan(plan: &Plan, outputs: &[PlannedOutput]) -> Result<Canonical<'static>, SettingsError> {
    let outputs = outputs.iter().map(|output| canonical_output(plan, output));
    Ok(Canonical {
        width: plan.size.width,
        height: plan.size.height,
        fps: plan.timeline.rate.to_string(),
        speed: plan.timeline.speed.to_string(),
        duration: plan.timeline.duration,
        quality: plan.quality.into(),
        dither: plan.dither,
        seed: plan.seed,
        view: view(&plan.hands),
        mouse: mouse(&plan.hands),
        params: BTreeMap::new(),
        outputs: outputs.collect::<Result<_, _>>()?,
    })
}

fn view(hands: &Input) -> Vec<f64> {
    let Orbit {
        longitude,
        latitude,
        distance,
    } = hands.orbit;
    match hands.orbit == Orbit::default() {
        true => Vec::new(),
        false => vec![longitude, latitude, distance],
    }
}

fn mouse(hands: &Input) -> Vec<f64> {
    let pressed_at = hands.pointer.pressed_at;
    pressed_at.map_or_else(Vec::new, |at| [hands.pointer.at, at].concat())
}

fn canonical_output(plan: &Plan, output: &PlannedOutput) -> Result<CanonicalOutput, SettingsError> {
    let words = |word: &OsStr| word.to_string_lossy().into_owned();
    let (kind, frame, mut ffmpeg) = match &output.target {
        Target::Video { container, .. } => {
            let spec = plan.spec(output);
            let args = arguments(&spec, *container, &output.settings, Path::new(""))?;
            let args = args.iter().map(|word| words(word)).collect();
            (container.extension(), None, args)
        }
        Target::Still { frame, .. } => ("png", Some(*frame), Vec::new()),
        Target::Raw => ("raw", None, Vec::new()),
    };
    // The file's name.
    ffmpeg.pop();
    Ok(CanonicalOutput {
        kind,
        frame,
        pixel_format: output.format.name(),
        ffmpeg,
    })
}

/// The threads that FFmpeg's encoders take: as there are processors for this process, where one of them
/// is not told how many. Where all are, the most of those.
pub(super) fn encoder_threads(outputs: &[PlannedOutput]) -> u32 {
    let videos = outputs
        .iter()
        .filter(|output| matches!(output.target, Target::Video { .. }));
    let asked: Option<Vec<u32>> = videos.map(asked_threads).collect();
    asked.map_or_else(processors, |asked| asked.into_iter().max().unwrap_or(0))
}

fn asked_threads(output: &PlannedOutput) -> Option<u32> {
    let mut words = output.settings.extra.windows(2);
    let options = ["-threads", "-threads:v", "-threads:v:0"];
    let last = words.rfind(|pair| options.iter().any(|option| pair[0] == *option))?;
    let threads = last[1].to_str()?.parse().ok()?;
    (threads > 0).then_some(threads)
}

fn processors() -> u32 {
    // What encoders ask, too: they do not know of quotas.
    #[cfg(target_os = "linux")]
    if let Ok(set) = rustix::thread::sched_getaffinity(None) {
        return set.count();
    }
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(count).unwrap_or(u32::MAX)
}
