//! How much memory a scene may take.

use super::AdapterKind;

/// What is left for other programs where nobody says: half.
const SHARE: u64 = 2;

/// The bytes that scenes may take on an adapter of this kind unless somebody says: half of the
/// machine's memory, where that is what the adapter draws in.
///
/// `None` for memory of its own, of which wgpu tells no size: there the device itself refuses what
/// would take more than half (see [`wgpu::MemoryBudgetThresholds`]).
pub(super) fn default_limit(kind: AdapterKind) -> Option<u64> {
    match kind {
        AdapterKind::Cpu | AdapterKind::Integrated => Some(machine_bytes()? / SHARE),
        _ => None,
    }
}

/// In percent, for wgpu.
pub(super) const DEVICE_SHARE: u8 = (100 / SHARE) as u8;

#[cfg(any(target_os = "linux", target_os = "android"))]
fn machine_bytes() -> Option<u64> {
    let info = rustix::system::sysinfo();
    Some(u64::from(info.mem_unit).saturating_mul(info.totalram as u64))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn machine_bytes() -> Option<u64> {
    None
}
