//! A slot of the ring: the buffer a frame is written to, and, with staging, the one it is read from.

use crossbeam_channel::Sender;

/// The buffers of one slot; they live as long as the ring or a frame that is read from them.
#[derive(Clone, Debug)]
pub(super) struct SlotBuffers {
    pub(super) storage: wgpu::Buffer,
    /// The second buffer, with staging.
    pub(super) staging: Option<wgpu::Buffer>,
}

impl SlotBuffers {
    pub(super) fn mapped(&self) -> &wgpu::Buffer {
        self.staging.as_ref().unwrap_or(&self.storage)
    }
}

/// The right to write one frame; dropped without [`Ring::submit`](super::Ring::submit), it goes
/// back to the ring.
#[derive(Debug)]
pub struct Slot {
    pub(super) buffers: SlotBuffers,
    pub(super) ticket: Ticket,
}

impl Slot {
    /// The buffer to write the frame to, from its first byte.
    pub fn storage(&self) -> &wgpu::Buffer {
        &self.buffers.storage
    }

    /// Which of the ring's slots this is: the place of its buffer in
    /// [`Ring::storage_buffers`](super::Ring::storage_buffers).
    pub fn index(&self) -> usize {
        self.ticket.index
    }
}

/// Ownership of a slot; dropping it makes the slot free.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) index: usize,
    pub(super) free: Sender<usize>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // The channel has room for every slot, so this never waits; without a ring nobody cares.
        let _ = self.free.try_send(self.index);
    }
}
