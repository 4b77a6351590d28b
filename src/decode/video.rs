//! A video that is played along a scene's time: which of its frames is shown when.

use super::args::seeks_exactly;
use super::file::{PROBE_LIMIT, VideoFile};
use super::past::Past;
use super::probe::duration_at;
use super::ratio::Ratio;
use super::reader::{Frame, Layout, Reader};
use super::wait::Patience;
use super::{DecodeError, Playback};
use crate::frame::Size;

/// Frames further ahead than this are looked for by their time; nearer ones are decoded towards.
const SEEK_SECONDS: f64 = 10.0;

/// A video that is being decoded.
#[derive(Debug)]
pub struct Video {
    file: VideoFile,
    layout: Layout,
    reader: Reader,
    /// Whether that began with the first frame.
    is_from_start: bool,
    /// Begins at the start: made ready while the last frame is shown.
    next_lap: Option<Reader>,
    /// The last that was decoded of those that have begun.
    now: Option<Frame>,
    past: Past,
    ahead: Ahead,
    /// The frame that was given last.
    given: Option<i64>,
    /// From the frame before to that.
    step: Option<i64>,
    /// The time of its first frame, once that has been seen.
    first: Option<i64>,
    /// How long it is, once it has been measured.
    length: Option<i64>,
}

/// What comes behind the last frame that has begun.
#[derive(Debug)]
enum Ahead {
    Unknown,
    Frame(Frame),
    Nothing,
}

impl Video {
    /// Of `file`, with `reader` at its start.
    pub(super) fn new(file: VideoFile, reader: Reader) -> Self {
        let unit = reader.layout().time_base;
        let seconds = file.playback.goes_back * file.playback.speed;
        let ticks = seconds * f64::from(unit.denominator) / f64::from(unit.numerator);
        Self {
            file,
            layout: reader.layout(),
            reader,
            is_from_start: true,
            next_lap: None,
            now: None,
            // Times are rounded down.
            past: Past::new(if ticks > 0.0 {
                (ticks.ceil() as i64).saturating_add(1)
            } else {
                0
            }),
            ahead: Ahead::Unknown,
            given: None,
            step: None,
            first: None,
            length: None,
        }
    }

    /// Width and height of its frames.
    pub fn size(&self) -> Size {
        self.layout.size
    }

    /// Whether its channels have 16 bits; else they have 8.
    pub fn is_deep(&self) -> bool {
        self.layout.depth > 1
    }

    /// The frame that covers `time`, in seconds of the scene: the last that begins then or before.
    /// `None` if that is the one given last.
    ///
    /// Rows from the top, tightly packed; R, G, B and straight alpha, full range; 16 bits in
    /// little-endian order.
    ///
    /// # Errors
    /// When FFmpeg fails or is stuck, or once `cancelled` says so.
    pub fn frame_at(
        &mut self,
        time: f64,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<&[u8]>, DecodeError> {
        let patience = Patience {
            cancelled,
            limit: self.file.limit,
        };
        let wanted = self.ticks(time);
        let mut target = self.lap(wanted);
        while self.past.at(target).is_none() {
            self.seek(target, &patience)?;
            self.advance(target, &patience)?;
            if !matches!(self.ahead, Ahead::Nothing) || !self.file.playback.repeats {
                break;
            }
            if self.length.is_none() {
                self.length = Some(self.measure(&patience)?);
            }
            let in_lap = self.lap(wanted);
            if in_lap == target {
                self.prepare_lap(&patience)?;
                break;
            }
            target = in_lap;
        }
        let frame = self.past.at(target).or(self.now.as_ref());
        let frame = frame.ok_or(DecodeError::NoFrames)?;
        let is_same = self.given.replace(frame.pts) == Some(frame.pts);
        Ok((!is_same).then_some(frame.texels.as_slice()))
    }

    /// The time of the video at `time` of the scene, in its own unit, rounded down.
    fn ticks(&self, time: f64) -> i128 {
        let unit = self.layout.time_base;
        let rate = Ratio::new(unit.denominator.into(), unit.numerator.into());
        let Playback { start, speed, .. } = self.file.playback;
        let [start, speed, time] = [start, speed, time].map(Ratio::meant);
        let exact = speed.times(time).and_then(|time| time.plus(start));
        match exact.and_then(|time| time.times(rate)) {
            Some(ticks) => ticks.floor(),
            // Times that are no multiples of anything, as no timeline has them.
            None => {
                let seconds = start.as_f64() + speed.as_f64() * time.as_f64();
                (seconds * rate.as_f64()).floor() as i128
            }
        }
    }

    fn seconds(&self, ticks: i64) -> f64 {
        let unit = self.layout.time_base;
        ticks as f64 * f64::from(unit.numerator) / f64::from(unit.denominator)
    }

    /// The time in the lap that is running at `ticks`, as far as that is known.
    fn lap(&self, ticks: i128) -> i64 {
        let in_lap = match self.length {
            Some(length) if self.file.playback.repeats => ticks.rem_euclid(length.into()),
            _ => ticks,
        };
        i64::try_from(in_lap).unwrap_or(i64::MAX)
    }

    /// Begins anew where `target` cannot be reached by going on, or not soon.
    fn seek(&mut self, target: i64, patience: &Patience<'_>) -> Result<(), DecodeError> {
        let now = self.now.as_ref().map(|frame| frame.pts);
        let is_behind = now.is_some_and(|now| target < now && self.first != Some(now));
        let distance = self.seconds(target.saturating_sub(now.unwrap_or(0)));
        let is_far = distance > SEEK_SECONDS && !matches!(self.ahead, Ahead::Nothing);
        let can_seek = seeks_exactly(self.file.probed.demuxer) && self.file.probed.start.is_some();
        if !(is_behind || is_far && can_seek) {
            return Ok(());
        }
        let seconds = self.seconds(target);
        if can_seek && seconds > SEEK_SECONDS {
            // Memory is counted for two runs.
            self.next_lap = None;
            if self.seek_to(seconds, target, patience)? {
                return Ok(());
            }
        }
        if is_behind {
            let reader = match self.next_lap.take() {
                Some(reader) => reader,
                None => self.start(None, patience)?,
            };
            self.restart(reader, Ahead::Unknown);
            self.is_from_start = true;
        }
        Ok(())
    }

    /// Begins at the key frame before `target`; `false` if it is not found there.
    fn seek_to(
        &mut self,
        seconds: f64,
        target: i64,
        patience: &Patience<'_>,
    ) -> Result<bool, DecodeError> {
        let mut reader = match self.start(Some(seconds), patience) {
            Ok(reader) => reader,
            Err(DecodeError::NoFrames | DecodeError::Ffmpeg(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        match reader.next(patience)? {
            Some(frame) if frame.pts <= target => {
                self.restart(reader, Ahead::Frame(frame));
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn start(&self, seconds: Option<f64>, patience: &Patience<'_>) -> Result<Reader, DecodeError> {
        let reader = self.file.read(seconds, patience)?;
        match reader.layout() == self.layout {
            true => Ok(reader),
            false => Err(DecodeError::SizeChanges(self.layout.size)),
        }
    }

    fn restart(&mut self, reader: Reader, ahead: Ahead) {
        let until = match &self.ahead {
            Ahead::Frame(next) => Some(next.pts),
            Ahead::Nothing => self.length,
            Ahead::Unknown => None,
        };
        if let (Some(now), Some(until)) = (self.now.take(), until) {
            self.keep(now, until);
        }
        self.reader = reader;
        self.ahead = ahead;
        self.step = None;
        self.is_from_start = false;
    }

    /// Goes on to the last frame that begins at `target` or before; the first is shown before it, too.
    fn advance(&mut self, target: i64, patience: &Patience<'_>) -> Result<(), DecodeError> {
        loop {
            let frame = match std::mem::replace(&mut self.ahead, Ahead::Unknown) {
                Ahead::Frame(frame) => frame,
                Ahead::Nothing => {
                    self.ahead = Ahead::Nothing;
                    return Ok(());
                }
                Ahead::Unknown => match self.reader.next(patience)? {
                    Some(frame) => frame,
                    None => {
                        self.ahead = Ahead::Nothing;
                        return Ok(());
                    }
                },
            };
            if frame.pts > target && self.now.is_some() {
                self.ahead = Ahead::Frame(frame);
                return Ok(());
            }
            if self.is_from_start && self.now.is_none() {
                self.first = Some(frame.pts);
            }
            self.step = self.now.as_ref().map(|now| frame.pts - now.pts);
            let until = frame.pts;
            if let Some(now) = self.now.replace(frame) {
                let memory = self.keep(now, until);
                self.reader.recycle(memory);
            }
        }
    }

    /// Keeps a frame that ends at `until`. Gives memory for another.
    fn keep(&mut self, frame: Frame, until: i64) -> Vec<u8> {
        let is_first = self.first == Some(frame.pts);
        let from = if is_first { i64::MIN } else { frame.pts };
        self.past.push(frame, from, until)
    }

    /// Its length: the time of its last frame, which is there, and how long that one lasts. Where the
    /// file does not say, it lasts as long as the one before it.
    fn measure(&self, patience: &Patience<'_>) -> Result<i64, DecodeError> {
        let last = self.now.as_ref().map_or(0, |frame| frame.pts);
        let file = self.file.probed.time_base;
        let unit = self.layout.time_base;
        // The stream's unit is the file's, divided: so FFmpeg keeps times exact.
        let divisor = Ratio::new(file.numerator.into(), file.denominator.into())
            .times(Ratio::new(unit.denominator.into(), unit.numerator.into()))
            .map_or(1, Ratio::floor);
        let divisor = i64::try_from(divisor).unwrap_or(1).max(1);
        let said = match self.file.probed.start {
            Some(start) => {
                let pts = start.saturating_add(last / divisor);
                let demuxer = self.file.probed.demuxer;
                let patience = Patience {
                    limit: Some(PROBE_LIMIT),
                    ..*patience
                };
                duration_at(&self.file.ffmpeg, &self.file.path, demuxer, pts, &patience)?
            }
            None => None,
        };
        let said = said.map(|duration| duration.saturating_mul(divisor));
        let duration = said.or(self.step).unwrap_or(1).max(1);
        Ok(last.saturating_add(duration).max(1))
    }

    /// Lets the next lap begin before it is due.
    fn prepare_lap(&mut self, patience: &Patience<'_>) -> Result<(), DecodeError> {
        if self.next_lap.is_none() {
            self.next_lap = Some(self.start(None, patience)?);
        }
        Ok(())
    }
}
