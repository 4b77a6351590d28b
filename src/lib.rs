//! shaderpipe: a WGSL scene goes in, a finished video comes out.
//!
//! ```text
//! scene.wgsl ─► scene ─► shader ─► render ─► convert ─► readback ─► pipe ─► encode ─► out.mp4
//!   (text)      what to  checked   GPU:      GPU: one    mapped     writer  FFmpeg
//!               draw     modules   passes    shader to   buffers    thread  child
//!                                  to a      the exact   handed
//!                                  texture   pixel bytes over
//!
//! jobs.toml ─► batch ─► many exports, each one such line
//! ```
//!
//! [`export`] is the one place that wires the stages of a video together, and [`batch`] makes the list of
//! many of them; [`frame`] holds the plain values they share, [`gpu`] the device they draw with, [`decode`]
//! reads the pictures and videos that scenes show, [`preview`] opens a window on a scene, and
//! [`mod@bench`] measures what they cost.
//! Without the feature `gpu` only [`frame`], [`pipe`] and [`encode`] are built: a pipe engine and an
//! FFmpeg front end for frames from anywhere.

pub mod encode;
pub mod frame;
pub mod pipe;

#[cfg(feature = "gpu")]
pub mod batch;
#[cfg(feature = "gpu")]
pub mod bench;
#[cfg(feature = "gpu")]
pub mod convert;
#[cfg(feature = "gpu")]
pub mod decode;
#[cfg(feature = "gpu")]
pub mod export;
#[cfg(feature = "gpu")]
pub mod gpu;
#[cfg(feature = "preview")]
pub mod preview;
#[cfg(feature = "gpu")]
pub mod readback;
#[cfg(feature = "gpu")]
pub mod render;
#[cfg(feature = "gpu")]
pub mod scene;
#[cfg(feature = "gpu")]
pub mod shader;
