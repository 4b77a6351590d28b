//! Batches that are ended from outside, at any moment.

#![allow(clippy::print_stdout, reason = "a long run tells what it did")]

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use crate::failures::ENDLESS;
use crate::folder::Folder;
use crate::processes::until;
use crate::run::Running;
use crate::{assert_tidy, assert_whole, batch, half_written, in_state, report, scenes};

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
        // A worker that was killed has removed nothing, and one that is killed early goes on with nothing.
        let left = half_written(&folder);
        let mut running = batch(&folder, "jobs.toml --jobs 2").start();
        // Evenly, and not in their order.
        let moment = takes.mul_f64(f64::from((kill * 7 + 3) % kills) / f64::from(kills));
        let since = Instant::now();
        while since.elapsed() < moment && !running.has_ended() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let workers = children(running.pid());
        if !running.has_ended() {
            running.signal(Signal::KILL);
        }
        // As when the power is cut.
        let at_once = kill % 2 == 1;
        for worker in workers.into_iter().filter(|_| at_once) {
            // It may have ended.
            let _ = rustix::process::kill_process(worker, Signal::KILL);
        }
        // The worker and every FFmpeg are gone with it.
        let ended = running.end();
        assert!([0, 137].contains(&ended.code()), "{ended:#?}");
        if !at_once {
            let more: Vec<_> = half_written(&folder).difference(&left).cloned().collect();
            assert!(more.is_empty(), "{more:?}: {ended:#?}");
        }
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
    killed(6);
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
    let running = writing(&folder, running);
    let since = Instant::now();
    running.signal(Signal::INT);
    let ended =
        running
            .end()
            .is(130)
            .says(&["interrupted", "again to go on", "so far: 0 rendered"]);
    assert!(!ended.stderr.contains("done: "), "{}", ended.stderr);
    assert!(ended.exited - since < Duration::from_secs(3));
    assert_tidy(&folder);
    assert_eq!(assert_whole(&folder), 0);
    let report = report(&folder);
    assert_eq!(
        (&report["failed"], &report["not_run"]),
        (&0.into(), &7.into())
    );
}

/// Waits until a worker writes an output.
pub(crate) fn writing(folder: &Folder, running: Running) -> Running {
    until("a worker writes", || {
        let contents = folder.contents();
        let mut names = contents.keys().map(|path| path.to_string_lossy());
        names.any(|name| name.contains("/out/") && name.contains(".partial"))
    });
    running
}

/// A batch that hangs in a shader.
fn hanging(folder: &Folder) -> Running {
    folder.write("endless.wgsl", ENDLESS);
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"endless.wgsl\"\noutput = \"out/endless.mp4\"\n\
         [[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"a.mp4\"\n",
    );
    let running = batch(folder, "jobs.toml --jobs 1 --report report.json").start();
    let running = writing(folder, running);
    std::thread::sleep(Duration::from_millis(300));
    running
}

#[test]
fn an_interrupt_ends_a_shader_that_never_does() {
    let folder = scenes();
    let running = hanging(&folder);
    let since = Instant::now();
    running.signal(Signal::TERM);
    let ended = running.end().is(143);
    assert!(ended.exited - since < Duration::from_secs(5));
    assert_tidy(&folder);
    assert_eq!(report(&folder)["not_run"], 2);
}

#[test]
fn killed_it_leaves_no_shader_that_never_ends() {
    let folder = scenes();
    let running = hanging(&folder);
    running.signal(Signal::KILL);
    // Asserts that the worker ends by itself.
    running.end().is(137);
    assert_tidy(&folder);
    assert_eq!(assert_whole(&folder), 0);
}

/// A job in segments, killed when some of them are finished; how many.
fn killed_in_segments(folder: &Folder) -> u64 {
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"scenes/c.wgsl\"\noutput = \"long.mp4\"\nduration = 8\nsegments = 0.2\n",
    );
    let running = batch(folder, "jobs.toml").start();
    let journal = || {
        let text = std::fs::read_to_string(folder.path("long.mp4.segments/journal.jsonl"));
        text.unwrap_or_default().lines().count()
    };
    until("segments are finished", || journal() > 5);
    running.signal(Signal::KILL);
    running.end().is(137);
    let finished = journal() as u64 - 1;
    assert!(finished < 39, "it was too fast to be killed");
    assert_whole(folder);
    finished
}

/// Goes on with it; how many frames were kept.
fn gone_on(folder: &Folder) -> Option<u64> {
    let ended = batch(folder, "jobs.toml --report report.json").end();
    ended.done();
    let reports = in_state(&report(folder), "rendered", "report");
    let of_job: serde_json::Value = serde_json::from_str(&reports[0].1).unwrap();
    crate::probe::assert_stream(&folder.path("long.mp4"), &["nb_read_frames=240"]);
    assert!(!folder.path("long.mp4.segments").exists());
    of_job["segments"]["kept_frames"].as_u64()
}

#[test]
fn a_job_in_segments_goes_on_at_its_last_one() {
    let folder = scenes();
    let finished = killed_in_segments(&folder);
    assert_eq!(gone_on(&folder), Some(finished * 6));
}

#[test]
fn segments_of_an_older_scene_are_drawn_anew() {
    let folder = scenes();
    killed_in_segments(&folder);
    let scene = String::from_utf8(folder.read("scenes/c.wgsl")).unwrap();
    folder.write("scenes/c.wgsl", scene.replace("0.0, 1.0)", "1.0, 0.0)"));
    assert_eq!(gone_on(&folder), Some(0));
}
