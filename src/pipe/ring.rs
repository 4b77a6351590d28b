//! A ring of huge pages that bytes are copied into before its pages are lent to a pipe.
//!
//! Knows positions in its own memory; how much of it is unread, its user says.

use std::{ffi::c_void, io, ptr::NonNull, slice};

use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous, munmap};

/// The size of a huge page where it matters (x86-64, AArch64 with 4 KiB pages).
const HUGE_PAGE: usize = 2 << 20;

/// Memory that is written round and round, while a pipe has references to its pages.
#[derive(Debug)]
pub(super) struct Ring {
    memory: Mapping,
    size: usize,
    /// Where the next piece goes.
    position: usize,
    /// The part that is copied and not yet lent: it ends at `position` and has this length.
    waiting: usize,
}

impl Ring {
    /// For a pipe of `capacity` bytes and pieces of `chunk` bytes.
    pub(super) fn new(capacity: usize, chunk: usize) -> io::Result<Self> {
        // One piece is overwritten while a whole pipe is unread. What is left of the last huge page
        // is used too: the more there is, the less often the pipe is asked what is unread.
        let size = capacity
            .checked_add(chunk)
            .and_then(|size| size.checked_next_multiple_of(HUGE_PAGE))
            .ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self {
            memory: Mapping::new(size)?,
            size,
            position: 0,
            waiting: 0,
        })
    }

    /// Whether `bytes` (at most a chunk) can be put while the last `unread` bytes of the stream are
    /// unread, those that did not go through the ring included.
    pub(super) fn has_room(&self, bytes: usize, unread: u64) -> bool {
        // What is overwritten was put a whole ring ago, but for `bytes`; all that was put since
        // has been lent, or nothing would be put.
        let since = self.size.saturating_sub(bytes) as u64;
        unread <= since
    }

    /// Copies as much of `piece` as lies in one stretch behind what was put before.
    pub(super) fn put(&mut self, piece: &[u8]) {
        debug_assert_eq!(self.waiting, 0);
        if self.position == self.size {
            self.position = 0;
        }
        let length = piece.len().min(self.size - self.position);
        self.memory.write(self.position, &piece[..length]);
        self.position += length;
        self.waiting = length;
    }

    /// What is copied and not yet lent.
    pub(super) fn waiting(&self) -> &[u8] {
        self.memory.read(self.position - self.waiting, self.waiting)
    }

    /// The pipe will not take what is waiting.
    pub(super) fn forget_waiting(&mut self) {
        self.position -= self.waiting;
        self.waiting = 0;
    }

    /// The pipe has taken so many bytes of [`waiting`](Self::waiting).
    pub(super) fn taken(&mut self, bytes: usize) {
        self.waiting -= bytes;
    }
}

/// Zeroed memory of this process alone, in huge pages if the system has them.
#[derive(Debug)]
struct Mapping {
    base: NonNull<c_void>,
    length: usize,
    /// The first byte at a huge page's border.
    start: NonNull<u8>,
    size: usize,
}

// SAFETY: The memory belongs to the value as that of a `Box<[u8]>` does: nothing in it is bound to a
// thread, and it is written through `&mut self` only.
unsafe impl Send for Mapping {}

impl Mapping {
    /// Of `size` bytes, a multiple of a huge page.
    fn new(size: usize) -> io::Result<Self> {
        let length = size
            .checked_add(HUGE_PAGE)
            .ok_or(io::ErrorKind::OutOfMemory)?;
        // SAFETY: A new mapping at an address of the kernel's choice touches no memory in use.
        let base = unsafe {
            mmap_anonymous(
                std::ptr::null_mut(),
                length,
                ProtFlags::READ | ProtFlags::WRITE,
                MapFlags::PRIVATE,
            )
        }?;
        let base = NonNull::new(base).ok_or(io::ErrorKind::OutOfMemory)?;
        let start = base.cast::<u8>();
        let before = start.as_ptr().align_offset(HUGE_PAGE);
        if before > HUGE_PAGE {
            return Err(io::ErrorKind::Unsupported.into());
        }
        // SAFETY: `before` is less than a huge page, which the mapping has beyond `size`.
        let start = unsafe { start.add(before) };
        let mapping = Self {
            base,
            length,
            start,
            size,
        };
        // Without huge pages it is as right, only slower.
        // SAFETY: The range lies in the new mapping; the advice changes no content.
        let _ = unsafe { madvise(start.as_ptr().cast(), size, Advice::LinuxHugepage) };
        Ok(mapping)
    }

    fn read(&self, from: usize, length: usize) -> &[u8] {
        assert!(from <= self.size && length <= self.size - from);
        // SAFETY: In the mapping, which is zeroed at first and lives as long as `self`; it is
        // written through `&mut self` only.
        unsafe { slice::from_raw_parts(self.start.as_ptr().add(from), length) }
    }

    fn write(&mut self, from: usize, bytes: &[u8]) {
        assert!(from <= self.size && bytes.len() <= self.size - from);
        // SAFETY: As in `read`, and borrowed alone. A pipe may still refer to these pages; it only
        // reads them, outside of this process's memory model.
        let target =
            unsafe { slice::from_raw_parts_mut(self.start.as_ptr().add(from), bytes.len()) };
        target.copy_from_slice(bytes);
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: The mapping made in `new`, to which no slice is left. Pages that a pipe refers to
        // live on, with their content, until they are read: only their address goes.
        let _ = unsafe { munmap(self.base.as_ptr(), self.length) };
    }
}

#[cfg(test)]
mod tests {
    use super::{HUGE_PAGE, Ring};

    #[test]
    fn pieces_come_out_as_they_were_put_also_around_the_end() {
        let mut ring = Ring::new(1 << 20, 100_000).unwrap();
        assert_eq!(ring.size, HUGE_PAGE);
        for turn in 0..100u8 {
            let piece = vec![turn; 99_991];
            let mut rest = &piece[..];
            while !rest.is_empty() {
                ring.put(rest);
                assert!(ring.waiting().iter().all(|byte| *byte == turn));
                let length = ring.waiting().len();
                ring.taken(length / 2);
                ring.taken(length - length / 2);
                rest = &rest[length..];
            }
        }
    }

    #[test]
    fn room_is_what_a_whole_pipe_leaves() {
        let ring = Ring::new(1 << 20, 1 << 20).unwrap();
        assert!(ring.has_room(1 << 20, 1 << 20));
        assert!(!ring.has_room(1 << 20, (1 << 20) + 1));
        assert!(ring.has_room(HUGE_PAGE, 0));
        assert!(!ring.has_room(1, u64::MAX));
    }

    /// What `has_room` promises, for every byte: it is not overwritten while it is unread.
    #[test]
    fn nothing_unread_is_overwritten() {
        let mut ring = Ring::new(1, 1).unwrap();
        let mut put = std::collections::VecDeque::new();
        let mut unread = 0;
        for turn in 0..300usize {
            let piece = 1 + turn * 7919 % 300_000;
            // A reader that reads as little as it may.
            while !ring.has_room(piece, unread as u64) {
                let (_, length) = put.pop_front().unwrap();
                unread -= length;
            }
            ring.put(&vec![0; piece]);
            let (end, length) = (ring.position, ring.waiting);
            for &(from, length_before) in &put {
                let apart = from >= end || from + length_before <= end - length;
                assert!(apart, "turn {turn}");
            }
            put.push_back((end - length, length));
            unread += length;
            ring.taken(length);
        }
        assert!(put.len() > 1);
    }

    #[test]
    fn what_waits_can_be_forgotten() {
        let mut ring = Ring::new(1, 1).unwrap();
        ring.put(&[1; 10]);
        ring.taken(4);
        ring.forget_waiting();
        assert_eq!(ring.position, 4);
        ring.put(&[2; 3]);
        assert_eq!(ring.waiting(), [2; 3]);
    }

    #[test]
    fn a_size_that_does_not_exist_is_an_error() {
        assert!(Ring::new(usize::MAX, 2).is_err());
        assert!(Ring::new(usize::MAX / 2, 2).is_err());
    }
}
