//! Whether a scene's imports exist, used or not.

use naga_oil::compose::parse_imports::parse_imports;

use super::{library, limits};
use crate::scene::{Diagnostic, Source, nearest};

/// Refuses the first import of a module or an item that does not exist. Imports that cannot be read
/// are left to the composer.
pub(super) fn check(source: &Source) -> Result<(), Box<Diagnostic>> {
    let code = limits::without_comments(source.text());
    let mut offset = 0;
    while offset < code.len() {
        let length = statement_length(&code[offset..]);
        let statement = &code[offset..offset + length];
        if statement.trim_start().starts_with("#import") {
            let mut declared = Default::default();
            if parse_imports(statement, &mut declared).is_ok() {
                for (name, paths) in &declared {
                    for path in paths {
                        check_path(source, path, offset..offset + length)?;
                    }
                    refuse_field(source, &code, name)?;
                }
            }
        }
        offset += length;
    }
    Ok(())
}

/// Refuses a struct's field with the name of an import: the composer would rename the field where it is
/// declared and not where it is used.
fn refuse_field(source: &Source, code: &str, name: &str) -> Result<(), Box<Diagnostic>> {
    for (start, _) in code.match_indices("struct ") {
        let body = &code[start..];
        let body = &body[..body.find('}').unwrap_or(body.len())];
        for (at, _) in body.match_indices(name) {
            let before = body[..at].trim_end();
            let after = body[at + name.len()..].trim_start();
            // A field begins behind a brace, a comma or its attributes, and a colon follows it.
            if before.ends_with(['{', ',', ')']) && after.starts_with(':') {
                let place = start + at..start + at + name.len();
                let message = format!("the field `{name}` has the name of an import");
                return Err(Diagnostic::new(source, Some(place), message)
                    .help("rename the field, or import the other under a name of its own: `#import … as …`")
                    .into());
            }
        }
    }
    Ok(())
}

/// Bytes of the first line, or of an import with the lines its braces span.
fn statement_length(code: &str) -> usize {
    let mut length = 0;
    let mut open = 0_i32;
    for line in code.split_inclusive('\n') {
        length += line.len();
        open += line.matches('{').count() as i32 - line.matches('}').count() as i32;
        if open <= 0 || !code.trim_start().starts_with("#import") {
            break;
        }
    }
    length
}

fn check_path(
    source: &Source,
    path: &str,
    statement: std::ops::Range<usize>,
) -> Result<(), Box<Diagnostic>> {
    let is_module = |path: &str| library::MODULES.iter().any(|module| module.path == path);
    let (module, item) = path.rsplit_once("::").unwrap_or((path, ""));
    if is_module(path) || library::items(module).contains(&item) {
        return Ok(());
    }
    if path.starts_with('"') {
        let message = "scenes cannot import files yet: this version imports from its own library";
        return Err(Diagnostic::new(source, Some(statement), message)
            .help(modules())
            .into());
    }
    if !is_module(module) || module == "shaderpipe" {
        return Err(not_found(source, path, statement.start));
    }
    let items = library::items(module);
    let help = match nearest(item, items.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{module}` has: {}", items.join(", ")),
    };
    let message = format!("`{module}` has no `{item}`");
    Err(
        Diagnostic::new(source, Some(place(source, item, statement.start)), message)
            .help(help)
            .into(),
    )
}

/// The error for a module that does not exist, imported or used at the byte `at`.
pub(super) fn not_found(source: &Source, path: &str, at: usize) -> Box<Diagnostic> {
    let known = || {
        let modules = library::MODULES.iter().map(|module| module.path);
        modules
            .filter(|path| *path != "shaderpipe")
            .chain(["shaderpipe::frame"])
    };
    let last = path.rsplit("::").next().unwrap_or(path);
    let same_end = known().find(|known| known.rsplit("::").next() == Some(last));
    let help = match same_end.or_else(|| nearest(path, known())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => modules(),
    };
    let message = format!("there is no module `{path}` to import from");
    Diagnostic::new(source, Some(place(source, path, at)), message)
        .help(help)
        .into()
}

fn modules() -> String {
    let paths = library::MODULES.iter().map(|module| module.path);
    let paths: Vec<&str> = paths.filter(|path| *path != "shaderpipe").collect();
    format!("there are shaderpipe::frame, {}", paths.join(", "))
}

/// The bytes of `name` from `at` on.
fn place(source: &Source, name: &str, at: usize) -> std::ops::Range<usize> {
    match source.text().get(at..).and_then(|rest| rest.find(name)) {
        Some(start) => at + start..at + start + name.len(),
        None => at..at + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (String, (usize, usize)) {
        let error = check(&Source::new("test.wgsl", text)).unwrap_err();
        (error.to_string(), error.position().unwrap())
    }

    #[test]
    fn imports_must_exist_even_unused() {
        for (text, place, expected) in [
            (
                "#import noise\n",
                (1, 9),
                "did you mean `shaderpipe::noise`?",
            ),
            (
                "// x\n#import shaderpipe::noise::{value_2d, fbm2d}\n",
                (2, 39),
                "did you mean `fbm_2d`?",
            ),
            (
                "#import shaderpipe::{\n  sdf,\n  nose\n}\n",
                (1, 1),
                "`shaderpipe::noise`",
            ),
            ("#import \"mine.wgsl\"\n", (1, 1), "cannot import files yet"),
            (
                "#import shaderpipe::frame\nstruct P { a: f32, frame: f32 }\n",
                (2, 20),
                "name of an import",
            ),
        ] {
            let (message, position) = error(text);
            assert!(message.contains(expected), "{text}: {message}");
            assert_eq!(position, place, "{text}: {message}");
        }
    }

    #[test]
    fn imports_that_exist_pass() {
        let text = "#import shaderpipe::frame\n#import shaderpipe::{noise, sdf::{circle as disc}}\n\
                    /*\n#import nothing\n*/\nstruct P { frames: f32 }\nfn f(frame: f32) {}\n";
        check(&Source::new("test.wgsl", text)).unwrap();
    }
}
