//! The way out of the mistakes that people make most, from the compiler's words.

use super::library;
use super::uniform::FIELDS;
use crate::scene::nearest;

/// What writers of GLSL and of Shadertoy scenes write, and what it is here.
const FROM_GLSL: [(&str, &str); 20] = [
    ("iTime", "`frame.time`, after `#import shaderpipe::frame`"),
    (
        "iResolution",
        "`frame.resolution`, after `#import shaderpipe::frame`",
    ),
    ("iMouse", "`frame.mouse`, after `#import shaderpipe::frame`"),
    ("iFrame", "`frame.index`, after `#import shaderpipe::frame`"),
    (
        "fragCoord",
        "the parameter `@builtin(position) position: vec4f`, with y downwards",
    ),
    (
        "gl_FragCoord",
        "the parameter `@builtin(position) position: vec4f`, with y downwards",
    ),
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
    ("vec2", "`vec2f`"),
    ("vec3", "`vec3f`"),
    ("vec4", "`vec4f`"),
    ("mat2", "`mat2x2f`"),
    (
        "iChannel0",
        "a texture, a video or the target of a pass, by the name that the front matter gives it",
    ),
    (
        "iTimeDelta",
        "`frame.delta`, after `#import shaderpipe::frame`",
    ),
    (
        "texture",
        "`textureSample(NAME, NAME_sampler, uv)`, with both declared as variables",
    ),
    ("texelFetch", "`textureLoad(NAME, coordinates, 0)`"),
    ("ivec2", "`vec2i`"),
    ("void", "`fn name(…) -> f32 { … }`"),
];

/// Functions that are part of WGSL and that people write in other ways.
const BUILT_IN: [&str; 46] = [
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

/// Words of GLSL that stand before a name.
const GLSL_TYPES: [&str; 11] = [
    "float", "int", "uint", "bool", "vec2", "vec3", "vec4", "mat2", "mat3", "mat4", "double",
];

const FUNCTION: &str = "in WGSL a function is `fn name(a: f32) -> f32 { … }`, and what draws the \
                        picture is `@fragment fn image(@builtin(position) position: vec4f) -> \
                        @location(0) vec4f { … }`";

/// What to do about an error with these words: `before` is the word that stands before its place, `known`
/// are names that its file may use.
pub(super) fn way_out(message: &str, before: &str, known: &[&str]) -> Option<String> {
    let quoted = message.split('`').nth(1);
    let found = message.split("found \"").nth(1);
    let found = found.and_then(|rest| rest.split('"').next());
    if message.contains("no definition in scope") {
        let name = quoted?;
        return Some(undefined(name).unwrap_or_else(|| {
            let known = known.iter().chain(&BUILT_IN).copied();
            match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it (`let`, `var`, `const`, `fn`), or import it".to_owned(),
            }
        }));
    }
    if message.contains("invalid field accessor") {
        let near = nearest(quoted?, FIELDS.iter().map(|(name, ..)| *name));
        return Some(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "vectors have x, y, z, w or r, g, b, a; structs what they declare".to_owned(),
        });
    }
    if message.contains("Functions that are not entry points cannot have") {
        return Some("is it an entry point? Write `@fragment` before it".to_owned());
    }
    if message.starts_with("redefinition of") || message.contains("is a reserved keyword") {
        return Some("give it another name".to_owned());
    }
    if ["is expected to be", "automatic conversions cannot"]
        .iter()
        .any(|words| message.contains(words))
    {
        return Some("convert it: as in `i32(x)`, or leave the type out".to_owned());
    }
    if !message.contains("expected") {
        return None;
    }
    match found? {
        "?" => Some("WGSL has no `a ? b : c`: write `select(c, b, a)`".to_owned()),
        _ if GLSL_TYPES.contains(&before) => {
            Some("in WGSL a variable is `let x = 1.0;`, or `var x = 1.0;` if it changes".to_owned())
        }
        "void" | "float" | "vec2" | "vec3" | "vec4" | "int" | "in" | "out" | "uniform"
        | "precision" | "layout" | "varying" | "attribute"
            if message.contains("global item") =>
        {
            Some(FUNCTION.to_owned())
        }
        found if message.contains("expected `;`") => {
            Some(format!("end the statement before `{found}` with `;`"))
        }
        _ => None,
    }
}

fn undefined(name: &str) -> Option<String> {
    if let Some((_, wgsl)) = FROM_GLSL.iter().find(|(glsl, _)| *glsl == name) {
        return Some(format!("in WGSL this is {wgsl}"));
    }
    if name == "frame" {
        return Some("add `#import shaderpipe::frame`".to_owned());
    }
    let modules = || library::MODULES.iter().map(|module| module.path);
    if let Some(path) = modules().find(|path| path.strip_prefix("shaderpipe::") == Some(name)) {
        return Some(format!("add `#import {path}`"));
    }
    let holder = modules().find(|path| library::items(path).contains(&name))?;
    let short = holder.rsplit("::").next().unwrap_or(holder);
    Some(format!("it is `{short}::{name}`, after `#import {holder}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_mistakes_have_a_way_out() {
        for (message, expected) in [
            (
                "no definition in scope for identifier: `iTime`",
                "frame.time",
            ),
            (
                "no definition in scope for identifier: `frame`",
                "#import shaderpipe::frame",
            ),
            (
                "no definition in scope for identifier: `noise`",
                "#import shaderpipe::noise",
            ),
            (
                "no definition in scope for identifier: `fbm_2d`",
                "noise::fbm_2d",
            ),
            ("invalid field accessor `tiem`", "did you mean `time`?"),
        ] {
            assert!(
                way_out(message, "", &[]).unwrap().contains(expected),
                "{message}"
            );
        }
        assert_eq!(
            way_out(
                "no definition in scope for identifier: `wabe`",
                "",
                &["wave"]
            )
            .as_deref(),
            Some("did you mean `wave`?")
        );
        assert_eq!(way_out("entry point attribute on a `const`", "", &[]), None);
    }
}
