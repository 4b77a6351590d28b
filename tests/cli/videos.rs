//! Videos as a scene samples them: the right frame at every time, in the right colours, however the
//! file's times run.
//!
//! The frames of the videos carry their number as bits: white blocks for ones.

use std::path::Path;
use std::process::Command;

use crate::folder::Folder;
use crate::probe::INSTALL;
use crate::run::shaderpipe;

const BITS: usize = 16;

/// Frames that show their number in 16 blocks of 4x16 pixels.
const NUMBERS: &str = "\
//! size = [64, 16]
#import shaderpipe::frame
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let bit = u32(position.x) / 4u;
    return vec4f(vec3f(f32((frame.index >> bit) & 1u)), 1.0);
}
";

/// One pixel for each bit of a video's number; a second row for another video.
pub(crate) const SHOW: &str = "
@group(0) @binding(0) var clip: texture_2d<f32>;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(clip, vec2u(u32(position.x) * 4u + 2u, 8u), 0);
}
";

/// A folder with a video `name` of `count` numbered frames at `rate`.
pub(crate) fn numbered(name: &str, rate: &str, count: u64, more: &[&str]) -> Folder {
    let folder = Folder::with("");
    add_numbered(&folder, name, rate, count, more);
    folder
}

pub(crate) fn add_numbered(folder: &Folder, name: &str, rate: &str, count: u64, more: &[&str]) {
    folder.write("numbers.wgsl", NUMBERS);
    let count = count.to_string();
    let args = [
        "render",
        "numbers.wgsl",
        "-o",
        name,
        "--fps",
        rate,
        "--frames",
        &count,
    ];
    let run = shaderpipe(args).args(more);
    run.folder(folder.root()).end().done();
}

pub(crate) fn scene(rows: u32, keys: &str, body: &str) -> String {
    let keys: String = keys.lines().map(|line| format!("//! {line}\n")).collect();
    format!("//! size = [16, {rows}]\n//! fps = 60\n{keys}{body}")
}

/// Runs the scene and gives the number that each row of each frame shows.
fn shown(folder: &Folder, scene: &str, args: &[&str]) -> Vec<u64> {
    folder.write("scene.wgsl", scene);
    let raw = ["render", "scene.wgsl", "-o", "-", "--pixel-format", "gray"];
    let ended = shaderpipe(raw).args(args).folder(folder.root()).end();
    let rows = ended.done().stdout;
    assert_eq!(rows.len() % BITS, 0);
    rows.chunks_exact(BITS).map(number).collect()
}

pub(crate) fn number(bits: &[u8]) -> u64 {
    let ones = (0..).zip(bits).filter(|(_, code)| **code > 127);
    ones.map(|(bit, _)| 1 << bit).sum()
}

fn assert_shown(shown: &[u64], expected: impl Fn(u64) -> u64, what: &str) {
    let wrong = (0..)
        .zip(shown)
        .find(|(index, number)| expected(*index) != **number);
    if let Some((index, number)) = wrong {
        panic!(
            "{what}: frame {index} shows {number} instead of {}",
            expected(index)
        );
    }
}

#[test]
fn film_at_sixty_frames_shows_the_right_one_at_all_six_hundred_times() {
    // Frames stored out of order, as encoders do.
    let folder = numbered(
        "film.mp4",
        "24000/1001",
        240,
        &["--", "-bf", "2", "-g", "50"],
    );
    let scene = scene(
        1,
        "duration = 10.0\n[videos.clip]\nfile = \"film.mp4\"",
        SHOW,
    );
    let all = shown(&folder, &scene, &[]);
    assert_eq!(all.len(), 600);
    // In whole numbers: the frame at n/60 s is that of n/60 * 24000/1001, rounded down.
    assert_shown(&all, |n| n * 24000 / (60 * 1001), "film");
    let later = shown(&folder, &scene, &["--start", "400", "--frames", "100"]);
    assert_eq!(later, all[400..500], "begun in the middle");
}

#[test]
fn a_video_repeats_at_its_real_length_or_holds_its_last_frame() {
    let folder = numbered("film.mp4", "24000/1001", 50, &[]);
    let keys = "duration = 8.0\n[videos.clip]\nfile = \"film.mp4\"";
    let looped = shown(&folder, &scene(1, keys, SHOW), &[]);
    // It lasts 50 * 1001/24000 s: no multiple of 1/60 s.
    let ticks = |n: u64| n * 24000 / 60;
    assert_shown(&looped, |n| ticks(n) % (50 * 1001) / 1001, "loop");
    let later = shown(
        &folder,
        &scene(1, keys, SHOW),
        &["--start", "300", "--frames", "60"],
    );
    assert_eq!(later, looped[300..360], "begun in a later lap");
    let held = shown(
        &folder,
        &scene(1, &format!("{keys}\nloop = false"), SHOW),
        &[],
    );
    assert_shown(&held, |n| (ticks(n) / 1001).min(49), "held");
}

#[test]
fn start_and_speed_are_exact() {
    let folder = numbered("clip.mp4", "30", 300, &[]);
    for (keys, numerator, denominator, start) in [
        ("speed = 0.7", 7, 10, 0),
        ("speed = 2.0\nstart = 1.5", 2, 1, 45),
        ("start = 0.1", 1, 1, 3),
        ("speed = 0.3333", 3333, 10_000, 0),
    ] {
        let keys = format!("duration = 4.0\n[videos.clip]\nfile = \"clip.mp4\"\n{keys}");
        let all = shown(&folder, &scene(1, &keys, SHOW), &[]);
        // Frames of the video in n/60 s, at 30 of them a second.
        let expected = |n: u64| start + n * 30 * numerator / (60 * denominator);
        assert_shown(&all, expected, &keys);
    }
}

#[test]
fn times_far_beyond_the_end_are_exact_in_every_lap() {
    let folder = numbered("film.mp4", "24000/1001", 50, &[]);
    // The scene's 60ths of a second, in the video's 24000ths.
    for (keys, ticks) in [
        ("start = 999999999.5", [23_999_999_988_000, 400, 1]),
        ("start = 1000000000", [24_000_000_000_000, 400, 1]),
        ("speed = 1000000.0", [0, 400_000_000, 1]),
        ("speed = 999999.9", [0, 399_999_960, 1]),
        ("speed = 0.000001\nstart = 1e-320", [0, 400, 1_000_000]),
    ] {
        let keys = format!("duration = 1.0\n[videos.clip]\nfile = \"film.mp4\"\n{keys}");
        let some = shown(&folder, &scene(1, &keys, SHOW), &["--frames", "9"]);
        let [start, step, parts] = ticks;
        let expected = |n: u64| (start + n * step / parts) % (50 * 1001) / 1001;
        assert_shown(&some, expected, &keys);
    }
}

/// The times of the frames of a video as its file says them, in units of `den`/`num` s.
fn times(path: &Path) -> (Vec<u64>, u64, u64) {
    let ask = |entries: &str| {
        let output = Command::new("ffprobe")
            .args([
                "-v",
                "error",
                "-select_streams",
                "v:0",
                "-show_entries",
                entries,
            ])
            .args(["-of", "csv=p=0"])
            .arg(path)
            .output()
            .expect(INSTALL);
        String::from_utf8(output.stdout).unwrap()
    };
    let unit = ask("stream=time_base");
    let (numerator, denominator) = unit.trim().split_once('/').unwrap();
    let frames = ask("frame=pts");
    let frames = frames
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.trim_end_matches(',').parse().unwrap());
    (
        frames.collect(),
        numerator.parse().unwrap(),
        denominator.parse().unwrap(),
    )
}

#[test]
fn frames_of_varying_length_are_shown_at_the_times_the_file_says() {
    let folder = numbered("even.mp4", "30", 90, &[]);
    // Each frame longer than the one before; Matroska rounds times to milliseconds.
    for name in ["uneven.mp4", "uneven.mkv"] {
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-i"])
            .arg(folder.path("even.mp4"))
            .args([
                "-vf",
                "setpts=N*(N+40)*7",
                "-enc_time_base",
                "1/15360",
                "-fps_mode",
            ])
            .args([
                "passthrough",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-crf",
                "1",
            ])
            .arg(folder.path(name))
            .status();
        assert!(made.expect(INSTALL).success());
        let (times, numerator, denominator) = times(&folder.path(name));
        assert_eq!(times.len(), 90);
        let steps: Vec<u64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(steps[88] > 2 * steps[0], "{steps:?}");
        let keys = format!("duration = 5.0\n[videos.clip]\nfile = \"{name}\"\nloop = false");
        let all = shown(&folder, &scene(1, &keys, SHOW), &[]);
        let expected = |n: u64| {
            let ticks = n * denominator / (60 * numerator) + times[0];
            times.iter().filter(|time| **time <= ticks).count() as u64 - 1
        };
        assert_shown(&all, expected, name);
        assert!(all[299] > 60, "{all:?}");
    }
}

#[test]
fn two_videos_run_side_by_side() {
    let folder = numbered("film.mp4", "24", 100, &[]);
    add_numbered(&folder, "fast.webm", "50", 200, &["--", "-cpu-used", "8"]);
    let body = "
@group(0) @binding(0) var film: texture_2d<f32>;
@group(0) @binding(1) var fast: texture_2d<f32>;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let place = vec2u(u32(position.x) * 4u + 2u, 8u);
    if position.y < 1.0 { return textureLoad(film, place, 0); }
    return textureLoad(fast, place, 0);
}
";
    let keys =
        "duration = 4.0\n[videos.film]\nfile = \"film.mp4\"\n[videos.fast]\nfile = \"fast.webm\"";
    let all = shown(&folder, &scene(2, keys, body), &[]);
    let film: Vec<u64> = all.iter().step_by(2).copied().collect();
    let fast: Vec<u64> = all.iter().skip(1).step_by(2).copied().collect();
    assert_shown(&film, |n| n * 24 / 60, "film");
    assert_shown(&fast, |n| n * 50 / 60, "fast");
}

#[test]
fn a_video_has_its_colors_in_every_scene() {
    const PATCHES: [[u8; 3]; 8] = [
        [255, 255, 255],
        [0, 0, 0],
        [200, 60, 30],
        [20, 180, 70],
        [40, 60, 220],
        [128, 128, 128],
        [250, 220, 10],
        [90, 10, 130],
    ];
    let list = PATCHES
        .map(|[r, g, b]| format!("vec3f({r}.0, {g}.0, {b}.0)"))
        .join(", ");
    let card = format!(
        "//! size = [128, 16]
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {{
    var patches = array({list});
    return vec4f(patches[u32(position.x) / 16u] / 255.0, 1.0);
}}
"
    );
    let body = "
@group(0) @binding(0) var clip: texture_2d<f32>;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(clip, vec2u(position.xy), 0);
}
";
    let folder = Folder::with(card);
    for output in [
        "a.mp4,crf=4",
        "b.mkv,pixel-format=yuv444p10le,codec=ffv1",
        "c.mkv,pixel-format=gbrp10le",
    ] {
        let args = [
            "render",
            "scene.wgsl",
            "-o",
            output,
            "--frames",
            "2",
            "--no-dither",
        ];
        shaderpipe(args).folder(folder.root()).end().done();
    }
    for file in ["a.mp4", "b.mkv", "c.mkv"] {
        for color in ["srgb", "linear"] {
            let scene = format!(
                "//! size = [128, 16]\n//! color = \"{color}\"\n//! [videos.clip]\n//! file = \"{file}\"\n{body}"
            );
            folder.write("show.wgsl", scene);
            let args = ["render", "show.wgsl", "-o", "-", "--pixel-format", "rgb24"];
            let run = shaderpipe(args).args(["--frames", "1", "--no-dither"]);
            let seen = run.folder(folder.root()).end().done().stdout;
            for (patch, meant) in PATCHES.iter().enumerate() {
                let place = 3 * (8 * 128 + 16 * patch + 8);
                let seen = &seen[place..place + 3];
                let near = seen.iter().zip(meant).all(|(a, b)| a.abs_diff(*b) <= 2);
                assert!(near, "{file} in {color}: {meant:?} became {seen:?}");
            }
        }
    }
}

#[test]
fn memory_does_not_grow_with_a_video() {
    let folder = numbered("clip.mkv", "30", 600, &["--size", "640x360"]);
    folder.write(
        "scene.wgsl",
        scene(1, "[videos.clip]\nfile = \"clip.mkv\"", SHOW),
    );
    let peak = |frames: &str| {
        let args = [
            "render",
            "scene.wgsl",
            "-o",
            "-",
            "--fps",
            "30",
            "--frames",
            frames,
        ];
        let run = shaderpipe(args).args(["--pixel-format", "gray"]);
        run.folder(folder.root()).end().done().peak_kib as f64
    };
    // 570 more frames would take 500 MB.
    let (short, long) = (peak("30"), peak("600"));
    assert!(
        short > 1000.0 && long < short + 20_000.0,
        "{short} KiB, then {long} KiB"
    );
}
