//! One finished frame, readable where it was written.

use super::slot::{SlotBuffers, Ticket};

/// The bytes of one frame, in a mapped buffer. Dropping it never waits.
#[derive(Debug)]
pub struct Frame {
    /// `None` only while dropping: the view must go before the buffer is unmapped.
    view: Option<wgpu::BufferView>,
    bytes: usize,
    buffers: SlotBuffers,
    /// Declared last, dropped last: only an unmapped slot is free.
    _ticket: Ticket,
}

impl Frame {
    pub(super) fn new(
        view: wgpu::BufferView,
        bytes: usize,
        buffers: SlotBuffers,
        ticket: Ticket,
    ) -> Self {
        Self {
            view: Some(view),
            bytes,
            buffers,
            _ticket: ticket,
        }
    }
}

impl AsRef<[u8]> for Frame {
    fn as_ref(&self) -> &[u8] {
        self.view
            .as_deref()
            .and_then(|view| view.get(..self.bytes))
            .unwrap_or_default()
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.view = None;
        self.buffers.mapped().unmap();
    }
}
