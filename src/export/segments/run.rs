//! Draws the segments that are missing, and joins all.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use super::journal::{Done, Joined};
use super::look::Look;
use super::{Segments, SegmentsError, states};
use crate::encode::{
    self, EncodeError, Ffmpeg, FindError, JoinError, JoinProgress, Joining, Output, Part,
};
use crate::export::course::{Course, Keeper, Leg};
use crate::export::digest::digest;
use crate::export::ended::Ended;
use crate::export::frames::Frames;
use crate::export::report::{Account, OutputReport, Report, SegmentsReport};
use crate::export::{ExportError, Job, PlannedOutput, Progress, Target};
use crate::gpu::Gpu;
use crate::render::SavedState;

impl Segments {
    /// Draws the segments that are missing, joins all of them into the output of `job`, and removes
    /// them. On Linux FFmpeg is killed when the calling thread ends.
    ///
    /// # Errors
    /// As [`export`](crate::export::export); what is finished stays for the next that goes on.
    pub fn export(
        mut self,
        gpu: &Gpu,
        job: &Job,
        progress: &dyn Progress,
    ) -> Result<Report, ExportError> {
        let result = self.run(gpu, job, progress);
        // Who was interrupted wants to go on, be it from the first frame.
        if !matches!(&result, Ok(_) | Err(ExportError::Cancelled)) && self.is_empty() {
            let _ = self.folder.remove();
        }
        result
    }

    fn run(
        &mut self,
        gpu: &Gpu,
        job: &Job,
        progress: &dyn Progress,
    ) -> Result<Report, ExportError> {
        let mut account = Account::open();
        job.plan.check()?;
        self.verify(progress)?;
        if !self.kept.is_empty() {
            progress.resumed(self.kept_frames(), job.plan.count());
        }
        let drawn = self.draw(gpu, job, progress, &mut account)?;
        let joining = Instant::now();
        self.join(job, progress)?;
        account.joined(SegmentsReport {
            count: self.count(),
            frames: self.borders.length,
            kept: self.kept(),
            kept_frames: self.kept_frames(),
            restored: drawn.restored,
            save_seconds: drawn.saving.as_secs_f64(),
            join_seconds: joining.elapsed().as_secs_f64(),
        });
        // The video is there all the same.
        if let Err(error) = self.folder.remove() {
            progress.warning(&format!("segments are left behind: {error}"));
        }
        let outputs = job.plan.outputs.iter().zip(&drawn.ended);
        let outputs = outputs.map(|(planned, ended)| OutputReport::new(planned, ended));
        let outputs = outputs.collect();
        Ok(account.close(gpu, job, outputs))
    }

    fn draw(
        &self,
        gpu: &Gpu,
        job: &Job,
        progress: &dyn Progress,
        account: &mut Account,
    ) -> Result<Drawn, ExportError> {
        let missing: Vec<u64> = (0..self.count())
            .filter(|number| !self.kept.contains_key(number))
            .collect();
        let Some(&first) = missing.first() else {
            let total = job.plan.count();
            progress.frames(total, total);
            progress.finishing();
            return Ok(Drawn {
                ended: vec![Ended::default()],
                ..Drawn::default()
            });
        };
        let kept_frames = self.kept_frames();
        let leg = |place: usize| {
            let number = missing[place];
            let frames = self.borders.frames_of(number);
            let mark = self.mark.of_frames(frames.clone());
            let outputs = job.plan.outputs.iter().map(|output| PlannedOutput {
                part: Some(Box::new(mark.clone())),
                target: Target::Video {
                    path: self.path_of(number),
                    container: self.container,
                },
                ..output.clone()
            });
            Leg {
                // Only the last may be shorter.
                before: kept_frames + place as u64 * self.borders.length,
                end: frames.end,
                outputs: outputs.collect(),
            }
        };
        let borders = self.borders.clone();
        let numbers = missing.clone().into_iter();
        let indices = numbers.flat_map(move |number| borders.frames_of(number));
        let mut frames =
            account.prepare(|| Frames::new(gpu, job, indices, &|| progress.is_cancelled()))?;
        frames.go_on(self.borders.frames.start);
        let restored = self.restore(&mut frames, first, job, progress)?;
        let kept = Kept {
            segments: self,
            numbers: &missing,
            progress,
        };
        let course = Course {
            job,
            progress,
            count: missing.len(),
            leg: &leg,
            keeper: &kept,
        };
        let ended = course.run(&mut frames, account)?;
        Ok(Drawn {
            ended,
            restored,
            saving: frames.times.save,
        })
    }

    /// Goes on from the last state that was saved up to segment `number`, if there is any; gives its
    /// frame.
    fn restore(
        &self,
        frames: &mut Frames<'_>,
        number: u64,
        job: &Job,
        progress: &dyn Progress,
    ) -> Result<Option<u64>, ExportError> {
        if !job.program.is_stateful() {
            return Ok(None);
        }
        let frame = self.borders.frames_of(number).start;
        let Some((saved, state)) =
            states::load(&self.folder, &self.mark.record.fingerprint, frame, progress)?
        else {
            return Ok(None);
        };
        frames.restore(saved, &state, &|| progress.is_cancelled())?;
        Ok(Some(saved))
    }

    /// Joins all segments into the output.
    fn join(&self, job: &Job, progress: &dyn Progress) -> Result<(), ExportError> {
        let ffmpeg = job.ffmpeg.as_ref().ok_or(FindError::NotInstalled)?;
        let parts: Vec<_> = (0..self.count()).map(|number| self.part(number)).collect();
        for planned in &job.plan.outputs {
            let joining = Joining {
                parts: &parts,
                rate: job.plan.timeline.rate,
                container: self.container,
                comment: self.mark.record.comment.as_deref(),
                extra: &planned.settings.extra,
            };
            let path = planned.target.path();
            let output = Output::create_in(self.folder.path(), path, job.no_clobber)?;
            if let Some(temporary) = output.discard_handle() {
                progress.creating(temporary);
            }
            encode::join(
                ffmpeg,
                &joining,
                &output,
                &Told(progress, job.stall_timeout),
            )
            .map_err(|error| self.unjoined(error, path))?;
            let whole = Look::of(output.path_for_writer());
            let whole = whole.map_err(SegmentsError::io("look at", output.path_for_writer()))?;
            let before = Look::of(path).ok();
            self.journal().joined(Joined { whole, before })?;
            output.commit()?;
        }
        Ok(())
    }

    fn unjoined(&self, error: JoinError, output: &Path) -> ExportError {
        let folder = self.folder.path().to_owned();
        match error {
            JoinError::Cancelled => ExportError::Cancelled,
            // They may be as good as they were.
            stalled @ (JoinError::Encode(EncodeError::Stalled { .. })
            | JoinError::Unreadable {
                source: EncodeError::Stalled { .. },
                ..
            }) => stalled.into(),
            source @ (JoinError::Encode(_) | JoinError::Pipe(_)) => {
                let lengths =
                    (0..self.count()).map(|number| std::fs::metadata(self.path_of(number)));
                let bytes: u64 = lengths.flatten().map(|metadata| metadata.len()).sum();
                SegmentsError::Unwritten {
                    output: output.to_owned(),
                    mebibytes: bytes.div_ceil(1 << 20),
                    source: Box::new(source),
                }
                .into()
            }
            source => {
                let source = Box::new(source);
                SegmentsError::Unjoinable { folder, source }.into()
            }
        }
    }

    fn part(&self, number: u64) -> Part {
        Part {
            path: self.path_of(number),
            frames: self.borders.length_of(number),
        }
    }
}

/// What drawing came to.
#[derive(Default)]
struct Drawn {
    ended: Vec<Ended>,
    restored: Option<u64>,
    saving: Duration,
}

/// Keeps each segment that is finished.
struct Kept<'a> {
    segments: &'a Segments,
    /// Of the legs.
    numbers: &'a [u64],
    progress: &'a dyn Progress,
}

impl Keeper for Kept<'_> {
    fn committed(&self, leg: usize, saved: Option<SavedState>) -> Result<(), ExportError> {
        let number = self.numbers[leg];
        let Segments {
            folder,
            mark,
            borders,
            ..
        } = self.segments;
        if let Some(state) = saved {
            states::save(
                folder,
                &mark.record.fingerprint,
                borders.frames_of(number).end,
                &state,
                self.progress,
            );
        }
        let path = self.segments.path_of(number);
        let length = std::fs::metadata(&path).map(|metadata| metadata.len());
        let bytes = length.map_err(SegmentsError::io("look at", &path))?;
        let hash = File::open(&path).and_then(|file| digest(file, &|| false));
        let hash = hash.map_err(SegmentsError::io("read", &path))?;
        let name = path.file_name().unwrap_or_default();
        let done = Done {
            number,
            file: name.to_string_lossy().into_owned(),
            bytes,
            hash: hash.unwrap_or_default(),
        };
        Ok(self.segments.journal().segment(done)?)
    }
}

/// Tells an export's progress of a run of FFmpeg over files.
struct Told<'a>(&'a dyn Progress, Option<Duration>);

impl JoinProgress for Told<'_> {
    fn running(&self, ffmpeg: &Ffmpeg, arguments: &[std::ffi::OsString]) {
        self.0.encoding(ffmpeg, arguments);
    }

    fn stall_timeout(&self) -> Option<Duration> {
        self.1
    }

    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
