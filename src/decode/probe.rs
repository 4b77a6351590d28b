//! What a video file says of its first video, before any of it is decoded.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crossbeam_channel::bounded;

use super::DecodeError;
use super::args::{demuxer, probing};
use super::nut::TimeBase;
use super::wait::{Patience, wait};
use crate::encode::{Ffmpeg, Running};
use crate::frame::Size;

/// How long a program that has said all may take to end.
const END_GRACE: Duration = Duration::from_secs(10);
/// More than any line that is asked for.
const LINE_BYTES: u64 = 4096;

/// What has to be known of a video to decode it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Probed {
    /// FFmpeg's name of the kind of file.
    pub(super) demuxer: &'static str,
    /// The unit of its times.
    pub(super) time_base: TimeBase,
    /// The time of its first frame in that unit, if it says.
    pub(super) start: Option<i64>,
    /// The size of its frames as they are stored.
    pub(super) size: Size,
    /// Whether its channels may have more than 8 bits.
    pub(super) is_deep: bool,
    /// Whether it says by which matrix it was encoded.
    pub(super) has_matrix: bool,
}

/// Asks what the first video of the file at `path` is.
pub(super) fn probe(
    ffmpeg: &Ffmpeg,
    path: &Path,
    patience: &Patience<'_>,
) -> Result<Probed, DecodeError> {
    let demuxer = demuxer(path).ok_or(DecodeError::Kind)?;
    let entries = "stream=width,height,pix_fmt,time_base,start_pts,color_space";
    let args = probing(demuxer, path, entries, "default=noprint_wrappers=1");
    let take = |said: &mut Vec<String>, line: &str| {
        if said.len() < 16 {
            said.push(line.to_owned());
        }
    };
    let said = ask(ffmpeg, args, Vec::new(), take, patience)?;
    let value = |name: &str| {
        let mut pairs = said.iter().filter_map(|line| line.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let unit = value("time_base").and_then(|unit| {
        let (numerator, denominator) = unit.split_once('/')?;
        let unit = TimeBase {
            numerator: numerator.parse().ok()?,
            denominator: denominator.parse().ok()?,
        };
        (unit.numerator > 0 && unit.denominator > 0).then_some(unit)
    });
    let side = |name| {
        let side = value(name).and_then(|side| side.parse().ok());
        side.unwrap_or(0)
    };
    let has_matrix = |space: &str| !["unknown", "unspecified", "reserved"].contains(&space);
    Ok(Probed {
        demuxer,
        time_base: unit.ok_or(DecodeError::NoVideo)?,
        start: value("start_pts").and_then(|start| start.parse().ok()),
        size: Size::new(side("width"), side("height")),
        is_deep: value("pix_fmt").is_none_or(is_deep),
        has_matrix: value("color_space").is_some_and(has_matrix),
    })
}

/// Whether pixels that FFmpeg calls `format` may have channels of more than 8 bits: all that have say
/// in which order their bytes lie.
fn is_deep(format: &str) -> bool {
    format == "unknown" || format.ends_with("le") || format.ends_with("be")
}

/// How long the packet at `pts` is shown, in the unit of the video, if the file says.
pub(super) fn duration_at(
    ffmpeg: &Ffmpeg,
    path: &Path,
    demuxer: &str,
    pts: i64,
    patience: &Patience<'_>,
) -> Result<Option<i64>, DecodeError> {
    let args = probing(demuxer, path, "packet=pts,duration", "csv=p=0");
    let take = move |found: &mut Option<i64>, line: &str| {
        let mut numbers = line.trim_end_matches(',').split(',').map(str::parse::<i64>);
        if let (Some(Ok(at)), Some(Ok(duration))) = (numbers.next(), numbers.next())
            && at == pts
            && duration > 0
        {
            *found = Some(duration);
        }
    };
    ask(ffmpeg, args, None, take, patience)
}

/// Runs ffprobe, and has `take` collect the lines that it says.
fn ask<T: Send + 'static>(
    ffmpeg: &Ffmpeg,
    args: Vec<OsString>,
    mut collected: T,
    take: impl Fn(&mut T, &str) + Send + 'static,
    patience: &Patience<'_>,
) -> Result<T, DecodeError> {
    let program = ffmpeg.probe().ok_or(DecodeError::NoProbe)?;
    let (running, pipes) = Running::start(&program, args, Stdio::null(), Stdio::piped())?;
    let Some(stdout) = pipes.stdout else {
        unreachable!("it was asked for");
    };
    let (sender, answer) = bounded(1);
    let read = move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        // What is not text ends it, as the end does.
        while (&mut stdout)
            .take(LINE_BYTES)
            .read_line(&mut line)
            .is_ok_and(|bytes| bytes > 0)
        {
            take(&mut collected, line.trim_end());
            line.clear();
        }
        // Nobody waits any more if it was cancelled.
        let _ = sender.send(collected);
    };
    let thread = std::thread::Builder::new().name("shaderpipe-probe".to_owned());
    let thread = thread.spawn(read).map_err(DecodeError::Start)?;
    let said = wait(&answer, &running.kill_handle(), patience)?;
    running.finish_within(Some(END_GRACE))?;
    // It has sent, and so has ended.
    match thread.join() {
        Ok(()) => said.ok_or(DecodeError::NoVideo),
        Err(_) => Err(DecodeError::NoVideo),
    }
}

#[cfg(test)]
mod tests {
    use super::is_deep;

    #[test]
    fn pixels_of_more_than_eight_bits_are_known_by_their_names() {
        for shallow in [
            "yuv420p", "yuvj444p", "nv12", "rgba", "gbrp", "pal8", "gray", "ya8",
        ] {
            assert!(!is_deep(shallow), "{shallow}");
        }
        for deep in [
            "yuv420p10le",
            "p010be",
            "gray16le",
            "rgba64be",
            "gbrpf32le",
            "unknown",
        ] {
            assert!(is_deep(deep), "{deep}");
        }
    }
}
