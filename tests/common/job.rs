//! A job as the library takes it, with what tests have in common.

use std::path::PathBuf;
use std::time::Duration;

use shaderpipe::encode::{Ffmpeg, Settings};
use shaderpipe::export::{Job, OutputOptions, Plan, Request};
use shaderpipe::frame::Size;
use shaderpipe::pipe::Method;
use shaderpipe::readback::Mapping;
use shaderpipe::scene::{Scene, Source};
use shaderpipe::shader::{ParamValues, compile};

const INSTALL: &str = "these tests need ffmpeg: apt install ffmpeg, or brew install ffmpeg";

/// The request for these outputs in x264's fastest preset, for those that are videos.
pub(crate) fn request(outputs: &[PathBuf], size: Size) -> Request {
    let is_still = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "png");
    let preset = (!outputs.iter().all(is_still)).then(|| "ultrafast".to_owned());
    Request {
        outputs: outputs.iter().cloned().map(Into::into).collect(),
        size: Some(size),
        options: OutputOptions {
            settings: Settings {
                preset,
                ..Settings::default()
            },
            ..OutputOptions::default()
        },
        ..Request::default()
    }
}

pub(crate) fn job(scene: &str, request: &Request) -> Job {
    let scene = Scene::parse(Source::new("scene.wgsl", scene)).expect("a scene");
    let program = compile(&scene).expect("a shader");
    Job {
        plan: Plan::new(&scene, request).expect("a plan"),
        params: ParamValues::new(&program.params),
        replay: None,
        scene,
        program,
        ffmpeg: Some(Ffmpeg::find(None).expect(INSTALL)),
        no_clobber: false,
        buffers: 4,
        mapping: Mapping::Auto,
        transport: Method::Auto,
        stall_timeout: Some(Duration::from_secs(120)),
    }
}
