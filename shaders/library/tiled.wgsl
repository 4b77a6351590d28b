#define_import_path shaderpipe::tiled

#import shaderpipe::hash::{random_2d, random_3d, random_point_2d}
#import shaderpipe::noise::{fade, ramp_2d, unit_gradient}

// Noise that repeats: for textures that tile, for angles, and along z for time that loops. `period`
// is after how many units along each axis: whole numbers above 0. Else as in `noise`.

// The cell of the first tile that stands for `cell`.
fn wrap_2d(cell: vec2i, period: vec2i) -> vec2i {
    return (cell % period + period) % period;
}

// As `wrap_2d`, in space.
fn wrap_3d(cell: vec3i, period: vec3i) -> vec3i {
    return (cell % period + period) % period;
}

// How much of the corner `corner` (each part 0 or 1) of a cell there is at `t` within it.
fn share_2d(t: vec2f, corner: vec2i) -> f32 {
    let near = select(1.0 - t, t, corner == vec2i(1));
    return fade(near.x) * fade(near.y);
}

// As `share_2d`, in space.
fn share_3d(t: vec3f, corner: vec3i) -> f32 {
    let near = select(1.0 - t, t, corner == vec3i(1));
    return fade(near.x) * fade(near.y) * fade(near.z);
}

// Value noise, 0 to 1.
fn value_2d(p: vec2f, period: vec2i) -> f32 {
    let cell = vec2i(floor(p));
    let t = p - floor(p);
    var sum = 0.0;
    for (var k = 0; k < 4; k++) {
        let corner = vec2i(k & 1, k >> 1u);
        sum += share_2d(t, corner) * random_2d(wrap_2d(cell + corner, period));
    }
    return sum;
}

// Value noise in space, 0 to 1.
fn value_3d(p: vec3f, period: vec3i) -> f32 {
    let cell = vec3i(floor(p));
    let t = p - floor(p);
    var sum = 0.0;
    for (var k = 0; k < 8; k++) {
        let corner = vec3i(k & 1, (k >> 1u) & 1, k >> 2u);
        sum += share_3d(t, corner) * random_3d(wrap_3d(cell + corner, period));
    }
    return sum;
}

// Gradient noise, -1 to 1.
fn gradient_2d(p: vec2f, period: vec2i) -> f32 {
    let cell = vec2i(floor(p));
    let t = p - floor(p);
    var sum = 0.0;
    for (var k = 0; k < 4; k++) {
        let corner = vec2i(k & 1, k >> 1u);
        let ramp = ramp_2d(wrap_2d(cell + corner, period), t - vec2f(corner), 0.0);
        sum += share_2d(t, corner) * ramp;
    }
    return 1.41421356 * sum;
}

// Gradient noise in space, -1 to 1.
fn gradient_3d(p: vec3f, period: vec3i) -> f32 {
    let cell = vec3i(floor(p));
    let t = p - floor(p);
    var sum = 0.0;
    for (var k = 0; k < 8; k++) {
        let corner = vec3i(k & 1, (k >> 1u) & 1, k >> 2u);
        let gradient = unit_gradient(wrap_3d(cell + corner, period));
        sum += share_3d(t, corner) * dot(gradient, t - vec3f(corner));
    }
    return 1.15470054 * sum;
}

// Fractal Brownian motion of gradient noise, within -1 to 1: each layer has twice the detail, twice
// the period and half the strength, and is moved on, lest the grids of all meet.
fn fbm_2d(p: vec2f, period: vec2i, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var scale = 1;
    for (var k = 0; k < octaves; k++) {
        sum += strength * gradient_2d(f32(scale) * p + 17.3 * f32(k), scale * period);
        strength *= 0.5;
        scale *= 2;
    }
    return sum;
}

// Fractal Brownian motion in space, within -1 to 1.
fn fbm_3d(p: vec3f, period: vec3i, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var scale = 1;
    for (var k = 0; k < octaves; k++) {
        sum += strength * gradient_3d(f32(scale) * p + 17.3 * f32(k), scale * period);
        strength *= 0.5;
        scale *= 2;
    }
    return sum;
}

// Distances to the nearest and to the second nearest of points scattered one to a cell, as
// `noise::cellular_2d`.
fn cellular_2d(p: vec2f, period: vec2i) -> vec2f {
    let home = vec2i(floor(p));
    let t = p - floor(p);
    var nearest = vec2f(8.0);
    for (var k = 0; k < 9; k++) {
        let cell = vec2i(k % 3, k / 3) - 1;
        let point = vec2f(cell) + random_point_2d(wrap_2d(home + cell, period));
        let distance = length(point - t);
        nearest = select(
            vec2f(nearest.x, min(nearest.y, distance)),
            vec2f(distance, nearest.x),
            distance < nearest.x,
        );
    }
    return nearest;
}
