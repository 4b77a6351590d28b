//! Which frame's texels a pass sees, and which stay where it writes none.

use shaderpipe::frame::Size;

use super::{Drawing, SMALL, first_reds, is_stateful, open};

/// A scene whose pass `a` adds 1 to what it finds in its own target.
fn counting(keys: &str) -> String {
    format!(
        "//! [[pass]]\n//! entry = \"count\"\n//! target = \"a\"\n//! format = \"r32float\"\n\
         {keys}//! [[pass]]\n//! entry = \"image\"\n\
         @group(0) @binding(0) var a: texture_2d<f32>;\n\
         @fragment fn count(@builtin(position) p: vec4f) -> @location(0) f32 {{\n\
           return textureLoad(a, vec2u(p.xy), 0).r + 1.0; }}\n\
         @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
           return vec4f(textureLoad(a, vec2u(p.xy), 0).r); }}\n"
    )
}

#[test]
fn a_pass_that_samples_its_own_target_sees_the_frame_before() {
    assert_eq!(first_reds(&counting(""), 5), [1.0, 2.0, 3.0, 4.0, 5.0]);
}

#[test]
fn with_repeat_it_sees_the_run_before() {
    let text = counting("//! repeat = 3\n");
    assert_eq!(first_reds(&text, 3), [3.0, 6.0, 9.0]);
    let text = counting("//! repeat = 4\n");
    assert_eq!(first_reds(&text, 3), [4.0, 8.0, 12.0]);
}

#[test]
fn what_runs_once_runs_in_frame_0() {
    let text = counting("//! once = true\n//! repeat = 3\n");
    assert_eq!(first_reds(&text, 3), [3.0, 3.0, 3.0]);
}

#[test]
fn a_target_of_an_earlier_pass_is_this_frames_and_of_a_later_one_the_frame_befores() {
    let text = "//! [[pass]]\n//! entry = \"early\"\n//! target = \"a\"\n//! format = \"rg32float\"\n\
        //! [[pass]]\n//! entry = \"late\"\n//! target = \"b\"\n//! format = \"r32float\"\n\
        //! [[pass]]\n//! entry = \"image\"\n#import shaderpipe::frame\n\
        @group(0) @binding(0) var a: texture_2d<f32>;\n@group(0) @binding(1) var b: texture_2d<f32>;\n\
        @fragment fn early() -> @location(0) vec2f {\n\
          return vec2f(f32(frame.index), textureLoad(b, vec2u(0), 0).r); }\n\
        @fragment fn late() -> @location(0) f32 { return f32(frame.index) * 10.0; }\n\
        @fragment fn image() -> @location(0) vec4f {\n\
          return vec4f(textureLoad(a, vec2u(0), 0).rg, textureLoad(b, vec2u(0), 0).r, 1.0); }\n";
    let mut drawing = Drawing::new(&open(), text, SMALL);
    assert!(is_stateful(text));
    let seen: Vec<[f32; 4]> = (0..4).map(|index| drawing.frame(index)[0]).collect();
    for (index, [early, before, late, _]) in seen.into_iter().enumerate() {
        let index = index as f32;
        assert_eq!((early, late), (index, 10.0 * index));
        assert_eq!(before, 10.0 * (index - 1.0).max(0.0), "frame {index}");
    }
}

#[test]
fn a_discarded_pixel_keeps_the_frame_before_never_an_older_one() {
    // Odd frames write only the left half; the target is sampled, so there are two of it.
    let text = "//! [[pass]]\n//! entry = \"half\"\n//! target = \"a\"\n//! format = \"rg32float\"\n\
        //! [[pass]]\n//! entry = \"image\"\n#import shaderpipe::frame\n\
        @group(0) @binding(0) var a: texture_2d<f32>;\n\
        @fragment fn half(@builtin(position) p: vec4f) -> @location(0) vec2f {\n\
          let old = textureLoad(a, vec2u(p.xy), 0).r;\n\
          if frame.index % 2u == 1u && p.x > 2.0 { discard; }\n\
          return vec2f(f32(frame.index), old); }\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          return vec4f(textureLoad(a, vec2u(p.xy), 0).rg, 0.0, 1.0); }\n";
    let mut drawing = Drawing::new(&open(), text, SMALL);
    for index in 0..6_u64 {
        let texels = drawing.frame(index);
        let kept = if index % 2 == 1 { index - 1 } else { index };
        assert_eq!(texels[0][0], index as f32);
        assert_eq!(texels[3][0], kept as f32, "frame {index}");
        assert_eq!(texels[0][1], index.saturating_sub(1) as f32);
    }
}

#[test]
fn a_discarded_pixel_of_the_picture_stays_too() {
    let text = "#import shaderpipe::frame\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          if u32(p.x) != frame.index { discard; }\n return vec4f(1.0); }\n";
    let mut drawing = Drawing::new(&open(), text, SMALL);
    assert!(is_stateful(text));
    for index in 0..4_usize {
        let reds: Vec<f32> = drawing.frame(index as u64)[..4]
            .iter()
            .map(|texel| texel[0])
            .collect();
        let expected: Vec<f32> = (0..4).map(|x| if x <= index { 1.0 } else { 0.0 }).collect();
        assert_eq!(reds, expected, "frame {index}");
    }
}

#[test]
fn the_picture_can_be_fed_back() {
    let text = "@group(0) @binding(0) var picture: texture_2d<f32>;\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          return textureLoad(picture, vec2u(p.xy), 0) + 0.25; }\n";
    assert_eq!(first_reds(text, 4), [0.25, 0.5, 0.75, 1.0]);
}

#[test]
fn history_holds_the_last_frames_newest_first() {
    for count in [1, 2, 3, 5] {
        let text = format!(
            "//! [[pass]]\n//! entry = \"now\"\n//! target = \"a\"\n//! format = \"r32float\"\n\
             //! history = {count}\n//! [[pass]]\n//! entry = \"image\"\n#import shaderpipe::frame\n\
             @group(0) @binding(0) var a_history: texture_2d_array<f32>;\n\
             @fragment fn now() -> @location(0) f32 {{ return f32(frame.index + 1u); }}\n\
             @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {{\n\
               let layer = min(u32(p.x), {count}u - 1u);\n\
               return vec4f(textureLoad(a_history, vec2u(0), layer, 0).r); }}\n"
        );
        let mut drawing = Drawing::new(&open(), &text, Size::new(5, 1));
        for index in 0..9_usize {
            let texels = drawing.frame(index as u64);
            for (layer, texel) in texels.iter().enumerate().take(count) {
                // Layer k is k + 1 frames ago; before frame 0 all was zero.
                let expected = (index as f32 - layer as f32).max(0.0);
                assert_eq!(texel[0], expected, "{count}: layer {layer} at {index}");
            }
        }
    }
}

#[test]
fn a_chain_of_two_that_feed_each_other() {
    // a(n) = b(n - 1) + 1, b(n) = 2 a(n).
    let text = "//! [[pass]]\n//! entry = \"one\"\n//! target = \"a\"\n//! format = \"r32float\"\n\
        //! [[pass]]\n//! entry = \"two\"\n//! target = \"b\"\n//! format = \"r32float\"\n\
        //! [[pass]]\n//! entry = \"image\"\n\
        @group(0) @binding(0) var a: texture_2d<f32>;\n@group(0) @binding(1) var b: texture_2d<f32>;\n\
        @fragment fn one() -> @location(0) f32 { return textureLoad(b, vec2u(0), 0).r + 1.0; }\n\
        @fragment fn two() -> @location(0) f32 { return textureLoad(a, vec2u(0), 0).r * 2.0; }\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(textureLoad(b, vec2u(0), 0).r); }\n";
    assert_eq!(first_reds(text, 4), [2.0, 6.0, 14.0, 30.0]);
}

#[test]
fn a_second_writer_sees_the_first_in_the_same_frame() {
    let text = "//! [[pass]]\n//! entry = \"fill\"\n//! target = \"a\"\n//! format = \"r32float\"\n\
        //! [[pass]]\n//! entry = \"more\"\n//! target = \"a\"\n//! [[pass]]\n//! entry = \"image\"\n\
        #import shaderpipe::frame\n@group(0) @binding(0) var a: texture_2d<f32>;\n\
        @fragment fn fill() -> @location(0) f32 { return f32(frame.index); }\n\
        @fragment fn more() -> @location(0) f32 { return textureLoad(a, vec2u(0), 0).r + 100.0; }\n\
        @fragment fn image() -> @location(0) vec4f { return vec4f(textureLoad(a, vec2u(0), 0).r); }\n";
    assert!(!is_stateful(text), "a frame owes nothing to the one before");
    assert_eq!(first_reds(text, 3), [100.0, 101.0, 102.0]);
}

#[test]
fn several_targets_of_one_pass_are_all_written() {
    let text = "//! [[pass]]\n//! entry = \"both\"\n//! target = [\"a\", \"b\"]\n//! size = [2, 2]\n\
        //! [[pass]]\n//! entry = \"image\"\n\
        @group(0) @binding(0) var a: texture_2d<f32>;\n@group(0) @binding(1) var b: texture_2d<f32>;\n\
        @group(0) @binding(2) var b_sampler: sampler;\n\
        struct Out { @location(0) a: vec4f, @location(1) b: vec4f }\n\
        @fragment fn both(@builtin(position) p: vec4f) -> Out { return Out(vec4f(p.x), vec4f(7.0)); }\n\
        @fragment fn image() -> @location(0) vec4f {\n\
          let b = textureSampleLevel(b, b_sampler, vec2f(0.5), 0.0).r;\n\
          return vec4f(textureLoad(a, vec2u(1, 0), 0).r, b, 0.0, 1.0); }\n";
    let mut drawing = Drawing::new(&open(), text, SMALL);
    assert_eq!(drawing.frame(0)[0][..2], [1.5, 7.0]);
}

#[test]
fn runs_draw_the_layers_of_a_target_one_after_another() {
    let text = "//! [[pass]]\n//! entry = \"layer\"\n//! target = \"a\"\n//! layers = 3\n//! size = [1, 1]\n\
        //! [[pass]]\n//! entry = \"image\"\n#import shaderpipe::{frame, this_pass}\n\
        @group(0) @binding(0) var a: texture_2d_array<f32>;\n\
        @fragment fn layer() -> @location(0) vec4f {\n\
          return textureLoad(a, vec2u(0), this_pass.run, 0) + f32(this_pass.run + 1u); }\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          return textureLoad(a, vec2u(0), u32(p.x) % 3u, 0); }\n";
    let mut drawing = Drawing::new(&open(), text, SMALL);
    for index in 0..3_u64 {
        let texels = drawing.frame(index);
        let reds = [texels[0][0], texels[1][0], texels[2][0]];
        assert_eq!(reds, [1.0, 2.0, 3.0].map(|step| step * (index + 1) as f32));
    }
}

#[test]
fn a_pass_knows_its_size_its_place_and_its_run() {
    let text = "//! [[pass]]\n//! entry = \"small\"\n//! target = \"a\"\n//! size = 0.5\n//! repeat = 2\n\
        //! [[pass]]\n//! entry = \"image\"\n#import shaderpipe::{this_pass, frame}\n\
        @group(0) @binding(0) var a: texture_2d<f32>;\n\
        @fragment fn small() -> @location(0) vec4f {\n\
          return vec4f(this_pass.size, f32(this_pass.index), f32(this_pass.run)); }\n\
        @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
          if p.x < 1.0 { return textureLoad(a, vec2u(0), 0); }\n\
          return vec4f(this_pass.size, f32(this_pass.index), frame.resolution.x); }\n";
    let mut drawing = Drawing::new(&open(), text, SMALL);
    let texels = drawing.frame(0);
    assert_eq!(texels[0], [2.0, 2.0, 0.0, 1.0]);
    assert_eq!(texels[1], [4.0, 3.0, 1.0, 4.0]);
}
