//! Every file that a scene imports, directly or through others, and what its names stand for.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::file::File;
use super::statement::Import;
use super::unknown;
use crate::scene::{Diagnostic, MAX_SOURCE_BYTES, Scene, SceneError, Source};
use crate::shader::library;

/// The most files of a scene, itself among them.
const MAX_FILES: usize = 256;
/// The most bytes of all its files together.
const MAX_BYTES: usize = 4 << 20;
/// The most mistakes that are told at once.
const MAX_MISTAKES: usize = 20;

/// The scene and all that it imports.
pub(super) struct Graph {
    /// The scene is the first.
    pub(super) modules: Vec<Module>,
    /// The files that were read, the scene first: one that is imported by several names by each.
    pub(super) sources: Vec<Source>,
}

/// One file, or one module of the library.
pub(super) struct Module {
    pub(super) file: File,
    /// Its path in the library; `None` for a file.
    pub(super) shipped: Option<&'static str>,
    /// What is imported, by the names and paths that the file uses.
    pub(super) names: HashMap<String, Meaning>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A declaration of a module.
    Item {
        /// The module.
        module: usize,
        /// The declaration's place in its file.
        declaration: usize,
    },
    /// A module as a whole.
    Module(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    File(PathBuf),
    Library(&'static str),
}

/// Reads the scene and what it imports.
///
/// With every mistake in what the files import, and of what keeps one from being read.
pub(super) fn load(scene: &Scene) -> (Graph, Vec<Diagnostic>) {
    let path = scene.source.path();
    let mut loader = Loader {
        scene,
        graph: Graph {
            modules: Vec::new(),
            sources: Vec::new(),
        },
        places: HashMap::new(),
        chain: Vec::new(),
        bytes: 0,
        mistakes: Vec::new(),
    };
    // A text that stands for no file has its name alone.
    let found = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    loader.graph.sources.push(scene.source.clone());
    loader.add(Key::File(found), &scene.source);
    (loader.graph, loader.mistakes)
}

struct Loader<'a> {
    scene: &'a Scene,
    graph: Graph,
    /// The module of each file and library module; `None` for one that cannot be used.
    places: HashMap<Key, Option<usize>>,
    /// The modules that import one another, down to the one that is read.
    chain: Vec<usize>,
    bytes: usize,
    mistakes: Vec<Diagnostic>,
}

impl Loader<'_> {
    /// Takes in a module with all that it imports.
    fn add(&mut self, key: Key, source: &Source) -> Option<usize> {
        let file = match File::read(source) {
            Ok(file) => file,
            Err(mistake) => {
                self.mistakes.push(*mistake);
                self.places.insert(key, None);
                return None;
            }
        };
        let library = match key {
            Key::Library(path) => Some(path),
            Key::File(_) => None,
        };
        let imports = file.imports.clone();
        let paths = paths(&file);
        let place = self.graph.modules.len();
        self.places.insert(key, Some(place));
        self.graph.modules.push(Module {
            file,
            shipped: library,
            names: HashMap::new(),
        });
        self.chain.push(place);
        for import in &imports {
            if self.mistakes.len() >= MAX_MISTAKES {
                break;
            }
            if let Some(meaning) = self.meaning(place, import) {
                self.name(place, import, meaning);
            }
        }
        for (path, range) in paths {
            if self.mistakes.len() >= MAX_MISTAKES {
                break;
            }
            if let Some(meaning) = self.path(place, &path, &range) {
                self.graph.modules[place].names.insert(path, meaning);
            }
        }
        self.chain.pop();
        Some(place)
    }

    fn source(&self, module: usize) -> &Source {
        &self.graph.modules[module].file.source
    }

    fn mistake(&mut self, module: usize, place: &Range<usize>, message: String, help: String) {
        let source = self.source(module);
        let mistake = Diagnostic::new(source, Some(place.clone()), message).help(help);
        self.mistakes.push(mistake);
    }

    /// What an import of `module` stands for.
    fn meaning(&mut self, module: usize, import: &Import) -> Option<Meaning> {
        let Some((written, place)) = &import.file else {
            return self.shipped(module, &import.path, &import.place);
        };
        let file = self.file(module, written, place)?;
        match import.path.as_str() {
            "" => Some(Meaning::Module(file)),
            item => self.item(module, file, item, &import.place),
        }
    }

    /// Gives `module` an imported name.
    fn name(&mut self, module: usize, import: &Import, meaning: Meaning) {
        let name = &import.name;
        let Module { file, names, .. } = &mut self.graph.modules[module];
        let message = match names.get(name) {
            Some(other) if *other != meaning => {
                format!("`{name}` is imported twice, from two places")
            }
            _ if file.names.contains_key(name) => {
                format!("`{name}` is imported, and this file declares it too")
            }
            _ => {
                names.insert(name.clone(), meaning);
                return;
            }
        };
        let help = "import it under another name: `NAME as OTHER`".to_owned();
        self.mistake(module, &import.place, message, help);
    }

    /// What the path of a library's module or item stands for.
    fn shipped(&mut self, module: usize, path: &str, place: &Range<usize>) -> Option<Meaning> {
        if let Some(found) = library::module(path) {
            return Some(Meaning::Module(self.shipped_module(found)?));
        }
        let (parent, item) = path.rsplit_once("::").unwrap_or((path, ""));
        match library::module(parent) {
            // What is missing from the root is rather a module than one of its items.
            Some(found) if parent != library::ROOT || library::items(parent).contains(&item) => {
                let parent = self.shipped_module(found)?;
                self.item(module, parent, item, place)
            }
            _ => {
                let mistake = unknown::module(self.source(module), path, place);
                self.mistakes.push(mistake);
                None
            }
        }
    }

    fn shipped_module(&mut self, module: &library::LibraryModule) -> Option<usize> {
        let key = Key::Library(module.path);
        match self.places.get(&key) {
            Some(place) => *place,
            None => self.add(key, &Source::new(module.path, module.source)),
        }
    }

    /// The module of the file that `module` imports from.
    fn file(&mut self, module: usize, written: &str, place: &Range<usize>) -> Option<usize> {
        let from = self.source(module).clone();
        let found = match self.scene.files.resolve(from.path(), Path::new(written)) {
            Ok(found) => found,
            Err(error) => {
                self.mistakes.push(error.at(&from, Some(place.clone())));
                return None;
            }
        };
        let key = Key::File(found.clone());
        match self.places.get(&key) {
            Some(&Some(other)) if self.chain.contains(&other) => {
                let message = self.circle(other);
                let help = "move what both need into a file that imports neither".to_owned();
                self.mistake(module, place, message, help);
                return None;
            }
            _ => {}
        }
        let folder = from.path().parent().unwrap_or(Path::new(""));
        let name: PathBuf = folder.join(written).components().collect();
        if let Some(known) = self.places.get(&key).copied() {
            if let Some(known) = known {
                self.also_called(known, name, (module, place))?;
            }
            return known;
        }
        let source = match Source::read(&found, &name, MAX_SOURCE_BYTES) {
            Ok(source) => source,
            Err(error) => {
                self.places.insert(key, None);
                let message = match &error {
                    SceneError::Read { source, .. } => {
                        format!("cannot read {}: {source}", name.display())
                    }
                    error => error.to_string(),
                };
                let help = "import a file of WGSL text".to_owned();
                self.mistake(module, place, message, help);
                return None;
            }
        };
        if let Some(mistake) = front_matter(&source) {
            self.mistakes.push(mistake);
        }
        self.bytes += source.text().len();
        if !self.has_room(module, place) {
            self.places.insert(key, None);
            return None;
        }
        self.graph.sources.push(source.clone());
        self.add(key, &source)
    }

    /// Keeps another name of the file of the module `known`: where it leads may change.
    fn also_called(
        &mut self,
        known: usize,
        name: PathBuf,
        (module, place): (usize, &Range<usize>),
    ) -> Option<()> {
        let mut sources = self.graph.sources.iter();
        if sources.all(|source| source.path() != name) {
            if !self.has_room(module, place) {
                return None;
            }
            let source = self.source(known).called(name);
            self.graph.sources.push(source);
        }
        Some(())
    }

    /// Whether one more file is not too many; else it is a mistake where it is imported.
    fn has_room(&mut self, module: usize, place: &Range<usize>) -> bool {
        let has_room = self.graph.sources.len() < MAX_FILES && self.bytes <= MAX_BYTES;
        if !has_room {
            let message = format!(
                "with this file the scene has more than {MAX_FILES} files or {} MiB",
                MAX_BYTES >> 20
            );
            self.mistake(module, place, message, "import less".to_owned());
        }
        has_room
    }

    /// Says which files lead from `other` back to it.
    fn circle(&self, other: usize) -> String {
        let start = self.chain.iter().position(|place| *place == other);
        let chain = self.chain[start.unwrap_or_default()..].iter();
        let names: Vec<String> = chain
            .chain([&other])
            .map(|place| self.source(*place).path().display().to_string())
            .collect();
        match names.as_slice() {
            [one, _] => format!("{one} imports itself"),
            names => format!(
                "these files import one another in a circle: {}",
                names.join(" → ")
            ),
        }
    }

    /// The declaration `item` of the module `of`, named in `module`.
    fn item(
        &mut self,
        module: usize,
        of: usize,
        item: &str,
        place: &Range<usize>,
    ) -> Option<Meaning> {
        let Module {
            file,
            shipped: library,
            ..
        } = &self.graph.modules[of];
        if let Some(declaration) = file.names.get(item) {
            return Some(Meaning::Item {
                module: of,
                declaration: *declaration,
            });
        }
        if file.is_unbalanced {
            // That is told, and may be why it is not found.
            return None;
        }
        let path = file.source.path().display().to_string();
        let holder = library.map_or(path, str::to_owned);
        let mistake = unknown::item(self.source(module), &holder, item, &file.items(), place);
        self.mistakes.push(mistake);
        None
    }

    /// What a path in the code of `module` stands for.
    fn path(&mut self, module: usize, path: &str, place: &Range<usize>) -> Option<Meaning> {
        let (first, rest) = path.split_once("::")?;
        match self.graph.modules[module].names.get(first) {
            Some(&Meaning::Module(of)) => match self.graph.modules[of].shipped {
                Some(parent) => self.shipped(module, &format!("{parent}::{rest}"), place),
                None => self.item(module, of, rest, place),
            },
            _ if first == library::ROOT => self.shipped(module, path, place),
            _ => {
                // If an import failed, it has been told why.
                let failed = |import: &Import| import.name == first;
                if !self.graph.modules[module].file.imports.iter().any(failed) {
                    let mistake = unknown::namespace(self.source(module), path, place);
                    self.mistakes.push(mistake);
                }
                None
            }
        }
    }
}

/// Refuses settings in a file that is imported: nobody reads them.
fn front_matter(source: &Source) -> Option<Diagnostic> {
    let mut offset = 0;
    for line in source.text().split_inclusive('\n') {
        let start = offset + line.len() - line.trim_start().len();
        if line.trim_start().starts_with("//!") {
            let message = "only the scene has front matter: this file is imported";
            let mistake = Diagnostic::new(source, Some(start..start + 3), message);
            let help = "move it into the scene, or begin an ordinary comment with `//`";
            return Some(mistake.help(help));
        }
        offset += line.len();
    }
    None
}

/// The paths that the code of a file uses, each once.
fn paths(file: &File) -> Vec<(String, Range<usize>)> {
    let mut seen = HashSet::new();
    let mut paths = Vec::new();
    for range in file.declarations.iter().flat_map(|one| &one.uses) {
        let text = &file.code[range.clone()];
        if text.contains("::") && seen.insert(text) {
            paths.push((text.to_owned(), range.clone()));
        }
    }
    paths
}
