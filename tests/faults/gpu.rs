//! A device that is lost or has no memory: an export fails with the cause.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use shaderpipe::encode::Ffmpeg;
use shaderpipe::export::{ExportError, Job, Plan, Progress, Request, export};
use shaderpipe::frame::{FrameRange, Size};
use shaderpipe::gpu::{AdapterChoice, FaultKind, Gpu};
use shaderpipe::readback::Mapping;

use crate::fault::OLDER;
use crate::folder::{Folder, NOISE};
use crate::job::{job, request};
use crate::processes::exists;
use crate::run::shell;

fn open() -> Gpu {
    Gpu::open(&AdapterChoice::Best).unwrap_or_else(|error| panic!("these tests draw: {error}"))
}

fn noise(output: PathBuf, ffmpeg: PathBuf, mapping: Mapping) -> Job {
    let request = Request {
        frames: Some(FrameRange::Count(500)),
        ..request(&[output], Size::new(320, 180))
    };
    Job {
        ffmpeg: Some(Ffmpeg::find(Some(&ffmpeg)).unwrap()),
        mapping,
        stall_timeout: None,
        ..job(NOISE, &request)
    }
}

/// Does something to the device once so many frames are written.
struct At<'a, F: Fn(&Gpu) + Sync> {
    frames: u64,
    gpu: &'a Gpu,
    action: F,
    seen: AtomicU64,
}

impl<F: Fn(&Gpu) + Sync> Progress for At<'_, F> {
    fn frames(&self, done: u64, _total: u64) {
        if done >= self.frames && self.seen.swap(done + 1, Ordering::Relaxed) == 0 {
            (self.action)(self.gpu);
        }
    }
}

/// Asserts that an export during which `action` is done fails, with nothing left; its cause.
fn fails(mapping: Mapping, frames: u64, action: impl Fn(&Gpu) + Sync) -> ExportError {
    let folder = Folder::with(NOISE);
    folder.write("out.mp4", OLDER);
    let number = folder.path("number");
    let script = format!("echo $$ >'{}'; exec ffmpeg \"$@\"", number.display());
    let wrapper = folder.program("wrapper", &script);
    let gpu = open();
    let job = noise(folder.path("out.mp4"), wrapper, mapping);
    let progress = At {
        frames,
        gpu: &gpu,
        action,
        seen: AtomicU64::new(0),
    };
    let error = export(&gpu, &job, &progress).expect_err("the device is gone");
    assert_ne!(progress.seen.into_inner(), 0, "it failed before: {error}");
    assert_eq!(folder.read("out.mp4"), OLDER);
    let names = folder.names();
    let left: Vec<_> = names.iter().filter(|name| *name != "number").collect();
    assert_eq!(left, ["out.mp4", "scene.wgsl", "wrapper"]);
    // Killed while it was still the shell, the wrapper may have left an empty file or none.
    if let Ok(number) = std::fs::read_to_string(number)
        && let Ok(number) = number.trim().parse()
    {
        let ffmpeg = rustix::process::Pid::from_raw(number).unwrap();
        assert!(!exists(ffmpeg), "FFmpeg runs or is a zombie");
    }
    error
}

fn assert_fault(error: &ExportError, kind: FaultKind, gpu: &Gpu) {
    let fault = gpu.fault().expect("it is kept");
    assert_eq!(fault.kind, kind, "{fault}");
    let told = std::iter::successors(Some(error as &dyn std::error::Error), |error| {
        error.source()
    });
    let told: Vec<_> = told.map(ToString::to_string).collect();
    assert!(
        told.iter().any(|text| text.contains(&fault.to_string())),
        "{told:?}"
    );
}

#[test]
fn a_device_lost_in_the_middle_fails_the_export() {
    for mapping in [Mapping::Direct, Mapping::Staging] {
        for frames in [0, 1, 20] {
            if mapping == Mapping::Direct && !open().maps_storage() {
                continue;
            }
            let error = fails(mapping, frames, Gpu::destroy);
            assert!(error.to_string().contains("the GPU was lost"), "{error}");
        }
    }
}

#[test]
fn a_device_lost_on_another_thread_fails_the_export() {
    let error = fails(Mapping::Auto, 20, |gpu| {
        let gpu = gpu.clone();
        std::thread::spawn(move || gpu.destroy());
    });
    assert!(error.to_string().contains("the GPU was lost"), "{error}");
}

#[test]
fn a_call_that_the_device_refuses_in_the_middle_fails_the_export() {
    let error = fails(Mapping::Auto, 20, |gpu| {
        let refused = gpu.device().create_buffer(&wgpu::BufferDescriptor {
            label: Some("refused"),
            size: 3,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::VERTEX,
            mapped_at_creation: true,
        });
        drop(refused);
        let fault = gpu.fault().expect("wgpu refuses it");
        assert_eq!(fault.kind, FaultKind::Validation);
    });
    assert!(
        error.to_string().contains("the GPU refused a call"),
        "{error}"
    );
}

#[test]
fn a_lost_device_starts_no_export() {
    let folder = Folder::with(NOISE);
    let gpu = open();
    gpu.destroy();
    for output in ["out.mp4", "out.png"] {
        let ffmpeg = folder.program("ffmpeg", "exec ffmpeg \"$@\"");
        let mut job = noise(folder.path("out.mp4"), ffmpeg, Mapping::Auto);
        let request = request(&[folder.path(output)], Size::new(320, 180));
        job.plan = Plan::new(&job.scene, &request).unwrap();
        let error = export(&gpu, &job, &()).unwrap_err();
        assert_fault(&error, FaultKind::DeviceLost, &gpu);
        assert_eq!(folder.names(), ["ffmpeg", "scene.wgsl"]);
    }
}

/// A limit on addresses stands in for a small GPU: the software adapter's memory is the process's.
#[test]
fn memory_that_runs_out_fails_the_export() {
    // The buffers alone are 6 GB, of which none is touched; the picture is 200 MB, of half floats.
    for mebibytes in [4000, 1500] {
        let folder = Folder::with(NOISE);
        folder.write("out.mkv", OLDER);
        let script = format!(
            "ulimit -v {}; exec \"$SHADERPIPE\" render scene.wgsl -o out.mkv --size 5000x5000 \
             --pixel-format rgba --buffers 64 --frames 64",
            mebibytes * 1024
        );
        let ended = shell(&script).folder(folder.root()).end();
        ended.is(1).says(&["error: ", "memory"]);
        assert_eq!(folder.names(), ["out.mkv", "scene.wgsl"]);
        assert_eq!(folder.read("out.mkv"), OLDER);
    }
}

#[test]
fn a_device_of_the_same_adapter_has_faults_of_its_own() {
    let gpu = open();
    let twin = gpu.twin().unwrap();
    twin.destroy();
    assert!(twin.guard(|| ()).is_err());
    gpu.check().unwrap();
}
