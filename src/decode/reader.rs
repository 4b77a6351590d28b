//! One run of FFmpeg over a video: a thread reads its frames ahead, a few and no more, so that the pipe
//! makes FFmpeg wait.

use std::io;
use std::path::Path;
use std::process::{ChildStdout, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::DecodeError;
use super::args::decoding;
use super::nut::{Nut, TimeBase};
use super::probe::Probed;
use super::wait::{Patience, wait};
use crate::encode::{EncodeError, Ffmpeg, Running};
use crate::frame::Size;

/// Frames that are ready while one is shown: one to compare its time, one that is being read.
const AHEAD: usize = 2;
/// Frames that a run has memory for: the one that is shown and the one before it, too.
pub(super) const FRAMES: usize = AHEAD + 2;
/// How long a program that has closed its output may take to end.
const END_GRACE: Duration = Duration::from_secs(10);
/// How long to wait for our own thread: something FFmpeg started may hold the pipe open for ever.
const THREAD_GRACE: Duration = Duration::from_secs(1);

/// A decoded frame.
#[derive(Debug)]
pub(super) struct Frame {
    /// When it begins, in the unit of its [`Layout`].
    pub(super) pts: i64,
    /// RGBA, each channel of 8 bits or of 16 in little-endian order.
    pub(super) texels: Vec<u8>,
}

/// What all frames of a run have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) size: Size,
    pub(super) time_base: TimeBase,
    /// Bytes of a channel: 1 or 2.
    pub(super) depth: usize,
}

/// A running FFmpeg and the thread that reads it.
#[derive(Debug)]
pub(super) struct Reader {
    layout: Layout,
    /// Read before anyone asked for it, as only a frame tells the depth.
    first: Option<Frame>,
    /// `None` once it has ended.
    running: Option<Running>,
    frames: Receiver<io::Result<Frame>>,
    /// Gives a frame's memory back; `None` when no more frames are wanted.
    spare: Option<Sender<Vec<u8>>>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    /// Starts decoding at about `seconds`, and waits for the first frame.
    pub(super) fn start(
        ffmpeg: &Ffmpeg,
        path: &Path,
        probed: &Probed,
        seconds: Option<f64>,
        patience: &Patience<'_>,
    ) -> Result<Self, DecodeError> {
        let args = decoding(probed, path, seconds);
        let (running, pipes) = Running::start(ffmpeg.path(), args, Stdio::null(), Stdio::piped())?;
        let Some(stdout) = pipes.stdout else {
            unreachable!("it was asked for");
        };
        widen(&stdout);
        let (spare, buffers) = bounded(FRAMES);
        for _ in 0..FRAMES {
            // There is room for all.
            let _ = spare.send(Vec::new());
        }
        let (sender, frames) = bounded(AHEAD);
        let (send_header, header) = bounded(1);
        let thread = std::thread::Builder::new()
            .name("shaderpipe-decode".to_owned())
            .spawn(move || read(stdout, &send_header, &buffers, &sender))
            .map_err(DecodeError::Start)?;
        let mut reader = Self {
            layout: Layout {
                size: Size::new(0, 0),
                time_base: probed.time_base,
                depth: 1,
            },
            first: None,
            running: Some(running),
            frames,
            spare: Some(spare),
            thread: Some(thread),
        };
        reader.open(&header, patience)?;
        Ok(reader)
    }

    fn open(
        &mut self,
        header: &Receiver<(Size, TimeBase)>,
        patience: &Patience<'_>,
    ) -> Result<(), DecodeError> {
        let process = self.running.as_ref().map(Running::kill_handle);
        let header = match &process {
            Some(process) => wait(header, process, patience)?,
            None => None,
        };
        (self.layout.size, self.layout.time_base) =
            header.unwrap_or((self.layout.size, self.layout.time_base));
        let Some(first) = self.receive(patience)? else {
            return Err(DecodeError::NoFrames);
        };
        let Size { width, height } = self.layout.size;
        let texels = width as usize * height as usize;
        self.layout.depth = first.texels.len() / (4 * texels).max(1);
        if ![1, 2].contains(&self.layout.depth) {
            return Err(DecodeError::SizeChanges(self.layout.size));
        }
        self.check(&first)?;
        self.first = Some(first);
        Ok(())
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// The next frame, `None` behind the last.
    pub(super) fn next(&mut self, patience: &Patience<'_>) -> Result<Option<Frame>, DecodeError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        let frame = self.receive(patience)?;
        if let Some(frame) = &frame {
            self.check(frame)?;
        }
        Ok(frame)
    }

    /// Takes memory for a frame, in place of one that it gave: that one's, or other.
    pub(super) fn recycle(&self, memory: Vec<u8>) {
        if let Some(spare) = &self.spare {
            // Full only with memory of another run.
            let _ = spare.try_send(memory);
        }
    }

    fn check(&self, frame: &Frame) -> Result<(), DecodeError> {
        let Layout { size, depth, .. } = self.layout;
        let bytes = 4 * depth * size.width as usize * size.height as usize;
        match frame.texels.len() == bytes {
            true => Ok(()),
            false => Err(DecodeError::SizeChanges(size)),
        }
    }

    fn receive(&mut self, patience: &Patience<'_>) -> Result<Option<Frame>, DecodeError> {
        let Some(running) = &self.running else {
            return Ok(None);
        };
        match wait(&self.frames, &running.kill_handle(), patience)? {
            Some(Ok(frame)) => Ok(Some(frame)),
            Some(Err(error)) => Err(self.cause(error)),
            None => {
                if let Some(running) = self.running.take() {
                    for words in running.finish_within(Some(END_GRACE))?.log {
                        tracing::warn!("FFmpeg says of a video: {words}");
                    }
                }
                Ok(None)
            }
        }
    }

    /// Why its output broke off: its own words, if it has any, come first.
    fn cause(&mut self, error: io::Error) -> DecodeError {
        let has_ended = error.kind() == io::ErrorKind::UnexpectedEof;
        let Some(running) = self.running.take() else {
            return DecodeError::Stream(error);
        };
        if !has_ended {
            return DecodeError::Stream(error);
        }
        match running.finish_within(Some(END_GRACE)) {
            Err(failed @ EncodeError::Failed { .. }) => failed.into(),
            _ => DecodeError::BreaksOff,
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.spare = None;
        // Kills it, if it still runs.
        self.running = None;
        let Some(thread) = self.thread.take() else {
            return;
        };
        loop {
            match self.frames.recv_timeout(THREAD_GRACE) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => return,
            }
        }
        if thread.join().is_err() {
            tracing::warn!("the thread that reads a video panicked");
        }
    }
}

/// Reads frames until the stream ends or nobody wants more.
fn read(
    stdout: ChildStdout,
    header: &Sender<(Size, TimeBase)>,
    buffers: &Receiver<Vec<u8>>,
    frames: &Sender<io::Result<Frame>>,
) {
    let mut nut = match Nut::open(stdout) {
        Ok(nut) => nut,
        Err(error) => {
            let _ = frames.send(Err(error));
            return;
        }
    };
    if header.send((nut.size(), nut.time_base())).is_err() {
        return;
    }
    while let Ok(mut texels) = buffers.recv() {
        let frame = match nut.next_frame(&mut texels) {
            Ok(Some(pts)) => Ok(Frame { pts, texels }),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let is_last = frame.is_err();
        if frames.send(frame).is_err() || is_last {
            return;
        }
    }
}

/// Makes the pipe as wide as the system lets it be, so that FFmpeg and we wake each other less often.
fn widen(stdout: &ChildStdout) {
    #[cfg(target_os = "linux")]
    {
        // Refused where the user's pipes have taken too much already; then it stays as it is.
        let _ = rustix::pipe::fcntl_setpipe_size(stdout, 1 << 20);
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = stdout;
    }
}
