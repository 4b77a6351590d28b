//! Reads the NUT streams that FFmpeg writes of one raw video: its size, and each frame with its time.
//!
//! NUT is the one container that keeps a stream's time base and can be read as it comes. Only what
//! FFmpeg writes for raw video is understood; everything else is an error.

use std::io::{self, BufReader, Read};

use crate::frame::Size;

const ID: &[u8] = b"nut/multimedia container\0";
const MAIN: u64 = 0x4e4d_7a56_1f5f_04ad;
const STREAM: u64 = 0x4e53_1140_5bf2_f9db;
const SYNC_POINT: u64 = 0x4e4b_e4ad_eeca_4569;

/// As many as FFmpeg is allowed.
const MAX_PIXELS: u64 = 1 << 28;
/// More than headers take, and less than would hurt.
const MAX_PACKET_BYTES: u64 = 16 << 20;

/// What a frame's code stands for.
#[derive(Clone, Copy, Debug, Default)]
struct Code {
    flags: u64,
    pts_delta: i64,
    size_factor: u64,
    size: u64,
    reserved: u64,
    header: u64,
}

mod flag {
    //! What is written of a frame, and what its code says already.
    pub(super) const CODED_PTS: u64 = 1 << 3;
    pub(super) const STREAM_ID: u64 = 1 << 4;
    pub(super) const SIZE: u64 = 1 << 5;
    pub(super) const CHECKSUM: u64 = 1 << 6;
    pub(super) const RESERVED: u64 = 1 << 7;
    pub(super) const SIDE_DATA: u64 = 1 << 8;
    pub(super) const HEADER: u64 = 1 << 10;
    pub(super) const MATCH_TIME: u64 = 1 << 11;
    pub(super) const CODED: u64 = 1 << 12;
    pub(super) const INVALID: u64 = 1 << 13;
}

/// A unit of time in seconds, as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeBase {
    pub(super) numerator: u32,
    pub(super) denominator: u32,
}

/// A stream that is being read.
pub(super) struct Nut<R> {
    input: BufReader<R>,
    codes: Vec<Code>,
    elided: Vec<Vec<u8>>,
    time_bases: Vec<TimeBase>,
    size: Size,
    time_base: TimeBase,
    pts_bits: u64,
    last_pts: i64,
    /// The first byte of what follows the headers.
    next: Option<u8>,
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("no NUT stream: {what}"))
}

impl<R: Read> Nut<R> {
    /// Reads the headers.
    pub(super) fn open(input: R) -> io::Result<Self> {
        let mut input = BufReader::with_capacity(1 << 16, input);
        let mut id = [0; ID.len()];
        input.read_exact(&mut id)?;
        if id != ID {
            return Err(broken("it begins otherwise"));
        }
        let mut nut = Self {
            input,
            codes: Vec::new(),
            elided: vec![Vec::new()],
            time_bases: Vec::new(),
            size: Size::new(0, 0),
            time_base: TimeBase {
                numerator: 1,
                denominator: 1,
            },
            pts_bits: 0,
            last_pts: 0,
            next: None,
        };
        nut.next = nut.packets()?;
        if nut.codes.is_empty() || nut.size.width == 0 || nut.size.height == 0 {
            return Err(broken("it has no headers"));
        }
        Ok(nut)
    }

    pub(super) fn size(&self) -> Size {
        self.size
    }

    pub(super) fn time_base(&self) -> TimeBase {
        self.time_base
    }

    /// Reads the next frame into `texels` and gives its time; `None` behind the last.
    pub(super) fn next_frame(&mut self, texels: &mut Vec<u8>) -> io::Result<Option<i64>> {
        loop {
            let code = match self.next.take() {
                Some(code) => Some(code),
                None => self.packets()?,
            };
            let Some(code) = code else { return Ok(None) };
            let pts = self.frame(code, texels)?;
            // Empty ones only mark the end.
            if !texels.is_empty() {
                return Ok(Some(pts));
            }
        }
    }

    /// Reads packets up to the next frame, and gives its first byte.
    fn packets(&mut self) -> io::Result<Option<u8>> {
        loop {
            let mut first = [0];
            match self.input.read(&mut first) {
                Ok(0) => return Ok(None),
                Ok(_) if first[0] != b'N' => return Ok(Some(first[0])),
                Ok(_) => self.packet()?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn packet(&mut self) -> io::Result<()> {
        let mut start = [b'N', 0, 0, 0, 0, 0, 0, 0];
        self.input.read_exact(&mut start[1..])?;
        let bytes = varint(&mut self.input)?;
        if bytes > MAX_PACKET_BYTES {
            return Err(broken("a header is too long"));
        }
        if bytes > 4096 {
            skip(&mut self.input, 4)?;
        }
        let mut packet = vec![0; bytes as usize];
        self.input.read_exact(&mut packet)?;
        let mut packet = packet.as_slice();
        match u64::from_be_bytes(start) {
            MAIN => self.main_header(&mut packet),
            STREAM => self.stream_header(&mut packet),
            SYNC_POINT => self.sync_point(&mut packet),
            _ => Ok(()),
        }
    }

    fn main_header(&mut self, packet: &mut &[u8]) -> io::Result<()> {
        if varint(packet)? != 3 {
            return Err(broken("its version is unknown"));
        }
        if varint(packet)? != 1 {
            return Err(broken("it has more than one stream"));
        }
        varint(packet)?;
        self.time_bases.clear();
        for _ in 0..varint(packet)?.min(256) {
            let mut part = || -> io::Result<u32> {
                let part = u32::try_from(varint(packet)?).unwrap_or(0);
                (part > 0)
                    .then_some(part)
                    .ok_or_else(|| broken("its time base is out of range"))
            };
            let (numerator, denominator) = (part()?, part()?);
            self.time_bases.push(TimeBase {
                numerator,
                denominator,
            });
        }
        self.codes = codes(packet)?;
        self.elided = vec![Vec::new()];
        for _ in 0..varint(packet)?.min(127) {
            self.elided.push(bytes(packet)?);
        }
        Ok(())
    }

    fn stream_header(&mut self, packet: &mut &[u8]) -> io::Result<()> {
        let (_, class) = (varint(packet)?, varint(packet)?);
        if class != 0 {
            return Err(broken("it is no video"));
        }
        bytes(packet)?;
        let base = varint(packet)?;
        let base = usize::try_from(base)
            .ok()
            .and_then(|base| self.time_bases.get(base));
        self.time_base = *base.ok_or_else(|| broken("its time base is missing"))?;
        self.pts_bits = varint(packet)?;
        if self.pts_bits > 30 {
            return Err(broken("its times are too long"));
        }
        // The largest distance of times, the decoder's delay, flags.
        for _ in 0..3 {
            varint(packet)?;
        }
        bytes(packet)?;
        let mut side = || Ok::<u32, io::Error>(u32::try_from(varint(packet)?).unwrap_or(0));
        self.size = Size::new(side()?, side()?);
        let texels = u64::from(self.size.width) * u64::from(self.size.height);
        if texels > MAX_PIXELS {
            return Err(broken("its frames are too large"));
        }
        Ok(())
    }

    fn sync_point(&mut self, packet: &mut &[u8]) -> io::Result<()> {
        let count = (self.time_bases.len() as u64).max(1);
        let coded = varint(packet)?;
        let base = self.time_bases.get((coded % count) as usize);
        let from = *base.ok_or_else(|| broken("its time base is missing"))?;
        let to = self.time_base;
        let factor = i128::from(from.numerator) * i128::from(to.denominator);
        let divisor = i128::from(from.denominator) * i128::from(to.numerator);
        let time = (i128::from(coded / count) * factor).div_euclid(divisor);
        self.last_pts = i64::try_from(time).map_err(|_| broken("a time is out of range"))?;
        Ok(())
    }

    fn frame(&mut self, code: u8, texels: &mut Vec<u8>) -> io::Result<i64> {
        let code = self.codes[usize::from(code)];
        let Code {
            mut flags,
            mut size,
            mut header,
            mut reserved,
            ..
        } = code;
        let input = &mut self.input;
        if flags & flag::INVALID == 0 && flags & flag::CODED != 0 {
            flags ^= varint(input)?;
        }
        if flags & (flag::INVALID | flag::SIDE_DATA) != 0 {
            return Err(broken("a frame is of no known kind"));
        }
        if flags & flag::STREAM_ID != 0 {
            varint(input)?;
        }
        let pts = if flags & flag::CODED_PTS != 0 {
            full_pts(varint(input)?, self.last_pts, self.pts_bits)
        } else {
            self.last_pts.checked_add(code.pts_delta)
        };
        let pts = pts.ok_or_else(|| broken("a time is out of range"))?;
        if flags & flag::SIZE != 0 {
            size = size.saturating_add(code.size_factor.saturating_mul(varint(input)?));
        }
        if flags & flag::MATCH_TIME != 0 {
            varint(input)?;
        }
        if flags & flag::HEADER != 0 {
            header = varint(input)?;
        }
        if flags & flag::RESERVED != 0 {
            reserved = varint(input)?;
        }
        for _ in 0..reserved {
            varint(input)?;
        }
        if flags & flag::CHECKSUM != 0 {
            skip(input, 4)?;
        }
        if size > 4096 {
            header = 0;
        }
        let elided = usize::try_from(header)
            .ok()
            .and_then(|header| self.elided.get(header));
        let elided = elided.ok_or_else(|| broken("a frame's beginning is missing"))?;
        let texel_bytes = u64::from(self.size.width) * u64::from(self.size.height);
        if size > 8 * texel_bytes || size < elided.len() as u64 {
            return Err(broken("a frame has another size than the video"));
        }
        texels.resize(size as usize, 0);
        let (beginning, rest) = texels.split_at_mut(elided.len());
        beginning.copy_from_slice(elided);
        input.read_exact(rest)?;
        self.last_pts = pts;
        Ok(pts)
    }
}

/// The meaning of each first byte of a frame.
fn codes(packet: &mut &[u8]) -> io::Result<Vec<Code>> {
    let mut codes = Vec::with_capacity(256);
    let (mut pts_delta, mut size_factor) = (0, 1);
    while codes.len() < 256 {
        let (flags, fields) = (varint(packet)?, varint(packet)?);
        let mut field = |number: u64, missing: u64| match fields >= number {
            true => varint(packet),
            false => Ok(missing),
        };
        if fields > 0 {
            pts_delta = signed(field(1, 0)?);
        }
        size_factor = field(2, size_factor)?;
        // The stream: there is one.
        field(3, 0)?;
        let size = field(4, 0)?;
        let reserved = field(5, 0)?;
        let count = field(6, size_factor.saturating_sub(size))?;
        field(7, 0)?;
        let header = field(8, 0)?;
        for number in 9..=fields.min(64) {
            field(number, 0)?;
        }
        let mut made = 0;
        while made < count && codes.len() < 256 {
            let is_packet = codes.len() == usize::from(b'N');
            codes.push(Code {
                flags: if is_packet { flag::INVALID } else { flags },
                pts_delta,
                size_factor,
                size: size.saturating_add(made),
                reserved,
                header,
            });
            made += u64::from(!is_packet);
        }
    }
    Ok(codes)
}

/// The time that a frame's coded one stands for: all of it, or its last bits.
fn full_pts(coded: u64, last: i64, bits: u64) -> Option<i64> {
    let range = 1_i64 << bits;
    let coded = i64::try_from(coded).ok()?;
    if coded >= range {
        return Some(coded - range);
    }
    let least = last.checked_sub((range - 1) / 2)?;
    least.checked_add(coded.wrapping_sub(least) & (range - 1))
}

fn signed(coded: u64) -> i64 {
    let coded = coded.saturating_add(1);
    let half = (coded >> 1) as i64;
    if coded & 1 == 1 { -half } else { half }
}

fn varint(input: &mut impl Read) -> io::Result<u64> {
    let mut value = 0_u64;
    loop {
        let mut byte = [0];
        input.read_exact(&mut byte)?;
        if value >> 57 != 0 {
            return Err(broken("a number is too long"));
        }
        value = (value << 7) | u64::from(byte[0] & 0x7f);
        if byte[0] & 0x80 == 0 {
            return Ok(value);
        }
    }
}

fn bytes(packet: &mut &[u8]) -> io::Result<Vec<u8>> {
    let count = varint(packet)?;
    if count > packet.len() as u64 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let (taken, rest) = packet.split_at(count as usize);
    *packet = rest;
    Ok(taken.to_vec())
}

fn skip(input: &mut impl Read, count: u64) -> io::Result<()> {
    io::copy(&mut input.take(count), &mut io::sink()).map(|_| ())
}

#[cfg(test)]
mod tests;
