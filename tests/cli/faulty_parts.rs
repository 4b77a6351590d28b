//! Parts that a disk has spoilt, or that lie on one that has gone.

use std::path::Path;
use std::process::Command;

use crate::folder::{Folder, NOISE, PLAIN};
use crate::parts::{join, joiner, part};
use crate::probe::INSTALL;
use crate::run::shaderpipe;

/// As another program writes a video anew.
fn copy(folder: &Folder, from: &str, to: &str) {
    let mut ffmpeg = Command::new("ffmpeg");
    let copied = ffmpeg.args(["-v", "error", "-i", from, "-c", "copy", to]);
    let copied = copied.current_dir(folder.root()).output().expect(INSTALL);
    assert!(
        copied.status.success() && copied.stderr.is_empty(),
        "{copied:?}"
    );
}

#[test]
fn what_a_disk_has_spoilt_is_not_joined() {
    let folder = Folder::with(NOISE);
    for ending in ["mp4", "mov", "mkv"] {
        let [one, other, out] = ["one", "other", "out"].map(|name| format!("{name}.{ending}"));
        for (name, frames) in [(&one, "0..30"), (&other, "30..60")] {
            let args = [
                "render",
                "scene.wgsl",
                "--part",
                "--frames",
                frames,
                "-o",
                name,
            ];
            shaderpipe(args).folder(folder.root()).end().done();
        }
        let whole = folder.read(&other);
        // Its packets are many, and all of them are there.
        let mut spoilt = whole.clone();
        let middle = spoilt.len() / 2;
        spoilt[middle] ^= 0x55;
        folder.write(&other, spoilt);
        let args = [one.as_str(), &other, "-o", &out];
        let words = format!("'{other}' is damaged: its bytes are not those that were written");
        join(&folder, &args).is(1).says(&[&words]);
        assert!(!folder.path(&out).exists());
        folder.write(&other, whole);
        join(&folder, &args).done();
        copy(&folder, &out, &format!("copied.{ending}"));
        let anew = format!("one.copied.{ending}");
        copy(&folder, &one, &anew);
        let words = format!("'{anew}' does not end as parts do");
        join(&folder, &[&anew, &other, "-o", &out])
            .is(1)
            .says(&[&words]);
    }
}

#[test]
fn what_is_stuck_over_parts_is_given_up() {
    let folder = Folder::with(PLAIN);
    part(&folder, "a.mp4", "0..300", &[]);
    let joins = joiner(&folder, "exec sleep 1000");
    let script = "case \"$*\" in *framecrc*) exec sleep 1000;; *) exec ffmpeg \"$@\";; esac";
    let reads = folder.program("reads", script);
    let before = folder.names();
    let says = |ffmpeg: &Path, args: &[&str], words: &[&str]| {
        let ffmpeg = ["--stall-timeout", "1", "--ffmpeg", ffmpeg.to_str().unwrap()];
        let run = shaderpipe(args).args(ffmpeg).folder(folder.root());
        run.end()
            .is(1)
            .says(words)
            .says(&["FFmpeg has done nothing for 1 s", "--stall-timeout"]);
        assert_eq!(folder.names(), before);
    };
    let join = ["join", "a.mp4", "-o", "out.mp4"];
    says(&joins, &join, &["the parts cannot be joined"]);
    says(&reads, &join, &["'a.mp4' cannot be read as a part"]);
    let render = ["render", "scene.wgsl", "-o", "b.mp4", "--part"];
    says(&reads, &render, &["'b.mp4' cannot be read as a part"]);
}
