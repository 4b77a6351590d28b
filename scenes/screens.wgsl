// Video as a texture: one clip of 23.976 frames a second on a wall of screens, each at its own place in
// the wall and with its own look, at whatever rate the film is made. The film is three times as long as
// the clip, and so both close together.

//! title = "Screens"
//! description = "A video on a wall of screens"
//! duration = 12.012
//! [videos.clip]
//! file = "media/orbits.mp4"
//! [params.columns]
//! default = 5
//! min = 1
//! max = 12
//! label = "Screens in a row"
#import shaderpipe::frame
#import shaderpipe::hash::random_2d

struct Params { columns: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var clip: texture_2d<f32>;
@group(0) @binding(2) var clip_sampler: sampler;

const PI = 3.14159265;
const ASPECT = 16.0 / 9.0;

// What a screen of the wall shows at `uv`: a part of the picture, so that together they show it all,
// or all of it by itself, in turns that pass over the wall as a wave.
fn footage(cell: vec2f, uv: vec2f, count: vec2f, wave: f32) -> vec3f {
    let whole = (cell + uv) / count;
    let place = mix(whole, uv, smoothstep(0.3, 0.7, wave));
    return textureSampleLevel(clip, clip_sampler, place, 0.0).rgb;
}

fn hue_turned(color: vec3f, angle: f32) -> vec3f {
    // Rodrigues' rotation about the grey axis.
    let axis = vec3f(0.57735027);
    return color * cos(angle) + cross(axis, color) * sin(angle) + axis * dot(axis, color) * (1.0 - cos(angle));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // The wall is seen from a camera that swings past it.
    let turn = 2.0 * PI * frame.progress;
    let p = (2.0 * position.xy - frame.resolution) / frame.resolution.y;
    let angle = 0.3 * sin(turn);
    let eye = vec3f(2.4 * sin(angle), 0.15 * sin(2.0 * turn), -2.4 * cos(angle));
    let forward = normalize(-eye);
    let right = normalize(cross(vec3f(0.0, 1.0, 0.0), forward));
    let ray = normalize(forward * 1.5 + p.x * right + p.y * cross(forward, right));
    let wall = eye - ray * eye.z / ray.z;

    let count = vec2f(f32(params.columns), ceil(f32(params.columns) * 0.8));
    let scale = 3.3 * ASPECT / count.x;
    let place = wall.xy / vec2f(scale, scale / ASPECT) + 0.5 * count;
    let cell = floor(place);
    let uv = fract(place);
    let on_wall = all(cell >= vec2f(0.0)) && all(cell < count);

    // A frame around each screen, rounded, antialiased by how much of the wall a pixel spans.
    let pixel = length(wall - eye) * 1.4 / frame.resolution.y / scale;
    let edge = abs(uv - 0.5) - vec2f(0.47, 0.455) + 0.03;
    let border = length(max(edge, vec2f(0.0))) - 0.03;
    let lit = smoothstep(pixel, -pixel, border);

    let random = random_2d(vec2i(cell));
    let wave = 0.5 - 0.5 * cos(turn - 0.35 * (cell.x + cell.y));
    var color = footage(cell, uv, count, wave);
    color = hue_turned(color, smoothstep(0.5, 1.0, wave) * (random - 0.5) * 4.0);
    // The tube's lines, 60 on a screen. They fade to their mean before a pixel is half as high as one:
    // they would show a pattern of their own.
    let lines = 0.25 * cos(uv.y * 120.0 * PI) * smoothstep(0.4, 0.15, 60.0 * pixel * ASPECT);
    color *= 0.875 + 0.5 * lines;
    color *= 1.15 - 0.7 * dot(uv - 0.5, uv - 0.5);
    let glass = 0.05 * smoothstep(0.6, 0.0, abs(uv.x + 0.6 * uv.y - 0.75 - 0.3 * sin(angle)));
    let shade = exp(-0.16 * dot(wall.xy, wall.xy));
    let metal = vec3f(0.025, 0.027, 0.032) * (1.0 + 2.0 * smoothstep(0.05, 0.0, border));
    color = mix(metal, color + glass, lit) * (0.35 + 0.65 * shade);
    return vec4f(select(vec3f(0.008, 0.009, 0.012), color, on_wall), 1.0);
}
