// Shows a texture that a pass writes, as codes: floats as the picture is shown, whole numbers in parts
// of the largest that is in the texture.

struct View {
    // Of the target that it is shown in, in pixels.
    size: vec2u,
    // How many channels the texture has.
    channels: u32,
    // Whether its floats are linear light.
    linear: u32,
}

// Of the texels that a pixel covers so many are looked at, across and down: enough for a small picture.
const MOST = 6u;

// Invocations that look for the largest number, across and down.
const SPREAD = 64u;

@group(0) @binding(0) var floats: texture_2d<f32>;
@group(0) @binding(0) var naturals: texture_2d<u32>;
@group(0) @binding(0) var integers: texture_2d<i32>;
@group(0) @binding(1) var<uniform> view: View;
@group(0) @binding(2) var<storage, read> largest: u32;
@group(0) @binding(2) var<storage, read_write> found: atomic<u32>;

// The texels that a pixel covers, or as many of them, evenly spread, as are looked at.
struct Cell {
    first: vec2u,
    count: vec2u,
    stride: vec2f,
}

fn cell(position: vec2f, texels: vec2u) -> Cell {
    let pixel = vec2u(position);
    let first = pixel * texels / view.size;
    let end = max((pixel + 1u) * texels / view.size, first + 1u);
    let count = min(end - first, vec2u(MOST));
    return Cell(first, count, vec2f(end - first) / vec2f(count));
}

fn texel(cell: Cell, x: u32, y: u32, texels: vec2u) -> vec2u {
    return min(cell.first + vec2u(vec2f(vec2u(x, y)) * cell.stride), texels - 1u);
}

fn arranged(values: vec4f) -> vec3f {
    if view.channels == 1u {
        return values.rrr;
    }
    return vec3f(values.rg, select(values.b, 0.0, view.channels == 2u));
}

@fragment
fn show_floats(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texels = textureDimensions(floats);
    let cell = cell(position.xy, texels);
    var sum = vec3f();
    for (var y = 0u; y < cell.count.y; y++) {
        for (var x = 0u; x < cell.count.x; x++) {
            sum += arranged(unit(textureLoad(floats, texel(cell, x, y, texels), 0)));
        }
    }
    let mean = sum / f32(cell.count.x * cell.count.y);
    return vec4f(select(mean, encode(mean), view.linear != 0u), 1.0);
}

@fragment
fn show_naturals(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texels = textureDimensions(naturals);
    let cell = cell(position.xy, texels);
    var sum = vec3f();
    for (var y = 0u; y < cell.count.y; y++) {
        for (var x = 0u; x < cell.count.x; x++) {
            sum += arranged(vec4f(textureLoad(naturals, texel(cell, x, y, texels), 0)));
        }
    }
    let mean = sum / f32(cell.count.x * cell.count.y);
    return vec4f(mean / f32(max(largest, 1u)), 1.0);
}

// Below zero is black.
@fragment
fn show_integers(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texels = textureDimensions(integers);
    let cell = cell(position.xy, texels);
    var sum = vec3f();
    for (var y = 0u; y < cell.count.y; y++) {
        for (var x = 0u; x < cell.count.x; x++) {
            let values = textureLoad(integers, texel(cell, x, y, texels), 0);
            sum += arranged(vec4f(max(values, vec4i())));
        }
    }
    let mean = sum / f32(cell.count.x * cell.count.y);
    return vec4f(mean / f32(max(largest, 1u)), 1.0);
}

fn greatest(values: vec4u) -> u32 {
    // Channels that a texture has not are zero, but for alpha, which is one.
    let alpha = select(0u, values.a, view.channels == 4u);
    return max(max(values.r, values.g), max(values.b, alpha));
}

@compute @workgroup_size(8, 8)
fn measure_naturals(@builtin(global_invocation_id) id: vec3u) {
    let texels = textureDimensions(naturals);
    var most = 0u;
    for (var y = id.y; y < texels.y; y += SPREAD) {
        for (var x = id.x; x < texels.x; x += SPREAD) {
            most = max(most, greatest(textureLoad(naturals, vec2u(x, y), 0)));
        }
    }
    atomicMax(&found, most);
}

@compute @workgroup_size(8, 8)
fn measure_integers(@builtin(global_invocation_id) id: vec3u) {
    let texels = textureDimensions(integers);
    var most = 0u;
    for (var y = id.y; y < texels.y; y += SPREAD) {
        for (var x = id.x; x < texels.x; x += SPREAD) {
            let values = max(textureLoad(integers, vec2u(x, y), 0), vec4i());
            most = max(most, greatest(vec4u(values)));
        }
    }
    atomicMax(&found, most);
}
