//! The keys that a scene can be told of.

/// A key, by its place on the keyboard, whatever its layout writes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u8);

/// The names that the W3C gives to the places of keys ("UI Events KeyboardEvent code Values"), and the
/// codes that browsers give for them on a US keyboard (`keyCode`), which is what scenes for Shadertoy
/// are written with. The first name of a code is the one that is written.
const KEYS: [(&str, u8); 101] = [
    ("Backspace", 8),
    ("Tab", 9),
    ("Enter", 13),
    ("NumpadEnter", 13),
    ("ShiftLeft", 16),
    ("ShiftRight", 16),
    ("ControlLeft", 17),
    ("ControlRight", 17),
    ("AltLeft", 18),
    ("AltRight", 18),
    ("Pause", 19),
    ("CapsLock", 20),
    ("Escape", 27),
    ("Space", 32),
    ("PageUp", 33),
    ("PageDown", 34),
    ("End", 35),
    ("Home", 36),
    ("ArrowLeft", 37),
    ("ArrowUp", 38),
    ("ArrowRight", 39),
    ("ArrowDown", 40),
    ("PrintScreen", 44),
    ("Insert", 45),
    ("Delete", 46),
    ("Digit0", 48),
    ("Digit1", 49),
    ("Digit2", 50),
    ("Digit3", 51),
    ("Digit4", 52),
    ("Digit5", 53),
    ("Digit6", 54),
    ("Digit7", 55),
    ("Digit8", 56),
    ("Digit9", 57),
    ("KeyA", 65),
    ("KeyB", 66),
    ("KeyC", 67),
    ("KeyD", 68),
    ("KeyE", 69),
    ("KeyF", 70),
    ("KeyG", 71),
    ("KeyH", 72),
    ("KeyI", 73),
    ("KeyJ", 74),
    ("KeyK", 75),
    ("KeyL", 76),
    ("KeyM", 77),
    ("KeyN", 78),
    ("KeyO", 79),
    ("KeyP", 80),
    ("KeyQ", 81),
    ("KeyR", 82),
    ("KeyS", 83),
    ("KeyT", 84),
    ("KeyU", 85),
    ("KeyV", 86),
    ("KeyW", 87),
    ("KeyX", 88),
    ("KeyY", 89),
    ("KeyZ", 90),
    ("ContextMenu", 93),
    ("Numpad0", 96),
    ("Numpad1", 97),
    ("Numpad2", 98),
    ("Numpad3", 99),
    ("Numpad4", 100),
    ("Numpad5", 101),
    ("Numpad6", 102),
    ("Numpad7", 103),
    ("Numpad8", 104),
    ("Numpad9", 105),
    ("NumpadMultiply", 106),
    ("NumpadAdd", 107),
    ("NumpadSubtract", 109),
    ("NumpadDecimal", 110),
    ("NumpadDivide", 111),
    ("F1", 112),
    ("F2", 113),
    ("F3", 114),
    ("F4", 115),
    ("F5", 116),
    ("F6", 117),
    ("F7", 118),
    ("F8", 119),
    ("F9", 120),
    ("F10", 121),
    ("F11", 122),
    ("F12", 123),
    ("NumLock", 144),
    ("ScrollLock", 145),
    ("Semicolon", 186),
    ("Equal", 187),
    ("Comma", 188),
    ("Minus", 189),
    ("Period", 190),
    ("Slash", 191),
    ("Backquote", 192),
    ("BracketLeft", 219),
    ("Backslash", 220),
    ("BracketRight", 221),
];

impl Key {
    /// The key at the place with this name, such as `KeyA`, `ArrowLeft` or `Digit1`.
    pub fn named(name: &str) -> Option<Self> {
        let found = KEYS.iter().find(|(known, _)| *known == name);
        found.map(|(_, code)| Self(*code))
    }

    /// The column of the keyboard texture that tells of it.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// Its name; of two keys that count as one, such as both shift keys, the left one's.
    pub fn name(self) -> &'static str {
        let found = KEYS.iter().find(|(_, code)| *code == self.0);
        found.map_or("", |(name, _)| name)
    }

    /// Every name.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        KEYS.iter().map(|(name, _)| *name)
    }
}
