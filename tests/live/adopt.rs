//! A scene that was edited goes on where the one before was.

use super::{Drawing, SMALL, open};

/// Counts in a target of two textures, in one with layers, in a buffer and by the picture itself, sets
/// out in a pass of frame 0, and shows past frames.
const COUNTS: &str = "//! [buffers.sum]\n//! size = 16\n\
    //! [[pass]]\n//! entry = \"seed\"\n//! target = \"cells\"\n//! once = true\n\
    //! [[pass]]\n//! entry = \"live\"\n//! target = \"cells\"\n//! format = \"rgba32float\"\n//! history = 3\n\
    //! [[pass]]\n//! entry = \"tally\"\n//! dispatch = [1, 1, 1]\n\
    //! [[pass]]\n//! entry = \"image\"\n\
    @group(0) @binding(0) var cells: texture_2d<f32>;\n\
    @group(0) @binding(1) var cells_history: texture_2d_array<f32>;\n\
    @group(0) @binding(2) var<storage, read_write> sum: array<f32, 4>;\n\
    @group(0) @binding(3) var picture: texture_2d<f32>;\n\
    @fragment fn seed() -> @location(0) vec4f { return vec4f(0.25); }\n\
    @fragment fn live() -> @location(0) vec4f { return textureLoad(cells, vec2u(), 0) + 1.0; }\n\
    @compute @workgroup_size(1) fn tally() { sum[0] += 2.0; }\n\
    @fragment fn image() -> @location(0) vec4f {\n\
      let past = textureLoad(cells_history, vec2u(), 2, 0).x;\n\
      let before = textureLoad(picture, vec2u(), 0).w;\n\
      return vec4f(textureLoad(cells, vec2u(), 0).x, sum[0], past, before + 1.0); }\n";

fn after_ten(edited: &str) -> (Vec<[f32; 4]>, Vec<[f32; 4]>) {
    let gpu = open();
    let mut old = Drawing::live(&gpu, COUNTS, SMALL);
    (0..10).for_each(|index| drop(old.frame(index)));
    let mut new = Drawing::live(&gpu, edited, SMALL);
    assert!(
        new.parts().0.adopt(old.parts().0).unwrap(),
        "some of it is state"
    );
    let frames = [10, 11, 12, 13].map(|index| (old.frame(index)[0], new.frame(index)[0]));
    gpu.check().unwrap();
    frames.into_iter().unzip()
}

#[test]
fn a_compatible_scene_draws_what_the_old_one_would_have() {
    // Other words, and a pass more in front of the rest.
    let edited = COUNTS.replace(
        "//! [[pass]]\n//! entry = \"image\"",
        "//! [[pass]]\n//! entry = \"more\"\n//! target = \"other\"\n//! [[pass]]\n//! entry = \"image\"",
    ) + "@fragment fn more() -> @location(0) vec4f { return vec4f(1.0); }\n";
    let (old, new) = after_ten(&edited);
    assert_eq!(old, new);
    assert_eq!(old[0], [11.25, 22.0, 8.25, 11.0]);
}

#[test]
fn an_edit_takes_effect_on_the_state_there_is() {
    let (_, new) = after_ten(&COUNTS.replace("0) + 1.0", "0) + 100.0"));
    assert_eq!(new[0][0], 110.25);
    assert_eq!(new[0][2], 8.25, "the past is as it was");
}

#[test]
fn what_does_not_fit_begins_anew() {
    let (_, new) = after_ten(&COUNTS.replace("rgba32float", "rgba16float"));
    // The cells are seeded again; buffer and picture go on.
    assert_eq!(new[0], [1.25, 22.0, 0.0, 11.0]);
    let (_, new) = after_ten(&COUNTS.replace("size = 16", "size = 32"));
    assert_eq!(new[0], [11.25, 2.0, 8.25, 11.0]);
    let (_, new) = after_ten(&COUNTS.replace("history = 3", "history = 5"));
    assert_eq!(new[0], [11.25, 22.0, 8.25, 11.0]);
}

#[test]
fn where_nothing_of_the_state_fits_it_says_so() {
    const ONE: &str = "//! [[pass]]\n//! entry = \"live\"\n//! target = \"cells\"\n//! format = \"rgba32float\"\n\
        //! [[pass]]\n//! entry = \"image\"\n\
        @group(0) @binding(0) var cells: texture_2d<f32>;\n\
        @fragment fn live() -> @location(0) vec4f { return textureLoad(cells, vec2u(), 0) + 1.0; }\n\
        @fragment fn image() -> @location(0) vec4f { return textureLoad(cells, vec2u(), 0); }\n";
    let gpu = open();
    let mut old = Drawing::live(&gpu, ONE, SMALL);
    (0..10).for_each(|index| drop(old.frame(index)));
    for (edited, has_state) in [
        (ONE.replace("+ 1.0", "+ 2.0"), true),
        // The picture fits, but no frame depends on it.
        (ONE.replace("cells", "grains"), false),
        (ONE.replace("rgba32float", "rgba16float"), false),
    ] {
        let mut new = Drawing::live(&gpu, &edited, SMALL);
        let adopted = new.parts().0.adopt(old.parts().0).unwrap();
        assert_eq!(adopted, has_state, "{edited}");
    }
}
