//! What of a frame is seen by a later one.
//!
//! Pure: asks no GPU. Errs on the side of keeping.

use super::super::quality::writes_picture;
use crate::shader::{PICTURE, Pass, Program, Resource, TextureOf};

/// Whether a later frame may see what the target at `place` holds at the end of a frame: unless the first
/// pass that has to do with it draws all of it anew.
pub(in super::super) fn kept_by(program: &Program, place: usize) -> bool {
    first_keeps(program, place, |_| true)
}

/// The same of the samples that the picture is made of, which only passes see that write it.
pub(in super::super) fn kept_of_samples(program: &Program) -> bool {
    first_keeps(program, PICTURE, writes_picture)
}

/// Whether a later frame may see what is in the buffer at `place`.
pub(in super::super) fn is_buffer_kept(program: &Program, place: usize) -> bool {
    let mut passes = program.passes.iter();
    let is_written = passes.any(|pass| pass.written_buffers.contains(&place));
    is_written && !program.buffers[place].clear
}

fn first_keeps(program: &Program, place: usize, sees: impl Fn(&Pass) -> bool) -> bool {
    // What runs in frame 0 only has been.
    let mut passes = program.passes.iter().filter(|pass| !pass.once);
    let is_about =
        |pass: &&Pass| sees(pass) && (pass.targets.contains(&place) || reads(program, pass, place));
    match passes.find(is_about) {
        Some(first) => !draws_all(program, first, place),
        // It holds what a pass of frame 0 left, which is shown, or kept as past frames.
        None => program
            .passes
            .iter()
            .any(|pass| pass.targets.contains(&place)),
    }
}

/// Whether every texel of the target at `place` is new after `pass`, and none of the old is read.
fn draws_all(program: &Program, pass: &Pass, place: usize) -> bool {
    let layers = program.targets[place].layers;
    let is_new = pass.targets.contains(&place) && !pass.keeps;
    is_new && pass.repeat >= layers && !reads(program, pass, place)
}

fn reads(program: &Program, pass: &Pass, place: usize) -> bool {
    let mut bindings = pass.bindings.iter();
    bindings.any(|number| match program.bindings[*number].resource {
        Resource::Texture {
            of: TextureOf::Target(target),
            ..
        } => target == place,
        Resource::Storage {
            target, is_read, ..
        } => is_read && target == place,
        _ => false,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::scene::{Scene, Source};
    use crate::shader::compile;

    /// The names of the targets that are kept, of a scene with these passes.
    fn kept(head: &str, body: &str) -> Vec<String> {
        let text = format!("{head}{body}");
        let scene = Scene::parse(Source::new("scene.wgsl", &text)).unwrap();
        let program = compile(&scene).unwrap_or_else(|error| panic!("{error}"));
        let targets = program.targets.iter().enumerate();
        let kept = targets.filter(|(place, _)| kept_by(&program, *place));
        kept.map(|(_, target)| target.name.clone()).collect()
    }

    const ONE: &str = "//! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n";
    const IMAGE: &str = "//! [[pass]]\n//! entry = \"image\"\n";
    const TEXTURE: &str = "@group(0) @binding(0) var a: texture_2d<f32>;\n";
    const SHOWN: &str =
        "@fragment fn image() -> @location(0) vec4f { return textureLoad(a, vec2u(0), 0); }\n";
    const DRAWN: &str = "@fragment fn one() -> @location(0) vec4f { return vec4f(1.0); }\n";

    #[test]
    fn what_every_frame_draws_anew_is_not_kept() {
        let body = [TEXTURE, SHOWN, DRAWN].concat();
        assert!(kept(&[ONE, IMAGE].concat(), &body).is_empty());
    }

    #[test]
    fn what_is_read_before_it_is_drawn_is_kept() {
        let body = [TEXTURE, SHOWN, DRAWN].concat();
        assert_eq!(kept(&[IMAGE, ONE].concat(), &body), ["a"]);
    }

    #[test]
    fn what_is_drawn_once_is_kept() {
        let body = [TEXTURE, SHOWN, DRAWN].concat();
        assert_eq!(
            kept(&[ONE, "//! once = true\n", IMAGE].concat(), &body),
            ["a"]
        );
    }

    #[test]
    fn what_goes_on_from_itself_is_kept() {
        let more = "@fragment fn one() -> @location(0) vec4f { return textureLoad(a, vec2u(0), 0) + 1.0; }\n";
        let body = [TEXTURE, SHOWN, more].concat();
        assert_eq!(kept(&[ONE, IMAGE].concat(), &body), ["a"]);
    }

    #[test]
    fn what_may_leave_texels_is_kept() {
        let some = "@fragment fn one(@builtin(position) at: vec4f) -> @location(0) vec4f {\n\
            if at.x > 2.0 { discard; }\n return vec4f(1.0); }\n";
        let body = [TEXTURE, SHOWN, some].concat();
        assert_eq!(kept(&[ONE, IMAGE].concat(), &body), ["a"]);
    }
}
