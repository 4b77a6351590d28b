//! Supersampling and motion blur, against what they are to be by definition: computed here from the
//! scene's own formula, in light.

#![cfg(feature = "gpu")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and names its line; likenesses are listed"
)]

#[path = "quality/alpha.rs"]
mod alpha;
#[path = "quality/blur.rs"]
mod blur;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "quality/held.rs"]
mod held;
#[path = "quality/passes.rs"]
mod passes;
#[path = "quality/samples.rs"]
mod samples;
#[path = "quality/tiles.rs"]
mod tiles;

use drawing::Drawing;
use shaderpipe::frame::{Rate, Size};
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::render::Quality;

/// Frames a second of what is drawn here.
const RATE: u32 = 10;

fn open() -> Gpu {
    Gpu::open(&AdapterChoice::Best).unwrap_or_else(|error| panic!("these tests draw: {error}"))
}

/// The scene drawn so finely, or why it cannot be.
fn fine(gpu: &Gpu, scene: &str, size: Size, quality: Quality) -> Result<Drawing, String> {
    Drawing::with(gpu, scene, size, quality, Rate::new(RATE, 1).unwrap())
}

fn drawing(gpu: &Gpu, scene: &str, size: Size, quality: Quality) -> Drawing {
    fine(gpu, scene, size, quality).unwrap_or_else(|error| panic!("{error}\n{scene}"))
}

fn ssaa(factor: f64) -> Quality {
    Quality {
        ssaa: factor,
        ..Quality::default()
    }
}

fn blurred(moments: u32, shutter: f64) -> Quality {
    Quality {
        motion_blur: moments,
        shutter,
        ..Quality::default()
    }
}

/// The light of an encoded value: IEC 61966-2-1.
fn decode(value: f64) -> f64 {
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

fn encode(light: f64) -> f64 {
    if light <= 0.003_130_8 {
        12.92 * light
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}
