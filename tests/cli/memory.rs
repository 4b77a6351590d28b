//! What the pictures and videos of a scene take of its memory: told and refused by what their files
//! say, before any of them is decoded.

use serde_json::Value;

use crate::folder::Folder;
use crate::run::{Ended, shaderpipe};
use crate::textures::{LOAD, bomb, front_matter};
use crate::videos::{SHOW, add_numbered, scene};

fn render(folder: &Folder, args: &[&str]) -> Ended {
    let run = shaderpipe(["render", "scene.wgsl", "-o", "out.png"]).args(args);
    run.folder(folder.root()).end()
}

/// The memory that `inspect` says the scene takes: kind, name and bytes.
fn told(folder: &Folder) -> Vec<(String, String, Option<u64>)> {
    let run = shaderpipe(["inspect", "scene.wgsl", "--json"]);
    let text = run.folder(folder.root()).end().done().text();
    let object: Value = serde_json::from_str(&text).unwrap();
    let items = object["memory"]["items"].as_array().unwrap();
    let word = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
    items
        .iter()
        .map(|item| {
            (
                word(item, "kind"),
                word(item, "name"),
                item["bytes"].as_u64(),
            )
        })
        .collect()
}

fn file(kind: &str, name: &str, bytes: u64) -> (String, String, Option<u64>) {
    (kind.to_owned(), name.to_owned(), Some(bytes))
}

#[test]
fn a_picture_is_refused_by_what_it_says_before_it_is_decoded() {
    let folder = Folder::with("");
    // 64 MiB of 8 bits a channel, and none of them in the file.
    bomb(&folder.path("a.png"), 4096);
    let flat = front_matter((16, 8), "", "file = \"a.png\"") + LOAD;
    folder.write("scene.wgsl", &flat);
    // As it is in the file, packed, and on its way to the device.
    render(&folder, &["--memory-limit", "255M"]).is(1).says(&[
        "scene.wgsl:5:12",
        "the picture 'a.png' of 4096x4096 takes 64 MiB of memory, and 192 MiB more while it is read",
        "takes 257 MiB, and it may take 255 MiB",
        "--memory-limit",
    ]);
    // With enough it comes to what is wrong with the file.
    let enough = render(&folder, &["--memory-limit", "257M"]);
    enough.is(1).says(&["it is damaged"]);
    let told = told(&folder);
    assert!(
        told.contains(&file("texture", "picture_file", 64 << 20)),
        "{told:?}"
    );
    assert!(
        told.contains(&file("reading", "picture_file", 192 << 20)),
        "{told:?}"
    );

    let mipmaps = front_matter((16, 8), "", "file = \"a.png\"\nmipmaps = true") + LOAD;
    folder.write("scene.wgsl", mipmaps);
    let says = ["takes 86 MiB of memory"];
    render(&folder, &["--memory-limit", "255M"])
        .is(1)
        .says(&says);

    let faces = ["\"a.png\""; 6].join(", ");
    let cube = front_matter((16, 8), "", &format!("faces = [{faces}]"));
    let look = "@group(0) @binding(0) var picture_file: texture_cube<f32>;\n\
        @group(0) @binding(1) var picture_file_sampler: sampler;\n\
        @fragment fn image() -> @location(0) vec4f {\n\
          return textureSampleLevel(picture_file, picture_file_sampler, vec3f(1.0), 0.0); }\n";
    folder.write("scene.wgsl", cube + look);
    let says = ["takes 384 MiB of memory, and 1152 MiB more"];
    render(&folder, &["--memory-limit", "1500M"])
        .is(1)
        .says(&says);
}

#[test]
fn a_video_counts_with_the_frames_that_are_decoded_ahead() {
    let folder = Folder::with("");
    add_numbered(&folder, "film.mp4", "24", 24, &[]);
    folder.write(
        "scene.wgsl",
        scene(1, "[videos.clip]\nfile = \"film.mp4\"", SHOW),
    );
    // Two runs of four frames of 4 KiB, the texture, and what is on its way to it.
    let bytes = 10 * 4 * 64 * 16;
    let told = told(&folder);
    assert!(told.contains(&file("video", "clip", bytes)), "{told:?}");
    let all: u64 = told.iter().filter_map(|item| item.2).sum();
    render(&folder, &["--memory-limit", &(all - 1).to_string()])
        .is(1)
        .says(&[
            "scene.wgsl:4:",
            "'film.mp4' of 64x16 takes",
            "--memory-limit",
        ]);
    render(&folder, &["--memory-limit", &all.to_string()]).done();
}

#[test]
fn the_sums_of_motion_blur_and_the_tiles_of_supersampling_count() {
    let folder = Folder::with(
        "//! size = [512, 512]\n\
         @fragment fn image() -> @location(0) vec4f { return vec4f(1.0); }\n",
    );
    let limited = |args: &[&str]| {
        let run = shaderpipe(["render", "scene.wgsl", "-o", "out.png", "--memory-limit"]);
        run.args(args).folder(folder.root()).end()
    };
    // 2 MiB of picture; 16 bytes a pixel in each of two sums.
    limited(&["9M", "--motion-blur", "4"])
        .is(1)
        .says(&["takes 10 MiB", "8 MiB of it for the sums `picture`"]);
    limited(&["10M", "--motion-blur", "4"]).done();
    // The samples would take 32 MiB; they are drawn in tiles, in what is left.
    limited(&["12M", "--motion-blur", "4", "--ssaa", "4"]).done();
    limited(&["10M", "--motion-blur", "4", "--ssaa", "4"])
        .is(1)
        .says(&["not even a tile", "--ssaa"]);
}
