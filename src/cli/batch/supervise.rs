//! Runs jobs in a worker that may abort or hang, and finds out which of them makes it so.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use shaderpipe::batch::{Fate, Queue};
use shaderpipe::export::Identity;

use super::outcome::{Outcome, Record};
use super::plan::Planned;
use super::process::{Message, Program, Worker};
use super::protocol::{Event, Order, What};
use super::show::{Moved, Show};
use crate::cli::interrupt::Interrupt;

/// How often signals and hanging jobs are looked for.
const STEP: Duration = Duration::from_millis(50);
/// Messages that wait to be heard: a worker that tells more waits.
const MESSAGES: usize = 256;
/// More than this between two looks is no time in which a job hangs: a suspended machine or terminal job.
const LONGEST_STEP: Duration = Duration::from_millis(500);
/// How long a worker may take to end what it does: less than the program itself may, once it is interrupted.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a worker says, and which of them.
type Heard = (usize, Message);

/// The jobs of a batch while they are run.
pub(super) struct Supervisor<'a> {
    pub(super) planned: &'a [Planned],
    pub(super) records: &'a mut [Record],
    pub(super) queue: Queue,
    pub(super) show: &'a Show<'a>,
    /// Is called with every job that is done, as soon as its outputs are there, if it is known what
    /// decided them.
    pub(super) done: &'a mut dyn FnMut(usize, Identity),
    /// How long nothing of a job may move; `None`: for ever.
    pub(super) hang_timeout: Option<Duration>,
    /// Whether all jobs begin anew.
    pub(super) force: bool,
    pub(super) interrupt: &'a Interrupt,
}

/// A job that is being run.
struct Run {
    begun: Instant,
    /// How long nothing has been heard of it.
    still: Duration,
    /// To be removed if the worker dies.
    temporary: Vec<PathBuf>,
}

/// The worker, and what it does.
struct Work {
    program: Program,
    worker: Option<Worker>,
    generation: usize,
    runs: HashMap<usize, Run>,
    /// What has been told of devices.
    told: BTreeSet<String>,
}

impl Supervisor<'_> {
    /// Runs all jobs of the queue, as far as it gives them. Ends early when the program is interrupted.
    ///
    /// # Errors
    /// When a worker cannot be started; what was rendered until then is.
    pub(super) fn run(mut self) -> anyhow::Result<()> {
        let (sender, receiver) = bounded(MESSAGES);
        let mut work = Work {
            program: Program::of_this_process().context("cannot find this program")?,
            worker: None,
            generation: 0,
            runs: HashMap::new(),
            told: BTreeSet::new(),
        };
        let result = self.run_all(&mut work, (&sender, &receiver));
        self.close(work, &receiver);
        self.give_up();
        result
    }

    fn run_all(
        &mut self,
        work: &mut Work,
        (sender, receiver): (&Sender<Heard>, &Receiver<Heard>),
    ) -> anyhow::Result<()> {
        let mut looked = Instant::now();
        while !self.queue.is_over() && !self.interrupt.is_set() {
            while let Some(job) = self.queue.begin() {
                self.begin(job, work, sender)?;
            }
            let message = receiver.recv_timeout(STEP);
            let step = looked.elapsed().min(LONGEST_STEP);
            looked = Instant::now();
            work.runs.values_mut().for_each(|run| run.still += step);
            match message {
                Ok((generation, message)) if generation == work.generation => {
                    self.hear(message, work);
                }
                Ok(_) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            self.end_hanging(work);
        }
        Ok(())
    }

    fn begin(
        &mut self,
        job: usize,
        work: &mut Work,
        messages: &Sender<Heard>,
    ) -> anyhow::Result<()> {
        let worker = match &mut work.worker {
            Some(worker) => worker,
            None => {
                work.generation += 1;
                let started = Worker::start(&work.program, work.generation, messages);
                work.worker
                    .insert(started.context("cannot start a worker")?)
            }
        };
        let run = Run {
            begun: Instant::now(),
            still: Duration::ZERO,
            temporary: Vec::new(),
        };
        work.runs.insert(job, run);
        self.records[job].attempts += 1;
        self.show.begun(job);
        worker.order(&Order {
            job,
            words: self.planned[job].words.clone(),
            // What is tried again goes on.
            restart: self.force && self.records[job].attempts == 1,
        });
        Ok(())
    }

    fn hear(&mut self, message: Message, work: &mut Work) {
        match message {
            Message::Line(line) => self.show.line(&line),
            Message::Ended => self.died(work),
            Message::Event(event) => self.happened(event, work),
        }
    }

    fn happened(&mut self, Event { job, what }: Event, work: &mut Work) {
        let Some(run) = work.runs.get_mut(&job) else {
            return;
        };
        run.still = Duration::ZERO;
        match what {
            What::Alive => {}
            What::Creating { path } => run.temporary.push(path),
            What::Encoding { command } => self.show.command(job, &command),
            What::Preroll { frame, frames } => {
                self.show.moved(job, Moved::Preroll(frame, frames));
            }
            What::Progress { frame, frames } => self.show.moved(job, Moved::Frames(frame, frames)),
            What::Finishing => self.show.moved(job, Moved::Finishing),
            What::Notice { kind, message } => self.show.notice(Some(job), &kind, &message),
            // A later worker opens it again.
            What::Device { kind, message } => {
                if work.told.insert(message.clone()) {
                    self.show.notice(None, &kind, &message);
                }
            }
            What::Failed { message } => {
                work.runs.remove(&job);
                self.failed(job, message);
            }
            What::Done { report, identity } => {
                let seconds = run.begun.elapsed().as_secs_f64();
                work.runs.remove(&job);
                self.queue.done(job);
                if let Some(identity) = identity {
                    (self.done)(job, *identity);
                }
                self.ended(job, Outcome::Done { seconds, report });
            }
        }
    }

    fn failed(&mut self, job: usize, message: String) {
        match self.queue.failed(job) {
            Fate::Again => {
                self.show.again(job, &message);
                self.records[job].failure = Some(message);
            }
            Fate::Failed => self.ended(job, Outcome::Failed { message }),
        }
    }

    /// What has failed, and is not tried again as the batch ends before, has failed.
    fn give_up(&mut self) {
        for job in 0..self.records.len() {
            let record = &mut self.records[job];
            if record.outcome.is_none()
                && let Some(message) = record.failure.take()
            {
                self.ended(job, Outcome::Failed { message });
            }
        }
    }

    fn ended(&mut self, job: usize, outcome: Outcome) {
        self.show.ended(job, &outcome);
        self.records[job].outcome = Some(outcome);
    }

    /// The worker has gone, whatever it was doing.
    fn died(&mut self, work: &mut Work) {
        let Some(worker) = work.worker.take() else {
            return;
        };
        let (status, words) = worker.end(Duration::from_secs(1));
        let words = match words.is_empty() {
            true => String::new(),
            false => format!("; its last words:\n{words}"),
        };
        let how = death(status);
        self.blame(work, &format!("the process that rendered it {how}{words}"));
    }

    /// Ends the worker if a job does not move.
    fn end_hanging(&mut self, work: &mut Work) {
        let Some(patience) = self.hang_timeout else {
            return;
        };
        let mut runs = work.runs.values();
        if !runs.any(|run| run.still > patience) {
            return;
        }
        if let Some(worker) = work.worker.take() {
            worker.end(Duration::ZERO);
        }
        let seconds = patience.as_secs();
        let message = format!(
            "the device has finished nothing for {seconds} s: a shader may never end, or the driver hangs \
             (--hang-timeout)"
        );
        self.blame(work, &message);
    }

    /// Finds the job that is guilty of the worker's end, or has all be run again, one by one.
    fn blame(&mut self, work: &mut Work, message: &str) {
        discard(work.runs.drain());
        match self.queue.worker_died() {
            Some(job) => self.failed(job, message.to_owned()),
            None => {
                let what =
                    "what was being rendered is run again, one by one, to find out which it was";
                self.show
                    .notice(None, "warning", &format!("{message}; {what}"));
            }
        }
    }

    /// Brings the worker to its end, and what it still does.
    fn close(&mut self, mut work: Work, messages: &Receiver<Heard>) {
        let Some(mut worker) = work.worker.take() else {
            return;
        };
        worker.release();
        let deadline = Instant::now() + PATIENCE;
        // What was done meanwhile is done.
        while let Ok((generation, message)) = messages.recv_deadline(deadline) {
            match message {
                _ if generation != work.generation => {}
                Message::Ended => break,
                Message::Event(Event {
                    what: What::Failed { .. },
                    ..
                }) => {}
                message => self.hear(message, &mut work),
            }
        }
        worker.end(deadline.saturating_duration_since(Instant::now()));
        discard(work.runs.drain());
    }
}

/// Removes what a dead worker has left of its jobs.
fn discard(runs: impl Iterator<Item = (usize, Run)>) {
    for path in runs.flat_map(|(_, run)| run.temporary) {
        // Most have their names by now, or are removed.
        let _ = std::fs::remove_file(path);
    }
}

fn death(status: Option<ExitStatus>) -> String {
    let Some(status) = status else {
        return "has ended".to_owned();
    };
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        let name = signal_hook::low_level::signal_name(signal);
        let name = name.map_or_else(|| signal.to_string(), str::to_owned);
        return format!("was ended by signal {name}");
    }
    match status.code() {
        Some(code) => format!("has ended with code {code}"),
        None => "has ended".to_owned(),
    }
}
