//! What cannot be cut into segments, and what does not go on: with the reason and the way out.

use rustix::process::Signal;

use crate::folder::{Folder, NOISE, PLAIN};
use crate::processes::until;
use crate::{journal, run_in};

#[test]
fn what_cannot_be_cut_is_refused() {
    let folder = Folder::with(PLAIN);
    for (words, said) in [
        ("-o a.png --segments 1", "--segments makes one video"),
        ("-o - --segments 1", "--segments makes one video"),
        (
            "-o a.mp4 -o b.mp4 --segments 1",
            "--segments makes one video",
        ),
        ("-o /dev/null.mkv/../null --segments 1", "-o"),
        (
            "-o a.mp4 --segments 0.001",
            "a segment is at least one frame, 0.0333 s",
        ),
        ("-o a.mp4 --segments 0", "above 0"),
        ("-o a.mp4 --segments -1", "above 0"),
        ("-o a.mp4 --restart", "--segments"),
    ] {
        let ended = run_in(&folder, &format!("render scene.wgsl {words}")).end();
        assert_ne!(ended.code(), 0, "{words}");
        if said != "-o" {
            ended.says(&[said]);
        }
        assert_eq!(folder.names(), ["scene.wgsl"], "{words}");
    }
}

#[test]
fn a_fifo_is_no_file_to_join_into() {
    let folder = Folder::with(PLAIN);
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path("a.mkv"))
        .status();
    assert!(made.unwrap().success());
    let ended = run_in(&folder, "render scene.wgsl -o a.mkv --segments 1").end();
    ended
        .is(1)
        .says(&["joins its segments into a file", "'a.mkv'"]);
}

#[test]
fn options_that_drop_frames_are_noticed_in_the_first_segment() {
    let folder = Folder::with(PLAIN);
    let words = "render scene.wgsl -o a.mp4 --segments 1 -- -frames:v 20";
    let ended = run_in(&folder, words).end();
    ended.is(1).says(&["holds 20 frames, not 30"]);
    assert_eq!(folder.names(), ["scene.wgsl"]);
}

#[test]
fn nothing_to_resume_is_said() {
    let folder = Folder::with(PLAIN);
    let nothing = || run_in(&folder, "resume out.mp4").end().is(1);
    nothing().says(&["there is nothing to resume", "out.mp4.segments"]);
    run_in(&folder, "render scene.wgsl -o out.mp4 --segments 1")
        .end()
        .done();
    nothing().says(&["there is nothing to resume"]);
    assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = Folder::with(PLAIN);
    std::fs::create_dir(folder.path("out.mp4.segments")).unwrap();
    folder.write("out.mp4.segments/000000.mp4", "dear");
    let ended = run_in(&folder, "render scene.wgsl -o out.mp4 --segments 1").end();
    ended.is(1).says(&["is in the way"]);
    assert_eq!(folder.read("out.mp4.segments/000000.mp4"), b"dear");
}

#[test]
fn one_process_at_a_time_and_what_has_changed_is_told() {
    let folder = Folder::with(NOISE);
    let render = "render scene.wgsl -o out.mp4 --segments 0.5 --frames 900";
    let running = run_in(&folder, render).start();
    until("no segment is finished", || journal(&folder).len() > 2);
    for other in [render, "resume out.mp4"] {
        let busy = run_in(&folder, other).end();
        busy.is(1)
            .says(&["another process renders into 'out.mp4' now"]);
    }
    running.signal(Signal::KILL);
    running.end().is(137);

    let changed = |words: &str, said: &[&str]| {
        let ended = run_in(&folder, words).end().is(1);
        ended.says(said).says(&["of another render", "--restart"]);
    };
    changed(&format!("{render} --crf 30"), &["-crf 30 instead of 18"]);
    changed(
        &render.replace("900", "800"),
        &["frames 0..800 instead of 0..900"],
    );
    changed(
        &render.replace("0.5", "1"),
        &["segments of 30 frames instead of 15"],
    );
    folder.write("scene.wgsl", format!("{NOISE}// edited\n"));
    changed("resume out.mp4", &["the scene has changed"]);
    assert!(journal(&folder).len() > 2, "nothing is lost by asking");

    let short = render.replace("900", "30");
    let ended = run_in(&folder, &format!("{short} --restart")).end().done();
    assert!(!ended.stderr.contains("from before"), "{ended:#?}");
    assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
}

#[test]
fn other_processors_are_told_of_a_render_and_not_of_parts() {
    let folder = Folder::with(PLAIN);
    let render = "render scene.wgsl -o out.mp4 --frames 600 --segments 0.5";
    let running = run_in(&folder, render).start();
    until("no segment is finished", || journal(&folder).len() > 2);
    running.signal(Signal::KILL);
    running.end().is(137);
    let mut lines = journal(&folder);
    let mut head: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
    head["render"]["record"]["encoder_threads"] = 99.into();
    head["render"]["record"]["fingerprint"] = "another".into();
    lines[0] = head.to_string();
    folder.write("out.mp4.segments/journal.jsonl", lines.join("\n") + "\n");
    let refused = run_in(&folder, "resume out.mp4").end().is(1);
    assert!(!refused.stderr.contains("part"), "{refused:#?}");
    refused.says(&[" for as many processors, instead of 99; it goes on only where there are 99"]);
}

#[test]
fn what_else_is_written_beside_segments_is_warned_of() {
    let folder = Folder::with(NOISE);
    crate::kill_halfway(&folder);
    let words = "render scene.wgsl -o out.mp4 --frames 2";
    run_in(&folder, words).end().done().says(&[
        "warning: '",
        "`shaderpipe resume out.mp4` would replace this one",
    ]);
    run_in(&folder, "resume out.mp4").end().done();
    let quiet = run_in(&folder, words).end().done();
    assert!(!quiet.stderr.contains("warning"), "{quiet:#?}");
}

#[test]
fn a_line_break_in_a_name_is_refused_before_anything_is_drawn() {
    let folder = Folder::with(PLAIN);
    for words in ["--part", "--segments 1"] {
        let words = format!("render scene.wgsl -o a\nb.mp4 {words} --progress json");
        let ended = run_in(&folder, &words).end().is(1);
        assert!(!ended.stderr.contains("progress"), "{ended:#?}");
        ended.says(&["has a line break in its name", "parts and segments may not"]);
        assert_eq!(folder.names(), ["scene.wgsl"]);
    }
}

#[test]
fn a_journal_that_cannot_be_read_is_not_begun_anew_without_leave() {
    let folder = Folder::with(PLAIN);
    let render = "render scene.wgsl -o out.mp4 --frames 600 --segments 0.5";
    let running = run_in(&folder, render).start();
    until("no segment is finished", || journal(&folder).len() > 2);
    running.signal(Signal::KILL);
    running.end().is(137);
    let path = "out.mp4.segments/journal.jsonl";
    let mut bytes = folder.read(path);
    bytes[..40].fill(0);
    folder.write(path, &bytes);
    for words in [render, "resume out.mp4"] {
        let ended = run_in(&folder, words).end().is(1);
        ended.says(&["is no journal that this version", "--restart"]);
        assert!(folder.path("out.mp4.segments/000000.mp4").exists());
    }
    let words = format!("{render} --restart");
    run_in(&folder, &words).end().done();
    assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
}

#[test]
fn a_video_that_is_there_is_not_replaced_without_leave() {
    let folder = Folder::with(PLAIN);
    folder.write("out.mp4", "an older video");
    let words = "render scene.wgsl -o out.mp4 --segments 1 --no-clobber";
    run_in(&folder, words).end().is(1).says(&["exists"]);
    assert_eq!(folder.names(), ["out.mp4", "scene.wgsl"]);
    assert_eq!(folder.read("out.mp4"), b"an older video");
}

#[test]
fn a_picture_that_changes_meanwhile_makes_no_segment() {
    let folder = Folder::with(
        "//! size = [64, 36]\n//! fps = 30\n//! duration = 3.0\n//! [textures.wall]\n\
         //! file = \"wall.png\"\n\
         @group(0) @binding(0) var wall: texture_2d<f32>;\n\
         @fragment fn image() -> @location(0) vec4f { return textureLoad(wall, vec2u(0), 0); }\n",
    );
    let paint = |color: &str, name: &str| {
        let picture = format!("color={color}:size=4x4");
        let mut ffmpeg = std::process::Command::new("ffmpeg");
        ffmpeg.args(["-v", "error", "-y", "-f", "lavfi", "-i", &picture]);
        let painted = ffmpeg
            .args(["-frames:v", "1"])
            .arg(folder.path(name))
            .status();
        assert!(painted.unwrap().success());
    };
    paint("red", "wall.png");
    paint("blue", "blue.png");
    // As the third segment begins, and the second is being finished.
    folder.program(
        "ffmpeg.sh",
        "case \"$*\" in *000002*) cp blue.png wall.png;; esac; exec ffmpeg \"$@\"",
    );
    let words = "render scene.wgsl -o out.mp4 --segments 1 --ffmpeg ./ffmpeg.sh";
    let said = ["wall.png' was changed", "render again"];
    run_in(&folder, words).end().is(1).says(&said);
    assert!(!folder.path("out.mp4").exists());
    assert_eq!(journal(&folder).len(), 2, "the first is finished");
    let refused = run_in(&folder, "resume out.mp4").end().is(1);
    refused.says(&["the texture wall has changed", "--restart"]);
    paint("red", "wall.png");
    folder.program("ffmpeg.sh", "exec ffmpeg \"$@\"");
    run_in(&folder, "resume out.mp4").end().done();

    // A part is whole or not there.
    folder.program(
        "ffmpeg.sh",
        "case \"$*\" in *pipe:0*) cp blue.png wall.png;; esac; exec ffmpeg \"$@\"",
    );
    let words = "render scene.wgsl -o a.mp4 --frames 0..30 --part --ffmpeg ./ffmpeg.sh";
    run_in(&folder, words).end().is(1).says(&said);
    assert!(!folder.path("a.mp4").exists());
}
