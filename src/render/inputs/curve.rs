//! What the values of a picture mean, and how they become what a scene works in.

use crate::scene::{Color, TextureColor};

/// What becomes of the values of a picture on their way to a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing: they are no colours.
    Data,
    /// Colours, encoded with the sRGB curve or not.
    Color {
        /// In the file.
        is_encoded: bool,
        /// In the scene.
        scene_is_encoded: bool,
    },
}

impl Meaning {
    pub(super) fn of(color: TextureColor, scene: Color) -> Self {
        match color {
            TextureColor::Data => Self::Data,
            color => Self::Color {
                is_encoded: color == TextureColor::Srgb,
                scene_is_encoded: scene == Color::Srgb,
            },
        }
    }

    /// Whether the scene gets the values of the file as they are.
    pub(super) fn is_same(self) -> bool {
        match self {
            Self::Data => true,
            Self::Color {
                is_encoded,
                scene_is_encoded,
            } => is_encoded == scene_is_encoded,
        }
    }

    /// A value of the file as what values are blended in: linear light, if it is a colour.
    pub(super) fn light(self, value: f32) -> f32 {
        match self {
            Self::Color {
                is_encoded: true, ..
            } => decode(value),
            _ => value,
        }
    }

    /// What the scene gets for that.
    pub(super) fn scene(self, light: f32) -> f32 {
        match self {
            Self::Color {
                scene_is_encoded: true,
                ..
            } => encode(light),
            _ => light,
        }
    }
}

/// Linear light from a value encoded with the sRGB curve, which goes on beyond 1 and mirrored below 0.
pub(super) fn decode(value: f32) -> f32 {
    let size = value.abs();
    let light = match size <= 0.04045 {
        true => size / 12.92,
        false => ((size + 0.055) / 1.055).powf(2.4),
    };
    light.copysign(value)
}

/// The other way round.
pub(super) fn encode(light: f32) -> f32 {
    let size = light.abs();
    let value = match size <= 0.003_130_8 {
        true => size * 12.92,
        false => 1.055 * size.powf(1.0 / 2.4) - 0.055,
    };
    value.copysign(light)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_that_of_srgb_and_goes_both_ways() {
        for (value, light) in [
            (0.0, 0.0),
            (0.04, 0.003_095_975),
            (0.5, 0.214_041_14),
            (1.0, 1.0),
            (2.0, 4.953_847),
            (-0.5, -0.214_041_14),
        ] {
            assert!((decode(value) - light).abs() < 1e-5, "{value}");
            assert!((encode(light) - value).abs() < 1e-5, "{light}");
        }
        for code in 0..=255 {
            let value = code as f32 / 255.0;
            assert_eq!((encode(decode(value)) * 255.0).round() as i32, code);
        }
    }

    #[test]
    fn scenes_get_their_own_kind_of_values() {
        let same = |color, scene| Meaning::of(color, scene).is_same();
        assert!(same(TextureColor::Srgb, Color::Srgb));
        assert!(same(TextureColor::Linear, Color::Linear));
        assert!(same(TextureColor::Data, Color::Srgb));
        assert!(same(TextureColor::Data, Color::Linear));
        assert!(!same(TextureColor::Srgb, Color::Linear));
        assert!(!same(TextureColor::Linear, Color::Srgb));
    }
}
