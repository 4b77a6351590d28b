//! `shaderpipe library`: what scenes can import, from the comments of its sources.

use anyhow::anyhow;
use shaderpipe::scene::nearest;
use shaderpipe::shader::{Docs, LibraryItem, LibraryModule, library as modules};

use super::arguments::LibraryArguments;
use super::console;

/// What every path begins with.
const ROOT: &str = "shaderpipe";

pub(super) fn library(arguments: &LibraryArguments) -> anyhow::Result<()> {
    let text = match &arguments.name {
        None => every_module(),
        Some(name) => find(name)?,
    };
    console::print(&text)
}

/// A line for each module.
fn every_module() -> String {
    let width = modules().iter().map(|module| module.path.len()).max();
    let lines = modules().iter().map(|module| {
        let (path, summary) = (module.path, module.docs().summary());
        format!("{path:<0$}  {summary}\n", width.unwrap_or(0))
    });
    lines.collect::<String>() + "\nshaderpipe library NAME shows a module, or a function.\n"
}

/// The module `name`, or everything in the library with that name.
fn find(name: &str) -> anyhow::Result<String> {
    let short = name.strip_prefix("shaderpipe::").unwrap_or(name);
    if let Some(module) = modules().iter().find(|module| module.name() == short) {
        return Ok(whole(module));
    }
    let found: Vec<String> = items()
        .filter(|(module, item)| item.name == short || within(module, item) == short)
        .map(|(module, item)| {
            let import = format!("#import {}::{}", module.path, item.name);
            format!("{import}\n\n{}", described(&item))
        })
        .collect();
    if found.is_empty() {
        Err(unknown(name, short))
    } else {
        Ok(found.join("\n"))
    }
}

/// All that a module has, with the line that imports it.
fn whole(module: &LibraryModule) -> String {
    let items: Vec<String> = module.items().iter().map(described).collect();
    let import = match module.path {
        // Of its items it is the variables that scenes name.
        ROOT => "#import shaderpipe::frame".to_owned(),
        path => format!("#import {path}"),
    };
    let docs = comment(module.docs());
    format!("{import}\n\n{docs}\n{}", items.join("\n"))
}

/// An item as its source declares it.
fn described(item: &LibraryItem) -> String {
    format!("{}{}\n", comment(item.docs), item.signature)
}

fn comment(docs: Docs) -> String {
    let lines = docs.lines().map(|line| format!("// {line}"));
    lines
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

fn items() -> impl Iterator<Item = (&'static LibraryModule, LibraryItem)> {
    let of =
        |module: &'static LibraryModule| module.items().into_iter().map(move |item| (module, item));
    modules().iter().flat_map(of)
}

/// An item with its module, as scenes name it after importing that.
fn within(module: &LibraryModule, item: &LibraryItem) -> String {
    format!("{}::{}", module.name(), item.name)
}

fn unknown(name: &str, short: &str) -> anyhow::Error {
    let mut known: Vec<String> = modules()
        .iter()
        .map(|module| module.name().to_owned())
        .collect();
    known.extend(items().map(|(module, item)| match short.contains("::") {
        true => within(module, &item),
        false => item.name.to_owned(),
    }));
    match nearest(short, known.iter().map(String::as_str)) {
        Some(near) => anyhow!("the library has no '{name}': did you mean '{near}'?"),
        None => anyhow!("the library has no '{name}': `shaderpipe library` lists its modules"),
    }
}
