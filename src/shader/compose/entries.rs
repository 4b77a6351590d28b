//! The entry points of other files, by the names that the scene has for them.

use std::collections::BTreeMap;

use super::graph::{Graph, Meaning};
use super::write::{Place, Writer};
use crate::scene::Scene;

/// The declarations that the scene can name as entry points: what it imports, and what its passes reach
/// through the name of a file, as in `blur::soften`.
pub(super) struct Imported {
    places: BTreeMap<String, Place>,
    /// The names that its passes use.
    used: Vec<String>,
}

impl Imported {
    pub(super) fn of(scene: &Scene, graph: &Graph) -> Self {
        let entries = scene.passes.iter().flat_map(|pass| {
            let vertex = pass.draw.as_ref().map(|draw| &draw.vertex);
            vertex.into_iter().chain([&pass.entry])
        });
        let used: Vec<String> = entries.map(|entry| entry.value.clone()).collect();
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
