//! What to say of imports and paths that lead nowhere.

use std::ops::Range;

use crate::scene::{Diagnostic, Source, nearest};
use crate::shader::library;

/// A module of the library that does not exist.
pub(super) fn module(source: &Source, path: &str, place: &Range<usize>) -> Diagnostic {
    let known = || library::paths().chain(["shaderpipe::frame", "shaderpipe::this_pass"]);
    let last = path.rsplit("::").next().unwrap_or(path);
    let same_end = known().find(|known| known.rsplit("::").next() == Some(last));
    let help = match same_end.or_else(|| nearest(path, known())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => modules(),
    };
    let message = format!("there is no module `{path}` to import from");
    Diagnostic::new(source, Some(place.clone()), message).help(help)
}

/// An item that the module or file `holder` does not declare.
pub(super) fn item(
    source: &Source,
    holder: &str,
    item: &str,
    items: &[&str],
    place: &Range<usize>,
) -> Diagnostic {
    let holds = |path: &&str| library::items(path).contains(&item);
    let elsewhere = library::paths().find(holds);
    let help = match (elsewhere, nearest(item, items.iter().copied())) {
        (Some(path), _) => format!("it is in `{path}`"),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) if items.is_empty() => "it declares nothing".to_owned(),
        (None, None) => format!("it has: {}", items.join(", ")),
    };
    let message = format!("`{holder}` has no `{item}`");
    Diagnostic::new(source, Some(last_of(place, item)), message).help(help)
}

/// A path whose first name nothing is imported as.
pub(super) fn namespace(source: &Source, path: &str, place: &Range<usize>) -> Diagnostic {
    let first = path.split("::").next().unwrap_or(path);
    let modules_end = |known: &&str| known.rsplit("::").next() == Some(first);
    let help = match library::paths().find(modules_end) {
        Some(path) => format!("add `#import {path}`"),
        None => format!("import it: `#import \"FILE\" as {first}`; {}", modules()),
    };
    let message = format!("nothing is imported as `{first}`");
    let place = place.start..place.start + first.len();
    Diagnostic::new(source, Some(place), message).help(help)
}

fn modules() -> String {
    let paths: Vec<&str> = library::paths().collect();
    format!("there are shaderpipe::frame, {}", paths.join(", "))
}

/// The place of `item`, which a path at `place` ends in.
fn last_of(place: &Range<usize>, item: &str) -> Range<usize> {
    place.end.saturating_sub(item.len()).max(place.start)..place.end
}
