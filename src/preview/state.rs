//! What the window shows, and what can be done to it: the widgets read the one and return the other.
//!
//! No widget changes anything itself, so that keys, mouse and panel cannot disagree.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::clock::Clock;
use super::dialogue::{Dialogue, Form};
use super::draw::Drawn;
use super::hands;
use super::picture::Picture;
use super::sheet::{Deed, Sheet};
use super::values::Control;
use crate::export::Job;
use crate::frame::{Input, Orbit};
use crate::scene::{About, Alpha};
use crate::shader::ParamValues;

/// Something a person does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    TogglePlaying,
    /// Stops, so many frames from here.
    Step(i64),
    /// Goes to a frame.
    Seek(u64),
    SetSpeed(f64),
    /// Repeats these frames, or all.
    SetRegion(Option<Range<u64>>),
    /// Begins or ends what is repeated at the frame that is on.
    MarkStart,
    MarkEnd,
    /// Sets a parameter, as `--set` does, or gives it back what it had.
    SetParam(String, Option<String>),
    TogglePanel,
    ToggleHelp,
    ToggleFullscreen,
    Screenshot,
    /// Turns the view back that hands have turned.
    ResetView,
    /// Gives up what is going on: a pre-roll, or the help.
    Escape,
    Quit,
    /// Opens the export dialogue, or closes it.
    ToggleDialogue,
    /// Asks for another export.
    Fill(Box<Form>),
    /// Begins it.
    Export,
    CancelExport,
    /// Asks for one more, once what came of the last has been seen.
    NewExport,
    OpenFolder,
    CopyCommand,
    /// Begins to record what hands do, or ends it.
    ToggleRecording,
    /// Does not close the window, or does, though an export goes on.
    StayOpen,
    CloseAnyway,
    /// How much smaller the picture is drawn than it is.
    SetScale(f64),
    /// Does something on the panel.
    Panel(Deed),
}

/// A line that is shown for a while.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    pub(super) text: String,
    pub(super) until: Instant,
}

/// How long a notice stays.
pub(super) const NOTICE: Duration = Duration::from_secs(4);

/// What the window shows.
#[derive(Debug)]
pub(super) struct State {
    /// The scene that was opened last; that before is shown until it can be drawn.
    pub(super) scene: PathBuf,
    pub(super) clock: Clock,
    /// What the scene says of itself, once it has been loaded.
    pub(super) about: Option<Arc<About>>,
    /// The version that is drawn, as it was loaded.
    pub(super) shown: Option<Arc<Job>>,
    /// What is set of the parameters of the version that is drawn.
    pub(super) params: Option<ParamValues>,
    /// What is set of them without the window.
    pub(super) given: Option<ParamValues>,
    /// What the window has set of them, by name, as `--set` takes it: it outlives a reload.
    pub(super) set: BTreeMap<String, String>,
    /// The names of its pictures and of its videos.
    pub(super) textures: Vec<String>,
    pub(super) videos: Vec<String>,
    /// What hands have left of the pointer and the view.
    pub(super) hands: Input,
    /// The last frame that was drawn.
    pub(super) drawn: Option<Drawn>,
    /// Why what is in the file now cannot be drawn, in words with place and caret.
    pub(super) error: Option<String>,
    /// Frames of a pre-roll that have been drawn, and how many there are.
    pub(super) preroll: Option<(u64, u64)>,
    pub(super) notice: Option<Notice>,
    /// The seconds that a frame has taken that is being drawn, if they are many.
    pub(super) waits: Option<u64>,
    pub(super) is_loading: bool,
    pub(super) panel: bool,
    pub(super) help: bool,
    /// How much smaller the picture is drawn than it is.
    pub(super) scale: f64,
    pub(super) adapter: String,
    pub(super) dialogue: Dialogue,
    /// The recording that goes on, and the last that was ended.
    pub(super) recording: Option<PathBuf>,
    pub(super) recorded: Option<PathBuf>,
    /// What the panel knows beside.
    pub(super) sheet: Sheet,
}

impl State {
    pub(super) fn new(scene: PathBuf, clock: Clock, adapter: String) -> Self {
        Self {
            scene,
            clock,
            about: None,
            shown: None,
            params: None,
            given: None,
            textures: Vec::new(),
            videos: Vec::new(),
            set: BTreeMap::new(),
            hands: Input::default(),
            drawn: None,
            error: None,
            preroll: None,
            notice: None,
            waits: None,
            is_loading: true,
            panel: false,
            help: false,
            scale: 1.0,
            adapter,
            dialogue: Dialogue::default(),
            recording: None,
            recorded: None,
            sheet: Sheet::default(),
        }
    }

    /// The window's title.
    pub(super) fn title(&self) -> String {
        let name = self.scene.file_name().unwrap_or_default().to_string_lossy();
        let about = self
            .about
            .as_ref()
            .filter(|_| self.shown_scene() == self.scene);
        let title = about.and_then(|about| about.title.clone());
        let mark = if self.error.is_some() { "! " } else { "" };
        let mark = match self.waits {
            Some(seconds) => format!("{mark}(drawing one frame for {seconds} s) "),
            None => mark.to_owned(),
        };
        let text = match title {
            Some(title) => format!("{mark}{title} – {name} – shaderpipe"),
            None => format!("{mark}{name} – shaderpipe"),
        };
        crate::scene::printable(&text)
    }

    /// Lets go of the buttons that are held on the panel; whether there were such.
    pub(super) fn let_go_of_buttons(&mut self) -> bool {
        let params = self.params.as_ref().into_iter().flat_map(ParamValues::iter);
        let buttons: Vec<String> = params
            .map(|(param, _)| param)
            .filter(|param| Control::of(param) == Control::Event)
            .map(|param| param.name.clone())
            .collect();
        let count = self.set.len();
        self.set.retain(|name, _| !buttons.contains(name));
        let is_any = self.set.len() < count;
        if is_any {
            self.combine();
        }
        is_any
    }

    /// The scene that is shown: files are called after it.
    pub(super) fn shown_scene(&self) -> &Path {
        let shown = self.shown.as_ref();
        shown.map_or(&self.scene, |shown| shown.scene.source.path())
    }

    pub(super) fn notice(&mut self, text: String) {
        self.notice = Some(Notice {
            text,
            until: Instant::now() + NOTICE,
        });
    }

    /// Another version of the scene is drawn from now on. What the window has set of its parameters
    /// stays, as far as it has them; `misfits` are what is set without it and has no place in it.
    pub(super) fn describe(&mut self, shown: Arc<Job>, misfits: Vec<String>) {
        let scene = &shown.scene;
        self.about = Some(Arc::new(scene.about.clone()));
        self.textures = scene.textures.keys().cloned().collect();
        self.videos = scene.videos.keys().cloned().collect();
        self.given = Some(shown.params.clone());
        self.sheet.unset = misfits;
        self.shown = Some(shown);
        self.combine();
    }

    /// What is in the window: the picture, or a target that is looked at instead.
    pub(super) fn looked(&self) -> Option<&Picture> {
        self.target()
            .or(self.drawn.as_ref().map(|drawn| &drawn.picture))
    }

    /// The target that is looked at instead of the picture.
    pub(super) fn target(&self) -> Option<&Picture> {
        let inspected = self.sheet.inspected.as_ref();
        inspected.and_then(|inspected| inspected.look.as_ref())
    }

    /// The recording that goes on, or the last.
    pub(super) fn last_recording(&self) -> Option<&PathBuf> {
        self.recording.as_ref().or(self.recorded.as_ref())
    }

    /// What an export is told of hands, to show what is shown.
    pub(super) fn left_by_hands(&self) -> Input {
        let shown = self.shown.as_ref();
        shown.map_or_else(Input::default, |shown| {
            hands::left(&self.hands, &shown.program)
        })
    }

    /// Whether hands have turned the view.
    pub(super) fn is_turned(&self) -> bool {
        self.left_by_hands().orbit != Orbit::default()
    }

    /// Whether keys without Ctrl are the scene's.
    pub(super) fn gives_keys(&self) -> bool {
        let shown = self.shown.as_ref();
        shown.is_some_and(|shown| shown.program.reads_keys())
    }

    /// Whether its picture can be seen through.
    pub(super) fn has_alpha(&self) -> bool {
        let alpha = self.shown.as_ref().map(|shown| shown.scene.alpha);
        alpha.is_some_and(|alpha| alpha != Alpha::Opaque)
    }

    /// Sets a parameter by hand, or gives it back.
    pub(super) fn set_param(&mut self, name: String, text: Option<String>) {
        match text {
            Some(text) => self.set.insert(name, text),
            None => self.set.remove(&name),
        };
        self.combine();
    }

    /// Puts together what is set, by the window and without it. What this version of the scene has no
    /// place for is kept, as a later one may have: it is said once.
    pub(super) fn combine(&mut self) {
        self.params.clone_from(&self.given);
        let Some(params) = &mut self.params else {
            return;
        };
        let set = self.set.iter();
        let own = set.filter_map(|(name, text)| params.set(name, text).err());
        let unset = self.sheet.unset.iter().cloned();
        let misfits: Vec<String> = unset.chain(own.map(|error| error.to_string())).collect();
        let is_new = |misfit: &&String| !self.sheet.misfits.contains(misfit);
        if let Some(first) = misfits.iter().find(is_new) {
            self.notice(format!("a value was dropped: {first}"));
        }
        self.sheet.misfits = misfits;
    }
}
