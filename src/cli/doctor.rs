//! `shaderpipe doctor`: what this machine has, and what to install.

use std::fmt::Write as _;

use shaderpipe::encode::{Ffmpeg, FindError};
use shaderpipe::gpu::{GpuError, list_adapters};

use super::arguments::DoctorArguments;
use super::console::{self, Quiet};

/// The encoders that people ask for, and what for.
const ENCODERS: [(&str, &str); 7] = [
    ("libx264", "H.264, the default"),
    ("libvpx-vp9", "VP9, the default of .webm"),
    ("libx265", "HEVC"),
    ("libsvtav1", "AV1, fast"),
    ("libaom-av1", "AV1"),
    (
        "h264_nvenc",
        "H.264 on an NVIDIA GPU, if its driver is there",
    ),
    ("ffv1", "lossless"),
];

pub(super) fn doctor(arguments: &DoctorArguments) -> anyhow::Result<()> {
    let mut text = format!("shaderpipe {}\n", env!("CARGO_PKG_VERSION"));
    let adapters = adapters(&mut text)?;
    let ffmpeg = ffmpeg(arguments, &mut text)?;
    console::print(&text)?;
    if adapters && ffmpeg {
        Ok(())
    } else {
        Err(Quiet::Told.into())
    }
}

fn adapters(text: &mut String) -> anyhow::Result<bool> {
    writeln!(text, "\nAdapters (--adapter INDEX or part of a name)")?;
    let adapters = list_adapters();
    for adapter in &adapters {
        let default = if adapter.index == 0 {
            ", the default"
        } else {
            ""
        };
        writeln!(text, "  {adapter}{default}")?;
    }
    if adapters.is_empty() {
        writeln!(text, "  none: {}", GpuError::NoAdapter)?;
    }
    Ok(!adapters.is_empty())
}

fn ffmpeg(arguments: &DoctorArguments, text: &mut String) -> anyhow::Result<bool> {
    writeln!(text, "\nFFmpeg (--ffmpeg PATH)")?;
    match look_at_ffmpeg(arguments) {
        Ok((ffmpeg, version, encoders)) => {
            writeln!(text, "  {version} at {}", ffmpeg.path().display())?;
            writeln!(text, "  built with")?;
            for (name, purpose) in ENCODERS {
                let has = encoders.iter().any(|encoder| encoder == name);
                let mark = if has { "yes" } else { "no " };
                writeln!(text, "    {mark}  {name:<12} {purpose}")?;
            }
            let has_default = encoders.iter().any(|encoder| encoder == "libx264");
            if !has_default {
                writeln!(
                    text,
                    "  libx264, the default, is missing: install a full FFmpeg (Debian and Ubuntu: ffmpeg; \
                     Fedora: ffmpeg from RPM Fusion; macOS: brew install ffmpeg)"
                )?;
            }
            Ok(has_default)
        }
        Err(error) => {
            writeln!(text, "  none: {error}")?;
            Ok(false)
        }
    }
}

fn look_at_ffmpeg(arguments: &DoctorArguments) -> Result<(Ffmpeg, String, Vec<String>), FindError> {
    let ffmpeg = Ffmpeg::find(arguments.ffmpeg.as_deref())?;
    let version = ffmpeg.version()?;
    let encoders = ffmpeg.encoders()?;
    Ok((ffmpeg, version, encoders))
}
