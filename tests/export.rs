//! Exports through the library: what they tell, how they are cancelled, and that they leave no
//! thread, no process and no memory behind.
//!
//! Linux only: the tests count threads in `/proc`.

#![cfg(all(feature = "cli", target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{ExportError, Job, Progress, Report, export};
use shaderpipe::frame::Size;
use shaderpipe::gpu::{AdapterChoice, Gpu};

#[path = "common/folder.rs"]
mod folder;
#[path = "common/job.rs"]
mod job;
#[path = "common/probe.rs"]
mod probe;
#[path = "common/processes.rs"]
mod processes;
#[path = "common/run.rs"]
mod run;

use folder::{Folder, NOISE, PLAIN};
use probe::assert_stream;

/// One test at a time: they count the threads of this process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open() -> Gpu {
    Gpu::open(&AdapterChoice::Best).unwrap_or_else(|error| panic!("these tests draw: {error}"))
}

fn job(scene: &str, folder: &Folder, output: &str) -> Job {
    let request = job::request(&[folder.path(output)], Size::new(320, 180));
    job::job(scene, &request)
}

/// The threads of this process, each with its number and name.
fn threads() -> BTreeSet<String> {
    let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
    tasks
        .filter_map(|task| {
            let name = fs::read_to_string(task.path().join("comm")).ok()?;
            Some(format!("{} {name}", task.file_name().to_string_lossy()))
        })
        .collect()
}

/// The processes that this one has started and not reaped.
fn children() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
    let of = |task: fs::DirEntry| fs::read_to_string(task.path().join("children"));
    let lists = tasks.filter_map(|task| of(task).ok());
    lists
        .flat_map(|list| {
            list.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn assert_no_thread_and_child(before: &BTreeSet<String>) {
    let is_ours = |thread: &&String| thread.contains(" shaderpipe-") || !before.contains(*thread);
    let left = || {
        threads()
            .iter()
            .filter(is_ours)
            .cloned()
            .collect::<Vec<_>>()
    };
    // The kernel forgets a joined thread a moment later.
    processes::until("threads remain", || {
        let left = left();
        assert!(left.len() < 100, "{left:?}");
        left.is_empty()
    });
    assert_eq!(children(), [""; 0]);
}

/// Hears everything, and cancels when told to.
#[derive(Default)]
struct Listener {
    cancel_at: Option<u64>,
    cancelled: AtomicBool,
    last: AtomicU64,
    finishing: AtomicU64,
    arguments: Mutex<Vec<OsString>>,
}

impl Progress for Listener {
    fn encoding(&self, _ffmpeg: &Ffmpeg, arguments: &[OsString]) {
        self.arguments.lock().unwrap().extend_from_slice(arguments);
    }

    fn frames(&self, done: u64, total: u64) {
        let before = self.last.swap(done, Ordering::Relaxed);
        assert!(
            before <= done && done <= total,
            "{before}, {done} of {total}"
        );
        if self.cancel_at.is_some_and(|at| done >= at) {
            self.cancelled.store(true, Ordering::Relaxed);
        }
    }

    fn finishing(&self) {
        self.finishing.fetch_add(1, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

fn run(gpu: &Gpu, job: &Job) -> Report {
    export(gpu, job, &()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn no_thread_and_no_child_remains() {
    let _alone = alone();
    let folder = Folder::with("");
    let gpu = open();
    let good = job(PLAIN, &folder, "good.mp4");
    // The driver's own threads start with the first frame, and stay.
    run(&gpu, &good);
    let before = threads();
    for _ in 0..5 {
        run(&gpu, &good);
        assert_no_thread_and_child(&before);
    }
    run(&gpu, &job(PLAIN, &folder, "still.png"));
    assert_no_thread_and_child(&before);

    let mut failing = job(NOISE, &folder, "failing.mp4");
    for script in ["exit 1", "exit 0", "head -c 864000 >/dev/null; exit 1"] {
        let fake = folder.program("fake", script);
        failing.ffmpeg = Some(Ffmpeg::find(Some(&fake)).unwrap());
        export(&gpu, &failing, &()).unwrap_err();
        assert_no_thread_and_child(&before);
    }
    let stuck = folder.program("stuck", "exec sleep 1000");
    failing.ffmpeg = Some(Ffmpeg::find(Some(&stuck)).unwrap());
    failing.stall_timeout = Some(Duration::from_secs(1));
    let error = export(&gpu, &failing, &()).unwrap_err();
    assert!(matches!(error, ExportError::Stalled { .. }), "{error}");
    assert_no_thread_and_child(&before);
    assert_eq!(
        folder.names(),
        ["fake", "good.mp4", "scene.wgsl", "still.png", "stuck"]
    );
}

#[test]
fn an_export_is_cancelled_at_any_time() {
    let _alone = alone();
    let folder = Folder::with("");
    let gpu = open();
    let job = job(NOISE, &folder, "out.mp4");
    run(&gpu, &job);
    let older = folder.read("out.mp4");
    let before = threads();
    for at in [0, 1, 30, 60] {
        let listener = Listener {
            cancel_at: Some(at),
            ..Listener::default()
        };
        match export(&gpu, &job, &listener) {
            Err(error) => assert!(matches!(error, ExportError::Cancelled), "{error}"),
            // After the last frame it may be done before anyone looks.
            Ok(_) => assert_eq!(at, 60),
        }
        assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
        assert_no_thread_and_child(&before);
    }
    assert!(folder.read("out.mp4") == older);
    let at_once = Listener {
        cancelled: AtomicBool::new(true),
        ..Listener::default()
    };
    let error = export(&gpu, &job, &at_once).unwrap_err();
    assert!(matches!(error, ExportError::Cancelled), "{error}");
}

#[test]
fn progress_hears_of_every_step_and_the_report_agrees() {
    let _alone = alone();
    let folder = Folder::with("");
    let gpu = open();
    let job = job(PLAIN, &folder, "out.mp4");
    let listener = Listener::default();
    let report = export(&gpu, &job, &listener).unwrap();
    assert_eq!(listener.last.into_inner(), 60);
    assert_eq!(listener.finishing.into_inner(), 1);
    let arguments = listener.arguments.into_inner().unwrap();
    assert!(
        arguments.iter().any(|argument| argument == "libx264"),
        "{arguments:?}"
    );
    assert_eq!(
        (
            report.frames,
            report.outputs[0].pipe.as_ref().unwrap().bytes
        ),
        (60, 60 * 320 * 180 * 3 / 2)
    );
    assert_eq!(report.adapter, gpu.summary().name);
    assert_stream(&folder.path("out.mp4"), &["nb_read_frames=60"]);
}

#[test]
fn exports_share_a_device_at_the_same_time() {
    let _alone = alone();
    let folder = Folder::with("");
    let gpu = open();
    let outputs = ["a.mkv", "b.mkv", "c.mkv"];
    std::thread::scope(|scope| {
        for output in outputs {
            let (gpu, folder) = (&gpu, &folder);
            scope.spawn(move || run(gpu, &job(PLAIN, folder, output)));
        }
    });
    let [first, second, third] =
        outputs.map(|output| probe::decode(&folder.path(output), "yuv420p"));
    assert_eq!(first.len(), 60 * 320 * 180 * 3 / 2);
    assert!(first == second && second == third);
}

#[test]
fn memory_does_not_grow_with_the_number_of_frames() {
    let _alone = alone();
    let folder = Folder::with(PLAIN);
    let peak = |frames: &str| {
        let args = ["render", "scene.wgsl", "-o", "out.mp4", "--size", "640x360"];
        let run = run::shaderpipe(args).args(["--preset", "ultrafast", "--frames", frames]);
        let ended = run.folder(folder.root()).end().done();
        assert_stream(
            &folder.path("out.mp4"),
            &[&format!("nb_read_frames={frames}")],
        );
        ended.peak_kib as f64
    };
    let (short, long) = (peak("300"), peak("3000"));
    let growth = long / short;
    assert!(
        short > 1000.0 && growth < 1.05,
        "{short} KiB, then {long} KiB"
    );
}
