//! Reads and writes preset files, on a thread of its own.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::Preset;
use super::edit::{self, EditError};
use crate::preview::PreviewError;
use crate::scene::{DataError, Presets, Setting, Source, Written};

/// Tasks that wait: hands are slower than files.
const QUEUE: usize = 16;

/// Temporary files that others may have left.
const MOST_LEFT: u32 = 1000;

/// What to do with the file of a scene's presets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::preview) enum Task {
    Read,
    /// Saves a preset; `replaces` if one that has the name may go.
    Save {
        name: String,
        values: Vec<(String, String)>,
        replaces: bool,
    },
    Delete(String),
}

/// What is in the file now.
#[derive(Debug)]
pub(in crate::preview) struct Answer {
    pub(in crate::preview) path: PathBuf,
    /// Its presets; or why they cannot be read, in words.
    pub(in crate::preview) presets: Result<Vec<Preset>, String>,
    /// What has been done, or why not, in words; `None` if it was only read.
    pub(in crate::preview) done: Option<Result<String, String>>,
}

/// The thread that has the files.
#[derive(Debug)]
pub(in crate::preview) struct Store {
    tasks: Option<Sender<(PathBuf, Task)>>,
    thread: Option<JoinHandle<()>>,
}

impl Store {
    /// Starts the thread; `answer` is called on it, once for each task.
    pub(in crate::preview) fn start(
        answer: impl Fn(Answer) + Send + 'static,
    ) -> Result<Self, PreviewError> {
        let (tasks, asked): (_, Receiver<(PathBuf, Task)>) = bounded(QUEUE);
        let work = move || {
            for (path, task) in &asked {
                let done = act(&path, task).transpose();
                let done = done.map(|done| done.map_err(|error| error.to_string()));
                let presets = read(&path).map_err(|error| error.to_string());
                answer(Answer {
                    path,
                    presets,
                    done,
                });
            }
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-presets".to_owned())
            .spawn(work)
            .map_err(PreviewError::Thread)?;
        Ok(Self {
            tasks: Some(tasks),
            thread: Some(thread),
        })
    }

    /// Has something done with the file at `path`; `false` if too much of that waits already.
    pub(in crate::preview) fn ask(&self, path: PathBuf, task: Task) -> bool {
        let tasks = self.tasks.as_ref();
        tasks.is_some_and(|tasks| tasks.try_send((path, task)).is_ok())
    }

    /// Ends the thread, behind what it was asked for.
    pub(in crate::preview) fn end(&mut self) {
        self.tasks = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Why nothing has been done.
#[derive(Debug, thiserror::Error)]
enum StoreError {
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Presets(#[from] DataError),
    #[error("cannot read the presets beside the scene: {0}")]
    Read(#[from] io::Error),
    #[error("there is a preset '{0}' by now: save again to replace it")]
    Exists(String),
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// Does what was asked for, and says what that was; `None` if it was only to be read.
fn act(path: &Path, task: Task) -> Result<Option<String>, StoreError> {
    let (text, words) = match task {
        Task::Read => return Ok(None),
        Task::Save {
            name,
            values,
            replaces,
        } => {
            let name = name.trim().to_owned();
            let is_taken = |preset: &Preset| preset.name.as_ref() == Some(&name);
            if !replaces && read(path)?.iter().any(is_taken) {
                return Err(StoreError::Exists(name));
            }
            let text = edit::save(&text(path)?, &name, &values)?;
            (text, format!("saved: {name}"))
        }
        Task::Delete(name) => {
            let text = edit::delete(&text(path)?, &name)?;
            (text, format!("deleted: {name}"))
        }
    };
    replace(path, &text).map_err(|source| {
        let path = path.to_owned();
        StoreError::Write { path, source }
    })?;
    Ok(Some(words))
}

/// The file's text, none if there is no file. What cannot be read is not written over.
fn text(path: &Path) -> Result<String, StoreError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        _ => {
            // With its own line ends, once it is known to be a text of a fair size.
            Presets::read(path)?;
            Ok(fs::read_to_string(path)?)
        }
    }
}

fn read(path: &Path) -> Result<Vec<Preset>, StoreError> {
    let text = text(path)?;
    if text.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#')
    }) {
        return Ok(Vec::new());
    }
    let presets = Presets::parse(Source::new(path, &text)).map_err(DataError::from)?;
    let values = |own: &[Setting]| presets.common.iter().chain(own).map(pair).collect();
    let common = Preset {
        name: None,
        values: values(&[]),
    };
    let named = presets.named.iter().map(|(name, own)| Preset {
        name: Some(name.clone()),
        values: values(own),
    });
    let common = (!presets.common.is_empty()).then_some(common);
    Ok(common.into_iter().chain(named).collect())
}

fn pair(setting: &Setting) -> (String, String) {
    let text = match &setting.value.value {
        Written::Numbers(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
            numbers.join(",")
        }
        Written::Flag(on) => on.to_string(),
        Written::Text(text) => text.clone(),
    };
    (setting.name.value.clone(), text)
}

/// Puts a whole file in the place of the one at `path`, or where its link leads.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (temporary, file) = beside(&path)?;
    let written = write(file, text).and_then(|()| {
        if let Ok(old) = fs::metadata(&path) {
            fs::set_permissions(&temporary, old.permissions())?;
        }
        fs::rename(&temporary, &path)
    });
    if written.is_err() {
        // What was written of it is of no use.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// A new file beside `path`.
fn beside(path: &Path) -> io::Result<(PathBuf, fs::File)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut number = 0;
    loop {
        let temporary = path.with_file_name(format!(".{name}.{number}.tmp"));
        match fs::File::create_new(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_LEFT => {
                number += 1;
            }
            file => return Ok((temporary, file?)),
        }
    }
}

fn write(mut file: fs::File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(path: &Path, name: &str, replaces: bool) -> Result<Option<String>, String> {
        let task = Task::Save {
            name: name.to_owned(),
            values: vec![("speed".to_owned(), "0.25".to_owned())],
            replaces,
        };
        act(path, task).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_saved_is_read_again_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scene.presets.toml");
        assert_eq!(read(&path).unwrap(), []);
        save(&path, "dusk", false).unwrap();
        save(&path, "dawn", false).unwrap();
        assert!(save(&path, "dusk", false).unwrap_err().contains("by now"));
        save(&path, "dusk", true).unwrap();
        let names: Vec<_> = read(&path)
            .unwrap()
            .into_iter()
            .map(|one| one.name)
            .collect();
        assert_eq!(names, [Some("dawn".to_owned()), Some("dusk".to_owned())]);
        let value = &read(&path).unwrap()[0].values;
        assert_eq!(value[..], [("speed".to_owned(), "0.25".to_owned())]);
        act(&path, Task::Delete("dawn".to_owned())).unwrap();
        act(&path, Task::Delete("dusk".to_owned())).unwrap();
        assert_eq!(read(&path).unwrap(), []);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_with_a_mistake_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scene.presets.toml");
        for text in ["[dusk]\nspeed = \n", "\u{0}"] {
            fs::write(&path, text).unwrap();
            assert!(save(&path, "dawn", true).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        fs::write(&path, b"\xff\xfe").unwrap();
        assert!(save(&path, "dawn", true).unwrap_err().contains("UTF-8"));
        assert_eq!(fs::read(&path).unwrap(), b"\xff\xfe");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_file_keeps_who_may_read_it() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.toml"), folder.path().join("b.toml"));
        fs::write(&path, "# Looks\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        save(&link, "dusk", false).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::read_to_string(&path).unwrap().starts_with("# Looks\n"));
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }
}
