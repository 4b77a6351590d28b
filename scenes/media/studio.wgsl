// Where the picture of chrome.wgsl comes from: a studio, all around, longitude by latitude. Its middle
// lies ahead. scripts/make-media draws it.

//! title = "Studio"
//! size = [1536, 768]
//! duration = 1.0
#import shaderpipe::frame

const PI = 3.14159265;
// Where the floor meets the wall.
const DUSK = vec3f(0.72, 0.38, 0.36);

// How much of a pixel an upright rectangle on the wall covers: `place` and `middle` are longitude and
// height.
fn panel(place: vec2f, middle: vec2f, half: vec2f) -> f32 {
    var away = abs(place - middle);
    away.x = min(away.x, 2.0 * PI - away.x);
    let outside = away - half;
    let edge = max(outside.x, outside.y);
    return smoothstep(0.004, -0.004, edge) * (0.75 + 0.25 * cos(2.0 * (place.y - middle.y) / half.y));
}

// The tiles of the floor, one unit wide; their mean where they are finer than pixels.
fn tiles(p: vec2f, span: f32) -> f32 {
    let wave = abs(fract(0.5 * p) - 0.5) - 0.25;
    let signs = clamp(4.0 * wave / max(4.0 * span, 0.02), vec2f(-1.0), vec2f(1.0));
    return 0.5 + 0.5 * signs.x * signs.y * smoothstep(0.6, 0.2, span);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    let longitude = (uv.x - 0.5) * 2.0 * PI;
    let latitude = (0.5 - uv.y) * PI;
    let height = tan(clamp(latitude, -1.5, 1.5));
    let wall = vec2f(longitude, height);
    var color = mix(DUSK, vec3f(0.07, 0.06, 0.17), smoothstep(-0.05, 0.9, latitude));

    // Soft boxes: a warm one, a cold one, and a window of nine panes behind.
    color = mix(color, vec3f(1.0, 0.80, 0.55), panel(wall, vec2f(-0.95, 0.75), vec2f(0.42, 0.5)));
    color = mix(color, vec3f(0.55, 0.78, 1.0), panel(wall, vec2f(1.05, 0.7), vec2f(0.16, 0.62)));
    for (var k = 0; k < 9; k++) {
        let pane = vec2f(2.55 + 0.24 * f32(k % 3), 0.4 + 0.36 * f32(k / 3));
        color = mix(color, vec3f(1.0, 0.97, 0.92), panel(wall, pane, vec2f(0.105, 0.16)));
    }
    // Two tubes of neon, and a ring of lamps above.
    color = mix(color, vec3f(1.0, 0.16, 0.30), panel(wall, vec2f(-2.2, 0.35), vec2f(0.5, 0.022)));
    color = mix(color, vec3f(0.10, 0.95, 0.75), panel(wall, vec2f(-2.2, 0.47), vec2f(0.34, 0.022)));
    let ring = abs(latitude - 1.2) - 0.05;
    let lamps = step(0.25, fract(longitude * 6.0 / PI));
    color = mix(color, vec3f(1.0, 0.95, 0.88), smoothstep(0.004, -0.004, ring) * lamps);

    if height < 0.0 {
        let far = -1.0 / height;
        let p = 1.4 * far * vec2f(sin(longitude), cos(longitude));
        let tile = tiles(p, 1.4 * far * far * PI / frame.resolution.y);
        let floor = mix(vec3f(0.04, 0.20, 0.27), vec3f(0.84, 0.68, 0.52), tile);
        let glow = 0.35 + 0.65 * exp(-0.10 * far);
        color = mix(DUSK, floor * glow, exp(-0.09 * far));
    }
    return vec4f(color, 1.0);
}
