//! The WGSL library that scenes import from, embedded in the program: its sources, and what their
//! comments say.

/// One module of the WGSL library.
#[derive(Clone, Copy, Debug)]
pub struct LibraryModule {
    /// What it is imported by, such as `shaderpipe::noise`.
    pub path: &'static str,
    /// All of its WGSL.
    pub source: &'static str,
}

/// A declaration that scenes can import.
#[derive(Clone, Copy, Debug)]
pub struct LibraryItem {
    /// Its name in its module.
    pub name: &'static str,
    /// What is declared.
    pub kind: ItemKind,
    /// The comment above it.
    pub docs: Docs,
    /// Its WGSL: of a function all before its body, of anything else all.
    pub signature: &'static str,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A function.
    Function,
    /// A constant.
    Constant,
    /// A struct.
    Struct,
    /// A variable that the engine sets.
    Variable,
}

/// The lines of a comment.
#[derive(Clone, Copy, Debug)]
pub struct Docs(&'static str);

/// The module above all others, which declares what the engine gives.
pub(super) const ROOT: &str = "shaderpipe";

macro_rules! modules {
    ($($path:literal => $file:literal),* $(,)?) => {
        [$(LibraryModule {
            path: $path,
            source: include_str!(concat!("../../shaders/library/", $file)),
        }),*]
    };
}

/// Every module.
pub(super) const MODULES: [LibraryModule; 17] = modules! {
    "shaderpipe" => "frame.wgsl",
    "shaderpipe::coordinates" => "coordinates.wgsl",
    "shaderpipe::color" => "color.wgsl",
    "shaderpipe::blend" => "blend.wgsl",
    "shaderpipe::easing" => "easing.wgsl",
    "shaderpipe::hash" => "hash.wgsl",
    "shaderpipe::noise" => "noise.wgsl",
    "shaderpipe::fractal" => "fractal.wgsl",
    "shaderpipe::cellular" => "cellular.wgsl",
    "shaderpipe::tiled" => "tiled.wgsl",
    "shaderpipe::sdf" => "sdf.wgsl",
    "shaderpipe::sdf_plane" => "sdf_plane.wgsl",
    "shaderpipe::sdf_space" => "sdf_space.wgsl",
    "shaderpipe::domain" => "domain.wgsl",
    "shaderpipe::draw" => "draw.wgsl",
    "shaderpipe::rotation" => "rotation.wgsl",
    "shaderpipe::camera" => "camera.wgsl",
};

/// Every module of the WGSL library. The first, `shaderpipe`, holds what the engine gives a scene.
pub fn library() -> &'static [LibraryModule] {
    &MODULES
}

impl LibraryModule {
    /// The last part of its path, which scenes write before its items.
    pub fn name(&self) -> &'static str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }

    /// What it is about, and what holds for all of it: the comment below its first line.
    pub fn docs(&self) -> Docs {
        let mut docs = DocsBefore::default();
        let mut offset = 0;
        for line in self.source.split_inclusive('\n') {
            let above = docs.step(self.source, offset, line);
            if !above.is_empty() && line.trim().is_empty() {
                return above;
            }
            offset += line.len();
        }
        Docs("")
    }

    /// Everything that it declares, in its order.
    pub fn items(&self) -> Vec<LibraryItem> {
        let mut items = Vec::new();
        let mut docs = DocsBefore::default();
        let mut offset = 0;
        for line in self.source.split_inclusive('\n') {
            let above = docs.step(self.source, offset, line);
            items.extend(item(&self.source[offset..], above));
            offset += line.len();
        }
        items
    }
}

/// Gathers the comment that ends where the next line begins.
#[derive(Default)]
struct DocsBefore {
    start: Option<usize>,
}

impl DocsBefore {
    /// The comment above `line`, which stands at `offset` of `source`.
    fn step(&mut self, source: &'static str, offset: usize, line: &str) -> Docs {
        let above = self
            .start
            .map_or("", |start| source[start..offset].trim_end());
        self.start = match self.start {
            start @ Some(_) if line.starts_with("//") => start,
            _ => line.starts_with("//").then_some(offset),
        };
        Docs(above)
    }
}

impl Docs {
    /// The text of each line, without the slashes.
    pub fn lines(self) -> impl Iterator<Item = &'static str> {
        self.0.lines().map(|line| {
            let text = line.trim_start_matches('/');
            text.strip_prefix(' ').unwrap_or(text)
        })
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The first sentence, on one line.
    pub fn summary(self) -> String {
        let lines: Vec<&str> = self.lines().collect();
        let mut text = lines.join(" ");
        let end = text.find(". ").map_or(text.len(), |at| at + 1);
        text.truncate(end);
        text
    }
}

/// The declaration that `text` begins with.
fn item(text: &'static str, docs: Docs) -> Option<LibraryItem> {
    let line = text.lines().next()?;
    let keywords = [
        ("fn ", ItemKind::Function, " {"),
        ("const ", ItemKind::Constant, ";"),
        ("struct ", ItemKind::Struct, "}"),
        ("var<uniform> ", ItemKind::Variable, ";"),
    ];
    let (rest, kind, end) = keywords.into_iter().find_map(|(keyword, kind, end)| {
        let (before, rest) = line.split_once(keyword)?;
        // Attributes stand before a variable; within a function every line is indented.
        let begins = before.is_empty() || (kind == ItemKind::Variable && before.starts_with('@'));
        begins.then_some((rest, kind, end))
    })?;
    let name_end = rest.find(|char: char| !char.is_alphanumeric() && char != '_')?;
    let signature = match kind {
        ItemKind::Function => &text[..text.find(end)?],
        _ => &text[..text.find(end)? + end.len()],
    };
    Some(LibraryItem {
        name: &rest[..name_end],
        kind,
        docs,
        signature,
    })
}

/// The module `path`.
pub(super) fn module(path: &str) -> Option<&'static LibraryModule> {
    MODULES.iter().find(|module| module.path == path)
}

/// The paths of all modules but the root.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    let paths = MODULES.iter().map(|module| module.path);
    paths.filter(|path| *path != ROOT)
}

/// The names that the module `path` declares.
pub(super) fn items(path: &str) -> Vec<&'static str> {
    let items = module(path).map(LibraryModule::items).unwrap_or_default();
    items.iter().map(|item| item.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found() {
        assert_eq!(items("shaderpipe"), ["Frame", "Pass", "frame", "this_pass"]);
        assert!(items("shaderpipe::coordinates").starts_with(&["PI", "TAU", "centred"]));
        assert!(items("nothing").is_empty());
    }

    #[test]
    fn items_have_their_signature_and_comment() {
        let find = |path: &str, name: &str| {
            let module = library().iter().find(|module| module.path == path);
            let items = module.unwrap().items();
            *items.iter().find(|item| item.name == name).unwrap()
        };
        let fbm = find("shaderpipe::noise", "fbm_2d");
        assert_eq!(fbm.signature, "fn fbm_2d(p: vec2f, octaves: i32) -> f32");
        assert!(
            fbm.docs
                .summary()
                .starts_with("Fractal Brownian motion, within -1 to 1")
        );
        let ray = find("shaderpipe::camera", "Ray");
        assert_eq!(ray.kind, ItemKind::Struct);
        let fields = "struct Ray {\n    origin: vec3f,\n    direction: vec3f,\n}";
        assert_eq!(ray.signature, fields);
        let pi = find("shaderpipe::coordinates", "PI");
        assert_eq!(pi.signature, "const PI: f32 = 3.14159265358979;");
        assert!(
            find("shaderpipe::draw", "line")
                .signature
                .ends_with(",\n) -> vec4f")
        );
        let frame = find("shaderpipe", "frame");
        assert!(frame.kind == ItemKind::Variable && frame.signature.starts_with("@group(0)"));
        let noise = library()
            .iter()
            .find(|module| module.name() == "noise")
            .unwrap();
        assert!(
            noise
                .docs()
                .summary()
                .starts_with("Noise: smooth randomness")
        );
    }
}
