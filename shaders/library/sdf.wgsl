#define_import_path shaderpipe::sdf

// Signed distances: how far a place is from a shape's outline, negative inside. Every shape has its
// middle at the origin: move `p` the other way to move it. Exact unless a function says otherwise;
// a lower bound is safe for ray-marching too. More shapes: `sdf_plane`, `sdf_space`; operators on
// the place instead of the distance: `domain`.

// How much of a pixel a shape covers, 0 to 1, from the distance at the pixel's middle and the width
// of a pixel: draws crisp antialiased outlines.
fn coverage(distance: f32, pixel: f32) -> f32 {
    return clamp(0.5 - distance / pixel, 0.0, 1.0);
}

// A disc.
fn circle(p: vec2f, radius: f32) -> f32 {
    return length(p) - radius;
}

// A rectangle that reaches `half_size` from the origin.
fn box_2d(p: vec2f, half_size: vec2f) -> f32 {
    let q = abs(p) - half_size;
    return length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0);
}

// A rectangle with round corners that reaches `half_size` from the origin.
fn rounded_box_2d(p: vec2f, half_size: vec2f, radius: f32) -> f32 {
    return box_2d(p, half_size - radius) - radius;
}

// The line from `start` to `end`, without width: subtract half of a width to give it one, and round
// ends.
fn segment_2d(p: vec2f, start: vec2f, end: vec2f) -> f32 {
    let along = end - start;
    let t = clamp(dot(p - start, along) / max(dot(along, along), 1e-30), 0.0, 1.0);
    return length(p - start - t * along);
}

// The arc about the origin that reaches `half_angle` radians, 0 to π, to both sides of the y axis;
// without width, as `segment_2d`.
fn arc_2d(p: vec2f, radius: f32, half_angle: f32) -> f32 {
    let q = vec2f(abs(p.x), p.y);
    let tip = vec2f(sin(half_angle), cos(half_angle));
    // Between the tips the circle is nearest, elsewhere the tip.
    if q.x * tip.y < q.y * tip.x {
        return abs(length(q) - radius);
    }
    return length(q - radius * tip);
}

// A ball.
fn sphere(p: vec3f, radius: f32) -> f32 {
    return length(p) - radius;
}

// A block that reaches `half_size` from the origin.
fn box_3d(p: vec3f, half_size: vec3f) -> f32 {
    let q = abs(p) - half_size;
    return length(max(q, vec3f(0.0))) + min(max(q.x, max(q.y, q.z)), 0.0);
}

// A block with round edges that reaches `half_size` from the origin.
fn rounded_box_3d(p: vec3f, half_size: vec3f, radius: f32) -> f32 {
    return box_3d(p, half_size - radius) - radius;
}

// A ring about the y axis: `radius` from the middle to that of the tube, which is `tube` thick.
fn torus(p: vec3f, radius: f32, tube: f32) -> f32 {
    return length(vec2f(length(p.xz) - radius, p.y)) - tube;
}

// A pillar along the y axis, `half_height` up and down.
fn cylinder(p: vec3f, radius: f32, half_height: f32) -> f32 {
    return box_2d(vec2f(length(p.xz), p.y), vec2f(radius, half_height));
}

// The line from `start` to `end` in space, `radius` thick and round at its ends.
fn capsule(p: vec3f, start: vec3f, end: vec3f, radius: f32) -> f32 {
    let along = end - start;
    let t = clamp(dot(p - start, along) / max(dot(along, along), 1e-30), 0.0, 1.0);
    return length(p - start - t * along) - radius;
}

// All that lies below the plane at `height` along `normal`, which must be one unit long.
fn plane(p: vec3f, normal: vec3f, height: f32) -> f32 {
    return dot(p, normal) - height;
}

// Both shapes. Exact outside, a lower bound inside.
fn op_union(first: f32, second: f32) -> f32 {
    return min(first, second);
}

// What lies in both shapes. Exact inside, a lower bound outside.
fn op_intersection(first: f32, second: f32) -> f32 {
    return max(first, second);
}

// The first shape without the second. A lower bound.
fn op_subtraction(first: f32, second: f32) -> f32 {
    return max(first, -second);
}

// Both shapes, melted together where their distances differ by less than `radius`, which is above
// 0: the quadratic polynomial of Quilez, "Smooth minimum", 2013. A lower bound.
fn op_smooth_union(first: f32, second: f32, radius: f32) -> f32 {
    let near = max(radius - abs(first - second), 0.0) / radius;
    return min(first, second) - 0.25 * radius * near * near;
}

// What lies in both shapes, the edge between them rounded as by `op_smooth_union`.
fn op_smooth_intersection(first: f32, second: f32, radius: f32) -> f32 {
    return -op_smooth_union(-first, -second, radius);
}

// The first shape without the second, the edge between them rounded as by `op_smooth_union`.
fn op_smooth_subtraction(first: f32, second: f32, radius: f32) -> f32 {
    return -op_smooth_union(-first, second, radius);
}

// What lies in one of the shapes, and not in both. A lower bound.
fn op_exclusion(first: f32, second: f32) -> f32 {
    return max(min(first, second), -max(first, second));
}

// The shape made larger by `radius`, its corners round; below 0, made smaller.
fn op_round(distance: f32, radius: f32) -> f32 {
    return distance - radius;
}

// The outline of a shape as a skin of a `thickness`, half of it to each side; again for skins in
// skins.
fn op_onion(distance: f32, thickness: f32) -> f32 {
    return abs(distance) - 0.5 * thickness;
}

// A shape of the plane as a block: `distance` is that at p.xy, and the block reaches `half_height`
// up and down along z. Exact if the shape is.
fn op_extrude(distance: f32, z: f32, half_height: f32) -> f32 {
    let q = vec2f(distance, abs(z) - half_height);
    return min(max(q.x, q.y), 0.0) + length(max(q, vec2f(0.0)));
}

// From the first shape (t = 0) to the second (t = 1). Not a distance between, but close to one for
// shapes that are alike.
fn op_morph(first: f32, second: f32, t: f32) -> f32 {
    return mix(first, second, t);
}
