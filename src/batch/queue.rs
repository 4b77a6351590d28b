//! Which job is run next, and what becomes of those that fail: as workers end, those that were being
//! run are suspected, and run again one at a time until the guilty one is found; that is tried again alone.

use std::collections::{HashMap, HashSet, VecDeque};

/// The jobs that are left, by their numbers.
#[derive(Debug)]
pub struct Queue {
    slots: usize,
    retries: u32,
    keep_going: bool,
    waiting: VecDeque<usize>,
    /// They were being run when a worker died.
    suspects: VecDeque<usize>,
    running: Vec<usize>,
    /// Whether what is running is a suspect, alone.
    is_alone: bool,
    failures: HashMap<usize, u32>,
    /// They are known to take others along: they are tried again alone.
    dangerous: HashSet<usize>,
    is_stopped: bool,
}

/// What becomes of a job that has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is tried again.
    Again,
    /// It has failed.
    Failed,
}

impl Queue {
    /// Jobs to be run in the order of `jobs`, up to `slots` at once, each tried up to `retries` times
    /// more. Without `keep_going` none is begun after one has failed.
    pub fn new(
        jobs: impl IntoIterator<Item = usize>,
        slots: usize,
        retries: u32,
        keep_going: bool,
    ) -> Self {
        Self {
            slots: slots.max(1),
            retries,
            keep_going,
            waiting: jobs.into_iter().collect(),
            suspects: VecDeque::new(),
            running: Vec::new(),
            is_alone: false,
            failures: HashMap::new(),
            dangerous: HashSet::new(),
            is_stopped: false,
        }
    }

    /// The job to begin now, if there is a place for one.
    pub fn begin(&mut self) -> Option<usize> {
        if self.is_stopped || self.is_alone || self.running.len() >= self.slots {
            return None;
        }
        let next = self.suspects.front().or(self.waiting.front()).copied()?;
        if !self.suspects.is_empty() || self.dangerous.contains(&next) {
            if !self.running.is_empty() {
                return None;
            }
            self.is_alone = true;
        }
        let from = match self.suspects.is_empty() {
            true => &mut self.waiting,
            false => &mut self.suspects,
        };
        from.pop_front().inspect(|job| self.running.push(*job))
    }

    /// `job` is done.
    pub fn done(&mut self, job: usize) {
        self.leave(job);
    }

    /// `job` has failed by itself.
    pub fn failed(&mut self, job: usize) -> Fate {
        if self.is_alone {
            // Among others it has ended a worker, or may have.
            self.dangerous.insert(job);
        }
        self.leave(job);
        let failures = self.failures.entry(job).or_insert(0);
        *failures += 1;
        if *failures <= self.retries && !self.is_stopped {
            self.waiting.push_back(job);
            return Fate::Again;
        }
        self.is_stopped |= !self.keep_going;
        Fate::Failed
    }

    /// The worker has ended, by itself or as nothing of it moved: on one device, a shader that never ends
    /// holds up all others. The job that is guilty of it, if that is known, is yet to be
    /// [failed](Self::failed); else all that were being run are suspects.
    pub fn worker_died(&mut self) -> Option<usize> {
        if let [guilty] = self.running[..] {
            self.dangerous.insert(guilty);
            return Some(guilty);
        }
        self.suspects.extend(self.running.drain(..));
        None
    }

    /// Whether nothing is being run, nor will be.
    pub fn is_over(&self) -> bool {
        let is_empty = self.waiting.is_empty() && self.suspects.is_empty();
        self.running.is_empty() && (is_empty || self.is_stopped)
    }

    fn leave(&mut self, job: usize) {
        self.running.retain(|other| *other != job);
        if self.running.is_empty() {
            self.is_alone = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(queue: &mut Queue) -> Vec<usize> {
        std::iter::from_fn(|| queue.begin()).collect()
    }

    #[test]
    fn jobs_run_in_order_in_all_slots() {
        let mut queue = Queue::new([3, 1, 2], 2, 0, false);
        assert_eq!(begun(&mut queue), [3, 1]);
        queue.done(3);
        assert_eq!(begun(&mut queue), [2]);
        queue.done(1);
        assert!(!queue.is_over());
        queue.done(2);
        assert!(queue.is_over());
    }

    #[test]
    fn a_failure_stops_the_rest_unless_it_shall_go_on() {
        for (keep_going, rest) in [(false, vec![]), (true, vec![2, 3])] {
            let mut queue = Queue::new([0, 1, 2, 3], 2, 0, keep_going);
            assert_eq!(begun(&mut queue), [0, 1]);
            assert_eq!(queue.failed(0), Fate::Failed);
            queue.done(1);
            assert_eq!(begun(&mut queue), rest);
        }
    }

    #[test]
    fn a_job_is_tried_again_as_often_as_it_may() {
        let mut queue = Queue::new([0], 1, 2, false);
        for fate in [Fate::Again, Fate::Again, Fate::Failed] {
            assert_eq!(queue.begin(), Some(0));
            assert_eq!(queue.failed(0), fate);
        }
        assert!(queue.is_over());
    }

    #[test]
    fn suspects_run_alone_until_the_guilty_one_is_found() {
        let mut queue = Queue::new([0, 1, 2, 3], 3, 0, true);
        assert_eq!(begun(&mut queue), [0, 1, 2]);
        assert_eq!(queue.worker_died(), None);
        assert_eq!(begun(&mut queue), [0]);
        queue.done(0);
        assert_eq!(begun(&mut queue), [1]);
        assert_eq!(queue.worker_died(), Some(1));
        assert_eq!(queue.failed(1), Fate::Failed);
        assert_eq!(begun(&mut queue), [2]);
        queue.done(2);
        assert_eq!(begun(&mut queue), [3]);
        queue.done(3);
        assert!(queue.is_over());
    }

    #[test]
    fn who_has_ended_a_worker_is_tried_again_alone() {
        let mut queue = Queue::new([0, 1, 2, 3, 4], 2, 1, true);
        assert_eq!(begun(&mut queue), [0, 1]);
        assert_eq!(queue.worker_died(), None);
        assert_eq!(begun(&mut queue), [0]);
        assert_eq!(queue.worker_died(), Some(0));
        assert_eq!(queue.failed(0), Fate::Again);
        assert_eq!(begun(&mut queue), [1]);
        // It need not end the worker where it is alone to have done so among others.
        assert_eq!(queue.failed(1), Fate::Again);
        assert_eq!(begun(&mut queue), [2, 3]);
        queue.done(2);
        assert_eq!(begun(&mut queue), [4]);
        queue.done(3);
        assert!(begun(&mut queue).is_empty());
        queue.done(4);
        for (job, fate) in [(0, Fate::Failed), (1, Fate::Failed)] {
            assert_eq!(begun(&mut queue), [job]);
            assert_eq!(queue.failed(job), fate);
        }
        assert!(queue.is_over());
    }
}
