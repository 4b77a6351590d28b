// A picture of everything around, as a cube map: drops of liquid metal mirror it, and each other.
// media/studio.wgsl drew it.

//! title = "Chrome"
//! description = "Liquid metal mirrors a studio: a cube map"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 10.0
//! color = "linear"
//
// Longitude by latitude, made into a cube. The smaller pictures of `mipmaps` are soft ones.
//! [textures.studio]
//! file = "media/studio.png"
//! cube = true
//! mipmaps = true
//
//! [params.polish]
//! label = "Polish"
//! default = 0.8
//! min = 0.0
//! max = 1.0
//! step = 0.05
//! [params.metal]
//! label = "Metal"
//! default = [0.93, 0.93, 0.96]
//! widget = "color"

#import shaderpipe::camera
#import shaderpipe::frame
#import shaderpipe::rotation
#import shaderpipe::sdf
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::{srgb_decode, tone_map_aces}

struct Params {
    polish: f32,
    metal: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var studio: texture_cube<f32>;
@group(0) @binding(2) var studio_sampler: sampler;

const DROPS: i32 = 5;
const FAR: f32 = 12.0;

// The light that comes from a direction. The lamps are brighter than a picture's white.
fn room(direction: vec3f, softness: f32) -> vec3f {
    let light = textureSampleLevel(studio, studio_sampler, camera::cube_direction(direction), softness).rgb;
    return light * (0.8 + 5.0 * pow(dot(light, vec3f(0.333)), 4.0));
}

var<private> drops: array<vec3f, DROPS>;

// Each drop goes round on a path of its own; all are back where they began when the film ends.
fn place_drops() {
    for (var k = 0; k < DROPS; k++) {
        let way = TAU * (frame.progress + f32(k) / f32(DROPS));
        let lean = 1.9 * f32(k);
        drops[k] = vec3f(1.15 * cos(way), 0.75 * sin(2.0 * way + lean), 0.95 * sin(way + 0.4 * sin(lean)));
    }
}

fn metal(p: vec3f) -> f32 {
    var away = sdf::sphere(p, 0.62);
    for (var k = 0; k < DROPS; k++) {
        away = sdf::op_smooth_union(away, sdf::sphere(p - drops[k], 0.46 - 0.05 * f32(k)), 0.45);
    }
    return away;
}

fn normal(p: vec3f) -> vec3f {
    let k = vec2f(0.003, -0.003);
    return normalize(
        k.xyy * metal(p + k.xyy) + k.yyx * metal(p + k.yyx) + k.yxy * metal(p + k.yxy) + k.xxx * metal(p + k.xxx),
    );
}

// How far a ray goes until it meets the metal; FAR: it does not.
fn march(ray: camera::Ray) -> f32 {
    var way = 0.02;
    for (var k = 0; k < 80 && way < FAR; k++) {
        let away = metal(ray.origin + way * ray.direction);
        if away < 0.001 {
            return way;
        }
        way += away;
    }
    return FAR;
}

// What the metal shows at a place: the room, or at some places the metal again.
fn mirrored(first: camera::Ray, first_way: f32) -> vec3f {
    var ray = first;
    var way = first_way;
    var tint = vec3f(1.0);
    var softness = 7.0 * (1.0 - params.polish);
    for (var bounce = 0; bounce < 3 && way < FAR; bounce++) {
        let p = ray.origin + way * ray.direction;
        let n = normal(p);
        // After Schlick: at a grazing angle, every metal is white.
        let grazing = pow(1.0 - saturate(-dot(ray.direction, n)), 5.0);
        tint *= mix(srgb_decode(params.metal), vec3f(1.0), grazing);
        ray = camera::Ray(p + 0.01 * n, reflect(ray.direction, n));
        way = march(ray);
        // A mirrored mirror shows more of the room on fewer pixels.
        softness += select(0.0, 1.5, way < FAR);
    }
    return tint * room(ray.direction, softness);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    place_drops();
    let angles = vec2f(TAU * frame.progress, 0.22 + 0.14 * sin(TAU * frame.progress));
    let view = camera::orbit(angles + frame.orbit.xy, 3.7 * frame.orbit.z, vec3f(0.0), 0.95);
    let ray = camera::perspective(view, centred(position.xy, frame.resolution));
    let way = march(ray);
    // Behind, the room is out of focus: the mean over a lens.
    var color = vec3f(0.0);
    for (var k = 0; k < 24; k++) {
        let turn = 2.39996 * f32(k);
        let place = 0.075 * sqrt((f32(k) + 0.5) / 24.0) * vec2f(cos(turn), sin(turn));
        let aside = rotation::turn(view.orientation, vec3f(place, 0.0));
        color += 0.75 / 24.0 * room(normalize(ray.direction + aside), 2.0);
    }
    if way < FAR {
        color = mirrored(ray, way);
    }
    return vec4f(tone_map_aces(1.1 * color), 1.0);
}
