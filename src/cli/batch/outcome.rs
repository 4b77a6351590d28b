//! What became of each job, and of all.

use serde_json::{Value, json};

use super::plan::Planned;

/// What became of a job.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It did not have to be run.
    UpToDate,
    /// Its outputs are there.
    Done { seconds: f64, report: Value },
    /// It has failed.
    Failed { message: String },
}

/// A job's outcome and how it came to it.
#[derive(Debug)]
pub(super) struct Record {
    /// `None` of a job that was not begun, or not ended.
    pub(super) outcome: Option<Outcome>,
    pub(super) attempts: u32,
    /// Why it has failed, of one that is to be tried again.
    pub(super) failure: Option<String>,
}

impl Record {
    /// Before anything is run.
    pub(super) fn before(planned: &Planned) -> Self {
        let outcome = match (&planned.fault, &planned.reason) {
            (Some(fault), _) => Some(Outcome::Failed {
                message: fault.clone(),
            }),
            (None, None) => Some(Outcome::UpToDate),
            (None, Some(_)) => None,
        };
        Self {
            outcome,
            attempts: 0,
            failure: None,
        }
    }
}

/// How many jobs came to what.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) done: usize,
    pub(super) up_to_date: usize,
    pub(super) failed: usize,
    pub(super) not_run: usize,
}

impl Counts {
    pub(super) fn of(records: &[Record]) -> Self {
        let mut counts = Self::default();
        for record in records {
            match record.outcome {
                Some(Outcome::UpToDate) => counts.up_to_date += 1,
                Some(Outcome::Done { .. }) => counts.done += 1,
                Some(Outcome::Failed { .. }) => counts.failed += 1,
                None => counts.not_run += 1,
            }
        }
        counts
    }

    /// In a line.
    pub(super) fn summary(self, seconds: f64) -> String {
        let mut parts = vec![format!("{} rendered", self.done)];
        for (count, what) in [
            (self.up_to_date, "up to date"),
            (self.failed, "failed"),
            (self.not_run, "not run"),
        ] {
            if count > 0 || what == "failed" {
                parts.push(format!("{count} {what}"));
            }
        }
        format!("{} in {seconds:.1} s", parts.join(", "))
    }
}

/// Everything, for programs.
pub(super) fn report(planned: &[Planned], records: &[Record], seconds: f64) -> Value {
    let jobs = planned.iter().zip(records).enumerate();
    let jobs = jobs.map(|(number, (planned, record))| job(number, planned, record));
    let counts = Counts::of(records);
    json!({
        "jobs": jobs.collect::<Vec<_>>(),
        "rendered": counts.done,
        "up_to_date": counts.up_to_date,
        "failed": counts.failed,
        "not_run": counts.not_run,
        "wall_seconds": seconds,
    })
}

fn job(number: usize, planned: &Planned, record: &Record) -> Value {
    let outputs: Vec<_> = planned
        .outputs
        .iter()
        .map(|path| path.to_string_lossy())
        .collect();
    let mut job = json!({
        "job": number + 1,
        "place": planned.job.place(),
        "scene": planned.job.scene.to_string_lossy(),
        "outputs": outputs,
        "command": planned.words,
        "reason": planned.reason,
        "attempts": record.attempts,
    });
    let state = match &record.outcome {
        None => "not run",
        Some(Outcome::UpToDate) => "up to date",
        Some(Outcome::Done { seconds, report }) => {
            job["seconds"] = json!(seconds);
            job["report"] = report.clone();
            "rendered"
        }
        Some(Outcome::Failed { message }) => {
            job["error"] = json!(message);
            "failed"
        }
    };
    job["state"] = json!(state);
    job
}
