//! What the pictures and videos of a scene take of memory, by what their files say of themselves:
//! before any of them is read.

use super::super::memory::{Item, ItemKind};
use super::store::{Offered, Store};
use super::texture::{MAX_AROUND, meaning};
use super::{Media, MediaError, OpenVideo, VideoShape, cube, mipmap};
use crate::frame::{PictureShape, Size};
use crate::gpu::Gpu;
use crate::scene::{Color, Diagnostic, FileSpec, Scene, TextureFiles, TextureSpec, VideoSpec};
use crate::shader::{Program, Resource, TextureOf};

/// A picture or video of which nothing but what it says of itself has been read.
#[derive(Debug)]
pub(crate) struct Found {
    /// The name that the scene gives it.
    pub(crate) name: String,
    /// Its first file.
    pub(crate) file: FileSpec,
    /// The size of that.
    pub(crate) size: Size,
    /// Bytes that it takes as long as the scene is drawn.
    pub(crate) shown: u64,
    /// Bytes that it takes besides while it is read, which only one does at a time.
    pub(crate) reading: u64,
    /// If it is a video: that, which waits to be decoded.
    pub(crate) video: Option<Box<dyn OpenVideo>>,
}

impl Found {
    pub(crate) fn item(&self) -> Item {
        let kind = match self.video {
            Some(_) => ItemKind::Video,
            None => ItemKind::Texture,
        };
        Item {
            kind,
            name: self.name.clone(),
            bytes: Some(self.shown),
        }
    }
}

/// What matters of a device.
#[derive(Clone, Copy)]
pub(crate) struct Device {
    /// Texels of a side of its textures.
    pub(super) side: u32,
    pub(super) offered: Offered,
}

impl Device {
    /// One on which everything takes the most.
    pub(crate) const ANY: Self = Self {
        side: u32::MAX,
        offered: Offered::ALL,
    };

    pub(crate) fn of(gpu: &Gpu) -> Self {
        Self {
            side: gpu.device().limits().max_texture_dimension_2d,
            offered: Offered::by(gpu),
        }
    }
}

/// The pictures and videos that the WGSL declares, each once; those among them that cannot be had are
/// errors.
pub(crate) fn find<'a>(
    (program, scene): (&'a Program, &'a Scene),
    media: &'a dyn Media,
    device: Device,
    cancelled: &'a dyn Fn() -> bool,
) -> impl Iterator<Item = Result<Found, MediaError>> + 'a {
    let mut names = Vec::new();
    let declared = program.bindings.iter().filter_map(move |binding| {
        let Resource::Texture { of, .. } = &binding.resource else {
            return None;
        };
        let (TextureOf::Picture(name) | TextureOf::Video(name)) = of else {
            return None;
        };
        let is_new = !names.contains(name);
        names.push(name.clone());
        is_new.then_some(of)
    });
    declared.filter_map(move |of| match of {
        TextureOf::Picture(name) => {
            let found = picture((name, &scene.textures[name]), scene.color, media, device);
            Some(found.map_err(MediaError::Failed))
        }
        TextureOf::Video(name) => Some(video(
            (name, &scene.videos[name]),
            scene.color,
            media,
            device,
            cancelled,
        )),
        _ => None,
    })
}

fn picture(
    (name, spec): (&str, &TextureSpec),
    scene: Color,
    media: &dyn Media,
    device: Device,
) -> Result<Found, Box<Diagnostic>> {
    let files = spec.files.all();
    let most = match spec.files {
        TextureFiles::Equirectangular(_) => MAX_AROUND,
        _ => device.side,
    };
    let shapes = files.iter().map(|file| media.picture_shape(file, most));
    let shapes = shapes.collect::<Result<Vec<_>, _>>()?;
    let (shown, reading) = picture_bytes(spec, &shapes, scene, device);
    Ok(Found {
        name: name.to_owned(),
        file: files[0].clone(),
        size: shapes[0].size,
        shown,
        reading,
        video: None,
    })
}

/// The bytes of a texture, and those that making it takes besides: the pictures as they are decoded,
/// all levels as they are packed and once more on their way to the device, and the floats of one layer
/// that levels are calculated in.
fn picture_bytes(
    spec: &TextureSpec,
    shapes: &[PictureShape],
    scene: Color,
    device: Device,
) -> (u64, u64) {
    let PictureShape { size, depth } = shapes[0];
    let (size, layers) = match spec.files {
        TextureFiles::Flat(_) => (size, 1),
        TextureFiles::Faces(_) => (size, cube::FACES as u64),
        TextureFiles::Equirectangular(_) => {
            let side = cube::side(size, device.side);
            (Size::new(side, side), cube::FACES as u64)
        }
    };
    let meaning = meaning(spec, depth, scene);
    let store = Store::most(depth, meaning, device.offered);
    let largest = texels(size);
    let levels = match spec.mipmaps {
        true => (0..mipmap::levels(size))
            .map(|level| {
                texels(Size::new(
                    (size.width >> level).max(1),
                    (size.height >> level).max(1),
                ))
            })
            .sum(),
        false => largest,
    };
    let is_file = !matches!(spec.files, TextureFiles::Equirectangular(_));
    let calculated = match is_file && store.keeps(depth, meaning) {
        true => levels - largest,
        false => levels,
    };
    let shown = levels * layers * u64::from(store.bytes());
    let decoded: u64 = shapes.iter().map(|shape| shape.bytes()).sum();
    (shown, decoded + 2 * shown + 16 * calculated)
}

fn video(
    (name, spec): (&str, &VideoSpec),
    scene: Color,
    media: &dyn Media,
    device: Device,
    cancelled: &dyn Fn() -> bool,
) -> Result<Found, MediaError> {
    let video = media.video(spec, cancelled)?;
    let shape = video.shape();
    Ok(Found {
        name: name.to_owned(),
        file: spec.file.clone(),
        size: shape.size,
        shown: video_bytes(shape, scene, device),
        reading: 0,
        video: Some(video),
    })
}

/// The frames on the processor, one of them on its way to the device, its texture there, and the halves
/// that its values may become on the way.
fn video_bytes(shape: VideoShape, scene: Color, device: Device) -> u64 {
    let texels = texels(shape.size);
    let store = video_store(shape.is_deep, scene, device.offered);
    let frame = if shape.is_deep { 8 } else { 4 };
    let texture = u64::from(store.bytes());
    let halves = if store == Store::Half { texture } else { 0 };
    // A file may claim any size.
    texels.saturating_mul(frame * shape.frames + 2 * texture + halves)
}

/// In which format the texture of a video is.
pub(super) fn video_store(is_deep: bool, scene: Color, offered: Offered) -> Store {
    match (is_deep, scene) {
        (false, Color::Srgb) => Store::Eight,
        (false, Color::Linear) => Store::EightEncoded,
        (true, Color::Srgb) if offered.sixteen => Store::Sixteen,
        (true, _) => Store::Half,
    }
}

fn texels(size: Size) -> u64 {
    u64::from(size.width).saturating_mul(u64::from(size.height))
}
