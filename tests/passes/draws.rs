//! Vertex entry points: instances, blending, depth, clearing.

use shaderpipe::frame::Size;

use super::{Drawing, open};

const ROW: Size = Size::new(8, 1);

/// A quad of `instances` over the whole target, drawn with `keys`.
fn quads(keys: &str, body: &str) -> String {
    format!(
        "//! [[pass]]\n//! entry = \"shade\"\n//! vertex = \"corner\"\n//! vertices = 4\n\
         //! topology = \"triangle-strip\"\n{keys}#import shaderpipe::frame\n\
         struct Corner {{ @builtin(position) position: vec4f, @location(0) @interpolate(flat) id: u32 }}\n\
         @vertex fn corner(@builtin(vertex_index) v: u32, @builtin(instance_index) id: u32) -> Corner {{\n\
           let place = vec2f(f32(v & 1u), f32(v >> 1u));\n{body}}}\n\
         @fragment fn shade(corner: Corner) -> @location(0) vec4f {{\n\
           return vec4f(f32(corner.id + 1u), 0.0, 0.0, 0.5); }}\n"
    )
}

fn reds(text: &str, frame: u64) -> Vec<f32> {
    let mut drawing = Drawing::new(&open(), text, ROW);
    let mut texels = Vec::new();
    for index in 0..=frame {
        texels = drawing.frame(index);
    }
    texels.iter().map(|texel| texel[0]).collect()
}

/// Instance `id` covers the two pixels at `2 id`.
const SIDE_BY_SIDE: &str =
    "return Corner(vec4f((place.x + f32(id)) * 0.5 - 1.0, place.y * 2.0 - 1.0, 0.5, 1.0), id);";
/// Each covers all, a later one farther away.
const BEHIND: &str = "return Corner(vec4f(place * 2.0 - 1.0, 0.2 + 0.2 * f32(id), 1.0), id);";

#[test]
fn instances_lie_where_their_vertices_say() {
    let text = quads("//! instances = 3\n//! clear = true\n", SIDE_BY_SIDE);
    assert_eq!(reds(&text, 0), [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 0.0, 0.0]);
}

#[test]
fn what_is_drawn_blends_with_what_is_there() {
    for (blend, expected) in [
        ("none", 3.0),
        ("add", 6.0),
        ("max", 3.0),
        ("min", 0.0),
        ("multiply", 0.0),
        // Over black: 0.5 · 1 = 0.5, then 0.5 · 2 + 0.25 = 1.25, then 0.5 · 3 + 0.625.
        ("alpha", 2.125),
        // 1, then 2 + 0.5, then 3 + 1.25.
        ("premultiplied", 4.25),
    ] {
        let keys = format!("//! instances = 3\n//! clear = true\n//! blend = \"{blend}\"\n");
        assert_eq!(reds(&quads(&keys, BEHIND), 2), [expected; 8], "{blend}");
    }
}

#[test]
fn with_depth_the_nearest_is_seen() {
    let keys = "//! instances = 3\n//! clear = true\n//! depth = true\n";
    assert_eq!(reds(&quads(keys, BEHIND), 1), [1.0; 8]);
}

#[test]
fn without_clearing_what_was_drawn_stays() {
    let moving = "return Corner(vec4f((place.x + f32(frame.index)) * 0.25 - 1.0, place.y * 2.0 - 1.0, 0.5, 1.0), frame.index);";
    let kept = quads("", moving);
    assert_eq!(reds(&kept, 2), [1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let cleared = quads("//! clear = [9, 0, 0, 1]\n", moving);
    assert_eq!(reds(&cleared, 2), [9.0, 9.0, 3.0, 9.0, 9.0, 9.0, 9.0, 9.0]);
}

#[test]
fn lines_and_points_are_drawn() {
    for (topology, expected) in [
        ("point-list", [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
        ("line-list", [1.0; 8]),
    ] {
        let text = format!(
            "//! [[pass]]\n//! entry = \"shade\"\n//! vertex = \"end\"\n//! vertices = 2\n\
             //! topology = \"{topology}\"\n//! clear = true\n\
             @vertex fn end(@builtin(vertex_index) v: u32) -> @builtin(position) vec4f {{\n\
               return vec4f(select(-0.875, 0.99, v == 1u), 0.0, 0.5, 1.0); }}\n\
             @fragment fn shade() -> @location(0) vec4f {{ return vec4f(1.0); }}\n"
        );
        assert_eq!(reds(&text, 0), expected, "{topology}");
    }
}
