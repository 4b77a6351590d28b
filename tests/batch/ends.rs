//! Batches that are ended from outside, at any moment.

#![allow(clippy::print_stdout, reason = "a long run tells what it did")]

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use crate::folder::Folder;
use crate::processes::until;
use crate::{assert_tidy, assert_whole, batch, report, scenes};

/// The processes that `parent` has started.
pub(crate) fn children(parent: Pid) -> Vec<Pid> {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let is_child = |pid: &i32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // Behind the name, in parentheses, come the state and the parent.
        let behind = stat.rsplit(')').next().unwrap_or_default();
        behind.split_whitespace().nth(1) == Some(&parent.as_raw_nonzero().to_string())
    };
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(is_child).filter_map(Pid::from_raw).collect()
}

const JOBS: &str = "\
[defaults]
output = \"out/{scene}-{speed}.mp4\"
duration = 2
[[job]]
scene = \"scenes/?.wgsl\"
matrix.params.speed = [1, 2]
[[job]]
scene = \"scenes/c.wgsl\"
output = \"out/long.mp4\"
duration = 8
segments = 1
";

/// Kills batches at moments of one run, and goes on.
fn killed(kills: u32) {
    let folder = scenes();
    folder.write("jobs.toml", JOBS);
    let since = Instant::now();
    batch(&folder, "jobs.toml").end().done();
    let takes = since.elapsed();
    let outputs = |folder: &Folder| -> Vec<_> {
        let contents = folder.contents().into_iter();
        let decided = contents.filter(|(path, _)| path.extension().is_some_and(|end| end == "mp4"));
        decided.map(|(path, _)| crate::frames_of(&path)).collect()
    };
    let whole = outputs(&folder);
    let mut videos = 0;
    for kill in 0..kills {
        if kill % 3 == 0 {
            std::fs::remove_dir_all(folder.path("out")).unwrap();
        }
        let mut running = batch(&folder, "jobs.toml --jobs 2").start();
        // Evenly, and not in their order.
        let moment = takes.mul_f64(f64::from((kill * 7 + 3) % kills) / f64::from(kills));
        let since = Instant::now();
        while since.elapsed() < moment && !running.has_ended() {
            std::thread::sleep(Duration::from_millis(1));
        }
        if !running.has_ended() {
            running.signal(Signal::KILL);
        }
        // The worker and every FFmpeg are gone with it.
        running.end();
        videos += assert_whole(&folder);
    }
    batch(&folder, "jobs.toml --report report.json")
        .end()
        .done();
    assert!(outputs(&folder) == whole, "other frames");
    assert_tidy(&folder);
    assert!(!folder.path("out/long.mp4.segments").exists());
    println!("{kills} kills, {videos} videos found whole after them");
}

#[test]
fn killed_at_any_moment_it_goes_on() {
    killed(5);
}

#[test]
#[ignore = "takes minutes: scripts/soak runs it"]
fn killed_thirty_times_it_goes_on() {
    killed(30);
}

#[test]
fn an_interrupt_ends_it_and_leaves_nothing_half_written() {
    let folder = scenes();
    folder.write("jobs.toml", JOBS.replace("duration = 2", "duration = 100"));
    let running = batch(
        &folder,
        "jobs.toml --jobs 2 --report report.json --progress bar",
    )
    .start();
    until("a worker writes", || {
        folder.path("out").exists()
            && folder
                .contents()
                .keys()
                .any(|path| path.to_string_lossy().contains(".partial"))
    });
    let since = Instant::now();
    running.signal(Signal::INT);
    let ended = running
        .end()
        .is(130)
        .says(&["interrupted", "again to go on"]);
    assert!(ended.exited - since < Duration::from_secs(8));
    assert_tidy(&folder);
    assert_eq!(report(&folder)["failed"], 0);
}
