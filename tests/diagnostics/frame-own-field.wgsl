struct Frame {
    time: f32,
    resolutoin: vec2f,
}
@group(0) @binding(0) var<uniform> frame: Frame;

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(frame.time);
}
