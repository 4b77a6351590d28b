//! [[pass]]
//! entry = "shade"
//! vertex = "corner"

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
}

@vertex
fn corner(@builtin(vertex_index) k: u32) -> Corner {
    return Corner(vec4f(0.0), vec2f(f32(k)));
}

@fragment
fn shade(@location(1) uv: vec2f) -> @location(0) vec4f {
    return vec4f(uv, 0.0, 1.0);
}
