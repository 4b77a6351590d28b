//! The writer's work: frames from the queue into the transport, held until they are read, let go.
//!
//! Knows when a frame may be dropped; not how its bytes travel, nor how long anything takes.

use std::{
    io::{self, ErrorKind},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, TryRecvError, select};

use super::{
    PipeError, Stats,
    hold::Hold,
    pace::Pace,
    progress::Meter,
    stats::thread_clock,
    stop::Stop,
    transport::{Transport, Way},
    trial::Trial,
};

/// Everything between the queue and the sink.
pub(super) struct Stream<'a, T> {
    /// The frame that is being written: kept apart, as its bytes are borrowed meanwhile.
    current: Option<Box<T>>,
    flow: Flow<'a, T>,
}

impl<'a, T: AsRef<[u8]>> Stream<'a, T> {
    pub(super) fn new(
        transport: Box<dyn Transport>,
        trial: Trial,
        stop: &'a Stop,
        meter: Meter,
    ) -> Self {
        Self {
            current: None,
            flow: Flow {
                transport,
                trial,
                stop,
                meter,
                hold: Hold::new(),
                read: 0,
                pace: Pace::default(),
            },
        }
    }

    /// The transport, to close it; the frames not let go; the account so far.
    pub(super) fn into_parts(self) -> (Box<dyn Transport>, Hold<T>, Stats) {
        let mut flow = self.flow;
        if let Some(frame) = self.current {
            flow.hold.push(u64::MAX, frame);
        }
        let stats = flow.meter.stats(&*flow.transport, &flow.trial);
        (flow.transport, flow.hold, stats)
    }

    /// Writes until the end of the queue, and until all is read of which the frames are held.
    pub(super) fn write_all(&mut self, queue: &Receiver<T>) -> Result<(), PipeError> {
        while let Some(frame) = self.flow.next(queue)? {
            // Boxed before its bytes are looked at: they may lie in the frame itself.
            let frame = self.current.insert(Box::new(frame));
            self.flow.write((**frame).as_ref())?;
            if let Some(frame) = self.current.take() {
                self.flow.hold(frame)?;
            }
        }
        self.flow.end()
    }
}

/// What frames flow through, and those that are not through yet.
struct Flow<'a, T> {
    transport: Box<dyn Transport>,
    trial: Trial,
    stop: &'a Stop,
    meter: Meter,
    hold: Hold<T>,
    /// The end of what is known to need its memory no more.
    read: u64,
    pace: Pace,
}

impl<T> Flow<'_, T> {
    /// The next frame, or none at the end of the queue.
    fn next(&mut self, queue: &Receiver<T>) -> Result<Option<T>, PipeError> {
        let start = Instant::now();
        let next = self.wait_for_next(queue);
        let waited = start.elapsed();
        self.meter.waited(waited);
        if !self.trial.is_settled() {
            self.trial.arrived(waited, thread_clock());
            self.settle();
        }
        next
    }

    /// Tells the transport, if the choice has been made.
    fn settle(&mut self) {
        if self.trial.is_settled() {
            self.transport.settle(self.trial.mode());
        }
    }

    /// Waits for the next frame; meanwhile, held ones are let go.
    fn wait_for_next(&mut self, queue: &Receiver<T>) -> Result<Option<T>, PipeError> {
        let aborted = self.stop.aborted();
        self.pace.reset();
        loop {
            // An abort outranks frames and the end of the queue.
            self.stop.check_abort()?;
            if !self.hold.is_full() {
                match queue.try_recv() {
                    Ok(frame) => return Ok(Some(frame)),
                    Err(TryRecvError::Disconnected) => return Ok(None),
                    Err(TryRecvError::Empty) => {}
                }
            }
            self.release()?;
            let Some(wait) = self.until_next_release() else {
                self.meter.is_writing(false);
                select! {
                    recv(queue) -> frame => {
                        self.stop.check_abort()?;
                        return Ok(frame.ok());
                    }
                    recv(aborted) -> _ => continue,
                }
            };
            if self.hold.is_full() {
                self.linger(wait)?;
                continue;
            }
            // The sender may have no other buffers, and so no frame until one is let go; when that
            // is, nothing but asking tells.
            select! {
                recv(queue) -> frame => {
                    self.stop.check_abort()?;
                    return Ok(frame.ok());
                }
                recv(aborted) -> _ => {}
                default(wait) => self.linger(Duration::ZERO)?,
            }
        }
    }

    /// Puts all of a frame into the transport.
    fn write(&mut self, bytes: &[u8]) -> Result<(), PipeError> {
        self.meter.is_writing(true);
        let start = Instant::now();
        let mut rest = bytes;
        while !rest.is_empty() {
            self.stop.check_abort()?;
            let mode = self.trial.mode();
            match self.transport.push(mode, rest) {
                Ok(0) => return self.ended(Err(ErrorKind::WriteZero.into())),
                Ok(taken) => {
                    rest = &rest[taken..];
                    self.meter.bytes_taken(mode, taken);
                    self.meter.done(self.surely_done());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait_for_room()?,
                Err(error) if self.trial.refused(&error) => self.settle(),
                Err(error) => return self.ended(Err(error)),
            }
        }
        let writing = start.elapsed();
        self.meter.wrote(writing);
        self.meter.frame_written();
        self.trial.written(bytes.len() as u64, writing);
        Ok(())
    }

    /// Sleeps while the sink is full.
    fn wait_for_room(&mut self) -> Result<(), PipeError> {
        let full = Instant::now();
        let waited = self.transport.wait_for_room(self.stop);
        self.ended(waited)?;
        self.meter.was_blocked(full.elapsed());
        // The reader has read: frames before this one may go, and their sender may need them for
        // the next.
        self.release()
    }

    /// Keeps a frame that is written until its memory is needed no more.
    fn hold(&mut self, frame: Box<T>) -> Result<(), PipeError> {
        self.hold.push(self.meter.bytes, frame);
        // What is copied can go at once; of what is lent, the pipe is still full.
        match self.trial.mode().way {
            Way::Vmsplice => Ok(()),
            Way::Copy | Way::Write => self.release(),
        }
    }

    /// Lets go of the frames that are read.
    fn release(&mut self) -> Result<(), PipeError> {
        if self.hold.is_empty() {
            return Ok(());
        }
        let unread = self.transport.unread();
        let unread = self.ended(unread)? as u64;
        self.read = self.meter.bytes.saturating_sub(unread);
        self.meter.done(self.read);
        self.hold.release(self.read);
        Ok(())
    }

    /// How long it will take until a frame can be let go, if one is held.
    fn until_next_release(&mut self) -> Option<Duration> {
        let needed = self.hold.first_end()?.saturating_sub(self.read);
        Some(self.pace.next(needed, self.meter.rate()))
    }

    /// Gives the reader time; lets all frames go if there is none.
    fn linger(&mut self, time: Duration) -> Result<(), PipeError> {
        let has_reader = self.transport.has_reader(self.stop, time);
        if !self.ended(has_reader)? {
            self.hold.release(u64::MAX);
        }
        Ok(())
    }

    /// After the last frame: waits until none is held, then lets go of the sink.
    fn end(&mut self) -> Result<(), PipeError> {
        let start = Instant::now();
        self.pace.reset();
        loop {
            self.release()?;
            let Some(wait) = self.until_next_release() else {
                break;
            };
            let lingering = Instant::now();
            self.linger(wait)?;
            self.meter.was_blocked(lingering.elapsed());
            self.stop.check_abort()?;
        }
        let flushed = self.transport.flush();
        self.ended(flushed)?;
        self.meter.wrote(start.elapsed());
        self.meter.done(self.meter.bytes);
        self.meter.is_writing(false);
        Ok(())
    }

    /// The end of the stream up to which surely all is done with.
    fn surely_done(&self) -> u64 {
        let pipe = match self.trial.mode().way {
            Way::Copy | Way::Write if self.hold.is_empty() => 0,
            // Held frames or this one: at most a full pipe of them is unread.
            _ => self.transport.capacity().unwrap_or_default(),
        };
        self.meter.bytes.saturating_sub(pipe as u64)
    }

    /// The pipe's own error for one of the system.
    fn ended<R>(&self, result: io::Result<R>) -> Result<R, PipeError> {
        result.map_err(|error| PipeError::from_write(error, self.meter.frames))
    }
}

#[cfg(all(test, unix))]
mod tests;
