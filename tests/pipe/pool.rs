//! Frames as an export has them: a few buffers, each overwritten at once when it comes back, and a
//! reader that knows every byte that must come.

use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use shaderpipe::pipe::Pipe;

/// Where sizes tend to go wrong: around a page, a default pipe and an enlarged one.
pub(crate) const BORDERS: [usize; 13] = [
    1,
    4095,
    4096,
    4097,
    0,
    65_535,
    65_536,
    65_537,
    (1 << 20) - 1,
    1 << 20,
    (1 << 20) + 1,
    100_003,
    (3 << 20) + 5,
];

/// The bytes of frame `index` at `position`, a word at a time: the same nowhere else.
fn word(index: usize, position: usize) -> [u8; 8] {
    let mixed = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (position as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
    (mixed ^ mixed >> 29).to_le_bytes()
}

fn draw(index: usize, bytes: &mut [u8]) {
    let mut words = bytes.chunks_exact_mut(8);
    let mut position = 0;
    for bytes in &mut words {
        bytes.copy_from_slice(&word(index, position));
        position += 1;
    }
    let rest = words.into_remainder();
    rest.copy_from_slice(&word(index, position)[..rest.len()]);
}

/// FNV-1a, over words: not the pattern by another name.
fn hash(bytes: &[u8]) -> u64 {
    let add = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0100_0000_01b3);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| {
        add(hash, u64::from_le_bytes(*word))
    });
    rest.iter()
        .fold(hash, |hash, byte| add(hash, u64::from(*byte)))
}

/// The hash of every frame, as its sender had it.
pub(crate) type Hashes = Arc<Mutex<Vec<u64>>>;

/// A frame in a buffer that goes back, overwritten, when it is dropped.
pub(crate) struct Pooled {
    index: usize,
    bytes: Vec<u8>,
    back: Sender<Vec<u8>>,
    dropped: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Pooled {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let before = self.dropped.fetch_add(1, Ordering::SeqCst);
        assert_eq!(before, self.index, "dropped in order");
        // Whoever still reads it reads this.
        self.bytes.fill(0xee);
        // A pool that is gone takes nothing back.
        let _ = self.back.try_send(std::mem::take(&mut self.bytes));
    }
}

/// Buffers to draw in.
pub(crate) struct Pool {
    free: Receiver<Vec<u8>>,
    back: Sender<Vec<u8>>,
    pub(crate) dropped: Arc<AtomicUsize>,
    pub(crate) hashes: Hashes,
}

impl Pool {
    pub(crate) fn new(buffers: usize) -> Self {
        let (back, free) = bounded(buffers);
        for _ in 0..buffers {
            back.send(Vec::new()).unwrap();
        }
        Self {
            free,
            back,
            dropped: Arc::default(),
            hashes: Arc::default(),
        }
    }

    /// Draws and sends frames of `sizes`; returns how many the pipe took.
    pub(crate) fn feed(&self, pipe: &Pipe<Pooled>, sizes: &[usize]) -> usize {
        for (index, &size) in sizes.iter().enumerate() {
            let mut bytes = self.free.recv().unwrap();
            bytes.resize(size, 0);
            draw(index, &mut bytes);
            self.hashes.lock().unwrap().push(hash(&bytes));
            let frame = Pooled {
                index,
                bytes,
                back: self.back.clone(),
                dropped: self.dropped.clone(),
            };
            if let Err(closed) = pipe.send(frame) {
                // It comes back before those that the pipe still has.
                let mut frame = closed.0;
                frame.bytes = Vec::new();
                std::mem::forget(frame);
                return index;
            }
        }
        sizes.len()
    }
}

/// Reads frames of `sizes` in odd pieces, now and then after a nap, checks every byte and that the
/// stream ends there; returns the hashes of the frames it has read.
pub(crate) fn check(mut reader: impl Read, sizes: &[usize], nap: Duration) -> Vec<u64> {
    const PIECES: [usize; 9] = [1, 7919, 4096, 65_536, 3, 4097, 1 << 20, 100_003, 32_768];
    let (mut hashes, mut turn) = (Vec::new(), 0);
    let (mut frame, mut expected) = (Vec::new(), Vec::new());
    for (index, &size) in sizes.iter().enumerate() {
        frame.resize(size, 0);
        let mut read = 0;
        while read < size {
            turn += 1;
            if turn % 41 == 0 {
                thread::sleep(nap);
            }
            let end = size.min(read + PIECES[turn % PIECES.len()]);
            let taken = reader.read(&mut frame[read..end]).unwrap();
            assert_ne!(taken, 0, "ends in frame {index}");
            read += taken;
        }
        expected.resize(size, 0);
        draw(index, &mut expected);
        if frame != expected {
            let wrong = (0..size).find(|&at| frame[at] != expected[at]);
            panic!("frame {index} of {size} bytes differs from byte {wrong:?} on");
        }
        hashes.push(hash(&frame));
    }
    assert_eq!(reader.read(&mut [0]).unwrap(), 0, "ends after the last");
    hashes
}

/// The part of the stream of frames of `sizes` that `bytes` must be, wherever it ends.
pub(crate) fn assert_starts_stream(bytes: &[u8], sizes: &[usize]) {
    let mut rest = bytes;
    let mut expected = Vec::new();
    for (index, &size) in sizes.iter().enumerate() {
        let length = size.min(rest.len());
        expected.resize(size, 0);
        draw(index, &mut expected);
        assert!(rest[..length] == expected[..length], "frame {index}");
        rest = &rest[length..];
    }
    assert!(rest.is_empty(), "more than was sent");
}
