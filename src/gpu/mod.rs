//! The device that draws: which adapters there are, which one is opened, and what went wrong on it.
//!
//! Knows nothing of scenes, pixel formats or video. Nothing in here panics or prints: what wgpu
//! reports asynchronously is kept as the first [`GpuFault`] for whoever asks.

mod adapter;
mod fault;
mod memory;
mod presence;
mod shared;

pub use adapter::{AdapterChoice, AdapterKind, AdapterSummary, list_adapters};
pub use fault::{FaultKind, GpuError, GpuFault};
pub use presence::{Presence, Stay};
pub use shared::{Kind, Made, Room, Tally};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fault::FirstFault;
use shared::Shared;

/// An opened graphics device. Clones share the device and its fault.
#[derive(Clone, Debug)]
pub struct Gpu {
    instance: wgpu::Instance,
    adapter: wgpu::Adapter,
    device: wgpu::Device,
    queue: wgpu::Queue,
    summary: AdapterSummary,
    memory_limit: Option<u64>,
    fault: Arc<FirstFault>,
    /// Submissions that were waited for and are finished.
    finished: Arc<AtomicU64>,
    presence: Presence,
    shared: Option<Arc<Shared>>,
}

impl Gpu {
    /// Opens the adapter of `choice` with all its limits.
    ///
    /// # Errors
    /// When there is no adapter, none that fits `choice`, or its driver refuses to open it.
    pub fn open(choice: &AdapterChoice) -> Result<Self, GpuError> {
        let (instance, candidates) = adapter::enumerate();
        let (adapter, summary) = adapter::choose(candidates, choice)?;
        Self::of(instance, adapter, summary)
    }

    /// Another device of the same adapter: it shares neither memory nor faults with this one.
    ///
    /// # Errors
    /// When the driver refuses to open it.
    pub fn twin(&self) -> Result<Self, GpuError> {
        let (instance, adapter) = (self.instance.clone(), self.adapter.clone());
        let twin = Self::of(instance, adapter, self.summary.clone())?;
        Ok(Self {
            memory_limit: self.memory_limit,
            ..twin
        })
    }

    fn of(
        instance: wgpu::Instance,
        adapter: wgpu::Adapter,
        summary: AdapterSummary,
    ) -> Result<Self, GpuError> {
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("shaderpipe"),
            required_features: wanted_features(&adapter, summary.kind),
            required_limits: wanted_limits(&adapter),
            ..Default::default()
        };
        let (device, queue) =
            pollster::block_on(adapter.request_device(&descriptor)).map_err(|source| {
                GpuError::Open {
                    adapter: summary.to_string(),
                    source,
                }
            })?;
        tracing::debug!(adapter = %summary, features = ?device.features(), "device opened");

        let fault = Arc::new(FirstFault::default());
        let uncaptured = Arc::clone(&fault);
        device.on_uncaptured_error(Arc::new(move |error| uncaptured.record(error.into())));
        let lost = Arc::clone(&fault);
        device.set_device_lost_callback(move |reason, message| {
            lost.record(GpuFault::lost(reason, &message));
        });
        Ok(Self {
            instance,
            adapter,
            device,
            queue,
            memory_limit: memory::default_limit(summary.kind),
            summary,
            fault,
            finished: Arc::default(),
            presence: Presence::default(),
            shared: None,
        })
    }

    /// What surfaces are made of.
    pub fn instance(&self) -> &wgpu::Instance {
        &self.instance
    }

    /// The adapter that was opened: what a surface can do depends on it.
    pub fn adapter(&self) -> &wgpu::Adapter {
        &self.adapter
    }

    /// The device. Poll it through [`Gpu::wait`] only: see there.
    pub fn device(&self) -> &wgpu::Device {
        &self.device
    }

    /// The device's queue.
    pub fn queue(&self) -> &wgpu::Queue {
        &self.queue
    }

    /// Name, kind, backend and driver of the adapter, and its index among all.
    pub fn summary(&self) -> &AdapterSummary {
        &self.summary
    }

    /// The same device, on which a scene takes at most so many bytes.
    pub fn with_memory_limit(self, bytes: u64) -> Self {
        Self {
            memory_limit: Some(bytes),
            ..self
        }
    }

    /// The bytes that a scene may take; `None` where only the device knows.
    pub fn memory_limit(&self) -> Option<u64> {
        self.memory_limit
    }

    /// The same device in the hands of the user whose presence this is.
    pub fn with_presence(self, presence: Presence) -> Self {
        Self { presence, ..self }
    }

    /// Whether the user of this clone calls the device, or waits for it.
    pub fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Grows whenever a submission is found to be finished, whoever has waited for it: a shader that
    /// never ends holds up all behind it, and this stands still.
    pub fn finished(&self) -> u64 {
        self.finished.load(Ordering::Relaxed)
    }

    /// Whether the adapter draws on the processor.
    pub fn is_software(&self) -> bool {
        self.summary.kind == AdapterKind::Cpu
    }

    /// Whether a shader can write a buffer that is then mapped, without a copy between.
    pub fn maps_storage(&self) -> bool {
        let mappable = wgpu::Features::MAPPABLE_PRIMARY_BUFFERS;
        self.device.features().contains(mappable)
    }

    /// Whether it can be measured what passes cost on the device.
    pub fn has_timestamps(&self) -> bool {
        let timestamps = wgpu::Features::TIMESTAMP_QUERY;
        self.device.features().contains(timestamps)
    }

    /// What textures of a format can be used for.
    pub fn format_features(&self, format: wgpu::TextureFormat) -> wgpu::TextureFormatFeatures {
        let specific = wgpu::Features::TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES;
        let features = self.device.features();
        if !features.contains(format.required_features()) {
            return wgpu::TextureFormatFeatures {
                allowed_usages: wgpu::TextureUsages::empty(),
                flags: wgpu::TextureFormatFeatureFlags::empty(),
            };
        }
        match features.contains(specific) {
            true => self.adapter.get_texture_format_features(format),
            false => format.guaranteed_format_features(features),
        }
    }

    /// Writes into the log, at the level `debug`, what the driver holds of this device's objects now:
    /// who looks for one that is never let go compares two of these lines.
    pub fn log_objects(&self) {
        let held = self.device.get_internal_counters().hal;
        // wgpu 30 miscounts textures, but not what they take.
        tracing::debug!(
            render_pipelines = held.render_pipelines.read(),
            compute_pipelines = held.compute_pipelines.read(),
            shader_modules = held.shader_modules.read(),
            pipeline_layouts = held.pipeline_layouts.read(),
            bind_group_layouts = held.bind_group_layouts.read(),
            bind_groups = held.bind_groups.read(),
            texture_views = held.texture_views.read(),
            texture_bytes = held.texture_memory.read(),
            samplers = held.samplers.read(),
            buffers = held.buffers.read(),
            buffer_bytes = held.buffer_memory.read(),
            "objects on the device"
        );
    }

    /// The first error that nobody was waiting for: an uncaptured one or the loss of the device.
    pub fn fault(&self) -> Option<GpuFault> {
        self.fault.get().cloned()
    }

    /// Fails once the device has a fault.
    ///
    /// # Errors
    /// [`GpuError::Fault`] with the first fault.
    pub fn check(&self) -> Result<(), GpuError> {
        self.fault().map_or(Ok(()), |fault| Err(fault.into()))
    }

    /// Runs `create` and hands its value over only when wgpu found no fault in it. For the creation
    /// of pipelines, textures, buffers and bind groups; work that is submitted fails later, in
    /// [`Gpu::check`].
    ///
    /// # Errors
    /// [`GpuError::Fault`]: out of memory, invalid, internal, or the device was lost.
    pub fn guard<T>(&self, create: impl FnOnce() -> T) -> Result<T, GpuError> {
        let internal = self.device.push_error_scope(wgpu::ErrorFilter::Internal);
        let validation = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let memory = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let value = create();
        // All three are popped before any is looked at: scopes close in the reverse order.
        let errors = [memory.pop(), validation.pop(), internal.pop()].map(pollster::block_on);
        match errors.into_iter().flatten().next() {
            Some(error) => Err(GpuFault::from(error).into()),
            None => self.check().map(|()| value),
        }
    }

    /// Waits up to `timeout` for a submission; `true` once it is finished. Runs the callbacks of
    /// finished work. A short `timeout` lets the caller look at a cancel flag in between.
    ///
    /// Does not touch a device with a fault: polling a lost device frees its buffers, also those
    /// that are mapped and still being read.
    ///
    /// # Errors
    /// [`GpuError::Fault`] when the device has a fault, or gets one in waiting.
    pub fn wait(
        &self,
        submission: &wgpu::SubmissionIndex,
        timeout: Duration,
    ) -> Result<bool, GpuError> {
        self.check()?;
        self.presence.wait();
        let poll = wgpu::PollType::Wait {
            submission_index: Some(submission.clone()),
            timeout: Some(timeout),
        };
        // wgpu 30 panics when the driver reports the loss of the device to this very call.
        match catch_unwind(AssertUnwindSafe(|| self.device.poll(poll))) {
            Ok(Ok(_)) => {
                self.finished.fetch_add(1, Ordering::Relaxed);
                self.check().map(|()| true)
            }
            Ok(Err(wgpu::PollError::Timeout)) => self.check().map(|()| false),
            Ok(Err(error)) => {
                self.check()?;
                Err(GpuFault::internal(&error.to_string()).into())
            }
            Err(panic) if is_end_of_wait(panic.as_ref()) => self.check().map(|()| false),
            Err(_) => {
                self.fault.record(GpuFault::internal(
                    "the driver gave up while it was waited for",
                ));
                self.check().map(|()| false)
            }
        }
    }

    /// Gives the device up: every later call fails with [`FaultKind::DeviceLost`]. Mapped buffers
    /// stay readable. Tests simulate the loss of a device with it.
    pub fn destroy(&self) {
        self.fault
            .record(GpuFault::lost(wgpu::DeviceLostReason::Destroyed, ""));
        self.device.destroy();
    }
}

/// What is used where the adapter offers it; nothing is required.
fn wanted_features(adapter: &wgpu::Adapter, kind: AdapterKind) -> wgpu::Features {
    // What scenes may ask for: formats, and what can be done with them.
    let mut wanted = wgpu::Features::TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES
        | wgpu::Features::TEXTURE_FORMAT_16BIT_NORM
        | wgpu::Features::FLOAT32_FILTERABLE
        | wgpu::Features::FLOAT32_BLENDABLE
        | wgpu::Features::RG11B10UFLOAT_RENDERABLE
        | wgpu::Features::BGRA8UNORM_STORAGE
        | wgpu::Features::VERTEX_WRITABLE_STORAGE
        // What passes cost.
        | wgpu::Features::TIMESTAMP_QUERY;
    // A discrete GPU would write such a buffer, or the processor read it, across the bus.
    if matches!(kind, AdapterKind::Integrated | AdapterKind::Cpu) {
        wanted |= wgpu::Features::MAPPABLE_PRIMARY_BUFFERS;
    }
    wanted & adapter.features()
}

fn wanted_limits(adapter: &wgpu::Adapter) -> wgpu::Limits {
    let full = adapter.limits();
    let default = wgpu::Limits::default();
    wgpu::Limits {
        // Direct3D 12 allocates this many descriptors when the device is opened.
        max_non_sampler_bindings: default
            .max_non_sampler_bindings
            .min(full.max_non_sampler_bindings),
        ..full
    }
}

/// Whether what a panic carries says that nothing is left to wait for: wgpu 30 does so when the time is up
/// and another thread hears of the end just then. [`Gpu::wait`] takes it for what it is; nobody needs to be
/// told.
pub fn is_end_of_wait(panic: &(dyn std::any::Any + Send)) -> bool {
    let words = panic.downcast_ref::<String>();
    words.is_some_and(|words| words.starts_with("If the queue is empty"))
}
