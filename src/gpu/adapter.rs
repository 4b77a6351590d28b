//! The adapters of this machine, in the order of preference, and the choice among them.

use std::convert::Infallible;

use super::GpuError;
use super::memory::DEVICE_SHARE;

/// What an adapter draws with; the order is the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdapterKind {
    /// A graphics card with its own memory.
    Discrete,
    /// Graphics in the processor, sharing its memory.
    Integrated,
    /// A GPU handed to a virtual machine.
    Virtual,
    /// A driver that draws on the processor, such as Mesa's lavapipe.
    Cpu,
    /// The driver does not say (most OpenGL drivers).
    Other,
}

impl AdapterKind {
    fn of(kind: wgpu::DeviceType) -> Self {
        match kind {
            wgpu::DeviceType::DiscreteGpu => Self::Discrete,
            wgpu::DeviceType::IntegratedGpu => Self::Integrated,
            wgpu::DeviceType::VirtualGpu => Self::Virtual,
            wgpu::DeviceType::Cpu => Self::Cpu,
            wgpu::DeviceType::Other => Self::Other,
        }
    }
}

impl std::fmt::Display for AdapterKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Discrete => "discrete",
            Self::Integrated => "integrated",
            Self::Virtual => "virtual",
            Self::Cpu => "software",
            Self::Other => "unknown kind",
        })
    }
}

/// One adapter, as a person chooses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterSummary {
    /// Its place in [`list_adapters`]; what [`AdapterChoice::Index`] names.
    pub index: usize,
    /// The driver's name for it.
    pub name: String,
    /// What it draws with.
    pub kind: AdapterKind,
    /// The graphics interface it is reached through: `vulkan`, `metal`, `dx12` or `gl`.
    pub backend: &'static str,
    /// Name and version of the driver; empty where it does not say.
    pub driver: String,
}

impl std::fmt::Display for AdapterSummary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            index,
            name,
            kind,
            backend,
            driver,
        } = self;
        write!(f, "{index}: {name} ({kind}, {backend}")?;
        if !driver.is_empty() {
            write!(f, ", {driver}")?;
        }
        f.write_str(")")
    }
}

/// Which adapter to open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AdapterChoice {
    /// The first in the order of preference.
    #[default]
    Best,
    /// The one with this index in [`list_adapters`].
    Index(usize),
    /// The first whose name or driver contains this text, in any case.
    Name(String),
}

impl std::str::FromStr for AdapterChoice {
    type Err = Infallible;

    /// A number is an index, anything else a name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.trim().parse() {
            Ok(index) => Self::Index(index),
            Err(_) => Self::Name(text.trim().to_owned()),
        })
    }
}

impl std::fmt::Display for AdapterChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Best => f.write_str("the best"),
            Self::Index(index) => write!(f, "index {index}"),
            Self::Name(name) => write!(f, "'{name}'"),
        }
    }
}

impl AdapterChoice {
    /// The one of `adapters` that it opens, if it is there.
    pub fn among<'a>(&self, adapters: &'a [AdapterSummary]) -> Option<&'a AdapterSummary> {
        adapters.iter().find(|adapter| self.fits(adapter))
    }

    fn fits(&self, adapter: &AdapterSummary) -> bool {
        match self {
            Self::Best => true,
            Self::Index(index) => adapter.index == *index,
            Self::Name(name) => {
                let name = name.to_lowercase();
                [&adapter.name, &adapter.driver]
                    .into_iter()
                    .any(|text| text.to_lowercase().contains(&name))
            }
        }
    }
}

/// Every adapter of this machine, the preferred one first; empty when no driver is installed.
pub fn list_adapters() -> Vec<AdapterSummary> {
    let (_, adapters) = enumerate();
    adapters.into_iter().map(|(_, summary)| summary).collect()
}

pub(super) fn enumerate() -> (wgpu::Instance, Vec<(wgpu::Adapter, AdapterSummary)>) {
    let native = wgpu::Backends::VULKAN | wgpu::Backends::METAL | wgpu::Backends::DX12;
    let (instance, adapters) = enumerate_on(native);
    if !adapters.is_empty() {
        return (instance, adapters);
    }
    // Last, because opening it on a machine without a display prints to the user's terminal.
    enumerate_on(wgpu::Backends::GL)
}

fn enumerate_on(
    backends: wgpu::Backends,
) -> (wgpu::Instance, Vec<(wgpu::Adapter, AdapterSummary)>) {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends,
        // wgpu's own validation is always on; these flags would add the driver's debug layers,
        // which print. WGPU_VALIDATION=1 and WGPU_DEBUG=1 still ask for them.
        flags: wgpu::InstanceFlags::VALIDATION_INDIRECT_CALL.with_env(),
        memory_budget_thresholds: wgpu::MemoryBudgetThresholds {
            for_resource_creation: Some(DEVICE_SHARE),
            for_device_loss: None,
        },
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let mut found: Vec<_> = pollster::block_on(instance.enumerate_adapters(backends))
        .into_iter()
        .map(|adapter| {
            let summary = summarise(&adapter.get_info());
            (adapter, summary)
        })
        .collect();
    found.sort_by_key(|(_, summary)| summary.kind);
    for (index, (_, summary)) in found.iter_mut().enumerate() {
        summary.index = index;
    }
    (instance, found)
}

fn summarise(info: &wgpu::AdapterInfo) -> AdapterSummary {
    AdapterSummary {
        index: 0,
        name: info.name.clone(),
        kind: AdapterKind::of(info.device_type),
        backend: info.backend.to_str(),
        driver: format!("{} {}", info.driver, info.driver_info)
            .trim()
            .to_owned(),
    }
}

pub(super) fn choose(
    adapters: Vec<(wgpu::Adapter, AdapterSummary)>,
    choice: &AdapterChoice,
) -> Result<(wgpu::Adapter, AdapterSummary), GpuError> {
    if adapters.is_empty() {
        return Err(GpuError::NoAdapter);
    }
    match adapters
        .iter()
        .position(|(_, summary)| choice.fits(summary))
    {
        Some(place) => Ok(adapters.into_iter().nth(place).ok_or(GpuError::NoAdapter)?),
        None => Err(GpuError::NoMatch {
            choice: choice.clone(),
            adapters: adapters.into_iter().map(|(_, summary)| summary).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(index: usize, name: &str) -> AdapterSummary {
        AdapterSummary {
            index,
            name: name.to_owned(),
            kind: AdapterKind::Cpu,
            backend: "vulkan",
            driver: "Mesa 22".to_owned(),
        }
    }

    #[test]
    fn numbers_are_indices_and_the_rest_are_names() {
        assert_eq!("1".parse(), Ok(AdapterChoice::Index(1)));
        assert_eq!("RTX".parse(), Ok(AdapterChoice::Name("RTX".to_owned())));
    }

    #[test]
    fn names_match_in_any_case_and_in_part() {
        let adapter = summary(2, "NVIDIA GeForce RTX 4090");
        for name in ["geforce", "RTX 40", "mesa"] {
            assert!(
                AdapterChoice::Name(name.to_owned()).fits(&adapter),
                "{name}"
            );
        }
        assert!(!AdapterChoice::Name("radeon".to_owned()).fits(&adapter));
        assert!(AdapterChoice::Index(2).fits(&adapter));
        assert!(!AdapterChoice::Index(0).fits(&adapter));
    }

    #[test]
    fn cards_come_before_software() {
        let mut kinds = [AdapterKind::Other, AdapterKind::Cpu, AdapterKind::Discrete];
        kinds.sort();
        assert_eq!(
            kinds,
            [AdapterKind::Discrete, AdapterKind::Cpu, AdapterKind::Other]
        );
    }
}
