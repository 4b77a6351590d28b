//! FFmpegs that are not there, refuse, die, sleep or talk too much.

use std::time::{Duration, Instant};

use crate::fault::Fault;
use crate::folder::{Folder, NOISE, PLAIN};
use crate::probe::assert_stream;
use crate::run::shaderpipe;

/// Takes ten frames of [`NOISE`], of its sixty, which are more than a pipe holds.
const TAKE_TEN: &str = "head -c 864000 >/dev/null";

/// The file that FFmpeg is to write: the last argument, without `file:`.
const OUTPUT: &str = "for output; do :; done; output=\"${output#file:}\"";

#[test]
fn one_that_is_not_there_is_named_with_the_flag() {
    let words = ["--ffmpeg names '/nonexistent', which does not exist"];
    Fault::new()
        .args(["--ffmpeg", "/nonexistent"])
        .fails(1, &words);
    Fault::new()
        .with(|run, _| run.env("SHADERPIPE_FFMPEG", "/nonexistent"))
        .fails(1, &["SHADERPIPE_FFMPEG names '/nonexistent'"]);
    Fault::new()
        .with(|run, _| run.args(["--ffmpeg", "scene.wgsl"]))
        .fails(1, &["--ffmpeg names 'scene.wgsl'", "chmod +x"]);
}

#[test]
fn without_one_on_the_path_it_says_what_to_install() {
    let words = ["FFmpeg was not found", "apt install ffmpeg", "--ffmpeg"];
    Fault::new()
        .with(|run, _| run.env("PATH", "/nonexistent"))
        .fails(1, &words);
}

#[test]
fn a_program_that_is_none_is_named() {
    Fault::new()
        .with(|run, folder| {
            folder.program("broken", "");
            folder.write("broken", "#!/nonexistent/interpreter\n");
            run.args(["--ffmpeg", "./broken"])
        })
        .fails(1, &["cannot start FFmpeg", "broken"]);
}

#[test]
fn an_encoder_it_does_not_have_is_named_in_its_own_words() {
    let words = ["nosuch", "Unknown encoder", "`ffmpeg -encoders`", "--codec"];
    Fault::new().args(["--codec", "nosuch"]).fails(1, &words);
}

#[test]
fn options_it_does_not_know_are_named_in_its_own_words() {
    let extra = Fault::new().args(["--", "-nosuchoption", "1"]);
    extra.fails(1, &["FFmpeg failed", "nosuchoption"]);
    let preset = Fault::new().args(["--preset", "warp"]);
    preset.fails(1, &["--preset warp", "ultrafast"]);
    Fault::new()
        .args(["--crf", "99"])
        .fails(1, &["--crf 99", "51"]);
    let codec = Fault::new().output("out.webm").args(["--codec", "libx264"]);
    codec.fails(1, &["libx264", "webm"]);
    let rgb = Fault::new().args(["--pixel-format", "rgb24", "--codec", "libx264"]);
    rgb.fails(1, &["libx264", "rgb24", "yuv420p"]);
}

#[test]
fn one_that_exits_at_once_is_quoted() {
    for scene in [PLAIN, NOISE] {
        Fault::new()
            .scene(scene)
            .ffmpeg("echo 'first words' >&2; echo 'no licence today' >&2; exit 3")
            .fails(
                1,
                &[
                    "FFmpeg failed (exit status: 3)",
                    "first words\n",
                    "no licence today",
                ],
            );
        let silent = Fault::new().scene(scene).ffmpeg("exit 3");
        silent.fails(1, &["FFmpeg failed (exit status: 3), without a word"]);
        let killed = Fault::new().scene(scene).ffmpeg("kill -9 $$");
        killed.fails(1, &["signal: 9", "memory ran out"]);
    }
}

#[test]
fn one_that_succeeds_at_once_has_not() {
    for scene in [PLAIN, NOISE] {
        Fault::new()
            .scene(scene)
            .ffmpeg("exit 0")
            .fails(1, &["FFmpeg ended", "as if it were done"]);
    }
}

#[test]
fn one_that_dies_in_the_middle_is_quoted_or_named() {
    let words = ["FFmpeg failed (exit status: 1)", "enough"];
    let failing = format!("{TAKE_TEN}; echo enough >&2; exit 1");
    Fault::new().scene(NOISE).ffmpeg(&failing).fails(1, &words);
    // Something it has written makes no difference.
    let ending = format!("{OUTPUT}; {TAKE_TEN}; echo half >\"$output\"; exit 0");
    let words = ["FFmpeg ended after", "frames, as if it were done"];
    Fault::new().scene(NOISE).ffmpeg(&ending).fails(1, &words);
}

#[test]
fn one_that_never_reads_is_stopped() {
    Fault::new()
        .scene(NOISE)
        .args(["--stall-timeout", "2"])
        .ffmpeg("exec sleep 1000")
        .fails(
            1,
            &["FFmpeg has not taken a byte for 2 s", "--stall-timeout"],
        );
}

#[test]
fn one_that_never_ends_is_stopped() {
    let words = ["for 2 s and does nothing", "--stall-timeout"];
    let reading = "cat >/dev/null; exec sleep 1000";
    let timeout = ["--stall-timeout", "2"];
    Fault::new().args(timeout).ffmpeg(reading).fails(1, &words);
    // So small a video fits into the pipe whole.
    Fault::new()
        .args(timeout)
        .ffmpeg("exec sleep 1000")
        .fails(1, &words);
}

#[test]
fn one_that_ignores_signals_and_starts_others_is_stopped_with_them() {
    Fault::new()
        .scene(NOISE)
        .args(["--stall-timeout", "2"])
        .ffmpeg("trap '' INT TERM HUP; sleep 1000 & while :; do wait; done")
        .fails(1, &["--stall-timeout"]);
}

#[test]
fn a_slow_one_is_waited_for() {
    let folder = Folder::with(PLAIN);
    let slow = folder.program("slow", "sleep 1; exec ffmpeg \"$@\"");
    let started = Instant::now();
    let run = shaderpipe([
        "render",
        "scene.wgsl",
        "-o",
        "out.mp4",
        "--stall-timeout",
        "60",
    ]);
    run.args(["--ffmpeg".as_ref(), slow.as_path()])
        .folder(folder.root())
        .end()
        .done();
    assert!(started.elapsed() > Duration::from_secs(1));
    assert_stream(&folder.path("out.mp4"), &["nb_read_frames=60"]);
}

const FLOOD: &str = "head -c 1048576 /dev/zero | tr '\\0' x >&2; echo >&2
    i=0; while [ $i -lt 2000 ]; do echo \"word $i\"; i=$((i+1)); done >&2";

#[test]
fn a_flood_of_words_is_cut_to_the_last() {
    Fault::new()
        .scene(NOISE)
        .ffmpeg(&format!("{FLOOD}; exit 1"))
        .check(|ended| assert!(ended.stderr.len() < 32 << 10, "{}", ended.stderr.len()))
        .fails(1, &["FFmpeg failed", "word 1999"]);
}

#[test]
fn a_flood_of_words_does_not_stop_a_success() {
    let folder = Folder::with(NOISE);
    let flooding = folder.program("flooding", &format!("{FLOOD}\nexec ffmpeg \"$@\""));
    let run = shaderpipe([
        "render",
        "scene.wgsl",
        "-o",
        "out.mp4",
        "--preset",
        "ultrafast",
    ]);
    run.args(["--ffmpeg".as_ref(), flooding.as_path()])
        .folder(folder.root())
        .end()
        .done();
    assert_stream(&folder.path("out.mp4"), &["nb_read_frames=60"]);
    assert_eq!(folder.names(), ["flooding", "out.mp4", "scene.wgsl"]);
}

#[test]
fn its_words_cannot_steer_the_terminal() {
    Fault::new()
        .ffmpeg("printf 'no \\033[2J\\033]0;owned\\007 way\\n' >&2; exit 1")
        .check(|ended| assert!(!ended.stderr.contains('\x1b'), "{ended:?}"))
        .fails(1, &["FFmpeg failed", "way"]);
}
