//! Every fault that the program must survive: no panic, no hang, no file half written, an older one
//! as it was, nobody left behind, and words that name the cause and the way out.
//!
//! Linux only: the tests look into `/proc` and make file systems of their own.

#![cfg(all(feature = "cli", target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "common/fault.rs"]
mod fault;
#[path = "common/folder.rs"]
mod folder;
#[path = "common/job.rs"]
mod job;
#[path = "common/probe.rs"]
mod probe;
#[path = "common/processes.rs"]
mod processes;
#[path = "common/run.rs"]
mod run;

#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/ffmpeg.rs"]
mod ffmpeg;
#[path = "faults/gpu.rs"]
mod gpu;
#[path = "faults/output.rs"]
mod output;
#[path = "faults/scene.rs"]
mod scene;
#[path = "faults/signals.rs"]
mod signals;
