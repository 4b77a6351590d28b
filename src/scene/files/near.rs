//! The file that was probably meant by a name that none has.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::scene::nearest;

/// The most names of a folder that are looked at.
const MAX_NAMES: usize = 10_000;

/// Endings of files of one kind: none of them is meant where one of another kind is named.
const KINDS: [&[&str]; 3] = [
    &["png", "jpg", "jpeg", "webp", "exr", "hdr"],
    &["mp4", "mov", "mkv", "webm", "avi", "m4v", "gif"],
    &["wgsl"],
];

/// The name in `folder` that `name` was probably meant to be.
pub(super) fn nearest_name(folder: &Path, name: &OsStr) -> Option<String> {
    let entries = fs::read_dir(folder).ok()?.take(MAX_NAMES);
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let names: Vec<String> = names.collect();
    // What many end in makes no two alike.
    let stem = |name: &str| name.rfind('.').unwrap_or(name.len());
    let name = name.to_str()?;
    let is_near = |other: &&str| {
        let is_other_kind =
            matches!((kind(name), kind(other)), (Some(one), Some(two)) if one != two);
        let (name, other) = (&name[..stem(name)], &other[..stem(other)]);
        let is_alike = strsim::levenshtein(name, other) < 2 || nearest(name, [other]).is_some();
        is_alike && !is_other_kind
    };
    nearest(name, names.iter().map(String::as_str).filter(is_near)).map(str::to_owned)
}

/// The kind of a file by its name, if it is one of those.
fn kind(name: &str) -> Option<usize> {
    let (_, ending) = name.rsplit_once('.')?;
    let is_of = |kind: &&[&str]| kind.iter().any(|one| one.eq_ignore_ascii_case(ending));
    KINDS.iter().position(is_of)
}
