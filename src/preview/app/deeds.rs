//! What people do on the panel.

use super::{App, Wake};
use crate::preview::presets::{self, Answer, Task};
use crate::preview::sheet::Deed;

impl App {
    /// Does it.
    pub(super) fn do_on_panel(&mut self, deed: Deed) {
        let before = self.state.params.clone();
        let state = &mut self.state;
        match deed {
            Deed::Set { changes, gesture } => state.edit(changes, gesture),
            Deed::Undo => state.undo(),
            Deed::Redo => state.redo(),
            Deed::Randomise(name) => state.randomise(name.as_deref()),
            Deed::Seed(seed) => state.sheet.seed = seed,
            Deed::Load(preset) => state.load(&preset),
            Deed::File(task) => self.ask_presets(task),
            Deed::ShowThumbnails(are_shown) => state.sheet.thumbnails = are_shown,
            Deed::Look(look) => state.sheet.look = look,
            Deed::Pick(name) => state.sheet.picked = name,
        }
        // While it plays, the next frame has the new values.
        let is_other = before != self.state.params;
        self.must_draw |= is_other && !self.state.clock.is_playing();
    }

    fn ask_presets(&mut self, task: Task) {
        let path = presets::path(self.state.shown_scene());
        if !self.presets.ask(path, task) {
            self.state
                .notice("the preset file is busy: try again".to_owned());
        }
    }

    /// Reads and watches the presets of the scene that is shown.
    pub(super) fn follow_presets(&mut self) {
        self.state.sheet.told = None;
        let path = presets::path(self.state.shown_scene());
        let now = std::time::SystemTime::now();
        self.preset_watch.set(vec![path], false, now);
        self.ask_presets(Task::Read);
    }

    /// The file of the presets has changed, or been read or written.
    pub(super) fn heard_of_presets(&mut self, answer: Option<Box<Answer>>) {
        let Some(answer) = answer else {
            return self.ask_presets(Task::Read);
        };
        if answer.path == presets::path(self.state.shown_scene()) {
            self.state.sheet.presets = answer.presets;
            if answer.done.is_some() {
                self.state.sheet.told = answer.done;
            }
            self.is_stale = true;
        }
    }
}

/// How the window hears of them.
pub(super) fn wake(answer: Answer) -> Wake {
    Wake::Presets(Some(Box::new(answer)))
}
