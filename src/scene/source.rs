//! The text of a scene file, with places in it as people count them.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::SceneError;

/// A file's path and its text; cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    path: Arc<Path>,
    text: Arc<str>,
    /// Of the bytes that were read.
    hash: blake3::Hash,
}

impl Source {
    /// A text that stands for the file at `path`. Line ends become `\n`; a byte-order mark is dropped.
    pub fn new(path: impl Into<PathBuf>, text: &str) -> Self {
        let hash = blake3::hash(text.as_bytes());
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            path: path.into().into(),
            text: text.replace("\r\n", "\n").replace('\r', "\n").into(),
            hash,
        }
    }

    /// The same text, as that of the file at `path`, which is the same file by another name.
    #[must_use]
    pub fn called(&self, path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into().into(),
            ..self.clone()
        }
    }

    /// Reads `file`, to be called `path` in messages.
    ///
    /// # Errors
    /// When it cannot be read, is larger than `most` bytes, or is not UTF-8.
    pub fn read(file: &Path, path: &Path, most: u64) -> Result<Self, SceneError> {
        let failed = |source| SceneError::Read {
            path: path.to_owned(),
            source,
        };
        let mut bytes = Vec::new();
        File::open(file)
            .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
            .map_err(failed)?;
        if bytes.len() as u64 > most {
            return Err(SceneError::TooLarge {
                path: path.to_owned(),
            });
        }
        let text = str::from_utf8(&bytes).map_err(|error| SceneError::NotUtf8 {
            path: path.to_owned(),
            line: 1 + count_lines(&bytes[..error.valid_up_to()]),
        })?;
        Ok(Self::new(path, text))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// BLAKE3 of the bytes that it was read from, in hexadecimal.
    pub fn hash(&self) -> String {
        self.hash.to_hex().to_string()
    }

    /// The line and column of the byte `offset`, both counted from 1, columns in characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            1 + count_lines(before.as_bytes()),
            1 + before[line_start..].chars().count(),
        )
    }

    /// The bytes of the line with index `line`, counted from 0, without its line end.
    pub fn line_span(&self, line: usize) -> Range<usize> {
        let start = self
            .text
            .match_indices('\n')
            .map(|(at, _)| at + 1)
            .take(line)
            .last()
            .unwrap_or(0);
        let length = self.text[start..].find('\n');
        start..length.map_or(self.text.len(), |length| start + length)
    }
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let source = Source::new("a.wgsl", "\u{feff}ab\r\nçd e\r\n");
        assert_eq!(source.text(), "ab\nçd e\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(source.text().find('d').unwrap()), (2, 2));
        assert_eq!(&source.text()[source.line_span(0)], "ab");
        assert_eq!(&source.text()[source.line_span(1)], "çd e");
    }

    #[test]
    fn the_hash_is_of_the_bytes_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wgsl");
        let bytes = "\u{feff}ab\r\n".as_bytes();
        std::fs::write(&path, bytes).unwrap();
        let source = Source::read(&path, Path::new("b.wgsl"), 100).unwrap();
        assert_eq!(source.hash(), blake3::hash(bytes).to_hex().as_str());
        let other = source.called("c.wgsl");
        assert_eq!((other.path(), other.text()), (Path::new("c.wgsl"), "ab\n"));
        assert_eq!(other.hash(), source.hash());
    }
}
