//! Texels as floats in which they may be blended: linear light, or as they are where they are no
//! colours.

use super::curve::Meaning;
use crate::frame::{Picture, Size, Texels};

/// R, G, B and alpha.
pub(super) type Texel = [f32; 4];

/// Texels that can be taken one by one.
pub(super) trait Light {
    fn size(&self) -> Size;
    /// The texel in a column and row that exist.
    fn texel(&self, column: u32, row: u32) -> Texel;
}

/// The texels of a file.
pub(super) struct FileLight<'a> {
    picture: &'a Picture,
    meaning: Meaning,
    /// The light of each code, where there are codes.
    codes: Vec<f32>,
}

impl<'a> FileLight<'a> {
    pub(super) fn new(picture: &'a Picture, meaning: Meaning) -> Self {
        let most = match picture.texels {
            Texels::Eight(_) => 255,
            Texels::Sixteen(_) => 65535,
            Texels::Float(_) => 0,
        };
        let light = |code| meaning.light(code as f32 / most.max(1) as f32);
        Self {
            picture,
            meaning,
            codes: (0..=most).map(light).collect(),
        }
    }
}

impl Light for FileLight<'_> {
    fn size(&self) -> Size {
        self.picture.size
    }

    fn texel(&self, column: u32, row: u32) -> Texel {
        let place = 4 * (row as usize * self.picture.size.width as usize + column as usize);
        let light = |code: usize| self.codes[code];
        match &self.picture.texels {
            Texels::Eight(codes) => {
                let [r, g, b, alpha] = [0, 1, 2, 3].map(|k| codes[place + k]);
                let [r, g, b] = [r, g, b].map(|code| light(code.into()));
                [r, g, b, f32::from(alpha) / 255.0]
            }
            Texels::Sixteen(codes) => {
                let [r, g, b, alpha] = [0, 1, 2, 3].map(|k| codes[place + k]);
                let [r, g, b] = [r, g, b].map(|code| light(code.into()));
                [r, g, b, f32::from(alpha) / 65535.0]
            }
            Texels::Float(values) => {
                let [r, g, b, alpha] = [0, 1, 2, 3].map(|k| values[place + k]);
                let [r, g, b] = [r, g, b].map(|value| self.meaning.light(value));
                [r, g, b, alpha]
            }
        }
    }
}

/// Texels that were calculated.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plane {
    pub(super) size: Size,
    pub(super) texels: Vec<Texel>,
}

impl Plane {
    /// All texels of `light`.
    pub(super) fn of(light: &dyn Light) -> Self {
        let size = light.size();
        let row = |row| (0..size.width).map(move |column| light.texel(column, row));
        Self {
            size,
            texels: (0..size.height).flat_map(row).collect(),
        }
    }
}

impl Light for Plane {
    fn size(&self) -> Size {
        self.size
    }

    fn texel(&self, column: u32, row: u32) -> Texel {
        self.texels[row as usize * self.size.width as usize + column as usize]
    }
}
