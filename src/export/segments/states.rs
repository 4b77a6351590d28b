//! States of a scene that are saved at borders, so that who goes on need not draw all frames again: the
//! last two, for the last may have been spoilt.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write as _};

use super::SegmentsError;
use super::folder::Folder;
use crate::encode::Output;
use crate::export::Progress;
use crate::render::{SavedState, StateError};

/// How many are kept.
const KEPT: usize = 2;

/// Saves `state`, which frame `frame` of the render `fingerprint` depends on. Where that fails, frames are
/// drawn again instead: no reason to end the render.
pub(super) fn save(
    folder: &Folder,
    fingerprint: &str,
    frame: u64,
    state: &SavedState,
    progress: &dyn Progress,
) {
    let saved = write(folder, fingerprint, frame, state);
    if let Err(error) = saved.and_then(|()| forget(folder)) {
        let message = format!(
            "cannot save a state of the scene, without which frames are drawn again after a crash: {error}"
        );
        progress.warning(&message);
    }
}

fn write(
    folder: &Folder,
    fingerprint: &str,
    frame: u64,
    state: &SavedState,
) -> Result<(), SegmentsError> {
    let path = folder.state(frame);
    let output = Output::create(&path, false)?;
    let written = || -> io::Result<()> {
        let mut file = BufWriter::new(File::create(output.path_for_writer())?);
        state.write(&mut file, &of(fingerprint, frame))?;
        file.flush()
    };
    written().map_err(SegmentsError::io("write", path))?;
    Ok(output.commit()?)
}

/// Removes all but the last.
fn forget(folder: &Folder) -> Result<(), SegmentsError> {
    let frames = folder.states()?;
    let old = frames.len().saturating_sub(KEPT);
    for frame in &frames[..old] {
        let path = folder.state(*frame);
        fs::remove_file(&path).map_err(SegmentsError::io("remove", path))?;
    }
    Ok(())
}

/// The last state up to frame `frame` that can be read, and the frame that it is of.
pub(super) fn load(
    folder: &Folder,
    fingerprint: &str,
    frame: u64,
    progress: &dyn Progress,
) -> Result<Option<(u64, SavedState)>, SegmentsError> {
    let frames = folder.states()?;
    for saved in frames.into_iter().rev().filter(|saved| *saved <= frame) {
        let path = folder.state(saved);
        let file = File::open(&path).map_err(StateError::Io);
        let of = of(fingerprint, saved);
        match file.and_then(|file| SavedState::read(&mut BufReader::new(file), &of)) {
            Ok(state) => return Ok(Some((saved, state))),
            Err(error) => {
                let path = path.display();
                let message = format!(
                    "a saved state is of no use, and frames are drawn again: '{path}': {error}"
                );
                progress.warning(&message);
            }
        }
    }
    Ok(None)
}

fn of(fingerprint: &str, frame: u64) -> String {
    format!("{fingerprint} frame {frame}")
}
