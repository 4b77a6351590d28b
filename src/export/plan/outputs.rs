//! Where frames go, by the names of the outputs, and which options each of them gets.

use std::path::{Path, PathBuf};

use super::{OutputOptions, OutputRequest, PlanError, PlannedOutput, Request};
use crate::encode::{Container, Settings, default_format, is_still_format};
use crate::frame::{PixelFormat, Rate};
use crate::render::Timeline;
use crate::scene::{Alpha, Scene};

/// Where frames go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// FFmpeg makes a video of them.
    Video {
        /// The file.
        path: PathBuf,
        /// Its kind.
        container: Container,
    },
    /// One frame is a PNG file.
    Still {
        /// The file.
        path: PathBuf,
        /// Which frame.
        frame: u64,
    },
    /// Standard output, as they are.
    Raw,
}

impl Target {
    /// The file; `-` for standard output.
    pub fn path(&self) -> &Path {
        match self {
            Self::Video { path, .. } | Self::Still { path, .. } => path,
            Self::Raw => Path::new("-"),
        }
    }

    /// Whether it takes frame after frame, instead of one.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Video { .. } | Self::Raw)
    }
}

pub(super) fn plan(
    scene: &Scene,
    request: &Request,
    rate: Rate,
) -> Result<Vec<PlannedOutput>, PlanError> {
    let all = &request.outputs;
    let first = all.first().ok_or(PlanError::NoOutput)?;
    let stills = all.iter().filter(|output| is_png(&output.path)).count();
    if request.options.at.is_some() && stills == 0 {
        return Err(PlanError::AtWithoutStill(first.path.clone()));
    }
    let is_video = |output: &OutputRequest| !is_png(&output.path) && !is_raw(&output.path);
    if !all.iter().any(is_video) {
        refuse_encoding(&first.path, &request.options.settings, false)?;
    }
    let only_stills = stills == all.len();
    let mut planned: Vec<PlannedOutput> = Vec::with_capacity(all.len());
    for output in all {
        // Two writers of one file would spoil it.
        if planned
            .iter()
            .any(|other| other.target.path() == output.path)
        {
            return Err(PlanError::Twice(output.path.clone()));
        }
        planned.push(if is_png(&output.path) {
            still(scene, request, output, only_stills, rate)?
        } else {
            stream(scene, output, &request.options)?
        });
    }
    Ok(planned)
}

fn is_png(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("png"))
}

fn is_raw(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn still(
    scene: &Scene,
    request: &Request,
    output: &OutputRequest,
    only_stills: bool,
    rate: Rate,
) -> Result<PlannedOutput, PlanError> {
    let path = output.path.clone();
    if is_sequence(&path) {
        return Err(PlanError::Sequence(path));
    }
    refuse_encoding(&path, &output.options.settings, true)?;
    let frame = match output.options.at.or(request.options.at) {
        Some(seconds) => Timeline::frame_at(rate, seconds)?,
        None => request.range()?.0,
    };
    // Of a video and its thumbnail, the video's format is meant.
    let common = request.options.format.filter(|_| only_stills);
    let format = match output.options.format.or(common) {
        Some(format) if is_still_format(format) => format,
        Some(format) => return Err(PlanError::StillFormat(format)),
        None => still_format(scene),
    };
    Ok(PlannedOutput {
        target: Target::Still { path, frame },
        format,
        settings: Settings::default(),
        part: None,
    })
}

/// Whether the name asks for a number in it, as in `frame-%04d.png`. Any other `%`, and one in a folder's
/// name, is what it is.
fn is_sequence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut behind = name.split('%').skip(1);
    behind.any(|text| {
        let rest = text.trim_start_matches(|char: char| char.is_ascii_digit());
        let rest = rest.strip_prefix('d');
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}

/// The format of a still where nobody asks for one.
pub(in crate::export) fn still_format(scene: &Scene) -> PixelFormat {
    match scene.alpha {
        Alpha::Opaque => PixelFormat::Rgb24,
        Alpha::Straight | Alpha::Premultiplied => PixelFormat::Rgba,
    }
}

fn stream(
    scene: &Scene,
    output: &OutputRequest,
    common: &OutputOptions,
) -> Result<PlannedOutput, PlanError> {
    let path = output.path.clone();
    if output.options.at.is_some() {
        return Err(PlanError::AtWithoutStill(path));
    }
    let format = output.options.format.or(common.format);
    if is_raw(&path) {
        refuse_encoding(&path, &output.options.settings, true)?;
        return Ok(PlannedOutput {
            target: Target::Raw,
            format: format.unwrap_or(PixelFormat::Yuv420p),
            settings: Settings::default(),
            part: None,
        });
    }
    let container = match Container::from_path(&path) {
        // What takes bytes one after another takes a Matroska file.
        Err(_) if output.is_stream => Container::Matroska,
        container => container?,
    };
    let settings = merged(&output.options.settings, &common.settings);
    let has_alpha = scene.alpha != Alpha::Opaque;
    Ok(PlannedOutput {
        target: Target::Video { path, container },
        format: format.unwrap_or_else(|| default_format(container, &settings, has_alpha)),
        settings,
        part: None,
    })
}

/// An output's own settings, and the common ones where it has none.
fn merged(own: &Settings, common: &Settings) -> Settings {
    Settings {
        codec: own.codec.clone().or_else(|| common.codec.clone()),
        crf: own.crf.or(common.crf),
        preset: own.preset.clone().or_else(|| common.preset.clone()),
        extra: [common.extra.as_slice(), own.extra.as_slice()].concat(),
    }
}

/// An option without effect would be a wish not granted. `own` tells those behind the output's name
/// from the flags for all.
fn refuse_encoding(path: &Path, settings: &Settings, own: bool) -> Result<(), PlanError> {
    let options = [
        (["--codec", "codec="], settings.codec.is_some()),
        (["--crf", "crf="], settings.crf.is_some()),
        (["--preset", "preset="], settings.preset.is_some()),
        (["--", "--"], !settings.extra.is_empty()),
    ];
    match options.into_iter().find(|(_, given)| *given) {
        Some((names, _)) => Err(PlanError::NotEncoded {
            path: path.to_owned(),
            option: names[usize::from(own)],
        }),
        None => Ok(()),
    }
}
