//! Writes a recording as it happens.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::{MAX_BYTES, VERSION};
use crate::frame::{InputEvent, Rate};

/// Room for the event that tells of the last frame.
const LAST_BYTES: u64 = 64;

/// So much of a file tells whether it is a recording.
const HEAD_BYTES: u64 = 256;

/// A recording that grows. What was given to it is the system's at once: a program that crashes loses
/// nothing of it.
#[derive(Debug)]
pub struct InputWriter {
    file: File,
    /// Its length.
    bytes: u64,
    /// The frame that was drawn last, and the last that the file tells of.
    last: Option<(u64, u64)>,
}

impl InputWriter {
    /// Begins a recording at `path` of a preview that has `rate` frames a second; with `replaces` in the
    /// place of a recording that is there.
    ///
    /// # Errors
    /// When the file cannot be made or written, or there is one that may not go.
    pub fn create(path: &Path, rate: Rate, replaces: bool) -> io::Result<Self> {
        let mut file = match replaces {
            true => {
                Self::may_replace(path)?;
                File::create(path)?
            }
            false => File::create_new(path)?,
        };
        let head = format!("version = {VERSION}\nfps = \"{rate}\"\n");
        file.write_all(head.as_bytes())?;
        Ok(Self {
            file,
            bytes: head.len() as u64,
            last: None,
        })
    }

    /// Whether what is at `path`, if anything, may go for a recording: it is one, or holds nothing.
    ///
    /// # Errors
    /// When it may not, or cannot be read.
    pub fn may_replace(path: &Path) -> io::Result<()> {
        let mut head = Vec::new();
        match File::open(path) {
            Ok(file) => file.take(HEAD_BYTES).read_to_end(&mut head)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let head = String::from_utf8_lossy(&head);
        let mut lines = head.lines();
        let mut begins = |with| lines.next().is_some_and(|line| line.starts_with(with));
        match head.is_empty() || begins("version = ") && begins("fps = ") {
            true => Ok(()),
            false => Err(io::Error::other(
                "there is a file that is no recording: choose another name",
            )),
        }
    }

    /// Tells of a frame that is drawn, and of all that happened since the one before: `frame` is the
    /// first that is told of it. To be called for every frame that is drawn, also where nothing
    /// happened, and also where it is the same again, as in a pause. Frames may go back.
    ///
    /// # Errors
    /// When the file cannot be written, or is as large as one that is read may be: what it holds up to
    /// then can be done again.
    pub fn frame(&mut self, frame: u64, events: &[InputEvent]) -> io::Result<()> {
        let mut text = String::new();
        let goes_back = self.last.filter(|(drawn, _)| frame < *drawn);
        if let Some((drawn, told)) = goes_back {
            // So that it is known which frames this take and the next have drawn.
            if told < drawn {
                write_event(&mut text, drawn, "drawn = true");
            }
            write_event(&mut text, frame, "drawn = true");
        }
        for event in events {
            write_event(&mut text, frame, &written(event));
        }
        let bytes = self.bytes + text.len() as u64;
        if bytes > MAX_BYTES - LAST_BYTES {
            let message = "it is as large as a recording may be (16 MiB)";
            return Err(io::Error::other(message));
        }
        self.bytes = bytes;
        let told = match self.last {
            _ if !text.is_empty() => frame,
            Some((_, told)) => told,
            None => 0,
        };
        self.last = Some((frame, told));
        // In one piece, so that no event is cut in two.
        match text.is_empty() {
            true => Ok(()),
            false => self.file.write_all(text.as_bytes()),
        }
    }

    /// Tells of the last frame that was drawn, which an earlier take may have drawn otherwise: now the
    /// file holds all that was given to it. It can go on.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn tell_last(&mut self) -> io::Result<()> {
        let Some((drawn, _)) = self.last.filter(|(drawn, told)| told < drawn) else {
            return Ok(());
        };
        let mut text = String::new();
        write_event(&mut text, drawn, "drawn = true");
        self.file.write_all(text.as_bytes())?;
        self.bytes += text.len() as u64;
        self.last = Some((drawn, drawn));
        Ok(())
    }
}

/// Without it the recording is only less exact about where it ends.
impl Drop for InputWriter {
    fn drop(&mut self) {
        let _ = self.tell_last();
    }
}

fn write_event(text: &mut String, frame: u64, deed: &str) {
    let _ = write!(text, "\n[[event]]\nframe = {frame}\n{deed}\n");
}

/// An event as the line that the reader understands. Numbers are written with as many digits as bring
/// the same number back.
fn written(event: &InputEvent) -> String {
    match event {
        InputEvent::Press([x, y]) => format!("press = [{x:?}, {y:?}]"),
        InputEvent::Move([x, y]) => format!("move = [{x:?}, {y:?}]"),
        InputEvent::Release => "release = true".to_owned(),
        InputEvent::KeyDown(key) => format!("key_down = \"{}\"", key.name()),
        InputEvent::KeyUp(key) => format!("key_up = \"{}\"", key.name()),
        InputEvent::Orbit(orbit) => format!(
            "orbit = [{:?}, {:?}, {:?}]",
            orbit.longitude, orbit.latitude, orbit.distance
        ),
        InputEvent::Set { name, value } => match value[..] {
            [number] => format!("set = {{ {} = {number:?} }}", quoted(name)),
            _ => format!("set = {{ {} = {value:?} }}", quoted(name)),
        },
        InputEvent::Reset { name } => format!("reset = {}", quoted(name)),
    }
}

/// A name as TOML writes it: WGSL's may have letters that bare keys cannot.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
