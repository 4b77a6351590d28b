//! What the video in a file is made of: its header, and whether its frames lie on the grid of a rate.
//!
//! Reads what FFmpeg's `framecrc` says of a file; decodes nothing.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use super::run::{Stopped, run};
use super::{Fault, JoinProgress};
use crate::encode::ffmpeg::Ffmpeg;
use crate::encode::settings::Container;
use crate::frame::Rate;

/// The video of a file.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// What parts must have in common, by FFmpeg's names.
    pub(super) header: Vec<(&'static str, String)>,
    /// Seconds of a tick, as a fraction.
    time_base: Option<(i128, i128)>,
    /// Packets so far, each of which is a frame.
    pub(super) frames: u64,
    /// By how many frames packets are decoded before they are shown, at most.
    pub(super) delay: u64,
    /// Frames seen out of turn: as many as the encoder reorders.
    ahead: BTreeSet<u64>,
    /// The first frame that has not been seen.
    next: u64,
    fault: Option<Fault>,
}

/// What of the header parts must have in common, and what that is to people.
const COMMON: [(&str, &str); 5] = [
    ("#codec_id 0: ", "codec"),
    ("#dimensions 0: ", "size"),
    ("#sar 0: ", "shape of pixels"),
    ("#tb 0: ", "time base"),
    ("#extradata 0: ", "codec header"),
];

/// FFmpeg's arguments to read `path` as a file of this kind and no other.
pub(super) fn reading(container: Container, path: &Path) -> Vec<OsString> {
    let demuxer = match container {
        Container::Mp4 | Container::Mov => "mov",
        Container::Matroska | Container::Webm => "matroska",
    };
    let mut url = OsString::from("file:");
    url.push(path);
    let words = ["-protocol_whitelist", "file", "-f", demuxer, "-i"];
    let mut args: Vec<OsString> = words.map(OsString::from).into();
    args.push(url);
    args
}

/// Reads the video in `path` to its end; `told` hears of the frames.
pub(super) fn inspect(
    ffmpeg: &Ffmpeg,
    path: &Path,
    container: Container,
    rate: Rate,
    progress: &dyn JoinProgress,
    told: impl Fn(u64),
) -> Result<Stream, Stopped> {
    let words = "-hide_banner -nostdin -loglevel error -xerror -copyts";
    let mut args: Vec<OsString> = words.split(' ').map(OsString::from).collect();
    args.extend(reading(container, path));
    let words = "-map 0:v:0 -c copy -f framecrc pipe:1";
    args.extend(words.split(' ').map(OsString::from));
    let mut stream = Stream::default();
    run(ffmpeg, &args, &[], progress, |line| {
        let before = stream.frames;
        stream.take(line, rate);
        if stream.frames > before {
            told(stream.frames);
        }
    })?;
    Ok(stream)
}

impl Stream {
    fn take(&mut self, line: &str, rate: Rate) {
        if line.starts_with('#') {
            let value = |prefix| line.strip_prefix(prefix);
            let found = COMMON
                .iter()
                .find_map(|&(prefix, what)| Some((what, value(prefix)?.trim().to_owned())));
            self.header.extend(found);
            if let Some(unit) = value("#tb 0: ") {
                self.time_base = fraction(unit);
            }
        } else if let Err(fault) = self.packet(line, rate) {
            self.fault.get_or_insert(fault);
        }
    }

    /// A line such as `0,  -512,  1024,  256,  2764, 0x146b59b9, F=0x0`: stream, decoding time, time,
    /// duration, bytes, checksum, and flags where they are not those of a key frame alone.
    fn packet(&mut self, line: &str, rate: Rate) -> Result<(), Fault> {
        let packet = self.frames;
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let time: i128 = fields
            .get(2)
            .and_then(|time| time.parse().ok())
            .ok_or(Fault::Unknown)?;
        self.frames += 1;
        let flags = fields.iter().find_map(|field| field.strip_prefix("F=0x"));
        let is_key = flags.is_none_or(|flags| u32::from_str_radix(flags, 16).unwrap_or(0) & 1 == 1);
        if packet == 0 && !is_key {
            return Err(Fault::Open);
        }
        let time_base = self.time_base.ok_or(Fault::Unknown)?;
        let frame = frame_at(time, time_base, rate).ok_or(Fault::Time { packet })?;
        if frame < self.next || !self.ahead.insert(frame) {
            return Err(Fault::Time { packet });
        }
        while self.ahead.remove(&self.next) {
            self.next += 1;
        }
        self.delay = self.delay.max(packet.saturating_sub(frame));
        Ok(())
    }

    /// Whether it is the frames 0 to `expected`, each at its time.
    pub(super) fn check(&self, expected: u64) -> Result<(), Fault> {
        match &self.fault {
            Some(Fault::Unknown) => return Err(Fault::Unknown),
            _ if self.frames != expected => {
                return Err(Fault::Frames {
                    expected,
                    found: self.frames,
                });
            }
            Some(fault) => return Err(fault.clone()),
            None => {}
        }
        match self.next == self.frames {
            true => Ok(()),
            false => Err(Fault::Time { packet: self.next }),
        }
    }

    /// The first thing in which `other` is unlike it: what, and what both have.
    pub(super) fn unlike(&self, other: &Self) -> Option<(&'static str, String, String)> {
        COMMON.into_iter().find_map(|(_, what)| {
            let of = |stream: &Self| {
                let found = stream.header.iter().find(|(name, _)| *name == what);
                found.map_or_else(|| "unknown".to_owned(), |(_, value)| value.clone())
            };
            let (one, other) = (of(self), of(other));
            (one != other).then_some((what, one, other))
        })
    }
}

fn fraction(text: &str) -> Option<(i128, i128)> {
    let (numerator, denominator) = text.trim().split_once('/')?;
    let parsed = (numerator.parse().ok()?, denominator.parse().ok()?);
    (parsed.0 > 0 && parsed.1 > 0).then_some(parsed)
}

/// The frame whose time is `time` ticks, if there is one.
fn frame_at(time: i128, (seconds, ticks): (i128, i128), rate: Rate) -> Option<u64> {
    let (frames, of_seconds) = (i128::from(rate.numerator()), i128::from(rate.denominator()));
    let frame = rounded(time.checked_mul(seconds * frames)?, ticks * of_seconds);
    let exact = rounded(frame.checked_mul(of_seconds * ticks)?, seconds * frames);
    (exact == time).then_some(frame)?.try_into().ok()
}

/// A quotient, rounded; halves go away from zero, as FFmpeg has it.
fn rounded(dividend: i128, divisor: i128) -> i128 {
    let half = (dividend.abs() * 2 + divisor) / (divisor * 2);
    half * dividend.signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(time_base: &str, rate: &str, packets: &[&str]) -> Stream {
        let mut stream = Stream::default();
        let rate = rate.parse().unwrap();
        stream.take("#software: Lavf59.27.100", rate);
        stream.take(&format!("#tb 0: {time_base}"), rate);
        for packet in packets {
            stream.take(packet, rate);
        }
        stream
    }

    #[test]
    fn frames_are_counted_and_found_on_the_grid() {
        let reordered = [
            "0,  -512,    0,  256,  2764, 0x146b59b9",
            "0,  -256, 1024,  256,   617, 0xd1223180, F=0x0",
            "0,     0,  512,  256,    85, 0x332a2bc7, F=0x0",
            "0,   256,  256,  256,    23, 0x4f8d083f, F=0x0, S=1, 8, 0x0",
            "0,   512,  768,  256,    32, 0xc6270f3e, F=0x0",
        ];
        let whole = stream("1/15360", "60", &reordered);
        assert_eq!((whole.frames, whole.delay), (5, 2));
        assert_eq!(whole.check(5), Ok(()));
        let frames = Fault::Frames {
            expected: 6,
            found: 5,
        };
        assert_eq!(whole.check(6), Err(frames));
        // Halves of a millisecond go up.
        let milliseconds = ["0, 0, 0, 62, 1, 0x0", "0, 63, 63, 62, 1, 0x0"];
        assert_eq!(stream("1/1000", "16", &milliseconds).check(2), Ok(()));
        let down = ["0, 0, 0, 62, 1, 0x0", "0, 62, 62, 62, 1, 0x0"];
        let wrong = Err(Fault::Time { packet: 1 });
        assert_eq!(stream("1/1000", "16", &down).check(2), wrong);
    }

    #[test]
    fn what_is_no_part_is_told() {
        let late = ["0, 256, 256, 256, 1, 0x0"];
        let at_0 = Err(Fault::Time { packet: 0 });
        assert_eq!(stream("1/15360", "60", &late).check(1), at_0);
        let twice = ["0, 0, 0, 256, 1, 0x0", "0, 0, 0, 256, 1, 0x0"];
        let at_1 = Err(Fault::Time { packet: 1 });
        assert_eq!(stream("1/15360", "60", &twice).check(2), at_1);
        let open = ["0, 0, 0, 256, 1, 0x0, F=0x0"];
        assert_eq!(stream("1/15360", "60", &open).check(1), Err(Fault::Open));
        let words = ["what is this"];
        assert_eq!(
            stream("1/15360", "60", &words).check(0),
            Err(Fault::Unknown)
        );
    }

    #[test]
    fn headers_are_compared() {
        let one = stream("1/15360", "60", &[]);
        assert_eq!(one.unlike(&stream("1/15360", "60", &[])), None);
        let other = stream("1/12800", "60", &[]).header.remove(0).1;
        let difference = one.unlike(&stream("1/12800", "60", &[]));
        assert_eq!(difference, Some(("time base", "1/15360".to_owned(), other)));
    }
}
