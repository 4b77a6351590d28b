//! What is known of FFmpeg's encoders: quality scale, presets, pixel formats, containers.
//!
//! A table, not a gate: an encoder that is not in it gets what the user wrote and nothing else.

mod offer;
mod table;

pub use offer::{Offer, offers, usual};

use super::settings::{Container, Settings, SettingsError};
use crate::frame::PixelFormat;
use table::{TABLE, UNKNOWN};

/// The options of one encoder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Codec {
    pub(super) crf: Crf,
    pub(super) preset: Preset,
    /// Options that suit it whatever the user chose.
    pub(super) options: &'static [&'static str],
    /// What it stores as it is, as far as known.
    pub(super) places: Option<Places>,
    /// Options that some formats need.
    pub(super) format_options: &'static [(&'static [PixelFormat], &'static [&'static str])],
    /// Whether 4:2:0 pictures need even sides.
    pub(super) even: bool,
    /// Whether a coded frame may be as large as the frame itself.
    pub(super) uncompressed: bool,
    /// The kind of device that frames are uploaded to before it takes them.
    pub(super) upload: Option<&'static str>,
}

/// Formats that an encoder stores in some containers, the one it is fed by default first.
type Places = &'static [(&'static [Container], &'static [PixelFormat])];

/// Encoders of the same options, under FFmpeg's names.
#[derive(Clone, Copy, Debug)]
struct Use(&'static [&'static str], Codec);

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

/// How many encoders a message offers.
const OFFERED: usize = 3;

impl Codec {
    /// What is known of the encoder that FFmpeg calls `name`.
    pub(super) fn named(name: &str) -> Self {
        TABLE
            .iter()
            .find(|Use(names, _)| names.contains(&name))
            .map_or(UNKNOWN, |Use(_, codec)| *codec)
    }

    /// The formats it stores in `container`, the one it is fed by default first; `None` where
    /// nothing is known.
    pub(super) fn formats(&self, container: Container) -> Option<Vec<PixelFormat>> {
        let places = self.places?.iter();
        let here = places.filter(|(containers, _)| containers.contains(&container));
        Some(here.flat_map(|(_, formats)| *formats).copied().collect())
    }

    /// The containers that hold what it makes, as far as known.
    pub(super) fn containers(&self) -> Vec<Container> {
        let fits = |&container: &Container| {
            let formats = self.formats(container);
            formats.is_none_or(|formats| !formats.is_empty())
        };
        Container::ALL.into_iter().filter(fits).collect()
    }

    /// The options that go with frames of `format`.
    pub(super) fn options_for(
        &self,
        format: PixelFormat,
    ) -> impl Iterator<Item = &'static &'static str> {
        self.options.iter().chain(
            self.format_options
                .iter()
                .filter(move |(formats, _)| formats.contains(&format))
                .flat_map(|(_, options)| options.iter()),
        )
    }
}

/// The formats that FFmpeg's encoder `codec` stores in `container` as they are, the one it is fed by
/// default first; none where the container cannot hold what it makes. `None` for an encoder of which
/// nothing is known.
pub fn stored_formats(codec: &str, container: Container) -> Option<Vec<PixelFormat>> {
    Codec::named(codec).formats(container)
}

/// The format to feed the encoder that `settings` choose, or that is the default of `container`,
/// where the user names none: one that the encoder stores as it is, so that nothing is converted a
/// second time.
///
/// That is `yuv420p` where the encoder takes it, `nv12` for encoders in hardware, else the
/// encoder's best: `yuv422p10le` for ProRes and DNxHR, `rgb24` for PNG, `gbrapf32le` for EXR. Alpha
/// is kept where the user *names* a codec that stores it (ProRes, FFV1, PNG, TIFF, EXR, FFVHUFF and
/// raw video); the default codecs hold none, and an encoder that is not known gets `yuv420p`.
pub fn default_format(container: Container, settings: &Settings, has_alpha: bool) -> PixelFormat {
    let fallback = PixelFormat::Yuv420p;
    let Some(name) = &settings.codec else {
        return fallback;
    };
    let formats = Codec::named(name).formats(container).unwrap_or_default();
    let with_alpha = formats.iter().find(|format| format.has_alpha());
    let first = formats.first();
    let chosen = if has_alpha {
        with_alpha.or(first)
    } else {
        first
    };
    chosen.copied().unwrap_or(fallback)
}

/// About how many cores FFmpeg's encoder `codec` keeps busy with one video of usual size: those that look
/// ahead and cut frames for threads take several, those in hardware none.
pub fn usual_cores(codec: &str) -> usize {
    const HARDWARE: [&str; 7] = [
        "_nvenc",
        "_qsv",
        "_vaapi",
        "_videotoolbox",
        "_amf",
        "_mf",
        "_v4l2m2m",
    ];
    match codec {
        codec if HARDWARE.iter().any(|end| codec.ends_with(end)) => 0,
        "libx264" | "libx264rgb" | "libx265" | "libsvtav1" | "libaom-av1" => 3,
        "ffv1" | "prores_ks" | "dnxhd" | "libvpx-vp9" => 2,
        _ => 1,
    }
}

/// The encoder for `format` in `container` when the user names none.
pub(super) fn default_codec(
    container: Container,
    format: PixelFormat,
) -> Result<&'static str, SettingsError> {
    usual_codec(container, format).ok_or_else(|| SettingsError::NoDefaultCodec {
        container,
        format,
        instead: ways_out(container, format),
    })
}

fn usual_codec(container: Container, format: PixelFormat) -> Option<&'static str> {
    use Container::{Matroska, Mov, Mp4, Webm};
    use PixelFormat::{
        Gbrapf32le, Gbrp10le, Gray, Nv12, P010le, Rgb24, Rgb48le, Rgba, Rgba64le, Yuv420p,
        Yuv420p10le, Yuv422p, Yuv422p10le, Yuv444p, Yuv444p10le, Yuva444p10le,
    };
    let codec = match (container, format) {
        (
            Webm,
            Yuv420p | Yuv422p | Yuv444p | Yuv420p10le | Yuv422p10le | Yuv444p10le | Gbrp10le,
        ) => "libvpx-vp9",
        (Webm, _) => return None,
        (_, Yuv420p | Yuv422p | Yuv444p | Nv12 | Gray) => "libx264",
        (_, Rgb24) => "libx264rgb",
        (Mov, Yuv422p10le | Yuv444p10le | Yuva444p10le) => "prores_ks",
        // What plays 10 bits plays them as HEVC; hardly anything but a computer plays H.264 of 10.
        (_, Yuv420p10le | Yuv422p10le | Yuv444p10le) | (Mp4 | Mov, Gbrp10le) => "libx265",
        (Matroska, Gbrp10le | Rgb48le | Rgba64le | Yuva444p10le) => "ffv1",
        // Lossless, and with alpha in every FFmpeg there is.
        (Matroska | Mov, Rgba) => "png",
        (Matroska | Mov, Gbrapf32le) => "exr",
        (Mp4, Rgba | Rgb48le | Rgba64le | Yuva444p10le | Gbrapf32le)
        | (Mov, Rgb48le | Rgba64le)
        | (_, P010le) => return None,
    };
    Some(codec)
}

/// What to do where there is no default codec.
fn ways_out(container: Container, format: PixelFormat) -> String {
    let mut ways = Vec::new();
    let codecs = codecs_for(container, format);
    if !codecs.is_empty() {
        ways.push(format!("name --codec {}", either(&codecs)));
    }
    let others = Container::ALL
        .into_iter()
        .filter(|&other| usual_codec(other, format).is_some());
    let others: Vec<_> = others.map(|other| format!(".{other}")).collect();
    if !others.is_empty() {
        ways.push(format!("end the file name in {}", either(&others)));
    }
    let formats = PixelFormat::ALL
        .into_iter()
        .filter(|&other| usual_codec(container, other).is_some());
    let formats: Vec<_> = formats.map(PixelFormat::name).collect();
    ways.push(format!("use pixel format {}", either(&formats)));
    ways.join(", or ")
}

/// Some encoders that store `format` in `container`.
pub(super) fn codecs_for(container: Container, format: PixelFormat) -> Vec<&'static str> {
    let storing = TABLE.iter().filter(|Use(_, codec)| {
        let formats = codec.formats(container);
        formats.is_some_and(|formats| formats.contains(&format))
    });
    let names = storing.filter_map(|Use(names, _)| names.first().copied());
    names.take(OFFERED).collect()
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

/// `a, b or c`
pub(super) fn either<S: AsRef<str>>(names: &[S]) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        text.push_str(match names.len() - index {
            _ if index == 0 => "",
            1 => " or ",
            _ => ", ",
        });
        text.push_str(name.as_ref());
    }
    text
}

#[cfg(test)]
mod tests;
