const GAIN = 1.0;
const GAIN = 2.0;

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(GAIN);
}
