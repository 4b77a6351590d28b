//! How soon a save is on the screen, however it is saved, and that nothing is left of what was.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::folder::Folder;
use crate::session::Session;
use crate::window::bars;

/// How editors save.
#[derive(Clone, Copy, Debug)]
enum Save {
    /// Another file that gets the name.
    Rename,
    /// The file is emptied and written.
    Truncate,
    /// It is written in two parts, a moment apart.
    Parts,
}

impl Save {
    const ALL: [Self; 3] = [Self::Rename, Self::Truncate, Self::Parts];

    /// Saves; returns when the last of it was written.
    fn save(self, path: &Path, text: &str) -> Instant {
        let pause = || std::thread::sleep(Duration::from_millis(5));
        match self {
            Self::Rename => {
                let other = path.with_extension("tmp");
                fs::write(&other, text).unwrap();
                let at = Instant::now();
                fs::rename(other, path).unwrap();
                at
            }
            Self::Truncate => {
                let mut file = File::create(path).unwrap();
                pause();
                let at = Instant::now();
                file.write_all(text.as_bytes()).unwrap();
                at
            }
            Self::Parts => {
                let (first, second) = text.split_at(text.len() / 2);
                let mut file = File::create(path).unwrap();
                file.write_all(first.as_bytes()).unwrap();
                drop(file);
                pause();
                let mut file = File::options().append(true).open(path).unwrap();
                let at = Instant::now();
                file.write_all(second.as_bytes()).unwrap();
                at
            }
        }
    }
}

/// The milliseconds of `count` saves until each is on the screen.
fn latencies(session: &mut Session, scene: &Path, style: Save, count: u32) -> Vec<f64> {
    let once = |round| {
        let saved = style.save(scene, &bars(&format!("0.{}", 100 + round)));
        let (at, _) = session.wait_for("shown", |event| event["latency"].is_f64());
        at.saturating_duration_since(saved).as_secs_f64() * 1e3
    };
    (0..count).map(once).collect()
}

#[test]
fn a_save_is_on_the_screen_within_a_tenth_of_a_second() {
    let folder = Folder::with(bars("0.1"));
    let scene = folder.path("scene.wgsl");
    let mut session = Session::open_alone(&scene, [""; 0]);
    let mut medians = Vec::new();
    // Again if something else kept the machine busy.
    for _ in 0..3 {
        let mut all = Vec::new();
        for style in Save::ALL {
            let mut times = latencies(&mut session, &scene, style, 17);
            let (middle, worst) = (median(&mut times), times[times.len() - 1]);
            println!("{style:?}: median {middle:.0} ms, worst {worst:.0} ms to the screen");
            all.extend(times);
        }
        println!("all {} saves: median {:.0} ms", all.len(), median(&mut all));
        medians.push(median(&mut all));
        if medians[medians.len() - 1] <= 100.0 {
            break;
        }
    }
    assert!(medians.iter().any(|median| *median <= 100.0), "{medians:?}");
    session.close().done();
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[test]
fn what_a_scene_imports_and_shows_is_watched_too() {
    let folder = Folder::with(
        "//! size = [64, 36]\n#import \"lib/red.wgsl\"::red\n\
         @fragment\nfn image() -> @location(0) vec4f { return vec4f(red(), 0.0, 0.0, 1.0); }\n",
    );
    fs::create_dir(folder.path("lib")).unwrap();
    let library = |red: &str| format!("fn red() -> f32 {{ return {red}; }}\n");
    folder.write("lib/red.wgsl", library("0.2"));
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    session.look_for("the import", |pixels| pixels.at(30, 20)[0] == 51);
    folder.write("lib/red.wgsl", library("nonsense"));
    let broken = session.wait("broken");
    assert!(
        broken["message"]
            .as_str()
            .unwrap()
            .contains("lib/red.wgsl:1")
    );
    folder.write("lib/red.wgsl", library("0.6"));
    session.look_for("the mended import", |pixels| pixels.at(30, 20)[0] == 153);
    // An import that is new and broken is watched as well.
    let scene = String::from_utf8(folder.read("scene.wgsl")).unwrap();
    fs::create_dir(folder.path("more")).unwrap();
    folder.write("more/red.wgsl", library("nonsense"));
    folder.write("scene.wgsl", scene.replace("lib/red", "more/red"));
    session.wait("broken");
    folder.write("more/red.wgsl", library("0.8"));
    session.look_for("the other import", |pixels| pixels.at(30, 20)[0] == 204);
    session.close().done();
}

#[test]
fn state_and_time_outlive_a_reload() {
    let scene = |blue: &str| {
        format!(
            "//! size = [64, 36]\n//! fps = 30\n//! duration = 100.0\n\
             //! [[pass]]\n//! entry = \"grow\"\n//! target = \"sum\"\n//! size = [4, 4]\n\
             //! [[pass]]\n//! entry = \"image\"\n\
             var sum: texture_2d<f32>;\n\
             @fragment\nfn grow(@builtin(position) at: vec4f) -> @location(0) vec4f {{\n\
             \x20   return textureLoad(sum, vec2u(at.xy), 0) + vec4f(0.01);\n}}\n\
             @fragment\nfn image() -> @location(0) vec4f {{\n\
             \x20   return vec4f(textureLoad(sum, vec2u(0u), 0).rg, {blue}, 1.0);\n}}\n"
        )
    };
    let folder = Folder::with(scene("0.0"));
    let path = folder.path("scene.wgsl");
    let mut session = Session::open(&path, ["--paused", "--start", "1"]);
    let before = session.settle().at(30, 20)[0];
    folder.write("scene.wgsl", scene("1.0"));
    let shown = session
        .wait_for("shown", |event| event["version"].as_u64() > Some(1))
        .1;
    assert_eq!(shown["frame"], 30);
    let after = session.settle().at(30, 20);
    assert_eq!(after[2], 255);
    // The frame is drawn once more on what there was.
    assert!(
        (before..before + 4).contains(&after[0]),
        "{before} {after:?}"
    );
    session.close().done();
}

/// Resident memory of a process in KiB.
fn resident(session: &Session) -> u64 {
    let path = format!("/proc/{}/status", session.running.pid().as_raw_nonzero());
    let status = fs::read_to_string(path).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

/// Reloads so many times, every other one broken; memory after the first of them, and at the end.
fn reload(first: u32, times: u32) -> (u64, u64) {
    let folder = Folder::with(bars("0.1"));
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    let mut early = 0;
    for round in 0..times {
        let is_broken = round % 2 == 1;
        let red = if is_broken {
            format!("bad{round}")
        } else {
            format!("0.{}", 100 + round)
        };
        folder.write("scene.wgsl", bars(&red));
        if is_broken {
            session.wait("broken");
        } else {
            session.wait_for("shown", |event| event["latency"].is_f64());
        }
        if round == first {
            early = resident(&session);
        }
    }
    let late = resident(&session);
    session.close().done();
    (early, late)
}

#[test]
fn reloads_leave_nothing_behind() {
    let (early, late) = reload(6, 60);
    println!("resident: {early} KiB after 6 reloads, {late} KiB after 60");
    // A version of the scene, with its textures, takes some 20 MiB.
    assert!(late < early + 40 * 1024, "{early} {late}");
}

/// What may grow, in KiB, from one of so many reloads to the next.
///
/// Each leaves some 1 to 2 KiB, all of it the driver's: where the program's own heap is counted, not a
/// byte is left of a reload, and no object on the device. Mesa's software driver keeps every constant of
/// every shader that it has compiled as long as the device lives (LLVM's `ConstantFP` and the like:
/// 0.7 KiB for these shaders), and what it frees leaves holes.
///
/// Beside that the textures of a version may come to lie where none has been yet, in the 64 MiB that
/// wgpu has taken for textures at once: memory then grows by the picture's 1.8 MB, once.
fn growth(reloads: u32) -> u64 {
    const TEXTURE: u64 = 640 * 360 * 8 / 1024;
    // The picture, and the two that the window shows in turn.
    3 * TEXTURE + 4 * u64::from(reloads)
}

#[test]
#[ignore = "takes minutes: scripts/soak runs it"]
fn five_hundred_reloads_leave_nothing_behind() {
    let (early, late) = reload(100, 500);
    println!("resident: {early} KiB after 100 reloads, {late} KiB after 500");
    assert!(late < early + growth(400), "{early} {late}");
}

/// A scene with some of everything that a version has on the device.
fn everything(red: &str, picture: &str) -> String {
    format!(
        "//! size = [64, 36]\n//! fps = 30\n\
         //! [textures.first]\n//! file = \"plain.png\"\n\
         //! [textures.second]\n//! file = \"{picture}\"\n\
         //! [buffers.sum]\n//! size = 16\n\
         //! [[pass]]\n//! entry = \"tally\"\n//! dispatch = [1, 1, 1]\n\
         //! [[pass]]\n//! entry = \"grow\"\n//! target = \"cells\"\n//! size = [8, 8]\n\
         //! [[pass]]\n//! entry = \"image\"\n\
         var<storage, read_write> sum: array<f32, 4>;\n\
         var first: texture_2d<f32>;\nvar first_sampler: sampler;\n\
         var second: texture_2d<f32>;\nvar cells: texture_2d<f32>;\n\
         @compute @workgroup_size(1)\nfn tally() {{ sum[0] += {red}; }}\n\
         @fragment\nfn grow(@builtin(position) at: vec4f) -> @location(0) vec4f {{\n\
         \x20   return textureLoad(cells, vec2u(at.xy), 0) + textureLoad(second, vec2u(), 0);\n}}\n\
         @fragment\nfn image() -> @location(0) vec4f {{\n\
         \x20   let seen = textureSample(first, first_sampler, vec2f(0.5));\n\
         \x20   return seen + textureLoad(cells, vec2u(), 0) + vec4f({red}, sum[0], 0.0, 1.0);\n}}\n"
    )
}

/// A picture as a PNG file.
fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 64, 64);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let texels: Vec<u8> = (0..3 * 64 * 64_u32).map(|k| (k * k % 251) as u8).collect();
    writer.write_image_data(&texels).unwrap();
    writer.finish().unwrap();
    bytes
}

/// What the program says there is on the device, by name, after each version that it showed.
fn objects(log: &str) -> Vec<BTreeMap<&str, i64>> {
    let told = log.lines().filter(|line| line.contains("objects on the"));
    told.map(|line| {
        let pairs = line
            .split_whitespace()
            .filter_map(|word| word.split_once('='));
        pairs
            .map(|(name, count)| (name, count.parse().unwrap()))
            .collect()
    })
    .collect()
}

#[test]
fn no_object_of_a_version_that_is_gone_is_left_on_the_device() {
    let folder = Folder::with(everything("0.1", "plain.png"));
    let picture = picture();
    folder.write("plain.png", &picture);
    // A version with this one is only found to be broken while it is made for the device.
    folder.write("cut.png", &picture[..picture.len() / 2]);
    let mut session = Session::open(&folder.path("scene.wgsl"), ["--paused"]);
    for round in 0..48 {
        let red = format!("0.{}", 100 + round);
        let (text, is_broken) = match round % 4 {
            1 => (everything("bad", "plain.png"), true),
            3 => (everything(&red, "cut.png"), true),
            _ => (everything(&red, "plain.png"), false),
        };
        folder.write("scene.wgsl", text);
        if is_broken {
            session.wait("broken");
        } else {
            session.wait_for("shown", |event| event["latency"].is_f64());
        }
    }
    let ended = session.close().done();
    let counted = objects(&ended.stderr);
    assert_eq!(counted.len(), 24, "{}", ended.stderr);
    let counts = |lines: Range<usize>, name: &str| -> Vec<i64> {
        counted[lines].iter().map(|line| line[name]).collect()
    };
    let first = &counted[0];
    for name in first.keys() {
        assert!(first[name] > 0, "{name} is not counted: {first:?}");
        // What the window paints with is counted or not, as the device is done with it or not yet.
        let early = counts(1..9, name).into_iter().max().unwrap();
        let late = counts(16..24, name).into_iter().min().unwrap();
        println!("{name}: {early} after a few reloads, {late} after 48");
        assert!(late <= early, "{name}: {counted:#?}");
    }
}

#[test]
fn what_the_command_line_set_does_not_keep_a_later_version_out() {
    let folder = Folder::with(crate::panel::GREY);
    let mut session = Session::open(
        &folder.path("scene.wgsl"),
        ["--paused", "--set", "level=0.9"],
    );
    let grey = |session: &Session, code: u8| {
        session.look_for("its grey", |pixels| {
            pixels.at(pixels.width / 2, pixels.height / 2)[0].abs_diff(code) <= 1
        });
    };
    grey(&session, 230);
    let narrower = crate::panel::GREY.replace("max = 1.0", "max = 0.8");
    let renamed = crate::panel::GREY.replace("level", "light");
    for version in [narrower, renamed] {
        folder.write("scene.wgsl", version);
        session.wait_for("shown", |event| event["version"].as_u64() > Some(1));
        grey(&session, 128);
    }
    folder.write("scene.wgsl", crate::panel::GREY);
    grey(&session, 230);
    session.close().done();
    // From the start it is an error.
    let scene = folder.path("scene.wgsl");
    let display = crate::display::Display::start();
    let preview = ["preview".as_ref(), scene.as_os_str()];
    crate::run::shaderpipe(preview)
        .env("DISPLAY", &display.name)
        .env("WAYLAND_DISPLAY", "")
        .env("WAYLAND_SOCKET", "")
        .args(["--set", "level=7", "--exit-after", "1"])
        .end()
        .is(1)
        .says(&["--set", "0 to 1"]);
}
