//! What a scene takes of a device's memory: told before any of it is made.
//!
//! Pure: asks no device. The pictures and videos of a scene are as large as their files say, which
//! nobody has opened here.

use crate::frame::Size;
use crate::scene::Scene;
use crate::shader::{PassKind, Program, Target};

/// Bytes of a texel of depth.
const DEPTH_BYTES: u64 = 4;

/// One thing that takes memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The name that the scene gives it.
    pub name: String,
    /// Bytes on the device; `None` where a file decides.
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
    /// A picture.
    Texture,
    /// A video.
    Video,
}

impl ItemKind {
    /// Its name in a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::History => "history",
            Self::Depth => "depth",
            Self::Buffer => "buffer",
            Self::Texture => "texture",
            Self::Video => "video",
        }
    }
}

/// Everything that `scene` takes memory for where the output has `size`, by kinds.
pub fn account(program: &Program, scene: &Scene, size: Size) -> Vec<Item> {
    let item = |kind, name: &str, bytes| Item {
        kind,
        name: name.to_owned(),
        bytes,
    };
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
    for name in scene.textures.keys() {
        items.push(item(ItemKind::Texture, name, None));
    }
    for name in scene.videos.keys() {
        items.push(item(ItemKind::Video, name, None));
    }
    items
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
        let text = "//! [buffers.hits]\n//! per_pixel = 4\n//! [textures.wood]\n//! file = \"w.png\"\n\
            //! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n//! size = [16, 8]\n//! history = 3\n\
            //! format = \"r8uint\"\n//! [[pass]]\n//! entry = \"image\"\n//! vertex = \"corner\"\n//! depth = true\n\
            @group(0) @binding(0) var a: texture_2d<u32>;\n\
            @fragment fn one() -> @location(0) u32 { return textureLoad(a, vec2u(0), 0).r; }\n\
            @vertex fn corner() -> @builtin(position) vec4f { return vec4f(); }\n\
            @fragment fn image() -> @location(0) vec4f { return vec4f(); }\n";
        let scene = Scene::parse(Source::new("test.wgsl", text)).unwrap();
        let program = compile(&scene).unwrap();
        let items = account(&program, &scene, Size::new(100, 50));
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
            ("texture", "wood", None),
        ];
        assert_eq!(found, expected);
        assert_eq!(total(&items), 40_000 + 256 + 768 + 20_000 + 20_000);
        let huge = Size::new(u32::MAX, u32::MAX);
        assert_eq!(total(&account(&program, &scene, huge)), u64::MAX);
    }
}
