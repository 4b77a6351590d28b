//! Where in the window the picture is. Pure.

use crate::frame::Size;

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// From the left edge of the window.
    pub x: u32,
    /// From its upper edge.
    pub y: u32,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Rect {
    /// All of a window.
    pub fn all(size: Size) -> Self {
        Self {
            x: 0,
            y: 0,
            width: size.width,
            height: size.height,
        }
    }

    /// The largest rectangle in the middle of this one that has the shape of `picture`.
    pub fn letterbox(self, picture: Size) -> Self {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let (columns, rows) = (u64::from(picture.width), u64::from(picture.height));
        if width == 0 || height == 0 || columns == 0 || rows == 0 {
            return Self {
                width: 0,
                height: 0,
                ..self
            };
        }
        let rounded = |a: u64, b: u64| ((2 * a + b) / (2 * b)).max(1);
        let (wide, high) = match width * rows <= height * columns {
            true => (width, rounded(width * rows, columns).min(height)),
            false => (rounded(height * columns, rows).min(width), height),
        };
        // Both fit in the window's sides.
        let (wide, high) = (wide as u32, high as u32);
        Self {
            x: self.x + (self.width - wide) / 2,
            y: self.y + (self.height - high) / 2,
            width: wide,
            height: high,
        }
    }

    /// The place of a point of the window on it, in parts of its width and height.
    pub fn part(self, x: f64, y: f64) -> [f64; 2] {
        let along = |point: f64, from: u32, length: u32| {
            (point - f64::from(from)) / f64::from(length.max(1))
        };
        [along(x, self.x, self.width), along(y, self.y, self.height)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(width: u32, height: u32, picture: Size) -> [u32; 4] {
        let rect = Rect::all(Size::new(width, height)).letterbox(picture);
        [rect.x, rect.y, rect.width, rect.height]
    }

    #[test]
    fn the_picture_keeps_its_shape_in_the_middle() {
        let picture = Size::new(640, 360);
        assert_eq!(boxed(640, 360, picture), [0, 0, 640, 360]);
        assert_eq!(boxed(640, 400, picture), [0, 20, 640, 360]);
        assert_eq!(boxed(700, 360, picture), [30, 0, 640, 360]);
        assert_eq!(boxed(1280, 1000, picture), [0, 140, 1280, 720]);
        assert_eq!(boxed(320, 1000, picture), [0, 410, 320, 180]);
        assert_eq!(boxed(3, 1, Size::new(1, 10_000)), [1, 0, 1, 1]);
        assert_eq!(boxed(0, 7, picture)[2..], [0, 0]);
    }

    #[test]
    fn points_are_found_on_the_picture() {
        let rect = Rect {
            x: 10,
            y: 20,
            width: 320,
            height: 180,
        };
        assert_eq!(rect.part(10.0, 20.0), [0.0, 0.0]);
        assert_eq!(rect.part(170.0, 65.0), [0.5, 0.25]);
    }
}
