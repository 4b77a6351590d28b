// A train of gears, made of triangles in the vertex shader. It turns fast: give it motion blur.
//
//! title = "Gears"
//! description = "Thirteen gears of brass, copper and steel whose teeth mesh, at 24 teeth a second"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 8.0
//! color = "linear"
//
//! [params.teeth]
//! label = "Speed (times 96 teeth in the duration)"
//! default = 2
//! min = 0
//! max = 20
//
// Where each gear is and how far it has turned, one texel for each: what all of its vertices share.
//! [[pass]]
//! entry = "mesh_teeth"
//! target = "train"
//! size = [13, 1]
//! format = "rgba32float"
//
// Twice as wide and high as the picture, which takes the mean of four texels: soft edges.
//! [[pass]]
//! entry = "shade"
//! vertex = "gear"
//! vertices = 3456
//! instances = 13
//! depth = true
//! clear = true
//! target = "metal"
//! size = 2.0
//! [[pass]]
//! entry = "image"

#import shaderpipe::frame
#import shaderpipe::coordinates::{PI, TAU, cartesian, centred, rotate}
#import shaderpipe::color::tone_map_aces
#import shaderpipe::hash::random_1d

struct Params {
    teeth: i32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var train: texture_2d<f32>;
@group(0) @binding(2) var metal: texture_2d<f32>;

const GEARS: i32 = 13;
// A gear's radius for each of its teeth, and how thick all of them are.
const MODULE: f32 = 0.015;
const THICK: f32 = 0.13;
const EYE: vec3f = vec3f(0.25, -1.75, 2.35);

// A gear meshes with an earlier one: which, in which direction it lies (degrees), and its teeth.
struct Link {
    other: i32,
    direction: f32,
    teeth: f32,
}

// Place, turn (radians) and teeth of every gear. The first drives all others.
@fragment
fn mesh_teeth(@builtin(position) position: vec4f) -> @location(0) vec4f {
    var links = array(
        Link(0, 0.0, 48.0), Link(0, 25.0, 24.0), Link(1, -40.0, 16.0), Link(2, 20.0, 32.0),
        Link(3, 100.0, 12.0), Link(4, 175.0, 16.0), Link(0, 125.0, 24.0), Link(0, -115.0, 16.0),
        Link(0, -55.0, 32.0), Link(8, 15.0, 24.0), Link(9, -10.0, 16.0), Link(6, 200.0, 12.0),
        Link(7, 175.0, 32.0),
    );
    var gears: array<vec4f, GEARS>;
    // 96 teeth are whole turns of each gear: the loop has no seam.
    gears[0] = vec4f(-0.55, 0.05, TAU * 96.0 * f32(params.teeth) / 48.0 * frame.progress, 48.0);
    for (var k = 1; k < GEARS; k++) {
        let link = links[k];
        let from_gear = gears[link.other];
        let angle = radians(link.direction);
        let place = from_gear.xy + cartesian(vec2f(MODULE * (from_gear.w + link.teeth), angle));
        // Where one has a tooth, the other has a gap.
        let turn = angle + PI - PI / link.teeth + from_gear.w / link.teeth * (angle - from_gear.z);
        gears[k] = vec4f(place, turn, link.teeth);
    }
    return gears[i32(position.x)];
}

struct Camera {
    right: vec3f,
    up: vec3f,
    forward: vec3f,
}

fn camera() -> Camera {
    let forward = normalize(vec3f(0.12, -0.10, 0.0) - EYE);
    let right = normalize(cross(forward, vec3f(0.0, 0.0, 1.0)));
    return Camera(right, cross(right, forward), forward);
}

const FOCUS: f32 = 2.75;

// In clip space, with depths from 0 at 1 to 1 at 8 units away.
fn projected(p: vec3f) -> vec4f {
    let view = camera();
    let from_eye = p - EYE;
    let away = dot(from_eye, view.forward);
    let place = FOCUS * vec2f(dot(from_eye, view.right), dot(from_eye, view.up));
    return vec4f(place * vec2f(frame.resolution.y / frame.resolution.x, 1.0), (away - 1.0) * 8.0 / 7.0, away);
}

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) world: vec3f,
    @location(1) normal: vec3f,
    // The place on the gear's face, before it turned.
    @location(2) face: vec2f,
    // Distance to the outline, along the radius.
    @location(3) inward: f32,
    @location(4) @interpolate(flat) index: u32,
}

// Corner `k` of the outline, from the gear's middle: four to a tooth, two at its root, two at its tip.
fn outline(k: u32, teeth: f32) -> vec2f {
    let side = f32(k % 4u);
    let at_tip = side == 1.0 || side == 2.0;
    let tooth = f32(k / 4u) + select(select(-0.28, 0.28, side == 3.0), select(-0.12, 0.12, side == 2.0), at_tip);
    let radius = MODULE * (teeth + select(-2.3, 1.8, at_tip));
    return cartesian(vec2f(radius, TAU * tooth / teeth));
}

@vertex
fn gear(@builtin(vertex_index) index: u32, @builtin(instance_index) id: u32) -> Corner {
    let place = textureLoad(train, vec2u(id, 0u), 0);
    let teeth = place.w;
    // A slice from the hole to one edge of the outline: three quads, which are its face, the wall
    // outside and the wall of the hole. Gears with fewer teeth have slices without area.
    let slice = min(index / 18u, 4u * u32(teeth) - 1u);
    let idle = index / 18u >= 4u * u32(teeth);
    let quad = (index % 18u) / 6u;
    let corner = index % 6u;
    let second = corner == 1u || corner == 2u || corner == 4u;
    let far = corner == 2u || corner == 4u || corner == 5u;

    let start = outline(slice, teeth);
    let end = outline((slice + 1u) % (4u * u32(teeth)), teeth);
    let hole = MODULE * (2.0 + 0.12 * teeth);
    let edge = select(start, end, second);
    let inner = hole * normalize(edge);

    var p = vec3f(select(inner, edge, far), THICK);
    var normal = vec3f(0.0, 0.0, 1.0);
    var inward = select(length(edge) - hole, 0.0, far);
    if quad == 1u {
        p = vec3f(edge, select(0.0, THICK, far));
        normal = vec3f(normalize(vec2f(end.y - start.y, start.x - end.x)), 0.0);
        inward = 0.0;
    } else if quad == 2u {
        p = vec3f(inner, select(0.0, THICK, far));
        normal = vec3f(-normalize(inner), 0.0);
    }
    var result: Corner;
    result.face = p.xy;
    result.inward = inward;
    result.world = vec3f(rotate(p.xy, place.z) + place.xy, p.z);
    result.normal = vec3f(rotate(normal.xy, place.z), normal.z);
    result.index = id;
    result.position = select(projected(result.world), vec4f(0.0, 0.0, -1.0, 1.0), idle);
    return result;
}

// The room that the metal reflects: a bright window above to the left, a warm one low at the right,
// and a floor.
fn room(direction: vec3f) -> vec3f {
    let window = smoothstep(0.55, 0.95, dot(direction, normalize(vec3f(-0.75, 0.45, 0.85))));
    let lamp = smoothstep(0.50, 1.0, dot(direction, normalize(vec3f(0.85, 0.35, 0.40))));
    let base = mix(vec3f(0.020, 0.022, 0.030), vec3f(0.16, 0.17, 0.20), saturate(direction.z));
    return base + window * vec3f(1.5, 1.7, 2.0) + lamp * vec3f(1.7, 0.85, 0.35);
}

fn fan(around: vec3f, halfway: vec3f) -> f32 {
    let along = dot(around, halfway);
    return pow(1.0 - along * along, 24.0);
}

@fragment
fn shade(corner: Corner) -> @location(0) vec4f {
    let place = textureLoad(train, vec2u(corner.index, 0u), 0);
    let teeth = place.w;
    let outward = normalize(vec3f(corner.world.xy - place.xy, 0.0));
    // Brass, steel and copper, so that no two gears that touch are of the same.
    var alloys = array(vec3f(0.93, 0.66, 0.30), vec3f(0.60, 0.63, 0.68), vec3f(0.88, 0.45, 0.28));
    var kinds = array(1u, 0u, 1u, 2u, 0u, 1u, 2u, 0u, 0u, 2u, 1u, 0u, 2u);
    let alloy = alloys[kinds[corner.index]];
    let toward_eye = normalize(EYE - corner.world);

    var normal = normalize(corner.normal);
    var open = 1.0;
    var rough = 0.10;
    if normal.z > 0.5 {
        // The face: a rim and a hub with a web sunk in between them, whose steps catch the light.
        let radius = length(corner.face);
        let rim = MODULE * (0.86 * teeth - 4.5);
        let hub = MODULE * (5.0 + 0.16 * teeth);
        let bevel = 0.016;
        let into_web = min(rim - radius, radius - hub);
        let slant = saturate(1.0 - abs(into_web) / bevel) * select(1.0, -1.0, rim - radius > radius - hub);
        let edge = saturate(1.0 - corner.inward / 0.010);
        normal = normalize(normal + outward * (0.9 * edge - 0.9 * slant * step(0.0, rim - hub)));
        if into_web > 0.0 {
            open = 0.45 + 0.4 * smoothstep(0.0, 0.09, into_web);
            rough = 0.3;
            // Six round holes let it weigh less.
            let ring = 0.5 * (rim + hub);
            let angle = atan2(corner.face.y, corner.face.x);
            let nearest = ring * cartesian(vec2f(1.0, round(angle / TAU * 6.0) * TAU / 6.0));
            let hole = 0.30 * (rim - hub);
            let from_hole = length(corner.face - nearest) - hole;
            if from_hole < 0.0 && hole > 0.02 {
                open *= 0.12;
            }
            open *= mix(1.0, 1.4, saturate(1.0 - abs(from_hole) / 0.008) * step(0.02, hole));
        }
        // Turned on a lathe: fine grooves around the middle scatter light across themselves.
        let groove = random_1d(i32(radius * 900.0)) - 0.5;
        normal = normalize(normal + 0.05 * groove * outward);
    } else {
        // Between the gears it is dark, the deeper the darker.
        open = 0.25 + 0.75 * saturate(corner.world.z / THICK);
    }
    let mirrored = reflect(-toward_eye, normal);
    // Grooves around the middle draw a lamp's highlight out into a fan: it is bright wherever they run
    // at right angles to the direction half way between eye and lamp. Kajiya and Kay, 1989.
    let around = vec3f(-outward.y, outward.x, 0.0);
    let cold = fan(around, normalize(normalize(vec3f(-0.75, 0.45, 0.60)) + toward_eye));
    let warm = fan(around, normalize(normalize(vec3f(0.85, 0.25, 0.40)) + toward_eye));
    let fans = step(0.5, normal.z) * (cold * vec3f(0.95, 1.0, 1.1) + warm * vec3f(1.0, 0.62, 0.32));
    let facing = saturate(dot(normal, normalize(vec3f(-0.5, 0.4, 0.9))));
    let shine = room(mirrored) * (1.0 - rough) + rough * facing;
    let grazing = pow(1.0 - saturate(dot(normal, toward_eye)), 5.0);
    let light = mix(alloy * alloy, vec3f(0.8), 0.5 * grazing) * (0.55 * shine + 0.07 * facing + 0.85 * fans);
    return vec4f(open * light, 1.0);
}

// The plate beneath, with the shadows of the gears.
fn plate(position: vec2f) -> vec3f {
    let p = centred(position, frame.resolution);
    let view = camera();
    let ray = normalize(view.right * p.x + view.up * p.y + FOCUS * view.forward);
    let place = EYE - ray * (EYE.z + 0.05) / ray.z;
    var open = 1.0;
    for (var k = 0; k < GEARS; k++) {
        let gear = textureLoad(train, vec2i(k, 0), 0);
        let away = distance(place.xy, gear.xy + vec2f(0.07, -0.06)) - MODULE * gear.w;
        open *= mix(0.12, 1.0, smoothstep(-0.08, 0.16, away));
    }
    let falloff = exp(-0.35 * dot(place.xy, place.xy));
    return vec3f(0.030, 0.036, 0.048) * open * (0.35 + falloff);
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // Four texels for each pixel, of those there are: they stay as many when the picture is drawn finer.
    let first = 2u * vec2u(position.xy / frame.resolution * vec2f(textureDimensions(metal) / 2u));
    let behind = plate(position.xy);
    var sum = vec3f(0.0);
    for (var k = 0u; k < 4u; k++) {
        let texel = textureLoad(metal, first + vec2u(k % 2u, k / 2u), 0);
        // Highlights are toned one by one: the mean of what is shown leaves no jagged edge.
        sum += tone_map_aces(texel.rgb + (1.0 - texel.a) * behind);
    }
    let corner = position.xy / frame.resolution - 0.5;
    return vec4f(0.25 * sum * (1.0 - 0.8 * dot(corner, corner)), 1.0);
}
