#define_import_path shaderpipe::fractal

#import shaderpipe::noise::{gradient_2d, gradient_3d, next_2d, next_3d}
#import shaderpipe::noise::{simplex_2d, simplex_3d, value_2d, value_3d}

// Layers of noise on one another: clouds, ridges, turbulence. Each of the `octaves` layers has
// twice the detail of the one before and half its strength, as in `noise::fbm_2d` and
// `noise::fbm_3d`. After Musgrave in Ebert et al., "Texturing and modeling", 1994.

// Value noise, 0 to 1: soft patches, for the price of a few random numbers.
fn fbm_value_2d(p: vec2f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        sum += strength * value_2d(place);
        strength *= 0.5;
        place = next_2d(place);
    }
    return sum;
}

// Value noise in space, 0 to 1: clouds and smoke to march through.
fn fbm_value_3d(p: vec3f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        sum += strength * value_3d(place);
        strength *= 0.5;
        place = next_3d(place);
    }
    return sum;
}

// Simplex noise, -1 to 1.
fn fbm_simplex_2d(p: vec2f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        sum += strength * simplex_2d(place);
        strength *= 0.5;
        place = next_2d(place);
    }
    return sum;
}

// Simplex noise in space, -1 to 1.
fn fbm_simplex_3d(p: vec3f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        sum += strength * simplex_3d(place);
        strength *= 0.5;
        place = next_3d(place);
    }
    return sum;
}

// Crests where gradient noise passes through 0, 0 to 1: mountain ridges, lightning, veins.
fn ridged_2d(p: vec2f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        let crest = 1.0 - abs(gradient_2d(place));
        sum += strength * crest * crest;
        strength *= 0.5;
        place = next_2d(place);
    }
    return sum;
}

// As `ridged_2d`, in space, 0 to 1.
fn ridged_3d(p: vec3f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        let crest = 1.0 - abs(gradient_3d(place));
        sum += strength * crest * crest;
        strength *= 0.5;
        place = next_3d(place);
    }
    return sum;
}

// Folds where gradient noise passes through 0, 0 to 1: billows, flames, marble. Perlin, "An image
// synthesizer", 1985.
fn turbulence_2d(p: vec2f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        sum += strength * abs(gradient_2d(place));
        strength *= 0.5;
        place = next_2d(place);
    }
    return sum;
}

// As `turbulence_2d`, in space, 0 to 1.
fn turbulence_3d(p: vec3f, octaves: i32) -> f32 {
    var sum = 0.0;
    var strength = 0.5;
    var place = p;
    for (var k = 0; k < octaves; k++) {
        sum += strength * abs(gradient_3d(place));
        strength *= 0.5;
        place = next_3d(place);
    }
    return sum;
}
