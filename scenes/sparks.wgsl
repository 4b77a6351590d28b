// Sparks from a grindstone: a compute pass moves them, a vertex entry point draws them as streaks.
//
//! title = "Sparks"
//! description = "Two jets of sparks that fall, bounce off a polished floor and go out"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 10.0
//! color = "linear"
//
//! [params.force]
//! label = "Force"
//! default = 1.0
//! min = 0.2
//! max = 2.0
//! step = 0.05
//! [params.bounce]
//! label = "How high they bounce"
//! default = 0.45
//! min = 0.0
//! max = 0.9
//! step = 0.05
//! [params.exposure]
//! label = "Exposure (stops)"
//! default = 0.0
//! min = -4.0
//! max = 4.0
//! step = 0.1
//
//! [buffers.sparks]
//! size = 131072
//
//! [[pass]]
//! entry = "fly"
//! dispatch = [64, 1, 1]
//! [[pass]]
//! entry = "burn"
//! vertex = "streak"
//! vertices = 6
//! instances = 4096
//! blend = "add"
//! clear = [0, 0, 0, 1]
//! target = "light"
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::tone_map_aces
#import shaderpipe::hash::{pcg_3d, unit_float}

struct Params {
    force: f32,
    bounce: f32,
    exposure: f32,
}
@group(0) @binding(0) var<uniform> params: Params;

// Heights above the floor and lengths are counted in halves of the picture's height.
struct Spark {
    place: vec2f,
    speed: vec2f,
    // Seconds since it flew off, and how many it burns.
    age: f32,
    lasts: f32,
    births: u32,
    // How strongly it is lit, for those that are nearer and those that are farther.
    nearness: f32,
}
@group(0) @binding(1) var<storage, read_write> sparks: array<Spark>;
@group(0) @binding(2) var light: texture_2d<f32>;
@group(0) @binding(3) var linear_sampler: sampler;

const FLOOR: f32 = -0.62;

// Where a stone throws sparks, and in which direction: two stones that sway in step.
fn stone(side: f32) -> vec4f {
    let sway = sin(TAU * 0.2 * frame.time);
    let place = vec2f(side * 1.28, 0.12 + 0.1 * side * sway);
    let angle = 0.72 + 0.30 * sin(TAU * 0.1 * frame.time + 0.8 * side);
    return vec4f(place, -side * cos(angle), sin(angle));
}

fn born(id: u32, births: u32) -> Spark {
    let bits = pcg_3d(vec3u(id, births, frame.seed));
    let r = vec3f(unit_float(bits.x), unit_float(bits.y), unit_float(bits.z));
    let source = stone(select(-1.0, 1.0, (id & 1u) == 1u));
    // Most fly close to the jet's middle; a few stray.
    let stray = (r.x - 0.5) * (0.25 + 1.1 * r.x * (1.0 - r.x) * r.z);
    let fast = params.force * (1.0 + 1.35 * r.y);
    let speed = fast * vec2f(source.z - stray * source.w, source.w + stray * source.z);
    let lasts = 0.7 + 1.5 * r.z * r.z;
    // The first ones flew off before the film began; each of the others within the frame just past.
    let head_start = select(r.x * frame.delta, 0.0, births == 1u);
    let wait = select(0.0, -2.2 * r.z - 0.001 * r.y, births == 1u);
    return Spark(source.xy + head_start * speed, speed, wait, lasts, births, 0.5 + 0.7 * r.y);
}

@compute @workgroup_size(64)
fn fly(@builtin(global_invocation_id) id: vec3u) {
    var spark = sparks[id.x];
    if spark.age >= spark.lasts {
        spark = born(id.x, spark.births + 1u);
    }
    spark.age += frame.delta;
    if spark.age > 0.0 {
        // Gravity, and air that slows the fast ones most.
        spark.speed += frame.delta * (vec2f(0.0, -1.9) - 0.32 * length(spark.speed) * spark.speed);
        spark.place += frame.delta * spark.speed;
        if spark.place.y < FLOOR && spark.speed.y < 0.0 {
            spark.place.y = 2.0 * FLOOR - spark.place.y;
            // The floor is rough: it throws every spark another way.
            let bits = pcg_3d(vec3u(id.x, spark.births, frame.index));
            let kick = unit_float(bits.x) - 0.5;
            let rise = -params.bounce * (0.6 + 0.8 * unit_float(bits.y));
            spark.speed = vec2f(0.75 * spark.speed.x + 0.5 * kick * spark.speed.y, rise * spark.speed.y);
        }
    }
    sparks[id.x] = spark;
}

struct Corner {
    @builtin(position) position: vec4f,
    // Along and across the streak, -1 to 1.
    @location(0) place: vec2f,
    @location(1) @interpolate(flat) glow: vec3f,
}

// The colour of glowing iron that cools, from 1 to 0: white, yellow, orange, red, nothing.
fn iron(heat: f32) -> vec3f {
    return vec3f(5.0, 3.2, 1.7) * pow(vec3f(heat), vec3f(1.2, 2.6, 5.2));
}

@vertex
fn streak(@builtin(vertex_index) index: u32, @builtin(instance_index) id: u32) -> Corner {
    let spark = sparks[id];
    // Two triangles make a rectangle: the corners 0 1 2 and 1 2 3.
    let corner = select(index, index - 2u, index > 2u);
    let along = select(-1.0, 1.0, (corner & 1u) == 1u);
    let across = select(-1.0, 1.0, corner > 1u);

    // Few are large and bright, most are small; each is drawn for as long as it flies in its own time,
    // and never thinner than a pixel and a half.
    let bits = pcg_3d(vec3u(id, spark.births, 3u));
    let large = pow(unit_float(bits.x), 5.0);
    let shutter = mix(0.012, 0.10, unit_float(bits.y) * unit_float(bits.y));
    let pixel = 2.0 / frame.resolution.y;
    let fast = max(length(spark.speed), 1e-4);
    let direction = spark.speed / fast;
    let own = (0.0022 + 0.0035 * large) * spark.nearness;
    let width = max(own, 1.5 * pixel);
    let reach = 0.5 * fast * shutter + width;
    let p = spark.place + along * reach * direction + across * width * vec2f(-direction.y, direction.x);

    let alive = spark.age > 0.0 && spark.age < spark.lasts;
    let heat = saturate(1.0 - spark.age / spark.lasts);
    var result: Corner;
    result.place = vec2f(along, across);
    // A streak that had to be widened is dimmer: as much light in every size of picture.
    result.glow = iron(0.25 + 0.75 * heat) * smoothstep(0.0, 0.2, heat) * (0.35 + 3.0 * large) * own / width;
    let clip = vec4f(p.x * frame.resolution.y / frame.resolution.x, p.y, 0.0, 1.0);
    result.position = select(vec4f(0.0, 0.0, -1.0, 1.0), clip, alive);
    return result;
}

@fragment
fn burn(corner: Corner) -> @location(0) vec4f {
    // Bright in its middle line, and towards its head.
    let across = 1.0 - corner.place.y * corner.place.y;
    let along = (1.0 - corner.place.x * corner.place.x) * (0.6 + 0.4 * corner.place.x);
    return vec4f(2.6 * corner.glow * across * across * along, 0.0);
}

fn light_at(p: vec2f) -> vec3f {
    let uv = 0.5 + p * vec2f(0.5 * frame.resolution.y / frame.resolution.x, -0.5);
    return textureSampleLevel(light, linear_sampler, uv, 0.0).rgb;
}

// The light of a stone's jet on the haze around it.
fn haze(p: vec2f, side: f32) -> f32 {
    let away = p - stone(side).xy - vec2f(-side * 0.12, 0.05);
    return 0.012 / (dot(away, away) + 0.05);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, frame.resolution);
    var color = light_at(p) + vec3f(1.0, 0.42, 0.13) * 0.35 * (haze(p, -1.0) + haze(p, 1.0));
    color += mix(vec3f(0.004, 0.005, 0.009), vec3f(0.013, 0.012, 0.016), smoothstep(0.9, -0.6, p.y));
    if p.y < FLOOR {
        // The floor mirrors, and blurs what is far above it upright.
        let depth = FLOOR - p.y;
        var mirrored = vec3f(0.0);
        for (var k = -4.0; k <= 4.0; k += 1.0) {
            let spread = depth * (1.0 + 0.07 * k) + 0.004 * k;
            mirrored += light_at(vec2f(p.x, FLOOR + max(spread, 0.0))) * (1.0 - k * k / 25.0);
        }
        let level = vec2f(p.x, 2.0 * FLOOR - p.y);
        let warm = vec3f(1.0, 0.42, 0.13) * 0.35 * (haze(level, -1.0) + haze(level, 1.0));
        let fade = exp(-2.6 * depth);
        color = vec3f(0.006, 0.006, 0.008) + color * 0.35 + (0.075 * mirrored + 0.6 * warm) * fade;
    }
    return vec4f(tone_map_aces(exp2(params.exposure) * color), 1.0);
}
