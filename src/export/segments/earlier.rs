//! What earlier runs left of an output: which command began it, whether it is finished, and whose it is.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::error::SegmentsError;
use super::folder::Folder;
use super::journal::{self, Account, Journal};

/// How often it is asked whether to wait on for another process.
const STEP: Duration = Duration::from_millis(50);

/// What began the segments of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The command line, with the program's name.
    pub arguments: Vec<String>,
    /// The folder that it was run in.
    pub folder: PathBuf,
}

/// What began the segments that are there of `output`. Those of a finished video are removed; `waits` is
/// asked whether to wait for another process that has them.
///
/// # Errors
/// When there are none.
pub fn begun(output: &Path, waits: &dyn Fn() -> bool) -> Result<Begun, SegmentsError> {
    let folder = Folder::of(output)?;
    if put_away(&folder, output, waits)? {
        return Err(SegmentsError::Finished(output.to_owned()));
    }
    let account = journal::look(&folder.journal())?.unwrap_or_default();
    let Some(head) = account.head else {
        folder.remove_empty();
        return Err(SegmentsError::Nothing(folder.path().to_owned()));
    };
    Ok(Begun {
        arguments: head.arguments,
        folder: head.folder,
    })
}

/// Removes the segments that are there of `output`, whatever they are of.
///
/// # Errors
/// When another process has them, or a file cannot be removed.
pub fn drop_segments(output: &Path, waits: &dyn Fn() -> bool) -> Result<(), SegmentsError> {
    let folder = Folder::of(output)?;
    if !folder.journal().exists() {
        return Ok(());
    }
    let _held = claim(&folder, waits)?;
    folder.remove()
}

/// Removes the segments of `output` if that is finished; whether it is. Something ended the program
/// between giving the video its name and removing them.
pub(super) fn put_away(
    folder: &Folder,
    output: &Path,
    waits: &dyn Fn() -> bool,
) -> Result<bool, SegmentsError> {
    let is_finished = |account: &Account| {
        let joined = account.joined.as_ref();
        joined.is_some_and(|whole| whole.is_of(output))
    };
    let account = journal::look(&folder.journal())?;
    if !account.as_ref().is_some_and(is_finished) {
        return Ok(false);
    }
    // Held until all is gone, and asked again: another process may have been quicker.
    let mut journal = claim(folder, waits)?;
    let account = journal.read()?;
    let is_over = account.head.is_none() || is_finished(&account);
    if is_over {
        folder.remove()?;
    }
    Ok(is_over)
}

/// Takes the journal of `folder`, and makes both where they are not. One that was killed a moment ago has
/// its journal until the system has cleared all of it away, its device among them: `waits` is asked
/// whether to wait.
pub(super) fn claim(folder: &Folder, waits: &dyn Fn() -> bool) -> Result<Journal, SegmentsError> {
    loop {
        folder.make()?;
        match Journal::open(&folder.journal()) {
            Err(SegmentsError::Busy(_)) if waits() => thread::sleep(STEP),
            Ok(journal) => {
                // Else a power cut might leave segments without it, which nobody knows what to do with.
                folder.sync();
                return Ok(journal);
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use super::super::look::Look;
    use super::*;

    #[test]
    fn who_goes_is_waited_for() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::of(&root.path().join("a.mp4")).unwrap();
        let held = Cell::new(Some(claim(&folder, &|| false).unwrap()));
        let busy = claim(&folder, &|| false).unwrap_err();
        assert!(matches!(busy, SegmentsError::Busy(_)));
        let asked = Cell::new(0);
        let waits = || {
            asked.set(asked.get() + 1);
            // Its end is also that of the folder.
            if asked.get() == 2 {
                folder.remove().unwrap();
                held.take();
            }
            true
        };
        let journal = claim(&folder, &waits).unwrap();
        assert!(asked.get() == 2 && folder.journal().exists());
        drop(journal);
    }

    #[test]
    fn a_finished_video_is_known_and_its_segments_are_removed_by_one() {
        let root = tempfile::tempdir().unwrap();
        let output = root.path().join("a.mp4");
        let folder = Folder::of(&output).unwrap();
        let mut journal = claim(&folder, &|| false).unwrap();
        journal.begin(&journal::tests::head()).unwrap();
        let part = folder.path().join(".a.1-0.partial.mp4");
        fs::write(&part, "video").unwrap();
        journal.joined(Look::of(&part).unwrap()).unwrap();
        // Ended before the video had its name, and behind.
        assert!(!put_away(&folder, &output, &|| false).unwrap());
        fs::rename(&part, &output).unwrap();
        let busy = put_away(&folder, &output, &|| false).unwrap_err();
        assert!(matches!(busy, SegmentsError::Busy(_)));
        assert!(folder.journal().exists());
        drop(journal);
        let finished = begun(&output, &|| false).unwrap_err();
        assert!(matches!(finished, SegmentsError::Finished(_)));
        assert!(!folder.path().exists());
        assert!(output.exists());
    }
}
