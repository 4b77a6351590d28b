//! What is written is read back, and what strangers write is told at its line.

use super::*;
use crate::frame::{Key, Orbit};

fn parse(text: &str) -> Result<Recording, String> {
    let parsed = Recording::parse(Source::new("take.toml", text));
    parsed.map_err(|error| error.to_string())
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn hands() -> Vec<InputEvent> {
    let key = Key::named("ArrowLeft").unwrap();
    let third = 1.0 / 3.0;
    vec![
        InputEvent::Press([third, 1e-17]),
        InputEvent::Move([-0.25, 1.5]),
        InputEvent::Release,
        InputEvent::KeyDown(key),
        InputEvent::KeyUp(key),
        InputEvent::Orbit(Orbit {
            longitude: -third,
            latitude: 12.5,
            distance: 0.1,
        }),
    ]
}

#[test]
fn what_is_written_is_read_to_the_last_digit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("take.toml");
    let mut writer = InputWriter::create(&path, rate("30000/1001"), false).unwrap();
    writer.frame(7, &hands()).unwrap();
    let set = InputEvent::Set {
        name: "größe".to_owned(),
        value: vec![0.1, 2.0],
    };
    let reset = InputEvent::Reset {
        name: "b".to_owned(),
    };
    writer.frame(8, &[set, reset]).unwrap();
    // It can be read before it is closed.
    let read = Recording::load(&path).unwrap();
    assert_eq!(read.rate, rate("30000/1001"));
    let seventh: Vec<_> = read
        .events
        .iter()
        .filter(|event| event.frame == 7)
        .collect();
    assert_eq!(seventh.len(), 6);
    for (event, hand) in seventh.iter().zip(hands()) {
        assert_eq!(event.deed, Deed::Hand(hand));
    }
    let Deed::Set(settings) = &read.events[6].deed else {
        panic!("{read:?}");
    };
    assert_eq!(settings[0].name.value, "größe");
    assert_eq!(
        settings[0].value.value,
        crate::scene::Written::Numbers(vec![0.1, 2.0])
    );
    assert!(matches!(&read.events[7].deed, Deed::Reset(names) if names[0].value == "b"));
    drop(writer);
    assert_eq!(Recording::load(&path).unwrap().events.len(), 8);
}

#[test]
fn takes_tell_which_frames_they_drew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("take.toml");
    let mut writer = InputWriter::create(&path, rate("60"), false).unwrap();
    for frame in 0..10 {
        let events = if frame == 3 { hands() } else { Vec::new() };
        writer.frame(frame, &events).unwrap();
    }
    for frame in [2, 2, 3, 4] {
        writer.frame(frame, &[]).unwrap();
    }
    drop(writer);
    let events = Recording::load(&path).unwrap().events;
    let drawn = events.iter().filter(|event| event.deed == Deed::Drawn);
    let drawn: Vec<u64> = drawn.map(|event| event.frame).collect();
    assert_eq!(drawn, [9, 2, 4]);
}

#[test]
fn mistakes_are_told_at_their_lines_with_a_way_out() {
    let begin = "version = 1\nfps = \"60\"\n";
    for (event, words) in [
        (
            "[[event]]\npress = [0, 0]\n",
            &["take.toml:3:", "frame = N"][..],
        ),
        (
            "[[event]]\nframe = -1\nrelease = true\n",
            &["take.toml:4:9", "whole number"],
        ),
        (
            "[[event]]\nframe = 1.5\nrelease = true\n",
            &["take.toml:4:9"],
        ),
        ("[[event]]\nframe = 1\n", &["take.toml:3:", "press, move"]),
        (
            "[[event]]\nframe = 1\npres = [0, 0]\n",
            &["take.toml:5:1", "did you mean `press`"],
        ),
        (
            "[[event]]\nframe = 1\npress = 0.5\n",
            &["take.toml:5:9", "its middle"],
        ),
        (
            "[[event]]\nframe = 1\npress = [nan, 0]\n",
            &["take.toml:5:9"],
        ),
        (
            "[[event]]\nframe = 1\nrelease = false\n",
            &["take.toml:5:11", "leave the event out"],
        ),
        (
            "[[event]]\nframe = 1\nrelease = true\nkey_up = \"KeyA\"\n",
            &["take.toml:6:1", "one thing"],
        ),
        (
            "[[event]]\nframe = 1\nkey_up = \"ArrowLef\"\n",
            &["take.toml:5:10", "did you mean \"ArrowLeft\""],
        ),
        (
            "[[event]]\nframe = 1\norbit = [0, 0, 0]\n",
            &["take.toml:5:9", "above 0"],
        ),
        (
            "[[event]]\nframe = 1\norbit = [1e300, 0, 1]\n",
            &["take.toml:5:9"],
        ),
        (
            "[[event]]\nframe = 1\nset = 3\n",
            &["take.toml:5:7", "a table"],
        ),
        (
            "[[event]]\nframe = 1\nset = { a = [\"x\"] }\n",
            &["take.toml:5:"],
        ),
        ("[[event]]\nframe = 1\nreset = 3\n", &["take.toml:5:9"]),
        ("event = 3\n", &["take.toml:3:9", "[[event]]"]),
        (
            "[[event]]\nframe = 1\nmove = [0.5, 0.",
            &["take.toml:5:", "cut short", "line 3"],
        ),
        (
            "[[event]]\nframe = 1\nrelease = true\n\n[[event]]\nfra",
            &["cut short", "line 7"],
        ),
        ("speed = 3\n", &["take.toml:3:1", "unknown key"]),
    ] {
        let error = parse(&format!("{begin}{event}")).unwrap_err();
        assert!(
            words.iter().all(|word| error.contains(word)),
            "{event:?}: {error}"
        );
    }
    for (text, word) in [
        ("", "--record-input"),
        ("version = 2\nfps = \"60\"\n", "take.toml:1:1"),
        ("version = 1\n", "fps = \"60\""),
        ("version = 1\nfps = \"0\"\n", "take.toml:2:7"),
        ("version = 1\nfps = 60\n", "take.toml:2:7"),
        ("//! title = \"x\"\n", "take.toml:1:"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.contains(word), "{text:?}: {error}");
    }
    assert!(parse(begin).unwrap().events.is_empty());
}

#[test]
fn a_recording_ends_before_it_is_too_large_to_be_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.toml");
    let mut writer = InputWriter::create(&path, "60".parse().unwrap(), false).unwrap();
    let moves = vec![InputEvent::Move([0.123_456_789, 0.987_654_321]); 1000];
    let full = (0..).find_map(|frame| writer.frame(frame, &moves).err());
    assert!(full.unwrap().to_string().contains("16 MiB"));
    drop(writer);
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert!(
        (MAX_BYTES - 100_000..=MAX_BYTES).contains(&bytes),
        "{bytes}"
    );
}

#[test]
fn files_that_cannot_be_recordings_are_refused_before_they_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let error = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Recording::load(&path).unwrap_err().to_string()
    };
    let large = vec![b'#'; (MAX_BYTES + 1) as usize];
    assert!(error("large.toml", &large).contains("16 MiB"));
    assert!(error("picture.toml", b"version = 1\n\xff\xfe").contains("picture.toml:2:"));
    let deep = [b"a = ".to_vec(), vec![b'['; 100_000]].concat();
    assert!(error("deep.toml", &deep).contains("deep.toml"));
    let missing = Recording::load(&folder.path().join("none.toml")).unwrap_err();
    assert!(missing.to_string().contains("--input"));
}

#[test]
fn a_recording_takes_the_place_of_nothing_but_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("take.toml");
    drop(InputWriter::create(&path, rate("60"), true).unwrap());
    assert!(InputWriter::create(&path, rate("30"), false).is_err());
    drop(InputWriter::create(&path, rate("30"), true).unwrap());
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "version = 1\nfps = \"30\"\n");
    let other = "[package]\nname = \"mine\"\n";
    std::fs::write(&path, other).unwrap();
    let error = InputWriter::create(&path, rate("60"), true).unwrap_err();
    assert!(error.to_string().contains("no recording"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), other);
}
