#define_import_path shaderpipe::domain

// Places to ask a signed distance at: to repeat, mirror, turn and bend shapes. Use what they give
// instead of `p`. Distances stay exact unless a function says otherwise.

// Copies `spacing` apart without end, the first about the origin. A lower bound where shapes are
// not symmetric about the middle of their cell.
fn repeat_2d(p: vec2f, spacing: vec2f) -> vec2f {
    return p - spacing * round(p / spacing);
}

// As `repeat_2d`, in space.
fn repeat_3d(p: vec3f, spacing: vec3f) -> vec3f {
    return p - spacing * round(p / spacing);
}

// As `repeat_2d`, but only the first copy and `limit` more to each side of it, along each axis.
fn repeat_limited_2d(p: vec2f, spacing: vec2f, limit: vec2f) -> vec2f {
    return p - spacing * clamp(round(p / spacing), -limit, limit);
}

// As `repeat_limited_2d`, in space.
fn repeat_limited_3d(p: vec3f, spacing: vec3f, limit: vec3f) -> vec3f {
    return p - spacing * clamp(round(p / spacing), -limit, limit);
}

// Which copy `repeat_2d` takes `p` to, in whole numbers: the first is (0, 0).
fn copy_2d(p: vec2f, spacing: vec2f) -> vec2f {
    return round(p / spacing);
}

// As `copy_2d`, in space.
fn copy_3d(p: vec3f, spacing: vec3f) -> vec3f {
    return round(p / spacing);
}

// `count` copies about the origin, turned evenly, the first on the x axis.
fn repeat_polar(p: vec2f, count: f32) -> vec2f {
    let sector = 6.28318530717959 / count;
    let angle = atan2(p.y, select(p.x, 1.0, p.x == 0.0 && p.y == 0.0));
    let rest = angle - sector * round(angle / sector);
    return length(p) * vec2f(cos(rest), sin(rest));
}

// What lies on the side of the unit `normal` of a line through the origin, mirrored to its other
// side.
fn mirror_2d(p: vec2f, normal: vec2f) -> vec2f {
    return p - 2.0 * min(dot(p, normal), 0.0) * normal;
}

// What lies on the side of the unit `normal` of a plane through the origin, mirrored to its other
// side.
fn mirror_3d(p: vec3f, normal: vec3f) -> vec3f {
    return p - 2.0 * min(dot(p, normal), 0.0) * normal;
}

// A shape cut at the origin and drawn out by `reach` to both sides, along each axis. Exact outside.
fn elongate_2d(p: vec2f, reach: vec2f) -> vec2f {
    return p - clamp(p, -reach, reach);
}

// As `elongate_2d`, in space.
fn elongate_3d(p: vec3f, reach: vec3f) -> vec3f {
    return p - clamp(p, -reach, reach);
}

// A shape of the plane, turned about the y axis with its origin `radius` from it: gives the place
// in the plane.
fn revolve(p: vec3f, radius: f32) -> vec2f {
    return vec2f(length(p.xz) - radius, p.y);
}

// A shape wrung about the y axis, by `rate` radians a unit. No distance any more: at r from the
// axis divide it by √(1 + (rate · r)²).
fn twist(p: vec3f, rate: f32) -> vec3f {
    let c = cos(rate * p.y);
    let s = sin(rate * p.y);
    return vec3f(c * p.x - s * p.z, p.y, s * p.x + c * p.z);
}

// A shape along the x axis, bent upwards to a circle of radius 1 / `rate`. A distance near its
// middle line; `rate` is not 0.
fn bend(p: vec3f, rate: f32) -> vec3f {
    let radius = 1.0 / rate;
    let up = vec2f(p.x, sign(rate) * (radius - p.y));
    let angle = atan2(up.x, select(up.y, 1.0, up.x == 0.0 && up.y == 0.0));
    return vec3f(angle * abs(radius), radius - sign(rate) * length(up), p.z);
}
