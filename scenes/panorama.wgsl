// 360 degrees: every pixel is a direction around the eye, as equirectangular video wants it (2:1,
// longitude by latitude). A hall of columns over still water, marched by distance.

//! title = "Panorama"
//! description = "Equirectangular: 360 degrees around the eye"
//! size = [1920, 960]
//! duration = 12.0
#import shaderpipe::frame

const PI = 3.14159265;
const STEPS = 72;

// The direction of a pixel: the middle looks along -z, y is up.
fn direction(uv: vec2f) -> vec3f {
    let longitude = (uv.x - 0.5) * 2.0 * PI;
    let latitude = (0.5 - uv.y) * PI;
    return vec3f(sin(longitude) * cos(latitude), sin(latitude), -cos(longitude) * cos(latitude));
}

// Distance to the nearest column, of which one stands at each odd corner of a grid of 4.
fn columns(p: vec3f) -> f32 {
    let cell = p.xz - 4.0 * round((p.xz - 2.0) / 4.0) - 2.0;
    let flare = 0.35 * exp(-3.0 * abs(p.y + 1.2)) + 0.5 * exp(-2.5 * abs(p.y - 3.4));
    let fluting = 0.02 * cos(12.0 * atan2(cell.y, cell.x));
    return (length(cell) - 0.42 - flare - fluting) * 0.7;
}

fn vault(p: vec3f) -> f32 {
    let cell = p.xz - 4.0 * round(p.xz / 4.0);
    return 3.1 + 0.9 * cos(cell.x * PI / 4.0) * cos(cell.y * PI / 4.0) - p.y;
}

fn scene(p: vec3f) -> f32 {
    return min(columns(p), vault(p));
}

fn normal(p: vec3f) -> vec3f {
    let e = vec2f(0.002, 0.0);
    return normalize(vec3f(
        scene(p + e.xyy) - scene(p - e.xyy),
        scene(p + e.yxy) - scene(p - e.yxy),
        scene(p + e.yyx) - scene(p - e.yyx),
    ));
}

// How far a ray goes; above 60 it meets nothing.
fn march(origin: vec3f, ray: vec3f) -> f32 {
    var way = 0.02;
    for (var step = 0; step < STEPS && way < 60.0; step++) {
        let near = scene(origin + way * ray);
        if near < 0.002 * way {
            break;
        }
        way += near;
    }
    return way;
}

// Lamps float between the columns, one in each cell of a grid of 8, and breathe.
fn lamp(cell: vec2f) -> vec3f {
    let height = 1.0 + 0.4 * sin(2.0 * PI * frame.progress + cell.x + 2.0 * cell.y);
    return vec3f(8.0 * cell.x, height, 8.0 * cell.y);
}

fn hue(cell: vec2f) -> vec3f {
    let turn = 0.5 + 0.5 * sin(cell.x * 2.0 + cell.y * 3.0);
    return mix(vec3f(1.0, 0.5, 0.16), vec3f(0.16, 0.5, 1.0), turn);
}

fn light(p: vec3f, n: vec3f) -> vec3f {
    let cell = round(p.xz / 8.0);
    let to_lamp = lamp(cell) - p;
    let near = length(to_lamp);
    return hue(cell) * max(dot(n, to_lamp / near), 0.0) * 9.0 / (1.0 + near * near) + vec3f(0.02, 0.025, 0.045);
}

fn glow(origin: vec3f, ray: vec3f, way: f32) -> vec3f {
    var sum = vec3f(0.0);
    for (var k = 0; k < 25; k++) {
        let cell = vec2f(f32(k % 5 - 2), f32(k / 5 - 2)) + round(origin.xz / 8.0);
        let to_lamp = lamp(cell) - origin;
        let along = clamp(dot(to_lamp, ray), 0.0, way);
        let apart = length(along * ray - to_lamp);
        sum += hue(cell) * 0.02 / (0.008 + apart * apart);
    }
    return sum;
}

fn shade(origin: vec3f, ray: vec3f, way: f32) -> vec3f {
    let haze = vec3f(0.05, 0.06, 0.1);
    if way > 60.0 {
        return haze;
    }
    let p = origin + way * ray;
    let n = normal(p);
    let stone = vec3f(0.62, 0.56, 0.5) * (0.85 + 0.15 * sin(7.0 * p.y + 2.0 * sin(p.x + p.z)));
    let near = clamp(scene(p + 0.25 * n) / 0.25, 0.0, 1.0);
    return mix(haze, stone * light(p, n) * (0.3 + 0.7 * near), exp(-0.05 * way));
}

fn tone(color: vec3f) -> vec3f {
    return pow(smoothstep(vec3f(0.0), vec3f(1.0), 1.0 - exp(-2.4 * color)), vec3f(1.0 / 2.2));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let ray = direction(position.xy / frame.resolution);
    let turn = 2.0 * PI * frame.progress;
    let eye = vec3f(1.1 * sin(turn), 0.2, 1.1 * cos(turn));
    let way = march(eye, ray);
    // The water lies at -1.5 and gives back what is above it, rippled.
    let to_water = (-1.5 - eye.y) / min(ray.y, -0.0001);
    var color = shade(eye, ray, way);
    var seen = way;
    if ray.y < 0.0 && to_water < way {
        let p = eye + to_water * ray;
        // Far off, a pixel spans many ripples: what is left of them is their mean.
        let ripple = 0.02 / (1.0 + 0.03 * to_water * to_water) * vec2f(sin(9.0 * p.x + 3.0 * turn + 2.0 * sin(p.z)), sin(8.0 * p.z - 2.0 * turn + 3.0 * sin(p.x)));
        let n = normalize(vec3f(ripple.x, 1.0, ripple.y));
        let mirrored = reflect(ray, n);
        let far = march(p, mirrored);
        // Fresnel's term after Schlick, for water.
        let fresnel = 0.02 + 0.98 * pow(1.0 - max(-dot(ray, n), 0.0), 5.0);
        color = (shade(p, mirrored, far) + glow(p, mirrored, far)) * mix(0.25, 1.0, fresnel) + vec3f(0.002, 0.01, 0.012);
        seen = to_water;
    }
    color += glow(eye, ray, seen);
    return vec4f(tone(color), 1.0);
}
