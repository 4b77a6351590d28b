//! Containers, codecs, and what FFmpeg is told.

use crate::folder::{Folder, PLAIN};
use crate::probe::{assert_stream, probe};
use crate::run::{Ended, shaderpipe};

fn render(folder: &Folder, output: &str, args: &[&str]) -> Ended {
    let run = shaderpipe(["render", "scene.wgsl", "-o", output]).args(args);
    run.folder(folder.root()).end()
}

#[test]
fn an_mp4_has_its_frames_its_duration_and_full_tags() {
    let folder = Folder::with(PLAIN);
    let args = ["--size", "1280x720", "--fps", "30", "--duration", "2"];
    render(&folder, "a.mp4", &args)
        .done()
        .says(&["done: a.mp4: 60 frames of 1280x720 in "]);
    let stream = assert_stream(
        &folder.path("a.mp4"),
        &[
            "nb_read_frames=60",
            "codec_name=h264",
            "pix_fmt=yuv420p",
            "width=1280",
            "height=720",
            "r_frame_rate=30/1",
            "color_space=bt709",
            "color_primaries=bt709",
            "color_transfer=bt709",
            "color_range=tv",
            "chroma_location=left",
        ],
    );
    assert_eq!(stream["format"]["duration"], "2.000000");
    // The index stands first, so that it plays while it loads.
    let bytes = folder.read("a.mp4");
    let at = |name: &[u8]| bytes.windows(4).position(|word| word == name);
    assert!(at(b"moov") < at(b"mdat"));
    assert_eq!(folder.names(), ["a.mp4", "scene.wgsl"]);
}

#[test]
fn the_extension_chooses_container_and_codec() {
    let folder = Folder::with(PLAIN);
    for (output, codec, container) in [
        ("a.mkv", "h264", "matroska,webm"),
        ("b.mov", "h264", "mov,mp4,m4a,3gp,3g2,mj2"),
        ("c.MOV", "h264", "mov,mp4,m4a,3gp,3g2,mj2"),
        ("d.webm", "vp9", "matroska,webm"),
    ] {
        render(&folder, output, &["--duration", "0.5"]).done();
        let codec = format!("codec_name={codec}");
        let tags = [
            "nb_read_frames=15",
            "pix_fmt=yuv420p",
            "color_space=bt709",
            "color_range=tv",
        ];
        let stream = assert_stream(
            &folder.path(output),
            &[&[codec.as_str()][..], &tags].concat(),
        );
        assert_eq!(stream["format"]["format_name"], container, "{output}");
    }
}

#[test]
fn an_exact_fraction_stays_one() {
    let folder = Folder::with(PLAIN);
    for rate in ["30000/1001", "29.97"] {
        render(&folder, "a.mp4", &["--fps", rate, "--frames", "3"]).done();
        assert_stream(
            &folder.path("a.mp4"),
            &["r_frame_rate=30000/1001", "nb_read_frames=3"],
        );
    }
}

#[test]
fn pixel_formats_are_stored_as_asked() {
    let folder = Folder::with(PLAIN);
    for (output, args, stored) in [
        ("a.mp4", ["--pixel-format", "yuv444p"], "yuv444p"),
        ("b.mkv", ["--pixel-format", "rgb24"], "gbrp"),
        ("c.mkv", ["--pixel-format", "rgba"], "rgba"),
    ] {
        render(&folder, output, &[&args[..], &["--frames", "3"]].concat()).done();
        assert_stream(
            &folder.path(output),
            &[&format!("pix_fmt={stored}"), "nb_read_frames=3"],
        );
    }
}

#[test]
fn codec_quality_and_preset_reach_ffmpeg() {
    let folder = Folder::with(PLAIN);
    let args = [
        "--codec",
        "libx265",
        "--crf",
        "30",
        "--preset",
        "ultrafast",
        "-v",
    ];
    let words = ["ffmpeg: ", "-c:v libx265 -preset ultrafast -crf 30"];
    render(&folder, "a.mp4", &args).done().says(&words);
    assert_stream(
        &folder.path("a.mp4"),
        &["codec_name=hevc", "codec_tag_string=hvc1"],
    );
    let size = |crf| {
        render(&folder, "b.mp4", &["--crf", crf, "--size", "320x180"]).done();
        folder.read("b.mp4").len()
    };
    assert!(size("1") > 2 * size("45"));
    render(&folder, "c.mkv", &["--codec", "ffv1"]).done();
    assert_stream(
        &folder.path("c.mkv"),
        &["codec_name=ffv1", "nb_read_frames=60"],
    );
}

#[test]
fn verbose_prints_a_command_that_a_shell_can_run() {
    let folder = Folder::with(PLAIN);
    let ended = render(
        &folder,
        "a b.mp4",
        &["-v", "--", "-metadata", "title=it's; $HOME"],
    )
    .done();
    let line = ended
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("ffmpeg: "))
        .unwrap();
    let words = crate::run::shell(&format!("printf '%s\\n' {line}"))
        .end()
        .done()
        .text();
    let words: Vec<_> = words.lines().collect();
    assert!(words[0].ends_with("ffmpeg"), "{words:?}");
    assert!(words.contains(&"title=it's; $HOME"), "{words:?}");
    assert!(words.last().unwrap().starts_with("file:"), "{words:?}");
    let quiet = render(&folder, "a.mp4", &[]).done();
    assert!(!quiet.stderr.contains("-f rawvideo"), "{quiet:?}");
}

#[test]
fn arguments_behind_the_dashes_are_ffmpegs_own() {
    let folder = Folder::with(PLAIN);
    let title = "a 'quoted' *title*";
    render(
        &folder,
        "a.mp4",
        &["--", "-metadata", &format!("title={title}")],
    )
    .done();
    let stream = probe(&folder.path("a.mp4"));
    assert_eq!(stream["format"]["tags"]["title"], title);
    // It has all it wants before we have written all we have.
    let early = ["--size", "640x360", "--", "-frames:v", "5"];
    render(&folder, "b.mp4", &early).done();
    assert_stream(&folder.path("b.mp4"), &["nb_read_frames=5"]);
    assert_eq!(folder.names(), ["a.mp4", "b.mp4", "scene.wgsl"]);
}

#[test]
fn an_older_file_is_replaced_unless_it_must_not_be() {
    let folder = Folder::with(PLAIN);
    for output in ["a.mp4", "b.png"] {
        folder.write(output, "older");
        render(&folder, output, &["--no-clobber"])
            .is(1)
            .says(&[output, "exists"]);
        assert_eq!(folder.read(output), b"older");
        render(&folder, output, &[]).done();
        assert_ne!(folder.read(output), b"older");
        std::fs::remove_file(folder.path(output)).unwrap();
        render(&folder, output, &["--no-clobber"]).done();
    }
    assert_eq!(folder.names(), ["a.mp4", "b.png", "scene.wgsl"]);
}

#[test]
fn names_that_look_like_something_else_are_files() {
    let folder = Folder::with(PLAIN);
    for output in [
        "tee:a.mkv",
        "%d.mp4",
        "-strict.mp4",
        "https:x.mkv",
        "ü ß.webm",
    ] {
        let output_flag = format!("--output={output}");
        let run = shaderpipe(["render", "scene.wgsl", "--frames", "2", &output_flag]);
        run.folder(folder.root()).end().done();
        assert_stream(&folder.path(output), &["nb_read_frames=2"]);
    }
}
