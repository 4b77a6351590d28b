//! From a frame spec and settings to FFmpeg's arguments.
//!
//! A pure function: runs nothing, opens nothing, and cannot know what this FFmpeg was built with.

use std::ffi::OsString;
use std::path::Path;

use super::codec::{Codec, Crf, Preset, codecs_for, default_codec, either, fits_webm, is_hevc};
use super::settings::{Container, Settings, SettingsError};
use crate::frame::{ColorModel, FrameSpec, PixelFormat};

/// FFmpeg's arguments to read frames of `spec` from its standard input and write `path`.
///
/// The output is overwritten without a question: `path` is meant to be a temporary file of our own
/// (see [`Output`](super::Output)). FFmpeg stores the frames in the format they have or fails; it
/// never converts. `settings.extra` comes last before the path, so it overrides the rest.
///
/// # Errors
/// When codec, container, pixel format, size, quality and preset do not fit one another, as far as
/// the codec is known.
pub fn arguments(
    spec: &FrameSpec,
    container: Container,
    settings: &Settings,
    path: &Path,
) -> Result<Vec<OsString>, SettingsError> {
    refuse_stray_words(&settings.extra)?;
    let name = match &settings.codec {
        Some(name) => name,
        None => default_codec(container, spec.format)?,
    };
    if container == Container::Webm && !fits_webm(name) {
        return Err(SettingsError::WebmCodec(name.to_owned()));
    }
    let codec = Codec::named(name);
    // Extra arguments may change format, size or codec: then only FFmpeg can judge.
    if settings.extra.is_empty() {
        check_frames(spec, container, name, &codec)?;
    }

    let format = spec.format.name();
    let (size, rate) = (spec.size.to_string(), spec.rate.to_string());
    let tags = colour_tags(spec.format);
    let mut args = Arguments::default();
    // Without -xerror FFmpeg 5 reports success when the disk fills up or a frame comes in half.
    args.add("-hide_banner -nostdin -loglevel warning -xerror -y");
    if let Some(device) = codec.upload {
        args.pair("-init_hw_device", device);
    }
    args.add("-f rawvideo");
    args.pair("-pixel_format", format);
    args.pair("-video_size", size);
    args.pair("-framerate", rate);
    // From FFmpeg 7 on, encoders take the tags from the frames; before, from the output options.
    args.add(tags);
    args.add("-protocol_whitelist pipe,fd,file -i pipe:0 -map 0:v:0");
    args.pair("-c:v", name);
    if let Some(preset) = preset(settings, name, &codec)? {
        args.pair("-preset", preset);
    }
    if let Some(crf) = crf(settings, name, &codec)? {
        args.pair("-crf", crf.to_string());
    }
    let options = codec.options_for(spec.format);
    args.0.extend(options.map(OsString::from));
    match codec.upload {
        // It uploads the frames as they are.
        Some(_) => args.pair("-vf", "hwupload"),
        // From FFmpeg 8.1 on, OpenEXR gets alpha multiplied in, which the sign below would forbid.
        None if spec.format.is_float() => args.pair("-pix_fmt", format),
        // The plus sign makes FFmpeg fail instead of choosing another format and converting.
        None => args.pair("-pix_fmt", format!("+{format}")),
    }
    args.add(tags);
    if matches!(container, Container::Mp4 | Container::Mov) {
        if is_hevc(name) {
            // Apple's players know HEVC by this tag only.
            args.add("-tag:v hvc1");
        }
        args.add("-movflags +faststart");
    }
    args.pair("-f", container.muxer());
    args.0.extend(settings.extra.iter().cloned());
    // Without the prefix a name such as `tee:a` would be read as a protocol.
    let mut output = OsString::from("file:");
    output.push(path);
    args.0.push(output);
    Ok(args.0)
}

/// Has the file that `args` write carry `comment`, in place of one that options give it.
pub fn add_comment(args: &mut Vec<OsString>, comment: &str) {
    let before_name = args.len().saturating_sub(1);
    let words = ["-metadata".to_owned(), format!("comment={comment}")];
    args.splice(before_name..before_name, words.map(OsString::from));
}

/// Refuses a word that follows no option: FFmpeg would write a file of that name, with the options that
/// are meant for ours.
fn refuse_stray_words(extra: &[OsString]) -> Result<(), SettingsError> {
    let mut takes_value = false;
    for word in extra {
        let word = word.to_string_lossy();
        let is_number = word.parse::<f64>().is_ok();
        let is_option = word.starts_with('-') && word.len() > 1 && !is_number;
        if !is_option && !takes_value {
            return Err(SettingsError::StrayWord(word.into_owned()));
        }
        takes_value = is_option;
    }
    Ok(())
}

#[derive(Default)]
struct Arguments(Vec<OsString>);

impl Arguments {
    fn add(&mut self, words: &str) {
        self.0.extend(words.split(' ').map(OsString::from));
    }

    fn pair(&mut self, option: &str, value: impl Into<OsString>) {
        self.0.push(option.into());
        self.0.push(value.into());
    }
}

fn colour_tags(format: PixelFormat) -> &'static str {
    match (format.color_model(), format.subsampling()) {
        (ColorModel::YCbCr, (1, 1)) => {
            "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv"
        }
        (ColorModel::YCbCr, _) => {
            "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv -chroma_sample_location left"
        }
        (ColorModel::Gray, _) => {
            "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range pc"
        }
        // Whether floats are linear is the scene's choice, which is not known here.
        (ColorModel::Rgb, _) if format.is_float() => {
            "-colorspace rgb -color_primaries bt709 -color_range pc"
        }
        (ColorModel::Rgb, _) => {
            "-colorspace rgb -color_primaries bt709 -color_trc iec61966-2-1 -color_range pc"
        }
    }
}

/// FFmpeg's own reader refuses larger ones: such a file could be written, and never read.
const LARGEST_MATROSKA_BLOCK: u64 = 256 << 20;

fn check_frames(
    spec: &FrameSpec,
    container: Container,
    name: &str,
    codec: &Codec,
) -> Result<(), SettingsError> {
    if let Some(formats) = codec.formats(container)
        && !formats.contains(&spec.format)
    {
        return Err(unfit(spec.format, container, name, codec, &formats));
    }
    if container == Container::Matroska
        && codec.uncompressed
        && spec.bytes() > LARGEST_MATROSKA_BLOCK
    {
        return Err(SettingsError::MatroskaBlock {
            codec: name.to_owned(),
            format: spec.format,
            size: spec.size,
        });
    }
    let even = spec.format.whole_size(spec.size);
    if codec.even && even != spec.size {
        return Err(SettingsError::OddSize {
            codec: name.to_owned(),
            format: spec.format,
            size: spec.size,
            even,
        });
    }
    Ok(())
}

/// Why the encoder `name`, which stores `formats` in `container`, does not store `format` there.
fn unfit(
    format: PixelFormat,
    container: Container,
    name: &str,
    codec: &Codec,
    formats: &[PixelFormat],
) -> SettingsError {
    let containers = codec.containers();
    if containers.is_empty() {
        return SettingsError::Unfit(name.to_owned());
    }
    if formats.is_empty() {
        let endings: Vec<_> = containers.iter().map(|one| format!(".{one}")).collect();
        return SettingsError::Container {
            codec: name.to_owned(),
            container,
            instead: format!("end the file name in {}", either(&endings)),
        };
    }
    let takes: Vec<_> = formats.iter().map(|format| format.name()).collect();
    let codecs = codecs_for(container, format);
    let instead = if codecs.is_empty() {
        String::new()
    } else {
        format!(", or --codec {}", either(&codecs))
    };
    SettingsError::Format {
        codec: name.to_owned(),
        format,
        container,
        instead: format!("use pixel format {}{instead}", either(&takes)),
    }
}

fn crf(settings: &Settings, name: &str, codec: &Codec) -> Result<Option<f64>, SettingsError> {
    let codec_name = || name.to_owned();
    match (codec.crf, settings.crf) {
        (Crf::Scale { default, .. }, None) => Ok(Some(default)),
        (Crf::Scale { min, max, .. }, Some(crf))
            if !(f64::from(min)..=f64::from(max)).contains(&crf) =>
        {
            Err(SettingsError::CrfRange {
                codec: codec_name(),
                crf,
                min,
                max,
            })
        }
        (Crf::None { instead }, Some(crf)) => Err(SettingsError::NoCrf {
            codec: codec_name(),
            crf,
            instead,
        }),
        (_, crf) => Ok(crf),
    }
}

fn preset<'a>(
    settings: &'a Settings,
    name: &str,
    codec: &Codec,
) -> Result<Option<&'a str>, SettingsError> {
    let wanted = settings.preset.as_deref();
    let unknown = |preset: &str, known| SettingsError::UnknownPreset {
        codec: name.to_owned(),
        preset: preset.to_owned(),
        known,
    };
    match (codec.preset, wanted) {
        (Preset::Name { default, .. } | Preset::Number { default, .. }, None) => Ok(Some(default)),
        (Preset::Name { known, .. }, Some(preset))
            if !known.split(", ").any(|one| one == preset) =>
        {
            Err(unknown(preset, known))
        }
        (Preset::Number { max, known, .. }, Some(preset))
            if !preset.parse().is_ok_and(|number: u32| number <= max) =>
        {
            Err(unknown(preset, known))
        }
        (Preset::None { instead }, Some(preset)) => Err(SettingsError::NoPreset {
            codec: name.to_owned(),
            preset: preset.to_owned(),
            instead,
        }),
        (_, wanted) => Ok(wanted),
    }
}

#[cfg(test)]
mod tests;
