//! The files that are watched, the folders they are in, and what was last seen in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::contents::Contents;

/// How coarse the clocks of file systems are.
const COARSE: Duration = Duration::from_millis(20);

/// Files, by where they are and where links lead.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// What was last seen in each; `None` if that is not what was loaded.
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
    /// Watches other files, which were read at `since`; whether there are other folders now. Those that
    /// may have been written between are touched.
    pub(super) fn set(&mut self, files: Vec<PathBuf>, any: bool, since: SystemTime) -> bool {
        self.any = any;
        let names: BTreeSet<PathBuf> = files.iter().flat_map(|file| names(file)).collect();
        let folders: BTreeSet<PathBuf> = names
            .iter()
            .filter_map(|name| Some(name.parent()?.to_owned()))
            .collect();
        self.seen.retain(|name, _| names.contains(name));
        for name in names {
            if self.seen.contains_key(&name) {
                continue;
            }
            let is_as_read = is_older(&name, since);
            if !is_as_read {
                self.touched.insert(name.clone());
            }
            let seen = is_as_read.then(|| Contents::of(&name));
            self.seen.insert(name, seen);
        }
        let is_other = folders != self.folders;
        self.folders = folders;
        is_other
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(PathBuf::as_path)
    }

    /// Whether one of the paths is a folder that is watched.
    pub(super) fn has_folder(&self, paths: &[PathBuf]) -> bool {
        paths.iter().any(|path| self.folders.contains(path))
    }

    /// Has all files looked at.
    pub(super) fn touch_all(&mut self) {
        self.touched.extend(self.seen.keys().cloned());
    }

    /// Whether files are to be looked at.
    pub(super) fn is_touched(&self) -> bool {
        !self.touched.is_empty()
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
    let folder = folder(file);
    // It may be gone for a while.
    let folder = folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder))
        .ok();
    let own = folder.and_then(|folder| Some(folder.join(file.file_name()?)));
    let led = file.canonicalize().ok();
    own.into_iter().chain(led)
}

/// The folder that a file is in.
pub(super) fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether a file was last written before `since`.
fn is_older(path: &Path, since: SystemTime) -> bool {
    let written = fs::metadata(path).and_then(|metadata| metadata.modified());
    // What is gone was not there to be read.
    written.map_or(true, |written| written + COARSE < since)
}
