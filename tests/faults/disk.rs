//! Full disks, and outputs that are no regular files.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::symlink;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::fault::{Fault, OLDER, assert_no_partial};
use crate::folder::{Folder, NOISE, PLAIN};
use crate::probe::{assert_stream, decode};
use crate::run::{Run, shaderpipe, shell};

const MOUNTED: &str = "this test mounts a small file system: it needs root, or a kernel that lets \
    users make namespaces (sysctl kernel.unprivileged_userns_clone=1)";

/// Runs `script` in a folder `disk`, a file system with these `options` that nobody else sees; it
/// prints what lies there in the end, and ends with the script's own code.
fn on_disk(folder: &Folder, options: &str, script: &str) -> Run {
    fs::create_dir_all(folder.path("disk")).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=96k none disk || exit 77
        printf 'an older video' >disk/older.mp4
        mount -o remount,size=96k,{options} disk || exit 77
        {script}
        code=$?
        ls -A disk
        cat disk/older.mp4
        exit $code"
    );
    let is_root = rustix::process::geteuid().is_root();
    let namespace = if is_root { "-m" } else { "-Urm" };
    Run::of("unshare")
        .args([namespace, "/bin/sh", "-c", &script])
        .folder(folder.root())
}

fn assert_mounted(code: i32) {
    assert_ne!(code, 77, "{MOUNTED}");
}

#[test]
fn a_full_disk_fails_with_its_reason_and_leaves_the_disk_as_it_was() {
    for output in ["new.mp4", "older.mp4", "new.mkv", "new.webm"] {
        let folder = Folder::with(NOISE);
        let render =
            format!("\"$SHADERPIPE\" render scene.wgsl -o disk/{output} --frames 20 -- -threads 1");
        let ended = on_disk(&folder, "rw", &render).end();
        assert_mounted(ended.code());
        let ended = ended.is(1).says(&["error: ", "No space left on device"]);
        assert_eq!(ended.text(), "older.mp4\nan older video", "{output}");
    }
}

#[test]
fn a_still_on_a_full_disk_fails_with_its_reason() {
    let folder = Folder::with(NOISE);
    let render = "\"$SHADERPIPE\" render scene.wgsl -o disk/still.png";
    let ended = on_disk(&folder, "rw", render).end();
    assert_mounted(ended.code());
    let ended = ended
        .is(1)
        .says(&["error: ", "still", "No space left on device"]);
    assert_eq!(ended.text(), "older.mp4\nan older video");
}

#[test]
fn a_disk_that_may_not_be_written_is_named() {
    let folder = Folder::with(PLAIN);
    let render = "\"$SHADERPIPE\" render scene.wgsl -o disk/older.mp4";
    let ended = on_disk(&folder, "ro", render).end();
    assert_mounted(ended.code());
    let ended = ended
        .is(1)
        .says(&["cannot create a file in", "disk", "read-only"]);
    assert_eq!(ended.text(), "older.mp4\nan older video");
}

#[test]
fn a_device_that_is_full_is_written_directly_and_fails() {
    for name in ["out.mkv", "out.mp4", "out.webm"] {
        Fault::new()
            .output(name)
            .with(move |run, folder| {
                symlink("/dev/full", folder.path(name)).unwrap();
                run
            })
            .fails_once(1, &["No space left on device"]);
    }
}

#[test]
fn a_still_into_a_full_device_fails() {
    let folder = Folder::with(PLAIN);
    symlink("/dev/full", folder.path("out.png")).unwrap();
    let render = shaderpipe(["render", "scene.wgsl", "-o", "out.png"]);
    render
        .folder(folder.root())
        .end()
        .is(1)
        .says(&["error: ", "out.png", "No space left"]);
    assert_eq!(
        fs::read_link(folder.path("out.png")).unwrap().to_str(),
        Some("/dev/full")
    );
}

#[test]
fn results_on_a_full_standard_output_fail() {
    let folder = Folder::with(NOISE);
    for command in [
        "render scene.wgsl -o -",
        "render scene.wgsl -o out.png --report -",
        "check scene.wgsl",
        "doctor",
        "completions bash",
    ] {
        let script = format!("exec \"$SHADERPIPE\" {command} >/dev/full");
        let ended = shell(&script).folder(folder.root()).end();
        ended.is(1).says(&["error: ", "No space left on device"]);
    }
}

#[test]
fn a_fifo_is_written_directly() {
    let folder = Folder::with(PLAIN);
    let fifo = folder.path("fifo.mkv");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let render = shaderpipe(["render", "scene.wgsl", "-o", "fifo.mkv"]);
    let running = render.folder(folder.root()).start();
    let mut bytes = Vec::new();
    File::open(&fifo).unwrap().read_to_end(&mut bytes).unwrap();
    running.end().done();
    let file = folder.write("read.mkv", &bytes);
    assert_eq!(decode(&file, "yuv420p").len(), 60 * 64 * 36 * 3 / 2);
    assert_eq!(folder.names(), ["fifo.mkv", "read.mkv", "scene.wgsl"]);
}

#[test]
fn a_fifo_whose_reader_goes_fails_and_stays() {
    let folder = Folder::with(NOISE);
    let fifo = folder.path("fifo.mkv");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let render = shaderpipe(["render", "scene.wgsl", "-o", "fifo.mkv"]);
    let running = render.folder(folder.root()).start();
    let mut bytes = [0; 4096];
    File::open(&fifo).unwrap().read_exact(&mut bytes).unwrap();
    running.end().is(1).says(&["error: ", "Broken pipe"]);
    assert_eq!(folder.names(), ["fifo.mkv", "scene.wgsl"]);
}

#[test]
fn an_mp4_into_a_fifo_says_which_container_goes() {
    let folder = Folder::with(PLAIN);
    let fifo = folder.path("fifo.mp4");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let render = shaderpipe(["render", "scene.wgsl", "-o", "fifo.mp4"]);
    let running = render.folder(folder.root()).start();
    File::open(&fifo)
        .unwrap()
        .read_to_end(&mut Vec::new())
        .unwrap();
    running
        .end()
        .is(1)
        .says(&["FFmpeg failed", "end the file name in .mkv"]);
}

#[test]
fn a_link_is_followed_and_stays() {
    let folder = Folder::with(PLAIN);
    fs::create_dir(folder.path("far")).unwrap();
    symlink("far/video.mp4", folder.path("out.mp4")).unwrap();
    let render = || {
        let run = shaderpipe(["render", "scene.wgsl", "-o", "out.mp4"]);
        run.folder(folder.root()).end()
    };
    // A link into nothing, then to an older file.
    render().done();
    assert_stream(&folder.path("far/video.mp4"), &["nb_read_frames=60"]);
    folder.write("far/video.mp4", OLDER);
    render().done();
    assert_stream(&folder.path("far/video.mp4"), &["nb_read_frames=60"]);
    let link = fs::read_link(folder.path("out.mp4")).unwrap();
    assert_eq!(link.to_str(), Some("far/video.mp4"));
    assert_no_partial(folder.root());
    assert_no_partial(&folder.path("far"));
}

#[test]
fn a_failure_behind_a_link_leaves_its_target() {
    Fault::new()
        .ffmpeg("exit 1")
        .with(|run, folder| {
            folder.write("target.mp4", OLDER);
            symlink("target.mp4", folder.path("out.mp4")).unwrap();
            run
        })
        .fails(1, &["FFmpeg failed"]);
}
