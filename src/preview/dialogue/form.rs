//! What is asked for, as it stands in the fields, and what it means. Pure.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::export::{
    Container, Offer, OutputOptions, OutputRequest, Plan, Quality, Request, Settings, SsaaFilter,
    default_format, is_still_format, offers, usual,
};
use crate::frame::{FrameRange, PixelFormat};
use crate::preview::beside;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preview) enum Kind {
    Video(Container),
    Still,
}

/// The fields. Those that are empty leave it to the scene, or to what is usual.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::preview) struct Form {
    pub(super) kind: Kind,
    pub(super) codec: Option<&'static str>,
    pub(super) format: Option<PixelFormat>,
    pub(super) crf: String,
    pub(super) preset: Option<String>,
    pub(super) size: String,
    pub(super) rate: String,
    pub(super) duration: String,
    pub(super) frames: String,
    /// The time of a still.
    pub(super) at: String,
    pub(super) quality: Quality,
    /// Whether what was recorded is done again.
    pub(in crate::preview) replays: bool,
    pub(super) path: String,
    /// The file that the path was made of, which need not be text; it counts until the path is edited.
    file: PathBuf,
    /// Whether a person wrote the path.
    pub(super) is_named: bool,
    /// Whether a file that has the name already may be replaced.
    pub(in crate::preview) replaces: bool,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [
        Self::Video(Container::Mp4),
        Self::Video(Container::Webm),
        Self::Video(Container::Mov),
        Self::Video(Container::Matroska),
        Self::Still,
    ];

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Video(container) => container.extension(),
            Self::Still => "png",
        }
    }
}

impl Form {
    /// What is asked for at first, of a scene that is shown with `quality`.
    pub(in crate::preview) fn new(scene: &Path, quality: Quality) -> Self {
        let mut form = Self {
            kind: Kind::Video(Container::Mp4),
            codec: None,
            format: None,
            crf: String::new(),
            preset: None,
            size: String::new(),
            rate: String::new(),
            duration: String::new(),
            frames: String::new(),
            at: String::new(),
            quality,
            replays: true,
            path: String::new(),
            file: PathBuf::new(),
            is_named: false,
            replaces: false,
        };
        form.name(scene);
        form
    }

    /// Gives it a name that no file has, unless a person has named it.
    pub(in crate::preview) fn name(&mut self, scene: &Path) {
        self.replaces = false;
        if !self.is_named {
            self.go_to(beside::free(scene, "", self.kind.extension()));
        }
    }

    fn go_to(&mut self, file: PathBuf) {
        self.path = file.display().to_string();
        self.file = file;
    }

    /// The file.
    pub(in crate::preview) fn path(&self) -> PathBuf {
        match self.path == self.file.display().to_string() {
            true => self.file.clone(),
            false => PathBuf::from(self.path.trim()),
        }
    }

    /// Asks for another kind of file. What that has not is left open.
    pub(super) fn turn_into(&mut self, kind: Kind, scene: &Path) {
        self.kind = kind;
        self.go_to(self.path().with_extension(kind.extension()));
        self.name(scene);
        self.fit(false);
    }

    /// Leaves open what is not to be had.
    pub(super) fn fit(&mut self, has_alpha: bool) {
        if let Kind::Video(container) = self.kind {
            let offers = offers(container);
            self.codec = self
                .codec
                .filter(|codec| offers.iter().any(|offer| offer.codec == *codec));
        } else {
            self.codec = None;
        }
        let formats = self.formats();
        self.format = self.format.filter(|format| formats.contains(format));
        let offer = self.offer(has_alpha);
        let presets = offer.as_ref().map(|offer| offer.presets.clone());
        let presets = presets.unwrap_or_default();
        self.preset.take_if(|preset| !presets.contains(preset));
        if offer.is_none_or(|offer| offer.crf.is_none()) {
            self.crf.clear();
        }
    }

    /// The formats that can be asked for.
    pub(super) fn formats(&self) -> Vec<PixelFormat> {
        let all = PixelFormat::ALL.into_iter();
        match (self.kind, self.codec) {
            (Kind::Still, _) => all.filter(|format| is_still_format(*format)).collect(),
            (Kind::Video(container), None) => all
                .filter(|format| usual(container, *format).is_some())
                .collect(),
            (Kind::Video(container), Some(codec)) => {
                let mut offers = offers(container).into_iter();
                let offer = offers.find(|offer| offer.codec == codec);
                offer.map(|offer| offer.formats).unwrap_or_default()
            }
        }
    }

    /// The encoder that it comes to.
    pub(super) fn offer(&self, has_alpha: bool) -> Option<Offer> {
        let Kind::Video(container) = self.kind else {
            return None;
        };
        let default = || default_format(container, &self.settings().ok()?, has_alpha).into();
        let format: PixelFormat = self.format.or_else(default)?;
        let codec = self.codec.or_else(|| usual(container, format))?;
        let mut offers = offers(container).into_iter();
        offers.find(|offer| offer.codec == codec)
    }

    fn settings(&self) -> Result<Settings, String> {
        Ok(Settings {
            codec: self.codec.map(str::to_owned),
            crf: number("quality", &self.crf, "a number, 0 or more", |it| it >= 0.0)?,
            preset: self.preset.clone(),
            extra: Vec::new(),
        })
    }

    /// What it means for a scene that is shown as `shown` says.
    pub(in crate::preview) fn request(&self, shown: &Plan) -> Result<Request, String> {
        let path = self.path();
        if path.as_os_str().is_empty() {
            return Err("where to? Name a file".to_owned());
        }
        let extension = path.extension().unwrap_or_default();
        if !extension.eq_ignore_ascii_case(self.kind.extension()) {
            let extension = self.kind.extension();
            return Err(format!(
                "end the name in .{extension}, or choose another format"
            ));
        }
        let is_video = self.kind != Kind::Still;
        let frames: Option<FrameRange> = match is_video {
            true => field("frames", &self.frames)?,
            false => None,
        };
        let seconds = match is_video {
            true => number(
                "duration",
                &self.duration,
                "a number of seconds above 0, as in 2.5",
                |it| it > 0.0,
            )?,
            false => None,
        };
        let at = match is_video {
            true => None,
            false => number(
                "time",
                &self.at,
                "a number of seconds, 0 or more, as in 2.5",
                |it| it >= 0.0,
            )?,
        };
        let settings = match is_video {
            true => self.settings()?,
            false => Settings::default(),
        };
        Ok(Request {
            outputs: vec![OutputRequest::from(path)],
            size: Some(field("size", &self.size)?.unwrap_or(shown.size)),
            rate: field("frames a second", &self.rate)?,
            duration: seconds,
            frames,
            quality: self.quality,
            options: OutputOptions {
                at,
                format: self.format,
                settings,
            },
            ..Request::default()
        })
    }

    /// Asks for these frames.
    pub(super) fn choose(&mut self, frames: &Range<u64>) {
        self.frames = format!("{}..{}", frames.start, frames.end);
    }

    /// Asks for a still of what is shown at `seconds`.
    pub(in crate::preview) fn look_at(&mut self, seconds: f64) {
        // A frame's time must not be rounded to the frame before.
        self.at = format!("{seconds:.9}");
        let trimmed = self.at.trim_end_matches('0').trim_end_matches('.');
        self.at = trimmed.to_owned();
    }
}

/// What stands in a field; `None` if nothing does.
fn field<T: std::str::FromStr<Err: std::fmt::Display>>(
    name: &str,
    text: &str,
) -> Result<Option<T>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = text.parse().map_err(|error| format!("{name}: {error}"));
    value.map(Some)
}

/// A number that fits, in a field; `wanted` says which do.
fn number(
    name: &str,
    text: &str,
    wanted: &str,
    fits: impl Fn(f64) -> bool,
) -> Result<Option<f64>, String> {
    let text = text.trim();
    let value = text.parse().ok();
    match value.filter(|value: &f64| value.is_finite() && fits(*value)) {
        None if !text.is_empty() => Err(format!("{name}: '{text}' is not {wanted}")),
        value => Ok(value),
    }
}

/// The filters and their names.
pub(super) fn filters() -> impl Iterator<Item = (SsaaFilter, &'static str)> {
    SsaaFilter::ALL
        .into_iter()
        .map(|filter| (filter, filter.name()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
