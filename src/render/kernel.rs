//! Which samples of a row make a pixel, and by what weight.
//!
//! Pure: the same numbers weigh columns and rows, on every device.

use std::f64::consts::PI;

use super::SsaaFilter;

/// For each pixel of a row the samples that it is made of: as many for each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taps {
    /// The first sample of each pixel.
    pub(super) first: Vec<u32>,
    /// [`count`](Self::count) weights for each pixel, one pixel after the other.
    pub(super) weights: Vec<f32>,
    /// Samples of a pixel.
    pub(super) count: u32,
}

impl Taps {
    /// For `pixels` pixels in a row, from `samples` samples.
    ///
    /// A filter is as wide as it is in pixels, or in samples where these are the larger. Samples
    /// beyond the edges are left out: there are none.
    pub(super) fn new(filter: SsaaFilter, samples: u32, pixels: u32) -> Self {
        let ratio = f64::from(samples) / f64::from(pixels);
        let rows: Vec<(u32, Vec<f64>)> = (0..pixels)
            .map(|pixel| weigh(filter, samples, f64::from(pixel), ratio))
            .collect();
        let count = rows.iter().map(|(_, weights)| weights.len()).max();
        let count = count.unwrap_or(1) as u32;
        let mut taps = Self {
            first: Vec::with_capacity(rows.len()),
            weights: Vec::with_capacity(rows.len() * count as usize),
            count,
        };
        for (first, weights) in rows {
            // All have as many: those at the end reach back, with nothing.
            let start = first.min(samples - count);
            let before = (first - start) as usize;
            taps.first.push(start);
            taps.weights.extend(std::iter::repeat_n(0.0, before));
            taps.weights
                .extend(weights.iter().map(|weight| *weight as f32));
            let end = taps.first.len() * count as usize;
            taps.weights.resize(end, 0.0);
        }
        taps
    }

    /// As the shader reads them: the first sample and the bits of the weights, pixel after pixel.
    pub(super) fn words(&self) -> Vec<u32> {
        let weights = self.weights.chunks_exact(self.count as usize);
        let pixels = self.first.iter().zip(weights);
        pixels
            .flat_map(|(first, weights)| {
                let weights = weights.iter().map(|weight| weight.to_bits());
                std::iter::once(*first).chain(weights)
            })
            .collect()
    }
}

/// The first sample of a pixel and the weights from there on, which sum to one.
fn weigh(filter: SsaaFilter, samples: u32, pixel: f64, ratio: f64) -> (u32, Vec<f64>) {
    let (low, high) = (pixel * ratio, (pixel + 1.0) * ratio);
    let (centre, scale) = (f64::midpoint(low, high), ratio.max(1.0));
    let weight = |sample: u32| {
        let start = f64::from(sample);
        let distance = (start + 0.5 - centre) / scale;
        match filter {
            SsaaFilter::Box => (high.min(start + 1.0) - low.max(start)).max(0.0),
            SsaaFilter::Tent => (1.0 - distance.abs()).max(0.0),
            SsaaFilter::Lanczos if distance.abs() < 3.0 => sinc(distance) * sinc(distance / 3.0),
            SsaaFilter::Lanczos => 0.0,
        }
    };
    let reach = scale
        * match filter {
            SsaaFilter::Box => 0.5,
            SsaaFilter::Tent => 1.0,
            SsaaFilter::Lanczos => 3.0,
        };
    // One further: the rounding of these bounds must lose none.
    let from = (centre - reach - 1.0).floor().max(0.0) as u32;
    let to = ((centre + reach + 1.0).ceil() as u32).min(samples);
    // Less than this is the rounding of a border between two samples.
    let counts = |sample: &u32| weight(*sample).abs() > 1e-9;
    let first = (from..to).find(counts).unwrap_or(from);
    let last = (from..to).rfind(counts).unwrap_or(first);
    let weights: Vec<f64> = (first..=last).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    (first, weights.iter().map(|weight| weight / sum).collect())
}

fn sinc(x: f64) -> f64 {
    match x * PI {
        0.0 => 1.0,
        angle => angle.sin() / angle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_every_pixel_sum_to_one() {
        for filter in SsaaFilter::ALL {
            for (samples, pixels) in [
                (1, 1),
                (1, 4),
                (2, 8),
                (3, 7),
                (7, 3),
                (64, 64),
                (96, 64),
                (512, 64),
                (77, 64),
                (64, 1),
            ] {
                let taps = Taps::new(filter, samples, pixels);
                assert_eq!(taps.first.len(), pixels as usize);
                for (first, weights) in taps
                    .first
                    .iter()
                    .zip(taps.weights.chunks(taps.count as usize))
                {
                    assert!(
                        first + taps.count <= samples,
                        "{filter:?} {samples}:{pixels}"
                    );
                    let sum: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
                    assert!(
                        (sum - 1.0).abs() < 2e-7,
                        "{filter:?} {samples}:{pixels}: {sum}"
                    );
                }
            }
        }
    }

    #[test]
    fn filters_have_their_shapes() {
        let weights = |filter, samples, pixels, pixel: usize| {
            let taps = Taps::new(filter, samples, pixels);
            let count = taps.count as usize;
            let weights = taps.weights[pixel * count..][..count].to_vec();
            (taps.first[pixel], weights)
        };
        let box_filter = weights(SsaaFilter::Box, 16, 8, 3);
        assert_eq!(box_filter, (6, vec![0.5, 0.5]));
        // A pixel of one sample and a half.
        let (first, fraction) = weights(SsaaFilter::Box, 12, 8, 3);
        assert_eq!((first, fraction.len()), (4, 2));
        assert!((fraction[0] - 1.0 / 3.0).abs() < 1e-6, "{fraction:?}");
        let tent = weights(SsaaFilter::Tent, 16, 8, 3);
        assert_eq!(tent, (5, vec![0.125, 0.375, 0.375, 0.125]));
        let (first, lanczos) = weights(SsaaFilter::Lanczos, 64, 32, 16);
        assert_eq!((first, lanczos.len()), (27, 12));
        assert!(
            lanczos
                .iter()
                .zip(lanczos.iter().rev())
                .all(|(a, b)| (a - b).abs() < 1e-6)
        );
        assert!(lanczos[3] < 0.0 && lanczos[5] > 0.4, "{lanczos:?}");
    }

    #[test]
    fn fewer_samples_than_pixels_are_interpolated() {
        let tent = Taps::new(SsaaFilter::Tent, 4, 8);
        let pixel = |pixel: usize| &tent.weights[2 * pixel..2 * pixel + 2];
        assert_eq!((tent.first[3], pixel(3)), (1, [0.75, 0.25].as_slice()));
        assert_eq!((tent.first[0], pixel(0)), (0, [1.0, 0.0].as_slice()));
        let doubled = Taps::new(SsaaFilter::Box, 4, 8);
        assert_eq!(doubled.count, 1);
        assert_eq!(doubled.first, [0, 0, 1, 1, 2, 2, 3, 3]);
        for filter in SsaaFilter::ALL {
            let same = Taps::new(filter, 5, 5);
            assert_eq!(
                (same.count, same.first),
                (1, vec![0, 1, 2, 3, 4]),
                "{filter:?}"
            );
        }
    }
}
