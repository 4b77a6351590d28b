//! Exports that share what never changes: nothing is compiled or read twice, every byte is the same, and
//! nothing piles up.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "common/job.rs"]
mod job;

use std::fs;
use std::path::{Path, PathBuf};

use shaderpipe::export::{Job, Plan, export};
use shaderpipe::frame::Size;
use shaderpipe::gpu::{AdapterChoice, Gpu, Kind, Room};
use shaderpipe::render::Quality;
use shaderpipe::scene::Scene;
use shaderpipe::shader::{ParamValues, compile};

const SMALL: Size = Size::new(64, 36);

fn open() -> Gpu {
    Gpu::open(&AdapterChoice::Best).unwrap_or_else(|error| panic!("these tests draw: {error}"))
}

/// The scene in a file, to be drawn to this output.
fn job_of(scene: &Path, output: PathBuf, size: Size) -> Job {
    let scene = Scene::load(scene).unwrap();
    let program = compile(&scene).unwrap();
    let request = job::request(&[output], size);
    let plain = "@fragment fn image() -> @location(0) vec4f { return vec4f(); }\n";
    Job {
        plan: Plan::new(&scene, &request).unwrap(),
        params: ParamValues::new(&program.params),
        scene,
        program,
        ..job::job(plain, &request)
    }
}

/// The bytes of the still that a job makes.
fn still(gpu: &Gpu, job: &Job) -> Vec<u8> {
    export(gpu, job, &()).unwrap_or_else(|error| panic!("{error}"));
    fs::read(job.plan.outputs[0].target.path()).unwrap()
}

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes");
    let paths = fs::read_dir(folder).unwrap();
    let paths = paths.map(|entry| entry.unwrap().path());
    let is_scene = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "wgsl");
    let mut paths: Vec<_> = paths.filter(is_scene).collect();
    paths.sort();
    paths
}

fn made(gpu: &Gpu) -> [u64; 2] {
    [Kind::Pipelines, Kind::Picture].map(|kind| gpu.tally(kind).made)
}

#[test]
fn the_second_export_of_a_scene_compiles_and_reads_nothing_and_is_the_same() {
    let plain = open();
    let sharing = plain.clone().sharing(Room {
        things: 200,
        bytes: 1 << 30,
    });
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.png");
    let mut pictures = 0;
    for path in shipped() {
        let job = job_of(&path, output.clone(), SMALL);
        let expected = still(&plain, &job);
        assert!(still(&sharing, &job) == expected, "{}", path.display());
        let before = made(&sharing);
        let again = job_of(&path, output.clone(), SMALL);
        assert!(still(&sharing, &again) == expected, "{}", path.display());
        // Nothing of what was compiled depends on the size.
        let larger = job_of(&path, output.clone(), Size::new(96, 54));
        let expected = still(&plain, &larger);
        assert!(still(&sharing, &larger) == expected, "{}", path.display());
        let [pipelines, read] = made(&sharing);
        assert_eq!(read, before[1], "{}", path.display());
        // The rows of another size are packed by another shader.
        assert!(pipelines <= before[0] + 1, "{}", path.display());
        pictures = read;
    }
    assert!(pictures >= 2, "{pictures}");
    assert_eq!(made(&plain), [0; 2]);
}

#[test]
fn what_is_drawn_more_finely_shares_too() {
    let plain = open();
    let sharing = plain.clone().sharing(Room::default());
    let folder = tempfile::tempdir().unwrap();
    let scene = shipped()
        .into_iter()
        .find(|path| path.ends_with("plasma.wgsl"));
    for (ssaa, motion_blur, scratch_bytes) in [
        (2.0, 1, 1 << 28),
        (2.0, 3, 1 << 28),
        (1.0, 3, 1 << 28),
        (2.0, 1, 1 << 15),
    ] {
        let mut job = job_of(
            scene.as_ref().unwrap(),
            folder.path().join("out.png"),
            SMALL,
        );
        job.plan.quality = Quality {
            ssaa,
            motion_blur,
            scratch_bytes,
            ..Quality::default()
        };
        let expected = still(&plain, &job);
        assert!(still(&sharing, &job) == expected);
        let before = made(&sharing);
        assert!(still(&sharing, &job) == expected);
        assert_eq!(made(&sharing), before);
    }
}

#[test]
fn a_picture_that_has_changed_is_read_anew() {
    let gpu = open().sharing(Room::default());
    let folder = tempfile::tempdir().unwrap();
    let (scene, texture) = (folder.path().join("s.wgsl"), folder.path().join("t.png"));
    fs::write(
        &scene,
        "//! [textures.t]\n//! file = \"t.png\"\n\
         @group(0) @binding(0) var t: texture_2d<f32>;\n\
         @fragment fn image() -> @location(0) vec4f { return textureLoad(t, vec2u(0), 0); }\n",
    )
    .unwrap();
    // A file of the same length, with the time of the other, in its place and in another's.
    let colored = |red: u8| {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[red, 2, 3]).unwrap();
        writer.finish().unwrap();
        bytes
    };
    let drawn = || still(&gpu, &job_of(&scene, folder.path().join("out.png"), SMALL));
    // What could still change unseen is not shared.
    let settle = || std::thread::sleep(std::time::Duration::from_millis(30));
    fs::write(&texture, colored(200)).unwrap();
    settle();
    let modified = fs::metadata(&texture).unwrap().modified().unwrap();
    let first = drawn();
    assert!(drawn() == first);
    fs::write(&texture, colored(100)).unwrap();
    let file = fs::File::options().write(true).open(&texture).unwrap();
    file.set_modified(modified).unwrap();
    settle();
    let second = drawn();
    assert!(second != first);
    let other = folder.path().join("other.png");
    fs::write(&other, colored(200)).unwrap();
    fs::rename(&other, &texture).unwrap();
    settle();
    assert!(drawn() == first);
    let tally = gpu.tally(Kind::Picture);
    assert_eq!((tally.made, tally.found), (3, 1));
}

#[test]
fn several_threads_share() {
    let plain = open();
    let folder = tempfile::tempdir().unwrap();
    let scenes = ["echo.wgsl", "parallax.wgsl", "bloom.wgsl"];
    let paths: Vec<_> = shipped();
    let paths = paths
        .iter()
        .filter(|path| scenes.iter().any(|name| path.ends_with(name)));
    let paths: Vec<_> = paths.collect();
    let job = |place: usize| {
        let path = paths[place % paths.len()];
        job_of(path, folder.path().join(format!("{place}.png")), SMALL)
    };
    let expected: Vec<_> = (0..paths.len())
        .map(|place| still(&plain, &job(place)))
        .collect();
    let sharing = plain.clone().sharing(Room::default());
    let sharing = &sharing;
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (job, expected) = (&job, &expected);
            scope.spawn(move || {
                for round in 0..3 {
                    let place = 100 + thread + 4 * round;
                    let drawn = still(sharing, &job(place));
                    assert!(drawn == expected[place % expected.len()], "{place}");
                }
            });
        }
    });
    // What one thread makes, the others wait for.
    let alone = plain.sharing(Room::default());
    (0..paths.len()).for_each(|place| drop(still(&alone, &job(place))));
    assert_eq!(made(sharing), made(&alone));
}

/// The objects of each kind that wgpu holds, by name.
fn held(gpu: &Gpu) -> Vec<(&'static str, usize)> {
    let report = gpu.instance().generate_report().unwrap();
    let hub = report.hub_report();
    [
        ("shader modules", &hub.shader_modules),
        ("pipeline layouts", &hub.pipeline_layouts),
        ("bind group layouts", &hub.bind_group_layouts),
        ("bind groups", &hub.bind_groups),
        ("command buffers", &hub.command_buffers),
        ("command encoders", &hub.command_encoders),
        ("render pipelines", &hub.render_pipelines),
        ("compute pipelines", &hub.compute_pipelines),
        ("buffers", &hub.buffers),
        ("textures", &hub.textures),
        ("texture views", &hub.texture_views),
        ("samplers", &hub.samplers),
        ("query sets", &hub.query_sets),
    ]
    .map(|(name, report)| (name, report.num_allocated))
    .to_vec()
}

#[test]
fn two_hundred_exports_leave_no_more_than_a_few() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.png");
    let paths: Vec<_> = shipped();
    let names = [
        "plasma.wgsl",
        "echo.wgsl",
        "parallax.wgsl",
        "life.wgsl",
        "bloom.wgsl",
    ];
    let is_one = |path: &&PathBuf| names.iter().any(|name| path.ends_with(name));
    let jobs: Vec<_> = paths
        .iter()
        .filter(is_one)
        .map(|path| job_of(path, output.clone(), SMALL))
        .collect();
    assert_eq!(jobs.len(), names.len());
    // Room for all of them, and for less than all: what there is no room for is made again and again.
    for things in [64, 3] {
        let gpu = open().sharing(Room {
            things,
            ..Room::default()
        });
        let round = || {
            for job in &jobs {
                drop(still(&gpu, job));
            }
            (held(&gpu), gpu.kept())
        };
        round();
        let first = round();
        for _ in 2..40 / (1 + usize::from(things == 3) * 3) {
            assert_eq!(round(), first);
        }
        let (_, (kept, bytes)) = first;
        assert!(
            kept <= things && bytes <= Room::default().bytes,
            "{kept} {bytes}"
        );
    }
}

#[test]
fn who_watches_sees_who_is_in_the_hands_of_the_device_and_that_it_goes_on() {
    use shaderpipe::export::{Progress, Target, check_loop};
    use shaderpipe::gpu::Presence;

    /// Where the user was when it heard of frames that were drawn, and of those that were written.
    struct Heard<'a>(&'a Presence, std::sync::Mutex<Vec<bool>>);
    impl Progress for Heard<'_> {
        fn frames(&self, _: u64, _: u64) {
            self.1.lock().unwrap().push(self.0.is_inside());
        }
        fn prerolling(&self, _: u64, _: u64) {
            assert!(self.0.is_inside());
        }
    }

    let presence = Presence::default();
    let gpu = open().with_presence(presence.clone());
    let folder = tempfile::tempdir().unwrap();
    let shipped = shipped();
    let scene = shipped.iter().find(|path| path.ends_with("life.wgsl"));
    let mut job = job_of(scene.unwrap(), folder.path().join("out.png"), SMALL);
    let heard = Heard(&presence, std::sync::Mutex::default());
    // The frames before it are drawn for nobody.
    let Target::Still { frame, .. } = &mut job.plan.outputs[0].target else {
        panic!("a still was asked for");
    };
    *frame = 20;
    let before = gpu.finished();
    export(&gpu, &job, &heard).unwrap_or_else(|error| panic!("{error}"));
    // Other clones see it, too.
    let after = gpu.clone().with_presence(Presence::default()).finished();
    assert!(after > before && presence.waits() > 0 && !presence.is_inside());
    let heard = heard.1.into_inner().unwrap();
    assert!(!heard.is_empty() && heard.iter().all(|inside| !inside));
    check_loop(&gpu, &job, &|| false).unwrap_or_else(|error| panic!("{error}"));
    assert!(gpu.finished() >= after + 8 && !presence.is_inside());
}
