//! Why what was done is not what would be done now, in words.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::way::follow;
use super::{Finished, OutputFile};
use crate::batch::job::plain;
use crate::export::{Hashes, Identity, InputFile, VERSION};

/// What is, for comparison with what was.
#[derive(Debug)]
pub struct Now<'a> {
    /// The FFmpeg that would be used.
    pub ffmpeg: Option<String>,
    /// The threads that encoders would take, where that is known.
    pub encoder_threads: Option<u32>,
    /// The digest of the plan, where that is known.
    pub plan: Option<&'a str>,
    /// The options that the plan says all of, however they are written.
    pub planned: &'a [&'a str],
    /// What files hold.
    pub seen: &'a mut Seen,
}

/// What files hold at one time: each is looked at once, however many jobs read it.
#[derive(Debug, Default)]
pub struct Seen {
    hashes: Hashes,
    files: HashMap<PathBuf, Result<String, String>>,
}

impl Seen {
    /// The hash of what the file holds, or why it cannot be read.
    fn look(&mut self, file: InputFile) -> &Result<String, String> {
        self.hashes.remember(&file);
        let InputFile { role, path, .. } = file;
        let Self { hashes, files } = self;
        let look = |path: &PathBuf| {
            let found = hashes.look(role, path);
            found
                .map(|found| found.hash)
                .map_err(|error| error.to_string())
        };
        files.entry(path).or_insert_with_key(look)
    }
}

pub(super) fn outputs_differ(finished: &Finished, outputs: &[PathBuf]) -> Option<String> {
    let names = |paths: &mut dyn Iterator<Item = &Path>| -> Vec<_> {
        paths
            .map(|path| path.file_name().map(ToOwned::to_owned))
            .collect()
    };
    let then = names(&mut finished.outputs.iter().map(|output| output.path.as_path()));
    if then != names(&mut outputs.iter().map(PathBuf::as_path)) {
        return Some("it has other outputs".to_owned());
    }
    finished
        .outputs
        .iter()
        .zip(outputs)
        .find_map(|(then, path)| {
            let now = OutputFile::look(path).ok();
            match now {
                None => Some(format!("'{}' is not there", path.display())),
                Some(now) if (now.bytes, now.modified) != (then.bytes, then.modified) => {
                    Some(format!("'{}' was changed by somebody else", path.display()))
                }
                Some(_) => None,
            }
        })
}

pub(super) fn options_differ(
    finished: &Finished,
    options: &BTreeMap<String, Vec<String>>,
    now: &Now<'_>,
) -> Option<String> {
    let then = &finished.options;
    let is_same_plan = now.plan == Some(&finished.identity.plan);
    let differs = |name: &&String| {
        let (then, now_is) = (then.get(*name), options.get(*name));
        let plain = |values: &Vec<String>| -> Vec<String> {
            values.iter().map(|value| plain(value)).collect()
        };
        match now.planned.contains(&name.as_str()) {
            true if is_same_plan => false,
            true => then.map(plain) != now_is.map(plain),
            false => then != now_is,
        }
    };
    let changed = then.keys().chain(options.keys()).filter(differs).min()?;
    let words = |options: &BTreeMap<String, Vec<String>>| match options.get(changed) {
        None => "not set".to_owned(),
        Some(values) if values.is_empty() => "on".to_owned(),
        Some(values) => values.join(" "),
    };
    Some(format!(
        "{changed} was {}, and is {}",
        words(then),
        words(options)
    ))
}

/// Where nothing else tells what it is that differs.
pub(super) fn plans_differ(finished: &Finished, now: &Now<'_>) -> Option<String> {
    let differs = now.plan.is_some_and(|plan| plan != finished.identity.plan);
    differs.then(|| "its settings are others".to_owned())
}

pub(super) fn versions_differ(finished: &Finished, now: &Now<'_>) -> Option<String> {
    let then = &finished.identity;
    if then.version != VERSION {
        return Some(format!("shaderpipe was {}, and is {VERSION}", then.version));
    }
    if then.ffmpeg.is_some() && then.ffmpeg != now.ffmpeg {
        let words = |version: &Option<String>| version.clone().unwrap_or_else(|| "none".to_owned());
        let (then, now) = (words(&then.ffmpeg), words(&now.ffmpeg));
        return Some(format!("FFmpeg was {then}, and is {now}"));
    }
    let (then, threads) = (then.encoder_threads, now.encoder_threads?);
    (then != threads).then(|| format!("the encoder had {then} threads, and has {threads}"))
}

pub(super) fn inputs_differ(identity: &Identity, place: &Path, seen: &mut Seen) -> Option<String> {
    identity.inputs.iter().find_map(|then: &InputFile| {
        let path = follow(place, &then.path);
        let file = InputFile {
            path: path.clone(),
            ..then.clone()
        };
        match seen.look(file) {
            Ok(hash) if *hash == then.hash => None,
            Ok(_) => Some(format!("{} has changed: {}", then.role, path.display())),
            Err(error) => Some(format!("{} '{}': {error}", then.role, path.display())),
        }
    })
}
