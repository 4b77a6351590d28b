//! Says what a form comes to, on a thread of its own: a recording may have to be read for it.
//!
//! Of several wishes that come while it works, only the last is judged.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};

use super::{Exporter, Verdict, Wish};
use crate::export::{Job, PlannedOutput, Target};
use crate::preview::{PreviewError, beside};

/// A wish and its number.
type Asked = Arc<Mutex<Option<(u64, Box<Wish>)>>>;

/// The thread that judges.
#[derive(Debug)]
pub(in crate::preview) struct Judge {
    asked: Asked,
    /// Dropped to end the thread.
    wake: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Judge {
    /// Starts the thread; `answer` is called on it.
    pub(in crate::preview) fn start(
        exporter: Arc<dyn Exporter>,
        answer: impl Fn(u64, Result<Verdict, String>) + Send + 'static,
    ) -> Result<Self, PreviewError> {
        // One wake-up is enough for all that is asked.
        let (wake, woken) = bounded(1);
        let asked = Asked::default();
        let taken = Arc::clone(&asked);
        let work = move || {
            for () in &woken {
                let wish = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some((number, wish)) = wish {
                    answer(number, exporter.job(&wish).map(|job| verdict(&job)));
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("shaderpipe-judge".to_owned())
            .spawn(work)
            .map_err(PreviewError::Thread)?;
        Ok(Self {
            asked,
            wake: Some(wake),
            thread: Some(thread),
        })
    }

    /// Asks what comes of `wish`; the answer bears the number.
    pub(in crate::preview) fn ask(&self, number: u64, wish: Wish) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        *asked = Some((number, Box::new(wish)));
        if let Some(wake) = &self.wake {
            // Full: it will look anyway.
            let _ = wake.try_send(());
        }
    }

    /// Ends the thread, behind what it is at.
    pub(in crate::preview) fn end(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn verdict(job: &Job) -> Verdict {
    let plan = &job.plan;
    let summary = |output: &PlannedOutput| {
        let (size, format) = (plan.size, output.format);
        match &output.target {
            Target::Still { frame, .. } => format!("frame {frame}, {size}, {format}"),
            Target::Video { .. } | Target::Raw => {
                let count = plan.timeline.count();
                let seconds = plan.timeline.rate.seconds_at(count);
                let rate = plan.timeline.rate;
                format!("{count} frames, {seconds:.2} s at {rate} a second, {size}, {format}")
            }
        }
    };
    let output = plan.outputs.first();
    let trouble = output.and_then(|output| beside::trouble(output.target.path()));
    let warnings = job
        .warnings()
        .into_iter()
        .map(|warning| warning.to_string());
    Verdict {
        summary: output.map(summary).unwrap_or_default(),
        warnings: warnings.chain(trouble).collect(),
        is_taken: output.is_some_and(|output| beside::is_taken(output.target.path())),
    }
}
