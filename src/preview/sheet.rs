//! What the panel knows beside what the window shows: steps back, presets, what was looked at.

use std::collections::BTreeMap;

use super::inspect::{Inspected, Wish};
use super::presets::{Preset, Task};
use super::state::State;
use super::times::Times;
use super::values::{Control, Gesture, Undo, random};
use crate::scene::ParamValue;
use crate::shader::{Param, ParamValues};

/// What a person does on the panel.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    /// Sets parameters, as `--set` does, or gives them back; in one movement or at once.
    Set {
        changes: Vec<(String, Option<String>)>,
        gesture: Option<Gesture>,
    },
    Undo,
    Redo,
    /// Sets one parameter, or all of them, by chance.
    Randomise(Option<String>),
    /// What chance depends on from now on.
    Seed(u64),
    /// Shows a preset: the values at the top of the file, if it has no name.
    Load(Preset),
    /// Has something done with the file of the presets.
    File(Task),
    ShowThumbnails(bool),
    /// Looks at a layer of a target instead of the picture.
    Look(Option<(String, u32)>),
    /// Chooses a value for a point in the picture, or does no more.
    Pick(Option<String>),
}

/// What the window has set, by name.
pub(super) type Set = BTreeMap<String, String>;

/// What a step back gives back: what was set, and what chance depended on.
pub(super) type Step = (Set, u64);

/// The panel's own part of the state.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) undo: Undo<Step>,
    pub(super) seed: u64,
    /// The presets beside the scene, or why they cannot be read.
    pub(super) presets: Result<Vec<Preset>, String>,
    /// What came of the last that was done with them.
    pub(super) told: Option<Result<String, String>>,
    pub(super) times: Times,
    pub(super) inspected: Option<Box<Inspected>>,
    pub(super) thumbnails: bool,
    pub(super) look: Option<(String, u32)>,
    /// The point that is chosen in the picture.
    pub(super) picked: Option<String>,
    /// Values that are set without the window, which this version of the scene has no place for; and with
    /// those that the window has set.
    pub(super) unset: Vec<String>,
    pub(super) misfits: Vec<String>,
    /// Bytes that the scene takes, and that it may take.
    pub(super) memory: (u64, Option<u64>),
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            undo: Undo::default(),
            seed: 1,
            presets: Ok(Vec::new()),
            told: None,
            times: Times::default(),
            inspected: None,
            thumbnails: false,
            look: None,
            picked: None,
            unset: Vec::new(),
            misfits: Vec::new(),
            memory: (0, None),
        }
    }
}

impl State {
    /// What is to be known of each frame: nothing, while the panel is closed.
    pub(super) fn wish(&self) -> Wish {
        if !self.panel {
            return Wish::default();
        }
        Wish {
            numbers: true,
            thumbnails: self.sheet.thumbnails,
            look: self.sheet.look.clone(),
        }
    }

    /// The value that a parameter has in the frame that is shown, as far as that is known.
    pub(super) fn value(
        &self,
        place: usize,
        (param, set): (&Param, Option<&ParamValue>),
    ) -> ParamValue {
        let inspected = self.sheet.inspected.as_ref();
        let shown = inspected.and_then(|inspected| inspected.values.get(place));
        let shown = shown.filter(|value| value.len() == param.default.len());
        set.or(shown).unwrap_or(&param.default).clone()
    }

    /// Sets parameters by hand, as a step that can be taken back.
    pub(super) fn edit(
        &mut self,
        changes: Vec<(String, Option<String>)>,
        gesture: Option<Gesture>,
    ) {
        let seed = self.sheet.seed;
        self.edit_from(changes, gesture, seed);
    }

    /// The same, where chance depended on `seed` before.
    fn edit_from(
        &mut self,
        changes: Vec<(String, Option<String>)>,
        gesture: Option<Gesture>,
        seed: u64,
    ) {
        let before = (self.set.clone(), seed);
        for (name, text) in changes {
            match text {
                Some(text) => self.set.insert(name, text),
                None => self.set.remove(&name),
            };
        }
        let now = self.step();
        if before.0 != now.0 {
            self.sheet.undo.changed(before, &now, gesture);
        }
        self.combine();
    }

    fn step(&self) -> Step {
        (self.set.clone(), self.sheet.seed)
    }

    fn go_to(&mut self, step: Option<Step>) {
        if let Some((set, seed)) = step {
            self.set = set;
            self.sheet.seed = seed;
            self.combine();
        }
    }

    pub(super) fn undo(&mut self) {
        let now = self.step();
        let step = self.sheet.undo.undo(&now);
        self.go_to(step);
    }

    pub(super) fn redo(&mut self) {
        let now = self.step();
        let step = self.sheet.undo.redo(&now);
        self.go_to(step);
    }

    /// Sets one parameter, or all of them, by chance. The next time it is another.
    pub(super) fn randomise(&mut self, only: Option<&str>) {
        let Some(params) = &self.params else { return };
        let seed = self.sheet.seed;
        let chosen = params
            .iter()
            .enumerate()
            .filter_map(|(place, (param, set))| {
                if only.is_some_and(|name| name != param.name) {
                    return None;
                }
                let value = random(param, seed, &self.value(place, (param, set)))?;
                Some((param.name.clone(), Some(param.text(&value))))
            });
        let changes = chosen.collect();
        self.sheet.seed = seed.wrapping_add(1);
        self.edit_from(changes, None, seed);
    }

    /// Shows a preset: what it sets, and nothing else that the window has set.
    pub(super) fn load(&mut self, preset: &Preset) {
        let Some(params) = &self.params else { return };
        let fits = |(name, text): &(String, String)| match params.get(name) {
            None => Err(format!("the scene has no parameter '{name}'")),
            Some((param, _)) => param
                .read(text)
                .map(drop)
                .map_err(|error| error.to_string()),
        };
        let problems: Vec<String> = preset
            .values
            .iter()
            .filter_map(|pair| fits(pair).err())
            .collect();
        let values = preset.values.iter().filter(|pair| fits(pair).is_ok());
        let mut changes: BTreeMap<String, Option<String>> =
            self.set.keys().map(|name| (name.clone(), None)).collect();
        changes.extend(values.map(|(name, text)| (name.clone(), Some(text.clone()))));
        let name = preset.name.as_deref().unwrap_or("the file's own values");
        self.sheet.told = Some(match problems.is_empty() {
            true => Ok(format!("loaded: {name}")),
            false => Err(format!(
                "loaded without what does not fit: {}",
                problems.join("; ")
            )),
        });
        self.edit(changes.into_iter().collect(), None);
    }

    /// Whether a preset is what is shown: all that it holds, and nothing that the window has set beside.
    pub(super) fn shows(&self, preset: &Preset) -> bool {
        // Of several values of one name the last counts.
        let pairs = preset.values.iter();
        let values: BTreeMap<&str, &str> = pairs.map(|(name, text)| (&**name, &**text)).collect();
        let mut params = self.params.iter().flat_map(ParamValues::iter);
        let is_same = |(param, set): (&Param, Option<&ParamValue>)| match values.get(&*param.name) {
            Some(text) => {
                let stands = param.keys.is_empty().then_some(&param.default);
                param.read(text).ok().as_ref() == set.or(stands)
            }
            None => !self.set.contains_key(&param.name),
        };
        !values.is_empty() && params.all(is_same)
    }

    /// What a preset of what is shown holds: every value, but those that move and what is pressed.
    pub(super) fn preset_values(&self) -> Vec<(String, String)> {
        let params = self.params.iter().flat_map(|params| params.iter());
        let kept = params.filter(|(param, set)| {
            Control::of(param) != Control::Event && (set.is_some() || param.keys.is_empty())
        });
        let value = |(param, set): (&Param, Option<&ParamValue>)| {
            (
                param.name.clone(),
                param.text(set.unwrap_or(&param.default)),
            )
        };
        kept.map(value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::clock::Clock;
    use crate::preview::values::of_scene;

    const SCENE: &str = "//! [params.speed]\n//! default = 1\n//! min = 0\n//! max = 4\n\
        //! [params.tint]\n//! default = \"#f80\"\n\
        //! [params.go]\n//! widget = \"event\"\n\
        //! [[params.rise.keys]]\n//! time = 0\n//! value = 1\n\
        struct Params { speed: f32, tint: vec3f, go: u32, rise: f32 }\n";

    fn state() -> State {
        let clock = Clock::new(60.0, 1, true, 0);
        let mut state = State::new("scene.wgsl".into(), clock, String::new());
        state.given = Some(of_scene(SCENE));
        state.combine();
        state
    }

    fn set(state: &mut State, name: &str, text: &str) {
        state.edit(vec![(name.to_owned(), Some(text.to_owned()))], None);
    }

    fn value(state: &State, name: &str) -> Option<Vec<f64>> {
        state.params.as_ref().unwrap().get(name).unwrap().1.cloned()
    }

    #[test]
    fn a_step_back_gives_back_what_was() {
        let mut state = state();
        set(&mut state, "speed", "2");
        set(&mut state, "speed", "3");
        state.undo();
        assert_eq!(value(&state, "speed"), Some(vec![2.0]));
        state.undo();
        assert_eq!(value(&state, "speed"), None);
        state.redo();
        assert_eq!(value(&state, "speed"), Some(vec![2.0]));
    }

    #[test]
    fn a_preset_holds_what_stands_and_comes_back_as_it_was() {
        let mut state = state();
        set(&mut state, "speed", "0.1");
        let values = state.preset_values();
        let names: Vec<_> = values.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["speed", "tint"]);
        assert_eq!(values[1].1, "#ff8800");
        let params = state.params.clone();
        let preset = Preset {
            name: Some("dusk".to_owned()),
            values,
        };
        assert!(state.shows(&preset), "it has just been saved");
        set(&mut state, "rise", "7");
        assert!(!state.shows(&preset));
        set(&mut state, "speed", "4");
        state.load(&preset);
        assert!(state.shows(&preset));
        assert_eq!(value(&state, "rise"), None, "it moves again");
        assert_eq!(value(&state, "speed"), value_of(&params, "speed"));
        state.undo();
        assert_eq!(value(&state, "speed"), Some(vec![4.0]));
    }

    fn value_of(params: &Option<crate::shader::ParamValues>, name: &str) -> Option<Vec<f64>> {
        params.as_ref().unwrap().get(name).unwrap().1.cloned()
    }

    #[test]
    fn what_does_not_fit_in_a_preset_is_said_and_the_rest_loaded() {
        let mut state = state();
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        state.load(&Preset {
            name: None,
            values: vec![
                pair("speed", "9"),
                pair("gone", "1"),
                pair("tint", "#000000"),
            ],
        });
        let told = state.sheet.told.clone().unwrap().unwrap_err();
        assert!(told.contains("'gone'") && told.contains("0 to 4"), "{told}");
        assert_eq!(value(&state, "tint"), Some(vec![0.0; 3]));
        assert_eq!(value(&state, "speed"), None);
    }

    #[test]
    fn chance_sets_what_has_ends_and_is_one_step() {
        let mut state = state();
        state.randomise(None);
        assert!(value(&state, "speed").is_some() && value(&state, "tint").is_some());
        assert!(value(&state, "go").is_none() && value(&state, "rise").is_none());
        let first = state.set.clone();
        state.randomise(Some("speed"));
        assert_eq!(state.set["tint"], first["tint"]);
        assert_ne!(state.set["speed"], first["speed"]);
        assert_eq!(state.sheet.seed, 3);
        state.undo();
        assert_eq!((&state.set, state.sheet.seed), (&first, 2));
        state.redo();
        assert_eq!(state.sheet.seed, 3);
        state.undo();
    }

    #[test]
    fn values_outlive_versions_that_have_no_place_for_them() {
        let mut state = state();
        set(&mut state, "speed", "3");
        state.given = Some(of_scene(&SCENE.replace("max = 4", "max = 2")));
        state.combine();
        assert_eq!(state.sheet.misfits.len(), 1);
        assert!(
            state.sheet.misfits[0].contains("0 to 2"),
            "{:?}",
            state.sheet.misfits
        );
        state.given = Some(of_scene(SCENE));
        state.combine();
        assert_eq!(value(&state, "speed"), Some(vec![3.0]));
        assert!(state.sheet.misfits.is_empty());
        state.sheet.unset = vec!["--set: it has no 'gone'".to_owned()];
        state.notice = None;
        state.combine();
        let notice = state.notice.take().unwrap().text;
        assert!(notice.contains("'gone'"), "{notice}");
        state.combine();
        assert!(state.notice.is_none(), "it is said once");
    }
}
