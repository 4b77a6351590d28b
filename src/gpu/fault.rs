//! What can go wrong on a device, told in order: the first cause is kept, what follows from it not.

use std::sync::OnceLock;

use super::{AdapterChoice, AdapterSummary};

/// What kind of thing went wrong on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The device or the machine has no memory left.
    OutOfMemory,
    /// wgpu refused a call: a mistake in this program, or a limit of the adapter.
    Validation,
    /// The driver gave the device up: it hung, was reset or was unplugged.
    DeviceLost,
    /// The driver failed in a way that wgpu has no name for.
    Internal,
}

/// The cause of a failure on the device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {text}", heading(*kind))]
pub struct GpuFault {
    /// Its kind.
    pub kind: FaultKind,
    /// The driver's or wgpu's words.
    pub text: String,
}

fn heading(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::OutOfMemory => "the GPU is out of memory",
        FaultKind::Validation => "the GPU refused a call",
        FaultKind::DeviceLost => "the GPU was lost",
        FaultKind::Internal => "the GPU driver failed",
    }
}

impl GpuFault {
    pub(super) fn lost(reason: wgpu::DeviceLostReason, message: &str) -> Self {
        let text = match (reason, message.trim()) {
            (wgpu::DeviceLostReason::Destroyed, "") => "the device was given up",
            (wgpu::DeviceLostReason::Unknown, "") => "the driver gave no reason",
            (_, message) => message,
        };
        Self {
            kind: FaultKind::DeviceLost,
            text: text.to_owned(),
        }
    }

    pub(crate) fn internal(text: &str) -> Self {
        Self {
            kind: FaultKind::Internal,
            text: text.trim().to_owned(),
        }
    }
}

impl From<wgpu::Error> for GpuFault {
    fn from(error: wgpu::Error) -> Self {
        let (kind, text) = match &error {
            wgpu::Error::OutOfMemory { source } => (FaultKind::OutOfMemory, chain(source.as_ref())),
            wgpu::Error::Validation { description, .. } => {
                (FaultKind::Validation, description.clone())
            }
            wgpu::Error::Internal { description, .. } => (FaultKind::Internal, description.clone()),
        };
        Self {
            kind,
            text: text.trim().to_owned(),
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// Why a device could not be opened, or failed.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    /// No driver offers an adapter.
    #[error(
        "no graphics driver found: install your GPU's driver, or one that draws in software \
         (Debian, Ubuntu, Fedora: mesa-vulkan-drivers; Arch: vulkan-swrast; \
         Alpine: mesa-vulkan-swrast)"
    )]
    NoAdapter,
    /// No adapter fits the choice.
    #[error("no adapter fits {choice}; there are:{}", listing(adapters))]
    NoMatch {
        /// What was asked for.
        choice: AdapterChoice,
        /// What there is.
        adapters: Vec<AdapterSummary>,
    },
    /// The driver does not open the adapter.
    #[error("cannot open the adapter {adapter}")]
    Open {
        /// The adapter.
        adapter: String,
        /// The driver's words.
        #[source]
        source: wgpu::RequestDeviceError,
    },
    /// The opened device failed.
    #[error(transparent)]
    Fault(#[from] GpuFault),
}

fn listing(adapters: &[AdapterSummary]) -> String {
    adapters
        .iter()
        .map(|adapter| format!("\n  {adapter}"))
        .collect()
}

/// Keeps the first fault it is told.
#[derive(Debug, Default)]
pub(super) struct FirstFault(OnceLock<GpuFault>);

impl FirstFault {
    pub(super) fn record(&self, fault: GpuFault) {
        if let Err(later) = self.0.set(fault) {
            tracing::debug!(%later, "a fault after the first");
        }
    }

    pub(super) fn get(&self) -> Option<&GpuFault> {
        self.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_stays() {
        let faults = FirstFault::default();
        faults.record(GpuFault::internal("cause"));
        faults.record(GpuFault::lost(wgpu::DeviceLostReason::Unknown, ""));
        assert_eq!(faults.get().unwrap().text, "cause");
    }

    #[test]
    fn a_wrong_choice_lists_what_there_is() {
        let error = GpuError::NoMatch {
            choice: AdapterChoice::Name("radeon".to_owned()),
            adapters: vec![AdapterSummary {
                index: 0,
                name: "llvmpipe".to_owned(),
                kind: super::super::AdapterKind::Cpu,
                backend: "vulkan",
                driver: String::new(),
            }],
        };
        assert_eq!(
            error.to_string(),
            "no adapter fits 'radeon'; there are:\n  0: llvmpipe (software, vulkan)"
        );
    }
}
