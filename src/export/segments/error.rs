//! Why an output cannot be rendered in segments, or not go on.

use std::io;
use std::path::PathBuf;

use crate::encode::{JoinError, OutputError};
use crate::frame::Rate;

/// Why an output cannot be rendered in segments, or does not go on.
#[derive(Debug, thiserror::Error)]
pub enum SegmentsError {
    /// There is more than one output, or it is no video.
    #[error(
        "--segments makes one video: give it one -o that ends in .mp4, .mkv, .mov or .webm, and render \
         stills, raw frames and further videos by themselves"
    )]
    NoVideo,
    /// The output is a FIFO or a device.
    #[error("--segments joins its segments into a file, and '{}' is none", .0.display())]
    NoFile(PathBuf),
    /// Not a whole frame.
    #[error(
        "--segments {seconds}: a segment is at least one frame, {least:.4} s at {rate} frames/s"
    )]
    TooShort {
        /// What was asked for.
        seconds: f64,
        /// The least that can be.
        least: f64,
        /// Frames a second.
        rate: Rate,
    },
    /// The output's place cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// There are no segments.
    #[error(
        "there is nothing to resume: '{}' holds no render that was begun with --segments", .0.display()
    )]
    Nothing(PathBuf),
    /// All was done.
    #[error("there is nothing to resume: '{}' is finished", .0.display())]
    Finished(PathBuf),
    /// The video had its name, or was about to, and there is another file now.
    #[error(
        "'{}' has been changed since the segments in '{}' were joined into it: if it is finished, remove that \
         folder; to render it again, move it away first, or add --restart to the `render` command", output.display(), folder.display()
    )]
    Replaced {
        /// The output.
        output: PathBuf,
        /// The folder of the segments.
        folder: PathBuf,
    },
    /// Somebody else's folder.
    #[error(
        "'{}' is in the way: it is not of a render with --segments, whose folder it would be; move it \
         away, or give the output another name", .0.display()
    )]
    InTheWay(PathBuf),
    /// Another process is at it.
    #[error("another process renders into '{}' now, in segments: wait for it, or end it", .0.display())]
    Busy(PathBuf),
    /// It was begun differently.
    #[error(
        "the segments in '{}' are of another render; this one is different: {}. To drop them and begin \
         anew, add --restart to the `render` command",
        folder.display(), differences.join("; ")
    )]
    Changed {
        /// The folder of the segments.
        folder: PathBuf,
        /// What differs, a line each.
        differences: Vec<String>,
    },
    /// Its first line is nothing that is known here.
    #[error(
        "'{}' is no journal that this version of shaderpipe reads: add --restart to the `render` \
         command to begin anew", .0.display()
    )]
    Unknown(PathBuf),
    /// The journal is there, and cannot be read.
    #[error(
        "cannot read '{}': {}; to drop the segments beside it and begin anew, add --restart to the \
         `render` command", path.display(), reason(cause)
    )]
    Unreadable {
        /// The journal.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// What is whole, each by itself, does not make one video.
    #[error(
        "the segments in '{}' cannot be joined: to drop them and begin anew, add --restart to the \
         `render` command", folder.display()
    )]
    Unjoinable {
        /// The folder of the segments.
        folder: PathBuf,
        /// Which, and what is wrong with it.
        source: Box<JoinError>,
    },
    /// The whole could not be written.
    #[error(
        "the segments cannot be joined; there must be room for another {mebibytes} MiB beside '{}'",
        output.display()
    )]
    Unwritten {
        /// The output.
        output: PathBuf,
        /// The size of all segments.
        mebibytes: u64,
        /// What went wrong.
        source: Box<JoinError>,
    },
    /// The folder or the journal cannot be read or written.
    #[error("cannot {what} '{}': {}", path.display(), reason(cause))]
    Io {
        /// What could not be done.
        what: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// A record cannot be told as text.
    #[error("cannot write the journal: {0}")]
    Record(#[from] serde_json::Error),
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

impl SegmentsError {
    /// Whether it is about segments that [`SegmentRequest::restart`](super::SegmentRequest::restart)
    /// drops.
    pub fn is_of_what_was_begun(&self) -> bool {
        matches!(
            self,
            Self::Changed { .. }
                | Self::Replaced { .. }
                | Self::Unknown(_)
                | Self::Unreadable { .. }
        )
    }

    pub(super) fn io(
        what: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io { what, path, cause }
    }
}
