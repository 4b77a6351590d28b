//! `shaderpipe preview`: a window on a scene.

mod export;
mod status;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{Job, Plan, Request};
use shaderpipe::frame::Size;
use shaderpipe::pipe::Method;
use shaderpipe::preview::{
    Changes, Event, Mistake, Opened, Opener, Options, Preview, PreviewError,
};
use shaderpipe::readback::Mapping;
use shaderpipe::scene::{Diagnostic, InputWriter, Scene};

use super::arguments::{PreviewArguments, SceneArguments, StatusStyle, SurfaceKind};
use super::console::{Console, Quiet};
use super::interrupt::Interrupt;
use super::job::{open, read};
use export::Granter;
use status::Status;

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
    if let Some(path) = &arguments.record_input {
        InputWriter::may_replace(path)
            .with_context(|| format!("--record-input '{}'", path.display()))?;
    }
    let preview = connect()?;
    let gpu = open(&arguments.device, console)?;
    let closer = preview.closer();
    interrupt.when_set(move || closer.close());
    let mut status = match arguments.status {
        StatusStyle::Json => Some(Status::start(preview.closer())?),
        _ => None,
    };
    // A window that closes by itself ends with what was wrong.
    let tells_mistakes = status.is_none() && arguments.exit_after.is_none();
    let console = *console;
    let ends = interrupt.clone();
    let events = move |event: &Event| {
        if let Some(status) = &mut status {
            status.tell(event);
        }
        if *event == Event::Left {
            ends.end_without_handlers();
        }
        // The window shows it, too; but the terminal is where the command was written.
        if let Event::Broken { message, .. } = event
            && tells_mistakes
        {
            console.notice("error", message.strip_prefix("error: ").unwrap_or(message));
        }
    };
    let arguments = Arc::new(arguments);
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
        opener: Box::new(Asked::new(Arc::clone(&arguments))),
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
struct Asked {
    arguments: Arc<PreviewArguments>,
    /// Whether a version of the scene has taken all of `--set`: those that come after it may have no place
    /// for some of it.
    has_taken: bool,
}

impl Opener for Asked {
    fn open(&mut self, scene: &Path, changes: &Changes) -> Result<Opened, Mistake> {
        let opened = self.job(scene, changes).map_err(|error| Mistake {
            words: format!("{error:#}"),
            files: error.chain().filter_map(place).collect(),
        })?;
        self.has_taken |= scene == self.arguments.scene;
        Ok(opened)
    }

    fn files(&self) -> Vec<PathBuf> {
        self.arguments.picture.preset_file.iter().cloned().collect()
    }
}

impl Asked {
    fn new(arguments: Arc<PreviewArguments>) -> Self {
        Self {
            arguments,
            has_taken: false,
        }
    }

    fn job(&self, path: &Path, changes: &Changes) -> anyhow::Result<Opened> {
        let arguments = &self.arguments;
        // Another scene, which was dropped on the window, has parameters of its own.
        let other = SceneArguments {
            size: arguments.picture.size,
            ..SceneArguments::default()
        };
        let asked = match path == arguments.scene {
            true => &arguments.picture,
            false => &other,
        };
        let mut misfits = Vec::new();
        let passed_over = self.has_taken.then_some(&mut misfits);
        let (mut scene, program, params) = read(path, &arguments.access, asked, passed_over)?;
        // What the scene has no place for any more is passed over: the window says so.
        for (name, file) in &changes.textures {
            if scene.textures.contains_key(name) {
                scene.set_texture(name, file.clone())?;
            }
        }
        for (name, file) in &changes.videos {
            if scene.videos.contains_key(name) {
                scene.set_video(name, file.clone())?;
            }
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
        let job = Job {
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
        };
        Ok(Opened { job, misfits })
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
