//! Pictures as a scene samples them: every kind of file, what its values become, and
//! files that are none.

use std::path::Path;

use image::{DynamicImage, ExtendedColorType, ImageBuffer, Rgb, Rgba};

use crate::folder::Folder;
use crate::run::{Ended, shaderpipe};

/// Draws `picture` texel by texel, one pixel each.
pub(crate) const LOAD: &str = "
@group(0) @binding(0) var picture_file: texture_2d<f32>;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(picture_file, vec2u(position.xy), 0);
}
";

pub(crate) fn front_matter(size: (u32, u32), keys: &str, texture: &str) -> String {
    let (width, height) = size;
    let keys: String = keys.lines().map(|line| format!("//! {line}\n")).collect();
    let texture: String = texture
        .lines()
        .map(|line| format!("//! {line}\n"))
        .collect();
    format!(
        "//! size = [{width}, {height}]\n//! alpha = \"straight\"\n\
         //! picture = {{ format = \"rgba32float\" }}\n{keys}//! [textures.picture_file]\n{texture}"
    )
}

/// The values that a scene draws, row by row, neither rounded nor clamped.
pub(crate) fn drawn(folder: &Folder, scene: &str, size: (u32, u32)) -> Vec<[f32; 4]> {
    folder.write("scene.wgsl", scene);
    let args = ["render", "scene.wgsl", "-o", "-", "--frames", "1"];
    let run = shaderpipe(args).args(["--pixel-format", "gbrapf32le"]);
    let bytes = run.folder(folder.root()).end().done().stdout;
    let values: Vec<f32> = bytes
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        .collect();
    let count = (size.0 * size.1) as usize;
    assert_eq!(values.len(), 4 * count);
    let texel = |place| [2, 0, 1, 3].map(|plane| values[plane * count + place]);
    (0..count).map(texel).collect()
}

fn assert_near(
    drawn: &[[f32; 4]],
    expected: impl Fn(usize) -> [f32; 4],
    tolerance: f32,
    what: &str,
) {
    for (place, texel) in drawn.iter().enumerate() {
        let expected = expected(place);
        let near = texel
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() <= tolerance * b.abs().max(1.0));
        assert!(
            near,
            "{what}, texel {place}: {texel:?} instead of {expected:?}"
        );
    }
}

pub(crate) fn decode(value: f32) -> f32 {
    match value <= 0.04045 {
        true => value / 12.92,
        false => ((value + 0.055) / 1.055).powf(2.4),
    }
}

pub(crate) fn encode(light: f32) -> f32 {
    match light <= 0.003_130_8 {
        true => light * 12.92,
        false => 1.055 * light.powf(1.0 / 2.4) - 0.055,
    }
}

const SIZE: (u32, u32) = (16, 8);

/// Every texel another value, alpha too.
fn value(column: u32, row: u32, channel: u32) -> u32 {
    (column * 16 + row * 37 + channel * 85) % 256
}

fn of_place(place: usize, value: impl Fn(u32, u32, u32) -> f32) -> [f32; 4] {
    let (column, row) = (place as u32 % SIZE.0, place as u32 / SIZE.0);
    [0, 1, 2, 3].map(|channel| value(column, row, channel))
}

fn colors(texel: [f32; 4], curve: impl Fn(f32) -> f32) -> [f32; 4] {
    let [r, g, b, alpha] = texel;
    [curve(r), curve(g), curve(b), alpha]
}

fn eight() -> DynamicImage {
    let texel = |column, row| Rgba([0, 1, 2, 3].map(|channel| value(column, row, channel) as u8));
    DynamicImage::ImageRgba8(ImageBuffer::from_fn(SIZE.0, SIZE.1, texel))
}

fn sixteen_at(column: u32, row: u32, channel: u32) -> u16 {
    (value(column, row, channel) * 257 + column * 3).min(65535) as u16
}

fn float_at(column: u32, row: u32, channel: u32) -> f32 {
    match channel {
        3 => value(column, row, channel) as f32 / 255.0,
        _ => value(column, row, channel) as f32 / 25.0 + 0.01 * column as f32,
    }
}

#[test]
fn codes_of_eight_bits_arrive_as_the_scene_works_in_them() {
    let folder = Folder::with("");
    eight().save(folder.path("a.png")).unwrap();
    eight().save(folder.path("a.webp")).unwrap();
    let code = |place| of_place(place, |c, r, k| value(c, r, k) as f32 / 255.0);
    for file in ["a.png", "a.webp"] {
        let file = format!("file = \"{file}\"\n");
        let scene = |keys, more| front_matter(SIZE, keys, &format!("{file}{more}")) + LOAD;
        let srgb = drawn(&folder, &scene("", ""), SIZE);
        assert_near(&srgb, code, 1e-6, "sRGB in an sRGB scene");
        let linear = "color = \"linear\"";
        let light = drawn(&folder, &scene(linear, ""), SIZE);
        // The device's own conversion may be a little off.
        let expected = |place| colors(code(place), decode);
        assert_near(&light, expected, 2e-3, "sRGB in a linear scene");
        let data = drawn(&folder, &scene(linear, "color = \"data\""), SIZE);
        assert_near(&data, code, 1e-6, "data in a linear scene");
        let encoded = drawn(&folder, &scene("", "color = \"linear\""), SIZE);
        let expected = |place| colors(code(place), encode);
        assert_near(&encoded, expected, 1e-3, "linear in an sRGB scene");
    }
}

#[test]
fn codes_of_sixteen_bits_keep_them() {
    let folder = Folder::with("");
    let texel = |column, row| Rgba([0, 1, 2, 3].map(|k| sixteen_at(column, row, k)));
    let image: ImageBuffer<Rgba<u16>, _> = ImageBuffer::from_fn(SIZE.0, SIZE.1, texel);
    image.save(folder.path("a.png")).unwrap();
    let code = |place| of_place(place, |c, r, k| f32::from(sixteen_at(c, r, k)) / 65535.0);
    let scene = |keys| front_matter(SIZE, keys, "file = \"a.png\"") + LOAD;
    assert_near(&drawn(&folder, &scene(""), SIZE), code, 2e-6, "sRGB");
    let light = drawn(&folder, &scene("color = \"linear\""), SIZE);
    assert_near(&light, |place| colors(code(place), decode), 2e-6, "linear");
}

#[test]
fn floats_arrive_above_one_too() {
    let folder = Folder::with("");
    let texel = |column, row| Rgba([0, 1, 2, 3].map(|k| float_at(column, row, k)));
    let image: ImageBuffer<Rgba<f32>, _> = ImageBuffer::from_fn(SIZE.0, SIZE.1, texel);
    image.save(folder.path("a.exr")).unwrap();
    let light = |place| of_place(place, float_at);
    let scene = |keys| front_matter(SIZE, keys, "file = \"a.exr\"") + LOAD;
    let linear = drawn(&folder, &scene("color = \"linear\""), SIZE);
    assert_near(&linear, light, 1e-6, "EXR in a linear scene");
    let encoded = drawn(&folder, &scene(""), SIZE);
    assert_near(
        &encoded,
        |place| colors(light(place), encode),
        1e-5,
        "EXR in an sRGB scene",
    );

    let texel = |column, row| Rgb([0, 1, 2].map(|k| float_at(column, row, k)));
    let image: ImageBuffer<Rgb<f32>, _> = ImageBuffer::from_fn(SIZE.0, SIZE.1, texel);
    let file = std::fs::File::create(folder.path("a.hdr")).unwrap();
    let texels: Vec<Rgb<f32>> = image.pixels().copied().collect();
    image::codecs::hdr::HdrEncoder::new(file)
        .encode(&texels, SIZE.0 as usize, SIZE.1 as usize)
        .unwrap();
    let scene = front_matter(SIZE, "color = \"linear\"", "file = \"a.hdr\"") + LOAD;
    // Eight bits of each colour, and an exponent that the brightest sets.
    let drawn = drawn(&folder, &scene, SIZE);
    let expected = |place| {
        let [r, g, b, _] = light(place);
        [r, g, b, 1.0]
    };
    for (place, texel) in drawn.iter().enumerate() {
        let expected = expected(place);
        let most = expected.into_iter().fold(0.0, f32::max);
        let near = texel
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() <= most / 100.0);
        assert!(near, "texel {place}: {texel:?} instead of {expected:?}");
    }
}

#[test]
fn a_photograph_has_its_colors_and_stands_upright() {
    let folder = Folder::with("");
    let flat = ImageBuffer::from_pixel(16, 8, Rgb([200_u8, 100, 50]));
    flat.save(folder.path("a.jpg")).unwrap();
    let scene = front_matter(SIZE, "", "file = \"a.jpg\"") + LOAD;
    let expected = [200.0, 100.0, 50.0, 255.0].map(|code: f32| code / 255.0);
    assert_near(&drawn(&folder, &scene, SIZE), |_| expected, 0.012, "JPEG");
    // White above, black below; the camera was held upside down.
    let halves = ImageBuffer::from_fn(16, 16, |_, row| Rgb([if row < 8 { 255_u8 } else { 0 }; 3]));
    let mut jpeg = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
    let exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0".to_vec();
    image::ImageEncoder::set_exif_metadata(&mut encoder, exif).unwrap();
    encoder
        .encode(&halves, 16, 16, ExtendedColorType::Rgb8)
        .unwrap();
    folder.write("turned.jpg", jpeg);
    let scene = front_matter((16, 16), "", "file = \"turned.jpg\"") + LOAD;
    let drawn = drawn(&folder, &scene, (16, 16));
    assert!(
        drawn[0][0] < 0.1 && drawn[255][0] > 0.9,
        "{:?} {:?}",
        drawn[0],
        drawn[255]
    );
}

pub(crate) fn fails(folder: &Folder, scene: &str, words: &[&str]) -> Ended {
    folder.write("scene.wgsl", scene);
    let run = shaderpipe(["render", "scene.wgsl", "-o", "out.png"]);
    run.folder(folder.root()).end().is(1).says(words)
}

/// A PNG that claims to have `side` × `side` texels.
pub(crate) fn bomb(path: &Path, side: u32) {
    let file = std::fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, side, side);
    encoder.set_color(png::ColorType::Rgba);
    // With no more than the beginning of its texels: nothing may be read of them.
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c]).unwrap();
}

#[test]
fn files_that_are_no_pictures_name_their_place_and_the_reason() {
    let folder = Folder::with("");
    let scene = front_matter(SIZE, "", "file = \"a.png\"") + LOAD;
    let place = "scene.wgsl:5:12";
    folder.write("b.png", "");
    fails(&folder, &scene, &[place, "no file 'a.png'", "`b.png`"]);
    folder.write("a.png", "no picture at all");
    fails(
        &folder,
        &scene,
        &[
            place,
            "'a.png' cannot be shown",
            "PNG, JPEG, WebP, EXR, HDR",
        ],
    );
    folder.write("a.png", b"\x89PNG\r\n\x1a\n and then nothing");
    fails(&folder, &scene, &[place, "it is damaged"]);
    bomb(&folder.path("a.png"), 60_000);
    fails(
        &folder,
        &scene,
        &[
            place,
            "60000x60000 is more than a picture may have",
            "pixels a side",
        ],
    );
    let outside = scene.replace("a.png", "../a.png");
    fails(&folder, &outside, &[place, "--allow-path"]);
    let unused = scene.replace(
        LOAD,
        "@fragment fn image() -> @location(0) vec4f { return vec4f(); }",
    );
    folder.write("scene.wgsl", unused);
    let run = shaderpipe(["render", "scene.wgsl", "-o", "out.png"]);
    // What the WGSL does not declare is told, as a parameter is.
    let words = ["scene.wgsl:4:15", "declares no variable `picture_file`"];
    run.folder(folder.root()).end().is(1).says(&words);
}

#[test]
fn the_user_shows_pictures_from_anywhere() {
    let (folder, other) = (Folder::with(""), Folder::with(""));
    eight().save(folder.path("a.png")).unwrap();
    let white = ImageBuffer::from_pixel(16, 8, Rgb([255_u8; 3]));
    white.save(other.path("white.png")).unwrap();
    folder.write(
        "scene.wgsl",
        front_matter(SIZE, "", "file = \"a.png\"") + LOAD,
    );
    let set = |value: &str| {
        let args = ["render", "scene.wgsl", "-o", "-", "--pixel-format", "rgb24"];
        let run = shaderpipe(args).args(["--frames", "1", "--set-texture", value]);
        run.folder(folder.root()).end()
    };
    let shown = set(&format!(
        "picture_file={}",
        other.path("white.png").display()
    ))
    .done();
    assert!(shown.stdout.iter().all(|code| *code == 255));
    set("picture_file=none.png")
        .is(1)
        .says(&["'none.png' cannot be read"]);
    set("picture_fil=a.png")
        .is(1)
        .says(&["--set-texture", "did you mean 'picture_file'?"]);
    set("picture_file").is(2).says(&["NAME=FILE"]);
}
