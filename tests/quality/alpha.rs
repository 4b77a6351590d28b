//! Transparent pictures: what is not there has no say in the colour.

use shaderpipe::frame::Size;
use shaderpipe::render::{Quality, SsaaFilter};

use crate::{blurred, decode, drawing, encode, open, ssaa};

/// Two colours, left and right of the middle.
fn halves(color: &str, alpha: &str, left: &str, right: &str) -> String {
    format!(
        "//! color = \"{color}\"\n//! alpha = \"{alpha}\"\n\
         struct F {{ resolution: vec2f }}\n@group(0) @binding(0) var<uniform> frame: F;\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
         return select(vec4f({right}), vec4f({left}), p.x < 0.5 * frame.resolution.x); }}\n"
    )
}

/// The pixel in the middle, half of which is each.
fn middle(scene: &str) -> [f64; 4] {
    let quality = Quality {
        filter: SsaaFilter::Box,
        ..ssaa(2.0)
    };
    let drawn = drawing(&open(), scene, Size::new(5, 1), quality).frame(0);
    drawn[2].map(f64::from)
}

fn assert_near(found: [f64; 4], expected: [f64; 4]) {
    let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-3;
    assert!(
        found.iter().zip(&expected).all(near),
        "{found:?}, not {expected:?}"
    );
}

#[test]
fn a_transparent_half_changes_alpha_and_no_colour() {
    for color in ["srgb", "linear"] {
        let green_beside_nothing = halves(
            color,
            "straight",
            "0.2, 0.8, 0.4, 1.0",
            "1.0, 0.0, 1.0, 0.0",
        );
        assert_near(middle(&green_beside_nothing), [0.2, 0.8, 0.4, 0.5]);
        let multiplied = halves(
            color,
            "premultiplied",
            "0.2, 0.8, 0.4, 1.0",
            "0.0, 0.0, 0.0, 0.0",
        );
        assert_near(middle(&multiplied), [0.1, 0.4, 0.2, 0.5]);
    }
}

#[test]
fn colours_are_mixed_by_their_alpha_and_in_light() {
    // Three parts of the first to one of the second.
    let scene = halves(
        "srgb",
        "straight",
        "0.9, 0.1, 0.5, 0.75",
        "0.1, 0.9, 0.5, 0.25",
    );
    let mixed = |a: f64, b: f64| encode(0.75 * decode(a) + 0.25 * decode(b));
    assert_near(middle(&scene), [mixed(0.9, 0.1), mixed(0.1, 0.9), 0.5, 0.5]);
    let scene = halves(
        "linear",
        "straight",
        "0.9, 0.1, 0.5, 0.75",
        "0.1, 0.9, 0.5, 0.25",
    );
    assert_near(middle(&scene), [0.7, 0.3, 0.5, 0.5]);
    let scene = halves(
        "linear",
        "premultiplied",
        "0.6, 0.1, 0.5, 0.75",
        "0.2, 0.1, 0.25, 0.25",
    );
    assert_near(middle(&scene), [0.4, 0.1, 0.375, 0.5]);
}

#[test]
fn an_opaque_scene_has_no_alpha_to_mix_by() {
    let scene = halves(
        "linear",
        "opaque",
        "1.0, 0.0, 0.0, 0.0",
        "0.0, 1.0, 0.0, 1.0",
    );
    let [r, g, b, _] = middle(&scene);
    assert_near([r, g, b, 1.0], [0.5, 0.5, 0.0, 1.0]);
}

#[test]
fn what_appears_for_a_part_of_the_time_is_transparent_by_it() {
    let scene = "\
//! alpha = \"straight\"
struct F { time: f32 }
@group(0) @binding(0) var<uniform> frame: F;
@fragment fn image() -> @location(0) vec4f {
    return select(vec4f(1.0, 0.0, 0.0, 0.0), vec4f(0.2, 0.6, 0.4, 1.0), frame.time < 0.024);
}
";
    let drawn = drawing(&open(), scene, Size::new(2, 2), blurred(8, 360.0)).frame(0);
    // Two of eight moments, at 0 and 0.0125 s.
    assert_near(drawn[0].map(f64::from), [0.2, 0.6, 0.4, 0.25]);
}
