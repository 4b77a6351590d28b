//! Pictures and videos on the device, by the names that scenes give them.

use std::collections::BTreeMap;

/// The textures of a scene's inputs.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    views: BTreeMap<String, wgpu::TextureView>,
}

impl Inputs {
    /// The texture of the input `name`.
    pub(super) fn view(&self, name: &str) -> Option<&wgpu::TextureView> {
        self.views.get(name)
    }
}
