#define_import_path shaderpipe::noise

#import shaderpipe::hash::{on_sphere, random_2d, random_3d, random_point_2d, random_point_3d}

// Noise: smooth randomness over the plane and in space, with one feature per unit. The same on
// every GPU up to rounding. Keep coordinates below some thousands: floats have seven digits.

// The quintic of Perlin, "Improving noise", 2002: its first and second derivatives are 0 at 0 and
// 1, so that lighting shows no edges between cells.
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

// How far `t`, a place in a cell, lies along the gradient of the cell's corner.
fn ramp_3d(cell: vec3i, t: vec3f, corner: vec3i) -> f32 {
    return dot(unit_gradient(cell + corner), t - vec3f(corner));
}

// The gradient of a corner in space: a direction evenly spread over the sphere.
fn unit_gradient(corner: vec3i) -> vec3f {
    return on_sphere(random_point_3d(corner).xy);
}

// Simplex noise, -1 to 1: gradient noise on a grid of triangles, which shows no directions and asks
// three corners instead of four. After Perlin, "Noise hardware", 2001, with a unit gradient of
// random direction at each corner.
fn simplex_2d(p: vec2f) -> f32 {
    // The first number skews squares to triangles along their diagonal, the second goes back.
    let cell = floor(p + 0.36602540378 * (p.x + p.y));
    let t = p - cell + 0.21132486541 * (cell.x + cell.y);
    let middle = select(vec2f(0.0, 1.0), vec2f(1.0, 0.0), t.x > t.y);
    let corner = vec2i(cell);
    let sum = bump_2d(corner, t)
        + bump_2d(corner + vec2i(middle), t - middle + 0.21132486541)
        + bump_2d(corner + vec2i(1, 1), t - 1.0 + 2.0 * 0.21132486541);
    // One over the largest sum that gradients of length 1 can have.
    return 99.204334 * sum;
}

// What the corner of a triangle at `-offset` adds to simplex noise: its gradient's ramp under a
// bump that ends before the triangles beyond.
fn bump_2d(corner: vec2i, offset: vec2f) -> f32 {
    let fall = max(0.5 - dot(offset, offset), 0.0);
    return fall * fall * fall * fall * ramp_2d(corner, offset, 0.0);
}

// Simplex noise in space, -1 to 1: on a grid of tetrahedra, with four corners instead of eight.
fn simplex_3d(p: vec3f) -> f32 {
    let cell = floor(p + (p.x + p.y + p.z) / 3.0);
    let t = p - cell + (cell.x + cell.y + cell.z) / 6.0;
    // From the first corner to the last the way goes along each axis, the longest offset first.
    // Each pair of axes gives a point to one of them, so that equal offsets have an order as well.
    let won = vec3f(step(t.yz, t.xx), step(t.z, t.y));
    let rank = vec3f(won.x + won.y, 1.0 - won.x + won.z, 2.0 - won.y - won.z);
    let second = step(vec3f(1.5), rank);
    let third = step(vec3f(0.5), rank);
    let corner = vec3i(cell);
    let sum = bump_3d(corner, t)
        + bump_3d(corner + vec3i(second), t - second + 1.0 / 6.0)
        + bump_3d(corner + vec3i(third), t - third + 2.0 / 6.0)
        + bump_3d(corner + vec3i(1), t - 1.0 + 3.0 / 6.0);
    return 107.653485 * sum;
}

// As `bump_2d`, of the corner of a tetrahedron.
fn bump_3d(corner: vec3i, offset: vec3f) -> f32 {
    let fall = max(0.5 - dot(offset, offset), 0.0);
    return fall * fall * fall * fall * dot(unit_gradient(corner), offset);
}

// Where the next layer of a sum looks: twice the detail, turned by the angle of a 3-4-5 triangle
// and moved on, lest grids line up.
fn next_2d(p: vec2f) -> vec2f {
    return vec2f(1.6 * p.x - 1.2 * p.y, 1.2 * p.x + 1.6 * p.y) + 17.3;
}

// As `next_2d`; the axes change places, so that each is turned in the end.
fn next_3d(p: vec3f) -> vec3f {
    return vec3f(1.6 * p.x - 1.2 * p.y, 2.0 * p.z, 1.2 * p.x + 1.6 * p.y) + 17.3;
}

// Fractal Brownian motion, within -1 to 1: `octaves` layers of gradient noise, each with twice the
// detail and half the strength. After Musgrave in Ebert et al., "Texturing and modeling", 1994.
fn fbm_2d(p: vec2f, octaves: i32) -> f32 {
    return fbm_flow_2d(p, 0.0, octaves);
}

// `fbm_2d` of flow noise: layer k turns by k times `angle`, finer ones faster, and whole turns
// bring all of them back.
fn fbm_flow_2d(p: vec2f, angle: f32, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 1; k <= octaves; k++) {
        sum += strength * flow_2d(place, f32(k) * angle);
        strength *= 0.5;
        place = next_2d(place);
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
        place = next_3d(place);
    }
    return sum;
}

// Cellular noise: the distances to the nearest and to the second nearest of points scattered one to
// a cell. x is 0 at a point, y - x is 0 on the border between two. Worley, "A cellular texture
// basis function", 1996; it looks at the 3 by 3 cells around `p`, so that y is rarely too large.
fn cellular_2d(p: vec2f) -> vec2f {
    let home = vec2i(floor(p));
    let t = p - floor(p);
    var nearest = vec2f(8.0);
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let point = vec2f(f32(x), f32(y)) + random_point_2d(home + vec2i(x, y));
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
