// A room traced ray by ray. Each frame adds one path for each pixel to the sum of all before.
//
//! title = "Path tracer"
//! description = "Five balls in a room under one lamp: the noise of the first frame melts into light"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! fps = 24
//! duration = 10.0
//! color = "linear"
//
//! [params.lamp]
//! label = "Brightness of the lamp"
//! default = 13.0
//! min = 1.0
//! max = 40.0
//! [params.roughness]
//! label = "Roughness of the metal"
//! default = 0.12
//! min = 0.0
//! max = 1.0
//! step = 0.01
//! [params.left]
//! label = "Left wall"
//! default = [0.78, 0.30, 0.20]
//! widget = "color"
//! [params.right]
//! label = "Right wall"
//! default = [0.16, 0.45, 0.55]
//! widget = "color"
//
// Whole floats: in a half float, a sum of hundreds of paths would stop growing.
//! [[pass]]
//! entry = "trace"
//! target = "sum"
//! format = "rgba32float"
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::{srgb_decode, tone_map_aces}
#import shaderpipe::hash::{pcg_3d, unit_float}

struct Params {
    lamp: f32,
    roughness: f32,
    left: vec3f,
    right: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var sum: texture_2d<f32>;

// The room reaches from one corner to the other; the lamp is a disc in its ceiling.
const LOW: vec3f = vec3f(-1.9, 0.0, -1.5);
const HIGH: vec3f = vec3f(1.9, 2.1, 4.2);
const LAMP: vec3f = vec3f(0.0, 2.1, 0.35);
const LAMP_RADIUS: f32 = 0.55;

const MATT: i32 = 0;
const GLAZED: i32 = 1;
const METAL: i32 = 2;
const GLASS: i32 = 3;
const SHINING: i32 = 4;

// Middle and radius. Five constants and not an array: the compiler puts them into the code.
const GOLD_BALL: vec4f = vec4f(-0.80, 0.62, -0.45, 0.62);
const GLASS_BALL: vec4f = vec4f(0.68, 0.46, 0.62, 0.46);
const GREEN_BALL: vec4f = vec4f(0.42, 0.36, -0.75, 0.36);
const YELLOW_BALL: vec4f = vec4f(-0.22, 0.25, 0.85, 0.25);
const RED_BALL: vec4f = vec4f(1.32, 0.22, -0.15, 0.22);

var<private> draws: u32;
var<private> pixel: vec2u;

// The sequence R8: from frame to frame, eight numbers move on by these shares of 1 (in 2^-32), and so
// cover all combinations more evenly than chance would. The noise goes sooner. Roberts, "The
// unreasonable effectiveness of quasirandom sequences", 2018.
const SHARES = array<vec2u, 4>(
    vec2u(3958238937u, 3647910312u), vec2u(3361911661u, 3098335500u),
    vec2u(2855423888u, 2631556713u), vec2u(2425240876u, 2235100341u),
);

// Two new random numbers, 0 ≤ r < 1, for this pixel, frame and draw. The first four draws, which
// decide where a path goes first, follow the sequence; each pixel begins somewhere else in it.
fn chance() -> vec2f {
    let even = draws < 4u;
    var bits = pcg_3d(vec3u(pixel, draws + select(64u * frame.index, 0u, even))).xy;
    if even {
        bits += frame.index * SHARES[draws];
    }
    draws += 1u;
    return vec2f(unit_float(bits.x), unit_float(bits.y));
}

struct Hit {
    distance: f32,
    normal: vec3f,
    material: i32,
    color: vec3f,
}

fn ball_distance(ball: vec4f, origin: vec3f, ray: vec3f) -> f32 {
    let to_middle = ball.xyz - origin;
    let along = dot(to_middle, ray);
    let beside = to_middle - along * ray;
    let square = ball.w * ball.w - dot(beside, beside);
    let half = sqrt(max(square, 0.0));
    // From within, the far side counts.
    let near = select(along + half, along - half, along - half > 1e-3);
    return select(1e9, near, square > 0.0 && near > 1e-3);
}

// Replaces `hit` by the ball, if the ray meets that first.
fn meet(hit: ptr<function, Hit>, origin: vec3f, ray: vec3f, ball: vec4f, material: i32, color: vec3f) {
    let t = ball_distance(ball, origin, ray);
    if t < (*hit).distance {
        *hit = Hit(t, (origin + t * ray - ball.xyz) / ball.w, material, color);
    }
}

fn nearest(origin: vec3f, ray: vec3f) -> Hit {
    // The walls: we are within the room, and so the first of three planes that the ray leaves it by.
    let sides = (select(LOW, HIGH, ray > vec3f(0.0)) - origin) / select(ray, vec3f(1e-9), abs(ray) < vec3f(1e-9));
    var hit: Hit;
    hit.distance = min(sides.x, min(sides.y, sides.z));
    hit.material = MATT;
    hit.color = vec3f(0.72, 0.69, 0.64);
    if hit.distance == sides.x {
        hit.normal = vec3f(-sign(ray.x), 0.0, 0.0);
        hit.color = srgb_decode(select(params.right, params.left, ray.x < 0.0));
    } else if hit.distance == sides.y {
        hit.normal = vec3f(0.0, -sign(ray.y), 0.0);
        if ray.y < 0.0 {
            hit.material = GLAZED;
            hit.color = vec3f(0.40, 0.37, 0.34);
        } else if distance(origin + hit.distance * ray, LAMP) < LAMP_RADIUS {
            hit.material = SHINING;
        }
    } else {
        hit.normal = vec3f(0.0, 0.0, -sign(ray.z));
    }
    meet(&hit, origin, ray, GOLD_BALL, METAL, vec3f(1.0, 0.68, 0.32));
    meet(&hit, origin, ray, GLASS_BALL, GLASS, vec3f(0.98));
    meet(&hit, origin, ray, GREEN_BALL, GLAZED, vec3f(0.06, 0.20, 0.17));
    meet(&hit, origin, ray, YELLOW_BALL, GLAZED, vec3f(0.78, 0.50, 0.10));
    meet(&hit, origin, ray, RED_BALL, GLAZED, vec3f(0.55, 0.06, 0.05));
    return hit;
}

// Whether a ball stands between two places.
fn hidden(origin: vec3f, ray: vec3f, range: f32) -> bool {
    let near = min(
        min(ball_distance(GOLD_BALL, origin, ray), ball_distance(GLASS_BALL, origin, ray)),
        min(ball_distance(GREEN_BALL, origin, ray), ball_distance(YELLOW_BALL, origin, ray)),
    );
    return min(near, ball_distance(RED_BALL, origin, ray)) < range;
}

// A direction around `normal`, likelier where more light of a matt surface goes: a point of the
// sphere that touches the surface.
fn scattered(normal: vec3f) -> vec3f {
    let r = chance();
    let height = 2.0 * r.x - 1.0;
    let around = sqrt(max(1.0 - height * height, 0.0)) * vec2f(cos(TAU * r.y), sin(TAU * r.y));
    return normalize(normal * 1.0001 + vec3f(around, height));
}

// How much a polished surface reflects: Schlick, "An inexpensive BRDF model", 1994.
fn fresnel(cosine: f32, straight: f32) -> f32 {
    let x = 1.0 - saturate(cosine);
    return straight + (1.0 - straight) * x * x * x * x * x;
}

// Light that reaches a matt surface from a random place of the lamp.
fn lamplight(place: vec3f, normal: vec3f) -> f32 {
    let r = chance();
    let spot = LAMP_RADIUS * sqrt(r.x) * vec2f(cos(TAU * r.y), sin(TAU * r.y));
    let toward = LAMP + vec3f(spot.x, 0.0, spot.y) - place;
    let square = dot(toward, toward);
    let range = sqrt(square);
    let ray = toward / range;
    let facing = dot(normal, ray);
    if facing <= 0.0 || ray.y <= 0.0 || hidden(place, ray, range - 1e-3) {
        return 0.0;
    }
    // The lamp's area, seen from here: a matt surface sends 1 / π of it on.
    return params.lamp * facing * ray.y / square * LAMP_RADIUS * LAMP_RADIUS;
}

fn path(start: vec3f, direction: vec3f) -> vec3f {
    var origin = start;
    var ray = direction;
    var light = vec3f(0.0);
    var carried = vec3f(1.0);
    // Matt surfaces ask the lamp themselves: met by chance after them, it would count twice.
    var asked = false;
    // After a matt surface nobody sees what is polished: all is matt then, and no path finds the
    // lamp there by luck, as a lone white speck.
    var rough = false;
    for (var bounce = 0; bounce < 5; bounce++) {
        let hit = nearest(origin, ray);
        if hit.material == SHINING {
            light += select(carried * params.lamp * vec3f(1.0, 0.86, 0.66), vec3f(0.0), asked);
            break;
        }
        let inside = dot(hit.normal, ray) > 0.0;
        let normal = select(hit.normal, -hit.normal, inside);
        let place = origin + hit.distance * ray;
        origin = place + 1e-3 * normal;
        let facing = -dot(normal, ray);
        let pick = chance();
        if hit.material == METAL && !rough {
            carried *= hit.color;
            ray = normalize(reflect(ray, normal) + params.roughness * (scattered(normal) - normal));
            asked = false;
        } else if hit.material == GLASS {
            let bent = refract(ray, normal, select(1.0 / 1.5, 1.5, inside));
            // Within, the flat angle outside counts; beyond the critical one all is reflected.
            let cosine = select(facing, abs(dot(bent, normal)), inside);
            if dot(bent, bent) < 0.5 || pick.x < fresnel(cosine, 0.04) {
                ray = reflect(ray, normal);
            } else {
                ray = normalize(bent);
                origin = place - 1e-3 * normal;
            }
            asked = false;
        } else if hit.material == GLAZED && !rough && pick.x < fresnel(facing, 0.05) {
            ray = reflect(ray, normal);
            asked = false;
        } else {
            carried *= hit.color;
            light += carried * vec3f(1.0, 0.86, 0.66) * lamplight(origin, normal);
            ray = scattered(normal);
            asked = true;
            rough = true;
        }
        // Dim paths end early, and the ones that go on count for them.
        let alive = clamp(max(carried.r, max(carried.g, carried.b)), 0.1, 1.0);
        if bounce > 1 && pick.y > alive {
            break;
        }
        carried /= select(1.0, alive, bounce > 1);
    }
    // What is left of those specks comes through the glass.
    return min(light, vec3f(select(5.0, 1.6, rough)));
}

@fragment
fn trace(@builtin(position) position: vec4f) -> @location(0) vec4f {
    pixel = vec2u(position.xy);
    // Somewhere in the pixel: edges come out soft by themselves.
    let p = centred(position.xy + chance() - 0.5, frame.resolution);
    let eye = vec3f(0.0, 0.95, 3.9);
    let direction = normalize(vec3f(0.40 * p.x, 0.40 * p.y - 0.055, -1.0));
    return textureLoad(sum, pixel, 0) + vec4f(path(eye, direction), 1.0);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // The sum keeps its size when the picture is drawn more finely.
    let at = position.xy / frame.resolution * vec2f(textureDimensions(sum));
    let paths = textureLoad(sum, vec2u(at), 0);
    return vec4f(tone_map_aces(1.15 * paths.rgb / paths.a), 1.0);
}
