//! The last words of a child process: drained by a thread of their own, kept in bounded memory.
//!
//! Knows nothing of what the words mean.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

/// Lines kept.
const LINES: usize = 64;
/// Bytes kept of one line.
const LINE_BYTES: usize = 400;

/// The last lines of a stream, without control characters.
#[derive(Debug, Default)]
pub(super) struct Tail {
    lines: VecDeque<String>,
    line: Vec<u8>,
    cut: bool,
}

impl Tail {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        // FFmpeg ends its status line with a carriage return only.
        for part in bytes.split_inclusive(|&byte| byte == b'\n' || byte == b'\r') {
            let (text, ends) = match part.split_last() {
                Some((b'\n' | b'\r', text)) => (text, true),
                _ => (part, false),
            };
            let room = LINE_BYTES - self.line.len();
            self.cut |= text.len() > room;
            self.line.extend_from_slice(&text[..text.len().min(room)]);
            if ends {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let text = String::from_utf8_lossy(&self.line);
        let mut line: String = text.chars().filter(|c| !c.is_control()).collect();
        if self.cut {
            // The cut may have halved a character.
            line.truncate(line.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
            line.push('…');
        }
        line.truncate(line.trim_end().len());
        self.line.clear();
        self.cut = false;
        if !line.is_empty() {
            if self.lines.len() == LINES {
                self.lines.pop_front();
            }
            self.lines.push_back(line);
        }
    }

    fn lines(&mut self) -> Vec<String> {
        self.end_line();
        self.lines.iter().cloned().collect()
    }
}

/// A thread that drains a stream into a [`Tail`].
#[derive(Debug)]
pub(super) struct LogThread {
    tail: Arc<Mutex<Tail>>,
    /// Disconnected once the stream has ended.
    ended: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl LogThread {
    pub(super) fn spawn(mut stream: impl Read + Send + 'static) -> std::io::Result<Self> {
        let tail = Arc::new(Mutex::new(Tail::default()));
        // Nothing is ever sent: the dropped sender is the message.
        let (running, ended) = bounded(0);
        let shared = Arc::clone(&tail);
        let thread = std::thread::Builder::new()
            .name("shaderpipe-ffmpeg-log".to_owned())
            .spawn(move || {
                let _running = running;
                let mut chunk = [0; 8192];
                loop {
                    match stream.read(&mut chunk) {
                        Ok(0) => break,
                        Ok(count) => lock(&shared).push(&chunk[..count]),
                        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                        Err(_) => break,
                    }
                }
            })?;
        Ok(Self {
            tail,
            ended,
            thread: Some(thread),
        })
    }

    /// Waits until the stream has ended, at most `timeout`.
    pub(super) fn wait(&mut self, timeout: Duration) {
        let Err(RecvTimeoutError::Disconnected) = self.ended.recv_timeout(timeout) else {
            return;
        };
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the thread that reads FFmpeg's messages panicked");
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.thread.is_none()
    }

    /// The lines so far, the oldest first.
    pub(super) fn lines(&self) -> Vec<String> {
        lock(&self.tail).lines()
    }
}

fn lock(tail: &Mutex<Tail>) -> MutexGuard<'_, Tail> {
    tail.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: &[&[u8]]) -> Vec<String> {
        let mut tail = Tail::default();
        for chunk in chunks {
            tail.push(chunk);
        }
        tail.lines()
    }

    #[test]
    fn lines_may_come_in_pieces_and_end_in_any_way() {
        assert_eq!(
            lines(&[b"on", b"e\ntw", b"o\r\n\n \nthree\rfour"]),
            ["one", "two", "three", "four"]
        );
        assert!(lines(&[b""]).is_empty());
    }

    #[test]
    fn only_the_last_lines_stay() {
        let text: String = (0..10_000).map(|n| format!("line {n}\n")).collect();
        let lines = lines(&[text.as_bytes()]);
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines.last().unwrap(), "line 9999");
    }

    #[test]
    fn a_line_without_end_takes_bounded_memory() {
        let mut tail = Tail::default();
        for _ in 0..12_800 {
            tail.push(&[b'x'; 8192]);
        }
        assert!(tail.line.capacity() <= 2 * LINE_BYTES);
        assert_eq!(tail.lines(), ["x".repeat(LINE_BYTES) + "…"]);
        assert_eq!(
            lines(&["é".repeat(300).as_bytes()]),
            ["é".repeat(200) + "…"]
        );
        assert_eq!(
            lines(&[format!("a{}", "é".repeat(300)).as_bytes()]),
            [format!("a{}…", "é".repeat(199))]
        );
    }

    #[test]
    fn control_characters_and_broken_text_are_cleaned() {
        assert_eq!(
            lines(&[b"\x1b[31mred\x07\xff\x00\xc2\x9b ok\n"]),
            ["[31mred\u{fffd} ok"]
        );
    }
}
