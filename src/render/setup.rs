//! What a renderer is told of a scene before it draws any of its frames.

use super::{Media, Quality};
use crate::frame::Size;
use crate::scene::Scene;
use crate::shader::{ParamValues, Program};

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The scene.
    pub scene: &'a Scene,
    /// Its shader, compiled.
    pub program: &'a Program,
    /// What is set of its parameters.
    pub params: &'a ParamValues,
    /// Width and height of the picture.
    pub size: Size,
    /// Reads the pictures and videos that the scene names.
    pub media: &'a dyn Media,
    /// How finely it is drawn; less so where the scene cannot be: see [`Quality::fit`].
    pub quality: Quality,
    /// What the scene is told as its seed.
    pub seed: u32,
    /// Whether it is drawn for a window: it is told so, and another renderer can go on from it, see
    /// [`Renderer::adopt`](super::Renderer::adopt).
    pub is_live: bool,
}
