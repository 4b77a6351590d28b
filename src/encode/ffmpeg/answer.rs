//! Asking FFmpeg a question and reading its answer.

use std::io::{self, Read};
use std::process::Command;
use std::time::Duration;

use crossbeam_channel::bounded;

use crate::encode::process::KillHandle;
use crate::encode::running::wait_killed;

/// A program that takes longer to tell its version does not answer at all.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// More than ten times what any FFmpeg says.
const ANSWER_BYTES: u64 = 4 << 20;

/// What `command`, with its stdout piped, says; it is killed if it does not come to an end.
pub(super) fn ask(mut command: Command) -> io::Result<String> {
    let mut child = command.spawn()?;
    let stdout = child.stdout.take();
    let process = KillHandle::new(child);
    let (sender, answer) = bounded(1);
    let read = move || {
        let mut bytes = Vec::new();
        let result = match stdout {
            Some(stdout) => stdout.take(ANSWER_BYTES).read_to_end(&mut bytes),
            None => Ok(0),
        };
        // The other end is gone when the answer came too late.
        let _ = sender.send(result.map(|_| bytes));
    };
    let thread = std::thread::Builder::new().name("shaderpipe-ffmpeg-ask".to_owned());
    let answer = match thread.spawn(read) {
        Ok(_) => answer
            .recv_timeout(ANSWER_TIMEOUT)
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())),
        Err(error) => Err(error),
    };
    // It has said all we want to know.
    process.kill();
    wait_killed(&process);
    Ok(String::from_utf8_lossy(&answer?).into_owned())
}

/// From the first line of `ffmpeg -version`.
pub(super) fn parse_version(answer: &str) -> Option<String> {
    let rest = answer.strip_prefix("ffmpeg version ")?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// From `ffmpeg -encoders`: a legend, a line of dashes, then lines such as
/// ` V....D libx264   libx264 H.264 / AVC (codec h264)`.
pub(super) fn parse_encoders(answer: &str) -> Vec<String> {
    answer
        .lines()
        .skip_while(|line| !line.trim().starts_with("---"))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let flags = words.next()?;
            (flags.starts_with('V')).then(|| words.next().map(str::to_owned))?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_parse() {
        let version = |answer| parse_version(answer);
        let debian =
            "ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers\nbuilt";
        assert_eq!(version(debian).as_deref(), Some("5.1.9-0+deb12u1"));
        let git = "ffmpeg version n9.0.2-17-g2a571b6068 Copyright\r\n";
        assert_eq!(version(git).as_deref(), Some("n9.0.2-17-g2a571b6068"));
        assert_eq!(version("ffprobe version 5"), None);
        assert_eq!(version(""), None);
    }

    #[test]
    fn only_video_encoders_are_listed() {
        let answer = "Encoders:\n V..... = Video\n A..... = Audio\n .....D = Supports direct\n ------\n \
            V....D a64multi             Multicolor charset for Commodore 64 (codec a64_multi)\n \
            VFS..D png                  PNG (Portable Network Graphics) image\n \
            A....D aac                  AAC (Advanced Audio Coding)\n \
            V..... libsvtav1            SVT-AV1 encoder (codec av1)\n";
        assert_eq!(parse_encoders(answer), ["a64multi", "png", "libsvtav1"]);
        assert!(parse_encoders("V.... libx264 before the dashes").is_empty());
    }
}
