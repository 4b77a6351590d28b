//! Cubes as a scene samples them: each face in its direction, from six files or from one.

use image::{ImageBuffer, Rgb, Rgba};

use crate::folder::Folder;
use crate::textures::{drawn, fails, front_matter};

/// What is seen along the six axes and towards one corner.
const LOOK: &str = "
@group(0) @binding(0) var picture_file: texture_cube<f32>;
@group(0) @binding(1) var picture_file_sampler: sampler;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    var directions = array(
        vec3f(1.0, 0.0, 0.0), vec3f(-1.0, 0.0, 0.0),
        vec3f(0.0, 1.0, 0.0), vec3f(0.0, -1.0, 0.0),
        vec3f(0.0, 0.0, 1.0), vec3f(0.0, 0.0, -1.0),
        // Ahead, a little right and up.
        vec3f(0.5, 0.5, 1.0),
    );
    let direction = directions[u32(position.x)];
    return textureSampleLevel(picture_file, picture_file_sampler, direction, 0.0);
}
";

#[test]
fn the_faces_of_a_cube_lie_in_their_directions() {
    let folder = Folder::with("");
    let names = ["right", "left", "top", "bottom", "front", "back"];
    for (number, name) in (0_u8..).zip(names) {
        // The upper right quarter of each face has another blue.
        let texel = |column, row| {
            let is_corner = column >= 4 && row < 4;
            Rgb([40 * number, 10, if is_corner { 200 } else { 0 }])
        };
        ImageBuffer::from_fn(8, 8, texel)
            .save(folder.path(format!("{name}.png")))
            .unwrap();
    }
    let files = names.map(|name| format!("\"{name}.png\"")).join(", ");
    let texture = format!("faces = [{files}]\nfilter = \"nearest\"");
    let scene = front_matter((7, 1), "", &texture) + LOOK;
    let seen = drawn(&folder, &scene, (7, 1));
    for (number, texel) in seen[..6].iter().enumerate() {
        let expected = 40.0 * number as f32 / 255.0;
        assert!(
            (texel[0] - expected).abs() < 1e-3,
            "{} : {texel:?}",
            names[number]
        );
    }
    let front = 160.0 / 255.0;
    assert!(
        (seen[6][0] - front).abs() < 1e-3 && seen[6][2] > 0.7,
        "{:?}",
        seen[6]
    );

    ImageBuffer::from_pixel(4, 4, Rgb([0_u8; 3]))
        .save(folder.path("left.png"))
        .unwrap();
    fails(
        &folder,
        &scene,
        &[
            "'left.png' is 4x4, and the first face is 8x8",
            "scene.wgsl:5:",
        ],
    );
    ImageBuffer::from_pixel(8, 4, Rgb([0_u8; 3]))
        .save(folder.path("left.png"))
        .unwrap();
    fails(
        &folder,
        &scene,
        &["'left.png' is 8x4: a face of a cube must be square"],
    );
}

#[test]
fn a_picture_of_everything_around_becomes_a_cube() {
    let folder = Folder::with("");
    // Each texel holds the direction that it stands for, from 0 to 1.
    let texel = |column: u32, row: u32| {
        let longitude = ((column as f32 + 0.5) / 128.0 - 0.5) * std::f32::consts::TAU;
        let latitude = (0.5 - (row as f32 + 0.5) / 64.0) * std::f32::consts::PI;
        let (sin, cos) = longitude.sin_cos();
        let direction = [sin * latitude.cos(), latitude.sin(), cos * latitude.cos()];
        Rgb(direction.map(|part| 0.5 + 0.5 * part))
    };
    let image: ImageBuffer<Rgb<f32>, Vec<f32>> = ImageBuffer::from_fn(128, 64, texel);
    image.save(folder.path("a.exr")).unwrap();
    let texture = "file = \"a.exr\"\ncube = true\nmipmaps = true";
    let scene = front_matter((7, 1), "color = \"linear\"", texture) + LOOK;
    let seen = drawn(&folder, &scene, (7, 1));
    let corner = 1.5_f32.sqrt();
    let directions = [
        [1.0, 0.0, 0.0],
        [-1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, -1.0, 0.0],
        [0.0, 0.0, 1.0],
        [0.0, 0.0, -1.0],
        [0.5 / corner, 0.5 / corner, 1.0 / corner],
    ];
    for (texel, direction) in seen.iter().zip(directions) {
        for (seen, part) in texel.iter().zip(direction) {
            let seen = 2.0 * seen - 1.0;
            assert!((seen - part).abs() < 0.02, "{direction:?}: {texel:?}");
        }
    }
}

#[test]
fn a_cube_of_floats_has_as_many_bits_as_its_faces_need() {
    let folder = Folder::with("");
    let names = ["right", "left", "top", "bottom", "front", "back"];
    // The first face would fit into half floats, and the last not.
    let values = [0.5, 0.25, 2.0, 1.0, 0.75, 0.1];
    let save = |name: &str, value: f32| {
        ImageBuffer::from_pixel(4, 4, Rgba([value, 0.0, 0.0, 1.0]))
            .save(folder.path(format!("{name}.exr")))
            .unwrap();
    };
    for (name, value) in names.iter().zip(values) {
        save(name, value);
    }
    let files = names.map(|name| format!("\"{name}.exr\"")).join(", ");
    let texture = format!("faces = [{files}]\nfilter = \"nearest\"");
    let scene = front_matter((7, 1), "color = \"linear\"", &texture) + LOOK;
    let seen = drawn(&folder, &scene, (7, 1));
    for ((texel, value), name) in seen.iter().zip(values).zip(names) {
        assert_eq!(texel[0], value, "{name}");
    }
    // One that is stored otherwise is named.
    ImageBuffer::from_pixel(4, 4, Rgb([10_u8; 3]))
        .save(folder.path("top.png"))
        .unwrap();
    let mixed = scene.replace("top.exr", "top.png");
    let words = ["'top.png' has other bits to a value", "scene.wgsl:6:"];
    fails(&folder, &mixed, &words);
}
