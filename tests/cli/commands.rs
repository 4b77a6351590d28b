//! `check`, `doctor` and `new`.

use crate::folder::{Folder, PLAIN};
use crate::probe::assert_stream;
use crate::run::shaderpipe;

#[test]
fn check_looks_at_every_scene_and_fails_if_one_does() {
    let folder = Folder::with(PLAIN);
    folder.write(
        "bad.wgsl",
        "@fragment\nfn image() -> @location(0) vec4f { return 1; }\n",
    );
    folder.write("worse.wgsl", "//! titel = 1\n");
    let check = |scenes: &[&str]| {
        shaderpipe(["check"])
            .args(scenes)
            .folder(folder.root())
            .end()
    };
    let good = check(&["scene.wgsl", "scene.wgsl"]).done();
    assert_eq!(good.text(), "scene.wgsl: ok\nscene.wgsl: ok\n");
    assert_eq!(good.stderr, "");
    let words = ["bad.wgsl:2:", "worse.wgsl:1:5", "`title`", "gone.wgsl"];
    let bad = check(&["bad.wgsl", "worse.wgsl", "gone.wgsl", "scene.wgsl"]);
    assert_eq!(bad.is(1).says(&words).text(), "scene.wgsl: ok\n");
    assert_eq!(folder.names(), ["bad.wgsl", "scene.wgsl", "worse.wgsl"]);
}

#[test]
fn check_needs_neither_ffmpeg_nor_gpu() {
    let folder = Folder::with(PLAIN);
    let check = shaderpipe(["check", "scene.wgsl"]).folder(folder.root());
    let check = check
        .env("PATH", "/nonexistent")
        .env("VK_ICD_FILENAMES", "/nonexistent");
    check.end().done().prints(&["scene.wgsl: ok"]);
}

#[test]
fn doctor_shows_adapters_ffmpeg_and_encoders() {
    let words = [
        "Adapters",
        "  0: ",
        ", the default",
        "FFmpeg",
        "yes  libx264",
        "libvpx-vp9",
    ];
    shaderpipe(["doctor"]).end().done().prints(&words);
}

#[test]
fn doctor_says_what_to_install() {
    let words = ["FFmpeg was not found", "apt install ffmpeg"];
    let without_ffmpeg = shaderpipe(["doctor"]).env("PATH", "/nonexistent");
    without_ffmpeg.end().is(1).prints(&words);
    let named = shaderpipe(["doctor", "--ffmpeg", "/nonexistent"]);
    named.end().is(1).prints(&["--ffmpeg names '/nonexistent'"]);
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_driver_it_says_what_to_install() {
    let words = ["no graphics driver found", "mesa-vulkan-drivers"];
    // The Vulkan loader finds no driver, EGL no library; the order of the names does not matter.
    let without = |args: &[&str]| {
        let run = shaderpipe(args)
            .env("VK_ICD_FILENAMES", "/nonexistent")
            .env("VK_DRIVER_FILES", "/nonexistent");
        run.env("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent")
    };
    without(&["doctor"]).end().is(1).prints(&words);
    let folder = Folder::with(PLAIN);
    let render = without(&["render", "scene.wgsl", "-o", "out.mp4"]).folder(folder.root());
    render.end().is(1).says(&words);
    assert_eq!(folder.names(), ["scene.wgsl"]);
}

#[test]
fn new_writes_a_scene_that_renders() {
    let folder = Folder::with(PLAIN);
    let new = |name: &str| shaderpipe(["new", name]).folder(folder.root()).end();
    new("first.wgsl")
        .done()
        .prints(&["first.wgsl", "render it: shaderpipe render first.wgsl"]);
    let render = [
        "render",
        "first.wgsl",
        "-o",
        "a.mp4",
        "--size",
        "64x36",
        "--frames",
        "3",
    ];
    shaderpipe(render).folder(folder.root()).end().done();
    assert_stream(&folder.path("a.mp4"), &["nb_read_frames=3"]);

    new("scene.wgsl")
        .is(1)
        .says(&["'scene.wgsl' exists", "another name"]);
    assert_eq!(folder.read("scene.wgsl"), PLAIN.as_bytes());
    new("scene.txt").is(1).says(&["'scene.txt'", ".wgsl"]);
    new("none/a.wgsl")
        .is(1)
        .says(&["cannot create 'none/a.wgsl'", "No such file"]);
    assert_eq!(folder.names(), ["a.mp4", "first.wgsl", "scene.wgsl"]);
}

#[test]
fn check_sees_files_that_are_no_pictures_or_videos() {
    let scene = "//! [textures.wall]\n//! file = \"FILE\"\n//! [videos.clip]\n//! file = \"CLIP\"\n\
        @group(0) @binding(0) var wall: texture_2d<f32>;\n\
        @group(0) @binding(1) var clip: texture_2d<f32>;\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(1.0); }\n";
    let folder = Folder::with(scene);
    folder.write("a.gif", "GIF89a");
    folder.write("empty.png", "");
    folder.write("text.wgsl", scene);
    image::RgbImage::new(4, 4)
        .save(folder.path("a.png"))
        .unwrap();
    let check = |file: &str, clip: &str| {
        folder.write(
            "scene.wgsl",
            scene.replace("FILE", file).replace("CLIP", clip),
        );
        shaderpipe(["check", "scene.wgsl"])
            .folder(folder.root())
            .end()
    };
    check("a.png", "a.gif").done();
    for (file, clip, words) in [
        (
            "a.gif",
            "a.gif",
            ["scene.wgsl:2:", "'a.gif'", "[videos.NAME]"],
        ),
        (
            "empty.png",
            "a.gif",
            ["scene.wgsl:2:", "'empty.png'", "none of the pictures"],
        ),
        (
            "text.wgsl",
            "a.gif",
            ["scene.wgsl:2:", "'text.wgsl'", "none of the pictures"],
        ),
        (
            "a.png",
            "a.png",
            ["scene.wgsl:4:", "'a.png'", "[textures.NAME]"],
        ),
    ] {
        check(file, clip).is(1).says(&words);
    }
    let other = shaderpipe(["render", "scene.wgsl", "-o", "a.mp4"]);
    let other = other.args(["--set-texture", "wall=nope.png"]);
    let other = other.folder(folder.root()).end().is(1);
    other.says(&["--set-texture: 'nope.png' cannot be read"]);
}
