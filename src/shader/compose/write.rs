//! Joins the files of a scene into one text that is plain WGSL: each name means one thing in all of it.
//!
//! Names of the scene stay as they are, those of other files get the number of their file behind
//! [`MARK`]. Of the library only what is used is written. WGSL lets declarations stand in any order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::graph::{Graph, Meaning};
use crate::shader::origin::{MARK, Piece};

/// A declaration: its module, and its place in that.
pub(super) type Place = (usize, usize);

/// What is not written of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeftOut {
    /// What a function does.
    Body,
    /// All of it.
    Whole,
}

/// The joined text.
pub(super) struct Joined {
    pub(super) text: String,
    /// Where its parts come from, in order.
    pub(super) pieces: Vec<Piece>,
    /// Which declaration each part is of: where it begins in the text.
    pub(super) starts: Vec<(usize, Place)>,
}

/// Decides what is written, and under which names.
pub(super) struct Writer<'a> {
    graph: &'a Graph,
    /// Declarations that say the same as one of an earlier file, and that one.
    twins: HashMap<Place, Place>,
    /// What is used of the library.
    used: HashSet<Place>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        let mut writer = Self {
            graph,
            twins: HashMap::new(),
            used: HashSet::new(),
        };
        writer.find_twins();
        writer.find_used();
        writer
    }

    /// The text of all declarations but what is in `left_out`.
    pub(super) fn join(&self, left_out: &BTreeMap<Place, LeftOut>) -> Joined {
        let mut joined = Joined {
            text: String::new(),
            pieces: Vec::new(),
            starts: Vec::new(),
        };
        for (number, module) in self.graph.modules.iter().enumerate() {
            for declaration in 0..module.file.declarations.len() {
                let place = (number, declaration);
                let left_out = left_out.get(&place).copied();
                if self.is_written(place) && left_out != Some(LeftOut::Whole) {
                    self.write(place, left_out.is_some(), &mut joined);
                }
            }
        }
        joined
    }

    fn is_written(&self, place: Place) -> bool {
        let is_library = self.graph.modules[place.0].shipped.is_some();
        !self.twins.contains_key(&place) && (!is_library || self.used.contains(&place))
    }

    fn write(&self, (module, declaration): Place, is_hollow: bool, joined: &mut Joined) {
        let file = &self.graph.modules[module].file;
        let found = &file.declarations[declaration];
        joined
            .starts
            .push((joined.text.len(), (module, declaration)));
        let directives = file.directives.iter();
        let within = |place: &&Range<usize>| found.range.contains(&place.start);
        // What is put in place of what, in the order of the text.
        let mut changes: Vec<(Range<usize>, String)> = directives
            .filter(within)
            .map(|place| (place.clone(), String::new()))
            .collect();
        for range in &found.uses {
            if let Some(place) = self.meant(module, &file.code[range.clone()]) {
                changes.push((range.clone(), self.name(place)));
            }
        }
        changes.sort_by_key(|(range, _)| range.start);
        if let Some(body) = found.body.clone().filter(|_| is_hollow) {
            changes.retain(|(range, _)| range.end <= body.start);
            changes.push((body, String::new()));
        }
        let mut at = found.range.start;
        let mut push = |text: &str, author: Range<usize>| {
            let start = joined.text.len();
            joined.text.push_str(text);
            joined.pieces.push(Piece {
                start,
                module,
                author,
            });
        };
        for (range, text) in changes {
            push(&file.code[at..range.start], at..range.start);
            push(&text, range.clone());
            at = range.end;
        }
        push(&file.code[at..found.range.end], at..found.range.end);
        joined.text.push('\n');
    }

    /// The declaration that a word in `module` means, if it is one of a file.
    fn meant(&self, module: usize, word: &str) -> Option<Place> {
        let found = &self.graph.modules[module];
        let place = match found.names.get(word) {
            Some(&Meaning::Item {
                module,
                declaration,
            }) => (module, declaration),
            Some(Meaning::Module(_)) => return None,
            None => (module, *found.file.names.get(word)?),
        };
        Some(self.twins.get(&place).copied().unwrap_or(place))
    }

    /// The name of a declaration in the joined text.
    pub(super) fn name(&self, (module, declaration): Place) -> String {
        let name = self.graph.modules[module].file.name_of(declaration);
        match module {
            0 => name.to_owned(),
            number => format!("{name}{MARK}{number}"),
        }
    }

    /// Types and constants of the same name that say the same in several files are one: so that a
    /// resource of such a type can be.
    fn find_twins(&mut self) {
        let mut candidates: HashMap<&str, Vec<Place>> = HashMap::new();
        for (number, module) in self.graph.modules.iter().enumerate() {
            for (place, declaration) in module.file.declarations.iter().enumerate() {
                if ["struct", "alias", "const"].contains(&declaration.keyword.as_str()) {
                    let name = module.file.name_of(place);
                    candidates.entry(name).or_default().push((number, place));
                }
            }
        }
        candidates.retain(|_, places| places.len() > 1);
        // A type is the same only when those that it is made of are.
        loop {
            let before = self.twins.len();
            for places in candidates.values() {
                for (index, twin) in places.iter().enumerate().skip(1) {
                    if self.twins.contains_key(twin) {
                        continue;
                    }
                    let mut others = places[..index].iter();
                    let same = |other: &&Place| {
                        other.0 != twin.0 && self.says(**other) == self.says(*twin)
                    };
                    if let Some(other) = others.find(same) {
                        let first = self.twins.get(other).copied().unwrap_or(*other);
                        self.twins.insert(*twin, first);
                    }
                }
            }
            if self.twins.len() == before {
                return;
            }
        }
    }

    /// A declaration without blanks, with what its words mean in place of them.
    fn says(&self, (module, declaration): Place) -> String {
        let file = &self.graph.modules[module].file;
        let found = &file.declarations[declaration];
        let mut text = String::new();
        let mut at = found.range.start;
        let mut push = |part: &str| text.extend(part.split_whitespace());
        for range in &found.uses {
            let word = &file.code[range.clone()];
            push(&file.code[at..range.start]);
            match self.meant(module, word) {
                // Its own name.
                Some(place) if place == (module, declaration) => push(word),
                Some(place) => push(&format!(" {}{MARK}{} ", self.name(place), place.0)),
                None => push(word),
            }
            at = range.end;
        }
        push(&file.code[at..found.range.end]);
        text.trim_end_matches(';').to_owned()
    }

    /// Follows the names from the author's files into the library.
    fn find_used(&mut self) {
        let mut waiting: Vec<Place> = Vec::new();
        for (number, module) in self.graph.modules.iter().enumerate() {
            if module.shipped.is_none() {
                waiting.extend((0..module.file.declarations.len()).map(|place| (number, place)));
            }
        }
        while let Some((module, declaration)) = waiting.pop() {
            let file = &self.graph.modules[module].file;
            for range in &file.declarations[declaration].uses {
                let Some(place) = self.meant(module, &file.code[range.clone()]) else {
                    continue;
                };
                let is_library = self.graph.modules[place.0].shipped.is_some();
                if is_library && self.used.insert(place) {
                    waiting.push(place);
                }
            }
        }
    }
}
