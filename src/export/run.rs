//! Runs an export: open every output, draw into all of them, bring each to its end.

use super::course::{Course, Leg};
use super::error::ExportError;
use super::frames::Frames;
use super::report::{Account, OutputReport, Report};
use super::{Job, Plan, Progress, Target};
use crate::encode::arguments;
use crate::gpu::Gpu;

/// Runs `job` on the device `gpu`, from its first frame to its finished files.
///
/// Every frame is drawn once and converted once for each pixel format, whatever the number of
/// outputs. They advance together: the slowest sets the speed. If one fails, the others are
/// finished all the same. On Linux FFmpeg is killed when the calling thread ends.
///
/// # Errors
/// With the root cause: FFmpeg's own words before an I/O error, that before what the GPU said. No
/// file is left under the name of an output that failed, and an older one is as it was.
pub fn export(gpu: &Gpu, job: &Job, progress: &dyn Progress) -> Result<Report, ExportError> {
    let mut account = Account::open();
    job.plan.check()?;
    // A file is made only after the driver has compiled, as that cannot be interrupted but by ending
    // the process.
    let mut frames = account.prepare(|| {
        let frames = job.plan.frames();
        Frames::new(gpu, job, frames, &|| progress.is_cancelled())
    })?;
    let whole = |_| Leg {
        before: 0,
        end: u64::MAX,
        outputs: job.plan.outputs.clone(),
    };
    let course = Course {
        job,
        progress,
        count: 1,
        leg: &whole,
        keeper: &(),
    };
    let ended = course.run(&mut frames, &mut account)?;
    let outputs = job.plan.outputs.iter().zip(&ended);
    let outputs = outputs.map(|(planned, ended)| OutputReport::new(planned, ended));
    let outputs = outputs.collect();
    Ok(account.close(gpu, job, outputs))
}

impl Plan {
    /// Everything that can be said against its settings without running it.
    ///
    /// # Errors
    /// When codec, container, pixel format, size, quality and preset of an output do not fit one
    /// another.
    pub fn check(&self) -> Result<(), ExportError> {
        for output in &self.outputs {
            if let Target::Video { path, container } = &output.target {
                let spec = self.spec(output);
                arguments(&spec, *container, &output.settings, path)
                    .map_err(|error| ExportError::of_output(path, self, error.into()))?;
            }
        }
        Ok(())
    }
}
