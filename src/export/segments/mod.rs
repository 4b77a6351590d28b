//! An export in segments: each is a file of its own once it is finished, so that a crash loses no more
//! than the one under way, and what follows goes on behind the last that is there. In the end they are
//! joined without encoding them again.
//!
//! Knows nothing of command lines beyond keeping the one that began it.

mod borders;
mod earlier;
mod error;
mod folder;
mod journal;
mod look;
mod run;
mod states;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use earlier::{Begun, begun, unfinished};
pub use error::SegmentsError;
pub(crate) use folder::SEGMENTS;

use super::digest::digest;
use super::parts::{Mark, apart_from_threads};
use super::{ExportError, Hashes, Job, Plan, PlannedOutput, Progress, Record, Target};
use crate::encode::{Container, Output, check_joinable, check_name};
use crate::frame::Rate;
use crate::gpu::Gpu;
use borders::Borders;
use earlier::{claim, put_away};
use folder::Folder;
use journal::{Done, Head, Journal};

/// How an export is to be cut.
#[derive(Clone, Debug)]
pub struct SegmentRequest {
    /// The length of a segment in seconds of the video.
    pub seconds: f64,
    /// Whether segments of an earlier run are dropped, whatever they are of.
    pub restart: bool,
    /// The command line that is kept for who resumes it, with the program's name.
    pub arguments: Vec<String>,
    /// The folder that it is to be run in.
    pub folder: PathBuf,
}

impl Plan {
    /// Everything that can be said against segments of so many seconds without running it.
    ///
    /// # Errors
    /// When it makes anything but one file of a video, its parts could not be joined, or a segment has no
    /// frame.
    pub fn check_segments(&self, seconds: f64) -> Result<(), ExportError> {
        let (_, path, container) = video(self)?;
        check_joinable(self.timeline.rate, container)?;
        check_name(path)?;
        length(seconds, self.timeline.rate)?;
        Ok(())
    }
}

/// The segments of a job's output; nobody else's while it lives.
#[derive(Debug)]
pub struct Segments {
    folder: Folder,
    borders: Borders,
    container: Container,
    /// What makes each a part, but for its frames.
    mark: Mark,
    /// Held for moments only.
    journal: Mutex<Journal>,
    /// Those that are there from before, by their numbers.
    kept: BTreeMap<u64, Done>,
    /// What draws in place of what drew those.
    drawn_elsewhere: Option<String>,
}

impl Segments {
    /// Begins the segments of `job`, or goes on with those that are there. `waits` is asked whether to
    /// wait for another process that has them.
    ///
    /// # Errors
    /// When the job cannot be cut, another process is at it, or what is there is of another job.
    pub fn open(
        gpu: &Gpu,
        job: &Job,
        request: &SegmentRequest,
        (hashes, waits): (&Hashes, &dyn Fn() -> bool),
    ) -> Result<Self, ExportError> {
        let (planned, output, container) = video(&job.plan)?;
        check_joinable(job.plan.timeline.rate, container)?;
        let borders = Borders {
            frames: job.plan.timeline.frames.clone(),
            length: length(request.seconds, job.plan.timeline.rate)?,
        };
        let identity = job.identity(hashes)?.drawn_by(gpu);
        let mark = Mark::new(identity, planned, &job.plan.timeline);
        let record = &mark.record;
        let folder = Folder::of(output)?;
        if !request.restart {
            put_away(&folder, output, waits)?;
        }
        // What can be wrong with the place is wrong now.
        drop(Output::create(output, job.no_clobber)?);
        let mut journal = claim(&folder, waits)?;
        let account = match request.restart {
            true => journal::Account::default(),
            false => journal.read()?,
        };
        let mut drawn_elsewhere = None;
        let done = match account.head {
            Some(head) => {
                let differences = changes(&head, &borders, record);
                if !differences.is_empty() {
                    let folder = folder.path().to_owned();
                    let changed = SegmentsError::Changed {
                        folder,
                        differences,
                    };
                    return Err(changed.into());
                }
                drawn_elsewhere = drawn_elsewhere_of(&head.record, record);
                account.done
            }
            None => {
                let (arguments, place) = (request.arguments.clone(), request.folder.clone());
                journal.begin(&Head::new(arguments, place, &borders, record.clone()))?;
                Vec::new()
            }
        };
        let mut segments = Self {
            folder,
            borders,
            container,
            mark,
            journal: Mutex::new(journal),
            kept: BTreeMap::new(),
            drawn_elsewhere,
        };
        segments.keep(&done)?;
        Ok(segments)
    }

    /// Of those that the journal names, keeps what is there in its length, and removes all others.
    fn keep(&mut self, done: &[Done]) -> Result<(), SegmentsError> {
        let is_there = |done: &&Done| {
            let path = self.path_of(done.number);
            let length = std::fs::metadata(&path).map(|metadata| metadata.len());
            let is_its_name = path.file_name().is_some_and(|name| *name == *done.file);
            is_its_name && length.is_ok_and(|length| length == done.bytes)
        };
        // The last that is said of one holds.
        let named: BTreeMap<_, _> = done.iter().map(|done| (done.number, done)).collect();
        let there = named.into_values().filter(is_there).cloned();
        let there = there.map(|done| (done.number, done));
        self.kept = there.collect();
        self.kept.retain(|number, _| *number < self.borders.count());
        let segments = self.kept.keys().map(|number| self.path_of(*number));
        // A state is of the render whose segments are there.
        let states = match done.is_empty() {
            true => Vec::new(),
            false => self.folder.states()?,
        };
        let states = states.into_iter().map(|frame| self.folder.state(frame));
        let kept: Vec<PathBuf> = segments.chain(states).collect();
        let is_kept = |name: &str| {
            let mut kept = kept.iter();
            kept.any(|path| path.file_name().is_some_and(|own| *own == *name))
        };
        self.folder.clean(&is_kept)
    }

    /// Reads those that are kept, and drops what is not what was written: a disk may have spoilt it.
    fn verify(&mut self, progress: &dyn Progress) -> Result<(), ExportError> {
        for (number, done) in std::mem::take(&mut self.kept) {
            let path = self.path_of(number);
            let read = File::open(&path);
            match read.and_then(|file| digest(file, &|| progress.is_cancelled())) {
                Ok(None) => return Err(ExportError::Cancelled),
                Ok(Some(hash)) if hash == done.hash => {
                    self.kept.insert(number, done);
                }
                // What cannot be read is spoilt as well.
                _ => {
                    let path = path.display();
                    progress.warning(&format!("'{path}' is damaged: its frames are drawn again"));
                    std::fs::remove_file(self.path_of(number))
                        .map_err(SegmentsError::io("remove", self.path_of(number)))?;
                }
            }
        }
        Ok(())
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.borders.count()
    }

    /// How many are there from before.
    pub fn kept(&self) -> u64 {
        self.kept.len() as u64
    }

    /// What draws in place of what drew those, if that is something else: pictures may differ a little.
    pub fn drawn_elsewhere(&self) -> Option<&str> {
        self.drawn_elsewhere.as_deref()
    }

    /// Whether none is finished.
    fn is_empty(&self) -> bool {
        let account = journal::look(&self.folder.journal());
        account.is_ok_and(|account| account.is_some_and(|account| account.done.is_empty()))
    }

    /// The folder that they lie in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn kept_frames(&self) -> u64 {
        let lengths = self.kept.keys();
        lengths.map(|number| self.borders.length_of(*number)).sum()
    }

    fn path_of(&self, number: u64) -> PathBuf {
        self.folder.segment(number, self.container)
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one video that `plan` makes.
fn video(plan: &Plan) -> Result<(&PlannedOutput, &Path, Container), SegmentsError> {
    let [output] = plan.outputs.as_slice() else {
        return Err(SegmentsError::NoVideo);
    };
    let Target::Video { path, container } = &output.target else {
        return Err(SegmentsError::NoVideo);
    };
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            Err(SegmentsError::NoFile(path.clone()))
        }
        _ => Ok((output, path, *container)),
    }
}

/// Frames of a segment of so many seconds.
fn length(seconds: f64, rate: Rate) -> Result<u64, SegmentsError> {
    match rate.frames_in(seconds) {
        0 => Err(SegmentsError::TooShort {
            seconds,
            least: rate.seconds_at(1),
            rate,
        }),
        frames => Ok(frames),
    }
}

/// In what a render that was begun differs from one that is to go on.
fn changes(head: &Head, borders: &Borders, record: &Record) -> Vec<String> {
    let begun = head.borders();
    let frames = |borders: &Borders| format!("{}..{}", borders.frames.start, borders.frames.end);
    let mut changes = Vec::new();
    if head.record.fingerprint != record.fingerprint {
        changes = apart_from_threads(&head.record, record);
        let (now, before) = (record.encoder_threads, head.record.encoder_threads);
        // Who sets them himself has been told.
        if now != before && !changes.iter().any(|change| change.contains("-threads")) {
            changes.push(more_or_less(now, before));
        }
        if changes.is_empty() {
            changes.push("its fingerprint is another".to_owned());
        }
    }
    if begun.frames != borders.frames {
        let (begun, asked) = (frames(&begun), frames(borders));
        changes.push(format!("frames {asked} instead of {begun}"));
    }
    if begun.length != borders.length {
        let (begun, asked) = (begun.length, borders.length);
        changes.push(format!("segments of {asked} frames instead of {begun}"));
    }
    changes
}

/// What an encoder that follows the number of processors says of another machine.
fn more_or_less(now: u32, before: u32) -> String {
    let way = match before < now {
        true => format!(
            "; `taskset -c 0-{}` before the command has it take no more",
            before - 1
        ),
        false => format!("; it goes on only where there are {before}"),
    };
    format!("an encoder of {now} threads, for as many processors, instead of {before}{way}")
}

/// What draws now in place of what drew before, if that is something else.
fn drawn_elsewhere_of(before: &Record, now: &Record) -> Option<String> {
    let name = |record: &Record| format!("{} ({})", record.adapter, record.driver);
    (name(before) != name(now)).then(|| format!("{} instead of {}", name(now), name(before)))
}
