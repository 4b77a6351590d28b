//! The seal of a part: a hash of all its bytes, behind them, in a box that players skip. What a disk or
//! a copy has spoilt is known by it, down to a pixel that could be decoded all the same.
//!
//! Knows nothing of what is in the file before it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::encode::Container;
use crate::export::digest::digest;

/// What stands before the digits.
const WORDS: &str = "shaderpipe part BLAKE3 ";
const DIGITS: usize = 64;

/// What a part's seal says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Seal {
    /// It is as it was written.
    Whole,
    /// It is not.
    Damaged,
    /// There is none.
    None,
    /// It was not asked to the end.
    Cancelled,
}

/// What is before the hash: the head of a box that has room for anything, and words.
fn head(container: Container) -> Vec<u8> {
    let length = WORDS.len() + DIGITS;
    let mut head = match container {
        Container::Mp4 | Container::Mov => {
            let length = u32::try_from(length + 8).unwrap_or_default();
            [&length.to_be_bytes()[..], b"free"].concat()
        }
        // An element `Void`; its length is less than 127, and so takes one byte.
        Container::Matroska | Container::Webm => {
            vec![0xec, 0x80 | u8::try_from(length).unwrap_or_default()]
        }
    };
    head.extend(WORDS.bytes());
    head
}

/// Seals the complete file at `path`; `false` if that was cancelled.
pub(in crate::export) fn seal(
    path: &Path,
    container: Container,
    cancelled: &dyn Fn() -> bool,
) -> io::Result<bool> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    let Some(hash) = digest(&file, cancelled)? else {
        return Ok(false);
    };
    let mut seal = head(container);
    seal.extend(hash.bytes());
    file.write_all(&seal)?;
    Ok(true)
}

/// What the seal of the file at `path` says.
pub(in crate::export) fn ask(
    path: &Path,
    container: Container,
    cancelled: &dyn Fn() -> bool,
) -> io::Result<Seal> {
    let mut file = File::open(path)?;
    let head = head(container);
    let length = (head.len() + DIGITS) as u64;
    let Some(before) = file.metadata()?.len().checked_sub(length) else {
        return Ok(Seal::None);
    };
    file.seek(SeekFrom::Start(before))?;
    let mut seal = Vec::new();
    (&file).take(length).read_to_end(&mut seal)?;
    let Some(hash) = seal.strip_prefix(&head[..]) else {
        return Ok(Seal::None);
    };
    file.rewind()?;
    Ok(match digest((&file).take(before), cancelled)? {
        None => Seal::Cancelled,
        Some(found) if found.as_bytes() == hash => Seal::Whole,
        Some(_) => Seal::Damaged,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_file_is_known_from_a_spoilt_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part");
        for container in Container::ALL {
            std::fs::write(&path, "a video").unwrap();
            let says = || ask(&path, container, &|| false).unwrap();
            assert_eq!(says(), Seal::None);
            assert!(!seal(&path, container, &|| true).unwrap());
            assert_eq!(says(), Seal::None);
            assert!(seal(&path, container, &|| false).unwrap());
            assert_eq!(says(), Seal::Whole);
            assert_eq!(ask(&path, container, &|| true).unwrap(), Seal::Cancelled);
            let whole = std::fs::read(&path).unwrap();
            assert!(whole.starts_with(b"a video") && whole.len() < 130);
            for place in [0, whole.len() - 1] {
                let mut spoilt = whole.clone();
                spoilt[place] ^= 1;
                std::fs::write(&path, spoilt).unwrap();
                assert_eq!(says(), Seal::Damaged);
            }
            std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
            assert_eq!(says(), Seal::None);
        }
    }
}
