//! `library`.

use crate::run::shaderpipe;

#[test]
fn library_lists_its_modules() {
    let words = [
        "shaderpipe::noise        Noise: smooth randomness over the plane and in space",
        "\nshaderpipe::camera ",
        "\nshaderpipe::sdf_space ",
        "shaderpipe library NAME",
    ];
    let list = shaderpipe(["library"]).end().done().prints(&words);
    // A line each: a summary that is none would be long.
    assert!(
        list.text().lines().all(|line| line.chars().count() < 125),
        "{list:?}"
    );
}

#[test]
fn library_shows_a_module() {
    for name in ["noise", "shaderpipe::noise"] {
        let words = [
            "#import shaderpipe::noise\n",
            "// Value noise, 0 to 1: random numbers at whole coordinates",
            "fn value_2d(p: vec2f) -> f32\n",
            "fn fbm_3d(p: vec3f, octaves: i32) -> f32\n",
        ];
        let shown = shaderpipe(["library", name]).end().done().prints(&words);
        assert!(!shown.text().contains("return"), "{shown:?}");
    }
    let frame = [
        "struct Frame {\n",
        "    resolution: vec2f,",
        "var<uniform> frame: Frame;",
    ];
    shaderpipe(["library", "shaderpipe"])
        .end()
        .done()
        .prints(&frame);
}

#[test]
fn library_shows_a_function() {
    for name in ["noise::fbm_2d", "shaderpipe::noise::fbm_2d"] {
        let shown = shaderpipe(["library", name]).end().done().prints(&[
            "#import shaderpipe::noise::fbm_2d\n",
            "\n// Fractal Brownian motion, within -1 to 1",
            "fn fbm_2d(p: vec2f, octaves: i32) -> f32\n",
        ]);
        assert!(!shown.text().contains("fbm_3d"), "{shown:?}");
    }
    // A name that two modules have.
    shaderpipe(["library", "fbm_2d"]).end().done().prints(&[
        "#import shaderpipe::noise::fbm_2d\n",
        "#import shaderpipe::tiled::fbm_2d\n",
    ]);
    shaderpipe(["library", "camera::Camera"])
        .end()
        .done()
        .prints(&[
            "#import shaderpipe::camera::Camera\n",
            "    // Where it is.\n    position: vec3f,\n",
        ]);
    let frame = ["#import shaderpipe::frame\n", "var<uniform> frame: Frame;"];
    shaderpipe(["library", "shaderpipe::frame"])
        .end()
        .done()
        .prints(&frame);
}

#[test]
fn library_suggests_the_nearest_name() {
    for (name, expected) in [
        ("fbm2d", "no 'fbm2d': did you mean 'fbm_2d'?"),
        ("nose", "did you mean 'noise'?"),
        (
            "shaderpipe::noise::valu_2d",
            "did you mean 'noise::value_2d'?",
        ),
        ("qqqq", "`shaderpipe library` lists its modules"),
    ] {
        shaderpipe(["library", name]).end().is(1).says(&[expected]);
    }
}
