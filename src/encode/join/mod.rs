//! Joins parts of a video into one file, without encoding anything again.
//!
//! A part is a video that begins with a key frame and holds its frames from time 0 on at a constant
//! rate. Every part is read before, and the joined file after: each frame must be there, at exactly the
//! time that one run gives it. Knows nothing of who made the parts and what they show.

mod comment;
mod error;
mod list;
mod run;
mod several;
mod stream;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use comment::read_comments;
pub use error::{Fault, JoinError};
pub use list::of_container;

use super::ffmpeg::Ffmpeg;
use super::output::Output;
use super::settings::Container;
use crate::frame::Rate;
use list::{arguments, is_listable, list};
use run::run;
use several::each;
use stream::{Stream, inspect};

/// Frames a second from which on two roundings to milliseconds may miss the frame that was meant.
const FAST: f64 = 490.0;

/// Reading the parts, writing the file, reading it.
const PASSES: u64 = 3;

/// A file that holds frames of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The file.
    pub path: PathBuf,
    /// How many frames it should hold.
    pub frames: u64,
}

/// What is joined, and into what.
#[derive(Clone, Copy, Debug)]
pub struct Joining<'a> {
    /// The parts, in order.
    pub parts: &'a [Part],
    /// Their frames a second.
    pub rate: Rate,
    /// The kind of file that they are, and that the whole will be.
    pub container: Container,
    /// The comment that the whole gets in place of the parts' own.
    pub comment: Option<&'a str>,
    /// The output options that the parts were encoded with: [those of the file](of_container) hold for the
    /// whole, too.
    pub extra: &'a [OsString],
}

/// Hears how parts are joined, and may end it. Called from several threads.
pub trait JoinProgress: Sync {
    /// FFmpeg is about to join with these arguments.
    fn running(&self, ffmpeg: &Ffmpeg, arguments: &[OsString]) {
        let _ = (ffmpeg, arguments);
    }

    /// So much has been done, counted in frames of the whole.
    fn frames(&self, done: u64, total: u64) {
        let _ = (done, total);
    }

    /// How long FFmpeg may neither say a word nor work before it counts as stuck; `None`: for ever.
    fn stall_timeout(&self) -> Option<Duration> {
        None
    }

    /// Whether to end it now. Looked at about twenty times a second.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Hears nothing and never cancels.
impl JoinProgress for () {}

/// Joins parts into the file that `output` is written to; who calls it commits that.
///
/// The frames are those of the parts, byte for byte as they were encoded, at the times that one run
/// gives them; title and other metadata are those of the first part. On Linux FFmpeg is killed when the
/// calling thread ends.
///
/// # Errors
/// When a part does not hold its frames or is unlike the others, or the joined file is not exactly what
/// they are.
pub fn join(
    ffmpeg: &Ffmpeg,
    joining: &Joining<'_>,
    output: &Output,
    progress: &dyn JoinProgress,
) -> Result<(), JoinError> {
    let Joining {
        parts,
        rate,
        container,
        ..
    } = *joining;
    let first = parts.first().ok_or(JoinError::NoParts)?;
    let path = output.path_for_writer();
    if output.is_direct() {
        return Err(JoinError::Stream(path.to_owned()));
    }
    check_joinable(rate, container)?;
    let total = parts.iter().map(|part| part.frames).sum();
    let tell = |pass: u64, frames: u64| {
        progress.frames((pass * total + frames.min(total)) / PASSES, total);
    };
    let delay = check_all(ffmpeg, joining, progress, |frames| tell(0, frames))?;
    let args = arguments(
        &first.path,
        rate,
        delay,
        container,
        joining.comment,
        joining.extra,
        path,
    );
    let written = |line: &str| {
        let frames = line.strip_prefix("frame=");
        if let Some(frames) = frames.and_then(|frames| frames.trim().parse().ok()) {
            tell(1, frames);
        }
    };
    progress.running(ffmpeg, &args);
    run(ffmpeg, &args, &list(parts, rate), progress, written)
        .map_err(|stopped| stopped.or(JoinError::Encode))?;
    let told = |frames| tell(2, frames);
    let joined = inspect(ffmpeg, path, container, rate, progress, told)
        .map_err(|stopped| stopped.or(JoinError::Encode))?;
    joined.check(total).map_err(JoinError::Joined)
}

/// Whether parts of this kind can be joined at all.
///
/// # Errors
/// When their times are too coarse for so many frames a second.
pub fn check_joinable(rate: Rate, container: Container) -> Result<(), JoinError> {
    match container {
        Container::Matroska | Container::Webm if rate.as_f64() >= FAST => {
            Err(JoinError::TooFast { rate, container })
        }
        _ => Ok(()),
    }
}

/// Whether a file of this name can be a part.
///
/// # Errors
/// When FFmpeg cannot be told its name.
pub fn check_name(path: &Path) -> Result<(), JoinError> {
    match is_listable(path) {
        true => Ok(()),
        false => Err(JoinError::Part {
            path: path.to_owned(),
            fault: Fault::Name,
        }),
    }
}

/// Whether `part` can be joined: whether it begins with a key frame and holds its frames at their times.
///
/// # Errors
/// When it does not, or cannot be read.
pub fn check_part(
    ffmpeg: &Ffmpeg,
    part: &Part,
    rate: Rate,
    container: Container,
    progress: &dyn JoinProgress,
) -> Result<(), JoinError> {
    checked(ffmpeg, part, rate, container, progress, |_| {}).map(|_| ())
}

/// Looks at every part; by how many frames the whole is decoded before it is shown.
fn check_all(
    ffmpeg: &Ffmpeg,
    joining: &Joining<'_>,
    progress: &dyn JoinProgress,
    told: impl Fn(u64) + Sync,
) -> Result<u64, JoinError> {
    let Joining {
        parts,
        rate,
        container,
        ..
    } = *joining;
    let frames = AtomicU64::new(0);
    let one_more = |_| told(frames.fetch_add(1, Ordering::Relaxed) + 1);
    let check = |part: &Part| checked(ffmpeg, part, rate, container, progress, one_more);
    let streams = each(parts, check)?;
    let Some((like, others)) = streams.split_first() else {
        return Err(JoinError::NoParts);
    };
    for (part, stream) in parts[1..].iter().zip(others) {
        if let Some((what, one, other)) = like.unlike(stream) {
            return Err(JoinError::Unlike {
                first: parts[0].path.clone(),
                path: part.path.clone(),
                what,
                one,
                other,
            });
        }
    }
    Ok(streams.iter().map(|stream| stream.delay).max().unwrap_or(0))
}

fn checked(
    ffmpeg: &Ffmpeg,
    part: &Part,
    rate: Rate,
    container: Container,
    progress: &dyn JoinProgress,
    told: impl Fn(u64),
) -> Result<Stream, JoinError> {
    let path = part.path.clone();
    check_name(&path)?;
    match inspect(ffmpeg, &path, container, rate, progress, told) {
        Err(stopped) => Err(stopped.or(|source| JoinError::Unreadable { path, source })),
        Ok(stream) => match stream.check(part.frames) {
            Ok(()) => Ok(stream),
            Err(fault) => Err(JoinError::Part { path, fault }),
        },
    }
}
