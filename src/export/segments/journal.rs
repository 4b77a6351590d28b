//! The journal of a render in segments: lines of JSON that say what it makes and which segments are
//! finished.
//!
//! A line counts once it is whole. The file is locked while a process renders; the system takes the
//! lock back however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::borders::Borders;
use super::error::SegmentsError;
use super::look::Look;
use crate::export::Record;

/// The format that this version writes, and reads no other.
const FORMAT: u32 = 3;

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Render(Box<Head>),
    Segment(Done),
    Joined(Joined),
}

/// What is rendered. The first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Head {
    format: u32,
    /// The command line that began it, with the program's name.
    pub(super) arguments: Vec<String>,
    /// Where that was.
    pub(super) folder: PathBuf,
    first: u64,
    end: u64,
    length: u64,
    pub(super) record: Record,
}

/// A finished segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) number: u64,
    pub(super) file: String,
    pub(super) bytes: u64,
    /// BLAKE3 of it.
    pub(super) hash: String,
}

/// The whole gets its name now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Joined {
    /// It has it if that is the name of such a file.
    pub(super) whole: Look,
    /// What had the name until then.
    pub(super) before: Option<Look>,
}

/// What has the name that the whole was given, or should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The whole.
    Whole,
    /// What had it before, or nothing.
    Before,
    /// What somebody else has put there since, or has made of it.
    Other,
}

impl Joined {
    pub(super) fn named(&self, output: &Path) -> Named {
        match Look::of(output) {
            Ok(_) if self.whole.is_of(output) => Named::Whole,
            Ok(now) if self.before.as_ref() != Some(&now) => Named::Other,
            _ => Named::Before,
        }
    }
}

impl Head {
    pub(super) fn new(
        arguments: Vec<String>,
        folder: PathBuf,
        borders: &Borders,
        record: Record,
    ) -> Self {
        Self {
            format: FORMAT,
            arguments,
            folder,
            first: borders.frames.start,
            end: borders.frames.end,
            length: borders.length,
            record,
        }
    }

    pub(super) fn borders(&self) -> Borders {
        Borders {
            frames: self.first..self.end,
            length: self.length,
        }
    }
}

/// What whole lines say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Account {
    pub(super) head: Option<Head>,
    pub(super) done: Vec<Done>,
    pub(super) joined: Option<Joined>,
}

/// A journal that is open, and nobody else's meanwhile.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Opens the journal at `path`, and makes it where there is none.
    pub(super) fn open(path: &Path) -> Result<Self, SegmentsError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = match options.open(path) {
            // Who had it removes its folder just now.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(SegmentsError::Busy(path.to_owned()));
            }
            opened => opened.map_err(SegmentsError::io("open", path))?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SegmentsError::Busy(path.to_owned())),
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                let path = path.display();
                tracing::warn!(
                    "'{path}' cannot be locked, as no file there can: let no other process render into it"
                );
            }
            Err(TryLockError::Error(error)) => return Err(SegmentsError::io("lock", path)(error)),
        }
        // Who had it may have removed it between the two calls, and a third have made another.
        if !is_at(&file, path) {
            return Err(SegmentsError::Busy(path.to_owned()));
        }
        Ok(Self {
            file,
            path: path.to_owned(),
        })
    }

    /// Reads it, and cuts off behind the last whole line: there a crash left half of one.
    pub(super) fn read(&mut self) -> Result<Account, SegmentsError> {
        let mut bytes = Vec::new();
        let read = self.file.read_to_end(&mut bytes);
        read.map_err(|cause| unreadable(&self.path, cause))?;
        let (account, whole) = account(&bytes, &self.path)?;
        self.cut(whole as u64)?;
        Ok(account)
    }

    /// Begins it anew.
    pub(super) fn begin(&mut self, head: &Head) -> Result<(), SegmentsError> {
        self.cut(0)?;
        self.append(&Line::Render(Box::new(head.clone())))
    }

    pub(super) fn segment(&mut self, done: Done) -> Result<(), SegmentsError> {
        self.append(&Line::Segment(done))
    }

    /// To be called before the whole gets its name.
    pub(super) fn joined(&mut self, joined: Joined) -> Result<(), SegmentsError> {
        self.append(&Line::Joined(joined))
    }

    fn cut(&mut self, length: u64) -> Result<(), SegmentsError> {
        let cut = self.file.set_len(length);
        cut.and_then(|()| self.file.seek(SeekFrom::End(0)))
            .map_err(SegmentsError::io("write", &self.path))?;
        Ok(())
    }

    /// Writes a line and brings it to the disk.
    fn append(&mut self, line: &Line) -> Result<(), SegmentsError> {
        let text = format!("{}\n", serde_json::to_string(line)?);
        let written = self.file.write_all(text.as_bytes());
        written
            .and_then(|()| self.file.sync_all())
            .map_err(SegmentsError::io("write", &self.path))
    }
}

/// What the journal at `path` says, whoever has it open. `None` if there is none.
pub(super) fn look(path: &Path) -> Result<Option<Account>, SegmentsError> {
    match std::fs::read(path) {
        Ok(bytes) => account(&bytes, path).map(|(account, _)| Some(account)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(None),
        Err(cause) => Err(unreadable(path, cause)),
    }
}

fn unreadable(path: &Path, cause: io::Error) -> SegmentsError {
    let path = path.to_owned();
    SegmentsError::Unreadable { path, cause }
}

/// Whether `path` names the file that is open.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let place =
            |found: io::Result<std::fs::Metadata>| found.ok().map(|it| (it.dev(), it.ino()));
        let named = place(std::fs::metadata(path));
        named.is_some() && named == place(file.metadata())
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// What the whole lines of `bytes` say, and how long they are.
fn account(bytes: &[u8], path: &Path) -> Result<(Account, usize), SegmentsError> {
    let mut account = Account::default();
    let mut whole = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(text) = line.strip_suffix(b"\n") else {
            break;
        };
        // A power cut may leave a hole where lines had not reached the disk.
        match (serde_json::from_slice(text), &account.head) {
            (Ok(Line::Render(head)), None) if head.format == FORMAT && head.length > 0 => {
                account.head = Some(*head);
            }
            (Ok(Line::Segment(done)), Some(_)) => account.done.push(done),
            (Ok(Line::Joined(joined)), Some(_)) => account.joined = Some(joined),
            // The first line is on the disk before there is a second: what is torn stands alone.
            (_, None) if !text.contains(&0) || line.len() < bytes.len() => {
                return Err(SegmentsError::Unknown(path.to_owned()));
            }
            _ => break,
        }
        whole += line.len();
    }
    Ok((account, whole))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn head() -> Head {
        let borders = Borders {
            frames: 0..100,
            length: 30,
        };
        let arguments = vec!["shaderpipe".to_owned(), "render".to_owned()];
        let record = crate::export::parts::record_of_frames(0..100);
        Head::new(arguments, "/a".into(), &borders, record)
    }

    fn done(number: u64) -> Done {
        Done {
            number,
            file: format!("{number}.mp4"),
            bytes: 10,
            hash: "f".to_owned(),
        }
    }

    #[test]
    fn whole_lines_count_and_half_ones_are_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        assert_eq!(look(&path).unwrap(), None);
        let mut journal = Journal::open(&path).unwrap();
        assert_eq!(journal.read().unwrap(), Account::default());
        journal.begin(&head()).unwrap();
        journal.segment(done(0)).unwrap();
        journal.segment(done(1)).unwrap();
        drop(journal);
        let bytes = std::fs::read(&path).unwrap();
        let two = bytes.split_inclusive(|byte| *byte == b'\n').take(2);
        let two: usize = two.map(<[u8]>::len).sum();
        for length in two..bytes.len() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            let mut journal = Journal::open(&path).unwrap();
            let account = journal.read().unwrap();
            assert_eq!((account.head, account.done), (Some(head()), vec![done(0)]));
            journal.segment(done(1)).unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn a_hole_ends_what_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = Journal::open(&path).unwrap();
        journal.begin(&head()).unwrap();
        let begun = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&begun[..], &[0; 4096], b"\n\"joined\"\n"].concat()).unwrap();
        let account = look(&path).unwrap().unwrap();
        assert!(account.head.is_some() && account.joined.is_none());
        std::fs::write(&path, [0; 40]).unwrap();
        assert_eq!(look(&path).unwrap(), Some(Account::default()));
    }

    #[test]
    fn nobody_else_writes_it_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let journal = Journal::open(&path).unwrap();
        let busy = Journal::open(&path).unwrap_err();
        assert!(matches!(busy, SegmentsError::Busy(_)));
        drop(journal);
        Journal::open(&path).unwrap();
    }

    #[test]
    fn a_later_format_is_not_guessed_at() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let later = Head {
            format: FORMAT + 1,
            ..head()
        };
        Journal::open(&path).unwrap().begin(&later).unwrap();
        let unknown = look(&path).unwrap_err();
        assert!(matches!(unknown, SegmentsError::Unknown(_)));
    }

    #[test]
    fn segments_whose_first_line_is_lost_are_not_dropped_without_a_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = Journal::open(&path).unwrap();
        journal.begin(&head()).unwrap();
        journal.segment(done(0)).unwrap();
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for lost in [0, b'x'] {
            let mut bytes = whole.clone();
            bytes[..40].fill(lost);
            std::fs::write(&path, &bytes).unwrap();
            let unknown = look(&path).unwrap_err();
            assert!(matches!(unknown, SegmentsError::Unknown(_)), "{lost}");
        }
        // No segment can have been finished by then.
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
        let mut torn = whole[..=first].to_vec();
        torn[..40].fill(0);
        std::fs::write(&path, torn).unwrap();
        assert_eq!(look(&path).unwrap(), Some(Account::default()));
    }

    #[test]
    fn a_journal_that_was_removed_and_made_anew_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let file = File::create(&path).unwrap();
        assert!(is_at(&file, &path));
        std::fs::rename(&path, folder.path().join("away")).unwrap();
        assert!(!is_at(&file, &path));
        std::fs::write(&path, "").unwrap();
        assert!(!is_at(&file, &path));
        let gone = Journal::open(&folder.path().join("gone/journal")).unwrap_err();
        assert!(matches!(gone, SegmentsError::Busy(_)));
    }
}
