//! Sizes that cannot be drawn, and places that cannot be written.

use std::fs;

use crate::fault::{Fault, assert_only_scene};
use crate::folder::{Folder, PLAIN};
use crate::probe::assert_stream;
use crate::run::shaderpipe;

#[test]
fn a_size_above_the_adapters_limit_is_refused_with_the_limit() {
    let words = [
        "100000x10 is larger than this adapter draws",
        "at most",
        "pixels",
    ];
    Fault::new().args(["--size", "100000x10"]).fails(1, &words);
    let words = ["10x4294967295 is more than can be drawn", "smaller --size"];
    Fault::new()
        .args(["--size", "10x4294967295"])
        .fails(1, &words);
    Fault::new()
        .output("out.png")
        .args(["--size", "100000x10"])
        .fails(1, &["larger than this adapter draws"]);
}

#[test]
fn a_scenes_own_size_is_checked_too() {
    let zero = PLAIN.replace("[64, 36]", "[0, 36]");
    Fault::new()
        .scene(zero)
        .fails(1, &["scene.wgsl:2:", "two whole numbers above 0"]);
    let huge = PLAIN.replace("[64, 36]", "[4294967295, 4294967295]");
    Fault::new()
        .scene(huge)
        .fails(1, &["is more than can be drawn"]);
}

#[test]
fn an_odd_size_is_rounded_up_for_shared_chroma_and_says_so() {
    let folder = Folder::with(PLAIN);
    let render = [
        "render",
        "scene.wgsl",
        "--frames",
        "3",
        "--size",
        "33x17",
        "-o",
    ];
    let words = [
        "warning: 33x17 is rounded up to 34x18",
        "yuv420p",
        "--pixel-format yuv444p",
    ];
    let odd = shaderpipe(render).args(["odd.mp4"]).folder(folder.root());
    odd.end().done().says(&words);
    assert_stream(
        &folder.path("odd.mp4"),
        &["width=34", "height=18", "pix_fmt=yuv420p"],
    );
    let kept = shaderpipe(render).args(["kept.mp4", "--pixel-format", "yuv444p"]);
    let ended = kept.folder(folder.root()).end().done();
    assert!(!ended.stderr.contains("warning"), "{ended:?}");
    assert_stream(
        &folder.path("kept.mp4"),
        &["width=33", "height=17", "pix_fmt=yuv444p"],
    );
}

#[test]
fn missing_folders_of_the_output_are_created() {
    let folder = Folder::with(PLAIN);
    for name in ["a/b/c.mp4", "d/e/still.png", "f/report.mp4"] {
        let render = ["render", "scene.wgsl", "-o", name];
        shaderpipe(render).folder(folder.root()).end().done();
        assert!(!folder.read(name).is_empty());
        let parent = folder.path(name).parent().unwrap().to_owned();
        assert_eq!(
            fs::read_dir(parent).unwrap().count(),
            1,
            "{:?}",
            folder.contents()
        );
    }
}

#[test]
fn a_file_in_the_place_of_a_folder_is_named() {
    for output in [
        "scene.wgsl/out.mp4",
        "scene.wgsl/deeper/out.mp4",
        "scene.wgsl/out.png",
    ] {
        let words = ["cannot create the folder", "scene.wgsl", "file"];
        Fault::new().output(output).fails_once(1, &words);
    }
}

#[test]
fn a_file_system_that_takes_no_file_is_named() {
    for output in ["/proc/x.mp4", "/proc/x.png", "/proc/none/x.mp4"] {
        Fault::new().output(output).fails_once(1, &["'/proc"]);
    }
}

#[test]
fn an_unknown_extension_lists_the_known() {
    for output in ["out.avi", "out", "out.", ".mp4", "out.mp4.bak"] {
        let words = [
            &format!("'{output}"),
            ".mp4",
            ".mkv",
            ".mov",
            ".webm",
            ".png",
        ];
        let words = words.map(|word| word as &str);
        let folder = Folder::with(PLAIN);
        let render = shaderpipe(["render", "scene.wgsl", "-o", output]);
        render.folder(folder.root()).end().is(1).says(&words);
        assert_only_scene(&folder);
    }
}

#[test]
fn a_folder_is_no_output() {
    for (output, kind) in [("out.mp4", "video"), ("out.png", "still")] {
        Fault::new()
            .output(output)
            .with(move |run, folder| {
                fs::create_dir(folder.path(output)).unwrap();
                folder.write(&format!("{output}/{kind}"), "kept");
                run
            })
            .fails_once(1, &[output, "is a folder: name a file in it"]);
    }
    Fault::new()
        .output("new.mp4/")
        .fails_once(1, &["is a folder"]);
}

#[test]
fn links_in_a_circle_are_no_output() {
    Fault::new()
        .with(|run, folder| {
            std::os::unix::fs::symlink("b.mp4", folder.path("out.mp4")).unwrap();
            std::os::unix::fs::symlink("out.mp4", folder.path("b.mp4")).unwrap();
            run
        })
        .fails_once(1, &["out.mp4", "links"]);
}

#[test]
fn a_report_that_cannot_be_written_is_known_before_the_work() {
    for report in ["scene.wgsl/report.json", "/proc/report.json", "."] {
        Fault::new()
            .args(["--report", report])
            .fails(1, &["error: --report"]);
    }
}

#[test]
fn an_existing_output_is_kept_with_no_clobber() {
    let words = ["exists", "leave out --no-clobber"];
    for output in ["out.mp4", "out.png"] {
        Fault::new()
            .output(output)
            .args(["--no-clobber"])
            .with(move |run, folder| {
                folder.write(output, crate::fault::OLDER);
                run
            })
            .fails(1, &words);
    }
}

#[test]
fn frames_that_do_not_exist_are_refused() {
    for (args, words) in [
        (
            ["--start", "60"].as_slice(),
            "frame 60 is past the last, 59",
        ),
        (&["--frames", "0"], "--frames asks for none"),
        (&["--frames", "99999999999999"], "more than can be meant"),
        (&["--duration", "0.001"], "less than a frame"),
        (&["--at", "1"], "--at chooses the time of a still"),
    ] {
        Fault::new().args(args).fails(1, &[words]);
    }
    let frames = Fault::new().output("out.png").args(["--frames", "2"]);
    frames.fails(1, &["one still", "--at SECONDS"]);
    let yuv = Fault::new()
        .output("out.png")
        .args(["--pixel-format", "yuv420p"]);
    yuv.fails(1, &["cannot hold yuv420p", "rgb24, rgba"]);
    let codec = Fault::new().output("out.png").args(["--codec", "libx264"]);
    codec.fails(1, &["--codec has no effect", "out.png"]);
}

#[test]
fn an_adapter_that_does_not_exist_lists_what_there_is() {
    for adapter in ["nosuch", "99"] {
        let words = ["no adapter fits", adapter, "there are:\n  0: "];
        Fault::new().args(["--adapter", adapter]).fails(1, &words);
    }
}
