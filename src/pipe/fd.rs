//! Writing to a Unix descriptor with `write` and `poll`. Knows no frames.

use std::{
    io,
    os::fd::{AsFd, OwnedFd},
    time::Instant,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
    io::{Errno, write},
};

use super::{
    nap::Nap,
    stats::SystemCalls,
    stop::Stop,
    transport::{Mode, Transport},
};

/// Copies bytes into a descriptor, whatever the mode.
#[derive(Debug)]
pub(super) struct FdWriter {
    fd: OwnedFd,
    interruptible: bool,
    capacity: Option<usize>,
    calls: SystemCalls,
    pushed: u64,
    /// If it is a pipe: for while it is full.
    nap: Option<Nap>,
}

impl FdWriter {
    /// Over a descriptor whose open file description is ours alone: made nonblocking, and if it is
    /// a pipe, asked to hold `capacity` bytes.
    pub(super) fn own(fd: OwnedFd, capacity: usize) -> io::Result<Self> {
        fcntl_setfl(&fd, fcntl_getfl(&fd)? | OFlags::NONBLOCK)?;
        let capacity = pipe_size::set(&fd, capacity);
        Ok(Self::new(fd, true, capacity))
    }

    /// Over a descriptor that other processes may share: its flags and the pipe's size stay.
    pub(super) fn shared(fd: OwnedFd) -> Self {
        // A pipe of our own description is as good as our own pipe, but for its size.
        let (fd, reopened) = match reopen::pipe(&fd) {
            Some(own) => (own, true),
            None => (fd, false),
        };
        let capacity = pipe_size::get(&fd);
        Self::new(fd, reopened, capacity)
    }

    fn new(fd: OwnedFd, interruptible: bool, capacity: Option<usize>) -> Self {
        Self {
            fd,
            interruptible,
            capacity,
            calls: SystemCalls::default(),
            pushed: 0,
            nap: capacity.map(Nap::new),
        }
    }

    #[cfg(target_os = "linux")]
    pub(super) fn fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.fd.as_fd()
    }

    #[cfg(target_os = "linux")]
    pub(super) fn calls_mut(&mut self) -> &mut SystemCalls {
        &mut self.calls
    }

    /// The sink has taken so many bytes.
    pub(super) fn took(&mut self, bytes: usize) {
        self.pushed += bytes as u64;
    }

    /// Bytes that the sink has ever taken: the length of the stream.
    #[cfg(target_os = "linux")]
    pub(super) fn pushed(&self) -> u64 {
        self.pushed
    }

    /// Sleeps until one of `events` or an error happens to the sink, the pipe is aborted or the
    /// time is over; says what happened to the sink.
    pub(super) fn poll(
        &mut self,
        events: PollFlags,
        stop: &Stop,
        time: Option<&Timespec>,
    ) -> io::Result<PollFlags> {
        let mut fds = [
            PollFd::from_borrowed_fd(self.fd.as_fd(), events),
            PollFd::from_borrowed_fd(stop.wake(), PollFlags::IN),
        ];
        self.calls.poll += 1;
        match poll(&mut fds, time) {
            Ok(_) => Ok(fds[0].revents()),
            Err(Errno::INTR) => Ok(PollFlags::empty()),
            Err(errno) => Err(errno.into()),
        }
    }
}

impl Transport for FdWriter {
    fn capacity(&self) -> Option<usize> {
        self.capacity
    }

    fn is_interruptible(&self) -> bool {
        self.interruptible
    }

    fn push(&mut self, mode: Mode, bytes: &[u8]) -> io::Result<usize> {
        self.calls.write += 1;
        // `WouldBlock` comes also from a shared descriptor that another process made nonblocking.
        let taken = write(&self.fd, mode.piece(bytes))?;
        self.took(taken);
        Ok(taken)
    }

    fn wait_for_room(&mut self, stop: &Stop) -> io::Result<()> {
        if let Some(nap) = &mut self.nap {
            let time = Timespec::try_from(nap.next(self.pushed, Instant::now()));
            let time = time.map_err(io::Error::other)?;
            // Asked for nothing, `poll` sleeps through the reader's reading.
            self.poll(PollFlags::empty(), stop, Some(&time))?;
        }
        self.poll(PollFlags::OUT, stop, None).map(drop)
    }

    fn calls(&self) -> SystemCalls {
        self.calls
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod pipe_size {
    use std::os::fd::OwnedFd;

    use rustix::pipe::{fcntl_getpipe_size, fcntl_setpipe_size};

    pub(super) fn get(fd: &OwnedFd) -> Option<usize> {
        fcntl_getpipe_size(fd).ok()
    }

    pub(super) fn set(fd: &OwnedFd, capacity: usize) -> Option<usize> {
        let before = get(fd)?;
        let mut asked = capacity;
        // Refused above /proc/sys/fs/pipe-max-size, and for a user who holds many pipes: take the
        // largest that is granted, rather than trust the number in a file that may not be there.
        while fcntl_setpipe_size(fd, asked).is_err() && asked > before {
            asked /= 2;
        }
        get(fd)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod pipe_size {
    use std::os::fd::OwnedFd;

    pub(super) fn get(_: &OwnedFd) -> Option<usize> {
        None
    }

    pub(super) fn set(_: &OwnedFd, _: usize) -> Option<usize> {
        None
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod reopen {
    use std::os::fd::{AsRawFd, OwnedFd};

    use rustix::fs::{FileType, Mode, OFlags, fstat, open};

    /// The pipe behind `fd` under a nonblocking description of our own, if `fd` is a pipe and the
    /// system lets us: not if another user made it, or without `/proc`.
    pub(super) fn pipe(fd: &OwnedFd) -> Option<OwnedFd> {
        let mode = fstat(fd).ok()?.st_mode;
        if FileType::from_raw_mode(mode) != FileType::Fifo {
            return None;
        }
        let path = format!("/proc/self/fd/{}", fd.as_raw_fd());
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        open(path, flags, Mode::empty()).ok()
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod reopen {
    use std::os::fd::OwnedFd;

    /// Only Linux can open a pipe again.
    pub(super) fn pipe(_: &OwnedFd) -> Option<OwnedFd> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{fs::File, io};

    use rustix::fs::{OFlags, fcntl_getfl};

    use super::{FdWriter, Transport};

    #[test]
    fn a_size_that_no_kernel_grants_comes_down_to_one_it_does() {
        let (_reader, writer) = io::pipe().unwrap();
        let before = rustix::pipe::fcntl_getpipe_size(&writer).unwrap();
        let own = FdWriter::own(writer.into(), 1 << 40).unwrap();
        assert!(own.capacity() >= Some(before));
    }

    #[test]
    fn a_small_pipe_can_be_asked_for() {
        let (_reader, writer) = io::pipe().unwrap();
        let before = rustix::pipe::fcntl_getpipe_size(&writer).unwrap();
        let own = FdWriter::own(writer.into(), 1).unwrap();
        // A page, whatever that is here.
        assert!(own.capacity() < Some(before));
    }

    #[test]
    fn a_shared_pipe_is_written_through_a_description_of_our_own() {
        let (_reader, writer) = io::pipe().unwrap();
        let kept = writer.try_clone().unwrap();
        let shared = FdWriter::shared(writer.into());
        assert!(shared.is_interruptible());
        assert!(fcntl_getfl(shared.fd()).unwrap().contains(OFlags::NONBLOCK));
        assert!(!fcntl_getfl(&kept).unwrap().contains(OFlags::NONBLOCK));
    }

    #[test]
    fn a_device_is_written_as_it_is() {
        let null = File::options().write(true).open("/dev/null").unwrap();
        let null = FdWriter::shared(null.into());
        assert!(!null.is_interruptible());
        assert_eq!(null.capacity(), None);
    }
}
