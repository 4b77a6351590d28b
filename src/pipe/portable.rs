//! Writing through `std::io::Write`, for systems and sinks without a Unix descriptor.
//!
//! Knows no frames, and no way to end a `write` that blocks.

use std::{
    io::{self, ErrorKind, Write},
    thread,
    time::Duration,
};

use super::{
    PipeError,
    progress::Meter,
    stop::Stop,
    transport::{Transport, chunk},
};

/// What a pipe holds by default. A pipe behind a `Write` is not asked for its size.
const USUAL_PIPE: usize = 64 << 10;

/// A `Write` that would block cannot say when it no longer will: how long to leave it alone.
const RETRY: Duration = Duration::from_millis(1);

/// Copies bytes into a `Write`.
pub(super) struct StreamWriter {
    stream: Box<dyn Write + Send>,
    chunk: usize,
}

impl StreamWriter {
    pub(super) fn new(stream: Box<dyn Write + Send>, asked: Option<usize>) -> Self {
        Self {
            stream,
            chunk: asked.unwrap_or_else(|| chunk(Some(USUAL_PIPE))).max(1),
        }
    }
}

impl Transport for StreamWriter {
    fn name(&self) -> &'static str {
        "write"
    }

    fn capacity(&self) -> Option<usize> {
        None
    }

    fn chunk(&self) -> usize {
        self.chunk
    }

    fn is_interruptible(&self) -> bool {
        false
    }

    fn put(&mut self, mut bytes: &[u8], stop: &Stop, meter: &mut Meter) -> Result<(), PipeError> {
        while !bytes.is_empty() {
            stop.check_abort()?;
            meter.write_call();
            match self.stream.write(&bytes[..bytes.len().min(self.chunk)]) {
                Ok(0) => {
                    return Err(PipeError::from_write(
                        ErrorKind::WriteZero.into(),
                        meter.frames(),
                    ));
                }
                Ok(taken) => {
                    bytes = &bytes[taken..];
                    meter.bytes_written(taken);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(RETRY),
                Err(error) => return Err(PipeError::from_write(error, meter.frames())),
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
