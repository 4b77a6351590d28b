//! A picture of the front matter, brought to the device.

use std::time::Duration;

use super::cube;
use super::curve::Meaning;
use super::light::{FileLight, Light, Plane};
use super::mipmap::{half, levels};
use super::store::{Offered, Store};
use crate::frame::{Depth, Picture, Size};
use crate::gpu::{Gpu, Kind, Made};
use crate::render::texture::extent;
use crate::render::{RenderError, Setup};
use crate::scene::{Color, Diagnostic, FileSpec, TextureColor, TextureFiles, TextureSpec};

/// The most texels of a side that a picture of everything around may have; its faces get a quarter.
pub(super) const MAX_AROUND: u32 = 1 << 16;

/// How long one wait for a texture to be on the device lasts: a fault ends it then.
const UPLOAD: Duration = Duration::from_millis(100);

/// Reads a texture's files and uploads them, unless the device's users share what was read before.
pub(super) fn load(
    gpu: &Gpu,
    setup: &Setup<'_>,
    spec: &TextureSpec,
) -> Result<wgpu::TextureView, RenderError> {
    let stamps = || -> Option<Vec<String>> {
        let files = spec.files.all().iter();
        files.map(|file| setup.media.stamp(file)).collect()
    };
    let Some(before) = stamps() else {
        return read(gpu, setup, spec).map(|made| made.thing);
    };
    let kind = std::mem::discriminant(&spec.files);
    let words = (&before, kind, spec.color, spec.mipmaps, setup.scene.color);
    gpu.shared(Kind::Picture, &words, || {
        let made = read(gpu, setup, spec)?;
        // What changes while it is read is of no use to others.
        let bytes = made.bytes.filter(|_| stamps().as_ref() == Some(&before));
        Ok(Made { bytes, ..made })
    })
}

fn read(
    gpu: &Gpu,
    setup: &Setup<'_>,
    spec: &TextureSpec,
) -> Result<Made<wgpu::TextureView>, RenderError> {
    let limit = gpu.device().limits().max_texture_dimension_2d;
    let _reading = gpu.presence().leave();
    let read = |file: &FileSpec, most| {
        let picture = setup.media.picture(file, most);
        picture.map_err(RenderError::Scene)
    };
    match &spec.files {
        TextureFiles::Flat(file) => {
            let picture = read(file, limit)?;
            let made = Making::new(gpu, setup, spec, std::slice::from_ref(&picture));
            let levels = made.levels(&FileLight::new(&picture, made.meaning), Some(&picture));
            made.upload(picture.size, &[levels])
        }
        TextureFiles::Faces(files) => {
            let mut faces: Vec<Picture> = Vec::with_capacity(cube::FACES);
            for file in files.iter() {
                let face = read(file, limit)?;
                check_face(setup, file, &face, faces.first())?;
                faces.push(face);
            }
            let made = Making::new(gpu, setup, spec, &faces);
            let levels = |face| made.levels(&FileLight::new(face, made.meaning), Some(face));
            let layers: Vec<_> = faces.iter().map(levels).collect();
            made.upload(faces[0].size, &layers)
        }
        TextureFiles::Equirectangular(file) => {
            let around = read(file, MAX_AROUND)?;
            let made = Making::new(gpu, setup, spec, std::slice::from_ref(&around));
            let light = FileLight::new(&around, made.meaning);
            let side = cube::side(around.size, limit);
            let levels = |face| made.levels(&cube::face(&light, face, side), None);
            let layers: Vec<_> = (0..cube::FACES).map(levels).collect();
            made.upload(Size::new(side, side), &layers)
        }
    }
}

/// What the values of a texture's files mean, which are stored in `depth`.
pub(super) fn meaning(spec: &TextureSpec, depth: Depth, scene: Color) -> Meaning {
    let color = spec.color.unwrap_or(match depth {
        Depth::Eight | Depth::Sixteen => TextureColor::Srgb,
        Depth::Float => TextureColor::Linear,
    });
    Meaning::of(color, scene)
}

/// What holds for all levels of all layers.
struct Making<'a> {
    gpu: &'a Gpu,
    meaning: Meaning,
    store: Store,
    has_mipmaps: bool,
}

impl<'a> Making<'a> {
    /// Of the pictures of all its files, whose values are all stored alike.
    fn new(gpu: &'a Gpu, setup: &Setup<'_>, spec: &TextureSpec, files: &[Picture]) -> Self {
        let meaning = meaning(spec, files[0].texels.depth(), setup.scene.color);
        let offered = Offered::by(gpu);
        let stores = files.iter();
        let stores = stores.map(|file| Store::choose(&file.texels, meaning, offered));
        Self {
            gpu,
            meaning,
            // Of floats, one face may need more bits than another.
            store: stores
                .max_by_key(|store| store.bytes())
                .unwrap_or(Store::Half),
            has_mipmaps: spec.mipmaps,
        }
    }

    /// The bytes of each level of one layer, the largest first; that one as it is in `file`, if it can
    /// be.
    fn levels(&self, light: &dyn Light, file: Option<&Picture>) -> Vec<Vec<u8>> {
        let as_is = file.and_then(|file| self.store.as_is(&file.texels, self.meaning));
        let mut bytes = vec![match as_is {
            Some(bytes) => bytes.to_vec(),
            None => self.store.pack(&Plane::of(light), self.meaning),
        }];
        let count = match self.has_mipmaps {
            true => levels(light.size()),
            false => 1,
        };
        let mut level: Option<Plane> = None;
        for _ in 1..count {
            let smaller = half(level.as_ref().map_or(light, |level| level));
            bytes.push(self.store.pack(&smaller, self.meaning));
            level = Some(smaller);
        }
        bytes
    }

    fn upload(
        &self,
        size: Size,
        layers: &[Vec<Vec<u8>>],
    ) -> Result<Made<wgpu::TextureView>, RenderError> {
        let _uploading = self.gpu.presence().enter();
        let texture = self.gpu.guard(|| {
            self.gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some("picture"),
                size: extent(size, layers.len() as u32),
                mip_level_count: layers[0].len() as u32,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: self.store.format(),
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            })
        })?;
        for (layer, levels) in (0..).zip(layers) {
            for (level, bytes) in (0..).zip(levels) {
                let size = Size::new((size.width >> level).max(1), (size.height >> level).max(1));
                let place = wgpu::TexelCopyTextureInfo {
                    mip_level: level,
                    origin: wgpu::Origin3d {
                        x: 0,
                        y: 0,
                        z: layer,
                    },
                    ..texture.as_image_copy()
                };
                write(self.gpu.queue(), place, size, self.store, bytes);
            }
        }
        // Till it is on the device, wgpu holds a copy of it: one texture's at a time.
        let submission = self.gpu.queue().submit([]);
        while !self.gpu.wait(&submission, UPLOAD)? {}
        let levels = layers.iter().flatten();
        let bytes: u64 = levels.map(|level| level.len() as u64).sum();
        Ok(Made {
            thing: texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(match layers.len() {
                    cube::FACES => wgpu::TextureViewDimension::Cube,
                    _ => wgpu::TextureViewDimension::D2,
                }),
                ..Default::default()
            }),
            bytes: Some(bytes),
        })
    }
}

/// Writes one layer of one level, for the commands that are submitted next.
pub(super) fn write(
    queue: &wgpu::Queue,
    place: wgpu::TexelCopyTextureInfo<'_>,
    size: Size,
    store: Store,
    bytes: &[u8],
) {
    let layout = wgpu::TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(store.bytes() * size.width),
        rows_per_image: None,
    };
    queue.write_texture(place, bytes, layout, extent(size, 1));
}

/// Refuses what cannot be a face of the same cube as `first`.
fn check_face(
    setup: &Setup<'_>,
    file: &FileSpec,
    face: &Picture,
    first: Option<&Picture>,
) -> Result<(), RenderError> {
    let size = face.size;
    let path = file.path.display();
    let same_kind = |first: &Picture| first.texels.depth() == face.texels.depth();
    let message = match first {
        _ if size.width != size.height => {
            format!("'{path}' is {size}: a face of a cube must be square")
        }
        Some(first) if first.size != size => {
            format!("'{path}' is {size}, and the first face is {}", first.size)
        }
        Some(first) if !same_kind(first) => {
            format!("'{path}' has other bits to a value than the first face")
        }
        _ => return Ok(()),
    };
    let diagnostic = Diagnostic::new(&setup.scene.source, file.span.clone(), message)
        .help("all six faces must be squares of one size, with the same bits to a value");
    Err(RenderError::Scene(diagnostic.into()))
}
