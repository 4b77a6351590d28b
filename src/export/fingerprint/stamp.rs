//! What the system tells of a file without reading it.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// How long the clock that files get their times from may stand still.
const TICK: Duration = Duration::from_millis(20);
/// The same of file systems that know whole seconds only; FAT counts in twos.
const COARSE: Duration = Duration::from_secs(2);

/// What tells a file from what it is once it has been changed, or another is in its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size.
    pub bytes: u64,
    /// When it was written, in nanoseconds since 1970, if the system tells. Programs set it as they like.
    pub modified: Option<u64>,
    /// The same of when it became what it is, whatever `modified` says, where the system tells.
    pub changed: Option<u64>,
    /// Tells it from the files that names and links may lead to instead, where the system tells.
    pub number: Option<u64>,
}

impl Stamp {
    /// Of the file at `path`, of which the system says `metadata`.
    pub fn of(metadata: &Metadata, path: &Path) -> Self {
        Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok().and_then(nanoseconds),
            changed: changed(metadata),
            number: number(metadata, path),
        }
    }

    /// Whether a change from `now` on would be seen: not that of a file so young that the clock may stand
    /// still until then.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let newest = self.changed.or(self.modified).map(Duration::from_nanos);
        let settled = newest.map(|newest| match newest.subsec_nanos() {
            0 => newest + COARSE,
            _ => newest + TICK,
        });
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        settled.is_some_and(|settled| settled <= now)
    }
}

fn nanoseconds(time: SystemTime) -> Option<u64> {
    let age = time.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(age.as_nanos()).ok()
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let rest = u64::try_from(metadata.ctime_nsec()).ok()?;
    seconds.checked_mul(1_000_000_000)?.checked_add(rest)
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<u64> {
    None
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "not every system tells")]
fn number(metadata: &Metadata, _: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    Some(metadata.ino())
}

/// Where links lead, as a number.
#[cfg(not(unix))]
fn number(_: &Metadata, path: &Path) -> Option<u64> {
    let found = path.canonicalize().ok()?;
    let hash = blake3::hash(found.as_os_str().as_encoded_bytes());
    let first = hash.as_bytes().first_chunk()?;
    Some(u64::from_le_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_settled_when_its_clock_has_gone_on() {
        let at = |nanoseconds: u64| UNIX_EPOCH + Duration::from_nanos(nanoseconds);
        let stamp = |modified, changed| Stamp {
            bytes: 1,
            modified,
            changed,
            number: None,
        };
        const SECOND: u64 = 1_000_000_000;
        let fine = 5 * SECOND + 1;
        for (stamp, settled) in [
            (stamp(Some(fine), None), fine + 20_000_000),
            (stamp(Some(5 * SECOND), None), 7 * SECOND),
            // What was set back, or ahead, says nothing.
            (stamp(Some(1), Some(fine)), fine + 20_000_000),
            (stamp(Some(99 * SECOND), Some(fine)), fine + 20_000_000),
        ] {
            assert!(stamp.is_settled(at(settled)), "{stamp:?}");
            assert!(!stamp.is_settled(at(settled - 1)), "{stamp:?}");
        }
        assert!(!stamp(None, None).is_settled(at(SECOND)));
    }
}
