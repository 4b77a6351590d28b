//! Whether a scene is a seamless loop: whether the frame that would follow its last is its first,
//! and whether the way there is no longer than from frame to frame.

use serde::Serialize;

use super::frames::convert_spec;
use super::{ExportError, Job};
use crate::convert::{Bound, ConvertSpec, Converter};
use crate::frame::PixelFormat;
use crate::gpu::Gpu;
use crate::readback::{Mapping, Ring};
use crate::render::{FrameTime, Quality, Renderer, Setup};

/// Steps from frame to frame that are looked at.
const STEPS: u64 = 8;

/// The likeness of two frames in dB from which on they are the same to the eye: their codes differ by
/// less than one.
const SAME: f64 = 50.0;

/// How many times longer than the usual step from frame to frame one is a jump, and the mean
/// difference in codes below which it is none.
const JUMP: f64 = 3.0;
const UNSEEN: f64 = 0.5;

/// What two frames differ by, in codes of 8 bits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The largest.
    pub max: u8,
    /// The mean over all pixels and channels.
    pub mean: f64,
    /// The peak signal-to-noise ratio in dB; `None` if they are equal.
    pub psnr: Option<f64>,
}

/// How a scene closes as a loop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Closing {
    /// Frames of the loop.
    pub frames: u64,
    /// From frame 0 to the frame behind the last, whose `progress` is 0 again.
    pub closing: Difference,
    /// From the last frame to frame 0, as a player repeats it.
    pub jump: Difference,
    /// The mean difference from a frame to the next, as usual within the scene.
    pub step: f64,
    /// Whether the frame behind the last is frame 0 to the eye.
    pub closes: bool,
    /// Whether the last frame leads to frame 0 as other frames lead to the next.
    pub is_smooth: bool,
}

impl Closing {
    /// The words for it, and what kind of notice they are.
    pub fn verdict(&self) -> (&'static str, String) {
        let Self {
            frames,
            closing,
            jump,
            step,
            ..
        } = self;
        let last = frames - 1;
        let differ = |difference: &Difference| {
            let Difference { max, mean, psnr } = difference;
            let psnr = psnr.map_or_else(|| "equal".to_owned(), |psnr| format!("{psnr:.1} dB"));
            format!("by {mean:.2} codes of 255 in the mean, {max} at most, {psnr}")
        };
        if !self.closes {
            let words = format!(
                "the loop does not close: frame {frames}, behind the last, differs from frame 0 {} \
                 (it closes from {SAME} dB on): let everything that moves depend on `frame.progress`, \
                 or on a time that divides the duration",
                differ(closing)
            );
            return ("warning", words);
        }
        if !self.is_smooth {
            let words = format!(
                "the loop jumps: frame 0 differs from frame {last}, the last, {}, and a frame from \
                 the next by {step:.2} as usual (more than {JUMP} times as much is a jump): let what \
                 `frame.progress` moves arrive at 1 where it was at 0",
                differ(jump)
            );
            return ("warning", words);
        }
        let same = match closing.psnr {
            None => "equals frame 0".to_owned(),
            Some(_) => format!("differs from frame 0 {}", differ(closing)),
        };
        let words = format!(
            "the loop is seamless: frame {frames}, behind the last, {same}; the step from the last to \
             frame 0 is {:.2} codes in the mean, {step:.2} as usual",
            jump.mean
        );
        ("note", words)
    }
}

/// Draws the frames around the ends of the scene of `job` and some within, one sample a pixel, and
/// compares them. A scene with state is drawn whole, as it is when it is exported, also if it says that
/// a frame in the middle needs none before it (`preroll`).
///
/// # Errors
/// When a frame cannot be drawn, or `cancelled` says so.
pub fn check_loop(
    gpu: &Gpu,
    job: &Job,
    cancelled: &dyn Fn() -> bool,
) -> Result<Closing, ExportError> {
    let _drawing = gpu.presence().enter();
    let timeline = &job.plan.timeline;
    let frames = timeline.length();
    let last = frames - 1;
    let mut still = Still::new(gpu, job, cancelled)?;
    let first = still.draw(0, cancelled)?;
    // Each step is two frames, of which one may be had already.
    let mut steps = Vec::new();
    let mut before = (0, first.clone());
    for step in 0..STEPS.min(last) {
        let from = last * step / STEPS.min(last);
        if before.0 != from {
            before = (from, still.draw(from, cancelled)?);
        }
        let next = still.draw(from + 1, cancelled)?;
        steps.push(difference(&before.1, &next).mean);
        before = (from + 1, next);
    }
    if before.0 != last {
        before = (last, still.draw(last, cancelled)?);
    }
    let jump = difference(&before.1, &first);
    let closing = difference(&first, &still.draw(frames, cancelled)?);
    steps.sort_by(f64::total_cmp);
    let step = steps.get(steps.len() / 2).copied().unwrap_or_default();
    Ok(Closing {
        frames,
        closing,
        jump,
        step,
        closes: closing.psnr.is_none_or(|psnr| psnr >= SAME),
        is_smooth: jump.mean <= JUMP * step + UNSEEN,
    })
}

/// Draws frames as they are shown, in rising order.
struct Still<'a> {
    job: &'a Job,
    renderer: Renderer,
    converter: Converter,
    ring: Ring,
    target: Vec<Bound>,
    /// The frame behind the last that was drawn.
    next: u64,
}

impl<'a> Still<'a> {
    fn new(gpu: &Gpu, job: &'a Job, cancelled: &dyn Fn() -> bool) -> Result<Self, ExportError> {
        let setup = Setup {
            quality: Quality::default(),
            ..job.setup()
        };
        let renderer = Renderer::new(gpu, &setup, cancelled)?;
        let spec = ConvertSpec {
            dither: false,
            ..convert_spec(job, PixelFormat::Rgb24)
        };
        let converter = Converter::new(gpu, &spec, renderer.picture())?;
        let ring = Ring::new(gpu, converter.frame_bytes(), 1, Mapping::Auto)?;
        let buffers = ring.storage_buffers().iter();
        let target = buffers.map(|buffer| converter.bind(gpu, buffer));
        Ok(Self {
            target: target.collect::<Result<_, _>>()?,
            job,
            renderer,
            converter,
            ring,
            next: 0,
        })
    }

    fn draw(&mut self, index: u64, cancelled: &dyn Fn() -> bool) -> Result<Vec<u8>, ExportError> {
        let timeline = &self.job.plan.timeline;
        let job = self.job;
        let mut tell = |renderer: &mut Renderer, time: &FrameTime| job.tell(renderer, time.index);
        let before = job.program.frames_before(index, self.next);
        let times = before.map(|frame| timeline.at(frame));
        self.renderer.preroll(times, &mut tell, cancelled)?;
        let input = job.tell(&mut self.renderer, index);
        let mut encoder = self.renderer.draw(&timeline.at(index), &input, cancelled)?;
        self.next = index + 1;
        let Some(slot) = self.ring.acquire(cancelled)? else {
            return Ok(Vec::new());
        };
        self.converter
            .record(&mut encoder, &self.target[slot.index()]);
        self.ring.submit(slot, encoder)?;
        Ok(self.ring.next(cancelled)?.as_ref().to_vec())
    }
}

fn difference(one: &[u8], other: &[u8]) -> Difference {
    let (mut max, mut sum, mut squares) = (0, 0_u64, 0_u64);
    for (a, b) in one.iter().zip(other) {
        let codes = a.abs_diff(*b);
        max = max.max(codes);
        sum += u64::from(codes);
        squares += u64::from(codes).pow(2);
    }
    let count = one.len().max(1) as f64;
    let noise = squares as f64 / count;
    Difference {
        max,
        mean: sum as f64 / count,
        psnr: (squares > 0).then(|| 10.0 * (255.0_f64.powi(2) / noise).log10()),
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn differences_are_in_codes_and_decibels() {
        let same = difference(&[3, 200], &[3, 200]);
        assert_eq!((same.max, same.mean, same.psnr), (0, 0.0, None));
        let far = difference(&[0, 255, 10, 20], &[255, 0, 10, 20]);
        assert_eq!((far.max, far.mean), (255, 127.5));
        assert!((far.psnr.unwrap() - 10.0 * 2.0_f64.log10()).abs() < 1e-12);
    }
}
