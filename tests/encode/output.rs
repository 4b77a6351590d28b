//! When a file appears under its name, and what happens to the one that was there.

use std::fs;
use std::path::{Path, PathBuf};

use shaderpipe::encode::{Output, OutputError};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).into_string().expect("a text"))
            .collect();
        names.sort();
        names
    }
}

fn write(output: &Output, text: &str) {
    fs::write(output.path_for_writer(), text).expect("a file");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a text")
}

#[test]
fn the_name_appears_when_the_file_is_complete() {
    let folder = Folder::new();
    let path = folder.join("a.mp4");
    let output = Output::create(&path, false).unwrap();
    write(&output, "new");
    assert!(!path.exists());
    let [name] = &folder.names()[..] else {
        panic!("one temporary file, not {:?}", folder.names());
    };
    assert!(
        name.starts_with(".a.") && name.ends_with(".partial.mp4"),
        "{name}"
    );
    output.commit().unwrap();
    assert_eq!(read(&path), "new");
    assert_eq!(folder.names(), ["a.mp4"]);
}

#[test]
fn an_older_file_survives_a_failed_export() {
    let folder = Folder::new();
    let path = folder.join("a.mp4");
    fs::write(&path, "old").unwrap();
    let output = Output::create(&path, false).unwrap();
    write(&output, "half");
    drop(output);
    assert_eq!(read(&path), "old");
    assert_eq!(folder.names(), ["a.mp4"]);

    let output = Output::create(&path, false).unwrap();
    write(&output, "new");
    output.commit().unwrap();
    assert_eq!(read(&path), "new");
}

#[test]
fn two_exports_of_one_name_do_not_meet() {
    let folder = Folder::new();
    let path = folder.join("a.mkv");
    let first = Output::create(&path, false).unwrap();
    let second = Output::create(&path, false).unwrap();
    write(&first, "first");
    write(&second, "second");
    first.commit().unwrap();
    assert_eq!(read(&path), "first");
    second.commit().unwrap();
    assert_eq!(read(&path), "second");
}

#[test]
fn missing_folders_are_created_and_files_are_no_folders() {
    let folder = Folder::new();
    let path = folder.join("x/y/a.mp4");
    Output::create(&path, false).unwrap().commit().unwrap();
    assert!(path.is_file());

    let error = Output::create(&path.join("b.mp4"), false).unwrap_err();
    let message = error.to_string();
    assert!(
        matches!(error, OutputError::CreateFolder { .. }),
        "{message}"
    );
    assert!(message.contains("a.mp4'"), "{message}");
    for folder in [
        &folder.join("x"),
        &folder.join("new/"),
        Path::new(""),
        Path::new(".."),
    ] {
        let error = Output::create(folder, false).unwrap_err();
        assert!(matches!(error, OutputError::Folder(_)), "{error}");
    }
}

#[test]
fn a_relative_name_needs_no_folder() {
    let name = format!("encode-test-{}.mkv", std::process::id());
    let output = Output::create(Path::new(&name), false).unwrap();
    let temporary = output.path_for_writer().to_owned();
    assert!(temporary.exists());
    drop(output);
    assert!(!temporary.exists() && !Path::new(&name).exists());
}

#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_folder_is_noticed_at_once() {
    // Root may write anywhere but here.
    let error = Output::create(Path::new("/proc/a.mp4"), false).unwrap_err();
    assert!(matches!(error, OutputError::Create { .. }), "{error:?}");
    assert!(error.to_string().contains("'/proc'"), "{error}");
}

#[test]
fn long_names_fit() {
    let folder = Folder::new();
    let path = folder.join(&format!("{}.mp4", "n".repeat(251)));
    let output = Output::create(&path, false).unwrap();
    write(&output, "new");
    output.commit().unwrap();
    assert_eq!(read(&path), "new");
}

#[test]
fn no_clobber_refuses_early_and_late() {
    let folder = Folder::new();
    let path = folder.join("a.mp4");
    let output = Output::create(&path, true).unwrap();
    write(&output, "new");
    fs::write(&path, "someone else's").unwrap();
    for error in [
        output.commit().unwrap_err(),
        Output::create(&path, true).unwrap_err(),
    ] {
        assert!(matches!(error, OutputError::Exists(_)), "{error:?}");
        assert!(error.to_string().contains("a.mp4' exists"), "{error}");
    }
    assert_eq!(read(&path), "someone else's");
    assert_eq!(folder.names(), ["a.mp4"]);
}

#[test]
fn a_discarded_file_is_gone_at_once_and_cannot_be_committed() {
    let folder = Folder::new();
    let path = folder.join("a.mp4");
    let output = Output::create(&path, false).unwrap();
    let discard = output.discard_handle().unwrap();
    write(&output, "half");
    std::thread::spawn({
        let discard = discard.clone();
        move || discard.discard()
    })
    .join()
    .unwrap();
    assert!(folder.names().is_empty());
    // A writer that was not dead yet.
    write(&output, "again");
    let error = output.commit().unwrap_err();
    assert!(matches!(error, OutputError::Discarded(_)), "{error:?}");
    assert!(folder.names().is_empty());

    let output = Output::create(&path, false).unwrap();
    let discard = output.discard_handle().unwrap();
    output.commit().unwrap();
    discard.discard();
    assert_eq!(folder.names(), ["a.mp4"]);
}

#[test]
fn a_vanished_file_is_an_error() {
    let folder = Folder::new();
    let output = Output::create(&folder.join("a.mp4"), false).unwrap();
    fs::remove_file(output.path_for_writer()).unwrap();
    let error = output.commit().unwrap_err();
    assert!(matches!(error, OutputError::Sync { .. }), "{error:?}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_followed_and_stay() {
        let folder = Folder::new();
        fs::create_dir(folder.join("far")).unwrap();
        for (target, older) in [("far/there.mp4", true), ("far/new.mp4", false)] {
            if older {
                fs::write(folder.join(target), "old").unwrap();
            }
            let link = folder.join("link.mp4");
            let _ = fs::remove_file(&link);
            // Relative to the link, and through another one.
            let _ = fs::remove_file(folder.join("far/second"));
            symlink(folder.join(target), folder.join("far/second")).unwrap();
            symlink("far/second", &link).unwrap();
            let output = Output::create(&link, false).unwrap();
            assert_eq!(
                output.path_for_writer().parent(),
                Some(&*folder.join("far"))
            );
            write(&output, "new");
            output.commit().unwrap();
            assert!(link.is_symlink());
            assert_eq!(read(&folder.join(target)), "new");
        }
        symlink("circle", folder.join("circle")).unwrap();
        let error = Output::create(&folder.join("circle"), false).unwrap_err();
        assert!(error.to_string().contains("circle"), "{error}");
    }

    #[test]
    fn devices_and_fifos_are_written_directly() {
        let folder = Folder::new();
        let fifo = folder.join("fifo.mkv");
        let made = std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap();
        assert!(made.success());
        for path in [&fifo, Path::new("/dev/null")] {
            let output = Output::create(path, true).unwrap();
            assert!(output.is_direct() && output.discard_handle().is_none());
            assert_eq!(output.path_for_writer(), path);
            output.commit().unwrap();
            drop(Output::create(path, false).unwrap());
        }
        assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());
        assert_eq!(folder.names(), ["fifo.mkv"]);
    }

    #[test]
    fn permissions_stay_as_they_were() {
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = Folder::new();
        let (path, plain) = (folder.join("a.mp4"), folder.join("plain"));
        fs::write(&plain, "").unwrap();
        Output::create(&path, false).unwrap().commit().unwrap();
        assert_eq!(mode(&path), mode(&plain), "a new file is as any new file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        Output::create(&path, false).unwrap().commit().unwrap();
        assert_eq!(mode(&path), 0o640);
    }
}
