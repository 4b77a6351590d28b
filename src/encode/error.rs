//! Why FFmpeg gave no file, in its own words.
//!
//! Knows what a few of those words mean for the user; all others are passed on as they are.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use super::process::was_shot;

/// Why FFmpeg gave no file.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// It could not be started.
    #[error("cannot start FFmpeg ('{}')", program.display())]
    Spawn {
        /// The program that was to be run.
        program: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// It failed by itself. The message is in FFmpeg's own words.
    #[error("FFmpeg failed ({status}){}{}", words(log), hint(*status, log))]
    Failed {
        /// Its exit code or the signal that ended it.
        status: ExitStatus,
        /// Its last messages; at most 64 lines of 400 bytes.
        log: Vec<String>,
    },
    /// It was ended through a [`KillHandle`](super::KillHandle).
    #[error("FFmpeg was stopped before it had finished")]
    Killed {
        /// Its last messages; at most 64 lines of 400 bytes.
        log: Vec<String>,
    },
    /// It did nothing, and was ended for that.
    #[error(
        "FFmpeg has done nothing for {} s: it was stopped (--stall-timeout sets how long to wait)",
        after.as_secs()
    )]
    Stalled {
        /// How long it was waited for.
        after: Duration,
    },
    /// The system would not tell whether it has ended.
    #[error("cannot wait for FFmpeg")]
    Wait(#[source] io::Error),
    /// It was killed and does not end.
    #[error(
        "FFmpeg (process {id}) was killed and does not end: the system holds it, perhaps in a network drive"
    )]
    Unkillable {
        /// Its process number.
        id: u32,
    },
}

fn words(log: &[String]) -> String {
    if log.is_empty() {
        return ", without a word".to_owned();
    }
    // The cause stands near the end, but not always last: FFmpeg's stages fail one after another.
    let last = &log[log.len().saturating_sub(12)..];
    format!(":\n  {}", last.join("\n  "))
}

fn hint(status: ExitStatus, log: &[String]) -> String {
    let hint = way_out(log).or_else(|| {
        (cfg!(unix) && was_shot(status))
            .then_some("something else killed it, often the system because memory ran out")
    });
    hint.map(|hint| format!("\nhint: {hint}"))
        .unwrap_or_default()
}

/// The way out of failures whose words do not show it.
fn way_out(log: &[String]) -> Option<&'static str> {
    let says = |words: &str| log.iter().any(|line| line.contains(words));
    if says("Unknown encoder") {
        Some("`ffmpeg -encoders` lists what this FFmpeg has; choose one of them with --codec")
    } else if says("Specified pixel format") || says("Incompatible pixel format") {
        Some("this codec cannot store frames of this pixel format; choose another of the two")
    } else if says("non seekable") {
        Some("this container cannot be written into a pipe; end the file name in .mkv")
    } else {
        None
    }
}

impl EncodeError {
    /// FFmpeg's last messages, the oldest first; empty if it never ran.
    pub fn log(&self) -> &[String] {
        match self {
            Self::Failed { log, .. } | Self::Killed { log } => log,
            Self::Spawn { .. } | Self::Stalled { .. } | Self::Wait(_) | Self::Unkillable { .. } => {
                &[]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_the_last_words_and_the_way_out() {
        let log = |lines: &[&str]| {
            lines
                .iter()
                .map(|line| line.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&[]), ", without a word");
        assert_eq!(words(&log(&["a", "b"])), ":\n  a\n  b");
        let way_out = way_out(&log(&["[vost#0] Unknown encoder 'x'", "Error"]));
        assert!(way_out.unwrap().contains("--codec"));
        let many: Vec<_> = (0..64).map(|n| n.to_string()).collect();
        assert!(words(&many).starts_with(":\n  52\n"));
    }
}
