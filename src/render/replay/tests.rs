//! Which frame is told of what.

use super::*;
use crate::frame::{Size, Speed};
use crate::scene::{Scene, Source};
use crate::shader::compile;

const SCENE: &str = "struct P { a: f32, b: vec2f }\n@group(0) @binding(0) var<uniform> params: P;\n\
    @fragment fn image() -> @location(0) vec4f { return vec4f(params.a, params.b, 1.0); }\n";

fn values() -> ParamValues {
    let scene = Scene::parse(Source::new("scene.wgsl", SCENE)).unwrap();
    ParamValues::new(&compile(&scene).unwrap().params)
}

/// A recording of 60 frames a second, of events as `FRAME DEED`.
fn replay(events: &[&str]) -> Result<Replay, String> {
    let mut text = "version = 1\nfps = \"60\"\n".to_owned();
    for event in events {
        let (frame, deed) = event.split_once(' ').unwrap();
        text += &format!("[[event]]\nframe = {frame}\n{deed}\n");
    }
    let recording = Recording::parse(Source::new("take.toml", &text));
    let recording = recording.unwrap_or_else(|error| panic!("{error}"));
    Replay::new(&recording, &values()).map_err(|error| error.to_string())
}

fn timeline(rate: &str, speed: &str) -> Timeline {
    let (rate, speed): (Rate, Speed) = (rate.parse().unwrap(), speed.parse().unwrap());
    Timeline::new(rate, speed, None, 0, None).unwrap()
}

fn set(replay: &Replay, timeline: &Timeline, index: u64) -> Option<Vec<f64>> {
    let values = replay.params(timeline, index);
    values.iter().next().unwrap().1.cloned()
}

#[test]
fn every_frame_is_told_what_it_was_told_when_it_was_recorded() {
    let replay = replay(&[
        "2 press = [0.5, 0.25]",
        "3 move = [0.75, 0.5]",
        "3 set = { a = 4.0, b = [1, 2] }",
        "5 release = true",
        "5 reset = \"a\"",
    ])
    .unwrap();
    let timeline = timeline("60", "1");
    let size = Size::new(100, 100);
    let mouse = |index| replay.input(&timeline, index).pointer.mouse(size);
    assert_eq!(mouse(1), [0.0; 4]);
    assert_eq!(mouse(2), [50.0, 25.0, 50.0, 25.0]);
    assert_eq!(mouse(3), [75.0, 50.0, 50.0, -25.0]);
    assert_eq!(mouse(4), mouse(3));
    assert_eq!(mouse(5), [75.0, 50.0, -50.0, -25.0]);
    assert_eq!(mouse(1000), mouse(5));
    let a = |index| set(&replay, &timeline, index);
    assert_eq!(
        [a(2), a(3), a(4), a(5)],
        [None, Some(vec![4.0]), Some(vec![4.0]), None]
    );
}

#[test]
fn at_another_rate_frames_are_told_of_the_same_time_and_no_press_is_lost() {
    let replay = replay(&[
        "3 key_down = \"KeyA\"",
        "3 key_up = \"KeyA\"",
        "7 press = [0.5, 0.5]",
        "9 release = true",
    ])
    .unwrap();
    let pressed = |timeline: &Timeline, index| {
        let input = replay.input(timeline, index);
        (
            input.keys.pressed.has_code(65),
            input.pointer.is_pressed,
            input.pointer.is_held,
        )
    };
    let all = |timeline: &Timeline, count| -> Vec<_> {
        (0..count)
            .filter(|index| pressed(timeline, *index) != (false, false, false))
            .collect()
    };
    let (half, same, twice) = (
        timeline("30", "1"),
        timeline("60", "1"),
        timeline("120", "1"),
    );
    assert_eq!(all(&same, 20), [3, 7, 8]);
    // Recorded frames 3 and 4 fall into its second, 7 and 8 into its fourth.
    assert_eq!(all(&half, 20), [2, 4]);
    assert_eq!(pressed(&half, 2), (true, false, false));
    assert_eq!(pressed(&half, 4), (false, true, true));
    assert_eq!(all(&twice, 40), [6, 14, 15, 16, 17]);
    assert_eq!(pressed(&twice, 14), (false, true, true));
    assert_eq!(pressed(&twice, 15), (false, false, true));
    // Twice as fast a frame shows what is twice as far.
    assert_eq!(all(&timeline("60", "2"), 20), all(&half, 20));
    let odd = timeline("30000/1001", "1/3");
    let held = |index: &u64| replay.input(&odd, *index).pointer.is_held;
    let held: Vec<u64> = (0..100).filter(held).collect();
    let time = |index: u64| index as f64 * 1001.0 / 90_000.0 * 60.0;
    let expected: Vec<u64> = (0..100)
        .filter(|k| (7.0..9.0).contains(&time(*k)))
        .collect();
    assert_eq!(held, expected);
}

#[test]
fn a_frame_is_told_what_it_was_told_when_it_was_drawn_last() {
    let replay = replay(&[
        "0 set = { a = 1.0 }",
        "5 set = { a = 2.0 }",
        "9 press = [0.5, 0.5]",
        "10 set = { a = 3.0 }",
        // Back to 4, on to 7.
        "4 drawn = true",
        "6 set = { a = 9.0 }",
        "7 drawn = true",
    ])
    .unwrap();
    let timeline = timeline("60", "1");
    let a = |index| set(&replay, &timeline, index).unwrap()[0];
    let told: Vec<f64> = (0..13).map(a).collect();
    assert_eq!(told, [1., 1., 1., 1., 3., 3., 9., 9., 2., 2., 3., 3., 3.]);
    let input = |index| replay.input(&timeline, index).pointer;
    // The button was still held when it went back.
    assert!(input(4).is_held && !input(4).is_pressed && !input(8).is_held);
    assert!(input(9).is_pressed);
}

#[test]
fn parameters_that_the_scene_lacks_are_told_at_their_lines() {
    for (event, words) in [
        ("1 set = { c = 1 }", ["take.toml:5:", "it has a, b"]),
        ("1 set = { aa = 1 }", ["take.toml:5:", "did you mean 'a'?"]),
        (
            "1 set = { a = [1, 2] }",
            ["take.toml:5:", "does not fit the type of `a`"],
        ),
        (
            "1 reset = [\"a\", \"c\"]",
            ["take.toml:5:", "no parameter `c`"],
        ),
    ] {
        let error = replay(&[event]).unwrap_err();
        assert!(
            words.iter().all(|word| error.contains(word)),
            "{event}: {error}"
        );
    }
}

#[test]
fn frames_far_away_are_told_of_the_end() {
    let replay = replay(&["4294967295 press = [0.5, 0.5]"]).unwrap();
    assert!(
        !replay
            .input(&timeline("60", "1"), 600_000_000)
            .pointer
            .is_held
    );
    assert!(
        replay
            .input(&timeline("60", "1000"), 600_000_000)
            .pointer
            .is_held
    );
}

#[test]
fn what_is_asked_of_frames_far_apart_costs_no_more() {
    let replay = replay(&[
        "1 press = [0.5, 0.5]",
        "4000000000 release = true",
        "3 drawn = true",
        "4294967295 key_down = \"KeyA\"",
    ])
    .unwrap();
    let began = std::time::Instant::now();
    // One a minute, a hundred times as fast: each is 360 thousand of the recording's.
    let timeline = Timeline {
        rate: "1/60".parse().unwrap(),
        ..timeline("60", "100")
    };
    for index in 0..15_000 {
        let keys = replay.input(&timeline, index).keys;
        assert_eq!(keys.held.has_code(65), index >= 11_931, "{index}");
        assert_eq!(keys.pressed.has_code(65), index == 11_931, "{index}");
    }
    assert!(began.elapsed().as_secs() < 5);
}

#[test]
fn one_that_goes_on_tells_what_its_file_will() {
    let values = values();
    let press = InputEvent::Press([0.5, 0.25]);
    let is_set = |value| InputEvent::Set {
        name: "a".to_owned(),
        value: vec![value],
    };
    let mut live = Replay::begin("60".parse().unwrap(), &values);
    live.hear(2, &is_set(1.0));
    live.hear(5, &press);
    live.draw(9);
    live.hear(4, &is_set(2.0));
    live.draw(6);
    let file = replay(&[
        "2 set = { a = 1.0 }",
        "5 press = [0.5, 0.25]",
        "9 drawn = true",
        "4 set = { a = 2.0 }",
        "6 drawn = true",
    ])
    .unwrap();
    let timeline = timeline("60", "1");
    let told = |replay: &Replay, index| {
        let input = replay.input(&timeline, index);
        (input, set(replay, &timeline, index))
    };
    for index in 0..12 {
        assert_eq!(told(&live, index), told(&file, index), "{index}");
    }
    // Another version of the scene has the parameter in another place.
    let scene = SCENE.replace("a: f32, b: vec2f", "b: vec2f, c: f32, a: f32");
    let scene = Scene::parse(Source::new("scene.wgsl", &scene)).unwrap();
    let values = ParamValues::new(&compile(&scene).unwrap().params);
    live.renew(&values);
    let values = live.params(&timeline, 7);
    let a = values.iter().find(|(param, _)| param.name == "a");
    assert_eq!(a.unwrap().1, Some(&vec![1.0]));
}
