//! How pictures are sampled: beyond their edges, between their texels, and small.

use image::{ImageBuffer, Rgb};

use crate::folder::Folder;
use crate::textures::{decode, drawn, encode, front_matter};

#[test]
fn samplers_wrap_and_filter_as_they_are_asked_to() {
    let folder = Folder::with("");
    let image = ImageBuffer::from_fn(4, 1, |column, _| Rgb([60_u8 * column as u8; 3]));
    image.save(folder.path("a.png")).unwrap();
    let sample = "
@group(0) @binding(0) var picture_file: texture_2d<f32>;
@group(0) @binding(1) var picture_file_sampler: sampler;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // Pixel 0 is two texels before the picture, and each is half a texel further.
    let u = (0.5 * floor(position.x) - 1.5) / 4.0;
    return textureSampleLevel(picture_file, picture_file_sampler, vec2f(u, 0.5), 0.0);
}
";
    // In texels of 60 codes; the places are −1.5, −1, −0.5 … 5.5.
    let places = |k: usize| 0.5 * k as f32 - 1.5;
    for (wrap, at) in [
        ("clamp", (|texel: i32| texel.clamp(0, 3)) as fn(i32) -> i32),
        ("repeat", |texel| texel.rem_euclid(4)),
        ("mirror", |texel| {
            let texel = texel.rem_euclid(8);
            if texel < 4 { texel } else { 7 - texel }
        }),
    ] {
        for filter in ["nearest", "linear"] {
            let texture = format!("file = \"a.png\"\nwrap = \"{wrap}\"\nfilter = \"{filter}\"");
            let scene = front_matter((15, 1), "", &texture) + sample;
            for (k, texel) in drawn(&folder, &scene, (15, 1)).into_iter().enumerate() {
                let place = places(k);
                let value = |texel: f32| at(texel as i32) as f32;
                let expected = match filter {
                    // On the border between two texels either is right.
                    "nearest" if place.fract() == 0.0 => continue,
                    "nearest" => value(place.floor()),
                    _ => {
                        let from = (place - 0.5).floor();
                        let share = place - 0.5 - from;
                        value(from) * (1.0 - share) + value(from + 1.0) * share
                    }
                };
                let seen = texel[0] * 255.0 / 60.0;
                // Devices weigh texels in steps of 1/256.
                assert!(
                    (seen - expected).abs() < 0.02,
                    "{wrap} {filter} at {place}: {seen}, {expected}"
                );
            }
        }
    }
}

#[test]
fn smaller_levels_are_means_of_light() {
    let folder = Folder::with("");
    // Black and white in turns, then the right half grey.
    let texel = |column, row| match column < 4 {
        true => Rgb([if (column + row) % 2 == 0 { 255_u8 } else { 0 }; 3]),
        false => Rgb([128; 3]),
    };
    ImageBuffer::from_fn(8, 4, texel)
        .save(folder.path("a.png"))
        .unwrap();
    let level = |level: u32| {
        format!(
            "
@group(0) @binding(0) var picture_file: texture_2d<f32>;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {{
    let size = vec2f(textureDimensions(picture_file, {level}u));
    let count = f32(textureNumLevels(picture_file));
    let value = textureLoad(picture_file, vec2u(position.xy), {level}u).r;
    return vec4f(value, size.x, size.y + 100.0 * count, 1.0);
}}
"
        )
    };
    let texture = "file = \"a.png\"\nmipmaps = true";
    let grey = 128.0 / 255.0;
    for (keys, checker, right, all) in [
        ("", encode(0.5), grey, encode((0.5 + decode(grey)) / 2.0)),
        (
            "color = \"linear\"",
            0.5,
            decode(grey),
            (0.5 + decode(grey)) / 2.0,
        ),
    ] {
        let seen = |number, size| {
            drawn(
                &folder,
                &(front_matter(size, keys, texture) + &level(number)),
                size,
            )
        };
        // Half a code of eight bits, and what the device's conversion may be off.
        let near = |a: f32, b: f32| assert!((a - b).abs() < 5e-3, "{keys}: {a} instead of {b}");
        let first = seen(1, (4, 2));
        assert_eq!(first[0][1..3], [4.0, 402.0]);
        near(first[0][0], checker);
        near(first[3][0], right);
        let last = seen(3, (1, 1));
        assert_eq!(last[0][1..3], [1.0, 401.0]);
        near(last[0][0], all);
    }
    let data = "file = \"a.png\"\nmipmaps = true\ncolor = \"data\"";
    let first = drawn(
        &folder,
        &(front_matter((4, 2), "", data) + &level(1)),
        (4, 2),
    );
    assert!((first[0][0] - 0.5).abs() < 3e-3, "{first:?}");
}
