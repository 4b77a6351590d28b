//! What wgpu calls the texel formats of scenes.

use wgpu::TextureFormat;

use crate::scene::TexelFormat;

/// Every format that a target may have.
const FORMATS: [TextureFormat; 42] = [
    TextureFormat::R8Unorm,
    TextureFormat::R8Snorm,
    TextureFormat::R8Uint,
    TextureFormat::R8Sint,
    TextureFormat::R16Unorm,
    TextureFormat::R16Snorm,
    TextureFormat::R16Uint,
    TextureFormat::R16Sint,
    TextureFormat::R16Float,
    TextureFormat::Rg8Unorm,
    TextureFormat::Rg8Snorm,
    TextureFormat::Rg8Uint,
    TextureFormat::Rg8Sint,
    TextureFormat::R32Uint,
    TextureFormat::R32Sint,
    TextureFormat::R32Float,
    TextureFormat::Rg16Unorm,
    TextureFormat::Rg16Snorm,
    TextureFormat::Rg16Uint,
    TextureFormat::Rg16Sint,
    TextureFormat::Rg16Float,
    TextureFormat::Rgba8Unorm,
    TextureFormat::Rgba8UnormSrgb,
    TextureFormat::Rgba8Snorm,
    TextureFormat::Rgba8Uint,
    TextureFormat::Rgba8Sint,
    TextureFormat::Bgra8Unorm,
    TextureFormat::Bgra8UnormSrgb,
    TextureFormat::Rgb10a2Uint,
    TextureFormat::Rgb10a2Unorm,
    TextureFormat::Rg11b10Ufloat,
    TextureFormat::Rg32Uint,
    TextureFormat::Rg32Sint,
    TextureFormat::Rg32Float,
    TextureFormat::Rgba16Unorm,
    TextureFormat::Rgba16Snorm,
    TextureFormat::Rgba16Uint,
    TextureFormat::Rgba16Sint,
    TextureFormat::Rgba16Float,
    TextureFormat::Rgba32Uint,
    TextureFormat::Rgba32Sint,
    TextureFormat::Rgba32Float,
];

/// wgpu's name of a scene's format.
pub(super) fn texture_format(format: TexelFormat) -> TextureFormat {
    let mut formats = FORMATS.into_iter();
    formats
        .find(|other| name(*other) == format.name)
        .unwrap_or(TextureFormat::Rgba16Float)
}

fn name(format: TextureFormat) -> String {
    format!("{format:?}")
        .to_lowercase()
        .replace("srgb", "-srgb")
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, name};
    use crate::scene::TexelFormat;

    #[test]
    fn every_format_is_one_of_a_scene_and_as_large() {
        for format in FORMATS {
            let texel = TexelFormat::named(&name(format)).unwrap_or_else(|| panic!("{format:?}"));
            assert_eq!(
                format.block_copy_size(None),
                Some(texel.bytes),
                "{format:?}"
            );
            assert_eq!(
                u32::from(format.components()),
                texel.components,
                "{format:?}"
            );
        }
    }
}
