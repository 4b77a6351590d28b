//! Which files a pattern means, as a shell takes it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};

/// What begins with a dot is not meant for everybody.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// Why a pattern means no files.
#[derive(Debug)]
pub(super) enum Unfound {
    /// It is none.
    Malformed(&'static str),
    /// No file is like it.
    Nothing,
    /// A folder that may have some cannot be looked into.
    Folder(PathBuf, io::Error),
}

/// A part of a pattern.
enum Part<'a> {
    /// A name, or the folder above.
    Exactly(Component<'a>),
    Like(Pattern),
    /// `**`: this folder, and all below it.
    Below,
}

impl Unfound {
    /// What is wrong with `pattern`, and the way out.
    pub(super) fn words(self, pattern: &str) -> (String, &'static str) {
        match self {
            Self::Malformed(why) => (
                format!("`{pattern}` is no pattern of files: {why}"),
                "write scenes/*.wgsl",
            ),
            Self::Nothing => (
                format!("no file is like `{pattern}`"),
                "paths are relative to the folder of the job file",
            ),
            Self::Folder(folder, error) => (
                format!(
                    "cannot look into the folder '{}': {error}",
                    folder.display()
                ),
                "make it readable, or write a pattern that does not lead there",
            ),
        }
    }
}

/// Whether `text` may mean several files.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// The files that are like `pattern`, below the folder `base` unless it is absolute, in the order of their
/// names.
pub(super) fn files(base: &str, pattern: &str) -> Result<Vec<PathBuf>, Unfound> {
    let mut start = PathBuf::from(base);
    let mut parts = Vec::new();
    for component in Path::new(pattern).components() {
        match component {
            Component::Prefix(_) | Component::RootDir => start.push(component),
            Component::CurDir => {}
            Component::Normal(name) if name == "**" => parts.push(Part::Below),
            Component::Normal(name) if name.to_str().is_some_and(is_pattern) => {
                let like = Pattern::new(&name.to_string_lossy());
                parts.push(Part::Like(
                    like.map_err(|error| Unfound::Malformed(error.msg))?,
                ));
            }
            component => parts.push(Part::Exactly(component)),
        }
    }
    if let Some(Part::Below) = parts.last() {
        let all = Pattern::new("*").map_err(|error| Unfound::Malformed(error.msg))?;
        parts.push(Part::Like(all));
    }
    let mut files = Vec::new();
    gather(&start, &parts, &mut files)?;
    files.sort();
    // `**` may lead to a file by several ways.
    files.dedup();
    match files.is_empty() {
        true => Err(Unfound::Nothing),
        false => Ok(files.into_iter().map(plain).collect()),
    }
}

/// Adds the files in `folder` that are like `parts`.
fn gather(folder: &Path, parts: &[Part<'_>], files: &mut Vec<PathBuf>) -> Result<(), Unfound> {
    let Some((part, rest)) = parts.split_first() else {
        return Ok(());
    };
    let mut go_on = |path: PathBuf| match look(folder, &path)? {
        Some(found) if rest.is_empty() && found.is_file() => {
            files.push(path);
            Ok(())
        }
        Some(found) if !rest.is_empty() && found.is_dir() => gather(&path, rest, files),
        _ => Ok(()),
    };
    match part {
        Part::Exactly(name) => go_on(folder.join(name)),
        Part::Like(pattern) => {
            for (path, name) in entries(folder)? {
                // A name that is no text is like `*` and `?`.
                if pattern.matches_with(&name, OPTIONS) {
                    go_on(path)?;
                }
            }
            Ok(())
        }
        Part::Below => {
            gather(folder, rest, files)?;
            for (path, name) in entries(folder)? {
                // A link may lead in a circle.
                let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
                if is_folder && !name.starts_with('.') {
                    gather(&path, parts, files)?;
                }
            }
            Ok(())
        }
    }
}

fn entries(folder: &Path) -> Result<Vec<(PathBuf, String)>, Unfound> {
    let shown = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let entry = |entry: io::Result<fs::DirEntry>| {
        let name = entry?.file_name();
        let text = name.to_string_lossy().into_owned();
        Ok((folder.join(name), text))
    };
    let entries = fs::read_dir(shown).and_then(|entries| entries.map(entry).collect());
    // One that was left out unseen would be missed much later.
    entries.map_err(|error| Unfound::Folder(plain(shown.to_owned()), error))
}

/// What lies at `path` in `folder`, if anything does.
fn look(folder: &Path, path: &Path) -> Result<Option<Metadata>, Unfound> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(Unfound::Folder(plain(folder.to_owned()), error))
        }
        Err(_) => Ok(None),
    }
}

/// The path as no command takes it for a flag.
pub(super) fn plain(path: PathBuf) -> PathBuf {
    match path.as_os_str().as_encoded_bytes().first() {
        Some(b'-') => Path::new(".").join(path),
        _ => path,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_what_a_shell_finds() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("[a]*");
        std::fs::create_dir_all(base.join("sub/.git")).unwrap();
        for name in [
            "b.wgsl",
            "-a.wgsl",
            ".hidden.wgsl",
            "sub/c.wgsl",
            "sub/.git/d.wgsl",
        ] {
            std::fs::write(base.join(name), "").unwrap();
        }
        let found = |pattern: &str| {
            let found = files(base.to_str().unwrap(), pattern).unwrap();
            let names = found.iter().map(|path| path.strip_prefix(&base).unwrap());
            names
                .map(|name| name.to_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("*.wgsl"), ["-a.wgsl", "b.wgsl"]);
        assert_eq!(found("**/*.wgsl"), ["-a.wgsl", "b.wgsl", "sub/c.wgsl"]);
        assert_eq!(found(".h*"), [".hidden.wgsl"]);
        assert!(matches!(files("", "none*"), Err(Unfound::Nothing)));
        assert_eq!(found("s?b/../[b-c].wgsl"), ["sub/../b.wgsl"]);
        assert_eq!(found("sub/**"), ["sub/c.wgsl"]);
        assert_eq!(found("**/**/c.wgsl"), ["sub/c.wgsl"]);
        assert!(matches!(files("", "[a"), Err(Unfound::Malformed(_))));
    }

    #[test]
    fn no_name_is_taken_for_a_flag() {
        assert_eq!(plain("-x.wgsl".into()), Path::new("./-x.wgsl"));
        assert_eq!(plain("a/-x.wgsl".into()), Path::new("a/-x.wgsl"));
    }
}
