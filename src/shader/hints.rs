//! The way out of the mistakes that people make most, from the compiler's words.

mod names;

use super::invalid::short;
use super::library;
use super::uniform::FIELDS;
use crate::scene::nearest;
use names::{ATTRIBUTES, BUILT_IN, BUILTIN_VALUES, FROM_GLSL};

/// Words of GLSL that stand before a name.
const GLSL_TYPES: [&str; 11] = [
    "float", "int", "uint", "bool", "vec2", "vec3", "vec4", "mat2", "mat3", "mat4", "double",
];

const FUNCTION: &str = "in WGSL a function is `fn name(a: f32) -> f32 { … }`, and what draws the \
                        picture is `@fragment fn image(@builtin(position) position: vec4f) -> \
                        @location(0) vec4f { … }`";

/// What the compiler says of a mistake.
pub(super) struct Told<'a> {
    pub(super) message: &'a str,
    /// What stands before its place on the line.
    pub(super) before: &'a str,
    /// Names that its file may use.
    pub(super) known: &'a [&'a str],
    /// The places that it names.
    pub(super) labels: &'a [Label<'a>],
    pub(super) notes: &'a [&'a str],
}

/// A place that the compiler names.
pub(super) struct Label<'a> {
    /// What it says of it.
    pub(super) words: String,
    /// What the author wrote there.
    pub(super) text: &'a str,
    /// What stands before it on the line.
    pub(super) before: &'a str,
}

impl Told<'_> {
    /// Of which only the message is known.
    pub(super) fn message(message: &str) -> Told<'_> {
        Told {
            message,
            before: "",
            known: &[],
            labels: &[],
            notes: &[],
        }
    }

    /// The way out, where one is known.
    pub(super) fn way_out(&self) -> Option<String> {
        let message = self.message;
        let quoted = message.split('`').nth(1);
        let says = |words: &str| message.contains(words);
        if says("no definition in scope") {
            return self.undefined(quoted?);
        }
        if says("invalid field accessor") {
            let near = nearest(quoted?, FIELDS.iter().map(|(name, ..)| *name));
            return Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "vectors have x, y, z, w or r, g, b, a; structs what they declare".to_owned()
                }
            });
        }
        for (what, words, mark) in [
            ("unknown attribute", &ATTRIBUTES[..], "@"),
            ("unknown builtin", &BUILTIN_VALUES, ""),
        ] {
            if says(what) {
                let near = nearest(&quoted?.to_lowercase(), words.iter().copied());
                return Some(match near {
                    Some(near) => format!("did you mean `{mark}{near}`?"),
                    None => format!("there are: {}", words.join(", ")),
                });
            }
        }
        if says("passed as argument #") {
            return self.argument(quoted?);
        }
        if message == "too many arguments passed to `atan`" {
            return Some("of two numbers it is `atan2(y, x)`".to_owned());
        }
        if let Some(binding) = self.labelled("this is an immutable binding")
            && last_word(binding.before) != "let"
        {
            let name = binding.text;
            return Some(format!(
                "`{name}` is a parameter, and those stay as they are: begin with `var q = {name};`, \
                 and change `q`"
            ));
        }
        if let Some((_, types)) = message.split_once("is expected to be ") {
            return Some(conversion(types));
        }
        let known = [
            (
                "Functions that are not entry points cannot have",
                "is it an entry point? Write `@fragment` before it",
            ),
            ("redefinition of", "give it another name"),
            ("is a reserved keyword", "give it another name"),
            (
                "automatic conversions cannot",
                "convert it: as in `i32(x)`, or leave the type out",
            ),
            (
                "pointer to a non-atomic",
                "declare it as one: `atomic<u32>`, or `array<atomic<u32>>`",
            ),
            (
                "atomic variables cannot be accessed directly",
                "read it with `atomicLoad(&x)`, and write it with `atomicStore(&x, value)`",
            ),
        ];
        match known.into_iter().find(|(words, _)| says(words)) {
            Some((_, help)) => Some(help.to_owned()),
            None if says("expected") => self.unexpected(),
            None => None,
        }
    }

    fn labelled(&self, words: &str) -> Option<&Label<'_>> {
        self.labels.iter().find(|label| label.words.contains(words))
    }

    fn undefined(&self, name: &str) -> Option<String> {
        Some(undefined(name).unwrap_or_else(|| {
            let known = self.known.iter().chain(&BUILT_IN).copied();
            match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it (`let`, `var`, `const`, `fn`), or import it".to_owned(),
            }
        }))
    }

    /// An argument of the function `name` that comes with the library of WGSL.
    fn argument(&self, name: &str) -> Option<String> {
        let given = self.labelled("argument #")?;
        if name == "mix" && given.words.contains("bool") {
            return Some("a condition chooses with `select(a, b, condition)`".to_owned());
        }
        let is_vector = |label: &Label<'_>| label.words.contains("type vec");
        if let Some(other) = self.labelled("which constrains")
            && is_vector(given) != is_vector(other)
        {
            let (vector, number) = match is_vector(given) {
                true => (given, other),
                false => (other, given),
            };
            let ty = vector.words.split("type ").nth(1)?;
            let ty = ty
                .split(',')
                .next()?
                .replace("a number with a point", "f32");
            // Else that is where a value was declared.
            let is_here = number.before.starts_with(self.before);
            return Some(format!(
                "all its arguments have one type: write `{}({})`",
                short(&ty),
                if is_here { number.text } else { "x" }
            ));
        }
        let mut allowed: Vec<String> = Vec::new();
        let notes = self.notes.iter();
        for ty in notes.filter_map(|note| note.strip_prefix("allowed type: ")) {
            // Numbers without a type become one of the others; no adapter is asked for 16 or 64 bits.
            let is_rare = ["{", "16", "64"].iter().any(|part| ty.contains(part));
            let ty = short(ty);
            if !is_rare && !allowed.contains(&ty) {
                allowed.push(ty);
            }
        }
        Some(format!("it can be: {}", allowed.join(", ")))
    }

    /// What the compiler did not expect to find.
    fn unexpected(&self) -> Option<String> {
        let expects = |what: &str| self.message.contains(&format!("expected {what}"));
        let found = self.message.split("found \"").nth(1);
        let found = found.and_then(|rest| rest.split('"').next())?;
        let before = last_word(self.before);
        let help = match found {
            "?" => "WGSL has no `a ? b : c`: write `select(c, b, a)`",
            "++" | "--" => "write it behind the variable, as a statement of its own: `i++;`",
            "and" => "write `a && b`",
            "or" => "write `a || b`",
            _ if expects("`:`") && ["inout", "out", "in"].contains(&before) => {
                "in WGSL a function returns what it changes, or takes a pointer: \
                 `p: ptr<function, vec2f>`, changes `*p`, and is called with `&p`"
            }
            _ if expects("`:`") && GLSL_TYPES.contains(&before) => {
                "in WGSL the type stands behind the name: `a: f32`"
            }
            _ if GLSL_TYPES.contains(&before) => {
                "in WGSL a variable is `let x = 1.0;`, or `var x = 1.0;` if it changes"
            }
            _ if expects("`{`") && !self.before.contains("fn ") => {
                "even a single statement stands in braces: `if a { return x; }`"
            }
            _ if expects("global item") && is_glsl(found) => FUNCTION,
            _ if expects("`;`") => {
                return Some(format!("end the statement before `{found}` with `;`"));
            }
            _ => return None,
        };
        Some(help.to_owned())
    }
}

/// Whether `word` begins a declaration in GLSL.
fn is_glsl(word: &str) -> bool {
    let words = [
        "void",
        "in",
        "out",
        "uniform",
        "precision",
        "layout",
        "varying",
        "attribute",
    ];
    GLSL_TYPES.contains(&word) || words.contains(&word)
}

fn last_word(line: &str) -> &str {
    let words = line.split(|char: char| !char.is_alphanumeric() && char != '_');
    let mut words = words.filter(|word| !word.is_empty());
    words.next_back().unwrap_or_default()
}

fn undefined(name: &str) -> Option<String> {
    if let Some((_, wgsl)) = FROM_GLSL.iter().find(|(glsl, _)| *glsl == name) {
        return Some(format!("in WGSL this is {wgsl}"));
    }
    if library::items(library::ROOT).contains(&name) {
        return Some(format!("add `#import shaderpipe::{name}`"));
    }
    let modules = || library::MODULES.iter().map(|module| module.path);
    if let Some(path) = modules().find(|path| path.strip_prefix("shaderpipe::") == Some(name)) {
        return Some(format!("add `#import {path}`"));
    }
    let holder = modules().find(|path| library::items(path).contains(&name))?;
    let short = holder.rsplit("::").next().unwrap_or(holder);
    Some(format!("it is `{short}::{name}`, after `#import {holder}`"))
}

/// How a value becomes one of another type, where a message names both: "`f32`, but got `vec2<f32>`".
fn conversion(types: &str) -> String {
    let mut named = types.split('`').skip(1).step_by(2).map(short);
    let (wanted, got) = (named.next(), named.next());
    let size = |name: &str| {
        let size = name.strip_prefix("vec")?.chars().next()?.to_digit(10)?;
        "xyzw".get(..size as usize)
    };
    let sizes = |name: &Option<String>| name.as_deref().and_then(size);
    let way = match (sizes(&wanted), sizes(&got), wanted) {
        (None, Some(_), _) => "take one of its numbers: as in `v.x`".to_owned(),
        (Some(few), Some(many), _) if few.len() < many.len() => {
            format!("take some of its numbers: as in `v.{few}`")
        }
        (_, _, Some(wanted)) => format!("convert it: as in `{wanted}(x)`"),
        (_, _, None) => "convert it: as in `i32(x)`".to_owned(),
    };
    format!("{way}, or leave the type out")
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
                Told::message(message).way_out().unwrap().contains(expected),
                "{message}"
            );
        }
        let unknown = Told {
            known: &["wave"],
            ..Told::message("no definition in scope for identifier: `wabe`")
        };
        assert_eq!(unknown.way_out().as_deref(), Some("did you mean `wave`?"));
        let other = Told::message("entry point attribute on a `const`");
        assert_eq!(other.way_out(), None);
    }
}
