//! Which FFmpeg to run, and what it can do.
//!
//! Knows its name, its version and its encoders; not what it will be asked to encode.

mod answer;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::process::isolate;
use answer::{ask, parse_encoders, parse_version};

/// The environment variable that names the program.
const VARIABLE: &str = "SHADERPIPE_FFMPEG";
/// An FFmpeg program on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ffmpeg {
    path: PathBuf,
}

/// Why there is no usable FFmpeg.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// None was named, and `PATH` has none.
    #[error(
        "FFmpeg was not found: install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg), or name it with --ffmpeg or {VARIABLE}"
    )]
    NotInstalled,
    /// The program that was named is not there or cannot be run.
    #[error("{by} names '{}', which {reason}", path.display())]
    Unusable {
        /// The flag or variable that named it.
        by: &'static str,
        /// The program it named.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It did not answer a simple question.
    #[error("'{}' does not answer as FFmpeg does; name another with --ffmpeg or {VARIABLE}", path.display())]
    NoAnswer {
        /// The program.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl Ffmpeg {
    /// The FFmpeg to use: `explicit` (`--ffmpeg`), else the one `SHADERPIPE_FFMPEG` names, else the
    /// first on `PATH`. A bare name is looked up on `PATH` too. Runs nothing.
    ///
    /// # Errors
    /// When there is none, or the named one cannot be run.
    pub fn find(explicit: Option<&Path>) -> Result<Self, FindError> {
        let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let search_path = std::env::var_os("PATH").unwrap_or_default();
        Self::search(explicit, variable, &search_path)
    }

    fn search(
        explicit: Option<&Path>,
        variable: Option<OsString>,
        search_path: &OsStr,
    ) -> Result<Self, FindError> {
        let (by, path) = match (explicit, variable) {
            (Some(path), _) => ("--ffmpeg", path.to_owned()),
            (None, Some(value)) => (VARIABLE, PathBuf::from(value)),
            (None, None) => {
                let path = on_path(OsStr::new("ffmpeg"), search_path);
                return path
                    .map(|path| Self { path })
                    .ok_or(FindError::NotInstalled);
            }
        };
        let is_name = path.components().count() == 1 && path.file_name() == Some(path.as_os_str());
        if is_name && let Some(path) = on_path(path.as_os_str(), search_path) {
            return Ok(Self { path });
        }
        match unusable(&path) {
            None => Ok(Self {
                // A name without a slash would be looked up on PATH again when it is run.
                path: std::path::absolute(&path).unwrap_or(path),
            }),
            Some(reason) => Err(FindError::Unusable { by, path, reason }),
        }
    }

    /// The program's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The program that tells what files hold: the `ffprobe` beside it, or the first on `PATH`.
    pub fn probe(&self) -> Option<PathBuf> {
        let name = self.path.file_name()?.to_str()?;
        let beside = match name.contains("ffmpeg") {
            true => self
                .path
                .with_file_name(name.replacen("ffmpeg", "ffprobe", 1)),
            false => self.path.with_file_name("ffprobe"),
        };
        if unusable(&beside).is_none() {
            return Some(beside);
        }
        let search_path = std::env::var_os("PATH").unwrap_or_default();
        on_path(OsStr::new("ffprobe"), &search_path)
    }

    /// Whether the program is a script, which may run anything before and behind FFmpeg.
    pub fn is_script(&self) -> bool {
        let mut start = [0; 2];
        let read = File::open(&self.path).and_then(|mut file| file.read_exact(&mut start));
        read.is_ok() && start == *b"#!"
    }

    /// Its version as it tells it, such as `5.1.9-0+deb12u1`.
    ///
    /// # Errors
    /// When it cannot be run or does not answer as FFmpeg does.
    pub fn version(&self) -> Result<String, FindError> {
        let answer = self.ask(&["-version"])?;
        parse_version(&answer).ok_or_else(|| self.no_answer(io::ErrorKind::InvalidData.into()))
    }

    /// The names of its video encoders, in its own order.
    ///
    /// # Errors
    /// When it cannot be run or does not answer as FFmpeg does.
    pub fn encoders(&self) -> Result<Vec<String>, FindError> {
        let encoders = parse_encoders(&self.ask(&["-hide_banner", "-encoders"])?);
        if encoders.is_empty() {
            return Err(self.no_answer(io::ErrorKind::InvalidData.into()));
        }
        Ok(encoders)
    }

    fn no_answer(&self, source: io::Error) -> FindError {
        FindError::NoAnswer {
            path: self.path.clone(),
            source,
        }
    }

    fn ask(&self, args: &[&str]) -> Result<String, FindError> {
        let mut command = Command::new(&self.path);
        command
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        isolate(&mut command);
        ask(command).map_err(|error| self.no_answer(error))
    }
}

fn on_path(name: &OsStr, search_path: &OsStr) -> Option<PathBuf> {
    let mut file = PathBuf::from(name);
    if !std::env::consts::EXE_EXTENSION.is_empty() && file.extension().is_none() {
        file.set_extension(std::env::consts::EXE_EXTENSION);
    }
    std::env::split_paths(search_path)
        .filter(|folder| !folder.as_os_str().is_empty())
        .map(|folder| folder.join(&file))
        .find(|path| unusable(path).is_none())
}

/// Why `path` cannot be run, if it cannot.
fn unusable(path: &Path) -> Option<&'static str> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Some("may not be read: permission denied")
        }
        Err(_) => Some("does not exist"),
        Ok(metadata) if !metadata.is_file() => Some("is no program"),
        #[cfg(unix)]
        Ok(_) if rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_err() => {
            Some("is not executable (chmod +x makes it so)")
        }
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_flag_beats_the_variable_beats_the_path() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let program = |name: &str, mode| {
            let path = folder.path().join(name);
            std::fs::write(&path, "").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            path
        };
        let first = program("first", 0o755);
        let second = program("second", 0o755);
        let on_path = program("ffmpeg", 0o755);
        let plain = program("plain", 0o644);
        let paths = folder.path().as_os_str();

        let found = |explicit: Option<&Path>, variable: Option<&Path>, paths: &OsStr| {
            Ffmpeg::search(explicit, variable.map(|path| path.into()), paths)
                .map(|ffmpeg| ffmpeg.path().to_owned())
                .map_err(|error| error.to_string())
        };
        assert_eq!(found(Some(&first), Some(&second), paths), Ok(first.clone()));
        assert_eq!(found(None, Some(&second), paths), Ok(second.clone()));
        assert_eq!(found(None, None, paths), Ok(on_path));
        assert_eq!(found(Some(Path::new("second")), None, paths), Ok(second));
        for way_out in ["apt", "brew", "winget", "--ffmpeg", "SHADERPIPE_FFMPEG"] {
            assert!(
                found(None, None, OsStr::new("/proc"))
                    .unwrap_err()
                    .contains(way_out)
            );
        }
        let gone = folder.path().join("gone");
        assert_eq!(
            found(Some(&gone), Some(&first), paths),
            Err(format!(
                "--ffmpeg names '{}', which does not exist",
                gone.display()
            ))
        );
        let message = found(None, Some(&plain), paths).unwrap_err();
        assert!(message.starts_with("SHADERPIPE_FFMPEG names"), "{message}");
        assert!(message.contains("not executable"), "{message}");
        let message = found(Some(folder.path()), None, paths).unwrap_err();
        assert!(message.ends_with("is no program"), "{message}");
    }
}
