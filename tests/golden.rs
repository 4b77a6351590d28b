//! Every scene that ships against its still, which is also its picture in the README.
//!
//! `SHADERPIPE_BLESS=1 cargo test --test golden` draws the stills anew.

#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and names its line; blessing says what it wrote"
)]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const SIZE: &str = "560x315";
/// The second of each scene that its still shows.
const AT: &str = "2.4";

/// Codes that a channel may differ by, and the share of pixels that may differ by more: drivers have
/// transcendental functions of their own, and where a scene has an edge or a fold, the last bit of
/// one decides on which side a pixel lies.
const TOLERANCE: u8 = 2;
const OUTLIERS: f64 = 0.001;

/// An 8-bit picture without alpha.
#[derive(PartialEq)]
struct Still {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Still {
    fn read(path: &Path) -> Self {
        let decoder = png::Decoder::new(BufReader::new(File::open(path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        let form = (info.color_type, info.bit_depth);
        assert_eq!(form, (png::ColorType::Rgb, png::BitDepth::Eight));
        Self {
            width: info.width,
            height: info.height,
            rgb,
        }
    }

    fn write(&self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = BufWriter::new(File::create(path).unwrap());
        let mut encoder = png::Encoder::new(file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::Adaptive);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&self.rgb).unwrap();
        writer.finish().unwrap();
    }

    /// The largest difference of each pixel's channels, in codes.
    fn difference(&self, other: &Self) -> Vec<u8> {
        let size = (self.width, self.height);
        assert_eq!(size, (other.width, other.height), "another size");
        let codes = self.rgb.iter().zip(&other.rgb).map(|(a, b)| a.abs_diff(*b));
        let codes: Vec<u8> = codes.collect();
        let pixels = codes.chunks_exact(3);
        pixels
            .map(|pixel| pixel.iter().copied().max().unwrap())
            .collect()
    }
}

/// Expected, actual and their difference (sixteen times as strong), side by side.
fn side_by_side(expected: &Still, actual: &Still, difference: &[u8]) -> Still {
    let row = expected.width as usize * 3;
    let grey: Vec<u8> = difference
        .iter()
        .flat_map(|code| [code.saturating_mul(16); 3])
        .collect();
    let rows = (0..expected.height as usize).map(|y| y * row..(y + 1) * row);
    Still {
        width: 3 * expected.width,
        height: expected.height,
        rgb: rows
            .flat_map(|at| {
                [
                    &expected.rgb[at.clone()],
                    &actual.rgb[at.clone()],
                    &grey[at],
                ]
                .concat()
            })
            .collect(),
    }
}

fn stems(folder: &Path, extension: &str) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeSet::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

fn scenes() -> PathBuf {
    Path::new(ROOT).join("scenes")
}

fn still_of(name: &str) -> PathBuf {
    scenes().join("stills").join(name).with_extension("png")
}

fn draw(name: &str) -> Still {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("still.png");
    let run = Command::new(env!("CARGO_BIN_EXE_shaderpipe"))
        .arg("render")
        .arg(scenes().join(name).with_extension("wgsl"))
        .arg("--output")
        .arg(&output)
        // Dither would cost a still ten times its size.
        .args(["--at", AT, "--size", SIZE, "--no-dither"])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{name}: {words}");
    Still::read(&output)
}

fn blessing() -> bool {
    std::env::var_os("SHADERPIPE_BLESS").is_some_and(|value| value != "0")
}

/// What is wrong with the picture of a scene, if anything is.
fn compare(name: &str) -> Option<String> {
    let path = still_of(name);
    let actual = draw(name);
    if blessing() {
        actual.write(&path);
        eprintln!("blessed {}", path.display());
        return None;
    }
    if !path.exists() {
        return Some(format!("{name}: there is no {}", path.display()));
    }
    let expected = Still::read(&path);
    let difference = expected.difference(&actual);
    let outliers = difference.iter().filter(|code| **code > TOLERANCE).count();
    let share = outliers as f64 / difference.len() as f64;
    if share <= OUTLIERS {
        return None;
    }
    let target = Path::new(ROOT).join("target/golden");
    let shown = target.join(name).with_extension("png");
    side_by_side(&expected, &actual, &difference).write(&shown);
    let largest = difference.iter().max().unwrap();
    Some(format!(
        "{name}: {:.2} % of the pixels differ by more than {TOLERANCE} codes, by {largest} at most; \
         expected, actual and difference are in {}",
        100.0 * share,
        shown.display()
    ))
}

#[test]
fn every_scene_draws_its_still() {
    let names = stems(&scenes(), "wgsl");
    assert!(names.len() >= 6, "scenes are missing: {names:?}");
    let wrong: Vec<String> = names.iter().filter_map(|name| compare(name)).collect();
    let hint = "if they should: SHADERPIPE_BLESS=1 cargo test --test golden";
    assert!(wrong.is_empty(), "{}\n{hint}", wrong.join("\n"));
}

#[test]
fn scenes_and_stills_go_together() {
    // While they are drawn anew, some are not there yet.
    if !blessing() {
        let stills = stems(&scenes().join("stills"), "png");
        assert_eq!(stems(&scenes(), "wgsl"), stills);
    }
    let gallery = fs::read_to_string(scenes().join("README.md")).unwrap();
    for name in stems(&scenes(), "wgsl") {
        let shown = format!("![{name}](stills/{name}.png)<br>[{name}]({name}.wgsl)");
        assert!(gallery.contains(&shown), "the gallery shows no {name}");
    }
}

#[test]
fn stills_are_small_enough_to_keep() {
    if blessing() {
        return;
    }
    let mut total = 0;
    for name in stems(&scenes().join("stills"), "png") {
        let bytes = fs::metadata(still_of(&name)).unwrap().len();
        assert!(bytes < 350 << 10, "{name}: {bytes} bytes");
        total += bytes;
    }
    assert!(total < 5 << 20, "{total} bytes of stills");
}
