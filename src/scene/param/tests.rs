//! What front matter says of parameters, and its mistakes at their places.

use super::*;
use crate::scene::{End, Family, Scene, Source};

fn param(lines: &str) -> Result<ParamSpec, String> {
    let lines = lines.lines().map(|line| format!("//! {line}\n"));
    let text = format!("//! [params.a]\n{}fn f() {{}}\n", lines.collect::<String>());
    let scene = Scene::parse(Source::new("test.wgsl", &text)).map_err(|error| error.to_string())?;
    Ok(scene.params["a"].clone())
}

#[test]
fn keys_and_springs_are_read_in_both_forms() {
    let tables = param(
        "spring = { frequency = 2, response = -1 }\n\
         [[params.a.keys]]\ntime = 0\nvalue = 1\neasing = \"cubic_in_out\"\n\
         [[params.a.keys]]\ntime = 1.5\nvalue = [1, 2]\neasing = [0.25, 0.1, 0.25, 1]\n\
         [[params.a.keys]]\ntime = 2\nvalue = \"#fff\"",
    )
    .unwrap();
    let easings = tables.keys.iter().map(|key| key.easing.as_ref());
    let easings: Vec<_> = easings
        .map(|easing| easing.map(|easing| easing.value))
        .collect();
    assert_eq!(
        easings,
        [
            Some(Easing::Penner(Family::Cubic, End::InOut)),
            Some(Easing::Bezier([0.25, 0.1, 0.25, 1.0])),
            None
        ]
    );
    assert_eq!(tables.keys[1].time, 1.5);
    assert_eq!(tables.keys[2].value.value, Written::Text("#fff".to_owned()));
    let spring = Spring {
        frequency: 2.0,
        damping: 1.0,
        response: -1.0,
    };
    assert_eq!(tables.spring.unwrap().value, spring);
    let list = param("keys = [{ time = 0, value = 1 }, { time = 1, value = 2 }]").unwrap();
    assert_eq!(list.keys.len(), 2);
}

#[test]
fn options_make_a_menu_and_bounds_may_be_lists() {
    let menu = param("options = [\"soft\", \"hard\"]\ndefault = \"hard\"").unwrap();
    assert_eq!(menu.widget(), Some(Widget::Menu));
    assert_eq!(menu.options, ["soft", "hard"]);
    let bounds = param("min = [0, -1]\nmax = 2").unwrap();
    assert_eq!(bounds.min.unwrap().value, [0.0, -1.0]);
}

#[test]
fn mistakes_are_at_their_lines_and_say_the_way_out() {
    for (lines, place, words) in [
        ("min = [0, 3]\nmax = 2", "2:11", "min = 3 is above max = 2"),
        ("widget = \"menu\"", "2:14", "options = ["),
        (
            "widget = \"slider\"\nmin = 0",
            "2:14",
            "add `min` and `max`",
        ),
        (
            "widget = \"color\"\noptions = [\"a\"]",
            "3:15",
            "widget = \"menu\"",
        ),
        ("options = []", "2:15", "at least one option"),
        ("options = [\"a\", \"a\"]", "2:21", "a name of its own"),
        (
            "options = [\"a\"]\nmin = 0",
            "3:11",
            "\"menu\" has no `min`",
        ),
        (
            "widget = \"checkbox\"\nmax = 2",
            "3:11",
            "\"checkbox\" has no `max`",
        ),
        ("keys = 3", "2:12", "write `[[params.a.keys]]`"),
        ("keys = []", "2:12", "needs at least one"),
        ("keys = [{ value = 1 }]", "2:13", "add `time = "),
        ("keys = [{ time = 1 }]", "2:13", "add `value = "),
        ("keys = [{ time = -1, value = 1 }]", "2:22", "0 or more"),
        ("keys = [{ time = nan, value = 1 }]", "2:22", "finite"),
        (
            "[[params.a.keys]]\ntime = 1\nvalue = 0\n[[params.a.keys]]\ntime = 1\nvalue = 0",
            "6:12",
            "later than the one before",
        ),
        (
            "keys = [{ time = 0, value = 1, easing = \"cubic_inout\" }]",
            "2:45",
            "did you mean \"cubic_in_out\"?",
        ),
        (
            "keys = [{ time = 0, value = 1, easing = \"wobble\" }]",
            "2:45",
            "use \"linear\"",
        ),
        (
            "keys = [{ time = 0, value = 1, easing = [2, 0, 0, 1] }]",
            "2:45",
            "[x1, y1, x2, y2]",
        ),
        (
            "keys = [{ time = 0, value = 1, ease = \"step\" }]",
            "2:36",
            "did you mean `easing`?",
        ),
        ("spring = {}", "2:14", "frequency = 2.0"),
        (
            "spring = { frequency = 0 }",
            "2:28",
            "`frequency` must be from",
        ),
        (
            "spring = { frequency = 1, damping = -1 }",
            "2:41",
            "`damping` must be from 0",
        ),
        (
            "spring = { frequency = 1, stiffness = 1 }",
            "2:31",
            "unknown key `stiffness`",
        ),
    ] {
        let error = param(lines).unwrap_err();
        assert!(
            error.contains(&format!("test.wgsl:{place}")),
            "{lines}\n{place}\n{error}"
        );
        assert!(error.contains(words), "{lines}\n{words}\n{error}");
    }
}
