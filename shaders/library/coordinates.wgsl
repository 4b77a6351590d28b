#define_import_path shaderpipe::coordinates

// Ways to name a place in the picture. Angles are in radians, counter-clockwise, with y upwards.

// Half a turn, in radians.
const PI: f32 = 3.14159265358979;

// A whole turn, in radians.
const TAU: f32 = 6.28318530717959;

// A place with its origin in the middle of the picture and y upwards: y runs from -1 to 1 over the
// height, x by the same measure, so that circles are round in every picture. `position` is that of
// `@builtin(position)`, in pixels; one pixel is 2 / resolution.y long.
fn centred(position: vec2f, resolution: vec2f) -> vec2f {
    return vec2f(2.0 * position.x - resolution.x, resolution.y - 2.0 * position.y) / resolution.y;
}

// A place between (0, 0) at the bottom left of the picture and (1, 1) at its top right.
fn normalised(position: vec2f, resolution: vec2f) -> vec2f {
    return vec2f(position.x, resolution.y - position.y) / resolution;
}

// Distance from the origin, and the angle from the x axis, between -pi and pi; 0 at the origin.
fn polar(p: vec2f) -> vec2f {
    // WGSL leaves the angle of the origin open.
    let x = select(p.x, 1.0, p.x == 0.0 && p.y == 0.0);
    return vec2f(length(p), atan2(p.y, x));
}

// The place at `radius_angle.x` from the origin in the direction `radius_angle.y`.
fn cartesian(radius_angle: vec2f) -> vec2f {
    return radius_angle.x * vec2f(cos(radius_angle.y), sin(radius_angle.y));
}

// `p` turned about the origin.
fn rotate(p: vec2f, angle: f32) -> vec2f {
    let c = cos(angle);
    let s = sin(angle);
    return vec2f(c * p.x - s * p.y, s * p.x + c * p.y);
}

// `p` turned about an axis through the origin, which must be one unit long: right-handed, by the
// formula of Rodrigues.
fn rotate_about(p: vec3f, axis: vec3f, angle: f32) -> vec3f {
    let c = cos(angle);
    return c * p + sin(angle) * cross(axis, p) + (1.0 - c) * dot(axis, p) * axis;
}

// `p` folded into the first of `count` equal sectors and its mirror image, as in a kaleidoscope:
// the angle of the result is between 0 and pi / count.
fn kaleidoscope(p: vec2f, count: f32) -> vec2f {
    let place = polar(p);
    let sector = TAU / count;
    let turns = place.y / sector;
    return cartesian(vec2f(place.x, sector * abs(turns - round(turns))));
}

// Longitude (from z towards x, between -π and π; 0 at the poles) and latitude (from -π/2 to π/2,
// with y up) of a direction of any length, in radians.
fn longitude_latitude(direction: vec3f) -> vec2f {
    let flat = length(direction.xz);
    let z = select(direction.z, 1.0, flat == 0.0);
    let level = select(flat, 1.0, flat == 0.0 && direction.y == 0.0);
    return vec2f(atan2(direction.x, z), atan2(direction.y, level));
}

// The unit direction of a longitude and a latitude in radians: the inverse of `longitude_latitude`.
fn direction(angles: vec2f) -> vec3f {
    let flat = cos(angles.y);
    return vec3f(flat * sin(angles.x), sin(angles.y), flat * cos(angles.x));
}
