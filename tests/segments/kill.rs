//! `kill -9` at any moment: what is there is whole, and what is gone on with is what one run makes.

#![allow(
    clippy::print_stdout,
    reason = "a long run tells how to repeat it, and what it did"
)]

use std::time::{Duration, Instant, SystemTime};

use rustix::process::Signal;

use crate::folder::{Folder, NOISE};
use crate::run::{Run, Running};
use crate::{STATEFUL, assert_same, journal, run_in, shown};

const RENDER: &str = "render scene.wgsl -o out.mp4 --frames 130 --segments 0.5";

/// Numbers drawn by lot.
struct Lot(u64);

impl Lot {
    /// From the environment, to repeat a failure, or from the clock.
    fn new() -> Self {
        let given = std::env::var("SHADERPIPE_SOAK_SEED").ok();
        let given = given.and_then(|seed| seed.parse().ok());
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
        let seed = given.unwrap_or(now);
        println!("seed {seed}: SHADERPIPE_SOAK_SEED={seed} draws the same lots");
        Self(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn moment(&mut self, within: Duration) -> Duration {
        within.mul_f64(self.draw() as f64 / u64::MAX as f64)
    }
}

/// Kills `running` after `moment`; whether it lived so long.
fn kill(mut running: Running, moment: Duration) -> bool {
    let since = Instant::now();
    while since.elapsed() < moment && !running.has_ended() {
        std::thread::sleep(Duration::from_millis(1));
    }
    if running.has_ended() {
        running.end().done();
        return false;
    }
    running.signal(Signal::KILL);
    // Its FFmpeg must be gone with it.
    running.end().is(137);
    true
}

/// Goes on in one of the two ways there are.
fn go_on(folder: &Folder, lot: &mut Lot) -> Run {
    // Before there is a line, nobody knows what was begun.
    match journal(folder).is_empty() || lot.draw().is_multiple_of(2) {
        true => run_in(folder, RENDER),
        false => run_in(folder, "resume out.mp4"),
    }
}

fn is_over(folder: &Folder) -> bool {
    let is_begun = folder.path("out.mp4.segments").exists();
    folder.path("out.mp4").exists() && !is_begun
}

/// Asserts that every file that has its name is complete.
fn assert_whole(folder: &Folder) {
    for (path, _) in folder.contents() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".mp4") && !name.starts_with('.') && path.is_file() {
            shown(&path);
        }
        if name == "out.mp4" {
            assert_same(&path, &folder.path("whole.mp4"));
        }
    }
}

/// Kills renders of `scene` until it has done so `kills` times.
fn killed(scene: &str, kills: u32) {
    let mut lot = Lot::new();
    let folder = Folder::with(scene);
    let since = Instant::now();
    let whole = RENDER.replace("out.mp4", "whole.mp4");
    run_in(&folder, &whole).end().done();
    let takes = since.elapsed();
    let (mut done, mut videos) = (0, 0);
    while done < kills {
        // Some moments of the whole run, some that leave it a little further each time.
        let within = match lot.draw() % 3 {
            0 => takes.mul_f64(1.1),
            _ => takes.mul_f64(0.5),
        };
        if kill(go_on(&folder, &mut lot).start(), lot.moment(within)) {
            done += 1;
            assert_whole(&folder);
        }
        if done == kills && !is_over(&folder) {
            go_on(&folder, &mut lot).end().code();
        }
        if is_over(&folder) {
            assert_same(&folder.path("out.mp4"), &folder.path("whole.mp4"));
            assert_eq!(folder.names(), ["out.mp4", "scene.wgsl", "whole.mp4"]);
            std::fs::remove_file(folder.path("out.mp4")).unwrap();
            videos += 1;
        }
    }
    println!("{done} kills, {videos} videos");
    assert!(videos > 0);
}

#[test]
fn a_few_kills_change_nothing() {
    killed(NOISE, 4);
    killed(STATEFUL, 4);
}

#[test]
#[ignore = "takes minutes: scripts/soak runs it"]
fn thirty_kills_change_nothing() {
    killed(NOISE, 30);
    killed(STATEFUL, 30);
}

#[test]
fn killed_when_the_video_has_its_name_it_is_finished() {
    let folder = Folder::with(NOISE);
    let out = folder.path("out.mp4");
    for more in ["", " --no-clobber"].repeat(3) {
        let render = format!("render scene.wgsl -o out.mp4 --segments 1{more}");
        let mut running = run_in(&folder, &render).start();
        while !out.exists() && !running.has_ended() {
            std::thread::yield_now();
        }
        kill(running, Duration::ZERO);
        assert_eq!(shown(&out).1.lines().count(), 60);
        let resumed = run_in(&folder, "resume out.mp4").end();
        match resumed.code() {
            0 => drop(resumed.says(&["nothing to resume", "is finished"])),
            _ => drop(resumed.is(1).says(&["nothing to resume"])),
        }
        assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
        std::fs::remove_file(&out).unwrap();
    }
}
