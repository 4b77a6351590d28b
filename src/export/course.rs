//! The course of an export: one leg, or several, whose frames go to files of their own each. One
//! renderer draws through all of them without a break: the next leg's encoder starts while the one
//! before finishes its file.

use std::thread::{self, Scope, ScopedJoinHandle};

use super::ended::Ended;
use super::error::ExportError;
use super::frames::Frames;
use super::leg::{State, commit, feed, finish, open};
use super::report::Account;
use super::watch::Watch;
use super::{Job, PlannedOutput, Progress};
use crate::render::SavedState;

/// Frames that go to files of their own.
pub(super) struct Leg {
    /// Frames of the export that come before its first.
    pub(super) before: u64,
    /// The frame behind its last.
    pub(super) end: u64,
    /// Its files, in the order of the plan's.
    pub(super) outputs: Vec<PlannedOutput>,
}

/// The legs of an export, at least one.
pub(super) struct Course<'a> {
    pub(super) job: &'a Job,
    pub(super) progress: &'a dyn Progress,
    pub(super) count: usize,
    /// Each by its number.
    pub(super) leg: &'a (dyn Fn(usize) -> Leg + Sync),
    pub(super) keeper: &'a dyn Keeper,
}

/// Hears of each leg in order, on any thread, and may end the export.
pub(super) trait Keeper: Sync {
    /// All files of the leg have their names. What frames behind it depend on comes along, if that is
    /// saved.
    fn committed(&self, leg: usize, saved: Option<SavedState>) -> Result<(), ExportError>;
}

/// Keeps nothing.
impl Keeper for () {
    fn committed(&self, _: usize, _: Option<SavedState>) -> Result<(), ExportError> {
        Ok(())
    }
}

/// What became of a leg's frames, and of each of its outputs.
type Fed = (Result<(), ExportError>, Vec<Result<Ended, ExportError>>);

impl Course<'_> {
    /// Draws `frames` into the files of all legs, and gives what each output of the plan came to.
    pub(super) fn run(
        &self,
        frames: &mut Frames<'_>,
        account: &mut Account,
    ) -> Result<Vec<Ended>, ExportError> {
        let watch = Watch::new(self.progress, self.job.stall_timeout);
        let mut ended = Vec::new();
        let last = watch
            .over(|| thread::scope(|scope| self.draw(scope, frames, &watch, account, &mut ended)))
            .map_err(ExportError::Start)?;
        account.drawn(frames);
        if watch.was_cancelled() {
            return Err(ExportError::Cancelled);
        }
        let (drawn, results) = last?;
        if let Err(error) = drawn {
            let paths = self.job.plan.outputs.iter();
            let paths = paths.map(|output| output.target.path());
            let results = results.into_iter().map(Result::err);
            return Err(ExportError::of_drawing(error, paths.zip(results)));
        }
        // Not under watch: what is finished is not cancelled any more.
        let number = self.count.saturating_sub(1);
        add(&mut ended, self.commit(number, results, None)?);
        Ok(ended)
    }

    /// Draws through all legs; the files of the last have no names yet.
    fn draw<'scope, 'env: 'scope>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        frames: &mut Frames<'_>,
        watch: &'env Watch<'_>,
        account: &mut Account,
        ended: &mut Vec<Ended>,
    ) -> Result<Fed, ExportError> {
        let mut former: Option<Former<'scope>> = None;
        let mut fed = (Ok(()), Vec::new());
        for number in 0..self.count {
            let leg = (self.leg)(number);
            let is_last = number + 1 == self.count;
            let mut outputs = open(&leg, watch, self.job);
            let drawn = match &mut outputs {
                Ok(outputs) => feed(frames, &leg, outputs, watch, self.job),
                Err(_) => Ok(()),
            };
            // First: an error of its is why this leg was ended.
            if let Some(former) = former.take() {
                add(ended, former.end()?);
            }
            let outputs = outputs?;
            if drawn.is_err() {
                watch.end();
            }
            if is_last || drawn.is_err() {
                account.finishing();
                let told = drawn.is_ok().then_some(&leg);
                let results = finish(outputs, told, watch, self.job);
                fed = (drawn, results);
                break;
            }
            let saved = frames.take_saved();
            former = Some(self.finish_beside(scope, number, outputs, saved, watch)?);
        }
        Ok(fed)
    }

    /// Brings the files of a leg to their end while the next is drawn.
    fn finish_beside<'scope, 'env: 'scope>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        number: usize,
        outputs: Vec<State>,
        saved: Option<SavedState>,
        watch: &'env Watch<'_>,
    ) -> Result<Former<'scope>, ExportError> {
        let work = move || {
            let results = finish(outputs, None, watch, self.job);
            let result = match watch.is_cancelled() {
                true => Err(ExportError::Cancelled),
                false => self.commit(number, results, saved),
            };
            if result.is_err() {
                watch.fail();
            }
            result
        };
        let thread = thread::Builder::new().name("shaderpipe-leg".to_owned());
        let thread = thread.spawn_scoped(scope, work);
        thread.map(Former).map_err(ExportError::Start)
    }

    /// Gives the files of a leg their names, and tells of it.
    fn commit(
        &self,
        number: usize,
        results: Vec<Result<Ended, ExportError>>,
        saved: Option<SavedState>,
    ) -> Result<Vec<Ended>, ExportError> {
        let ended = commit(results, self.job)?;
        self.keeper.committed(number, saved)?;
        Ok(ended)
    }
}

/// A leg that is being finished.
struct Former<'scope>(ScopedJoinHandle<'scope, Result<Vec<Ended>, ExportError>>);

impl Former<'_> {
    fn end(self) -> Result<Vec<Ended>, ExportError> {
        let panicked = |_| ExportError::Start(std::io::Error::other("a thread panicked"));
        self.0.join().unwrap_or_else(|error| Err(panicked(error)))
    }
}

/// Adds what the outputs of one more leg came to.
fn add(sums: &mut Vec<Ended>, ended: Vec<Ended>) {
    if sums.is_empty() {
        *sums = ended;
        return;
    }
    sums.iter_mut()
        .zip(ended)
        .for_each(|(sum, ended)| sum.add(ended));
}
