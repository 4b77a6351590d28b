//! The conversion's twin: the rules of `shaderpipe::convert`, again, on the processor and in f64.
//!
//! Written from the rules, not from the shader: whole planes instead of blocks, the recursive
//! definition of the Bayer matrix, comparisons instead of bit tricks.

use half::f16;
use shaderpipe::convert::{Alpha, ConvertSpec, Precision, Transfer};
use shaderpipe::frame::{PixelFormat, Size};

/// A picture as the shader reads it, row by row.
pub(crate) struct Picture {
    pub(crate) size: Size,
    pub(crate) texels: Vec<[f64; 4]>,
}

/// A picture of `size` from a function of column and row, in numbers that a half float holds.
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

/// What a sample shows.
#[derive(Clone, Copy)]
enum Channel {
    Red,
    Green,
    Blue,
    Alpha,
    /// Luma, full range.
    Gray,
    /// Luma, limited range.
    Luma,
    Cb,
    Cr,
}

/// The channels of each plane, in the order of its bytes.
fn planes(format: PixelFormat) -> &'static [&'static [Channel]] {
    use Channel::{Alpha, Blue, Cb, Cr, Gray, Green, Luma, Red};
    match format {
        PixelFormat::Rgb24 | PixelFormat::Rgb48le => &[&[Red, Green, Blue]],
        PixelFormat::Rgba | PixelFormat::Rgba64le => &[&[Red, Green, Blue, Alpha]],
        PixelFormat::Gbrp10le => &[&[Green], &[Blue], &[Red]],
        PixelFormat::Gbrapf32le => &[&[Green], &[Blue], &[Red], &[Alpha]],
        PixelFormat::Gray => &[&[Gray]],
        PixelFormat::Nv12 | PixelFormat::P010le => &[&[Luma], &[Cb, Cr]],
        PixelFormat::Yuva444p10le => &[&[Luma], &[Cb], &[Cr], &[Alpha]],
        PixelFormat::Yuv420p
        | PixelFormat::Yuv422p
        | PixelFormat::Yuv444p
        | PixelFormat::Yuv420p10le
        | PixelFormat::Yuv422p10le
        | PixelFormat::Yuv444p10le => &[&[Luma], &[Cb], &[Cr]],
    }
}

/// The samples of a frame in the order of its bytes: codes, or for a format of floats the floats.
pub(crate) fn convert(picture: &Picture, spec: &ConvertSpec, precision: Precision) -> Vec<f64> {
    let colours: Vec<[f64; 4]> = picture
        .texels
        .iter()
        .map(|texel| colour(*texel, spec))
        .collect();
    planes(spec.format)
        .iter()
        .flat_map(|channels| {
            let planes: Vec<Vec<f64>> = channels
                .iter()
                .map(|channel| plane(&colours, *channel, spec, precision))
                .collect();
            interleave(&planes)
        })
        .collect()
}

/// The samples of a frame as FFmpeg's documentation of its format has them.
pub(crate) fn read(frame: &[u8], format: PixelFormat) -> Vec<f64> {
    let words = || {
        frame
            .chunks_exact(2)
            .map(|b| u16::from_le_bytes([b[0], b[1]]))
    };
    match format {
        PixelFormat::Gbrapf32le => frame
            .chunks_exact(4)
            .map(|b| f64::from(f32::from_le_bytes([b[0], b[1], b[2], b[3]])))
            .collect(),
        PixelFormat::Rgb48le | PixelFormat::Rgba64le => words().map(f64::from).collect(),
        PixelFormat::P010le => words()
            .map(|word| {
                assert_eq!(word & 0x3f, 0, "the lower bits are zero");
                f64::from(word >> 6)
            })
            .collect(),
        _ if format.depth() == 10 => words()
            .inspect(|word| assert!(*word < 1024, "the upper bits are zero"))
            .map(f64::from)
            .collect(),
        _ => frame.iter().copied().map(f64::from).collect(),
    }
}

fn interleave(planes: &[Vec<f64>]) -> Vec<f64> {
    (0..planes[0].len())
        .flat_map(|index| planes.iter().map(move |plane| plane[index]))
        .collect()
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
    let channel = |value: f64| match spec.format.is_float() {
        true => shown(value),
        false => encoded(shown(value).clamp(0.0, 1.0)),
    };
    [channel(r), channel(g), channel(b), a]
}

fn plane(
    colours: &[[f64; 4]],
    channel: Channel,
    spec: &ConvertSpec,
    precision: Precision,
) -> Vec<f64> {
    let values = colours.iter().map(|[r, g, b, a]| {
        // ITU-R BT.709-6: Y in 0..1, Cb and Cr in −0.5..0.5.
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        match channel {
            Channel::Red => *r,
            Channel::Green => *g,
            Channel::Blue => *b,
            Channel::Alpha => *a,
            Channel::Gray | Channel::Luma => y,
            Channel::Cb => (b - y) / 1.8556,
            Channel::Cr => (r - y) / 1.5748,
        }
    });
    let whole = Plane {
        size: spec.size,
        values: values.collect(),
    };
    if spec.format.is_float() {
        return whole.values;
    }
    let is_chroma = matches!(channel, Channel::Cb | Channel::Cr);
    let plane = match spec.format {
        PixelFormat::Yuv420p
        | PixelFormat::Nv12
        | PixelFormat::Yuv420p10le
        | PixelFormat::P010le
            if is_chroma =>
        {
            whole.halved_across().halved_down()
        }
        PixelFormat::Yuv422p | PixelFormat::Yuv422p10le if is_chroma => whole.halved_across(),
        _ => whole,
    };
    let depth = spec.format.depth();
    let step = f64::from(1u32 << (depth - 8));
    let (zero, range) = match channel {
        Channel::Luma => (16.0 * step, 219.0 * step),
        Channel::Cb | Channel::Cr => (128.0 * step, 224.0 * step),
        _ => (0.0, 256.0 * step - 1.0),
    };
    let quantised = |(index, value): (usize, &f64)| {
        let code = zero + range * value;
        if !spec.dither || depth == 16 {
            return (code + 0.5).floor();
        }
        let width = plane.size.width as usize;
        let zone = match (depth, precision) {
            (8, _) => 0.07,
            (10, Precision::Half) if !is_chroma => 0.02 + range * half_spacing(*value) / 2.0,
            _ => 0.02,
        };
        dithered(code, zone, (index % width) as u32, (index / width) as u32)
    };
    plane.values.iter().enumerate().map(quantised).collect()
}

/// From one half float to the next, at a value of 0 to 1 (for 1, below it).
fn half_spacing(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let power = value.log2().floor().min(-1.0);
    (power - 10.0).exp2()
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

    fn from(size: Size, value: impl Fn(i64, i64) -> f64) -> Self {
        let places = (0..size.height).flat_map(|row| (0..size.width).map(move |x| (x, row)));
        let values = places.map(|(column, row)| value(column.into(), row.into()));
        Self {
            size,
            values: values.collect(),
        }
    }

    /// Chroma sited left.
    fn halved_across(&self) -> Self {
        let size = Size::new(self.size.width.div_ceil(2), self.size.height);
        Self::from(size, |x, row| {
            (self.at(2 * x - 1, row) + 2.0 * self.at(2 * x, row) + self.at(2 * x + 1, row)) / 4.0
        })
    }

    /// Chroma between two rows.
    fn halved_down(&self) -> Self {
        let size = Size::new(self.size.width, self.size.height.div_ceil(2));
        Self::from(size, |column, y| {
            (self.at(column, 2 * y) + self.at(column, 2 * y + 1)) / 2.0
        })
    }
}

fn dithered(code: f64, zone: f64, column: u32, row: u32) -> f64 {
    let base = code.floor();
    let fraction = code - base;
    let up = if fraction < zone {
        false
    } else if fraction > 1.0 - zone {
        true
    } else {
        let stretched = (fraction - zone) / (1.0 - 2.0 * zone);
        let rank = bayer(8, column % 8, row % 8);
        stretched >= (f64::from(rank) + 0.5) / 64.0
    };
    base + f64::from(u8::from(up))
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
