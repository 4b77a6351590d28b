//! What earlier runs left of an output: which command began it, whether it is finished, and whose it is.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::error::SegmentsError;
use super::folder::Folder;
use super::journal::{self, Account, Journal, Named};

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

/// The folder of segments from which `output` is still to be made, if there is one.
pub fn unfinished(output: &Path) -> Option<PathBuf> {
    let folder = Folder::of(output).ok()?;
    let account = journal::look(&folder.journal()).ok()??;
    let goes_on = matches!(named(&account, output), None | Some(Named::Before));
    (account.head.is_some() && goes_on).then(|| folder.path().to_owned())
}

/// Removes the segments of `output` if that is finished; whether it is. Something ended the program
/// between giving the video its name and removing them.
pub(super) fn put_away(
    folder: &Folder,
    output: &Path,
    waits: &dyn Fn() -> bool,
) -> Result<bool, SegmentsError> {
    // What was changed since is the user's: it is not replaced by what made it, or was to.
    let is_finished = |account: &Account| match named(account, output) {
        Some(Named::Other) => Err(SegmentsError::Replaced {
            output: output.to_owned(),
            folder: folder.path().to_owned(),
        }),
        named => Ok(named == Some(Named::Whole)),
    };
    let account = journal::look(&folder.journal())?.unwrap_or_default();
    if !is_finished(&account)? {
        return Ok(false);
    }
    // Held until all is gone, and asked again: another process may have been quicker.
    let mut journal = claim(folder, waits)?;
    let account = journal.read()?;
    let is_over = account.head.is_none() || is_finished(&account)?;
    if is_over {
        folder.remove()?;
    }
    Ok(is_over)
}

fn named(account: &Account, output: &Path) -> Option<Named> {
    let joined = account.joined.as_ref();
    joined.map(|joined| joined.named(output))
}

/// Takes the journal of `folder`, and makes both where they are not. One that was killed a moment ago has
/// its journal until the system has cleared all of it away, its device among them: `waits` is asked
/// whether to wait.
pub(super) fn claim(folder: &Folder, waits: &dyn Fn() -> bool) -> Result<Journal, SegmentsError> {
    loop {
        folder.make()?;
        match Journal::open(&folder.journal()) {
            Err(SegmentsError::Busy(_)) if waits() => thread::sleep(STEP),
            Err(SegmentsError::Busy(_)) => {
                return Err(SegmentsError::Busy(folder.output().to_owned()));
            }
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

    use super::super::journal::Joined;
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
        // Whose place it takes is not what it takes for the user's.
        fs::write(&output, "an older one").unwrap();
        let part = folder.path().join(".a.1-0.partial.mp4");
        fs::write(&part, "video").unwrap();
        let whole = Look::of(&part).unwrap();
        let before = Look::of(&output).ok();
        journal.joined(Joined { whole, before }).unwrap();
        // Ended before the video had its name, and behind.
        assert!(!put_away(&folder, &output, &|| false).unwrap());
        assert_eq!(unfinished(&output).as_deref(), Some(folder.path()));
        let modified = fs::metadata(&part).unwrap().modified().unwrap();
        fs::rename(&part, &output).unwrap();
        let busy = put_away(&folder, &output, &|| false).unwrap_err();
        assert!(matches!(busy, SegmentsError::Busy(_)));
        assert!(folder.journal().exists());
        drop(journal);
        fs::write(&output, "the user's").unwrap();
        let replaced = begun(&output, &|| false).unwrap_err();
        assert!(matches!(replaced, SegmentsError::Replaced { .. }));
        assert_eq!(fs::read(&output).unwrap(), b"the user's");
        assert_eq!(unfinished(&output), None);
        fs::write(&output, "video").unwrap();
        let file = fs::File::options().write(true).open(&output).unwrap();
        file.set_modified(modified).unwrap();
        let finished = begun(&output, &|| false).unwrap_err();
        assert!(matches!(finished, SegmentsError::Finished(_)));
        assert!(!folder.path().exists());
        assert!(output.exists());
    }
}
