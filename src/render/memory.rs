//! What a scene takes of a device's memory: told before any of it is made.
//!
//! Asks no device. The pictures and videos of a scene are as large as their files say, of which a
//! [`Media`] tells.

use super::inputs::{Device, Media, find};
use super::quality::Quality;
use super::resolve::LIGHT_BYTES;
use crate::frame::Size;
use crate::scene::Scene;
use crate::shader::{PICTURE, PassKind, Program, Target};

/// Bytes of a texel of depth.
const DEPTH_BYTES: u64 = 4;

/// One thing that takes memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The name that the scene gives it.
    pub name: String,
    /// Bytes; `None` where a file decides that could not be asked.
    pub bytes: Option<u64>,
}

/// What takes memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A target: its texture, or two in turns.
    Target,
    /// Past frames of a target.
    History,
    /// The depths of a pass, called by its entry point.
    Depth,
    /// A storage buffer.
    Buffer,
    /// The sums of the moments of a picture.
    Sums,
    /// A picture.
    Texture,
    /// A video: its texture, and its frames on the processor.
    Video,
    /// What the picture that needs the most takes besides while it is read.
    Reading,
}

impl ItemKind {
    /// Its name in a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::History => "history",
            Self::Depth => "depth",
            Self::Buffer => "buffer",
            Self::Sums => "sums",
            Self::Texture => "texture",
            Self::Video => "video",
            Self::Reading => "reading",
        }
    }
}

/// Everything that a scene takes memory for where the output has `size`, by kinds, but for its pictures
/// and videos, and for what more samples than pixels take: that is as much as there is left.
pub fn account(program: &Program, size: Size, quality: &Quality) -> Vec<Item> {
    let mut items = Vec::new();
    for target in &program.targets {
        let bytes = textures(target, size, copies(target));
        items.push(item(ItemKind::Target, &target.name, Some(bytes)));
    }
    for target in program.targets.iter().filter(|target| target.history > 0) {
        let bytes = textures(target, size, kept(target));
        items.push(item(ItemKind::History, &target.name, Some(bytes)));
    }
    for pass in &program.passes {
        if let PassKind::Draw(draw) = &pass.kind
            && draw.depth
            && let Some(target) = pass.targets.first()
        {
            let bytes = texels(&program.targets[*target], size).saturating_mul(DEPTH_BYTES);
            items.push(item(ItemKind::Depth, &pass.entry, Some(bytes)));
        }
    }
    for buffer in &program.buffers {
        let bytes = buffer.size.bytes(size);
        items.push(item(ItemKind::Buffer, &buffer.name, Some(bytes)));
    }
    if quality.motion_blur > 1 {
        let picture = &program.targets[PICTURE];
        let bytes = texels(picture, size).saturating_mul(2 * LIGHT_BYTES);
        items.push(item(ItemKind::Sums, &picture.name, Some(bytes)));
    }
    items
}

/// What the pictures and videos of `scene` take, on any device at most, as far as `media` can tell.
pub fn files(program: &Program, scene: &Scene, media: &dyn Media) -> Vec<Item> {
    let found: Vec<_> = find((program, scene), media, Device::ANY, &|| false)
        .filter_map(Result::ok)
        .collect();
    let known = |kind, name: &str| {
        let mut items = found.iter().map(|found| found.item());
        let known = items.find(|item| item.kind == kind && item.name == name);
        known.unwrap_or_else(|| item(kind, name, None))
    };
    let textures = scene.textures.keys();
    let textures = textures.map(|name| known(ItemKind::Texture, name));
    let videos = scene.videos.keys();
    let videos = videos.map(|name| known(ItemKind::Video, name));
    let read = found.iter().max_by_key(|found| found.reading);
    let reading = read.filter(|found| found.reading > 0);
    let reading = reading.map(|found| item(ItemKind::Reading, &found.name, Some(found.reading)));
    textures.chain(videos).chain(reading).collect()
}

fn item(kind: ItemKind, name: &str, bytes: Option<u64>) -> Item {
    Item {
        kind,
        name: name.to_owned(),
        bytes,
    }
}

/// The bytes of all items that are known.
pub fn total(items: &[Item]) -> u64 {
    let known = items.iter().filter_map(|item| item.bytes);
    known.fold(0, u64::saturating_add)
}

/// Layers of a target's texture, or of both that it has in turns.
fn copies(target: &Target) -> u64 {
    u64::from(target.layers) * (1 + u64::from(target.is_double))
}

/// Layers of its past frames: each is stored twice.
fn kept(target: &Target) -> u64 {
    2 * u64::from(target.history)
}

fn texels(target: &Target, output: Size) -> u64 {
    let size = target.size.pixels(output);
    u64::from(size.width).saturating_mul(u64::from(size.height))
}

fn textures(target: &Target, output: Size, layers: u64) -> u64 {
    let layer = texels(target, output).saturating_mul(u64::from(target.format.bytes));
    layer.saturating_mul(layers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Source;
    use crate::shader::compile;

    #[test]
    fn everything_is_counted_once_and_turns_twice() {
        let text = "//! [buffers.hits]\n//! per_pixel = 4\n\
            //! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n//! size = [16, 8]\n//! history = 3\n\
            //! format = \"r8uint\"\n//! [[pass]]\n//! entry = \"image\"\n//! vertex = \"corner\"\n//! depth = true\n\
            @group(0) @binding(0) var a: texture_2d<u32>;\n\
            @group(0) @binding(1) var<storage, read_write> hits: array<u32>;\n\
            @fragment fn one() -> @location(0) u32 { return textureLoad(a, vec2u(0), 0).r; }\n\
            @vertex fn corner() -> @builtin(position) vec4f { return vec4f(); }\n\
            @fragment fn image() -> @location(0) vec4f { return vec4f(); }\n";
        let scene = Scene::parse(Source::new("test.wgsl", text)).unwrap();
        let program = compile(&scene).unwrap();
        let blurred = Quality {
            motion_blur: 8,
            ..Quality::default()
        };
        let items = account(&program, Size::new(100, 50), &blurred);
        let found: Vec<_> = items
            .iter()
            .map(|item| (item.kind.name(), item.name.as_str(), item.bytes))
            .collect();
        let expected = [
            ("target", "picture", Some(5000 * 8)),
            ("target", "a", Some(2 * 128)),
            ("history", "a", Some(6 * 128)),
            ("depth", "image", Some(5000 * 4)),
            ("buffer", "hits", Some(5000 * 4)),
            ("sums", "picture", Some(5000 * 2 * 16)),
        ];
        assert_eq!(found, expected);
        assert_eq!(
            total(&items),
            40_000 + 256 + 768 + 20_000 + 20_000 + 160_000
        );
        let huge = Size::new(u32::MAX, u32::MAX);
        assert_eq!(total(&account(&program, huge, &blurred)), u64::MAX);
    }
}
