#define_import_path shaderpipe::sdf_plane

#import shaderpipe::sdf::{segment_2d}

// More signed distances, of shapes in the plane. y is upwards; else the rules of `sdf` hold. Many
// of these shapes are in Quilez, "2D distance functions".

// All that lies below the line at `height` along `normal`, which must be one unit long.
fn half_plane(p: vec2f, normal: vec2f, height: f32) -> f32 {
    return dot(p, normal) - height;
}

// A rectangle of a `width` whose middle line runs from `start` to `end`.
fn bar(p: vec2f, start: vec2f, end: vec2f, width: f32) -> f32 {
    let along = end - start;
    let reach = length(along);
    let axis = along / max(reach, 1e-15);
    let d = p - 0.5 * (start + end);
    let q = abs(vec2f(dot(d, axis), d.y * axis.x - d.x * axis.y)) - 0.5 * vec2f(reach, width);
    return length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0);
}

// A ring of a `width` about the origin: `radius` to the middle of its band.
fn ring(p: vec2f, radius: f32, width: f32) -> f32 {
    return abs(length(p) - radius) - 0.5 * width;
}

// A triangle; its corners may come in either order.
fn triangle(p: vec2f, a: vec2f, b: vec2f, c: vec2f) -> f32 {
    var state = polygon_edge(POLYGON, p, a, b);
    state = polygon_edge(state, p, b, c);
    return polygon_distance(polygon_edge(state, p, c, a));
}

// A polygon before its first edge: see `polygon_edge`.
const POLYGON: vec2f = vec2f(1e30, 1.0);

// Adds the edge from `start` to `end` to a polygon. With corners in an array of your own:
// `var state = POLYGON; for (…) { state = polygon_edge(state, p, corners[k], corners[next]); }`
// and then `polygon_distance(state)`. Edges may cross; what they cover twice is outside.
fn polygon_edge(state: vec2f, p: vec2f, start: vec2f, end: vec2f) -> vec2f {
    let distance = segment_2d(p, start, end);
    // Each edge that a ray from p towards +x crosses changes between inside and outside.
    let is_between = (start.y > p.y) != (end.y > p.y);
    let along = end - start;
    let side = (p.x - start.x) * along.y - along.x * (p.y - start.y);
    let crosses = is_between && ((side < 0.0) == (along.y > 0.0));
    return vec2f(min(state.x, distance), select(state.y, -state.y, crosses));
}

// The distance from a polygon all of whose edges have been added.
fn polygon_distance(state: vec2f) -> f32 {
    return state.x * state.y;
}

// A regular polygon of `count` corners, 3 or more, `radius` from the origin, the first on the y
// axis.
fn regular_polygon(p: vec2f, count: f32, radius: f32) -> f32 {
    return star(p, count, radius, radius * cos(3.14159265358979 / count));
}

// A star of `count` points, 2 or more, `outer` from the origin, the first on the y axis, and as
// many notches at `inner`, half way between.
fn star(p: vec2f, count: f32, outer: f32, inner: f32) -> f32 {
    // Fold everything into the half of one point: between a tip and a notch there is one edge.
    let half_sector = 3.14159265358979 / count;
    let angle = atan2(p.x, select(p.y, 1.0, p.x == 0.0 && p.y == 0.0));
    let turns = angle / (2.0 * half_sector);
    let folded = 2.0 * half_sector * abs(turns - round(turns));
    let q = length(p) * vec2f(sin(folded), cos(folded));
    let tip = vec2f(0.0, outer);
    let notch = inner * vec2f(sin(half_sector), cos(half_sector));
    let along = notch - tip;
    let side = along.x * (q.y - tip.y) - along.y * q.x;
    return segment_2d(q, tip, notch) * select(-1.0, 1.0, side > 0.0);
}

// An ellipse that reaches `half_size`, above 0, along each axis: to some 1e-4 of its size. After
// Chatfield, "Simple method for distance to ellipse", 2017: the nearest point is improved by
// circles that fit the curve.
fn ellipse(p: vec2f, half_size: vec2f) -> f32 {
    let q = abs(p);
    let a = half_size.x;
    let b = half_size.y;
    var t = vec2f(0.70710678, 0.70710678);
    for (var k = 0; k < 5; k++) {
        let at = half_size * t;
        let middle = (a * a - b * b) * vec2f(t.x * t.x * t.x / a, -t.y * t.y * t.y / b);
        let radius = length(at - middle);
        let away = q - middle;
        t = saturate((away * (radius / max(length(away), 1e-15)) + middle) / half_size);
        t /= max(length(t), 1e-15);
    }
    let scaled = q / half_size;
    return length(q - half_size * t) * select(1.0, -1.0, dot(scaled, scaled) < 1.0);
}

// A slice of a disc that reaches `half_angle` radians, 0 to π, to both sides of the y axis.
fn pie(p: vec2f, radius: f32, half_angle: f32) -> f32 {
    let q = vec2f(abs(p.x), p.y);
    let rim = vec2f(sin(half_angle), cos(half_angle));
    let straight = length(q - rim * clamp(dot(q, rim), 0.0, radius));
    let side = q.x * rim.y - q.y * rim.x;
    return max(length(q) - radius, select(-straight, straight, side > 0.0));
}

// A disc of radius `outer` without one of radius `inner` whose middle is `offset` up the y axis: a
// crescent, as the moon's. The outlines must cross. Exact inside, a lower bound outside near its
// tips.
fn crescent(p: vec2f, outer: f32, inner: f32, offset: f32) -> f32 {
    return max(length(p) - outer, inner - length(p - vec2f(0.0, offset)));
}

// The part of two discs of a `radius` that both cover, their middles `offset` to both sides along
// x: a lens with its tips on the y axis. 0 ≤ offset < radius.
fn lens(p: vec2f, radius: f32, offset: f32) -> f32 {
    let q = abs(p);
    let tip = vec2f(0.0, sqrt(radius * radius - offset * offset));
    // Beyond the line from a middle through a tip, the tip is nearest.
    if (q.y - tip.y) * offset > q.x * tip.y {
        return length(q - tip);
    }
    return length(q + vec2f(offset, 0.0)) - radius;
}

// A plus sign: two bars of a `width` that reach `reach` from the origin. Exact outside, a lower
// bound inside.
fn plus_sign(p: vec2f, reach: f32, width: f32) -> f32 {
    let q = abs(p);
    let long = vec2f(max(q.x, q.y), min(q.x, q.y)) - vec2f(reach, 0.5 * width);
    let inner = max(long.x, long.y);
    // In the corner between the bars the nearest is a side of one of them.
    return select(inner, length(max(long, vec2f(0.0))), inner > 0.0);
}

// A rhombus that reaches `half_size`, above 0, along each axis.
fn rhombus(p: vec2f, half_size: vec2f) -> f32 {
    let q = abs(p);
    let edge = segment_2d(q, vec2f(half_size.x, 0.0), vec2f(0.0, half_size.y));
    return edge * select(1.0, -1.0, dot(q / half_size, vec2f(1.0)) < 1.0);
}

// A heart with its tip at the origin and its notch at (0, `size`): a square on its corner, with a
// half disc on each of its upper sides.
fn heart(p: vec2f, size: f32) -> f32 {
    let q = vec2f(abs(p.x), p.y);
    if q.x + q.y > size {
        return length(q - vec2f(0.25, 0.75) * size) - 0.35355339 * size;
    }
    let side = segment_2d(q, vec2f(0.0), vec2f(0.5 * size));
    return min(side, length(q - vec2f(0.0, size))) * select(-1.0, 1.0, q.x > q.y);
}

// The quadratic Bézier curve from `start` to `end`, pulled towards `control`; without width, as
// `sdf::segment_2d`. Solves the cubic equation of the nearest point by Cardano's formula.
fn bezier(p: vec2f, start: vec2f, control: vec2f, end: vec2f) -> f32 {
    let a = control - start;
    let b = end - control - a;
    let d = start - p;
    let bend = dot(b, b);
    if bend < 1e-10 {
        return segment_2d(p, start, end);
    }
    // t³ + 3 k.x t² + k.y t + k.z = 0 where the curve is square to the way to p.
    let k = vec3f(dot(a, b), 2.0 * dot(a, a) + dot(d, b), dot(d, a)) / bend;
    let slope = k.y / 3.0 - k.x * k.x;
    let level = k.x * (k.x * k.x - 0.5 * k.y) + 0.5 * k.z;
    let root = level * level + slope * slope * slope;
    var t = vec3f(0.0);
    if root >= 0.0 {
        // The larger of the two terms loses no digits; the other follows from it.
        let large = -select(-1.0, 1.0, level > 0.0) * pow(abs(level) + sqrt(root), 1.0 / 3.0);
        t = vec3f(large + select(0.0, -slope / large, abs(large) > 1e-12) - k.x);
    } else {
        let angle = acos(clamp(-level / sqrt(-slope * slope * slope), -1.0, 1.0)) / 3.0;
        t = 2.0 * sqrt(-slope) * cos(angle + vec3f(0.0, 2.09439510, -2.09439510)) - k.x;
    }
    t = saturate(t);
    var nearest = 1e30;
    for (var i = 0; i < 3; i++) {
        nearest = min(nearest, length(d + t[i] * (2.0 * a + t[i] * b)));
    }
    return nearest;
}
