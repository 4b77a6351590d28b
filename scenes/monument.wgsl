// A monument at dusk: distances instead of triangles, with soft shadows and ambient occlusion.
//
//! title = "Monument"
//! description = "A stone ring and a golden ball in a circle of standing stones, at sunset"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! size = [1920, 1080]
//! fps = 60
//! duration = 16.0
//! color = "linear"
//
// With color = "linear" the scene writes light, and the engine encodes it for the display: sums and
// products of light are right as they stand.
//
//! [params.sun_angle]
//! label = "Direction of the sun (degrees)"
//! default = 272.0
//! min = 0.0
//! max = 360.0
//! [params.sun_height]
//! label = "Height of the sun (degrees)"
//! default = 15.0
//! min = 2.0
//! max = 80.0
//! [params.haze]
//! label = "Haze"
//! default = 1.0
//! min = 0.0
//! max = 4.0
//! step = 0.05
//! [params.exposure]
//! label = "Exposure (stops)"
//! default = 0.0
//! min = -4.0
//! max = 4.0
//! step = 0.1
//! [params.samples]
//! label = "Samples across a pixel"
//! default = 1
//! min = 1
//! max = 4

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::tone_map_aces
#import shaderpipe::noise::fbm_2d
#import shaderpipe::sdf

struct Params {
    sun_angle: f32,
    sun_height: f32,
    haze: f32,
    exposure: f32,
    samples: i32,
}
@group(0) @binding(0) var<uniform> params: Params;

const FAR: f32 = 60.0;

// What a ray can meet.
const SAND: i32 = 0;
const STONE: i32 = 1;
const GOLD: i32 = 2;

// Everything but the sand stands within this upright cylinder: rays are followed only inside it.
const BOUND_RADIUS: f32 = 4.7;
const BOUND_HEIGHT: f32 = 4.3;

// What moves, worked out once for a pixel rather than at each step of a ray.
var<private> ball_middle: vec3f;
var<private> ring_axis: vec2f;
var<private> sun: vec3f;

fn set_the_scene() {
    ball_middle = vec3f(0.0, 2.4 + 0.07 * sin(TAU * 2.0 * frame.progress), 0.0);
    // The ring turns by half a turn in the loop: it has two equal sides.
    let turned = 0.5 * TAU * (0.12 - frame.progress);
    ring_axis = vec2f(cos(turned), sin(turned));
    let angle = radians(params.sun_angle);
    let height = radians(params.sun_height);
    sun = vec3f(cos(angle) * cos(height), sin(height), sin(angle) * cos(height));
}

// Three round steps, and the ring that stands upright on them.
fn shrine(p: vec3f, around: f32) -> f32 {
    var d = sdf::box_2d(vec2f(around, p.y - 0.09), vec2f(2.6, 0.09)) - 0.02;
    d = min(d, sdf::box_2d(vec2f(around, p.y - 0.28), vec2f(2.1, 0.09)) - 0.02);
    d = min(d, sdf::box_2d(vec2f(around, p.y - 0.47), vec2f(1.6, 0.09)) - 0.02);
    let across = length(vec2f(dot(p.xz, ring_axis), p.y - 2.4));
    let through = p.x * ring_axis.y - p.z * ring_axis.x;
    return min(d, sdf::box_2d(vec2f(across - 1.62, through), vec2f(0.14, 0.2)) - 0.03);
}

// Twelve standing stones in a circle. Mirrors fold the plane into an eighth, where one stone and
// its neighbour stand for all: a tall one on the axis, and a low one at 30 degrees.
fn circle_of_stones(p: vec3f) -> f32 {
    let q = vec2f(max(abs(p.x), abs(p.z)), min(abs(p.x), abs(p.z)));
    let tall = vec3f(q.x - 4.3, p.y - 0.62, q.y);
    let turned = vec2f(0.8660254 * q.x + 0.5 * q.y, 0.8660254 * q.y - 0.5 * q.x);
    let low = vec3f(turned.x - 4.3, p.y - 0.34, turned.y);
    return min(
        sdf::box_3d(tall, vec3f(0.12, 0.62, 0.26)),
        sdf::box_3d(low, vec3f(0.12, 0.34, 0.26)),
    ) - 0.03;
}

// How far the nearest stone is from `p`. Far from one of the two, its bound is enough.
fn stone(p: vec3f) -> f32 {
    let around = length(p.xz);
    var inner = around - 2.65;
    if inner < 0.6 {
        inner = shrine(p, around);
    }
    var outer = max(4.0 - around, p.y - 1.35);
    if outer < 0.4 {
        outer = circle_of_stones(p);
    }
    return min(inner, outer);
}

// How far the nearest thing is that stands on the sand.
fn things(p: vec3f) -> f32 {
    return min(sdf::sphere(p - ball_middle, 0.62), stone(p));
}

// The whole world as one distance.
fn world(p: vec3f) -> f32 {
    return min(p.y, things(p));
}

fn material(p: vec3f) -> i32 {
    let ball = sdf::sphere(p - ball_middle, 0.62);
    let rock = stone(p);
    if ball < min(rock, p.y) {
        return GOLD;
    }
    return select(SAND, STONE, rock < p.y);
}

// Where a ray enters and leaves the cylinder around everything; behind itself if it misses.
fn bounds(origin: vec3f, ray: vec3f) -> vec2f {
    // A ray straight up has no horizontal part: the small number keeps it from dividing by zero.
    let a = max(dot(ray.xz, ray.xz), 1e-6);
    let b = dot(origin.xz, ray.xz);
    let root = b * b - a * (dot(origin.xz, origin.xz) - BOUND_RADIUS * BOUND_RADIUS);
    if root < 0.0 {
        return vec2f(1.0, -1.0);
    }
    let side = vec2f(-b - sqrt(root), -b + sqrt(root)) / a;
    let rise = select(ray.y, 1e-6, abs(ray.y) < 1e-6);
    let floor_and_top = vec2f(-origin.y, BOUND_HEIGHT - origin.y) / rise;
    let first = max(side.x, min(floor_and_top.x, floor_and_top.y));
    let last = min(side.y, max(floor_and_top.x, floor_and_top.y));
    return vec2f(max(first, 0.0), last);
}

// A surface's direction: where the distance grows fastest. Four probes at the corners of a
// tetrahedron are enough.
fn surface_normal(p: vec3f, reach: f32) -> vec3f {
    let k = vec2f(1.0, -1.0);
    return normalize(
        k.xyy * world(p + k.xyy * reach) + k.yyx * world(p + k.yyx * reach)
            + k.yxy * world(p + k.yxy * reach) + k.xxx * world(p + k.xxx * reach),
    );
}

// The light of the sky: warm at the horizon and around the sun, deep blue above.
fn sky(direction: vec3f) -> vec3f {
    let up = max(direction.y, 0.0);
    let toward = 0.5 + 0.5 * dot(direction, sun);
    let horizon = mix(vec3f(0.42, 0.26, 0.30), vec3f(1.30, 0.56, 0.20), toward * toward);
    let zenith = vec3f(0.022, 0.085, 0.20);
    let air = mix(horizon, zenith, 1.0 - exp(-4.2 * up));
    let glow = vec3f(1.4, 0.62, 0.2) * (0.6 * pow(toward, 48.0) + 1.6 * pow(toward, 2000.0));
    // Soft, as low suns are: the lens draws what is far from its middle longer than it is.
    let disc = vec3f(14.0, 9.0, 4.5) * smoothstep(0.99972, 0.99995, toward);
    return air + glow + disc;
}

// How much of the sun's disc is seen from `p`, 0 to 1: the gaps that the ray to it passes, measured
// against how far away they are. Each thing takes its share: where the shadows of two meet, there is
// no line of light between them.
fn sunlight(p: vec3f, toward: vec3f) -> f32 {
    let range = bounds(p, toward);
    var light = 1.0;
    var gap = 1.0;
    var before = 1e3;
    var t = max(range.x, 0.02);
    for (var k = 0; k < 48 && t < range.y && gap > 0.0; k++) {
        let d = things(p + t * toward);
        if d < before {
            gap = min(gap, 0.5 + 0.5 * d / (0.018 * t));
        } else {
            light *= smoothstep(0.0, 1.0, gap);
            gap = 1.0;
        }
        before = d;
        t += clamp(d, 0.025, 1.0);
    }
    return light * smoothstep(0.0, 1.0, gap);
}

// How open the space above a surface is, 0 to 1: a short walk along its normal should get as far
// from everything as it goes.
fn openness(p: vec3f, normal: vec3f) -> f32 {
    var closed = 0.0;
    var weight = 1.0;
    for (var k = 1; k <= 5; k++) {
        let walked = 0.02 + 0.12 * f32(k);
        closed += weight * max(walked - world(p + walked * normal), 0.0);
        weight *= 0.72;
    }
    return saturate(1.0 - 0.95 * closed);
}

// Light from the sand or stone at `p`.
fn lit(p: vec3f, normal: vec3f, kind: i32) -> vec3f {
    // Layers in the stone; ripples and stains in the sand.
    let grain = fbm_2d(
        select(p.xz * vec2f(0.7, 1.1), vec2f(2.0 * (p.x + p.z), 7.0 * p.y), kind == STONE), 3,
    );
    let ground = select(vec3f(0.44, 0.28, 0.18), vec3f(0.60, 0.52, 0.45), kind == STONE);
    let albedo = ground * (1.0 + 0.33 * grain);
    let facing = dot(normal, sun);
    var direct = 0.0;
    if facing > 0.0 {
        direct = facing * sunlight(p + 0.004 * normal, sun);
    }
    let open = openness(p, normal);
    let from_sky = (0.5 + 0.5 * normal.y) * vec3f(0.16, 0.27, 0.52);
    let from_horizon = (0.6 - 0.4 * abs(normal.y)) * vec3f(0.34, 0.17, 0.12);
    let from_sand = (0.5 - 0.5 * normal.y) * vec3f(0.36, 0.22, 0.13);
    return albedo * (direct * vec3f(7.4, 4.2, 2.0) + open * (from_sky + from_horizon + from_sand));
}

fn hazy(color: vec3f, ray: vec3f, distance: f32) -> vec3f {
    let clear = exp(-0.0007 * params.haze * distance * distance);
    return mix(sky(normalize(vec3f(ray.x, 0.02, ray.z))), color, clear);
}

// Walks along a ray in steps that cannot overshoot. Gives how far it came, at most FAR; how far the
// first outline was that it grazed; and how much of the pixel that outline covers.
fn march(origin: vec3f, ray: vec3f, pixel: f32, most: i32) -> vec3f {
    // The sand is a plane: no need to walk.
    let sand = select(FAR, origin.y / max(-ray.y, 1e-6), ray.y < 0.0);
    let range = bounds(origin, ray);
    var t = range.x;
    var graze = vec2f(FAR, 0.0);
    var before = 1e3;
    for (var k = 0; k < most && t < range.y; k++) {
        let d = things(origin + t * ray);
        if d < 0.0004 * t {
            return vec3f(t, graze);
        }
        // It came within a pixel of something, and now leaves it behind.
        if d > before && before < pixel * t && graze.y == 0.0 {
            graze = vec2f(t - before, 1.0 - before / (pixel * t));
        }
        before = d;
        t += d;
    }
    return vec3f(min(sand, FAR), graze);
}

// The light that a ray brings which meets something after `first` (FAR: nothing).
fn seen(first_origin: vec3f, first_ray: vec3f, first: f32, pixel: f32) -> vec3f {
    var origin = first_origin;
    var ray = first_ray;
    var distance = first;
    var tint = vec3f(1.0);
    var color = vec3f(0.0);
    for (var bounce = 0; bounce < 2; bounce++) {
        if distance >= FAR {
            // Sand without end lies below the horizon, in haze.
            color = sky(vec3f(ray.x, max(ray.y, 0.0), ray.z));
            break;
        }
        let p = origin + distance * ray;
        let normal = surface_normal(p, max(0.0008, 0.3 * pixel * distance));
        let kind = material(p);
        if kind == GOLD {
            // Polished gold shows the world: go on along the mirrored ray. By Schlick's
            // approximation every surface mirrors white light at a grazing angle.
            let grazing = pow(1.0 - saturate(-dot(ray, normal)), 5.0);
            tint = mix(vec3f(1.0, 0.72, 0.32), vec3f(1.0), grazing);
            origin = p + 0.01 * normal;
            ray = reflect(ray, normal);
            distance = march(origin, ray, pixel, 40).x;
            continue;
        }
        color = hazy(lit(p, normal, kind), ray, distance);
        break;
    }
    return tint * color;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    set_the_scene();
    // The camera sways about the monument and looks at the ball.
    let turn = TAU * frame.progress;
    let angle = 0.98 + 0.3 * sin(turn);
    let origin = vec3f(9.6 * cos(angle), 1.5 + 0.45 * cos(turn), 9.6 * sin(angle));
    let forward = normalize(vec3f(0.0, 1.9, 0.0) - origin);
    let right = normalize(cross(forward, vec3f(0.0, 1.0, 0.0)));
    let up = cross(right, forward);
    let focal = 2.2;
    let pixel = 2.0 / (focal * frame.resolution.y);

    var sum = vec3f(0.0);
    let n = params.samples;
    for (var k = 0; k < n * n; k++) {
        let offset = (vec2f(f32(k % n), f32(k / n)) + 0.5) / f32(n) - 0.5;
        let p = centred(position.xy + offset, frame.resolution);
        let ray = normalize(p.x * right + p.y * up + focal * forward);
        let met = march(origin, ray, pixel / f32(n), 90);
        // Antialiased outlines: what the ray grazed covers a part of what lies behind.
        var color = vec3f(0.0);
        let layers = select(1, 2, met.z > 0.0);
        for (var layer = 0; layer < layers; layer++) {
            let light = seen(origin, ray, select(met.y, met.x, layer == 0), pixel);
            color = mix(color, light, select(met.z, 1.0, layer == 0));
        }
        // Tone mapping each sample keeps edges against the bright sky smooth.
        sum += tone_map_aces(0.62 * exp2(params.exposure) * color);
    }
    return vec4f(sum / f32(n * n), 1.0);
}
