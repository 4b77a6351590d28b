// Ink in water: a fluid that keeps its volume, after Stam, "Stable fluids", SIGGRAPH 1999.
//
//! title = "Fluid"
//! description = "Three inks stirred into water: stable fluids in eight passes"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 12.0
//! color = "linear"
//
//! [params.strength]
//! label = "Strength of the jets"
//! default = 1.0
//! min = 0.0
//! max = 2.0
//! step = 0.05
//! [params.curl]
//! label = "Curl"
//! default = 1.0
//! min = 0.0
//! max = 3.0
//! step = 0.05
//! [params.paper]
//! label = "Paper"
//! default = [0.96, 0.93, 0.87]
//! widget = "color"
//
// The velocity is moved along itself, stirred, and rid of its divergence; it then carries the ink.
// It is counted in cells of its own grid a second.
//! [[pass]]
//! entry = "carry_velocity"
//! target = "velocity"
//! size = [192, 108]
//! format = "rg16float"
//! [[pass]]
//! entry = "rotation"
//! target = "vorticity"
//! size = [192, 108]
//! format = "r16float"
//! [[pass]]
//! entry = "stir"
//! target = "velocity"
//! [[pass]]
//! entry = "outflow"
//! target = "divergence"
//! size = [192, 108]
//! format = "r16float"
//
// Every run lets the pressure spread by a cell. It begins with that of the frame before, which is
// nearly right: a few runs are enough.
//! [[pass]]
//! entry = "relax"
//! target = "pressure"
//! size = [192, 108]
//! format = "r32float"
//! repeat = 12
//! [[pass]]
//! entry = "project"
//! target = "velocity"
//! [[pass]]
//! entry = "carry_ink"
//! target = "ink"
//! size = [448, 252]
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::this_pass
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::srgb_decode

struct Params {
    strength: f32,
    curl: f32,
    paper: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var velocity: texture_2d<f32>;
@group(0) @binding(2) var vorticity: texture_2d<f32>;
@group(0) @binding(3) var divergence: texture_2d<f32>;
@group(0) @binding(4) var pressure: texture_2d<f32>;
@group(0) @binding(5) var ink: texture_2d<f32>;
@group(0) @binding(6) var linear_sampler: sampler;

const GRID: vec2f = vec2f(192.0, 108.0);

// The four cells beside `at`; at a wall, the cell itself.
struct Beside {
    west: vec2i,
    east: vec2i,
    north: vec2i,
    south: vec2i,
}

fn beside(at: vec2i) -> Beside {
    let low = max(at - 1, vec2i(0));
    let high = min(at + 1, vec2i(GRID) - 1);
    return Beside(vec2i(low.x, at.y), vec2i(high.x, at.y), vec2i(at.x, low.y), vec2i(at.x, high.y));
}

// Where the fluid at `place` (in cells) was a frame ago, from 0 to 1.
fn upstream(place: vec2f) -> vec2f {
    let speed = textureSampleLevel(velocity, linear_sampler, place / GRID, 0.0).xy;
    // A second look half way there follows the bends.
    let middle = place - 0.5 * frame.delta * speed;
    let bent = textureSampleLevel(velocity, linear_sampler, middle / GRID, 0.0).xy;
    return (place - frame.delta * bent) / GRID;
}

// Three nozzles on an oval, each of which swings to and fro while all of them go round.
struct Jet {
    place: vec2f,
    direction: vec2f,
}

fn jet(index: i32) -> Jet {
    let angle = TAU * (f32(index) / 3.0 + 0.05 * frame.time + 0.08);
    let place = GRID * (0.5 + vec2f(0.33, 0.36) * vec2f(cos(angle), sin(angle)));
    let aim = angle + 0.5 * TAU + 0.75 + 0.55 * sin(1.7 * frame.time + 2.4 * f32(index));
    return Jet(place, vec2f(cos(aim), sin(aim)));
}

@fragment
fn carry_velocity(@builtin(position) position: vec4f) -> @location(0) vec2f {
    let moved = textureSampleLevel(velocity, linear_sampler, upstream(position.xy), 0.0).xy;
    return moved * exp(-0.15 * frame.delta);
}

@fragment
fn rotation(@builtin(position) position: vec4f) -> @location(0) f32 {
    let near = beside(vec2i(position.xy));
    return 0.5 * (textureLoad(velocity, near.east, 0).y - textureLoad(velocity, near.west, 0).y
        - textureLoad(velocity, near.south, 0).x + textureLoad(velocity, near.north, 0).x);
}

// The jets push. Then small eddies, which the grid has worn down, are given back some of their spin:
// vorticity confinement, Fedkiw, Stam and Jensen, "Visual simulation of smoke", 2001.
@fragment
fn stir(@builtin(position) position: vec4f) -> @location(0) vec2f {
    let at = vec2i(position.xy);
    let near = beside(at);
    let spin = textureLoad(vorticity, at, 0).r;
    let rise = vec2f(
        abs(textureLoad(vorticity, near.east, 0).r) - abs(textureLoad(vorticity, near.west, 0).r),
        abs(textureLoad(vorticity, near.south, 0).r) - abs(textureLoad(vorticity, near.north, 0).r),
    );
    let inward = rise / (length(rise) + 0.01);
    var speed = textureLoad(velocity, at, 0).xy;
    speed += frame.delta * 5.0 * params.curl * spin * vec2f(inward.y, -inward.x);

    for (var k = 0; k < 3; k++) {
        let nozzle = jet(k);
        let away = position.xy - nozzle.place;
        let near_it = exp(-dot(away, away) / 18.0);
        speed = mix(speed, 95.0 * params.strength * nozzle.direction, 0.35 * near_it);
    }
    return speed;
}

@fragment
fn outflow(@builtin(position) position: vec4f) -> @location(0) f32 {
    let at = vec2i(position.xy);
    let near = beside(at);
    var east = textureLoad(velocity, near.east, 0).x;
    var west = textureLoad(velocity, near.west, 0).x;
    var south = textureLoad(velocity, near.south, 0).y;
    var north = textureLoad(velocity, near.north, 0).y;
    // Nothing flows through a wall: behind it, the fluid comes towards us as fast.
    east = select(east, -east, near.east.x == at.x);
    west = select(west, -west, near.west.x == at.x);
    south = select(south, -south, near.south.y == at.y);
    north = select(north, -north, near.north.y == at.y);
    return 0.5 * (east - west + south - north);
}

// One step of Jacobi towards the pressure whose Laplacian is the divergence.
@fragment
fn relax(@builtin(position) position: vec4f) -> @location(0) f32 {
    let at = vec2i(position.xy);
    let near = beside(at);
    let around = textureLoad(pressure, near.east, 0).r + textureLoad(pressure, near.west, 0).r
        + textureLoad(pressure, near.south, 0).r + textureLoad(pressure, near.north, 0).r;
    return 0.25 * (around - textureLoad(divergence, at, 0).r);
}

// Without the slope of that pressure, as much flows out of a cell as into it.
@fragment
fn project(@builtin(position) position: vec4f) -> @location(0) vec2f {
    let at = vec2i(position.xy);
    let near = beside(at);
    let slope = 0.5 * vec2f(
        textureLoad(pressure, near.east, 0).r - textureLoad(pressure, near.west, 0).r,
        textureLoad(pressure, near.south, 0).r - textureLoad(pressure, near.north, 0).r,
    );
    return textureLoad(velocity, at, 0).xy - slope;
}

// Red, green and blue are three inks here; each nozzle has its own.
@fragment
fn carry_ink(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let place = position.xy / this_pass.size * GRID;
    var amount = textureSampleLevel(ink, linear_sampler, upstream(place), 0.0).rgb;
    amount *= exp(-0.18 * frame.delta);
    for (var k = 0; k < 3; k++) {
        let away = place - jet(k).place;
        let near_it = 0.30 * exp(-dot(away, away) / 7.0);
        amount[k] = mix(amount[k], 1.6, near_it);
    }
    return vec4f(amount, 1.0);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // The basin is 16 : 9 in every picture.
    let p = centred(position.xy, frame.resolution);
    let place = 0.5 + 0.5 * vec2f(p.x * 9.0 / 16.0, -p.y);
    let amount = textureSampleLevel(ink, linear_sampler, place, 0.0).rgb;

    // What an ink takes from the light (Beer and Lambert): indigo, vermilion, and saffron.
    let taken = amount.r * vec3f(3.4, 1.9, 0.75) + amount.g * vec3f(0.25, 2.6, 2.9)
        + amount.b * vec3f(0.12, 0.65, 3.2);
    let paper = srgb_decode(params.paper);
    let corner = position.xy / frame.resolution - 0.5;
    return vec4f(paper * exp(-taken) * (1.0 - 0.25 * dot(corner, corner)), 1.0);
}
