//! The entry points of other files, by the names that the scene has for them.

use std::collections::BTreeMap;

use super::graph::{Graph, Meaning};
use super::write::{Place, Writer};
use crate::scene::{Diagnostic, Placed, Scene, nearest};

/// The declarations that the scene can name as entry points: what it imports, and what its passes reach
/// through the name of a file, as in `blur::soften`.
pub(super) struct Imported {
    places: BTreeMap<String, Place>,
    /// The names that its passes use.
    used: Vec<String>,
}

impl Imported {
    pub(super) fn of(scene: &Scene, graph: &Graph) -> Self {
        let used: Vec<String> = named(scene).map(|entry| entry.value.clone()).collect();
        let names = &graph.modules[0].names;
        let items = names.iter().filter_map(|(name, meaning)| match *meaning {
            Meaning::Item {
                module,
                declaration,
            } if !name.contains("::") => Some((name.clone(), (module, declaration))),
            _ => None,
        });
        let reached = used.iter().filter_map(|name| {
            let (file, item) = name.split_once("::")?;
            let Some(&Meaning::Module(module)) = names.get(file) else {
                return None;
            };
            let declaration = *graph.modules[module].file.names.get(item)?;
            Some((name.clone(), (module, declaration)))
        });
        Self {
            places: items.chain(reached).collect(),
            used,
        }
    }

    /// Each name with its declaration.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, Place)> {
        self.places.iter().map(|(name, place)| (name, *place))
    }

    /// The names of the entry point that the joined text calls `joined`: those that passes use, else one.
    pub(super) fn names(&self, writer: &Writer<'_>, joined: &str) -> Vec<&String> {
        let all = self.iter();
        let names: Vec<&String> = all
            .filter(|(_, place)| writer.name(*place) == joined)
            .map(|(name, _)| name)
            .collect();
        let is_used = |name: &&String| self.used.contains(name);
        match names.iter().copied().filter(is_used).collect::<Vec<_>>() {
            used if used.is_empty() => names.into_iter().take(1).collect(),
            used => used,
        }
    }
}

/// The entry points that the passes of a scene name.
fn named(scene: &Scene) -> impl Iterator<Item = &Placed<String>> {
    scene.passes.iter().flat_map(|pass| {
        let vertex = pass.draw.as_ref().map(|draw| &draw.vertex);
        vertex.into_iter().chain([&pass.entry])
    })
}

/// What is wrong with the names that passes have for entry points of other files.
pub(super) fn mistakes(scene: &Scene, graph: &Graph) -> Option<Diagnostic> {
    named(scene).find_map(|entry| mistake(entry, scene, graph))
}

fn mistake(entry: &Placed<String>, scene: &Scene, graph: &Graph) -> Option<Diagnostic> {
    let module = &graph.modules[0];
    let name = entry.value.as_str();
    let help = if let Some((file, item)) = name.split_once("::") {
        match module.names.get(file) {
            Some(&Meaning::Module(of)) => {
                let items = graph.modules[of].file.items();
                match nearest(item, items.iter().copied()) {
                    Some(near) if near == item => return None,
                    Some(near) => format!("did you mean \"{file}::{near}\"?"),
                    None => format!("`{file}` has: {}", items.join(", ")),
                }
            }
            _ => format!("import its file: `#import \"FILE\" as {file}`"),
        }
    } else if module.file.names.contains_key(name) || module.names.contains_key(name) {
        return None;
    } else {
        // A file that is imported as a whole keeps its names behind its own.
        let holds = |(file, meaning): (&String, &Meaning)| match *meaning {
            Meaning::Module(of) => {
                let found = &graph.modules[of].file;
                let declaration = &found.declarations[*found.names.get(name)?];
                let is_entry = found.code[declaration.range.clone()].starts_with('@');
                is_entry.then(|| format!("did you mean \"{file}::{name}\"?"))
            }
            Meaning::Item { .. } => None,
        };
        module.names.iter().find_map(holds)?
    };
    let message = format!("the WGSL has no entry point `{name}`");
    Some(Diagnostic::new(&scene.source, Some(entry.span.clone()), message).help(help))
}
