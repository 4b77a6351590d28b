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

    /// The mean of each square of pixels, of each channel.
    fn squares(&self) -> Vec<f64> {
        let (across, down) = (self.width as usize / SQUARE, self.height as usize / SQUARE);
        let row = self.width as usize;
        let mut means = vec![0.0; 3 * across * down];
        for (place, code) in self.rgb.iter().enumerate() {
            let (x, y) = (place / 3 % row / SQUARE, place / 3 / row / SQUARE);
            means[3 * (y * across + x) + place % 3] += f64::from(*code) / (SQUARE * SQUARE) as f64;
        }
        means
    }

    /// PSNR of the means of squares, in dB.
    fn likeness(&self, other: &Self) -> f64 {
        let (own, others) = (self.squares(), other.squares());
        let pairs = own.iter().zip(&others);
        let error: f64 = pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>() / own.len() as f64;
        20.0 * 255_f64.log10() - 10.0 * error.max(1e-9).log10()
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

/// The likeness of a scene to itself, drawn more or less finely, of squares of eight pixels: PSNR in dB.
/// Where what is read does not fit what is drawn, it is below 15.
const LIKE: f64 = 24.0;
/// How scenes are drawn for that.
const SMALL: [&str; 4] = ["--at", "0.5", "--size", "192x104"];
const SQUARE: usize = 8;

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

/// A scene's still with other flags than those of its picture here.
fn draw_with(name: &str, flags: &[&str]) -> Still {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("still.png");
    let run = Command::new(env!("CARGO_BIN_EXE_shaderpipe"))
        .arg("render")
        .arg(scenes().join(name).with_extension("wgsl"))
        .arg("--output")
        .arg(&output)
        .arg("--no-dither")
        .args(flags)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{name}: {words}");
    Still::read(&output)
}

// Dither would cost a still ten times its size.
fn draw(name: &str) -> Still {
    draw_with(name, &["--at", AT, "--size", SIZE])
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

/// What is wrong with a scene that is drawn `ssaa` times as finely, if anything is.
fn compare_finer(name: &str, plain: &Still, ssaa: &str) -> Option<String> {
    let flags = [&SMALL[..], &["--ssaa", ssaa]].concat();
    let likeness = plain.likeness(&draw_with(name, &flags));
    eprintln!("{name} --ssaa {ssaa}: {likeness:.1} dB");
    let message = format!("{name} --ssaa {ssaa} is another picture: {likeness:.1} dB");
    (likeness < LIKE).then_some(message)
}

#[test]
fn every_scene_stays_itself_when_supersampled() {
    let wrong: Vec<String> = stems(&scenes(), "wgsl")
        .iter()
        .flat_map(|name| {
            let plain = draw_with(name, &SMALL);
            ["2", "0.5"].map(|ssaa| compare_finer(name, &plain, ssaa))
        })
        .flatten()
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
