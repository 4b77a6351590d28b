#define_import_path shaderpipe::noise

#import shaderpipe::hash::{pcg_2d, pcg_3d, random_2d, random_3d, unit_float}

// Noise: smooth randomness over the plane and in space, with one feature per unit. The same on every
// GPU up to rounding. Keep coordinates below some thousands: floats have seven digits.

// The quintic of Perlin, "Improving noise", 2002: its first and second derivatives are 0 at 0 and 1,
// so that lighting shows no edges between cells.
fn fade(t: f32) -> f32 {
    return t * t * t * (t * (6.0 * t - 15.0) + 10.0);
}

// Value noise, 0 to 1: random numbers at whole coordinates, and smooth between them.
fn value_2d(p: vec2f) -> f32 {
    let cell = vec2i(floor(p));
    let t = p - floor(p);
    let u = fade(t.x);
    return mix(
        mix(random_2d(cell), random_2d(cell + vec2i(1, 0)), u),
        mix(random_2d(cell + vec2i(0, 1)), random_2d(cell + vec2i(1, 1)), u),
        fade(t.y),
    );
}

// Value noise in space, 0 to 1.
fn value_3d(p: vec3f) -> f32 {
    let cell = vec3i(floor(p));
    let t = p - floor(p);
    let u = fade(t.x);
    let v = fade(t.y);
    let near = mix(
        mix(random_3d(cell), random_3d(cell + vec3i(1, 0, 0)), u),
        mix(random_3d(cell + vec3i(0, 1, 0)), random_3d(cell + vec3i(1, 1, 0)), u),
        v,
    );
    let far = mix(
        mix(random_3d(cell + vec3i(0, 0, 1)), random_3d(cell + vec3i(1, 0, 1)), u),
        mix(random_3d(cell + vec3i(0, 1, 1)), random_3d(cell + vec3i(1, 1, 1)), u),
        v,
    );
    return mix(near, far, fade(t.z));
}

// Gradient noise, -1 to 1 and 0 at whole coordinates: finer and more even than value noise. After
// Perlin, "An image synthesizer", 1985, with a unit gradient of random direction at each corner.
fn gradient_2d(p: vec2f) -> f32 {
    return flow_2d(p, 0.0);
}

// Flow noise, -1 to 1: gradient noise whose gradients all turn by `angle` radians. It churns in
// place, and whole turns (multiples of 2π) bring it back exactly: noise for seamless loops. Perlin
// and Neyret, "Flow noise", 2001.
fn flow_2d(p: vec2f, angle: f32) -> f32 {
    let cell = vec2i(floor(p));
    let t = p - floor(p);
    let u = fade(t.x);
    let sum = mix(
        mix(
            ramp_2d(cell, t, angle),
            ramp_2d(cell + vec2i(1, 0), t - vec2f(1.0, 0.0), angle),
            u,
        ),
        mix(
            ramp_2d(cell + vec2i(0, 1), t - vec2f(0.0, 1.0), angle),
            ramp_2d(cell + vec2i(1, 1), t - vec2f(1.0, 1.0), angle),
            u,
        ),
        fade(t.y),
    );
    // In the middle of a cell, with every gradient towards it, the sum is the square root of a half.
    return 1.41421356 * sum;
}

// How far `offset` lies along the gradient of one corner.
fn ramp_2d(corner: vec2i, offset: vec2f, angle: f32) -> f32 {
    let direction = 6.28318530717959 * random_2d(corner) + angle;
    return dot(vec2f(cos(direction), sin(direction)), offset);
}

// Gradient noise in space, -1 to 1 and 0 at whole coordinates.
fn gradient_3d(p: vec3f) -> f32 {
    let cell = vec3i(floor(p));
    let t = p - floor(p);
    let u = fade(t.x);
    let v = fade(t.y);
    let near = mix(
        mix(ramp_3d(cell, t, vec3i(0, 0, 0)), ramp_3d(cell, t, vec3i(1, 0, 0)), u),
        mix(ramp_3d(cell, t, vec3i(0, 1, 0)), ramp_3d(cell, t, vec3i(1, 1, 0)), u),
        v,
    );
    let far = mix(
        mix(ramp_3d(cell, t, vec3i(0, 0, 1)), ramp_3d(cell, t, vec3i(1, 0, 1)), u),
        mix(ramp_3d(cell, t, vec3i(0, 1, 1)), ramp_3d(cell, t, vec3i(1, 1, 1)), u),
        v,
    );
    // In the middle of a cell, with every gradient towards it, the sum is half the root of three.
    return 1.15470054 * mix(near, far, fade(t.z));
}

// How far `t`, a place in a cell, lies along the gradient of the cell's corner: a direction evenly
// spread over the sphere.
fn ramp_3d(cell: vec3i, t: vec3f, corner: vec3i) -> f32 {
    let bits = pcg_3d(bitcast<vec3u>(cell + corner));
    let height = 2.0 * unit_float(bits.x) - 1.0;
    let turn = 6.28318530717959 * unit_float(bits.y);
    let around = sqrt(1.0 - height * height) * vec2f(cos(turn), sin(turn));
    return dot(vec3f(around, height), t - vec3f(corner));
}

// Fractal Brownian motion, within -1 to 1: `octaves` layers of gradient noise, each with twice the
// detail and half the strength. After Musgrave in Ebert et al., "Texturing and modeling", 1994.
fn fbm_2d(p: vec2f, octaves: i32) -> f32 {
    return fbm_flow_2d(p, 0.0, octaves);
}

// `fbm_2d` of flow noise: layer k turns by k times `angle`, finer ones faster, and whole turns bring
// all of them back.
fn fbm_flow_2d(p: vec2f, angle: f32, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 1; k <= octaves; k++) {
        sum += strength * flow_2d(place, f32(k) * angle);
        strength *= 0.5;
        // Twice the detail, turned by the angle of a 3-4-5 triangle and moved on, lest grids line up.
        place = vec2f(1.6 * place.x - 1.2 * place.y, 1.2 * place.x + 1.6 * place.y) + 17.3;
    }
    return sum;
}

// Fractal Brownian motion in space, within -1 to 1.
fn fbm_3d(p: vec3f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 1; k <= octaves; k++) {
        sum += strength * gradient_3d(place);
        strength *= 0.5;
        // As in the plane; the axes change places, so that each is turned in the end.
        place = vec3f(
            1.6 * place.x - 1.2 * place.y,
            2.0 * place.z,
            1.2 * place.x + 1.6 * place.y,
        ) + 17.3;
    }
    return sum;
}

// Cellular noise: the distances to the nearest and to the second nearest of points scattered one to
// a cell. x is 0 at a point, y - x is 0 on the border between two. Worley, "A cellular texture basis
// function", 1996; it looks at the 3 by 3 cells around `p`, so that y is rarely too large.
fn cellular_2d(p: vec2f) -> vec2f {
    let home = vec2i(floor(p));
    let t = p - floor(p);
    var nearest = vec2f(8.0);
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let bits = pcg_2d(bitcast<vec2u>(home + vec2i(x, y)));
            let point = vec2f(f32(x), f32(y)) + vec2f(unit_float(bits.x), unit_float(bits.y));
            let square = dot(point - t, point - t);
            nearest = select(
                vec2f(nearest.x, min(nearest.y, square)),
                vec2f(square, nearest.x),
                square < nearest.x,
            );
        }
    }
    return sqrt(nearest);
}
