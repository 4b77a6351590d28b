//! A folder of a test's own, with a scene in it, programs that stand in for FFmpeg, and a memory of
//! what lies there.

#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Colours that move; 60 frames of 64x36.
pub(crate) const PLAIN: &str = "\
//! title = \"Plain\"
//! size = [64, 36]
//! fps = 30
//! duration = 2.0
//! [params.speed]
//! default = 1.0
//! min = 0.0
//! max = 4.0
//! [params.tint]
//! default = [1.0, 1.0, 1.0]
#import shaderpipe::frame

struct Params { speed: f32, tint: vec3f }
@group(1) @binding(0) var<uniform> params: Params;

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy / frame.resolution;
    let color = 0.5 + 0.5 * cos(frame.time * params.speed + uv.xyx + vec3f(0.0, 2.0, 4.0));
    return vec4f(color * params.tint, 1.0);
}
";

/// Noise that no encoder makes small; 60 frames of 320x180.
pub(crate) const NOISE: &str = "\
//! size = [320, 180]
//! fps = 30
//! duration = 2.0
#import shaderpipe::frame

fn hash(seed: u32) -> u32 {
    var x = seed * 747796405u + 2891336453u;
    x = ((x >> ((x >> 28u) + 4u)) ^ x) * 277803737u;
    return (x >> 22u) ^ x;
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let pixel = u32(position.y) * 16384u + u32(position.x);
    let noise = hash(hash(pixel) + frame.index);
    return vec4f(vec3f(vec3u(noise, noise >> 8u, noise >> 16u) & vec3u(255u)) / 255.0, 1.0);
}
";

/// A folder that is removed with everything in it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with `scene.wgsl` in it.
    pub(crate) fn with(scene: impl AsRef<[u8]>) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("scene.wgsl", scene);
        folder
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("the folder can be written");
        path
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A shell script that can be run. Another process writes it: while one of ours had it open for
    /// writing, as a fork of another test's thread may, it could not be run.
    pub(crate) fn program(&self, name: &str, script: &str) -> PathBuf {
        let path = self.path(name);
        let written = Command::new("/bin/sh")
            .args([
                "-c",
                "printf '#!/bin/sh\\n%s\\n' \"$2\" >\"$1\" && chmod +x \"$1\"",
                "sh",
            ])
            .arg(&path)
            .arg(script)
            .status();
        assert!(written.expect("a shell").success());
        path
    }

    /// Every name in the folder and below, with the file's bytes.
    pub(crate) fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut contents = BTreeMap::new();
        let mut folders = vec![self.root().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let kind = std::fs::symlink_metadata(&path)
                    .expect("an entry")
                    .file_type();
                if kind.is_dir() {
                    folders.push(path.clone());
                }
                let bytes = kind
                    .is_file()
                    .then(|| std::fs::read(&path).expect("a file"));
                contents.insert(path, bytes.unwrap_or_default());
            }
        }
        contents
    }

    /// The names in the folder, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.root()).expect("a folder");
        let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = names.map(|entry| name(entry.expect("an entry"))).collect();
        names.sort();
        names
    }
}
