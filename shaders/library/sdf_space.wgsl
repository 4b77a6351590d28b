#define_import_path shaderpipe::sdf_space

#import shaderpipe::sdf::{capsule, segment_2d}

// More signed distances, of shapes in space. The rules of `sdf` hold. Many of these shapes are in
// Quilez, "Distance functions".

// A pillar along the y axis, `half_height` up and down, whose radius goes from `bottom` to `top`.
fn frustum(p: vec3f, bottom: f32, top: f32, half_height: f32) -> f32 {
    let q = vec2f(length(p.xz), p.y);
    let side = segment_2d(q, vec2f(bottom, -half_height), vec2f(top, half_height));
    let rim = select(top, bottom, q.y < 0.0);
    let cap = vec2f(max(q.x - rim, 0.0), abs(q.y) - half_height);
    let lean = (q.x - bottom) * 2.0 * half_height - (top - bottom) * (q.y + half_height);
    let is_inside = cap.y < 0.0 && lean < 0.0;
    return min(side, length(cap)) * select(1.0, -1.0, is_inside);
}

// A cone along the y axis: its tip `half_height` up, its disc of a `radius` as far down.
fn cone(p: vec3f, radius: f32, half_height: f32) -> f32 {
    return frustum(p, radius, 0.0, half_height);
}

// A pillar along the y axis with round edges: it reaches `half_height` up and down, and `radius`
// out.
fn rounded_cylinder(p: vec3f, radius: f32, half_height: f32, edge: f32) -> f32 {
    let q = abs(vec2f(length(p.xz), p.y)) - vec2f(radius, half_height) + edge;
    return length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0) - edge;
}

// Eight triangles, their corners `radius` from the origin on the axes.
fn octahedron(p: vec3f, radius: f32) -> f32 {
    let q = abs(p);
    let height = (q.x + q.y + q.z - radius) / 3.0;
    let foot = q - height;
    if all(foot >= vec3f(0.0)) {
        return 1.73205080757 * height;
    }
    // Beyond an edge of the nearest triangle: the one across from the lowest coordinate.
    var start = vec3f(radius, 0.0, 0.0);
    var end = vec3f(0.0, radius, 0.0);
    if foot.x <= min(foot.y, foot.z) {
        start = vec3f(0.0, 0.0, radius);
    } else if foot.y <= foot.z {
        end = vec3f(0.0, 0.0, radius);
    }
    return capsule(q, start, end, 0.0);
}

// Four triangles, their corners `radius` from the origin, at (1, 1, 1), (1, -1, -1), (-1, 1, -1)
// and (-1, -1, 1) times `radius` / √3. Exact inside, a lower bound outside.
fn tetrahedron(p: vec3f, radius: f32) -> f32 {
    let far = max(max(-p.x - p.y - p.z, -p.x + p.y + p.z), max(p.x - p.y + p.z, p.x + p.y - p.z));
    return far / 1.73205080757 - radius / 3.0;
}

// The edges of a block that reaches `half_size` from the origin, as bars of a `thickness`. Exact
// outside, a lower bound inside.
fn box_frame(p: vec3f, half_size: vec3f, thickness: f32) -> f32 {
    let whole = abs(p) - half_size;
    let part = abs(whole + 0.5 * thickness) - 0.5 * thickness;
    return min(
        bar(vec3f(whole.x, part.y, part.z)),
        min(bar(vec3f(part.x, whole.y, part.z)), bar(vec3f(part.x, part.y, whole.z))),
    );
}

// How far a place is from a block: `q` is how far it lies beyond each of its sides.
fn bar(q: vec3f) -> f32 {
    return length(max(q, vec3f(0.0))) + min(max(q.x, max(q.y, q.z)), 0.0);
}

// A link of a chain: a torus that is cut in two and drawn out by `half_length` up and down the y
// axis.
fn link(p: vec3f, half_length: f32, radius: f32, tube: f32) -> f32 {
    let q = vec2f(length(vec2f(p.x, max(abs(p.y) - half_length, 0.0))) - radius, p.z);
    return length(q) - tube;
}

// An ellipsoid that reaches `half_size`, above 0, along each axis. Not exact, and not always a
// bound: the distance over its first derivative, good near the surface.
fn ellipsoid(p: vec3f, half_size: vec3f) -> f32 {
    let level = length(p / half_size);
    let slope = length(p / (half_size * half_size));
    let smallest = min(half_size.x, min(half_size.y, half_size.z));
    return select(-smallest, level * (level - 1.0) / max(slope, 1e-15), slope > 1e-9);
}

// A triangle, without thickness: subtract half of one. The nearest point is on its plane, or on one
// of its edges.
fn triangle(p: vec3f, a: vec3f, b: vec3f, c: vec3f) -> f32 {
    let normal = cross(b - a, c - a);
    let is_above = dot(cross(normal, b - a), p - a) >= 0.0
        && dot(cross(normal, c - b), p - b) >= 0.0
        && dot(cross(normal, a - c), p - c) >= 0.0;
    if is_above && dot(normal, normal) > 0.0 {
        return abs(dot(normal, p - a)) * inverseSqrt(dot(normal, normal));
    }
    return min(capsule(p, a, b, 0.0), min(capsule(p, b, c, 0.0), capsule(p, c, a, 0.0)));
}

// Two labyrinths grown into each other, with walls of a `thickness`: the gyroid of Schoen, 1970,
// that repeats after 2π. A lower bound.
fn gyroid(p: vec3f, thickness: f32) -> f32 {
    // Its slope is nowhere above the root of three.
    return abs(dot(sin(p), cos(p.yzx))) / 1.73205080757 - 0.5 * thickness;
}
