//! What an adapter can do of what a scene asks for: told at the scene's own line, before anything is
//! made.

mod passes;

use crate::frame::Size;
use crate::gpu::Gpu;
use crate::scene::{Blend, Diagnostic, Scene};
use crate::shader::{PassKind, Program, Resource, Target, TextureOf};

use super::RenderError;
use super::texel::texture_format;

/// Refuses what the device of `gpu` cannot draw.
pub(super) fn check(
    gpu: &Gpu,
    program: &Program,
    scene: &Scene,
    output: Size,
) -> Result<(), RenderError> {
    let limit = gpu.device().limits().max_texture_dimension_2d;
    if output.width > limit || output.height > limit {
        return Err(RenderError::TooLarge {
            size: output,
            limit,
        });
    }
    for (place, target) in program.targets.iter().enumerate() {
        let size = target.size.pixels(output);
        if size.width > limit || size.height > limit {
            let message = format!(
                "the target `{}` would be {size}, and this adapter's textures are at most {limit} \
                 pixels a side",
                target.name
            );
            return Err(mistake(
                scene,
                target,
                &message,
                "give its pass a smaller `size`",
            ));
        }
        check_layers(gpu, scene, target)?;
        check_format(gpu, program, scene, (place, target))?;
    }
    let device = gpu.device();
    passes::check(
        (&device.limits(), device.features()),
        (program, scene),
        output,
    )?;
    check_buffers(gpu, program, scene, output)
}

fn mistake(scene: &Scene, target: &Target, message: &str, help: &str) -> RenderError {
    let diagnostic = Diagnostic::new(&scene.source, target.span.clone(), message).help(help);
    RenderError::Scene(diagnostic.into())
}

fn check_layers(gpu: &Gpu, scene: &Scene, target: &Target) -> Result<(), RenderError> {
    let limit = gpu.device().limits().max_texture_array_layers;
    let kept = 2 * target.history;
    if target.layers.max(kept) <= limit {
        return Ok(());
    }
    let message = format!(
        "this adapter's textures have at most {limit} layers; `{}` needs {}",
        target.name,
        target.layers.max(kept)
    );
    let help = "ask for fewer `layers`, or half as much `history`";
    Err(mistake(scene, target, &message, help))
}

fn check_format(
    gpu: &Gpu,
    program: &Program,
    scene: &Scene,
    (place, target): (usize, &Target),
) -> Result<(), RenderError> {
    let name = target.format.name;
    let features = gpu.format_features(texture_format(target.format));
    let allowed = features.allowed_usages;
    let has = |flag| features.flags.contains(flag);
    let uses = |wanted: &dyn Fn(&Resource) -> bool| {
        let mut bindings = program.bindings.iter();
        bindings.any(|binding| wanted(&binding.resource))
    };
    let is_blended = program.passes.iter().any(|pass| {
        let blends = matches!(&pass.kind, PassKind::Draw(draw) if draw.blend != Blend::None);
        blends && pass.targets.contains(&place)
    });
    let is_filtered = uses(&|resource| {
        matches!(
            resource,
            Resource::Texture {
                of: TextureOf::Target(other) | TextureOf::History(other),
                is_filtered: true,
                ..
            } if *other == place
        )
    });
    let is_read_and_written = uses(&|resource| {
        matches!(
            resource,
            Resource::Storage { target: other, is_read: true, is_written: true, .. } if *other == place
        )
    });
    let is_read_only = uses(&|resource| {
        matches!(
            resource,
            Resource::Storage { target: other, is_written: false, .. } if *other == place
        )
    });
    let (what, help) =
        if target.is_drawn && !allowed.contains(wgpu::TextureUsages::RENDER_ATTACHMENT) {
            ("draw to", "rgba16float can be drawn to everywhere")
        } else if target.is_stored && !allowed.contains(wgpu::TextureUsages::STORAGE_BINDING) {
            (
                "store to",
                "rgba16float, rgba32float and r32uint can be stored to everywhere",
            )
        } else if is_blended && !has(wgpu::TextureFormatFeatureFlags::BLENDABLE) {
            ("blend in", "rgba16float can be blended everywhere")
        } else if is_filtered && !has(wgpu::TextureFormatFeatureFlags::FILTERABLE) {
            (
                "blend texels of",
                "sample it with `nearest_sampler`, or take texels with `textureLoad`",
            )
        } else if is_read_and_written && !has(wgpu::TextureFormatFeatureFlags::STORAGE_READ_WRITE) {
            (
                "read and write texels in place of",
                "r32float, r32uint and r32sint can everywhere; or sample the target by its name",
            )
        } else if is_read_only && !has(wgpu::TextureFormatFeatureFlags::STORAGE_READ_ONLY) {
            (
                "read texels in place of",
                "take them from the target by its name, with `textureLoad`",
            )
        } else {
            return Ok(());
        };
    let message = format!(
        "this adapter cannot {what} {name}, the format of `{}`",
        target.name
    );
    Err(mistake(scene, target, &message, help))
}

fn check_buffers(
    gpu: &Gpu,
    program: &Program,
    scene: &Scene,
    output: Size,
) -> Result<(), RenderError> {
    let limits = gpu.device().limits();
    let limit = limits
        .max_storage_buffer_binding_size
        .min(limits.max_buffer_size);
    for buffer in &program.buffers {
        let bytes = buffer.size.bytes(output);
        if bytes > limit {
            let message = format!(
                "the buffer `{}` would have {bytes} bytes, and this adapter's have at most {limit}",
                buffer.name
            );
            let diagnostic = Diagnostic::new(&scene.source, Some(buffer.span.clone()), message)
                .help("ask for less, or draw smaller (--size)");
            return Err(RenderError::Scene(diagnostic.into()));
        }
        let checked = buffer.check_bytes(bytes, &scene.source);
        checked.map_err(RenderError::Scene)?;
    }
    Ok(())
}
