//! Names that people write, and names that WGSL has.

const TEXTURE: &str =
    "a texture, a video or the target of a pass, by the name that the front matter gives it";
const POSITION: &str = "the parameter `@builtin(position) position: vec4f`, with y downwards";
const SAMPLE: &str = "`textureSample(NAME, NAME_sampler, uv)`, with both declared as variables";
const LEVEL: &str = "`textureSampleLevel(NAME, NAME_sampler, uv, level)`";

/// What writers of GLSL and of Shadertoy scenes write, and what it is here.
pub(super) const FROM_GLSL: &[(&str, &str)] = &[
    ("iTime", "`frame.time`, after `#import shaderpipe::frame`"),
    (
        "iTimeDelta",
        "`frame.delta`, after `#import shaderpipe::frame`",
    ),
    (
        "iResolution",
        "`frame.resolution`, after `#import shaderpipe::frame`",
    ),
    ("iMouse", "`frame.mouse`, after `#import shaderpipe::frame`"),
    ("iFrame", "`frame.index`, after `#import shaderpipe::frame`"),
    (
        "iFrameRate",
        "`frame.rate`, after `#import shaderpipe::frame`",
    ),
    (
        "pass",
        "`this_pass`, after `#import shaderpipe::this_pass`: `pass` is a reserved word",
    ),
    ("iChannel0", TEXTURE),
    ("iChannel1", TEXTURE),
    ("iChannel2", TEXTURE),
    ("iChannel3", TEXTURE),
    ("fragCoord", POSITION),
    ("gl_FragCoord", POSITION),
    ("fragColor", "the function's result: `return vec4f(…);`"),
    (
        "mod",
        "`a % b`, or `a - b * floor(a / b)` where a may be below 0",
    ),
    (
        "float",
        "`f32`; a variable is declared `let x = 1.0;` or `var x = 1.0;`",
    ),
    (
        "int",
        "`i32`; a variable is declared `let x = 1;` or `var x = 1;`",
    ),
    ("uint", "`u32`"),
    ("vec2", "`vec2f`"),
    ("vec3", "`vec3f`"),
    ("vec4", "`vec4f`"),
    ("ivec2", "`vec2i`"),
    ("mat2", "`mat2x2f`"),
    ("mat3", "`mat3x3f`"),
    ("mat4", "`mat4x4f`"),
    ("texture", SAMPLE),
    ("texture2D", SAMPLE),
    ("textureLod", LEVEL),
    ("texelFetch", "`textureLoad(NAME, coordinates, 0)`"),
    ("dFdx", "`dpdx`"),
    ("dFdy", "`dpdy`"),
    ("lessThan", "`a < b`: operators compare vectors, too"),
    ("lessThanEqual", "`a <= b`: operators compare vectors, too"),
    ("greaterThan", "`a > b`: operators compare vectors, too"),
    (
        "greaterThanEqual",
        "`a >= b`: operators compare vectors, too",
    ),
    ("equal", "`a == b`: operators compare vectors, too"),
    ("notEqual", "`a != b`: operators compare vectors, too"),
    ("void", "`fn name(…) -> f32 { … }`"),
];

/// What may stand behind `@`.
pub(super) const ATTRIBUTES: [&str; 14] = [
    "align",
    "binding",
    "builtin",
    "compute",
    "const",
    "fragment",
    "group",
    "id",
    "interpolate",
    "invariant",
    "location",
    "size",
    "vertex",
    "workgroup_size",
];

/// What may stand in `@builtin(…)`.
pub(super) const BUILTIN_VALUES: [&str; 12] = [
    "position",
    "vertex_index",
    "instance_index",
    "front_facing",
    "frag_depth",
    "sample_index",
    "sample_mask",
    "global_invocation_id",
    "local_invocation_id",
    "local_invocation_index",
    "workgroup_id",
    "num_workgroups",
];

/// Functions that are part of WGSL and that people write in other ways.
pub(super) const BUILT_IN: [&str; 46] = [
    "abs",
    "acos",
    "all",
    "any",
    "array",
    "asin",
    "atan",
    "atan2",
    "ceil",
    "clamp",
    "cos",
    "cross",
    "degrees",
    "determinant",
    "distance",
    "dot",
    "dpdx",
    "dpdy",
    "exp",
    "exp2",
    "faceForward",
    "floor",
    "fract",
    "fwidth",
    "inverseSqrt",
    "length",
    "log",
    "log2",
    "max",
    "min",
    "mix",
    "modf",
    "normalize",
    "pow",
    "radians",
    "reflect",
    "refract",
    "round",
    "saturate",
    "select",
    "sign",
    "sin",
    "smoothstep",
    "sqrt",
    "step",
    "tan",
];
