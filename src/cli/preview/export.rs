//! Exports of what the window shows, as `shaderpipe render` makes them, and the command that does.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{Discard, Job, Plan, Request, Target};
use shaderpipe::frame::{FrameRange, Input, Orbit};
use shaderpipe::gpu::AdapterChoice;
use shaderpipe::pipe::Method;
use shaderpipe::preview::{Exporter, Wish};
use shaderpipe::readback::Mapping;
use shaderpipe::render::Replay;
use shaderpipe::scene::{ParamValue, Recording};

use super::super::arguments::{BUFFERS, OutputArgument, PreviewArguments, STALL_SECONDS};
use super::super::interrupt::Interrupt;

/// Grants wishes with the flags that the window was opened with.
pub(super) struct Granter {
    pub(super) arguments: Arc<PreviewArguments>,
    pub(super) interrupt: Interrupt,
}

impl Exporter for Granter {
    fn job(&self, wish: &Wish) -> Result<Job, String> {
        self.grant(wish).map_err(|error| format!("{error:#}"))
    }

    fn command(&self, wish: &Wish) -> String {
        quoted(&words(&self.arguments, wish))
    }

    fn creating(&self, temporary: Discard) {
        self.interrupt.discard_at_end(temporary);
    }

    fn encoders(&self) -> Option<Vec<String>> {
        let ffmpeg = Ffmpeg::find(self.arguments.ffmpeg.as_deref()).ok()?;
        ffmpeg.encoders().ok()
    }

    fn reveal(&self, file: &Path) -> Result<(), String> {
        let opener = match () {
            () if cfg!(windows) => "explorer",
            () if cfg!(target_os = "macos") => "open",
            () => "xdg-open",
        };
        let folder = file
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let mut command = std::process::Command::new(opener);
        let folder = folder.unwrap_or(Path::new("."));
        let mut child = command.arg(folder).spawn().map_err(|error| {
            let folder = folder.display();
            format!(
                "{opener}, which shows folders, cannot be run ({error}): the folder is '{folder}'"
            )
        })?;
        // It may stay as long as the folder is open.
        std::thread::spawn(move || child.wait());
        Ok(())
    }
}

impl Granter {
    fn grant(&self, wish: &Wish) -> anyhow::Result<Job> {
        let shown = &wish.shown;
        for output in &wish.request.outputs {
            let is_read_back = OutputArgument::parse(output.path.clone().into_os_string())
                .is_ok_and(|argument| argument.path == output.path);
            if !is_read_back {
                bail!(
                    "'{}' reads like a name with options: choose another",
                    output.path.display()
                );
            }
        }
        let plan = Plan::new(&shown.scene, &wish.request)?;
        let mut outputs = plan.outputs.iter();
        let makes_video = outputs.any(|output| matches!(output.target, Target::Video { .. }));
        let ffmpeg = match makes_video || shown.program.shows_video() {
            true => Some(Ffmpeg::find(self.arguments.ffmpeg.as_deref())?),
            false => None,
        };
        let replay = match &wish.input {
            Some(path) => Some(Replay::new(&Recording::load(path)?, &wish.params)?),
            None => None,
        };
        let job = Job {
            scene: shown.scene.clone(),
            program: shown.program.clone(),
            params: wish.params.clone(),
            replay,
            plan,
            ffmpeg,
            no_clobber: !wish.replaces,
            buffers: BUFFERS.into(),
            mapping: Mapping::Auto,
            transport: Method::Auto,
            stall_timeout: Some(Duration::from_secs(STALL_SECONDS.into())),
        };
        job.plan.check()?;
        Ok(job)
    }
}

/// The words of the command that writes the same file.
fn words(arguments: &PreviewArguments, wish: &Wish) -> Vec<OsString> {
    let scene = wish.shown.scene.source.path();
    let mut words: Vec<OsString> = ["shaderpipe", "render"].map(OsString::from).into();
    words.push(named(scene));
    let mut flag = |name: &str, value: OsString| words.extend([name.into(), value]);
    for output in &wish.request.outputs {
        flag("-o", named(&output.path));
    }
    let requested = asked(&wish.request);
    for (name, value) in requested {
        flag(name, value.into());
    }
    for (param, value) in wish.params.iter() {
        if let Some(value) = value {
            flag("--set", format!("{}={}", param.name, text(value)).into());
        }
    }
    if let Some(input) = &wish.input {
        flag("--input", input.into());
    }
    let is_own = scene == arguments.scene;
    let own = |files: &[(String, String)]| -> Vec<(String, PathBuf)> {
        let files = files.iter().filter(|_| is_own);
        files
            .map(|(name, file)| (name.clone(), file.into()))
            .collect()
    };
    let picture = &arguments.picture;
    for (name, own, changed) in [
        (
            "--set-texture",
            own(&picture.set_texture),
            &wish.changes.textures,
        ),
        ("--set-video", own(&picture.set_video), &wish.changes.videos),
    ] {
        // What the window shows instead comes in its place.
        let is_changed = |name: &String| changed.iter().any(|(other, _)| other == name);
        let kept = own.iter().filter(|(name, _)| !is_changed(name));
        for (resource, file) in kept.chain(changed) {
            let mut value = OsString::from(format!("{resource}="));
            value.push(file);
            flag(name, value);
        }
    }
    for folder in &arguments.access.allow_path {
        flag("--allow-path", folder.clone().into());
    }
    match &arguments.device.adapter {
        Some(AdapterChoice::Index(index)) => flag("--adapter", index.to_string().into()),
        Some(AdapterChoice::Name(name)) => flag("--adapter", name.into()),
        Some(AdapterChoice::Best) | None => {}
    }
    if let Some(bytes) = arguments.device.memory_limit {
        flag("--memory-limit", bytes.to_string().into());
    }
    if let Some(ffmpeg) = &arguments.ffmpeg {
        flag("--ffmpeg", ffmpeg.clone().into());
    }
    words
}

/// The flags for what is asked for.
fn asked(request: &Request) -> Vec<(&'static str, String)> {
    let default = shaderpipe::export::Quality::default();
    let (quality, options) = (&request.quality, &request.options);
    let has_ssaa = quality.ssaa != default.ssaa || quality.filter != default.filter;
    let has_blur = quality.motion_blur != default.motion_blur;
    let flags = [
        ("--size", request.size.map(|size| size.to_string())),
        ("--fps", request.rate.map(|rate| rate.to_string())),
        (
            "--duration",
            request.duration.map(|seconds| seconds.to_string()),
        ),
        ("--frames", request.frames.map(range)),
        ("--at", options.at.map(|at| at.to_string())),
        (
            "--pixel-format",
            options.format.map(|format| format.to_string()),
        ),
        ("--codec", options.settings.codec.clone()),
        ("--crf", options.settings.crf.map(|crf| crf.to_string())),
        ("--preset", options.settings.preset.clone()),
        ("--ssaa", has_ssaa.then(|| quality.ssaa.to_string())),
        (
            "--ssaa-filter",
            has_ssaa.then(|| quality.filter.name().to_owned()),
        ),
        (
            "--motion-blur",
            has_blur.then(|| quality.motion_blur.to_string()),
        ),
        ("--shutter", has_blur.then(|| quality.shutter.to_string())),
        ("--view", view(&request.hands)),
        ("--mouse", mouse(&request.hands)),
    ];
    let given = flags
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    given.collect()
}

fn view(hands: &Input) -> Option<String> {
    let Orbit {
        longitude,
        latitude,
        distance,
    } = hands.orbit;
    let is_turned = hands.orbit != Orbit::default();
    is_turned.then(|| format!("{longitude},{latitude},{distance}"))
}

fn mouse(hands: &Input) -> Option<String> {
    let [x, y] = hands.pointer.at;
    let [from_x, from_y] = hands.pointer.pressed_at?;
    Some(format!("{x},{y},{from_x},{from_y}"))
}

fn range(frames: FrameRange) -> String {
    match frames {
        FrameRange::Count(count) => count.to_string(),
        FrameRange::Between(start, Some(end)) => format!("{start}..{end}"),
        FrameRange::Between(start, None) => format!("{start}.."),
    }
}

fn text(value: &ParamValue) -> String {
    let numbers: Vec<_> = value.iter().map(ToString::to_string).collect();
    numbers.join(",")
}

/// A path that is not taken for a flag.
fn named(path: &Path) -> OsString {
    match path.as_os_str().as_encoded_bytes().first() {
        Some(b'-') => Path::new(".").join(path).into(),
        _ => path.into(),
    }
}

/// The words as a shell reads them. Bytes that are no text cannot be on a clipboard.
fn quoted(words: &[OsString]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let quoter = shlex::Quoter::new().allow_nul(true);
    quoter
        .join(words.iter().map(AsRef::as_ref))
        .unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
