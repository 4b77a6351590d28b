//! The files that are watched, the folders they are in, and what was last seen in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::contents::Contents;

/// How long ago a file must have been written to be surely the same as when it was loaded.
const SETTLED: Duration = Duration::from_secs(2);

/// Files, by where they are and where links lead.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// What was last seen in each; `None` if that may not be what was loaded.
    seen: BTreeMap<PathBuf, Option<Contents>>,
    folders: BTreeSet<PathBuf>,
    /// Whether every file in the folders counts.
    any: bool,
    touched: BTreeSet<PathBuf>,
}

/// What is to be done about files that were touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing: they hold what they held.
    Same,
    /// They hold something else.
    Changed,
    /// One is empty or gone: probably not for long.
    Later,
}

impl Files {
    /// Watches other files; whether there are other folders now.
    pub(super) fn set(&mut self, files: Vec<PathBuf>, any: bool) -> bool {
        self.any = any;
        let names: BTreeSet<PathBuf> = files.iter().flat_map(|file| names(file)).collect();
        let folders: BTreeSet<PathBuf> = names
            .iter()
            .filter_map(|name| Some(name.parent()?.to_owned()))
            .collect();
        self.seen.retain(|name, _| names.contains(name));
        for name in names {
            let seen = |name: &PathBuf| is_settled(name).then(|| Contents::of(name));
            self.seen.entry(name).or_insert_with_key(seen);
        }
        let is_other = folders != self.folders;
        self.folders = folders;
        is_other
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(PathBuf::as_path)
    }

    /// Something happened to files: whether one of them is watched. Of files that are not known only
    /// names count, unless they are WGSL: logs and pictures beside a scene grow all the time.
    pub(super) fn touch(&mut self, paths: &[PathBuf], is_named: bool) -> bool {
        let is_wgsl = |path: &Path| path.extension().is_some_and(|it| it == "wgsl");
        let is_watched = |path: &&PathBuf| {
            let is_beside = path
                .parent()
                .is_some_and(|folder| self.folders.contains(folder));
            let is_new = self.any && is_beside && (is_named || is_wgsl(path));
            self.seen.contains_key(*path) || is_new
        };
        let touched: Vec<_> = paths.iter().filter(is_watched).cloned().collect();
        let is_any = !touched.is_empty();
        self.touched.extend(touched);
        is_any
    }

    /// Looks into the files that were touched; `waits` if one that is empty or gone may come back.
    pub(super) fn look(&mut self, waits: bool) -> Look {
        let now: Vec<_> = self
            .touched
            .iter()
            .map(|path| (path.clone(), Contents::of(path)))
            .collect();
        let is_watched = |path: &PathBuf| self.seen.contains_key(path);
        let is_gone = |(path, contents): &(PathBuf, Contents)| {
            *contents == Contents::Nothing && is_watched(path)
        };
        if waits && now.iter().any(is_gone) {
            return Look::Later;
        }
        self.touched.clear();
        let mut is_changed = false;
        for (path, contents) in now {
            match self.seen.get_mut(&path) {
                Some(seen) => is_changed |= seen.replace(contents) != Some(contents),
                None => is_changed = true,
            }
        }
        match is_changed {
            true => Look::Changed,
            false => Look::Same,
        }
    }
}

/// The names by which the system may tell of a file: where it is, and where it is if links are
/// followed.
fn names(file: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = folder.canonicalize().ok();
    let own = folder.and_then(|folder| Some(folder.join(file.file_name()?)));
    let led = file.canonicalize().ok();
    own.into_iter().chain(led)
}

fn is_settled(path: &Path) -> bool {
    let written = fs::metadata(path).and_then(|metadata| metadata.modified());
    let age = written.ok().and_then(|written| written.elapsed().ok());
    age.is_some_and(|age| age > SETTLED)
}
