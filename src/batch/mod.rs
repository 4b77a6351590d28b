//! Many jobs: from a job file to the list of renders that it means, in which order they run, and which of
//! them are done already.
//!
//! ```text
//!  jobs.toml ─┐                  ┌─ expand ──────────────────────────────────┐
//!  stdin JSON ┴─► sheet ─► entries ─► find ────► matrix ───► template ─► jobs ─► collide: no two alike
//!                                   scenes     multiplied   names of      │     queue: which is next
//!                                              out          the outputs   └───► manifest: which are done
//! ```
//!
//! A job is what a command line says: options by their long names, and their values. Which options
//! there are, what they mean and how a job is run is for who asks; nothing here knows a device, an
//! encoder or a terminal.

mod collide;
mod error;
mod expand;
mod find;
mod job;
mod manifest;
mod matrix;
mod option;
mod queue;
mod settings;
mod sheet;
mod template;

pub use collide::{Outputs, Written};
pub use error::BatchError;
pub use expand::{MAX_JOBS, SceneFacts, expand};
pub use job::{Job, Setting};
pub use manifest::{Finished, Manifest, Now, OutputFile, Seen};
pub use option::{Options, Takes};
pub use queue::{Fate, Queue};
pub use sheet::{Entry, Sheet};
