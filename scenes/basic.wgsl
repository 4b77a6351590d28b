// The smallest scene: a place, a time, a colour. Here they make six strings of light.
//! title = "Basic"
#import shaderpipe::frame

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    var light = vec3f(0.03, 0.01, 0.07);
    for (var k = 0.0; k < 6.0; k += 1.0) {
        let swing = sin(5.0 * uv.x + 0.4 * k + frame.time) * sin(2.0 * uv.x + 0.2 * k - 0.5 * frame.time);
        let tint = 0.5 + 0.5 * cos(0.45 * k + 3.0 * uv.x + vec3f(0.0, 2.0, 4.0));
        light += 0.006 * tint / (abs(uv.y - 0.5 - 0.3 * swing) + 0.005);
    }
    return vec4f(1.0 - exp(-light), 1.0);
}
