//! How bytes get into a sink: the edge behind which the ways to do it stand.
//!
//! Knows bytes, not frames; who holds their memory, and until when, is the writer's business.

use std::io;

use super::{PipeError, progress::Meter, stop::Stop};

/// Bytes given to one system call: a quarter of the pipe, at most these.
///
/// Measured on 2026-11-22, busy 2-core AMD EPYC VM, Linux 6.18, nonblocking writes to FFmpeg 5.1
/// reading 1080p rgb24; medians (worst) of 11 alternating rounds, GB/s. Pipe of 1 MiB: 8 KiB pieces
/// 2.1 (1.3), 64 KiB 2.4 (1.6), 256 KiB 2.5 (2.1), whole frame 2.4 (2.0). Pipe of 64 KiB: 8 KiB 1.5
/// (1.2), 16 KiB 1.4 (1.1), 64 KiB 2.0 (0.7), whole frame 0.9 (0.7). A quarter is never bad.
const LARGEST_CHUNK: usize = 256 << 10;

/// The chunk for a sink that holds `capacity` bytes, if it is known to be a pipe.
pub(super) fn chunk(capacity: Option<usize>) -> usize {
    capacity.map_or(LARGEST_CHUNK, |capacity| {
        (capacity / 4).clamp(4 << 10, LARGEST_CHUNK)
    })
}

/// One way to move bytes into a sink. Dropping it closes the sink.
pub(super) trait Transport: Send {
    /// What [`Stats::transport`](super::Stats::transport) calls it.
    fn name(&self) -> &'static str;

    /// Bytes the pipe can hold, if it is a pipe and the system says.
    fn capacity(&self) -> Option<usize>;

    /// Bytes given to one call at most.
    fn chunk(&self) -> usize;

    /// Whether an abort ends a blocked write.
    fn is_interruptible(&self) -> bool;

    /// Puts all of `bytes` into the stream; when it returns, their memory is no longer needed.
    /// Looks for an abort before every system call, and ends early only with an error.
    fn put(&mut self, bytes: &[u8], stop: &Stop, meter: &mut Meter) -> Result<(), PipeError>;

    /// Hands on what the sink itself has buffered, after the last byte.
    fn flush(&mut self) -> io::Result<()>;
}

#[cfg(test)]
mod tests {
    use super::{LARGEST_CHUNK, chunk};

    #[test]
    fn a_chunk_is_a_quarter_of_the_pipe_within_bounds() {
        assert_eq!(chunk(Some(4 << 10)), 4 << 10);
        assert_eq!(chunk(Some(64 << 10)), 16 << 10);
        assert_eq!(chunk(Some(1 << 20)), 256 << 10);
        assert_eq!(chunk(Some(1 << 30)), LARGEST_CHUNK);
        assert_eq!(chunk(None), LARGEST_CHUNK);
    }
}
