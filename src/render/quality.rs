//! How finely a picture is sampled, in space and in time, and whether a scene can be.
//!
//! Pure values: asks no GPU.

use crate::frame::Size;
use crate::shader::{
    PICTURE, Pass, PassKind, PixelRead, PixelReadKind, Program, Resource, TextureOf,
};

/// The factors that a picture can be supersampled by.
pub const SSAA_RANGE: std::ops::RangeInclusive<f64> = 0.25..=8.0;

/// The longest time that a shutter is open, in degrees of a frame: two frames.
pub const MAX_SHUTTER: f64 = 720.0;

/// How finely the picture is sampled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Sides of the picture as it is drawn, by its own: see [`SSAA_RANGE`].
    pub ssaa: f64,
    /// How the pixels are made from what is drawn.
    pub filter: SsaaFilter,
    /// Moments that a frame is the mean of; at least 1.
    pub motion_blur: u32,
    /// The part of a frame's time that these moments lie in, in degrees: 360 is all of it.
    pub shutter: f64,
    /// Bytes that what is drawn for supersampling may take: beyond it is drawn in tiles.
    pub scratch_bytes: u64,
}

impl Default for Quality {
    /// One sample of each pixel at one moment.
    fn default() -> Self {
        Self {
            ssaa: 1.0,
            filter: SsaaFilter::default(),
            motion_blur: 1,
            shutter: 180.0,
            scratch_bytes: 256 << 20,
        }
    }
}

/// How samples are weighed that lie around a pixel. The weights of a pixel sum to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SsaaFilter {
    /// By the area of them that lies in the pixel.
    Box,
    /// Falling to nothing at the centres of the pixels beside.
    #[default]
    Tent,
    /// The sinc function under the middle lobe of a second one, over three pixels each way (C. Duchon,
    /// "Lanczos Filtering in One and Two Dimensions", Journal of Applied Meteorology 18, 1979).
    Lanczos,
}

impl SsaaFilter {
    /// Every filter.
    pub const ALL: [Self; 3] = [Self::Box, Self::Tent, Self::Lanczos];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Box => "box",
            Self::Tent => "tent",
            Self::Lanczos => "lanczos",
        }
    }
}

/// Why a scene is drawn less finely than was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A pass that writes the picture goes on from the frame before.
    Stateful {
        /// Its entry point.
        entry: String,
    },
    /// A pass writes more than the picture.
    Shared {
        /// Its entry point.
        entry: String,
    },
    /// A compute pass has a number of workgroups that does not follow the size.
    Dispatched {
        /// Its entry point.
        entry: String,
    },
    /// A pass reads something that keeps its size by the pixels that it draws.
    ByPixel {
        /// Its entry point.
        entry: String,
        /// What it reads, and where.
        read: PixelRead,
    },
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stateful { entry } => write!(
                f,
                "the picture is drawn once a frame and at its own size, as `{entry}` goes on from \
                 what the frame before left, or shares what a pass writes that does: --ssaa and --motion-blur have no effect (let it write \
                 a `target` of its own, and a last pass draw the picture from that; or, if it means \
                 to write every pixel anew, give it `clear = true`)"
            ),
            Self::Shared { entry } => write!(
                f,
                "the picture is drawn at its own size, as `{entry}` writes a target or a buffer \
                 beside it, which keep their size: --ssaa has no effect (let a pass of its own \
                 write the picture alone)"
            ),
            Self::Dispatched { entry } => write!(
                f,
                "the picture is drawn at its own size, as `{entry}` has so many workgroups whatever \
                 the size: --ssaa has no effect (write `dispatch = \"target\"`)"
            ),
            Self::ByPixel { entry, read } => {
                let name = &read.name;
                let place = read.place.as_deref();
                let place = place.map_or_else(String::new, |place| format!(" ({place})"));
                write!(
                    f,
                    "the picture is drawn at its own size, as `{entry}` reads `{name}` by the pixels \
                     that it draws{place}, and `{name}` keeps its size: --ssaa has no effect ("
                )?;
                match read.kind {
                    PixelReadKind::Texel => write!(
                        f,
                        "load its texel at `position.xy / frame.resolution * \
                         vec2f(textureDimensions({name}))`, or sample it)"
                    ),
                    PixelReadKind::Sample => {
                        write!(f, "sample it at `position.xy / frame.resolution`)")
                    }
                    PixelReadKind::Element => write!(
                        f,
                        "let a pass with a `target` of its own read it, and sample that)"
                    ),
                }
            }
        }
    }
}

impl Quality {
    /// What of it `program` can be drawn with, and why it is less.
    pub fn fit(self, program: &Program) -> (Self, Option<Unfit>) {
        let plain = Self {
            ssaa: 1.0,
            motion_blur: 1,
            ..self
        };
        if self.is_plain() {
            return (plain, None);
        }
        let mut writers = program.passes.iter().zip(once_a_frame(program, false));
        if let Some((pass, _)) = writers.find(|(pass, once)| writes_picture(pass) && *once) {
            let entry = pass.entry.clone();
            return (plain, Some(Unfit::Stateful { entry }));
        }
        let mut writers = program.passes.iter().filter(|pass| writes_picture(pass));
        let unfit = writers.find_map(|pass| {
            let entry = pass.entry.clone();
            match (&pass.kind, &pass.pixel_read) {
                _ if !writes_only_picture(pass) => Some(Unfit::Shared { entry }),
                (
                    PassKind::Compute {
                        dispatch: Some(_), ..
                    },
                    _,
                ) => Some(Unfit::Dispatched { entry }),
                (_, Some(read)) => {
                    let read = read.clone();
                    Some(Unfit::ByPixel { entry, read })
                }
                _ => None,
            }
        });
        match unfit {
            Some(unfit) if self.ssaa != 1.0 => (Self { ssaa: 1.0, ..self }, Some(unfit)),
            _ => (self, None),
        }
    }

    /// Whether a pixel is one sample.
    pub fn is_plain(&self) -> bool {
        self.ssaa == 1.0 && self.motion_blur <= 1
    }

    /// The size that a picture of `size` is drawn at.
    pub fn drawn(&self, size: Size) -> Size {
        let side = |side: u32| (f64::from(side) * self.ssaa).round().max(1.0) as u32;
        Size::new(side(size.width), side(size.height))
    }

    /// The part of a frame's time by which its last moment lies behind the first of the next frame.
    pub fn overlap(&self) -> f64 {
        let last = self.motion_blur.saturating_sub(1);
        (self.moment(last) - 1.0).max(0.0)
    }

    /// The part of a frame's time at which moment `index` of it lies.
    pub(super) fn moment(&self, index: u32) -> f64 {
        f64::from(index) / f64::from(self.motion_blur.max(1)) * self.shutter / 360.0
    }
}

pub(super) fn writes_picture(pass: &Pass) -> bool {
    pass.targets.contains(&PICTURE)
}

/// Whether some pass reads the picture or its past.
pub(super) fn picture_is_read(program: &Program) -> bool {
    program.bindings.iter().any(|binding| {
        matches!(
            binding.resource,
            Resource::Texture {
                of: TextureOf::Target(PICTURE) | TextureOf::History(PICTURE),
                ..
            }
        )
    })
}

/// Whether nothing but the picture keeps what `pass` writes.
pub(super) fn writes_only_picture(pass: &Pass) -> bool {
    pass.targets == [PICTURE] && pass.written_buffers.is_empty()
}

/// What happens in the first moment of a frame only.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Which passes run then.
    pub(super) passes: Vec<bool>,
    /// Which buffers keep from then on what is in them.
    pub(super) buffers: Vec<bool>,
}

impl Held {
    /// In frame 0, or in a later one.
    pub(super) fn in_frame(program: &Program, is_first: bool) -> Self {
        let passes = once_a_frame(program, is_first);
        let mut buffers = vec![false; program.buffers.len()];
        for (pass, _) in program
            .passes
            .iter()
            .zip(&passes)
            .filter(|(_, once)| **once)
        {
            for buffer in &pass.written_buffers {
                buffers[*buffer] = true;
            }
        }
        Self { passes, buffers }
    }
}

/// Which passes run in the first moment of a frame only: those with state, and in frame 0 those that
/// run in no other; what writes the same texture or buffer as one of them, which would else undo its
/// work; and what reads one before such a pass writes it, which would else find it written.
fn once_a_frame(program: &Program, is_first: bool) -> Vec<bool> {
    let passes = &program.passes;
    let keeps = |pass: &Pass| pass.targets.iter().any(|target| is_kept(program, *target));
    let mut once: Vec<bool> = passes
        .iter()
        .map(|pass| pass.is_stateful || keeps(pass) || pass.once && is_first)
        .collect();
    loop {
        let before = once.clone();
        for (place, pass) in passes.iter().enumerate() {
            let mut others = passes.iter().zip(&before).enumerate();
            once[place] |= others.any(|(other_place, (other, is_once))| {
                let is_later = other_place > place;
                // After frame 0 it does nothing more.
                let runs = is_first || !other.once;
                *is_once && runs && (share(pass, other) || is_later && reads(program, pass, other))
            });
        }
        if once == before {
            return once;
        }
    }
}

/// Whether `pass` reads a target or a buffer that `other` writes.
fn reads(program: &Program, pass: &Pass, other: &Pass) -> bool {
    let mut bindings = pass.bindings.iter();
    bindings.any(|number| match &program.bindings[*number].resource {
        Resource::Texture {
            of: TextureOf::Target(target),
            ..
        } => other.targets.contains(target),
        Resource::Buffer { buffer, .. } => other.written_buffers.contains(buffer),
        _ => false,
    })
}

/// Whether a later frame reads what a target holds at the end of this one: it must then hold the same
/// however many moments the frame had. (The picture is whole by then.)
fn is_kept(program: &Program, target: usize) -> bool {
    let reads = |pass: &Pass| {
        let mut bindings = pass.bindings.iter();
        bindings.any(|number| {
            matches!(
                program.bindings[*number].resource,
                Resource::Texture { of: TextureOf::Target(other), .. } if other == target
            )
        })
    };
    let writes = |pass: &Pass| pass.targets.contains(&target) && !pass.once;
    let mut passes = program.passes.iter();
    let first_reader = passes.position(reads);
    let first_writer = program.passes.iter().position(writes);
    let is_read_before = first_reader
        .zip(first_writer)
        .is_some_and(|(reader, writer)| reader < writer);
    target != PICTURE && (program.targets[target].history > 0 || is_read_before)
}

fn share(one: &Pass, other: &Pass) -> bool {
    let common = |own: &[usize], others: &[usize]| own.iter().any(|place| others.contains(place));
    common(&one.targets, &other.targets) || common(&one.written_buffers, &other.written_buffers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_overlap_where_the_shutter_is_open_for_more_than_a_frame() {
        for (motion_blur, shutter, expected) in [
            (1, 720.0, 0.0),
            (8, 360.0, 0.0),
            (4, 720.0, 0.5),
            (8, 720.0, 0.75),
            (4, 450.0, 0.0),
            (10, 450.0, 0.125),
        ] {
            let quality = Quality {
                motion_blur,
                shutter,
                ..Quality::default()
            };
            assert!((quality.overlap() - expected).abs() < 1e-12, "{quality:?}");
        }
    }
}
