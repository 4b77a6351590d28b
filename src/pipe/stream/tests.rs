//! A model of a pipe with an adversarial reader: no frame is let go while the pipe still has its
//! bytes, none is kept after, and all go in order.
//!
//! One thread: the reader reads, stalls or leaves within the writer's own calls, and a frame's drop
//! sends the next one, as a sender of few buffers does. So every run is its seed's, again and again.

use std::{
    collections::VecDeque,
    io,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use crossbeam_channel::{Sender, bounded};
use rustix::io::Errno;

use super::super::{
    Method, PipeError, Stats,
    progress::Meter,
    stats::SystemCalls,
    stop::Stop,
    transport::{Mode, Transport, Way},
    trial::Trial,
};
use super::Stream;

const FRAMES: usize = 24;
/// The model pipe's room, in bytes and in pieces.
const CAPACITY: usize = 64;
const SLOTS: usize = 4;

/// What happened to a frame.
#[derive(Default)]
struct Record {
    /// Where its bytes lie; known from when they are looked at.
    memory: Range<usize>,
    end: u64,
    dropped: bool,
}

/// A piece of the stream in the pipe.
struct Piece {
    /// The frame whose own memory it is, if it is lent.
    lent_by: Option<usize>,
    length: usize,
}

struct World {
    random: u64,
    records: Vec<Record>,
    pipe: VecDeque<Piece>,
    stream: Vec<u8>,
    lent_end: usize,
    /// What the writer has been told: nothing before here is needed.
    told: u64,
    reader_leaves_at: Option<usize>,
    refusal: Option<Errno>,
    settled: Option<Way>,
    next_frame: usize,
    sizes: Vec<usize>,
    queue: Option<Sender<Frame>>,
}

impl World {
    /// A number below `below`.
    fn any(&mut self, below: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 16) as usize % below.max(1)
    }

    fn unread(&self) -> usize {
        self.pipe.iter().map(|piece| piece.length).sum()
    }

    fn has_reader(&self) -> bool {
        let read = self.stream.len() - self.unread();
        self.reader_leaves_at.is_none_or(|at| read < at)
    }

    /// The reader reads some bytes, at least `least` if there are so many.
    fn read(&mut self, least: usize) {
        let mut wanted = least.max(self.any(CAPACITY + 1) * self.any(2));
        while wanted > 0 && self.has_reader() {
            let Some(mut piece) = self.pipe.pop_front() else {
                return;
            };
            if let Some(frame) = piece.lent_by {
                assert!(!self.records[frame].dropped, "{frame} dropped before read");
            }
            let taken = piece.length.min(wanted);
            wanted -= taken;
            piece.length -= taken;
            if piece.length > 0 {
                self.pipe.push_front(piece);
            }
        }
    }

    /// What must hold whenever the writer calls.
    fn inspect(&self) {
        for (index, record) in self.records.iter().enumerate() {
            let done = !record.memory.is_empty() && record.end <= self.told;
            assert!(record.dropped || !done, "{index} is kept after it is read");
        }
    }

    /// Sends the next frame, as long as there are any; ends the stream after.
    fn send(&mut self, world: &Arc<Mutex<World>>) {
        let index = self.next_frame;
        let Some(&size) = self.sizes.get(index) else {
            self.queue = None;
            return;
        };
        self.next_frame += 1;
        let start = self.records.last().map_or(0, |record| record.end);
        self.records.push(Record {
            end: start + size as u64,
            ..Record::default()
        });
        let frame = Frame {
            index,
            bytes: vec![index as u8; size],
            world: world.clone(),
        };
        // A writer that has ended takes no more; the frame's own drop would come back here.
        if let Some(queue) = &self.queue
            && let Err(unsent) = queue.try_send(frame)
        {
            std::mem::forget(unsent);
        }
    }
}

struct Frame {
    index: usize,
    bytes: Vec<u8>,
    world: Arc<Mutex<World>>,
}

impl AsRef<[u8]> for Frame {
    fn as_ref(&self) -> &[u8] {
        let memory = self.bytes.as_ptr_range();
        let mut world = locked(&self.world);
        let record = &mut world.records[self.index];
        assert!(record.memory.is_empty(), "looked at twice");
        record.memory = memory.start as usize..memory.end as usize;
        &self.bytes
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        let mut world = locked(&self.world);
        let in_pipe = |piece: &Piece| piece.lent_by == Some(self.index);
        if world.has_reader() {
            assert!(!world.pipe.iter().any(in_pipe), "{} is unread", self.index);
        }
        let before = &world.records[..self.index];
        assert!(before.iter().all(|record| record.dropped), "out of order");
        world.records[self.index].dropped = true;
        world.send(&self.world);
    }
}

/// The lock, also after an assertion has failed under it.
fn locked(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

struct Model(Arc<Mutex<World>>);

impl Transport for Model {
    fn capacity(&self) -> Option<usize> {
        Some(CAPACITY)
    }

    fn is_interruptible(&self) -> bool {
        true
    }

    fn push(&mut self, mode: Mode, bytes: &[u8]) -> io::Result<usize> {
        let mut world = locked(&self.0);
        world.inspect();
        world.read(0);
        if !world.has_reader() {
            return Err(Errno::PIPE.into());
        }
        match world.any(12) {
            0 => return Err(Errno::INTR.into()),
            1 if mode.way == Way::Vmsplice => {
                if let Some(refusal) = world.refusal {
                    return Err(refusal.into());
                }
            }
            _ => {}
        }
        let room = CAPACITY - world.unread();
        if room == 0 || world.pipe.len() == SLOTS {
            return Err(Errno::AGAIN.into());
        }
        let offered = mode.piece(bytes).len().min(room);
        let length = 1 + world.any(offered);
        let address = bytes.as_ptr() as usize;
        // A frame's memory may have been another's before.
        let owner = |record: &Record| !record.dropped && record.memory.contains(&address);
        let lent_by = world.records.iter().position(owner);
        assert!(lent_by.is_some(), "bytes of no frame");
        world.pipe.push_back(Piece {
            lent_by: lent_by.filter(|_| mode.way == Way::Vmsplice),
            length,
        });
        world.stream.extend_from_slice(&bytes[..length]);
        if mode.way == Way::Vmsplice {
            world.lent_end = world.stream.len();
        }
        Ok(length)
    }

    fn settle(&mut self, mode: Mode) {
        locked(&self.0).settled = Some(mode.way);
    }

    fn wait_for_room(&mut self, _: &Stop) -> io::Result<()> {
        let mut world = locked(&self.0);
        world.inspect();
        assert!(!world.pipe.is_empty(), "there is room");
        world.read(1);
        Ok(())
    }

    fn unread(&mut self) -> io::Result<usize> {
        let mut world = locked(&self.0);
        world.inspect();
        world.read(0);
        let read = world.stream.len() - world.unread();
        let unread = if read >= world.lent_end {
            0
        } else {
            world.unread()
        };
        world.told = (world.stream.len() - unread) as u64;
        Ok(unread)
    }

    fn has_reader(&mut self, _: &Stop, _: Duration) -> io::Result<bool> {
        let mut world = locked(&self.0);
        world.inspect();
        world.read(0);
        Ok(world.has_reader())
    }

    fn calls(&self) -> SystemCalls {
        SystemCalls::default()
    }
}

/// A whole life of a pipe, as `seed` has it.
fn live(seed: u64, modes: &[Mode], adjust: impl FnOnce(&mut World)) -> Result<Stats, PipeError> {
    let mut world = World {
        random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        records: Vec::new(),
        pipe: VecDeque::new(),
        stream: Vec::new(),
        lent_end: 0,
        told: 0,
        reader_leaves_at: None,
        refusal: None,
        settled: None,
        next_frame: 0,
        sizes: Vec::new(),
        queue: None,
    };
    world.sizes = (0..FRAMES)
        .map(|_| match world.any(4) {
            0 => world.any(4),
            1 => CAPACITY - 2 + world.any(5),
            _ => world.any(3 * CAPACITY),
        })
        .collect();
    let buffers = 1 + world.any(4);
    let (queue, frames) = bounded(buffers);
    world.queue = Some(queue);
    adjust(&mut world);
    let world = Arc::new(Mutex::new(world));
    for _ in 0..buffers {
        locked(&world).send(&world);
    }

    let stop = Stop::new().expect("a pipe to wake with");
    let trial = Trial::new(
        Method::Vmsplice,
        modes,
        &[Mode::new(Way::Write, 9)],
        Some(CAPACITY),
    );
    let (meter, progress) = Meter::new();
    let mut stream = Stream::new(Box::new(Model(world.clone())), trial, &stop, meter);
    let outcome = stream.write_all(&frames);
    let (transport, mut left, stats) = stream.into_parts();
    drop(transport);
    let whole = outcome.is_ok();
    if whole {
        assert!(left.is_empty(), "frames are left");
        assert_eq!(progress.bytes(), stats.bytes);
        assert!(!progress.is_writing());
        let last = stats.reason.rsplit("; ").next();
        let named = last.is_some_and(|reason| reason.starts_with(stats.transport));
        assert!(named, "{}: {}", stats.transport, stats.reason);
    }
    // The end drops them in order, too.
    while let Some(frame) = left.pop() {
        drop(frame);
    }
    drop(frames);
    let world = locked(&world);
    let sent: Vec<u8> = (0..FRAMES)
        .flat_map(|index| vec![index as u8; world.sizes[index]])
        .collect();
    assert!(sent.starts_with(&world.stream), "bytes differ");
    if whole {
        if stats.reason.ends_with(" is left") {
            let settled = world.settled.map(Way::name);
            assert_eq!(settled, Some(stats.transport), "what is not used is kept");
        }
        assert_eq!(world.stream.len(), sent.len());
        assert!(world.records.iter().all(|record| record.dropped));
    }
    outcome.map(|()| stats)
}

fn modes() -> Vec<Mode> {
    let ways = [Way::Vmsplice, Way::Copy, Way::Write];
    ways.map(|way| Mode::new(way, 40)).to_vec()
}

#[test]
fn frames_are_held_until_they_are_read_and_no_longer() {
    for seed in 0..400 {
        for modes in [&modes()[..], &modes()[..1], &modes()[1..2], &modes()[2..]] {
            let stats = live(seed, modes, |_| {}).unwrap();
            assert_eq!(stats.frames, FRAMES as u64, "seed {seed}");
        }
    }
}

#[test]
fn a_reader_that_leaves_ends_the_stream_or_comes_too_late_to() {
    let (mut broken, mut late) = (0, 0);
    for seed in 0..600 {
        let outcome = live(seed, &modes()[..1], |world| {
            let all: usize = world.sizes.iter().sum();
            let at = all - world.any(2) * world.any(all);
            world.reader_leaves_at = Some(at);
        });
        match outcome {
            Ok(_) => late += 1,
            Err(PipeError::BrokenPipe { .. }) => broken += 1,
            Err(other) => panic!("seed {seed}: {other:?}"),
        }
    }
    assert!(broken > 100 && late > 100, "{broken} broken, {late} late");
}

#[test]
fn a_refusal_in_the_middle_of_frames_loses_nothing() {
    let mut fell_back = 0;
    for seed in 0..300 {
        for refusal in [Errno::FAULT, Errno::INVAL, Errno::OPNOTSUPP] {
            for modes in [&modes()[..], &modes()[..1]] {
                let refuse = |world: &mut World| world.refusal = Some(refusal);
                let stats = live(seed, modes, refuse).unwrap();
                assert_eq!(stats.frames, FRAMES as u64, "seed {seed}");
                fell_back += usize::from(stats.reason.contains("vmsplice was refused"));
            }
        }
    }
    assert!(fell_back > 1000, "{fell_back}");
}

#[test]
fn frames_of_nothing_do_not_pile_up() {
    let stats = live(3, &modes()[..1], |world| world.sizes = vec![0; FRAMES]).unwrap();
    assert_eq!((stats.frames, stats.bytes), (FRAMES as u64, 0));
}
