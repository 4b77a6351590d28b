//! A saved state as a stream of bytes, which is refused if any of them is missing or another.
//!
//! Numbers are little-endian. Behind the magic words and the version: what it is of, as the caller says;
//! the parts, each with what it is and its bytes; and BLAKE3's hash of all before. Nothing is allocated
//! for what a length says before so many bytes have come.

use std::io::{self, Read, Write};

use super::{Part, SavedState};

const MAGIC: &[u8; 16] = b"shaderpipe state";
/// Grows when the layout changes, or what parts mean.
const VERSION: u32 = 1;

/// The most bytes of words: the names of a scene, whose source is at most half as large, fit.
const MOST_WORDS: u64 = 2 << 20;

/// Why a state cannot be gone on with.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It does not begin as a state does.
    #[error("this is no saved state of shaderpipe")]
    NoState,
    /// It was written by a version that has another layout.
    #[error("the saved state has version {0}, and this shaderpipe reads version {VERSION}")]
    Version(u32),
    /// A byte of it is missing or wrong.
    #[error("the saved state is damaged: it does not end as it was written")]
    Damaged,
    /// It was saved of something else than is asked for.
    #[error("the saved state is of something else: it is of `{0}`")]
    OfOther(String),
    /// It was saved of another scene, size or quality.
    #[error("the saved state does not fit: {}", misfit(own.as_deref(), saved.as_deref()))]
    Other {
        /// What the renderer has.
        own: Option<String>,
        /// What the state has in its place.
        saved: Option<String>,
    },
    /// It cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

fn misfit(own: Option<&str>, saved: Option<&str>) -> String {
    let words =
        |what: Option<&str>| what.map_or("nothing more".to_owned(), |what| format!("`{what}`"));
    format!(
        "it holds {}, and the scene has {}",
        words(saved),
        words(own)
    )
}

impl SavedState {
    /// Writes it to `to`, with what it is `of`: what else than the scene's targets and buffers decides
    /// whether it can be gone on with.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, to: &mut impl Write, of: &str) -> io::Result<()> {
        let mut hashed = Hashed::new(to);
        hashed.put(MAGIC)?;
        hashed.put(&VERSION.to_le_bytes())?;
        hashed.put_sized(of.as_bytes())?;
        hashed.put(&(self.parts.len() as u64).to_le_bytes())?;
        for Part { what, bytes } in &self.parts {
            hashed.put_sized(what.as_bytes())?;
            hashed.put_sized(bytes)?;
        }
        let hash = hashed.hasher.finalize();
        hashed.stream.write_all(hash.as_bytes())
    }

    /// Reads one that is `of` this, up to the end of `from`.
    ///
    /// # Errors
    /// When it is no state, is damaged, is of something else, or cannot be read.
    pub fn read(from: &mut impl Read, of: &str) -> Result<Self, StateError> {
        let mut hashed = Hashed::new(from);
        let magic = hashed.take(MAGIC.len() as u64);
        if magic.map_err(no_state)? != MAGIC {
            return Err(StateError::NoState);
        }
        let version = u32::from_le_bytes(hashed.array()?);
        if version != VERSION {
            return Err(StateError::Version(version));
        }
        let found = hashed.words()?;
        let count = u64::from_le_bytes(hashed.array()?);
        let mut parts = Vec::new();
        for _ in 0..count {
            let what = hashed.words()?;
            let length = u64::from_le_bytes(hashed.array()?);
            let bytes = hashed.take(length)?;
            parts.push(Part { what, bytes });
        }
        let hash = hashed.hasher.finalize();
        // One more: behind the hash nothing comes.
        let mut rest = Vec::new();
        hashed.stream.take(33).read_to_end(&mut rest)?;
        if rest != hash.as_bytes() {
            return Err(StateError::Damaged);
        }
        match found == of {
            true => Ok(Self { parts }),
            false => Err(StateError::OfOther(found)),
        }
    }
}

fn no_state(error: StateError) -> StateError {
    match error {
        StateError::Damaged => StateError::NoState,
        error => error,
    }
}

/// A stream, and the hash of what went through it.
struct Hashed<'a, S> {
    stream: &'a mut S,
    hasher: blake3::Hasher,
}

impl<'a, S> Hashed<'a, S> {
    fn new(stream: &'a mut S) -> Self {
        Self {
            stream,
            hasher: blake3::Hasher::new(),
        }
    }
}

impl<S: Write> Hashed<'_, S> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.stream.write_all(bytes)
    }

    fn put_sized(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.put(&(bytes.len() as u64).to_le_bytes())?;
        self.put(bytes)
    }
}

impl<S: Read> Hashed<'_, S> {
    /// The next `length` bytes, for which memory is taken as they come.
    fn take(&mut self, length: u64) -> Result<Vec<u8>, StateError> {
        let mut bytes = Vec::new();
        let read = self.stream.by_ref().take(length).read_to_end(&mut bytes)?;
        if read as u64 != length {
            return Err(StateError::Damaged);
        }
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], StateError> {
        let bytes = self.take(N as u64)?;
        bytes.try_into().map_err(|_| StateError::Damaged)
    }

    fn words(&mut self) -> Result<String, StateError> {
        let length = u64::from_le_bytes(self.array()?);
        if length > MOST_WORDS {
            return Err(StateError::Damaged);
        }
        String::from_utf8(self.take(length)?).map_err(|_| StateError::Damaged)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn state() -> SavedState {
        let part = |what: &str, bytes: &[u8]| Part {
            what: what.to_owned(),
            bytes: bytes.to_vec(),
        };
        SavedState {
            parts: vec![
                part("the passes one, two", &[1, 0]),
                part("the target a", &[7; 300]),
            ],
        }
    }

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        state().write(&mut bytes, "frame 7").unwrap();
        bytes
    }

    fn read(mut bytes: &[u8]) -> Result<SavedState, StateError> {
        SavedState::read(&mut bytes, "frame 7")
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        assert_eq!(read(&written()).unwrap(), state());
        assert_eq!(state().bytes(), 302);
    }

    #[test]
    fn whatever_byte_is_missing_or_wrong_it_is_refused() {
        let whole = written();
        for length in 0..whole.len() {
            let error = read(&whole[..length]).unwrap_err();
            let is_told = match error {
                StateError::NoState => length < MAGIC.len(),
                StateError::Damaged => length >= MAGIC.len(),
                _ => false,
            };
            assert!(is_told, "{length}: {error}");
        }
        for place in 0..whole.len() {
            for bit in [0, 7] {
                let mut changed = whole.clone();
                changed[place] ^= 1 << bit;
                assert!(read(&changed).is_err(), "{place}");
            }
        }
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(matches!(read(&longer), Err(StateError::Damaged)));
        assert!(matches!(
            read(b"RIFF\0\0\0\0WAVEfmt and more"),
            Err(StateError::NoState)
        ));
    }

    #[test]
    fn lengths_are_not_believed() {
        let whole = written();
        let head = &whole[..MAGIC.len() + 4];
        for length in [u64::MAX, 1 << 60, MOST_WORDS + 1, MOST_WORDS] {
            let hostile = [head, &length.to_le_bytes(), b"frame 7"].concat();
            assert!(matches!(read(&hostile), Err(StateError::Damaged)));
        }
        let before_count = MAGIC.len() + 4 + 8 + "frame 7".len();
        for behind in [&[][..], &[0; 16]] {
            let count = u64::MAX.to_le_bytes();
            let hostile = [&whole[..before_count], &count, behind, &count].concat();
            assert!(matches!(read(&hostile), Err(StateError::Damaged)));
        }
        let mut newer = whole;
        newer[MAGIC.len()] = 9;
        assert!(matches!(read(&newer), Err(StateError::Version(9))));
    }

    #[test]
    fn a_state_of_something_else_says_of_what() {
        let error = SavedState::read(&mut written().as_slice(), "frame 8").unwrap_err();
        assert!(error.to_string().contains("frame 7"), "{error}");
    }
}
