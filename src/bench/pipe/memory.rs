//! Frames of noise in memory of a chosen kind, lent out and taken back.
//!
//! Knows nothing of who reads them.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

/// What the kernel calls a huge page, and what transparent ones are aligned to.
const HUGE_PAGE: usize = 2 << 20;

/// How long to wait for a buffer before looking whether to go on.
const STEP: Duration = Duration::from_millis(50);

/// A buffer of ordinary memory that holds one frame.
#[derive(Debug)]
pub(super) struct Block {
    /// Larger than the frame, so that the frame can start where a huge page does.
    memory: Vec<u8>,
    start: usize,
    bytes: usize,
}

impl Block {
    /// Memory for a frame of `bytes`, aligned to a huge page, and made of huge pages if `huge` (where
    /// the system has them), else of the smallest.
    fn new(bytes: usize, huge: bool) -> Self {
        let span = bytes.next_multiple_of(HUGE_PAGE);
        // Zeroed memory of this size comes untouched from the kernel: the advice precedes the pages.
        let memory = vec![0; span + HUGE_PAGE];
        let start = memory.as_ptr().align_offset(HUGE_PAGE).min(HUGE_PAGE);
        let mut block = Self {
            memory,
            start,
            bytes,
        };
        block.advise(span, huge);
        block
    }

    #[cfg(target_os = "linux")]
    fn advise(&mut self, span: usize, huge: bool) {
        use rustix::mm::{Advice, madvise};
        let advice = if huge {
            Advice::LinuxHugepage
        } else {
            Advice::LinuxNoHugepage
        };
        let pages = &mut self.memory[self.start..self.start + span];
        // SAFETY: the range is memory of ours, borrowed for the call; the advice changes the size of
        // its pages, never what they hold. A refusal leaves it as it was.
        let refused = unsafe { madvise(pages.as_mut_ptr().cast(), pages.len(), advice) };
        if let Err(error) = refused {
            tracing::debug!(%error, "the kernel takes no advice on page sizes");
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn advise(&mut self, _span: usize, _huge: bool) {}

    fn frame(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.bytes]
    }

    /// Fills the frame with bytes of 128 to 135: what compresses badly, and is grey to look at.
    fn fill(&mut self, seed: u64) {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let frame = &mut self.memory[self.start..self.start + self.bytes];
        for bytes in frame.chunks_mut(8) {
            // Xorshift of 64 bits.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let noise = (state & 0x0707_0707_0707_0707) | 0x8080_8080_8080_8080;
            bytes.copy_from_slice(&noise.to_le_bytes()[..bytes.len()]);
        }
    }
}

/// Buffers that go out as [`Lent`] frames and come back when those are dropped.
#[derive(Debug)]
pub(super) struct Pool {
    free: Receiver<Block>,
    release: Arc<Sender<Block>>,
}

impl Pool {
    /// `count` buffers of different noise; `None` if the system has no such memory.
    pub(super) fn new(count: usize, bytes: usize, huge: bool) -> Option<Self> {
        // Asked for all at once and given back: to ask for each is to end with the refusal.
        let all = bytes.checked_add(2 * HUGE_PAGE)?.checked_mul(count)?;
        Vec::<u8>::new().try_reserve_exact(all).ok()?;
        // Room for every buffer there is: giving one back never waits.
        let (release, free) = bounded(count);
        for seed in 1..=count {
            let mut block = Block::new(bytes, huge);
            block.fill(seed as u64);
            // The channel is empty and has room for all.
            let _ = release.try_send(block);
        }
        Some(Self {
            free,
            release: Arc::new(release),
        })
    }

    /// The buffer that has been free for longest; waits for one. `None` once `cancelled` says so.
    pub(super) fn next(&self, cancelled: &dyn Fn() -> bool) -> Option<Lent> {
        loop {
            match self.free.recv_timeout(STEP) {
                Ok(block) => {
                    return Some(Lent {
                        block: Some(block),
                        release: Arc::clone(&self.release),
                    });
                }
                Err(RecvTimeoutError::Timeout) if !cancelled() => {}
                Err(_) => return None,
            }
        }
    }
}

/// A frame out of a [`Pool`].
#[derive(Debug)]
pub(super) struct Lent {
    /// `None` only while dropping.
    block: Option<Block>,
    release: Arc<Sender<Block>>,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.block.as_ref().map(Block::frame).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(block) = self.block.take() {
            // The channel has room for every buffer; without a pool nobody wants it back.
            let _ = self.release.try_send(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_noise_of_their_own_and_come_back() {
        assert!(Pool::new(2, 1 << 50, false).is_none());
        let pool = Pool::new(2, 10_001, true).unwrap();
        let go_on = || false;
        let (first, second) = (pool.next(&go_on).unwrap(), pool.next(&go_on).unwrap());
        assert_eq!(first.as_ref().len(), 10_001);
        assert_eq!(first.as_ref().as_ptr().align_offset(HUGE_PAGE), 0);
        let noisy = |frame: &Lent| {
            let bytes = frame.as_ref();
            bytes.iter().all(|byte| (128..136).contains(byte)) && bytes[..8] != bytes[8..16]
        };
        assert!(noisy(&first) && noisy(&second));
        assert_ne!(first.as_ref(), second.as_ref());
        assert!(pool.next(&|| true).is_none());
        let address = first.as_ref().as_ptr();
        drop(first);
        assert_eq!(pool.next(&go_on).unwrap().as_ref().as_ptr(), address);
        drop(pool);
        drop(second);
    }
}
