//! Saves as editors do them, heard once each.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::*;

struct Heard {
    folder: tempfile::TempDir,
    watch: Watch,
    changes: Receiver<Instant>,
}

impl Heard {
    /// A folder with `a.wgsl` and `b.wgsl`, of which the first is watched.
    fn new(any: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.wgsl", "b.wgsl"] {
            fs::write(folder.path().join(name), "old").unwrap();
        }
        let (sender, changes) = bounded(100);
        let watch = Watch::start(move |at| sender.send(at).unwrap()).unwrap();
        std::thread::sleep(Duration::from_millis(60));
        watch.set(vec![folder.path().join("a.wgsl")], any, SystemTime::now());
        std::thread::sleep(Duration::from_millis(100));
        Self {
            folder,
            watch,
            changes,
        }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// How many changes are heard until it is quiet.
    fn count(&self) -> usize {
        let mut count = 0;
        while self
            .changes
            .recv_timeout(Duration::from_millis(700))
            .is_ok()
        {
            count += 1;
        }
        count
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.watch.end();
    }
}

fn append(path: &Path, text: &str) {
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[test]
fn each_way_to_save_is_one_change() {
    let heard = Heard::new(false);
    let path = heard.path("a.wgsl");
    // By another file.
    fs::write(heard.path(".a.swp"), "renamed").unwrap();
    fs::rename(heard.path(".a.swp"), &path).unwrap();
    assert_eq!(heard.count(), 1);
    // Emptied, and written a while later.
    fs::write(&path, "").unwrap();
    std::thread::sleep(Duration::from_millis(150));
    fs::write(&path, "written").unwrap();
    assert_eq!(heard.count(), 1);
    // In parts.
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(b"first ").unwrap();
    std::thread::sleep(Duration::from_millis(8));
    file.write_all(b"second").unwrap();
    drop(file);
    assert_eq!(heard.count(), 1);
    // Gone for a moment.
    fs::remove_file(&path).unwrap();
    std::thread::sleep(Duration::from_millis(60));
    fs::write(&path, "back").unwrap();
    assert_eq!(heard.count(), 1);
    append(&path, "more");
    assert_eq!(heard.count(), 1);
}

#[test]
fn what_holds_the_same_or_is_not_watched_is_no_change() {
    let heard = Heard::new(false);
    fs::write(heard.path("a.wgsl"), "new").unwrap();
    assert_eq!(heard.count(), 1);
    fs::write(heard.path("a.wgsl"), "new").unwrap();
    fs::write(heard.path("b.wgsl"), "new").unwrap();
    fs::read(heard.path("a.wgsl")).unwrap();
    assert_eq!(heard.count(), 0);
}

#[test]
fn a_file_that_stays_away_is_a_change_in_the_end() {
    let heard = Heard::new(false);
    fs::remove_file(heard.path("a.wgsl")).unwrap();
    assert_eq!(heard.count(), 1);
}

#[test]
fn what_was_written_before_it_was_watched_is_a_change() {
    let heard = Heard::new(false);
    let since = SystemTime::now();
    std::thread::sleep(Duration::from_millis(60));
    fs::write(heard.path("b.wgsl"), "new").unwrap();
    heard.watch.set(vec![heard.path("b.wgsl")], false, since);
    assert_eq!(heard.count(), 1);
}

#[test]
fn with_any_a_file_beside_it_counts() {
    let heard = Heard::new(true);
    fs::write(heard.path("c.wgsl"), "new").unwrap();
    assert_eq!(heard.count(), 1);
}

#[test]
fn a_folder_that_is_made_again_is_watched_again() {
    let heard = Heard::new(false);
    let folder = heard.folder.path();
    // At once, as who checks out another branch does.
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir(folder).unwrap();
    fs::write(heard.path("a.wgsl"), "again").unwrap();
    assert_eq!(heard.count(), 1);
    append(&heard.path("a.wgsl"), " and more");
    assert_eq!(heard.count(), 1);
    // After a while.
    fs::remove_dir_all(folder).unwrap();
    assert_eq!(heard.count(), 1);
    fs::create_dir(folder).unwrap();
    fs::write(heard.path("a.wgsl"), "once more").unwrap();
    assert_eq!(heard.count(), 1);
    append(&heard.path("a.wgsl"), " and more");
    assert_eq!(heard.count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed() {
    let heard = Heard::new(false);
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("scene.wgsl");
    fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink(&target, heard.path("link.wgsl")).unwrap();
    std::thread::sleep(Duration::from_millis(60));
    let link = vec![heard.path("link.wgsl")];
    heard.watch.set(link, false, SystemTime::now());
    std::thread::sleep(Duration::from_millis(100));
    fs::write(&target, "new").unwrap();
    assert_eq!(heard.count(), 1);
}
