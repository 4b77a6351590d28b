//! Frames that are written, and whose memory may still be needed, in the order of the stream.
//!
//! Knows where frames end in the stream; how far the reader has come, its user says.

use std::collections::VecDeque;

/// A queue of boxed frames, each with its end in the stream.
///
/// Boxed before its bytes are looked at, a frame stays where it is in memory: they may lie in the
/// frame itself.
#[derive(Debug)]
pub(super) struct Hold<T> {
    frames: VecDeque<(u64, Box<T>)>,
}

impl<T> Hold<T> {
    /// Frames that may be held at most. Only frames of next to nothing come near: a pipe has room
    /// for some hundred pages, but for any number of frames without bytes.
    pub(super) const MOST: usize = 1024;

    pub(super) fn new() -> Self {
        Self {
            frames: VecDeque::new(),
        }
    }

    /// Adds a frame whose last byte lies before `end`, which is no less than that of the frame before.
    pub(super) fn push(&mut self, end: u64, frame: Box<T>) {
        debug_assert!(self.frames.back().is_none_or(|(before, _)| *before <= end));
        self.frames.push_back((end, frame));
    }

    /// Drops the frames of which every byte lies before `read`, in order.
    pub(super) fn release(&mut self, read: u64) {
        while self.frames.front().is_some_and(|(end, _)| *end <= read) {
            drop(self.pop());
        }
    }

    /// Takes out the first frame, read or not.
    pub(super) fn pop(&mut self) -> Option<Box<T>> {
        self.frames.pop_front().map(|(_, frame)| frame)
    }

    /// Where the first frame ends.
    pub(super) fn first_end(&self) -> Option<u64> {
        self.frames.front().map(|(end, _)| *end)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.frames.len() >= Self::MOST
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use super::Hold;

    struct Frame(u32, Rc<RefCell<Vec<u32>>>);

    impl Drop for Frame {
        fn drop(&mut self) {
            self.1.borrow_mut().push(self.0);
        }
    }

    #[test]
    fn frames_go_in_order_when_their_last_byte_is_read() {
        let log = Rc::default();
        let mut hold = Hold::new();
        for (index, end) in [(0, 10), (1, 10), (2, 11), (3, 20)] {
            hold.push(end, Box::new(Frame(index, Rc::clone(&log))));
        }
        hold.release(9);
        assert!(log.borrow().is_empty());
        hold.release(10);
        assert_eq!(*log.borrow(), [0, 1]);
        hold.release(19);
        assert_eq!(*log.borrow(), [0, 1, 2]);
        assert!(!hold.is_empty());
        hold.release(20);
        assert_eq!(*log.borrow(), [0, 1, 2, 3]);
        assert!(hold.is_empty());
    }

    #[test]
    fn a_drop_that_panics_leaves_the_others_to_be_taken_out() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("a test's panic in drop");
            }
        }
        let mut hold = Hold::new();
        hold.push(1, Box::new(Some(Bomb)));
        hold.push(2, Box::new(None));
        let released = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| hold.release(2)));
        assert!(released.is_err());
        assert!(hold.pop().is_some_and(|frame| frame.is_none()));
        assert!(hold.is_empty());
    }

    #[test]
    fn a_hold_is_full_at_its_most() {
        let mut hold = Hold::new();
        for _ in 0..Hold::<()>::MOST {
            assert!(!hold.is_full());
            hold.push(0, Box::new(()));
        }
        assert!(hold.is_full());
    }
}
