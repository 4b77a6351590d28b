//! The ring itself: slots go from free to written to in flight to read, and back.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::frame::Frame;
use super::slot::{Slot, SlotBuffers, Ticket};
use super::{Mapping, ReadbackError};
use crate::gpu::{Gpu, GpuError};

/// How long a wait lasts before the caller's cancel flag is looked at again.
const STEP: Duration = Duration::from_millis(50);

const PENDING: u8 = 0;
const MAPPED: u8 = 1;
const FAILED: u8 = 2;

/// Buffers for `slots` frames at a time.
///
/// Each frame goes [`acquire`](Ring::acquire) → record the shader that writes
/// [`Slot::storage`] → [`submit`](Ring::submit) → [`next`](Ring::next) → drop the [`Frame`]. Frames
/// come out in the order they were submitted. With one slot, drawing and reading take turns; with
/// two they overlap; more even out their differences. No memory is allocated per frame but a few
/// hundred bytes.
#[derive(Debug)]
pub struct Ring {
    gpu: Gpu,
    slots: Vec<SlotBuffers>,
    storage: Vec<wgpu::Buffer>,
    frame_bytes: u64,
    free: Receiver<usize>,
    release: Sender<usize>,
    in_flight: VecDeque<InFlight>,
}

#[derive(Debug)]
struct InFlight {
    ticket: Ticket,
    submission: wgpu::SubmissionIndex,
    state: Arc<AtomicU8>,
}

impl Ring {
    /// A ring of `slots` buffers for frames of `frame_bytes` bytes each; with staging it takes
    /// twice the memory.
    ///
    /// # Errors
    /// When the adapter cannot map directly as asked, has no memory left, or no buffer so large.
    pub fn new(
        gpu: &Gpu,
        frame_bytes: u64,
        slots: usize,
        mapping: Mapping,
    ) -> Result<Self, ReadbackError> {
        if slots == 0 || frame_bytes == 0 {
            return Err(ReadbackError::Empty);
        }
        let direct = match mapping {
            Mapping::Auto => gpu.maps_storage(),
            Mapping::Staging => false,
            Mapping::Direct if gpu.maps_storage() => true,
            Mapping::Direct => {
                return Err(ReadbackError::NoDirectMapping(gpu.summary().to_string()));
            }
        };
        // Mapping and copying work in words of four bytes.
        let buffer_bytes = frame_bytes.next_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT);
        let limit = gpu.device().limits().max_buffer_size;
        if buffer_bytes > limit {
            return Err(ReadbackError::TooLarge {
                bytes: frame_bytes,
                limit,
            });
        }
        let slots = (0..slots)
            .map(|_| create_slot(gpu, buffer_bytes, direct))
            .collect::<Result<Vec<_>, _>>()?;
        // Exactly as deep as there are slots: sending a slot back never waits.
        let (release, free) = bounded(slots.len());
        for index in 0..slots.len() {
            // Cannot fail: the channel is empty and has room for all.
            let _ = release.try_send(index);
        }
        Ok(Self {
            gpu: gpu.clone(),
            storage: slots.iter().map(|slot| slot.storage.clone()).collect(),
            in_flight: VecDeque::with_capacity(slots.len()),
            slots,
            frame_bytes,
            free,
            release,
        })
    }

    /// Bytes of a frame.
    pub fn frame_bytes(&self) -> u64 {
        self.frame_bytes
    }

    /// Whether frames are read from the buffers the shader writes, without a copy.
    pub fn is_direct(&self) -> bool {
        self.slots.iter().all(|slot| slot.staging.is_none())
    }

    /// The buffers that frames are written to, by [`Slot::index`]: what to bind once, beforehand.
    pub fn storage_buffers(&self) -> &[wgpu::Buffer] {
        &self.storage
    }

    /// Frames submitted and not yet taken with [`Ring::next`].
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// A free slot. `None` when there is none while frames are in flight: take the oldest with
    /// [`Ring::next`] first, as its reader may be the one to wait for. Waits only when all frames
    /// are out with their readers.
    ///
    /// # Errors
    /// [`ReadbackError::Cancelled`] once `cancelled` says so, or the device's fault.
    pub fn acquire(&mut self, cancelled: &dyn Fn() -> bool) -> Result<Option<Slot>, ReadbackError> {
        loop {
            if cancelled() {
                return Err(ReadbackError::Cancelled);
            }
            self.gpu.check()?;
            let step = if self.in_flight.is_empty() {
                STEP
            } else {
                Duration::ZERO
            };
            match self.free.recv_timeout(step) {
                Ok(index) => return Ok(Some(self.slot(index))),
                Err(RecvTimeoutError::Timeout) if self.in_flight.is_empty() => {}
                // The ring holds a sender itself, so the channel is never disconnected.
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    fn slot(&self, index: usize) -> Slot {
        Slot {
            buffers: self.slots[index].clone(),
            ticket: Ticket {
                index,
                free: self.release.clone(),
            },
        }
    }

    /// Submits what `encoder` recorded, and the frame in `slot` with it.
    ///
    /// # Errors
    /// The device's fault.
    pub fn submit(
        &mut self,
        slot: Slot,
        mut encoder: wgpu::CommandEncoder,
    ) -> Result<(), ReadbackError> {
        let Slot { buffers, ticket } = slot;
        if let Some(staging) = &buffers.staging {
            encoder.copy_buffer_to_buffer(&buffers.storage, 0, staging, 0, staging.size());
        }
        let submission = self.gpu.queue().submit([encoder.finish()]);
        let state = Arc::new(AtomicU8::new(PENDING));
        let report = Arc::clone(&state);
        buffers
            .mapped()
            .map_async(wgpu::MapMode::Read, .., move |result| {
                let outcome = if result.is_ok() { MAPPED } else { FAILED };
                report.store(outcome, Ordering::Release);
            });
        self.in_flight.push_back(InFlight {
            ticket,
            submission,
            state,
        });
        Ok(self.gpu.check()?)
    }

    /// Waits for the oldest frame in flight and hands it over.
    ///
    /// # Errors
    /// [`ReadbackError::Cancelled`] once `cancelled` says so (the frame stays in flight),
    /// [`ReadbackError::NothingInFlight`], or what went wrong on the device.
    pub fn next(&mut self, cancelled: &dyn Fn() -> bool) -> Result<Frame, ReadbackError> {
        let oldest = self
            .in_flight
            .front()
            .ok_or(ReadbackError::NothingInFlight)?;
        loop {
            if cancelled() {
                return Err(ReadbackError::Cancelled);
            }
            self.gpu.check()?;
            match oldest.state.load(Ordering::Acquire) {
                PENDING => {
                    if self.gpu.wait(&oldest.submission, STEP)? {
                        // Another thread may be about to run the callback.
                        std::thread::yield_now();
                    }
                }
                MAPPED => break,
                _ => return Err(ReadbackError::MapFailed(String::new())),
            }
        }
        self.hand_over()
    }

    fn hand_over(&mut self) -> Result<Frame, ReadbackError> {
        let InFlight { ticket, .. } = self
            .in_flight
            .pop_front()
            .ok_or(ReadbackError::NothingInFlight)?;
        let buffers = self.slots[ticket.index].clone();
        let view = buffers
            .mapped()
            .get_mapped_range(..)
            .map_err(|error| ReadbackError::MapFailed(format!(": {error}")))?;
        Ok(Frame::new(view, self.frame_bytes as usize, buffers, ticket))
    }
}

fn create_slot(gpu: &Gpu, bytes: u64, direct: bool) -> Result<SlotBuffers, GpuError> {
    use wgpu::BufferUsages as Usage;
    let create = |label, usage| {
        gpu.device().create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: bytes,
            usage,
            mapped_at_creation: false,
        })
    };
    gpu.guard(|| {
        if direct {
            SlotBuffers {
                storage: create("frame", Usage::STORAGE | Usage::MAP_READ),
                staging: None,
            }
        } else {
            SlotBuffers {
                storage: create("frame", Usage::STORAGE | Usage::COPY_SRC),
                staging: Some(create("frame staging", Usage::COPY_DST | Usage::MAP_READ)),
            }
        }
    })
}
