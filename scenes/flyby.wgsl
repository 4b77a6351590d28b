// A camera on keyframes: six cameras in an array, and a smooth path through them that closes. The city
// below is one box in each cell of a grid, marched by distance; an avenue leaves room to fly.

//! title = "Flyby"
//! description = "A camera that flies through keyframes"
//! duration = 12.0
#import shaderpipe::camera
#import shaderpipe::frame
#import shaderpipe::hash::random_2d

const STEPS = 110;
const FAR = 60.0;
// The row of cells that no tower stands in.
const AVENUE = 5.0;
const LENS = 1.0;

struct Hit {
    way: f32,
    cell: vec2f,
}

// How far a ray may go: to the nearest wall, and to just past the border of its cell.
struct Room {
    wall: f32,
    border: f32,
    cell: vec2f,
}

// Towers rise towards the middle of the city.
fn height(cell: vec2f) -> f32 {
    if cell.y == AVENUE {
        return -1.0;
    }
    let random = random_2d(vec2i(cell));
    return 0.15 + random * random * (0.8 + 5.0 * exp(-0.02 * dot(cell, cell)));
}

fn tower(p: vec3f, cell: vec2f) -> f32 {
    let half = vec3f(0.36, height(cell), 0.36);
    let q = abs(p - vec3f(cell.x, 0.0, cell.y)) - half;
    return length(max(q, vec3f(0.0))) + min(max(q.x, max(q.y, q.z)), 0.0);
}

fn room(p: vec3f, ray: vec3f) -> Room {
    let cell = round(p.xz);
    let side = select(vec2f(-0.5), vec2f(0.5), ray.xz > vec2f(0.0));
    let borders = (cell + side - p.xz) / select(ray.xz, vec2f(1e-5), abs(ray.xz) < vec2f(1e-5));
    return Room(min(tower(p, cell), p.y), max(min(borders.x, borders.y), 0.0) + 0.002, cell);
}

fn march(origin: vec3f, ray: vec3f) -> Hit {
    var way = 0.0;
    var cell = vec2f(0.0);
    for (var step = 0; step < STEPS && way < FAR; step++) {
        let next = room(origin + way * ray, ray);
        cell = next.cell;
        if next.wall < 0.0005 * (1.0 + way) {
            return Hit(way, cell);
        }
        way += min(next.wall, next.border);
    }
    return Hit(FAR, cell);
}

fn sky(ray: vec3f) -> vec3f {
    let up = max(ray.y, 0.0);
    let dusk = mix(vec3f(1.0, 0.46, 0.24), vec3f(0.16, 0.13, 0.32), smoothstep(0.0, 0.35, up));
    let sun = max(dot(ray, normalize(vec3f(-0.7, 0.06, -0.7))), 0.0);
    return dusk + vec3f(1.0, 0.55, 0.25) * (0.5 * pow(sun, 12.0) + 3.0 * pow(sun, 900.0));
}

// The width of a pixel at a distance.
fn pixel(way: f32) -> f32 {
    return way * 2.0 * tan(0.5 * LENS) / frame.resolution.y;
}

// Windows on a wall: some are lit, and some of these change their mind.
fn windows(p: vec3f, n: vec3f, ray: vec3f, cell: vec2f, way: f32) -> vec3f {
    let across = select(p.x - cell.x, p.z - cell.y, abs(n.x) > 0.5);
    let place = vec2f(across * 14.0, p.y * 16.0);
    let pane = floor(place);
    let id = vec2i(pane) + vec2i(cell) * vec2i(37, 59);
    let random = random_2d(id);
    let phase = floor(frame.progress * 3.0 + 7.0 * random);
    let is_lit = random_2d(id + vec2i(i32(phase) % 3 * 101, 17)) > 0.72;
    let edge = abs(fract(place) - 0.5);
    // Panes that a pixel spans, more where the wall is seen aslant: from one on, only their mean is left.
    let spans = pixel(way) * vec2f(14.0 / max(abs(dot(ray, n)), 0.02), 16.0);
    let soft = clamp(0.7 * spans, vec2f(0.02), vec2f(0.5));
    let open = smoothstep(0.34 + soft, 0.34 - soft, edge);
    let warm = mix(vec3f(1.0, 0.55, 0.2), vec3f(0.65, 0.8, 1.0), step(0.85, random));
    let seen = select(vec3f(0.0), warm * (0.3 + random), is_lit) * open.x * open.y;
    return mix(seen, vec3f(0.105, 0.065, 0.035), smoothstep(0.2, 0.9, max(spans.x, spans.y)));
}

fn normal(p: vec3f, cell: vec2f) -> vec3f {
    if p.y < 0.003 {
        return vec3f(0.0, 1.0, 0.0);
    }
    let q = (p - vec3f(cell.x, 0.0, cell.y)) / vec3f(0.36, height(cell), 0.36);
    let a = abs(q);
    if a.y > a.x && a.y > a.z {
        return vec3f(0.0, 1.0, 0.0);
    }
    return select(vec3f(0.0, 0.0, sign(q.z)), vec3f(sign(q.x), 0.0, 0.0), a.x > a.z);
}

fn shade(origin: vec3f, ray: vec3f, hit: Hit) -> vec3f {
    if hit.way >= FAR {
        return sky(ray);
    }
    let p = origin + hit.way * ray;
    let n = normal(p, hit.cell);
    let sun = max(dot(n, normalize(vec3f(-0.7, 0.25, -0.7))), 0.0);
    var color = vec3f(0.02, 0.02, 0.04) + vec3f(0.75, 0.3, 0.14) * sun * 0.3;
    if n.y < 0.5 {
        color += windows(p, n, ray, hit.cell, hit.way);
    } else if p.y < 0.003 {
        // Street lamps, and the cars' lights that stream along the middle of the streets: broader where
        // a pixel is, and as bright on the whole.
        let street = abs(fract(p.xz) - 0.5);
        let lane = min(street.x, street.y);
        let along = select(p.x, p.z, street.x < street.y);
        let span = pixel(hit.way) / max(-ray.y, 0.02);
        let stream = 0.5 + 0.5 * sin(6.2831853 * (along * 1.5 - 12.0 * frame.progress)) * smoothstep(0.5, 0.1, span);
        let width = 0.025 + 0.5 * span;
        color = vec3f(0.02, 0.02, 0.03)
            + vec3f(1.0, 0.5, 0.18) * 0.5 * exp(-lane / width) * 0.025 / width * (0.3 + stream);
    }
    let haze = 1.0 - exp(-0.0011 * hit.way * hit.way);
    return mix(color, sky(vec3f(ray.x, max(ray.y, 0.02), ray.z)) * 0.75, haze);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    var keys = array(
        camera::look_at(vec3f(12.0, 4.0, 8.0), vec3f(0.0, 1.2, 0.0), LENS),
        camera::look_at(vec3f(7.0, 1.3, 4.8), vec3f(-3.0, 1.5, 4.2), LENS),
        camera::look_at(vec3f(-2.0, 0.9, 5.0), vec3f(-7.0, 1.9, 2.0), 1.2 * LENS),
        camera::look_at(vec3f(-9.0, 3.8, 3.0), vec3f(-1.0, 1.4, -2.5), LENS),
        camera::look_at(vec3f(-4.5, 6.8, -8.5), vec3f(1.0, 0.5, 0.0), LENS),
        camera::look_at(vec3f(8.5, 5.8, -5.5), vec3f(0.0, 1.4, 1.0), LENS),
    );
    let at = camera::span_closed(6.0 * frame.progress, 6u);
    let flown = camera::between(keys[at.before], keys[at.first], keys[at.second], keys[at.behind], at.t);
    let now = camera::orbited(flown, flown.position + 6.0 * camera::forward(flown), frame.orbit);
    let p = (2.0 * position.xy - frame.resolution) / frame.resolution.y * vec2f(1.0, -1.0);
    let ray = camera::perspective(now, p);
    let hit = march(ray.origin, ray.direction);
    let color = shade(ray.origin, ray.direction, hit);
    return vec4f(pow(1.0 - exp(-1.5 * color), vec3f(1.0 / 2.2)), 1.0);
}
