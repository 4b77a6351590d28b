//! The ring: bytes, order, recycling, cancelling, and a device that goes away.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use shaderpipe::gpu::{AdapterChoice, FaultKind, Gpu, GpuError};
use shaderpipe::readback::{Frame, Mapping, ReadbackError, Ring, Slot};

const FRAME_BYTES: u64 = 4099;

fn open() -> Gpu {
    match Gpu::open(&AdapterChoice::Best) {
        Ok(gpu) => gpu,
        Err(error) => panic!("these tests draw: {error}"),
    }
}

fn go() -> bool {
    false
}

/// Fails a test that hangs, instead of the whole run.
fn within_seconds(seconds: u64, test: impl FnOnce() + Send + 'static) {
    let (done, waited) = mpsc::sync_channel(1);
    let thread = std::thread::spawn(move || {
        test();
        let _ = done.send(());
    });
    let outcome = waited.recv_timeout(Duration::from_secs(seconds));
    match outcome {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("hangs"),
        _ => thread.join().unwrap(),
    }
}

/// Writes frames of one repeated word.
struct Painter {
    gpu: Gpu,
    pipeline: wgpu::ComputePipeline,
}

impl Painter {
    fn new(gpu: &Gpu) -> Self {
        let module = gpu
            .device()
            .create_shader_module(wgpu::ShaderModuleDescriptor {
                label: None,
                source: wgpu::ShaderSource::Wgsl(
                    "@group(0) @binding(0) var<storage, read_write> frame: array<u32>;
                     @group(0) @binding(1) var<uniform> word: u32;
                     @compute @workgroup_size(64)
                     fn main(@builtin(global_invocation_id) id: vec3u) {
                         if id.x < arrayLength(&frame) { frame[id.x] = word + id.x; }
                     }"
                    .into(),
                ),
            });
        let pipeline = gpu
            .device()
            .create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: None,
                layout: None,
                module: &module,
                entry_point: None,
                compilation_options: Default::default(),
                cache: None,
            });
        Self {
            gpu: gpu.clone(),
            pipeline,
        }
    }

    fn record(&self, slot: &Slot, word: u32) -> wgpu::CommandEncoder {
        let device = self.gpu.device();
        let uniform = device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: 4,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bytes = word.to_le_bytes();
        self.gpu.queue().write_buffer(&uniform, 0, &bytes);
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &self.pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: slot.storage().as_entire_binding(),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: uniform.as_entire_binding(),
                },
            ],
        });
        let mut encoder = device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups(32, 1, 1);
        drop(pass);
        encoder
    }

    fn submit(&self, ring: &mut Ring, word: u32) -> Result<(), ReadbackError> {
        let slot = ring.acquire(&go)?.expect("a free slot");
        let encoder = self.record(&slot, word);
        ring.submit(slot, encoder)
    }
}

fn expected(word: u32) -> Vec<u8> {
    let words = (word..).take(FRAME_BYTES.div_ceil(4) as usize);
    let mut bytes: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
    bytes.truncate(FRAME_BYTES as usize);
    bytes
}

fn assert_frame(frame: &Frame, word: u32) {
    assert!(frame.as_ref() == expected(word), "frame {word}");
}

/// The mappings this adapter has.
fn mappings(gpu: &Gpu) -> Vec<Mapping> {
    let mut mappings = vec![Mapping::Auto, Mapping::Staging];
    mappings.extend(gpu.maps_storage().then_some(Mapping::Direct));
    mappings
}

fn ring(gpu: &Gpu, slots: usize, mapping: Mapping) -> Ring {
    Ring::new(gpu, FRAME_BYTES, slots, mapping).unwrap()
}

#[test]
fn every_mapping_and_depth_delivers_all_frames_in_order() {
    let gpu = open();
    let painter = Painter::new(&gpu);
    for mapping in mappings(&gpu) {
        for slots in [1, 2, 4] {
            let mut ring = ring(&gpu, slots, mapping);
            assert_eq!(ring.frame_bytes(), FRAME_BYTES);
            let (mut sent, mut taken) = (0, 0);
            while taken < 20 {
                if sent < 20
                    && let Some(slot) = ring.acquire(&go).unwrap()
                {
                    let encoder = painter.record(&slot, sent);
                    ring.submit(slot, encoder).unwrap();
                    sent += 1;
                    assert!(ring.in_flight() <= slots);
                    continue;
                }
                assert_frame(&ring.next(&go).unwrap(), taken);
                taken += 1;
            }
            assert_eq!(ring.in_flight(), 0);
        }
    }
}

#[test]
fn direct_mapping_is_for_shared_memory_only() {
    let gpu = open();
    let direct = Ring::new(&gpu, FRAME_BYTES, 1, Mapping::Direct);
    assert_eq!(direct.is_ok(), gpu.maps_storage());
    assert_eq!(ring(&gpu, 1, Mapping::Auto).is_direct(), gpu.maps_storage());
    assert!(!ring(&gpu, 1, Mapping::Staging).is_direct());
}

#[test]
fn frames_dropped_in_any_order_on_any_thread_free_their_slots() {
    let gpu = open();
    let painter = Painter::new(&gpu);
    let mut ring = ring(&gpu, 4, Mapping::Auto);
    for round in 0..5 {
        for word in 0..4 {
            painter.submit(&mut ring, round * 4 + word).unwrap();
        }
        assert!(ring.acquire(&go).unwrap().is_none(), "all are in flight");
        let mut frames: Vec<Frame> = (0..4).map(|_| ring.next(&go).unwrap()).collect();
        for place in [2, 0, 1, 0] {
            let frame = frames.remove(place);
            std::thread::spawn(move || drop(frame)).join().unwrap();
        }
    }
}

#[test]
fn a_slot_given_up_is_free_again() {
    let gpu = open();
    let mut ring = ring(&gpu, 1, Mapping::Auto);
    for _ in 0..3 {
        drop(ring.acquire(&go).unwrap().expect("a free slot"));
    }
}

#[test]
fn frames_outlive_the_ring_and_the_device_handle() {
    let gpu = open();
    let painter = Painter::new(&gpu);
    let mut ring = ring(&gpu, 2, Mapping::Auto);
    painter.submit(&mut ring, 7).unwrap();
    painter.submit(&mut ring, 8).unwrap();
    let frame = ring.next(&go).unwrap();
    // The second frame is in flight when the ring goes.
    drop((ring, painter, gpu));
    assert_frame(&frame, 7);
}

#[test]
fn a_reader_on_another_thread_is_waited_for() {
    within_seconds(60, || {
        let gpu = open();
        let painter = Painter::new(&gpu);
        let mut ring = ring(&gpu, 1, Mapping::Auto);
        let (sender, receiver) = mpsc::sync_channel::<Frame>(1);
        let reader = std::thread::spawn(move || {
            for (word, frame) in receiver.into_iter().enumerate() {
                std::thread::sleep(Duration::from_millis(70));
                assert_frame(&frame, word as u32);
            }
        });
        for word in 0..5 {
            painter.submit(&mut ring, word).unwrap();
            sender.send(ring.next(&go).unwrap()).unwrap();
        }
        drop(sender);
        reader.join().unwrap();
    });
}

#[test]
fn cancelling_ends_both_waits() {
    within_seconds(60, || {
        let gpu = open();
        let painter = Painter::new(&gpu);
        let mut ring = ring(&gpu, 1, Mapping::Auto);
        painter.submit(&mut ring, 3).unwrap();
        assert!(matches!(ring.next(&|| true), Err(ReadbackError::Cancelled)));
        // The frame is still there for who asks again.
        let held = ring.next(&go).unwrap();

        let stop = std::sync::Arc::new(AtomicBool::new(false));
        let later = stop.clone();
        let timer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(150));
            later.store(true, Ordering::Relaxed);
        });
        let waited = ring.acquire(&|| stop.load(Ordering::Relaxed));
        assert!(matches!(waited, Err(ReadbackError::Cancelled)));
        assert_frame(&held, 3);
        timer.join().unwrap();
    });
}

#[test]
fn a_lost_device_is_an_error_and_leaves_frames_readable() {
    within_seconds(60, || {
        for mapping in [Mapping::Auto, Mapping::Staging] {
            let gpu = open();
            let painter = Painter::new(&gpu);
            let mut ring = ring(&gpu, 2, mapping);
            painter.submit(&mut ring, 1).unwrap();
            let held = ring.next(&go).unwrap();
            painter.submit(&mut ring, 2).unwrap();
            gpu.destroy();
            let lost = ring.next(&go).unwrap_err();
            let ReadbackError::Gpu(GpuError::Fault(fault)) = lost else {
                panic!("{lost}");
            };
            assert_eq!(fault.kind, FaultKind::DeviceLost);
            assert!(ring.acquire(&go).is_err());
            assert!(Ring::new(&gpu, FRAME_BYTES, 2, mapping).is_err());
            drop(ring);
            assert_frame(&held, 1);
        }
    });
}

#[test]
fn a_device_destroyed_behind_the_ring_is_an_error() {
    within_seconds(60, || {
        for submitted_before in [true, false] {
            let gpu = open();
            let painter = Painter::new(&gpu);
            let mut ring = ring(&gpu, 2, Mapping::Auto);
            if submitted_before {
                painter.submit(&mut ring, 1).unwrap();
            }
            gpu.device().destroy();
            // What was submitted before may still arrive; nothing after that does.
            let arrived = (0..2)
                .filter(|word| {
                    let sent = painter.submit(&mut ring, *word);
                    sent.and_then(|()| ring.next(&go)).is_ok()
                })
                .count();
            assert!(arrived <= usize::from(submitted_before));
            assert!(gpu.fault().is_some());
        }
    });
}

#[test]
fn uncaptured_errors_are_kept_and_not_thrown() {
    let gpu = open();
    let mut ring = ring(&gpu, 1, Mapping::Auto);
    let slot = ring.acquire(&go).unwrap().expect("a free slot");
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    // Not a multiple of four.
    encoder.clear_buffer(slot.storage(), 1, Some(3));
    assert!(ring.submit(slot, encoder).is_err());
    let fault = gpu.fault().expect("a fault");
    assert_eq!(fault.kind, FaultKind::Validation);
    assert!(!fault.text.is_empty());
}

#[test]
fn rings_that_cannot_be_are_refused() {
    let gpu = open();
    let new = |bytes, slots| Ring::new(&gpu, bytes, slots, Mapping::Auto).unwrap_err();
    assert!(matches!(new(0, 1), ReadbackError::Empty));
    assert!(matches!(new(4, 0), ReadbackError::Empty));
    assert!(matches!(new(1 << 62, 1), ReadbackError::TooLarge { .. }));
}
