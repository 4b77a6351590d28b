//! Very many jobs.

#![allow(clippy::print_stdout, reason = "it tells what it measured")]

use std::time::Instant;

use crate::ends::children;
use crate::{batch, report, scenes};

#[test]
fn ten_thousand_jobs_are_planned_in_little_memory() {
    let folder = scenes();
    let axis = |count: usize| {
        let values: Vec<String> = (0..count).map(|value| value.to_string()).collect();
        values.join(", ")
    };
    let text = format!(
        "[[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"out/{{speed}}-{{crf}}-{{seed}}.mp4\"\n\
         matrix.params.speed = [{}]\nmatrix.crf = [{}]\nmatrix.seed = [{}]\n",
        axis(20),
        axis(20),
        axis(25)
    );
    folder.write("jobs.toml", text);
    let since = Instant::now();
    let told = batch(&folder, "jobs.toml --dry-run").end().done();
    println!("10,000 jobs: {:?}, {} KiB", since.elapsed(), told.peak_kib);
    assert_eq!(told.text().lines().count(), 10_000);
    assert!(told.peak_kib < 100 * 1024, "{} KiB", told.peak_kib);
}

#[test]
fn two_hundred_jobs_take_no_more_memory_than_fifty() {
    assert_flat("png", "");
}

#[test]
#[ignore = "takes minutes: scripts/soak runs it"]
fn two_hundred_videos_take_no_more_memory_than_fifty() {
    assert_flat("mp4", "frames = \"0..2\"\npreset = \"ultrafast\"\n");
}

/// Asserts that the worker does not grow over 201 jobs with outputs of a kind.
fn assert_flat(kind: &str, keys: &str) {
    let folder = scenes();
    let values: Vec<String> = (0..67).map(|value| value.to_string()).collect();
    let text = format!(
        "[[job]]\nscene = \"scenes/?.wgsl\"\noutput = \"out/{{scene}}-{{seed}}.{kind}\"\n\
         {keys}matrix.seed = [{}]\n",
        values.join(", ")
    );
    folder.write("jobs.toml", text);
    let mut running = batch(&folder, "jobs.toml --jobs 2 --report report.json").start();
    let resident = |pid: rustix::process::Pid| -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero()));
        let status = status.ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let (mut early, mut late) = (0, 0);
    while !running.has_ended() {
        let done = std::fs::read_dir(folder.path("out")).map_or(0, Iterator::count);
        let now = children(running.pid())
            .into_iter()
            .filter_map(resident)
            .max();
        match (done, now) {
            (40..60, Some(now)) => early = early.max(now),
            (180.., Some(now)) => late = late.max(now),
            _ => {}
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    running.end().done();
    assert_eq!(report(&folder)["rendered"], 201);
    println!("the worker had {early} KiB at 50 jobs, {late} KiB at 200");
    assert!(early > 0 && late > 0);
    // A rest for what allocators keep.
    assert!(late < early + 8 * 1024, "{early} KiB, then {late} KiB");
}
