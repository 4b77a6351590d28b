// Springs: one place jumps from key to key, and four followers chase it, each on a spring of its own:
// quick, lazy (critically damped), loose (it swings) and eager (it leans back before it leaps). The
// places are parameters; the shader only draws them, and the lines of equal distance from them all.

//! title = "Springs"
//! description = "Keyframes, and second-order dynamics that follow them"
//! duration = 8.0
//! [params.leader]
//! default = [0.0, 0.0]
//! widget = "point"
//! [[params.leader.keys]]
//! time = 0.0
//! value = [-1.15, 0.35]
//! easing = "step"
//! [[params.leader.keys]]
//! time = 0.2
//! value = [1.15, 0.45]
//! easing = "step"
//! [[params.leader.keys]]
//! time = 1.2
//! value = [0.6, -0.55]
//! easing = "step"
//! [[params.leader.keys]]
//! time = 2.2
//! value = [-1.0, -0.5]
//! easing = "step"
//! [[params.leader.keys]]
//! time = 3.4
//! value = [-0.1, 0.5]
//! easing = "step"
//! [[params.leader.keys]]
//! time = 4.6
//! value = [1.25, -0.15]
//! easing = "step"
//! [[params.leader.keys]]
//! time = 5.8
//! value = [-1.15, 0.35]
//! easing = "step"
//! [params.quick]
//! default = [0.0, 0.0]
//! widget = "point"
//! spring = { frequency = 2.2, damping = 0.6, response = 1.0 }
//! [[params.quick.keys]]
//! time = 0.0
//! value = [-1.15, 0.35]
//! easing = "step"
//! [[params.quick.keys]]
//! time = 0.2
//! value = [1.15, 0.45]
//! easing = "step"
//! [[params.quick.keys]]
//! time = 1.2
//! value = [0.6, -0.55]
//! easing = "step"
//! [[params.quick.keys]]
//! time = 2.2
//! value = [-1.0, -0.5]
//! easing = "step"
//! [[params.quick.keys]]
//! time = 3.4
//! value = [-0.1, 0.5]
//! easing = "step"
//! [[params.quick.keys]]
//! time = 4.6
//! value = [1.25, -0.15]
//! easing = "step"
//! [[params.quick.keys]]
//! time = 5.8
//! value = [-1.15, 0.35]
//! easing = "step"
//! [params.lazy]
//! default = [0.0, 0.0]
//! widget = "point"
//! spring = { frequency = 1.1, damping = 1.0, response = 0.0 }
//! [[params.lazy.keys]]
//! time = 0.0
//! value = [-1.15, 0.35]
//! easing = "step"
//! [[params.lazy.keys]]
//! time = 0.2
//! value = [1.15, 0.45]
//! easing = "step"
//! [[params.lazy.keys]]
//! time = 1.2
//! value = [0.6, -0.55]
//! easing = "step"
//! [[params.lazy.keys]]
//! time = 2.2
//! value = [-1.0, -0.5]
//! easing = "step"
//! [[params.lazy.keys]]
//! time = 3.4
//! value = [-0.1, 0.5]
//! easing = "step"
//! [[params.lazy.keys]]
//! time = 4.6
//! value = [1.25, -0.15]
//! easing = "step"
//! [[params.lazy.keys]]
//! time = 5.8
//! value = [-1.15, 0.35]
//! easing = "step"
//! [params.loose]
//! default = [0.0, 0.0]
//! widget = "point"
//! spring = { frequency = 1.5, damping = 0.28, response = 0.0 }
//! [[params.loose.keys]]
//! time = 0.0
//! value = [-1.15, 0.35]
//! easing = "step"
//! [[params.loose.keys]]
//! time = 0.2
//! value = [1.15, 0.45]
//! easing = "step"
//! [[params.loose.keys]]
//! time = 1.2
//! value = [0.6, -0.55]
//! easing = "step"
//! [[params.loose.keys]]
//! time = 2.2
//! value = [-1.0, -0.5]
//! easing = "step"
//! [[params.loose.keys]]
//! time = 3.4
//! value = [-0.1, 0.5]
//! easing = "step"
//! [[params.loose.keys]]
//! time = 4.6
//! value = [1.25, -0.15]
//! easing = "step"
//! [[params.loose.keys]]
//! time = 5.8
//! value = [-1.15, 0.35]
//! easing = "step"
//! [params.eager]
//! default = [0.0, 0.0]
//! widget = "point"
//! spring = { frequency = 1.4, damping = 0.5, response = -1.2 }
//! [[params.eager.keys]]
//! time = 0.0
//! value = [-1.15, 0.35]
//! easing = "step"
//! [[params.eager.keys]]
//! time = 0.2
//! value = [1.15, 0.45]
//! easing = "step"
//! [[params.eager.keys]]
//! time = 1.2
//! value = [0.6, -0.55]
//! easing = "step"
//! [[params.eager.keys]]
//! time = 2.2
//! value = [-1.0, -0.5]
//! easing = "step"
//! [[params.eager.keys]]
//! time = 3.4
//! value = [-0.1, 0.5]
//! easing = "step"
//! [[params.eager.keys]]
//! time = 4.6
//! value = [1.25, -0.15]
//! easing = "step"
//! [[params.eager.keys]]
//! time = 5.8
//! value = [-1.15, 0.35]
//! easing = "step"
#import shaderpipe::frame
#import shaderpipe::sdf

struct Params {
    leader: vec2f,
    quick: vec2f,
    lazy: vec2f,
    loose: vec2f,
    eager: vec2f,
}
@group(0) @binding(0) var<uniform> params: Params;

// Where the followers are: a field that blobs add to, and the colour of whoever is nearest.
struct Field {
    distance: f32,
    color: vec3f,
    weight: f32,
}

fn blob(field: Field, p: vec2f, place: vec2f, radius: f32, color: vec3f) -> Field {
    let away = sdf::circle(p - place, radius);
    let weight = exp(-6.0 * away);
    return Field(
        sdf::op_smooth_union(field.distance, away, 0.22),
        field.color + color * weight,
        field.weight + weight,
    );
}

// Lines of equal distance from all followers, which run together where these do.
fn backdrop(away: f32, tint: vec3f) -> vec3f {
    let place = away / 0.11;
    let pixel = 2.0 / frame.resolution.y / 0.11;
    let line = smoothstep(0.06 + pixel, 0.06, abs(fract(place - 0.5) - 0.5));
    let fade = exp(-1.1 * away);
    return vec3f(0.03, 0.034, 0.06) + fade * (0.16 * tint + 0.30 * line * tint);
}

// A thin cord from the leader to a follower.
fn cord(p: vec2f, a: vec2f, b: vec2f) -> f32 {
    let away = sdf::segment_2d(p, a, b);
    return 0.5 * exp(-away * away * 6000.0);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = (2.0 * position.xy - frame.resolution) / frame.resolution.y * vec2f(1.0, -1.0);
    let places = array(params.quick, params.lazy, params.loose, params.eager);
    let colors = array(
        vec3f(1.0, 0.45, 0.25),
        vec3f(0.25, 0.6, 1.0),
        vec3f(0.35, 0.95, 0.6),
        vec3f(0.95, 0.4, 0.9),
    );
    var field = Field(1e3, vec3f(0.0), 1e-6);
    var cords = vec3f(0.0);
    for (var k = 0; k < 4; k++) {
        cords += cord(p, params.leader, places[k]) * colors[k];
        field = blob(field, p, places[k], 0.26 - 0.02 * f32(k), colors[k]);
    }
    let tint = field.color / field.weight;
    var color = backdrop(max(field.distance, 0.0), tint) + cords;
    let pixel = 2.0 / frame.resolution.y;
    let inside = smoothstep(pixel, -pixel, field.distance);
    // Lit as drops: brighter towards the edge, with a highlight from above.
    let depth = clamp(-field.distance / 0.25, 0.0, 1.0);
    let body = tint * (0.55 + 0.45 * (1.0 - depth)) + 0.25 * pow(1.0 - depth, 6.0);
    color += tint * 0.25 * exp(-9.0 * max(field.distance, 0.0));
    color = mix(color, body, inside);
    let ring = abs(sdf::circle(p - params.leader, 0.09)) - 0.006;
    color = mix(color, vec3f(1.0), smoothstep(pixel, -pixel, ring));
    return vec4f(color, 1.0);
}
