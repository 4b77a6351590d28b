//! In which format texels lie on the device, and how they become its bytes.

use half::f16;

use super::curve::{Meaning, encode};
use super::light::Plane;
use crate::frame::{Depth, Texels};
use crate::gpu::Gpu;

/// A format that textures of files have; all of them can be blended between texels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    /// Codes of 8 bits.
    Eight,
    /// Codes of 8 bits that the device turns into linear light before it blends them.
    EightEncoded,
    /// Codes of 16 bits.
    Sixteen,
    /// Half floats.
    Half,
    /// Floats.
    Float,
}

/// Which formats that not every device blends this one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) sixteen: bool,
    pub(super) float: bool,
}

impl Offered {
    /// By a device that blends all.
    pub(super) const ALL: Self = Self {
        sixteen: true,
        float: true,
    };

    pub(super) fn by(gpu: &Gpu) -> Self {
        let blends = |store: Store| {
            let features = gpu.format_features(store.format());
            let usages = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST;
            let is_filterable = wgpu::TextureFormatFeatureFlags::FILTERABLE;
            features.allowed_usages.contains(usages) && features.flags.contains(is_filterable)
        };
        Self {
            sixteen: blends(Store::Sixteen),
            float: blends(Store::Float),
        }
    }
}

impl Store {
    /// The smallest that keeps what the file holds.
    pub(super) fn choose(texels: &Texels, meaning: Meaning, offered: Offered) -> Self {
        match texels {
            Texels::Float(values) if meaning.is_same() && are_halves(values) => Self::Half,
            _ => Self::most(texels.depth(), meaning, offered),
        }
    }

    /// The smallest that keeps whatever a file of such values may hold.
    pub(super) fn most(depth: Depth, meaning: Meaning, offered: Offered) -> Self {
        let widest = match offered.float {
            true => Self::Float,
            false => Self::Half,
        };
        let is_decoded = matches!(
            meaning,
            Meaning::Color {
                is_encoded: true,
                scene_is_encoded: false
            }
        );
        match depth {
            Depth::Eight if meaning.is_same() => Self::Eight,
            Depth::Eight if is_decoded => Self::EightEncoded,
            Depth::Eight => Self::Half,
            Depth::Sixteen if meaning.is_same() && offered.sixteen => Self::Sixteen,
            Depth::Sixteen | Depth::Float => widest,
        }
    }

    pub(super) fn format(self) -> wgpu::TextureFormat {
        match self {
            Self::Eight => wgpu::TextureFormat::Rgba8Unorm,
            Self::EightEncoded => wgpu::TextureFormat::Rgba8UnormSrgb,
            Self::Sixteen => wgpu::TextureFormat::Rgba16Unorm,
            Self::Half => wgpu::TextureFormat::Rgba16Float,
            Self::Float => wgpu::TextureFormat::Rgba32Float,
        }
    }

    /// Bytes of a texel.
    pub(super) fn bytes(self) -> u32 {
        match self {
            Self::Eight | Self::EightEncoded => 4,
            Self::Sixteen | Self::Half => 8,
            Self::Float => 16,
        }
    }

    /// Whether such values of a file are stored as they lie in it.
    pub(super) fn keeps(self, depth: Depth, meaning: Meaning) -> bool {
        match (self, depth) {
            (Self::Eight | Self::EightEncoded, Depth::Eight) => true,
            (Self::Sixteen, Depth::Sixteen) => true,
            (Self::Float, Depth::Float) => meaning.is_same(),
            _ => false,
        }
    }

    /// The bytes of a file's texels, where they are stored as they lie in it.
    pub(super) fn as_is(self, texels: &Texels, meaning: Meaning) -> Option<&[u8]> {
        let is_kept = self.keeps(texels.depth(), meaning);
        is_kept.then(|| match texels {
            Texels::Eight(codes) => codes.as_slice(),
            Texels::Sixteen(codes) => bytemuck::cast_slice(codes),
            Texels::Float(values) => bytemuck::cast_slice(values),
        })
    }

    /// The bytes of calculated texels.
    pub(super) fn pack(self, plane: &Plane, meaning: Meaning) -> Vec<u8> {
        let color = |light: f32| match self {
            // The device turns it into light again.
            Self::EightEncoded => encode(light),
            _ => meaning.scene(light),
        };
        let values = plane.texels.iter().flat_map(|[r, g, b, alpha]| {
            let [r, g, b] = [r, g, b].map(|light| color(*light));
            [r, g, b, *alpha]
        });
        match self {
            Self::Eight | Self::EightEncoded => {
                let code = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
                values.map(code).collect()
            }
            Self::Sixteen => {
                let code = |value: f32| (value.clamp(0.0, 1.0) * 65535.0).round() as u16;
                bytemuck::cast_slice(&values.map(code).collect::<Vec<u16>>()).to_vec()
            }
            Self::Half => {
                let halves: Vec<u16> = values.map(half_bits).collect();
                bytemuck::cast_slice(&halves).to_vec()
            }
            Self::Float => bytemuck::cast_slice(&values.collect::<Vec<f32>>()).to_vec(),
        }
    }
}

/// The nearest half float that is no infinity.
pub(super) fn half_bits(value: f32) -> u16 {
    let (least, most) = (f16::MIN.to_f32(), f16::MAX.to_f32());
    f16::from_f32(value.clamp(least, most)).to_bits()
}

fn are_halves(values: &[f32]) -> bool {
    values
        .iter()
        .all(|value| f16::from_f32(*value).to_f32() == *value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Size;
    use crate::scene::{Color, TextureColor};

    const ALL: Offered = Offered::ALL;
    const LEAST: Offered = Offered {
        sixteen: false,
        float: false,
    };

    #[test]
    fn each_kind_of_file_keeps_what_it_holds() {
        let eight = Texels::Eight(vec![0; 4]);
        let sixteen = Texels::Sixteen(vec![0; 4]);
        let halves = Texels::Float(vec![0.5, 2.0, 0.25, 1.0]);
        let floats = Texels::Float(vec![0.1; 4]);
        use Color::{Linear, Srgb};
        for (texels, color, scene, all, least) in [
            (&eight, TextureColor::Srgb, Srgb, Store::Eight, Store::Eight),
            (
                &eight,
                TextureColor::Srgb,
                Linear,
                Store::EightEncoded,
                Store::EightEncoded,
            ),
            (
                &eight,
                TextureColor::Data,
                Linear,
                Store::Eight,
                Store::Eight,
            ),
            (&eight, TextureColor::Linear, Srgb, Store::Half, Store::Half),
            (
                &sixteen,
                TextureColor::Srgb,
                Srgb,
                Store::Sixteen,
                Store::Half,
            ),
            (
                &sixteen,
                TextureColor::Srgb,
                Linear,
                Store::Float,
                Store::Half,
            ),
            (
                &halves,
                TextureColor::Linear,
                Linear,
                Store::Half,
                Store::Half,
            ),
            (
                &halves,
                TextureColor::Linear,
                Srgb,
                Store::Float,
                Store::Half,
            ),
            (
                &floats,
                TextureColor::Linear,
                Linear,
                Store::Float,
                Store::Half,
            ),
        ] {
            let meaning = Meaning::of(color, scene);
            assert_eq!(
                Store::choose(texels, meaning, ALL),
                all,
                "{texels:?} {color:?}"
            );
            assert_eq!(
                Store::choose(texels, meaning, LEAST),
                least,
                "{texels:?} {color:?}"
            );
        }
    }

    #[test]
    fn packed_texels_are_rounded_and_clamped() {
        let plane = Plane {
            size: Size::new(1, 1),
            texels: vec![[0.5, 2.0, -1.0, 0.5]],
        };
        let encoded = Meaning::of(TextureColor::Srgb, Color::Srgb);
        assert_eq!(Store::Eight.pack(&plane, encoded), [188, 255, 0, 128]);
        assert_eq!(Store::Eight.pack(&plane, Meaning::Data), [128, 255, 0, 128]);
        let linear = Meaning::of(TextureColor::Srgb, Color::Linear);
        assert_eq!(Store::EightEncoded.pack(&plane, linear), [188, 255, 0, 128]);
        let floats = Store::Float.pack(&plane, linear);
        assert_eq!(
            bytemuck::pod_collect_to_vec::<u8, f32>(&floats),
            [0.5, 2.0, -1.0, 0.5]
        );
        assert_eq!(half_bits(1e9), f16::MAX.to_bits());
    }
}
