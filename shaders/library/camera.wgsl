#define_import_path shaderpipe::camera

#import shaderpipe::rotation::{about, chain, facing, inverse, slerp, turn}

// Cameras, the rays that they see along, and paths for them. Space is right-handed with y up; a
// camera that is not turned looks along -z. `p` is a place in the picture as `coordinates::centred`
// gives it: y from -1 to 1 over the height, x by the same measure.
//
// A path through keyframes takes cameras from an array of your own, of any length:
//     let at = span(4.0 * frame.progress, 5u);
//     let now = between(keys[at.before], keys[at.first], keys[at.second], keys[at.behind], at.t);

// A camera.
struct Camera {
    // Where it is.
    position: vec3f,
    // How it is turned: a unit quaternion, see `rotation`.
    orientation: vec4f,
    // How much it sees from the top of the picture to the bottom, in radians, below π.
    field_of_view: f32,
}

// What is seen at one place: all points origin + t · direction with t above 0; the direction is one
// unit long.
struct Ray {
    origin: vec3f,
    direction: vec3f,
}

// A camera at `position` that looks at `aim`, upright.
fn look_at(position: vec3f, aim: vec3f, field_of_view: f32) -> Camera {
    let orientation = facing(aim - position, vec3f(0.0, 1.0, 0.0));
    return Camera(position, orientation, field_of_view);
}

// A camera on a sphere about `aim`, which it looks at: `angles` are its longitude (0 on the z axis,
// π/2 on the x axis) and its latitude (above 0: it looks down), in radians.
fn orbit(angles: vec2f, distance: f32, aim: vec3f, field_of_view: f32) -> Camera {
    let flat = cos(angles.y);
    let back = vec3f(flat * sin(angles.x), sin(angles.y), flat * cos(angles.x));
    // From the longitude, so that it does not flip over the poles.
    let right = vec3f(cos(angles.x), 0.0, -sin(angles.x));
    let orientation = facing(-back, cross(back, right));
    return Camera(aim + distance * back, orientation, field_of_view);
}

// `camera`, moved on a sphere about `aim` by `angles.x` of longitude and `angles.y` of latitude, and
// to `angles.z` times its distance; it still sees `aim` in the same place. With `frame.orbit` a
// preview's mouse turns the view, and an export shows `camera` as it is. Of `orbit(a, d, …)` it makes
// `orbit(a + angles.xy, angles.z * d, …)`.
fn orbited(camera: Camera, aim: vec3f, angles: vec3f) -> Camera {
    let right = turn(camera.orientation, vec3f(1.0, 0.0, 0.0));
    let moved = chain(about(vec3f(0.0, 1.0, 0.0), angles.x), about(right, -angles.y));
    // By the difference, so that nothing moves where nothing is turned, to the last digit.
    let offset = camera.position - aim;
    let position = camera.position + (angles.z * turn(moved, offset) - offset);
    return Camera(position, chain(moved, camera.orientation), camera.field_of_view);
}

// What a `texture_cube` is sampled at, to be seen along `direction`: cubes have z ahead where x is to
// the right, cameras -z. A camera that is not turned sees the middle of the cube's picture.
fn cube_direction(direction: vec3f) -> vec3f {
    return vec3f(direction.xy, -direction.z);
}

// The direction that the camera looks along, one unit long.
fn forward(camera: Camera) -> vec3f {
    return turn(camera.orientation, vec3f(0.0, 0.0, -1.0));
}

// The ray of a lens without distortion, as in most games and films.
fn perspective(camera: Camera, p: vec2f) -> Ray {
    let reach = tan(0.5 * camera.field_of_view);
    let direction = turn(camera.orientation, normalize(vec3f(p * reach, -1.0)));
    return Ray(camera.position, direction);
}

// The ray of a picture without perspective, as in plans: it shows `half_height` of space above and
// below its middle, whatever the distance.
fn orthographic(camera: Camera, p: vec2f, half_height: f32) -> Ray {
    let origin = camera.position + turn(camera.orientation, vec3f(p * half_height, 0.0));
    return Ray(origin, forward(camera));
}

// The ray of a lens that sees `angle` radians from the middle of the picture to its top, up to π:
// the angle grows evenly with the distance from the middle (an equidistant fisheye; domes have
// π/2).
fn fisheye(camera: Camera, p: vec2f, angle: f32) -> Ray {
    let away = length(p);
    let bent = away * angle;
    let around = select(vec2f(0.0), p / away, away > 0.0) * sin(bent);
    return Ray(camera.position, turn(camera.orientation, vec3f(around, -cos(bent))));
}

// The ray of a 360° picture, which is twice as wide as high. `uv` is a place as
// `coordinates::normalised` gives it, from (0, 0) at the bottom left to (1, 1) at the top right;
// the camera looks at its middle.
fn equirectangular(camera: Camera, uv: vec2f) -> Ray {
    let angles = (uv - 0.5) * vec2f(6.28318530717959, 3.14159265358979);
    let flat = cos(angles.y);
    let direction = vec3f(flat * sin(angles.x), sin(angles.y), -flat * cos(angles.x));
    return Ray(camera.position, turn(camera.orientation, direction));
}

// The ray of one eye in a 360° picture: `equirectangular`, from a circle as wide as the eyes are
// apart. `side` is -1 for the left eye and 1 for the right. Ishiguro, Yamamoto and Tsuji,
// "Omni-directional stereo", 1992.
fn equirectangular_stereo(camera: Camera, uv: vec2f, side: f32, separation: f32) -> Ray {
    let longitude = (uv.x - 0.5) * 6.28318530717959;
    let right = turn(camera.orientation, vec3f(cos(longitude), 0.0, sin(longitude)));
    let ray = equirectangular(camera, uv);
    return Ray(ray.origin + 0.5 * side * separation * right, ray.direction);
}

// The ray of one eye: `perspective` from `separation` / 2 to its `side`, -1 left and 1 right. What
// is `convergence` in front of the camera looks as far as the screen, nearer things before it. Both
// eyes look straight ahead, and the pictures are shifted: nothing is distorted at their edges.
fn stereoscopic(camera: Camera, p: vec2f, side: f32, separation: f32, convergence: f32) -> Ray {
    let reach = convergence * tan(0.5 * camera.field_of_view);
    let eye = vec3f(0.5 * side * separation, 0.0, 0.0);
    let direction = normalize(vec3f(p * reach, -convergence) - eye);
    let origin = camera.position + turn(camera.orientation, eye);
    return Ray(origin, turn(camera.orientation, direction));
}

// Which eye sees a pixel, and where.
struct Eye {
    // -1 for the left eye, 1 for the right.
    side: f32,
    // The place in the eye's own picture, as `coordinates::centred`.
    p: vec2f,
    // The place in the eye's own picture, as `coordinates::normalised`.
    uv: vec2f,
}

// Two pictures side by side, the left eye's on the left. `position` is that of
// `@builtin(position)`. For halves that a player stretches to the full width, double `p.x`.
fn side_by_side(position: vec2f, resolution: vec2f) -> Eye {
    let size = vec2f(0.5 * resolution.x, resolution.y);
    let is_right = position.x >= size.x;
    let place = vec2f(position.x - select(0.0, size.x, is_right), position.y);
    return eye(place, size, is_right);
}

// Two pictures one above the other, the left eye's on top: how 360° players expect them.
fn top_bottom(position: vec2f, resolution: vec2f) -> Eye {
    let size = vec2f(resolution.x, 0.5 * resolution.y);
    let is_right = position.y >= size.y;
    let place = vec2f(position.x, position.y - select(0.0, size.y, is_right));
    return eye(place, size, is_right);
}

// The eye that sees `place`, in pixels from the top left of its own picture, which has `size`.
fn eye(place: vec2f, size: vec2f, is_right: bool) -> Eye {
    let up = vec2f(place.x, size.y - place.y);
    return Eye(select(-1.0, 1.0, is_right), (2.0 * up - size) / size.y, up / size);
}

// `perspective` through a lens of radius `aperture`: what is `focus` in front of the camera is
// sharp. `sample` is a place in the disc of radius 1, a new one for each ray: see `hash::in_disc`.
fn thin_lens(camera: Camera, p: vec2f, aperture: f32, focus: f32, sample: vec2f) -> Ray {
    let reach = focus * tan(0.5 * camera.field_of_view);
    let start = vec3f(aperture * sample, 0.0);
    let direction = normalize(vec3f(p * reach, -focus) - start);
    let origin = camera.position + turn(camera.orientation, start);
    return Ray(origin, turn(camera.orientation, direction));
}

// Where `perspective` shows a point of space: x and y are its place in the picture as `p`, z how
// far it is in front of the camera, below 0 behind it (x and y mean nothing then).
fn project(camera: Camera, point: vec3f) -> vec3f {
    let seen = turn(inverse(camera.orientation), point - camera.position);
    let depth = -seen.z;
    let reach = tan(0.5 * camera.field_of_view) * select(depth, 1.0, depth == 0.0);
    return vec3f(seen.xy / reach, depth);
}

// The four keyframes around a time, and how far it is from `first` to `second`, 0 to 1.
struct Span {
    before: u32,
    first: u32,
    second: u32,
    behind: u32,
    t: f32,
}

// The keyframes around `time`, in keyframes: from 0, the first, to `count` - 1, the last. Ease it
// for a soft start and end.
fn span(time: f32, count: u32) -> Span {
    let last = max(count, 1u) - 1u;
    let held = clamp(time, 0.0, f32(last));
    let first = min(u32(held), max(last, 1u) - 1u);
    let second = min(first + 1u, last);
    return Span(max(first, 1u) - 1u, first, second, min(second + 1u, last), held - f32(first));
}

// As `span`, for a path that goes on from the last keyframe to the first: it repeats after `count`.
fn span_closed(time: f32, count: u32) -> Span {
    let length = f32(max(count, 1u));
    let held = time - length * floor(time / length);
    let first = min(u32(held), max(count, 1u) - 1u);
    let k = (vec3u(first) + vec3u(max(count, 1u) - 1u, 1u, 2u)) % max(count, 1u);
    return Span(k.x, first, k.y, k.z, held - f32(first));
}

// The camera at `t`, 0 to 1, of the way from `first` to `second`: positions along a smooth curve
// through all keyframes, orientations smoothly the short way. The horizon may tilt between them:
// for one that stays level, move a place and an aim by `catmull_rom` each, and `look_at`.
fn between(before: Camera, first: Camera, second: Camera, behind: Camera, t: f32) -> Camera {
    let position =
        catmull_rom(before.position, first.position, second.position, behind.position, t);
    // Two turns about the keyframes, each bent by its neighbours, blended: Schlag, "Using geometric
    // constructions to interpolate orientation with quaternions", 1991.
    let start = slerp(before.orientation, first.orientation, t + 1.0);
    let middle = slerp(first.orientation, second.orientation, t);
    let end = slerp(second.orientation, behind.orientation, t - 1.0);
    let early = slerp(start, middle, 0.5 * (t + 1.0));
    let late = slerp(middle, end, 0.5 * t);
    let field_of_view = mix(first.field_of_view, second.field_of_view, t * t * (3.0 - 2.0 * t));
    return Camera(position, slerp(early, late, t), field_of_view);
}

// The place at `t`, 0 to 1, of the way from `first` to `second` on a smooth curve that passes
// through all four. Catmull and Rom, "A class of local interpolating splines", 1974.
fn catmull_rom(before: vec3f, first: vec3f, second: vec3f, behind: vec3f, t: f32) -> vec3f {
    let bend = 2.0 * before - 5.0 * first + 4.0 * second - behind;
    let twist = 3.0 * (first - second) + behind - before;
    return first + 0.5 * t * (second - before + t * (bend + t * twist));
}
