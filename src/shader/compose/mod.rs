//! Makes one naga module of a scene and all that it imports.
//!
//! Imports are names: the files are joined into one text of plain WGSL, which the compiler reads as a
//! whole, and each place in it is known in the file that it comes from.

mod entries;
mod file;
mod graph;
mod lone;
mod statement;
mod token;
mod unknown;
mod write;

use std::collections::{BTreeMap, HashMap};

use naga::front::wgsl::ParseError;

use super::hints::{Label, Told};
use super::origin::{MARK, Origin, Part};
use super::validate::ANY_WAY_OUT;
use crate::scene::{Diagnostic, Scene, Source};
use entries::Imported;
use graph::{Graph, Module};
use write::{Joined, LeftOut, Place, Writer};

/// A scene's WGSL as a module, not yet validated.
pub(super) struct Composed {
    pub(super) module: naga::Module,
    pub(super) origin: Origin,
    /// Every file that was read, the scene first.
    pub(super) sources: Vec<Source>,
}

/// Reads a scene with its imports.
///
/// # Errors
/// The mistakes that keep it from being a module: at most `most`, in the order they were found.
pub(super) fn compose(scene: &Scene, most: usize) -> Result<Composed, Vec<Diagnostic>> {
    let (graph, mut mistakes) = graph::load(scene);
    let modules = graph.modules.iter();
    let unbalanced = modules.filter(|module| module.file.is_unbalanced);
    mistakes.extend(unbalanced.map(unbalanced_mistake));
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let writer = Writer::new(&graph);
    let imported = Imported::of(scene, &graph);
    mistakes.extend(entries::mistakes(scene, &graph));
    let mut left_out = BTreeMap::new();
    loop {
        let joined = writer.join(&left_out);
        let parsed = naga::front::wgsl::parse_str(&joined.text);
        let origin = origin((&graph, &writer), &imported, &joined);
        let error = match parsed {
            Ok(module) if mistakes.is_empty() => {
                let module = finish(module, &writer, &imported);
                return Ok(Composed {
                    module,
                    origin,
                    sources: graph.sources,
                });
            }
            Ok(_) => return Err(mistakes),
            Err(error) => error,
        };
        if !follows(&error, &writer, &left_out) {
            let known = known(&graph, &error, &joined);
            let mistake = parse_error(&error, &joined.text, (&origin, &known));
            // It stands in a function's head, which is still there when its body is left out.
            if !mistakes.iter().any(|told| told.is_same(&mistake)) {
                mistakes.push(mistake);
            }
        }
        // Without what it stands in, the rest can tell of mistakes of its own.
        let place = declaration_of(&error, &joined);
        let goes_on = place.is_some_and(|place| leave_out(place, &graph, &mut left_out));
        if !goes_on || mistakes.len() >= most || left_out.len() >= 4 * most {
            return Err(mistakes);
        }
    }
}

/// Leaves out what a function does, or all of a declaration that was hollow already.
fn leave_out(place: Place, graph: &Graph, left_out: &mut BTreeMap<Place, LeftOut>) -> bool {
    let found = &graph.modules[place.0].file.declarations[place.1];
    let more = match (left_out.get(&place), &found.body) {
        (None, Some(_)) => LeftOut::Body,
        (None, None) | (Some(LeftOut::Body), _) => LeftOut::Whole,
        (Some(LeftOut::Whole), _) => return false,
    };
    left_out.insert(place, more);
    true
}

/// What the compiler says of a file whose braces do not match. It reads braces before names.
fn unbalanced_mistake(module: &Module) -> Diagnostic {
    let origin = Origin::alone(part(module));
    let mut text = module.file.code.clone();
    for place in &module.file.directives {
        text.replace_range(place.clone(), &" ".repeat(place.len()));
    }
    match naga::front::wgsl::parse_str(&text) {
        Err(error) => parse_error(&error, &text, (&origin, &[])),
        Ok(_) => origin.at_end("the braces of this file do not match"),
    }
}

fn part(module: &Module) -> Part {
    Part {
        source: module.file.source.clone(),
        library: module.shipped,
    }
}

fn origin((graph, writer): (&Graph, &Writer<'_>), imported: &Imported, joined: &Joined) -> Origin {
    let mut names = HashMap::new();
    for &(_, place) in &joined.starts {
        let file = &graph.modules[place.0].file;
        if let Some(range) = &file.declarations[place.1].name {
            names.insert(writer.name(place), (place.0, range.clone()));
        }
    }
    // An entry point that the scene imports goes by the name it has there.
    for (name, (module, declaration)) in imported.iter() {
        let file = &graph.modules[module].file;
        if let Some(range) = &file.declarations[declaration].name {
            names.insert(name.clone(), (module, range.clone()));
        }
    }
    let parts = graph.modules.iter().map(part).collect();
    Origin::new(parts, joined.pieces.clone(), names)
}

/// Keeps the entry points of the scene, and those that it imports, under each name that it uses.
fn finish(mut module: naga::Module, writer: &Writer<'_>, imported: &Imported) -> naga::Module {
    let mut kept = Vec::new();
    for entry in std::mem::take(&mut module.entry_points) {
        if !entry.name.contains(MARK) {
            kept.push(entry);
            continue;
        }
        for name in imported.names(writer, &entry.name) {
            kept.push(naga::EntryPoint {
                name: name.clone(),
                ..entry.clone()
            });
        }
    }
    module.entry_points = kept;
    module
}

/// The declaration that an error stands in.
fn declaration_of(error: &ParseError, joined: &Joined) -> Option<Place> {
    let (span, _) = error.labels().next()?;
    let offset = span.to_range()?.start;
    let after = joined.starts.partition_point(|(start, _)| *start <= offset);
    Some(joined.starts[..after].last()?.1)
}

/// The names that the file of an error may use.
fn known<'a>(graph: &'a Graph, error: &ParseError, joined: &Joined) -> Vec<&'a str> {
    let Some((module, _)) = declaration_of(error, joined) else {
        return Vec::new();
    };
    let module = &graph.modules[module];
    let mut names = module.file.items();
    names.extend(module.names.keys().map(String::as_str));
    names
}

/// Whether an error is only that a name is missing which has been left out.
fn follows(error: &ParseError, writer: &Writer<'_>, left_out: &BTreeMap<Place, LeftOut>) -> bool {
    let message = error.message();
    let missing = message.split('`').nth(1).unwrap_or_default();
    let is_missing = |(place, left_out): (&Place, &LeftOut)| {
        *left_out == LeftOut::Whole && writer.name(*place) == missing
    };
    message.contains("no definition in scope") && left_out.iter().any(is_missing)
}

/// What the compiler says of `text`.
fn parse_error(error: &ParseError, text: &str, (origin, known): (&Origin, &[&str])) -> Diagnostic {
    if error.notes().any(|note| note == lone::TOLD) {
        let place = lone::attribute(text).map(|range| {
            naga::Span::new(
                u32::try_from(range.start).unwrap_or(u32::MAX),
                u32::try_from(range.end).unwrap_or(u32::MAX),
            )
        });
        return origin
            .diagnostic(
                place.unwrap_or_default(),
                "no variable follows this attribute",
            )
            .help("write the `var` that it belongs to behind it, or take it away");
    }
    let (spans, labels): (Vec<naga::Span>, Vec<Label<'_>>) = error
        .labels()
        .filter(|(span, _)| origin.locate(*span).is_some())
        .map(|(span, words)| {
            let (text, before) = origin.written(span);
            let words = in_words(&origin.undecorated(words));
            (
                span,
                Label {
                    words,
                    text,
                    before,
                },
            )
        })
        .unzip();
    // Later ones may be where a value was declared, lines before; what they say may be all there is.
    let span = spans.first().copied().unwrap_or_default();
    let mut words = labels.iter().map(|label| label.words.as_str());
    let label = words.find(|words| !words.is_empty()).unwrap_or_default();
    if origin.is_past_end(span) {
        return origin
            .at_end("the file ends inside a block: a `}` is missing")
            .help("each `{` needs a `}`: look for the block that is not closed");
    }
    let message = in_words(&origin.undecorated(error.message()));
    let label = match label {
        label if label == "see msg" || message.starts_with(label) => "",
        label => label,
    };
    let notes: Vec<&str> = error.notes().collect();
    let told = Told {
        message: &message,
        before: origin.written(span).1,
        known,
        labels: &labels,
        notes: &notes,
    };
    let help = match told.way_out() {
        Some(help) => help,
        None if !notes.is_empty() => origin.undecorated(&notes.join(" ")),
        None => ANY_WAY_OUT.to_owned(),
    };
    origin.diagnostic(span, &message).label(label).help(help)
}

/// `message` without the compiler's names of things that WGSL has no word for.
fn in_words(message: &str) -> String {
    message
        .replace("`{AbstractFloat}`", "a number with a point")
        .replace("`{AbstractInt}`", "a whole number")
        .replace("{AbstractFloat}", "a number with a point")
        .replace("{AbstractInt}", "a whole number")
}

#[cfg(test)]
mod tests;
