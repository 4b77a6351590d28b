//! Makes a scene ready to be drawn, on a thread of its own: reads, composes, checks and compiles it,
//! pipelines included, while the window goes on.
//!
//! Knows nothing of windows. Of several requests that come while it works, only the last is done.

use std::any::Any;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::PreviewError;
use super::picture::Picture;
use crate::export::{Job, SSAA_RANGE};
use crate::frame::Size;
use crate::gpu::Gpu;
use crate::render::{RenderError, Renderer, Setup};
use crate::shader::STACK_BYTES;

/// Turns the path of a scene into a job, as the user's settings have it.
pub trait Opener: Send {
    /// The job of the scene at `scene`, whose plan is [`shown`](crate::export::Plan::shown).
    ///
    /// # Errors
    /// With the words for the user, place and caret included.
    fn open(&mut self, scene: &Path, changes: &Changes) -> Result<Opened, Mistake>;

    /// Files besides the scene's own that decide what `open` returns: presets.
    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// A scene that was read.
#[derive(Debug)]
pub struct Opened {
    /// What is shown of it.
    pub job: Job,
    /// What the user has set that this version of it has no place for, in words.
    pub misfits: Vec<String>,
}

/// Why a scene cannot be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistake {
    /// In words, with place and caret.
    pub words: String,
    /// The files that it lies in, where that is known: what mends it may be written there.
    pub files: Vec<PathBuf>,
}

/// What the window changes of a scene.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Other pictures, by the names of textures.
    pub textures: Vec<(String, PathBuf)>,
    /// Other videos, by their names.
    pub videos: Vec<(String, PathBuf)>,
}

/// What to load.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// Counts the requests: what comes back bears it.
    pub(super) number: u64,
    pub(super) scene: PathBuf,
    pub(super) changes: Changes,
    /// The picture's size, where it is not the scene's.
    pub(super) size: Option<Size>,
    /// How much smaller than that it is drawn, without being smaller.
    pub(super) scale: f64,
    /// When a change of a file was noticed that asks for it.
    pub(super) noticed: Option<Instant>,
}

/// A scene that can be drawn.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) job: Job,
    /// The same, as it is drawn at its full scale.
    pub(super) shown: Arc<Job>,
    pub(super) renderer: Renderer,
    /// What its frames are shown from.
    pub(super) pictures: [Picture; 2],
    /// What to watch.
    pub(super) files: Vec<PathBuf>,
    /// What was set without the window that it has no place for.
    pub(super) misfits: Vec<String>,
}

/// What came of a request.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) request: Request,
    /// When it began to read files.
    pub(super) began: SystemTime,
    /// Or why it cannot be drawn.
    pub(super) result: Result<Box<Loaded>, Mistake>,
}

/// The thread that loads.
#[derive(Debug)]
pub(super) struct Loader {
    wanted: Arc<Mutex<Option<Request>>>,
    /// Dropped to end the thread.
    wake: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Loader {
    /// Starts the thread; `answer` is called on it.
    pub(super) fn start(
        gpu: Gpu,
        mut opener: Box<dyn Opener>,
        answer: impl Fn(Answer) + Send + 'static,
    ) -> Result<Self, PreviewError> {
        // One wake-up is enough for all that is wanted.
        let (wake, woken) = bounded(1);
        let wanted = Arc::new(Mutex::new(None));
        let taken = Arc::clone(&wanted);
        let work = move || {
            while let Some(request) = next(&taken, &woken) {
                let began = SystemTime::now();
                // A mistake of the program's own must not be the silent end of the preview.
                let loading = || load(&gpu, opener.as_mut(), &request);
                let result = catch_unwind(AssertUnwindSafe(loading));
                let result = result.unwrap_or_else(|panic| {
                    Err(Mistake {
                        words: panicked(&*panic),
                        files: Vec::new(),
                    })
                });
                answer(Answer {
                    request,
                    began,
                    result,
                });
            }
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-load".to_owned())
            // Compilers of shaders recurse deeply.
            .stack_size(STACK_BYTES)
            .spawn(work)
            .map_err(PreviewError::Thread)?;
        Ok(Self {
            wanted,
            wake: Some(wake),
            thread: Some(thread),
        })
    }

    /// Asks for a scene instead of what was asked for and not begun.
    pub(super) fn ask(&self, request: Request) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        if let Some(wake) = &self.wake {
            // Full: it will look anyway.
            let _ = wake.try_send(());
        }
    }

    /// Ends the thread, unless a driver that compiles keeps it for longer: whether it has ended.
    pub(super) fn end(&mut self, deadline: Instant) -> bool {
        self.wake = None;
        self.thread
            .take()
            .is_none_or(|thread| join(thread, deadline))
    }
}

/// How long a thread that is only just told to end has for it, however late it is.
const LEAST: Duration = Duration::from_millis(250);

/// Waits for a thread that ends when its driver lets it: whether it has.
pub(super) fn join(thread: JoinHandle<()>, deadline: Instant) -> bool {
    let deadline = deadline.max(Instant::now() + LEAST);
    while !thread.is_finished() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(2));
    }
    let is_over = thread.is_finished();
    if is_over {
        let _ = thread.join();
    }
    is_over
}

fn next(wanted: &Mutex<Option<Request>>, woken: &Receiver<()>) -> Option<Request> {
    loop {
        woken.recv().ok()?;
        let request = wanted.lock().unwrap_or_else(PoisonError::into_inner).take();
        if request.is_some() {
            return request;
        }
    }
}

fn load(gpu: &Gpu, opener: &mut dyn Opener, request: &Request) -> Result<Box<Loaded>, Mistake> {
    let opened = opener.open(&request.scene, &request.changes);
    let Opened { mut job, misfits } = opened.map_err(|mut mistake| {
        mistake.files.extend(opener.files());
        mistake
    })?;
    if let Some(size) = request.size {
        job.plan.size = size;
    }
    let shown = Arc::new(job.clone());
    let quality = &mut job.plan.quality;
    quality.ssaa = (quality.ssaa * request.scale).max(*SSAA_RANGE.start());
    let mut files = files(&job);
    files.extend(opener.files());
    let mistake = |error: RenderError| Mistake {
        words: words(&error),
        files: files.clone(),
    };
    let renderer = Renderer::new(gpu, &live(&job), &|| false).map_err(mistake)?;
    let make = || Picture::pair(gpu, renderer.picture().texture(), &job);
    let pictures = gpu.guard(make).map_err(|error| mistake(error.into()))?;
    Ok(Box::new(Loaded {
        job,
        shown,
        renderer,
        pictures,
        files,
        misfits,
    }))
}

/// What is drawn of a job in a window.
pub(super) fn live(job: &Job) -> Setup<'_> {
    Setup {
        is_live: true,
        ..job.setup()
    }
}

/// An error with its causes.
pub(super) fn words(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let words: Vec<_> = causes.map(ToString::to_string).collect();
    words.join(": ")
}

/// What to tell of a panic, which has printed where it was.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let text = text.unwrap_or("it panicked");
    format!("a mistake in shaderpipe itself: {text} (please report it, with the scene)")
}

/// Every file that was read for a job, or would be if it were there.
fn files(job: &Job) -> Vec<PathBuf> {
    let scene = &job.scene;
    let pictures = scene
        .textures
        .values()
        .flat_map(|texture| texture.files.all());
    let videos = scene.videos.values().map(|video| &video.file);
    let media = pictures
        .chain(videos)
        .map(|file| scene.file(file).unwrap_or_else(|_| scene.named(file)));
    let sources = job.program.sources.iter();
    let sources = sources.map(|source| source.path().to_owned());
    let own = [scene.source.path().to_owned()];
    own.into_iter().chain(sources).chain(media).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::gpu::AdapterChoice;

    /// Panics once, and then finds mistakes.
    struct Broken(bool);

    impl Opener for Broken {
        fn open(&mut self, _: &Path, _: &Changes) -> Result<Opened, Mistake> {
            let had = std::mem::replace(&mut self.0, true);
            assert!(had, "the first scene");
            Err(Mistake::default())
        }

        fn files(&self) -> Vec<PathBuf> {
            vec![PathBuf::from("looks.toml")]
        }
    }

    #[test]
    fn a_panic_is_told_and_the_next_scene_is_loaded() {
        let Ok(gpu) = Gpu::open(&AdapterChoice::Best) else {
            return;
        };
        let (sender, answers) = bounded(2);
        let told = move |answer: Answer| sender.send(answer.result.unwrap_err()).unwrap();
        let mut loader = Loader::start(gpu, Box::new(Broken(false)), told).unwrap();
        let ask = |number| {
            loader.ask(Request {
                number,
                scene: PathBuf::new(),
                changes: Changes::default(),
                size: None,
                scale: 1.0,
                noticed: None,
            });
            answers.recv().unwrap()
        };
        let words = ask(1).words;
        assert!(
            words.contains("shaderpipe itself: the first scene"),
            "{words}"
        );
        // What mends it may be in any of the files that decide it.
        assert_eq!(ask(2).files, [PathBuf::from("looks.toml")]);
        assert!(loader.end(Instant::now() + Duration::from_secs(10)));
    }
}
