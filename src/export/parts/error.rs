//! Why parts cannot be made or joined: which file, and the way out.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::encode::{Container, JoinError, OutputError, SettingsError};
use crate::export::fingerprint::IdentityError;

/// Why an export cannot be made of parts.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// Only videos have parts.
    #[error("--part: '{}' is no video: a part is a .mp4, .mkv, .mov or .webm file", .0.display())]
    NoVideo(PathBuf),
    /// A part is read again before it gets its name.
    #[error("--part: '{}' is no file: a part is read again when it is complete", .0.display())]
    Stream(PathBuf),
    /// What such a part would hold could not be joined.
    #[error("--part")]
    Join(#[from] JoinError),
    /// It is not known what decides its bytes.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

/// Why parts were not joined.
#[derive(Debug, thiserror::Error)]
pub enum JoinPartsError {
    /// The name says no kind of video.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The output is of another kind than the parts.
    #[error(
        "'{}' is a .{part} file, and '{}' would be .{output}: parts are joined into the kind of file that they are, so end -o in .{part}",
        path.display(), output_path.display()
    )]
    Container {
        /// A part.
        path: PathBuf,
        /// Its kind.
        part: Container,
        /// The output.
        output_path: PathBuf,
        /// Its kind.
        output: Container,
    },
    /// The file is no part.
    #[error("'{}' is no part: `shaderpipe render … --part` writes parts", .0.display())]
    NoPart(PathBuf),
    /// It is not as it was written.
    #[error("'{}' is damaged: its bytes are not those that were written; render or copy it again", .0.display())]
    Damaged(PathBuf),
    /// Its end is missing.
    #[error(
        "'{}' does not end as parts do, in a hash of what they hold: it was cut off, or another program has \
         written it anew; render or copy it again", .0.display()
    )]
    Unsealed(PathBuf),
    /// Another version wrote it.
    #[error("'{}' is a part of form {form}, which this version does not know: join it with the version that rendered it", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// The form that its record has.
        form: u32,
    },
    /// Parts of other videos.
    #[error("{}", tell_foreign(reference, others))]
    Foreign {
        /// A part of the video that most are of.
        reference: PathBuf,
        /// The others, and in what they differ.
        others: Vec<(PathBuf, Vec<String>)>,
    },
    /// Two parts hold the same frames, and other ones.
    #[error(
        "'{}' (frames {}..{}) and '{}' (frames {}..{}) overlap: leave one of them out",
        one.0.display(), one.1.start, one.1.end, other.0.display(), other.1.start, other.1.end
    )]
    Overlap {
        /// The part that begins first, and its frames.
        one: (PathBuf, Range<u64>),
        /// The other.
        other: (PathBuf, Range<u64>),
    },
    /// Frames of the video are in no part.
    #[error("{}", tell_missing(missing, whole.as_ref()))]
    Missing {
        /// The frames.
        missing: Vec<Range<u64>>,
        /// What could be joined without them.
        whole: Option<Range<u64>>,
    },
    /// A part reaches beyond the frames that were asked for.
    #[error(
        "'{}' holds frames {}..{}, and --frames asks for {}..{}: leave it out, or render a part that ends there",
        path.display(), frames.start, frames.end, asked.start, asked.end
    )]
    Outside {
        /// The part.
        path: PathBuf,
        /// Its frames.
        frames: Range<u64>,
        /// The frames that were asked for.
        asked: Range<u64>,
    },
    /// The frames that were asked for are none.
    #[error("--frames asks for no frames")]
    NoFrames,
    /// The output cannot be written or given its name.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A part is incomplete, or FFmpeg failed.
    #[error(transparent)]
    Join(#[from] JoinError),
}

fn tell_foreign(reference: &Path, others: &[(PathBuf, Vec<String>)]) -> String {
    let tell = |(path, differences): &(PathBuf, Vec<String>)| {
        let why = match differences.is_empty() {
            true => "its settings differ".to_owned(),
            false => differences.join("; "),
        };
        let (path, reference) = (path.display(), reference.display());
        format!("'{path}' is not of the same video as '{reference}': {why}")
    };
    let lines: Vec<_> = others.iter().map(tell).collect();
    format!(
        "{}\nrender it again as the others, or leave it out",
        lines.join("\n")
    )
}

fn tell_missing(missing: &[Range<u64>], whole: Option<&Range<u64>>) -> String {
    let ranges = missing
        .iter()
        .map(|range| format!("{}..{}", range.start, range.end));
    let ranges: Vec<_> = ranges.collect();
    let flags: Vec<_> = ranges
        .iter()
        .map(|range| format!("--frames {range} --part"))
        .collect();
    let instead = whole.map_or_else(String::new, |whole| {
        format!(
            ", or join what is there with --frames {}..{}",
            whole.start, whole.end
        )
    });
    format!(
        "frames {} are missing: render them with {}{instead}",
        ranges.join(" and "),
        flags.join(" and "),
    )
}
