//! The pipe engine's guarantees, each held against every kind of sink that can be tried here.
//!
//! Nothing is proved by how long it takes: a deadline only turns a hang into a failure.

#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test, in its helpers too"
)]

#[path = "pipe/descriptors.rs"]
mod descriptors;
#[path = "pipe/ends.rs"]
mod ends;
#[path = "pipe/frames.rs"]
mod frames;
#[cfg(target_os = "linux")]
#[path = "pipe/lent.rs"]
mod lent;
#[path = "pipe/matrix.rs"]
mod matrix;
#[path = "pipe/pool.rs"]
mod pool;
#[path = "pipe/property.rs"]
mod property;
#[path = "pipe/readers.rs"]
mod readers;
#[path = "pipe/stream.rs"]
mod stream;
