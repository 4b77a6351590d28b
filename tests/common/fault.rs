//! A render that must fail, and what must be as it was before.

#![allow(dead_code, reason = "each test file uses a part")]

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::folder::{Folder, PLAIN};
use crate::run::{Ended, Run, shaderpipe};

/// What is done to a run and its folder beforehand.
type Change = dyn Fn(Run, &Folder) -> Run;

/// A render with something wrong about it. It is run twice: where there is no output yet, and where
/// there is an older one.
pub(crate) struct Fault {
    scene: Vec<u8>,
    output: &'static str,
    args: Vec<OsString>,
    ffmpeg: Option<String>,
    change: Box<Change>,
    check: Box<dyn Fn(&Ended)>,
}

impl Fault {
    pub(crate) fn new() -> Self {
        Self {
            scene: PLAIN.into(),
            output: "out.mp4",
            args: Vec::new(),
            ffmpeg: None,
            change: Box::new(|run, _| run),
            check: Box::new(|_| {}),
        }
    }

    pub(crate) fn scene(mut self, scene: impl Into<Vec<u8>>) -> Self {
        self.scene = scene.into();
        self
    }

    pub(crate) fn output(mut self, name: &'static str) -> Self {
        self.output = name;
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args
            .extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Runs this shell script in FFmpeg's place.
    pub(crate) fn ffmpeg(mut self, script: &str) -> Self {
        self.ffmpeg = Some(script.to_owned());
        self
    }

    /// Prepares the folder, or changes how the program is run.
    pub(crate) fn with(mut self, change: impl Fn(Run, &Folder) -> Run + 'static) -> Self {
        self.change = Box::new(change);
        self
    }

    /// Asserts something more.
    pub(crate) fn check(mut self, check: impl Fn(&Ended) + 'static) -> Self {
        self.check = Box::new(check);
        self
    }

    /// Asserts that it fails with this code and these words, and that nothing has changed.
    pub(crate) fn fails(self, code: i32, words: &[&str]) {
        for older in [false, true] {
            self.run(older, code).is(code).says(words);
        }
    }

    /// The same, for an output that cannot exist before.
    pub(crate) fn fails_once(self, code: i32, words: &[&str]) {
        self.run(false, code).is(code).says(words);
    }

    fn run(&self, older: bool, code: i32) -> Ended {
        let folder = Folder::with(&self.scene);
        let output = folder.path(self.output);
        let mut run = shaderpipe(["render", "scene.wgsl", "-o"]).args([&output]);
        if let Some(script) = &self.ffmpeg {
            run = run.args([
                "--ffmpeg".as_ref(),
                folder.program("fake", script).as_path(),
            ]);
        }
        run = (self.change)(run.folder(folder.root()).args(&self.args), &folder);
        if older {
            folder.write(self.output, OLDER);
        }
        let before = folder.contents();
        let ended = run.end();
        let after = folder.contents();
        assert!(
            before == after,
            "the folder has changed: {:#?}; {ended:#?}",
            folder.names()
        );
        assert!(code != 1 || ended.stderr.contains("error: "), "{ended:#?}");
        (self.check)(&ended);
        ended
    }
}

/// What stands in an output before.
pub(crate) const OLDER: &[u8] = b"an older video";

/// Asserts that nothing but the scene lies in the folder.
pub(crate) fn assert_only_scene(folder: &Folder) {
    assert_eq!(folder.names(), ["scene.wgsl"]);
}

/// Asserts that no temporary file lies beside `path`.
pub(crate) fn assert_no_partial(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!name.contains(".partial"), "{name} is left");
    }
}
