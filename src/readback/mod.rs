//! A ring of mappable buffers: hands each finished frame over by value, as bytes in memory.
//!
//! Knows neither what the bytes mean nor who reads them. A frame is read where the GPU wrote it;
//! dropping it, on any thread and in any order, gives its slot back to the ring.

mod frame;
mod ring;
mod slot;

pub use frame::Frame;
pub use ring::Ring;
pub use slot::Slot;

use crate::gpu::GpuError;

/// How the bytes get from the shader to the processor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mapping {
    /// [`Mapping::Direct`] where the device can, else [`Mapping::Staging`].
    #[default]
    Auto,
    /// The shader writes the very buffer that is mapped. For adapters that share the processor's
    /// memory.
    Direct,
    /// The GPU copies the frame into a second, mappable buffer.
    Staging,
}

/// Why no slot or frame came out of a ring.
#[derive(Debug, thiserror::Error)]
pub enum ReadbackError {
    /// [`Mapping::Direct`] on an adapter with memory of its own.
    #[error("{0} cannot map the buffers its shaders write: use staging")]
    NoDirectMapping(String),
    /// A ring without slots, or of frames without bytes.
    #[error("a ring needs a slot and frames that have bytes")]
    Empty,
    /// The frame is larger than a buffer may be.
    #[error("a frame of {bytes} bytes is larger than this adapter's largest buffer, {limit} bytes")]
    TooLarge {
        /// Bytes of a frame.
        bytes: u64,
        /// Bytes of the largest buffer.
        limit: u64,
    },
    /// The device failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The driver did not map the buffer of a finished frame.
    #[error("the graphics driver could not map a finished frame{0}")]
    MapFailed(String),
    /// [`Ring::next`] without a frame in flight.
    #[error("no frame is in flight")]
    NothingInFlight,
    /// The caller's flag said to stop.
    #[error("cancelled")]
    Cancelled,
}
