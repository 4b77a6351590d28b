//! The conversion's twin: the rules of `shaderpipe::convert`, again, on the processor and in f64.
//!
//! Written from the rules, not from the shader: whole planes instead of blocks, the recursive
//! definition of the Bayer matrix, comparisons instead of bit tricks.

use half::f16;
use shaderpipe::convert::{Alpha, ConvertSpec, DEAD_ZONE, Transfer};
use shaderpipe::frame::{PixelFormat, Size};

/// A picture as the shader reads it, row by row.
pub(crate) struct Picture {
    pub(crate) size: Size,
    pub(crate) texels: Vec<[f64; 4]>,
}

/// A picture of `size` from a function of column and row.
pub(crate) fn paint(size: Size, texel: impl Fn(u32, u32) -> [f64; 4]) -> Picture {
    let texel = &texel;
    let texels = (0..size.height)
        .flat_map(|row| (0..size.width).map(move |column| texel(column, row)))
        .map(|texel| texel.map(|value| f16::from_f64(value).to_f64()))
        .collect();
    Picture { size, texels }
}

fn hash(seed: u32) -> u32 {
    let mut x = seed.wrapping_mul(0x9e37_79b9) ^ 0x85eb_ca6b;
    for _ in 0..2 {
        x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
        x ^= x >> 15;
    }
    x
}

/// Noise of all that a scene may write: colours, beyond colours, and no numbers at all.
pub(crate) fn noise(size: Size) -> Picture {
    paint(size, |column, row| {
        [0, 1, 2, 3].map(|channel| {
            let bits = hash((row * 4096 + column) * 4 + channel);
            let value = f64::from(bits >> 8) / f64::from(1 << 24);
            match bits & 63 {
                0 => f64::NAN,
                1 => -f64::NAN,
                2 => f64::INFINITY,
                3 => f64::NEG_INFINITY,
                4 => -value,
                5 => 1.0 + 4.0 * value,
                6 => 0.0,
                7 => 1.0,
                8 => -0.0,
                9 => value * 0.004,
                _ => value,
            }
        })
    })
}

/// A frame's samples as code values with fractions, in the order of its bytes, and where each is in
/// its plane.
pub(crate) struct Sample {
    pub(crate) code: f64,
    pub(crate) column: u32,
    pub(crate) row: u32,
}

/// The bytes of a frame.
pub(crate) fn convert(picture: &Picture, spec: &ConvertSpec) -> Vec<u8> {
    samples(picture, spec)
        .iter()
        .map(|sample| quantise(sample, spec.dither))
        .collect()
}

/// The samples of a frame before they are dithered or rounded.
pub(crate) fn samples(picture: &Picture, spec: &ConvertSpec) -> Vec<Sample> {
    let Size { width, height } = spec.size;
    let colours: Vec<[f64; 4]> = picture
        .texels
        .iter()
        .map(|texel| colour(*texel, spec))
        .collect();
    let places = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
    match spec.format {
        PixelFormat::Rgba | PixelFormat::Rgb24 => {
            let channels = if spec.format.has_alpha() { 4 } else { 3 };
            places
                .zip(&colours)
                .flat_map(|((column, row), colour)| {
                    colour[..channels].iter().map(move |value| Sample {
                        code: 255.0 * value,
                        column,
                        row,
                    })
                })
                .collect()
        }
        _ => {
            let [y, cb, cr] = [0, 1, 2].map(|channel| Plane {
                size: spec.size,
                values: colours.iter().map(|rgb| bt709(*rgb)[channel]).collect(),
            });
            let chroma = |plane: Plane| match spec.format {
                PixelFormat::Yuv420p => subsample(&plane),
                _ => plane,
            };
            [y.codes(16.0, 219.0)]
                .into_iter()
                .chain([cb, cr].map(|plane| chroma(plane).codes(128.0, 224.0)))
                .flatten()
                .collect()
        }
    }
}

fn colour(texel: [f64; 4], spec: &ConvertSpec) -> [f64; 4] {
    let [r, g, b, a] = texel.map(|value| if value.is_nan() { 0.0 } else { value });
    let a = match spec.alpha {
        Alpha::Opaque => 1.0,
        Alpha::Straight | Alpha::Premultiplied => a.clamp(0.0, 1.0),
    };
    let shown = |value: f64| match (spec.alpha, spec.format.has_alpha()) {
        (Alpha::Straight, false) if a == 0.0 => 0.0,
        (Alpha::Straight, false) => value * a,
        (Alpha::Premultiplied, true) if a == 0.0 => 0.0,
        (Alpha::Premultiplied, true) => value / a,
        _ => value,
    };
    let encoded = |value: f64| match spec.transfer {
        Transfer::Encoded => value,
        Transfer::Linear if value <= 0.003_130_8 => 12.92 * value,
        Transfer::Linear => 1.055 * value.powf(1.0 / 2.4) - 0.055,
    };
    let channel = |value: f64| encoded(shown(value).clamp(0.0, 1.0));
    [channel(r), channel(g), channel(b), a]
}

/// Y, Cb, Cr of ITU-R BT.709-6 from R'G'B': 0..1, −0.5..0.5, −0.5..0.5.
fn bt709([r, g, b, _]: [f64; 4]) -> [f64; 3] {
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    [y, (b - y) / 1.8556, (r - y) / 1.5748]
}

struct Plane {
    size: Size,
    values: Vec<f64>,
}

impl Plane {
    /// The value at a place; outside, that of the nearest edge.
    fn at(&self, column: i64, row: i64) -> f64 {
        let column = column.clamp(0, i64::from(self.size.width) - 1);
        let row = row.clamp(0, i64::from(self.size.height) - 1);
        self.values[(row * i64::from(self.size.width) + column) as usize]
    }

    fn codes(&self, zero: f64, scale: f64) -> Vec<Sample> {
        let width = self.size.width as usize;
        self.values
            .iter()
            .enumerate()
            .map(|(index, value)| Sample {
                code: zero + scale * value,
                column: (index % width) as u32,
                row: (index / width) as u32,
            })
            .collect()
    }
}

/// 4:2:0, sited left.
fn subsample(plane: &Plane) -> Plane {
    let size = Size::new(plane.size.width.div_ceil(2), plane.size.height.div_ceil(2));
    let across = |column: i64, row: i64| {
        (plane.at(column - 1, row) + 2.0 * plane.at(column, row) + plane.at(column + 1, row)) / 4.0
    };
    let places = (0..size.height).flat_map(|row| (0..size.width).map(move |column| (column, row)));
    let values = places
        .map(|(column, row)| {
            let (column, row) = (i64::from(column) * 2, i64::from(row) * 2);
            (across(column, row) + across(column, row + 1)) / 2.0
        })
        .collect();
    Plane { size, values }
}

fn quantise(sample: &Sample, dither: bool) -> u8 {
    let base = sample.code.floor();
    let fraction = sample.code - base;
    let up = if !dither {
        fraction >= 0.5
    } else if fraction < DEAD_ZONE {
        false
    } else if fraction > 1.0 - DEAD_ZONE {
        true
    } else {
        let stretched = (fraction - DEAD_ZONE) / (1.0 - 2.0 * DEAD_ZONE);
        let rank = bayer(8, sample.column % 8, sample.row % 8);
        stretched >= (f64::from(rank) + 0.5) / 64.0
    };
    (base + f64::from(u8::from(up))).clamp(0.0, 255.0) as u8
}

/// The rank in the Bayer matrix of a size that is a power of two, by its recursive definition.
fn bayer(size: u32, column: u32, row: u32) -> u32 {
    if size == 1 {
        return 0;
    }
    let half = size / 2;
    let quadrant = [[0, 2], [3, 1]][(row / half) as usize][(column / half) as usize];
    4 * bayer(half, column % half, row % half) + quadrant
}
