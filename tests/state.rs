//! What is saved of a renderer: another one goes on from it to the byte, and nothing else is gone on
//! from.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "common/drawing.rs"]
mod drawing;
#[path = "common/job.rs"]
mod job;
#[path = "state/made_up.rs"]
mod made_up;
#[path = "state/refusals.rs"]
mod refusals;

use std::path::Path;

use shaderpipe::export::{Job, Plan};
use shaderpipe::frame::Size;
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::render::{Quality, Renderer, SavedState, Setup};
use shaderpipe::scene::Scene;
use shaderpipe::shader::{ParamValues, compile};

const SMALL: Size = Size::new(61, 34);

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

/// The scene with this text, so large and so fine.
fn made(text: &str, size: Size, quality: Quality) -> Job {
    let mut job = job::job(text, &job::request(&["out.png".into()], size));
    job.plan.quality = quality;
    job
}

/// A scene that ships.
fn shipped(path: &Path) -> Job {
    let scene = Scene::load(path).unwrap();
    let program = compile(&scene).unwrap();
    let request = job::request(&["out.png".into()], SMALL);
    Job {
        plan: Plan::new(&scene, &request).unwrap(),
        params: ParamValues::new(&program.params),
        scene,
        program,
        ..job::job(drawn_anew(), &request)
    }
}

fn drawn_anew() -> &'static str {
    "@fragment fn image() -> @location(0) vec4f { return vec4f(); }\n"
}

/// A scene on a device.
struct Run<'a> {
    gpu: &'a Gpu,
    job: &'a Job,
    renderer: Renderer,
}

impl<'a> Run<'a> {
    fn new(gpu: &'a Gpu, job: &'a Job) -> Self {
        let renderer = Renderer::new(gpu, &job.setup(), &|| false);
        let renderer = renderer.unwrap_or_else(|error| panic!("{error}"));
        Self { gpu, job, renderer }
    }

    /// One that is drawn for a window.
    fn live(gpu: &'a Gpu, job: &'a Job) -> Self {
        let setup = Setup {
            is_live: true,
            ..job.setup()
        };
        let renderer = Renderer::new(gpu, &setup, &|| false);
        let renderer = renderer.unwrap_or_else(|error| panic!("{error}"));
        Self { gpu, job, renderer }
    }

    /// Draws frame `index`; gives the bits of its texels.
    fn frame(&mut self, index: u64) -> Vec<[u32; 4]> {
        let time = self.job.plan.timeline.at(index);
        let input = self.job.tell(&mut self.renderer, index);
        let encoder = self.renderer.draw(&time, &input, &|| false).unwrap();
        let size = self.job.plan.size;
        let texels = drawing::fetch(self.gpu, encoder, self.renderer.picture(), size);
        texels.iter().map(|texel| texel.map(f32::to_bits)).collect()
    }

    fn save(&self) -> SavedState {
        self.renderer.save(&|| false).unwrap()
    }

    fn restore(&mut self, state: &SavedState) {
        let restored = self.renderer.restore(state, &|| false);
        restored.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Asserts that a renderer that goes on from what was saved before frame `first` draws the same five
/// frames as one that began with frame 0, and whether these are the same as without it. Gives what was
/// saved.
fn goes_on(gpu: &Gpu, job: &Job, first: u64) -> (SavedState, bool) {
    let mut whole = Run::new(gpu, job);
    (0..first).for_each(|index| drop(whole.frame(index)));
    let saved = whole.save();
    let mut file = Vec::new();
    saved.write(&mut file, "a scene").unwrap();
    let state = SavedState::read(&mut file.as_slice(), "a scene").unwrap();
    assert_eq!(saved, state);

    begins_again(gpu, job, first);
    let mut resumed = Run::new(gpu, job);
    resumed.restore(&state);
    let mut fresh = Run::new(gpu, job);
    let mut is_needed = false;
    for index in first..first + 5 {
        let expected = whole.frame(index);
        assert!(resumed.frame(index) == expected, "frame {index}");
        is_needed |= fresh.frame(index) != expected;
    }
    // It holds what it would have if it had drawn all.
    assert!(resumed.save() == whole.save());
    (state, is_needed)
}

/// Asserts that a renderer that begins again after so many frames draws what it drew at first.
fn begins_again(gpu: &Gpu, job: &Job, frames: u64) {
    let mut live = Run::live(gpu, job);
    let first: Vec<_> = (0..frames).map(|index| live.frame(index)).collect();
    live.renderer.restart().unwrap();
    let again: Vec<_> = (0..frames).map(|index| live.frame(index)).collect();
    assert!(again == first, "after {frames} frames");
}

#[test]
fn every_scene_with_state_goes_on_where_it_was() {
    let gpu = open();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "wgsl") {
            continue;
        }
        let job = shipped(&path);
        if !job.program.is_stateful() && !job.program.passes.iter().any(|pass| pass.once) {
            continue;
        }
        let (_, is_needed) = goes_on(&gpu, &job, 7);
        assert!(is_needed, "{}: nothing shows", path.display());
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

#[test]
fn it_does_not_matter_what_was_drawn_before() {
    let gpu = open();
    let job = made(&made_up::past("rgba16float"), SMALL, Quality::default());
    let mut whole = Run::new(&gpu, &job);
    (0..4).for_each(|index| drop(whole.frame(index)));
    let state = whole.save();
    let expected: Vec<_> = (4..7).map(|index| whole.frame(index)).collect();
    // Back, and back again.
    for _ in 0..2 {
        whole.restore(&state);
        let again: Vec<_> = (4..7).map(|index| whole.frame(index)).collect();
        assert!(again == expected);
    }
    // On another device.
    let other = open();
    let mut resumed = Run::new(&other, &job);
    resumed.restore(&state);
    let there: Vec<_> = (4..7).map(|index| resumed.frame(index)).collect();
    assert!(there == expected);
}
