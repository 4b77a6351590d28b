//! The texel formats that a pass's target may have, by the names that WGSL and WebGPU give them.

/// A texel format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TexelFormat {
    /// Its WebGPU name.
    pub name: &'static str,
    /// What a shader reads from it.
    pub kind: TexelKind,
    /// Numbers in a texel.
    pub components: u32,
    /// Bytes of a texel.
    pub bytes: u32,
}

/// What a shader reads from a texture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TexelKind {
    /// `f32`, whatever is stored.
    Float,
    /// `u32`
    Uint,
    /// `i32`
    Sint,
}

impl TexelKind {
    /// WGSL's name of the type.
    pub const fn scalar(self) -> &'static str {
        match self {
            Self::Float => "f32",
            Self::Uint => "u32",
            Self::Sint => "i32",
        }
    }
}

const fn format(
    name: &'static str,
    kind: TexelKind,
    components: u32,
    bytes: u32,
) -> (&'static str, TexelFormat) {
    let format = TexelFormat {
        name,
        kind,
        components,
        bytes,
    };
    (name, format)
}

use TexelKind::{Float, Sint, Uint};

/// Every format that can be drawn to or stored to on some adapter.
pub(super) const FORMATS: [(&str, TexelFormat); 42] = [
    format("r8unorm", Float, 1, 1),
    format("r8snorm", Float, 1, 1),
    format("r8uint", Uint, 1, 1),
    format("r8sint", Sint, 1, 1),
    format("r16unorm", Float, 1, 2),
    format("r16snorm", Float, 1, 2),
    format("r16uint", Uint, 1, 2),
    format("r16sint", Sint, 1, 2),
    format("r16float", Float, 1, 2),
    format("rg8unorm", Float, 2, 2),
    format("rg8snorm", Float, 2, 2),
    format("rg8uint", Uint, 2, 2),
    format("rg8sint", Sint, 2, 2),
    format("r32uint", Uint, 1, 4),
    format("r32sint", Sint, 1, 4),
    format("r32float", Float, 1, 4),
    format("rg16unorm", Float, 2, 4),
    format("rg16snorm", Float, 2, 4),
    format("rg16uint", Uint, 2, 4),
    format("rg16sint", Sint, 2, 4),
    format("rg16float", Float, 2, 4),
    format("rgba8unorm", Float, 4, 4),
    format("rgba8unorm-srgb", Float, 4, 4),
    format("rgba8snorm", Float, 4, 4),
    format("rgba8uint", Uint, 4, 4),
    format("rgba8sint", Sint, 4, 4),
    format("bgra8unorm", Float, 4, 4),
    format("bgra8unorm-srgb", Float, 4, 4),
    format("rgb10a2uint", Uint, 4, 4),
    format("rgb10a2unorm", Float, 4, 4),
    format("rg11b10ufloat", Float, 3, 4),
    format("rg32uint", Uint, 2, 8),
    format("rg32sint", Sint, 2, 8),
    format("rg32float", Float, 2, 8),
    format("rgba16unorm", Float, 4, 8),
    format("rgba16snorm", Float, 4, 8),
    format("rgba16uint", Uint, 4, 8),
    format("rgba16sint", Sint, 4, 8),
    format("rgba16float", Float, 4, 8),
    format("rgba32uint", Uint, 4, 16),
    format("rgba32sint", Sint, 4, 16),
    format("rgba32float", Float, 4, 16),
];

impl TexelFormat {
    /// Four half floats: what a target has unless the scene says otherwise.
    pub const RGBA16_FLOAT: Self = format("rgba16float", Float, 4, 8).1;

    /// The format with this WebGPU name.
    pub fn named(name: &str) -> Option<Self> {
        let mut formats = FORMATS.iter();
        formats
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
    }

    /// Whether a shader writes it through the sRGB curve.
    pub fn is_srgb(self) -> bool {
        self.name.ends_with("-srgb")
    }
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, TexelFormat};

    #[test]
    fn formats_are_found_by_their_names_and_as_large_as_these_say() {
        for (name, format) in FORMATS {
            assert_eq!(TexelFormat::named(name), Some(format));
            let digits = |text: &str| -> Vec<u32> {
                text.split(|char: char| !char.is_ascii_digit())
                    .filter_map(|number| number.parse().ok())
                    .collect()
            };
            let bits = match digits(name)[..] {
                [bits] => bits * format.components,
                [10, 2] | [11, 10] => 32,
                _ => panic!("{name}"),
            };
            assert_eq!(bits, 8 * format.bytes, "{name}");
        }
        assert_eq!(
            TexelFormat::named("rgba16float"),
            Some(TexelFormat::RGBA16_FLOAT)
        );
        assert_eq!(TexelFormat::named("rgb8unorm"), None);
    }
}
