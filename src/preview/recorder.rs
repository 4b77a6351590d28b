//! Records what hands do, frame by frame, for an export to do again.
//!
//! Parameters are compared from frame to frame: whatever set them, by widget, preset or undo, is told.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::frame::{InputEvent, Orbit, Rate};
use crate::render::Replay;
use crate::scene::InputWriter;
use crate::shader::ParamValues;

/// A recording that goes on.
#[derive(Debug)]
pub(super) struct Recorder {
    path: PathBuf,
    writer: InputWriter,
    /// The same for who draws frames now that were drawn before.
    replay: Arc<Replay>,
    /// What was done since the last frame.
    deeds: Vec<InputEvent>,
    /// What was set of the parameters in the last frame; `None` before the first.
    told: Option<ParamValues>,
}

impl Recorder {
    /// Begins a recording at `path`, of a preview of `rate` frames a second whose view is turned so,
    /// and whose hands are at rest; with `replaces` in the place of a recording that is there.
    pub(super) fn begin(
        (path, replaces): (&Path, bool),
        rate: Rate,
        orbit: Orbit,
    ) -> io::Result<Self> {
        let is_turned = orbit != Orbit::default();
        Ok(Self {
            writer: InputWriter::create(path, rate, replaces)?,
            // What parameters there are is known with the first frame.
            replay: Arc::new(Replay::begin(rate, &ParamValues::new(&[]))),
            path: path.to_owned(),
            deeds: is_turned
                .then_some(InputEvent::Orbit(orbit))
                .into_iter()
                .collect(),
            told: None,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Something was done.
    pub(super) fn hear(&mut self, deed: InputEvent) {
        self.deeds.push(deed);
    }

    /// A frame is drawn that is told of all that was done until now, with these parameters.
    pub(super) fn frame(&mut self, index: u64, params: &ParamValues) -> io::Result<()> {
        // Nobody reads it between two frames, so nothing is copied.
        let replay = Arc::make_mut(&mut self.replay);
        if self.told.is_none() {
            replay.renew(params);
        }
        let is_told = |place: usize, value: Option<&Vec<f64>>| {
            let told = self.told.as_ref().and_then(|told| told.iter().nth(place));
            told.is_some_and(|(_, told)| told == value)
        };
        for (place, (param, value)) in params.iter().enumerate() {
            if is_told(place, value) {
                continue;
            }
            let name = param.name.clone();
            self.deeds.push(match value.cloned() {
                Some(value) => InputEvent::Set { name, value },
                None => InputEvent::Reset { name },
            });
        }
        self.told = Some(params.clone());
        replay.draw(index);
        for deed in &self.deeds {
            replay.hear(index, deed);
        }
        self.writer.frame(index, &std::mem::take(&mut self.deeds))
    }

    /// What every frame is told, as far as it has been drawn.
    pub(super) fn replay(&self) -> Arc<Replay> {
        Arc::clone(&self.replay)
    }

    /// The file now holds all that has been told.
    pub(super) fn complete(&mut self) -> io::Result<()> {
        self.writer.tell_last()
    }

    /// Another version of the scene is drawn from now on: what it has of parameters is told anew.
    pub(super) fn renew(&mut self) {
        self.told = None;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::scene::{Scene, Source};
    use crate::shader::compile;

    const SCENE: &str = "struct P { a: f32, b: vec2f }\n\
        @group(0) @binding(0) var<uniform> params: P;\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(params.a, params.b, 1.0); }\n";

    #[test]
    fn a_recording_begins_with_everything_and_tells_what_changes() {
        let scene = Scene::parse(Source::new("scene.wgsl", SCENE)).unwrap();
        let mut params = ParamValues::new(&compile(&scene).unwrap().params);
        params.set("b", "1,2").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("take.toml");
        let orbit = Orbit {
            longitude: 0.5,
            ..Orbit::default()
        };
        let rate = Rate::new(60, 1).unwrap();
        let mut recorder = Recorder::begin((&path, false), rate, orbit).unwrap();
        recorder.frame(3, &params).unwrap();
        recorder.hear(InputEvent::Press([0.5, 0.25]));
        params.set("a", "0.1").unwrap();
        recorder.frame(4, &params).unwrap();
        recorder.frame(5, &params).unwrap();
        drop(recorder);
        let text = std::fs::read_to_string(&path).unwrap();
        let deeds: Vec<_> = text
            .split("[[event]]\n")
            .skip(1)
            .map(|event| event.trim().replace('\n', " "))
            .collect();
        assert_eq!(
            deeds,
            [
                "frame = 3 orbit = [0.5, 0.0, 1.0]",
                "frame = 3 reset = \"a\"",
                "frame = 3 set = { \"b\" = [1.0, 2.0] }",
                "frame = 4 press = [0.5, 0.25]",
                "frame = 4 set = { \"a\" = 0.1 }",
                "frame = 5 drawn = true",
            ]
        );
    }
}
