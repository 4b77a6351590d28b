//! Says what a form comes to, on a thread of its own: a recording may have to be read for it, and FFmpeg
//! is asked once which encoders it has.
//!
//! Of several wishes that come while it works, only the last is judged.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use crossbeam_channel::{Sender, bounded};

use super::words::of_form;
use super::{Encoders, Exporter, Verdict, Wish, has};
use crate::export::{Job, Plan, PlannedOutput, Target, usual};
use crate::gpu::Gpu;
use crate::preview::load::{join, words};
use crate::preview::{PreviewError, beside};
use crate::render::foresee;

/// A wish and its number.
type Asked = Arc<Mutex<Option<(u64, Box<Wish>)>>>;

/// The thread that judges.
#[derive(Debug)]
pub(in crate::preview) struct Judge {
    asked: Asked,
    /// Dropped to end the thread.
    wake: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// What is known of FFmpeg.
    pub(in crate::preview) encoders: Encoders,
}

impl Judge {
    /// Starts the thread; `answer` is called on it, and once more for a wish that waited for FFmpeg.
    pub(in crate::preview) fn start(
        gpu: Gpu,
        exporter: Arc<dyn Exporter>,
        answer: impl Fn(u64, Result<Verdict, String>) + Send + 'static,
    ) -> Result<Self, PreviewError> {
        // One wake-up is enough for all that is asked.
        let (wake, woken) = bounded(1);
        let asked = Asked::default();
        let taken = Arc::clone(&asked);
        let encoders = Encoders::default();
        let known = Arc::clone(&encoders);
        let work = move || {
            for () in &woken {
                let wish = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
                let Some((number, wish)) = wish else { continue };
                answer(number, judge(&gpu, &*exporter, &known, &wish));
                if known.get().is_none() {
                    known.get_or_init(|| exporter.encoders().unwrap_or_default());
                    answer(number, judge(&gpu, &*exporter, &known, &wish));
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
            encoders,
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

    /// Ends the thread, behind what it is at; an FFmpeg that does not answer is not waited for long.
    pub(in crate::preview) fn end(&mut self, deadline: Instant) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            join(thread, deadline);
        }
    }
}

/// What comes of `wish`.
fn judge(
    gpu: &Gpu,
    exporter: &dyn Exporter,
    encoders: &Encoders,
    wish: &Wish,
) -> Result<Verdict, String> {
    let job = exporter.job(wish).map_err(|words| of_form(&words))?;
    foresee(gpu, &job.setup()).map_err(|error| of_form(&words(&error)))?;
    Ok(verdict(&job, encoders))
}

fn verdict(job: &Job, encoders: &Encoders) -> Verdict {
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
        .map(|warning| of_form(&warning.to_string()));
    let trouble = trouble.into_iter().chain(missing(plan, encoders));
    Verdict {
        summary: output.map(summary).unwrap_or_default(),
        warnings: warnings.chain(trouble).collect(),
        is_taken: output.is_some_and(|output| beside::is_taken(output.target.path())),
    }
}

/// The encoder of a video.
fn codec(output: &PlannedOutput) -> Option<&str> {
    match &output.target {
        Target::Video { container, .. } => {
            let asked = output.settings.codec.as_deref();
            asked.or_else(|| usual(*container, output.format))
        }
        Target::Still { .. } | Target::Raw => None,
    }
}

/// Encoders that a plan needs and that are not there.
fn missing(plan: &Plan, encoders: &Encoders) -> Vec<String> {
    let codecs = plan.outputs.iter().filter_map(codec);
    codecs
        .filter(|codec| !has(encoders, codec))
        .map(|codec| format!("there is no encoder {codec} here: choose another codec"))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::export::Request;
    use crate::scene::{Scene, Source};

    #[test]
    fn an_encoder_that_is_not_there_is_named_once_it_is_known() {
        let plan = |name: &str| {
            let scene = Scene::parse(Source::new("look.wgsl", "//! fps = 60\n")).unwrap();
            let request = Request {
                outputs: vec![std::path::PathBuf::from(name).into()],
                ..Request::default()
            };
            Plan::new(&scene, &request).unwrap()
        };
        let encoders = Encoders::default();
        assert!(missing(&plan("look.mp4"), &encoders).is_empty());
        encoders.set(vec!["libvpx-vp9".to_owned()]).unwrap();
        let words = missing(&plan("look.mp4"), &encoders).join("; ");
        assert!(words.contains("no encoder libx264"), "{words}");
        for name in ["look.webm", "look.png"] {
            assert!(missing(&plan(name), &encoders).is_empty(), "{name}");
        }
    }
}
