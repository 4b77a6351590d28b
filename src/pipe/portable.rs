//! Writing through `std::io::Write`, for systems and sinks without a Unix descriptor.
//!
//! Knows no frames, and no way to end a `write` that blocks.

use std::{
    io::{self, Write},
    thread,
    time::Duration,
};

use super::{
    stats::SystemCalls,
    stop::Stop,
    transport::{Mode, Transport},
};

/// A `Write` that would block cannot say when it no longer will: how long to leave it alone.
const RETRY: Duration = Duration::from_millis(1);

/// Copies bytes into a `Write`, whatever the mode.
pub(super) struct StreamWriter {
    stream: Box<dyn Write + Send>,
    calls: SystemCalls,
}

impl StreamWriter {
    pub(super) fn new(stream: Box<dyn Write + Send>) -> Self {
        Self {
            stream,
            calls: SystemCalls::default(),
        }
    }
}

impl Transport for StreamWriter {
    fn capacity(&self) -> Option<usize> {
        None
    }

    fn is_interruptible(&self) -> bool {
        false
    }

    fn push(&mut self, mode: Mode, bytes: &[u8]) -> io::Result<usize> {
        self.calls.write += 1;
        self.stream.write(mode.piece(bytes))
    }

    fn wait_for_room(&mut self, _stop: &Stop) -> io::Result<()> {
        thread::sleep(RETRY);
        Ok(())
    }

    fn calls(&self) -> SystemCalls {
        self.calls
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
