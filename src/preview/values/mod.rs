//! What a person can do with the values of parameters: which control fits, chance, one step back.
//!
//! Pure: knows no widgets and no window.

mod control;
mod digits;
mod random;
mod undo;

pub(super) use control::{Control, Number, numbers, room, tidy};
pub(super) use digits::{exact, fitted};
pub(super) use random::random;
pub(super) use undo::{Gesture, Undo};

/// The parameters of a scene whose front matter and parameters are these.
#[cfg(test)]
pub(super) fn of_scene(text: &str) -> crate::shader::ParamValues {
    let text = format!(
        "{text}@group(0) @binding(0) var<uniform> params: Params;\n\
        @fragment fn image() -> @location(0) vec4f {{ let p = params; return vec4f(1.0); }}\n"
    );
    let source = crate::scene::Source::new("scene.wgsl", &text);
    let scene = crate::scene::Scene::parse(source).unwrap();
    let program = crate::shader::compile(&scene).unwrap();
    crate::shader::ParamValues::new(&program.params)
}
