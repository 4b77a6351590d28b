//! From entries to jobs: defaults below, matrices multiplied out, scenes found, names filled in.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::BatchError;
use super::find;
use super::job::{Job, Setting};
use super::matrix::{Axis, Choice, PARAMS, axes};
use super::option::{Options, Takes};
use super::settings::{Settings, has_flag, is_sentence, joined, stem, text, texts};
use super::sheet::{Entry, Key, Sheet, Value};
use super::template::{self, Unfillable};
use crate::scene::Diagnostic;

/// The most jobs that a sheet may mean.
pub const MAX_JOBS: usize = 1_000_000;

/// Keys of an entry that are no options.
const OWN_KEYS: [&str; 4] = ["scene", "output", "params", "matrix"];

/// What a scene says of itself, for the names of outputs.
#[derive(Clone, Debug, Default)]
pub struct SceneFacts {
    /// For each name of an option, its value where the job does not set it.
    pub options: BTreeMap<&'static str, String>,
}

/// The jobs that `sheet` means. Paths in it are relative to `base`; `facts` tells what a scene is
/// where the name of an output asks for it.
///
/// # Errors
/// At the place of the mistake.
pub fn expand(
    sheet: &Sheet,
    options: &Options,
    base: &Path,
    facts: &mut dyn FnMut(&Path) -> Result<SceneFacts, String>,
) -> Result<Vec<Job>, BatchError> {
    if let Some(matrix) = sheet.defaults.get("matrix") {
        let help = "write it in each [[job]] that it is of";
        return Err(sheet.mistake(&matrix.span, "the defaults cannot have a matrix", help));
    }
    let base = &find::plain(base.to_owned());
    let mut jobs = Vec::new();
    let prefix: Arc<str> = base.join("").display().to_string().into();
    for entry in &sheet.entries {
        let mut of_entry = OfEntry {
            sheet,
            options,
            base,
            entry,
            prefix: Arc::clone(&prefix),
            axes: axes(sheet, entry)?,
        };
        of_entry.expand(facts, &mut jobs)?;
    }
    Ok(jobs)
}

struct OfEntry<'a> {
    sheet: &'a Sheet,
    options: &'a Options,
    base: &'a Path,
    entry: &'a Entry,
    /// What paths that were relative begin with now.
    prefix: Arc<str>,
    axes: Vec<Axis>,
}

impl OfEntry<'_> {
    fn expand(
        &mut self,
        facts: &mut dyn FnMut(&Path) -> Result<SceneFacts, String>,
        jobs: &mut Vec<Job>,
    ) -> Result<(), BatchError> {
        let scenes = self.scenes()?;
        let combinations = self.axes.iter().map(|axis| axis.choices.len());
        let count = combinations.fold(scenes.len(), usize::saturating_mul);
        if count.saturating_add(jobs.len()) > MAX_JOBS {
            let message = format!("this makes {count} jobs, more than the {MAX_JOBS} there may be");
            return Err(self.mistake(&self.entry.span, message, "make the matrix smaller"));
        }
        for scene in &scenes {
            for number in 0..count / scenes.len() {
                let choices = self.choices(number);
                jobs.push(self.job(scene, &choices, jobs.len() + 1, facts)?);
            }
        }
        Ok(())
    }

    /// The choice on each axis of combination `number`; the last axis changes first.
    fn choices(&self, mut number: usize) -> Vec<&Choice> {
        let mut choices: Vec<&Choice> = Vec::with_capacity(self.axes.len());
        for axis in self.axes.iter().rev() {
            choices.push(&axis.choices[number % axis.choices.len()]);
            number /= axis.choices.len();
        }
        choices.reverse();
        choices
    }

    /// What holds, the strongest last.
    fn keys<'k>(&'k self, choices: &'k [&Choice]) -> impl Iterator<Item = &'k Key> {
        let chosen = choices.iter().flat_map(|choice| &choice.keys);
        self.sheet
            .defaults
            .keys
            .iter()
            .chain(&self.entry.keys)
            .chain(chosen)
    }

    fn job(
        &self,
        scene: &Path,
        choices: &[&Choice],
        number: usize,
        facts: &mut dyn FnMut(&Path) -> Result<SceneFacts, String>,
    ) -> Result<Job, BatchError> {
        let mut settings = Settings::default();
        let mut output = None;
        for key in self.keys(choices) {
            let name = match key.name.as_str() {
                name if PARAMS.contains(&name) => "set",
                name => name,
            };
            settings
                .places
                .insert(name.to_owned(), key.item.span.clone());
            match name {
                "scene" | "matrix" => {}
                "output" => output = Some(key),
                name => self.set(name, key, &mut settings)?,
            }
        }
        let Some(output) = output else {
            let help = "write output = \"out/{scene}.mp4\", in the job or below [defaults]";
            return Err(self.mistake(&self.entry.span, "the job has no output", help));
        };
        let mut facts_of_scene = None;
        let unread = Cell::new(None);
        let mut value_of = |field: &str| {
            let chosen = self.axes.iter().zip(choices);
            let label = chosen.clone().find(|(axis, _)| axis.name == field);
            if let Some(label) = label.and_then(|(_, choice)| choice.label.as_ref()) {
                return text(&label.value);
            }
            let known = match field {
                "scene" => Some(stem(scene)),
                "index" => Some(number.to_string()),
                _ => settings.shown(field),
            };
            known.or_else(|| {
                let facts = facts_of_scene.get_or_insert_with(|| {
                    let facts = facts(scene);
                    facts.unwrap_or_else(|why| {
                        unread.set(Some(why));
                        SceneFacts::default()
                    })
                });
                match field {
                    "width" | "height" => {
                        let size = settings.shown("size");
                        let size = size.or_else(|| facts.options.get("size").cloned())?;
                        let (width, height) = size.split_once('x')?;
                        Some(if field == "width" { width } else { height }.to_owned())
                    }
                    _ => facts.options.get(field).cloned(),
                }
            })
        };
        let known = || {
            let axes = self.axes.iter().map(|axis| axis.name.as_str());
            axes.chain(settings.names()).collect()
        };
        let outputs = match (self.outputs(output, &mut value_of, &known), unread.take()) {
            // What it would have said is missing.
            (Err(_), Some(why)) => Err(why),
            (outputs, _) => outputs?,
        };
        let outputs = match scene.to_str() {
            Some(_) => outputs,
            None => Err(self.nameless(scene)),
        };
        let (outputs, fault) = match outputs {
            Ok(outputs) => (outputs, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        Ok(Job {
            scene: scene.to_owned(),
            outputs,
            options: settings.values,
            fault,
            base: Arc::clone(&self.prefix),
            defaults: Arc::clone(&self.sheet.defaults),
            places: settings.places,
            span: self.entry.span.clone(),
            source: self.sheet.source.clone(),
        })
    }

    fn set(&self, name: &str, key: &Key, settings: &mut Settings) -> Result<(), BatchError> {
        let Some(takes) = self.options.takes(name) else {
            return Err(self.unknown(key));
        };
        let setting = match (takes, &key.item.value) {
            (Takes::Nothing, Value::Flag(true)) => Setting::On,
            (takes, Value::Flag(false)) => {
                settings.take_back(name, takes);
                return Ok(());
            }
            (Takes::Assignments, _) => return self.assign(name, key, false, settings),
            (Takes::Files, _) => return self.assign(name, key, true, settings),
            (Takes::Value, Value::Number(_)) if name == "size" => {
                let wanted = "[1920, 1080] or \"1920x1080\" (in a matrix, a list of these)";
                return Err(self.wrong_type(key, wanted));
            }
            (Takes::Value, value) => {
                let separator = if name == "size" { "x" } else { "," };
                match joined(value, separator) {
                    Some(text) if !has_flag(value) => Setting::Value(text),
                    _ => return Err(self.wrong_type(key, "a text or a number")),
                }
            }
            (Takes::Path, Value::Text(path)) => Setting::Value(self.resolve(path)),
            (Takes::Paths, value) => match texts(value) {
                Some(all) => Setting::Values(all.iter().map(|path| self.resolve(path)).collect()),
                None => return Err(self.wrong_type(key, "the path of a file, or a list of them")),
            },
            (Takes::Words, value) => match texts(value) {
                Some(words) if !is_sentence(value) => Setting::Values(words),
                _ => return Err(self.wrong_type(key, "a list of words, as [\"-tune\", \"grain\"]")),
            },
            (Takes::Nothing, _) => return Err(self.wrong_type(key, "true or false")),
            (Takes::Path, _) => return Err(self.wrong_type(key, "the path of a file")),
        };
        let shown = match takes {
            // Of a fraction, such as 30000/1001.
            Takes::Value => joined(&key.item.value, "x").map(|value| value.replace('/', "_")),
            Takes::Path => text(&key.item.value).map(|path| stem(Path::new(&path))),
            _ => None,
        };
        settings.set(name, setting, shown);
        Ok(())
    }

    /// Sets what a table `NAME = VALUE` has; names that it has not stay as they are.
    fn assign(
        &self,
        name: &str,
        key: &Key,
        is_file: bool,
        settings: &mut Settings,
    ) -> Result<(), BatchError> {
        let Value::Table(keys) = &key.item.value else {
            return Err(self.wrong_type(key, "a table, such as { NAME = VALUE }"));
        };
        for assigned in keys {
            let value = match (&assigned.item.value, is_file) {
                (Value::Flag(false), true) => {
                    settings.unassign(name, &assigned.name);
                    continue;
                }
                (value, true) if has_flag(value) => None,
                (value, _) => joined(value, ","),
            };
            let value = value.ok_or_else(|| self.wrong_type(assigned, "a value"))?;
            let (value, shown) = match is_file {
                true => (self.resolve(&value), stem(Path::new(&value))),
                false => (value.clone(), value),
            };
            settings.assign(name, &assigned.name, value, shown);
        }
        Ok(())
    }

    fn scenes(&self) -> Result<Vec<PathBuf>, BatchError> {
        let defaults = &self.sheet.defaults;
        let Some(key) = self.entry.get("scene").or_else(|| defaults.get("scene")) else {
            let is_unknown = |key: &&Key| {
                let name = key.name.as_str();
                self.options.takes(name).is_none() && !OWN_KEYS.contains(&name)
            };
            if let Some(key) = self.entry.keys.iter().find(is_unknown) {
                return Err(self.unknown(key));
            }
            let help = "write scene = \"scene.wgsl\", or \"scenes/*.wgsl\"";
            return Err(self.mistake(&self.entry.span, "the job has no scene", help));
        };
        let Some(patterns) = texts(&key.item.value).filter(|patterns| !patterns.is_empty()) else {
            return Err(self.wrong_type(key, "the path of a scene, or a list of them"));
        };
        let mut scenes = Vec::new();
        for pattern in patterns {
            let path = self.resolve(&pattern);
            if !find::is_pattern(&pattern) || Path::new(&path).exists() {
                scenes.push(PathBuf::from(path));
                continue;
            }
            let base = match Path::new(&pattern).is_absolute() {
                true => "",
                false => &self.prefix,
            };
            let found = find::files(base, &pattern);
            scenes.extend(found.map_err(|error| {
                let (message, help) = error.words(&pattern);
                self.mistake(&key.item.span, message, help)
            })?);
        }
        Ok(scenes)
    }

    /// Why a scene cannot be in a command, which is text.
    fn nameless(&self, scene: &Path) -> String {
        let message = format!(
            "the scene '{}' has a name that is not UTF-8",
            scene.display()
        );
        self.fault(&self.entry.span, message, "rename it")
    }

    /// The names of the outputs; what is wrong with the scene's own name is the job's fault alone.
    fn outputs<'k>(
        &self,
        key: &Key,
        value_of: &mut dyn FnMut(&str) -> Option<String>,
        known: &dyn Fn() -> Vec<&'k str>,
    ) -> Result<Result<Vec<String>, String>, BatchError> {
        let Some(templates) = texts(&key.item.value).filter(|all| !all.is_empty()) else {
            return Err(self.wrong_type(key, "the name of a file, or a list of them"));
        };
        let mut outputs = Vec::with_capacity(templates.len());
        for template in templates {
            let name = match template::fill(&template, value_of) {
                Ok(name) => name,
                Err(Unfillable::Value { field, value, why }) if field == "scene" => {
                    let message = format!("the scene '{value}' cannot be in a name, as it {why}");
                    let help = "rename it, or leave {scene} out of the output";
                    return Ok(Err(self.fault(&key.item.span, message, help)));
                }
                Err(error) => {
                    let (message, help) = error.words(known());
                    return Err(self.mistake(&key.item.span, message, help));
                }
            };
            if name == "-" || name.starts_with("-,") {
                let message = "standard output cannot be an output of a batch";
                return Err(self.mistake(&key.item.span, message, "name a file"));
            }
            outputs.push(self.resolve(&name));
        }
        Ok(Ok(outputs))
    }

    fn resolve(&self, path: &str) -> String {
        find::plain(self.base.join(path)).display().to_string()
    }

    fn unknown(&self, key: &Key) -> BatchError {
        let message = format!("there is no option `{}`", key.name);
        let help = self.options.help(&key.name, &OWN_KEYS);
        self.mistake(&key.span, message, help)
    }

    fn wrong_type(&self, key: &Key, wanted: &str) -> BatchError {
        let found = match &key.item.value {
            Value::List(items) if !items.is_empty() && wanted.contains("list") => {
                "a list of something else"
            }
            value => value.kind(),
        };
        let message = format!("`{}` must be {wanted}, not {found}", key.name);
        Diagnostic::new(&self.sheet.source, Some(key.item.span.clone()), message).into()
    }

    fn fault(&self, span: &Range<usize>, message: String, help: &str) -> String {
        let diagnostic = Diagnostic::new(&self.sheet.source, Some(span.clone()), message);
        diagnostic.help(help).to_string()
    }

    fn mistake(
        &self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> BatchError {
        self.sheet.mistake(span, message, help)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
