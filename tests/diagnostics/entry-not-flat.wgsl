//! [[pass]]
//! entry = "shade"
//! vertex = "corner"

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) id: u32,
}

@vertex
fn corner(@builtin(vertex_index) index: u32) -> Corner {
    return Corner(vec4f(f32(index & 1u), f32(index >> 1u), 0.0, 1.0), index);
}

@fragment
fn shade(corner: Corner) -> @location(0) vec4f {
    return vec4f(f32(corner.id));
}
