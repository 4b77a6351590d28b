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
                for path in declared.values().flatten() {
                    check_path(source, path, offset..offset + length)?;
                }
            }
        }
        offset += length;
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
