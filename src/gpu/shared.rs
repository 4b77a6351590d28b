//! What was made on the device for one job, kept for the next that needs the same.
//!
//! Only what never changes once it is made may be kept. Knows nothing of what that is: things are told
//! apart by the words that describe all that decides them.

use std::any::Any;
use std::collections::HashMap;
use std::fmt::{self, Debug, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Gpu, Presence};

/// How much is kept at most. What was used the longest ago goes first; what a renderer still uses lives
/// on with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Things: the pipelines of a scene, those of a conversion, or a picture.
    pub things: usize,
    /// Bytes of the device's memory, of pictures; what pipelines take, drivers do not tell.
    pub bytes: u64,
}

impl Default for Room {
    /// Sixty-four things and 256 MiB.
    fn default() -> Self {
        Self {
            things: 64,
            bytes: 256 << 20,
        }
    }
}

/// What kind of thing is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Compiled shaders.
    Pipelines,
    /// A picture that was read.
    Picture,
}

/// What has been made and found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Things that were made, as there were none.
    pub made: u64,
    /// Things that were there.
    pub found: u64,
}

/// Something that was made, and what it takes.
#[derive(Debug)]
pub struct Made<T> {
    /// It.
    pub thing: T,
    /// Bytes of the device's memory; `None` if it is not to be kept.
    pub bytes: Option<u64>,
}

type Key = [u8; 32];
/// Locked while it is made, so that others wait who want the same.
type Place = Arc<Mutex<Option<Box<dyn Any + Send>>>>;

/// The things that clones of a [`Gpu`] share.
pub(super) struct Shared {
    room: Room,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    things: HashMap<Key, Thing>,
    /// Grows with every use.
    now: u64,
    pipelines: Tally,
    pictures: Tally,
}

struct Thing {
    place: Place,
    bytes: u64,
    used: u64,
}

impl Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let things = self.kept().things.len();
        let room = &self.room;
        f.debug_struct("Shared")
            .field("room", room)
            .field("things", &things)
            .finish()
    }
}

impl Shared {
    pub(super) fn new(room: Room) -> Self {
        Self {
            room,
            kept: Mutex::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        unpoisoned(&self.kept)
    }

    fn get<T: Clone + Send + 'static, E>(
        &self,
        kind: Kind,
        key: Key,
        presence: &Presence,
        make: impl FnOnce() -> Result<Made<T>, E>,
    ) -> Result<T, E> {
        let place = self.kept().place(key);
        // Who makes it is watched, not who waits for that.
        let waiting = presence.leave();
        let mut held = unpoisoned(&place);
        drop(waiting);
        if let Some(thing) = held.as_ref().and_then(|held| held.downcast_ref::<T>()) {
            self.kept().tally(kind).found += 1;
            return Ok(thing.clone());
        }
        let made = make();
        let mut kept = self.kept();
        match made {
            Ok(Made { thing, bytes }) => {
                kept.tally(kind).made += 1;
                if let Some(bytes) = bytes {
                    *held = Some(Box::new(thing.clone()));
                    kept.weigh(&key, bytes, self.room);
                } else {
                    kept.things.remove(&key);
                }
                Ok(thing)
            }
            Err(error) => {
                kept.things.remove(&key);
                Err(error)
            }
        }
    }
}

impl Kept {
    fn place(&mut self, key: Key) -> Place {
        self.now += 1;
        let used = self.now;
        let new = || Thing {
            place: Place::default(),
            bytes: 0,
            used,
        };
        let thing = self.things.entry(key).or_insert_with(new);
        thing.used = used;
        Arc::clone(&thing.place)
    }

    fn tally(&mut self, kind: Kind) -> &mut Tally {
        match kind {
            Kind::Pipelines => &mut self.pipelines,
            Kind::Picture => &mut self.pictures,
        }
    }

    fn bytes(&self) -> u64 {
        let bytes = self.things.values().map(|thing| thing.bytes);
        bytes.fold(0, u64::saturating_add)
    }

    /// Lets go of what there is no room for, once it is known what the thing at `key` takes.
    fn weigh(&mut self, key: &Key, bytes: u64, room: Room) {
        if let Some(thing) = self.things.get_mut(key) {
            thing.bytes = bytes;
        }
        while self.things.len() > room.things || self.bytes() > room.bytes {
            let things = self.things.iter();
            let oldest = things.min_by_key(|(_, thing)| thing.used);
            let Some(oldest) = oldest.map(|(key, _)| *key) else {
                return;
            };
            self.things.remove(&oldest);
        }
    }
}

impl Gpu {
    /// The same device, whose users share from now on what never changes: compiled shaders, and pictures
    /// that were read. Whatever is drawn is the same with it and without.
    pub fn sharing(self, room: Room) -> Self {
        Self {
            shared: Some(Arc::new(Shared::new(room))),
            ..self
        }
    }

    /// How often something of a `kind` had to be made, and how often it was there; nothing unless it is
    /// [shared](Self::sharing).
    pub fn tally(&self, kind: Kind) -> Tally {
        let shared = self.shared.as_ref();
        shared.map_or_else(Tally::default, |shared| *shared.kept().tally(kind))
    }

    /// What is kept now: so many things, and so many bytes.
    pub fn kept(&self) -> (usize, u64) {
        self.shared.as_ref().map_or((0, 0), |shared| {
            let kept = shared.kept();
            (kept.things.len(), kept.bytes())
        })
    }

    /// What is kept of this `kind` under these words, or what `make` makes. The words must tell all that
    /// decides it on this device. Who wants what is just being made waits for it.
    ///
    /// # Errors
    /// That of `make`; nothing is kept then.
    pub fn shared<T: Clone + Send + 'static, E>(
        &self,
        kind: Kind,
        words: &dyn Debug,
        make: impl FnOnce() -> Result<Made<T>, E>,
    ) -> Result<T, E> {
        match &self.shared {
            Some(shared) => shared.get(kind, key(kind, words), &self.presence, make),
            None => make().map(|made| made.thing),
        }
    }
}

fn key(kind: Kind, words: &dyn Debug) -> Key {
    let mut hashing = Hashing(blake3::Hasher::new());
    // It fails only where `Debug` does.
    let _ = write!(hashing, "{kind:?} {words:?}");
    hashing.0.finalize().into()
}

struct Hashing(blake3::Hasher);

impl Write for Hashing {
    fn write_str(&mut self, words: &str) -> fmt::Result {
        self.0.update(words.as_bytes());
        Ok(())
    }
}

/// What a panic of its last user left is as whole as before: it changes in one step.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const ROOM: Room = Room {
        things: 3,
        bytes: 100,
    };

    fn get(shared: &Shared, words: &str, bytes: u64) -> String {
        let made = || {
            Ok::<_, ()>(Made {
                thing: words.to_owned(),
                bytes: Some(bytes),
            })
        };
        shared
            .get(
                Kind::Picture,
                key(Kind::Picture, &words),
                &Presence::default(),
                made,
            )
            .unwrap()
    }

    fn tally(shared: &Shared) -> (u64, u64) {
        let tally = shared.kept().pictures;
        (tally.made, tally.found)
    }

    #[test]
    fn what_was_used_the_longest_ago_goes_first() {
        let shared = Shared::new(ROOM);
        for words in ["a", "b", "c", "a", "d", "a"] {
            assert_eq!(get(&shared, words, 1), words);
        }
        assert_eq!(tally(&shared), (4, 2));
        assert_eq!(get(&shared, "b", 1), "b");
        assert_eq!(tally(&shared), (5, 2));
        assert_eq!(shared.kept().things.len(), 3);
    }

    #[test]
    fn bytes_are_bounded_and_what_is_too_large_is_not_kept() {
        let shared = Shared::new(ROOM);
        get(&shared, "a", 60);
        get(&shared, "b", 60);
        assert_eq!(shared.kept().bytes(), 60);
        get(&shared, "c", 101);
        assert_eq!(shared.kept().bytes(), 0);
    }

    #[test]
    fn what_fails_or_is_not_to_be_kept_is_made_again() {
        let shared = Shared::new(ROOM);
        let of = key(Kind::Picture, &"a");
        let alone = &Presence::default();
        let failed = shared.get::<u8, _>(Kind::Picture, of, alone, || Err("no"));
        assert_eq!(failed, Err("no"));
        let passing = || {
            Ok::<_, ()>(Made {
                thing: 7,
                bytes: None,
            })
        };
        assert_eq!(shared.get(Kind::Picture, of, alone, passing), Ok(7));
        assert_eq!(shared.get(Kind::Picture, of, alone, passing), Ok(7));
        assert_eq!(tally(&shared), (2, 0));
        assert!(shared.kept().things.is_empty());
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            shared.get::<u8, ()>(Kind::Picture, of, alone, || panic!("the driver"))
        }));
        assert!(panicked.is_err());
        assert_eq!(shared.get(Kind::Picture, of, alone, passing), Ok(7));
    }
}
