//! Lending pages to a pipe with `vmsplice`: those of the frames, or those of a ring they are copied
//! into. Linux only.
//!
//! Knows where in the stream lent bytes lie and asks the kernel how much is unread; knows no frames.

use std::{io, os::fd::OwnedFd, time::Duration};

use rustix::{
    event::{PollFlags, Timespec},
    fs::{FsWord, fstatfs},
    io::ioctl_fionread,
    pipe::{IoSliceRaw, SpliceFlags, vmsplice},
};

use super::{
    fd::FdWriter,
    ring::Ring,
    stats::SystemCalls,
    stop::Stop,
    transport::{Mode, Transport, Way},
};

/// A pipe whose writing end is ours alone, with every [`Way`] into it.
#[derive(Debug)]
struct OwnPipe {
    writer: FdWriter,
    capacity: usize,
    ring: Option<Ring>,
    /// Where in the stream the last byte lies whose page is a frame's own, plus one.
    lent_end: u64,
    /// The end of what is known to be read.
    read: u64,
    /// Bytes that may find room without a wait for the reader. Once there are none, another call
    /// would only spin for the lock that the reader copies under, to say that there are none.
    room: usize,
}

/// Takes over `fd` as [`FdWriter::own`] does, with every way into it if it is a pipe without a name.
pub(super) fn own(fd: OwnedFd, capacity: usize) -> io::Result<Box<dyn Transport>> {
    let writer = FdWriter::own(fd, capacity)?;
    Ok(match writer.capacity() {
        Some(capacity) if is_anonymous(&writer) => Box::new(OwnPipe {
            writer,
            capacity,
            ring: None,
            lent_end: 0,
            read: 0,
            room: capacity,
        }),
        _ => Box::new(writer),
    })
}

/// Whether nobody can open this pipe by name: else its pages may be read after the last reader has
/// gone, which is when frames are let go.
fn is_anonymous(writer: &FdWriter) -> bool {
    /// The file system in which pipes without names are; a name lies in some other.
    const PIPEFS_MAGIC: FsWord = 0x5049_5045;
    fstatfs(writer.fd()).is_ok_and(|system| system.f_type == PIPEFS_MAGIC)
}

impl OwnPipe {
    /// Lends the pages of `bytes` to the pipe.
    fn lend(writer: &mut FdWriter, room: &mut usize, bytes: &[u8]) -> io::Result<usize> {
        writer.calls_mut().vmsplice += 1;
        let pages = [IoSliceRaw::from_slice(bytes)];
        // SAFETY: The range is readable now, which is all that the call itself needs: it takes a
        // reference to each page, and nothing in this process is written by it. The pipe holds
        // these references until the pages are read, whatever becomes of this mapping meanwhile.
        // That the bytes are still the same when the reader gets to them is what `unread` is for:
        // a question of what the reader sees, not of this process's memory.
        let taken = unsafe { vmsplice(writer.fd(), &pages, SpliceFlags::NONBLOCK) }?;
        writer.took(taken);
        if taken < bytes.len() {
            *room = 0;
        }
        Ok(taken)
    }

    /// Copies a piece into the ring, unless one waits there already, and lends the ring's pages.
    fn copy(&mut self, mode: Mode, bytes: &[u8]) -> io::Result<usize> {
        let ring = match &mut self.ring {
            Some(ring) => ring,
            none => none.insert(Ring::new(self.capacity, mode.chunk)?),
        };
        if ring.waiting().is_empty() {
            let piece = mode.piece(bytes);
            // What is unread now is at most what was unread, and what has been pushed since.
            let most_unread = self.writer.pushed() - self.read;
            if !ring.has_room(piece.len(), most_unread) {
                self.read = Self::ask(&mut self.writer)?;
                if !ring.has_room(piece.len(), self.writer.pushed() - self.read) {
                    // The pipe holds more than we made it hold, so its reader has enlarged it:
                    // room in it says nothing about room in the ring.
                    return self.writer.push(mode, piece);
                }
            }
            ring.put(piece);
        }
        let taken = Self::lend(&mut self.writer, &mut self.room, ring.waiting())?;
        ring.taken(taken);
        Ok(taken)
    }

    /// The end of what is read: all that was pushed, but for what the pipe holds.
    fn ask(writer: &mut FdWriter) -> io::Result<u64> {
        writer.calls_mut().query += 1;
        // Counted under the pipe's lock, which a reader keeps until it has copied: bytes that are
        // not counted are not looked at any more.
        Ok(writer.pushed().saturating_sub(ioctl_fionread(writer.fd())?))
    }
}

impl Transport for OwnPipe {
    fn capacity(&self) -> Option<usize> {
        Some(self.capacity)
    }

    fn is_interruptible(&self) -> bool {
        true
    }

    fn lends(&self) -> bool {
        true
    }

    fn push(&mut self, mode: Mode, bytes: &[u8]) -> io::Result<usize> {
        if mode.way != Way::Copy
            && let Some(ring) = &mut self.ring
        {
            ring.forget_waiting();
        }
        if self.room == 0 && mode.way != Way::Write {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let taken = match mode.way {
            Way::Write => self.writer.push(mode, bytes),
            Way::Vmsplice => Self::lend(&mut self.writer, &mut self.room, mode.piece(bytes)),
            Way::Copy => self.copy(mode, bytes),
        }?;
        if mode.way == Way::Vmsplice {
            // Who copies meanwhile gives the reader time to make room; this does not.
            self.room = self.room.saturating_sub(taken);
            self.lent_end = self.writer.pushed();
        }
        Ok(taken)
    }

    fn settle(&mut self, mode: Mode) {
        if mode.way != Way::Copy {
            self.ring = None;
        }
    }

    fn wait_for_room(&mut self, stop: &Stop) -> io::Result<()> {
        self.writer.wait_for_room(stop)?;
        self.room = self.capacity;
        Ok(())
    }

    fn unread(&mut self) -> io::Result<usize> {
        if self.read < self.lent_end {
            self.read = Self::ask(&mut self.writer)?;
        }
        if self.read >= self.lent_end {
            return Ok(0);
        }
        Ok((self.writer.pushed() - self.read) as usize)
    }

    fn has_reader(&mut self, stop: &Stop, time: Duration) -> io::Result<bool> {
        let time = Timespec::try_from(time).map_err(io::Error::other)?;
        // Asked for nothing, `poll` still tells of the reader's end.
        let happened = self.writer.poll(PollFlags::empty(), stop, Some(&time))?;
        Ok(!happened.intersects(PollFlags::ERR | PollFlags::HUP))
    }

    fn calls(&self) -> SystemCalls {
        self.writer.calls()
    }
}
