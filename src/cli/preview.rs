//! `shaderpipe preview`: a window on a scene.

mod export;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use serde_json::json;
use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{Job, Plan, Request};
use shaderpipe::frame::Size;
use shaderpipe::pipe::Method;
use shaderpipe::preview::{Changes, Event, Mistake, Opener, Options, Preview, PreviewError};
use shaderpipe::readback::Mapping;
use shaderpipe::scene::{Diagnostic, Scene};

use super::arguments::{PreviewArguments, SceneArguments, StatusStyle, SurfaceKind};
use super::console::{Console, Quiet, print};
use super::interrupt::Interrupt;
use super::job::{open, read};
use export::Granter;

/// The window's size while the scene's is not known.
const SIZE: Size = Size::new(1280, 720);

/// What a scene that names no size has.
const SCENE_SIZE: Size = Size::new(1920, 1080);

/// To be called on the main thread: some systems let no other open windows.
pub(super) fn preview(
    arguments: PreviewArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let shot = (&arguments.screenshot, ("--screenshot", "PNG", "png"));
    let record = (&arguments.record_input, ("--record-input", "TOML", "toml"));
    for (path, (flag, kind, extension)) in [shot, record] {
        let other = path.as_deref();
        let other = other.filter(|path| path.extension().is_none_or(|it| it != extension));
        if let Some(path) = other {
            let path = path.display();
            bail!("{flag} writes {kind}, and '{path}' is named otherwise: end it in .{extension}");
        }
    }
    let preview = connect()?;
    let gpu = open(&arguments.device, console)?;
    let closer = preview.closer();
    interrupt.when_set(move || closer.close());
    let is_told = arguments.status == StatusStyle::Json;
    // A window that closes by itself ends with what was wrong.
    let tells_mistakes = !is_told && arguments.exit_after.is_none();
    let console = *console;
    let closer = preview.closer();
    let events = move |event: &Event| {
        if is_told && print(&format!("{}\n", describe(event))).is_err() {
            // Nobody is there to hear it any more.
            closer.close();
        }
    };
    let arguments = Arc::new(arguments);
    let events = move |event: &Event| {
        events(event);
        // The window shows it, too; but the terminal is where the command was written.
        if let Event::Broken { message, .. } = event
            && tells_mistakes
        {
            console.notice("error", message.strip_prefix("error: ").unwrap_or(message));
        }
    };
    let options = Options {
        scene: arguments.scene.clone(),
        size: window_size(&arguments),
        fit: arguments.fit,
        cap: arguments.fps,
        encodes: arguments.surface == Some(SurfaceKind::Srgb),
        paused: arguments.paused,
        start: arguments.start,
        exit_after: arguments.exit_after,
        screenshot: arguments.screenshot.clone(),
        record: arguments.record_input.clone(),
        events: Box::new(events),
        opener: Box::new(Asked(Arc::clone(&arguments))),
        exporter: Arc::new(Granter {
            arguments,
            interrupt: interrupt.clone(),
        }),
    };
    preview.run(&gpu, options)?;
    match interrupt.is_set() {
        // The window was closed for it: there is nothing to say.
        true => Err(Quiet::Told.into()),
        false => Ok(()),
    }
}

/// Connects to the display; what panics on the way is told as an error, and not besides.
fn connect() -> Result<Preview, PreviewError> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let preview = Preview::connect();
    std::panic::set_hook(hook);
    preview
}

fn window_size(arguments: &PreviewArguments) -> Size {
    let asked = arguments.picture.size;
    asked.unwrap_or_else(|| match Scene::load(&arguments.scene) {
        Ok(scene) => scene.size.unwrap_or(SCENE_SIZE),
        Err(_) => SIZE,
    })
}

/// Makes jobs as the command line asks for them.
struct Asked(Arc<PreviewArguments>);

impl Opener for Asked {
    fn open(&mut self, scene: &Path, changes: &Changes) -> Result<Job, Mistake> {
        self.job(scene, changes).map_err(|error| Mistake {
            words: format!("{error:#}"),
            files: error.chain().filter_map(place).collect(),
        })
    }

    fn files(&self) -> Vec<PathBuf> {
        self.0.picture.preset_file.iter().cloned().collect()
    }
}

impl Asked {
    fn job(&self, path: &Path, changes: &Changes) -> anyhow::Result<Job> {
        let Self(arguments) = self;
        // Another scene, which was dropped on the window, has parameters of its own.
        let other = SceneArguments {
            size: arguments.picture.size,
            ..SceneArguments::default()
        };
        let asked = match path == arguments.scene {
            true => &arguments.picture,
            false => &other,
        };
        let (mut scene, program, params) = read(path, &arguments.access, asked)?;
        for (name, file) in &changes.textures {
            scene.set_texture(name, file.clone())?;
        }
        for (name, file) in &changes.videos {
            scene.set_video(name, file.clone())?;
        }
        let request = Request {
            size: arguments.picture.size,
            quality: arguments.quality.quality(),
            ..Request::default()
        };
        let ffmpeg = match program.shows_video() {
            true => Some(Ffmpeg::find(arguments.ffmpeg.as_deref())?),
            false => None,
        };
        Ok(Job {
            plan: Plan::shown(&scene, &request)?,
            scene,
            program,
            params,
            replay: None,
            ffmpeg,
            no_clobber: false,
            buffers: 1,
            mapping: Mapping::Auto,
            transport: Method::Auto,
            stall_timeout: None,
        })
    }
}

/// The file that an error lies in.
fn place(error: &(dyn Error + 'static)) -> Option<PathBuf> {
    let boxed = error.downcast_ref::<Box<Diagnostic>>();
    let diagnostic = boxed
        .map(AsRef::as_ref)
        .or_else(|| error.downcast_ref::<Diagnostic>());
    diagnostic.map(|diagnostic| diagnostic.path().to_owned())
}

fn describe(event: &Event) -> serde_json::Value {
    match event {
        Event::Loaded { version, scene } => {
            json!({ "event": "loaded", "version": version, "scene": scene.display().to_string() })
        }
        Event::Broken { version, message } => {
            json!({ "event": "broken", "version": version, "message": message })
        }
        Event::Shown {
            frame,
            version,
            latency,
        } => json!({ "event": "shown", "frame": frame, "version": version, "latency": latency }),
        Event::Playing(playing) => json!({ "event": "playing", "playing": playing }),
        Event::Screenshot(path) => {
            json!({ "event": "screenshot", "path": path.display().to_string() })
        }
        Event::Recording(path) => {
            let path = path.as_ref().map(|path| path.display().to_string());
            json!({ "event": "recording", "path": path })
        }
        Event::Exporting(path) => {
            json!({ "event": "exporting", "path": path.display().to_string() })
        }
        Event::Exported { path, frames } => {
            let path = path.display().to_string();
            json!({ "event": "exported", "path": path, "frames": frames })
        }
        Event::ExportFailed(words) => json!({ "event": "export-failed", "message": words }),
        Event::Copied(command) => json!({ "event": "copied", "command": command }),
    }
}
