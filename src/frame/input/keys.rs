//! The state of a keyboard.

use super::Key;

/// A set of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeySet([u64; 4]);

impl KeySet {
    /// Whether a key is in it.
    pub fn contains(&self, key: Key) -> bool {
        self.has_code(key.code())
    }

    /// Whether the key with this code is in it.
    pub fn has_code(&self, code: u8) -> bool {
        let (word, bit) = place(code);
        self.0[word] & bit != 0
    }

    /// Takes all of `others` in.
    pub fn join(&mut self, others: &Self) {
        for (word, other) in self.0.iter_mut().zip(others.0) {
            *word |= other;
        }
    }

    fn insert(&mut self, key: Key) {
        let (word, bit) = place(key.code());
        self.0[word] |= bit;
    }

    fn remove(&mut self, key: Key) {
        let (word, bit) = place(key.code());
        self.0[word] &= !bit;
    }

    fn toggle(&mut self, key: Key) {
        let (word, bit) = place(key.code());
        self.0[word] ^= bit;
    }
}

fn place(code: u8) -> (usize, u64) {
    (usize::from(code / 64), 1 << (code % 64))
}

/// All keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Those that are held.
    pub held: KeySet,
    /// Those that went down in this frame.
    pub pressed: KeySet,
    /// Those that were pressed an odd number of times.
    pub toggled: KeySet,
}

impl Keys {
    pub(super) fn press(&mut self, key: Key) {
        if !self.held.contains(key) {
            self.held.insert(key);
            self.pressed.insert(key);
            self.toggled.toggle(key);
        }
    }

    pub(super) fn release(&mut self, key: Key) {
        self.held.remove(key);
    }

    /// As a texture of 256 by 3 texels, a byte each, 255 or 0: a column for each code, a row each for
    /// those held, pressed, toggled.
    pub fn texels(&self) -> [u8; 3 * 256] {
        let mut texels = [0; 3 * 256];
        let rows = [self.held, self.pressed, self.toggled];
        for (texels, row) in texels.chunks_exact_mut(256).zip(rows) {
            for (code, texel) in (0..=u8::MAX).zip(texels) {
                *texel = if row.has_code(code) { u8::MAX } else { 0 };
            }
        }
        texels
    }
}
