//! What is known of FFmpeg's encoders: quality scale, presets, pixel formats.
//!
//! A table, not a gate: an encoder that is not in it gets what the user wrote and nothing else.

use super::settings::{Container, SettingsError};
use crate::frame::ColorModel;
use crate::frame::PixelFormat::{self, Rgb24, Rgba, Yuv420p, Yuv444p};

/// The options of one encoder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Codec {
    pub(super) crf: Crf,
    pub(super) preset: Preset,
    /// Options that suit it whatever the user chose.
    pub(super) options: &'static [&'static str],
    /// Formats it stores, as far as known.
    pub(super) formats: Option<&'static [PixelFormat]>,
    /// Whether 4:2:0 pictures need even sides.
    pub(super) even: bool,
}

/// How an encoder takes `-crf`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Crf {
    Scale { default: f64, min: u32, max: u32 },
    Unknown,
    None { instead: &'static str },
}

/// How an encoder takes `-preset`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Preset {
    /// One of these, separated by a comma and a space.
    Name {
        default: &'static str,
        known: &'static str,
    },
    Number {
        default: &'static str,
        max: u32,
        known: &'static str,
    },
    Unknown,
    None {
        instead: &'static str,
    },
}

const X26X_PRESETS: Preset = Preset::Name {
    default: "medium",
    known: "ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow, placebo",
};
const ANY_YUV: Option<&[PixelFormat]> = Some(&[Yuv420p, Yuv444p]);
const CPU_USED: &str = "put '-cpu-used N' (0 slow to 8 fast) after --";
const OWN_QUALITY: &str = "put the codec's own quality option after --";
const OWN_SPEED: &str = "put the codec's own speed option after --";

const UNKNOWN: Codec = Codec {
    crf: Crf::Unknown,
    preset: Preset::Unknown,
    options: &[],
    formats: None,
    even: false,
};

/// An encoder with neither `-crf` nor `-preset`.
const PLAIN: Codec = Codec {
    crf: Crf::None {
        instead: OWN_QUALITY,
    },
    preset: Preset::None { instead: OWN_SPEED },
    ..UNKNOWN
};

const X264: Codec = Codec {
    crf: Crf::Scale {
        default: 18.0,
        min: 0,
        max: 51,
    },
    preset: X26X_PRESETS,
    options: &[],
    formats: ANY_YUV,
    even: true,
};

const VP9: Codec = Codec {
    crf: Crf::Scale {
        default: 24.0,
        min: 0,
        max: 63,
    },
    preset: Preset::None { instead: CPU_USED },
    // A zero bitrate is what makes the quality constant.
    options: &[
        "-b:v",
        "0",
        "-row-mt",
        "1",
        "-deadline",
        "good",
        "-cpu-used",
        "2",
    ],
    formats: ANY_YUV,
    even: false,
};

impl Codec {
    /// What is known of the encoder that FFmpeg calls `name`.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "libx264" => X264,
            "libx264rgb" => Self {
                formats: Some(&[Rgb24]),
                ..X264
            },
            "libx265" => Self {
                // x265 prints its settings and statistics whatever FFmpeg's log level is.
                options: &["-x265-params", "log-level=warning"],
                ..X264
            },
            "libvpx-vp9" => VP9,
            "libvpx" => Self {
                crf: Crf::Scale {
                    default: 10.0,
                    min: 4,
                    max: 63,
                },
                // VP8 has no unlimited rate: its quality holds up to this one.
                options: &["-b:v", "50M", "-deadline", "good", "-cpu-used", "2"],
                formats: Some(&[Yuv420p]),
                ..VP9
            },
            "libaom-av1" => Self {
                options: &["-b:v", "0", "-row-mt", "1", "-cpu-used", "6"],
                ..VP9
            },
            "libsvtav1" => Self {
                preset: Preset::Number {
                    default: "8",
                    max: 13,
                    known: "the numbers 0 (slow) to 13 (fast)",
                },
                options: &[],
                formats: Some(&[Yuv420p]),
                even: true,
                ..VP9
            },
            "librav1e" => Self {
                crf: Crf::None {
                    instead: "put '-qp N' (0 to 255) after --",
                },
                preset: Preset::None {
                    instead: "put '-speed N' (0 slow to 10 fast) after --",
                },
                formats: ANY_YUV,
                ..UNKNOWN
            },
            "ffv1" => Self {
                formats: ANY_YUV,
                ..PLAIN
            },
            "png" => Self {
                formats: Some(&[Rgb24, Rgba]),
                ..PLAIN
            },
            "huffyuv" | "ffvhuff" | "utvideo" | "qtrle" | "rawvideo" | "mjpeg" | "prores"
            | "prores_aw" | "prores_ks" | "dnxhd" | "cfhd" => PLAIN,
            "mpeg4" => Self {
                formats: Some(&[Yuv420p]),
                ..PLAIN
            },
            _ => UNKNOWN,
        }
    }
}

/// The encoder for `format` in `container` when the user names none.
pub(super) fn default_codec(
    container: Container,
    format: PixelFormat,
) -> Result<&'static str, SettingsError> {
    let is_rgb = format.color_model() == ColorModel::Rgb;
    let instead = match (container, is_rgb, format.has_alpha()) {
        (Container::Webm, false, _) => return Ok("libvpx-vp9"),
        (_, false, _) => return Ok("libx264"),
        (Container::Mp4 | Container::Matroska | Container::Mov, true, false) => {
            return Ok("libx264rgb");
        }
        // Lossless, and with alpha in every FFmpeg there is.
        (Container::Matroska | Container::Mov, true, true) => return Ok("png"),
        (Container::Mp4, true, true) => "end the file name in .mov or .mkv, which hold alpha",
        (Container::Webm, true, _) => "end the file name in .mov or .mkv, which hold RGB",
    };
    Err(SettingsError::NoDefaultCodec {
        container,
        format,
        instead,
    })
}

/// Whether a WebM file can hold what the encoder `name` makes.
pub(super) fn fits_webm(name: &str) -> bool {
    ["vp8", "vp9", "vpx", "av1"]
        .iter()
        .any(|family| name.contains(family))
}

/// Whether the encoder `name` makes HEVC.
pub(super) fn is_hevc(name: &str) -> bool {
    name == "libx265" || name.starts_with("hevc")
}
