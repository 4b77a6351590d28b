struct Frame {
    index: f32,
}
@group(0) @binding(0) var<uniform> frame: Frame;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(frame.index);
}
