//! What is read, in one number.

use std::io::{self, ErrorKind, Read};

/// As much is read between two questions whether to go on.
const BLOCK: usize = 1 << 20;

/// BLAKE3 of what `source` gives, in hexadecimal digits; `None` if it was cancelled.
pub(super) fn digest(
    mut source: impl Read,
    cancelled: &dyn Fn() -> bool,
) -> io::Result<Option<String>> {
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; BLOCK];
    loop {
        if cancelled() {
            return Ok(None);
        }
        match source.read(&mut block) {
            Ok(0) => return Ok(Some(hasher.finalize().to_hex().to_string())),
            Ok(bytes) => hasher.update(&block[..bytes]),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_read_whole() {
        let bytes = vec![7; BLOCK + 1];
        let found = digest(&bytes[..], &|| false).unwrap();
        assert_eq!(found, Some(blake3::hash(&bytes).to_hex().to_string()));
        assert_eq!(digest(&bytes[..], &|| true).unwrap(), None);
    }
}
