//! What a device can do in one pass: how much it binds, shares, writes and runs.
//!
//! Asks no device: given what one can.

use crate::frame::Size;
use crate::render::RenderError;
use crate::render::texel::texture_format;
use crate::render::work::workgroups_over;
use crate::scene::{Diagnostic, Scene, Topology};
use crate::shader::{Pass, PassKind, Program, Resource};

/// Why a pass cannot run, and what to do.
struct Refusal {
    message: String,
    help: &'static str,
}

/// Whether a resource is of a kind.
type Of = fn(&Resource) -> bool;

/// Refuses the first pass that a device of these limits and features cannot run.
pub(super) fn check(
    (limits, features): (&wgpu::Limits, wgpu::Features),
    (program, scene): (&Program, &Scene),
    output: Size,
) -> Result<(), RenderError> {
    for pass in &program.passes {
        let refusal = targets(limits, program, pass)
            .or_else(|| bindings(limits, program, pass))
            .or_else(|| vertices(limits, features, program, pass))
            .or_else(|| workgroups(limits, program, pass, output));
        if let Some(Refusal { message, help }) = refusal {
            let diagnostic = Diagnostic::new(&scene.source, pass.span.clone(), message);
            return Err(RenderError::Scene(diagnostic.help(help).into()));
        }
    }
    let (declared, most) = (program.bindings.len(), limits.max_bindings_per_bind_group);
    if declared > most as usize {
        let message = format!(
            "the WGSL declares {declared} resources, and this adapter binds at most {most}"
        );
        let diagnostic = Diagnostic::new(&scene.source, None, message);
        let help = "leave some out, or put several buffers into one";
        return Err(RenderError::Scene(diagnostic.help(help).into()));
    }
    Ok(())
}

/// What a pass draws to at once.
fn targets(limits: &wgpu::Limits, program: &Program, pass: &Pass) -> Option<Refusal> {
    if matches!(pass.kind, PassKind::Compute { .. }) {
        return None;
    }
    let entry = &pass.entry;
    let help = "write the others in a pass of their own";
    if pass.targets.len() > limits.max_color_attachments as usize {
        let message = format!(
            "`{entry}` draws to {} targets, and this adapter draws to at most {} in a pass",
            pass.targets.len(),
            limits.max_color_attachments
        );
        return Some(Refusal { message, help });
    }
    // As WebGPU counts: each begins at a multiple of what its channels have.
    let mut bytes = 0_u32;
    for target in &pass.targets {
        let format = texture_format(program.targets[*target].format);
        let alignment = format.target_component_alignment().unwrap_or(1);
        bytes = bytes.next_multiple_of(alignment) + format.target_pixel_byte_cost().unwrap_or(0);
    }
    let most = limits.max_color_attachment_bytes_per_sample;
    (bytes > most).then(|| Refusal {
        message: format!(
            "the targets of `{entry}` have {bytes} bytes a pixel together, and this adapter draws at \
             most {most} in a pass"
        ),
        help: "give them formats of fewer bits, or write some in a pass of their own",
    })
}

/// What the functions of a pass bind, those of each stage for themselves.
fn bindings(limits: &wgpu::Limits, program: &Program, pass: &Pass) -> Option<Refusal> {
    // All that a vertex function binds the fragment function is shown as well.
    let uses = |wanted: Of| {
        let numbers = pass.bindings.iter();
        numbers
            .filter(|number| wanted(&program.bindings[**number].resource))
            .count()
    };
    // A picture that is drawn in tiles has one more.
    let uniforms = limits.max_uniform_buffers_per_shader_stage;
    let uniforms = uniforms.min(limits.max_dynamic_uniform_buffers_per_pipeline_layout);
    let kinds: [(&str, Of, u32, &str); 5] = [
        (
            "textures",
            |resource| matches!(resource, Resource::Texture { .. }),
            limits.max_sampled_textures_per_shader_stage,
            "read some in a pass of their own, or make one texture of several with `layers`",
        ),
        (
            "samplers",
            |resource| matches!(resource, Resource::Sampler { .. }),
            limits.max_samplers_per_shader_stage,
            "sample several textures with `linear_sampler` or `nearest_sampler`",
        ),
        (
            "storage textures",
            |resource| matches!(resource, Resource::Storage { .. }),
            limits.max_storage_textures_per_shader_stage,
            "store to the others in a pass of their own",
        ),
        (
            "storage buffers",
            |resource| matches!(resource, Resource::Buffer { .. }),
            limits.max_storage_buffers_per_shader_stage,
            "put several into one buffer, or use some in a pass of their own",
        ),
        (
            "uniforms",
            is_uniform,
            uniforms.saturating_sub(1),
            "import `frame`, `params` and `this_pass` with the same fields everywhere",
        ),
    ];
    for (what, wanted, most, help) in kinds {
        let count = uses(wanted);
        if count > most as usize {
            let message = format!(
                "`{}` uses {count} {what}, and this adapter binds at most {most} in a pass",
                pass.entry
            );
            return Some(Refusal { message, help });
        }
    }
    let most = limits.max_uniform_buffer_binding_size;
    let mut uniforms = pass
        .bindings
        .iter()
        .map(|number| &program.bindings[*number]);
    let large = uniforms.find_map(|binding| match binding.resource {
        Resource::Frame { bytes, .. }
        | Resource::Pass { bytes, .. }
        | Resource::Params { bytes }
            if u64::from(bytes) > most =>
        {
            Some((&binding.name, bytes))
        }
        _ => None,
    });
    large.map(|(name, bytes)| Refusal {
        message: format!(
            "`{}` uses `{name}` of {bytes} bytes, and this adapter's uniforms have at most {most}",
            pass.entry
        ),
        help: "leave some fields out, or put the values into a buffer",
    })
}

fn is_uniform(resource: &Resource) -> bool {
    matches!(
        resource,
        Resource::Frame { .. } | Resource::Pass { .. } | Resource::Params { .. }
    )
}

/// What vertex functions do and return.
fn vertices(
    limits: &wgpu::Limits,
    features: wgpu::Features,
    program: &Program,
    pass: &Pass,
) -> Option<Refusal> {
    let PassKind::Draw(draw) = &pass.kind else {
        return None;
    };
    let vertex = &draw.vertex.value;
    let is_writable = |number: &&usize| {
        let resource = &program.bindings[**number].resource;
        matches!(
            resource,
            Resource::Buffer {
                is_written: true,
                ..
            }
        )
    };
    let written = pass.vertex_bindings.iter().find(is_writable);
    if let Some(number) = written
        && !features.contains(wgpu::Features::VERTEX_WRITABLE_STORAGE)
    {
        let name = &program.bindings[*number].name;
        return Some(Refusal {
            message: format!(
                "this adapter's vertex functions write no buffers: `{vertex}` may `{name}`"
            ),
            help: "declare it `var<storage, read>`, and write it in a compute pass",
        });
    }
    let points = u32::from(draw.topology == Topology::PointList);
    let most = limits
        .max_inter_stage_shader_variables
        .saturating_sub(points);
    (pass.varyings > most).then(|| Refusal {
        message: format!(
            "`{vertex}` returns a value at @location({}), and this adapter has {most} locations",
            pass.varyings - 1
        ),
        help: "number them from 0, and put several numbers into a vec4f",
    })
}

/// What workgroups have and how many there are.
fn workgroups(
    limits: &wgpu::Limits,
    program: &Program,
    pass: &Pass,
    output: Size,
) -> Option<Refusal> {
    let PassKind::Compute {
        workgroup,
        dispatch,
        workgroup_bytes,
    } = &pass.kind
    else {
        return None;
    };
    let entry = &pass.entry;
    let [x, y, z] = *workgroup;
    let most = [
        limits.max_compute_workgroup_size_x,
        limits.max_compute_workgroup_size_y,
        limits.max_compute_workgroup_size_z,
    ];
    let invocations = limits.max_compute_invocations_per_workgroup;
    let fits = workgroup.iter().zip(most).all(|(side, most)| *side <= most);
    if !fits || x.saturating_mul(y).saturating_mul(z) > invocations {
        let message = format!(
            "`{entry}` has workgroups of {x} × {y} × {z}; this adapter runs at most {invocations} \
             invocations in one, and {} × {} × {}",
            most[0], most[1], most[2]
        );
        let help = "make `@workgroup_size` smaller: (8, 8) fits everywhere";
        return Some(Refusal { message, help });
    }
    let shared = limits.max_compute_workgroup_storage_size;
    if *workgroup_bytes > u64::from(shared) {
        let message = format!(
            "the workgroups of `{entry}` share {workgroup_bytes} bytes, and this adapter's at most \
             {shared}"
        );
        let help = "make its `var<workgroup>` smaller, or use a buffer: 16384 bytes fit everywhere";
        return Some(Refusal { message, help });
    }
    let [x, y, z] = dispatch.unwrap_or_else(|| {
        let target = pass.targets.first().map(|target| &program.targets[*target]);
        target.map_or([1; 3], |target| {
            workgroups_over(target.size.pixels(output), target.layers, *workgroup)
        })
    });
    let most = limits.max_compute_workgroups_per_dimension;
    (x.max(y).max(z) > most).then(|| Refusal {
        message: format!(
            "`{entry}` would run {x} × {y} × {z} workgroups, and this adapter runs at most {most} in a \
             direction"
        ),
        help: "use more of the three directions, or a larger `@workgroup_size`",
    })
}

#[cfg(test)]
mod tests;
