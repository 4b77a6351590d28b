//! Turns a scene's WGSL into a checked module with every variable bound by its name.
//!
//! Resolves imports, validates with naga, and reports each mistake in the author's own lines. Knows
//! no GPU, no threads and no FFmpeg.

mod bind;
mod compose;
mod entry;
mod hints;
mod invalid;
mod library;
mod limits;
mod offset;
mod origin;
mod param;
mod passes;
mod pixels;
mod program;
mod reflect;
mod state;
mod targets;
mod uniform;
mod validate;

pub use library::{Docs, ItemKind, LibraryItem, LibraryModule, library};
pub use offset::{OFFSET_GROUP, offset_positions};
pub use param::{Param, ParamError, ParamKey, ParamType, ParamValues};
pub use program::{
    Binding, Buffer, PICTURE, Pass, PassKind, PixelRead, PixelReadKind, Program, Resource, Target,
    TextureOf, TextureShape,
};
pub use uniform::{FrameField, FrameSlot, PassField, PassSlot, Slot};

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::scene::{BufferSize, Diagnostic, Scene};

use compose::Composed;
use passes::Passes;

/// Bytes of stack for compilers, naga and drivers: many times what the deepest source needs that is
/// let pass. A thread that has it is used as it is, another is given it for the time. Only the pages
/// that are touched cost memory.
pub const STACK_BYTES: usize = 256 << 20;

/// The most mistakes of one scene that [`check`] tells.
const MAX_MISTAKES: usize = 20;

/// Checks a scene's WGSL and binds its variables by name.
///
/// # Errors
/// At the place of the first mistake: an import that does not exist, WGSL that is not valid, a
/// variable that nothing provides, or a parameter that the front matter and the WGSL disagree on.
pub fn compile(scene: &Scene) -> Result<Program, Box<Diagnostic>> {
    compile_deep(scene, 1).map_err(|mistakes| {
        let mut mistakes = mistakes.into_iter();
        let unnamed = || Diagnostic::new(&scene.source, None, "the scene cannot be compiled");
        mistakes.next().unwrap_or_else(unnamed).into()
    })
}

/// The mistakes of a scene and of all that it imports, as many as can be told apart; none if it can be
/// drawn. The files that it names are looked for, not read.
pub fn check(scene: &Scene) -> Vec<Diagnostic> {
    let mut mistakes = compile_deep(scene, MAX_MISTAKES).err().unwrap_or_default();
    mistakes.extend(scene.file_mistakes());
    mistakes
}

fn compile_deep(scene: &Scene, most: usize) -> Result<Program, Vec<Diagnostic>> {
    with_deep_stack(|| compile_here(scene, most)).unwrap_or_else(|panic| {
        let message = format!("the WGSL compiler failed on this scene: {panic}");
        let mistake = Diagnostic::new(&scene.source, None, message);
        Err(vec![mistake.help(
            "this is a bug of the compiler; simplify what was changed last",
        )])
    })
}

/// Runs `work` on a stack that is deep enough for any scene's expressions and blocks; a panic in it
/// comes back as its message.
///
/// # Errors
/// When `work` panicked.
pub fn with_deep_stack<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let work = || catch_unwind(AssertUnwindSafe(work));
    // Also around it: without memory for the stack it is stacker that panics.
    catch_unwind(AssertUnwindSafe(|| {
        stacker::maybe_grow(STACK_BYTES / 2, STACK_BYTES, work)
    }))
    .flatten()
    .map_err(|panic| {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        text.unwrap_or("panic").to_owned()
    })
}

fn compile_here(scene: &Scene, most: usize) -> Result<Program, Vec<Diagnostic>> {
    let composed = compose::compose(scene, most)?;
    plan(composed, scene).map_err(|mistake| vec![*mistake])
}

/// Finds what runs in which order and what it binds.
fn plan(composed: Composed, scene: &Scene) -> Result<Program, Box<Diagnostic>> {
    let Composed {
        mut module,
        origin,
        sources,
    } = composed;
    let mut targets = targets::targets(&module, scene)?;
    let mut buffers: Vec<Buffer> = scene.buffers.iter().map(Buffer::of).collect();
    let mut reflected = reflect::reflect(&mut module, &origin, scene, &targets, &buffers)?;
    let info = validate::validate(&module, &origin)?;
    reflect::measure(&module, &reflected, &mut buffers);
    for buffer in &buffers {
        // What depends on the output's size is known with that.
        if let BufferSize::Bytes(bytes) = buffer.size {
            buffer.check_bytes(bytes, &scene.source)?;
        }
    }
    let passes = Passes {
        module: &module,
        info: &info,
        origin: &origin,
        scene,
        targets: &targets,
    };
    let mut passes = passes.build(&mut reflected)?;
    state::infer(&mut passes, &mut targets, &buffers, &reflected);
    Ok(Program {
        passes,
        targets,
        buffers,
        bindings: reflected.bindings,
        params: reflected.params,
        sources,
        module,
    })
}

#[cfg(test)]
mod tests;
