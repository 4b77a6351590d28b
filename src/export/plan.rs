//! Decides, before anything runs, which frames an export has and where they go.
//!
//! Pure: reads no file and asks no GPU.

use std::path::PathBuf;

use crate::encode::{Container, Settings, SettingsError, default_format};
use crate::frame::{FrameSpec, PixelFormat, Rate, Size};
use crate::render::{Timeline, TimelineError};
use crate::scene::{Alpha, Scene};

const DEFAULT_SIZE: Size = Size::new(1920, 1080);
const DEFAULT_RATE: u32 = 60;

/// The most pixels of a side: far above what adapters draw, and no product of sides overflows.
const MAX_SIDE: u32 = 1_000_000;

/// What a user asks of an export. What is `None` is the scene's choice, or the default.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Where the frames go: a video or still by its extension, `-` for standard output.
    pub output: PathBuf,
    /// Whether the output exists and is no regular file, such as a FIFO or a device: its name need
    /// not tell its kind.
    pub is_stream: bool,
    /// Width and height in pixels.
    pub size: Option<Size>,
    /// Frames a second.
    pub rate: Option<Rate>,
    /// Seconds the scene lasts.
    pub duration: Option<f64>,
    /// How many frames are drawn.
    pub frames: Option<u64>,
    /// The first frame that is drawn.
    pub start: Option<u64>,
    /// The time of a still in seconds.
    pub at: Option<f64>,
    /// The format of the frames.
    pub format: Option<PixelFormat>,
    /// How a video is encoded: its codec decides the default format.
    pub settings: Settings,
    /// Whether values between two codes are rounded instead of dithered.
    pub no_dither: bool,
}

/// Where the frames go.
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
    },
    /// Standard output, as they are.
    Raw,
}

/// The frames of an export and where they go.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where they go.
    pub target: Target,
    /// Their size, format and rate.
    pub spec: FrameSpec,
    /// Which there are.
    pub timeline: Timeline,
    /// Whether values between two codes are dithered.
    pub dither: bool,
    /// What the user should know before it starts.
    pub warnings: Vec<Warning>,
}

/// Something done differently from what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The size was rounded up to whole chroma samples.
    SizeRounded {
        /// What was asked for.
        asked: Size,
        /// What is drawn.
        drawn: Size,
        /// The format that needs it.
        format: PixelFormat,
    },
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SizeRounded {
                asked,
                drawn,
                format,
            } => write!(
                f,
                "{asked} is rounded up to {drawn}: {format} needs even sides \
                 (--pixel-format yuv444p keeps odd ones)"
            ),
        }
    }
}

/// Why what was asked cannot be done. Each message names the flag.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The extension names no known kind of file.
    #[error(transparent)]
    Output(#[from] SettingsError),
    /// No frame is left, or too many.
    #[error(transparent)]
    Timeline(#[from] TimelineError),
    /// No adapter draws so large a picture.
    #[error("a size of {0} is more than can be drawn: choose a smaller --size")]
    TooLarge(Size),
    /// A name for a sequence of stills.
    #[error("'{}' names a sequence of stills, which is not written yet: name one .png, or pipe raw frames with -o -", .0.display())]
    Sequence(PathBuf),
    /// `--at` chooses the time of a still.
    #[error("--at chooses the time of a still: end the output in .png, or use --start FRAME")]
    AtWithoutStill,
    /// A still is one frame.
    #[error(
        "a .png file is one still: choose it with --at SECONDS or --start FRAME, without --frames"
    )]
    FramesOfStill,
    /// PNG holds R, G, B and alpha.
    #[error("a .png file cannot hold {0}: use --pixel-format rgb24 or rgba, or leave it out")]
    StillFormat(PixelFormat),
}

impl Plan {
    /// What `request` makes of `scene`.
    ///
    /// # Errors
    /// When the output names no known kind of file, or no frame is left to draw.
    pub fn new(scene: &Scene, request: &Request) -> Result<Self, PlanError> {
        let target = Target::of(request)?;
        let format = format(&target, scene, request)?;
        let rate = match request.rate.or(scene.rate) {
            Some(rate) => rate,
            None => Rate::new(DEFAULT_RATE, 1).unwrap_or(Rate::MAX),
        };
        let timeline = timeline(&target, rate, scene, request)?;
        let asked = request.size.or(scene.size).unwrap_or(DEFAULT_SIZE);
        if asked.width.max(asked.height) > MAX_SIDE {
            return Err(PlanError::TooLarge(asked));
        }
        let drawn = format.whole_size(asked);
        let warnings = if drawn == asked {
            Vec::new()
        } else {
            vec![Warning::SizeRounded {
                asked,
                drawn,
                format,
            }]
        };
        Ok(Self {
            target,
            spec: FrameSpec {
                size: drawn,
                format,
                rate,
            },
            timeline,
            dither: !request.no_dither,
            warnings,
        })
    }
}

impl Target {
    fn of(request: &Request) -> Result<Self, PlanError> {
        let path = request.output.as_path();
        if path.as_os_str() == "-" {
            return Ok(Self::Raw);
        }
        let is_png = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
        let path = path.to_owned();
        if !is_png {
            let container = match Container::from_path(&path) {
                // What takes bytes one after another takes a Matroska file.
                Err(_) if request.is_stream => Container::Matroska,
                container => container?,
            };
            return Ok(Self::Video { path, container });
        }
        if path.to_string_lossy().contains('%') {
            return Err(PlanError::Sequence(path));
        }
        Ok(Self::Still { path })
    }
}

fn format(target: &Target, scene: &Scene, request: &Request) -> Result<PixelFormat, PlanError> {
    let still = matches!(target, Target::Still { .. });
    let has_alpha = scene.alpha != Alpha::Opaque;
    match (request.format, target) {
        (Some(format), _) if still && !matches!(format, PixelFormat::Rgb24 | PixelFormat::Rgba) => {
            Err(PlanError::StillFormat(format))
        }
        (Some(format), _) => Ok(format),
        (None, Target::Still { .. }) if has_alpha => Ok(PixelFormat::Rgba),
        (None, Target::Still { .. }) => Ok(PixelFormat::Rgb24),
        (None, Target::Video { container, .. }) => {
            Ok(default_format(*container, &request.settings, has_alpha))
        }
        (None, Target::Raw) => Ok(PixelFormat::Yuv420p),
    }
}

fn timeline(
    target: &Target,
    rate: Rate,
    scene: &Scene,
    request: &Request,
) -> Result<Timeline, PlanError> {
    let duration = request.duration.or(scene.duration);
    let start = request.start.unwrap_or(0);
    if !matches!(target, Target::Still { .. }) {
        if request.at.is_some() {
            return Err(PlanError::AtWithoutStill);
        }
        return Ok(Timeline::new(rate, duration, start, request.frames)?);
    }
    if request.frames.is_some() {
        return Err(PlanError::FramesOfStill);
    }
    let seconds = request.at.unwrap_or_else(|| rate.seconds_at(start));
    Ok(Timeline::still(rate, duration, seconds)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Source;

    fn plan(front_matter: &str, request: Request) -> Result<Plan, PlanError> {
        let text = format!("{front_matter}\nfn f() {{}}\n");
        Plan::new(
            &Scene::parse(Source::new("a.wgsl", &text)).unwrap(),
            &request,
        )
    }

    fn request(output: &str) -> Request {
        Request {
            output: output.into(),
            ..Default::default()
        }
    }

    #[test]
    fn flags_come_before_the_scene_and_the_scene_before_defaults() {
        let plain = plan("", request("a.mp4")).unwrap();
        assert_eq!(plain.spec.size, DEFAULT_SIZE);
        assert_eq!(plain.spec.rate.to_string(), "60");
        assert_eq!(plain.spec.format, PixelFormat::Yuv420p);
        assert_eq!(plain.timeline.count(), 600);
        let scene = "//! size = [640, 360]\n//! fps = 30\n//! duration = 2.0";
        let scenes = plan(scene, request("a.mp4")).unwrap();
        assert_eq!(
            (scenes.spec.size, scenes.timeline.count()),
            (Size::new(640, 360), 60)
        );
        let flags = Request {
            size: Some(Size::new(320, 180)),
            rate: "24".parse().ok(),
            frames: Some(7),
            ..request("a.mp4")
        };
        let flags = plan(scene, flags).unwrap();
        assert_eq!(flags.spec.size, Size::new(320, 180));
        assert_eq!(
            (flags.timeline.frames.clone(), flags.timeline.duration),
            (0..7, 2.0)
        );
    }

    #[test]
    fn odd_sizes_are_rounded_with_a_warning_only_where_chroma_is_shared() {
        let odd = |output: &str, format| Request {
            size: Some(Size::new(321, 241)),
            format,
            ..request(output)
        };
        let rounded = plan("", odd("a.mp4", None)).unwrap();
        assert_eq!(rounded.spec.size, Size::new(322, 242));
        assert!(
            rounded.warnings[0]
                .to_string()
                .starts_with("321x241 is rounded up to 322x242")
        );
        for request in [odd("a.mp4", Some(PixelFormat::Yuv444p)), odd("a.png", None)] {
            let kept = plan("", request).unwrap();
            assert_eq!(kept.spec.size, Size::new(321, 241));
            assert!(kept.warnings.is_empty());
        }
    }

    #[test]
    fn a_still_is_one_frame_of_rgb_with_the_scenes_alpha() {
        let at = Request {
            at: Some(0.5),
            ..request("a.PNG")
        };
        let still = plan("//! fps = 30", at).unwrap();
        assert_eq!(
            (still.timeline.frames.clone(), still.spec.format),
            (15..16, PixelFormat::Rgb24)
        );
        let alpha = plan("//! alpha = \"straight\"", request("a.png")).unwrap();
        assert_eq!(alpha.spec.format, PixelFormat::Rgba);
        let start = Request {
            start: Some(3),
            ..request("a.png")
        };
        assert_eq!(plan("", start).unwrap().timeline.frames, 3..4);
    }

    #[test]
    fn what_cannot_be_done_names_the_flag() {
        let fails = |request| plan("", request).unwrap_err().to_string();
        assert!(fails(request("a.avi")).contains("'a.avi'"));
        assert!(fails(request("a%03d.png")).contains("sequence"));
        assert!(
            fails(Request {
                at: Some(1.0),
                ..request("a.mp4")
            })
            .contains("--at")
        );
        assert!(
            fails(Request {
                frames: Some(2),
                ..request("a.png")
            })
            .contains("--at")
        );
        assert!(
            fails(Request {
                frames: Some(0),
                ..request("a.mp4")
            })
            .contains("0 frames")
        );
        let yuv = Request {
            format: Some(PixelFormat::Yuv420p),
            ..request("a.png")
        };
        assert!(fails(yuv).contains("rgb24"));
    }

    #[test]
    fn a_dash_is_standard_output() {
        assert_eq!(plan("", request("-")).unwrap().target, Target::Raw);
        assert!(matches!(
            plan("", request("./-.mp4")).unwrap().target,
            Target::Video { .. }
        ));
    }
}
