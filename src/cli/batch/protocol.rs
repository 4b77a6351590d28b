//! What a batch and its worker say to each other: JSON objects, one on a line.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shaderpipe::export::Identity;

/// To the worker: run a job.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) job: usize,
    /// Behind `shaderpipe render`.
    pub(super) words: Vec<String>,
    /// Whether it begins anew, whatever segments there are.
    pub(super) restart: bool,
}

/// From the worker: what becomes of a job.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) job: usize,
    #[serde(flatten)]
    pub(super) what: What,
}

/// What has happened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum What {
    /// No shader holds it up: it does something else, or its device goes on.
    Alive,
    /// A temporary file is there, to be removed if the worker dies.
    Creating { path: PathBuf },
    /// FFmpeg was started.
    Encoding { command: String },
    /// Frames that others depend on have been drawn.
    Preroll { frame: u64, frames: u64 },
    /// Frames have been written.
    Progress { frame: u64, frames: u64 },
    /// The encoder finishes the file.
    Finishing,
    /// Something worth knowing.
    Notice { kind: String, message: String },
    /// Something worth knowing of the device, whoever draws on it.
    Device { kind: String, message: String },
    /// All outputs have their names.
    Done {
        report: Value,
        /// What decided them; `None` if that is not known.
        identity: Option<Box<Identity>>,
    },
    /// It has failed.
    Failed { message: String },
}
