//! From the flags that several commands share to a job and a device.

use std::path::Path;

use anyhow::{Context as _, bail};
use shaderpipe::encode::{Ffmpeg, Settings};
use shaderpipe::export::{Job, OutputOptions, Plan, PlannedOutput, Request, Target};
use shaderpipe::frame::Input;
use shaderpipe::gpu::Gpu;
use shaderpipe::pipe::Method;
use shaderpipe::render::Replay;
use shaderpipe::scene::{Files, Presets, Recording, Scene};
use shaderpipe::shader::{ParamValues, Program, compile};

use super::arguments::{
    AccessArguments, DeviceArguments, EncodingArguments, PictureArguments, RunningArguments,
    SceneArguments,
};
use super::console::Notices;

/// What was asked of a scene.
pub(super) struct Asked<'a> {
    pub(super) scene: &'a Path,
    pub(super) access: &'a AccessArguments,
    pub(super) picture: &'a PictureArguments,
    pub(super) encoding: &'a EncodingArguments,
    pub(super) running: &'a RunningArguments,
}

impl Asked<'_> {
    /// The job that makes the outputs and times of `request`. Reads files, and asks no GPU.
    pub(super) fn job(&self, request: Request) -> anyhow::Result<Job> {
        let (scene, program, params) = read(self.scene, self.access, &self.picture.scene, None)?;
        let replay = match &self.picture.input {
            Some(path) => Some(Replay::new(&Recording::load(path)?, &params)?),
            None => None,
        };
        let plan = Plan::new(&scene, &self.complete(request))?;
        let ffmpeg = self.check(&plan, program.shows_video())?;
        Ok(Job {
            scene,
            program,
            params,
            replay,
            plan,
            ffmpeg,
            no_clobber: false,
            buffers: self.running.buffers.into(),
            mapping: self.running.readback.into(),
            transport: self.running.transport,
            stall_timeout: None,
        })
    }

    /// Everything that can be said against `plan`, of a scene that is readable; gives the FFmpeg that it
    /// needs.
    pub(super) fn check(&self, plan: &Plan, shows_video: bool) -> anyhow::Result<Option<Ffmpeg>> {
        let is_video = |output: &PlannedOutput| matches!(output.target, Target::Video { .. });
        let makes_video = plan.outputs.iter().any(is_video);
        if !makes_video {
            refuse_transport(self.running.transport)?;
        }
        let ffmpeg = match makes_video || shows_video {
            true => Some(Ffmpeg::find(self.encoding.ffmpeg.as_deref())?),
            false => None,
        };
        plan.check()?;
        Ok(ffmpeg)
    }

    /// `request` with what was asked of the picture and its encoding.
    pub(super) fn complete(&self, request: Request) -> Request {
        Request {
            size: self.picture.scene.size,
            no_dither: self.picture.no_dither,
            seed: self.picture.seed.unwrap_or_default(),
            hands: Input {
                orbit: self.picture.view.unwrap_or_default(),
                pointer: self.picture.mouse.unwrap_or_default(),
                ..Input::default()
            },
            quality: self.picture.quality.quality(),
            options: OutputOptions {
                format: self.picture.pixel_format,
                settings: Settings {
                    codec: self.encoding.codec.clone(),
                    crf: self.encoding.crf,
                    preset: self.encoding.preset.clone(),
                    extra: self.encoding.extra.clone(),
                },
                ..request.options
            },
            ..request
        }
    }
}

/// The scene at `path` as the user wants it: checked, with what is set of it. What `--set` says and does
/// not fit is an error, or goes to `misfits`.
pub(super) fn read(
    path: &Path,
    access: &AccessArguments,
    asked: &SceneArguments,
    misfits: Option<&mut Vec<String>>,
) -> anyhow::Result<(Scene, Program, ParamValues)> {
    let mut scene = load(path, access)?;
    set_files(&mut scene, asked)?;
    let program = compile(&scene)?;
    let mut params = ParamValues::new(&program.params);
    let presets = asked.preset_file.as_deref().map(Presets::load);
    set_params(&mut params, presets.transpose()?.as_ref(), asked, misfits)?;
    Ok((scene, program, params))
}

/// Shows the pictures and videos that were asked for in the scene.
pub(super) fn set_files(scene: &mut Scene, asked: &SceneArguments) -> anyhow::Result<()> {
    for (name, file) in &asked.set_texture {
        scene
            .set_texture(name, file.into())
            .context("--set-texture")?;
        require("--set-texture", file)?;
    }
    for (name, file) in &asked.set_video {
        scene.set_video(name, file.into()).context("--set-video")?;
        require("--set-video", file)?;
    }
    Ok(())
}

/// Sets what was asked for; `presets` are those of the file that was. What `--set` says and does not fit is
/// an error, or goes to `misfits`.
pub(super) fn set_params(
    params: &mut ParamValues,
    presets: Option<&Presets>,
    asked: &SceneArguments,
    mut misfits: Option<&mut Vec<String>>,
) -> anyhow::Result<()> {
    if let Some(presets) = presets {
        params.apply(presets, asked.preset_name.as_deref())?;
    }
    for (name, value) in &asked.set {
        match (params.set(name, value), &mut misfits) {
            (Err(error), Some(misfits)) => misfits.push(format!("--set: {error}")),
            (set, _) => set.context("--set")?,
        }
    }
    Ok(())
}

/// Refuses a file that cannot be had, at the flag that names it.
fn require(flag: &str, file: &str) -> anyhow::Result<()> {
    match Files::anywhere(file.as_ref()) {
        Ok(_) => Ok(()),
        // The error has its cause in its words.
        Err(error) => bail!("{flag}: {error}"),
    }
}

/// The scene at `path`, which may read what `access` allows.
pub(super) fn load(path: &Path, access: &AccessArguments) -> anyhow::Result<Scene> {
    let mut scene = Scene::load(path)?;
    allow(&mut scene, access)?;
    Ok(scene)
}

/// Lets the scene read what `access` allows.
pub(super) fn allow(scene: &mut Scene, access: &AccessArguments) -> anyhow::Result<()> {
    for folder in &access.allow_path {
        scene.files.allow(folder).context("--allow-path")?;
    }
    Ok(())
}

/// The device to draw with; says so if it is none.
pub(super) fn open(device: &DeviceArguments, notices: &dyn Notices) -> anyhow::Result<Gpu> {
    Ok(limit(open_whole(device, notices)?, device))
}

/// The device without a limit of its memory but its own.
pub(super) fn open_whole(device: &DeviceArguments, notices: &dyn Notices) -> anyhow::Result<Gpu> {
    let gpu = Gpu::open(&device.adapter.clone().unwrap_or_default())?;
    if gpu.is_software() {
        let name = &gpu.summary().name;
        notices.notice(
            "note",
            &format!("no GPU is used: {name} draws on the processor"),
        );
    }
    Ok(gpu)
}

/// The device with the memory that scenes may take of it.
pub(super) fn limit(gpu: Gpu, device: &DeviceArguments) -> Gpu {
    match device.memory_limit {
        Some(bytes) => gpu.with_memory_limit(bytes),
        None => gpu,
    }
}

/// Standard output is the user's: its memory must not change under who reads it.
fn refuse_transport(transport: Method) -> anyhow::Result<()> {
    match transport {
        Method::Auto | Method::Write => Ok(()),
        method => bail!("--transport {method} is for videos only: leave it out"),
    }
}
