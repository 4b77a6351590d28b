@group(0) @binding(0) var linear_sampler: sampler_comparison;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}
