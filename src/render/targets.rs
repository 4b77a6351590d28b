//! The textures that passes write: one of each, or two in turns, and what is kept of the frames
//! before.

use std::ops::Range;

use crate::frame::Size;
use crate::shader::{PICTURE, Target};

use super::texel::texture_format;
use super::texture::texture;

/// One target on the device.
#[derive(Debug)]
pub(super) struct TargetTextures {
    pub(super) size: Size,
    pub(super) layers: u32,
    pub(super) format: wgpu::TextureFormat,
    /// One, or two that a pass reads and writes in turns.
    textures: Vec<Texture>,
    /// The one that holds what was written last.
    front: usize,
    turns: Turns,
    history: Option<History>,
}

#[derive(Debug)]
struct Texture {
    texture: wgpu::Texture,
    whole: wgpu::TextureView,
    layers: Vec<wgpu::TextureView>,
}

/// What happens when a pass reads a target that it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turns {
    /// No pass does.
    None,
    /// It writes the other of two textures, which then is the one.
    Swap,
    /// It reads a copy, so that the target stays where it is: others have bound it.
    Copy,
}

/// The last `count` frames of a target, the newest first, as a window that moves over twice as many
/// layers: each frame is stored twice, whatever the count.
#[derive(Debug)]
struct History {
    texture: wgpu::Texture,
    windows: Vec<wgpu::TextureView>,
    /// The layer of the newest frame, below `count`.
    newest: u32,
    count: u32,
}

impl TargetTextures {
    /// For the target at `place` of a program, with this many texels. What it holds can be copied to and
    /// from if `is_copied`.
    pub(super) fn new(
        device: &wgpu::Device,
        place: usize,
        target: &Target,
        size: Size,
        is_copied: bool,
    ) -> Self {
        let turns = match (target.is_double, place) {
            (false, _) => Turns::None,
            (true, PICTURE) => Turns::Copy,
            (true, _) => Turns::Swap,
        };
        let count = if turns == Turns::None { 1 } else { 2 };
        let textures = (0..count)
            .map(|_| Texture::new(device, place, target, size, is_copied))
            .collect();
        Self {
            size,
            layers: target.layers,
            format: texture_format(target.format),
            textures,
            front: 0,
            turns,
            history: (target.history > 0).then(|| History::new(device, target, size)),
        }
    }

    /// The texture as a whole, as it is now.
    pub(super) fn view(&self) -> &wgpu::TextureView {
        &self.textures[self.front].whole
    }

    /// What a pass reads that also writes it.
    pub(super) fn read_view(&self) -> &wgpu::TextureView {
        match self.turns {
            Turns::Copy => &self.textures[1].whole,
            Turns::None | Turns::Swap => self.view(),
        }
    }

    /// What a pass writes; `swaps` if it also reads it.
    pub(super) fn write_view(&self, swaps: bool) -> &wgpu::TextureView {
        &self.textures[self.written(swaps)].whole
    }

    /// One layer of what a pass writes.
    pub(super) fn write_layer(&self, swaps: bool, layer: u32) -> &wgpu::TextureView {
        &self.textures[self.written(swaps)].layers[layer as usize]
    }

    fn written(&self, swaps: bool) -> usize {
        match self.turns {
            Turns::Swap if swaps => 1 - self.front,
            _ => self.front,
        }
    }

    /// Before a pass that reads what it writes: brings the texels over that it may leave unwritten.
    pub(super) fn begin_turn(&self, encoder: &mut wgpu::CommandEncoder, keeps: bool) {
        let needed = match self.turns {
            Turns::None => false,
            Turns::Swap => keeps || self.layers > 1,
            Turns::Copy => true,
        };
        if needed {
            let [from, to] =
                [self.front, 1 - self.front].map(|place| &self.textures[place].texture);
            // One by one: wgpu 30 panics at several layers that were never written.
            for layer in 0..self.layers {
                copy_layer(encoder, (from, layer), (to, layer));
            }
        }
    }

    /// After it.
    pub(super) fn end_turn(&mut self) {
        if self.turns == Turns::Swap {
            self.front = 1 - self.front;
        }
    }

    /// The past frames.
    pub(super) fn history_view(&self) -> Option<&wgpu::TextureView> {
        let history = self.history.as_ref()?;
        history.windows.get(history.newest as usize)
    }

    /// One view for each layer, as it is now.
    pub(super) fn layer_views(&self) -> &[wgpu::TextureView] {
        &self.textures[self.front].layers
    }

    /// Whether a target of another renderer can be gone on with.
    pub(super) fn fits(&self, old: &Self) -> bool {
        let shape = |target: &Self| (target.size, target.layers, target.format);
        shape(self) == shape(old)
    }

    /// Goes on from what `old`, which fits, holds, and from as many of its past frames as are kept here.
    pub(super) fn adopt(&mut self, old: &Self, encoder: &mut wgpu::CommandEncoder) {
        let [from, to] = [old, self].map(|target| &target.textures[target.front].texture);
        for layer in 0..self.layers {
            copy_layer(encoder, (from, layer), (to, layer));
        }
        if let (Some(history), Some(old)) = (&mut self.history, &old.history) {
            history.newest = 0;
            for age in 0..history.count.min(old.count) {
                for layer in [age, age + history.count] {
                    let from = (&old.texture, old.newest + age);
                    copy_layer(encoder, from, (&history.texture, layer));
                }
            }
        }
    }

    /// What it holds, and in which layers.
    pub(super) fn held(&self) -> (&wgpu::Texture, Range<u32>) {
        (&self.textures[self.front].texture, 0..self.layers)
    }

    /// All its textures, past frames included, and in which layers each has something.
    pub(super) fn all(&self) -> impl Iterator<Item = (&wgpu::Texture, Range<u32>)> {
        let own = self.textures.iter().map(|texture| &texture.texture);
        let past = self.history.iter().map(|history| &history.texture);
        own.chain(past)
            .map(|texture| (texture, 0..texture.depth_or_array_layers()))
    }

    /// The past frames, the newest first, and in which layers they are.
    pub(super) fn past(&self) -> Option<(&wgpu::Texture, Range<u32>)> {
        let history = self.history.as_ref()?;
        let layers = history.newest..history.newest + history.count;
        Some((&history.texture, layers))
    }

    /// Has the past frames where those lie that are written anew: in the first layers, and once more in
    /// those behind.
    pub(super) fn begin_past(&mut self) {
        if let Some(history) = &mut self.history {
            history.newest = 0;
        }
    }

    /// Which of its textures holds what was written last.
    pub(super) fn front(&self) -> u64 {
        self.front as u64
    }

    /// Where its newest past frame is.
    pub(super) fn newest(&self) -> u64 {
        self.history
            .as_ref()
            .map_or(0, |history| history.newest.into())
    }

    /// At the end of a frame: keeps what it holds.
    pub(super) fn remember(&mut self, encoder: &mut wgpu::CommandEncoder) {
        let Some(history) = &mut self.history else {
            return;
        };
        history.newest = (history.newest + history.count - 1) % history.count;
        let from = &self.textures[self.front].texture;
        for layer in [history.newest, history.newest + history.count] {
            copy_layer(encoder, (from, 0), (&history.texture, layer));
        }
    }
}

fn copy_layer(
    encoder: &mut wgpu::CommandEncoder,
    (from, from_layer): (&wgpu::Texture, u32),
    (to, to_layer): (&wgpu::Texture, u32),
) {
    let mut from_place = from.as_image_copy();
    from_place.origin.z = from_layer;
    let mut to_place = to.as_image_copy();
    to_place.origin.z = to_layer;
    let size = wgpu::Extent3d {
        depth_or_array_layers: 1,
        ..from.size()
    };
    encoder.copy_texture_to_texture(from_place, to_place, size);
}

impl Texture {
    fn new(
        device: &wgpu::Device,
        place: usize,
        target: &Target,
        size: Size,
        is_copied: bool,
    ) -> Self {
        let mut usage = wgpu::TextureUsages::TEXTURE_BINDING;
        let uses = [
            (target.is_drawn, wgpu::TextureUsages::RENDER_ATTACHMENT),
            (target.is_stored, wgpu::TextureUsages::STORAGE_BINDING),
            (
                is_copied || target.is_double || target.history > 0,
                wgpu::TextureUsages::COPY_SRC,
            ),
            (is_copied || target.is_double, wgpu::TextureUsages::COPY_DST),
        ];
        for (is_used, flag) in uses {
            usage.set(flag, usage.contains(flag) || is_used);
        }
        // Whatever writes the picture, samples are resolved by drawing to it.
        let usage = match place {
            PICTURE => usage | wgpu::TextureUsages::RENDER_ATTACHMENT,
            _ => usage,
        };
        let texture = create(device, target, size, target.layers, usage);
        let whole = whole(&texture, target.layers);
        let layer = |layer| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_array_layer: layer,
                array_layer_count: Some(1),
                ..Default::default()
            })
        };
        Self {
            whole,
            layers: (0..target.layers).map(layer).collect(),
            texture,
        }
    }
}

fn whole(texture: &wgpu::Texture, layers: u32) -> wgpu::TextureView {
    texture.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(match layers {
            1 => wgpu::TextureViewDimension::D2,
            _ => wgpu::TextureViewDimension::D2Array,
        }),
        ..Default::default()
    })
}

fn create(
    device: &wgpu::Device,
    target: &Target,
    size: Size,
    layers: u32,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    let format = texture_format(target.format);
    texture(device, &target.name, (size, layers), format, usage)
}

impl History {
    fn new(device: &wgpu::Device, target: &Target, size: Size) -> Self {
        let count = target.history;
        let usage = wgpu::TextureUsages::TEXTURE_BINDING
            | wgpu::TextureUsages::COPY_SRC
            | wgpu::TextureUsages::COPY_DST;
        let texture = create(device, target, size, 2 * count, usage);
        let window = |first| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2Array),
                base_array_layer: first,
                array_layer_count: Some(count),
                ..Default::default()
            })
        };
        Self {
            windows: (0..count).map(window).collect(),
            newest: 0,
            count,
            texture,
        }
    }
}
