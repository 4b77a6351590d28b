#define_import_path shaderpipe::rotation

// Rotations in space, as unit quaternions. xyz is the axis times the sine of half the angle, w the
// cosine of half the angle. They turn right-handed, can be chained, and blend without flips.

// No rotation.
const IDENTITY: vec4f = vec4f(0.0, 0.0, 0.0, 1.0);

// By `angle` radians about an axis, which must be one unit long.
fn about(axis: vec3f, angle: f32) -> vec4f {
    return vec4f(axis * sin(0.5 * angle), cos(0.5 * angle));
}

// Yaw about y, pitch about x, roll about z, in radians: roll happens first, yaw last.
fn euler(yaw: f32, pitch: f32, roll: f32) -> vec4f {
    let tilt = chain(about(vec3f(1.0, 0.0, 0.0), pitch), about(vec3f(0.0, 0.0, 1.0), roll));
    return chain(about(vec3f(0.0, 1.0, 0.0), yaw), tilt);
}

// `first`, and then `second`: the quaternion product second · first. Hamilton, 1843.
fn chain(second: vec4f, first: vec4f) -> vec4f {
    return vec4f(
        second.w * first.xyz + first.w * second.xyz + cross(second.xyz, first.xyz),
        second.w * first.w - dot(second.xyz, first.xyz),
    );
}

// The rotation that undoes `rotation`.
fn inverse(rotation: vec4f) -> vec4f {
    return vec4f(-rotation.xyz, rotation.w);
}

// `p` turned by a rotation.
fn turn(rotation: vec4f, p: vec3f) -> vec3f {
    return p + 2.0 * cross(rotation.xyz, cross(rotation.xyz, p) + rotation.w * p);
}

// From `first` (t = 0) to `second` (t = 1), evenly and the short way. Shoemake, "Animating rotation
// with quaternion curves", 1985.
fn slerp(first: vec4f, second: vec4f, t: f32) -> vec4f {
    let product = dot(first, second);
    // Both signs of a quaternion are the same rotation: the nearer one is the short way.
    let near = select(second, -second, product < 0.0);
    let cosine = abs(product);
    if cosine > 0.9995 {
        return normalize(mix(first, near, t));
    }
    let angle = acos(cosine);
    return (sin((1.0 - t) * angle) * first + sin(t * angle) * near) / sin(angle);
}

// The rotation that takes x to `right`, y to `up` and z to `back`: three directions one unit long,
// square to each other, right-handed. Shepperd, "Quaternion from rotation matrix", 1978.
fn from_axes(right: vec3f, up: vec3f, back: vec3f) -> vec4f {
    // Four times the square of each component; the largest loses no digits.
    let x = 1.0 + right.x - up.y - back.z;
    let y = 1.0 - right.x + up.y - back.z;
    let z = 1.0 - right.x - up.y + back.z;
    let w = 1.0 + right.x + up.y + back.z;
    let largest = max(max(x, y), max(z, w));
    var sum = vec4f(up.z - back.y, back.x - right.z, right.y - up.x, w);
    if largest == x {
        sum = vec4f(x, right.y + up.x, back.x + right.z, up.z - back.y);
    } else if largest == y {
        sum = vec4f(right.y + up.x, y, up.z + back.y, back.x - right.z);
    } else if largest == z {
        sum = vec4f(back.x + right.z, up.z + back.y, z, right.y - up.x);
    }
    return normalize(sum);
}

// The rotation of something that looks along -z, as cameras do, to look along `forward` with its
// head towards `up`. Neither need be one unit long; where they are in line, another `up` is chosen.
fn facing(forward: vec3f, up: vec3f) -> vec4f {
    let back = -normalize(forward);
    let side = cross(up, back);
    let other = cross(select(vec3f(0.0, 0.0, 1.0), vec3f(1.0, 0.0, 0.0), abs(back.z) > 0.9), back);
    let is_clear = dot(side, side) > 1e-10 * dot(up, up);
    let right = normalize(select(other, side, is_clear));
    return from_axes(right, cross(back, right), back);
}
