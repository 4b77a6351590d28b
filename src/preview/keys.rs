//! What keys do. One table: the help that the window shows is made of it.

use winit::event::{ElementState, KeyEvent};
use winit::keyboard::{Key, ModifiersState, NamedKey};

use super::sheet::Deed;
use super::state::Action;

/// A key, its name for people, and what it does.
type Binding = (Press, &'static str, &'static str, Action);

/// A key as it is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    Named(NamedKey),
    /// A character, however it is reached on the keyboard.
    Text(&'static str),
    /// A character with Ctrl, or with Cmd; with Shift, too, if it is upper case.
    Command(&'static str),
}

const fn named(key: NamedKey, name: &'static str, what: &'static str, action: Action) -> Binding {
    (Press::Named(key), name, what, action)
}

const fn text(
    key: &'static str,
    name: &'static str,
    what: &'static str,
    action: Action,
) -> Binding {
    (Press::Text(key), name, what, action)
}

const fn command(
    key: &'static str,
    name: &'static str,
    what: &'static str,
    action: Action,
) -> Binding {
    (Press::Command(key), name, what, action)
}

#[rustfmt::skip]
static BINDINGS: [Binding; 24] = [
    named(NamedKey::Space, "Space", "play or pause", Action::TogglePlaying),
    named(NamedKey::ArrowLeft, "Left", "a frame back", Action::Step(-1)),
    named(NamedKey::ArrowRight, "Right", "a frame on", Action::Step(1)),
    named(NamedKey::Home, "Home", "to the start", Action::Seek(0)),
    named(NamedKey::End, "End", "to the end", Action::Seek(u64::MAX)),
    text("i", "I", "the loop begins here", Action::MarkStart),
    text("o", "O", "the loop ends here", Action::MarkEnd),
    text("l", "L", "no loop", Action::SetRegion(None)),
    text("v", "V", "turn the view back", Action::ResetView),
    named(NamedKey::Tab, "Tab", "panel", Action::TogglePanel),
    named(NamedKey::F11, "F11", "fullscreen", Action::ToggleFullscreen),
    named(NamedKey::F2, "F2", "screenshot, as PNG", Action::Screenshot),
    text("e", "E", "export", Action::ToggleDialogue),
    command("E", "Ctrl+Shift+E", "copy the command that exports", Action::CopyCommand),
    named(NamedKey::Escape, "Esc", "stop a pre-roll, close what is open", Action::Escape),
    text("h", "H", "these keys", Action::ToggleHelp),
    text("?", "?", "", Action::ToggleHelp),
    named(NamedKey::F1, "F1", "", Action::ToggleHelp),
    command("r", "Ctrl+R", "record what hands do, or stop", Action::ToggleRecording),
    command("z", "Ctrl+Z", "undo", Action::Panel(Deed::Undo)),
    command("Z", "Ctrl+Shift+Z", "redo", Action::Panel(Deed::Redo)),
    command("y", "Ctrl+Y", "", Action::Panel(Deed::Redo)),
    command("q", "Ctrl+Q, Ctrl+W", "quit", Action::Quit),
    command("w", "Ctrl+W", "", Action::Quit),
];

/// Where keys go that would do something in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Focus {
    /// Their text goes into a field.
    pub(super) is_typing: bool,
    /// The scene reads the keyboard: letters, digits, arrows, Space and the like are the scene's, and the
    /// window's with Ctrl. Tab, Esc, F keys and what has Ctrl anyway stay the window's.
    pub(super) is_scenes: bool,
}

/// What a key that was pressed does.
pub(super) fn action(event: &KeyEvent, modifiers: ModifiersState, focus: Focus) -> Option<Action> {
    if event.state != ElementState::Pressed {
        return None;
    }
    let typing = focus.is_typing;
    let command = modifiers.control_key() || modifiers.super_key();
    // A key that the scene would have otherwise.
    let is_plain = command == focus.is_scenes;
    let fits = |press: Press| match (press, &event.logical_key) {
        (Press::Named(wanted), Key::Named(named)) => {
            let is_typed = typing && !is_function(wanted);
            let is_plain = if is_always(wanted) {
                !command
            } else {
                is_plain
            };
            wanted == *named && !is_typed && is_plain && !modifiers.alt_key()
        }
        (Press::Text(wanted), Key::Character(text)) => {
            let is_command = command && modifiers.shift_key() && wanted != "?";
            let is_bare = is_plain && !is_command && !modifiers.alt_key();
            !typing && is_bare && text.eq_ignore_ascii_case(wanted)
        }
        (Press::Command(wanted), Key::Character(text)) => {
            // A caps lock is no Shift.
            let is_upper = wanted.chars().all(char::is_uppercase);
            let is_edit = wanted.eq_ignore_ascii_case("z") || wanted == "y";
            command
                && !modifiers.alt_key()
                && text.eq_ignore_ascii_case(wanted)
                && is_upper == modifiers.shift_key()
                && !(typing && is_edit)
        }
        _ => false,
    };
    let (.., action) = BINDINGS.iter().find(|(press, ..)| fits(*press))?;
    // Held down, a key steps on; it does not play and pause in turns.
    let repeats = matches!(action, Action::Step(_));
    (repeats || !event.repeat).then(|| action.clone())
}

/// Whether it is the window's, whatever the scene reads.
fn is_always(key: NamedKey) -> bool {
    is_function(key) || matches!(key, NamedKey::Tab | NamedKey::Escape)
}

fn is_function(key: NamedKey) -> bool {
    matches!(key, NamedKey::F1 | NamedKey::F2 | NamedKey::F11)
}

/// Keys and what they do, for people: where a scene `is_given` the keyboard, with Ctrl.
pub(super) fn help(is_given: bool) -> impl Iterator<Item = (String, &'static str)> {
    let shown = BINDINGS.iter().filter(|(_, _, what, _)| !what.is_empty());
    shown.map(move |(press, key, what, _)| {
        let is_scenes = match press {
            Press::Named(named) => !is_always(*named),
            Press::Text(_) => true,
            Press::Command(_) => false,
        };
        let control = if is_given && is_scenes { "Ctrl+" } else { "" };
        (format!("{control}{key}"), *what)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_scene_is_given_is_the_windows_with_control() {
        let key = |is_given: bool, what: &str| {
            let mut keys = help(is_given);
            keys.find(|(_, does)| *does == what).map(|(key, _)| key)
        };
        for (what, plain, given) in [
            ("play or pause", "Space", "Ctrl+Space"),
            ("to the end", "End", "Ctrl+End"),
            ("export", "E", "Ctrl+E"),
            ("panel", "Tab", "Tab"),
            ("fullscreen", "F11", "F11"),
            ("undo", "Ctrl+Z", "Ctrl+Z"),
            ("quit", "Ctrl+Q, Ctrl+W", "Ctrl+Q, Ctrl+W"),
        ] {
            assert_eq!(key(false, what).as_deref(), Some(plain));
            assert_eq!(key(true, what).as_deref(), Some(given));
        }
    }
}
